#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps.sh SET...: sees that what the build needs is there, and writes build/deps/deps.mk.
#
# SET is build, static, test, test-dist, cross, bench, fuzz, valgrind, check or screenshot.
# What is there is used as it is, and then nothing is downloaded. What is missing comes from apt
# (through sudo when not root); without apt, or with APT=no, it is named and the build stops.
#
# SQLite must be 3.40 or newer: migrations are judged by what it does with them.
#
# libpg_query must be 18 or newer, for the grammar of PostgreSQL 18: from PG_QUERY_PREFIX if
# that is set; else the system's own; else the package of a newer Debian, unpacked under
# build/deps without installing.
# A prefix is laid out as Debian's package is, which has PostgreSQL's headers too; or it is
# a built source tree of libpg_query, whose "make install" leaves those headers out.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

here=$(dirname "$0")
deps=build/deps
sqlite_least=3.40 # Debian 12's: 3.38 has no RIGHT JOIN, and 3.37 no sqlite3_error_offset()
apt=$PWD/$deps/apt
suites=forky
mkdir -p $deps
# shellcheck source=.ci/apt.sh
. "$here/apt.sh"

say() { echo "deps: $*" >&2; }
die() {
    say "$*"
    exit 1
}

# One row a need: set, Debian package, and a command that succeeds when it is met.
needs() {
    cat <<'ROWS'
build gcc               command -v ${CC:-cc}
build libc6-dev         echo '#include <stdio.h>' | ${CC:-cc} -E -
build pkgconf           command -v pkg-config
build libgit2-dev       pkg-config libgit2
build libsqlite3-dev    pkg-config sqlite3
build libcjson-dev      pkg-config libcjson
build libpcre2-dev      pkg-config libpcre2-8
build libprotobuf-c-dev pkg-config libprotobuf-c
build libyaml-dev       pkg-config yaml-0.1
build zlib1g-dev        pkg-config zlib
static cmake            command -v cmake
static dpkg-dev         command -v dpkg-source
static libhttp-parser-dev echo '#include <http_parser.h>' | ${CC:-cc} -E -
test  libcmocka-dev     pkg-config cmocka
test  universal-ctags   ctags --version | grep Universal
test  git               command -v git
test  jq                command -v jq
test  python3-jsonschema /usr/bin/python3 -c 'import jsonschema'
test  curl              command -v curl
test  strace            command -v strace
test  nodejs            command -v node
test  npm               command -v npm
test  libxml2-utils     command -v xmllint
test  cmark-gfm         command -v cmark-gfm
test  pre-commit        command -v pre-commit
test  gh                command -v gh
test  shellcheck        command -v shellcheck
test  gnupg             command -v gpg
test  postgresql        ls /usr/lib/postgresql/*/bin/initdb
test  mandoc            command -v mandoc
test  man-db            command -v man
test  zsh               command -v zsh
test  fish              command -v fish
test  mariadb-server    command -v mariadbd mysqldump
cross gcc-aarch64-linux-gnu command -v aarch64-linux-gnu-gcc
cross libc6-dev-arm64-cross echo "#include <stdio.h>" | aarch64-linux-gnu-gcc -E -
test-dist gcc-aarch64-linux-gnu command -v aarch64-linux-gnu-gcc
test-dist libc6-dev-arm64-cross echo "#include <stdio.h>" | aarch64-linux-gnu-gcc -E -
test-dist qemu-user-static command -v qemu-aarch64-static
test-dist lintian       command -v lintian
test-dist nodejs        command -v node
test-dist npm           command -v npm
test-dist git           command -v git
test-dist jq            command -v jq
test-dist shellcheck    command -v shellcheck
test  valgrind          command -v valgrind
bench nodejs            command -v node
bench npm               command -v npm
bench git               command -v git
bench valgrind          command -v valgrind
fuzz  clang             command -v clang
fuzz  llvm              command -v llvm-ar
fuzz  libclang-rt-dev   echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' | clang -x c - -fsanitize=fuzzer,address -o /dev/null
fuzz  libcmocka-dev     pkg-config cmocka
valgrind valgrind       command -v valgrind
valgrind libc6-dbg      dpkg -s libc6-dbg || ! command -v dpkg
check clang             command -v clang
check clang-format      command -v clang-format
check clang-tidy        command -v clang-tidy
check cppcheck          command -v cppcheck
screenshot chromium     command -v chromium || command -v chromium-browser || command -v google-chrome
screenshot cmark-gfm    command -v cmark-gfm
screenshot pngquant     command -v pngquant
screenshot fonts-inter  fc-list | grep -i inter
screenshot fonts-noto-color-emoji fc-list | grep -i 'color *emoji'
ROWS
}

missing() { # SET...: the packages that are not there
    needs | while read -r set package test; do
        case " $* " in *" $set "*) ;; *) continue ;; esac
        (eval "$test") </dev/null >/dev/null 2>&1 || echo "$package"
    done
}

may_use_apt() {
    [ "${APT:-}" != no ] && command -v apt-get >/dev/null
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# The tests start servers of their own: the package need not.
no_cluster() {
    config=/etc/postgresql-common/createcluster.conf
    [ -e $config ] || as_root sh -c "mkdir -p ${config%/*} && echo 'create_main_cluster = false' >$config"
}

apt_install() { # PACKAGE...
    command="apt-get install -y --no-install-recommends $*"
    hint="missing: $*
      install them (the names are Debian's) and run make again:
      $([ "$(id -u)" = 0 ] || echo 'sudo ')$command"
    may_use_apt || die "$hint"
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || die "$hint"
    say "installing $*"
    case " $* " in *' postgresql '*) no_cluster ;; esac
    # A third party's broken list is no reason to stop: the install will tell.
    as_root apt-get update >$deps/apt.log 2>&1 || true
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive $command -o DPkg::Lock::Timeout=300 \
        >>$deps/apt.log 2>&1 </dev/null || {
        tail -n 20 $deps/apt.log >&2
        die "apt-get failed. $hint"
    }
}

pg_flags() { # PREFIX
    [ ! -d "$1/src/postgres/include" ] || {
        echo "-isystem $1 -isystem $1/src -isystem $1/src/postgres/include" && return
    }
    [ "$1" = /usr ] || printf -- '-isystem %s/include ' "$1"
    echo "-isystem $1/include/pg_query -isystem $1/include/pg_query/postgres"
}

pg_archive() { # PREFIX
    for file in "$1"/libpg_query.a "$1"/lib/libpg_query.a "$1"/lib64/libpg_query.a "$1"/lib/*/libpg_query.a; do
        [ ! -f "$file" ] || { echo "$file" && return; }
    done
}

