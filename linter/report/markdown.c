// SPDX-License-Identifier: Apache-2.0
// The Markdown report: the comment of a pull request, and the summary of a CI run. It
// shrinks until it fits, and says what it left out.
#include "report/markdown.h"

#include "base/fail.h"
#include "report/markdown_priv.h"
#include "report/reporters.h"
#include "report/text_safe.h"

enum {
    SHORT_HASH = 7,
    MANY_ROWS = 60, // more are no table that anybody reads
    MAX_LINES = 8   // of projects, approvals, reasons for not judging
};

// ---- room ----

bool page_takes(Page *page, Rank rank)
{
    bool fits = page->shown[rank] < page->room[rank];
    ++*(fits ? &page->shown[rank] : &page->left[rank]);
    return fits;
}

bool page_is_full(const Page *page)
{
    return page->out->buf.len > page->limit;
}

// ---- texts of others ----

void page_name(Page *page, Str name, MdPlace place)
{
    md_code(page->out, md_clip(page->out->arena, name, CLIP_NAME), place);
}

void page_sentence(Page *page, Str text, MdPlace place)
{
    md_prose(page->out, md_clip(page->out->arena, text, CLIP_SENTENCE), place);
}

static Str filled(Arena *arena, Str pattern, Str placeholder, Str value)
{
    size_t at = str_find(pattern, placeholder, 0);
    if (at == pattern.len)
        return pattern;
    return arena_fmt(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_take(pattern, at)),
                     STR_ARG(value), STR_ARG(str_drop(pattern, at + placeholder.len)));
}

// The lines go in first: a path may spell their placeholders, as "%7Bline%7D".
static Str line_url(Arena *arena, Str pattern, Str path, size_t line)
{
    Str number = arena_fmt(arena, "%zu", line);
    pattern = filled(arena, pattern, STR("{line}"), number);
    pattern = filled(arena, pattern, STR("{end}"), number);
    return filled(arena, pattern, STR("{path}"), text_url_path(arena, path));
}

void page_place(Page *page, Str label, Str path, size_t line, MdPlace place)
{
    Arena *arena = page->out->arena;
    Str url = STR("");
    if (page->report->file_url.len > 0 && path.len <= CLIP_PATH)
        url = line_url(arena, page->report->file_url, path, line);
    md_link(page->out, md_clip(arena, label, CLIP_PATH), url, place);
}

// ---- the head ----

static void marker(Page *page)
{
    Str name = page->report->comment_name;
    out_fmt(page->out, "<!-- tidegate%s" STR_FMT " -->\n", name.len > 0 ? ":" : "",
            STR_ARG(name));
}

static const char *sign(const Report *report)
{
    if (report_is_incomplete(report))
        return "⚠️";
    return report->verdict.blocked ? "⛔" : "✅";
}

static bool is_silent(const Report *report)
{
    return report->findings->len == 0 && report->changes.len == 0 &&
           !report_is_incomplete(report) && report->approvals.len == 0;
}

// Beside the counts only what has one: "1 error, 2 notices, 1 allowed".
static void counts(Page *page)
{
    const Verdict *verdict = &page->report->verdict;
    Arena *arena = page->out->arena;
    const char *gap = "";
    for (int i = SEVERITY_COUNT - 1; i >= 0; i--) {
        if (verdict->count[i] == 0)
            continue;
        Str words = counted(arena, verdict->count[i], severity_word((Severity)i));
        out_fmt(page->out, "%s" STR_FMT, gap, STR_ARG(words));
        gap = ", ";
    }
    if (verdict->suppressed > 0)
        out_fmt(page->out, "%s%zu allowed", gap, verdict->suppressed);
    else if (*gap == '\0')
        out_cstr(page->out, "no findings");
}

static void verdict(Page *page)
{
    Str words = outcome(page->report);
    out_fmt(page->out, "## %s Database migrations: " STR_FMT "\n\n", sign(page->report),
            STR_ARG(words));
    if (page->report->failed)
        return;
    out_cstr(page->out, "**");
    counts(page);
    out_cstr(page->out, "**\n\n");
}

