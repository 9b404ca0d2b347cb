// SPDX-License-Identifier: Apache-2.0
// The history as such: what is merged stays, what is new comes after it, under its own
// number.
#include "lint/rule.h"

// ---- numbers ----

static Str leading_digits(Str name)
{
    size_t len = 0;
    while (len < name.len && name.ptr[len] >= '0' && name.ptr[len] <= '9')
        len++;
    return str_take(name, len);
}

// ---- edited-migration ----

// How much of a merged migration a change touches.
typedef enum Edit {
    EDIT_LINE_ENDS, // LF or CRLF, and not in a text in quotes
    EDIT_QUOTED_LINE_ENDS,
    EDIT_COMMENTS, // and white space
    EDIT_ROLLBACK,
    EDIT_STATEMENTS
} Edit;

// All but the rollback behind it: instructions to the runner can stand before the part
// that goes forward.
static Str forward_text(Str text, Span up)
{
    return up.end > 0 ? str_take(text, up.end) : text;
}

// A byte order mark that the runner takes away is as good as none.
static Str sent_text(const Runner *runner, Str text)
{
    Str bom = STR("\xEF\xBB\xBF");
    return runner->bom == BOM_TAKEN && str_starts(text, bom) ? str_drop(text, bom.len)
                                                             : text;
}

static Edit edit_of(RuleCtx *ctx, const Migration *m)
{
    Str now = sent_text(ctx_runner(ctx), migration_own(m));
    Str before = sent_text(ctx_runner(ctx), migration_own_before(m));
    bool same = ctx_same_statements(ctx, now, before);
    if (checksum_same(CHECKSUM_ANY_EOL, now, before))
        return same ? EDIT_LINE_ENDS : EDIT_QUOTED_LINE_ENDS;
    if (same)
        return EDIT_COMMENTS;
    bool has_sections = m->up.end > 0 && m->base_up.end > 0;
    Str forward = forward_text(m->text, m->up);
    Str forward_before = forward_text(m->base_text, m->base_up);
    return has_sections && ctx_same_statements(ctx, forward, forward_before)
               ? EDIT_ROLLBACK
               : EDIT_STATEMENTS;
}

static const char *const edit_words[] = {
    [EDIT_LINE_ENDS] = "changes its line ends",
    [EDIT_QUOTED_LINE_ENDS] = "changes its line ends, those in quotes too",
    [EDIT_COMMENTS] = "edits it (only comments and white space)",
    [EDIT_ROLLBACK] = "edits its rollback",
    [EDIT_STATEMENTS] = "edits it",
};

// Nothing that the runner does in a deploy comes out differently, and it does not notice.
static bool passes_unnoticed(const Runner *runner, Edit edit, const Migration *m)
{
    return edit != EDIT_STATEMENTS && runner->checksum != CHECKSUM_UNKNOWN &&
           checksum_same(runner->checksum, migration_own(m), migration_own_before(m));
}

static Str edit_effect(RuleCtx *ctx, Edit edit, bool unnoticed)
{
    const Runner *runner = ctx_runner(ctx);
    if (edit == EDIT_STATEMENTS)
        return str_from(runner->edited_file);
    if (unnoticed)
        return ctx_fmt(ctx, "%s does not notice, and deploys the same as before",
                       runner->title);
    return runner->touched_file
               ? str_from(runner->touched_file)
               : STR("Runners that keep checksums take it for another migration, and "
                     "refuse to go on");
}

static void report_edit(RuleCtx *ctx, const Migration *m)
{
    const Runner *runner = ctx_runner(ctx);
    Edit edit = edit_of(ctx, m);
    bool unnoticed = passes_unnoticed(runner, edit, m);
    bool is_same_file = edit == EDIT_COMMENTS && runner->checksum != CHECKSUM_NONE;
    if (unnoticed && (edit == EDIT_LINE_ENDS || is_same_file))
        return;
    Str own = migration_own(m);
    size_t start = (size_t)(own.ptr - m->text.ptr);
    Span line = first_changed_line(own, migration_own_before(m));
    Finding *f =
        report_file(ctx, m->path, m->text, (Span){ start + line.start, start + line.end },
                    STR_FMT " is merged, and this change %s. " STR_FMT, STR_ARG(m->name),
                    edit_words[edit], STR_ARG(edit_effect(ctx, edit, unnoticed)));
    if (unnoticed)
        f->severity = SEV_NOTICE;
    else if (edit != EDIT_STATEMENTS && runner->checksum == CHECKSUM_UNKNOWN)
        f->severity = SEV_WARNING;
}