pg_major() { # PREFIX
    cat "$1/include/pg_query.h" "$1/pg_query.h" 2>/dev/null |
        sed -n 's/^#define PG_VERSION_NUM \([0-9]*\)[0-9]\{4\}$/\1/p'
}

pg_works() { # PREFIX
    archive=$(pg_archive "$1")
    [ -n "$archive" ] || return 1
    # shellcheck disable=SC2046,SC2086
    ${CC:-cc} $(pg_flags "$1") -o $deps/probe "$here/pg_query_probe.c" "$archive" \
        $(pkg-config --libs libprotobuf-c) -lm -lpthread >$deps/probe.log 2>&1 && $deps/probe
}

# SUITE: unpacks that Debian's libpg-query-dev into $deps/pg_query; false if it does not
# come or does not work with this machine's libc, even with our three functions added.
pg_fetch() {
    derive_sources "$1"
    new=$PWD/$deps/pg_query.new
    rm -rf "$new" && mkdir -p "$new"
    # The update may fail for one of several entries: the download tells.
    private_apt update >>$deps/apt.log 2>&1 || true
    (cd "$new" && private_apt download libpg-query-dev) >>$deps/apt.log 2>&1 || return 1
    dpkg-deb -x "$new"/*.deb "$new" && rm -rf "$apt" "$new"/*.deb
    pg_works "$new/usr" || {
        ${CC:-cc} -O2 -fPIC -c -o "$new/pg_query_compat.o" "$here/pg_query_compat.c" &&
            ar r "$(pg_archive "$new/usr")" "$new/pg_query_compat.o" 2>>$deps/probe.log &&
            pg_works "$new/usr" || return 1
    }
    rm -rf $deps/pg_query
    mv "$new/usr" $deps/pg_query && rm -rf "$new"
}

pg_candidate() { # the major version that apt would install
    apt-cache policy libpg-query-dev 2>/dev/null | sed -n 's/^  Candidate: \([0-9]*\).*/\1/p'
}

