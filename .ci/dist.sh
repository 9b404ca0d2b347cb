#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dist.sh BINARY DIR PROGRAM LICENCES: makes what a release consists of, in DIR: for each
# machine tidegate-VERSION-linux-MACHINE.tar.gz with one folder of that name, and SHA256SUMS
# of all that DIR has. The same sources give the same bytes. See install.sh for the rest.
set -eu
export LC_ALL=C TZ=UTC

binary=$1 dir=$2 program=$3 licences=$4
root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
machine=$(${CC:-cc} -dumpmachine | sed 's/-.*//')
name=tidegate-$version-linux-$machine

rm -rf "${dir:?}/$name"
mkdir -p "$dir/$name"
sh "$root/.ci/install.sh" "$binary" "$dir/$name" "$program" "$licences"
mv "$dir/$name/share/doc/tidegate/LICENSE" "$dir/$name/share/doc/tidegate/README.md" "$dir/$name/"
(cd "$dir/$name" && find . -type f | sort | xargs sha256sum >../sums && mv ../sums SHA256SUMS)
chmod -R u=rwX,go=rX "$dir/$name"
tar -C "$dir" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" \
    -cf - "$name" | gzip -n >"$dir/.$name"
mv "$dir/.$name" "$dir/$name.tar.gz"
rm -r "${dir:?}/$name"
sh "$root/.ci/sums.sh" "$dir"
