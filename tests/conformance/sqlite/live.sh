#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# live.sh TEST_SQLITE_TRUTH [--write]: gives the cases to the real runners, compares what
# they did with truth.json, and the trial's forecast with both. The runners come from npm
# into build/conformance/sqlite, once. RUNNERS says which. With --write truth.json is made
# anew. Where npm has nothing it says that it skips, and the exit status is 77.
set -u
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
test=$PWD/$1
dir=build/conformance/sqlite
all='drizzle drizzle-libsql drizzle-bun drizzle-d1 drizzle-d1-http drizzle-durable
    drizzle-v1 drizzle-v1-libsql drizzle-v1-bun drizzle-v1-d1 drizzle-v1-durable d1 prisma plain'
: "${RUNNERS:=$all}"

mkdir -p $dir/measured
cd $dir || exit 1
cmp -s "$here/package.json" package.json || rm -f stamp
if [ ! -f stamp ]; then
    cp "$here/package.json" .
    # Those scripts alone fetch binaries that are wanted.
    if npm install --no-package-lock --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
        --loglevel=error >npm.log 2>&1 </dev/null &&
        npm rebuild better-sqlite3 bun esbuild workerd >>npm.log 2>&1 </dev/null; then
        : >stamp
    else
        tail -n 5 npm.log >&2
        echo 'SKIPPED: conformance-sqlite: npm could not install the runners; nothing was compared'
        exit 77
    fi
fi

failed=0
for runner in $RUNNERS; do
    case $runner in
    *-bun) program=node_modules/.bin/bun ;;
    *) program=node ;;
    esac
    "$program" "$here/measure.mjs" "$here/cases.sql" "$runner" >"measured/$runner.json" || {
        echo "FAILED: measuring $runner"
        failed=1
    }
done
[ $failed = 0 ] || exit 1

node "$here/versions.mjs" >measured.json
for runner in $RUNNERS; do
    cat "measured/$runner.json"
done >>measured.json
if [ "${2:-}" = --write ]; then
    cp measured.json "$here/truth.json"
elif [ "$RUNNERS" = "$all" ]; then
    diff "$here/truth.json" measured.json || { echo 'FAILED: the runners do otherwise'; failed=1; }
fi
cd - >/dev/null || exit 1
"$test" $dir/measured.json || failed=1
exit $failed
