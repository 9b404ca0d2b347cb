#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Applies the pending migrations under an advisory lock, and sees that the history says
# so afterwards. From the environment: TOOL, DATABASE_URL, and what action.yml describes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
for part in lib database history lock tool report; do . "$here/$part.sh"; done

stage='The connection' started=$SECONDS interrupted='' tool_pid='' before=''

# GitHub cancels a job with SIGINT, then SIGTERM, then the end of all processes. The tool
# is told, and its end is waited for, so that the summary can say what is there.
trap stop_tool INT TERM

finish() {
    local status=$?
    trap - EXIT
    [ $status = 0 ] || report_failure
    release_lock || true
    cleanup
    exit $status
}
trap finish EXIT

# What the backup step left: it is of this database, and since then nobody else may have
# migrated.
same_as_backed_up() {
    local note=${RUNNER_TEMP:-/tmp}/migrate-backup
    [ -f "$note" ] || return 0
    local backed_up backed_up_of
    read -r BACKUP_NAME backed_up backed_up_of <"$note"
    [ "$backed_up_of" = "$(database_mark)" ] ||
        die "The backup $BACKUP_NAME is of another database: the step that made it had another DATABASE_URL than this one. Nothing was applied."
    [ "$backed_up" = "$history_mark" ] ||
        die "Somebody else migrated this database after the backup $BACKUP_NAME was made. Nothing was applied; run the job again from its beginning."
}

read_url
find_migrations

stage='The advisory lock'
take_lock

stage='The history before'
read_history
same_as_backed_up
judge_history before || die 'The history is not as it should be; nothing was applied.'
before=$history
named pending | sed 's/^/pending: /'
say "$(count applied) applied, $(count pending) pending"

stage='The migration'
status=0
run_tool apply || status=$?
[ -z "$interrupted" ] || die 'The run was cancelled while the tool was at work.'
[ $status = 0 ] || die "$(tool_failed "$status")"

stage='The check after'
still_locked || die 'The session that holds the advisory lock was cut off while the tool ran: another migration may have run beside this one. Compare the schema before anything else.'
read_history
judge_history after || die 'The tool said that all went well, and the history says otherwise.'
tool_status || die "$tool's own status command is not content: see the log of this step."

report_success
