#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# npm.sh BINARY DIR LICENCES: packs the npm packages into DIR: the one of BINARY's machine,
# and the one that takes it. The folders are those of npm/.
set -eu
export LC_ALL=C
umask 022

binary=$1 dir=$2 licences=$3
root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
case $(${CC:-cc} -dumpmachine) in
x86_64-*) machine=linux-x64 ;;
aarch64-*) machine=linux-arm64 ;;
*) echo "npm: no package is known for $(${CC:-cc} -dumpmachine)" >&2 && exit 1 ;;
esac

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
tree=$dir/.npm-$machine
rm -rf "$tree"
mkdir -p "$tree"
cp -R "$root/npm/tidegate" "$root/npm/$machine" "$tree/"
cp "$root/LICENSE" "$tree/tidegate/"
cp "$root/LICENSE" "$tree/$machine/"
mkdir "$tree/$machine/bin"
cp "$binary" "$tree/$machine/bin/tidegate"
cp -R "$licences" "$tree/$machine/licences"
chmod -R u=rwX,go=rX "$tree"
chmod 755 "$tree/$machine/bin/tidegate" "$tree/tidegate/bin/tidegate"
for package in tidegate $machine; do
    grep -q "\"version\": \"$version\"" "$tree/$package/package.json" || {
        echo "npm: npm/$package/package.json does not say version $version" >&2
        exit 1
    }
    npm pack --silent --ignore-scripts --pack-destination "$tree" "$tree/$package" >/dev/null
done
mv "$tree"/*.tgz "$dir/"
rm -r "$tree"
sh "$root/.ci/sums.sh" "$dir"
