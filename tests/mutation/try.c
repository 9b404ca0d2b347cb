// SPDX-License-Identifier: Apache-2.0
// Tries mutants of the rules on every fixture and on the rules' own examples. It reads
// their numbers, one a line, and writes for each of them a line with what became of it:
//
//   12 killed fixtures/drop-column/fires.sql
//   13 words fixtures/drop-column/fires.sql    the same findings, told otherwise
//   14 survived
//   15 unreached                               no case comes by its place
//
// A mutant runs in a process of its own, since it may crash or never end; with the word
// "together" all run in this one, which is quicker under sanitizers.
#include "judged.h"
#include "mutation/mutant.h"

#include "base/fail.h"
#include "base/out.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Case {
    const char *name;
    Str (*problems)(Arena *arena, const struct Case *of, FindingVec *findings);
    Fixture fixture;
    const Rule *rule;
    Str words;     // what is found where no mutant is awake
    bool *reaches; // by mutant
} Case;

typedef VEC(Case) CaseVec;

static Str of_fixture(Arena *arena, const Case *of, FindingVec *findings)
{
    return fixture_problems(arena, &of->fixture, findings);
}

static Str of_bad(Arena *arena, const Case *of, FindingVec *findings)
{
    return bad_problems(arena, of->rule, findings);
}

static Str of_good(Arena *arena, const Case *of, FindingVec *findings)
{
    return good_problems(arena, of->rule, findings);
}

static CaseVec all_cases(Arena *arena)
{
    CaseVec cases = { 0 };
    FixtureVec fixtures = fixtures_in(arena, repository(arena));
    for (size_t i = 0; i < rule_index_len; i++) {
        const Rule *rule = rule_index[i].rule;
        const char *bad = arena_cstr(arena, arena_fmt(arena, "%s.bad", rule->id));
        const char *good = arena_cstr(arena, arena_fmt(arena, "%s.good", rule->id));
        *vec_push(arena, &cases) = (Case){ bad, of_bad, .rule = rule };
        *vec_push(arena, &cases) = (Case){ good, of_good, .rule = rule };
    }
    for (size_t i = 0; i < fixtures.len; i++)
        *vec_push(arena, &cases) = (Case){ arena_cstr(arena, fixtures.at[i].path),
                                           of_fixture, .fixture = fixtures.at[i] };
    return cases;
}

// All that people see of the findings.
static Str words_of(Arena *arena, const FindingVec *findings)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *f = &findings->at[i];
        out_fmt(&out, "%s " STR_FMT ":%zu:%zu " STR_FMT "\n" STR_FMT "\n" STR_FMT "\n",
                f->rule->id, STR_ARG(f->path), f->line, f->column, STR_ARG(f->message),
                STR_ARG(f->why), STR_ARG(f->fix));
        out_fmt(&out, STR_FMT " %d %d %d\n", STR_ARG(f->object), (int)f->lock.mode,
                (int)f->severity, f->fails);
    }
    return out_text(&out);
}

// ---- no mutant is awake ----

// False: the case is not as it must be.
static bool run_case(Arena *arena, Case *each)
{
    FindingVec findings = { 0 };
    mutants_forget();
    Str problems = each->problems(arena, each, &findings);
    if (problems.len > 0)
        fprintf(stderr, "%s\n" STR_FMT, each->name, STR_ARG(problems));
    each->words = arena_copy(arena, words_of(arena, &findings));
    each->reaches = NEW_ARRAY(arena, bool, MUTANT_MOST);
    for (unsigned i = 0; i < MUTANT_MOST; i++)
        each->reaches[i] = mutant_was_reached(i);
    return problems.len == 0;
}

// ---- one is ----

typedef enum Fate { SURVIVED, WORDS, KILLED } Fate;

static Fate fate_in(const Case *each)
{
    Arena *arena = arena_new();
    FindingVec findings = { 0 };
    Str problems = each->problems(arena, each, &findings);
    bool same = str_eq(words_of(arena, &findings), each->words);
    Fate fate = problems.len > 0 ? KILLED : same ? SURVIVED : WORDS;
    arena_free(arena);
    return fate;
}

