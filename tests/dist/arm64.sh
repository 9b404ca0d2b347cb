#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The binary for 64-bit ARM, run by an emulator: it says and judges the same.
. "$(dirname "$0")/../cli/lib.sh"

version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
binary=$root/build/static-aarch64-linux-gnu/tidegate
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)

test_case 'the binary for aarch64 says its version'
if [ ! -f "$binary" ] || [ -z "$emulator" ]; then
    skip_test 'there is no cross compiler or no emulator for aarch64'
    exit 0
fi
on_arm() { # ARGUMENT...
    "$emulator" "$binary" "$@" >"$out" 2>"$err" </dev/null && status=0 || status=$?
}
is "$(od -An -t x1 -j 18 -N 2 "$binary" | tr -d ' ')" b700 # EM_AARCH64
on_arm --version
status_is 0
out_is "$("$TIDEGATE" --version)"

test_case 'it gives the same report of every kind of project'
git_init
for sample in pg:postgres@16 mysql:mysql@8.0 lite:sqlite@3.40; do
    folder=${sample%%:*}
    echo 'CREATE TABLE a (id integer PRIMARY KEY, x varchar(20));' | write "$folder/0001_a.sql"
    echo 'ALTER TABLE a DROP COLUMN x;' | write "$folder/0002_b.sql"
done
git_commit first
for sample in pg:postgres@16 mysql:mysql@8.0 lite:sqlite@3.40; do
    on_arm check --base none --format json --engine "${sample#*:}" "${sample%%:*}"
    status_is 1
    json_is '.findings[0].rule' drop-column
    "$TIDEGATE" check --base none --format json --engine "${sample#*:}" "${sample%%:*}" >native || true
    cmp native "$out" >>"$err" 2>&1 || problem "another report for $sample"
done
git checkout -q -b feature
echo 'DROP TABLE a;' | write pg/0003_c.sql
on_arm check pg
status_is 1
out_has '1 new or edited since main' 'pg/0003_c.sql:1:1: error:'

test_case 'its archive and packages are there, and of that machine'
(cd "$root/build/dist" && sha256sum -c --quiet SHA256SUMS) >"$out" 2>&1 || problem 'the sums are wrong'
tar -xzf "$root/build/dist/tidegate-$version-linux-aarch64.tar.gz"
cmp "tidegate-$version-linux-aarch64/bin/tidegate" "$binary" >"$err" 2>&1 || problem 'the archive has another binary'
is "$(cd "tidegate-$version-linux-aarch64" && sha256sum -c --quiet SHA256SUMS)" ''
is "$(dpkg --field "$root/build/dist/tidegate_${version}_arm64.deb" Architecture)" arm64
tar -xzf "$root/build/dist/tidegate-linux-arm64-$version.tgz"
is "$(jq -r '[.name, .cpu[0]] | join(" ")' package/package.json)" '@tidegate/linux-arm64 arm64'
cmp package/bin/tidegate "$binary" >"$err" 2>&1 || problem 'the npm package has another binary'
