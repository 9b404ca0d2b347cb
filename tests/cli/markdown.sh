#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The comment of a pull request, GitHub's summary of a step, and the table of what a
# change does, from the files to HTML.
. "$(dirname "$0")/lib.sh"

rendered() { # standard output of the last run, as GitHub's renderer makes HTML of it
    cmark-gfm --unsafe -e table -e tasklist -e strikethrough -e autolink "$out" >page.html
}

html_has() { # TEXT...
    for text in "$@"; do
        grep -qF -- "$text" page.html || problem "the page lacks: $text"
    done
}

changes() { # of the last JSON report, a line each
    jq -r '.changes[] | [.line, .operation, .object, (.parts | join(" ")), .blocks, .takes, .held,
        ([to_entries[] | select(.value == true).key] | join(" ")), .refused // ""] | map(tostring) | join("|")' "$out"
}

demo() {
    (cd "$root" && sh tests/demo.sh "$work/dir/demo") >"$out" 2>"$err" || true
    cd demo
}

test_case 'the comment of the demo'
demo
run check --format markdown
status_is 1
is "$(head -n 1 "$out")" '<!-- tidegate -->'
out_has '## ⛔ Database migrations: blocked' '**6 errors, 2 notices, 1 allowed**' '#### `drop-column`'
rendered
is "$(grep -c '<table>' page.html)" 1
is "$(grep -c '<tr>' page.html)" 5
html_has '<td>DROP TABLE</td>' '<h3>Rollback plan</h3>' '<h3>Performance impact</h3>' '<h3>Downtime required</h3>' \
    '<h3>Review checklist</h3>' 'No SQL brings back the data of'
is "$(grep -c '<input type="checkbox" disabled' page.html)" "$(grep -c '^- \[ \]' "$out")"

test_case 'an old red comment turns green'
demo
git checkout -q main
run check --format markdown --base main
status_is 0
out_is '<!-- tidegate -->
✅ **Database migrations: passed.** This change has none that need a look.'

test_case 'a harmless change is told in a few lines, with its table'
write migrations/0001_notes.sql <<'SQL'
CREATE TABLE notes (id bigint PRIMARY KEY, text text);
SQL
run check --format markdown
status_is 0
out_has '## ✅ Database migrations: passed' '| CREATE TABLE | `public.notes` (new) | none | nothing | brief | no |' \
    'Creates table `public.notes`: `id` (`bigint NOT NULL`), `text` (`text`)' 'None. Nobody waits for a lock.'
out_lacks 'Review checklist'

test_case 'what nobody could judge is no pass in the comment'
write migrations/0001_a.sql <<'SQL'
SELECT 1;
SQL
echo '{ "fail-no": "error" }' >tidegate.jsonc
run check --format markdown
status_is 2
out_has '⚠️ Database migrations: could not judge' 'unknown key "fail-no"'

