// SPDX-License-Identifier: Apache-2.0
// What reviewers of a migration ask for, told from what it does: changes, the way back,
// what it costs, whether something has to stop, and what people still have to look at.
#include "report/markdown_priv.h"

#include "base/map.h"
#include "report/effect_words.h"

enum { MAX_NAMES = 8 };

// ---- names ----

typedef bool Picks(const Change *change, unsigned what);

typedef struct Names {
    Map seen;
    size_t count;
} Names;

static void add_name(Page *page, Names *names, Str name)
{
    if (name.len == 0 || map_get(&names->seen, name))
        return;
    map_put(page->out->arena, &names->seen, name, page);
    if (++names->count > MAX_NAMES)
        return;
    out_cstr(page->out, names->count > 1 ? ", " : "");
    page_name(page, name, MD_LINE);
}

static void end_names(Page *page, const Names *names)
{
    if (names->count > MAX_NAMES)
        out_fmt(page->out, " and %zu more", names->count - MAX_NAMES);
}

static bool is_about_whole(const Change *change)
{
    return change->parts.len == 0 || change->kind == OP_CREATE_TABLE ||
           change->kind == OP_RENAME_TABLE || change->kind == OP_SET_SCHEMA;
}

// "public.users.email", of each part.
static void add_members(Page *page, Names *names, const Change *change)
{
    Arena *arena = page->out->arena;
    Str object = change_object(arena, change);
    if (is_about_whole(change)) {
        add_name(page, names, object.len > 0 ? object : change->operation);
        return;
    }
    for (size_t i = 0; i < change->parts.len; i++)
        add_name(page, names,
                 arena_fmt(arena, STR_FMT "." STR_FMT, STR_ARG(object),
                           STR_ARG(change->parts.at[i].name)));
}

static void put_members(Page *page, Picks *picks, unsigned what)
{
    Names names = { 0 };
    for (size_t i = 0; i < page->report->changes.len; i++)
        if (picks(&page->report->changes.at[i], what))
            add_members(page, &names, &page->report->changes.at[i]);
    end_names(page, &names);
}

static bool any(const Page *page, Picks *picks, unsigned what)
{
    for (size_t i = 0; i < page->report->changes.len; i++)
        if (picks(&page->report->changes.at[i], what))
            return true;
    return false;
}

// ---- which changes ----

static bool has_fact(const Change *change, unsigned facts)
{
    return (change->facts & facts) != 0;
}

static bool is_final(const Change *change, unsigned lossy)
{
    return change_is(change, CHANGE_FOREVER) &&
           change_is(change, CHANGE_LOSES_DATA) == (lossy != 0);
}

static bool is_live(const Change *change, unsigned unused)
{
    (void)unused;
    return change->locks.len > 0 || (change->facts & ~(unsigned)CHANGE_UNUSED) != 0;
}

static bool is_refused(const Change *change, unsigned unused)
{
    (void)unused;
    return change->refused.len > 0;
}

static bool takes(const Change *change, unsigned duration)
{
    return (unsigned)change->duration == duration;
}

static bool writes_live(const Change *change, unsigned unused)
{
    (void)unused;
    return change_is(change, CHANGE_WRITES_ROWS) && !change_is(change, CHANGE_UNUSED);
}

// The lock keeps readers or writers waiting while rows are read or written.
static bool is_long(const Change *change, const LockTaken *lock)
{
    // What is dropped is missed for good, which is another matter.
    bool goes =
        change->kind == OP_DROP_TABLE && name_eq(lock->relation, change->relation);
    return change->held > DURATION_BRIEF && lock_blocks_writes(lock->mode) && !goes;
}

static bool blocks_long(const Change *change, unsigned unused)
{
    (void)unused;
    for (size_t i = 0; i < change->locks.len; i++)
        if (change->locks.at[i].kind == OBJ_TABLE &&
            is_long(change, &change->locks.at[i]))
            return true;
    return false;
}

static bool blocks_briefly(const Change *change, unsigned unused)
{
    (void)unused;
    return lock_blocks_writes(change_lock(change).mode);
}

// ---- sections ----

