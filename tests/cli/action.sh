#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The action and the merge gate of ci-templates/github: the verdict and where it is told,
# the inputs, and where the program comes from.
. "$(dirname "$0")/lib.sh"
. "$root/tests/templates/github.sh"

begin

# ---- the verdict, and where it is told ----

scenario 'a change that blocks: red, annotated, commented, uploaded'
blocking
gate
status_is 1
outputs_are '1 blocked'
says '.[] | select(.annotation == "error" and .file) | [.file, .line, .title] | join(" ")' \
    'migrations/0002_fax.sql 1 tidegate: drop-column'
is "$(comments '.[].body | split("\n")[0]')" "$marker"
is "$(comments '.[].body | test("blocked") and test("drop-column")')" true
is "$(requests)" 'GET 200 POST 201 '
says '.[] | select(.step == "check").summary | test("drop-column")' true
is "$(cat uploads)" '{"category":"tidegate"}'
err_is ''

scenario 'the change is mended: the old red comment turns green'
blocking
gate
passing
gate
status_is 0
outputs_are '0 passed'
is "$(comments 'length')" 1
is "$(comments '.[].body | test("passed") and (test("drop-column") | not)')" true
is "$(requests)" 'GET 200 POST 201 GET 200 PATCH 200 '

scenario 'what is allowed opens no alert of code scanning'
blocking
(cd origin && git checkout -q feature &&
    sed -i '1i -- tidegate: allow drop-column (nobody reads it)' migrations/0002_fax.sql && git_commit 'A reason')
pull_request feature
gate
status_is 0
is "$(jq '.runs[0].results | length' uploads.sarif)" 0

scenario 'what could not be judged leaves the alerts of code scanning alone'
blocking
(cd origin && git checkout -q feature && echo '{ "fail-no": 1 }' >tidegate.jsonc && git_commit 'Broken')
pull_request feature
gate
status_is 1
outputs_are '2 could-not-run'
[ ! -f uploads ] || problem 'it was uploaded'

scenario 'no migrations: no comment'
git -C origin checkout -q -b feature
echo hello >origin/README
(cd origin && git_commit 'Words')
pull_request feature
gate
status_is 0
outputs_are '0 passed'
is "$(requests)" 'GET 200 '

scenario 'no migrations any more: the comment is brought up to date all the same'
blocking
gate
git -C origin checkout -q -B feature main
pull_request feature
gate
status_is 0
is "$(comments '.[].body | test("passed")')" true

scenario 'a merge queue: judged against its base, and no comment'
blocking
base=$(git -C origin rev-parse main)
git -C origin update-ref refs/heads/queue refs/pull/7/merge
happens merge_group '. + {ref: "refs/heads/queue", event: {merge_group: {base_sha: "'"$base"'"}}}'
gate
status_is 1
is "$(requests)" ''
is "$(cat uploads)" '{"category":"tidegate"}'
git -C origin checkout -q --detach main
happens merge_group '. + {ref: "refs/heads/queue", event: {merge_group: {base_sha: "'"$(git -C origin rev-parse queue)"'"}}}'
gate
status_is 0

scenario 'a push: what was there before it is the base'
before=$(git -C origin rev-parse main)
echo 'ALTER TABLE users DROP COLUMN fax;' | write origin/migrations/0002_fax.sql
(cd origin && git_commit 'Straight to main')
happens push '. + {event: {before: "'"$before"'"}}'
gate
status_is 1
outputs_are '1 blocked'
is "$(requests)" ''

scenario 'a run that could not judge is no verdict'
blocking
git -C origin checkout -q feature
echo '{ "nonsense": ' >origin/tidegate.jsonc
(cd origin && git_commit 'Broken')
pull_request feature
gate
status_is 1
outputs_are '2 could-not-run'
annotated error tidegate.jsonc
is "$(comments '.[].body | test("tidegate.jsonc")')" true
out_has 'could not be judged' 'Process completed with exit code 2'

scenario 'options that are refused are told as well'
blocking
act format=nonsense=report.txt
outputs_are '2 could-not-run'
annotated error 'unknown format nonsense'
is "$(comments '.[].body | test("could not run")')" true
is "$(comments '.[].body | split("\n")[0]')" "$marker"

scenario 'a repository without code scanning'
blocking
export CODE_SCANNING=off
gate
unset CODE_SCANNING
status_is 1
outputs_are '1 blocked'
annotated notice 'Code scanning did not take the findings'

# ---- the inputs ----

