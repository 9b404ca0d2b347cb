#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sums.sh DIR: writes DIR/SHA256SUMS, of all that a release has. Make may run it for several
# parts at the same time: whoever is last sees the parts of all.
set -eu
export LC_ALL=C

cd "$1"
exec 9<.
flock 9
# shellcheck disable=SC2046
sha256sum $(find . -maxdepth 1 -type f \( -name '*.tar.gz' -o -name '*.tgz' -o -name '*.deb' \) |
    sed 's,^\./,,' | sort) >SHA256SUMS
