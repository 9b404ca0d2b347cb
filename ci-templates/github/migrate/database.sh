# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# DATABASE_URL taken apart, and SQL run with it. The password never stands on a command
# line, where every process of the machine could read it: libpq has it from the
# environment of the one process, mysql from a private file. Sourced after lib.sh.

decode() { # TEXT: percent-encoding undone, into $decoded
    [[ ! $1 =~ %([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$) ]] ||
        die "DATABASE_URL has a % that is not the beginning of an escape like %40; a percent sign itself is written %25"
    local text=${1//\\/\\\\}
    printf -v decoded '%b' "${text//'%'/\\x}"
}

declare -A db_option=()
db_engine='' db_host='' db_port='' db_user='' db_password='' db_name=''

split_options() { # QUERY
    local pair pairs=()
    IFS='&' read -r -a pairs <<<"$1"
    for pair in ${pairs[@]+"${pairs[@]}"}; do
        decode "${pair#*=}"
        db_option[${pair%%=*}]=$decoded
    done
}

split_address() { # HOST[:PORT], or [IPV6][:PORT]
    case $1 in
    *,*) die 'DATABASE_URL names several hosts: give the one that takes writes' ;;
    \[*\]*) db_host=${1%%]*} db_host=${db_host#[} db_port=${1##*]} db_port=${db_port#:} ;;
    *:*) db_host=${1%:*} db_port=${1##*:} ;;
    *) db_host=$1 ;;
    esac
    [[ $db_port =~ ^[0-9]*$ ]] ||
        die 'DATABASE_URL has no number as its port: the characters : / ? # @ % of a password are written %3A %2F %3F %23 %40 %25'
}

read_url() {
    local url=${DATABASE_URL:-} rest authority who='' usual_port
    [ -n "$url" ] || die 'DATABASE_URL is empty: the secret of that name is not set for this environment (Settings, Environments), or the run comes from a fork'
    case $url in
    postgres://* | postgresql://*) db_engine=postgres usual_port=5432 ;;
    mysql://* | mariadb://*) db_engine=mysql usual_port=3306 ;;
    *) die 'DATABASE_URL begins neither with postgresql:// nor with mysql://' ;;
    esac
    rest=${url#*://}
    authority=${rest%%[/?]*}
    rest=${rest#"$authority"}
    [[ $authority != *@* ]] || who=${authority%@*}
    split_address "${authority##*@}"
    db_port=${db_port:-$usual_port}
    decode "${who%%:*}" && db_user=$decoded
    [[ $who != *:* ]] || {
        hide "${who#*:}"
        decode "${who#*:}"
        db_password=$decoded
    }
    decode "${rest%%\?*}" && db_name=${decoded#/}
    [[ $rest != *\?* ]] || split_options "${rest#*\?}"
    hide "$db_password"
    [ -n "$db_name" ] || die 'DATABASE_URL names no database'
    refuse_pooler
}

# Which database the URL names, whoever connects to it and how.
database_mark() {
    printf '%s\n' "$db_engine" "$db_host" "$db_port" "$db_name" | sha256sum | cut -d' ' -f1
}

# A pooler that hands out a server connection a transaction lets go of a session's lock.
refuse_pooler() {
    local pooler=''
    case $db_host:$db_port in
    *.supabase.com:6543 | *.supabase.co:6543) pooler="Supabase's transaction pooler (port 6543); its session pooler is the same address with port 5432" ;;
    *-pooler.*) pooler="a pooler ($db_host); the direct address has no \"-pooler\" in its name" ;;
    esac
    [ "${db_option[pgbouncer]:-}" != true ] || pooler='PgBouncer (pgbouncer=true)'
    [ -z "$pooler" ] || die "DATABASE_URL goes through $pooler. The advisory lock, and SET of a migration, need one server connection from beginning to end: give the direct URL"
}

# ---- PostgreSQL ----

pg_environment() { # in a subshell: what the options of the URL are called for libpq
    local row
    unset PGSERVICE PGSERVICEFILE PGHOSTADDR
    export PGHOST=$db_host PGPORT=$db_port PGUSER=$db_user PGPASSWORD=$db_password PGDATABASE=$db_name
    export PGCONNECT_TIMEOUT=15 PGAPPNAME=${MIGRATE_NAME:-tidegate migrate}
    for row in host:PGHOST sslmode:PGSSLMODE sslrootcert:PGSSLROOTCERT sslcert:PGSSLCERT sslkey:PGSSLKEY \
        connect_timeout:PGCONNECT_TIMEOUT options:PGOPTIONS channel_binding:PGCHANNELBINDING; do
        [ -z "${db_option[${row%%:*}]:-}" ] || export "${row#*:}=${db_option[${row%%:*}]}"
    done
    case ${PGSSLMODE:-}:${db_option[ssl]:-} in
    no-verify:* | :true) export PGSSLMODE=require ;; # as node-postgres calls it
    esac
}

# ---- MySQL ----

mysql_file='' # the option file, made once

mysql_options() {
    local password=${db_password//\\/\\\\} key
    mysql_file=$(temporary)
    {
        echo '[client]'
        echo "host=$db_host"
        echo "port=$db_port"
        echo "user=$db_user"
        echo "password=\"${password//\"/\\\"}\""
        echo 'default-character-set=utf8mb4'
        [ -z "${db_option[socketPath]:-}" ] || echo "socket=${db_option[socketPath]}"
        # Any wish for TLS becomes "no plain text", in the words of both clients.
        for key in ssl sslaccept ssl-mode sslmode; do
            [ -z "${db_option[$key]:-}" ] || { printf 'loose-ssl-mode=REQUIRED\nloose-ssl=1\n' && break; }
        done
        printf '[mysql]\nconnect-timeout=15\n'
    } >"$mysql_file"
}

mysql_client() { # NAME: of MySQL's or MariaDB's client programs the one that is there
    local name
    case $1 in
    mysql) set -- mysql mariadb ;;
    mysqldump) set -- mysqldump mariadb-dump ;;
    esac
    for name; do
        if command -v "$name" >/dev/null; then echo "$name" && return; fi
    done
    die "there is no $1 on this runner; Debian's and Ubuntu's package is default-mysql-client"
}

# ---- both ----

# An SQL session that reads statements from standard input and answers them as they come,
# one line a row, columns apart by tabs.
session() {
    if [ "$db_engine" = postgres ]; then
        (pg_environment && exec psql -XAtq -F $'\t' -v ON_ERROR_STOP=1)
    else
        [ -n "$mysql_file" ] || mysql_options
        "$(mysql_client mysql)" --defaults-extra-file="$mysql_file" -N -B -n "$db_name"
    fi
}

sql() { # STATEMENT
    session <<<"$1;"
}

# A table's name, with or without its schema, as an identifier of the server's.
quoted() { # NAME
    [[ $1 =~ ^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$ ]] ||
        die "history-table '$1' is no name of a table"
    if [ "$db_engine" = postgres ]; then
        echo "\"${1/./\".\"}\""
    else
        echo "\`${1/./\`.\`}\`"
    fi
}

table_exists() { # NAME
    local answer name
    name=$(quoted "$1")
    if [ "$db_engine" = postgres ]; then
        answer=$(sql "SELECT to_regclass('$name') IS NOT NULL") || return 2
        [ "$answer" = t ]
    else
        answer=$(sql "SELECT count(*) FROM information_schema.tables WHERE concat(table_schema, '.', table_name) IN ('$1', concat(database(), '.$1'))") || return 2
        [ "$answer" != 0 ]
    fi
}