test_case 'each operation says whom it blocks, for how long, and what it loses'
write migrations/0001_base.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, name text, fax text, size int, total int GENERATED ALWAYS AS (size * 2) STORED);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE TYPE mood AS ENUM ('sad');
CREATE MATERIALIZED VIEW sums AS SELECT count(*) FROM orders;
CREATE VIEW names AS SELECT name FROM users;
SQL
git_init
git_commit base
write migrations/0002_change.sql <<'SQL'
BEGIN; SET LOCAL lock_timeout = '2s';
ALTER TABLE users DROP COLUMN fax, DROP COLUMN total, ADD COLUMN a int, ADD COLUMN b int;
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));
CREATE INDEX ON notes (user_id);
INSERT INTO notes (id) VALUES (1);
INSERT INTO notes (id) VALUES (2);
DROP TABLE notes;
UPDATE users SET a = 1 WHERE size > 1;
UPDATE users SET name = '' WHERE size > 1;
DELETE FROM orders WHERE id = 1;
ALTER TYPE mood ADD VALUE 'glad';
DROP MATERIALIZED VIEW sums;
DROP VIEW names;
CREATE VIEW names AS SELECT name || '' AS name FROM users;
DO $$ BEGIN ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id); END $$;
ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL;
ALTER TABLE orders ADD COLUMN user_id bigint;
DROP TABLE IF EXISTS notes;
COMMIT;
SQL
git_commit change
run check --format json --base HEAD~1
json_valid "$root/linter/report/schema/tidegate-1.json" "$out"
is "$(changes)" '2|DROP COLUMN|public.users|fax|reads-and-writes|brief|scan|loses_data irreversible breaks_running_code|
2|DROP COLUMN|public.users|total|reads-and-writes|brief|scan|breaks_running_code|
2|ADD COLUMN|public.users|a b|reads-and-writes|brief|scan||
3|CREATE TABLE|public.notes|id user_id|writes|brief|scan|new|
4|CREATE INDEX|public.notes|notes_user_id_idx|nothing|brief|scan|new|
5|INSERT|public.notes||nothing|brief|scan|new writes_rows|
7|DROP TABLE|public.notes||reads-and-writes|brief|scan|new|
8|UPDATE|public.users||nothing|brief|scan|writes_rows|
9|UPDATE|public.users||nothing|brief|scan|irreversible writes_rows|
10|DELETE|public.orders||nothing|brief|scan|loses_data irreversible writes_rows|
11|ALTER TYPE ADD VALUE|public.mood|glad|nothing|brief|scan|irreversible|
12|DROP MATERIALIZED VIEW|public.sums||reads-and-writes|brief|scan|loses_data breaks_running_code|
13|DROP VIEW|public.names||reads-and-writes|brief|scan||
14|CREATE VIEW|public.names||nothing|brief|scan|new|
15|ADD FOREIGN KEY|public.orders|orders_user_id_fkey|writes|scan|scan|checks_rows|
16|SET NOT NULL|public.orders|user_id|reads-and-writes|scan|scan|checks_rows|
17|ADD COLUMN|public.orders|user_id|nothing|brief|brief||the column already exists'
json_is '[.changes[] | select(.operation == "INSERT").statements] | join(" ")' 2

test_case 'MariaDB: what a new type, ALTER IGNORE and an option take is a loss'
write migrations/0001_base.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, cents decimal(10,4), name varchar(20), fax varchar(20));
CREATE TABLE prices (id bigint PRIMARY KEY) WITH SYSTEM VERSIONING;
SQL
git_init
git_commit base
write migrations/0002_change.sql <<'SQL'
ALTER TABLE users MODIFY cents decimal(10,2);
ALTER TABLE users MODIFY name varchar(30);
ALTER IGNORE TABLE users ADD UNIQUE (fax);
ALTER TABLE prices DROP SYSTEM VERSIONING;
SQL
git_commit change
run check --format json --base HEAD~1 --engine mariadb@10.11
json_is '[.changes[] | select(.loses_data).line] | join(" ")' '1 3 4'

test_case 'what the text does not tell is vouched for by no sentence'
write migrations/0001_base.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, name text);
SQL
git_init
git_commit base
write migrations/0002_change.sql <<'SQL'
DO $$ BEGIN EXECUTE 'ALTER TABLE ' || current_setting('a.b') || ' ADD COLUMN c int'; END $$;
SQL
run check --format markdown --base HEAD
out_has '| EXECUTE |  | unknown | unknown | unknown | unknown |' 'the way back from `EXECUTE`' \
    'what is read and written by `EXECUTE`' 'who waits for `EXECUTE`'
out_lacks 'Reversible' 'Minimal' 'None'
write migrations/0002_change.sql <<'SQL'
CREATE TEMP TABLE ids AS SELECT * FROM users;
UPDATE users SET name = 'x' WHERE id = 7;
SQL
run check --format markdown --base HEAD
out_has '- Creates table `pg_temp.ids`' '| ROW EXCLUSIVE | nothing | as many rows as it finds |'
out_lacks 'ids`:'

