#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Repositories of strangers: git's storage that is broken or lies. Nothing crashes, and
# nothing passes that could not be compared.
. "$(dirname "$0")/lib-untrusted.sh"

# With a storage that cannot be read: told, or judged in full, and no pass.
is_told() {
    for way in '--base main' '--base main --staged'; do
        # shellcheck disable=SC2086
        in_time check $way
        [ "$status" != 0 ] || problem "it passes: $way"
        [ "$status" != 2 ] || [ -s "$err" ] || problem "exit status 2 without a word: $way"
        [ "$status" != 1 ] || out_has drop-column
    done
}

base_blob=main:migrations/0001_users.sql


test_case 'packs and their indexes: cut off, empty, absent, of others'
for what in pack-cut pack-empty pack-garbage pack-absent idx-cut idx-empty idx-garbage idx-absent midx graph pack-pipe; do
    anew
    git gc -q --prune=now
    chmod -R u+w .git
    pack=$(echo .git/objects/pack/*.pack)
    index=${pack%.pack}.idx
    rm -f .git/objects/pack/*.rev .git/objects/info/commit-graph
    case $what in
    pack-cut) truncate -s 60 "$pack" ;;
    pack-empty) : >"$pack" ;;
    pack-garbage) printf 'PACK\0\0\0\2\377\377\377\377\377\377\377\377' | dd of="$pack" conv=notrunc 2>/dev/null ;;
    pack-absent) rm "$pack" ;;
    idx-cut) truncate -s 1100 "$index" ;;
    idx-empty) : >"$index" ;;
    idx-garbage) head -c 2000 /dev/zero >"$index" ;;
    idx-absent) rm "$index" ;;
    midx) printf 'MIDX\1\1\377\377\377\377\377\377' >.git/objects/pack/multi-pack-index ;;
    graph) mkdir -p .git/objects/info && printf 'CGPH\1\1\377\377' >.git/objects/info/commit-graph ;;
    pack-pipe) rm "$pack" && mkfifo "$pack" ;;
    esac
    is_told
done

# Adds so much to the table of counts of a file that what libgit2 (1.5 at least) makes of
# it in 32 bits, when it compares it with the file's size, is what it was.
lie() { # FILE OFFSET-OF-ITS-TABLE
    python3 - "$1" "$2" <<'PY'
import struct, sys
path, at = sys.argv[1], int(sys.argv[2])
data = bytearray(open(path, "rb").read())
at = at if at >= 0 else struct.unpack_from(">Q", data, data.index(b"OIDF") + 4)[0]
for i in range(at, at + 1024, 4):
    struct.pack_into(">I", data, i, struct.unpack_from(">I", data, i)[0] + (1 << 30))
open(path, "wb").write(data)
PY
}

test_case 'indexes of packs that say they have more objects than they have room for'
midx=.git/objects/pack/multi-pack-index
graph=.git/objects/info/commit-graph
for what in idx v1 order end midx midx-name graph alternate idx-pipe midx-pipe graph-pipe; do
    anew
    [ $what != v1 ] || git config pack.indexVersion 1
    git gc -q --prune=now
    git multi-pack-index write 2>/dev/null
    git commit-graph write --reachable 2>/dev/null
    chmod -R u+w .git
    index=$(echo .git/objects/pack/*.idx)
    in_time check --base main # as long as all is well
    status_is 1
    out_has drop-column
    case $what in
    midx*) said=$midx ;;
    graph*) said=$graph ;;
    alternate) said=$work/alternate/pack/ ;;
    *) said=$index && rm $midx ;;
    esac
    case $what in
    idx) lie "$index" 8 ;;
    v1) lie "$index" 0 ;;
    order) printf '\377' | dd of="$index" bs=1 seek=8 conv=notrunc 2>/dev/null ;;
    end) printf '\377\377\377\377' | dd of="$index" bs=1 seek=1028 conv=notrunc 2>/dev/null ;;
    midx) lie $midx -1 ;;
    midx-name) sed -i 's/pack-\([0-9a-f]*\)\.idx/pac\/-\1.idx/' $midx ;;
    graph) lie $graph -1 ;;
    alternate)
        rm $midx
        lie "$index" 8
        mv .git/objects "$work/alternate"
        mkdir -p .git/objects/info .git/objects/pack
        echo "$work/alternate" >.git/objects/info/alternates
        ;;
    *-pipe) rm "$said" && mkfifo "$said" ;;
    esac
    is_told
    status_is 2
    err_has "$said"
    case $what in
    *-pipe) err_has 'is not a regular file' ;;
    *) err_has 'remove it, and' ;;
    esac
    rm -rf "$work/alternate"
done

test_case 'refs that run in circles, are garbage, or lead to what is no commit'
for what in self pair deep garbage nul long blob absent folder head-garbage head-empty head-folder head-self head-out packed packed-long; do
    anew
    id=$(git rev-parse $base_blob)
    case $what in
    self) echo 'ref: refs/heads/main' >.git/refs/heads/main ;;
    pair) echo 'ref: refs/heads/other' >.git/refs/heads/main && echo 'ref: refs/heads/main' >.git/refs/heads/other ;;
    deep)
        i=0
        while [ $((i += 1)) -le 50 ]; do echo "ref: refs/heads/r$((i + 1))" >.git/refs/heads/r$i; done
        echo 'ref: refs/heads/r1' >.git/refs/heads/main
        ;;
    garbage) echo 'nothing of the kind' >.git/refs/heads/main ;;
    nul) printf '\0\0\0\0' >.git/refs/heads/main ;;
    long) head -c 10000000 /dev/zero | tr '\0' a >.git/refs/heads/main ;;
    blob) echo "$id" >.git/refs/heads/main ;;
    absent) echo 1234567890123456789012345678901234567890 >.git/refs/heads/main ;;
    folder) rm .git/refs/heads/main && mkdir .git/refs/heads/main ;;
    head-garbage) echo 'nothing of the kind' >.git/HEAD ;;
    head-empty) : >.git/HEAD ;;
    head-folder) rm .git/HEAD && mkdir .git/HEAD ;;
    head-self) echo 'ref: HEAD' >.git/HEAD ;;
    head-out) echo 'ref: ../../../etc/passwd' >.git/HEAD ;;
    packed) rm .git/refs/heads/main && printf '# pack-refs with: peeled fully-peeled sorted \nzzzz refs/heads/main\n' >.git/packed-refs ;;
    packed-long) rm .git/refs/heads/main && head -c 5000000 /dev/zero | tr '\0' '^' >.git/packed-refs ;;
    esac
    for way in '--base main' '--base main --staged'; do
        # shellcheck disable=SC2086
        in_time check $way
        [ "$status" != 0 ] || problem "it passes: $what"
    done
    in_time check
    [ "$status" != 0 ] || problem "it passes without a base: $what"
done

test_case 'an index that is cut off, that lies about its entries, or whose extensions do'
for what in cut empty garbage count extension long-name checksum folder pipe; do
    anew
    python3 - "$what" <<'PY'
import hashlib, os, struct, sys
what, path = sys.argv[1], ".git/index"
data = bytearray(open(path, "rb").read())[:-20]
def write(data, sign=True):
    with open(path, "wb") as file:
        file.write(bytes(data) + (hashlib.sha1(data).digest() if sign else b"x" * 20))
if what == "cut":
    write(data[:70])
elif what == "empty":
    open(path, "wb").close()
elif what == "garbage":
    write(b"\xff" * 500)
elif what == "count":
    data[8:12] = struct.pack(">I", 0xFFFFFFFF)
    write(data)
elif what == "extension":
    write(data[:12 + 0] + data[12:] + b"TREE" + struct.pack(">I", 0xFFFFFFF0) + b"x")
elif what == "long-name":
    data[8:12] = struct.pack(">I", 1)
    write(data[:12] + b"\0" * 60 + struct.pack(">H", 0x0FFF) + b"a" * 64)
elif what == "checksum":
    write(data, False)
elif what == "folder":
    os.remove(path); os.mkdir(path)
elif what == "pipe":
    os.remove(path); os.mkfifo(path)
PY
    if [ $what = pipe ]; then
        in_time check --base main --staged --time-limit 1
    else
        in_time check --base main --staged
    fi
    case $what in
    # As if nothing had been added: what main has is deleted.
    empty) [ "$status" != 0 ] || problem 'it passes: an empty index' ;;
    *) status_is 2 ;;
    esac
    in_time check --base main --time-limit 5
    [ "$status" != 0 ] || problem "it passes: $what"
done

test_case 'other stores of objects: outside, in circles, and no files at all'
for what in self outside absent pipe zero long; do
    anew
    alternates=.git/objects/info/alternates
    case $what in
    self) printf '%s\n../objects\n' "$PWD/.git/objects" >$alternates ;;
    outside) printf '/etc\n/dev/zero\n/proc/self\n../../../../..\n' >$alternates ;;
    absent) echo /nowhere/objects >$alternates ;;
    pipe) mkfifo .git/pipe && echo "$PWD/.git/pipe" >$alternates ;;
    zero) printf '\0\0\0\n' >$alternates ;;
    long) head -c 1000000 /dev/zero | tr '\0' '/' >$alternates ;;
    esac
    in_time check --base main
    [ "$status" != 0 ] || problem "it passes: $what"
done

test_case 'a shallow list, grafts, replacements and rules to ignore that lie'
project
base=$(git rev-parse main)
for what in shallow-garbage shallow-all grafts replace; do
    case $what in
    shallow-garbage) echo 'nothing of the kind' >.git/shallow ;;
    shallow-all) git rev-parse HEAD >.git/shallow ;;
    grafts) mkdir -p .git/info && git rev-parse HEAD >.git/info/grafts ;;
    replace) mkdir -p .git/refs/replace && git rev-parse HEAD >".git/refs/replace/$base" ;;
    esac
    in_time check --base main
    [ "$status" != 0 ] || problem "it passes: $what"
    rm -f .git/shallow .git/info/grafts
done
rm -rf .git/refs/replace
printf 'migrations/\n*.sql\n*\n' >.git/info/exclude # what is tracked is not ignored
in_time check --base main
status_is 1
out_has drop-column
