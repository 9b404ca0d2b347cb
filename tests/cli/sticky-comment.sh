#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The comment that the action of ci-templates/github keeps up to date on a pull request.
. "$(dirname "$0")/lib.sh"
. "$root/tests/templates/github.sh"

begin
is "$marker" "$(sed -n "s/^readonly marker='\(.*\)'\$/\1/p" "$action/comment.sh")"

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

comment() { # FILE [NAME=VALUE]...: the script alone, with that report
    report=$1
    shift
    env "$@" GITHUB_API_URL="$url" GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=example/shop \
        GITHUB_RUN_ID=42 RUNNER_TEMP="$work/dir" PULL_REQUEST=7 INPUT_DIRECTORY=. VERDICT=blocked \
        MARKDOWN="$report" NOTHING_NEW= GH_ENTERPRISE_TOKEN=the-token TIDEGATE_RETRY_SECONDS=0 \
        bash "$action/comment.sh" >"$out" 2>"$err" && status=0 || status=$?
}

scenario 'a text that is too long for the server is told shortly, in a new comment and in an old one'
{
    echo "$marker"
    head -c 70000 /dev/zero | tr '\0' x
} >long.md
comment long.md
status_is 0
is "$(requests)" 'GET 200 POST 422 GET 200 POST 201 '
is "$(comments '.[].body | split("\n")[0]')" "$marker"
is "$(comments '.[].body | test("blocked") and test("too long") and test("example/shop/actions/runs/42")')" true
comment long.md
status_is 0
is "$(requests)" 'GET 200 POST 422 GET 200 POST 201 GET 200 PATCH 422 GET 200 PATCH 200 '
is "$(comments length)" 1

scenario 'a text goes as it is, whatever it has of quotes, expressions and lines'
printf '%s\n' "$marker" '${{ secrets.TOKEN }} $(touch pwned) `touch pwned` "quoted" @file %s \n' 'Grüße, 世界 🐘' 'true' >odd.md
comment odd.md
is "$(comments '.[].body')" "$(cat odd.md)"
[ ! -f pwned ] || problem 'it was run'

scenario 'a server that takes no text at all'
fault POST comments 9 422 '{"message":"Validation Failed","status":"422"}'
echo "$marker" >short.md
comment short.md
status_is 0
is "$(requests)" 'GET 200 POST 422 GET 200 POST 422 '
out_has '::warning title=tidegate::no comment was written: gh: Validation Failed (HTTP 422)'

scenario 'a runner without gh'
echo "$marker" >short.md
mkdir bin
for program in bash cat head tail tr mktemp awk dirname; do
    ln -s "$(command -v $program)" bin/$program
done
comment short.md PATH="$work/dir/bin"
status_is 0
out_has '::warning title=tidegate::no comment was written: gh'

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