static void check_edited_migration(RuleCtx *ctx, const Project *now, const Project *base)
{
    (void)base;
    for (size_t i = 0; i < now->migrations.len; i++) {
        const Migration *m = &now->migrations.at[i];
        if (m->status == CHANGE_EDITED && !m->repeats && m->unreadable.len == 0)
            report_edit(ctx, m);
    }
}

RULE(edited_migration) = {
    .id = "edited-migration",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .change_set = check_edited_migration,
    .title = "A merged migration is edited",
    .why = "Databases that have applied it do not run it again, and new ones run the "
           "new text: from now on the schema depends on when a database was made. "
           "Runners that keep checksums refuse to go on, even when only a comment is "
           "different.",
    .fix = "Put the file back as it was, and make a new migration that does the rest",
    .bad = "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ migrations/0002_email.sql\n"
            "ALTER TABLE users ADD COLUMN email text;\n",
};

// ---- deleted-migration ----

// A journal that cannot be read tells nothing about what is gone and what comes first.
static bool has_usable_list(const Project *project)
{
    return !project->journal.expected || journal_is_usable(&project->journal);
}

// The new migration that the base has as this one, or NULL.
static const Migration *renamed_to(const Project *now, const Migration *gone)
{
    for (size_t i = 0; i < now->migrations.len; i++)
        if (str_eq(now->migrations.at[i].renamed_from, migration_key(gone)))
            return &now->migrations.at[i];
    return NULL;
}

// The file beside the journal that has the number of one that is gone, where its entry is
// left behind; empty: none.
static Str renamed_file(const Project *now, const Project *base, const Migration *gone)
{
    const StrVec *orphans = &now->journal.orphans;
    if (gone->version.len == 0 || !journal_entry(&now->journal, gone->path))
        return (Str){ 0 };
    for (size_t i = 0; i < orphans->len; i++)
        if (str_eq(leading_digits(path_base(orphans->at[i])), gone->version) &&
            !list_has(&base->journal.orphans, orphans->at[i]))
            return orphans->at[i];
    return (Str){ 0 };
}

typedef VEC(const Migration *) ConstMigrationVec;

// Those of the base that are gone; none where the journal tells nothing, or where the
// plan is what is gone.
static ConstMigrationVec gone_from(RuleCtx *ctx, const Project *now, const Project *base)
{
    ConstMigrationVec gone = { 0 };
    Map present = { 0 };
    map_reserve(ctx_arena(ctx), &present, now->migrations.len);
    for (size_t i = 0; i < now->migrations.len; i++)
        map_put(ctx_arena(ctx), &present, migration_key(&now->migrations.at[i]),
                &now->migrations.at[i]);
    bool is_plan_gone = base->list_path.len > 0 && now->list_path.len == 0;
    for (size_t i = 0; i < base->migrations.len && has_usable_list(now); i++)
        if (!is_plan_gone && !map_get(&present, migration_key(&base->migrations.at[i])))
            *vec_push(ctx_arena(ctx), &gone) = &base->migrations.at[i];
    return gone;
}

// What still names the file: the words for it, or NULL.
static const char *left_behind(const Project *now, const Migration *gone)
{
    for (size_t i = 0; i < now->faults.len; i++) {
        const FileFault *fault = &now->faults.at[i];
        if (!str_eq(fault->name, gone->path))
            continue;
        if (fault->kind == FAULT_PLAN_SCRIPT)
            return "line in the plan: the deploy stops when it comes to it";
        if (fault->kind == FAULT_FOLDER_EMPTY)
            return "folder: `prisma migrate deploy` stops at it with P3015";
    }
    return journal_entry(&now->journal, gone->path)
               ? "entry in the journal: Drizzle stops at the missing file"
               : NULL;
}

// What became of a migration that the project no longer runs.
static Str fate(RuleCtx *ctx, const Project *now, const Migration *gone)
{
    const char *left = left_behind(now, gone);
    const char *effect = now->runner->deleted_file;
    if (list_has(&now->journal.orphans, gone->path))
        return STR("takes its entry out of the journal");
    if (left)
        return ctx_fmt(ctx, "deletes it, and leaves its %s", left);
    return effect ? ctx_fmt(ctx, "deletes it. %s", effect)
                  : STR("deletes it: databases that have it keep it, new ones never get "
                        "it");
}

