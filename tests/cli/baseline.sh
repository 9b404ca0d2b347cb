#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The baseline: what was there passes, what is new blocks.
. "$(dirname "$0")/lib.sh"

history() { # two findings: an error and a warning
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint, email text);
SQL
    write migrations/0002_email.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
SQL
}

entries() { # the file's lines, but for comments and fingerprints
    sed -n '/^[^#]/s/^[0-9a-f]\{16\} //p' "${1:-tidegate-baseline.txt}" | sort
}

test_case 'what is written passes, and what comes later blocks'
history
run check --base none
status_is 1
run baseline write
status_is 0
out_is 'tidegate-baseline.txt: 2 findings written: 1 error, 1 warning, 0 notices'
is "$(entries)" 'drop-column migrations/0002_email.sql public.users.email
no-primary-key migrations/0001_users.sql public.users'
run check --base none --fail-on notice
status_is 0
out_has 'in the baseline: 2 findings' '2 allowed'
out_lacks 'drop-column'
run check --base none --format json
json_is '[.findings[].suppressed | "\(.by): \(.reason)"] | unique | join(",")' 'baseline: in the baseline'
echo 'DROP TABLE users;' | write migrations/0003_gone.sql
run check --base none --format json
status_is 1
json_is '[.findings[] | select(.suppressed == null) | .rule] | join(",")' 'drop-table'
run check --base none --baseline none --format json
json_is '[.findings[] | select(.suppressed == null) | .rule] | join(",")' 'no-primary-key,drop-column,drop-table'

test_case 'the same command writes the same file, sorted, and keeps its rights'
history
run baseline write
cp tidegate-baseline.txt first
chmod 640 tidegate-baseline.txt
run baseline write
cmp -s first tidegate-baseline.txt || problem 'the second file differs'
is "$(stat -c %a tidegate-baseline.txt)" 640
is "$(grep -v '^#' first)" "$(grep -v '^#' first | LC_ALL=C sort)"
is "$(find . -name '.tidegate*')" ''

test_case 'lines move, statements come, a formatter runs; a renamed object is another'
history
run baseline write
write migrations/0001_users.sql <<'SQL'
-- moved down
CREATE TABLE other (id bigint PRIMARY KEY);

create table Users(
    id bigint,
    email text
);
SQL
run check --base none --fail-on notice
status_is 0
sed 's/users/people/' migrations/0002_email.sql >m && mv m migrations/0002_email.sql
sed 's/Users/people/' migrations/0001_users.sql >m && mv m migrations/0001_users.sql
run check --base none --format json
status_is 1
json_is '[.findings[] | select(.suppressed == null) | .rule] | sort | join(",")' \
    'drop-column,no-primary-key,stale-baseline,stale-baseline'

test_case 'two equal findings need two entries'
history
echo 'CREATE TABLE t (id bigint PRIMARY KEY);' | write migrations/0001_users.sql
echo 'DELETE FROM t;' | write migrations/0002_email.sql
run baseline write
is "$(entries | grep -c delete-without-where)" 1
echo 'DELETE FROM t;' >>migrations/0002_email.sql
run check --base none --format json
status_is 1
json_is '[.findings[] | "\(.line) \(.suppressed != null)"] | join(",")' '1 true,2 false'
run baseline write
is "$(entries | grep -c delete-without-where)" 2
run check --base none
status_is 0

test_case 'prune takes out what is gone, show says what is where'
history
run baseline write
echo 'SELECT 1;' | write migrations/0002_email.sql
run baseline show
status_is 0
out_is 'migrations/0001_users.sql
  1:1  no-primary-key  public.users
migrations/0002_email.sql
  gone  drop-column  public.users.email

tidegate-baseline.txt: 2 findings, 1 of them gone'
run check --base none
status_is 0
out_has ':1: warning: there is no such finding of drop-column' '[stale-baseline]'
run check --base none --strict
status_is 1
run check --base none migrations
out_lacks stale-baseline
run baseline prune
status_is 0
out_is 'tidegate-baseline.txt: 1 of 2 findings taken out'
is "$(entries)" 'no-primary-key migrations/0001_users.sql public.users'
run baseline prune
out_is 'tidegate-baseline.txt: 0 of 1 finding taken out'
run check --base none --strict
status_is 0

