#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SQLite's front end runs what it judges: a migration that never ends, that reaches for
# files or that fills the memory gets a finding, leaves nothing behind, and does not keep
# the ones behind it from being judged.
. "$(dirname "$0")/lib.sh"

engine=sqlite
endless='WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)'

base() { # what the project has, and behind what is hostile an ordinary bad one
    write migrations/0001_base.sql <<'SQL'
CREATE TABLE users (id integer PRIMARY KEY, email text);
CREATE TABLE orders (id integer PRIMARY KEY, n integer);
SQL
    write migrations/0009_bad.sql <<'SQL'
DROP TABLE orders;
SQL
}

# Far more than it needs: a machine may be slow, but what has no end has none there either.
in_time() { # ARGUMENT...
    timeout -k 5 60 "$TIDEGATE" check --engine "$engine" "$@" </dev/null >"$out" 2>"$err" && status=0 || status=$?
    ! grep -qE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$err" || problem 'a sanitizer complains'
}

bad_is_judged() {
    status_is 1
    out_has 'migrations/0009_bad.sql:1:1' drop-table
}

nothing_was_made() {
    is "$(find . -path ./.git -prune -o -type f -print | sort | tr '\n' ' ')" \
        './migrations/0001_base.sql ./migrations/0002_hostile.sql ./migrations/0009_bad.sql '
}

hostile() { # on standard input; FINDING... follow
    base
    write migrations/0002_hostile.sql
    in_time
    bad_is_judged
    out_has "$@"
    nothing_was_made
}

test_case 'a recursive query without end, by itself, in a view and in a new table'
hostile '0002_hostile.sql:1:1: notice: it was stopped' '0002_hostile.sql:2:1' '0002_hostile.sql:4:1' <<SQL
INSERT INTO users (id) $endless SELECT n FROM r;
CREATE TABLE copy AS $endless SELECT n FROM r;
CREATE VIEW v AS $endless SELECT n FROM r;
UPDATE users SET email = (SELECT max(n) FROM v);
SQL

test_case 'more than fits'
hostile '0002_hostile.sql:1:1: notice: it was stopped: a value is too large' '0002_hostile.sql:2:1' <<'SQL'
INSERT INTO users (email) VALUES (zeroblob(1000000000));
UPDATE users SET email = hex(randomblob(1000000000));
SQL

test_case 'joins without end'
hostile 'it was stopped' <<'SQL'
CREATE TABLE d AS SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4;
INSERT INTO d SELECT a.a FROM d a, d b, d c, d e, d f, d g, d h;
CREATE TABLE e AS SELECT count(*) FROM d a, d b, d c;
SQL

test_case 'triggers that set off each other'
{
    i=0
    while [ $i -lt 60 ]; do
        echo "CREATE TABLE t$i (a);"
        i=$((i + 1))
    done
    i=0
    while [ $i -lt 59 ]; do
        next=$((i + 1))
        echo "CREATE TRIGGER g$i AFTER INSERT ON t$i BEGIN"
        echo "  INSERT INTO t$next VALUES (new.a); INSERT INTO t$next VALUES (new.a);"
        echo 'END;'
        i=$next
    done
    echo 'INSERT INTO t0 VALUES (1);'
    echo 'PRAGMA recursive_triggers = ON;'
    echo "CREATE TRIGGER self AFTER INSERT ON users BEGIN INSERT INTO users (email) VALUES ('x'); END;"
    echo "INSERT INTO users (email) VALUES ('y');"
} | hostile '0002_hostile.sql:238:1: notice: it was stopped' '0002_hostile.sql:241:1: notice: it was stopped'

test_case 'functions that take for ever in one call'
hostile '0002_hostile.sql:1:1: notice: it was stopped: a value is too large' '0002_hostile.sql:2:1' <<'SQL'
SELECT printf('%.*c', 1000000000, 'x');
UPDATE users SET email = instr(zeroblob(1000000), zeroblob(500000) || 'x');
SQL

