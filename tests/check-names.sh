#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Refuses calls that have a better or safer name here: memory comes from arenas, text from
# Str and Out. Only linter/base may have memory from libc, and free() stands elsewhere only
# where a foreign library hands out memory that its API says to free that way. The macros
# of vectors evaluate theirs more than once, so that a call there is made again and again.
set -eu
export LC_ALL=C

unsafe='sprintf|vsprintf|strcpy|strncpy|strcat|strncat|gets|atoi|atol|atof|strtok|setjmp|longjmp|system|popen'
memory='malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf|alloca'

banned_in() {
    case $1 in
    linter/base/*) echo "$unsafe" ;;
    linter/dialect/pg*) echo "$unsafe|$memory" ;; # stderr_buffer of pg_query_raw_parse
    *) echo "$unsafe|$memory|free" ;;
    esac
}

refused=0
for file in $(find linter rules -name '*.[ch]' | sort); do
    # The compiler takes the comments out and tells the lines; then the texts go.
    ${CC:-cc} -fpreprocessed -dD -E -x c "$file" | awk -v file="$file" -v names="$(banned_in "$file")" '
        /^# [0-9]+ "/ { line = $2; next }
        {
            gsub(/"([^"\\]|\\.)*"/, "\"\"")
            if (match($0, "(^|[^A-Za-z0-9_>.])(" names ")[ ]*\\(") ||
                match($0, "vec_(push|own|reserve)\\([^,]*,[^,)]*[a-z0-9_]\\(")) {
                print file ":" line ": " substr($0, RSTART)
                refused = 1
            }
            line++
        }
        END { exit refused }' || refused=1
done
exit $refused