// Those whose absence no other finding explains.
static ConstMigrationVec deleted_from(RuleCtx *ctx, const Project *now,
                                      const Project *base)
{
    ConstMigrationVec gone = gone_from(ctx, now, base);
    ConstMigrationVec deleted = { 0 };
    for (size_t i = 0; i < gone.len; i++)
        if (!renamed_to(now, gone.at[i]) && renamed_file(now, base, gone.at[i]).len == 0)
            *vec_push(ctx_arena(ctx), &deleted) = gone.at[i];
    return deleted;
}

// Nothing that is merged is left: a history that is begun anew or has moved. One finding
// says that.
static bool is_all_gone(RuleCtx *ctx, const Project *now, const Project *base,
                        const ConstMigrationVec *deleted)
{
    bool all = deleted->len > 1 && deleted->len == base->migrations.len;
    for (size_t i = 1; all && i < deleted->len; i++)
        all = str_eq(fate(ctx, now, deleted->at[i]), fate(ctx, now, deleted->at[0]));
    return all;
}

static void check_deleted_migration(RuleCtx *ctx, const Project *now, const Project *base)
{
    ConstMigrationVec deleted = deleted_from(ctx, now, base);
    bool all = is_all_gone(ctx, now, base, &deleted);
    Str more = all ? ctx_fmt(ctx, ". The same goes for all others that are merged: %zu",
                             deleted.len - 1)
                   : STR("");
    for (size_t i = 0; i < (all ? 1 : deleted.len); i++) {
        const Migration *m = deleted.at[i];
        report_file(ctx, m->path, (Str){ 0 }, (Span){ 0 },
                    STR_FMT " is merged, and this change " STR_FMT STR_FMT,
                    STR_ARG(m->name), STR_ARG(fate(ctx, now, m)), STR_ARG(more));
    }
}

RULE(deleted_migration) = {
    .id = "deleted-migration",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .kind = KIND_MISSING,
    .change_set = check_deleted_migration,
    .title = "A merged migration is deleted",
    .why = "Databases that have applied it keep what it did, and new ones never get it, "
           "so later migrations fail there or build on a schema that nobody has tested. "
           "Runners that compare their table with the files stop.",
    .fix = "Restore the file; to undo what it did, make a new migration that does so",
    .bad = "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ base migrations/0002_teams.sql\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ gone migrations/0002_teams.sql\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ base migrations/0002_teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "@ migrations/0003_no_teams.sql\n"
            "REVOKE ALL ON teams FROM PUBLIC;\n",
};

// ---- renamed-migration ----

static Str rename_effect(RuleCtx *ctx, const Migration *old, const Migration *m)
{
    const Runner *runner = ctx_runner(ctx);
    if (ctx_project(ctx)->journal.expected && !m->is_known)
        return STR("Its text or its `when` is another, too: see what is said of those");
    bool same_number = str_eq(old->version, m->version); // some compare it as a text
    const char *effect = same_number ? runner->renamed_file : runner->renumbered_file;
    return effect ? str_from(effect)
                  : STR("Runners that go by names run it again on databases that have "
                        "it, and others miss the old one");
}

static void report_renamed(RuleCtx *ctx, const Migration *old, const Migration *m)
{
    bool same_text = str_eq(old->text, m->text);
    bool is_moved = str_eq(old->name, m->name); // Liquibase knows a changeset by its file
    // Changesets of one file have one path and different names.
    bool only_case =
        !is_moved && str_eq_ci(old->path, m->path) && str_eq_ci(old->name, m->name);
    Finding *f = report_file(
        ctx, m->path, m->text, (Span){ 0 },
        STR_FMT " is merged, and this change %s to " STR_FMT "%s%s. " STR_FMT,
        STR_ARG(old->name), is_moved ? "moves it" : "renames it",
        STR_ARG(is_moved ? m->path : m->name),
        only_case ? " (only the case of letters)" : "", same_text ? "" : " and edits it",
        STR_ARG(rename_effect(ctx, old, m)));
    if (m->is_known)
        f->severity = SEV_NOTICE;
}

