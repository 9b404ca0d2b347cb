# shellcheck shell=sh disable=SC2154,SC2034,SC2164
# SPDX-License-Identifier: Apache-2.0
# For the tests of the action and the merge gate of ci-templates/github, which run them as
# GitHub does, with the real gh against a stand-in for its API and its releases; sourced
# behind lib.sh:
#
#   . "$root/tests/templates/github.sh"
#   begin                          # starts the stand-ins, or skips the script
#   scenario 'a change that blocks'  # a test with a project that has one migration on main
#   blocking                       # proposes a migration, as pull request 7
#   gate                           # runs the workflow; or: act INPUT=VALUE...
#   outputs_are '1 blocked'

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
        [ $tries -lt 300 ] || { cat "$api/log" && exit 1; }
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
    rm -rf "$api/comments.json" "$api/pulls.json" "$api/faults.json" "$api/requests" "$api/releases"
    mkdir -p "$api/releases"
    ln -s "$work/assets" "$api/releases/v$version"
    echo 'CREATE TABLE users (id bigint PRIMARY KEY, fax text);' | write origin/migrations/0001_users.sql
    (cd origin && git_init && git_commit 'First')
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

pull_request() { # BRANCH: what is on it becomes pull request 7, as GitHub merges it to try
    git -C origin checkout -q --detach main
    git -C origin merge -q --no-ff -m 'Merge' "$1"
    git -C origin update-ref refs/pull/7/merge HEAD
    happens pull_request
    git -C origin checkout -q main
}

proposes() { # NAME SQL: a branch with one more migration
    git -C origin checkout -q -B feature main
    echo "$2" | write "origin/migrations/$1.sql"
    (cd origin && git_commit "$1")
    pull_request feature
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

begin() {
    test_case 'what these tests need is here'
    ready || exit 0
    start_api
    make_release
    marker=$(cd "$work/dir" && "$TIDEGATE" check --format markdown 2>/dev/null | head -n 1)
}
