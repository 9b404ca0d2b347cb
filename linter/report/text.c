// SPDX-License-Identifier: Apache-2.0
// The text report, for people at a terminal and readers of a CI log.
#include "report/reporters.h"

#include "base/map.h"
#include "report/excerpt.h"
#include "report/text_safe.h"

enum { LABEL_WIDTH = 6, PROSE_WIDTH = 92, SHORT_HASH = 7 };

typedef enum Paint {
    PAINT_BOLD,
    PAINT_DIM,
    PAINT_RED,
    PAINT_YELLOW,
    PAINT_CYAN,
    PAINT_GREEN
} Paint;

static const char *const paints[] = {
    [PAINT_BOLD] = "\033[1m",    [PAINT_DIM] = "\033[2m",
    [PAINT_RED] = "\033[1;31m",  [PAINT_YELLOW] = "\033[1;33m",
    [PAINT_CYAN] = "\033[1;36m", [PAINT_GREEN] = "\033[1;32m",
};

static const Paint severity_paint[SEVERITY_COUNT] = {
    [SEV_NOTICE] = PAINT_CYAN,
    [SEV_WARNING] = PAINT_YELLOW,
    [SEV_ERROR] = PAINT_RED,
};

static void painted(Out *out, const Report *report, Paint paint, Str text)
{
    bool color = report->color && text.len > 0;
    if (color)
        out_cstr(out, paints[paint]);
    out_str(out, text);
    if (color)
        out_cstr(out, "\033[0m");
}

static void head_line(Out *out, const Report *report, const Finding *finding)
{
    Str path = text_printable(out->arena, finding->path, false);
    painted(out, report, PAINT_BOLD,
            arena_fmt(out->arena, STR_FMT ":%zu:%zu", STR_ARG(path), finding->line,
                      finding->column));
    out_cstr(out, ": ");
    painted(out, report, severity_paint[finding->severity],
            str_from(severity_word(finding->severity)));
    out_fmt(out, ": " STR_FMT,
            STR_ARG(text_printable(out->arena, finding->message, false)));
    painted(out, report, PAINT_DIM, arena_fmt(out->arena, " [%s]", finding->rule->id));
    out_char(out, '\n');
}

// Where a line of prose is to be broken: the last blank that fits, or else the first.
static size_t break_at(Str line)
{
    if (line.len <= PROSE_WIDTH)
        return line.len;
    size_t blank = str_rfind_char(str_take(line, PROSE_WIDTH + 1), ' ');
    return blank <= PROSE_WIDTH ? blank : str_find_char(line, ' ', PROSE_WIDTH);
}

static void labelled(Out *out, const Report *report, const char *label, Str line)
{
    out_cstr(out, "  ");
    painted(out, report, PAINT_DIM, str_from(label));
    out_repeat(out, ' ', LABEL_WIDTH - str_from(label).len);
    out_str(out, line);
    out_char(out, '\n');
}

// A labelled paragraph; later lines stand under the first one's text. Indented lines are
// code and are not broken.
static void paragraph(Out *out, const Report *report, const char *label, Str text)
{
    Str rest = text_printable(out->arena, text, true);
    Str line;
    while (str_cut(&rest, '\n', &line)) {
        if (str_ends(line, STR("\r")))
            line = str_take(line, line.len - 1);
        bool code = str_starts(line, STR(" "));
        if (line.len == 0)
            out_char(out, '\n');
        while (line.len > 0) {
            size_t end = code ? line.len : break_at(line);
            labelled(out, report, label, str_take(line, end));
            line = str_drop(line, end < line.len ? end + 1 : end);
            label = "";
        }
    }
}

static void lock_line(Out *out, const Report *report, const LockTaken *lock)
{
    if (lock->mode == LOCK_NONE)
        return;
    const char *blocks =
        lock_blocks_reads(lock->mode)    ? ": nobody can read or write it meanwhile"
        : lock_blocks_writes(lock->mode) ? ": nobody can write to it meanwhile"
                                         : "";
    paragraph(out, report, "lock",
              arena_fmt(out->arena, "%s on " STR_FMT "%s", lock_mode_words(lock->mode),
                        STR_ARG(name_text(out->arena, lock->relation)), blocks));
}

// A reason is read once: of findings with the same one only the first says it.
static bool is_news(Arena *arena, Map *said, const Finding *finding)
{
    if (finding->why.len == 0 || map_get(said, finding->why))
        return false;
    map_put(arena, said, finding->why, said);
    return true;
}

