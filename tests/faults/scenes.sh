#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scenes.sh NAME: makes in the working directory the small project of that name.
set -eu
export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=Author GIT_AUTHOR_EMAIL=author@example.org
export GIT_COMMITTER_NAME=Author GIT_COMMITTER_EMAIL=author@example.org
export GIT_AUTHOR_DATE='2024-01-01T00:00:00Z' GIT_COMMITTER_DATE='2024-01-01T00:00:00Z'

write() { # FILE, text on standard input
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

commit() { # MESSAGE: everything there is
    git add -A
    git commit -q -m "$1"
}

postgres() {
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, fax text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.email = lower(NEW.email); RETURN NEW; END $$;
SQL
    write migrations/0002_tidy.sql <<'SQL'
ALTER TABLE users DROP COLUMN fax;
-- tidegate: allow drop-table (nobody reads it)
DROP TABLE gone;
ALTER TABLE users ADD CONSTRAINT has_email CHECK (email ~ '@');
SELECT broken from from x;
SQL
}

clean() { # nothing to find: what is not read must not pass for that
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
SQL
    write migrations/0002_teams.sql <<'SQL'
CREATE TABLE teams (id bigint PRIMARY KEY, name text);
SQL
    write tidegate.jsonc <<'JSON'
{ "projects": [{ "path": "migrations", "engine": "postgres@16" }] }
JSON
}

mysql() {
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint NOT NULL PRIMARY KEY, email varchar(50), KEY users_email (email));
CREATE PROCEDURE p () BEGIN SELECT 1; END;
SQL
    write migrations/0002_tidy.sql <<'SQL'
ALTER TABLE users MODIFY email varchar(20) NOT NULL;
ALTER TABLE users DROP COLUMN email, ALGORITHM=INSTANT;
SQL
}

sqlite() {
    write migrations/0001_shop.sql <<'SQL'
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
SQL
    write migrations/0002_names.sql <<'SQL'
CREATE TABLE __new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO __new_users (id, name) SELECT id, name FROM users;
DROP TABLE users;
ALTER TABLE __new_users RENAME TO users;
SQL
}

config() { # all that is read beside the migrations, and a pattern of the user's
    clean
    write tidegate.jsonc <<'JSON'
{
  "projects": [{ "path": "migrations", "engine": "postgres@16" }],
  "rules": { "naming": { "severity": "warning", "pattern": "\\A[a-z_]+\\z" } },
  "overrides": [{ "path": "legacy/**", "rules": { "no-primary-key": "off" } }],
  "baseline": "known.txt",
  "approvals": { "labels": ["migration-approved"] }
}
JSON
    write migrations/0003_Drop.sql <<'SQL'
DROP TABLE teams;
CREATE TABLE "Loud" (a int);
SQL
    write atlas/atlas.hcl <<'HCL'
env "local" { migration { dir = "file://migrations" } }
HCL
    write changes/changelog.yaml <<'YAML'
databaseChangeLog:
  - include: { file: first.sql, relativeToChangelogFile: true }
YAML
    write changes/first.sql <<'SQL'
--liquibase formatted sql
--changeset a:1
CREATE TABLE first (id bigint PRIMARY KEY);
SQL
    echo '# nothing' >known.txt
}

drizzle() { # a journal, snapshots, a schema in TypeScript, and a branch that adds to them
    write drizzle.config.ts <<'TS'
export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle' };
TS
    write schema.ts <<'TS'
import { pgTable, bigint, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: bigint('id', { mode: 'number' }).primaryKey(), email: text('email') });
TS
    write drizzle/0000_users.sql <<'SQL'
CREATE TABLE "users" ("id" bigint PRIMARY KEY NOT NULL);
SQL
    write drizzle/meta/0000_snapshot.json <<'JSON'
{"id":"11111111-1111-4111-8111-111111111111","prevId":"00000000-0000-0000-0000-000000000000","version":"7","dialect":"postgresql",
 "tables":{"public.users":{"name":"users","schema":"","columns":{"id":{"name":"id","type":"bigint","primaryKey":true,"notNull":true}},
 "indexes":{},"foreignKeys":{},"compositePrimaryKeys":{},"uniqueConstraints":{},"policies":{},"checkConstraints":{},"isRLSEnabled":false}},
 "enums":{},"schemas":{},"sequences":{},"roles":{},"policies":{},"views":{},"_meta":{"columns":{},"schemas":{},"tables":{}}}
JSON
    echo '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1700000000000,"tag":"0000_users","breakpoints":true}]}' |
        write drizzle/meta/_journal.json
    git init -q .
    git symbolic-ref HEAD refs/heads/main
    commit first
    git repack -q -a -d
    git pack-refs --all
    git checkout -q -b change
    echo 'DROP TABLE "users";' | write drizzle/0001_gone.sql
    sed 's/}]}/},{"idx":1,"version":"7","when":1700000000000,"tag":"0001_gone","breakpoints":true}]}/' drizzle/meta/_journal.json >journal
    mv journal drizzle/meta/_journal.json
    commit second
}

case $1 in
*[!a-z]*) exit 1 ;;
*) "$1" ;;
esac
