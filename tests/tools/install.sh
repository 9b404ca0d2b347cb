#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the npm packages of package.json beside it into build/tools, without running
# their install scripts, and without their peers: of some a file is all that is wanted
# (SARIF's schema, and Jenkins' of JUnit). Where that cannot be done, the tests that need
# one are skipped; in CI it is a failure.
set -eu

tools=build/tools
mkdir -p $tools
cp "$(dirname "$0")/package.json" $tools/
echo "tools: installing npm packages for the tests" >&2
if (cd $tools && npm install --no-package-lock --no-audit --no-fund --ignore-scripts \
    --fetch-retries=1 --fetch-retry-mintimeout=1000 --legacy-peer-deps --loglevel=error) \
    >$tools/npm.log 2>&1 </dev/null; then
    : >$tools/stamp
else
    tail -n 5 $tools/npm.log >&2
    echo "tools: npm could not install them: tests that need one are skipped" >&2
    [ "${CI:-}" != true ]
fi
