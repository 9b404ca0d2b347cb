#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The templates of CI systems: their steps, run as the systems run them, in the checkouts
# that the systems make, with a stand-in for the server that has the release.
. "$(dirname "$0")/lib.sh"

. "$(dirname "$0")/lib-release.sh"

templates=$root/ci-templates
home=$(sed -n 's/^#define TIDEGATE_HOME "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
gitlab=$templates/gitlab/.gitlab-ci.yml
bitbucket=$templates/bitbucket-pipelines.yml
azure=$templates/azure-pipelines.yml
circleci=$templates/circleci.yml

if ! has_tools; then
    test_case 'the templates of CI systems'
    skip_test 'the npm package yaml is not there'
    exit 0
fi

at() { # FILE KEY...: the value there
    node "$root/tests/templates/yaml-at.mjs" "$@" 2>>"$err" || problem "no value: $*"
}

start_server

script_of() { # FILE: what its step runs
    case $1 in
    "$gitlab") at "$1" tidegate script ;;
    "$bitbucket") at "$1" pipelines pull-requests '**' 0 step script ;;
    "$azure") at "$1" steps 1 bash ;;
    "$circleci") at "$1" jobs migrations steps 1 run command ;;
    esac
}

# ---- repositories and what each system makes of them ----

good='ALTER TABLE a ADD COLUMN y text;'
bad='ALTER TABLE a DROP COLUMN x;'

history() { # SQL of the migration that the branch adds: a server's repository in ./server
    made=$work/history-$(echo "$1" | cksum | cut -d ' ' -f 1)
    [ -d "$made" ] || make_history "$made" "$1"
    cp -R "$made" server
    origin=file://$PWD/server
}

make_history() { # DIR SQL
    mkdir "$1"
    cd "$1"
    git_init
    git config uploadpack.allowFilter true
    git config uploadpack.allowAnySHA1InWant true
    echo 'CREATE TABLE a (id bigint PRIMARY KEY, x text);' | write migrations/0001_a.sql
    git_commit first
    git checkout -q -b feature
    echo "$2" | write migrations/0003_c.sql
    git_commit second
    git checkout -q main
    echo 'CREATE TABLE b (id bigint PRIMARY KEY);' | write migrations/0002_b.sql
    git_commit 'main goes on'
    git checkout -q --detach main
    git merge -q --no-ff -m trial feature
    git update-ref refs/pull/7/merge HEAD
    git update-ref refs/merge-requests/3/head feature
    git checkout -q main
    cd "$work/dir"
}

fetch_into() { # DEPTH REFSPEC...: a new repository in ./work; depth 0 is all
    git init -q work
    cd work
    git remote add origin "$origin"
    depth=$1
    shift
    [ "$depth" = 0 ] || set -- --depth="$depth" "$@"
    git fetch -q --no-tags origin "$@"
}

# GitLab and Bitbucket take the bash of the image, or else its sh.
shell='bash -eo pipefail'

# GitLab's runner fetches the branches only where the depth is 0.
# https://docs.gitlab.com/ci/runners/configure_runners/#git-fetch-extra-flags
gitlab_runs() { # DEPTH
    if [ "$1" = 0 ]; then
        fetch_into 0 '+refs/heads/*:refs/remotes/origin/*' +refs/merge-requests/3/head:refs/pipelines/9
    else
        fetch_into "$1" +refs/merge-requests/3/head:refs/pipelines/9
    fi
    git checkout -q --detach refs/pipelines/9
    step=$(script_of "$gitlab")
    set -- CI=true GITLAB_CI=true CI_PIPELINE_SOURCE=merge_request_event CI_DEFAULT_BRANCH=main \
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=feature \
        CI_MERGE_REQUEST_IID=3 TIDEGATE_VERSION="$(at "$gitlab" tidegate variables TIDEGATE_VERSION)"
    # shellcheck disable=SC2086
    system "$@" $shell -c "$step"
}

