#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Input that nobody should write: each gives a finding or exit 2 with a message, and
# none hides what is wrong with the file beside it.
. "$(dirname "$0")/lib.sh"

neighbour() { # a good file with a finding that must not get lost
    write migrations/0009_neighbour.sql <<'SQL'
DROP TABLE orders;
SQL
}

neighbour_is_judged() {
    status_is "${1:-1}"
    out_has 'migrations/0009_neighbour.sql:1:1' drop-table
}

test_case 'a broken statement in the middle hides nothing and has its own position'
write migrations/0001_mixed.sql <<'SQL'
DROP TABLE a;
ALTER TABLE b DROP COLUMN x y;
DROP TABLE c;
SQL
run check
status_is 1
out_has '0001_mixed.sql:1:1' '0001_mixed.sql:3:1' '0001_mixed.sql:2:29: error' syntax-error

test_case 'an open quote does not swallow the rest of the file'
write migrations/0001_open.sql <<'SQL'
INSERT INTO a VALUES ('it's broken);

DROP TABLE c;
SQL
neighbour
run check
neighbour_is_judged
out_has syntax-error '0001_open.sql:3:1'

test_case 'bytes that are not UTF-8'
mkdir migrations
printf 'DROP TABLE a;\n-- caf\351\nDROP TABLE b;\n' >migrations/0001_latin.sql
neighbour
run check
neighbour_is_judged
out_has file-encoding '0001_latin.sql:2:7' '0001_latin.sql:1:1' '0001_latin.sql:3:1'
run check --format json
json_is '.summary.blocked' true

test_case 'a NUL byte'
mkdir migrations
printf 'DROP TABLE a;\nDROP \000 TABLE b;\nDROP TABLE d;\n' >migrations/0001_nul.sql
neighbour
run check
neighbour_is_judged
out_has file-encoding '0001_nul.sql:2:6' '0001_nul.sql:1:1' '0001_nul.sql:3:1'

test_case 'UTF-16'
mkdir migrations
printf '\377\376D\000R\000O\000P\000' >migrations/0001_wide.sql
neighbour
run check
neighbour_is_judged
out_has file-encoding 0001_wide.sql UTF-16

test_case 'a byte order mark and CRLF keep positions true'
mkdir migrations
printf '\357\273\277DROP TABLE a;\r\nDROP TABLE b;\r\n' >migrations/0001_bom.sql
run check
status_is 1
out_has file-encoding '0001_bom.sql:1:1' '0001_bom.sql:2:1'

test_case 'an empty file and one of comments pass'
mkdir migrations
: >migrations/0001_empty.sql
echo '-- nothing yet' >migrations/0002_comment.sql
run check
status_is 0
out_has passed

test_case 'a folder named like a file'
mkdir -p migrations/0001_folder.sql
neighbour
run check
neighbour_is_judged
out_has unreadable-file 0001_folder.sql

test_case 'blanks, quotes and line ends in names'
write 'my app/db/migrations/0001 first.sql' <<'SQL'
DROP TABLE a;
SQL
write "my app/db/migrations/0002_
line.sql" <<'SQL'
DROP TABLE b;
SQL
run check 'my app/db/migrations'
status_is 1
out_has 'my app/db/migrations/0001 first.sql:1:1' '0002_\u{A}line.sql:1:1'
run check --format github 'my app/db/migrations'
out_has 'file=my app/db/migrations/0002_%0Aline.sql'
run check --format json 'my app/db/migrations'
json_is '.findings[1].path' 'my app/db/migrations/0002_
line.sql'

test_case 'links that run in circles or lead outside'
neighbour
ln -s loop migrations/loop
ln -s loop.sql migrations/0001_loop.sql
ln -s .. migrations/up
ln -s /etc/passwd migrations/0002_outside.sql
run check
neighbour_is_judged
out_has unreadable-file 0001_loop.sql 0002_outside.sql
out_lacks root:

test_case 'a pipe is not waited for'
neighbour
mkfifo migrations/0001_pipe.sql
run check
neighbour_is_judged
out_has unreadable-file 0001_pipe.sql

test_case 'an unreadable file'
neighbour
echo 'DROP TABLE a;' >migrations/0001_secret.sql
chmod 0 migrations/0001_secret.sql
if [ -r migrations/0001_secret.sql ]; then
    skip_test 'this user reads everything'
else
    run check
    neighbour_is_judged
    out_has unreadable-file 0001_secret.sql
fi

test_case '20,000 nested parentheses'
mkdir migrations
awk 'BEGIN { printf "SELECT "; for (i = 0; i < 20000; i++) printf "("; printf "1"
    for (i = 0; i < 20000; i++) printf ")"; print ";"; print "DROP TABLE after_it;" }' >migrations/0001_deep.sql
neighbour
run check
neighbour_is_judged
out_has syntax-error '0001_deep.sql:1:' '0001_deep.sql:2:1'

