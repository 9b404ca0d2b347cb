# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Sourced by deps.sh, static.sh, cross.sh and tests/conformance/mysql/servers.sh, which set $apt to a
# folder of their own.
# shellcheck disable=SC2154

# An apt that reads $apt/sources.list.d alone and keeps all it writes in $apt.
private_apt() {
    apt-get -q -o Dir::Etc::sourcelist="$apt/empty" -o Dir::Etc::sourceparts="$apt/sources.list.d" \
        -o Dir::Etc::preferences="$apt/empty" -o Dir::Etc::preferencesparts="$apt/empty.d" \
        -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/empty" \
        -o Dir::Cache="$apt/cache" -o APT::Default-Release= -o Acquire::Languages=none \
        -o APT::Sandbox::User="$(id -un)" "$@"
}

private_apt_init() {
    rm -rf "$apt"
    mkdir -p "$apt/sources.list.d" "$apt/empty.d" "$apt/lists/partial" "$apt/cache/archives/partial"
    : >"$apt/empty"
}

# deb|deb-src: all of the machine's own entries, for packages or for their sources.
own_sources() {
    private_apt_init
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -f "$file" ] || sed -n "s/^[[:space:]]*deb[[:space:]]/$1 /p" "$file"
    done >"$apt/sources.list.d/derived.list"
    for file in /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$file" ] || { sed "s/^Types:.*/Types: $1/; /^Architectures:/d" "$file" && echo; }
    done >"$apt/sources.list.d/derived.sources"
}

# SUITE: the machine's own Debian entries (those for its release with the component main),
# with that suite in place of theirs; their address and key stay. A third party's entry
# that looks the same does no harm: it has no such suite.
derive_sources() {
    private_apt_init
    own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    own=${own:-none}
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -f "$file" ] || awk -v suite="$1" -v own="$own" '
            {
                options = match($0, /\[[^]]*\] */) ? substr($0, RSTART, RLENGTH) : ""
                sub(/\[[^]]*\] */, "")
            }
            $1 == "deb" && ($3 == own || $3 ~ /^(old)*stable$/) && / main( |$)/ {
                print "deb", options $2, suite, "main"
            }' "$file"
    done >"$apt"/sources.list.d/derived.list
    for file in /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$file" ] || awk -v suite="$1" -v own="$own" -v RS= -v FS='\n' '
            function has(field, word) {
                return match($0 "\n", "(^|\n)" field ":([^\n]*|\n[ \t])*[ \t](" word ")[ \t\n]")
            }
            has("Types", "deb") && has("Components", "main") && !has("Enabled", "no") &&
            has("Suites", own "|(old)*stable") {
                for (i = 1; i <= NF; i++) {
                    if ($i !~ /^[ \t]/)
                        kept = $i !~ /^(#|Types:|Suites:|Components:)/
                    if (kept)
                        print $i
                }
                print "Types: deb\nSuites: " suite "\nComponents: main\n"
            }' "$file"
    done >"$apt"/sources.list.d/derived.sources
}
