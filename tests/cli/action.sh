#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The action and the merge gate of ci-templates/github, run as GitHub runs them, with the
# real gh against a stand-in for GitHub's API and releases.
. "$(dirname "$0")/lib.sh"

templates=$root/tests/templates
action=$root/ci-templates/github
version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
release=tidegate-$version-linux-$(uname -m)
api=$work/api

# ---- the stand-ins ----

# One that is installed here would be taken instead of the release.
PATH=$(echo "$PATH" | tr : '\n' | while read -r folder; do
    [ -x "$folder/tidegate" ] || printf '%s:' "$folder"
done)
PATH=${PATH%:}
unset GH_HOST GH_REPO GH_DEBUG GH_CONFIG_DIR GH_ENTERPRISE_TOKEN GH_TOKEN

start_api() {
    mkdir "$api"
    node "$templates/github-api.mjs" "$api" >"$api/log" 2>&1 &
    tries=0
    until [ -s "$api/port" ]; do
        sleep 0.1
        tries=$((tries + 1))
        [ $tries -lt 100 ] || { cat "$api/log" && exit 1; }
    done
    url=http://127.0.0.1:$(cat "$api/port")
}

make_release() { # the assets, from the program under test
    mkdir -p "$work/$release/bin" "$work/assets"
    cp "$TIDEGATE" "$work/$release/bin/tidegate"
    tar -C "$work" -c "$release" | gzip -1 >"$work/assets/$release.tar.gz"
    (cd "$work/assets" && sha256sum "$release.tar.gz" >SHA256SUMS)
}

fault() { # METHOD PATH TIMES STATUS BODY [MORE]: orders one; MORE is JSON
    [ -f "$api/faults.json" ] || echo '[]' >"$api/faults.json"
    jq --arg method "$1" --arg path "$2" --argjson times "$3" --argjson status "$4" --argjson body "$5" \
        --argjson more "${6:-{\}}" \
        '. + [{$method, $path, $times, $status, $body} + $more]' "$api/faults.json" >"$api/new"
    mv "$api/new" "$api/faults.json"
}

others() { # NUMBER: that many comments of other people
    jq -n --argjson n "$1" '[range($n) | {id: (. + 1), user: {login: "author"}, body: "looks good"}]' \
        >"$api/comments.json"
}

comment_of() { # LOGIN BODY: one more
    [ -f "$api/comments.json" ] || echo '[]' >"$api/comments.json"
    jq --arg login "$1" --arg body "$2" '. + [{id: (length + 1), user: {$login}, $body}]' \
        "$api/comments.json" >"$api/new"
    mv "$api/new" "$api/comments.json"
}

comments() { # JQ-FILTER: of all comments; without any, of []
    if [ -f "$api/comments.json" ]; then jq -r "$1" "$api/comments.json"; else echo '[]' | jq -r "$1"; fi
}

requests() { # "METHOD STATUS" of each to the API
    [ ! -f "$api/requests" ] ||
        jq -r 'select(.path | startswith("/repos/")) | "\(.method) \(.status)"' "$api/requests" | tr '\n' ' '
}

# ---- the project, and what happens to it ----

scenario() { # NAME: a test with a fresh API and a project with one migration on main
    test_case "$1"
    rm -rf "$api/comments.json" "$api/faults.json" "$api/requests" "$api/releases"
    mkdir -p "$api/releases"
    ln -s "$work/assets" "$api/releases/v$version"
    mkdir origin
    cd origin
    git_init
    echo 'CREATE TABLE users (id bigint PRIMARY KEY, fax text);' | write migrations/0001_users.sql
    git_commit 'First'
    cd ..
    happens push
}

# EVENT [JQ-FILTER]: the context `github` of it; the filter changes it
happens() {
    sha=$(git -C origin rev-parse HEAD)
    jq -n --arg event "$1" --arg api "$url" --arg sha "$sha" --arg workspace "$work/dir/checkout" '{
        event_name: $event, api_url: $api, repository: "example/shop", run_id: "42",
        ref: "refs/heads/main", ref_name: "main", $sha, $workspace, event: {}
    } | if $event == "pull_request" then . + {
        ref: "refs/pull/7/merge", ref_name: "7/merge", base_ref: "main", head_ref: "feature",
        event: {pull_request: {number: 7, head: {repo: {full_name: "example/shop"}}}}
    } else . end' | jq "${2:-.}" >github.json
}

