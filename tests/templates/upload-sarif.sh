#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Stands in for github/codeql-action/upload-sarif: keeps what it is given beside $UPLOADS,
# and refuses when the repository has no code scanning ($CODE_SCANNING is "off").
set -eu

[ "${CODE_SCANNING:-on}" = on ] || {
    echo 'Code scanning is not enabled for this repository.' >&2
    exit 1
}
file=$(printf '%s' "$WITH" | jq -r .sarif_file)
jq -e '.version == "2.1.0" and (.runs[0].results | type) == "array"' "$file" >/dev/null
cp "$file" "$UPLOADS.sarif"
printf '%s' "$WITH" | jq -c '{category}' >>"$UPLOADS"
