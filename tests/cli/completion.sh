#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `tidegate completion`: scripts that the shells take, and what they make of words.
. "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
    "$TIDEGATE" completion $shell >"$work/$shell"
done

has_shell() { # SHELL
    command -v "$1" >/dev/null || { skip_test "there is no $1" && return 1; }
}

test_case 'each shell takes its script'
for shell in bash zsh fish; do
    ! command -v $shell >/dev/null || $shell -n "$work/$shell" >"$out" 2>"$err" || problem "$shell refuses it"
done
for shell in bash zsh fish; do
    command -v $shell >/dev/null || skip_test "there is no $shell"
done

test_case 'an unknown shell is refused'
run completion fishh
status_is 2
err_has 'unknown shell fishh' 'did you mean fish?'
run completion
status_is 2
err_has 'completion takes one shell'

# ---- bash, as readline calls it ----

offers() { # LINE: what bash has for it, in a line
    bash --norc --noprofile -c '
        . "$1"
        compopt() { :; } # which is for readline alone
        COMP_LINE=$2 COMP_POINT=${#2}
        _tidegate
        printf "%s\n" "${COMPREPLY[@]}"' bash "$work/bash" "$1" 2>>"$err" | sort | paste -s -d ' '
}

test_case 'bash completes commands, options, values and files'
if has_shell bash; then
    mkdir migrations
    : >'my schema.sql'
    is "$(offers 'tidegate ')" 'baseline check completion config explain init journal locks manual rules'
    is "$(offers 'tidegate c')" 'check completion config'
    is "$(offers 'tidegate --v')" --version
    is "$(offers 'tidegate check --st')" '--staged --stdin-path --strict'
    is "$(offers 'tidegate check --format ')" 'checkstyle github gitlab json junit markdown sarif text'
    is "$(offers 'tidegate check --staged --fail-on n')" 'never notice'
    is "$(offers 'tidegate check mi')" migrations
    is "$(offers 'tidegate check --staged m')" 'migrations my schema.sql'
    is "$(offers 'tidegate locks --given my')" 'my schema.sql'
    is "$(offers 'tidegate check --base ')" 'auto none'
    is "$(offers 'tidegate check --comment-name m')" ''
    is "$(offers 'tidegate explain drop-col')" 'drop-column drop-column-blocked drop-column-dependency drop-column-narrows-index'
    is "$(offers 'tidegate init git')" 'github gitlab'
    is "$(offers 'tidegate baseline ')" 'prune show write'
    is "$(offers 'tidegate journal f')" fix
    is "$(offers 'tidegate completion ')" 'bash fish zsh'
    is "$(offers 'tidegate rules ')" ''
    is "$(offers 'tidegate nothing ')" ''
    # "=" and "@" end words of readline's, which replaces what stands behind them.
    is "$(offers 'tidegate check --format=js')" json
    is "$(offers 'tidegate check --engine postgres@1')" '11 12 13 14 15 16 17 18'
    is "$(offers 'tidegate check --engine=mysql@8.')" '8.0 8.1 8.2 8.3 8.4'
    err_is ''
fi

test_case 'bash completes what is typed into it'
if has_shell bash; then
    ln -s "$TIDEGATE" tidegate
    if script -qec 'true' /dev/null >/dev/null 2>&1 </dev/null; then
        printf '%s\n' "PATH=$PWD:\$PATH PS1=" ". '$work/bash'" >rc
        printf 'tidegate expl\tdrop-tab\t>said\nexit\n' |
            script -qec 'bash --noprofile --rcfile rc -i' /dev/null >"$out" 2>"$err" || true
        is "$(sed -n 1p said)" "$("$TIDEGATE" explain drop-table | sed -n 1p)"
    else
        skip_test 'script(1) gives no terminal here'
    fi
fi

# ---- fish and zsh ----

test_case 'fish completes commands, options, values and files'
if has_shell fish; then
    fish_offers() { # LINE
        fish --no-config -c "source $work/fish; complete -C '$1'" 2>>"$err" | cut -f 1 | sort | paste -s -d ' '
    }
    mkdir migrations
    is "$(fish_offers 'tidegate c')" 'check completion config'
    is "$(fish_offers 'tidegate check --st')" '--staged --stdin-path --strict'
    is "$(fish_offers 'tidegate check --fail-on n')" 'never notice'
    is "$(fish_offers 'tidegate check m')" migrations/
    is "$(fish_offers 'tidegate explain drop-table')" drop-table
    is "$(fish_offers 'tidegate rules m')" ''
    is "$(fish_offers 'tidegate check --base a')" auto
    err_is ''
fi

test_case 'zsh completes what is typed into it'
if has_shell zsh; then
    mkdir functions
    cp "$work/zsh" functions/_tidegate
    # A tab, and the whole line with what it has become, as zsh would run it.
    cat >run.zsh <<'ZSH'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=($PWD/functions \$fpath); autoload -Uz compinit; compinit -u -d dump"
zpty -w shell "run() { print -r -- \$BUFFER >>lines; BUFFER=''; zle accept-line }; zle -N run; bindkey '^X' run; : >lines"
for line in "$@"; do
    count=$(wc -l <lines 2>/dev/null || echo 0)
    zpty -n -w shell "$line"$'\t\x18'
    for ((i = 0; i < 200 && $(wc -l <lines 2>/dev/null || echo 0) == count; i++)); do
        sleep 0.05
        zpty -r -t shell text || true
    done
done
zpty -d shell
ZSH
    : >lines
    HOME=$PWD zsh -f run.zsh 'tidegate expl' 'tidegate explain drop-tab' 'tidegate check --fail-on nev' \
        'tidegate check --staged --fail-on=nev' 'tidegate locks --engine d' >"$out" 2>"$err" || true
    is "$(sed 's/ *$//' lines)" 'tidegate explain
tidegate explain drop-table
tidegate check --fail-on never
tidegate check --staged --fail-on=never
tidegate locks --engine d1'
fi
