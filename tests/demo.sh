#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh [DIR]: makes a git repository of fixtures/_demo in DIR (build/demo), with a main
# branch and a feature branch, and judges the feature branch. Succeeds when it is blocked.
set -eu

demo=${1:-build/demo}
color=${COLOR:-auto}
: "${TIDEGATE:=$PWD/build/tidegate}"

# Whatever the user or the CI has set: the repository is always the same one.
for variable in $(env | sed -n 's/^\(GIT_[A-Z_]*\|GITHUB_[A-Z_]*\|CI_[A-Z_]*\|BITBUCKET_[A-Z_]*\)=.*/\1/p'); do
    unset "$variable"
done
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=Demo GIT_AUTHOR_EMAIL=demo@example.org GIT_AUTHOR_DATE='2025-04-08T10:00:00Z'
export GIT_COMMITTER_NAME=Demo GIT_COMMITTER_EMAIL=demo@example.org GIT_COMMITTER_DATE='2025-04-08T10:00:00Z'

rm -rf "$demo"
mkdir -p "$demo"
cp -R fixtures/_demo/main/. "$demo"
(cd "$demo" && git init -q && git symbolic-ref HEAD refs/heads/main && git add -A && git commit -q -m 'Shop')
cp -R fixtures/_demo/feature/. "$demo"
cd "$demo"
git checkout -q -b feature
git add -A
git commit -q -m 'Order notes; tidy up'

echo "\$ git log --oneline --graph --all && tidegate check"
git --no-pager log --oneline --graph --all
echo
status=0
"$TIDEGATE" check --color="$color" || status=$?

case $status in
0) meaning='passed' ;;
1) meaning='blocked: a CI job ends here, and the branch is not merged' ;;
2) meaning='could not judge, which is no pass either' ;;
*) meaning='a fault of tidegate' ;;
esac
echo
echo "exit status $status: $meaning"
[ "$status" = 1 ]
