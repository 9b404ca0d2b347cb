#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deb.sh BINARY DIR PROGRAM LICENCES: makes DIR/tidegate_VERSION_ARCHITECTURE.deb. It has the
# static binary, and so it is one package for every Debian and Ubuntu, and needs no other.
# The same sources give the same bytes. See install.sh for the arguments.
set -eu
export LC_ALL=C TZ=UTC
umask 022

binary=$1 dir=$2 program=$3 licences=$4
root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
home=$(sed -n 's/^#define TIDEGATE_HOME "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
case $(${CC:-cc} -dumpmachine) in
x86_64-*) architecture=amd64 ;;
aarch64-*) architecture=arm64 ;;
*) echo "deb: no Debian architecture is known for $(${CC:-cc} -dumpmachine)" >&2 && exit 1 ;;
esac
package=tidegate_${version}_$architecture
tree=$dir/.$package
usr=$tree/usr doc=$tree/usr/share/doc/tidegate
maintainer='The authors of tidegate <tidegate@users.noreply.github.com>'
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1577836800}" # 2020: lintian finds 1970 ancient

rm -rf "$tree"
mkdir -p "$usr" "$tree/DEBIAN" "$usr/share/lintian/overrides" "$usr/share/zsh"
sh "$root/.ci/install.sh" "$binary" "$usr" "$program" "$licences"

# As Debian has them.
mv "$usr/share/zsh/site-functions" "$usr/share/zsh/vendor-completions"
gzip -9n "$usr/share/man/man1/tidegate.1"
rm "$doc/LICENSE"
grep -rlIZ '^#!' "$usr/share/tidegate" | xargs -0 chmod 755
gzip -9n >"$doc/changelog.gz" <<TEXT
tidegate ($version) unstable; urgency=medium

  * See /usr/share/doc/tidegate/CHANGELOG.md.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
TEXT
cat >"$doc/copyright" <<TEXT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: tidegate
Source: $home
Comment: The binary is linked with the libraries whose notices and licences lie in
 /usr/share/doc/tidegate/licences.

Files: *
Copyright: 2026 the authors of tidegate
License: Apache-2.0

License: Apache-2.0
 On Debian systems the text of the Apache License 2.0 is in
 /usr/share/common-licenses/Apache-2.0.
TEXT
cat >"$usr/share/lintian/overrides/tidegate" <<'TEXT'
# One binary for every Debian and Ubuntu: the libraries that it needs are in it.
tidegate: shared-library-lacks-prerequisites [usr/bin/tidegate]
tidegate: embedded-library libyaml [usr/bin/tidegate]
tidegate: embedded-library zlib [usr/bin/tidegate]
TEXT
chmod -R u=rwX,go=rX "$usr"
cat >"$tree/DEBIAN/control" <<TEXT
Package: tidegate
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(find "$usr" -type f -printf '%s\n' | awk '{ n += $1 } END { print int(n / 1024) + 1 }')
Section: devel
Priority: optional
Homepage: $home
Description: gate for database migrations
 tidegate judges what a change adds to a project's database migrations before
 it is merged: data that would be lost, statements that lock or fail on a live
 database, journals that no longer match their files, and edits of migrations
 that are merged. It needs no database, no account and no network.
TEXT
(cd "$tree" && find usr -type f | sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$tree" "$dir/.$package.deb" >/dev/null
mv "$dir/.$package.deb" "$dir/$package.deb"
rm -r "$tree"
sh "$root/.ci/sums.sh" "$dir"
