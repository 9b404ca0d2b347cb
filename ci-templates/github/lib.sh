# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# For the scripts of the action; sourced by those beside it.

# annotate LEVEL TEXT: LEVEL is error, warning or notice. The text can be anything.
annotate() {
    local text=$2
    text=${text//'%'/'%25'}
    text=${text//$'\r'/'%0D'}
    text=${text//$'\n'/'%0A'}
    printf '::%s title=tidegate::%s\n' "$1" "$text"
}

# show FILE: in the log, where none of its lines can be taken for a command.
show() {
    local token
    token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '::stop-commands::%s\n' "$token"
    cat -- "$1"
    printf '\n::%s::\n' "$token"
}

# output NAME VALUE: of the step; VALUE is one line.
output() {
    printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

# enter FOLDER: seen from the repository's root.
enter() {
    local folder=$1
    [[ $folder == /* ]] || folder=$GITHUB_WORKSPACE/$folder
    CDPATH='' cd -- "$folder" 2>/dev/null || return
}

# what_is_judged: fills $arguments, of tidegate, with what the inputs say.
what_is_judged() {
    arguments=()
    [[ -z $INPUT_BASE ]] || arguments+=(--base "$INPUT_BASE")
    [[ -z $INPUT_CONFIG ]] || arguments+=(--config "$INPUT_CONFIG")
}