bitbucket_runs() { # DEPTH: full or a number, which implies a single branch
    case $1 in
    full) git clone -q --branch=feature "$origin" work ;;
    *) git clone -q --branch=feature --depth="$1" "$origin" work ;;
    esac
    cd work
    [ "$1" != full ] || git merge -q -m 'trial merge' origin/main
    step=$(script_of "$bitbucket")
    # shellcheck disable=SC2086
    system CI=true BITBUCKET_BUILD_NUMBER=12 BITBUCKET_BRANCH=feature BITBUCKET_PR_ID=7 \
        BITBUCKET_PR_DESTINATION_BRANCH=main $shell -c "$step"
}

azure_runs() { # DEPTH
    if [ "$1" = 0 ]; then
        fetch_into 0 '+refs/heads/*:refs/remotes/origin/*' +refs/pull/7/merge:refs/remotes/pull/7/merge
    else
        fetch_into "$1" +refs/pull/7/merge:refs/remotes/pull/7/merge
    fi
    git checkout -q --detach refs/remotes/pull/7/merge
    step=$(script_of "$azure")
    system TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main \
        SYSTEM_PULLREQUEST_SOURCEBRANCH=refs/heads/feature BUILD_SOURCEBRANCH=refs/pull/7/merge \
        BUILD_SOURCEVERSION="$(git rev-parse HEAD)" \
        TIDEGATE_VERSION="$(at "$azure" variables TIDEGATE_VERSION)" bash --noprofile --norc -c "$step"
}

circleci_runs() { # METHOD: full or blobless
    case $1 in
    full) git clone -q --no-checkout "$origin" work ;;
    blobless) git clone -q --no-checkout --filter=blob:none "$origin" work ;;
    esac
    cd work
    git checkout -q -B feature origin/feature
    step=$(script_of "$circleci")
    base=$(at "$circleci" jobs migrations environment TIDEGATE_BASE)
    [ "$base" = '<< pipeline.parameters.base >>' ] || problem "TIDEGATE_BASE is $base"
    system CI=true CIRCLECI=true CIRCLE_BRANCH=feature \
        TIDEGATE_BASE="$(at "$circleci" parameters base default)" \
        TIDEGATE_VERSION="$(at "$circleci" jobs migrations environment TIDEGATE_VERSION)" \
        bash -eo pipefail -c "$step"
}

system() { # VARIABLE=VALUE... COMMAND...
    mkdir -p "$work/tmp"
    env TMPDIR="$work/tmp" "$@" </dev/null >"$out" 2>"$err" && status=0 || status=$?
}

# What the templates set, so that without it these tests fail.
gitlab_depth() { at "$gitlab" tidegate variables GIT_DEPTH; }
bitbucket_depth() { at "$bitbucket" clone depth; }
azure_depth() { at "$azure" steps 0 fetchDepth; }
circleci_depth() { at "$circleci" jobs migrations steps 0 checkout method; }

# ---- reports ----

code_quality_valid() { # FILE COUNT
    # https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    is "$(jq -r 'length' "$1")" "$2"
    is "$(jq 'all(.[]; has("description", "check_name", "fingerprint", "severity")
        and .location.path != null and (.location.lines.begin // .location.positions.begin.line) >= 1)
        ' "$1" 2>&1)" true
}

junit_valid() { # FILE FAILURES
    xmllint --noout "$1" 2>>"$err" || problem "$1 is no XML"
    is "$(xmllint --xpath 'count(//testcase/failure)' "$1" 2>&1)" "$2"
}

reports_are() { # SYSTEM FAILURES
    case $1 in
    gitlab)
        code_quality_valid "$(at "$gitlab" tidegate artifacts reports codequality)" "$2"
        junit_valid "$(at "$gitlab" tidegate artifacts reports junit)" "$2"
        [ -s "$(at "$gitlab" tidegate artifacts paths)" ] || problem 'no report for the note'
        ;;
    bitbucket) junit_valid test-reports/tidegate.xml "$2" ;;
    azure) junit_valid "$(at "$azure" steps 2 inputs testResultsFiles)" "$2" ;;
    circleci)
        junit_valid "$(find "$(at "$circleci" jobs migrations steps 2 store_test_results path)" \
            -name '*.xml')" "$2"
        ;;
    esac
}

# ---- the files ----

