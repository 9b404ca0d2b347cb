// SPDX-License-Identifier: Apache-2.0
// The history as such: what is merged stays as it is, what is new comes after it, and no
// two have one number.
#include "lint/rule.h"

// ---- edited-migration ----

// The end of the blank or comment that begins at `at`; `at` itself when none does.
static size_t skip_blank(Str sql, size_t at)
{
    char c = sql.ptr[at];
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return at + 1;
    Str rest = str_drop(sql, at);
    if (str_starts(rest, STR("--")))
        return str_find_char(sql, '\n', at);
    if (!str_starts(rest, STR("/*")))
        return at;
    size_t end = str_find(sql, STR("*/"), at + 2);
    return end < sql.len ? end + 2 : end;
}

// The end of what begins at `at` and is no blank: all of a text in quotes, otherwise one
// byte.
static size_t skip_token(Str sql, size_t at)
{
    char c = sql.ptr[at];
    size_t close = at + 1;
    Str mark = { sql.ptr + at, 1 };
    if (c == '$') {
        close = str_find_char(sql, '$', at + 1);
        if (close == sql.len)
            return at + 1;
        mark = str_slice(sql, at, close + 1);
        close++;
    } else if (c != '\'' && c != '"') {
        return at + 1;
    }
    size_t end = str_find(sql, mark, close);
    return end < sql.len ? end + mark.len : at + 1;
}

static bool needs_no_blank(char c)
{
    return c == '(' || c == ')' || c == ',' || c == ';' || c == ' ';
}

// The statements without comments, and with one blank only where there may have to be
// one; what is in quotes stays as it is. Equal results mean the same statements.
static Str bare_sql(Arena *arena, Str sql)
{
    char *bare = NEW_ARRAY(arena, char, sql.len);
    size_t len = 0;
    for (size_t at = 0; at < sql.len;) {
        size_t end = skip_blank(sql, at);
        if (end > at) {
            if (len > 0 && !needs_no_blank(bare[len - 1]))
                bare[len++] = ' ';
            at = end;
            continue;
        }
        if (len > 0 && bare[len - 1] == ' ' && needs_no_blank(sql.ptr[at]))
            len--;
        for (end = skip_token(sql, at); at < end; at++)
            bare[len++] = sql.ptr[at];
    }
    return str_trim((Str){ bare, len });
}

// The first line of the new text that is not as it was.
static Span first_changed_line(Str now, Str before)
{
    size_t at = 0;
    while (at < now.len && at < before.len && now.ptr[at] == before.ptr[at])
        at++;
    size_t line = str_rfind_char(str_take(now, at), '\n');
    size_t start = line < at ? line + 1 : 0;
    return (Span){ start, str_find_char(now, '\n', at) };
}

