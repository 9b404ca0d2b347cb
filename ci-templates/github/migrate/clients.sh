# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The programs that dump and restore. pg_dump refuses a server newer than itself, and the
# runners' own is seldom the newest. Sourced after lib.sh and database.sh.

pg_major() { # PROGRAM
    "$1" --version 2>/dev/null | sed -n 's/.* \([0-9]\{1,\}\)[.a-z0-9]*\( .*\)\{0,1\}$/\1/p'
}

# Of what is installed the oldest that is not older than the server: what it writes can be
# read by the server's own programs.
find_pg_bin() { # MAJOR: prints the folder
    local program
    for program in "$(command -v pg_dump || true)" /usr/lib/postgresql/*/bin/pg_dump; do
        [ ! -x "$program" ] || echo "$(pg_major "$program") ${program%/*}"
    done | sort -n | awk -v major="$1" '$1 >= major { print $2; exit }'
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# From PostgreSQL's own Debian packages, which the runners' images know how to add.
install_pg_client() { # MAJOR
    say "installing the client programs of PostgreSQL $1"
    {
        as_root apt-get update -qq &&
            as_root apt-get install -y --no-install-recommends postgresql-common &&
            as_root /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y &&
            as_root apt-get install -y --no-install-recommends "postgresql-client-$1"
    } >"$scratch/apt.log" 2>&1 </dev/null || {
        tail -n 5 "$scratch/apt.log" >&2
        die "the server is PostgreSQL $1, no pg_dump of that version is on this runner, and none could be installed"
    }
}

pg_bin='' # the folder of pg_dump and pg_restore
use_pg_client() {
    local version major
    version=$(sql 'SHOW server_version_num') || die 'the database cannot be reached: see the message above'
    major=$((version / 10000))
    pg_bin=$(find_pg_bin $major)
    [ -n "$pg_bin" ] || install_pg_client $major
    pg_bin=$(find_pg_bin $major)
    [ -n "$pg_bin" ] || die "there is no pg_dump of PostgreSQL $major, though it was installed"
}

schema_of() { # what the database's schema is, as text that two runs can be compared by
    if [ "$db_engine" = postgres ]; then
        (pg_environment && "$pg_bin/pg_dump" --schema-only) | sed '/^\\\(un\)\{0,1\}restrict /d'
    else
        [ -n "$mysql_file" ] || mysql_options
        "$(mysql_client mysqldump)" --defaults-extra-file="$mysql_file" --no-data --skip-comments \
            --no-tablespaces --loose-set-gtid-purged=OFF --loose-column-statistics=0 "$db_name" |
            sed 's/ AUTO_INCREMENT=[0-9]*//'
    fi
}
