#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The scripts that keep house: each refuses what it is there to refuse.
. "$(dirname "$0")/lib.sh"

# A small tree that every script is content with.
tree() {
    mkdir -p tests linter/base linter/lint linter/ir rules
    cp "$root/tests/rooms.txt" "$root/tests/size-exceptions.txt" tests/
    sed -i '/^[^#]/d' tests/size-exceptions.txt
    write linter/base/str.h <<'C'
int one(void);
C
    write linter/lint/rule.h <<'C'
#include "base/str.h"
C
    write linter/lint/engine.c <<'C'
#include "lint/rule.h"
RULE(syntax_error) = {
};
C
    write rules/locks.c <<'C'
#include "lint/rule.h"
RULE(drop_table) = {
};
RULE(drop_column) = {
};
C
}

script() { # PATH ARGUMENT...: as run() does
    path=$1
    shift
    sh "$root/$path" "$@" >"$out" 2>"$err" && status=0 || status=$?
}

index() { script rules/gen-index.sh index.c; }

test_case 'gen-index: all rules, sorted by id, with their family'
tree
index
status_is 0
is "$(grep '^    ' index.c)" '    { &rule_drop_column, "locks" },
    { &rule_drop_table, "locks" },
    { &rule_syntax_error, "engine" },'

test_case 'gen-index: an unchanged table is not touched, a changed one is'
tree
index
touch -d 2001-01-01 index.c
index
is "$(find index.c -newermt 2001-01-02)" ''
write rules/types.c <<'C'
RULE(enum_value) = {
};
C
index
is "$(grep -c '"types"' index.c)" 1
rm rules/types.c
index
is "$(grep -c '"types"' index.c)" 0

test_case 'gen-index: an indented rule stops the build'
tree
sed -i 's/^RULE(drop_table)/ &/' rules/locks.c
index
status_is 1
err_has 'rules/locks.c: RULE( is used 2 times, but 1 lines'

test_case 'gen-index: a rule whose brace is on the next line stops the build'
tree
printf 'RULE(late) =\n{\n};\n' >>rules/locks.c
index
status_is 1
err_has 'RULE( is used 3 times'

test_case 'gen-index: a name that is there twice stops the build'
tree
printf 'RULE(drop_table) = {\n};\n' >>linter/lint/engine.c
index
status_is 1
err_has 'RULE(drop_table) is also in'

test_case 'gen-index: a file without a rule stops the build'
tree
echo 'int helper;' >rules/helper.c
index
status_is 1
err_has 'rules/helper.c: no rule'

test_case 'rooms: what the table allows passes'
tree
script tests/check-rooms.sh
status_is 0
out_is ''

test_case 'rooms: a rule includes the kit alone'
tree
printf '#include "base/str.h"\n#include <string.h>\n' >>rules/locks.c
script tests/check-rooms.sh
out_has 'rules/locks.c:6: rules/* may not include base/str.h' 'rules/locks.c:7: rules/* may not include string.h'

test_case 'rooms: no arrow points up'
tree
echo '#include "lint/rule.h"' >linter/ir/op.c
script tests/check-rooms.sh
out_has 'linter/ir/op.c:1: linter/ir/* may not include lint/rule.h'

test_case 'rooms: a foreign header stays in its own .c files'
tree
mkdir linter/git
echo '#include <git2.h>' | tee linter/git/history.c linter/git/history.h >linter/base/git.c
script tests/check-rooms.sh
out_has 'linter/git/history.h:1:' 'linter/base/git.c:1:'
out_lacks 'linter/git/history.c'

test_case 'rooms: a file in no room is refused'
tree
echo >linter/stray.c
script tests/check-rooms.sh
out_has 'linter/stray.c:1: no row'

test_case 'names: banned calls are found, and only calls'
tree
write linter/ir/op.c <<'C'
/* free(x) in a comment,
   over two lines */
