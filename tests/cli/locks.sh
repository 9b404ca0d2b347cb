#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `tidegate locks`: its text, its JSON and what it refuses.
. "$(dirname "$0")/lib.sh"

locks_schema=$root/linter/report/schema/tidegate-locks-1.json

schema() {
    write schema.sql <<'SQL'
CREATE SCHEMA app;
SET search_path = app;
CREATE TABLE users (id int PRIMARY KEY, email varchar(50), team int);
CREATE INDEX users_email ON users (email);
CREATE TABLE teams (id int PRIMARY KEY);
SQL
}

test_case 'locks says whom a statement keeps waiting, for how long, and for whom it waits'
schema
echo 'ALTER TABLE users ALTER COLUMN id TYPE bigint;' >change.sql
run locks --given schema.sql change.sql
status_is 0
out_has 'change.sql:1:1: ALTER TABLE users ALTER COLUMN id TYPE bigint' \
    'ACCESS EXCLUSIVE on app.users, app.users_email (index): blocks reads and writes' \
    'rewrites app.users' 'builds   app.users_pkey, app.users_email' 'takes    rewrite' \
    'waits    for every transaction that has used it, readers too'

test_case 'the JSON meets its schema and has what was measured'
schema
write change.sql <<'SQL'
-- größer
ALTER TABLE users ALTER COLUMN email TYPE text,
  ADD FOREIGN KEY (team) REFERENCES teams NOT VALID;
BEGIN; DROP INDEX CONCURRENTLY users_email; COMMIT;
CREATE TABEL broken ();
SELECT 1;
SQL
run locks --given schema.sql --engine postgres@15 --format json change.sql
status_is 0
json_valid "$locks_schema" "$out"
json_is .schema tidegate-locks/1
json_is '.statements | length' 6
json_is '.statements[0] | [.line, .column, .end_line, .end_column] | join(" ")' '2 1 3 52'
json_is '.statements[0].locks[] | "\(.relation) \(.kind) \(.mode)"' 'app.users table AccessExclusive
app.teams table ShareRowExclusive'
json_is '.statements[0] | .rewrites, .scans, .index_rebuilds | length' '0
0
0'
json_is '.statements[2].refused' 'DROP INDEX CONCURRENTLY cannot run inside a transaction block'
json_is '.statements[4].refused' 'syntax error at or near "TABEL"'
json_is '.statements[5] | .refused, (.locks | length)' 'null
0'

test_case 'the version of the server counts'
schema
echo 'ALTER TABLE users ALTER id SET NOT NULL; REINDEX INDEX CONCURRENTLY users_email;' >change.sql
run locks --given schema.sql --engine postgres@11 --format json change.sql
json_is '.statements[1].refused' 'REINDEX CONCURRENTLY came with PostgreSQL 12'
run locks --given schema.sql --engine postgres@12 --format json change.sql
json_is '.statements[1].refused' null

test_case 'settings and transactions go on from file to file'
schema
echo 'ALTER TABLE teams ADD COLUMN at timestamp;' >more.sql
echo "SET timezone = 'Europe/Berlin';" >zone.sql
echo 'ALTER TABLE teams ALTER COLUMN at TYPE timestamptz;' >change.sql
run locks --given schema.sql --given more.sql --format json change.sql
json_is '.statements[0].rewrites | length' 0
run locks --given schema.sql --given more.sql --given zone.sql --format json change.sql
json_is '.statements[0].rewrites[]' app.teams

test_case 'timeouts that end it are told'
cat >change.sql <<'SQL'
SET lock_timeout = '2s';
SET statement_timeout = 5000;
TRUNCATE a;
SET lock_timeout = 0;
RESET statement_timeout;
TRUNCATE b;
SQL
run locks change.sql
out_has 'changes; cancelled after 5000 (statement_timeout)'
out_has 'readers too; gives up after 2s (lock_timeout)'
out_has "public.b: blocks reads and writes
  rewrites public.b
  takes    brief: nothing but the system catalogs changes
  waits    for every transaction that has used it, readers too"

test_case 'what a function does is done by who calls it'
cat >change.sql <<'SQL'
CREATE TABLE t (id int PRIMARY KEY);
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN TRUNCATE t; END $$;
CREATE TABLE u (id int PRIMARY KEY);
CALL p();
SQL
run locks --format json change.sql
json_is '.statements[1].locks | length' 0
json_is '.statements[3].locks[] | select(.kind == "table") | .relation, .mode' 'public.t
AccessExclusive'

test_case 'standard input is a file too'
echo 'TRUNCATE a;' | "$TIDEGATE" locks --format json - >"$out"
json_is '.statements[0] | .path, .locks[0].relation' '-
public.a'

test_case 'a schema with statements that do not parse is said to lack something'
echo 'CREATE TABEL a ();' >schema.sql
echo 'SELECT 1;' >change.sql
run locks --given schema.sql change.sql
status_is 0
err_has 'schema.sql: 1 statement that the grammar refuses'

test_case 'what cannot be read or is not known is refused'
for arguments in '' nowhere.sql '--given nowhere.sql change.sql' '--format xml change.sql' \
    '--engine postgres@9 change.sql' '--engine mysql@4 change.sql' '.'; do
    echo 'SELECT 1;' >change.sql
    # shellcheck disable=SC2086
    run locks $arguments
    status_is 2
done

test_case 'SQLite has one lock for everything, and there is nothing to tell'
run locks --engine sqlite change.sql
status_is 2
err_has 'sqlite locks the database as a whole'
