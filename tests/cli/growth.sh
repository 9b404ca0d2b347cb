#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Twice as much to judge takes twice as long: of the release build, in instructions, of which
# a busy machine needs no more than a quiet one.
. "$(dirname "$0")/lib.sh"

test_case 'instructions grow with the size of a history, and of a file'
release=$root/build/tidegate
[ -x "$release" ] || problem "there is no $release: make builds it"
# 125 to 1,000 migrations, and a file of 500 kB to 4 MB.
node "$root/tests/bench/growth.mjs" "$release" "$work/dir" 0.0625 0.05 >"$out" 2>"$err" || problem 'they grow faster'
is "$(grep -c 'exponent [0-9]' "$out")" 2

test_case 'instructions grow with the number of statements, whatever they are'
mkdir "$work/shapes"
node "$root/tests/bench/shapes.mjs" "$release" "$work/shapes" >"$out" 2>"$err" || problem "$(cat "$out")"
is "$(grep -c 'exponent [0-9]' "$out")" 8

test_case 'what grows with the square of the size is told'
node --input-type=module - >"$out" 2>"$err" <<JS || problem 'no exponent'
import { exponent } from '$root/tests/bench/count.mjs';
console.log([1, 1.5, 2].map((power) => exponent([1, 2, 4, 8].map((size) => [size, 7 * size ** power])).toFixed(3)).join(' '));
JS
out_is '1.000 1.500 2.000'
