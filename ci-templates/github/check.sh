#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs `tidegate check` once with all reports. Findings do not fail this step: a later one
# does, when they are told everywhere. Outputs: exit-status, verdict, the paths of the
# reports that were written, and nothing-new ("true": it passed, and changes no migration).
#
#   BINARY                                  tidegate
#   INPUT_BASE, _CONFIG, _FORMAT, _DIRECTORY  the action's inputs
#   EVENT                                   the event's file in place of the runner's; may be empty
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "${BASH_SOURCE%/*}/lib.sh"

reports=$(mktemp -d "$RUNNER_TEMP/tidegate.XXXXXX")
errors=$reports/errors.txt

verdict() { # STATUS
    output exit-status "$1"
    case $1 in
    0) output verdict passed ;;
    1) output verdict blocked ;;
    *) output verdict could-not-run ;;
    esac
}

wishes() { # fills $arguments
    what_is_judged
    # The text has what annotations, of which GitHub shows a few, and the comment leave out.
    arguments+=(--format text --format github)
    local report wish
    for report in sarif markdown json; do
        arguments+=(--format "$report=$reports/tidegate.$report")
    done
    while IFS= read -r wish; do
        wish=${wish#"${wish%%[![:space:]]*}"}
        wish=${wish%"${wish##*[![:space:]]}"}
        [[ -z $wish ]] || arguments+=(--format "$wish")
    done <<<"$INPUT_FORMAT"
}

# Code scanning takes no notice of suppressions, and no run without results: that is one
# that could not judge, and it must not close the alerts that there are.
for_code_scanning() { # SARIF FILE
    jq -e '.runs[0].results' "$1" >/dev/null 2>&1 &&
        jq 'del(.runs[].results[] | select((.suppressions // []) | length > 0))' "$1" >"$2"
}

nothing_new() { # STATUS
    [[ $1 == 0 ]] && jq -e '[.projects[].new] + [.findings | length] | add == 0' \
        "$reports/tidegate.json" >/dev/null 2>&1
}

if ! enter "$INPUT_DIRECTORY"; then
    annotate error "working-directory: there is no folder $INPUT_DIRECTORY"
    verdict 2
    exit 0
fi

wishes
status=0
GITHUB_EVENT_PATH=${EVENT:-${GITHUB_EVENT_PATH:-}} "$BINARY" check "${arguments[@]}" 2>"$errors" || status=$?
[[ ! -s $errors ]] || show "$errors"
if for_code_scanning "$reports/tidegate.sarif" "$reports/scanning.sarif"; then
    output sarif "$reports/scanning.sarif"
fi
for report in markdown json; do
    [[ ! -s $reports/tidegate.$report ]] || output "$report" "$reports/tidegate.$report"
done
# Options that cannot be read, or a crash: nothing has told it yet.
if [[ $status != [01] && ! -s $reports/tidegate.json ]]; then
    annotate error "could not judge (exit status $status): $(head -c 2000 "$errors")"
fi
if nothing_new "$status"; then output nothing-new true; fi
verdict "$status"
