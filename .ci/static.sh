#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# static.sh DIR [ROOT]: puts into DIR what a static tidegate is linked with, and Debian's
# packages do not have. For another machine CC is a cross compiler, and ROOT the folder in
# which cross.sh has unpacked that machine's packages.
#
# Debian's libgit2.a is one for programs that clone: it calls GSSAPI, of which there is no
# static library, and brings two of TLS. cJSON has no static library at all. Both are built
# here from Debian's own source packages, libgit2 without a line of what talks to servers;
# offline.c stands where the rest of it names that. TIDEGATE_SOURCES is a folder with
# libgit2/ and cjson/ to take the sources from; by default they are fetched, once.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

here=$(cd "$(dirname "$0")" && pwd)
static=$PWD/$1 root=${2:+$PWD/$2}
sources=${TIDEGATE_SOURCES:-build/deps/sources}
apt=$static/apt
log=$static/log
rm -rf "$static"
mkdir -p "$static"
# shellcheck source=.ci/apt.sh
. "$here/apt.sh"

die() {
    tail -n 20 "$log" >&2
    echo "static: $*" >&2
    exit 1
}

compiler() { # the compiler by itself, without ccache or another launcher before it
    set -f
    # shellcheck disable=SC2086
    set -- ${CC:-cc}
    while [ $# -gt 1 ] && [ "${2#-}" = "$2" ]; do shift; done
    command -v "$1"
}

# What CMake has to know of another machine: its libraries lie below ROOT alone.
cross_options() {
    [ -n "$root" ] || return 0
    echo "-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_FIND_ROOT_PATH=$root -DCMAKE_FIND_ROOT_PATH_MODE_PROGRAM=NEVER
        -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY
        -DCMAKE_LIBRARY_ARCHITECTURE=$($(compiler) -dumpmachine)"
}

versions() { # SOURCE-PACKAGE: those that the lists have, newest first
    apt-cache -o Dir::State::lists="$apt/lists" -o Dir::Etc::sourcelist="$apt/empty" \
        -o Dir::Etc::sourceparts="$apt/sources.list.d" -o Dir::Cache="$apt/cache" showsrc "$1" |
        sed -n 's/^Version: //p' | sort -rVu
}

# SOURCE-PACKAGE: its tree in $sources/NAME. Not every mirror has the sources of the security
# updates that its lists name: then the version before it is taken.
fetch() {
    rm -rf "$sources/$1.new"
    mkdir -p "$sources/$1.new"
    for version in $(versions "$1"); do
        if (cd "$sources/$1.new" && private_apt source "$1=$version") >>"$log" 2>&1; then
            mv "$sources/$1.new"/*/ "$sources/$1"
            rm -r "$sources/$1.new"
            return
        fi
    done
    die "the source package $1 cannot be had; TIDEGATE_SOURCES names a folder that has it"
}

: >"$log"
if [ ! -d "$sources/cjson" ] || [ ! -d "$sources/libgit2" ]; then
    own_sources deb-src
    # A third party's entry may have no sources: the download tells.
    private_apt update >>"$log" 2>&1 || true
    for package in cjson libgit2; do [ -d "$sources/$package" ] || fetch $package; done
fi
cp -R "$sources/cjson" "$sources/libgit2" "$static/"

echo "static: building libgit2 without network, and cJSON" >&2
find "$static/libgit2/src" \( -path '*/streams/*.c' -o -path '*/transports/*.c' -o -name transport.c \) -delete
# What the linker leaves out need not be named: a section a function. No path of this
# machine may stand in what is built.
flags="-O2 -fPIE -ffunction-sections -fdata-sections -ffile-prefix-map=$static=."
{
    # shellcheck disable=SC2086
    ${CC:-cc} $flags -c -o "$static/cJSON.o" "$static/cjson/cJSON.c" &&
        ar qcDs "$static/libcjson.a" "$static/cJSON.o" &&
        ${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror $flags \
            -I "$static/libgit2/include" -c -o "$static/offline.o" "$here/offline.c"
} >>"$log" 2>&1 || die "cJSON, or offline.c, cannot be built"
# shellcheck disable=SC2046
{
    cmake -S "$static/libgit2" -B "$static/libgit2-build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS="$flags" \
        -DCMAKE_C_COMPILER="$(compiler)" $(cross_options) -DBUILD_SHARED_LIBS=OFF \
        -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DBUILD_TESTS=OFF -DBUILD_CLI=OFF -DUSE_HTTPS=OFF -DUSE_SSH=OFF \
        -DUSE_GSSAPI=OFF -DUSE_NTLMCLIENT=OFF -DREGEX_BACKEND=pcre2 -DUSE_HTTP_PARSER=system &&
        cmake --build "$static/libgit2-build" --target libgit2package -j "$(nproc)" &&
        cp "$static/libgit2-build/libgit2.a" "$static/libgit2.a"
} >>"$log" 2>&1 || die "libgit2 cannot be built"
for name in cjson/LICENSE libgit2/COPYING; do
    cp "$static/$name" "$static/${name%/*}.licence"
done
rm -rf "$apt" "$static/cjson" "$static/libgit2" "$static/libgit2-build" "$static/cJSON.o"
: >"$static/stamp"