static void check_edited_migration(RuleCtx *ctx, const Project *now, const Project *base)
{
    (void)base;
    Arena *arena = ctx_arena(ctx);
    for (size_t i = 0; i < now->migrations.len; i++) {
        const Migration *m = &now->migrations.at[i];
        if (m->status != CHANGE_EDITED || m->unreadable.len > 0 || m->repeatable)
            continue;
        Str own = migration_own(m);
        Str before = migration_own_before(m);
        bool same = str_eq(bare_sql(arena, own), bare_sql(arena, before));
        Span span = first_changed_line(own, before);
        size_t start = (size_t)(own.ptr - m->text.ptr);
        span = (Span){ start + span.start, start + span.end };
        report_file(ctx, m->path, m->text, span,
                    STR_FMT " is merged, and this change edits it%s. %s",
                    STR_ARG(m->name), same ? " (only comments and white space)" : "",
                    now->runner->edited_file);
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
    const Journal *journal = &project->journal;
    return !journal->expected || (journal->present && journal->error.len == 0);
}

// The new migration that has the bytes of one that is gone, or NULL.
static const Migration *renamed_to(const Project *now, const Migration *gone)
{
    Str own = migration_own(gone);
    for (size_t i = 0; i < now->migrations.len && own.len > 0; i++) {
        const Migration *m = &now->migrations.at[i];
        if (m->status == CHANGE_NEW && str_eq(migration_own(m), own))
            return m;
    }
    return NULL;
}

static bool has_path(const StrVec *paths, Str path)
{
    for (size_t i = 0; i < paths->len; i++)
        if (str_eq(paths->at[i], path))
            return true;
    return false;
}

static const JournalEntry *entry_of(const Journal *journal, Str path)
{
    for (size_t i = 0; i < journal->entries.len; i++)
        if (str_eq(journal->entries.at[i].sql_path, path))
            return &journal->entries.at[i];
    return NULL;
}

// What became of a migration that the project no longer runs.
static Str fate(RuleCtx *ctx, const Project *now, const Migration *gone)
{
    if (has_path(&now->journal.orphans, gone->path))
        return STR("this change takes its entry out of the journal");
    if (entry_of(&now->journal, gone->path))
        return STR("this change deletes it, and leaves its entry in the journal");
    const Migration *renamed = renamed_to(now, gone);
    if (!renamed)
        return STR("this change deletes it: databases that have it keep it, new ones "
                   "never get it");
    const char *again =
        now->journal.expected
            ? ""
            : ", which databases that have it take for a migration they have not run";
    return ctx_fmt(ctx, "this change renames it to " STR_FMT "%s", STR_ARG(renamed->path),
                   again);
}

static void check_deleted_migration(RuleCtx *ctx, const Project *now, const Project *base)
{
    Map present = { 0 };
    for (size_t i = 0; i < now->migrations.len; i++)
        map_put(ctx_arena(ctx), &present, migration_key(&now->migrations.at[i]),
                &now->migrations.at[i]);
    for (size_t i = 0; i < base->migrations.len && has_usable_list(now); i++) {
        const Migration *m = &base->migrations.at[i];
        if (!map_get(&present, migration_key(m)))
            report_file(ctx, m->path, (Str){ 0 }, (Span){ 0 },
                        STR_FMT " is merged, and " STR_FMT, STR_ARG(m->name),
                        STR_ARG(fate(ctx, now, m)));
    }
}

RULE(deleted_migration) = {
    .id = "deleted-migration",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .change_set = check_deleted_migration,
    .title = "A merged migration is deleted or renamed",
    .why = "Databases that have applied it keep what it did, and new ones never get it, "
           "so later migrations fail there or build on a schema that nobody has tested. "
           "Runners that compare their table with the files stop; those that go by "
           "names run a renamed one again.",
    .fix = "Restore the file under its name; to undo what it did, make a new migration "
           "that does so",
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

// ---- out-of-order ----

// What a journal says about a late entry: with a `when` after all merged ones it is not
// skipped.
static bool is_newest_by_when(const Project *now, const Project *base, Str path)
{
    const JournalEntry *entry = entry_of(&now->journal, path);
    for (size_t i = 0; entry && i < base->journal.entries.len; i++)
        if (base->journal.entries.at[i].when >= entry->when)
            return false;
    return entry != NULL;
}

static bool is_renaming(const Project *now, const Project *base, const Migration *added)
{
    for (size_t i = 0; i < base->migrations.len && added->text.len > 0; i++) {
        const Migration *m = &base->migrations.at[i];
        if (str_eq(migration_own(m), migration_own(added)) && !project_same(now, m))
            return true;
    }
    return false;
}

static void check_out_of_order(RuleCtx *ctx, const Project *now, const Project *base)
{
    const Migration *merged = NULL; // the last of them
    for (size_t i = now->migrations.len; i-- > 0 && has_usable_list(now);) {
        const Migration *m = &now->migrations.at[i];
        if (!merged && m->status != CHANGE_NEW)
            merged = m;
        if (!merged || m->status != CHANGE_NEW || is_renaming(now, base, m))
            continue;
        const char *what = is_newest_by_when(now, base, m->path)
                               ? "New databases run it before, the others after it"
                               : now->runner->late_file;
        report_file(ctx, m->path, m->text, migration_start(m),
                    STR_FMT " comes before " STR_FMT ", which is merged. %s",
                    STR_ARG(m->name), STR_ARG(merged->name), what);
    }
}

RULE(out_of_order) = {
    .id = "out-of-order",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .change_set = check_out_of_order,
    .title = "A new migration comes before one that is merged",
    .why = "It was made on a branch while others were merged. New databases run it in "
           "its place, but those that have the later ones skip it, refuse it or run it "
           "last, so an order that nobody has tested decides, or the migration never "
           "runs.",
    .fix = "Merge the target branch and give the migration the next number or a new "
           "timestamp; with a generator, delete it and generate it again",
    .bad = "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ base migrations/0003_teams.sql\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ migrations/0002_email.sql\n"
           "ALTER TABLE users ADD COLUMN email text;\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ base migrations/0003_teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "@ migrations/0004_email.sql\n"
            "ALTER TABLE users ADD COLUMN email text;\n",
};

// ---- duplicate-prefix ----

static Str without_zeros(Str digits)
{
    while (digits.len > 1 && digits.ptr[0] == '0')
        digits = str_drop(digits, 1);
    return digits;
}

static Str base_name(Str path)
{
    size_t slash = str_rfind_char(path, '/');
    return slash < path.len ? str_drop(path, slash + 1) : path;
}

static Str leading_digits(Str name)
{
    size_t len = 0;
    while (len < name.len && name.ptr[len] >= '0' && name.ptr[len] <= '9')
        len++;
    return str_take(name, len);
}

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
    Str key = without_zeros(it->version);
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
static void check_duplicate_prefix(RuleCtx *ctx, const Project *project)
{
    Map taken = { 0 };
    for (int added = 0; added <= 1; added++)
        for (size_t i = 0; i < project->migrations.len; i++) {
            const Migration *m = &project->migrations.at[i];
            if ((m->status == CHANGE_NEW) == (added == 1))
                take_number(ctx, &taken, numbered(ctx, m->version, m->path, m->text));
        }
    for (size_t i = 0; i < project->journal.orphans.len; i++) {
        Str path = project->journal.orphans.at[i];
        take_number(ctx, &taken,
                    numbered(ctx, leading_digits(base_name(path)), path, (Str){ 0 }));
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
