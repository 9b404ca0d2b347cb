// SPDX-License-Identifier: Apache-2.0
// Binds suppressions to statements and findings to suppressions. What a directive cannot
// do, it says: a suppression that silently does nothing is as bad as one that silently
// does too much.
#include "gate/suppress.h"

#include "base/map.h"
#include "base/nearest.h"
#include "gate/directive.h"
#include "gate/nolint.h"
#include "lint/engine.h"

#include <stdlib.h>

// A finding of a file, by the statement it is about.
typedef struct Hit {
    size_t stmt;  // where the statement begins
    size_t index; // in the list of findings
} Hit;

typedef VEC(Hit) HitVec;

typedef struct Gate {
    Arena *arena; // of new findings
    Arena *tmp;
    FindingVec *findings;
    FindingVec added; // kept apart until the end: indexes into `findings` stay true, and
                      // none of these can be suppressed
    StrVec rule_ids;  // for "did you mean"
    const JudgedFile *file;
    HitVec hits; // of this file, sorted
    Map allowed; // likewise: rules that were allowed for all of it, as their ids
} Gate;

// ---- what is wrong with a directive ----

static void report(Gate *gate, const Rule *rule, Span span, Str message)
{
    if (gate->file->silent)
        return;
    *vec_push(gate->arena, &gate->added) =
        finding_in_text(rule, gate->file->path, gate->file->lowered.text, span, message);
}

static void report_bad(Gate *gate, Span span, Str problem)
{
    Str message = arena_fmt(gate->arena, "the suppression " STR_FMT, STR_ARG(problem));
    report(gate, &rule_bad_suppression, span, message);
}

static void report_unknown(Gate *gate, Span span, Str name)
{
    Str hint = nearest_hint(gate->tmp, &gate->rule_ids, name);
    report_bad(gate, span,
               arena_fmt(gate->tmp, "names \"" STR_FMT "\", which is no rule" STR_FMT,
                         STR_ARG(name), STR_ARG(hint)));
}

// ---- which findings ----

