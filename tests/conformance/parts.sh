#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# parts.sh COMMAND...: runs each command, whatever became of those before it. It ends with 1
# when one failed, else with 77 when one skipped, and says which.
set -u
failed='' skipped=''
for part in "$@"; do
    sh -c "$part"
    case $? in
    0) ;;
    77) skipped="$skipped
  $part" ;;
    *) failed="$failed
  $part" ;;
    esac
done
[ -z "$skipped" ] || echo "SKIPPED, for want of servers:$skipped"
[ -z "$failed" ] || echo "FAILED:$failed"
[ -z "$failed" ] || exit 1
[ -z "$skipped" ] || exit 77
