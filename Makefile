# SPDX-License-Identifier: Apache-2.0
# tidegate: make TARGET
#
#   all       build/tidegate, the release binary (the default)
#   demo      a small project with a history and a bad change, judged
#   test      all tests, under ASan and UBSan
#   coverage  all tests again, and how many lines of each room they run: 90 % at least
#   mutation  every condition of every rule turned round: a test has to notice it
#   conformance  the facts about servers against what they did (conformance-offline, also in
#                `make test`), and against servers and runners that it fetches
#                (conformance-live, conformance-mysql, conformance-sqlite)
#   fuzz      T=60: every tests/fuzz/fuzz_NAME.c for T seconds under libFuzzer, which comes with
#             clang; FUZZ=NAME runs one, JOBS=2 two at a time; what they find lies in
#             build/fuzz/found
#   faults    each allocation, look, read and write of small runs fails once: some 100,000
#             runs (a part of them is in `make test`); SCENE=postgres: one project's
#   valgrind  the program on small projects and samples, and all fixtures, under memcheck:
#             half an hour; ALL=no: without the fixtures, five minutes
#   corpus    SQL=DIR: judges every file there with the sanitizers on; it must stand them all
#   bench     time, memory and instructions beside squawk, pgfence, drizzle-kit and the bare
#             parser; CORPORA=a,d RUNS=7 LINEAR=1 RESULTS=tests/bench/RESULTS.md
#   bench-mysql  seconds and memory for 10 MB of MySQL's DDL in many shapes; MB=10 ENGINES=...
#   check     format, warnings as errors, house rules, static analysis
#   format    clang-format on every source
#   screenshot  ci-templates/github/comment.png anew, of the demo's comment
#   static    build/static/tidegate, which needs nothing of the machine it runs on
#   dist      build/dist: the archive of a release, and SHA256SUMS
#   deb       build/dist: the Debian package of the same
#   npm       build/dist: the npm packages of the same
#   test-dist what is in them, run where there is nothing else
#   install   the program with its manual page and completions: PREFIX=/usr/local DESTDIR=
#   clean     removes what was built; what was fetched stays, in build/deps and build/tools
#
# MODE=release|plain|asan|tsan|cover|mutation|fuzz   which build; each has its folder under
#                           build/. plain has no sanitizers, for debuggers and valgrind
# MACHINE=aarch64           static, dist, deb and npm for that one, with Debian's cross compiler
# PG_QUERY_PREFIX=DIR       a libpg_query, 18 or newer, installed or built; noted in build/deps
# APT=no                    name what is missing instead of installing it
# SQLite                    3.40 or newer, pkg-config's: PKG_CONFIG_PATH names another
# V=1                       show the commands, and all output of the tests
#
# libpg_query's headers: "pg_query.h" lies in include/, "pg_query_internal.h" in
# include/pg_query/, and PostgreSQL's own ("postgres.h", "nodes/parsenodes.h", ...) in
# include/pg_query/postgres/. The objects of linter/dialect/pg*.c alone see them.

.DEFAULT_GOAL := all
MODE := release
PREFIX := /usr/local
HOST := $(shell uname -m)
MACHINE := $(HOST)
# Of another machine: Debian's name of its compiler, and folders of its own.
CROSS := $(if $(filter-out $(HOST),$(MACHINE)),$(MACHINE)-linux-gnu)
ifneq ($(CROSS),)
override CC := $(filter ccache,$(CC)) $(CROSS)-gcc
endif
DEPS := build/deps$(CROSS:%=/%)
OUT := build/$(MODE)$(CROSS:%=-%)
BIN := $(if $(filter release,$(MODE)$(CROSS)),build,$(OUT))/tidegate
Q := $(if $(V),,@)

# ---- what is needed ----

