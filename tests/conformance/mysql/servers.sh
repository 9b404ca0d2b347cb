#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# servers.sh start|stop|dump DIR [WHICH...]: MySQL and MariaDB servers, each under DIR with a Unix
# socket and nothing else: no port, no configuration of the machine's, no user of its own.
# WHICH (all of them when nothing is said):
#
#   debian   this machine's mariadbd, else the one of its release of Debian
#   mariadb  mariadb-server-core of Debian unstable
#   mysql    mysql-server-core of Debian unstable
#
# Packages and the libraries they need are unpacked under DIR and never installed; a server
# of another release runs with that release's own loader and libraries.
#
# "start" prints "FAMILY@MAJOR.MINOR SOCKET" for each server that runs, and says on standard
# error why another does not. It ends with 77 when none runs. The user is root, without a
# password: mariadb --no-defaults -S SOCKET -u root
#
# "dump" prints the program that dumps a database: WHICH is mariadb or mysql.
set -u
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

newest=sid # Debian's unstable release is always called that
here=$(cd "$(dirname "$0")" && pwd)
action=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2
[ $# -gt 0 ] || set -- debian mariadb mysql

say() { echo "servers.sh: $*" >&2; }

client() { # SOCKET ARGUMENT...
    socket=$1
    shift
    mariadb --no-defaults -N -B -S "$socket" -u root "$@"
}

# ---- getting them ----

# SUITE PACKAGE FOLDER: unpacks the package and all that it depends on. FOLDER is there
# when it is whole.
unpack() {
    [ ! -d "$3" ] || return 0
    command -v apt-get >/dev/null || { say "no apt to get $2 with"; return 1; }
    # shellcheck disable=SC2034 # of apt.sh
    apt=$dir/apt-$1
    # shellcheck source=.ci/apt.sh disable=SC1091
    . "$here/../../../.ci/apt.sh"
    if [ ! -f "$apt/updated" ]; then
        derive_sources "$1"
        private_apt update >"$dir/apt.log" 2>&1 || {
            say "Debian $1 could not be asked for its packages: $(tail -n 1 "$dir/apt.log")"
            return 1
        }
        touch "$apt/updated"
    fi
    rm -rf "$3.new"
    mkdir -p "$3.new/archives/partial"
    # Its list of installed packages is empty: so the libraries come along.
    private_apt install -y --download-only --no-install-recommends \
        -o Dir::Cache::archives="$3.new/archives" "$2" >>"$dir/apt.log" 2>&1 || {
        rm -f "$apt/updated"
        say "$2 of Debian $1 could not be had: $(tail -n 1 "$dir/apt.log")"
        return 1
    }
    for archive in "$3.new/archives"/*.deb; do
        dpkg-deb -x "$archive" "$3.new" || return 1
    done
    rm -r "$3.new/archives"
    mv "$3.new" "$3"
}

# ROOT FOLDER PROGRAM: writes ROOT/run, which runs a program of another release of Debian.
wrap() {
    loader=$(find "$1/usr/lib" "$1/lib" -name 'ld-linux-*.so.*' 2>/dev/null | head -n 1)
    libraries=$(dirname "$(find "$1/usr/lib" "$1/lib" -name libc.so.6 2>/dev/null | head -n 1)")
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' \
        "$loader" "$libraries" "$1/usr/$2/$3" >"$1/run"
    chmod +x "$1/run"
}

# WHICH: sets $program, which is to be run, $base, its --basedir, and $share, its folder
# of messages and scripts.
get() {
    case $1 in
    debian)
        program=$(command -v mariadbd || ls /usr/sbin/mariadbd 2>/dev/null) && base=/usr && share=/usr/share/mysql && return
        own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
        unpack "${own:-stable}" mariadb-server-core "$dir/root-debian" && wrap "$dir/root-debian" sbin mariadbd
        ;;
    mariadb) unpack $newest mariadb-server-core "$dir/root-mariadb" && wrap "$dir/root-mariadb" sbin mariadbd ;;
    mysql) unpack $newest mysql-server-core "$dir/root-mysql" && wrap "$dir/root-mysql" sbin mysqld ;;
    *) say "$1: there are debian, mariadb and mysql" && false ;;
    esac || return
    program=$dir/root-$1/run
    base=$dir/root-$1/usr
    share=$base/share/$([ -d "$base/share/mariadb" ] && echo mariadb || echo mysql)
}

get_dump() { # WHICH: prints the program
    case $1 in
    mariadb) command -v mariadb-dump ;;
    mysql)
        unpack $newest mysql-client-core "$dir/root-mysql-client" &&
            wrap "$dir/root-mysql-client" bin mysqldump && echo "$dir/root-mysql-client/run"
        ;;
    *) say "$1: there are mariadb and mysql" && false ;;
    esac
}

# ---- running them ----

# Small, and quick rather than safe from power cuts.
run() { # HOME ARGUMENT...
    home=$1
    shift
    "$program" --no-defaults --basedir="$base" --lc-messages-dir="$share" \
        --datadir="$home/data" --user="$(id -un)" \
        --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 \
        --innodb-flush-method=nosync --innodb-doublewrite=0 "$@"
}

tables() { # what mariadb-install-db feeds to the server, which reads by lines
    printf 'CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n'
    for name in system_tables performance_tables system_tables_data; do
        cat "$share/mariadb_$name.sql" 2>/dev/null || cat "$share/mysql_$name.sql"
    done
}

initialize() { # HOME
    case $program in
    */root-mysql/*) run "$1" --initialize-insecure ;;
    *) mkdir -p "$1/data" && tables | run "$1" --bootstrap --enforce-storage-engine= ;;
    esac
}

start() { # WHICH
    home=$dir/$1
    socket=$home/sock
    [ ${#socket} -le 100 ] || { say "$socket is too long for the name of a socket"; return 1; }
    if ! client "$socket" -e 'SELECT 1' >/dev/null 2>&1; then
        get "$1" || { say "no server $1"; return 1; }
        rm -rf "$home"
        mkdir -p "$home"
        initialize "$home" >"$home/log" 2>&1 || {
            say "server $1 has no tables: $(tail -n 1 "$home/log")"
            return 1
        }
        case $program in
        */root-mysql/*) run "$home" --skip-networking --mysqlx=OFF --sync-binlog=0 \
            --socket="$socket" --pid-file="$home/pid" --secure-file-priv= ;;
        *) run "$home" --skip-networking --socket="$socket" --pid-file="$home/pid" ;;
        esac >>"$home/log" 2>&1 </dev/null &
        wait_for "$socket" $! || { say "server $1 did not start: $(tail -n 1 "$home/log")"; return 1; }
    fi
    client "$socket" -e "SELECT CONCAT(IF(VERSION() LIKE '%mariadb%', 'mariadb', 'mysql'), '@',
        SUBSTRING_INDEX(VERSION(), '.', 2), ' ', '$socket')"
}

wait_for() { # SOCKET PROCESS: until it answers
    for try in $(seq 1 240); do
        client "$1" -e 'SELECT 1' >/dev/null 2>&1 && return
        kill -0 "$2" 2>/dev/null || return
        sleep 0.25
    done
    say "no answer after $((try / 4)) s"
    return 1
}

# The process that a file names may be gone, and its number be another's by now.
stop() { # WHICH
    [ -f "$dir/$1/pid" ] || return 0
    process=$(cat "$dir/$1/pid")
    ps -o args= -p "$process" | grep -qF "$dir/$1/sock" || return 0
    kill "$process"
    for try in $(seq 1 120); do
        kill -0 "$process" 2>/dev/null || return 0
        sleep 0.25
    done
    say "server $1 does not stop"
}

case $action in
start)
    command -v mariadb >/dev/null || { say 'there is no client: mariadb'; exit 77; }
    running=0
    for which in "$@"; do
        start "$which" && running=1
    done
    [ $running = 1 ] || exit 77
    ;;
dump)
    get_dump "$1" || exit 77
    ;;
stop)
    for which in "$@"; do
        stop "$which"
    done
    ;;
esac
