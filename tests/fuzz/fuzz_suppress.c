// SPDX-License-Identifier: Apache-2.0
// Comments that allow findings: findings of three rules at every statement, and
// then every comment that the text has. What is let pass must be what some comment names,
// where that comment stands; nothing else is.
#include "dialect/dialect.h"
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"
#include "gate/suppress.h"
#include "lint/rule.h"

static const char *const rules[] = { "drop-column", "drop-table", "syntax-error" };

static void add_findings(Arena *arena, const JudgedFile *file, FindingVec *findings)
{
    for (size_t i = 0; i < file->lowered.statements.len; i++)
        for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
            Finding *finding = vec_push(arena, findings);
            *finding = finding_in_text(rule_find(str_from(rules[k])), file->path,
                                       file->lowered.text, file->lowered.statements.at[i],
                                       STR("Found"));
            finding->stmt = file->lowered.statements.at[i];
        }
}

// Where the comment can reach: from the end of the statement before the finding's to the
// end of the line that this one ends on.
static bool reaches(const Lowered *lowered, size_t statement, Span comment)
{
    const SpanVec *all = &lowered->statements;
    size_t from = statement == 0 ? 0 : all->at[statement - 1].end;
    size_t to = str_find_char(lowered->text, '\n', all->at[statement].end);
    return comment.start >= from && comment.start <= to;
}

// Some comment lets the rule pass at this statement.
static bool is_named(const Lowered *lowered, size_t statement, Str rule)
{
    for (size_t i = 0; i < lowered->comments.len; i++) {
        Span span = lowered->comments.at[i];
        Str comment = str_slice(lowered->text, span.start, span.end);
        bool for_file = str_contains(comment, STR("allow-file")) &&
                        span.start <= lowered->statements.at[0].start;
        if (str_contains(comment, STR("tidegate:")) && str_contains(comment, rule) &&
            str_contains(comment, STR("allow")) &&
            (for_file || reaches(lowered, statement, span)))
            return true;
    }
    return false;
}

static void check_findings(const JudgedFile *file, const FindingVec *findings,
                           size_t given)
{
    enum { RULES = sizeof rules / sizeof *rules };
    for (size_t i = 0; i < given; i++) {
        const Finding *finding = &findings->at[i];
        if (!finding->suppressed)
            continue;
        HOLDS(!finding->rule->always, NULL);
        HOLDS(finding->suppress_reason.len > 0, NULL);
        HOLDS(finding->suppressor == SUPPRESSED_COMMENT, NULL);
        HOLDS(is_named(&file->lowered, i / RULES, str_from(finding->rule->id)), NULL);
    }
    for (size_t i = given; i < findings->len; i++) {
        HOLDS(!findings->at[i].suppressed, NULL);
        HOLDS(fuzz_is_within(findings->at[i].span, (Span){ 0, file->lowered.text.len }),
              NULL);
    }
}

int fuzz_suppress(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    size_t count;
    const Frontend *const *all = dialect_all(&count);
    const Frontend *frontend = all[data[0] % count];
    Runner runner = { .name = "fuzz", .breakpoints = data[0] & 64 };
    Arena *arena = arena_new();
    JudgedFileVec files = { 0 };
    FindingVec findings = { 0 };
    JudgedFile *file = vec_push(arena, &files);
    *file = (JudgedFile){ .path = STR("a.sql"), .judged = true };
    file->lowered.engine = &frontend->families[0].usual;
    frontend->lower(arena, (Str){ (const char *)data + 1, size - 1 }, &runner,
                    &file->lowered);
    add_findings(arena, file, &findings);
    size_t given = findings.len;
    suppress_apply(arena, &files, &findings);
    check_findings(file, &findings, given);
    arena_free(arena);
    return 0;
}
