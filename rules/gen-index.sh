#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gen-index.sh FILE.c: writes the table of all rules, sorted by id, from the lines
# "RULE(name) = {" in rules/*.c and linter/lint/engine.c. It stops on a rule that it would
# miss (any other shape), on a name that is there twice and on a file without a rule; it
# touches FILE only when the table differs. Run it where the Makefile is.
set -eu
export LC_ALL=C

out=$1
files=$(ls rules/*.c linter/lint/engine.c)

# "id name family" a line; complaints go to standard error and make awk fail.
# shellcheck disable=SC2086
rows=$(awk '
    function complain(text) { print "gen-index: " text | "cat >&2"; failed = 1 }
    function end_of_file() {
        if (file != "" && used != shaped)
            complain(file ": RULE( is used " used " times, but " shaped \
                " lines have the shape \"RULE(name) = {\" at column 1")
        else if (file != "" && used == 0)
            complain(file ": no rule; a file here is a family of rules")
        used = shaped = 0
    }
    FNR == 1 {
        end_of_file()
        file = family = FILENAME
        sub(/.*\//, "", family)
        sub(/\.c$/, "", family)
    }
    { rest = $0 }
    /^RULE\([a-z][a-z0-9_]*\) = \{/ {
        shaped++
        id = name = substr($0, 6, index($0, ")") - 6)
        gsub(/_/, "-", id)
        if (name in seen)
            complain(FILENAME ": RULE(" name ") is also in " seen[name])
        seen[name] = FILENAME
        print id, name, family
    }
    {
        while (match(rest, /(^|[^A-Za-z0-9_])RULE[ \t]*\(/)) {
            used++
            rest = substr(rest, RSTART + RLENGTH)
        }
    }
    END {
        end_of_file()
        exit failed
    }' $files)
rows=$(echo "$rows" | sort)

{
    echo '// Made by rules/gen-index.sh.'
    echo '#include "lint/rule.h"'
    echo
    echo "$rows" | sed 's/^[^ ]* \([^ ]*\) .*/extern const Rule rule_\1;/'
    echo
    echo 'const RuleEntry rule_index[] = {'
    echo "$rows" | sed 's/^[^ ]* \([^ ]*\) \(.*\)/    { \&rule_\1, "\2" },/'
    echo '};'
    echo 'const size_t rule_index_len = sizeof rule_index / sizeof rule_index[0];'
} >"$out.new"
if cmp -s "$out.new" "$out"; then rm "$out.new"; else mv "$out.new" "$out"; fi
