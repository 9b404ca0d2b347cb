#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# All checks that look at the source and run nothing of it. Each says "ok - check: NAME",
# or "not ok - check: NAME" with what it found; the last line is "N passed, N failed".
# "check.sh NAME..." runs only those. make hands over SOURCE_FLAGS and PG_CFLAGS.
set -u
export LC_ALL=C

jobs=$(nproc 2>/dev/null || echo 2)
out=build/check
mkdir -p $out

sources() { find linter rules -name '*.c' | sort && printf '%s\n' $out/rule_index.c $out/templates.c; }
test_sources() { find tests -name '*.c' | sort; }
headers() { find linter -name '*.h' | sort; }

# each COMMAND...: for every file on standard input, with $file and, for those that see
# libpg_query, $pg; several at once.
each() {
    xargs -P "$jobs" -I '{}' env COMMAND="$*" sh -c '
        file=$1 pg=
        case $file in linter/dialect/pg* | tests/bench/pg_*) pg=$PG_CFLAGS ;; esac
        eval "$COMMAND"' sh '{}'
}

# Another version sets a few macros otherwise: it is no judge.
format() {
    clang-format --version | grep -q 'version 14\.' || {
        echo "the project's clang-format is 14, this is $(clang-format --version)"
        return 77
    }
    find linter rules tests .ci -name '*.[ch]' | sort | xargs clang-format --dry-run -Werror
}

# The release's optimisation, since some warnings need it. The objects stay for "globals".
gcc_warnings() {
    rm -f $out/*.o
    sources | each 'object=build/check/$(echo $file | tr / :).o
        gcc $SOURCE_FLAGS $pg -Werror -O2 -D_FORTIFY_SOURCE=2 -fPIE -c -o $object $file' &&
        test_sources | each 'gcc $SOURCE_FLAGS -Itests $pg -Werror -O2 -c -o /dev/null $file'
}

clang_warnings() {
    { sources && test_sources; } | each 'clang $SOURCE_FLAGS -Itests $pg -Werror -fsyntax-only $file'
}

# No object has a section that can be written to, but for what a signal's handler has to
# know, and SQLite's allocator, whose functions are given nothing that it could hang on.
globals() {
    find $out -name '*.o' ! -name 'linter:base:deadline.c.o' \
        ! -name 'linter:dialect:sqlite_memory.c.o' | sort | xargs size -A | awk '
        / :$/ { name = $1 }
        /^\.t?(data|bss)/ && !/^\.data\.rel\.ro/ && $2 > 0 {
            print name ": " $2 " bytes of mutable globals in " $1
            found = 1
        }
        END { exit found || NR == 0 }'
}

# Nothing but macros is a header, too, though ISO C has no unit without a declaration.
headers_alone() {
    headers | each 'echo "extern int unit;" |
            gcc $SOURCE_FLAGS $pg -Werror -fsyntax-only -include $file -x c -' &&
        headers | each 'guard=$(echo ${file#linter/} | tr a-z/. A-Z__)
            grep -q "^#ifndef $guard\$" $file || { echo "$file: its guard is not $guard"; exit 1; }'
}

# Two faults of cppcheck: internalAstError is 2.10 giving up on a compound literal between ?
# and : (2.17 reads it); unknownEvaluationOrder misreads { .index = i++ }, where gcc's
# -Wsequence-point is right.
cppcheck_all() {
    cppcheck -q -j "$jobs" --std=c11 --enable=warning,performance,portability --inline-suppr \
        --error-exitcode=1 --library=tests/cppcheck.cfg --suppress=missingIncludeSystem \
        --suppress=unknownEvaluationOrder --suppress=internalAstError \
        -D_POSIX_C_SOURCE=200809L -Ilinter linter rules
}

clang_tidy() {
    sources | each 'clang-tidy --quiet $file -- $SOURCE_FLAGS $pg'
}

# Null pointers are clang-tidy's: gcc 12 takes it that a vector of length 0 stays so in calls.
gcc_analyzer() {
    sources | each 'gcc $SOURCE_FLAGS $pg -Werror -O1 -fanalyzer -Wno-analyzer-null-dereference -c -o /dev/null $file'
}

# SC2016 is about $ in '...', which here is a program for awk or for each(). The tests of
# the program have their variables and set -e from lib.sh, which shellcheck does not follow.
shellcheck_all() {
    find tests .ci rules ci-templates -name '*.sh' ! -path 'tests/cli/*' ! -path 'tests/dist/*' | sort |
        xargs shellcheck -e SC2016,SC1091 .ci/run tests/cli/lib.sh ci-templates/pre-commit/tidegate &&
        shellcheck -s sh ci-templates/git-hook/pre-commit ci-templates/husky/pre-commit npm/tidegate/bin/tidegate &&
        find tests/cli tests/dist -name '*.sh' | sort | xargs shellcheck -e SC2016,SC1091,SC2034,SC2154,SC2164,SC2103,SC2119,SC2120
}

# NAME, the function that does it; a name that was not asked for is passed over.
passed=0 failed=0
for row in format:format rooms:'sh tests/check-rooms.sh' sizes:'sh tests/check-size.sh' \
    names:'sh tests/check-names.sh' headers:headers_alone gcc:gcc_warnings \
    globals:globals clang:clang_warnings cppcheck:cppcheck_all clang-tidy:clang_tidy \
    analyzer:gcc_analyzer shellcheck:shellcheck_all; do
    name=${row%%:*}
    case " ${*:-$name} " in *" $name "*) ;; *) continue ;; esac
    begun=$(date +%s)
    # shellcheck disable=SC2086
    said=$(${row#*:} 2>&1) && status=0 || status=$?
    case $status in
    0)
        echo "ok - check: $name ($(($(date +%s) - begun)) s)"
        passed=$((passed + 1))
        ;;
    77)
        echo "ok - check: $name # SKIP $said"
        ;;
    *)
        echo "not ok - check: $name"
        echo "$said" | sed '/^[0-9]* warnings\{0,1\} generated\.$/d; s/^/    /'
        failed=$((failed + 1))
        ;;
    esac
done
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