test_case 'a file that uses up its budget is told of once'
{
    i=0
    while [ $i -lt 20 ]; do
        echo "INSERT INTO users (id) $endless SELECT n FROM r;"
        i=$((i + 1))
    done
} | hostile '0002_hostile.sql:1:1: notice: it was stopped: it takes too long' \
    '0002_hostile.sql:6:1: notice: from here on 15 statements were not run: what is before has used up'
out_lacks '0002_hostile.sql:7:1'

test_case 'what reaches for files'
hostile 'it reaches outside of the database (ATTACH)' '0002_hostile.sql:2:1' 'VACUUM INTO' \
    '0002_hostile.sql:4:1: notice: it reaches outside' '0002_hostile.sql:5:1: notice: it reaches outside' <<'SQL'
ATTACH DATABASE 'made.db' AS other;
ATTACH 'file:made2.db?mode=rwc' AS third;
VACUUM INTO 'made3.db';
SELECT load_extension('./made.so');
SELECT writefile('made4', 'x');
PRAGMA journal_mode = WAL;
PRAGMA temp_store = FILE;
PRAGMA temp_store_directory = '.';
CREATE TEMP TABLE sorted AS SELECT email FROM users ORDER BY email;
SQL

test_case 'modules that are not there, and those that read files'
hostile <<'SQL'
CREATE VIRTUAL TABLE f USING fts5(a, b, tokenize = 'porter');
CREATE VIRTUAL TABLE v USING vec0(id integer PRIMARY KEY, e float[4]);
CREATE VIRTUAL TABLE c USING csv(filename = '/etc/passwd');
CREATE VIRTUAL TABLE d USING fsdir('/');
INSERT INTO f VALUES ('a', 'b');
INSERT INTO v VALUES (1, '[1, 2, 3, 4]');
DROP TABLE f;
SQL
out_lacks root:

test_case 'nothing but the migrations is opened for writing'
if command -v strace >/dev/null && strace -f -o /dev/null true 2>/dev/null; then
    base
    write migrations/0002_hostile.sql <<SQL
ATTACH DATABASE 'made.db' AS other;
VACUUM;
VACUUM INTO 'made3.db';
PRAGMA temp_store = FILE;
CREATE TEMP TABLE big AS $endless SELECT n, randomblob(1000) AS b FROM r ORDER BY 2;
SQL
    ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -f -e trace=open,openat,creat,unlink,unlinkat,rename,mkdir,connect -o "$work/trace" \
        timeout -k 5 120 "$TIDEGATE" check --engine sqlite </dev/null >"$out" 2>"$err" && status=0 || status=$?
    bad_is_judged
    # What ends in .gcda are the counters of MODE=cover.
    is "$(grep -E 'O_WRONLY|O_RDWR|O_CREAT|creat\(|unlink|rename|mkdir|connect\(' "$work/trace" |
        grep -v -e /dev/null -e '\.gcda"' | head -n 3)" ''
    nothing_was_made
else
    skip_test 'strace is missing'
fi

test_case 'views of views, which grow with each of them'
{
    echo 'CREATE VIEW v0 AS SELECT * FROM users;'
    i=0
    while [ $i -lt 40 ]; do
        echo "CREATE VIEW v$((i + 1)) AS SELECT a.* FROM v$i a JOIN v$i b ON a.id = b.id;"
        i=$((i + 1))
    done
    echo 'CREATE TABLE q AS SELECT * FROM v40;'
    echo 'ALTER TABLE users RENAME COLUMN email TO mail;'
} | hostile 'it was stopped'

test_case 'a thousand tables that nobody has made'
awk 'BEGIN { for (i = 0; i < 1000; i++) printf "ALTER TABLE u%d ADD COLUMN a text;\nDELETE FROM w%d WHERE x%d = 1;\n", i, i, i }' |
    hostile 'delete-'

test_case '10,000 statements, 2,000 columns and a name of a megabyte'
awk 'BEGIN {
    for (i = 0; i < 10000; i++) printf "INSERT INTO users VALUES (%d, \047x%d\047);\n", i, i
    printf "CREATE TABLE wide (c0"
    for (i = 1; i < 2000; i++) printf ", c%d text", i
    print ");"
    name = "a"
    while (length(name) < 1000000) name = name name
    printf "CREATE TABLE %s (x);\nDROP TABLE %s;\n", name, name }' | hostile