static void heading(Page *page, const char *text)
{
    out_fmt(page->out, "### %s\n\n", text);
}

static void changes_section(Page *page)
{
    ConstChangeVec rows = page_rows(page);
    heading(page, "Changes");
    for (size_t i = 0; i < rows.len; i++) {
        out_cstr(page->out, "- ");
        page_change(page, rows.at[i]);
        out_char(page->out, '\n');
    }
    size_t more = page->report->changes.len - rows.len;
    if (more > 0)
        out_fmt(page->out, "- and %zu more\n", more);
    out_char(page->out, '\n');
}

// What no sentence may vouch for.
static bool unseen_line(Page *page, const char *what)
{
    if (!any(page, has_fact, CHANGE_UNSEEN))
        return false;
    out_fmt(page->out, "- Not known, as the text does not tell: %s ", what);
    put_members(page, has_fact, CHANGE_UNSEEN);
    out_char(page->out, '\n');
    return true;
}

static void rollback_section(Page *page)
{
    heading(page, "Rollback plan");
    bool lost = any(page, is_final, true), final = any(page, is_final, false);
    bool unseen = any(page, has_fact, CHANGE_UNSEEN);
    if (!lost && !final && !unseen)
        out_cstr(page->out, "Reversible: SQL can undo every operation.\n");
    if (lost) {
        out_cstr(page->out, "**Irreversible.** No SQL brings back the data of ");
        put_members(page, is_final, true);
        out_cstr(page->out, ": only a backup does.\n");
    }
    if (final) {
        out_fmt(page->out, "%sSQL cannot take back what is done to ",
                lost ? "" : "**Irreversible in part.** ");
        put_members(page, is_final, false);
        out_cstr(page->out, ".\n");
    }
    if (unseen && (lost || final))
        out_char(page->out, '\n');
    unseen_line(page, "the way back from");
    out_char(page->out, '\n');
}

static bool works_line(Page *page, const char *words, Duration duration)
{
    if (!any(page, takes, duration))
        return false;
    Names names = { 0 };
    out_fmt(page->out, "- %s ", words);
    for (size_t i = 0; i < page->report->changes.len; i++) {
        const Change *change = &page->report->changes.at[i];
        for (size_t k = 0; change->duration == duration && k < change->works.len; k++)
            add_name(page, &names, name_text(page->out->arena, change->works.at[k]));
    }
    end_names(page, &names);
    out_char(page->out, '\n');
    return true;
}

static void performance_section(Page *page)
{
    heading(page, "Performance impact");
    bool rewrites =
        works_line(page, "Writes all rows and indexes anew of", DURATION_REWRITE);
    bool scans = works_line(page, "Reads all rows of", DURATION_SCAN);
    bool writes = any(page, writes_live, 0);
    if (writes) {
        out_cstr(page->out, "- Writes rows of ");
        put_members(page, writes_live, 0);
        out_char(page->out, '\n');
    }
    bool unseen = unseen_line(page, "what is read and written by");
    if (!rewrites && !scans && !writes && !unseen)
        out_cstr(page->out,
                 any(page, is_live, 0)
                     ? "Minimal: of what is in use only the system catalogs change.\n"
                     : "None: nothing that is in use is touched.\n");
    out_char(page->out, '\n');
}

// Relations that cannot be read, or only not be written, for as long as the work takes.
static void blocked_names(Page *page, Map *said, const char *words, bool reads)
{
    Names names = { .seen = *said };
    const ChangeVec *changes = &page->report->changes;
    for (size_t i = 0; i < changes->len; i++) {
        const Change *change = &changes->at[i];
        for (size_t k = 0; k < change->locks.len; k++) {
            const LockTaken *lock = &change->locks.at[k];
            if (lock->kind != OBJ_TABLE || !is_long(change, lock) ||
                lock_blocks_reads(lock->mode) != reads)
                continue;
            Str name = name_text(page->out->arena, lock->relation);
            if (names.count == 0 && !map_get(&names.seen, name))
                out_fmt(page->out, "- %s: ", words);
            add_name(page, &names, name);
        }
    }
    end_names(page, &names);
    out_cstr(page->out, names.count > 0 ? "\n" : "");
    *said = names.seen;
}

