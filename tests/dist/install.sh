#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `make install` and the Debian package: what is in them, and that it runs from there.
. "$(dirname "$0")/../cli/lib.sh"

version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
architecture=$(dpkg --print-architecture)
package=$root/build/dist/tidegate_${version}_$architecture.deb

shared() { # what both have below share/, a line each
    printf '%s\n' fish/vendor_completions.d/tidegate.fish bash-completion/completions/tidegate doc/tidegate/README.md \
        doc/tidegate/licences/README doc/tidegate/licences/libgit2 doc/tidegate/licences/glibc tidegate/ci-templates/install.sh
}

test_case 'make install puts everything below DESTDIR and PREFIX'
make -s -C "$root" install APT=no DESTDIR="$PWD/stage" PREFIX=/opt/tidegate >"$out" 2>"$err" || problem 'it fails'
is "$(ls stage stage/opt)" "stage:
opt

stage/opt:
tidegate"
is "$(stage/opt/tidegate/bin/tidegate --version | cut -d ' ' -f 1,2)" "tidegate $version"
for file in $(shared | grep -vE 'licences/(libgit2|glibc)') man/man1/tidegate.1 zsh/site-functions/_tidegate doc/tidegate/LICENSE doc/tidegate/licences/libpg_query; do
    [ -s "stage/opt/tidegate/share/$file" ] || problem "there is no $file"
done
is "$(find stage -perm /022 ! -type l)" ''
make -s -C "$root" install APT=no DESTDIR="$PWD/stage" PREFIX=/opt/tidegate >"$out" 2>"$err" || problem 'a second time it fails'

test_case 'the Debian package has what it should, as root'
dpkg --contents "$package" >list
for file in bin/tidegate share/man/man1/tidegate.1.gz share/zsh/vendor-completions/_tidegate $(shared | sed 's,^,share/,'); do
    grep -q " \./usr/$file\$" list || problem "there is no usr/$file"
done
is "$(awk '$2 != "root/root"' list)" ''
is "$(dpkg --field "$package" Package Version Architecture Depends)" "Package: tidegate
Version: $version
Architecture: $architecture"

test_case 'the Debian package is installed into a root of its own, and runs'
if [ "$(id -u)" = 0 ]; then
    mkdir -p inst/var/lib/dpkg/info inst/var/lib/dpkg/updates inst/var/lib/dpkg/triggers
    : >inst/var/lib/dpkg/status
    dpkg --root="$PWD/inst" --force-not-root --install "$package" >"$out" 2>"$err" || problem 'dpkg does not install it'
    is "$(dpkg-query --admindir=inst/var/lib/dpkg -W -f '${db:Status-Status} ${Version}' tidegate)" "installed $version"
    is "$(cd inst && md5sum -c --quiet var/lib/dpkg/info/tidegate.md5sums 2>&1)" ''
else
    dpkg-deb -x "$package" inst
fi
is "$(inst/usr/bin/tidegate --version | cut -d ' ' -f 1,2)" "tidegate $version"
cmp -s inst/usr/bin/tidegate "$root/build/static/tidegate" || problem 'it is another binary'
[ "$(id -u)" != 0 ] || dpkg --root="$PWD/inst" --purge tidegate >"$out" 2>"$err" || problem 'dpkg does not remove it'
[ "$(id -u)" != 0 ] || is "$(find inst -path inst/var -prune -o -type f -print)" ''

test_case 'lintian has nothing to say against the Debian package'
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$package" >"$out" 2>"$err" || problem 'lintian complains'
    out_is ''
else
    skip_test 'there is no lintian'
fi

test_case 'the same binary gives the same Debian package'
sh "$root/.ci/deb.sh" "$root/build/static/tidegate" "$PWD/again" "$TIDEGATE" "$root/build/static/licences" >"$out" 2>"$err"
sleep 1
umask 077
sh "$root/.ci/deb.sh" "$root/build/static/tidegate" "$PWD/third" "$TIDEGATE" "$root/build/static/licences" >"$out" 2>"$err"
umask 022
cmp "again/${package##*/}" "third/${package##*/}" >"$out" 2>&1 || problem 'they differ'
