#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The hooks of ci-templates/, installed and run by the real tools: git, husky, lefthook and
# pre-commit, on commits of every kind.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-release.sh"

templates=$root/ci-templates
mkdir "$work/bin"
ln -s "$TIDEGATE" "$work/bin/tidegate"
full_path=$PATH
# pre-commit runs git without most GIT_ variables: what it has to know stands in $HOME.
unset GIT_CONFIG_GLOBAL

# ---- installing ----

# The repository that the users' configuration names: what this one has for pre-commit.
hook_repository() {
    mkdir "$work/hook-repository"
    cd "$work/hook-repository"
    cp -R "$root/.pre-commit-hooks.yaml" "$root/ci-templates" .
    git_init
    git_commit hooks
    git tag "v$version"
    git config --global url."$PWD".insteadOf https://github.com/tidegate/tidegate
}
hook_repository

git_hook_install() {
    hooks=$(git rev-parse --git-path hooks)
    mkdir -p "$hooks"
    cp "$templates/git-hook/pre-commit" "$hooks/pre-commit"
    ln -s pre-commit "$hooks/pre-merge-commit"
}

npm_project() { # SCRIPT: where its packages are installed, and one command at install
    printf '{ "private": true, "scripts": { "prepare": "%s" } }\n' "$1" >package.json
    ln -s "$NODE_PATH" node_modules
    printf 'node_modules\n' >>.git/info/exclude
}

husky_install() {
    npm_project husky
    npm run --silent prepare >"$out" 2>"$err" || problem 'husky cannot be installed'
    cp "$templates/husky/pre-commit" .husky/pre-commit
    cp "$templates/husky/pre-commit" .husky/pre-merge-commit
    git_config_kept=$(git config core.hooksPath)
    is "$git_config_kept" .husky/_
}

lefthook_install() {
    npm_project 'lefthook install'
    cp "$templates/lefthook/lefthook.yml" lefthook.yml
    npm run --silent prepare >"$out" 2>"$err" || problem 'lefthook cannot be installed'
}

pre_commit_install() {
    cp "$templates/pre-commit/.pre-commit-config.yaml" .
    pre-commit install >"$out" 2>"$err" || problem 'pre-commit cannot be installed'
}

# ---- a project ----

migration() { # NUMBER SQL
    echo "$2" | write "migrations/$1.sql"
}

good='ALTER TABLE a ADD COLUMN y text;'
bad='ALTER TABLE a DROP COLUMN x;'

# main is what origin has; we are on a branch of it.
start() { # TOOL
    PATH=$work/bin:$full_path
    git_init
    migration 0001_a 'CREATE TABLE a (id bigint PRIMARY KEY, x text, z text);'
    migration 0002_b 'CREATE TABLE b (id bigint PRIMARY KEY);'
    echo notes >notes
    "${1}_install"
    git add -A
    git commit -q --no-verify -m first
    git remote add origin "$PWD"
    git update-ref refs/remotes/origin/main HEAD
    git checkout -q -b feature
    head=$(git rev-parse HEAD)
}

# What the hook says goes to standard error with some tools, to standard output with others.
does() { # COMMAND...
    head=$(git rev-parse -q --verify HEAD || echo none)
    "$@" </dev/null >"$out" 2>&1 && status=0 || status=$?
    : >"$err"
    if grep -qE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$out"; then
        problem "a sanitizer complains: $*"
    fi
}

passes() {
    status_is 0
    [ "$head" != "$(git rev-parse HEAD)" ] || problem 'nothing was committed'
}

blocks() { # TEXT...
    [ "$status" != 0 ] || problem 'the commit was made'
    is "$(git rev-parse -q --verify HEAD || echo none)" "$head"
    out_has "$@"
}

# ---- what all of them do ----

basics() { # TOOL
    test_case "$1: a good change is committed, a bad one blocked"
    start "$1"
    migration 0003_c "$good"
    git add .
    does git commit -m good
    passes
    migration 0004_d "$bad"
    git add .
    does git commit -m bad
    blocks 'migrations/0004_d.sql:1:15: error:' drop-column

    test_case "$1: a commit that only deletes a merged migration is blocked"
    start "$1"
    git rm -q migrations/0002_b.sql
    does git commit -m deleted
    blocks 'migrations/0002_b.sql:1:1' deleted-migration

    test_case "$1: what is staged counts, not the work tree"
    start "$1"
    migration 0003_c "$bad"
    git add .
    migration 0003_c "$good"
    does git commit -m 'bad is staged'
    blocks drop-column
    is "$(cat migrations/0003_c.sql)" "$good"
    git add .
    migration 0003_c "$bad"
    does git commit -m 'good is staged'
    passes
    is "$(cat migrations/0003_c.sql)" "$bad"
    is "$(git show HEAD:migrations/0003_c.sql)" "$good"

    test_case "$1: what cannot be judged is blocked, and says why"
    start "$1"
    echo '{ "rules": ' >tidegate.jsonc
    migration 0003_c "$good"
    git add .
    does git commit -m broken
    blocks tidegate.jsonc

    test_case "$1: a merge without conflicts is judged, too"
    start "$1"
    migration 0003_c "$good"
    git add .
    git commit -q --no-verify -m ours
    git checkout -q -b other main
    migration 0003_d "$good"
    git add .
    git commit -q --no-verify -m theirs
    git checkout -q feature
    does git merge -m both other
    blocks duplicate-prefix
}

