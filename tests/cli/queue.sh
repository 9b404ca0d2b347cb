#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Approvals where the event names no pull request: the action in a merge queue, and on the
# push that a merge makes.
. "$(dirname "$0")/lib.sh"
. "$root/tests/templates/github.sh"

# ---- what happens ----

approvable() { # [CONFIGURATION]: a label can approve, and the change loses data
    echo "${1:-{ \"approvals\": { \"labels\": [\"db-approved\"] \} \}}" >origin/tidegate.jsonc
    (cd origin && git_commit 'Labels')
    blocking
}

head_of() { git -C origin rev-parse "$1"; }

# A pull request that brings a commit to main. MORE is a jq filter over it, $sha is known.
told_of() { # NUMBER COMMIT [MORE]
    [ -f "$api/pulls.json" ] || echo '[]' >"$api/pulls.json"
    jq --argjson number "$1" --arg sha "$2" '. + [{
        $number, state: "closed", title: "Drop it\n::error title=forged::forged", body: "Nobody reads it.",
        merged: true, merged_at: "2024-01-02T00:00:00Z", merge_commit_sha: $sha, brought: [$sha],
        labels: [{id: 1, name: "bug"}, {id: 2, name: "db-approved"}],
        base: {ref: "main", repo: {full_name: "example/shop"}}, head: {ref: "feature"}
    } | '"${3:-.}"']' "$api/pulls.json" >"$api/new"
    mv "$api/new" "$api/pulls.json"
}

pushed() { # BEFORE: main was moved from there
    happens push '. + {event: {before: "'"$1"'", after: .sha, ref: .ref, commits: []}}'
}

merged() { # the change, as the merge button does it
    before=$(head_of main)
    git -C origin merge -q --no-ff -m 'Merge pull request #7' feature
    pushed "$before"
}

queued() { # [BASE]: the change, on top of what BASE is (default: main)
    base=$(head_of "${1:-main}")
    queue=refs/heads/gh-readonly-queue/main/pr-7-$base
    git -C origin update-ref "$queue" "$(head_of refs/pull/7/merge)"
    git -C origin checkout -q --detach "$queue"
    happens merge_group '. + {ref: "'"$queue"'", event: {action: "checks_requested", merge_group: {
        head_sha: .sha, head_ref: "'"$queue"'", base_sha: "'"$base"'", base_ref: "refs/heads/main"}}}'
    git -C origin checkout -q main
}

waits='.state = "open" | .merged = false | .merged_at = null'

# ---- what is expected ----

approved() {
    status_is 0
    outputs_are '0 passed'
    is "$(jq -r '.approvals | map(.by) | join(";")' runner/tidegate.*/tidegate.json)" \
        'the label "db-approved" on pull request #7'
    is "$(annotations warning | grep -c 'Approved by the label')" 1
    told_once
}

refused() { # TEXT...: why
    status_is 1
    outputs_are '1 blocked'
    annotated notice 'no label of a pull request counts in this run' "$@"
    is "$(annotations notice | grep -c 'no label of a pull')" 1
    is "$(jq -r '.approvals | length' runner/tidegate.*/tidegate.json)" 0
    told_once
}

told_once() { # one finding, one summary, and nobody else's words
    says '[.[] | select(.annotation and .file)] | length' 1
    says '[.[] | select(.step and .in != "migrations" and .summary and .summary != "") | .step] | join(" ")' check
    says '[.[] | select(.title == "forged")] | length' 0
}

begin

# ---- a push ----

scenario 'the push of a merge: the label of its pull request approves'
approvable
merged
told_of 7 "$(head_of main)"
told_of 6 0123456789012345678901234567890123456789 '.labels = []'
gate
approved
is "$(requests)" 'GET 200 GET 200 '
is "$(jq -r '.base.commit' runner/tidegate.*/tidegate.json)" "$before"
is "$(jq -r '.before' runner/tidegate-request.*/event.json)" "$before"

scenario 'a squash is one commit of its pull request'
approvable
before=$(head_of main)
git -C origin merge -q --squash feature >"$out"
(cd origin && git_commit 'Drop it (#7)')
pushed "$before"
told_of 7 "$(head_of main)"
gate
approved
scenario 'a rebase of several commits, each one of the pull request'
approvable
before=$(head_of main)
git -C origin merge -q --ff-only feature
echo words >origin/README
(cd origin && GIT_AUTHOR_DATE='2024-01-03T01:00:00+01:00' git_commit 'Words')
pushed "$before"
told_of 7 "$(head_of main)" '.own = [{date: "2024-01-01T00:00:00Z"}, {date: "2024-01-03T00:00:00Z"}] |
    .own[] |= {commit: {author: (. + {email: "author@example.org"})}}'
gate
approved
jq '.[0].own |= .[:1]' "$api/pulls.json" >new
mv new "$api/pulls.json"
gate
refused 'not the change of pull request #7 alone'

