#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BINARY...: runs the given cmocka programs and the scripts $SCRIPTS, by default
# tests/cli/*.sh, and ends with the line "N passed, N failed". Of a program in which
# something failed it shows all but the tests that passed; with V=1 all there is. A program
# that dies, hangs or reports less than it announced is a failure.
set -eu
export LC_ALL=C CMOCKA_MESSAGE_OUTPUT=TAP
# The sanitizers' exit status: not 1, which is a verdict of the program's own.
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
: "${TIDEGATE:=$PWD/build/asan/tidegate}"
export TIDEGATE

limit=${LIMIT:-600} # seconds a program
jobs=$(nproc 2>/dev/null || echo 2)
logs=build/tmp/tests
rm -rf $logs
mkdir -p $logs

for program in "$@" ${SCRIPTS-tests/cli/*.sh}; do
    case $program in
    tests/cli/lib*.sh | 'tests/cli/*.sh') ;;
    *) echo "$program" ;;
    esac
done >$logs/list

# Each log is what the program said and, as its last line, its exit status.
xargs -P "$jobs" -I '{}' sh -c '
    program=$1 log=$2/$(echo "$1" | tr / :) timeout=
    command -v timeout >/dev/null && timeout="timeout -k 5 $3"
    case $program in *.sh) set -- sh "$program" ;; *) set -- "$program" ;; esac
    $timeout "$@" </dev/null >"$log" 2>&1 && status=0 || status=$?
    printf "\nexit status %s\n" "$status" >>"$log"
' sh '{}' $logs "$limit" <$logs/list

# shellcheck disable=SC2046
awk -v verbose="${V:-}" '
    function end_of_program(    i, problem) {
        if (name == "")
            return
        if (status != 0 && bad == 0)
            problem = "stopped with exit status " status
        else if (good + bad + skipped == 0)
            problem = "reported no test"
        else if (planned && planned != good + bad + skipped)
            problem = "announced " planned " tests"
        if (problem != "")
            bad++
        if (bad || verbose)
            for (i = 1; i <= lines; i++)
                if (verbose || line[i] !~ /^ok |^1\.\.|^$/)
                    print "    " line[i]
        printf "%s %s: %d passed, %d failed%s%s\n", bad ? "FAIL" : "  ok", name, good, bad, \
            skipped ? ", " skipped " skipped" : "", problem == "" ? "" : ": " problem
        all_good += good
        all_bad += bad
        all_skipped += skipped
    }
    FNR == 1 {
        end_of_program()
        name = FILENAME
        sub(/.*\//, "", name)
        gsub(/:/, "/", name)
        good = bad = skipped = planned = lines = 0
        status = "unknown"
    }
    { line[++lines] = $0 }
    /^1\.\.[0-9]+$/ { planned += substr($0, 4) }
    /^(not )?ok .*# SKIP/ { skipped++; next }
    /^ok / { good++ }
    /^not ok / { bad++ }
    /^exit status / { status = $3 }
    END {
        end_of_program()
        if (all_good + all_bad == 0) {
            print "no test was run"
            all_bad++
        }
        if (all_skipped)
            print all_skipped " skipped; V=1 tells why"
        printf "%d passed, %d failed\n", all_good, all_bad
        exit all_bad > 0
    }' $(sed "s,/,:,g; s,^,$logs/," $logs/list) </dev/null
