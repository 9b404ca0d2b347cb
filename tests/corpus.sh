#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# corpus.sh DIR: judges each .sql file below DIR by itself, under runners of every kind, and
# asks for its locks, with the sanitizers on. Whatever the SQL, the program ends with 0, 1
# or 2. PostgreSQL's own regression tests are such a folder. For `make corpus SQL=DIR`.
set -u
tidegate=${TIDEGATE:-build/asan/tidegate}
[ -d "${1:-}" ] || {
    echo "corpus.sh: name a folder with SQL: make corpus SQL=DIR" >&2
    exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

run() { # WHAT COMMAND...
    what=$1
    shift
    timeout 60 "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    if [ "$status" -le 2 ] && ! grep -q 'Sanitizer\|runtime error:' "$work/err"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "not ok - $what: exit status $status"
    sed 's/^/    /' "$work/err" | head -n 40
}

find "$1" -name '*.sql' -type f | LC_ALL=C sort >"$work/files"
[ -s "$work/files" ] || {
    echo "corpus.sh: there is no .sql file below $1" >&2
    exit 2
}
mkdir "$work/migrations"
while IFS= read -r file; do
    cp "$file" "$work/migrations/0001_file.sql"
    for runner in plain prisma drizzle flyway goose; do
        run "check of $file by $runner" "$tidegate" check --base none --layout plain \
            --runner "$runner" --format json "$work/migrations"
    done
    run "locks of $file" "$tidegate" locks "$file" --format json
done <"$work/files"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
