#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# There is no network in the static binaries: no function of the C library that talks to
# servers is linked in, and no system call that makes a socket or uses one stands in the code.
. "$(dirname "$0")/../cli/lib.sh"

# ---- what is looked for ----

names='socket|socketpair|bind|listen|accept4?|connect|send|sendto|sendm?msg|recv|recvfrom|recvm?msg|[gs]etsockopt'
names="$names|getaddrinfo|gethostby[a-z0-9_]*|getnameinfo|getservby[a-z0-9_]*|res_[a-z0-9_]*|if_nametoindex|syscall"

network_names() { # BINARY: those that are linked in
    nm "$1" | awk '$(NF - 1) ~ /^[A-Z]$/ { print $NF }' | grep -xE "(__|__libc_|_)?($names)" | sort -u
}

# The numbers of the system calls in it: what the register for that was given last.
calls() { # MACHINE BINARY
    case $1 in
    x86_64) objdump -d "$2" | awk '
        /^[0-9a-f]+ <.*>:$/ { number = "?" }
        /mov +\$0x[0-9a-f]+,%[er]ax/ { match($0, /\$0x[0-9a-f]+/); number = substr($0, RSTART + 1, RLENGTH - 1) }
        /xor +%eax,%eax/ { number = "0x0" }
        /\tsyscall/ { print number }' ;;
    aarch64) aarch64-linux-gnu-objdump -d "$2" | awk '
        /^[0-9a-f]+ <.*>:$/ { number = "?" }
        /mov\t[xw]8, #0x[0-9a-f]+/ { match($0, /#0x[0-9a-f]+/); number = substr($0, RSTART + 1, RLENGTH - 1) }
        /\tsvc\t/ { print number }' ;;
    esac | sort -u
}

socket_calls() { # MACHINE BINARY: those that are about sockets
    case $1 in # socket to getsockopt, and accept4, recvmmsg, sendmmsg, which came later
    x86_64) range='41 55 288 299 307' ;;
    aarch64) range='198 212 242 243 269' ;;
    esac
    calls "$1" "$2" | while read -r number; do
        [ "$number" != '?' ] || continue
        # shellcheck disable=SC2086
        set -- $range
        [ "$((number))" -lt "$1" ] || [ "$((number))" -gt "$2" ] || echo "$((number))"
        for single in "$3" "$4" "$5"; do [ "$((number))" != "$single" ] || echo "$single"; done
    done
}

# ---- and where ----

look() { # MACHINE FOLDER COMPILER
    test_case "$1: a program that has a network is seen to have one"
    cat >net.c <<'C'
#include <netdb.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>
static void *resolve(void *host)
{
    struct addrinfo *found = NULL;
    return getaddrinfo(host, NULL, NULL, &found) == 0 ? found : NULL;
}
int main(int argc, char **argv)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, resolve, argv[argc - 1]) + socket(AF_INET, SOCK_STREAM, 0);
}
C
    $3 -static -o net net.c >"$out" 2>"$err" || problem 'it cannot be compiled'
    network_names net >"$out"
    out_has connect getaddrinfo sendto socket
    socket_calls "$1" net >"$out"
    is "$(grep -cxE '41|42|198|203' "$out")" 2 # socket and connect

    test_case "$1: the binary has no network"
    is "$(network_names "$root/$2/tidegate.full")" ''
    is "$(socket_calls "$1" "$root/$2/tidegate.full")" ''
    [ "$(calls "$1" "$root/$2/tidegate.full" | wc -l)" -gt 50 ] || problem 'its system calls are not seen'
    nm "$root/$2/tidegate.full" | grep -qE ' T main$' || problem 'its names are not seen'

    test_case "$1: libgit2 has no transports, and the shipped binary no names"
    sed '/^Memory Configuration/q' "$root/$2/tidegate.map" | grep -oE 'libgit2\.a\([a-z_0-9]+' >members
    grep -q 'repository' members || problem 'the map does not name libgit2'
    is "$(grep -E '\((transport|http|httpclient|git|smart.*|ssh.*|socket|tls|openssl.*|registry|winhttp|netops)$' members)" ''
    is "$(nm "$root/$2/tidegate" 2>&1 | grep -c ' T ')" 0
    size=$(wc -c <"$root/$2/tidegate")
    [ "$size" -le 12000000 ] || problem "its size is $size bytes, and 12 MB are the limit"
}

case $(uname -m) in
x86_64) look x86_64 build/static gcc ;;
*)
    test_case "$(uname -m): the binary has no network"
    skip_test 'it is of x86_64 that the numbers of system calls are known, and of aarch64 as another machine'
    ;;
esac
if [ -f "$root/build/static-aarch64-linux-gnu/tidegate.full" ]; then
    look aarch64 build/static-aarch64-linux-gnu aarch64-linux-gnu-gcc
fi
