#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# live.sh DUMP TEST_MYSQL_TRUTH: MySQL and MariaDB servers against what is believed of them.
# The corpus is asked anew, fixtures are run, catalogs are compared with information_schema,
# schemas are dumped anew, and effects are measured. DUMP is where dump_catalog and
# dump_statements lie, up to their "_". SERVERS says which servers. Without any of them it says
# that it skips, and the exit status is 77.
set -u
export LC_ALL=C
here=$(dirname "$0")
dir=build/conformance/mysql
: "${SERVERS:=debian mariadb mysql}"

# Also where it is interrupted no server stays behind.
# shellcheck disable=SC2086
trap 'sh "$here/servers.sh" stop $dir $SERVERS' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p $dir
# shellcheck disable=SC2086
sh "$here/servers.sh" start $dir $SERVERS >$dir/running
[ -s $dir/running ] || {
    echo 'SKIPPED: conformance-mysql: no server could be started; nothing was compared'
    exit 77
}

failed=0
step() { # WHAT COMMAND...
    what=$1
    shift
    "$@" || { echo "FAILED: $what"; failed=1; }
}

family() { # NAME: its servers
    echo "$all" | grep "^$1@"
}

all=$(sed 's/ /=/' $dir/running)
dumped=$here/../../mysql
# shellcheck disable=SC2046,SC2086
{
    step 'the corpus' node "$here/measure.mjs" --compare $all "$here"/corpus/*.txt
    step fixtures node "$here/fixtures.mjs" "$1_statements" $all
    step 'catalogs of histories' node "$here/catalog.mjs" "$1_catalog" $all \
        $(find fixtures/_samples -maxdepth 1 -name '*mysql*' ! -name '*-builders') "$here/histories/common.sql"
    for name in mysql mariadb; do
        [ -z "$(family $name)" ] || step "catalogs of $name" node "$here/catalog.mjs" "$1_catalog" \
            $(family $name) "$here/histories/$name.sql" "$dumped/dumped-by-$name"-*.sql
    done
    # What MySQL alone takes.
    [ -z "$(family mysql)" ] || step "catalogs of MySQL's histories" node "$here/catalog.mjs" "$1_catalog" \
        $(family mysql) fixtures/_samples/*mysql*-builders "$dumped/dumped-by-laravel.sql" "$dumped/dumped-by-rails.sql" "$dumped/flyway-trigger.sql"
    for name in mysql@9.7 mariadb@10.11; do
        socket=$(sed -n "s/^$name //p" $dir/running)
        [ -z "$socket" ] || step "dumps of $name" sh "$here/dump.sh" $dir $name "$socket"
    done
    step effects sh "$here/effects_live.sh" "$2" $all
}
[ "$(wc -l <$dir/running)" = "$(echo "$SERVERS" | wc -w)" ] ||
    echo 'Some servers were not there: what is above is about the others.'
exit $failed
