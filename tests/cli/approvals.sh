#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Approvals by label, as GitHub and GitLab tell of them, and what must not be one.
. "$(dirname "$0")/lib.sh"

event=$work/event.json

change() { # [APPROVALS]: a change that drops a column, and a configuration that is merged
    rm -rf .git migrations
    git_init
    echo 'CREATE TABLE users (id bigint PRIMARY KEY, email text);' | write migrations/0001_users.sql
    echo "{ \"approvals\": ${1:-{ \"labels\": [\"db-approved\"] \}} }" | write tidegate.jsonc
    git_commit base
    git checkout -q -b change
    echo 'ALTER TABLE users DROP COLUMN email;' | write migrations/0002_email.sql
    git_commit change
    rm -f "$event"
    unset GITHUB_EVENT_PATH GITHUB_EVENT_NAME GITLAB_CI CI_MERGE_REQUEST_IID
    unset CI_MERGE_REQUEST_LABELS CI_MERGE_REQUEST_DESCRIPTION
    unset CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED
}

# The parts of GitHub's event that are read, between others that it has.
pull_request() { # ACTION LABELS [JSON of the changed label] [BODY]
    GITHUB_EVENT_PATH=$event GITHUB_EVENT_NAME=pull_request
    export GITHUB_EVENT_PATH GITHUB_EVENT_NAME
    jq -n --arg action "$1" --argjson labels "$2" --argjson changed "${3:-null}" \
        --arg body "${4:-}" '{
        action: $action, number: 12,
        pull_request: {
            id: 1, number: 12, state: "open", title: "db-approved",
            user: { login: "author", type: "User" },
            body: (if $body == "" then null else $body end),
            labels: [$labels[] | { id: 2, name: ., color: "f29513", default: false, description: null }],
            head: { "label": "octo:change", ref: "db-approved", repo: { fork: true } },
            base: { ref: "main" }
        },
        repository: { id: 3, full_name: "octo/app" },
        sender: { login: "octocat", type: "User" }
    } + (if $changed then { "label": { id: 2, name: $changed } } else {} end)' >"$event"
}

check() {
    run check --base main "$@"
}

blocked_because() { # TEXT: that the fix of the first finding has
    check --format json
    status_is 1
    json_is '.approvals | length' 0
    jq -r '.findings[0].fix' "$out" | grep -qF -- "$1" || problem "the fix lacks: $1"
}

test_case 'without a label the change is blocked, and the fix names it'
change
pull_request opened '["bug"]'
check
status_is 1
out_has 'approve it with the label "db-approved"'
check --format json
json_is '.findings[0].fix | split("\n")[-1]' 'If the loss is meant, whoever decides about it can approve it with the label "db-approved" on pull request #12'
json_is '.approvals | length' 0
json_is '.findings[0] | "\(.severity) \(.approved)"' 'error null'

test_case 'the label lets it pass as a warning, and each report says so'
change
pull_request labeled '["bug", "db-approved"]' '"db-approved"' 'Drops it.

tidegate: approved: nobody has used it since May
'
check
status_is 0
words='the label "db-approved" on pull request #12, set by octocat: nobody has used it since May'
out_has 'warning: DROP COLUMN loses' 'approved by the label "db-approved" on pull request #12' \
    "approved by $words: 1 finding" 'passed: 0 errors, 1 warning'
check --quiet
out_has "approved by $words"
check --format json
status_is 0
json_is '.findings[0] | "\(.severity): \(.approved)"' "warning: $words"
json_is '.approvals[0] | "\(.findings): \(.by)"' "1: $words"
json_is '.summary.blocked' false
cp "$out" "$work/report.json"
json_valid "$root/linter/report/schema/tidegate-1.json" "$work/report.json"
check --format github
out_has '::warning title=tidegate%3A drop-column' 'Approved by the label "db-approved"' \
    "tidegate: approved by $words: 1 finding"

test_case 'an approved finding passes where warnings fail'
change
pull_request labeled '["db-approved"]' '"db-approved"'
check --fail-on warning
status_is 0
check --fail-on notice
status_is 0

test_case 'a later event lists the label and does not say who has set it'
change
pull_request synchronize '["DB-Approved"]'
check --format json
status_is 0
json_is '.approvals[0].by' 'the label "db-approved" on pull request #12'
pull_request labeled '["db-approved", "bug"]' '"bug"'
check --format json
json_is '.approvals[0].by' 'the label "db-approved" on pull request #12'

test_case 'a label that was taken away approves nothing'
change
pull_request unlabeled '[]' '"db-approved"'
check
status_is 1
pull_request unlabeled '["db-approved"]' '"db-approved"'
check
status_is 1
pull_request unlabeled '["db-approved"]' '"bug"'
check
status_is 0

