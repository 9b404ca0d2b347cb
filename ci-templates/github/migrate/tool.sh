# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Runs the project's own tool. Sourced after lib.sh and database.sh.

# supabase names the database on its command line: so without the password, which the
# Go and JavaScript drivers take from PGPASSWORD as libpq does.
supabase_push() {
    local flag=--db-url user host=$db_host mode=${db_option[sslmode]:-}
    supabase_command db push --help 2>&1 | grep -q -- '--remote' && flag=--remote
    user=$(jq -rn --arg text "$db_user" '$text | @uri')
    [[ $host != *:* ]] || host="[$host]"
    (
        pg_environment
        supabase_command db push --yes "$flag=postgresql://$user@$host:$db_port/$(jq -rn --arg text "$db_name" '$text | @uri')${mode:+?sslmode=$mode}"
    )
}

supabase_command() { # the project's own, else the one of the machine
    if [ -x node_modules/.bin/supabase ]; then project supabase "$@"; else command supabase "$@"; fi
}

apply_command() {
    # Prisma's schema may name a second variable for the URL that migrations use.
    export DATABASE_URL DIRECT_URL="${DIRECT_URL:-$DATABASE_URL}"
    if [ -n "${MIGRATE_COMMAND:-}" ]; then
        bash -euo pipefail -c "$MIGRATE_COMMAND"
        return
    fi
    case $tool in
    drizzle) project drizzle-kit migrate ;;
    prisma) project prisma migrate deploy ;;
    supabase) supabase_push ;;
    esac
}

# As a child that can be waited for, in a process group of its own: so a signal for this
# script is acted upon at once, and reaches all that the tool started.
run_tool() {
    local status=0 token
    token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    # What the tool prints is no command to the runner.
    printf '::group::%s\n::stop-commands::%s\n' "$tool" "$token"
    set -m
    apply_command </dev/null 2>&1 &
    tool_pid=$!
    set +m
    wait "$tool_pid" || status=$?
    # A signal ends the wait, not the tool.
    while kill -0 "$tool_pid" 2>/dev/null; do
        status=0
        wait "$tool_pid" || status=$?
    done
    end_group "$tool_pid"
    tool_pid=''
    printf '\n::%s::\n::endgroup::\n' "$token"
    return $status
}

stop_tool() {
    interrupted=1
    [ -z "${tool_pid:-}" ] || kill -TERM -- "-$tool_pid" 2>/dev/null || true
}

# After an interruption: what the tool started may outlive it by a moment, not longer.
end_group() { # PROCESS-GROUP
    local moment
    [ -n "${interrupted:-}" ] || return 0
    for moment in {1..50}; do
        kill -0 -- "-$1" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL -- "-$1" 2>/dev/null || true
}

# drizzle-kit ends with status 1 and not a word of what the server said. On PostgreSQL all
# that it ran is rolled back, so the same can be run once more, in a transaction that is
# rolled back whatever becomes of it, for the server's message.
explain_failure() {
    local name names
    [ "$tool:$db_engine:${MIGRATE_COMMAND:-}" = drizzle:postgres: ] || return 0
    [ -f "$migrations/meta/_journal.json" ] || return 0
    mapfile -t names < <(named pending)
    for name in "${names[@]}"; do
        # One that ends the transaction by itself, or cannot run in one, is left alone.
        ! grep -qiE '^[[:space:]]*(commit|rollback|end|abort|begin|vacuum)\>|concurrently' "$migrations/$name.sql" || return 0
    done
    (
        pg_environment
        {
            echo "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s';"
            for name in "${names[@]}"; do printf "\\\\i '%s'\n" "$migrations/$name.sql"; done
            echo 'ROLLBACK;'
        } | psql -Xq -v ON_ERROR_STOP=1 2>&1 >/dev/null | sed -n 's/^psql://p' | head -n 5
    ) || true
}