// In a process of its own: tells by `told`, the number of the case as text first, so that
// the parent knows which one it died of.
static void tell(int told, char fate, size_t number)
{
    char line[32];
    int len = snprintf(line, sizeof line, "%c %zu\n", fate, number);
    if (write(told, line, (size_t)len) != len)
        _exit(2);
}

enum { CPU_SECONDS = 5, MEMORY = 1 << 30 };

static _Noreturn void run_mutant(const CaseVec *cases, unsigned number, int told)
{
    bool spoke = false;
    setrlimit(RLIMIT_CPU, &(struct rlimit){ CPU_SECONDS, CPU_SECONDS });
    setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
#ifndef __SANITIZE_ADDRESS__
    setrlimit(RLIMIT_AS, &(struct rlimit){ MEMORY, MEMORY });
#endif
    if (!freopen("/dev/null", "w", stderr))
        _exit(2);
    mutant_wake(number);
    for (size_t i = 0; i < cases->len; i++) {
        if (!cases->at[i].reaches[number])
            continue;
        tell(told, 'k', i);
        Fate fate = fate_in(&cases->at[i]);
        if (fate == KILLED)
            _exit(1);
        if (fate == WORDS && !spoke)
            tell(told, 'w', i);
        spoke = spoke || fate == WORDS;
    }
    _exit(0);
}

typedef struct Outcome {
    int status;         // of the process
    size_t last, words; // cases; words: cases->len where none was told otherwise
    bool begun;
} Outcome;

static Outcome watch(FILE *told, pid_t child, size_t none)
{
    Outcome outcome = { .words = none };
    char kind;
    size_t number;
    while (fscanf(told, "%c %zu\n", &kind, &number) == 2) {
        outcome.begun = true;
        if (kind == 'k')
            outcome.last = number;
        else
            outcome.words = number;
    }
    if (waitpid(child, &outcome.status, 0) != child)
        fatal("a mutant is gone");
    return outcome;
}

static void try_mutant(const CaseVec *cases, unsigned number)
{
    int ends[2];
    if (pipe(ends) != 0)
        fatal("no pipe");
    (void)fflush(stdout);
    pid_t child = fork();
    if (child < 0)
        fatal("no process");
    if (child == 0)
        run_mutant(cases, number, ends[1]);
    close(ends[1]);
    FILE *told = fdopen(ends[0], "r");
    Outcome outcome = watch(told, child, cases->len);
    (void)fclose(told);
    if (!outcome.begun)
        printf("%u unreached\n", number);
    else if (outcome.status != 0)
        printf("%u killed %s\n", number, cases->at[outcome.last].name);
    else if (outcome.words < cases->len)
        printf("%u words %s\n", number, cases->at[outcome.words].name);
    else
        printf("%u survived\n", number);
}

static void try_together(const CaseVec *cases, unsigned number)
{
    Fate fate = SURVIVED;
    bool begun = false;
    size_t at = 0;
    mutant_wake(number);
    for (size_t i = 0; i < cases->len && fate != KILLED; i++) {
        if (!cases->at[i].reaches[number])
            continue;
        Fate one = fate_in(&cases->at[i]);
        begun = true;
        if (one > fate) {
            fate = one;
            at = i;
        }
    }
    mutant_wake(MUTANT_NONE);
    if (!begun)
        printf("%u unreached\n", number);
    else if (fate == SURVIVED)
        printf("%u survived\n", number);
    else
        printf("%u %s %s\n", number, fate == KILLED ? "killed" : "words",
               cases->at[at].name);
}

int main(int argc, char **argv)
{
    bool together = argc > 1 && str_eq(str_from(argv[1]), STR("together"));
    Arena *arena = arena_new();
    CaseVec cases = all_cases(arena);
    unsigned number;
    size_t wrong = 0;
    for (size_t i = 0; i < cases.len; i++)
        wrong += !run_case(arena, &cases.at[i]);
    if (wrong > 0)
        fatal("%zu cases fail by themselves", wrong);
    while (scanf("%u", &number) == 1)
        if (number > MUTANT_NONE && number < MUTANT_MOST)
            (together ? try_together : try_mutant)(&cases, number);
        else
            fatal("no mutant has the number %u", number);
    arena_free(arena);
    return 0;
}