test_case 'a comment on the pull request tells of it, one on an issue does not'
change
GITHUB_EVENT_PATH=$event GITHUB_EVENT_NAME=issue_comment
export GITHUB_EVENT_PATH GITHUB_EVENT_NAME
comment='{ "action": "created", "comment": { "body": "tidegate: approved: by me" },
    "sender": { "login": "octocat" }, "issue": { "number": 12, "body": null,
    "labels": [{ "name": "db-approved" }]'
echo "$comment, \"pull_request\": { \"url\": \"https://api.github.com/…\" } } }" >"$event"
check --format json
status_is 0
json_is '.approvals[0].by' 'the label "db-approved" on pull request #12'
echo "$comment } }" >"$event"
blocked_because 'the event issue_comment'

test_case 'the reason can be asked for'
change '{ "labels": ["db-approved"], "require-reason": true }'
pull_request labeled '["db-approved"]' '"db-approved"' 'Drops it.'
blocked_because 'is set, but approves nothing without a reason'
pull_request labeled '["db-approved"]' '"db-approved"' '<!-- tidegate: approved: REASON -->'
check
status_is 1
pull_request edited '["db-approved"]' null 'Drops it.

tidegate: approved: unused'
check --format json
status_is 0
json_is '.approvals[0].by' 'the label "db-approved" on pull request #12: unused'

test_case 'rules and paths narrow it'
change '{ "labels": ["a", "db-approved"], "rules": ["drop-table"] }'
pull_request labeled '["db-approved"]' '"db-approved"'
check
status_is 1
change '{ "labels": ["a", "db-approved"], "paths": ["other/**"] }'
pull_request labeled '["db-approved"]' '"db-approved"'
check
status_is 1
change '{ "labels": ["a", "db-approved"], "rules": ["drop-column"], "paths": ["migrations/**"] }'
pull_request labeled '["db-approved"]' '"db-approved"'
check
status_is 0
echo 'CREATE INDEX i ON users (id);' | write migrations/0003_index.sql
check
status_is 1
out_has 'error: building index i' 'warning: DROP COLUMN'

test_case 'a policy that cannot be meant is refused with its place'
for row in '{ "labels": ["a"], "rules": ["drop-colum"] }|there is no rule "drop-colum", did you mean drop-column?' \
    '{ "labels": ["a"], "rules": ["syntax-error"] }|syntax-error cannot be approved' \
    '{ "labels": 3 }|' \
    '{ "rules": ["drop-column"] }|"approvals" needs its "labels"' \
    '{ "labels": ["a"], "require-reason": "yes" }|true or false' \
    '{ "labels": ["a"], "by": ["me"] }|unknown key "by"'; do
    change "${row%|*}"
    check
    status_is 2
    err_has 'tidegate.jsonc:1:' "${row#*|}"
done

test_case 'nothing that an author writes is a label'
change
pull_request opened '["x db-approved", "db-approved x", "db approved", "\u202edb-approved"]' null \
    'labels: db-approved
"labels": [{ "name": "db-approved" }]'
check
status_is 1

test_case 'what is no event approves nothing, and the fix says why'
change
GITHUB_EVENT_PATH=$event GITHUB_EVENT_NAME=push
export GITHUB_EVENT_PATH GITHUB_EVENT_NAME
good='"number": 12, "labels": [{ "name": "db-approved" }]'
for row in '|is empty' \
    'nonsense|is not valid JSON' \
    "{ \"pull_request\": { $good }|breaks off" \
    "{ \"pull_request\": { $good } } x|is not valid JSON" \
    '[]|tells of no pull request' \
    'null|tells of no pull request' \
    '"db-approved"|tells of no pull request' \
    "{ $good }|tells of no pull request" \
    "{ \"pull_request\": [{ $good }] }|tells of no pull request" \
    "{ \"inputs\": { \"pull_request\": { $good } } }|tells of no pull request" \
    '{ "merge_group": { "head_ref": "x" } }|tells of no pull request' \
    '{ "pull_request": { "number": "12", "labels": [{ "name": "db-approved" }] } }|tells of no' \
    '{ "pull_request": { "number": -1, "labels": [{ "name": "db-approved" }] } }|tells of no' \
    '{ "pull_request": { "labels": [{ "name": "db-approved" }] } }|tells of no pull request'; do
    printf '%s' "${row%|*}" >"$event"
    blocked_because "${row#*|}"
done
for labels in '"db-approved"' '{ "name": "db-approved" }' '["db-approved"]' '[["db-approved"]]' \
    '[{ "title": "db-approved" }]' '[{ "name": ["db-approved"] }]' '[null, 1, { "name": null }]'; do
    echo "{ \"pull_request\": { \"number\": 12, \"labels\": $labels } }" >"$event"
    check
    status_is 1
done

test_case 'an event that is huge, deep, linked or no file approves nothing'
change
GITHUB_EVENT_PATH=$event
export GITHUB_EVENT_PATH
good='"pull_request": { "number": 12, "labels": [{ "name": "db-approved" }] }'
{
    printf '{ %s, "x": "' "$good"
    head -c 50000000 /dev/zero | tr '\0' a
    printf '" }'
} >"$event"
blocked_because 'is larger than'
{
    printf '{ %s, "x": ' "$good"
    head -c 200000 /dev/zero | tr '\0' '['
} >"$event"
blocked_because 'nests deeper'
rm "$event"
blocked_because 'is not there'
mkdir "$event"
blocked_because 'GITHUB_EVENT_PATH'
rmdir "$event"
mkfifo "$event"
blocked_because 'not a regular file'
rm "$event"
echo "{ $good }" >approve.json
GITHUB_EVENT_PATH=$PWD/approve.json
blocked_because 'lies in the repository'
GITHUB_EVENT_PATH=approve.json
blocked_because 'lies in the repository'
ln -s "$PWD/approve.json" "$event"
GITHUB_EVENT_PATH=$event
blocked_because 'lies in the repository'
rm "$event"
ln -s "$PWD" "$work/link"
GITHUB_EVENT_PATH=$work/link/approve.json
blocked_because 'lies in the repository'
rm "$work/link"
GITHUB_EVENT_PATH=/dev/zero
check
status_is 1

test_case 'on GitLab the variables of the merge request tell'
change
GITLAB_CI=true CI_MERGE_REQUEST_IID=7 CI_MERGE_REQUEST_LABELS='bug,db-approved'
export GITLAB_CI CI_MERGE_REQUEST_IID CI_MERGE_REQUEST_LABELS
GITLAB_USER_LOGIN=pusher check --format json
status_is 0
json_is '.approvals[0].by' 'the label "db-approved" on merge request !7'
for labels in 'bug' 'DB-approved' 'db' 'x db-approved' ''; do
    CI_MERGE_REQUEST_LABELS=$labels check
    status_is 1
done
CI_MERGE_REQUEST_IID=''
blocked_because 'this pipeline is not one of a merge request'
unset CI_MERGE_REQUEST_IID
check
status_is 1

test_case 'on GitLab a long description is cut'
change '{ "labels": ["db-approved"], "require-reason": true }'
GITLAB_CI=true CI_MERGE_REQUEST_IID=7 CI_MERGE_REQUEST_LABELS='db-approved'
export GITLAB_CI CI_MERGE_REQUEST_IID CI_MERGE_REQUEST_LABELS
CI_MERGE_REQUEST_DESCRIPTION='long' CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED=true
export CI_MERGE_REQUEST_DESCRIPTION CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED
blocked_because 'hands out no more of it'
CI_MERGE_REQUEST_DESCRIPTION='tidegate: approved: unused
long'
check
status_is 0

test_case 'without "approvals" no label counts'
change '{ "labels": ["db-approved"] }'
pull_request labeled '["db-approved"]' '"db-approved"'
git checkout -q main
echo '{}' | write tidegate.jsonc
git_commit 'no approvals'
git checkout -q change
git merge -q main -m merge
check
status_is 1
out_lacks 'db-approved'

test_case 'a change that gives itself the right to approve is told of'
change '{ "labels": ["db-approved"] }'
echo '{ "approvals": { "labels": ["bug"] }, "rules": { "drop-table": "off" } }' | write tidegate.jsonc
git_commit 'bug approves'
pull_request labeled '["bug"]' '"bug"'
check
status_is 0
out_has 'tidegate.jsonc:1:48: notice: the change edits tidegate.jsonc: rules and approvals [gate-changed]'
check --all --base none
out_lacks gate-changed

test_case 'strict makes errors of gaps, by the option or by the configuration'
echo 'DO $$ BEGIN EXECUTE format($x$SELECT 1$x$); END $$;' | write migrations/0001_do.sql
run check --base none
status_is 0
out_has 'notice' '[dynamic-sql]'
run check --base none --strict
status_is 1
out_has 'error' '[dynamic-sql]'
echo '{ "strict": true }' | write tidegate.jsonc
run check --base none
status_is 1
sed '1i -- tidegate: allow dynamic-sql (looked at)' migrations/0001_do.sql >x && mv x migrations/0001_do.sql
run check --base none
status_is 0