test_case 'a rename by halves loses the old column, and a type that is too narrow fails'
write migrations/0001_base.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, mail text, size bigint, price numeric(9, 2));
SQL
git_init
git_commit base
write migrations/0002_change.sql <<'SQL'
ALTER TABLE users DROP COLUMN mail;
ALTER TABLE users ADD COLUMN email text;
ALTER TABLE users ALTER COLUMN size TYPE int, ALTER COLUMN price TYPE numeric(9, 1);
SQL
run check --format json --base HEAD
json_is '[.findings[].rule] | contains(["drop-and-add-column", "lossy-type-change"])' true
is "$(changes)" '1|DROP COLUMN|public.users|mail|reads-and-writes|brief|brief|loses_data irreversible breaks_running_code|
2|ADD COLUMN|public.users|email|reads-and-writes|brief|brief||
3|ALTER COLUMN TYPE|public.users|size price|reads-and-writes|rewrite|rewrite|loses_data irreversible|'
write migrations/0002_change.sql <<'SQL'
ALTER TABLE users ALTER COLUMN size TYPE int;
SQL
run check --format markdown --base HEAD
out_has '#### `lossy-type-change`' 'fails on the first value beyond 2147483647' 'Reversible' \
    'All values fit the new type'

test_case 'merged and edited migrations do nothing any more'
write migrations/0001_a.sql <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY);
SQL
git_init
git_commit base
echo 'DROP TABLE a;' >>migrations/0001_a.sql
run check --format json --base HEAD
json_is '.changes | length' 0

test_case 'of a long history the rows stay few'
mkdir migrations
awk 'BEGIN { for (i = 1; i <= 500; i++) { file = sprintf("migrations/%04d_t.sql", i)
    print "CREATE TABLE t" i " (id bigint PRIMARY KEY);" >file; close(file) } }'
echo 'DROP TABLE t7;' >migrations/0501_drop.sql
run check --format markdown --base none
out_has '| `0501_drop:1` | DROP TABLE | `public.t7` |' '441 operations more are not shown; 0 of them lose data.'
run check --format json --base none
json_is '.changes | length' 501

test_case 'five thousand findings fit into a comment'
mkdir migrations
awk 'BEGIN { for (i = 1; i <= 5000; i++) print "DROP TABLE \"t" i "|`@octocat<b>\";" }' >migrations/0001_many.sql
run check --format markdown
status_is 1
[ "$(wc -c <"$out")" -le 65536 ] || problem "the comment has $(wc -c <"$out") bytes"
out_has '**5000 errors' 'Left out, as there is no room'
rendered
is "$(grep -c '<b>' page.html)" 0
is "$(grep -c '<table>' page.html)" 0

test_case 'the name of the comment keeps jobs apart'
write migrations/0001_a.sql <<'SQL'
SELECT 1;
SQL
run check --format markdown --comment-name billing
is "$(head -n 1 "$out")" '<!-- tidegate:billing -->'
for name in 'a b' '-->' 'a--b' '' "$(printf '%061d' 1)"; do
    run check --format markdown --comment-name "$name"
    status_is 2
done

on_github() { # ARGUMENT...
    GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=shop/api GITHUB_RUN_ID=42 \
        GITHUB_SHA=0123456789abcdef0123456789abcdef01234567 GITHUB_STEP_SUMMARY=$summary run "$@"
}

test_case 'GitHub gets annotations, and the page in the summary of the step'
write 'migrations/0001_a b.sql' <<'SQL'
DROP TABLE a;
SQL
summary=$PWD/summary.md
echo 'What an earlier step wrote' >"$summary"
on_github check --format github
status_is 1
out_has '::error title=tidegate%3A drop-table' 'tidegate: blocked'
out_lacks 'tidegate -->'
is "$(head -n 2 "$summary")" 'What an earlier step wrote
<!-- tidegate -->'
grep -qF '(https://github.com/shop/api/blob/0123456789abcdef0123456789abcdef01234567/migrations/0001_a%20b.sql#L1)' "$summary" ||
    problem 'no link to the file'
grep -qF '(https://github.com/shop/api/actions/runs/42)' "$summary" || problem 'no link to the run'
: >"$summary"
on_github check --format text
is "$(wc -c <"$summary")" 0

