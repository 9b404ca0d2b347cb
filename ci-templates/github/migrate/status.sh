#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares the history of a database with the checkout and changes nothing. Environment:
# as action.yml describes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
for part in lib database history tool; do . "$here/$part.sh"; done

read_url
find_migrations
read_history
sed 's/\t/: /' "$history"
judge_history after || exit 1
tool_status