pg_usable() { # PREFIX
    major=$(pg_major "$1")
    [ "${major:-0}" -ge 18 ] && pg_works "$1"
}

pg_find() { # prints the prefix of a libpg_query that works
    if [ -n "${PG_QUERY_PREFIX:-}" ]; then
        pg_usable "$PG_QUERY_PREFIX" && echo "$PG_QUERY_PREFIX" && return
        major=$(pg_major "$PG_QUERY_PREFIX")
        [ -n "$major" ] || die "PG_QUERY_PREFIX=$PG_QUERY_PREFIX has no pg_query.h"
        [ "$major" -ge 18 ] || die "PG_QUERY_PREFIX=$PG_QUERY_PREFIX has libpg_query $major; 18 or newer is needed"
        [ -n "$(pg_archive "$PG_QUERY_PREFIX")" ] || die "PG_QUERY_PREFIX=$PG_QUERY_PREFIX has no libpg_query.a"
        cat $deps/probe.log >&2
        die "the libpg_query in PG_QUERY_PREFIX=$PG_QUERY_PREFIX does not compile, link or run"
    fi
    for prefix in /usr/local /usr $deps/pg_query; do
        pg_usable "$prefix" && echo "$prefix" && return
    done
    hint="libpg_query 18 or newer is needed, with its headers and libpg_query.a;
      install it yourself and name it with: make PG_QUERY_PREFIX=DIR"
    may_use_apt || die "$hint"
    major=$(pg_candidate)
    [ -n "$major" ] || as_root apt-get update >>$deps/apt.log 2>&1 || true # a machine without lists
    major=$(pg_candidate)
    if [ "${major:-0}" -ge 18 ]; then
        apt_install libpg-query-dev
        pg_usable /usr && echo /usr && return
    fi
    for suite in $suites; do
        say "the system's own libpg_query is ${major:-missing}; taking the one of Debian $suite"
        pg_fetch "$suite" && echo $deps/pg_query && return
    done
    tail -n 20 $deps/apt.log $deps/probe.log >&2 || true
    die "found none for this machine. $hint"
}

# The compiler and the archive that the last successful probe was about.
pg_key() { # PREFIX
    # shellcheck disable=SC2012
    echo "${CC:-cc} $(ls -lL "$(pg_archive "$1")" "$here/pg_query_probe.c" | cksum)"
}

pg_prefix() {
    known=$(sed -n 's/^PG_PREFIX := //p' $deps/deps.mk 2>/dev/null || true)
    if [ -n "$known" ] && [ "${PG_QUERY_PREFIX:-$known}" = "$known" ] && [ -n "$(pg_archive "$known")" ] &&
        [ "$(pg_key "$known")" = "$(cat $deps/probed 2>/dev/null)" ]; then
        echo "$known"
    else
        pg_find
    fi
}

# What the system has may be too old: another package of it would be as old.
sqlite_is_new() {
    pkg-config --atleast-version=$sqlite_least sqlite3 ||
        die "SQLite $sqlite_least or newer is needed; $(pkg-config --variable=libdir sqlite3) has $(pkg-config --modversion sqlite3)
      install one yourself and name it with: PKG_CONFIG_PATH=DIR/lib/pkgconfig make"
}

wanted=$(missing "$@")
# shellcheck disable=SC2086
[ -z "$wanted" ] || apt_install $wanted
wanted=$(missing "$@")
[ -z "$wanted" ] || die "installed, and not found all the same: $wanted"
case " $* " in *' build '*) sqlite_is_new ;; esac
prefix=$(pg_prefix)
pg_key "$prefix" >$deps/probed

cat >$deps/deps.mk.new <<MK
# Written by .ci/deps.sh.
PG_PREFIX := $prefix
PG_CFLAGS := $(pg_flags "$prefix")
PG_LIBS := $(pg_archive "$prefix") $(pkg-config --libs libprotobuf-c) -lm -lpthread
LIB_CFLAGS := $(pkg-config --cflags libgit2 sqlite3 libcjson libpcre2-8 yaml-0.1 zlib | sed 's/-I/-isystem /g')
LIB_LIBS := $(pkg-config --libs libgit2 sqlite3 libcjson libpcre2-8 yaml-0.1 zlib)
MK
if cmp -s $deps/deps.mk.new $deps/deps.mk; then
    rm $deps/deps.mk.new
else
    mv $deps/deps.mk.new $deps/deps.mk
fi
