#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Keeps one comment on the pull request up to date, with the platform's own client. What
# becomes of the comment never changes the verdict: where it cannot be written, a notice or
# a warning tells why.
#
#   PULL_REQUEST, GITHUB_API_URL, GITHUB_REPOSITORY   where
#   VERDICT, MARKDOWN, NOTHING_NEW                    what; the report is the file MARKDOWN
#   INPUT_DIRECTORY                                   other folders have other comments
#   GH_TOKEN, GH_ENTERPRISE_TOKEN                     the workflow's own token
#   TIDEGATE_RETRY_SECONDS                            the first pause (default 3), then double
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "${BASH_SOURCE%/*}/lib.sh"

# Who writes with a workflow's own token. Comments of others that quote ours are not ours.
readonly author='github-actions[bot]'
# The first line of the report, for a comment on a run that left no report.
readonly marker='<!-- tidegate -->'
readonly tries=3

repository=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY
run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
folder=$(mktemp -d "$RUNNER_TEMP/tidegate-comment.XXXXXX")
text=$folder/text.md answer=$folder/answer errors=$folder/errors
pause=${TIDEGATE_RETRY_SECONDS:-3}

leave() { # LEVEL WHY
    annotate "$1" "no comment was written: $2"
    exit 0
}

# ---- the text ----

# The first line tells the comments of several folders apart.
titled() { # FIRST-LINE
    case $INPUT_DIRECTORY in
    '' | . | ./) printf '%s\n' "$1" ;;
    *) printf '%s %s -->\n' "${1% -->}" "$(printf '%s' "$INPUT_DIRECTORY" | tr -c 'A-Za-z0-9._/-' _)" ;;
    esac
}

first_line() {
    if [[ -s $MARKDOWN ]]; then head -n 1 -- "$MARKDOWN"; else printf '%s\n' "$marker"; fi
}

short_text() { # SENTENCE
    titled "$(first_line)"
    printf '\n**tidegate: %s.** %s [The run](%s) has the findings in its annotations and its summary.\n' \
        "${VERDICT//-/ }" "$1" "$run"
}

full_text() {
    if [[ -s $MARKDOWN ]]; then
        titled "$(first_line)"
        tail -n +2 -- "$MARKDOWN"
    else
        short_text 'Nothing was judged, which is no verdict on the migrations.'
    fi
}

# ---- the client ----

# call METHOD URL [ARGUMENT...]: $answer has the body, or what --jq makes of it, and
# $answer.head the headers. When it fails, $http is the status (000: there was no answer)
# and $why what was said.
call() {
    local method=$1 url=$2 whole=$folder/whole
    shift 2
    http=200 why=
    : >"$answer.head"
    gh api --include --method "$method" -H 'Accept: application/vnd.github+json' \
        -H 'X-GitHub-Api-Version: 2022-11-28' "$@" "$url" >"$whole" 2>"$errors" || http=000
    awk -v head="$answer.head" '
        { if (!body) sub(/\r$/, "") }
        !body { print >head; body = $0 == ""; next }
        { print }' "$whole" >"$answer"
    [[ $http == 000 ]] || return 0
    why=$(head -n 1 "$errors")
    [[ ! $(head -n 1 "$whole") =~ ^HTTP/[0-9.]+\ ([0-9]{3}) ]] || http=${BASH_REMATCH[1]}
    return 1
}

header() { # NAME
    awk -v name="$1" -F ': ' 'tolower($1) == name { print $2 }' "$answer.head"
}

# After a call that failed: is it worth another try?
is_passing() {
    case $http in
    000 | 429 | 5??) ;;
    403) [[ $why == *'rate limit'* ]] || return 1 ;;
    *) return 1 ;;
    esac
}

# ---- the comment ----

# Sets $ours to the id of our comment, or to nothing. The oldest are listed first.
find_ours() {
    local page id first title
    title=$(head -n 1 "$text")
    ours=
    for ((page = 1; page <= 50; page++)); do
        call GET "$repository/issues/$PULL_REQUEST/comments?per_page=100&page=$page" --jq "
            .[] | select(.user.login == \"$author\") |
            [.id, (.body // \"\" | split(\"\n\")[0] | rtrimstr(\"\r\"))] | @tsv" || return 1
        while IFS=$'\t' read -r id first; do
            [[ $first != "$title" ]] || { ours=$id && return 0; }
        done <"$answer"
        [[ $(header link) == *'rel="next"'* ]] || return 0
    done
}

# Writes $text into our comment; false when that failed.
write() {
    find_ours || return 1
    if [[ -n $ours ]]; then
        call PATCH "$repository/issues/comments/$ours" --field "body=@$text"
    elif [[ $NOTHING_NEW == true ]]; then
        echo 'This change has no migrations, and there is no comment to bring up to date.'
        exit 0
    else
        call POST "$repository/issues/$PULL_REQUEST/comments" --field "body=@$text"
    fi
}

# What to do about a call that failed: try again, shorten the text, or leave.
recover() {
    case $http in
    422) # GitHub's limit, in characters, is not the same on all servers
        [[ -z ${short:-} ]] || leave warning "$why"
        short=yes
        short_text 'The report is too long for a comment.' >"$text"
        ;;
    404) # somebody deleted it meanwhile, or we may not see it at all
        [[ -n ${ours:-} ]] || leave notice "$why"
        ;;
    403 | 401)
        is_passing || leave notice "$why. A workflow of a fork may not write; others need \`pull-requests: write\`"
        ;;&
    *)
        is_passing || leave warning "$why"
        local wait
        wait=$(header retry-after)
        [[ $wait =~ ^[0-9]+$ ]] || wait=$pause
        sleep $((wait > 30 ? 30 : wait))
        pause=$((pause * 2))
        ;;
    esac
}

command -v gh >/dev/null || leave warning 'gh, the client of GitHub, is not on this runner'
full_text >"$text"
# A comment is looked for anew in each try: what failed may have been written all the same.
for ((try = 1; try <= tries; try++)); do
    if write; then
        echo "The comment is up to date: $run"
        exit 0
    fi
    recover
done
leave warning "$why"
