# SPDX-License-Identifier: Apache-2.0
# tidegate: make TARGET
#
#   all       build/tidegate, the release binary (the default)
#   demo      a small project with a history and a bad change, judged
#   test      all tests, under ASan and UBSan
#   conformance  the facts about servers against what they did (conformance-offline, also in
#                `make test`), and against servers and runners that it fetches
#                (conformance-live, conformance-mysql, conformance-sqlite)
#   fuzz      SECONDS=60: a front end (DIALECT=mysql or sqlite) under libFuzzer, which comes
#             with clang; what it finds lies in build/fuzz/found
#   faults    each allocation, look, read and write of small runs fails once: some 100,000
#             runs (a part of them is in `make test`); SCENE=postgres: one project's
#   valgrind  the program on small projects and samples, and all fixtures, under memcheck:
#             half an hour; ALL=no: without the fixtures, five minutes
#   corpus    SQL=DIR: judges every file there with the sanitizers on; it must stand them all
#   bench     seconds and memory for 10 MB of MySQL's DDL in many shapes; MB=10 ENGINES=...
#   check     format, warnings as errors, house rules, static analysis
#   format    clang-format on every source
#   screenshot  ci-templates/github/comment.png anew, of the demo's comment
#   static    build/static/tidegate, which needs nothing of the machine it runs on
#   dist      build/dist: the archive of a release for this machine, and SHA256SUMS
#   test-dist what is in them, run where there is nothing else
#   install   PREFIX=/usr/local DESTDIR=
#   clean     removes what was built; what was fetched stays, in build/deps and build/tools
#
# MODE=release|plain|asan|tsan|cover   which build; each has its folder under build/. plain
#                           has no sanitizers, for debuggers and valgrind
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
OUT := build/$(MODE)
BIN := $(if $(filter release,$(MODE)),build,$(OUT))/tidegate
Q := $(if $(V),,@)

# ---- what is needed ----

# deps.sh runs in every make, a tenth of a second when nothing is missing. It changes
# deps.mk only when the outcome differs, and then make starts over with it.
ifneq ($(if $(MAKECMDGOALS),$(filter-out clean help,$(MAKECMDGOALS)),all),)
NEEDS := build $(if $(filter test run-tests conformance% check faults run-faults valgrind run-valgrind,$(MAKECMDGOALS)),test) \
    $(if $(filter valgrind run-valgrind,$(MAKECMDGOALS)),valgrind) \
    $(if $(filter static dist test-dist,$(MAKECMDGOALS)),static) \
    $(if $(filter check format,$(MAKECMDGOALS)),check) \
    $(if $(filter screenshot,$(MAKECMDGOALS)),screenshot)
build/deps/deps.mk: FORCE
	@CC='$(CC)' PG_QUERY_PREFIX='$(PG_QUERY_PREFIX)' APT='$(APT)' sh .ci/deps.sh $(NEEDS)
include build/deps/deps.mk
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
fuzz_FLAGS := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE_FLAGS := $(or $($(MODE)_FLAGS),$(error MODE=$(MODE): there are release, plain, asan, tsan, cover and fuzz))
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

$(OUT)/%.o: %.c Makefile build/deps/deps.mk
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(COMPILE) -c -o $@ $<

# ---- tests: test_*.c is a program each, the other files there help all of them ----

