#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Refuses an #include that tests/rooms.txt does not allow.
set -eu
export LC_ALL=C

find linter rules -name '*.[ch]' | sort | xargs awk '
    function pattern(glob) { # as an anchored regular expression
        gsub(/\./, "\\.", glob)
        gsub(/\*/, ".*", glob)
        return "^" glob "$"
    }
    function fits(text, globs,    n, part, i) {
        n = split(globs, part, " ")
        for (i = 1; i <= n; i++)
            if (text ~ pattern(part[i]))
                return 1
        return 0
    }
    function refuse(text) {
        print FILENAME ":" FNR ": " text
        refused = 1
    }
    BEGIN {
        iso = " assert ctype errno float inttypes limits locale math setjmp signal" \
            " stdalign stdarg stdbool stddef stdint stdio stdlib stdnoreturn string time "
        posix = " dirent fcntl fnmatch poll regex strings sys/mman sys/stat sys/types sys/wait unistd "
        while ((getline row < "tests/rooms.txt") > 0) {
            if (row ~ /^(#|$)/)
                continue
            if (split(row, cell, "|") != 3) {
                print "tests/rooms.txt: not three cells: " row
                refused = 1
            }
            sub(/ +$/, "", cell[1])
            files[++rows] = cell[1]; ours[rows] = cell[2]; others[rows] = cell[3]
        }
    }
    FNR == 1 {
        for (at = 1; at <= rows && FILENAME !~ pattern(files[at]);)
            at++
        if (at > rows)
            refuse("no row of tests/rooms.txt is about this file")
        room = FILENAME
        sub(/^linter\//, "", room)
        sub(/[^\/]*$/, "", room)
    }
    /^[ \t]*#[ \t]*include/ && at <= rows {
        header = $0
        gsub(/^[^"<]*["<]|[">].*$/, "", header)
        base = header
        sub(/\.h$/, "", base)
        if (/"/ && (getline line < ("linter/" header)) >= 0)
            fine = (room != "" && index(header, room) == 1) || fits(header, ours[at])
        else if (others[at] ~ /iso|posix/ && index(iso, " " base " "))
            fine = 1
        else if (FILENAME ~ /\.h$/ && FILENAME !~ /_priv\.h$/)
            fine = 0
        else
            fine = (others[at] ~ /posix/ && index(posix, " " base " ")) || fits(header, others[at])
        close("linter/" header)
        if (!fine)
            refuse(files[at] " may not include " header)
    }
    END { exit refused }'
