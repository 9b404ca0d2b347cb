# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What a run says in the summary. Sourced by apply.sh.

where() { echo "${ENVIRONMENT:-$db_name}"; }

bullets() { # names on standard input
    sed 's/.*/- `&`/'
}

list() { # TITLE STATE: the names, when there are any
    [ "$(count "$2")" = 0 ] || { printf '\n%s\n\n' "$1" && named "$2" | bullets; }
}

# Those that were pending before and are recorded now.
made() {
    awk -F '\t' 'FILENAME == ARGV[1] { pending[$2] = $1 == "pending"; next }
        $1 == "applied" && pending[$2] { print $2 }' "$before" "$history"
}

tool_failed() { # STATUS
    local why
    why=$(explain_failure)
    echo "$tool stopped with exit status $1: ${why:-its message is in the log of this step.}"
}

report_success() {
    {
        echo "### Migrations of $(where): applied"
        echo
        if [ -n "$(made)" ]; then made | bullets; else echo 'Nothing was pending.'; fi
        echo
        echo "Took $((SECONDS - started)) s under the advisory lock. The history agrees with the checkout: $(count applied) migrations."
    } | summary
}

report_failure() {
    {
        echo "### Migrations of $(where): failed"
        echo
        echo "$stage failed:"
        echo
        sed 's/^/> /' "$scratch/failure" 2>/dev/null || echo '> see the log of this step'
        if [ "$stage" = 'The migration' ] || [ "$stage" = 'The check after' ]; then
            report_state
            report_way_back
        else
            printf '\nNothing was applied.\n'
        fi
    } | summary
}

report_state() {
    if (read_history && cp "$history" "$scratch/now") >/dev/null 2>&1; then
        history=$scratch/now
        [ -z "$(made)" ] || { printf '\nRecorded as applied by this run:\n\n' && made | bullets; }
        list 'Not recorded as applied:' pending
        list 'Begun and not finished:' failed
        list 'Edited after they were applied:' edited
    else
        printf '\nThe history could not be read again; look at `%s` before anything else.\n' "$(history_table)"
    fi
}

report_way_back() {
    cat <<TEXT

#### What now

1. Do not run the job again before you know what is there. $(half_way)
2. $(say_so)
3. Write the correction as a new commit and let it go the same way. Down-migrations, and a history table changed by hand, come after that.
TEXT
    [ -z "${BACKUP_NAME:-}" ] || cat <<TEXT
4. If data was damaged, restore the backup \`$BACKUP_NAME\`. All that was written since is lost by it, so stop the application first:

$(restore_words | sed 's/^/       /')
TEXT
}

half_way() {
    case $tool:$db_engine in
    *:mysql) echo 'MySQL commits each DDL statement by itself: the statements before the failing one are there, though their migration is not recorded.' ;;
    drizzle:*) echo 'drizzle-kit runs all pending migrations in one transaction: it is rolled back, unless a file of it commits by itself.' ;;
    prisma:*) echo 'See what of the failed file is there: Prisma sends a file as one batch, which PostgreSQL rolls back, but a driver adapter sends statement by statement.' ;;
    supabase:*) echo 'Supabase applies file by file: those before the failing one are there and recorded.' ;;
    esac
}

say_so() {
    case $tool in
    prisma) echo 'Tell Prisma what became of the failed one, or every later deploy stops (P3009): `prisma migrate resolve --rolled-back NAME`, or `--applied NAME` when all of it is there.' ;;
    drizzle) echo 'Drizzle keeps nothing about a failed migration: one that is not recorded is run again, from its first statement.' ;;
    supabase) echo 'Supabase keeps nothing about a failed migration: one that is not recorded is run again; `supabase migration repair` corrects the record.' ;;
    esac
}

restore_words() {
    echo "gh run download ${GITHUB_RUN_ID:-RUN} --name $BACKUP_NAME"
    if [ "$db_engine" = postgres ]; then
        echo "gpg --decrypt --output backup.dump $BACKUP_NAME.gpg"
        echo 'pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction --dbname "$DATABASE_URL" backup.dump'
    else
        echo "gpg --decrypt $BACKUP_NAME.gpg | gunzip | mysql $db_name"
    fi
}
