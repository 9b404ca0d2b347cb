# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Puts tidegate on PATH: the release for this machine, if its SHA256SUMS says that it is
# the one. TIDEGATE_RELEASES is the address of a mirror. Needs curl, tar and sha256sum.
release=${TIDEGATE_RELEASES:-https://github.com/tidegate/tidegate/releases/download}/v$TIDEGATE_VERSION
folder=tidegate-$TIDEGATE_VERSION-linux-$(uname -m)
tools=$(mktemp -d)
{
  curl -fsSL --retry 3 -o "$tools/$folder.tar.gz" "$release/$folder.tar.gz" &&
  curl -fsSL --retry 3 -o "$tools/SHA256SUMS" "$release/SHA256SUMS" &&
  grep " $folder\.tar\.gz\$" "$tools/SHA256SUMS" >"$tools/sum" &&
  (cd "$tools" && sha256sum -c sum && tar -xzf "$folder.tar.gz")
} || {
  echo "tidegate: $release/$folder.tar.gz cannot be had, or is not what SHA256SUMS says" >&2
  exit 2
}
PATH=$tools/$folder/bin:$PATH
