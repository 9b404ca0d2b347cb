#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The projects in fixtures/_projects: each one's CI step, taken from its workflow and run as
# GitHub runs it for a pull request. What each change has to come to stands in the table of
# the project's README.md.
. "$(dirname "$0")/lib.sh"

projects=$root/fixtures/_projects
PATH=$(dirname "$TIDEGATE"):$PATH

# shellcheck source=../../fixtures/_projects/kit.sh
. "$projects/kit.sh"

# The project as main, once; each test has a copy of it.
prepare() { # PROJECT
    rm -rf "$work/main"
    cp -R "$projects/$1/tree" "$work/main"
    cd "$work/main"
    git_init
    rm -rf .git/hooks
    git config gc.auto 0
    git_commit 'The project'
    # shellcheck disable=SC2046 # one word or none
    workflow_step "$work/main/.github/workflows" \
        $(! grep -q '^ *labels=.' "$projects/$1/changes.sh" || echo labels) >"$work/step.sh"
}

workflow_step() { # FOLDER [labels]: the text of its one step that runs tidegate
    node - "$@" <<'JS'
const fs = require('fs')
const yaml = require('yaml')
const [folder, approvals] = process.argv.slice(2)
const found = []
for (const name of fs.readdirSync(folder)) {
  const workflow = yaml.parse(fs.readFileSync(`${folder}/${name}`, 'utf8'))
  for (const job of Object.values(workflow.jobs))
    for (const step of job.steps)
      if (/\btidegate check\b/.test(step.run)) found.push({ on: workflow.on, job, step })
}
if (found.length !== 1) throw Error(`${found.length} steps run tidegate`)
const { on, job, step } = found[0]
// A required check that a filter leaves out never reports; and it must run for what the
// pull request says when that approves.
const { types, ...filters } = on.pull_request ?? {}
if (!('pull_request' in on) || Object.keys(filters).length) throw Error('some pull requests are left out')
const wanted = ['opened', 'synchronize', 'reopened']
if (approvals === 'labels') wanted.push('labeled', 'unlabeled', 'edited')
const missing = wanted.filter((type) => !(types ?? wanted.slice(0, 3)).includes(type))
if (missing.length) throw Error(`the workflow does not run for ${missing}`)
// What would make of the text something else than what is run here.
for (const key of ['shell', 'working-directory', 'env', 'if', 'continue-on-error'])
  if (key in step) throw Error(`the step has ${key}`)
if (step.run.includes('${{')) throw Error('the step has an expression')
const checkout = job.steps.find((step) => step.uses?.startsWith('actions/checkout@'))
if (checkout?.with?.['fetch-depth'] !== 0) throw Error('the checkout is shallow')
process.stdout.write(step.run)
JS
}

# What actions/checkout leaves for a pull request that has main in it: all branches, and
# the merge of both.
check_out_pull_request() {
    git fetch -q . 'refs/heads/*:refs/remotes/origin/*'
    git merge-base --is-ancestor main change || problem 'main is not in the change'
    git update-ref --no-deref HEAD \
        "$(git commit-tree -p main -p change -m 'Merge change into main' 'change^{tree}')"
}

# The event has of GitHub's what the platform says of a pull request and its labels.
run_step() {
    jq -n --arg labels "$labels" --arg body "$description" '{
        action: "synchronize", number: 1, sender: { login: "author" },
        pull_request: {
            number: 1, state: "open", title: "A change", body: $body, user: { login: "author" },
            labels: [$labels | splits(" +") | select(. != "") | { name: . }],
            base: { ref: "main" }, head: { ref: "change" } } }' >"$work/event.json"
    env CI=true GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH="$work/event.json" \
        GITHUB_BASE_REF=main GITHUB_HEAD_REF=change GITHUB_REF=refs/pull/1/merge \
        GITHUB_STEP_SUMMARY="$work/summary.md" RUNNER_TEMP="$work" \
        bash -e "$work/step.sh" </dev/null >"$out" 2>"$err" && status=0 || status=$?
    ! grep -qE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$err" || problem 'a sanitizer complains'
}

rules_found() { # of the text report
    sed -n 's/^[^ |]*: \(error\|warning\|notice\): .* \[\([a-z-]*\)\]$/`\2`/p' "$out" | sort -u | tr '\n' ' '
}

# The rows "| … | `change` | status | rules |" of a README as lines "change;status;rules".
table() { # PROJECT
    sed -n 's/^| .* | `\([a-z_0-9]*\)` | \([0-9]\) |\(.*\)|$/\1;\2;\3/p' "$projects/$1/README.md"
}

knows_approvals() {
    jq -e '.properties.approvals' "$root/linter/config/schema/config.json" >/dev/null
}

judge() { # CHANGE STATUS RULES
    rm -rf "$work/dir"
    cp -R "$work/main" "$work/dir"
    cd "$work/dir"
    git checkout -q -b change
    labels='' description='' message='' # what a change may say
    "$1"
    if [ -n "$labels" ] && ! knows_approvals; then
        skip_test 'approvals are not there yet'
        return
    fi
    git_commit "${message:-The change}"
    check_out_pull_request
    run_step
    status_is "$2"
    is "$(rules_found)" "$(echo "$3" | grep -o '`[a-z-]*`' | sort -u | tr '\n' ' ')"
}

if ! has_tools; then
    test_case 'the CI steps of projects'
    skip_test 'the packages of tests/tools are not there'
    exit
fi

for project in ${PROJECTS:-$(ls "$projects")}; do
    [ -d "$projects/$project" ] || continue
    test_case "$project: its table, its changes and its release of tidegate"
    # shellcheck source=/dev/null
    . "$projects/$project/changes.sh"
    is "$(table "$project" | sed 's/;.*//' | sort)" \
        "$(sed -n 's/^\([a-z_0-9]*\)() {$/\1/p' "$projects/$project/changes.sh" | sort)"
    is "tidegate $(sed -n 's/^ *VERSION: //p' "$projects/$project/tree/.github/workflows"/*)" \
        "$("$TIDEGATE" --version | cut -d ' ' -f 1,2)"

    test_case "$project: intact, with all of it judged"
    prepare "$project"
    run check --base none --all
    is "$(rules_found)" ''
    status_is 0

    table "$project" >"$work/table"
    while IFS=';' read -r change wanted rules; do
        test_case "$project: $change"
        judge "$change" "$wanted" "$rules"
    done <"$work/table"
done
