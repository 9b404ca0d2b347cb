#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# measure.sh SOCKETS CASES...: runs each case of the files on the server and prints what it
# observed, in the form of pg_ddl.json. A case is
#
#   -- case: NAME
#   -- from: 14            the first major that it is for; "to" is the last
#   -- setup: SQL          committed before
#   -- session: SQL        settings, or BEGIN, behind the setup
#   -- beside: SQL         held by another session meanwhile: the statement runs outside of
#                          a transaction, and its locks are read while it waits
#   SQL
set -u
export LC_ALL=C
here=$(dirname "$0")
sockets=$1
shift
export PGHOST="$sockets" PGUSER=postgres PGDATABASE=postgres PGOPTIONS='-c client_min_messages=error'
major=$(($(psql -XAtc 'show server_version_num') / 10000))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

psql -Xqc "create extension if not exists citext" 2>/dev/null
psql -Xqc "create role zz" 2>/dev/null
[ ! -d "$sockets/ts" ] || psql -Xqc "create tablespace ts2 location '$sockets/ts'" 2>/dev/null

# One script for all cases that need one session, and a folder for each of the others.
cat "$@" | awk -v major="$major" -v here="$here" -v work="$work" '
    function json(s) {
        gsub(/\\/, "\\\\&", s); gsub(/"/, "\\\\&", s); gsub(/\n/, "\\n", s); gsub(/\t/, "\\t", s)
        return s == "" ? "null" : "\"" s "\""
    }
    function psql(s) { gsub(/\\/, "\\\\&", s); gsub(/\047/, "\047\047", s); return "\047" s "\047" }
    function head() {
        return "{\"op\":" json(name) ",\"sql\":" json(sql) ",\"setup\":" json(setup) \
            ",\"session\":" json(session) ",\"results\":["
    }
    function flush(    dir) {
        sub(/\n+$/, "", sql); sub(/;$/, "", sql)
        if (name == "" || major + 0 < from + 0 || major + 0 > to + 0) return
        if (beside != "") {
            dir = work "/" sprintf("%04d", ++aside)
            system("mkdir " dir)
            print setup ";" > (dir "/setup"); print beside > (dir "/beside")
            print session ";\n" sql ";" > (dir "/sql"); print head() > (dir "/head")
            return
        }
        print "\\o /dev/null\nrollback;\n\\i " here "/base.sql\n" setup ";\n" session ";\nbegin;" > script
        print "\\i " here "/remember.sql\n" sql ";" > script
        print "\\o\n\\if :ERROR\n\\set message :LAST_ERROR_MESSAGE" > script
        print "rollback;\nreset all;\nset search_path = s;" > script
        print "\\echo " psql(head()) "\nselect json_build_object(\047versions\047, json_build_array(" major "), \047error\047, :\047message\047) \\g (tuples_only=on format=unaligned)" > script
        print "\\else\n\\echo " psql(head()) "\n\\i " here "/observe.sql\n\\endif\n\\echo \047]}\047\nrollback;\ndiscard all;" > script
    }
    BEGIN { script = work "/script"; printf "" > script }
    /^-- case: / { flush(); name = substr($0, 10); sql = setup = session = beside = ""; from = 0; to = 99; next }
    /^-- from: / { from = substr($0, 10); next }
    /^-- to: / { to = substr($0, 8); next }
    /^-- setup: / { setup = (setup == "" ? "" : setup " ") substr($0, 11); next }
    /^-- session: / { session = substr($0, 13); next }
    /^-- beside: / { beside = substr($0, 12); next }
    /^--/ || /^$/ { next }
    { sql = sql (sql == "" ? "" : "\n") $0 }
    END { flush() }'

psql -Xq -f "$work/script" >"$work/out" 2>"$work/errors"

# Waits until a session of that sort is there, also a moment later; not for ever, as a
# statement may not wait for the other session at all.
until_there() { # CONDITION
    seen=0
    for _ in $(seq 1 100); do
        sleep 0.1
        found=$(psql -XAtqc "select count(*) from pg_stat_activity where state = 'active' and $1")
        seen=$([ "$found" = 1 ] && echo $((seen + 1)) || echo 0)
        [ "$seen" -lt 2 ] || return 0
        [ -z "$watched" ] || kill -0 "$watched" 2>/dev/null || return 0
    done
}

# The locks of the statement that waits, and of the relations that it leaves as they are.
for dir in "$work"/[0-9]*; do
    [ -d "$dir" ] || continue
    watched=''
    psql -Xq -f "$here/base.sql" 2>>"$work/errors"
    (echo 'set search_path = s;' && cat "$dir/setup") | psql -Xq 2>>"$work/errors"
    (echo "set search_path = s; set application_name = beside; begin; $(cat "$dir/beside"); select pg_sleep(60); commit;") |
        psql -Xq >/dev/null 2>&1 &
    until_there "application_name = 'beside' and query like '%pg_sleep%'"
    (echo 'set search_path = s; set application_name = watched;' && cat "$dir/sql") | psql -Xq >/dev/null 2>"$dir/errors" &
    watched=$!
    until_there "application_name = 'watched' and wait_event_type = 'Lock'"
    cat "$dir/head"
    psql -XAt -c "select json_build_object('versions', json_build_array($major), 'observed_as', 'while it waited',
        'locks', coalesce(json_object_agg(relname, mode), '{}')) from (
            select distinct on (c.relname) c.relname, replace(l.mode, 'Lock', '') as mode
            from pg_locks l join pg_stat_activity a using (pid) join pg_class c on c.oid = l.relation
            join pg_namespace n on n.oid = c.relnamespace
            where a.application_name = 'watched' and n.nspname !~ '^pg_' and l.locktype = 'relation'
            order by c.relname, array_position(array['AccessShareLock', 'RowShareLock', 'RowExclusiveLock',
                'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                'AccessExclusiveLock'], l.mode) desc) as held"
    echo ']}'
    psql -XAtqc "select from pg_stat_activity where application_name = 'beside' and pg_cancel_backend(pid)" >&2
    wait
done >>"$work/out"

echo '{"ops": ['
awk '{ line = line $0 } /^\]}$/ { if (n++) print ","; printf "%s", line; line = "" } END { print "" }' "$work/out"
echo ']}'
cat "$work/errors" >&2
