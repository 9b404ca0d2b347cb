#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts the preview's result under the gate's report, and has the gate's own script write it.
# Environment: as comment/action.yml describes.
set -euo pipefail

limit=65536 # characters; GitHub refuses a longer comment
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
report=$REPORTS/tidegate.markdown
text=$RUNNER_TEMP/tidegate-comment.md

preview_text() {
    if [ -n "$PREVIEW" ]; then
        printf '\n%s\n' "$PREVIEW"
    elif [ "$PREVIEW_RESULT" = skipped ]; then
        printf '\n### Preview database: not tried\n\nWhat is blocked is not tried.\n'
    else
        printf '\n### Preview database: %s\n\nIt left no report: see its log.\n' "$PREVIEW_RESULT"
    fi
}

fits() { # FILE
    [ "$(LC_ALL=C.UTF-8 wc -m <"$1")" -le $limit ]
}

compose() {
    cat "$report"
    preview_text
}

if [ -s "$report" ]; then
    compose >"$text"
    fits "$text" || PREVIEW="### Preview database: $PREVIEW_RESULT" compose >"$text"
    fits "$text" || cp "$report" "$text"
    export MARKDOWN=$text
else
    export MARKDOWN='' # the script says by itself that nothing was judged
fi

# No new comment where there is nothing to tell.
export NOTHING_NEW=false
if [ "$VERDICT" = passed ] && [ "$PREVIEW_RESULT" = success ] &&
    jq -e '[.projects[].new] + [.findings | length] | add == 0' "$REPORTS/tidegate.json" >/dev/null 2>&1; then
    NOTHING_NEW=true
fi
exec bash "$here/../comment.sh"
