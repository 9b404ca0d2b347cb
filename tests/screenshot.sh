#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# screenshot.sh [FILE]: the comment that the demo's pull request gets, as a picture
# (ci-templates/github/comment.png). Rendered by cmark-gfm and headless Chromium.
set -eu

picture=${1:-ci-templates/github/comment.png}
: "${TIDEGATE:=$PWD/build/tidegate}"
shot=build/screenshot
rm -rf "$shot"
mkdir -p "$shot"

TIDEGATE=$TIDEGATE sh tests/demo.sh "$shot/demo" >/dev/null
# Links as on GitHub; the addresses are none that exist.
(
    cd "$shot/demo"
    GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=example/shop GITHUB_RUN_ID=1 \
        GITHUB_SHA=$(git rev-parse HEAD) "$TIDEGATE" check --base main --format markdown || [ $? = 1 ]
) >"$shot/comment.md"

{
    echo '<!doctype html><meta charset="utf-8"><style>'
    cat tests/screenshot.css
    echo '</style><div class="comment"><div class="head"><b>github-actions</b> bot commented</div><div class="body">'
    cmark-gfm --unsafe -e table -e tasklist -e strikethrough -e autolink "$shot/comment.md"
    echo '</div></div>'
} >"$shot/comment.html"

for browser in chromium chromium-browser google-chrome; do
    command -v "$browser" >/dev/null && break
done
# Its profile is new, it looks nothing up, and the sandbox would not start for root.
"$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1.5 \
    --user-data-dir="$PWD/$shot/profile" --window-size="${SIZE:-960,1280}" \
    --screenshot="$PWD/$shot/comment.png" "file://$PWD/$shot/comment.html" >"$shot/chromium.log" 2>&1 || {
    cat "$shot/chromium.log" >&2
    exit 1
}
# A hundred colors are enough for text, and a third of the size.
pngquant --force --strip --speed 1 --output "$picture" 128 "$shot/comment.png"
rm -rf "$shot/profile"
size=$(wc -c <"$picture")
echo "$picture: $size bytes"
[ "$size" -le 153600 ]