# How to go on: the hooks of our own say it, pre-commit has a way of its own.
advice() { # TOOL
    test_case "$1: a blocked commit is told how to go on"
    start "$1"
    migration 0003_c "$bad"
    git add .
    does git commit -m bad
    blocks 'the commit is blocked. Mend' '-- tidegate: allow RULE (reason)' 'git commit --no-verify goes around'
    migration 0003_c "-- tidegate: allow drop-column (nobody reads it)
$bad"
    git add .
    does git commit -m allowed
    passes
    migration 0004_d 'DROP TABLE b;'
    git add .
    does git commit --no-verify -m around
    passes

    test_case "$1: where tidegate is not installed the commit is blocked, with what to do"
    start "$1"
    PATH=$full_path
    migration 0003_c "$good"
    git add .
    does git commit -m good
    blocks 'tidegate: not installed' 'Get it from https://github.com/tidegate/tidegate/releases' '--no-verify'
}

# ---- every kind of commit ----

kinds() { # TOOL
    test_case "$1: a file that is staged in part"
    start "$1"
    migration 0003_c "$good

SELECT 1;

SELECT 2;"
    git add .
    migration 0003_c "$bad
$good

SELECT 1;

SELECT 2;
ALTER TABLE b ADD COLUMN z text;"
    printf 'n\ny\n' | git add -p >/dev/null
    does git commit -m 'the good part'
    passes
    out_lacks drop-column
    head -n 1 migrations/0003_c.sql | grep -qF "$bad" || problem 'the work tree lost its part'
    printf 'y\n' | git add -p >/dev/null
    does git commit -m 'the bad part'
    blocks drop-column

    test_case "$1: the first commit of a repository"
    PATH=$work/bin:$full_path
    git_init
    "${1}_install"
    migration 0001_a 'CREATE TABLE a (id bigint PRIMARY KEY, x text'
    git add .
    does git commit -m first
    blocks 'migrations/0001_a.sql'
    migration 0001_a 'CREATE TABLE a (id bigint PRIMARY KEY, x text);'
    git add .
    does git commit -m first
    passes

    test_case "$1: a merge with conflicts is judged when it is committed"
    start "$1"
    migration 0003_c "$good"
    echo ours >notes
    git add .
    git commit -q --no-verify -m ours
    git checkout -q main
    migration 0002_d 'DROP TABLE b;' # merged, however it got there
    echo theirs >notes
    git add .
    git commit -q --no-verify -m theirs
    git update-ref refs/remotes/origin/main HEAD
    git checkout -q feature
    ! git merge -q main >/dev/null 2>&1 || problem 'no conflict'
    echo both >notes
    git add .
    does git commit -m both
    passes
    out_lacks drop-table
    migration 0004_e "$bad"
    git add .
    does git commit -m bad
    blocks drop-column

    test_case "$1: a linked worktree"
    start "$1"
    git worktree add -q ../linked -b linked main
    cd ../linked
    [ "$1" != pre_commit ] || pre_commit_install
    migration 0003_c "$bad"
    git add .
    does git commit -m bad
    blocks drop-column
    migration 0003_c "$good"
    git add .
    does git commit -m good
    passes
    cd ..
    rm -rf linked

    test_case "$1: a commit from a folder below"
    start "$1"
    migration 0003_c "$bad"
    git add .
    mkdir src
    cd src
    does git commit -m bad
    blocks migrations/0003_c.sql
    cd ..

    test_case "$1: git commit -a, and git commit FILE, which have an index of their own"
    start "$1"
    migration 0003_c "$good"
    git add .
    git commit -q --no-verify -m good
    migration 0003_c "$bad"
    does git commit -a -m bad
    blocks drop-column
    migration 0004_d 'DROP TABLE b;'
    git add migrations/0004_d.sql
    echo more >>notes
    does git commit -m 'only the notes' notes
    passes
    does git commit -m 'only the bad one' migrations/0003_c.sql
    blocks drop-column
    out_lacks drop-table
    migration 0003_c "$good
SELECT 1;"
    does git commit -m 'only the good one' migrations/0003_c.sql
    passes
    is "$(git status --porcelain)" 'A  migrations/0004_d.sql'

    test_case "$1: an amended commit"
    start "$1"
    migration 0003_c "$good"
    git add .
    does git commit -m good
    passes
    migration 0003_c "$bad"
    git add .
    does git commit --amend -m worse
    blocks drop-column
    migration 0003_c "$good
SELECT 1;"
    git add .
    does git commit --amend -m better
    passes
}

