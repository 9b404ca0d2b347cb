#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How heavy a rule's finding is, which fixtures do not say: MySQL, MariaDB and TiDB.
. "$(dirname "$0")/lib.sh"

judge() { # ENGINE, then SQL on standard input: the last migration is the change
    write migrations/0002_change.sql
    run check --base none --engine "$1" migrations
}

found() { # SEVERITY RULE...
    said=$1
    shift
    for rule in "$@"; do
        grep -q "$said: .*\[$rule\]" "$out" || problem "no $said of $rule"
    done
}

columns() {
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (
  id bigint NOT NULL PRIMARY KEY,
  name varchar(40) NOT NULL DEFAULT 'x',
  note text NOT NULL COMMENT 'by hand',
  visits int unsigned NOT NULL,
  changed timestamp NULL ON UPDATE CURRENT_TIMESTAMP
);
SQL
}

test_case 'an attribute that goes while all else stays is meant to go'
columns
judge mysql@8.0 <<'SQL'
ALTER TABLE users MODIFY COLUMN `note` TEXT COMMENT 'by hand';
SQL
found notice modify-loses-attribute
found warning table-rebuild
out_has 'rows without a value are accepted from now on' 'changes nothing else'
judge mysql@8.0 <<'SQL'
ALTER TABLE users MODIFY changed timestamp NULL;
SQL
found notice modify-loses-attribute

test_case 'an attribute that goes beside another change is forgotten'
columns
for change in "MODIFY name varchar(50) DEFAULT 'x'" 'MODIFY name varchar(40)' \
    'MODIFY visits int NOT NULL' "MODIFY name varchar(40) DEFAULT 'x' AFTER note" \
    "CHANGE note notes text COMMENT 'by hand'"; do
    echo "ALTER TABLE users $change;" | judge mysql@8.0
    found error modify-loses-attribute
done

test_case 'bytes of a _binary string are data, others are a mistake'
printf "CREATE TABLE t (id int PRIMARY KEY, b binary(2));\nINSERT INTO t VALUES (1, _binary '\377\376');\n" |
    judge mysql@8.0
out_lacks file-encoding
printf "CREATE TABLE t (id int PRIMARY KEY, b text);\nINSERT INTO t VALUES (1, '\377\376');\n" |
    judge mysql@8.0
found error file-encoding
