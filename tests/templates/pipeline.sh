# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034,SC2086 # variables of lib.sh, and for those who source this
# SPDX-License-Identifier: Apache-2.0
# For the tests of the pipeline: projects, and its parts run as GitHub runs them. Sourced
# after tests/cli/lib.sh and servers.sh beside it.

modules=$root/build/tools/node_modules
migrate=$root/ci-templates/github/migrate
export npm_config_update_notifier=false
# Prisma's engine of WebAssembly needs no program; where one is looked for, any will do.
export PRISMA_QUERY_ENGINE_LIBRARY=/bin/true PRISMA_SCHEMA_ENGINE_BINARY=/bin/true
export PRISMA_HIDE_UPDATE_MESSAGE=1 CHECKPOINT_DISABLE=1

# ---- projects ----

project() { # a Node.js project with all tools installed
    git_init
    ln -s "$modules" node_modules
    printf '%s\n' node_modules '*.json.log' >.gitignore
    # What the tests keep is none of the project's.
    printf '%s\n' /key /gnupg /store /temp /temp2 /comment /pull /record /vars.json /note /dump /order /tool /pid \
        /processes /locks /*.context /workflow.yml /bin /summary >.git/info/exclude
    echo '{"name": "shop", "private": true}' >package.json
    echo '{}' >package-lock.json
}

drizzle_project() { # with one migration, merged, and empty databases for the preview
    project
    write drizzle.config.ts <<'TS'
import { defineConfig } from 'drizzle-kit'
export default defineConfig({
  dialect: 'postgresql',
  out: './drizzle',
  schema: './schema.ts',
  dbCredentials: { url: process.env.DATABASE_URL! },
})
TS
    add_migration 1764000000000 0000_users 'CREATE TABLE users (id bigint PRIMARY KEY, email text);'
    git_commit 'First'
    fresh_database preview
}

add_migration() { # WHEN TAG SQL: of Drizzle
    journal=drizzle/meta/_journal.json
    [ -f $journal ] || echo '{"version": "7", "dialect": "postgresql", "entries": []}' | write $journal
    echo "$3" >"drizzle/$2.sql"
    jq --argjson when "$1" --arg tag "$2" \
        '.entries += [{idx: (.entries | length), version: "7", when: $when, tag: $tag, breakpoints: true}]' \
        $journal >journal.new
    mv journal.new $journal
}

# What GitHub checks out for a pull request: a merge, on no branch, whose first parent is
# the target.
merge_commit() {
    git checkout -q -b change
    git_commit 'Change'
    git checkout -q --detach main
    git merge -q --no-ff -m 'Merge' change
}

pull_request() { # WHEN TAG SQL
    add_migration "$@"
    merge_commit
}

fresh_database() { # NAME...
    for name; do
        pg postgres "DROP DATABASE IF EXISTS $name WITH (FORCE)" 2>>"$err"
        pg postgres "CREATE DATABASE $name"
    done
}

key_pair() { # into the file key, and GNUPGHOME
    export GNUPGHOME="$PWD/gnupg"
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key \
        backup@example.org default default never >>"$err" 2>&1
    gpg --armor --export backup@example.org >key
    jq -n --rawfile key key '{BACKUP_PUBLIC_KEY: $key}' >vars.json
}

# ---- running ----

# A program that stands in for an action, or for gh.
stand_in() { # NAME, shell text on standard input
    mkdir -p "$work/stand-ins"
    { echo '#!/bin/bash' && echo 'set -euo pipefail' && cat; } >"$work/stand-ins/$1"
    chmod +x "$work/stand-ins/$1"
}

stand_in nothing <<'SH'
SH
stand_in upload <<'SH'
mkdir -p store
while read -r file; do [ -z "$file" ] || cp "$file" store/; done <<<"$INPUT_PATH"
SH
stand_in download <<'SH'
mkdir -p "$INPUT_PATH"
cp store/* "$INPUT_PATH"
SH
# GitHub's client: no comment is there yet, and the one that is written is kept; the file
# `pull` is the pull request that was merged.
stand_in gh <<'SH'
case ${*: -1} in
*/commits/*/pulls\?*) exec jq -s . "$GITHUB_WORKSPACE/pull" ;;
*/pulls/7) exec cat "$GITHUB_WORKSPACE/pull" ;;
esac
printf 'HTTP/2.0 200 OK\r\n\r\n'
for argument; do
    case $argument in body=@*) cp "${argument#body=@}" "$GITHUB_WORKSPACE/comment" ;; esac
done
SH

runner() { # ARGUMENT... of run-steps.mjs
    rm -f record
    PATH="$work/stand-ins:$(dirname "$TIDEGATE"):$PATH" node "$root/tests/templates/run-steps.mjs" \
        --workspace "$PWD" --temp "$PWD/temp" --record "$PWD/record" "$@" >"$out" 2>"$err" && status=0 || status=$?
    jq -r 'select(.summary) | .summary' record >summary
}

