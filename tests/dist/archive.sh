#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `make dist` has made in build/dist, as those meet it who download it: installed by
# the templates' own snippet, and run where there is nothing else.
. "$(dirname "$0")/../cli/lib.sh"

dist=$root/build/dist
version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
name=tidegate-$version-linux-$(uname -m)

test_case 'the archive is named in SHA256SUMS, and has what it should in one folder'
(cd "$dist" && sha256sum -c SHA256SUMS) >"$out" 2>"$err" || problem 'the sums are wrong'
out_has "$name.tar.gz: OK"
tar -tzf "$dist/$name.tar.gz" | sed '/\/$/d' | sort >"$work/has"
{
    printf '%s\n' LICENSE README.md SHA256SUMS bin/tidegate share/man/man1/tidegate.1 share/doc/tidegate/CHANGELOG.md \
        share/bash-completion/completions/tidegate share/zsh/site-functions/_tidegate share/fish/vendor_completions.d/tidegate.fish
    (cd "$root" && find ci-templates -type f | sed 's,^,share/tidegate/,')
    (cd "$root/build/static" && find licences -type f | sed 's,^,share/doc/tidegate/,')
} | sed "s,^,$name/," | sort >"$work/should"
is "$(cat "$work/has")" "$(cat "$work/should")"
is "$(tar -tvzf "$dist/$name.tar.gz" | awk '$2 != "0/0"')" ''

test_case 'its files are what its own sums say, and what the program says'
tar -xzf "$dist/$name.tar.gz"
(cd "$name" && sha256sum -c --quiet SHA256SUMS) >"$out" 2>&1 || problem 'the sums are wrong'
is "$(wc -l <"$name/SHA256SUMS")" "$(($(find "$name" -type f | wc -l) - 1))"
for shell in bash:bash-completion/completions/tidegate zsh:zsh/site-functions/_tidegate fish:fish/vendor_completions.d/tidegate.fish; do
    "$TIDEGATE" completion "${shell%%:*}" | cmp - "$name/share/${shell#*:}" >>"$out" 2>&1 || problem "another script for ${shell%%:*}"
done
"$TIDEGATE" manual | cmp - "$name/share/man/man1/tidegate.1" >>"$out" 2>&1 || problem 'another manual page'

test_case 'it has the notices of every library that is linked in'
notices=$root/build/static/licences
sed '/^Memory Configuration/q' "$root/build/static/tidegate.map" | grep -o '[^/ (]*\.a(' | sort -u >linked
for library in pg_query:PostgreSQL git2:'linking exception\|Linking Exception\|LINKING EXCEPTION' sqlite3:'public domain' \
    cjson:'Dave Gamble' pcre2-8:'PCRE2' yaml:'Permission is hereby granted' z:Gailly c:'LGPL\|GNU Lesser' gcc:'GCC Runtime Library Exception'; do
    grep -q "^lib${library%%:*}\.a(" linked || problem "lib${library%%:*}.a is not linked in"
    grep -rqi "${library#*:}" "$notices" || problem "no notice says ${library#*:}"
done
is "$(grep -l 'xxhash' "$notices"/*)" "$notices/libpg_query"
is "$(for file in "$notices"/*; do [ -s "$file" ] || echo "$file"; done)" ''
cat "$notices"/* | grep -o '/usr/share/common-licenses/[A-Za-z0-9.+-]*[A-Za-z0-9+]' | sort -u | while read -r text; do
    [ -s "$notices/${text##*/}.text" ] || echo "$text"
done >"$out"
out_is ''
printf 'x/libnew.a(x.o)\nMemory Configuration\n' >map
! sh "$root/.ci/notices.sh" map "$root/build/deps" "$PWD/none" >"$out" 2>"$err" || problem 'an unknown library passes'
err_has 'nothing is known of libnew.a'

