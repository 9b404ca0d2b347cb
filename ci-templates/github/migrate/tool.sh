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
    tool_pid=''
    printf '\n::%s::\n::endgroup::\n' "$token"
    return $status
}

stop_tool() {
    [ -z "${tool_pid:-}" ] || kill -TERM -- "-$tool_pid" 2>/dev/null || true
}