static int cmp_hit(const void *left, const void *right)
{
    const Hit *a = left;
    const Hit *b = right;
    if (a->stmt != b->stmt)
        return a->stmt < b->stmt ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

// The first hit at or after an offset.
static size_t first_hit(const Gate *gate, size_t offset)
{
    size_t low = 0;
    size_t high = gate->hits.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (gate->hits.at[middle].stmt < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// A finding about the file as such stands at no statement, though its place may be where
// the first one begins.
static bool binds(const Finding *finding, const Rule *rule, DirectiveKind kind)
{
    return finding->rule == rule &&
           (kind == DIRECTIVE_ALLOW_FILE || finding->stmt.end > finding->stmt.start);
}

// Suppresses the rule's findings in the part of the file; false when there are none.
static bool suppress_part(Gate *gate, const Rule *rule, const Directive *directive,
                          Span part)
{
    bool matched = false;
    for (size_t i = first_hit(gate, part.start); i < gate->hits.len; i++) {
        Finding *finding = &gate->findings->at[gate->hits.at[i].index];
        if (finding->stmt.start >= part.end)
            break;
        if (!binds(finding, rule, directive->kind))
            continue;
        matched = true;
        if (!finding->suppressed)
            finding->suppress_reason = directive->reason;
        finding->suppressed = true;
        finding->suppressor = SUPPRESSED_COMMENT;
    }
    return matched;
}

// Said again, it does no more than it did.
static bool suppress(Gate *gate, const Rule *rule, const Directive *directive, Span part)
{
    bool for_file = directive->kind == DIRECTIVE_ALLOW_FILE;
    if (for_file && map_get(&gate->allowed, str_from(rule->id)))
        return true;
    bool matched = suppress_part(gate, rule, directive, part);
    if (for_file && matched)
        map_put(gate->tmp, &gate->allowed, str_from(rule->id), gate);
    return matched;
}

static void apply_rule(Gate *gate, const Directive *directive, Span name_span, Span part)
{
    Str name = str_slice(gate->file->lowered.text, name_span.start, name_span.end);
    const Rule *rule = rule_find(name);
    if (!rule) {
        report_unknown(gate, name_span, name);
    } else if (rule->always) {
        report_bad(
            gate, name_span,
            arena_fmt(gate->tmp, "names %s, which cannot be suppressed", rule->id));
    } else if (!suppress(gate, rule, directive, part) && gate->file->judged) {
        const char *where =
            directive->kind == DIRECTIVE_ALLOW_FILE ? "file" : "statement";
        report(gate, &rule_unused_suppression, name_span,
               arena_fmt(gate->arena, "this %s has no finding of %s", where, rule->id));
    }
}

// ---- which statement ----

static bool has_line_end(Str s)
{
    return str_find_char(s, '\n', 0) < s.len || str_find_char(s, '\r', 0) < s.len;
}

// How many statements begin at or before an offset.
static size_t count_begun(const SpanVec *statements, size_t offset)
{
    size_t low = 0;
    size_t high = statements->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (statements->at[middle].start <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The statement that the comment lies in, or behind on the same line, or else before.
static bool find_statement(const Lowered *lowered, Span comment, Span *statement)
{
    const SpanVec *statements = &lowered->statements;
    size_t begun = count_begun(statements, comment.start);
    if (begun > 0) {
        *statement = statements->at[begun - 1];
        if (comment.start < statement->end ||
            !has_line_end(str_slice(lowered->text, statement->end, comment.start)))
            return true;
    }
    if (begun == statements->len)
        return false;
    *statement = statements->at[begun];
    return true;
}

// The part of the file that a directive is about; false, reported, when its place does
// not fit.
static bool find_part(Gate *gate, const Directive *directive, Span *part)
{
    const Lowered *lowered = &gate->file->lowered;
    if (directive->kind == DIRECTIVE_ALLOW) {
        if (find_statement(lowered, directive->span, part))
            return true;
        report_bad(gate, directive->span,
                   STR("stands behind the last statement and binds to none"));
        return false;
    }
    // In a changeset, but for the first of a file, it is for the changeset.
    bool is_part = gate->file->part.start > 0;
    *part = is_part ? gate->file->part : (Span){ 0, SIZE_MAX };
    if (count_begun(&lowered->statements, directive->span.start) == 0)
        return true;
    report_bad(
        gate, directive->span,
        STR("is for the whole file, but does not stand before its first statement"));
    return false;
}

// ---- files ----

// The statement that follows the comment, with no empty line in between.
static bool find_next(const Lowered *lowered, Span comment, Span *statement)
{
    size_t begun = count_begun(&lowered->statements, comment.start);
    bool is_inside = begun > 0 && lowered->statements.at[begun - 1].end > comment.start;
    if (is_inside || begun == lowered->statements.len)
        return false;
    *statement = lowered->statements.at[begun];
    return !str_contains(str_slice(lowered->text, comment.end, statement->start),
                         STR("\n\n"));
}

// What another linter's users have said to it. Nothing is wrong with it if it matches
// nothing: it is not written for this one.
static void apply_nolint(Gate *gate, Span comment)
{
    Nolint nolint;
    Span part = { 0, SIZE_MAX };
    if (!gate->file->nolint ||
        !nolint_parse(gate->file->lowered.text, comment, &nolint) ||
        (!nolint.is_file && !find_next(&gate->file->lowered, comment, &part)))
        return;
    for (size_t i = first_hit(gate, part.start); i < gate->hits.len; i++) {
        Finding *finding = &gate->findings->at[gate->hits.at[i].index];
        if (finding->stmt.start >= part.end)
            break;
        if (finding->suppressed || finding->stmt.end == finding->stmt.start ||
            !nolint_covers(&nolint, finding->rule))
            continue;
        finding->suppressed = true;
        finding->suppressor = SUPPRESSED_COMMENT;
        finding->suppress_reason = arena_fmt(
            gate->arena, "atlas:nolint" STR_FMT STR_FMT,
            STR_ARG(nolint.names.len > 0 ? STR(" ") : STR("")), STR_ARG(nolint.names));
    }
}

static void apply_comment(Gate *gate, Span comment)
{
    Directive directive;
    Span part;
    if (!directive_parse(gate->tmp, gate->file->lowered.text, comment, &directive)) {
        apply_nolint(gate, comment);
        return;
    }
    if (directive.error.len > 0) {
        report_bad(gate, directive.span, directive.error);
        return;
    }
    if (!find_part(gate, &directive, &part))
        return;
    for (size_t i = 0; i < directive.rules.len; i++)
        apply_rule(gate, &directive, directive.rules.at[i], part);
}

// Findings by path, as indexes.
static Map group_findings(Arena *tmp, const FindingVec *findings)
{
    Map groups = { 0 };
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        HitVec *hits = map_get(&groups, finding->path);
        if (!hits) {
            hits = NEW(tmp, HitVec);
            map_put(tmp, &groups, finding->path, hits);
        }
        *vec_push(tmp, hits) = (Hit){ finding->stmt.start, i };
    }
    return groups;
}

static void apply_file(Gate *gate, const Map *groups, const JudgedFile *file)
{
    const HitVec *hits = map_get(groups, file->path);
    gate->file = file;
    gate->hits = hits ? *hits : (HitVec){ 0 };
    gate->allowed = (Map){ 0 };
    if (gate->hits.len > 0)
        qsort(gate->hits.at, gate->hits.len, sizeof *gate->hits.at, cmp_hit);
    for (size_t i = 0; i < file->lowered.comments.len; i++)
        apply_comment(gate, file->lowered.comments.at[i]);
}

void suppress_apply(Arena *arena, const JudgedFileVec *files, FindingVec *findings)
{
    Arena *tmp = arena_new();
    Gate gate = { .arena = arena, .tmp = tmp, .findings = findings };
    for (size_t i = 0; i < rule_index_len; i++)
        *vec_push(tmp, &gate.rule_ids) = str_from(rule_index[i].rule->id);
    Map groups = group_findings(tmp, findings);
    for (size_t i = 0; i < files->len; i++)
        apply_file(&gate, &groups, &files->at[i]);
    for (size_t i = 0; i < gate.added.len; i++)
        *vec_push(arena, findings) = gate.added.at[i];
    arena_free(tmp);
}
