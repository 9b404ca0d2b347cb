# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The migrations of the checkout beside the history table of a database, for the three
# tools. Sourced after lib.sh and database.sh.
#
# Drizzle   drizzle.__drizzle_migrations: the journal's `when` and the SHA-256 of the file
# Prisma    _prisma_migrations: the folder's name and the SHA-256 of migration.sql
# Supabase  supabase_migrations.schema_migrations: the version; no checksum is kept

migrations=${MIGRATIONS:-}

# The one folder in which the tool keeps its migrations, without a look at its configuration.
find_migrations() {
    local found
    [ -n "$migrations" ] || {
        case $tool in
        drizzle) found=$(find_project_files -path '*/meta/_journal.json' | sed 's,/meta/_journal.json$,,') ;;
        prisma) found=$(find_project_files -name migration_lock.toml | sed 's,/migration_lock.toml$,,') ;;
        supabase) found=./supabase/migrations ;;
        esac
        if [ -z "$found" ] && [ "$tool" = drizzle ]; then # Drizzle 1.0 has no journal
            found=$(find_project_files -path '*/*/snapshot.json' | sed 's,/[^/]*/snapshot.json$,,' | sort -u)
        fi
        [ "$(wc -l <<<"$found")" = 1 ] || die "there are several folders of migrations; name one as the input \"migrations\":" \
            "$(tr '\n' ' ' <<<"$found")"
        migrations=${found#./}
    }
    [ -d "${migrations:-/none}" ] ||
        die "no folder of migrations of $tool in $(pwd): name it as the input \"migrations\""
}

find_project_files() { # CONDITION...
    find . -name node_modules -prune -o -name '.?*' -prune -o -type f "$@" -print | LC_ALL=C sort
}

history_table() {
    if [ -n "${HISTORY_TABLE:-}" ]; then
        echo "$HISTORY_TABLE"
        return
    fi
    case $tool:$db_engine in
    drizzle:postgres) echo drizzle.__drizzle_migrations ;;
    drizzle:mysql) echo __drizzle_migrations ;;
    prisma:postgres) echo "${db_option[schema]:-public}._prisma_migrations" ;;
    prisma:mysql) echo _prisma_migrations ;;
    supabase:*) echo supabase_migrations.schema_migrations ;;
    esac
}

# ---- two lists, each row: identity, checksum, name or state ----

row() { # IDENTITY FILE NAME
    local sum
    [ -f "$2" ] || die "$2 is missing, and the journal names it"
    sum=$(sha256sum <"$2")
    printf '%s\t%s\t%s\n' "$1" "${sum%% *}" "$3"
}

