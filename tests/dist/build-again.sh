#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build-again.sh DIR: builds a release once more, of the files that git would take, in that
# folder: twice.sh compares. The packages and sources that were fetched are taken over, no
# object is. A build that fails is what twice.sh reports.
set -eu

dir=$1
rm -rf "$dir"
mkdir -p "$dir/build/deps"
git ls-files -z --cached --others --exclude-standard | xargs -0 sh -c 'cp --parents -pP "$@" "$0"' "$dir"
for part in deps.mk probed pg_query sources; do
    [ ! -e "build/deps/$part" ] || cp -a "build/deps/$part" "$dir/build/deps/"
done
unset MAKEFLAGS MAKEOVERRIDES MAKELEVEL MFLAGS
CCACHE_DISABLE=1 make -C "$dir" APT=no dist deb npm >"$dir/build/log" 2>&1 </dev/null ||
    echo "the second build failed: see $dir/build/log" >&2
