#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries a pull request on a database that nobody needs: the target branch's migrations,
# rows if there is a command that makes some, then those of the pull request as the
# project's own tool applies them, and all of it once more, which must change nothing.
# Environment: as action.yml describes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
for part in lib database history clients tool report; do . "$here/$part.sh"; done

stage='The connection' swapped='' tool_pid='' interrupted='' before='' lines=()
MIGRATE_REPORT=${MIGRATE_REPORT:-$scratch/report}
trap stop_tool INT TERM

finish() {
    local status=$?
    trap - EXIT
    [ -z "$swapped" ] || put_back
    report_preview $status
    give_report
    cleanup
    exit $status
}
trap finish EXIT

report_preview() { # STATUS
    {
        if [ "$1" = 0 ]; then echo '### Preview database: passed'; else echo '### Preview database: failed'; fi
        echo
        printf '%s\n' ${lines[@]+"${lines[@]}"}
        [ "$1" = 0 ] || {
            printf '\n%s failed:\n\n' "$stage"
            sed 's/^/> /' "$scratch/failure" 2>/dev/null || echo '> see the log of this step'
        }
    } | summary
}

give_report() { # for the comment
    local mark
    mark=end-of-report-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    [ -f "$MIGRATE_REPORT" ] || return 0
    { echo "report<<$mark" && cat "$MIGRATE_REPORT" && echo "$mark"; } >>"${GITHUB_OUTPUT:-/dev/null}"
}

# The files of the target branch in the place of the pull request's; the tool is the latter's.
put_base() {
    local base=${BASE:-HEAD^1} path
    git rev-parse --quiet --verify "$base^{commit}" >/dev/null ||
        die "there is no commit $base: actions/checkout needs fetch-depth: 2 or more"
    path=$(git rev-parse --show-prefix)$migrations
    mv "$migrations" "$scratch/change"
    swapped=1
    mkdir "$migrations"
    # A branch that brings the first migrations has no such folder at its base.
    if git cat-file -e "$base:$path" 2>/dev/null; then
        git archive "$base:$path" | tar -x -C "$migrations"
    fi
}

put_back() {
    rm -rf "$migrations"
    mv "$scratch/change" "$migrations"
    swapped=''
}

run_seed() {
    export DATABASE_URL
    echo '::group::seed'
    bash -euo pipefail -c "$SEED_COMMAND" </dev/null || die 'the seed command failed: see the log of this step'
    echo '::endgroup::'
    lines+=('- rows were made by the seed command')
}

stage="The target branch's state"
read_url
find_migrations
[ "$db_engine" != postgres ] || use_pg_client
if [ "${BASE:-}" != none ]; then
    put_base
    read_history
    run_tool || die "The migrations of the target branch do not apply to an empty database. $(tool_failed $?)"
    read_history
    lines+=("- target branch: $(count applied) migrations applied")
    put_back
fi
[ -z "${SEED_COMMAND:-}" ] || { stage='The seed' && run_seed; }

stage="The pull request's migrations"
read_history
before=$history
judge_history before || die 'The pull request does not continue the history of its target branch.'
begun=$SECONDS
run_tool || die "$(tool_failed $?)"
seconds=$((SECONDS - begun))

stage='The check after'
read_history
judge_history after || die 'The tool said that all went well, and the history says otherwise.'
tool_status || die "$tool's own status command is not content: see the log of this step."
lines+=("- pull request: $(made | wc -l) migrations applied in $seconds s")
while read -r name; do lines+=("  - \`$name\`"); done < <(made)

stage='The second run'
schema_of >"$scratch/schema" || die 'The schema could not be dumped.'
mark=$history_mark
run_tool || die "$tool fails when there is nothing left to apply."
read_history
schema_of >"$scratch/again" || die 'The schema could not be dumped.'
[ "$mark" = "$history_mark" ] || die 'A second run changed the history of the database.'
diff "$scratch/schema" "$scratch/again" ||
    die 'A second run changed the schema: the log of this step has the difference.'
lines+=('- applied once more: nothing changed')