# deps.sh runs in every make, a tenth of a second when nothing is missing. It changes
# deps.mk only when the outcome differs, and then make starts over with it.
ifneq ($(if $(MAKECMDGOALS),$(filter-out clean help,$(MAKECMDGOALS)),all),)
NEEDS := build $(if $(filter test run-tests conformance% coverage mutation check faults run-faults valgrind run-valgrind,$(MAKECMDGOALS)),test) \
    $(if $(filter valgrind run-valgrind,$(MAKECMDGOALS)),valgrind) \
    $(if $(filter static dist deb npm test-dist,$(MAKECMDGOALS)),static) \
    $(if $(filter test-dist,$(MAKECMDGOALS)),test-dist) $(if $(CROSS),static cross) \
    $(if $(filter fuzz run-fuzz,$(MAKECMDGOALS)),fuzz) \
    $(if $(filter check format,$(MAKECMDGOALS)),check) \
    $(if $(filter bench,$(MAKECMDGOALS)),bench) \
    $(if $(filter screenshot,$(MAKECMDGOALS)),screenshot)
$(DEPS)/deps.mk: FORCE
	@CC='$(if $(CROSS),gcc,$(CC))' PG_QUERY_PREFIX='$(PG_QUERY_PREFIX)' APT='$(APT)' sh .ci/deps.sh $(NEEDS)
	@$(if $(CROSS),CC='$(CC)' sh .ci/cross.sh $(DEPS) $(MACHINE))
include $(DEPS)/deps.mk
endif

