#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `tidegate journal fix` in real repositories: two branches have taken one number.
. "$(dirname "$0")/lib.sh"

entry() { # IDX WHEN TAG
    printf '    {\n      "idx": %s,\n      "version": "7",\n      "when": %s,\n' "$1" "$2"
    printf '      "tag": "%s",\n      "breakpoints": true\n    }' "$3"
}

journal() { # IDX WHEN TAG...: writes the journal
    mkdir -p drizzle/meta
    {
        printf '{\n  "version": "7",\n  "dialect": "postgresql",\n  "entries": [\n'
        while [ $# -gt 0 ]; do
            entry "$1" "$2" "$3"
            shift 3
            [ $# = 0 ] || printf ',\n'
        done
        printf '\n  ]\n}'
    } >drizzle/meta/_journal.json
}

uuid() { # NUMBER
    printf '6a5dd5f4-0a3c-4b0a-8f57-0c6f5a8f0a%02d' "$1"
}

table() { # NAME: as a snapshot describes one with a key
    printf '    "public.%s": {\n      "name": "%s",\n      "schema": "",\n' "$1" "$1"
    printf '      "columns": {\n        "id": {\n          "name": "id",\n'
    printf '          "type": "bigint",\n          "primaryKey": true,\n'
    printf '          "notNull": true\n        }\n      },\n      "indexes": {},\n'
    printf '      "foreignKeys": {},\n      "compositePrimaryKeys": {},\n'
    printf '      "uniqueConstraints": {},\n      "policies": {},\n'
    printf '      "checkConstraints": {},\n      "isRLSEnabled": false\n    }'
}

snapshot() { # PREFIX ID PARENT TABLE...: writes a snapshot
    file=$1
    {
        printf '{\n  "id": "%s",\n  "prevId": "%s",\n' "$2" "$3"
        printf '  "version": "7",\n  "dialect": "postgresql",\n  "tables": {\n'
        shift 3
        while [ $# -gt 0 ]; do
            table "$1"
            shift
            [ $# = 0 ] || printf ','
            printf '\n'
        done
        printf '  },\n  "enums": {},\n  "schemas": {},\n  "sequences": {},\n'
        printf '  "roles": {},\n  "policies": {},\n  "views": {},\n'
        printf '  "_meta": {\n    "columns": {},\n    "schemas": {},\n    "tables": {}\n  }\n}'
    } >"drizzle/meta/${file}_snapshot.json"
}

sql() { # TAG TABLE
    echo "CREATE TABLE \"$2\" (\"id\" bigint PRIMARY KEY NOT NULL);" >"drizzle/$1.sql"
}

root=00000000-0000-0000-0000-000000000000
zero=1795226722618

# main and a branch each make number 1 (or a time of their own), and are merged.
two_branches() { # PREFIX-OF-START PREFIX-OF-OURS PREFIX-OF-THEIRS IDX-OF-BOTH
    git_init
    mkdir -p drizzle/meta
    journal 0 $zero "$1_start"
    snapshot "$1" "$(uuid 1)" $root users
    sql "$1_start" users
    git_commit 'start'
    git checkout -q -b feature
    journal 0 $zero "$1_start" 1 1795226800000 "$2_ours"
    snapshot "$2" "$(uuid 2)" "$(uuid 1)" users ours
    sql "$2_ours" ours
    git_commit 'ours'
    git checkout -q main
    journal 0 $zero "$1_start" 1 1795226900000 "$3_theirs"
    snapshot "$3" "$(uuid 3)" "$(uuid 1)" users theirs
    sql "$3_theirs" theirs
    git_commit 'theirs'
    cp -r drizzle "$work/main"
    git checkout -q feature
    git merge -q main >/dev/null 2>&1 && problem 'the merge has no conflict'
    return 0
}

# What main has is there byte for byte, but for the journal's new entry.
main_is_untouched() {
    for file in $(cd "$work/main" && find . -type f ! -name _journal.json); do
        cmp -s "$work/main/$file" "drizzle/$file" || problem "$file is not as main has it"
    done
    is "$(jq -c '.entries[:2]' drizzle/meta/_journal.json)" \
        "$(jq -c .entries "$work/main/meta/_journal.json")"
    rm -rf "$work/main"
}

entries() {
    jq -r '.entries[] | "\(.idx) \(.when) \(.tag)"' drizzle/meta/_journal.json
}

is_repaired() { # PREFIX
    is "$(jq -r .prevId "drizzle/meta/$1_snapshot.json")" "$(uuid 3)"
    is "$(jq -r .id "drizzle/meta/$1_snapshot.json")" "$(uuid 2)"
    is "$(jq -r '.tables | keys | join(" ")' "drizzle/meta/$1_snapshot.json")" \
        'public.ours public.theirs public.users'
    is "$(cat "drizzle/$1_ours.sql")" \
        'CREATE TABLE "ours" ("id" bigint PRIMARY KEY NOT NULL);'
    main_is_untouched
    run journal fix
    status_is 0
    out_is 'drizzle: nothing to repair'
    git add -A
    git commit -q -m 'merged'
    run check
    status_is 0
    out_lacks journal snapshot orphan duplicate-prefix out-of-order
}

test_case 'the merge is in progress, with a conflict in the journal and in the snapshot'
two_branches 0000 0001 0001
run check
status_is 1
out_has journal-invalid
before=$(git status --porcelain)
run journal fix
status_is 1
out_has 'drizzle: to repair' '  0001_ours: idx 1 -> 2' \
    '  0001_ours: when 1795226800000 -> 1796083200000' \
    '  drizzle/0001_ours.sql -> 0002_ours.sql' \
    '  drizzle/meta/0001_snapshot.json -> 0002_snapshot.json' \
    '  drizzle/meta/0001_snapshot.json: as main has it' \
    'the conflict is settled' 'run this again with --write'
is "$(git status --porcelain)" "$before"
run journal fix --write
status_is 0
out_has 'drizzle: repaired'
[ ! -e drizzle/0001_ours.sql ] || problem 'the old file is still there'
is "$(entries)" "0 $zero 0000_start
1 1795226900000 0001_theirs
2 1796083200000 0002_ours"
is_repaired 0002

test_case 'the merge is committed, with both entries and one snapshot'
two_branches 0000 0001 0001
journal 0 $zero 0000_start 1 1795226800000 0001_ours 1 1795226900000 0001_theirs
git checkout -q --theirs drizzle/meta/0001_snapshot.json
git add -A
git commit -q -m 'merged by hand'
run check
status_is 1
out_has journal-duplicate-idx duplicate-prefix
run journal fix --write
status_is 0
is_repaired 0002

test_case 'the merge is committed, and the entry of one side is lost'
two_branches 0000 0001 0001
git checkout -q --theirs drizzle/meta
git add -A
git commit -q -m 'merged by hand'
run check
status_is 1
out_has orphan-migration
run journal fix --write
status_is 0
out_has 'the entry of 0001_ours comes back'
is_repaired 0002

test_case 'a rebase stops at the conflict'
two_branches 0000 0001 0001
git merge --abort
git rebase main >/dev/null 2>&1 && problem 'the rebase has no conflict'
run journal fix --write
status_is 0
is_repaired 0002

test_case 'times in tags'
two_branches 20261121020522 20261121020640 20261121020820
run journal fix --write
status_is 0
is "$(entries)" "0 $zero 20261121020522_start
1 1795226900000 20261121020820_theirs
2 1796083200000 20261201000000_ours"
is_repaired 20261201000000

test_case 'seconds in tags'
two_branches 1795226722 1795226800 1795226900
run journal fix --write
status_is 0
is_repaired 1796083200

test_case 'a branch that has not merged main yet is told to'
two_branches 0000 0001 0001
git merge --abort
rm -rf "$work/main"
run journal fix --write
status_is 2
err_has 'main has 0001_theirs' 'merge main first'
is "$(git status --porcelain)" ''

test_case 'what is merged is not repaired'
two_branches 0000 0001 0001
rm -rf "$work/main"
git merge --abort
git checkout -q main
git branch -q -D feature
git checkout -q -b feature
sed -i 's/1795226900000/1795226900001/' drizzle/meta/_journal.json
run journal fix --write
status_is 2
err_has 'the entry of 0001_theirs is merged, and is not as main has it' 'git show main:'
sql 0002_new fresh
journal 0 $zero 0000_start 1 1795226900001 0001_theirs 2 1 0002_new
run journal fix --write
status_is 2
is "$(entries | tail -n 1)" '2 1 0002_new'

test_case 'without a base nothing is known to be merged'
mkdir -p drizzle/meta
journal 0 $zero 0000_start 0 $zero 0000_more
sql 0000_start a
sql 0000_more b
run journal fix
status_is 2
err_has '--base none'
run journal fix --base none
status_is 1
out_has '0000_more: idx 0 -> 1'
run journal fix --base none --write
status_is 0
is "$(entries)" "0 $zero 0000_start
1 1796083200000 0001_more"
is "$(find . -type f | sort)" './drizzle/0000_start.sql
./drizzle/0001_more.sql
./drizzle/meta/_journal.json'

test_case 'what is not touched keeps its form'
mkdir -p drizzle/meta
printf '{"version":"7", "dialect":"postgresql",\r\n\t"entries":[ {"idx":0,"when":%s,"tag":"0000_a"},\r\n\t{ "tag" : "0009_b" , "when" : 5,"idx":1 , "note":[ 1 ] } ] }\r\n' \
    $zero >drizzle/meta/_journal.json
sql 0000_a a
sql 0009_b b
run journal fix --base none --write
status_is 0
is "$(cat drizzle/meta/_journal.json)" "$(printf '{"version":"7", "dialect":"postgresql",\r\n\t"entries":[ {"idx":0,"when":%s,"tag":"0000_a"},\r\n\t{ "tag" : "0001_b" , "when" : 1796083200000,"idx":1 , "note":[ 1 ] } ] }\r\n' $zero)"

test_case 'folders that are reached by links out of the repository'
mkdir -p repo/drizzle drizzle/meta
journal 0 $zero 0000_a 0 $zero 0000_b
sql 0000_a a
sql 0000_b b
cp -r drizzle "$work/before"
ln -s ../drizzle repo/migrations
ln -s ../../drizzle/meta repo/drizzle/meta
cp drizzle/*.sql repo/drizzle
cd repo
run journal fix --base none --write
status_is 2
cd ..
diff -r drizzle "$work/before" >/dev/null || problem 'files outside are changed'
rm -rf "$work/before"

test_case 'a limit on the size of files is told, and leaves all as it was'
set --
for idx in 00 01 02 03 04 05 06 07 08 09 10 12; do
    set -- "$@" "$idx" "$((zero + 10 - ${idx#0}))" "00${idx}_a"
    mkdir -p drizzle
    sql "00${idx}_a" "t$idx"
done
journal "$@"
sed 's/"idx": 0\([0-9]\)/"idx": \1/' drizzle/meta/_journal.json >journal
cp journal drizzle/meta/_journal.json
(ulimit -f 1 && "$TIDEGATE" journal fix --write --base none >"$out" 2>"$err") && status=0 || status=$?
status_is 2
err_has 'cannot write' 'File too large'
is "$(ls -A drizzle/meta)" _journal.json
cmp -s journal drizzle/meta/_journal.json || problem 'the journal has changed'

test_case 'a journal that is a link is not written through'
mkdir -p drizzle/meta
journal 0 $zero 0000_a 0 $zero 0000_b
sql 0000_a a
sql 0000_b b
mv drizzle/meta/_journal.json kept.json
cp kept.json before.json
ln -s ../../kept.json drizzle/meta/_journal.json
run journal fix --base none --write
status_is 2
err_has 'drizzle/meta/_journal.json' 'is not a regular file'
cmp -s kept.json before.json || problem 'the target of the link is changed'
is "$(find drizzle -name '.tidegate*')" ''
[ -e drizzle/0000_b.sql ] || problem 'a file is moved all the same'

test_case 'a folder that cannot be written to stays as it was'
mkdir -p drizzle/meta
journal 0 $zero 0000_a 0 $zero 0000_b
sql 0000_a a
sql 0000_b b
ln -s nowhere drizzle/0001_b.sql # stands in for whatever keeps the file from its place
before=$(find . | sort)
run journal fix --base none --write
status_is 2
is "$(find . | sort)" "$before"
is "$(entries)" "0 $zero 0000_a
0 $zero 0000_b"

test_case 'what counts as the present'
git_init
mkdir -p drizzle/meta
sql 0000_a a
journal 0 1795226722618 0000_a # 2026-11-21 02:05
git_commit 'first'
run check --base none
out_lacks journal-when-implausible
(
    SOURCE_DATE_EPOCH=1795139000
    run check --base none
    out_has 'drizzle/meta/_journal.json:8:15:' journal-when-implausible
    SOURCE_DATE_EPOCH=1795141000 # less than a day before
    run check --base none
    out_lacks journal-when-implausible
    SOURCE_DATE_EPOCH=315532800 # what some build tools set: 1980
    GIT_COMMITTER_DATE='@1795226722 +0000' git commit -q --amend --no-edit
    run check --base none
    out_lacks journal-when-implausible
    [ -z "$problems" ] || echo "$problems"
) >"$work/told"
is "$(cat "$work/told")" ''
journal 0 3786912000000 0000_a # 2090
git_commit 'by a clock that is ahead'
(
    unset SOURCE_DATE_EPOCH
    run check --base none
    out_has journal-when-implausible
    GIT_COMMITTER_DATE='2090-01-01T00:00:00Z' git commit -q --amend --no-edit
    run check --base none # it is ours that is behind
    out_lacks journal-when-implausible
    [ -z "$problems" ] || echo "$problems"
) >"$work/told"
is "$(cat "$work/told")" ''

test_case 'a bare repository'
two_branches 0000 0001 0001
rm -rf "$work/main"
rm -rf "$work/alone"
git clone -q --bare . "$work/alone/bare.git"
cd "$work/alone/bare.git"
run journal fix
status_is 2
err_has 'no work tree'

test_case 'what it is not for, and how it is called'
git_init
write migrations/0001_a.sql <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY);
SQL
git_commit 'first'
run journal fix --base HEAD
status_is 2
err_has 'no migration folder here has a journal'
run journal
status_is 2
err_has 'tidegate journal fix'
run journal mend
status_is 2
run journal fix --wrong
status_is 2
err_has 'unknown option --wrong'
run journal --help
status_is 0
out_has 'Usage: tidegate journal fix' '--write' '--base'
run journal fix --help
status_is 0
run --help
out_has 'journal fix'