static void show_finding(Out *out, const Report *report, const Finding *finding,
                         Map *said)
{
    head_line(out, report, finding);
    excerpt_write(out, finding,
                  report->color ? paints[severity_paint[finding->severity]] : NULL);
    lock_line(out, report, &finding->lock);
    if (is_news(out->arena, said, finding))
        paragraph(out, report, "why", finding->why);
    if (finding->approved.len > 0)
        paragraph(
            out, report, "note",
            arena_fmt(out->arena, "approved by " STR_FMT,
                      STR_ARG(text_printable(out->arena, finding->approved, false))));
    paragraph(out, report, "fix", finding->fix);
    out_char(out, '\n');
}

static void show_suppressed(Out *out, const Report *report, const Finding *finding)
{
    Str path = text_printable(out->arena, finding->path, false);
    Str reason = text_printable(out->arena, finding->suppress_reason, false);
    painted(out, report, PAINT_DIM,
            arena_fmt(out->arena, STR_FMT ":%zu:%zu: allowed: %s (" STR_FMT ")",
                      STR_ARG(path), finding->line, finding->column, finding->rule->id,
                      STR_ARG(reason)));
    out_char(out, '\n');
}

// That something was approved is never left out.
static bool is_shown(const Report *report, const Finding *finding)
{
    return finding_blocks(finding, report->fail_on) || finding->approved.len > 0;
}

static void baseline_line(Out *out, const Report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->findings->len; i++)
        count += report->findings->at[i].suppressor == SUPPRESSED_BASELINE ? 1 : 0;
    if (count > 0)
        out_fmt(out, "in the baseline: " STR_FMT " (tidegate baseline show)\n",
                STR_ARG(counted(out->arena, count, "finding")));
}

static void approval_line(Out *out, const ReportApproval *approval)
{
    Str words = approval_words(out->arena, approval);
    out_fmt(out, STR_FMT "\n", STR_ARG(text_printable(out->arena, words, false)));
}

static void gate_line(Out *out, Str words)
{
    out_fmt(out, STR_FMT "\n", STR_ARG(text_printable(out->arena, words, false)));
}

static void scope_line(Out *out, const Report *report, const ReportProject *project)
{
    Arena *arena = out->arena;
    out_fmt(out, STR_FMT ": " STR_FMT ", " STR_FMT ", run by " STR_FMT ": " STR_FMT,
            STR_ARG(text_printable(arena, project->path, false)),
            STR_ARG(project->layout), STR_ARG(project->engine), STR_ARG(project->runner),
            STR_ARG(counted(arena, project->migrations, "migration")));
    Str commit = report->base_commit;
    if (commit.len > 0)
        out_fmt(out, ", %zu new or edited since " STR_FMT " (" STR_FMT ")",
                project->fresh, STR_ARG(text_printable(arena, report->base_ref, false)),
                STR_ARG(commit.len > SHORT_HASH ? str_take(commit, SHORT_HASH) : commit));
    else
        out_cstr(out, ", no base: each judged as if it were the newest");
    out_char(out, '\n');
}

static void summary(Out *out, const Report *report)
{
    bool is_pass = !report->verdict.blocked && !report_is_incomplete(report);
    for (size_t i = 0; i < report->projects.len; i++)
        scope_line(out, report, &report->projects.at[i]);
    if (report->projects.len == 0)
        out_cstr(out, "none of the files lies in a migration folder\n");
    baseline_line(out, report);
    for (size_t i = 0; i < report->approvals.len; i++)
        approval_line(out, &report->approvals.at[i]);
    for (size_t i = 0; i < report->gate_changes.len; i++)
        gate_line(out, report->gate_changes.at[i]);
    painted(out, report, is_pass ? PAINT_GREEN : PAINT_RED, outcome(report));
    out_fmt(out, ": " STR_FMT "\n",
            STR_ARG(counted_verdict(out->arena, &report->verdict)));
}

void report_text(Out *out, const Report *report)
{
    if (report->failed)
        return;       // standard error has it
    Map said = { 0 }; // reasons
    bool gap = false; // show_finding() leaves an empty line, show_suppressed() does not
    for (size_t i = 0; i < report->findings->len; i++) {
        const Finding *finding = &report->findings->at[i];
        if (report->quiet && !is_shown(report, finding))
            continue;
        if (finding->suppressed && finding->suppressor == SUPPRESSED_BASELINE)
            continue; // there can be very many: baseline_line() counts them
        gap = finding->suppressed;
        if (gap)
            show_suppressed(out, report, finding);
        else
            show_finding(out, report, finding, &said);
    }
    if (gap)
        out_char(out, '\n');
    if (!report->quiet || report->verdict.blocked || report_is_incomplete(report) ||
        report->approvals.len > 0 || report->gate_changes.len > 0)
        summary(out, report);
}
