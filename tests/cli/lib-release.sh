# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# For the tests of what installs tidegate; sourced behind lib.sh. start_server makes a
# release of $TIDEGATE, and serves it and an API (see gitlab-api.mjs) at $address, where
# TIDEGATE_RELEASES points to. $archive is its name there, below $server_files.

version=$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"$/\1/p' "$root/linter/cli/cli.h")
server_dir=$work/server
server_files=$server_dir/files/v$version
server=''

start_server() {
    mkdir -p "$server_files"
    # Without the journals' time, which is later than the machine's: tar would tell.
    mkdir "$work/licences"
    env -u SOURCE_DATE_EPOCH sh "$root/.ci/dist.sh" "$TIDEGATE" "$server_files" "$TIDEGATE" "$work/licences"
    archive=$(basename "$server_files"/*.tar.gz)
    cp "$server_files/$archive" "$work/archive"
    cp "$server_files/SHA256SUMS" "$work/sums"
    node "$root/tests/templates/gitlab-api.mjs" "$server_dir" &
    server=$!
    trap stop_server EXIT
    until [ -f "$server_dir/port" ]; do
        kill -0 "$server" # set -e ends the script where the server has
        sleep 0.05
    done
    address=http://127.0.0.1:$(cat "$server_dir/port")
    export TIDEGATE_RELEASES="$address" no_proxy=127.0.0.1
}

stop_server() {
    code=$?
    kill "$server"
    (exit $code)
    finish_script
}

restore_release() {
    cp "$work/archive" "$server_files/$archive"
    cp "$work/sums" "$server_files/SHA256SUMS"
}
