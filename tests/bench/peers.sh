#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# peers.sh FOLDER: installs the npm packages of package.json beside it there, without running
# their install scripts.
set -eu

mkdir -p "$1"
cp "$(dirname "$0")/package.json" "$1/"
echo "bench: installing what is compared with" >&2
cd "$1"
npm install --no-package-lock --no-audit --no-fund --ignore-scripts --fetch-retries=1 \
    --fetch-retry-mintimeout=1000 --loglevel=error >npm.log 2>&1 </dev/null || {
    tail -n 5 npm.log >&2
    echo "bench: npm could not install them" >&2
    exit 1
}
: >stamp
