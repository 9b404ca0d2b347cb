#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD NAME: runs one harness of BUILD/fuzz_NAME for T seconds, from the fixtures
# and from what earlier runs have kept in BUILD/corpus. What it finds lies in BUILD/found.
set -eu
build=$1 name=$2
corpus=$build/corpus/$name seeds=$build/seeds/$name found=$build/found log=$build/log/$name
rm -rf "$seeds"
mkdir -p "$corpus" "$seeds" "$found" "$build/log"
"$build/plant" "$name" "$seeds"

set -- -max_total_time="${T:-60}" -timeout=20 -rss_limit_mb=3072 -max_len=16384 \
    -print_final_stats=1 -artifact_prefix="$found/$name-"
dict=tests/fuzz/$name.dict
[ ! -e "$dict" ] || set -- "$@" -dict="$dict"

# Not to be taken for a verdict: 1 is one of the program's own.
if "$build/fuzz_$name" "$@" "$corpus" "$seeds" >"$log" 2>&1; then
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "fuzz: $name: $inputs inputs, nothing found"
    exit 0
fi
sed -n '/^==[0-9]*==ERROR\|runtime error:\|does not hold:\|libFuzzer: /,$p' "$log" | head -n 60
input=$(sed -n 's/^.*Test unit written to //p' "$log" | tail -n 1)
echo "fuzz: $name: FAILED on ${input:-no input of its own}; all of it: $log"
exit 1
