#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# project.sh detect|install: the package manager of the project, and its dependencies.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"

# A dependency is in package.json or comes with the workspace.
supabase_state() {
    if [ "$tool" != supabase ]; then
        echo unused
    elif [ -f package.json ] && jq -e '[.dependencies, .devDependencies] | any(.supabase?)' package.json >/dev/null; then
        echo dependency
    else
        echo missing
    fi
}

detect() {
    local manager
    manager=$(package_manager)
    [ "$manager" != none ] || [ "$tool" = supabase ] ||
        die "$(pwd) has no package.json: is working-directory right?"
    {
        echo "manager=$manager"
        echo "root=$(lock_folder)"
        echo "supabase=$(supabase_state)"
    } | tee -a "${GITHUB_OUTPUT:-/dev/null}"
}

# Without what a lock file says, two runs of the same commit would not be the same.
install() {
    local manager
    manager=$(package_manager)
    cd "$(lock_folder)"
    case $manager in
    npm)
        [ -f package-lock.json ] || [ -f npm-shrinkwrap.json ] || die "there is no lock file beside $(pwd)/package.json"
        npm ci --no-audit --no-fund
        ;;
    pnpm) pnpm install --frozen-lockfile ;;
    yarn) yarn_install ;;
    bun) bun install --frozen-lockfile ;;
    none) say 'no package.json: nothing to install' ;;
    esac
}

yarn_install() { # Yarn 1 is on the runners, later ones come by corepack
    if jq -e '.packageManager // "" | test("^yarn@([2-9]|[1-9][0-9])")' package.json >/dev/null; then
        corepack enable
        yarn install --immutable
    else
        yarn install --frozen-lockfile
    fi
}

case ${1:-} in
detect | install) "$1" ;;
*) die "project.sh '${1:-}': detect or install" ;;
esac