test_case 'every template is YAML, says the version once, and installs in the same way'
snippet=$(sed '/^#/d' "$templates/install.sh")
case $snippet in *"$home/releases/download"*) ;; *) problem "install.sh does not name $home" ;; esac
for file in "$gitlab" "$bitbucket" "$azure" "$circleci"; do
    case $(script_of "$file") in
    *"$snippet"*) ;;
    *) problem "$file installs otherwise than install.sh" ;;
    esac
    is "$(grep -v '^ *#' "$file" | grep -o '[0-9]\+\.[0-9]\+\.[0-9]\+')" "$version"
done

test_case 'the keys are those that the systems document'
keys() { # FILE KEY...: the keys there, on one line
    at "$@" | jq -r 'keys | join(" ")'
}
is "$(keys "$gitlab")" 'tidegate tidegate-note workflow'
is "$(keys "$gitlab" tidegate)" 'allow_failure artifacts image needs rules script stage variables'
is "$(at "$gitlab" tidegate allow_failure)" false
is "$(at "$gitlab" tidegate artifacts when)" always
is "$(at "$gitlab" workflow rules)" "$(at "$gitlab" tidegate rules)"
is "$(keys "$bitbucket")" 'clone definitions image pipelines'
is "$(at "$bitbucket" pipelines branches main)" "$(at "$bitbucket" pipelines pull-requests '**')"
is "$(keys "$azure")" 'pool pr steps trigger variables'
is "$(at "$azure" steps 2 condition)" 'succeededOrFailed()'
is "$(keys "$circleci")" 'jobs parameters version workflows'
is "$(at "$circleci" workflows migrations jobs)" migrations

# ---- the steps ----

for one in gitlab bitbucket azure circleci; do
    test_case "$one: a good change passes, with its reports"
    history "$good"
    "${one}_runs" "$("${one}_depth")"
    status_is 0
    out_has "$archive: OK" '1 new or edited since origin/main' 'passed: 0 errors'
    reports_are $one 0

    test_case "$one: a bad change blocks with status 1, with its reports"
    history "$bad"
    "${one}_runs" "$("${one}_depth")"
    status_is 1
    out_has 'migrations/0003_c.sql:1:15: error:' drop-column 'blocked: 1 error'
    reports_are $one 1

    test_case "$one: what the step installs goes no further than this machine's address"
    history "$good"
    TIDEGATE_RELEASES=$address/nowhere "${one}_runs" "$("${one}_depth")"
    status_is 2
    err_has "$address/nowhere/v$version/$archive" 'cannot be had, or is not what SHA256SUMS says'
    out_lacks passed

    test_case "$one: an archive that was tampered with is refused"
    history "$bad"
    printf 'more' >>"$server_files/$archive"
    "${one}_runs" "$("${one}_depth")"
    status_is 2
    out_has "$archive: FAILED"
    err_has 'is not what SHA256SUMS says'
    restore_release

    test_case "$one: an archive that SHA256SUMS does not name is refused"
    history "$bad"
    sed "s/$archive/another-$archive.sig/" "$work/sums" >"$server_files/SHA256SUMS"
    "${one}_runs" "$("${one}_depth")"
    status_is 2
    err_has 'is not what SHA256SUMS says'
    restore_release
done

test_case "GitLab's default depth lacks the base: status 2, and how to go on"
history "$bad"
gitlab_runs 1
status_is 2
err_has 'shallow and has no origin/main' 'GIT_DEPTH: 0'

test_case "Bitbucket's default clone lacks the base: status 2, and how to go on"
history "$bad"
bitbucket_runs 50
status_is 2
err_has 'there is no origin/main' 'clone: depth: full'

test_case "Azure's default depth lacks the base: status 2, and how to go on"
history "$bad"
azure_runs 1
status_is 2
err_has 'fetchDepth: 0'

test_case "CircleCI's blobless clone lacks the base's texts: status 2, and how to go on"
history "$bad"
git -C server checkout -q feature
echo 'CREATE TABLE a (id bigint PRIMARY KEY, x varchar(9));' >server/migrations/0001_a.sql
git -C server commit -q -a -m 'edits what is merged'
# libgit2 1.5 leaks where it reads the extensions of such a repository.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 circleci_runs blobless
status_is 2
err_has 'migrations/0001_a.sql' 'git fetch --refetch --no-filter'

