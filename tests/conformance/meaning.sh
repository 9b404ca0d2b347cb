#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# meaning.sh SOCKETS: asks the server there about the pairs of meaning.txt that tidegate
# takes for the same. Two checks, queries and sequences are the same when the server tells
# them in the same words; two defaults when a row gets the same value from either.
set -u
export LC_ALL=C
here=$(dirname "$0")
sockets=$1
tab=$(printf '\t')

sql() { # the statements on standard input; prints what they answer
    psql -XAtq -v ON_ERROR_STOP=1 -h "$sockets" -U postgres -d meaning 2>&1
}

psql -Xq -h "$sockets" -U postgres -d postgres \
    -c 'DROP DATABASE IF EXISTS meaning' -c 'CREATE DATABASE meaning' >/dev/null 2>&1
sql <<'EOF' || exit 1
CREATE TYPE user_role AS ENUM ('admin', 'member');
CREATE TABLE users (id int, age int, "Age" int, email text, status text, role user_role);
EOF

ask() { # CONTEXT PIECE
    case $1 in
    'default '*)
        # In one transaction now() stands still.
        echo "CREATE TEMP TABLE t (n int, c ${1#default } DEFAULT $2);
            INSERT INTO t (n) VALUES (1);
            SELECT c IS NULL, replace(c::text, now()::text, 'now'),
                c::text = (now()::timestamp)::text FROM t"
        ;;
    check)
        echo "ALTER TABLE users ADD CONSTRAINT c CHECK ($2);
            SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'c'"
        ;;
    query) echo "CREATE VIEW v AS $2; SELECT pg_get_viewdef('v')" ;;
    sequence) echo "CREATE SEQUENCE s $2; SELECT * FROM pg_sequences" ;;
    esac
}

# "now" where the value is that of the transaction's start.
answer() { # CONTEXT PIECE
    { echo 'BEGIN;'; ask "$1" "$2"; echo '; ROLLBACK;'; } | sql |
        sed 's/|\(.*\)|t$/|now/; s/|f$//'
}

asked=0
wrong=0
while IFS=$tab read -r verdict context a b; do
    [ "$verdict" = same ] || continue
    asked=$((asked + 1))
    first=$(answer "$context" "$a")
    second=$(answer "$context" "$b")
    case $first$second in
    *ERROR*) first="$first no answer" ;;
    esac
    [ "$first" = "$second" ] && continue
    wrong=$((wrong + 1))
    echo "not the same as $context: $a ($first), $b ($second)"
done <"$here/meaning.txt"
echo "meaning: $asked pairs, $wrong that the server tells apart"
[ "$asked" -gt 0 ] && [ "$wrong" = 0 ]