static void project_line(Page *page, const ReportProject *project)
{
    Arena *arena = page->out->arena;
    const Report *report = page->report;
    out_cstr(page->out, "- ");
    page_name(page, project->path, MD_LINE);
    out_fmt(page->out, " (" STR_FMT ", " STR_FMT "): ", STR_ARG(project->layout),
            STR_ARG(project->engine));
    out_str(page->out, counted(arena, project->migrations, "migration"));
    Str commit = report->base_commit;
    if (commit.len == 0) {
        out_cstr(page->out, ", no base: each is judged as if it were the newest\n");
        return;
    }
    out_fmt(page->out, ", %zu new or edited since ", project->fresh);
    page_name(page, report->base_ref, MD_LINE);
    out_fmt(page->out, " (`" STR_FMT "`)\n",
            STR_ARG(commit.len > SHORT_HASH ? str_take(commit, SHORT_HASH) : commit));
}

static void more_lines(Page *page, size_t count)
{
    if (count > MAX_LINES)
        out_fmt(page->out, "- and %zu more\n", count - MAX_LINES);
    if (count > 0)
        out_char(page->out, '\n');
}

static void projects(Page *page)
{
    size_t count = page->report->projects.len;
    for (size_t i = 0; i < count && i < MAX_LINES; i++)
        project_line(page, &page->report->projects.at[i]);
    more_lines(page, count);
}

static void unjudged(Page *page)
{
    const StrVec *reasons = &page->report->unjudged;
    if (reasons->len > 0)
        out_cstr(page->out, "What could not be judged is no pass:\n\n");
    for (size_t i = 0; i < reasons->len && i < MAX_LINES; i++) {
        out_cstr(page->out, "- ");
        page_sentence(page, reasons->at[i], MD_LINE);
        out_char(page->out, '\n');
    }
    more_lines(page, reasons->len);
}

// Findings, too, but notices, which go first where there is no room.
static void gate_changes(Page *page)
{
    const StrVec *changes = &page->report->gate_changes;
    for (size_t i = 0; i < changes->len; i++) {
        out_cstr(page->out, "**Look at this first:** ");
        page_sentence(page, changes->at[i], MD_LINE);
        out_cstr(page->out, ", by which it is judged itself.\n\n");
    }
}

static void approvals(Page *page)
{
    size_t count = page->report->approvals.len;
    for (size_t i = 0; i < count && i < MAX_LINES; i++) {
        const ReportApproval *approval = &page->report->approvals.at[i];
        out_cstr(page->out, "- **Approved:** ");
        page_sentence(page, approval->words, MD_LINE);
        out_fmt(page->out, " (%zu error%s now)\n", approval->demoted,
                approval->demoted == 1 ? " is a warning" : "s are warnings");
    }
    more_lines(page, count);
}

// ---- the end ----

static const char *const left_words[RANK_COUNT] = {
    [RANK_NOTICES] = "notice",  [RANK_EXCERPTS] = "excerpt",
    [RANK_DETAILS] = "reason",  [RANK_ROWS] = "row of the table",
    [RANK_ALLOWED] = "allowed", [RANK_WARNINGS] = "warning",
    [RANK_ERRORS] = "error",    [RANK_SECTIONS] = "section",
};

// The table says what it has not; the first errors of rules are errors like others.
static size_t left_of(const Page *page, int rank)
{
    if (rank == RANK_ROWS || rank == RANK_RULES)
        return 0;
    return page->left[rank] + (rank == RANK_ERRORS ? page->left[RANK_RULES] : 0);
}

