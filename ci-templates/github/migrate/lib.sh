# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the scripts beside it share: what is said and where, and how a command of the
# project is run. Sourced; needs bash 4.

say() { echo "migrate: $*"; }

die() { # TEXT: the reason as an annotation of the run, and kept for the summary
    echo "::error title=Database migrations::$(one_line "$*")" >&2
    echo "$*" >>"$scratch/failure"
    exit 1
}

# The text of a workflow command ends with the line: % first, for it escapes the others.
one_line() { # TEXT
    local text=${1//'%'/%25}
    text=${text//$'\r'/%0D}
    echo "${text//$'\n'/%0A}"
}

warn() { # TEXT
    echo "::warning title=Database migrations::$(one_line "$*")" >&2
}

# Markdown on standard input, into the run's summary and, for a comment, into a file.
summary() {
    tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}" "${MIGRATE_REPORT:-/dev/null}" >/dev/null
}

# GitHub hides secrets that it knows; the parts of one and their decoded form it does not.
hide() { # TEXT
    [ -z "$1" ] || [ "${GITHUB_ACTIONS:-}" != true ] || echo "::add-mask::$(one_line "$1")"
}

temporary() { # prints a new private file's name; cleanup removes it
    mktemp "$scratch/XXXXXX"
}

# Everything that is written on the way is private and goes away with the script.
umask 077
scratch=$(mktemp -d "${RUNNER_TEMP:-/tmp}/migrate.XXXXXX")
cleanup() { rm -rf "$scratch"; }
trap cleanup EXIT

# ---- the project ----

tool=${TOOL:-}
case $tool in
drizzle | prisma | supabase) ;;
*) die "tool is '$tool'; it may be drizzle, prisma or supabase" ;;
esac

# The package manager is that of the nearest lock file, from here up to the checkout.
# Prints its name and, behind a blank, the folder.
nearest_lock() {
    local folder top row
    top=$(cd "${GITHUB_WORKSPACE:-/}" && pwd -P)
    folder=$(pwd -P)
    while :; do
        for row in pnpm:pnpm-lock.yaml yarn:yarn.lock bun:bun.lock bun:bun.lockb \
            npm:package-lock.json npm:npm-shrinkwrap.json; do
            if [ -f "$folder/${row#*:}" ]; then echo "${row%%:*} $folder" && return; fi
        done
        if [ "$folder" = "$top" ] || [ "$folder" = / ]; then break; fi
        folder=$(dirname "$folder")
    done
    if [ -f package.json ]; then echo "npm $(pwd -P)"; else echo "none $(pwd -P)"; fi
}

package_manager() { nearest_lock | cut -d' ' -f1; }
lock_folder() { nearest_lock | cut -d' ' -f2-; }

project() { # COMMAND ARGUMENT...: a program of the project's own dependencies
    case $(package_manager) in
    npm) npx --no-install "$@" ;;
    pnpm) pnpm exec "$@" ;;
    yarn) yarn run "$@" ;;
    bun) bun run "$@" ;;
    none) "$@" ;;
    esac
}
