#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Repositories of strangers, on disk: nothing outside of the repository is read, nothing
# that is no file is waited for, and what was not read is told.
. "$(dirname "$0")/lib.sh"

# What must never be seen in a report, in a folder beside the repository.
secret='DROP TABLE secret_of_the_machine;'

repository() { # a Drizzle project in repo/, with a migration that is found fault with
    printf '%s\n' "$secret" >outside.sql
    mkdir repo
    cd repo
    write drizzle.config.ts <<'TS'
export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle' };
TS
    write schema.ts <<'TS'
import { pgTable, bigint } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: bigint('id', { mode: 'number' }).primaryKey() });
TS
    write drizzle/0000_users.sql <<'SQL'
CREATE TABLE "users" ("id" bigint PRIMARY KEY NOT NULL);
--> statement-breakpoint
DROP TABLE "bystander";
SQL
    journal 0000_users
    write drizzle/meta/0000_snapshot.json <<'JSON'
{"id":"11111111-1111-4111-8111-111111111111","prevId":"00000000-0000-0000-0000-000000000000","version":"7","dialect":"postgresql","tables":{},"enums":{},"schemas":{},"sequences":{},"roles":{},"policies":{},"views":{},"_meta":{"columns":{},"schemas":{},"tables":{}}}
JSON
}

journal() { # TAG...: as JSON has them
    idx=0
    {
        printf '{"version":"7","dialect":"postgresql","entries":['
        for tag in "$@"; do
            [ $idx = 0 ] || printf ','
            printf '{"idx":%d,"version":"7","when":170000000000%d,"tag":"%s","breakpoints":true}' $idx $idx "$tag"
            idx=$((idx + 1))
        done
        printf ']}\n'
    } | write drizzle/meta/_journal.json
}

# Far more than it needs: what waits for a pipe waits for ever.
in_time() { # ARGUMENT...
    timeout -k 5 60 "$TIDEGATE" "$@" </dev/null >"$out" 2>"$err" && status=0 || status=$?
    [ "$status" != 124 ] || problem "it does not end: tidegate $*"
    ! grep -qE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$err" || problem 'a sanitizer complains'
}

keeps_the_secret() {
    out_lacks secret_of_the_machine root:
    ! grep -qE 'secret_of_the_machine|root:' "$err" || problem 'standard error has what is outside'
}

# Places that a repository has, and what is said where one cannot be read.
places() {
    cat <<'ROWS'
drizzle/0000_users.sql|1|unreadable-file
drizzle/meta/_journal.json|1|journal-invalid
drizzle/meta/0000_snapshot.json|1|snapshot-invalid
schema.ts|1|schema-file-missing
tidegate.jsonc|2|tidegate.jsonc
tidegate-baseline.txt|2|tidegate-baseline.txt
ROWS
}