TEST_SOURCES := $(wildcard tests/*.c tests/unit/*.c tests/conformance/*.c tests/fuzz/*.c)
TEST_OBJECTS := $(TEST_SOURCES:%.c=$(OUT)/%.o)
FAULT_OBJECTS := $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/faults/*.c))
FAULTS := $(OUT)/tests/faults/test_faults
DUMP := $(OUT)/tests/conformance/mysql/dump
DUMPS := $(DUMP)_catalog $(DUMP)_statements
TESTS := $(basename $(foreach o,$(TEST_OBJECTS),$(if $(filter test_%,$(notdir $o)),$o)))
TEST_HELP := $(filter-out $(TESTS:=.o),$(TEST_OBJECTS))

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

test:
	+@$(MAKE) --no-print-directory MODE=$(if $(filter command%,$(origin MODE)),$(MODE),asan) run-tests

run-tests: $(BIN) $(TESTS) $(FAULTS) build/tools/stamp
	@V='$(V)' TIDEGATE=$(CURDIR)/$(BIN) sh tests/run.sh $(TESTS) $(FAULTS)

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

# ---- releases ----

# The objects are those of the release build: this is one link more. Its three warnings are
# about functions of libgit2 and of SQLite (extensions, which the sandbox denies) that
# nothing here reaches.
STATIC := build/static/tidegate
DEBIAN_STATIC := sqlite3 libpcre2-8 yaml-0.1 libprotobuf-c zlib

static: $(STATIC)

$(STATIC): $(MAIN) $(LIBRARY) build/deps/static/stamp | build/static/
	@echo "  LINK  $@"
	$(Q)$(CC) $(MODE_FLAGS) $(WRAP) -static-pie -s -Wl,--gc-sections,-z,relro,-z,now $(CFLAGS) $(LDFLAGS) -o $@ \
	    $(MAIN) $(LIBRARY) $(filter %.a,$(PG_LIBS)) build/deps/static/libgit2.a \
	    build/deps/static/libcjson.a $$(pkg-config --static --libs $(DEBIAN_STATIC)) -lhttp_parser -lm -lpthread

build/deps/static/stamp: .ci/static.sh | build/deps/deps.mk
	@CC='$(CC)' sh .ci/static.sh

dist: $(STATIC)
	@CC='$(CC)' sh .ci/dist.sh $(STATIC) build/dist

test-dist: dist
	@V='$(V)' TIDEGATE=$(CURDIR)/$(STATIC) SCRIPTS=tests/dist/archive.sh sh tests/run.sh

SECONDS := 60

fuzz:
	+@$(MAKE) --no-print-directory MODE=fuzz CC=clang run-fuzz

DIALECT := mysql
FUZZER := build/fuzz/fuzz_$(DIALECT)

run-fuzz: $(FUZZER) | build/fuzz/found/ build/fuzz/corpus/$(DIALECT)/
	$(FUZZER) -max_total_time=$(SECONDS) -max_len=4096 -timeout=10 -rss_limit_mb=4096 \
	    -dict=tests/fuzz/$(DIALECT).dict -artifact_prefix=build/fuzz/found/ \
	    build/fuzz/corpus/$(DIALECT) tests/fuzz/$(DIALECT)

$(FUZZER): $(OUT)/tests/$(FUZZER:build/%=%).o $(OUT)/tests/fuzz/holds.o $(LIBRARY)
	@echo "  LINK  $@"
	$(Q)$(LINK) -fsanitize=fuzzer -Wl,--defsym=LLVMFuzzerTestOneInput=fuzz_$(DIALECT) -o $@ $^ $(LIBS)

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

bench: $(BIN)
	@TIDEGATE=$(CURDIR)/$(BIN) MB='$(MB)' ENGINES='$(ENGINES)' sh tests/bench/mysql.sh

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

install: $(BIN)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/tidegate

clean:
	rm -rf $(filter-out build/deps build/tools,$(wildcard build/*))

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile | sed '/^libpg_query.s/,$$d'

build/%/:
	@mkdir -p $@

FORCE:
.PHONY: all static dist test-dist demo screenshot test run-tests conformance conformance-offline conformance-live conformance-mysql conformance-sqlite fuzz run-fuzz faults run-faults valgrind run-valgrind corpus bench check format install clean help FORCE
.DELETE_ON_ERROR:
.SECONDARY:
-include $(OBJECTS:.o=.d) $(MAIN:.o=.d) $(TEST_OBJECTS:.o=.d) $(FAULT_OBJECTS:.o=.d) $(DUMPS:=.d)
