#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Dumps the database, reads the dump back, and encrypts it for a public key, so that
# neither the artifact nor this pipeline can be read without the private one. A failure
# of any of it stops the deploy. Environment: as action.yml describes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
for part in lib database history clients; do . "$here/$part.sh"; done

finish() {
    local status=$?
    trap - EXIT
    [ $status = 0 ] || {
        printf '### Backup of %s: failed\n\n' "${ENVIRONMENT:-$db_name}"
        sed 's/^/> /' "$scratch/failure" 2>/dev/null || echo '> see the log of this step'
        printf '\nNothing was applied.\n'
    } | summary
    cleanup
    exit $status
}
trap finish EXIT

# shellcheck disable=SC2086 # dump-options are words
dump_postgres() {
    use_pg_client
    (pg_environment && "$pg_bin/pg_dump" --format=custom --lock-wait-timeout=60000 ${DUMP_OPTIONS:-} --file="$dump") ||
        die 'pg_dump failed: see its message above'
    # The list names the tables; only reading all of it tells that the data is whole.
    {
        "$pg_bin/pg_restore" --list "$dump" >"$scratch/list"
        "$pg_bin/pg_restore" --file=/dev/null "$dump"
    } || die 'the dump cannot be read back by pg_restore'
    ! table_exists "$(history_table)" || grep -q "TABLE DATA $(history_table | tr . ' ') " "$scratch/list" ||
        die "the dump lacks the history table $(history_table): does dump-options leave it out, or may the user not read it?"
}

# shellcheck disable=SC2086
dump_mysql() {
    [ -n "$mysql_file" ] || mysql_options
    "$(mysql_client mysqldump)" --defaults-extra-file="$mysql_file" --single-transaction --quick \
        --routines --triggers --hex-blob --no-tablespaces --loose-set-gtid-purged=OFF \
        --loose-column-statistics=0 ${DUMP_OPTIONS:-} "$db_name" | gzip >"$dump" ||
        die 'mysqldump failed: see its message above'
    # Its last line is written when everything before it was.
    gzip -dc "$dump" | tail -n 1 | grep -q '^-- Dump completed' || die 'the dump has no end'
}

encrypt() {
    mkdir "$scratch/gnupg"
    printf '%s\n' "$BACKUP_PUBLIC_KEY" >"$scratch/key"
    gpg --batch --quiet --homedir "$scratch/gnupg" --trust-model always --compress-algo none \
        --recipient-file "$scratch/key" --output "$1" --encrypt "$dump" 2>"$scratch/gpg.log" || {
        cat "$scratch/gpg.log" >&2
        die 'the dump could not be encrypted: is backup-public-key what `gpg --armor --export ADDRESS` prints?'
    }
}

[ -n "${BACKUP_PUBLIC_KEY:-}" ] ||
    die 'backup-public-key is empty: a dump is not kept unencrypted. Set it to what `gpg --armor --export ADDRESS` prints (it is no secret), or replace the backup steps by a snapshot of your provider'
read_url
find_migrations
read_history
dump=$scratch/dump
if [ "$db_engine" = postgres ]; then dump_postgres; else dump_mysql; fi

name=db-backup-${ENVIRONMENT:+$ENVIRONMENT-}$db_name-$(date -u +%Y%m%dT%H%M%SZ)
name=$(tr -c 'A-Za-z0-9._\n-' - <<<"$name")
file=${RUNNER_TEMP:-/tmp}/$name.gpg
encrypt "$file"
echo "$name $history_mark $(database_mark)" >"${RUNNER_TEMP:-/tmp}/migrate-backup"
{
    echo "name=$name"
    echo "file=$file"
} >>"${GITHUB_OUTPUT:-/dev/null}"
say "backed up $(stat -c %s "$dump") bytes as $name"
printf '### Backup of %s\n\n`%s`, read back and encrypted.\n\n' "${ENVIRONMENT:-$db_name}" "$name" | summary