test_case 'the commit of a request is taken from the event'
write migrations/0001_a.sql <<'SQL'
DROP TABLE a;
SQL
write event.json <<'JSON'
{ "pull_request": { "number": 1, "head": { "sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } } }
JSON
summary=$PWD/summary.md
GITHUB_EVENT_PATH=$PWD/event.json on_github check --format github --base none
grep -qF '/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/migrations/0001_a.sql#L1' "$summary" || problem 'no link to the head'

test_case 'a summary that cannot be written is exit 2, after the other reports'
write migrations/0001_a.sql <<'SQL'
SELECT 1;
SQL
summary=/dev/full
on_github check --format github --format json=report.json
status_is 2
err_has 'GITHUB_STEP_SUMMARY: cannot write /dev/full: No space left on device'
out_has 'tidegate: passed'
is "$(jq .summary.error report.json)" 0

test_case 'a summary that is full is left as it is'
write migrations/0001_a.sql <<'SQL'
DROP TABLE a;
SQL
summary=$PWD/summary.md
head -c 1048000 /dev/zero | tr '\0' x >"$summary"
on_github check --format github
status_is 1
is "$(wc -c <"$summary")" 1048000

linked() { # EXPECTED-FILE EXPECTED-RUN
    run check --format markdown --base none
    grep -qF "($1)" "$out" || problem "no link to $1"
    grep -qF "($2)" "$out" || problem "no link to $2"
}

test_case 'other systems tell where the run and the files are, too'
write migrations/0001_a.sql <<'SQL'
DROP TABLE a;
SQL
sha=0123456789abcdef0123456789abcdef01234567
(
    export GITLAB_CI=true CI_PROJECT_URL=https://gitlab.com/shop/api CI_COMMIT_SHA=$sha CI_JOB_URL=https://gitlab.com/shop/api/-/jobs/7
    linked "https://gitlab.com/shop/api/-/blob/$sha/migrations/0001_a.sql#L1" https://gitlab.com/shop/api/-/jobs/7
    [ -z "$problems" ]
) || problem "GitLab: $(cat "$out")"
(
    export BITBUCKET_BUILD_NUMBER=7 BITBUCKET_GIT_HTTP_ORIGIN=https://bitbucket.org/shop/api BITBUCKET_COMMIT=$sha
    linked "https://bitbucket.org/shop/api/src/$sha/migrations/0001_a.sql#lines-1" https://bitbucket.org/shop/api/pipelines/results/7
    [ -z "$problems" ]
) || problem "Bitbucket: $(cat "$out")"
(
    export TF_BUILD=True BUILD_REPOSITORY_PROVIDER=TfsGit SYSTEM_COLLECTIONURI=https://dev.azure.com/shop/ SYSTEM_TEAMPROJECT='Web shop' \
        BUILD_BUILDID=7 BUILD_REPOSITORY_URI=https://dev.azure.com/shop/api/_git/api BUILD_SOURCEVERSION=$sha
    linked "https://dev.azure.com/shop/api/_git/api?path=/migrations/0001_a.sql&version=GC$sha&line=1&lineEnd=1&lineStartColumn=1&lineEndColumn=999" \
        'https://dev.azure.com/shop/Web%20shop/_build/results?buildId=7'
    [ -z "$problems" ]
) || problem "Azure: $(cat "$out")"
(
    export CIRCLECI=true CIRCLE_BUILD_URL=https://circleci.com/gh/shop/api/7
    run check --format markdown --base none
    grep -qF '(https://circleci.com/gh/shop/api/7)' "$out"
) || problem "CircleCI: $(cat "$out")"

test_case 'a table of SQLite that is made anew is told step by step, with what is lost'
write migrations/0001_shop.sql <<'SQL'
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);
SQL
write migrations/0002_names.sql <<'SQL'
CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO fresh SELECT id, name FROM users;
DROP TABLE users;
ALTER TABLE fresh RENAME TO users;
SQL
run check --format markdown --base none --engine sqlite
status_is 1
# shellcheck disable=SC2016
for line in '| `0002_names:1` | REBUILD TABLE: MAKE | `users` | the whole database | writes | brief | no |' \
    '| the server refuses it: NOT NULL constraint failed: `fresh.name` (on a row that holds NULL) |' \
    '| `0002_names:3` | REBUILD TABLE: DROP | `users` | the whole database | writes | scan | **yes** |' \
    '- Makes table `users` anew' '- Drops the old table `users`' \
    '**Irreversible.** No SQL brings back the data of `users`: only a backup does.'; do
    out_has "$line"
done
