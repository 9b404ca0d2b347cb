#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# install.sh BINARY DIR PROGRAM LICENCES: lays out what is installed below DIR, which is the
# /usr of a machine or the folder of an archive. The man page and the completions are what
# PROGRAM says, the same tidegate as one that runs here. LICENCES is what notices.sh made.
set -eu
export LC_ALL=C
umask 022

binary=$1 dir=$2 program=$3 licences=$4
root=$(cd "$(dirname "$0")/.." && pwd)

says() { # FILE ARGUMENT...: what the program says goes there
    file=$dir/$1
    shift
    mkdir -p "$(dirname "$file")"
    "$program" "$@" >"$file"
}

mkdir -p "$dir/bin" "$dir/share/doc/tidegate" "$dir/share/tidegate"
cp "$binary" "$dir/bin/tidegate.new"
chmod 755 "$dir/bin/tidegate.new"
mv -f "$dir/bin/tidegate.new" "$dir/bin/tidegate"
says share/man/man1/tidegate.1 manual
says share/bash-completion/completions/tidegate completion bash
says share/zsh/site-functions/_tidegate completion zsh
says share/fish/vendor_completions.d/tidegate.fish completion fish
rm -rf "$dir/share/tidegate/ci-templates" "$dir/share/doc/tidegate/licences"
cp -R "$root/ci-templates" "$dir/share/tidegate/ci-templates"
cp -R "$licences" "$dir/share/doc/tidegate/licences"
cp "$root/LICENSE" "$root/README.md" "$root/CHANGELOG.md" "$dir/share/doc/tidegate/"
chmod -R u=rwX,go=rX "$dir/share/tidegate" "$dir/share/doc/tidegate"
