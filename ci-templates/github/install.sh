#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Finds the tidegate to run, or downloads that of a release and verifies it; the step's
# output `binary` is its path.
#
#   INPUT_VERSION       empty, "installed", or a version
#   OWN_VERSION         the version of this action
#   TIDEGATE_RELEASES   where the releases are, for those who mirror them
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "${BASH_SOURCE%/*}/lib.sh"

releases=${TIDEGATE_RELEASES:-https://github.com/tidegate/tidegate/releases/download}

refuse() { # TEXT
    annotate error "could not install: $1"
    exit 2
}

use() { # BINARY
    local says
    says=$("$1" --version 2>&1) || refuse "$1 does not run here: $says"
    echo "$says ($1)"
    output binary "$1"
    exit 0
}

download() { # URL FILE
    local protocols='=https'
    [[ $releases == https:* ]] || protocols='=http,https'
    curl --fail --silent --show-error --location --proto "$protocols" --proto-redir "$protocols" \
        --retry 3 --connect-timeout 15 --max-time 300 --output "$2" -- "$1" 2>curl.log ||
        refuse "$1: $(cat curl.log)"
}

installed=$(command -v tidegate || true)
version=${INPUT_VERSION#v}
case $version in
installed)
    [[ -n $installed ]] || refuse 'version: installed, but there is no tidegate on PATH'
    use "$installed"
    ;;
'')
    [[ -z $installed ]] || use "$installed"
    version=$OWN_VERSION
    ;;
esac
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
    refuse "version: $INPUT_VERSION is no version; such as $OWN_VERSION, or installed"

case $RUNNER_OS/$RUNNER_ARCH in
Linux/X64) machine=x86_64 ;;
Linux/ARM64) machine=aarch64 ;;
*) refuse "there is no tidegate for $RUNNER_OS on $RUNNER_ARCH: run the job on Linux, or install one and give version: installed" ;;
esac

name=tidegate-$version-linux-$machine
folder=$(mktemp -d "$RUNNER_TEMP/tidegate-bin.XXXXXX")
cd "$folder"
download "$releases/v$version/SHA256SUMS" SHA256SUMS
download "$releases/v$version/$name.tar.gz" "$name.tar.gz"

expected=$(awk -v name="$name.tar.gz" '$2 == name || $2 == "*" name { print $1 }' SHA256SUMS)
[[ $expected =~ ^[0-9a-f]{64}$ ]] || refuse "SHA256SUMS of $version says nothing of $name.tar.gz"
actual=$(sha256sum "$name.tar.gz")
actual=${actual%% *}
[[ $actual == "$expected" ]] ||
    refuse "$name.tar.gz has the checksum $actual, and SHA256SUMS says $expected: it is not run"

tar -xzf "$name.tar.gz" --no-same-owner "$name/bin/tidegate" 2>tar.log ||
    refuse "$name.tar.gz: $(cat tar.log)"
# For later steps of the job, this action's next run among them.
echo "$folder/$name/bin" >>"$GITHUB_PATH"
use "$folder/$name/bin/tidegate"