# The jobs of the workflow for a pull request, on the database "preview".
workflow() { # JOB...
    sed "s|postgresql://postgres:preview@127.0.0.1:5432/postgres|$(pg_url preview)|" \
        "$root/ci-templates/github/db-migrations.yml" >workflow.yml
    jq -n --arg sha "$(git rev-parse HEAD)" '{event_name: "pull_request", sha: $sha, ref: "refs/pull/7/merge",
        base_ref: "main", head_ref: "change", event: {number: 7, pull_request: {number: 7, base: {ref: "main"}}}}' >github.context
    git update-ref refs/remotes/origin/main HEAD^1
    run_workflow --context github=github.context
}

# What a merge does, with databases "staging" and "production": each environment has its
# own secrets, so the jobs are run one by one.
deploys() { # [--job JOB]
    cp "$root/ci-templates/github/db-migrations.yml" workflow.yml
    rm -rf store
    jq -n --arg sha "$(git rev-parse HEAD)" '{event_name: "push", sha: $sha, event: {}}' >github.context
    total=0
    : >log.all
    : >record.all
    echo '{"validate": {"result": "success", "outputs": {}}}' >needs.context
    for environment in ${2:-staging production}; do
        jq -n --arg url "$(pg_url "$environment")" '{DATABASE_URL: $url}' >secrets.context
        [ "$environment" != production ] || echo '{"staging": {"result": "success", "outputs": {}}}' >needs.context
        run_workflow --job "$environment" --context github=github.context --context secrets=secrets.context \
            --context vars=vars.json --context needs=needs.context
        [ $status = 0 ] || total=$status
        cat "$out" "$err" >>log.all
        cat record >>record.all
        [ $status = 0 ] || break
    done
    status=$total
    mv record.all record
    mv log.all "$out"
    jq -r 'select(.summary) | .summary' record >summary
    rm -f secrets.context
}

run_workflow() { # ARGUMENT...
    runner --uses tidegate/tidegate/ci-templates/github="$root/ci-templates/github" \
        --uses tidegate/tidegate/ci-templates/github/migrate="$migrate" \
        --uses tidegate/tidegate/ci-templates/github/migrate/comment="$migrate/comment" \
        --uses tidegate/tidegate/ci-templates/github/migrate/setup="$work/stand-ins/nothing" \
        --uses actions/checkout="$work/stand-ins/nothing" \
        --uses actions/upload-artifact="$work/stand-ins/upload" \
        --uses actions/download-artifact="$work/stand-ins/download" "$@" workflow.yml
}

action() { # COMMAND URL ARGUMENT... of run-steps.mjs
    command=$1
    url=$2
    shift 2
    DATABASE_URL=$url runner --with "command=$command" --with "tool=${tool:-drizzle}" "$@" "$migrate/action.yml"
}

script() { # COMMAND URL NAME=VALUE...: without the action around it; its process id goes into the file pid
    command=$1
    url=$2
    shift 2
    mkdir -p temp
    : >summary
    env DATABASE_URL="$url" TOOL="${tool:-drizzle}" GITHUB_ACTIONS=true RUNNER_TEMP="$PWD/temp" \
        GITHUB_STEP_SUMMARY="$PWD/summary" "$@" sh -c 'echo $$ >pid; exec bash "$0"' "$migrate/$command.sh" \
        >"$out" 2>"$err" && status=0 || status=$?
    cat "$err" >>"$out"
}

killed_script() { # MIGRATE-COMMAND, which writes the file tool: waits for that, and kills the script alone
    rm -f tool
    script apply "$(pg_url production)" MIGRATE_COMMAND="$1" &
    wait_for 'test -s tool'
    kill -9 "$(cat pid)"
    wait || true
}

wait_for() { # COMMAND: until it succeeds, ten seconds at most
    for moment in $(seq 1 100); do
        if eval "$1"; then return 0; fi
        sleep 0.1
    done
    return 1
}

# ---- looking ----

job() { # ID FILTER
    jq -r --arg job "$1" "select(.job == \$job and has(\"result\")) | $2" record
}

step() { # JOB NAME FILTER
    jq -r --arg job "$1" --arg name "$2" "select(.job == \$job and .name == \$name and has(\"outcome\")) | $3" record
}

summary_has() { # TEXT...
    for text in "$@"; do
        grep -qF -- "$text" summary || problem "the summary lacks: $text
$(cat summary)"
    done
}

# Neither the password nor the URL's form of it, but where GitHub is told to hide it.
no_secret() {
    ! grep -v '^::add-mask::' "$out" | grep -qF -e "$password" -e "$url_password" || problem 'the log has a password'
    ! grep -qF -e "$password" -e "$url_password" summary || problem 'the summary has a password'
    [ ! -f comment ] || ! grep -qF -e "$password" -e "$url_password" comment || problem 'the comment has a password'
}

locks_now() { pg production "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1953064037"; }
locks_are_now() { [ "$(locks_now)" = "$1" ]; } # NUMBER
locks_are() { is "$(locks_now)" "$1"; }        # NUMBER

hold_lock() { # DATABASE SECONDS: as somebody else
    PGAPPNAME=somebody psql -XAtq -h "$pg_home" -p "$pg_port" -U postgres -d "$1" \
        -c 'SELECT pg_advisory_lock(1953064037, 1)' -c "SELECT pg_sleep($2)" >/dev/null 2>&1 &
    holder=$!
    wait_for 'locks_are_now 1'
}

release_hold() {
    pg postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'somebody'" >/dev/null
    wait "$holder" || true
}
