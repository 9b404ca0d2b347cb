#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is in ci-templates: YAML that parses, workflows that GitHub and actionlint take, one
# version everywhere; and the tools of tests/templates, which the tests of templates trust.
. "$(dirname "$0")/lib.sh"

templates=$root/tests/templates
version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")

node_run() { # SCRIPT ARGUMENT...
    script=$1
    shift
    node "$templates/$script" "$@" >"$out" 2>"$err" </dev/null && status=0 || status=$?
}

run_jobs() { # RUN-STEPS' OPTIONS...: of w.yml
    rm -f record
    mkdir -p workspace
    TMPDIR=$work node_run run-steps.mjs --workspace workspace --temp runner --record record "$@" w.yml
}

says() { # JQ-FILTER EXPECTED: of the record of jobs
    is "$(jq -s -r "$1" record)" "$2"
}

test_case 'every template of YAML parses'
has_tools || { skip_test 'npm packages are missing' && exit 0; }
find "$root/ci-templates" "$root/.pre-commit-hooks.yaml" -name '*.y*ml' 2>/dev/null >list || true
[ -s list ] || problem 'there are no templates'
xargs node "$templates/parse.mjs" <list >"$out" 2>"$err" && status=0 || status=$?
status_is 0
out_is ''

test_case 'GitHub and actionlint take every workflow and action, and shellcheck their scripts'
mkdir scripts
node_run lint.mjs --scripts scripts "$root"/ci-templates/github/*.yml
out_is ''
err_is ''
status_is 0
shellcheck scripts/*.sh >"$out" 2>&1 || problem 'shellcheck finds faults in what `run` says'

test_case 'one version everywhere'
grep -rnoE '(@v|rev: v|OWN_VERSION: .|tidegate[:-])[0-9]+\.[0-9]+\.[0-9]+' "$root/ci-templates" >versions
grep -vE "[^0-9]$version\$" versions >"$out" || true
out_is ''
[ -s versions ] || problem 'no template says a version'

test_case 'the linter refuses what it is there for'
write w.yml <<'YAML'
name: bad
on: [push, pull_request_target]
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
      - run: echo "${{ github.head_ref }}"
      - run: echo ${{ stepps.x.outputs.y }}
      - uses: actions/github-script@v9
        with:
          script: console.log("${{ github.head_ref }}")
YAML
node_run lint.mjs w.yml
status_is 1
out_has 'pull_request_target runs what a fork sends' '`uses: actions/checkout@v4` is not a full commit' \
    '`uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1` is not a full commit with its version' \
    'an expression in a script: ${{ github.head_ref }}' "Unrecognized named-value: 'stepps'" 'undefined variable "stepps"' \
    'permissions'
is "$(grep -c 'an expression in a script' "$out")" 3
printf 'on: push\njobs: {}\non: push\n' >w.yml
node_run lint.mjs w.yml
status_is 1
out_has 'Map keys must be unique'
node_run lint.mjs
status_is 1

test_case 'a duplicate key of any template is refused'
printf 'a: 1\nb: 2\na: 3\n' >one.yml
node_run parse.mjs one.yml
status_is 1
out_has 'one.yml' 'Map keys must be unique'

# ---- the runner of steps ----

test_case 'steps share files of commands, and a failure leaves those that ask for it'
write w.yml <<'YAML'
on: push
env: { FROM: "workflow ${{ github.ref_name }}" }
jobs:
  one:
    env: { OF: job }
    outputs: { said: "${{ steps.a.outputs.said }}" }
    steps:
      - id: a
        env: { OWN: "it's $(touch pwned)" }
        run: |
          echo "said=$FROM $OF $OWN" >>"$GITHUB_OUTPUT"
          printf 'long<<END\n1\n2\nEND\n' >>"$GITHUB_OUTPUT"
          echo LATER=yes >>"$GITHUB_ENV"
          echo /opt/own >>"$GITHUB_PATH"
          echo '# Words' >>"$GITHUB_STEP_SUMMARY"
          echo '::warning file=a%2Cb.sql,line=3::one%0Atwo'
          printf '::stop-commands::x\n::error::not me\n::x::\n'
      - run: test "$LATER" = yes && case $PATH in /opt/own:*) ;; *) exit 1 ;; esac
      - run: false | true
      - run: false | true
        shell: bash
        continue-on-error: true
      - id: fails
        run: exit 7
      - run: echo never
      - if: failure() && steps.fails.outcome == 'failure'
        run: echo mended
      - if: ${{ always() && steps.a.outputs.long == 'no' }}
        run: echo never
YAML
run_jobs
status_is 1
says '[.[] | select(has("step")).outcome] | join(" ")' 'success success success failure failure skipped success skipped'
says '[.[] | select(has("step")).conclusion] | .[3]' success
says '.[] | select(.step == "a").outputs | .said + "|" + .long' "workflow main job it's \$(touch pwned)|1
2"
says '.[] | select(.step == "a").summary' '# Words'
says '.[] | select(.annotation) | [.annotation, .file, .line, .message] | join(" ")' 'warning a,b.sql 3 one
two'
says '.[-1].result' failure

test_case 'jobs run in the order of their needs, and not behind a failure'
write w.yml <<'YAML'
on: push
jobs:
  last:
    needs: [first, other]
    if: ${{ !cancelled() && needs.first.result == 'failure' }}
    steps: [{ run: "echo last" }]
  second:
    needs: first
    steps: [{ run: "echo second" }]
  first:
    steps: [{ run: "exit 1" }]
  other:
    if: github.event.number > 6 && vars.ON == 'yes'
    steps: [{ run: 'test "$TOKEN" = secret', env: { TOKEN: "${{ secrets.TOKEN }}" } }]
YAML
echo '{"event": {"number": 7}}' >github.json
echo '{"ON": "yes"}' >vars.json
echo '{"TOKEN": "secret"}' >secrets.json
run_jobs --context github=github.json --context vars=vars.json --context secrets=secrets.json
status_is 1
says '[.[] | select(has("result")) | .job + " " + .result] | join(", ")' \
    'first failure, other success, last success, second skipped'

test_case 'an action sees its inputs alone, and has outputs though it failed'
write act/action.yml <<'YAML'
name: act
description: for this test
inputs:
  who: { description: who, default: "${{ github.actor }}" }
  what: { description: what }
outputs:
  said: { description: said, value: "${{ steps.say.outputs.said }}" }
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      env: { WHO: "${{ inputs.who }}", WHAT: "${{ inputs.what }}" }
      run: echo "said=$WHO/$WHAT/$AROUND$(ls "$GITHUB_ACTION_PATH")" >>"$GITHUB_OUTPUT"
    - shell: bash
      run: exit 3
    - if: success()
      shell: bash
      run: echo never
YAML
write w.yml <<'YAML'
on: push
jobs:
  one:
    steps:
      - id: act
        uses: example/act@v1
        env: { AROUND: around- }
        with: { what: "a 'b' ${{ github.run_id }}" }
      - if: failure() && steps.act.outcome == 'failure'
        uses: example/program@v1
        with: { said: "${{ steps.act.outputs.said }}" }
YAML
write program <<'SH'
#!/bin/sh
printf '%s' "$WITH" >with
SH
chmod +x program
run_jobs --uses "example/act=act" --uses "example/program=program"
status_is 1
is "$(cat workspace/with)" "{\"said\":\"author/a 'b' 1/around-action.yml\"}"

test_case 'what the runner of steps does not know is no pass'
for step in 'uses: nobody/knows@v1' 'uses: docker://debian' 'run: x, shell: pwsh' 'run: x, unknown: key'; do
    echo "{on: push, jobs: {one: {steps: [{$step}]}}}" >w.yml
    run_jobs
    [ "$status" = 2 ] || problem "$step: status $status"
done
echo '{on: push, jobs: {one: {strategy: {matrix: {a: [1]}}, steps: [{run: "true"}]}}}' >w.yml
run_jobs
status_is 2
err_has '`strategy` is not done here'
printf 'on: push\njobs: {one: {steps: [{if: "${{ true }} && false", run: "true"}]}}\n' >w.yml
run_jobs
status_is 2
err_has 'true whatever it says'
