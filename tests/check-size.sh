#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Refuses what is too long: a function over 60 lines or 5 parameters, a file over 500
# lines, a header over 170. tests/size-exceptions.txt has rows "name number" for what is
# over its limit all the same; such a row may only shrink: it has to say the present number.
set -eu
export LC_ALL=C

files=$(find linter rules tests -name '*.[ch]' | sort)
{
    # shellcheck disable=SC2086
    wc -l $files | awk '$2 != "total" { print $2, $1, $2 ~ /\.h$/ ? 170 : 500, "lines" }'
    # shellcheck disable=SC2086
    ctags -f - --languages=C --kinds-C=f --fields=neS --sort=no $files | awk -F '\t' '
        {
            for (i = 4; i <= NF; i++) {
                if ($i ~ /^line:/) first = substr($i, 6)
                if ($i ~ /^end:/) last = substr($i, 5)
                if ($i ~ /^signature:/) signature = substr($i, 12, length($i) - 12)
            }
            while (sub(/\([^()]*\)/, "", signature))
                ; # the parameters of parameters do not count, nor does "..."
            sub(/, *\.\.\./, "", signature)
            sub(/, *\.\.\.$/, "", signature) # what is optional is no burden
            print $2 ":" $1 "()", last - first + 1, 60, "lines"
            print $2 ":" $1 "()", gsub(/,/, "", signature) + 1, 5, "parameters"
        }'
} | awk '
    BEGIN {
        while ((getline row < "tests/size-exceptions.txt") > 0)
            if (row !~ /^(#|$)/) {
                split(row, word, " ")
                excepted[word[1] " " word[3]] = word[2]
            }
    }
    { key = $1 " " $4 }
    key in excepted {
        if ($2 != excepted[key] || $2 <= $3) {
            print $1 ": " $2 " " $4 ", but tests/size-exceptions.txt says " excepted[key] " (limit " $3 ")"
            refused = 1
        }
        delete excepted[key]
        next
    }
    $2 > $3 {
        print $1 ": " $2 " " $4 ", the limit is " $3
        refused = 1
    }
    END {
        for (key in excepted) {
            print "tests/size-exceptions.txt: there is no " key
            refused = 1
        }
        exit refused
    }'
