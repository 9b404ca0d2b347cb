#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Events of a merge queue and of a push name no pull request, though a label of one may have
# approved what they bring. Where a change is blocked and the configuration lets labels
# approve, this asks GitHub whose change it is. Output: event, a copy of the event's file
# that has the pull request in it as its own events do. Where it is not exactly one, or
# GitHub does not tell, there is none, no label counts, and a notice says why. It never
# fails: check.sh judges in either case.
#
#   BINARY                                    tidegate
#   INPUT_BASE, _CONFIG, _DIRECTORY           the action's inputs
#   GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_REF            what has happened
#   GITHUB_API_URL, GITHUB_REPOSITORY, GH_TOKEN, GH_ENTERPRISE_TOKEN   whom to ask
#   TIDEGATE_RETRY_SECONDS                    the first pause (default 3), then double
#
# What is asked, and what the answers mean:
#   docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
#   docs.github.com/en/rest/pulls/pulls#get-a-pull-request: merge_commit_sha is the merge
#     commit, the squashed commit or, after a rebase, the last one of the branch
#   docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group: base_sha is the
#     group's parent commit, in a queue the group before it (firezone/firezone, pull 13268)
#   the number is in the queue's branch alone (open-feature/dotnet-sdk, pull 801)
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "${BASH_SOURCE%/*}/lib.sh"

readonly tries=3

folder=$(mktemp -d "$RUNNER_TEMP/tidegate-request.XXXXXX")
report=$folder/report.json answer=$folder/answer request=$folder/request.json
pause=${TIDEGATE_RETRY_SECONDS:-3}

leave() { # WHY
    annotate notice "no label of a pull request counts in this run: $1"
    exit 0
}

trap '[[ $? == 0 ]] || leave "whose change this is could not be found out"' EXIT

# Is the change blocked, and could a label help? What cannot be judged is for check.sh to tell.
needed() {
    local status=0 arguments
    what_is_judged
    arguments+=(--format "json=$report")
    "$BINARY" config --json "${arguments[@]}" 2>/dev/null |
        jq -e '.approvals.labels.value | length > 0' >/dev/null 2>&1 || return 1
    "$BINARY" check "${arguments[@]}" >/dev/null 2>&1 || status=$?
    [[ $status == 1 ]]
}

# ---- asking ----

rest() {
    sleep "$pause"
    pause=$((pause * 2))
}

ask() { # PATH, below the repository: fills $answer
    local try why
    for ((try = 1; ; try++)); do
        ! gh api --method GET -H 'Accept: application/vnd.github+json' -H 'X-GitHub-Api-Version: 2022-11-28' \
            "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$1" >"$answer" 2>"$folder/errors" || return 0
        why=$(head -n 1 "$folder/errors")
        [[ $why != *'(HTTP 40'[134]')'* ]] || leave "$why. The job needs \`pull-requests: read\`"
        ((try < tries)) || leave "$why"
        rest
    done
}

# picked FILTER [FILE]: of what GitHub said; anything in there is data. $head, $branch and
# $repository are known to the filter, and `here` is a pull request for this branch.
picked() {
    jq -r --arg head "$head" --arg branch "$branch" --arg repository "$GITHUB_REPOSITORY" \
        "def here: .base.ref == \$branch and .base.repo.full_name == \$repository; $1" "${2:-$answer}"
}

# ---- whose change it is ----

# Sets $branch and $number. GitHub needs a moment after a merge until it lists it.
merged_by() {
    local try numbers
    [[ $GITHUB_REF == refs/heads/* ]] || leave 'this is no push to a branch'
    branch=${GITHUB_REF#refs/heads/}
    for ((try = 1; ; try++)); do
        ask "commits/$head/pulls?per_page=100"
        numbers=$(picked '.[] | select(.merged_at and .merge_commit_sha == $head and here) | .number')
        [[ -z $numbers ]] || break
        ((try < tries)) || break
        rest
    done
    case $numbers in
    '') leave "no pull request was merged into $branch as $head" ;;
    *[!0-9]*) leave "several pull requests were merged as $head" ;;
    esac
    number=$numbers
}

# Likewise, of a merge queue.
queued_by() {
    local queue
    queue=$(jq -r '.merge_group.head_ref // ""' "$GITHUB_EVENT_PATH")
    branch=$(jq -r '.merge_group.base_ref // "" | ltrimstr("refs/heads/")' "$GITHUB_EVENT_PATH")
    [[ $queue =~ ^refs/heads/gh-readonly-queue/(.+)/pr-([0-9]+)-[0-9a-f]+$ && ${BASH_REMATCH[1]} == "$branch" ]] ||
        leave "the merge queue's branch does not tell whose change it is: $queue"
    number=${BASH_REMATCH[2]}
}

# Is what was judged the pull request's alone? A merge and a squash are one commit; a rebase
# keeps authors and their dates; of those, one page is read. A push, or a queue with a base of its own, can have more.
alone() {
    local base commits
    base=$(jq -r '.base.commit // ""' "$report")
    git merge-base --is-ancestor "$base" HEAD 2>/dev/null || return 1
    commits=$(git rev-list --count --first-parent "$base..HEAD") || return 1
    [[ $commits != 1 ]] || return 0
    ((commits > 1 && commits <= 100)) || return 1
    ask "pulls/$number/commits?per_page=100"
    picked '.[].commit.author | "\(.date) \(.email)"' | LC_ALL=C sort -u >"$folder/theirs" || return 1
    TZ=UTC git log --first-parent --date='format-local:%Y-%m-%dT%H:%M:%SZ' --format='%ad %ae' "$base..HEAD" |
        LC_ALL=C sort -u >"$folder/ours" || return 1
    [[ -z $(LC_ALL=C comm -23 "$folder/ours" "$folder/theirs") ]]
}

find_request() {
    local right
    head=$(git rev-parse HEAD)
    case $GITHUB_EVENT_NAME in
    push)
        merged_by
        right='.merged and .merge_commit_sha == $head'
        ;;
    *)
        queued_by
        right='.state == "open" or .merged'
        ;;
    esac
    ask "pulls/$number"
    cp "$answer" "$request"
    [[ $(picked ".number == $number and here and ($right)" "$request") == true ]] ||
        leave "pull request #$number is not one that brings this to $branch"
    alone || leave "what was judged is not the change of pull request #$number alone"
    jq --slurpfile request "$request" '. + {pull_request: $request[0]}' "$GITHUB_EVENT_PATH" >"$folder/event.json"
}

if ! enter "$INPUT_DIRECTORY" || ! needed; then exit 0; fi
command -v gh >/dev/null || leave 'gh, the client of GitHub, is not on this runner'
find_request
output event "$folder/event.json"
