#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Stands in for actions/checkout: fetches from $ORIGIN into the workspace what the action
# would fetch, under the same names. WITH has its inputs.
set -eu

depth=$(printf '%s' "$WITH" | jq -r '."fetch-depth" // "1"')
git init -q .
git remote add origin "$ORIGIN" 2>/dev/null || git remote set-url origin "$ORIGIN"
case $GITHUB_REF in
refs/pull/*) there=refs/remotes/${GITHUB_REF#refs/} ;;
*) there=refs/remotes/origin/${GITHUB_REF#refs/heads/} ;;
esac
if [ "$depth" = 0 ]; then
    git fetch -q origin '+refs/heads/*:refs/remotes/origin/*' "+$GITHUB_REF:$there"
else
    git fetch -q --depth="$depth" "file://$ORIGIN" "+$GITHUB_REF:$there"
fi
case $GITHUB_REF in
refs/pull/*) git checkout -q --force --detach "$there" ;;
*) git checkout -q --force -B "${GITHUB_REF#refs/heads/}" "$there" ;;
esac
