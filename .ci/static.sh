#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# static.sh: puts into build/deps/static what a static tidegate is linked with, and Debian's
# packages do not have.
#
# Debian's libgit2.a is one for programs that clone: it calls GSSAPI, of which there is no
# static library, and brings two of TLS. cJSON has no static library at all. Both are built
# here from Debian's own source packages, libgit2 without what talks to servers. Set
# TIDEGATE_SOURCES to a folder with libgit2/ and cjson/ to take the sources from there.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

here=$(cd "$(dirname "$0")" && pwd)
static=$PWD/build/deps/static
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

# The machine's own sources of packages, as sources of their sources.
source_entries() {
    private_apt_init
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -f "$file" ] || sed -n 's/^[[:space:]]*deb[[:space:]]/deb-src /p' "$file"
    done >"$apt/sources.list.d/derived.list"
    for file in /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$file" ] || { sed 's/^Types:.*/Types: deb-src/' "$file" && echo; }
    done >"$apt/sources.list.d/derived.sources"
}

versions() { # SOURCE-PACKAGE: those that the lists have, newest first
    apt-cache -o Dir::State::lists="$apt/lists" -o Dir::Etc::sourcelist="$apt/empty" \
        -o Dir::Etc::sourceparts="$apt/sources.list.d" -o Dir::Cache="$apt/cache" showsrc "$1" |
        sed -n 's/^Version: //p' | sort -rVu
}

# SOURCE-PACKAGE: its tree in $static/NAME. Not every mirror has the sources of the security
# updates that its lists name: then the version before it is taken.
fetch() {
    if [ -n "${TIDEGATE_SOURCES:-}" ]; then
        cp -r "$TIDEGATE_SOURCES/$1" "$static/$1"
        return
    fi
    mkdir "$static/$1.new"
    for version in $(versions "$1"); do
        if (cd "$static/$1.new" && private_apt source "$1=$version") >>"$log" 2>&1; then
            mv "$static/$1.new"/*/ "$static/$1"
            rm -r "$static/$1.new"
            return
        fi
    done
    die "the source package $1 cannot be had; TIDEGATE_SOURCES names a folder that has it"
}

[ -n "${TIDEGATE_SOURCES:-}" ] || {
    source_entries
    # A third party's entry may have no sources: the download tells.
    private_apt update >>"$log" 2>&1 || true
}

echo "static: building libgit2 without network, and cJSON" >&2
: >>"$log"
fetch cjson
fetch libgit2
{
    ${CC:-cc} -O2 -fPIE -c -o "$static/cJSON.o" "$static/cjson/cJSON.c" &&
        ar qcs "$static/libcjson.a" "$static/cJSON.o"
} >>"$log" 2>&1 || die "cJSON cannot be built"
{
    cmake -S "$static/libgit2" -B "$static/libgit2-build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DBUILD_SHARED_LIBS=OFF \
        -DBUILD_TESTS=OFF -DBUILD_CLI=OFF -DUSE_HTTPS=OFF -DUSE_SSH=OFF -DUSE_GSSAPI=OFF \
        -DUSE_NTLMCLIENT=OFF -DREGEX_BACKEND=pcre2 -DUSE_HTTP_PARSER=system &&
        cmake --build "$static/libgit2-build" --target libgit2package -j "$(nproc)" &&
        cp "$static/libgit2-build/libgit2.a" "$static/libgit2.a"
} >>"$log" 2>&1 || die "libgit2 cannot be built"
rm -rf "$apt" "$static/cjson" "$static/libgit2" "$static/libgit2-build" "$static/cJSON.o"
: >"$static/stamp"
