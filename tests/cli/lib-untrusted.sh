# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of strangers' repositories: one to begin with, and what holds for
# every run on what was made of it.
. "$(dirname "$0")/lib.sh"

# On branch change, with one migration more than main.
mkdir "$work/template"
cd "$work/template"
users_base
write migrations/0002_email.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
SQL
git_commit change

project() { # in the working directory
    cp -R "$work/template/." .
}

anew() { # in a folder of its own, for the next of several
    cd "$work/dir"
    [ ! -d repo ] || chmod -R u+w repo
    rm -rf repo
    mkdir repo
    cd repo
    project
}

# libgit2 1.5 and its kin leak where they fail.
export ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0"

in_time() { # ARGUMENT...
    timeout -k 5 60 "$TIDEGATE" "$@" </dev/null >"$out" 2>"$err" && status=0 || status=$?
    [ "$status" != 124 ] || problem "it does not end: tidegate $*"
    ! grep -qE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$err" || problem "a sanitizer complains: tidegate $*"
    [ "$status" -le 2 ] || problem "exit status $status: tidegate $*"
}
