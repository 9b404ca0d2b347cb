// SPDX-License-Identifier: Apache-2.0
// What the runner makes of a file's text: where it cuts it, what its driver takes, and
// files in which there is nothing to run.
#include "lint/rule.h"

#define BREAKPOINT STR("--> statement-breakpoint")

// MySQL's and SQLite's drivers take one statement at a time, and none that is empty;
// PostgreSQL's mostly take any number.
static bool is_mysql(const Project *project)
{
    return str_eq(project->dialect, STR("mysql"));
}

static bool is_strict(const Project *project)
{
    return is_mysql(project) || str_eq(project->dialect, STR("sqlite"));
}

// What MySQL's servers run, though it looks like a comment.
static bool is_executable(Str rest)
{
    return str_starts(rest, STR("/*!")) || str_starts(rest, STR("/*M!"));
}

// MySQL and its kin run these, though they look like comments.
static bool is_run(Str comment)
{
    return str_starts(comment, STR("/*!")) || str_starts(comment, STR("/*M!")) ||
           str_starts(comment, STR("/*T!"));
}

// Behind comments and blanks, or the text's end.
static size_t skip_comments(Str text, size_t at, bool mysql)
{
    while (at < text.len) {
        Str rest = str_drop(text, at);
        if (str_starts(rest, BREAKPOINT) || (mysql && is_executable(rest)))
            return at;
        if (str_starts(rest, STR("--")) || (mysql && rest.ptr[0] == '#'))
            at = str_find_char(text, '\n', at);
        else if (str_starts(rest, STR("/*")) && !is_run(rest))
            at = str_find(text, STR("*/"), at + 2) + 2;
        else if (str_trim(str_take(rest, 1)).len == 0 || rest.ptr[0] == ';')
            at++;
        else
            return at;
    }
    return text.len;
}

// Nothing but comments and breakpoints, up to where the rollback begins.
static bool is_empty(const Project *project, size_t index)
{
    Str text = migration_up(&project->migrations.at[index]);
    bool mysql = is_mysql(project);
    size_t at = skip_comments(text, 0, mysql);
    while (at < text.len && str_starts(str_drop(text, at), BREAKPOINT))
        at = skip_comments(text, at + BREAKPOINT.len, mysql);
    return at >= text.len;
}

// ---- missing-breakpoint ----

static bool cuts(const RuleCtx *ctx)
{
    const Runner *runner = ctx_runner(ctx);
    return runner->one_statement || (runner->breakpoints && is_strict(ctx_project(ctx)));
}

static void check_missing_breakpoint(RuleCtx *ctx, const Migration *migration)
{
    const OpVec *ops = ctx_ops(ctx);
    if (!cuts(ctx))
        return;
    for (size_t i = 1; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        Span before = ops->at[i - 1].stmt;
        if (op->stmt.start < before.end) // another op of the same statement
            continue;
        Str between = str_slice(migration->text, before.end, op->stmt.start);
        if (str_contains(between, BREAKPOINT))
            continue;
        Finding *f = report_op(ctx, op,
                               "no breakpoint parts this statement from the one before "
                               "it, and the driver takes one at a time");
        f->span = op->stmt;
        f->lock = (LockTaken){ 0 };
        return; // the driver stops at the first
    }
}

RULE(missing_breakpoint) = {
    .id = "missing-breakpoint",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .migration = check_missing_breakpoint,
    .title = "Two statements without a breakpoint between them",
    .why = "Drizzle cuts the file at its breakpoints and hands each piece to the driver. "
           "This driver takes one statement at a time and refuses a piece with more, so "
           "the deploy stops.",
    .fix = "Put a line between the statements:\n  --> statement-breakpoint",
    .bad = "@ migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ layout plain\n"
           "@ runner drizzle-pglite\n",
    .good = "@ migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "--> statement-breakpoint\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "@ layout plain\n"
            "@ runner drizzle-pglite\n",
};

// ---- stray-breakpoint ----

// What an open quote begins with: "'", "\"" or "$tag$".
static Str opening(Str text, Span quote)
{
    Str token = str_slice(text, quote.start, quote.end);
    bool dollar = str_starts(token, STR("$"));
    return dollar ? token : str_drop(token, token.len - (token.len > 0));
}

