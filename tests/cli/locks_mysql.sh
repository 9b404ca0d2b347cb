#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `tidegate locks` for MySQL, MariaDB and TiDB.
. "$(dirname "$0")/lib.sh"

locks_schema=$root/linter/report/schema/tidegate-locks-1.json

schema() {
    write schema.sql <<'SQL'
CREATE TABLE users (id bigint NOT NULL PRIMARY KEY, email varchar(40), n int, KEY ke (email))
  DEFAULT CHARSET=utf8mb4;
SQL
}

test_case 'the text says what a statement runs as, and never speaks of PostgreSQL'
schema
echo 'ALTER TABLE users MODIFY n bigint;' >change.sql
run locks --given schema.sql --engine mysql@8.4 change.sql
status_is 0
out_has 'runs as  ALGORITHM=COPY, LOCK=SHARED' 'LOCK=SHARED on users: blocks writes' \
    'rewrites users' 'takes    rewrite'
out_lacks 'ACCESS EXCLUSIVE' 'system catalogs' 'public.'
echo 'ALTER TABLE users ADD COLUMN z int;' >change.sql
run locks --given schema.sql --engine mysql@8.4 change.sql
out_has 'runs as  ALGORITHM=INSTANT, LOCK=NONE' \
    'brief: nothing but the data dictionary changes'

test_case 'rows wait for rows, and definitions for everybody'
schema
echo 'UPDATE users SET n = 1;' >change.sql
run locks --given schema.sql --engine mysql@8.4 change.sql
out_has 'waits    for transactions that have changed or locked rows it meets'
echo 'DROP TABLE users;' >change.sql
run locks --given schema.sql --engine mysql@8.4 change.sql
out_has 'waits    for every transaction that has used it, readers too' \
    'brief: nothing but the data dictionary changes'
out_lacks 'system catalogs'

test_case 'the timeout that is named is the server'"'"'s own'
schema
echo 'SET lock_wait_timeout = 5; ALTER TABLE users ADD COLUMN z int;' >change.sql
run locks --given schema.sql --engine mysql@8.4 change.sql
out_has 'gives up after 5 (lock_wait_timeout)'

test_case 'an implicit commit is told'
schema
write change.sql <<'SQL'
START TRANSACTION;
INSERT INTO users (id) VALUES (1);
ALTER TABLE users ADD COLUMN z int;
ALTER TABLE users ADD COLUMN y int;
SQL
run locks --given schema.sql --engine mysql@8.4 change.sql
out_has 'commits  what the open transaction has done so far'
is "$(grep -c commits "$out")" 1
run locks --given schema.sql --engine mysql@8.4 --format json change.sql
json_valid "$locks_schema" "$out"
json_is '[.statements[].commits] | @csv' 'true,false,true,true'

test_case 'the JSON has algorithm and lock, and null where there is none'
schema
write change.sql <<'SQL'
ALTER TABLE users ADD INDEX kn (n);
INSERT INTO users (id) VALUES (1);
ALTER TABLE users MODIFY n smallint, ALGORITHM=INSTANT;
SQL
run locks --given schema.sql --engine mariadb@10.11 --format json change.sql
status_is 0
json_valid "$locks_schema" "$out"
json_is '.statements[] | "\(.algorithm) \(.lock)"' 'NOCOPY NONE
null null
null null'
json_is '.statements[0].locks[] | "\(.relation) \(.kind) \(.mode)"' 'users table OnlineNone'
json_is '.statements[2].refused' 'ALGORITHM=INSTANT is not supported: the type of the column becomes another one (1846)'

test_case 'syntax that the server does not have is refused'
schema
echo 'ALTER TABLE users ADD COLUMN IF NOT EXISTS z int;' >change.sql
run locks --given schema.sql --engine mysql@8.4 --format json change.sql
status_is 0
json_valid "$locks_schema" "$out"
json_is '.statements[0] | "\(.refused) \(.algorithm)"' \
    'MySQL refuses it; leave it out: a migration runs once null'
run locks --given schema.sql --engine mariadb@10.11 --format json change.sql
json_is '.statements[0] | "\(.refused) \(.algorithm)"' 'null INSTANT'

test_case 'TiDB: what it ignores is said'
schema
echo 'ALTER TABLE users ADD CONSTRAINT c CHECK (n > 0);' >change.sql
run locks --given schema.sql --engine tidb@7.5 change.sql
status_is 0
out_has 'ignored  CHECK constraints are ignored unless tidb_enable_check_constraint is ON'
run locks --given schema.sql --engine tidb@7.5 --format json change.sql
json_valid "$locks_schema" "$out"

test_case 'a file of Drizzle is cut at its marks'
printf 'CREATE TABLE a (id int);\n--> statement-breakpoint\nCREATE TABLE b (id int);\n' >change.sql
run locks --engine mysql@8.4 change.sql
status_is 0
out_lacks refused
