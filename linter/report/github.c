// SPDX-License-Identifier: Apache-2.0
// GitHub workflow commands: each finding becomes an annotation on the changed file.
#include "report/reporters.h"

#include "report/text_safe.h"

// For a step GitHub shows ten annotations of a severity and drops the rest without a
// word.
enum { SHOWN_PER_SEVERITY = 10 };

static const char *const COMMANDS[SEVERITY_COUNT] = {
    [SEV_NOTICE] = "notice",
    [SEV_WARNING] = "warning",
    [SEV_ERROR] = "error",
};

// Writes each of `special` as %XX: these the runner turns back.
static void escaped(Out *out, Str text, const char *special)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (str_find_char(str_from(special), c, 0) < str_from(special).len)
            out_fmt(out, "%%%02X", (unsigned)(unsigned char)c);
        else
            out_char(out, c);
    }
}

static void message(Out *out, const char *head, Str text)
{
    if (text.len == 0)
        return;
    escaped(out, str_from(head), "%\r\n");
    escaped(out, text_printable(out->arena, text, true), "%\r\n");
}

// The name that git knows the file by, unless a terminal would obey it, or a reader of
// the log would be deceived: such a file's annotations stand by themselves.
static void path(Out *out, Str name)
{
    Rune rune;
    for (size_t i = 0; (rune = rune_at(name, i)).len > 0; i += rune.len) {
        bool ends_line = rune.value == '\n' || rune.value == '\r';
        Str shown =
            ends_line ? str_slice(name, i, i + 1) : rune_shown(out->arena, name, i);
        escaped(out, shown, "%\r\n:,");
    }
}

static void annotation(Out *out, const Finding *finding)
{
    out_fmt(out, "::%s title=tidegate%%3A %s,file=", COMMANDS[finding->severity],
            finding->rule->id);
    path(out, finding->path);
    out_fmt(out, ",line=%zu,endLine=%zu", finding->line, finding->end_line);
    // Columns are for spans within a line: the runner throws away those of others.
    // Whether endColumn is meant in or out is not documented (github/docs#40038); those
    // who tried found that the character there is not marked, which is what our columns
    // mean.
    if (finding->line == finding->end_line)
        out_fmt(out, ",col=%zu,endColumn=%zu", finding->column, finding->end_column);
    out_cstr(out, "::");
    message(out, "", finding->message);
    message(out, "\n\nApproved by ", finding->approved);
    message(out, "\n\nWhy: ", finding->why);
    message(out, "\n\nInstead: ", finding->fix);
    out_char(out, '\n');
}

static void annotations(Out *out, const Report *report, Severity severity)
{
    size_t count = 0;
    for (size_t i = 0; i < report->findings->len; i++) {
        const Finding *finding = &report->findings->at[i];
        if (finding->suppressed || finding->severity != severity)
            continue;
        if (count++ < SHOWN_PER_SEVERITY)
            annotation(out, finding);
    }
    if (count <= SHOWN_PER_SEVERITY)
        return;
    size_t more = count - SHOWN_PER_SEVERITY;
    out_fmt(out, "tidegate: %zu more %s%s not annotated: GitHub shows %d of a kind\n",
            more, severity_word(severity), more == 1 ? " is" : "s are",
            SHOWN_PER_SEVERITY);
}

// A run that could not judge fails the step, and the reason is seen where findings are.
static void unjudged(Out *out, const Report *report)
{
    for (size_t i = 0; i < report->unjudged.len; i++) {
        out_cstr(out, "::error title=tidegate%3A could not judge::");
        message(out, "", report->unjudged.at[i]);
        out_char(out, '\n');
    }
}

// In the log, where it is seen beside the verdict that it has made.
static void approvals(Out *out, const Report *report)
{
    for (size_t i = 0; i < report->approvals.len; i++) {
        message(out, "tidegate: ", approval_words(out->arena, &report->approvals.at[i]));
        out_char(out, '\n');
    }
}

// Notices, of which there can be too many before them.
static void gate_changes(Out *out, const Report *report)
{
    for (size_t i = 0; i < report->gate_changes.len; i++) {
        message(out, "tidegate: ", report->gate_changes.at[i]);
        out_char(out, '\n');
    }
}

void report_github(Out *out, const Report *report)
{
    unjudged(out, report);
    for (int i = SEVERITY_COUNT - 1; i >= 0; i--)
        annotations(out, report, (Severity)i);
    approvals(out, report);
    gate_changes(out, report);
    out_fmt(out, "tidegate: " STR_FMT ": " STR_FMT "\n", STR_ARG(outcome(report)),
            STR_ARG(counted_verdict(out->arena, &report->verdict)));
}
