// SPDX-License-Identifier: Apache-2.0
// The findings on the page: by severity, and of a severity by rule, so that a reason is
// read once. What is allowed is told at the end.
#include "report/markdown_priv.h"

#include "base/map.h"
#include "report/excerpt.h"

typedef struct Level {
    Severity severity;
    Rank first; // of each rule
    Rank rank;  // of its other findings
    const char *heading;
} Level;

static const Level levels[SEVERITY_COUNT] = {
    { SEV_ERROR, RANK_RULES, RANK_ERRORS, "⛔ Errors" },
    { SEV_WARNING, RANK_WARNINGS, RANK_WARNINGS, "⚠️ Warnings" },
    { SEV_NOTICE, RANK_NOTICES, RANK_NOTICES, "ℹ️ Notices" },
};

// Findings of one rule, and of one severity.
typedef struct Group {
    const Rule *rule;
    VEC(const Finding *) findings;
} Group;

typedef VEC(Group *) GroupVec;

static GroupVec groups_of(Page *page, Severity severity)
{
    Arena *arena = page->out->arena;
    GroupVec groups = { 0 };
    Map by_rule = { 0 };
    for (size_t i = 0; i < page->report->findings->len; i++) {
        const Finding *finding = &page->report->findings->at[i];
        if (finding->suppressed || finding->severity != severity)
            continue;
        Str id = str_from(finding->rule->id);
        Group *group = map_get(&by_rule, id);
        if (!group) {
            group = NEW(arena, Group);
            group->rule = finding->rule;
            map_put(arena, &by_rule, id, group);
            *vec_push(arena, &groups) = group;
        }
        *vec_push(arena, &group->findings) = finding;
    }
    return groups;
}

// ---- one finding ----

static void place(Page *page, const Finding *finding)
{
    Str path = md_clip(page->out->arena, finding->path, CLIP_PATH);
    page_place(page,
               arena_fmt(page->out->arena, STR_FMT ":%zu", STR_ARG(path), finding->line),
               finding->path, finding->line, MD_LINE);
}

static void excerpt(Page *page, const Finding *finding)
{
    Out text = out_new(page->out->arena);
    excerpt_write(&text, finding, NULL);
    Str shown = out_text(&text);
    if (shown.len == 0 || shown.len > CLIP_BLOCK || !page_takes(page, RANK_EXCERPTS))
        return;
    md_fence(page->out, shown, "text");
    out_char(page->out, '\n');
}

static void show_finding(Page *page, const Finding *finding)
{
    place(page, finding);
    out_cstr(page->out, ": ");
    page_sentence(page, finding->message, MD_LINE);
    if (finding->approved.len > 0) {
        out_cstr(page->out, ". **Approved**, so it warns and was an error: ");
        page_sentence(page, finding->approved, MD_LINE);
    }
    out_cstr(page->out, "\n\n");
    excerpt(page, finding);
}

// ---- why, and what to do ----

static Str block_text(Str text)
{
    return text.len > CLIP_BLOCK ? str_take(text, CLIP_BLOCK) : text;
}

typedef struct Reason {
    const char *label;
    Str (*text)(const Finding *finding);
} Reason;

static Str why_of(const Finding *finding)
{
    return finding->why;
}

static Str fix_of(const Finding *finding)
{
    return finding->fix;
}

static bool all_same(const Group *group, size_t shown, const Reason *reason)
{
    Str first = reason->text(group->findings.at[0]);
    for (size_t i = 1; i < shown; i++)
        if (!str_eq(first, reason->text(group->findings.at[i])))
            return false;
    return true;
}

// Once for all of a group where it is the same, else for each of the places.
static void show_reason(Page *page, const Group *group, size_t shown,
                        const Reason *reason)
{
    bool same = all_same(group, shown, reason);
    Map said = { 0 };
    for (size_t i = 0; i < (same ? 1 : shown); i++) {
        const Finding *finding = group->findings.at[i];
        Str text = reason->text(finding);
        if (text.len == 0 || map_get(&said, text))
            continue;
        map_put(page->out->arena, &said, text, page);
        out_fmt(page->out, "**%s**", reason->label);
        if (!same) {
            out_cstr(page->out, ", ");
            place(page, finding);
        }
        out_cstr(page->out, "\n\n");
        md_paragraphs(page->out, block_text(text));
        if (page_is_full(page))
            return;
    }
}

static void details(Page *page, const Group *group, size_t shown)
{
    static const Reason reasons[] = { { "Why", why_of }, { "Instead", fix_of } };
    if (shown == 0 || !page_takes(page, RANK_DETAILS))
        return;
    out_cstr(page->out, "<details><summary>Why, and what to do instead</summary>\n\n");
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        show_reason(page, group, shown, &reasons[i]);
    out_cstr(page->out, "</details>\n\n");
}

static void show_group(Page *page, const Group *group, const Level *level)
{
    size_t shown = 0;
    for (size_t i = 0; i < group->findings.len; i++) {
        if (!page_takes(page, i == 0 ? level->first : level->rank))
            continue;
        if (shown == 0) {
            out_fmt(page->out, "#### `%s`", group->rule->id);
            out_cstr(page->out, group->rule->title ? ": " : "");
            md_prose(page->out, str_from(group->rule->title), MD_LINE);
            out_cstr(page->out, "\n\n");
        }
        shown++;
        if (!page_is_full(page))
            show_finding(page, group->findings.at[i]);
    }
    details(page, group, shown);
}

void page_findings(Page *page)
{
    for (size_t i = 0; i < SEVERITY_COUNT; i++) {
        GroupVec groups = groups_of(page, levels[i].severity);
        if (groups.len == 0)
            continue;
        if (page->room[levels[i].first] > page->shown[levels[i].first])
            out_fmt(page->out, "### %s\n\n", levels[i].heading);
        for (size_t k = 0; k < groups.len; k++)
            show_group(page, groups.at[k], &levels[i]);
    }
}

// ---- what is allowed ----

static void allowed_item(Page *page, const Finding *finding)
{
    static const char *const by[] = {
        [SUPPRESSED_NOT] = "",
        [SUPPRESSED_COMMENT] = "by a comment",
        [SUPPRESSED_CONFIG] = "by the configuration",
        [SUPPRESSED_BASELINE] = "by the baseline",
    };
    out_fmt(page->out, "- `%s` ", finding->rule->id);
    place(page, finding);
    out_fmt(page->out, " %s: ", by[finding->suppressor]);
    page_sentence(page, finding->suppress_reason, MD_LINE);
    out_char(page->out, '\n');
}

void page_allowed(Page *page)
{
    size_t count = page->report->verdict.suppressed;
    if (count == 0 || page->room[RANK_ALLOWED] == 0) {
        page->left[RANK_ALLOWED] += count;
        return;
    }
    out_fmt(page->out, "<details><summary>%zu finding%s allowed, with %s</summary>\n\n",
            count, count == 1 ? " is" : "s are",
            count == 1 ? "its reason" : "their reasons");
    for (size_t i = 0; i < page->report->findings->len; i++) {
        const Finding *finding = &page->report->findings->at[i];
        if (finding->suppressed && page_takes(page, RANK_ALLOWED) && !page_is_full(page))
            allowed_item(page, finding);
    }
    out_cstr(page->out, "\n</details>\n\n");
}