scenario 'a project below the root has its own comment, and places as git knows them'
blocking
mkdir origin/services
git -C origin checkout -q feature
git -C origin mv migrations services/migrations
(cd origin && git_commit 'Move')
echo 'DROP TABLE users;' | write origin/services/migrations/0003_gone.sql
(cd origin && git_commit 'Gone')
pull_request feature
act working-directory=services format=json=report.json
status_is 1
says '[.[] | select(.annotation == "error" and .file).file] | index("services/migrations/0003_gone.sql") != null' true
is "$(comments '.[].body | split("\n")[0]')" "${marker% -->} services -->"
json_file=checkout/services/report.json
[ -s $json_file ] || problem 'there is no report.json in the folder'
act
is "$(comments '[.[].body | split("\n")[0]] | join(" ")')" "${marker% -->} services --> $marker"
act working-directory=services/
is "$(comments 'length')" 3

scenario 'a folder that is not there'
blocking
act working-directory=nowhere
outputs_are '2 could-not-run'
annotated error 'there is no folder nowhere'
is "$(comments '.[].body | test("could not run")')" true

unharmed() { # WHAT: could not be judged, and nothing that it says was done
    [ "$status" = 1 ] || problem "$1: status $status"
    [ "$(find "$work" "$root/ci-templates" -name pwned)" = '' ] || problem "$1 was run"
    says '[.[] | select(.title == "forged" or (.command and .command != "stop-commands"))] | length' 0
}

scenario 'what inputs and branches are called is never run, and is no command'
hostile='$(touch pwned) `touch pwned`; touch pwned "'"'"
lines='x
::error title=forged::forged
::set-output name=verdict::passed'
for branch in 'a;touch${IFS}pwned' '$(touch${IFS}pwned)' "quote'and\"quote"; do
    git -C origin checkout -q -B "$branch" main
    echo 'ALTER TABLE users DROP COLUMN fax;' | write 'origin/migrations/0002_$(touch pwned)`touch pwned`.sql'
    (cd origin && git_commit 'Hostile')
    pull_request "$branch"
    jq --arg name "$branch" '.head_ref = $name | .event.pull_request += {title: $name, body: $name}' \
        github.json >new
    mv new github.json
    gate
    outputs_are '1 blocked'
    unharmed "$branch"
done
for value in "$hostile" "$lines" '-x' '../..'; do
    for input in base config format version; do
        act "$input=$value" comment=false
        unharmed "$input=$value"
    done
    act "working-directory=$value"
    unharmed "working-directory=$value"
done

# ---- the program ----

scenario 'a download that is not what its checksum says is not run'
blocking
rm "$api/releases/v$version"
cp -r "$work/assets" "$api/releases/v$version"
mkdir -p "$release/bin"
printf '#!/bin/sh\ntouch "%s"\n' "$work/dir/pwned" >"$release/bin/tidegate"
chmod +x "$release/bin/tidegate"
tar -c "$release" | gzip >"$api/releases/v$version/$release.tar.gz"
gate
status_is 1
outputs_are '2 could-not-run'
annotated error 'could not install' 'it is not run'
is "$(comments '.[].body | test("could not run")')" true
[ ! -f pwned ] || problem 'it was run'
[ ! -f uploads ] || problem 'there was something to upload'

scenario 'checksums that do not name the download'
blocking
rm "$api/releases/v$version"
cp -r "$work/assets" "$api/releases/v$version"
sed 's/linux/plan9/' "$work/assets/SHA256SUMS" >"$api/releases/v$version/SHA256SUMS"
gate
outputs_are '2 could-not-run'
annotated error 'says nothing of'

scenario 'a version that is not there'
blocking
act version=9.9.9
outputs_are '2 could-not-run'
annotated error '404'

scenario 'no network at all'
blocking
happens pull_request '.api_url = "http://127.0.0.1:1"'
releases=http://127.0.0.1:1
gate
releases=
status_is 1
outputs_are '2 could-not-run'
annotated error 'could not install'
annotated warning 'no comment was written'

scenario 'one that is installed is used, and nothing is downloaded'
blocking
mkdir bin
ln -s "$TIDEGATE" bin/tidegate
without=$PATH releases=http://127.0.0.1:1
PATH=$work/dir/bin:$PATH
act version=installed
outputs_are '1 blocked'
act
outputs_are '1 blocked'
PATH=$without
act version=installed
releases=
outputs_are '2 could-not-run'
annotated error 'no tidegate on PATH'

scenario 'a machine that has no release'
blocking
echo '{"os": "macOS", "arch": "ARM64"}' >runner.json
mkdir checkout
steps "$action/action.yml" --context runner=runner.json
outputs_are '2 could-not-run'
annotated error 'no tidegate for macOS on ARM64'
