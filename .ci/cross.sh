#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cross.sh DIR MACHINE: makes DIR/deps.mk, for building on this machine what runs on
# another, and DIR/sysroot, where the libraries lie: Debian's packages for that machine,
# unpacked without installing. CC is the cross compiler. libpg_query comes from the suite
# that deps.sh takes it from where the own one's is too old.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

here=$(cd "$(dirname "$0")" && pwd)
dir=$1 machine=$2
apt=$PWD/$dir/apt
root=$PWD/$dir/sysroot
log=$PWD/$dir/log
suite=forky
libraries=usr/lib/$machine-linux-gnu
# shellcheck source=.ci/apt.sh
. "$here/apt.sh"

die() {
    tail -n 20 "$log" >&2
    echo "cross: $*" >&2
    exit 1
}

case $machine in
aarch64) architecture=arm64 ;;
*) echo "cross: MACHINE=$machine: aarch64 is the one that is known" >&2 && exit 1 ;;
esac

foreign_apt() { # ARGUMENT...: for that machine's packages
    private_apt -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" "$@" >>"$log" 2>&1
}

fetch() { # PACKAGE...: unpacks them in $root
    foreign_apt update || true # a third party's entry may have none: the download tells
    (cd "$root" && foreign_apt download "$@") || return 1
    for file in "$root"/*.deb; do dpkg-deb -x "$file" "$root" || return 1; done
    rm -f "$root"/*.deb
}

links() { # does libpg_query, with this libc?
    # shellcheck disable=SC2086
    $CC -static -isystem "$root/usr/include" -isystem "$root/usr/include/pg_query" \
        -isystem "$root/usr/include/pg_query/postgres" -o "$dir/probe" \
        "$here/pg_query_probe.c" "$root/$libraries/libpg_query.a" "$root/$libraries/libprotobuf-c.a" \
        -lm -lpthread >>"$log" 2>&1
}

[ ! -f "$dir/deps.mk" ] || exit 0
rm -rf "$root" && mkdir -p "$root"
: >"$log"
echo "cross: fetching the libraries of $machine" >&2
own_sources deb
fetch libgit2-dev libsqlite3-dev libcjson-dev libpcre2-dev libyaml-dev libprotobuf-c-dev zlib1g-dev libhttp-parser-dev ||
    die "the packages of $architecture cannot be had"
derive_sources $suite
fetch libpg-query-dev || die "libpg-query-dev of $architecture cannot be had from Debian $suite"
links || {
    # shellcheck disable=SC2086
    $CC -O2 -fPIC -c -o "$dir/compat.o" "$here/pg_query_compat.c" || die "pg_query_compat.c cannot be compiled"
    "$machine-linux-gnu-ar" rD "$root/$libraries/libpg_query.a" "$dir/compat.o" 2>>"$log"
    links || die "libpg_query cannot be linked"
}
rm -rf "$apt" "$dir/probe" "$dir/compat.o"

cat >"$dir/deps.mk.new" <<MK
# Written by .ci/cross.sh.
ROOT := $dir/sysroot
PG_CFLAGS := -isystem $dir/sysroot/usr/include/pg_query -isystem $dir/sysroot/usr/include/pg_query/postgres
PG_LIBS := $dir/sysroot/$libraries/libpg_query.a
LIB_CFLAGS := -isystem $dir/sysroot/usr/include -isystem $dir/sysroot/usr/include/$machine-linux-gnu
STATIC_DIRS := -L$dir/sysroot/$libraries
export PKG_CONFIG_LIBDIR := $dir/sysroot/$libraries/pkgconfig:$dir/sysroot/usr/share/pkgconfig
export PKG_CONFIG_SYSROOT_DIR := $dir/sysroot
MK
mv "$dir/deps.mk.new" "$dir/deps.mk"
