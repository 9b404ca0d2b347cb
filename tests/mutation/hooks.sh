#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each hook of each rule, kept from running and made to report whatever it is silent about:
# a fixture or an example of a rule has to notice both. `make mutation` tries the conditions.
set -eu
export LC_ALL=C

KINDS='never always' node tests/mutation/run.mjs "$(dirname "$TIDEGATE")/mutants"