# [BRANCH]: what is on it becomes pull request 7, as GitHub merges it to try
pull_request() {
    branch=${1:-feature}
    git -C origin checkout -q --detach main
    git -C origin merge -q --no-ff -m 'Merge' "$branch"
    git -C origin update-ref refs/pull/7/merge HEAD
    happens pull_request
    git -C origin checkout -q main
}

proposes() { # NAME SQL: a branch with one more migration
    git -C origin checkout -q -B feature main
    echo "$2" | write "origin/migrations/$1.sql"
    (cd origin && git_commit "$1")
    pull_request
}

blocking() { proposes 0002_fax 'ALTER TABLE users DROP COLUMN fax;'; }

passing() { proposes 0002_phone 'ALTER TABLE users ADD COLUMN phone text;'; }

steps() { # FILE [OPTION]...: as GitHub runs it; $out has the log, $work/dir/record the rest
    file=$1
    shift
    rm -f record
    ORIGIN=$work/dir/origin UPLOADS=$work/dir/uploads TMPDIR=$work \
        TIDEGATE_RELEASES=${releases:-$url/releases/download} TIDEGATE_RETRY_SECONDS=0 \
        node "$templates/run-steps.mjs" --workspace "$work/dir/checkout" --temp "$work/dir/runner" \
        --context github=github.json --record record "$@" "$file" >"$out" 2>"$err" </dev/null &&
        status=0 || status=$?
}

gate() { # runs the workflow
    rm -rf checkout
    mkdir checkout
    steps "$action/migrations.yml" --uses "actions/checkout=$templates/checkout.sh" \
        --uses "tidegate/tidegate/ci-templates/github=$action" \
        --uses "github/codeql-action/upload-sarif=$templates/upload-sarif.sh"
}

act() { # INPUT=VALUE...: runs the action alone, in a checkout
    rm -rf checkout
    mkdir checkout
    ref=$(jq -r .ref github.json)
    (cd checkout && WITH='{"fetch-depth":"0"}' GITHUB_REF=$ref ORIGIN=$work/dir/origin sh "$templates/checkout.sh")
    for input in "$@"; do
        set -- "$@" --with "$input"
        shift
    done
    steps "$action/action.yml" "$@"
}

says() { # JQ-FILTER EXPECTED: of the rows of the record
    is "$(jq -s -r "$1" record)" "$2"
}

annotations() { # LEVEL: their messages
    jq -r --arg level "$1" 'select(.annotation == $level).message' record
}

outputs_are() { # "STATUS VERDICT" of the action
    says '[.[] | select(.step == "tidegate" or .step == "action").outputs | ."exit-status", .verdict] | join(" ")' "$1"
}

annotated() { # LEVEL TEXT...
    level=$1
    shift
    for text in "$@"; do
        case $(annotations "$level") in
        *"$text"*) ;;
        *) problem "no $level says: $text" ;;
        esac
    done
}

has_format() { # NAME
    case $("$TIDEGATE" check --format "$1" 2>&1) in *'unknown format'*) return 1 ;; esac
}

ready() {
    has_tools || { skip_test 'npm packages are missing' && return 1; }
    command -v gh >/dev/null || { skip_test 'gh is missing' && return 1; }
    for format in sarif markdown; do
        has_format $format || { skip_test "this build has no format $format" && return 1; }
    done
}

test_case 'what these tests need is here'
ready || exit 0
start_api
make_release
marker=$(cd "$work/dir" && "$TIDEGATE" check --format markdown 2>/dev/null | head -n 1)
is "$marker" "$(sed -n "s/^readonly marker='\(.*\)'\$/\1/p" "$action/comment.sh")"

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

scenario 'no migrations: no comment'
git -C origin checkout -q -b feature
echo hello >origin/README
(cd origin && git_commit 'Words')
pull_request
gate
status_is 0
outputs_are '0 passed'
is "$(requests)" 'GET 200 '

scenario 'no migrations any more: the comment is brought up to date all the same'
blocking
gate
git -C origin checkout -q -B feature main
pull_request
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
pull_request
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

# ---- the comment ----

refused='{"message":"Resource not accessible by integration","documentation_url":"https://docs.github.com/rest","status":"403"}'