ifeq ($(MAKELEVEL)$(filter -j% --jobserver%,$(MAKEFLAGS))$(filter clean,$(MAKECMDGOALS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 1)
endif

# ---- flags ----

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wcast-qual \
    -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef
HARDENING := -fstack-protector-strong -fPIE
release_FLAGS := -O2 -flto=auto -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
plain_FLAGS := -O1 -g
tsan_FLAGS := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
asan_FLAGS := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
cover_FLAGS := -O0 -g --coverage
mutation_FLAGS := -O1
fuzz_FLAGS := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE_FLAGS := $(or $($(MODE)_FLAGS),$(error MODE=$(MODE): there are release, plain, asan, tsan, cover, mutation and fuzz))
# What every compiler that looks at our code has to know: make check uses it too.
SOURCE_FLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -Ilinter $(WARNINGS) $(LIB_CFLAGS)

AR := $(if $(findstring clang,$(CC)),llvm-ar,gcc-ar)
COMPILE = $(CC) $(SOURCE_FLAGS) $(if $(filter true,$(CI)),-Werror) $(MODE_FLAGS) $(HARDENING) \
    $(EXTRA) $(CPPFLAGS) $(CFLAGS) -MMD -MP
# libpg_query does not look at what malloc() gives it: base/memory.c ends the program first.
WRAP := -Wl,--wrap=malloc,--wrap=realloc,--wrap=strdup,--undefined=__wrap_malloc
LINK = $(CC) $(MODE_FLAGS) $(WRAP) -pie -Wl,-z,relro,-z,now $(CFLAGS) $(LDFLAGS)
LIBS := $(PG_LIBS) $(LIB_LIBS)

# ---- the program: the folders are the list ----

SOURCES := $(wildcard linter/*/*.c rules/*.c)
OBJECTS := $(SOURCES:%.c=$(OUT)/%.o) $(OUT)/rule_index.o $(OUT)/templates.o

# Mutants: the rules with every condition that can be turned round. In this build they are
# the rules, and every test is a test of them.
MUTANTS := $(OUT)/mutants
MUTATED := $(patsubst %.c,$(MUTANTS)/%.o,$(wildcard rules/*.c))
ifeq ($(MODE),mutation)
OBJECTS := $(filter-out $(OUT)/rules/%,$(OBJECTS)) $(MUTATED) $(OUT)/tests/mutation/mutant.o
endif

LIBRARY := $(OUT)/libtidegate.a
MAIN := $(OUT)/linter/main.o

all: $(BIN)

$(BIN): $(MAIN) $(LIBRARY)
	@echo "  LINK  $@"
	$(Q)$(LINK) -o $@ $^ $(LIBS)

# A source file that is deleted leaves nothing newer than the archive: the list tells.
# q, not r, which keeps one of two files of the same name.
$(LIBRARY): $(OBJECTS) $(OUT)/objects
	$(Q)rm -f $@ && $(AR) qcs $@ $(OBJECTS)

$(OUT)/objects: FORCE | $(OUT)/
	@echo '$(OBJECTS)' | cmp -s - $@ || echo '$(OBJECTS)' >$@

$(OUT)/rule_index.c: FORCE | $(OUT)/
	@sh rules/gen-index.sh $@

$(OUT)/templates.c: FORCE | $(OUT)/
	@sh ci-templates/embed.sh $@

$(OUT)/rule_index.o $(OUT)/templates.o: %.o: %.c Makefile
	@echo "  CC    $<"
	$(Q)$(COMPILE) -c -o $@ $<

$(filter $(OUT)/linter/dialect/pg%.o,$(OBJECTS)): EXTRA := $(PG_CFLAGS)

$(OUT)/%.o: %.c Makefile $(DEPS)/deps.mk
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(COMPILE) -c -o $@ $<

# ---- tests: test_*.c is a program each, the other files there help all of them ----

TEST_SOURCES := $(wildcard tests/*.c tests/unit/*.c tests/conformance/*.c tests/fuzz/*.c \
    tests/mutation/*.c)
TEST_OBJECTS := $(TEST_SOURCES:%.c=$(OUT)/%.o)
FAULT_OBJECTS := $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/faults/*.c))
FAULTS := $(OUT)/tests/faults/test_faults
DUMP := $(OUT)/tests/conformance/mysql/dump
DUMPS := $(DUMP)_catalog $(DUMP)_statements
TESTS := $(basename $(foreach o,$(TEST_OBJECTS),$(if $(filter test_%,$(notdir $o)),$o)))
TEST_HELP := $(filter-out $(TESTS:=.o) %/fuzz/plant.o,$(TEST_OBJECTS))

$(TEST_OBJECTS) $(FAULT_OBJECTS): EXTRA = -Itests $(shell pkg-config --cflags cmocka)

$(OUT)/libhelp.a: $(TEST_HELP)
	$(Q)rm -f $@ && $(AR) qcs $@ $^

$(TESTS) $(DUMPS): %: %.o $(OUT)/libhelp.a $(LIBRARY)
	@echo "  LINK  $@"
	$(Q)$(LINK) -o $@ $^ $(LIBS) $$(pkg-config --libs cmocka)

# Its malloc() and read() would come into every test that the archive of help went into.
$(FAULTS): $(FAULT_OBJECTS) $(OUT)/libhelp.a $(LIBRARY)
	@echo "  LINK  $@"
	$(Q)$(LINK) -o $@ $^ $(LIBS) $$(pkg-config --libs cmocka)

# With the release build: how time grows, of build/tidegate, and thousands of runs in which
# something fails, which under the sanitizers take ten times as long.
RELEASE_FAULTS := build/release/tests/faults/test_faults
test:
	+@$(MAKE) --no-print-directory MODE=release all $(RELEASE_FAULTS)
	+@$(MAKE) --no-print-directory MODE=$(if $(filter command%,$(origin MODE)),$(MODE),asan) run-tests

run-tests: $(BIN) $(TESTS) $(MUTANTS)/try build/tools/stamp
	@V='$(V)' TIDEGATE=$(CURDIR)/$(BIN) sh tests/run.sh $(TESTS) $(wildcard $(RELEASE_FAULTS)) tests/mutation/hooks.sh

# npm packages that the tests of templates and reports work with.
build/tools/stamp: tests/tools/package.json tests/tools/install.sh
	@sh tests/tools/install.sh

TRUTH := $(OUT)/tests/conformance/test_truth
MYSQL_TRUTH := $(OUT)/tests/conformance/test_mysql_truth
SQLITE_TRUTH := $(OUT)/tests/conformance/test_sqlite_truth

ASK_POSTGRES := sh tests/conformance/live.sh $(TRUTH)
ASK_MYSQL := sh tests/conformance/mysql/live.sh $(DUMP) $(MYSQL_TRUTH)
ASK_SQLITE := sh tests/conformance/sqlite/live.sh $(SQLITE_TRUTH)

conformance: conformance-offline $(DUMPS)
	@sh tests/conformance/parts.sh '$(ASK_POSTGRES)' '$(ASK_MYSQL)' '$(ASK_SQLITE)'

conformance-offline: $(TRUTH) $(MYSQL_TRUTH) $(SQLITE_TRUTH)
	@$(TRUTH)
	@$(MYSQL_TRUTH)
	@$(SQLITE_TRUTH)

conformance-live: $(TRUTH)
	@$(ASK_POSTGRES)

conformance-mysql: $(DUMPS) $(MYSQL_TRUTH)
	@$(ASK_MYSQL)

conformance-sqlite: $(SQLITE_TRUTH)
	@$(ASK_SQLITE)

# ---- coverage, and mutants ----

coverage:
	+@$(MAKE) --no-print-directory MODE=cover run-coverage

# What an earlier run has left counts for nothing.
run-coverage: $(BIN) $(TESTS)
	@find $(OUT) -name '*.gcda' -delete
	+@LIMIT=3600 $(MAKE) --no-print-directory run-tests && status=0 || status=$$?; \
	    node tests/coverage.mjs $(OUT) && exit $$status

TRY := $(MUTANTS)/try
# Beside what try does: what rules say.
MUTATION_TESTS := $(filter $(OUT)/tests/unit/test_rule_words%,$(TESTS))

mutation:
	+@$(MAKE) --no-print-directory MODE=mutation run-mutation

run-mutation: $(TRY) $(MUTATION_TESTS)
	@node tests/mutation/run.mjs $(MUTANTS) $(MUTATION_TESTS)

$(MUTANTS)/mutants.tsv: tests/mutation/mutate.mjs $(wildcard rules/*.c) | $(MUTANTS)/rules/
	@node tests/mutation/mutate.mjs $(MUTANTS) $(wildcard rules/*.c)
	@touch $@

$(MUTATED:.o=.c): $(MUTANTS)/mutants.tsv ;

$(MUTATED): %.o: %.c Makefile $(DEPS)/deps.mk
	@echo "  CC    $<"
	$(Q)$(COMPILE) -O0 -Itests -c -o $@ $<

# The linker takes each rule where it meets it first.
$(TRY): $(OUT)/tests/mutation/try.o $(MUTATED) $(OUT)/libhelp.a $(LIBRARY)
	@echo "  LINK  $@"
	$(Q)$(LINK) -o $@ $^ $(LIBS) $$(pkg-config --libs cmocka)

# ---- releases ----

# The objects are those of the release build: this is one link more. The binary with its
# names, and the map of what was linked, tell what is in it: notices.sh and the tests look.
# The warning is about SQLite's extensions, which the sandbox denies.
STATIC := build/static$(CROSS:%=-%)/tidegate
DEBIAN_STATIC := sqlite3 libpcre2-8 yaml-0.1 libprotobuf-c zlib
PROGRAM := build/static/tidegate
NOTICES := $(dir $(STATIC))licences
# Two builds in two folders give the same bytes. Their files are as old as the commit.
SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),1577836800)
RELEASE = CC='$(CC)' SOURCE_DATE_EPOCH='$(SOURCE_DATE_EPOCH)'

static: $(STATIC)

$(STATIC): $(STATIC).full
	$(Q)$(CROSS:%=%-)strip -R .comment -o $@ $<

$(STATIC).full: $(MAIN) $(LIBRARY) $(DEPS)/static/stamp | $(dir $(STATIC))
	@echo "  LINK  $@"
	$(Q)$(CC) $(MODE_FLAGS) $(WRAP) -static-pie -Wl,--gc-sections,-z,relro,-z,now,-Map,$(STATIC).map $(CFLAGS) $(LDFLAGS) -o $@ \
	    $(MAIN) $(LIBRARY) $(DEPS)/static/offline.o $(filter %.a,$(PG_LIBS)) $(DEPS)/static/libgit2.a \
	    $(DEPS)/static/libcjson.a $(STATIC_DIRS) $$(pkg-config --static --libs $(DEBIAN_STATIC)) -lhttp_parser -lm -lpthread

$(DEPS)/static/stamp: .ci/static.sh .ci/offline.c | $(DEPS)/deps.mk
	@CC='$(CC)' sh .ci/static.sh $(@D) $(ROOT)

$(NOTICES): $(STATIC).full .ci/notices.sh
	@CC='$(CC)' sh .ci/notices.sh $(STATIC).map $(DEPS) $@

# The man page and the completions are what the program says: this machine's, of the same sources.
dist: $(STATIC) $(NOTICES) $(PROGRAM)
	@$(RELEASE) sh .ci/dist.sh $(STATIC) build/dist $(PROGRAM) $(NOTICES)

deb: $(STATIC) $(NOTICES) $(PROGRAM)
	@$(RELEASE) sh .ci/deb.sh $(STATIC) build/dist $(PROGRAM) $(NOTICES)

npm: $(STATIC) $(NOTICES)
	@$(RELEASE) sh .ci/npm.sh $(STATIC) build/dist $(NOTICES)

ifneq ($(CROSS),)
$(PROGRAM): FORCE
	+@$(MAKE) --no-print-directory MACHINE=$(HOST) static
endif

# For the tests, the other machine's as well, where Debian's cross compiler is there.
dist-arm64: $(STATIC)
	+@$(if $(shell command -v aarch64-linux-gnu-gcc),$(MAKE) --no-print-directory MACHINE=aarch64 dist deb npm)

# All of it once more, of the same sources in another folder. The tests install $(BIN).
dist-again: $(BIN) dist deb npm $(if $(filter x86_64,$(HOST)),dist-arm64)
	@SOURCE_DATE_EPOCH='$(SOURCE_DATE_EPOCH)' sh tests/dist/build-again.sh build/again/in/another/folder

test-dist: dist-again
	@V='$(V)' TIDEGATE=$(CURDIR)/$(STATIC) SCRIPTS='$(filter-out %/build-again.sh,$(wildcard tests/dist/*.sh))' sh tests/run.sh

# Seconds each; which; how many at a time.
T := 60
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
JOBS := 1
FUZZERS := $(FUZZ:%=build/fuzz/fuzz_%)

fuzz:
	+@$(MAKE) --no-print-directory MODE=fuzz CC='$(if $(findstring clang,$(CC)),$(CC),clang)' run-fuzz

run-fuzz: $(FUZZERS) build/fuzz/plant
	@printf '%s\n' $(FUZZ) | T='$(T)' xargs -P '$(JOBS)' -I '{}' sh tests/fuzz/run.sh build/fuzz '{}'

$(FUZZERS): build/fuzz/fuzz_%: $(OUT)/tests/fuzz/fuzz_%.o $(OUT)/libhelp.a $(LIBRARY)
	@echo "  LINK  $@"
	$(Q)$(LINK) -fsanitize=fuzzer -Wl,--defsym=LLVMFuzzerTestOneInput=fuzz_$* -o $@ $^ $(LIBS)

build/fuzz/plant: $(OUT)/tests/fuzz/plant.o $(OUT)/libhelp.a $(LIBRARY)
	@echo "  LINK  $@"
	$(Q)$(LINK) -o $@ $^ $(LIBS)

faults:
	+@$(MAKE) --no-print-directory MODE=plain run-faults

run-faults: $(FAULTS)
	@FAULT_STEP=1 $(FAULTS) $(SCENE)

valgrind:
	+@$(MAKE) --no-print-directory MODE=plain run-valgrind

run-valgrind: $(BIN) $(OUT)/tests/test_fixtures
	@TIDEGATE=$(CURDIR)/$(BIN) sh tests/valgrind.sh $(if $(filter no,$(ALL)),,$(OUT)/tests/test_fixtures)

corpus:
	+@$(MAKE) --no-print-directory MODE=asan all
	@TIDEGATE=$(CURDIR)/build/asan/tidegate sh tests/corpus.sh $(SQL)

# Always of the release build: what users run.
bench: build/bench/measure build/bench/pg_parse build/bench/peers/stamp
	+@$(MAKE) --no-print-directory MODE=release static
	@TIDEGATE=$(CURDIR)/$(STATIC) CORPORA='$(CORPORA)' RUNS='$(RUNS)' LIMIT='$(LIMIT)' BUDGET='$(BUDGET)' \
	    LINEAR='$(LINEAR)' RESULTS='$(RESULTS)' node tests/bench/bench.mjs

bench-mysql: $(BIN)
	@TIDEGATE=$(CURDIR)/$(BIN) MB='$(MB)' ENGINES='$(ENGINES)' sh tests/bench/mysql.sh

build/bench/measure build/bench/pg_parse: build/bench/%: tests/bench/%.c Makefile $(DEPS)/deps.mk | build/bench/
	@echo "  CC    $<"
	$(Q)$(CC) $(SOURCE_FLAGS) $(if $(filter true,$(CI)),-Werror) $(release_FLAGS) $(CPPFLAGS) $(CFLAGS) \
	    $(EXTRA) $(LDFLAGS) -o $@ $< $(EXTRA_LIBS)

build/bench/pg_parse: EXTRA := $(PG_CFLAGS)
build/bench/pg_parse: EXTRA_LIBS := $(PG_LIBS)

build/bench/peers/stamp: tests/bench/package.json tests/bench/peers.sh
	@sh tests/bench/peers.sh $(@D)

check: $(BIN) build/check/rule_index.c build/check/templates.c
	@SOURCE_FLAGS='$(SOURCE_FLAGS)' PG_CFLAGS='$(PG_CFLAGS)' sh tests/check.sh

build/check/rule_index.c: FORCE | build/check/
	@sh rules/gen-index.sh $@

build/check/templates.c: FORCE | build/check/
	@sh ci-templates/embed.sh $@

# ---- the rest ----

demo: $(BIN)
	@TIDEGATE=$(CURDIR)/$(BIN) sh tests/demo.sh

screenshot: $(BIN)
	@TIDEGATE=$(CURDIR)/$(BIN) sh tests/screenshot.sh

format:
	@clang-format -i $(wildcard linter/*.[ch] linter/*/*.[ch] rules/*.c tests/*.[ch] tests/*/*.[ch] .ci/*.c)

# Of the libraries, libpg_query alone is in this binary.
install: $(BIN)
	@echo '$(filter %.a,$(PG_LIBS))(' >$(OUT)/linked
	@CC='$(CC)' sh .ci/notices.sh $(OUT)/linked $(DEPS) $(OUT)/licences
	@sh .ci/install.sh $(BIN) '$(DESTDIR)$(PREFIX)' $(BIN) $(OUT)/licences

clean:
	rm -rf $(filter-out build/deps build/tools,$(wildcard build/*))

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile | sed '/^libpg_query.s/,$$d'

build/%/:
	@mkdir -p $@

FORCE:
.PHONY: all static dist deb npm dist-arm64 dist-again test-dist demo screenshot test run-tests coverage run-coverage mutation run-mutation conformance conformance-offline conformance-live conformance-mysql conformance-sqlite fuzz run-fuzz faults run-faults valgrind run-valgrind corpus bench bench-mysql check format install clean help FORCE
.DELETE_ON_ERROR:
.SECONDARY:
-include $(OBJECTS:.o=.d) $(MUTATED:.o=.d) $(MAIN:.o=.d) $(TEST_OBJECTS:.o=.d) $(FAULT_OBJECTS:.o=.d) $(DUMPS:=.d)