in_checkout() {
    local when tag folder file
    if [ -f "$migrations/meta/_journal.json" ]; then
        jq -r '.entries | sort_by(.idx) | .[] | [.when, .tag] | @tsv' "$migrations/meta/_journal.json" |
            while IFS=$'\t' read -r when tag; do
                row "$when" "$migrations/$tag.sql" "$tag"
            done
    elif [ "$tool" = supabase ]; then
        for file in "$migrations"/*.sql; do
            [[ ${file##*/} =~ ^([0-9]+)_.*\.sql$ ]] || continue
            printf '%s\t-\t%s\n' "${BASH_REMATCH[1]}" "$(basename "$file" .sql)"
        done
    else
        for file in "$migrations"/*/migration.sql; do
            [ -f "$file" ] || continue
            folder=$(basename "$(dirname "$file")")
            when=$folder
            [ "$tool" = prisma ] || when=$(folder_millis "$folder")
            row "$when" "$file" "$folder"
        done
    fi
}

folder_millis() { # NAME of Drizzle 1.0, which begins with the UTC second
    local t=${1:0:14}
    echo "$(date -u -d "${t:0:8} ${t:8:2}:${t:10:2}:${t:12:2}" +%s)000"
}

in_database() {
    local table status=0
    table_exists "$(history_table)" || status=$?
    [ $status != 1 ] || return 0 # nothing was ever applied
    [ $status = 0 ] || die "the history table $(history_table) cannot be looked for: is the database reachable, and the password right?"
    table=$(quoted "$(history_table)")
    case $tool in
    drizzle) sql "SELECT created_at, hash, 'applied' FROM $table ORDER BY created_at, id" ;;
    prisma) sql "SELECT migration_name, checksum, CASE WHEN finished_at IS NULL THEN 'failed' ELSE 'applied' END FROM $table WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name" ;;
    supabase) sql "SELECT version, '-', 'applied' FROM $table ORDER BY version" ;;
    esac
}

# What differs: "STATE<tab>NAME", in the order of the migrations. The states:
#   applied   recorded, with the checksum of the file
#   edited    recorded with another checksum: the file was changed after it was applied
#   failed    begun and not finished (Prisma tells)
#   pending   not recorded
#   skipped   not recorded, and Drizzle will not run it: a newer `when` is recorded
#   unknown   recorded, and not in the checkout: another branch's, or of a newer commit
compare() { # CHECKOUT-LIST DATABASE-LIST
    awk -F '\t' -v OFS='\t' -v journal="$([ ! -f "$migrations/meta/_journal.json" ] || echo 1)" '
        FILENAME == ARGV[1] {
            hash[$1] = $2
            state[$1] = $3
            if (journal && $1 + 0 > newest)
                newest = $1 + 0
            rows[++n] = $1
            next
        }
        {
            known[$1] = 1
            if (!($1 in state))
                print journal && $1 + 0 <= newest ? "skipped" : "pending", $3
            else if (state[$1] == "failed")
                print "failed", $3
            else
                print hash[$1] == $2 ? "applied" : "edited", $3
        }
        END {
            for (i = 1; i <= n; i++)
                if (!(rows[i] in known))
                    print "unknown", rows[i]
        }' "$2" "$1"
}

read_history() { # into $history, a file of what compare says
    local checkout database
    checkout=$(temporary) database=$(temporary) history=$(temporary)
    in_checkout >"$checkout" || die "the migrations in $migrations could not be read"
    in_database >"$database" || die "the history of the database could not be read from $(history_table)"
    compare "$checkout" "$database" >"$history"
    history_mark=$(sha256sum <"$database" | cut -d' ' -f1)
}

named() { # STATE...: the migrations in these states, one a line
    local state
    for state; do
        awk -F '\t' -v state="$state" '$1 == state { print $2 }' "$history"
    done
}

count() { # STATE
    named "$1" | wc -l
}

accepted() { # NAME: is it in the input "accept-edited"?
    [[ " $(tr ',\n' '  ' <<<"${ACCEPT_EDITED:-}") " == *" $1 "* ]]
}

# Says what is wrong with the history; true when nothing is. Before a run, what is pending
# is as it should be.
judge_history() { # before|after
    local name bad=0
    while read -r name; do
        accepted "$name" && { say "$name was edited after it was applied: accepted" && continue; }
        complain "$name was edited after it was applied: this database has the old text, and no tool runs the new one. Put the file back as it was and make a new migration"
    done < <(named edited)
    while read -r name; do
        complain "$name is not applied and never will be: its \`when\` is not newer than that of a migration which this database has. Generate it again on the newest commit"
    done < <(named skipped)
    while read -r name; do
        complain "$name was begun and did not finish; see what of it is there, then tell Prisma with \`prisma migrate resolve\`"
    done < <(named failed)
    if [ "$1" = after ]; then
        while read -r name; do
            complain "$name is not recorded as applied"
        done < <(named pending)
    fi
    [ "$(count unknown)" = 0 ] ||
        warn "$(count unknown) migrations of this database are not in this checkout ($(named unknown | head -n 3 | tr '\n' ' ')…): it is older than what is deployed, or they were deleted"
    return $bad
}

complain() { # TEXT
    echo "::error title=Database migrations::$(one_line "$1")" >&2
    echo "$1" >>"$scratch/failure"
    bad=1
}

# The tool's own word, where it has one with an exit status.
tool_status() {
    [ "$tool" = prisma ] || return 0
    project prisma migrate status
}
