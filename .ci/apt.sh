# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Sourced by deps.sh and static.sh, which set $apt to a folder of their own.
# shellcheck disable=SC2154

# An apt that reads $apt/sources.list.d alone and keeps all it writes in $apt.
private_apt() {
    apt-get -q -o Dir::Etc::sourcelist="$apt/empty" -o Dir::Etc::sourceparts="$apt/sources.list.d" \
        -o Dir::Etc::preferences="$apt/empty" -o Dir::Etc::preferencesparts="$apt/empty.d" \
        -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/empty" \
        -o Dir::Cache="$apt/cache" -o APT::Default-Release= -o Acquire::Languages=none \
        -o APT::Sandbox::User="$(id -un)" "$@"
}

private_apt_init() {
    rm -rf "$apt"
    mkdir -p "$apt/sources.list.d" "$apt/empty.d" "$apt/lists/partial" "$apt/cache/archives/partial"
    : >"$apt/empty"
}
