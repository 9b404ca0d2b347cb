#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# migrate.sh apply|backup|preview|status: what action.yml runs.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
case ${1:-} in
apply | backup | preview | status) exec bash "$here/$1.sh" ;;
*)
    echo "::error title=Database migrations::command is '${1:-}'; it may be apply, backup, preview or status"
    exit 1
    ;;
esac
