#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tidegate init: what it writes, that it means the same as nothing, and what it leaves
# alone.
. "$(dirname "$0")/lib.sh"

workflow=.github/workflows/migrations.yml

monorepo() {
    drizzle_app
    write supabase/config.toml <<'TOML'
project_id = "shop"
TOML
    write supabase/migrations/20260101000000_notes.sql <<'SQL'
CREATE TABLE notes (id bigint PRIMARY KEY);
SQL
    write 'od"d \ db/migrations/0001_x.sql' <<'SQL'
CREATE TABLE x (id bigint PRIMARY KEY, n varchar(3));
SQL
}

# The reports of check, before and after.
findings() { # FILE
    run check --base none --format json
    cp "$out" "$1"
}

test_case 'init writes what it detects, and it means the same as nothing'
monorepo
findings before
run init
status_is 0
out_has 'wrote tidegate.jsonc' 'app/drizzle: drizzle, postgres@14, run by drizzle, 1 migration' \
    'supabase/migrations: supabase' 'tidegate baseline write' '"engine": "postgres@16"' 'tidegate check'
findings after
is "$(cat after)" "$(cat before)"
[ "$(jq '.findings | length' before)" -gt 1 ] || problem 'there are no findings to compare'
run config --base none --json
json_is '[.projects[] | .path.source, .layout.source, .engine.source, .runner.source] | unique | join(",")' configuration
json_is '.run | [."fail-on".source, .strict.source] | unique | join(",")' configuration
is "$(sed -n 's/^ *"path": //p' tidegate.jsonc)" '"app/drizzle",
"od\"d \\ db/migrations",
"supabase/migrations",'
grep -q '// "schema".*' tidegate.jsonc || problem 'the schema is not told'
grep -q 'app/drizzle.config.ts says: ./schema.ts' tidegate.jsonc || problem 'the schema is not told'

test_case 'every line that a comment offers can be taken'
monorepo
run init
sed 's|^\( *\)// \("[a-z-]*": .*\)$|\1\2|; s|^\( *\)// \({ .*\)$|\1\2|; s|^\( *\)//   \("reason.*\)$|\1\2|' tidegate.jsonc |
    sed '/"schema": the files/d' >all.jsonc
write tidegate-baseline.txt </dev/null
run config --base none --config all.jsonc --json
status_is 0
json_is '[(.rules | length), (.overrides | length), (.allow | length), .run.baseline.value, .approvals.labels.value[0]] | map(tostring) | join(" ")' \
    '2 1 1 tidegate-baseline.txt migration-approved'

test_case 'init overwrites nothing, unless it is told to'
monorepo
echo '{ broken' >tidegate.jsonc
run init
status_is 2
err_is 'tidegate: tidegate.jsonc is there already: --force replaces it'
is "$(cat tidegate.jsonc)" '{ broken'
run init --force
status_is 0
run config --base none
status_is 0
ln -s elsewhere link.jsonc
run init --config link.jsonc
status_is 2
err_has 'link.jsonc is there already'
run init --config link.jsonc --force
status_is 2
err_has 'link.jsonc: is not a regular file'
[ ! -e elsewhere ] || problem 'written through a link'

test_case 'init --config writes elsewhere'
monorepo
findings before
run init --config ci/gate/tidegate.jsonc
status_is 0
[ ! -e tidegate.jsonc ] || problem 'tidegate.jsonc is written, too'
run check --base none --format json --config ci/gate/tidegate.jsonc
is "$(cat "$out")" "$(cat before)"
run init --config "$PWD/abs.jsonc"
status_is 0
[ -f abs.jsonc ] || problem 'no abs.jsonc'
mkdir inner
cd inner
git_init
write migrations/0001_a.sql <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY);
SQL
run init --config ../outside.jsonc
status_is 0
[ -f ../outside.jsonc ] || problem 'no outside.jsonc'
run init --config
status_is 2

test_case 'init works in the root alone, and where there is something'
git_init
run init
status_is 2
err_has 'no migrations found in'
monorepo
cd app
run init
status_is 2
err_has 'this folder lies in the repository ' ': run tidegate init there'
run init github
status_is 2
cd ..
[ ! -e app/tidegate.jsonc ] || problem 'written into a folder'
run init
status_is 0
out_has 'tidegate init github'
run init github gitlab
status_is 2
err_has 'init takes one NAME'
git init -q --bare ../bare
cd ../bare
run init
status_is 2
cd ..
rm -rf bare