scenario 'a reason is in the description, and is data'
approvable '{ "approvals": { "labels": ["db-approved"], "require-reason": true } }'
merged
told_of 7 "$(head_of main)"
gate
status_is 1
is "$(annotations notice | grep -c 'no label of a pull')" 0
jq '.[0].body = "$(touch pwned) `touch pwned`\r\n::error title=forged::forged\r\ntidegate: approved: $(touch pwned) unread"' \
    "$api/pulls.json" >new
mv new "$api/pulls.json"
gate
outputs_are '0 passed'
is "$(jq -r '.approvals | map(.by) | join(";")' runner/tidegate.*/tidegate.json)" \
    'the label "db-approved" on pull request #7: $(touch pwned) unread'
is "$(find "$work" -name pwned)" ''
told_once

scenario 'without the label it blocks and says where one belongs; with it, the next run passes'
approvable
merged
told_of 7 "$(head_of main)" '.labels = [{id: 1, name: "bug"}]'
gate
status_is 1
outputs_are '1 blocked'
is "$(jq -r '.findings[0].fix' runner/tidegate.*/tidegate.json | grep -c 'with the label "db-approved" on pull request #7')" 1
told_once
jq '.[0].labels += [{id: 2, name: "DB-Approved"}]' "$api/pulls.json" >new
mv new "$api/pulls.json"
gate
approved

scenario 'what is not that of one pull request for this branch is not approved'
approvable
merged
gate
refused 'no pull request was merged into main'
is "$(requests)" 'GET 200 GET 200 GET 200 '
here=$(head_of main)
for more in '.base.ref = "release"' '.base.repo.full_name = "somebody/shop"' '.merged_at = null | .merged = false' \
    '.merge_commit_sha = "0123456789012345678901234567890123456789"'; do
    rm "$api/pulls.json" 2>/dev/null || :
    told_of 7 "$here" "$more"
    gate
    refused 'no pull request was merged into main'
done
rm "$api/pulls.json"
told_of 7 "$here"
told_of 8 "$here"
gate
refused 'several pull requests'

scenario 'a push that brings more than the pull request'
approvable
before=$(head_of main)
echo words >origin/README
(cd origin && git_commit 'Words')
git -C origin merge -q --no-ff -m 'Merge' feature
pushed "$before"
told_of 7 "$(head_of main)"
gate
refused 'not the change of pull request #7 alone'

scenario 'GitHub does not tell: the run goes on, and blocks'
approvable
merged
told_of 7 "$(head_of main)"
fault GET '/pulls$' 1 403 '{"message": "Resource not accessible by integration"}'
gate
refused 'Resource not accessible' 'pull-requests: read'
fault GET '/pulls/7$' 1 404 '{"message": "Not Found"}'
gate
refused 'Not Found'
fault GET '/pulls$' 3 503 '{"message": "Unavailable"}'
gate
refused 503
fault GET '/pulls$' 1 200 '{"message": "no list"}'
gate
refused 'could not be found out'
fault GET '/pulls$' 2 502 '{"message": "Bad gateway"}'
gate
approved
happens push '. + {api_url: "http://127.0.0.1:1", event: {before: "'"$before"'"}}'
gate
refused

scenario 'nobody is asked where no label could help'
before=$(head_of main)
blocking
merged
gate
status_is 1
is "$(requests)" ''
scenario 'nor where nothing is blocked'
echo '{ "approvals": { "labels": ["db-approved"] } }' >origin/tidegate.jsonc
(cd origin && git_commit 'Labels')
passing
merged
gate
status_is 0
is "$(requests)" ''

# ---- a merge queue ----

scenario 'a merge queue: the label of the pull request approves'
approvable
queued
told_of 7 0123456789012345678901234567890123456789 "$waits"
gate
approved
is "$(requests)" 'GET 200 '

scenario 'a merge queue: without the label, or for another branch, it blocks'
approvable
queued
told_of 7 0123456789012345678901234567890123456789 "$waits | .labels = []"
gate
status_is 1
outputs_are '1 blocked'
for more in '.base.ref = "release"' '.base.repo.full_name = "somebody/shop"' '.state = "closed"'; do
    rm "$api/pulls.json"
    told_of 7 0123456789012345678901234567890123456789 "$waits | $more"
    gate
    refused 'pull request #7 is not one that brings this to main'
done
rm "$api/pulls.json"
gate
refused 404
jq '.event.merge_group.head_ref = "refs/heads/gh-readonly-queue/other/pr-7-0123"' github.json >new
mv new github.json
gate
refused 'does not tell whose change'

scenario 'a merge queue that brings more than one pull request'
approvable
echo words >origin/README
(cd origin && git_commit 'Words')
pull_request feature
queued main~1
told_of 7 0123456789012345678901234567890123456789 "$waits"
gate
refused 'not the change of pull request #7 alone'
