#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# effects.sh SOCKET FILE...: runs the cases of FILE (see effects.sql) on the server behind
# SOCKET, and prints a row of JSON for each: of every ALGORITHM the weakest LOCK that the
# server accepts with it, and whether the table was rebuilt; or what it answers.
set -u
export LC_ALL=C
socket=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
: "${CLIENT:=mariadb}"

client() { "$CLIENT" --no-defaults -S "$socket" -u root -N -B "$@"; }

# A string of JSON, of one line.
quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g' | tr '\n\t' '  ')"; }

version=$(client -e 'SELECT version()') || exit 1
case $version in
*MariaDB*) family=mariadb algorithms='INSTANT NOCOPY INPLACE COPY' ids=innodb_sys_tables ;;
*) family=mysql algorithms='INSTANT INPLACE COPY' ids=innodb_tables ;;
esac
number=$(echo "$version" | sed 's/[^0-9.].*//')

# Every table and partition, and the number of its file.
ids="SELECT CONCAT('id ', name, ' ', table_id, ':', space)
     FROM information_schema.$ids WHERE name LIKE 'effects/%'"

set_up() {
    { echo 'SET foreign_key_checks = 0; DROP DATABASE IF EXISTS effects;
            CREATE DATABASE effects CHARACTER SET utf8mb4; USE effects;
            SET foreign_key_checks = 1;' && cat "$work/setup"; } |
        client 2>"$work/error" || { cat "$work/error" >&2; return 1; }
}

# The statement as it stands between two looks at the files; 0: the server took it. The
# session's part runs first.
try() { # SQL
    case $1 in
    *';'*) session=${1%;*} statement=${1##*;} ;;
    *) session='SELECT 1 INTO @x' statement=$1 ;;
    esac
    printf '%s;\n%s;\nSELECT "then";\n%s;\n%s;\n' "$session" "$ids" "$statement" "$ids" |
        client effects >"$work/out" 2>"$work/error" || return 1
    # OPTIMIZE and its like answer with rows, errors among them.
    ! grep -q "	[Ee]rror	" "$work/out"
}

# There is a file that was not there, and one that was there is gone.
rebuilt() {
    awk '$1 == "then" { then = 1 }
         $1 == "id" && !then { before[$3] = 1 }
         $1 == "id" && then { after[$3] = 1 }
         END {
             for (id in after) if (!(id in before)) new = 1
             for (id in before) if (!(id in after)) gone = 1
             print new && gone ? "true" : "false"
         }' "$work/out"
}

error() { sed -n 's/^ERROR \([0-9]*\) .*: \(.*\)/\1 \2/p' "$work/error" | head -n 1; }
error_number() { error | cut -d' ' -f1; }

# The statement with the clauses put where they belong.
asserted() { # SQL CLAUSES
    printf '%s' "$1" | sed "s/{,}/, $2/; s/{}/ $2 /; s/{p}/$2, /"
}

# Stops at the first answer that is not about the clauses.
try_locks() { # SQL ALGORITHM
    for lock in NONE SHARED EXCLUSIVE; do
        clauses="ALGORITHM=$2, LOCK=$lock"
        [ "$family $2" = 'mysql INSTANT' ] && clauses='ALGORITHM=INSTANT'
        case $1 in *'{}'*PARTITION*) [ $family = mysql ] || clauses="$clauses " ;; *'{}'*)
            clauses=$(echo "$clauses" | tr -d ,) ;;
        esac
        try "$(asserted "$1" "$clauses")" && { taken=1; return; }
        case $(error_number) in
        1221 | 1845 | 1846) ;;
        *) return ;;
        esac
    done
}

assertions() { # SQL
    comma=
    printf ', "asserted": {'
    for algorithm in $algorithms; do
        [ "$fresh" = 1 ] || set_up || return
        fresh=1
        taken=0
        try_locks "$1" "$algorithm"
        if [ $taken = 1 ]; then
            fresh=0
            printf '%s"%s": {"lock": "%s", "rebuilt": %s}' "$comma" "$algorithm" "$lock" "$(rebuilt)"
        else
            printf '%s"%s": {"error": %s}' "$comma" "$algorithm" "$(quoted "$(error)")"
        fi
        comma=', '
    done
    printf '}'
}

row() { # SQL
    set_up || return
    printf '{"schema": %s, "sql": %s' "$(quoted "$schema")" "$(quoted "$1")"
    fresh=0
    if try "$(printf '%s' "$1" | sed 's/{,}//; s/{}//; s/{p}//')"; then
        printf ', "error": null, "rebuilt": %s' "$(rebuilt)"
        case $1 in *'{'*) assertions "$1" ;; esac
    else
        printf ', "error": %s' "$(quoted "$(error)")"
    fi
    echo '}'
}

rows() {
    state=between
    while IFS= read -r line; do
        case $state$line in
        *'-- '*) ;;
        between'# '*)
            schema=${line#\# }
            only=${schema#* }
            schema=${schema%% *}
            : >"$work/setup"
            state=setup
            ;;
        setup) state=cases ;;
        setup*) echo "$line" >>"$work/setup" ;;
        cases) state=between ;;
        cases*)
            case "$only ${line%%:*}" in
            mysql*mariadb | mariadb*mysql) continue ;;
            esac
            case "$family $only ${line%%:*}" in
            'mysql mariadb '* | 'mariadb mysql '* | *' mysql' | *' mariadb')
                case "$family ${line%%:*}" in
                'mysql mysql' | 'mariadb mariadb') ;;
                *) continue ;;
                esac ;;
            esac
            row "$(printf '%s' "$line" | sed 's/^mysql://; s/^mariadb://')"
            ;;
        esac
    done
}

# The texts of the schemas, for whoever forecasts.
schemas() {
    awk '/^# / { if (n++) printf "\",\n"; printf "\"%s\": \"", $2; on = 1; next }
         /^$/ { on = 0 }
         on { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "%s ", $0 }
         END { printf "\"\n" }' "$@"
}

printf '{"family": "%s", "version": "%s",\n"schemas": {\n' $family "$number"
schemas "$@"
printf '},\n"rows": [\n'
cat "$@" | rows >"$work/rows"
sed '$!s/$/,/' "$work/rows"
printf ']}\n'
