# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034,SC2086 # variables of lib.sh, and for those who source this
# SPDX-License-Identifier: Apache-2.0
# Database servers for tests, from Debian's packages: each on the loopback interface and
# in a folder of its own, which goes away with it. Sourced after tests/cli/lib.sh.
#
#   start_postgres            sets $pg_port and $pg_home
#   pg DATABASE STATEMENT     what the server answers, columns apart by |
#   pg_url DATABASE           for a user with a $password
#   start_mysql               sets $my_port and $my_home
#   my DATABASE STATEMENT, my_url DATABASE

# Every character that a URL has a meaning for, and two that a shell has.
password='p@s:s/w%25"o$rd'
url_password='p%40s%3As%2Fw%2525%22o%24rd'
pg_home='' my_home=''

# A server refuses to run as root.
plain() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
    else
        "$@"
    fi
}

new_home() { # prints a new folder; a socket's name may not be long
    home=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-db.XXXXXX")
    [ "$(id -u)" != 0 ] || chown nobody:nogroup "$home"
    echo "$home"
}

# Ports are taken by luck: a server that finds its own taken is tried with another.
some_port() { echo $((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000)); }

start_postgres() {
    pg_bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
    pg_home=$(new_home)
    printf '%s\n' "$password" >"$pg_home/password"
    chmod a+r "$pg_home/password"
    plain "$pg_bin/initdb" -D "$pg_home/data" -U postgres -A scram-sha-256 --auth-local=trust \
        --pwfile="$pg_home/password" --no-sync -E UTF8 --locale=C >"$work/initdb.log" 2>&1
    for try in 1 2 3 4 5; do
        pg_port=$(some_port)
        plain "$pg_bin/pg_ctl" -D "$pg_home/data" -w -t 60 -l "$pg_home/log" -o "-p $pg_port -k $pg_home \
            -c listen_addresses=127.0.0.1 -c fsync=off -c autovacuum=off -c timezone=UTC" start \
            >"$work/pg_ctl.log" 2>&1 && return
    done
    cat "$pg_home/log" "$work/pg_ctl.log" >&2
    return 1
}

pg() { # DATABASE STATEMENT
    psql -XAtq -v ON_ERROR_STOP=1 -h "$pg_home" -p "$pg_port" -U postgres -d "$1" -c "$2"
}

pg_url() { # DATABASE
    echo "postgresql://postgres:$url_password@127.0.0.1:$pg_port/$1"
}

start_mysql() {
    my_home=$(new_home)
    plain mariadb-install-db --no-defaults --datadir="$my_home/data" --auth-root-authentication-method=normal \
        --skip-test-db >"$work/my.log" 2>&1
    for try in 1 2 3; do
        my_port=$(some_port)
        plain mariadbd --no-defaults --datadir="$my_home/data" --socket="$my_home/sock" --port="$my_port" \
            --bind-address=127.0.0.1 --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=32M \
            --pid-file="$my_home/pid" >"$my_home/log" 2>&1 &
        starter=$!
        for second in $(seq 1 60); do
            my mysql 'SELECT 1' >/dev/null 2>&1 && break 2
            kill -0 "$starter" 2>/dev/null || break
            sleep 0.5
        done
    done
    my mysql "CREATE USER deploy@'127.0.0.1' IDENTIFIED BY '$password'; GRANT ALL ON *.* TO deploy@'127.0.0.1'"
}

my() { # DATABASE STATEMENT
    mysql --no-defaults -N -B -S "$my_home/sock" -u root "$1" -e "$2"
}

my_url() { # DATABASE
    echo "mysql://deploy:$url_password@127.0.0.1:$my_port/$1"
}

stop_servers() {
    [ -z "$pg_home" ] || plain "$pg_bin/pg_ctl" -D "$pg_home/data" -m immediate stop >/dev/null 2>&1 || true
    [ ! -f "$my_home/pid" ] || kill -9 "$(cat "$my_home/pid")" 2>/dev/null || true
    rm -rf ${pg_home:+"$pg_home"} ${my_home:+"$my_home"}
}