test_case 'expressions as deep as the grammar takes them'
mkdir migrations
awk 'BEGIN { printf "UPDATE t SET a = 1"; for (i = 0; i < 40000; i++) printf " + 1"; print " WHERE b;"
    printf "DELETE FROM t WHERE a"; for (i = 0; i < 4000; i++) printf " AND (b OR NOT a"
    for (i = 0; i < 4000; i++) printf ")"; print ";"
    for (i = 0; i < 3000; i++) printf "SELECT 1 UNION "; print "SELECT 2;" }' >migrations/0001_deep.sql
neighbour
run check
neighbour_is_judged

test_case 'terminal sequences in names and comments are shown, not obeyed'
mkdir migrations
printf 'DROP TABLE "x\033[2Jy"; -- \033]0;title\007 \342\200\256\n' >migrations/0001_esc.sql
run check --color=never
status_is 1
out_has drop-table '\u{1B}'
out_lacks "$(printf '\033')"

test_case 'a journal in pieces is found, and the SQL is judged all the same'
write drizzle/0000_a.sql <<'SQL'
DROP TABLE a;
SQL
write drizzle/meta/_journal.json <<'JSON'
{ "version": "7", "dialect": "postgresql",
<<<<<<< HEAD
  "entries": [] }
JSON
run check
status_is 1
out_has journal-invalid 'drizzle/meta/_journal.json:2:1' conflict drop-table
for text in '' '[]' '{' '{"entries":{}}' 'null' '"x"'; do
    printf '%s' "$text" >drizzle/meta/_journal.json
    run check
    status_is 1
    out_has journal-invalid drop-table
done
printf '{"version":"99","dialect":"postgresql","entries":[]}' >drizzle/meta/_journal.json
run check
status_is 1
out_has journal-invalid orphan-migration # its entries can be read
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[" }' >drizzle/meta/_journal.json
run check
status_is 1
out_has journal-invalid drop-table

test_case 'nothing depends on locale, time zone or the order in which files were made'
for order in 'b a c' 'c b a'; do
    rm -rf migrations
    for name in $order; do
        echo "DROP TABLE t_$name;" | write "migrations/0001$name.sql"
    done
    run check
    cat "$out" >>"all-$(echo "$order" | tr -d ' ')"
done
is "$(cat all-bac)" "$(cat all-cba)"
LC_ALL=tr_TR.UTF-8 TZ=Asia/Tokyo run check
is "$(cat "$out")" "$(cat all-cba)"

gate_is_said() { # the last run was with --format json
    json_is '[.findings[] | select(.rule == "gate-changed") | .message] | join(", ")' "$1"
}

test_case 'a configuration that the change brings along is told, however it begins'
users_base
echo 'ALTER TABLE users DROP COLUMN email;' | write migrations/0002_email.sql
for start in '' '\0357\0273\0277' '// x\n' ' \n/* { "strict": true } */'; do
    printf '%b{ "fail-on": "never" }' "$start" >tidegate.jsonc
    run check --base main --format json
    status_is 0
    gate_is_said 'the change adds tidegate.jsonc: fail-on'
done
printf '\f{ "fail-on": "never" }' >tidegate.jsonc
run check --base main
status_is 2
err_has 'tidegate.jsonc:1:1: a control character'

test_case 'a configuration that lets a deletion pass is told, though nothing is new'
users_base
rm migrations/0001_users.sql
echo '{ "rules": { "deleted-migration": "off" } }' | write tidegate.jsonc
run check --base main --format json
status_is 0
gate_is_said 'the change adds tidegate.jsonc: rules'

test_case 'a change of the gate stands above all else, and in the log'
users_base
i=0
while [ $((i += 1)) -le 2000 ]; do
    echo "CREATE TABLE a_name_that_takes_its_room_$i (a int);"
done | write migrations/0002_many.sql
echo '{ "fail-on": "never", "rules": { "no-primary-key": "error" } }' | write tidegate.jsonc
run check --base main --format markdown=report.md --format github --quiet
status_is 0
head -n 8 report.md | grep -qF 'the change adds `tidegate.jsonc`: rules and fail-on' ||
    problem 'the head of the comment does not tell it'
grep -q 'Left out' report.md || problem 'the report is not full'
out_has 'tidegate: the change adds tidegate.jsonc: rules and fail-on'
run check --base main --quiet
out_has 'the change adds tidegate.jsonc: rules and fail-on'

test_case 'a configuration that --config names is no link to elsewhere'
users_base
echo 'ALTER TABLE users DROP COLUMN email;' | write migrations/0002_email.sql
echo '{ "fail-on": "never" }' >"$work/elsewhere.jsonc"
run check --base main --config "$work/elsewhere.jsonc"
status_is 0
ln -s "$work/elsewhere.jsonc" tidegate.jsonc
run check --base main --config tidegate.jsonc
status_is 2
err_has 'tidegate.jsonc is a link that leads out of the repository'