test_case 'text that is none'
base
printf 'CREATE TABLE a\000b (x);\nDROP TABLE us\000ers;\nINSERT INTO users (email) VALUES (\047\377\300\200\047);\n' >migrations/0002_hostile.sql
in_time
bad_is_judged
out_has file-encoding '0002_hostile.sql:1:15'
printf '\377\376D\000R\000O\000P\000' >migrations/0002_hostile.sql
in_time
bad_is_judged
out_has file-encoding UTF-16

test_case 'what does not end: quotes, comments, triggers'
for text in "CREATE TABLE a (x text DEFAULT 'it's);" 'CREATE TABLE "a (x text);' '/* DROP TABLE users;' \
    'CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1;'; do
    base
    echo "$text" >migrations/0002_hostile.sql
    in_time
    bad_is_judged
    out_has '0002_hostile.sql:1' syntax-error
done

test_case 'names that nobody gives'
hostile '0002_hostile.sql:4:1: error: DROP TABLE loses all rows of users' '0002_hostile.sql:5:1' <<'SQL'
CREATE TABLE "a""b'; DROP TABLE orders; --" ("x
y" text, "" int);
ALTER TABLE "a""b'; DROP TABLE orders; --" RENAME COLUMN "" TO "%s%n";
DROP TABLE users;
CREATE TABLE sqlite_mine (a);
CREATE TABLE "tidegate's trial" (a);
SAVEPOINT "tidegate's trial";
INSERT INTO "tidegate's trial" VALUES (1);
ROLLBACK TO "tidegate's trial";
RELEASE "tidegate's trial";
SQL

test_case 'a table called like the functions that SQLite tells its schema by'
hostile '0002_hostile.sql:1:1: notice: it reaches outside' <<'SQL'
CREATE TABLE pragma_table_xinfo (a);
CREATE TABLE q (a);
ALTER TABLE q RENAME TO pragma_foreign_key_list;
CREATE TABLE b (x REFERENCES users (id));
SQL

# ---- wherever such a text stands ----

as_hostile() {
    write "$1" <<SQL
INSERT INTO users (id) $endless SELECT n FROM r;
ATTACH DATABASE 'made.db' AS other;
INSERT INTO users (email) VALUES (zeroblob(1000000000));
SQL
}

test_case 'as the merged history'
base
rm migrations/0009_bad.sql
as_hostile migrations/0002_hostile.sql
git_init
git_commit base
git checkout -q -b change
base
git_commit change
in_time --base main
bad_is_judged
out_lacks 0002_hostile.sql
nothing_was_made

test_case 'as a merged file that the change edits'
base
rm migrations/0009_bad.sql
echo 'SELECT 1;' | write migrations/0002_hostile.sql
git_init
git_commit base
git checkout -q -b change
base
as_hostile migrations/0002_hostile.sql
git_commit change
in_time --base main
bad_is_judged
out_has 0002_hostile.sql
nothing_was_made

test_case 'as a rollback'
write migrations/000001_base.up.sql <<'SQL'
CREATE TABLE users (id integer PRIMARY KEY, email text);
SQL
as_hostile migrations/000001_base.down.sql
write migrations/000002_bad.up.sql <<'SQL'
DROP TABLE users;
SQL
as_hostile migrations/000002_bad.down.sql
in_time
status_is 1
out_has 'migrations/000002_bad.up.sql:1:1' drop-table
[ ! -e made.db ] || problem 'made.db was made'

for engine in sqlite libsql d1; do
    test_case "on standard input, and for $engine"
    base
    as_hostile migrations/0002_hostile.sql
    in_time
    bad_is_judged
    out_has '0002_hostile.sql:1:1: notice: it was stopped' '0002_hostile.sql:2:1: notice: it reaches outside'
    nothing_was_made
    run_fed migrations/0002_hostile.sql check --engine "$engine" -
    out_has ':1:1: notice: it was stopped' ':3:1: notice: it was stopped'
    nothing_was_made
done