test_case 'a loss of data in the change passes by no baseline; in merged history it does'
history
echo 'CREATE INDEX i ON users (id);' | write migrations/0003_index.sql
git_init
mkdir keep && mv migrations/0002* migrations/0003* keep/
git_commit base
git checkout -q -b change
mv keep/* migrations/ && rmdir keep
run baseline write
git_commit 'with its own permission'
run check --base main --format json
status_is 1
json_is '[.findings[] | "\(.rule) \(.suppressed.by)"] | join(",")' \
    'drop-column null,index-not-concurrent baseline,gate-changed null'
run check --base main
out_has 'It is in the baseline, which lets no loss of data pass that the change itself brings'
run check --base main --all
status_is 1
run check --base none
status_is 0
git checkout -q main
git merge -q change
run check --base main --all --fail-on notice
status_is 0
echo 'DROP TABLE users;' | write migrations/0004_gone.sql
run check --base main
status_is 1
out_has drop-table
out_lacks 'drop-column' stale-baseline

test_case 'a merge of two branches is read, whatever it made of the lines'
history
git_init
run baseline write
git_commit base
for side in one two; do
    git checkout -q -b $side main
    echo "CREATE TABLE $side (a int);" | write "migrations/0003_$side.sql"
    run baseline write
    git_commit $side
done
echo 'tidegate-baseline.txt merge=union' >.git/info/attributes
git merge -q one -m merge || problem 'the merge has a conflict'
is "$(entries | wc -l)" 4
run check --base none
status_is 1 # two migrations have one number
out_lacks stale-baseline no-primary-key
grep -v '^#' tidegate-baseline.txt | sort -r >lines
cat lines lines >tidegate-baseline.txt
run check --base none
out_lacks stale-baseline no-primary-key

test_case 'a line that is no entry is an error at its place, and hides nothing'
history
run baseline write
{
    echo '<<<<<<< HEAD'
    cat tidegate-baseline.txt
    echo '======='
} >x && mv x tidegate-baseline.txt
echo 'DROP TABLE users;' | write migrations/0003_gone.sql
run check --base none
status_is 1
out_has 'tidegate-baseline.txt:1:1: error: this line is a conflict marker of an unfinished git merge (and so is 1 more)' \
    'drop-table' 'Keep the entries of both sides'
out_lacks '[drop-column]'
run baseline prune
status_is 2
err_has 'a conflict marker of an unfinished git merge: mend it first'
run baseline write
status_is 0
run check --base none
status_is 0

test_case 'a rule that is no more is said, even where not all was judged'
history
echo '0123456789abcdef drop-colum migrations/0001_users.sql x' >tidegate-baseline.txt
git_init
git_commit base
run check --base main
status_is 0
out_has 'there is no rule "drop-colum", did you mean drop-column?'
run baseline prune
is "$(entries)" ''

test_case 'the file is named by an option or by the configuration'
history
mkdir -p db sub
run baseline write --baseline db/known.txt
status_is 0
out_has 'db/known.txt: 2 findings written'
run check --base none
status_is 1
run check --base none --baseline db/known.txt
status_is 0
echo '{ "baseline": "db/known.txt" }' | write tidegate.jsonc
run check --base none
status_is 0
rm db/known.txt
run check --base none --format json
status_is 2
err_has 'tidegate.jsonc:1:15: there is no baseline db/known.txt; `tidegate baseline write` makes it'
json_is '.summary.blocked' true
run check --base none --baseline gone.txt
status_is 2
err_has '--baseline: there is no baseline gone.txt'
run baseline show
status_is 2
run check --base none --baseline none
status_is 1
run baseline write
status_is 0
is "$(entries db/known.txt | wc -l)" 2
run baseline write --baseline ../outside.txt
status_is 0
run check --base none --baseline ../outside.txt
status_is 0
rm ../outside.txt
echo '{ "baseline": "../known.txt" }' | write tidegate.jsonc
run check --base none
status_is 2
err_has 'the baseline ../known.txt lies outside of the repository'

test_case 'what cannot be written is said, and nothing is left half done'
history
run baseline write --baseline nowhere/x.txt
status_is 2
err_has 'nowhere'
mkdir tidegate-baseline.txt
run baseline write
status_is 2
rmdir tidegate-baseline.txt
echo precious >target
ln -s target tidegate-baseline.txt
run baseline write
status_is 2
err_has 'is not a regular file'
is "$(cat target)" precious
rm tidegate-baseline.txt
mkdir empty && cd empty
run baseline write
status_is 2
[ ! -e tidegate-baseline.txt ] || problem 'a file was written though nothing was judged'

test_case 'what says that the gate is at fault is not taken'
history
echo 'ALTER TABLE users ADD COLUM x int;' | write migrations/0003_wrong.sql
run baseline write
status_is 0
out_has 'migrations/0003_wrong.sql:1:31: error: syntax-error cannot be in a baseline' '2 findings written'
run check --base none
status_is 1

test_case 'the staged baseline counts where the index is judged'
history
git_init
run baseline write
git_commit base
echo 'CREATE TABLE more (a int);' | write migrations/0003_more.sql
run baseline write
git add migrations
run check --staged --all --format json
json_is '[.findings[] | select(.suppressed == null) | .rule] | join(",")' no-primary-key
git add -A
run check --staged --all --format json
json_is '[.findings[] | select(.suppressed == null and .rule != "gate-changed") | .rule] | join(",")' ''

test_case 'the command says what it wants'
history
run baseline
status_is 2
err_has 'write, prune or show'
run baseline write migrations
status_is 2
run baseline prune
status_is 2
err_has 'there is no baseline tidegate-baseline.txt'
run baseline write --baseline none
status_is 2
run baseline --help
status_is 0
out_has 'Usage: tidegate baseline write|prune|show' '--baseline FILE|none' '--engine'