basics git_hook
advice git_hook
kinds git_hook
test_case 'the hooks of git, husky and lefthook do the same'
body() { sed '/^ *#/d' "$1"; }
is "$(body "$templates/husky/pre-commit")" "$(body "$templates/git-hook/pre-commit")"

if has_tools; then
    is "$(node "$root/tests/templates/yaml-at.mjs" "$templates/lefthook/lefthook.yml" pre-commit commands tidegate run)" \
        "$(body "$templates/git-hook/pre-commit")"
    for tool in husky lefthook; do
        basics $tool
        advice $tool
    done
else
    test_case 'husky and lefthook'
    skip_test 'the npm packages are not there'
fi

# ---- pre-commit ----

if ! command -v pre-commit >/dev/null; then
    test_case 'pre-commit'
    skip_test 'pre-commit is not there'
    exit 0
fi

basics pre_commit
kinds pre_commit

test_case 'pre-commit: the file at the root is the one of ci-templates/, and both say the version'
cmp -s "$root/.pre-commit-hooks.yaml" "$templates/pre-commit/.pre-commit-hooks.yaml" || problem 'they differ'
for file in .pre-commit-hooks.yaml .pre-commit-config.yaml tidegate; do
    is "$(grep -v '^ *#' "$templates/pre-commit/$file" | grep -o '[0-9]\+\.[0-9]\+\.[0-9]\+')" "$version"
done
pre-commit validate-manifest "$root/.pre-commit-hooks.yaml" >"$out" 2>&1 || problem 'no manifest'
pre-commit validate-config "$templates/pre-commit/.pre-commit-config.yaml" >"$out" 2>&1 || problem 'no configuration'

command -v node >/dev/null || exit 0
start_server

test_case 'pre-commit: without tidegate on PATH its release is fetched, once, and checked'
start pre_commit
PATH=$full_path
migration 0003_c "$bad"
git add .
printf more >>"$server_files/$archive"
does git commit -m bad
blocks 'is not what SHA256SUMS says'
restore_release
does git commit -m bad
blocks drop-column
rm "$server_files/$archive"
migration 0003_c "$good"
git add .
does git commit -m good
passes
is "$(ls "$HOME/.cache/tidegate")" "$version-$(uname -m)"
restore_release

test_case 'pre-commit: a tidegate of another version on PATH is passed over'
start pre_commit
mkdir other
printf '#!/bin/sh\necho "tidegate 0.0.1 (an old one)"\n' >other/tidegate
chmod +x other/tidegate
PATH=$PWD/other:$full_path
migration 0003_c "$bad"
git add migrations
does git commit -m bad
blocks drop-column

test_case 'pre-commit: the hook tidegate-system takes the one on PATH'
start pre_commit
sed -i 's/id: tidegate$/id: tidegate-system/' .pre-commit-config.yaml
git add .
migration 0003_c "$bad"
git add .
does git commit -m bad
blocks drop-column
migration 0003_c "$good"
git add .
does git commit -m good
passes

# docker as pre-commit calls it: run OPTION... -v DIR:/src:... --workdir /src ... IMAGE ARGUMENT...
docker_stand_in() {
    mkdir docker
    cat >docker/docker <<'SH'
#!/bin/sh
[ "$1" = run ] || exit 0
while [ "$1" != "$IMAGE" ]; do
    case $1 in *:/src:*) src=${1%%:*} ;; esac
    shift
done
shift
cd "$src" && exec env -i "$TIDEGATE" "$@"
SH
    chmod +x docker/docker
    printf 'docker\n' >>.git/info/exclude
    IMAGE=ghcr.io/tidegate/tidegate:$version
    export IMAGE TIDEGATE
    PATH=$PWD/docker:$full_path
}

test_case 'pre-commit: the hook tidegate-docker sees what the commit would record'
start pre_commit
sed -i 's/id: tidegate$/id: tidegate-docker/' .pre-commit-config.yaml
git commit -q --no-verify -a -m docker
docker_stand_in
migration 0003_c "$bad"
git add .
migration 0003_c "$good"
does git commit -m 'bad is staged'
blocks drop-column
git add .
migration 0003_c "$bad"
does git commit -m 'good is staged'
passes
does git commit -m 'with an index of its own' migrations/0003_c.sql
blocks drop-column