static void left_out(Page *page)
{
    const char *gap = "";
    for (int rank = RANK_COUNT - 1; rank >= 0; rank--) {
        size_t count = left_of(page, rank);
        if (count == 0)
            continue;
        out_cstr(page->out, *gap ? gap : "**Left out, as there is no room:** ");
        gap = ", ";
        if (rank == RANK_ALLOWED)
            out_fmt(page->out, "%zu allowed", count);
        else
            out_str(page->out, counted(page->out->arena, count, left_words[rank]));
    }
    if (*gap)
        out_cstr(page->out, page->report->run_url.len > 0
                                ? ". The full report is in the log of the run.\n\n"
                                : ". `tidegate check --format text` says the rest.\n\n");
}

enum { MAX_URL = 1000 };

static void foot(Page *page)
{
    const Report *report = page->report;
    left_out(page);
    out_fmt(page->out, "<sub>tidegate %s", report->version ? report->version : "");
    if (report->grammar.len > 0)
        out_fmt(page->out, " · " STR_FMT, STR_ARG(report->grammar));
    if (report->run_url.len > 0 && report->run_url.len <= MAX_URL) {
        out_cstr(page->out, " · ");
        md_link(page->out, STR("full report"), report->run_url, MD_LINE);
    }
    out_cstr(page->out, "</sub>\n");
}

// ---- the page ----

static void nothing_to_say(Page *page)
{
    out_cstr(page->out, "✅ **Database migrations: passed.** This change has none that "
                        "need a look.\n");
}

static void body(Page *page)
{
    const Report *report = page->report;
    bool calm = report->findings->len == report->verdict.suppressed &&
                report->changes.len > 0 && !report_is_incomplete(report);
    page_table(page);
    page_findings(page);
    page_allowed(page);
    if (calm && page->room[RANK_SECTIONS] > 0)
        out_cstr(page->out, "<details><summary>Changes, rollback, performance, downtime, "
                            "checklist</summary>\n\n");
    page_sections(page);
    if (calm && page->room[RANK_SECTIONS] > 0)
        out_cstr(page->out, "</details>\n\n");
}

static void write_page(Page *page)
{
    marker(page);
    if (is_silent(page->report)) {
        nothing_to_say(page);
        return;
    }
    verdict(page);
    unjudged(page);
    gate_changes(page);
    approvals(page);
    projects(page);
    body(page);
    foot(page);
}

// Whether the report fits with this room; what it then is goes to `into`, if there is
// one.
static bool fits(Out *into, const Page *plan)
{
    Arena *scratch = arena_new();
    Out out = out_new(scratch);
    Page page = *plan;
    page.out = &out;
    write_page(&page);
    bool fitting = out.buf.len <= page.limit;
    if (fitting && into)
        out_str(into, out_text(&out));
    arena_free(scratch);
    return fitting;
}

// The most of a rank that fits, when nothing of it does.
static void find_room(Page *plan, Rank rank, size_t too_much)
{
    size_t enough = 0;
    while (too_much - enough > 1) {
        size_t middle = enough + (too_much - enough) / 2;
        plan->room[rank] = middle;
        if (fits(NULL, plan))
            enough = middle;
        else
            too_much = middle;
    }
    plan->room[rank] = enough;
}

static void shrink(Page *plan)
{
    size_t most = plan->report->findings->len + plan->report->changes.len + RANK_COUNT;
    for (int rank = 0; rank < RANK_COUNT && !fits(NULL, plan); rank++) {
        size_t before = plan->room[rank] < most ? plan->room[rank] : most;
        plan->room[rank] = 0;
        if (fits(NULL, plan))
            find_room(plan, (Rank)rank, before);
    }
}

void markdown_write(Out *out, const Report *report, size_t limit)
{
    Page plan = { .report = report, .limit = limit };
    for (size_t i = 0; i < RANK_COUNT; i++)
        plan.room[i] = SIZE_MAX;
    plan.room[RANK_ROWS] = MANY_ROWS;
    shrink(&plan);
    if (!fits(out, &plan))
        bug("the least that the Markdown report says is too long");
}

void report_markdown(Out *out, const Report *report)
{
    markdown_write(out, report, MARKDOWN_LIMIT);
}