static void check_renamed_migration(RuleCtx *ctx, const Project *now, const Project *base)
{
    for (size_t i = 0; i < now->migrations.len; i++) {
        const Migration *m = &now->migrations.at[i];
        const Migration *old =
            m->renamed_from.len > 0 ? project_keyed(base, m->renamed_from) : NULL;
        if (old && has_usable_list(now))
            report_renamed(ctx, old, m);
    }
    ConstMigrationVec gone = gone_from(ctx, now, base);
    for (size_t i = 0; i < gone.len; i++) {
        const Migration *m = gone.at[i];
        Str file = renamed_file(now, base, m);
        if (file.len > 0)
            report_file(ctx, file, (Str){ 0 }, (Span){ 0 },
                        STR_FMT " is merged, and this change renames its file to " STR_FMT
                                ". Its entry in the journal has the old name: Drizzle "
                                "stops at the missing file",
                        STR_ARG(m->name), STR_ARG(path_base(file)));
    }
}

RULE(renamed_migration) = {
    .id = "renamed-migration",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .change_set = check_renamed_migration,
    .title = "A merged migration has another name",
    .why = "Runners record what they have applied by its name or number. One that they "
           "know under the old name is new to them under the new one: they run it again "
           "on databases that have it, or stop because the old one is gone.",
    .fix = "Give the file its old name back; what is wrong with a name can be said in a "
           "comment of a later migration",
    .bad = "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ gone migrations/0001_users.sql\n"
           "@ migrations/0001_people.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ migrations/0002_people.sql\n"
            "COMMENT ON TABLE users IS 'people';\n",
};

// ---- duplicate-prefix ----

// A path that has a number, and its text if it is at hand.
typedef struct Numbered {
    Str version;
    Str path;
    Str text;
} Numbered;

// The first with a number keeps it; those that come later are told who has it.
static void take_number(RuleCtx *ctx, Map *taken, Numbered *it)
{
    if (it->version.len == 0)
        return;
    Str key = str_without_zeros(it->version);
    const Numbered *first = map_get(taken, key);
    if (!first) {
        map_put(ctx_arena(ctx), taken, key, it);
        return;
    }
    Finding *f = report_file(ctx, it->path, it->text, (Span){ 0 },
                             "number " STR_FMT " belongs to " STR_FMT " already",
                             STR_ARG(it->version), STR_ARG(first->path));
    if (ctx_runner(ctx)->keeps_names)
        f->severity = SEV_NOTICE; // both run, in the order of the rest of their names
}

static Numbered *numbered(RuleCtx *ctx, Str version, Str path, Str text)
{
    Numbered *it = NEW(ctx_arena(ctx), Numbered);
    *it = (Numbered){ version, path, text };
    return it;
}

// Merged ones first, wherever they stand: the finding belongs to what the change adds.
// Without its journal nothing tells which of two is the first, so that the finding of a
// pair that is known would move to the other file.
static void check_duplicate_prefix(RuleCtx *ctx, const Project *project)
{
    Map taken = { 0 };
    if (project->journal.expected &&
        (!project->journal.present || project->journal.error.len > 0))
        return;
    for (int added = 0; added <= 1; added++)
        for (size_t i = 0; i < project->migrations.len; i++) {
            const Migration *m = &project->migrations.at[i];
            if ((m->status == CHANGE_NEW) == (added == 1))
                take_number(ctx, &taken, numbered(ctx, m->version, m->path, m->text));
        }
    for (size_t i = 0; i < project->journal.orphans.len; i++) {
        Str path = project->journal.orphans.at[i];
        take_number(ctx, &taken,
                    numbered(ctx, leading_digits(path_base(path)), path, (Str){ 0 }));
    }
}

RULE(duplicate_prefix) = {
    .id = "duplicate-prefix",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_duplicate_prefix,
    .title = "Two migrations have one number",
    .why = "Two branches took the same next number. Runners that record numbers refuse "
           "both files or take the second for applied and never run it; others order "
           "the two by the rest of their names, which is not the order in which they "
           "were written and tested.",
    .fix = "Merge the target branch and give the newer migration the next free number; "
           "with a generator, delete it and generate it again",
    .bad = "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ migrations/0001_zones.sql\n"
           "CREATE TABLE zones (id bigint PRIMARY KEY);\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ migrations/0002_zones.sql\n"
            "CREATE TABLE zones (id bigint PRIMARY KEY);\n",
};
