#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The npm packages that `make npm` has packed: installed from a registry of their own by
# npx, and run. Nothing is downloaded or run by an install but the packages.
. "$(dirname "$0")/../cli/lib.sh"

version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
case $(uname -m) in x86_64) own=linux-x64 ;; *) own=linux-arm64 ;; esac
registry=''

stop_servers() { [ -z "$registry" ] || kill "$registry"; }

start_registry() {
    mkdir "$work/registry"
    cp "$root/build/dist"/*.tgz "$work/registry/"
    node "$root/tests/dist/registry.mjs" "$work/registry" 2>"$work/registry/err" &
    registry=$!
    until [ -f "$work/registry/port" ]; do
        kill -0 "$registry" # set -e ends the script where it has
        sleep 0.05
    done
    address=http://127.0.0.1:$(cat "$work/registry/port")
    export npm_config_registry="$address/" npm_config_cache="$work/cache" npm_config_update_notifier=false
    export npm_config_fund=false npm_config_audit=false no_proxy=127.0.0.1
}

tidegate_here() { # ARGUMENT...: the one that is installed in the folder
    npx --no-install tidegate "$@" >"$out" 2>"$err" </dev/null && status=0 || status=$?
}

for variable in $(env | sed -n 's/^\(npm_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$variable"; done
start_registry

test_case 'the packages have what they should, and run nothing when they are installed'
for package in tidegate "tidegate-$own"; do
    tar -xzf "$root/build/dist/$package-$version.tgz"
    is "$(jq -r '.version, (.scripts // "none")' package/package.json)" "$version
none"
    mv package "$package"
done
is "$(cd tidegate && find . -type f | sort | paste -s -d ' ')" './LICENSE ./README.md ./bin/tidegate ./package.json'
is "$(jq -r '.optionalDependencies | to_entries[] | .key + " " + .value' tidegate/package.json)" "@tidegate/linux-arm64 $version
@tidegate/linux-x64 $version"
is "$(jq -r '[.name, .os[0], .cpu[0]] | join(" ")' "tidegate-$own/package.json")" "@tidegate/$own linux ${own#linux-}"
cmp -s "tidegate-$own/bin/tidegate" "$root/build/static/tidegate" || problem 'it has another binary'
is "$(ls "tidegate-$own/licences")" "$(ls "$root/build/static/licences")"

test_case 'npx runs it where nothing is installed'
npx --yes tidegate --version >"$out" 2>"$err" </dev/null && status=0 || status=$?
status_is 0
out_has "tidegate $version ("

test_case 'npm installs the package of this machine and no other'
echo '{ "private": true }' >package.json
npm install --save-dev tidegate >"$out" 2>"$err" </dev/null || problem 'npm fails'
is "$(ls node_modules/@tidegate)" "$own"
is "$(sed 's/.* //' "$work/registry/log" | grep -v '^-/tidegate.*\.tgz$' | sort -u | paste -s -d ' ')" "@tidegate/linux-arm64 @tidegate/linux-x64 tidegate"

test_case 'statuses and output are those of the binary'
echo '{ "private": true }' >package.json
npm install --save-dev tidegate >"$out" 2>"$err" </dev/null || problem 'npm fails'
echo 'CREATE TABLE a (id bigint PRIMARY KEY, x text);' | write migrations/0001_a.sql
tidegate_here check --base none
status_is 0
echo 'ALTER TABLE a DROP COLUMN x;' | write migrations/0002_b.sql
tidegate_here check --base none
status_is 1
out_has 'migrations/0002_b.sql:1:15: error:' drop-column
tidegate_here check --formt json
status_is 2
err_has 'did you mean --format?'
printf 'DROP TABLE a;\n' | npx --no-install tidegate check --base none --stdin-path migrations/0003_c.sql - >"$out" 2>"$err" && status=0 || status=$?
status_is 1
out_has 'migrations/0003_c.sql:1:1: error:'

test_case 'the launcher becomes the binary, which is told of a signal'
echo '{ "private": true }' >package.json
npm install --save-dev tidegate >"$out" 2>"$err" </dev/null || problem 'npm fails'
mkfifo never
node_modules/.bin/tidegate locks - <never >"$out" 2>"$err" &
child=$!
exec 8>never # it waits for what never comes
for attempt in $(seq 100); do
    [ "$(readlink "/proc/$child/exe")" != "$PWD/node_modules/@tidegate/$own/bin/tidegate" ] || break
    sleep 0.05
done
is "$(readlink "/proc/$child/exe")" "$PWD/node_modules/@tidegate/$own/bin/tidegate"
kill -TERM "$child"
wait "$child" && status=0 || status=$?
exec 8>&-
status_is 2
err_has 'stopped by SIGTERM'

test_case 'where the package of the machine is missing, it says so and judges nothing'
echo '{ "private": true }' >package.json
npm install --omit=optional --save-dev tidegate >"$out" 2>"$err" </dev/null || problem 'npm fails'
tidegate_here --version
status_is 2
err_has "the package @tidegate/$own is not installed"
mkdir bin
printf '#!/bin/sh\n[ "$1" = -m ] && echo riscv64 || echo Linux\n' >bin/uname
chmod 755 bin/uname
PATH=$PWD/bin:$PATH tidegate_here --version
status_is 2
err_has 'there is no package for Linux on riscv64'

test_case 'packed again it is the same'
sh "$root/.ci/npm.sh" "$root/build/static/tidegate" "$PWD/again" "$root/build/static/licences" >"$out" 2>"$err" || problem 'npm.sh fails'
for package in again/*.tgz; do
    cmp "$package" "$root/build/dist/${package#again/}" >>"$out" 2>&1 || problem "${package#again/} differs"
done