scenario 'a fork: no comment, no upload, the same verdict'
blocking
happens pull_request '.event.pull_request.head.repo.full_name = "somebody/shop"'
fault POST comments 9 403 "$refused"
gate
status_is 1
outputs_are '1 blocked'
annotated notice 'Resource not accessible by integration' 'fork'
says '[.[] | select(.annotation == "error" and .file)] | length' 1
is "$(requests)" 'GET 200 POST 403 '
[ ! -f uploads ] || problem 'the findings of a fork were uploaded'

scenario 'a fork that passes is green'
passing
fault POST comments 9 403 "$refused"
gate
status_is 0

scenario 'our comment is found behind more than a hundred others'
blocking
others 250
comment_of 'github-actions[bot]' "$marker
red"
others_before=$(comments '[.[:250]] | tojson')
gate
is "$(requests)" 'GET 200 GET 200 GET 200 PATCH 200 '
is "$(comments 'length')" 251
is "$(comments '[.[:250]] | tojson')" "$others_before"
is "$(comments '.[250].body | test("drop-column")')" true

scenario 'comments of others are not ours, whatever they quote'
blocking
comment_of author "$marker
I quote it."
comment_of 'renovate[bot]' "$marker"
comment_of 'github-actions[bot]' "Another workflow. $marker"
comment_of 'github-actions[bot]' "Another workflow.
$marker"
before=$(comments 'tojson')
gate
is "$(comments '.[:4] | tojson')" "$before"
is "$(comments 'length')" 5

scenario 'comment: false asks nothing of the API'
blocking
act comment=false
status_is 1
is "$(requests)" ''

scenario 'a text that is too long is told shortly'
blocking
fault POST comments 1 422 '{"message":"Validation Failed","errors":[{"resource":"IssueComment","code":"unprocessable","field":"data","message":"Body is too long (maximum is 65536 characters)"}],"status":"422"}'
gate
status_is 1
is "$(requests)" 'GET 200 POST 422 GET 200 POST 201 '
is "$(comments '.[].body | split("\n")[0]')" "$marker"
is "$(comments '.[].body | test("blocked") and test("too long") and test("example/shop/actions/runs/42")')" true

scenario 'a server that stumbles is asked again'
blocking
fault GET comments 1 502 '{"message":"Server Error"}'
fault POST comments 1 503 '{"message":"Service Unavailable"}'
gate
is "$(requests)" 'GET 502 GET 200 POST 503 GET 200 POST 201 '
is "$(comments 'length')" 1

scenario 'a comment that was written though the answer was lost is not written twice'
blocking
fault POST comments 1 504 '{"message":"Gateway Timeout"}' '{"then": "done"}'
gate
is "$(requests)" 'GET 200 POST 504 GET 200 PATCH 200 '
is "$(comments 'length')" 1

scenario 'a rate limit is waited for'
blocking
fault POST comments 1 403 '{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}' \
    '{"headers": {"retry-after": "1"}}'
fault POST comments 1 429 '{"message":"API rate limit exceeded for installation ID 1."}'
gate
is "$(requests)" 'GET 200 POST 403 GET 200 POST 429 GET 200 POST 201 '
status_is 1

scenario 'a server that stays down costs three tries, and no verdict'
passing
fault POST comments 99 500 '{"message":"Server Error"}'
gate
status_is 0
is "$(requests)" 'GET 200 POST 500 GET 200 POST 500 GET 200 POST 500 '
annotated warning 'no comment was written: gh: Server Error (HTTP 500)'

scenario 'a comment that is deleted meanwhile is written anew'
blocking
comment_of 'github-actions[bot]' "$marker"
fault PATCH comments 1 404 '{"message":"Not Found"}' '{"then": "deleted"}'
gate
is "$(requests)" 'GET 200 PATCH 404 GET 200 POST 201 '
is "$(comments 'length')" 1

scenario 'a pull request that cannot be seen'
blocking
fault GET comments 9 404 '{"message":"Not Found"}'
gate
status_is 1
is "$(requests)" 'GET 404 '
annotated notice 'Not Found'

scenario 'a token that is not valid'
blocking
happens pull_request '. + {token: "stolen"}'
gate
status_is 1
is "$(requests)" 'GET 401 '
annotated notice 'Bad credentials'

# ---- the inputs ----

scenario 'a project below the root has its own comment, and places as git knows them'
blocking
mkdir origin/services
git -C origin checkout -q feature
git -C origin mv migrations services/migrations
(cd origin && git_commit 'Move')
echo 'DROP TABLE users;' | write origin/services/migrations/0003_gone.sql
(cd origin && git_commit 'Gone')
pull_request
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