static const char *text = "strcpy(a, b)";
void f(void) { arena_free(text); x->free(text); }
void g(void) { free (text); }
C
echo 'void h(void) { free(0); strcpy(a, b); }' >linter/base/arena.c
script tests/check-names.sh
out_is 'linter/base/arena.c:1:  strcpy(a, b); }
linter/ir/op.c:5:  free (text); }'

test_case 'names: a call for the vector of a macro that evaluates it more than once'
tree
write linter/ir/op.c <<'C'
void f(A *a) { *vec_push(room(a), &a->all) = 1; }
void g(A *a, V *v) { *vec_push(a, (V *)v) = g(1); }
void h(A *a) { *vec_push(a, &made(a, 1)->all) = 1; }
C
script tests/check-names.sh
out_is 'linter/ir/op.c:3: vec_push(a, &made(a, 1)->all) = 1; }'

test_case 'sizes: a long function, too many parameters, a long header'
tree
{
    echo 'int few(int (*f)(int, int), int b) { return f(b, b); }'
    echo 'int some(int a, int b, int c, int d, int e, ...) { return a; }'
    echo 'int many(int a, int b, int c, int d, int e, int f) { return a; }'
    echo 'int long_one(void) {'
    yes '    one();' | head -n 59
    echo '}'
} >linter/ir/op.c
yes '' | head -n 171 >linter/ir/op.h
script tests/check-size.sh
out_is 'linter/ir/op.h: 171 lines, the limit is 170
linter/ir/op.c:many(): 6 parameters, the limit is 5
linter/ir/op.c:long_one(): 61 lines, the limit is 60'

test_case 'sizes: an exception may only shrink'
tree
yes '' | head -n 180 >linter/ir/op.h
echo 'linter/ir/op.h 180 lines' >tests/size-exceptions.txt
script tests/check-size.sh
status_is 0
echo 'linter/ir/op.h 190 lines' >tests/size-exceptions.txt
script tests/check-size.sh
out_has 'linter/ir/op.h: 180 lines, but tests/size-exceptions.txt says 190'
echo 'linter/ir/gone.h 190 lines' >>tests/size-exceptions.txt
script tests/check-size.sh
out_has 'there is no linter/ir/gone.h lines'

# A program for run.sh that prints the lines and ends with the status.
program() { # NAME STATUS LINE...
    name=$1
    {
        echo '#!/bin/sh'
        for line in "$@"; do
            echo "echo '$line'"
        done | sed 1,2d
        echo "exit $2"
    } >"$name"
    chmod +x "$name"
}

test_case 'run: all programs are added up'
program one 0 '1..2' 'ok 1 - a' 'ok 2 - b'
program two 1 '1..3' 'ok 1 - c' '# why' 'not ok 2 - d' 'not ok 3 # SKIP e'
script tests/run.sh ./one ./two
status_is 1
out_is '  ok ./one: 2 passed, 0 failed
    # why
    not ok 2 - d
    not ok 3 # SKIP e
    exit status 1
FAIL ./two: 1 passed, 1 failed, 1 skipped
1 skipped; V=1 tells why
3 passed, 1 failed'

test_case 'run: a program that dies, is silent or reports too little is a failure'
program dies 139 'ok 1 - a'
program silent 0
program short 0 '1..3' 'ok 1 - a'
script tests/run.sh ./dies ./silent ./short
status_is 1
out_has 'FAIL ./dies: 1 passed, 1 failed: stopped with exit status 139' \
    'FAIL ./silent: 0 passed, 1 failed: reported no test' \
    'FAIL ./short: 1 passed, 1 failed: announced 3 tests' '2 passed, 3 failed'

test_case 'run: the scripts of tests/cli are run, too'
write tests/cli/a.sh <<'SH'
echo "ok - a script"
SH
script tests/run.sh
status_is 0
out_is '  ok tests/cli/a.sh: 1 passed, 0 failed
1 passed, 0 failed'

test_case 'run: no test at all is a failure'
script tests/run.sh
status_is 1
out_has '0 passed, 1 failed'
