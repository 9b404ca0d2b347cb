#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the README: a block "```sql FILE", "```json FILE" or "```jsonc FILE" is written to the file, and the commands of a
# "```console" block must print what stands below them.
. "$(dirname "$0")/lib.sh"

mkdir -p "$work/bin"
ln -s "$TIDEGATE" "$work/bin/tidegate"
export PATH="$work/bin:$PATH"

test_case 'the README names the two commands at its top'
head -n 20 "$root/README.md" >"$out"
out_has 'make demo' 'make test'

test_case 'the README installs a release, if its checksum is right'
version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
mkdir "$work/licences"
env -u SOURCE_DATE_EPOCH sh "$root/.ci/dist.sh" "$TIDEGATE" "$work/releases/v$version" "$TIDEGATE" "$work/licences"
awk '/^```/ { inside = 0 } inside { print } /^```sh$/ { inside = ++count == 2 }' "$root/README.md" |
    sed "s,=https://github.com/tidegate/tidegate/releases/download/,=file://$work/releases/," >"$work/install"
is "$(grep -c "file://$work" "$work/install")" 1
mkdir "$work/user"
install_release() { (cd "$work/user" && HOME=$work/user sh "$work/install") >"$out" 2>"$err"; }
install_release || problem 'it cannot be installed'
is "$("$work/user/.local/bin/tidegate" --version | cut -d ' ' -f 1,2)" "tidegate $version"
echo >>"$(echo "$work/releases/v$version"/*.tar.gz)"
! install_release || problem 'what has another checksum is installed'

test_case 'the README names this version of everything that is installed'
grep -oE '(version=|tidegate_|tidegate:|rev: v|@v|raw/v)[0-9]+\.[0-9]+\.[0-9]+' "$root/README.md" >"$out"
is "$(grep -oE '[0-9]+\.[0-9]+\.[0-9]+' "$out" | sort -u)" "$version"
is "$(grep -c 'version=\|tidegate_' "$out")" 2

test_case 'the README has examples that can be run'
is "$(grep -c '^```console' "$root/README.md" | awk '{ print ($1 >= 4) }')" 1

test_case 'every example of the README prints what it says'
mkdir "$work/blocks"
# Each block becomes a file, in order: NUMBER is its text, NUMBER.name where it belongs.
awk -v blocks="$work/blocks" '
    /^```/ && inside { inside = 0; close(file); next }
    /^```(sql|jsonc?) [^ ]+$/ || /^```console$/ {
        inside = 1
        file = sprintf("%s/%02d", blocks, ++count)
        printf "" >file
        print $2 >(file ".name")
        close(file ".name")
        next
    }
    inside { print >file }' "$root/README.md"
for block in "$work"/blocks/??; do
    name=$(cat "$block.name")
    if [ -n "$name" ]; then
        write "$name" <"$block"
        continue
    fi
    grep '^\$ ' "$block" | while IFS= read -r line; do
        echo "$line"
        sh -c "${line#\$ }" 2>&1 </dev/null || true
    done >"$work/got"
    is "$(cat "$work/got")" "$(cat "$block")"
done