# Puts something at each of the places, one after the other.
at_each_place() { # COMMAND...: gets the path; SAID is looked for where it is not empty
    places >"$work/places"
    while IFS='|' read -r place expected finding; do
        rm -rf "$place"
        "$@" "$place"
        in_time check
        status_is "$expected"
        cat "$err" >>"$out"
        out_has "$finding"
        # Of a module it is said that it cannot be read, which is enough.
        [ -z "$said" ] || [ "$place" = schema.ts ] || out_has "$said"
        keeps_the_secret
        rm -rf "$place"
        case $place in schema.ts | drizzle/*) cp -R "$work/kept/$place" "$place" ;; esac
    done <"$work/places"
}

kept_repository() {
    repository
    rm -rf "$work/kept"
    cp -R . "$work/kept"
}

# ---- what stands in the place of a file ----

link_to() { ln -s "$1" "$2"; }

test_case 'links out of the repository, to files of every kind'
kept_repository
said='is a link that leads out of the repository'
for target in "$work/dir/outside.sql" /etc/passwd /dev/zero /dev/stdin /proc/self/environ /; do
    at_each_place link_to "$target"
done

test_case 'relative links out of it'
kept_repository
relative() { # PATH
    up=$(dirname "$1" | sed -E 's,[^/.]+,..,g')
    ln -s "$up/../outside.sql" "$1"
}
said='is a link that leads out of the repository'
at_each_place relative

test_case 'links that lead nowhere, or in circles'
kept_repository
circle() { ln -s "$(basename "$1")" "$1"; }
said='is a link that runs in circles'
at_each_place circle
said='is a link that leads nowhere'
at_each_place link_to nowhere

test_case 'links into .git'
kept_repository
git init -q .
printf '%s\n' "$secret" >.git/description
said='is a link that leads into .git'
at_each_place link_to "$PWD/.git/description"

test_case 'links inside of the repository are followed'
repository
mkdir elsewhere
for file in drizzle/0000_users.sql drizzle/meta/_journal.json schema.ts; do
    mv $file elsewhere/
    ln -s "$PWD/elsewhere/$(basename $file)" $file
done
run check
status_is 1
out_has 'drizzle/0000_users.sql:3:1: error: DROP TABLE' bystander
out_lacks unreadable-file journal-invalid
cd drizzle
mv meta ../elsewhere/meta
ln -s ../elsewhere/meta meta
cd ..
run check
status_is 1
out_has 'drizzle/0000_users.sql:3:1: error: DROP TABLE' bystander

test_case 'pipes and sockets'
kept_repository
said='is not a regular file'
at_each_place mkfifo
socket() { python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$1"; }
at_each_place socket

test_case 'links to a pipe in the repository'
kept_repository
mkfifo pipe
said='is not a regular file'
at_each_place link_to "$PWD/pipe"

test_case 'folders in the place of files'
kept_repository
for place in drizzle/0000_users.sql drizzle/meta/_journal.json drizzle/meta/0000_snapshot.json schema.ts; do
    rm $place
    mkdir $place
    in_time check
    status_is 1
    rmdir $place
    cp "$work/kept/$place" $place
done
mkdir tidegate.jsonc tidegate-baseline.txt # as if there were none
in_time check
status_is 1
out_has bystander
in_time check --config tidegate.jsonc
status_is 2
err_has 'tidegate.jsonc is no file'
rmdir tidegate.jsonc tidegate-baseline.txt

test_case 'folders that are links: out, up, into .git'
for target in / .. . ../.. "$work/dir" /proc/self/root; do
    rm -rf "$work/dir/repo"
    cd "$work/dir"
    repository
    for place in drizzle/more more drizzle/meta; do
        rm -rf $place
        ln -s "$target" $place
        in_time check
        status_is 1
        out_has 'drizzle/0000_users.sql:3:1' bystander
        keeps_the_secret
    done
    rm -rf drizzle
    ln -s "$target" drizzle
    in_time check
    keeps_the_secret
    for path in drizzle drizzle/ ./drizzle/etc "$PWD/drizzle/outside.sql"; do
        in_time check "$path"
        case $target in . | "$work/dir/repo") continue ;; esac
        status_is 2
        err_has "$path is a link that leads out of the repository"
        keeps_the_secret
    done
done

test_case 'a path of the command line that leads out'
repository
ln -s ../../outside.sql drizzle/0001_link.sql
ln -s .. up
in_time check up/outside.sql
status_is 2
err_has 'up/outside.sql is a link that leads out of the repository; if that is meant, name what it leads to'
keeps_the_secret
git_init
for path in drizzle ../outside.sql; do
    in_time check "$path" up/outside.sql
    status_is 2
    err_has 'up/outside.sql is a link that leads out of the repository'
    keeps_the_secret
done
in_time check drizzle/0001_link.sql
status_is 1
out_has orphan-migration 0001_link.sql
keeps_the_secret
journal 0000_users 0001_link
in_time check drizzle/0001_link.sql
status_is 1
out_has unreadable-file 'is a link that leads out of the repository'
keeps_the_secret

test_case "links of the machine's own are followed"
repository
ln -s "$work/dir/repo" "$work/dir/link"
in_time check "$work/dir/link/drizzle"
status_is 1
out_has 'drizzle/0000_users.sql:3:1' bystander
ln -s drizzle here
in_time check here
status_is 1
out_has bystander

# ---- paths in journals and configurations ----

test_case 'tags of a journal that leave its folder'
repository
# shellcheck disable=SC2088 # it is not to be expanded
for tag in ../../outside ../../../outside "$work/dir/outside" '/etc/passwd' '..\\\\..\\\\outside' '..\\/..\\/outside' '\u002e\u002e/../outside' \
    '0000_users\u0000/../../../outside' '../drizzle/../../outside' '.' '..' '/' '' '\ud800' 'a\nb' '%2e%2e%2f%2e%2e%2foutside' '~/outside' \
    'file:///etc/passwd' '\\\\?\\C:\\x'; do
    journal 0000_users "$tag"
    in_time check
    status_is 1
    grep -qE 'journal-entry-without-file|journal-invalid|journal-tag-mismatch' "$out" || problem "nothing is said of the tag $tag"
    out_has 'drizzle/0000_users.sql:3:1'
    keeps_the_secret
done

test_case 'projects, schemas and baselines of a configuration that lie outside'
repository
for path in .. ../.. /etc / "$work/dir" ../repo/../.. drizzle/../../x; do
    printf '{ "projects": [{ "path": "%s" }] }\n' "$path" >tidegate.jsonc
    in_time check
    status_is 2
    err_has 'tidegate.jsonc:1:' 'outside of the repository'
    keeps_the_secret
done
printf '%s\n' "$secret" >../outside.ts
for path in ../outside.ts /etc/passwd "$work/dir/outside.ts" '../**/*.ts'; do
    printf '{ "projects": [{ "path": "drizzle", "schema": "%s" }] }\n' "$path" >tidegate.jsonc
    in_time check
    [ "$status" != 0 ] || problem 'it passes'
    keeps_the_secret
    printf "export default { dialect: 'postgresql', schema: '%s', out: './drizzle' };\n" "$path" >drizzle.config.ts
    rm tidegate.jsonc
    in_time check
    [ "$status" != 0 ] || problem 'it passes'
    out_has bystander
    keeps_the_secret
done
for path in ../outside.sql /etc/passwd "$work/dir/outside.sql"; do
    printf '{ "baseline": "%s" }\n' "$path" >tidegate.jsonc
    in_time check
    [ "$status" != 0 ] || problem 'it passes'
    keeps_the_secret
done

test_case 'the folder of migrations that a tool names lies outside'
repository
for path in .. ../.. /etc /; do
    printf "export default { dialect: 'postgresql', schema: './schema.ts', out: '%s' };\n" "$path" >drizzle.config.ts
    in_time check
    err_has "drizzle.config.ts: the folder \"$path\" lies outside of the repository"
    status_is 2
    keeps_the_secret
done

test_case 'modules that a schema imports from outside'
repository
printf '%s\n' "$secret" >../outside.ts
printf "export * from '../outside';\nexport * from '/etc/passwd';\nexport * from '../../../../../../etc/passwd';\n" >>schema.ts
in_time check
status_is 1
out_has bystander
keeps_the_secret

test_case 'a tree that is deep, and names that are long'
repository
deep=drizzle
i=0
while [ $((i += 1)) -le 400 ]; do
    deep=$deep/d
done
mkdir -p $deep
echo 'DROP TABLE deep;' >$deep/0001_deep.sql
name=$(awk 'BEGIN { for (i = 0; i < 250; i++) printf "n" }')
echo 'SELECT 1;' >"drizzle/$name.sql"
in_time check
status_is 1
out_has bystander orphan-migration

test_case 'a file that is there when it is listed, and cannot be read'
repository
chmod 0 drizzle/0000_users.sql
if [ -r drizzle/0000_users.sql ]; then
    skip_test 'this user reads everything'
else
    in_time check
    status_is 1
    out_has unreadable-file
fi

# ---- writing ----

test_case 'what a command writes goes through no link'
repository
printf 'kept\n' >../kept
ln -s ../kept tidegate-baseline.txt
in_time baseline write
status_is 2
is "$(cat ../kept)" kept
rm tidegate-baseline.txt
mkdir "$work/dir/folder"
ln -s "$work/dir/folder" settings
in_time baseline write --baseline settings/baseline.txt
status_is 2
err_has 'settings/baseline.txt is a link that leads out of the repository'
is "$(ls "$work/dir/folder")" ''
ln -s ../kept report.json
in_time check --format json=report.json --format sarif=settings/report.sarif --format text=plain.txt
status_is 2
err_has '--format json: report.json is a link that leads out of the repository' \
    '--format sarif: settings/report.sarif is a link that leads out of the repository'
is "$(cat ../kept)" kept
is "$(ls "$work/dir/folder")" ''
grep -q bystander plain.txt || problem 'the other report is not there'
