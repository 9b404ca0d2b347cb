#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh FILE.c: writes the templates of `tidegate init` as a C table, from templates.txt
# beside it. It stops on a row of another shape, on a template that is not there, and on
# one that does not name the default branch as its row says; it touches FILE only when the
# table differs. Run it where the Makefile is.
set -eu
export LC_ALL=C

out=$1
folder=ci-templates

complain() {
    echo "embed: $folder/templates.txt: $1" >&2
    exit 1
}

quoted() { # TEXT: as a C string
    printf '"%s"' "$(printf %s "$1" | sed 's/["\\]/\\&/g')"
}

field() { # NUMBER, of $row
    printf %s "$row" | awk -F ' [|] ' -v n="$1" '{ printf "%s", $n }'
}

rows=$(grep -v '^#' $folder/templates.txt | grep .)
{
    echo '// Made by ci-templates/embed.sh.'
    echo '#include "cli/template.h"'
    echo
    number=0 table=
    while IFS= read -r row; do
        name=$(field 1) file=$folder/$(field 2) branch=$(field 5)
        [ "$(printf %s "$row" | awk -F ' [|] ' '{ print NF }')" = 6 ] ||
            complain "a row has six fields: $row"
        [ -f "$file" ] || complain "$name: there is no $file"
        case $(field 4) in
        file) program=false ;;
        program) program=true ;;
        *) complain "$name: $(field 4) is neither file nor program" ;;
        esac
        find='' replace=''
        if [ "$branch" != - ]; then
            find=${branch%% => *} replace=${branch#* => }
            grep -qF -- "$find" "$file" || complain "$name: $file has no \"$find\""
            case $replace in *@*) ;; *) complain "$name: \"$replace\" has no @" ;; esac
        fi
        number=$((number + 1))
        echo "static const char text_${number}[] = {"
        # Character constants, which fit into a char whether it has a sign or not.
        od -An -v -tx1 "$file" | sed "s/ \([0-9a-f][0-9a-f]\)/'\\\\\\x\1', /g"
        echo '};'
        table="$table    { $(quoted "$name"), { text_$number, sizeof text_$number }, $(quoted "$(field 3)"),
      $program, $(quoted "$find"), $(quoted "$replace"), $(quoted "$(field 6)") },
"
    done <<ROWS
$rows
ROWS
    echo
    echo 'const Template templates[] = {'
    printf '%s' "$table"
    echo '};'
    echo 'const size_t template_count = sizeof templates / sizeof *templates;'
} >"$out.new"
if cmp -s "$out.new" "$out"; then rm "$out.new"; else mv "$out.new" "$out"; fi