test_case 'CircleCI: another target branch is named by the parameter'
history "$bad"
git -C server branch release feature
circleci_runs full
status_is 1
system CI=true CIRCLECI=true CIRCLE_BRANCH=feature TIDEGATE_BASE=origin/release TIDEGATE_VERSION="$version" \
    bash -eo pipefail -c "$step"
status_is 0
out_has '0 new or edited since origin/release'

test_case 'a push to the default branch is compared with what it was before'
history "$bad"
git -C server merge -q --no-ff -m merged feature
before=$(git -C server rev-parse main^1)
fetch_into 0 '+refs/heads/*:refs/remotes/origin/*'
git checkout -q --detach origin/main
step=$(script_of "$gitlab")
system CI=true GITLAB_CI=true CI_COMMIT_BRANCH=main CI_DEFAULT_BRANCH=main CI_COMMIT_BEFORE_SHA="$before" \
    TIDEGATE_VERSION="$version" bash -eo pipefail -c "$step"
status_is 1
out_has 'blocked: 1 error' '1 new or edited'

shell='sh -e'
for one in gitlab bitbucket; do
    for change in "$good" "$bad"; do
        test_case "$one: in an image without bash: $change"
        history "$change"
        "${one}_runs" "$("${one}_depth")"
        case $change in "$good") status_is 0 ;; *) status_is 1 ;; esac
        out_has '1 new or edited since origin/main'
    done
done

test_case "the install step runs in the plainest shell, too"
export TIDEGATE_VERSION="$version"
system sh -e -u -c "$(cat "$templates/install.sh")
tidegate --version"
unset TIDEGATE_VERSION
status_is 0
out_has "tidegate $version"

# ---- the note on GitLab's merge request ----

posts_note() { # with the report in tidegate.md
    # Where apk is, the template's image has what it asks for; here the tests' packages do.
    is "$(at "$gitlab" tidegate-note before_script)" 'apk add --no-cache curl jq'
    system CI_API_V4_URL="$address/api/v4" CI_PROJECT_ID=70 CI_MERGE_REQUEST_IID=3 \
        TIDEGATE_GITLAB_TOKEN="${token:-secret}" sh -e -c "$(at "$gitlab" tidegate-note script)"
}

notes() { # JQ-FILTER
    jq -r "$1" "$server_dir/notes.json"
}

report() { # VERDICT
    # shellcheck disable=SC2016
    printf '<!-- tidegate -->\n## %s\n`100%%` & "quoted" + <b>\n' "$1" >tidegate.md
}

test_case 'GitLab: the note is written once, and then kept up to date'
echo '[]' >"$server_dir/notes.json"
report blocked
posts_note
status_is 0
is "$(notes '.[].body')" "$(cat tidegate.md)"
report passed
posts_note
status_is 0
is "$(notes '.[].body')" "$(cat tidegate.md)"

test_case 'GitLab: the note is found on a later page, and others of the same look are left alone'
jq -n '[range(130) | { id: ., author: { id: 8 }, body: "<!-- tidegate -->\na copy" }]
    | .[110].author.id = 7 | .[20] = { id: 20, author: { id: 7 }, body: "of another job" }' \
    >"$server_dir/notes.json"
report passed
posts_note
status_is 0
is "$(notes length)" 130
is "$(notes '.[110].body')" "$(cat tidegate.md)"
is "$(notes '[.[] | select(.body | endswith("a copy"))] | length')" 128

test_case 'GitLab: a token that may not write fails the job of the note'
echo '[]' >"$server_dir/notes.json"
report blocked
token=wrong
posts_note
token=
[ "$status" -gt 0 ] || problem 'it passed'
is "$(notes length)" 0

test_case 'GitLab: without a report there is no note'
echo '[]' >"$server_dir/notes.json"
posts_note
status_is 0
is "$(notes length)" 0

test_case 'GitLab: the job of the note is there only with a token, and whatever the verdict was'
is "$(at "$gitlab" tidegate-note rules | jq -r '.if + ", " + .when')" \
    "\$CI_PIPELINE_SOURCE == \"merge_request_event\" && \$TIDEGATE_GITLAB_TOKEN, always"
is "$(at "$gitlab" tidegate-note needs)" tidegate