// A string that ends with the piece, but goes on behind the breakpoint: the breakpoint
// stands in it. A quote that was forgotten looks alike, but then the breakpoint stands
// where it belongs, behind a semicolon.
static void check_cut_string(RuleCtx *ctx, const Op *op)
{
    const Migration *migration = ctx_migration(ctx);
    Str text = migration->text;
    if (!ctx_runner(ctx)->breakpoints || !op_has(op, OPF_SYNTAX) ||
        !str_starts(op->detail, STR("unterminated")))
        return;
    size_t at = str_find(text, BREAKPOINT, op->span.start);
    if (at >= text.len)
        return;
    Str quote = opening(text, op->span);
    bool dollar = quote.len > 1;
    Str before = str_trim(str_slice(text, op->span.end, at));
    bool closes = str_find(text, quote, at) < text.len;
    if (!closes || (!dollar && str_ends(before, STR(";"))))
        return;
    Span span = { at, at + BREAKPOINT.len };
    Finding *f = report_file(ctx, migration->path, text, span,
                             "the breakpoint stands inside of a quoted text, and "
                             "Drizzle cuts it there");
    f->stmt = op->stmt;
}

// The pieces of a file in which there is nothing to run.
static void check_pieces(RuleCtx *ctx, const Migration *migration)
{
    Str text = migration->text;
    for (size_t at = 0, next; at <= text.len; at = next + BREAKPOINT.len) {
        next = str_find(text, BREAKPOINT, at);
        bool empty = skip_comments(text, at, is_mysql(ctx_project(ctx))) >= next;
        if (empty && (at > 0 || next < text.len)) {
            size_t mark = at > 0 ? at - BREAKPOINT.len : next;
            report_file(ctx, migration->path, text, (Span){ mark, mark + BREAKPOINT.len },
                        "there is no statement %s this breakpoint, and the driver "
                        "refuses an empty one",
                        at > 0 ? "behind" : "before");
        }
        if (next >= text.len)
            return;
    }
}

// PostgreSQL takes an empty statement for what it is.
static void check_empty_pieces(RuleCtx *ctx, const Project *project)
{
    if (!project->runner->breakpoints || !is_strict(project))
        return;
    for (size_t i = 0; i < project->migrations.len; i++)
        if (project->migrations.at[i].judged && !is_empty(project, i))
            check_pieces(ctx, &project->migrations.at[i]);
}

RULE(stray_breakpoint) = {
    .id = "stray-breakpoint",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .on = { OP_OPAQUE },
    .op = check_cut_string,
    .project = check_empty_pieces,
    .title = "A breakpoint where no statement ends",
    .why = "Drizzle cuts the file at every breakpoint, whatever stands around it: inside "
           "a string or a function's body it makes two pieces of which neither is SQL, "
           "and at the end of the file, or next to another one, a piece with no "
           "statement, which MySQL and SQLite refuse.",
    .fix = "Take the breakpoint out, or put it between two statements",
    .bad = "@ drizzle/meta/_journal.json\n"
           "{\"version\":\"7\",\"dialect\":\"sqlite\",\"entries\":[{\"idx\":0,"
           "\"version\":\"6\",\"when\":1700000000000,\"tag\":\"0000_users\"}]}\n"
           "@ drizzle/0000_users.sql\n"
           "CREATE TABLE users (id integer PRIMARY KEY);\n"
           "--> statement-breakpoint\n",
    .good = "@ migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "--> statement-breakpoint\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "@ layout plain\n"
            "@ runner drizzle\n",
};

// ---- empty-migration ----

static void check_empty_migration(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->migrations.len; i++) {
        const Migration *migration = &project->migrations.at[i];
        if (!migration->judged || migration->unreadable.len > 0 || !is_empty(project, i))
            continue;
        Finding *f =
            report_file(ctx, migration->path, migration->text, migration_start(migration),
                        "the migration has nothing to run: what is written into it "
                        "after the deploy never runs");
        if (is_strict(project))
            f->severity = SEV_ERROR;
    }
}

RULE(empty_migration) = {
    .id = "empty-migration",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .project = check_empty_migration,
    .title = "A migration without a statement",
    .why = "The runner records it as applied. When somebody fills in later what was "
           "forgotten, databases that have it never run it, and new ones do. MySQL's and "
           "SQLite's drivers refuse it outright.",
    .fix = "Write what it was meant to do, or delete it together with its entry in the "
           "journal",
    .bad = "-- Custom SQL migration file, put your code below! --\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};