test_case 'a project without a parser is named, without an engine'
write db/0001_x.sql <<'SQL'
CREATE TABLE x (id integer PRIMARY KEY);
SQL
echo "export default { dialect: 'singlestore', out: './lite/migrations' }" >drizzle.config.ts
write pg/migrations/0001_y.sql <<'SQL'
CREATE TABLE y (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
SQL
mkdir -p lite && mv db lite/migrations
findings before
run init
status_is 0
out_has 'the SQL of lite/migrations was not judged'
is "$(grep -c '"engine":' tidegate.jsonc)" 1
findings after
is "$(cat after)" "$(cat before)"

test_case 'a project for MySQL may be for its kin, which is said'
write my/migrations/0001_x.sql <<'SQL'
CREATE TABLE `x` (`id` int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;
SQL
findings before
run init
status_is 0
grep -qF '"engine": "mysql"' tidegate.jsonc || problem 'the engine is not written'
out_has '"engine": "mysql@8.4"'
grep -qF '"mysql@8.0.29": say yours (mysql@5.7, @8.0 to @8.4 and @9.0 to @9.7)' tidegate.jsonc ||
    problem "versions are not named: $(cat tidegate.jsonc)"
grep -qF 'tidb@6.5 to @6.6' tidegate.jsonc || problem 'its kin is not named'
findings after
is "$(cat after)" "$(cat before)"

# ---- CI jobs ----

test_case 'init github writes the workflow, with the default branch'
git_init
git symbolic-ref HEAD refs/heads/trunk
git_commit start
run init github
status_is 0
out_has "wrote $workflow, for the default branch trunk" 'required'
grep -qF 'branches: [trunk]' $workflow || problem "the branch is not named: $(cat $workflow)"
sed 's/branches: \[trunk\]/branches: [main, master]/' $workflow | cmp -s - "$root/ci-templates/github/migrations.yml" ||
    problem 'it is not the template'
cp $workflow before
run init github
status_is 2
err_is "tidegate: $workflow is there already: --force replaces it"
cmp -s before $workflow || problem 'it was written'
run init --force github
status_is 0

test_case 'the default branch is the one that the remote has'
git_init
git_commit start
git clone -q . clone
cd clone
git remote set-head origin main
git checkout -q -b feature
run init github
grep -qF 'branches: [main]' $workflow || problem "the branch is not main"
git update-ref refs/remotes/origin/release/2.x HEAD
git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/release/2.x
run init github --force
grep -qF 'branches: [release/2.x]' $workflow || problem "the branch is not release/2.x"
git update-ref 'refs/remotes/origin/odd,]x' HEAD
git symbolic-ref refs/remotes/origin/HEAD 'refs/remotes/origin/odd,]x'
run init github --force
grep -qF 'branches: ["odd,]x"]' $workflow || problem "an odd branch is not quoted: $(cat $workflow)"

test_case 'init github outside of git, and unknown names'
run init github
status_is 0
grep -qF 'branches: [main]' $workflow || problem "the branch is not main"
run init githup
status_is 2
err_has 'unknown name githup, did you mean github? (known: github'
run init --help
out_has "github        $workflow" --force

test_case 'every template is a row of templates.txt, with what names its branch'
run init --help
is "$(awk -F ' [|] ' '!/^#/ && NF { print $1 "        " $3 }' "$root/ci-templates/templates.txt" | tr -s ' ')" \
    "$(sed -n 's/^  \([a-z-]* .*[/.].*\)$/\1/p' "$out" | grep -v -e '--' | tr -s ' ')"
if has_tools; then
    grep -v '^#' "$root/ci-templates/templates.txt" | awk -F ' [|] ' 'NF { print $1, $3 }' >names
    [ -s names ] || problem 'there are no rows'
    while read -r name file; do
        run init "$name" --force
        status_is 0
        case $file in *.yml | *.yaml)
            node -e 'require("yaml").parse(require("fs").readFileSync(process.argv[1], "utf8"))' "$file" ||
                problem "$file is no YAML" ;;
        esac
    done <names
fi

test_case 'a template that is not there stops the build'
mkdir -p ci-templates/github
cp "$root/ci-templates/embed.sh" ci-templates/
cp "$root/ci-templates/github/migrations.yml" ci-templates/github/
rows() { printf '%s\n' "$1" >ci-templates/templates.txt; }
embed() { sh ci-templates/embed.sh made.c >"$out" 2>"$err" && status=0 || status=$?; }
rows 'github | github/migrations.yml | x.yml | file | branches: [main, master] => [@] | Go.'
embed
status_is 0
grep -q '"github"' made.c || problem 'no row is made'
while IFS='~' read -r row message; do
    rows "$row"
    rm -f made.c
    embed
    status_is 1
    err_has "$message"
    [ ! -e made.c ] || problem "a table is made: $row"
done <<'ROWS'
gone | gone.yml | x.yml | file | - | Go.~gone: there is no ci-templates/gone.yml
few | github/migrations.yml | x.yml | file~a row has six fields
kind | github/migrations.yml | x.yml | dir | - | Go.~kind: dir is neither file nor program
branch | github/migrations.yml | x.yml | file | nothing => [@] | Go.~branch: ci-templates/github/migrations.yml has no "nothing"
mark | github/migrations.yml | x.yml | file | on: => x | Go.~mark: "x" has no @
ROWS
