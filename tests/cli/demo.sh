#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make demo: the branch is blocked for what fixtures/_demo/README.md names, nothing else.
. "$(dirname "$0")/lib.sh"

demo() { # as run() does
    (cd "$root" && sh tests/demo.sh "$work/dir/demo") >"$out" 2>"$err" && status=0 || status=$?
}

test_case 'the demo is blocked, and says what that means'
demo
status_is 0
err_is ''
out_has 'drop-column' 'drizzle/0005_tidy_up.sql' 'exit status 1: blocked'

test_case 'the demo has the findings that it is there to show'
demo
cd demo
run check --format json
status_is 1
json_is '[.findings[] | select(.suppressed | not).rule] | unique | join(" ")' \
    'drop-column duplicate-prefix edited-migration index-not-concurrent journal-when-not-increasing no-lock-timeout snapshot-missing'
json_is '[.findings[] | select(.suppressed).rule] | join(" ")' 'drop-table'
json_is '.projects | map([.path, .layout, .dialect, .migrations, .new] | map(tostring) | join(" ")) | join(";")' \
    'drizzle drizzle postgres 6 3'
json_is '.base.ref' 'main'

test_case 'what is merged passes'
demo
cd demo
git checkout -q main
run check
status_is 0

test_case 'the demo minds neither the settings of git nor the variables of a CI'
printf '[init]\n\tdefaultBranch = trunk\n[commit]\n\tgpgsign = true\n[core]\n\tautocrlf = true\n' >"$HOME/.gitconfig"
demo
cp "$out" plain
rm -rf demo
export GIT_CONFIG_GLOBAL="$HOME/.gitconfig" GIT_DIR=/nowhere GIT_WORK_TREE=/nowhere GITHUB_BASE_REF=trunk
unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
demo
status_is 0
is "$(cat "$out")" "$(cat plain)"
