#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# live.sh DUMP: MySQL and MariaDB servers against what is believed of them: the corpus is asked
# anew, fixtures are run, and the catalog is compared with information_schema. SERVERS says
# which. Without any server it says that it skips, and the exit status is 77.
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

all=$(sed 's/ /=/' $dir/running)
# shellcheck disable=SC2086
{
    step 'the corpus' node "$here/measure.mjs" --compare $all "$here"/corpus/*.txt
    step fixtures node "$here/fixtures.mjs" "$TIDEGATE" $all
    step 'catalogs of histories' node "$here/catalog.mjs" "$1" $all \
        fixtures/_samples/*mysql* "$here/histories/common.sql"
    for family in mysql mariadb; do
        own=$(echo "$all" | grep "^$family@") || continue
        step "catalogs of $family" node "$here/catalog.mjs" "$1" $own "$here/histories/$family.sql"
    done
}
[ "$(wc -l <$dir/running)" = "$(echo "$SERVERS" | wc -w)" ] ||
    echo 'Some servers were not there: what is above is about the others.'
exit $failed