test_case 'the same binary gives the same archive'
sh "$root/.ci/dist.sh" "$root/build/static/tidegate" "$PWD" "$TIDEGATE" "$notices" >"$out" 2>"$err"
sleep 1
umask 077
sh "$root/.ci/dist.sh" "$root/build/static/tidegate" "$PWD/again" "$TIDEGATE" "$notices" >"$out" 2>"$err"
umask 022
cmp -s "$name.tar.gz" "again/$name.tar.gz" || problem 'they differ'

# ---- installed by the snippet, and run in a folder that has nothing but it ----

mkdir -p "$work/releases" "$work/jail/work"
ln -s "$dist" "$work/releases/v$version"
jail=$work/jail

test_case "the templates' snippet installs it"
TMPDIR=$PWD TIDEGATE_RELEASES=file://$work/releases TIDEGATE_VERSION=$version \
    sh -e -u -c "$(cat "$root/ci-templates/install.sh")
command -v tidegate" >"$out" 2>"$err" && status=0 || status=$?
status_is 0
is "$("$(tail -n 1 "$out")" --version | cut -d' ' -f 1-2)" "tidegate $version"
cp "$(tail -n 1 "$out")" "$jail/tidegate"

# As an image of that binary alone: no library, no /etc, no /proc, no git, no environment,
# and a user whom nobody knows and whom nothing there belongs to.
run_alone() { # ARGUMENT...
    alone "$@" </dev/null >"$out" 2>"$err" && status=0 || status=$?
}

PATH=$PATH:/usr/sbin
if [ "$(id -u)" = 0 ]; then
    alone() { env -i "$(command -v chroot)" --userspec=65534:65534 "$jail" /tidegate "$@"; }
else
    alone() { env -i "$(command -v unshare)" -r "$(command -v chroot)" "$jail" /tidegate "$@"; }
fi
chmod 755 "$work" # for that user
if ! alone --version >"$work/alone" 2>&1 && ! grep -q '/tidegate' "$work/alone"; then
    test_case 'the binary by itself'
    skip_test "neither chroot nor unshare may be used here: $(cat "$work/alone")"
    exit 0
fi

test_case 'the binary by itself says its version'
run_alone --version
status_is 0
out_has "tidegate $version"
err_is ''

test_case 'the binary by itself judges a repository of another user'
cd "$jail/work"
git_init
echo 'CREATE TABLE a (id bigint PRIMARY KEY, x text);' | write migrations/0001_a.sql
git_commit first
git checkout -q -b feature
echo 'CREATE TABLE b (id bigint PRIMARY KEY);' | write migrations/0002_b.sql
git_commit second
run_alone check work
status_is 0
out_has '1 new or edited since main' 'passed: 0 errors'
echo 'ALTER TABLE a DROP COLUMN x;' | write migrations/0003_c.sql
git add .
run_alone check --staged work
status_is 1
out_has 'migrations/0003_c.sql:1:15: error:' drop-column
err_is ''
run_alone check --format json work
status_is 1
json_is '.findings[].rule' drop-column
run_alone check --base release work
status_is 2
err_has 'there is no release'

test_case 'the binary by itself reads what other layouts have'
cd "$jail/work"
rm -rf .git migrations
write db/changelog.yaml <<'YAML'
databaseChangeLog:
  - include: { file: db/one.sql }
YAML
write db/one.sql <<'SQL'
--liquibase formatted sql
--changeset a:1
DROP TABLE users;
SQL
run_alone check work
status_is 1
out_has 'db/one.sql:3:1: error:' drop-table
run_alone explain drop-table
status_is 0

# ---- the image ----

test_case 'the Dockerfile says the version, and takes the static binary'
dockerfile=$root/ci-templates/docker/Dockerfile
is "$(grep -v '^#' "$dockerfile" | grep -o '[0-9]\+\.[0-9]\+\.[0-9]\+')" "$version"
is "$(grep '^COPY --from' "$dockerfile")" 'COPY --from=build /src/build/static/tidegate /tidegate'