static void downtime_section(Page *page)
{
    heading(page, "Downtime required");
    bool blocks = any(page, blocks_long, 0);
    bool breaks = any(page, has_fact, CHANGE_BREAKS_CODE);
    if (blocks) {
        out_cstr(page->out, "**Yes**, unless the tables are small:\n\n");
        Map said = { 0 };
        blocked_names(page, &said,
                      "Nobody can read or write, while rows are read or "
                      "written",
                      true);
        blocked_names(page, &said, "Nobody can write, while rows are read", false);
    } else if (breaks) {
        out_cstr(page->out, "**Only if running code depends on what goes away:**\n\n");
    }
    if (breaks) {
        out_cstr(page->out, "- The release before fails if it uses ");
        put_members(page, has_fact, CHANGE_BREAKS_CODE);
        out_char(page->out, '\n');
    }
    bool unseen = unseen_line(page, "who waits for");
    if (!blocks && !breaks && !unseen)
        out_cstr(page->out, any(page, blocks_briefly, 0)
                                ? "None. The locks are short, once nothing else holds "
                                  "the tables.\n"
                                : "None. Nobody waits for a lock.\n");
    out_char(page->out, '\n');
}

// ---- the checklist ----

typedef struct Task {
    Picks *picks;
    unsigned what;
    bool names; // say of what
    const char *words;
} Task;

static bool is_unindexed(const Change *change, unsigned unused)
{
    (void)unused;
    return change->unindexed.len > 0;
}

static const Task tasks[] = {
    { is_refused, 0, true, "What the server refuses is mended" },
    { has_fact, CHANGE_LOSES_DATA, true,
      "What is lost is needed by nobody any more, or kept elsewhere" },
    { has_fact, CHANGE_LOSES_DATA | CHANGE_FOREVER, false,
      "A backup is taken right before the deploy, and restoring it has been tried" },
    { has_fact, CHANGE_BREAKS_CODE, true,
      "The release that runs during the deploy does without" },
    { has_fact, CHANGE_TYPE, true,
      "All values fit the new type, and clients can read it" },
    { has_fact, CHANGE_WANTS_VALUE, true,
      "New NOT NULL columns have a default, or their tables no rows" },
    { has_fact, CHANGE_CHECKS_ROWS, true,
      "The rows of production meet what is demanded of them" },
    { is_unindexed, 0, true, "New foreign keys have an index, or need none" },
    { writes_live, 0, true, "The rows that are written are the right ones, and few" },
    { blocks_long, 0, true,
      "The time for which others wait was measured on data of production's size" },
    { has_fact, CHANGE_FRAGILE, true,
      "Should it fail, the invalid index is dropped before the next try" },
    { has_fact, CHANGE_ACCESS, true, "Who may read and write what is as intended" },
    { has_fact, CHANGE_UNSEEN, true, "Read by hand, as the text does not tell it all" },
    { is_live, 0, false, "The migrations have run on a staging database" },
    { is_live, 0, false, "The way back is written down" },
};

static void checklist(Page *page)
{
    if (!any(page, is_live, 0) && !any(page, is_unindexed, 0) &&
        !any(page, is_refused, 0))
        return;
    heading(page, "Review checklist");
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        const Task *task = &tasks[i];
        if (!any(page, task->picks, task->what))
            continue;
        out_fmt(page->out, "- [ ] %s", task->words);
        // On a line of their own: cmark-gfm ticks a box whose line has "[x]" anywhere.
        if (task->names) {
            out_cstr(page->out, ":\n      ");
            put_members(page, task->picks, task->what);
        }
        out_char(page->out, '\n');
    }
    out_char(page->out, '\n');
}

void page_sections(Page *page)
{
    static void (*const sections[])(Page * page) = { changes_section, rollback_section,
                                                     performance_section,
                                                     downtime_section, checklist };
    if (page->report->changes.len == 0)
        return;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (page_takes(page, RANK_SECTIONS))
            sections[i](page);
}
