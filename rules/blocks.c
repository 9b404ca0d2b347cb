// SPDX-License-Identifier: Apache-2.0
// What code in the database does that no text shows.
#include "lint/rule.h"

// ---- dynamic-sql ----

static void check_pg_dynamic_sql(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_DO_BLOCK && op->detail.len > 0) {
        report_op(ctx, op,
                  "this block is written in " STR_FMT
                  ": nothing can be said about what it does",
                  STR_ARG(op->part));
        return;
    }
    if (op->kind == OP_EXECUTE)
        report_op(ctx, op,
                  "this SQL is put together when it runs: nothing can be said about "
                  "what it does");
}

// ---- dynamic-sql: MySQL and its kin ----

static bool is_verb(const Op *op, const char *verb)
{
    return str_eq(op->verb, str_from(verb));
}

// The PREPARE that makes the statement stands in the file, and has its own finding.
static bool is_prepared_here(const RuleCtx *ctx, const Op *op)
{
    OpKey key = { .kind = OP_EXECUTE, .part = op->part, .verb = STR("prepare") };
    for (const Op *earlier = NULL;
         (earlier = ctx_next(ctx, key, earlier)) && earlier < op;)
        if (is_verb(earlier, "prepare") && str_eq_ci(earlier->part, op->part))
            return true;
    return false;
}

static void report_prepared(RuleCtx *ctx, const Op *op)
{
    bool literal =
        op->detail.len > 0 && (op->detail.ptr[0] == '\'' || op->detail.ptr[0] == '"');
    Finding *f = literal
                     ? report_op(ctx, op,
                                 "the statement in this string is not looked at: "
                                 "nothing can be said about what it does")
                     : report_op(ctx, op,
                                 "the statement that " STR_FMT " holds is put together "
                                 "when it runs: nothing can be said about what it does",
                                 STR_ARG(op->detail));
    f->why = STR("PREPARE and EXECUTE run a text that the file makes of what it finds in "
                 "the database. No rule has looked at it, and a test database, which has "
                 "other tables and rows, runs something else than production does.");
    f->fix = STR("Write the statement out, in a migration that runs where it is needed; "
                 "else review by hand what the text can be, and say so in a suppression");
}

static void report_call(RuleCtx *ctx, const Op *op)
{
    Finding *f = report_op(ctx, op,
                           "what the procedure " STR_FMT
                           " does is not shown here: nothing can be said about it",
                           STR_ARG(name_text(ctx_arena(ctx), op->name)));
    f->why =
        STR("The procedure is what the server has under that name when the migration "
            "runs. No rule has looked at its statements, which may change tables, "
            "and commit, as any other.");
    f->fix = STR("Write its statements out in the migration; else review it by hand, and "
                 "say so in a suppression");
}

static void report_compound(RuleCtx *ctx, const Op *op)
{
    Finding *f =
        report_op(ctx, op,
                  "which of the statements in this block are run is decided when "
                  "it runs: nothing can be said about what it does");
    f->why =
        STR("A block decides by what it finds in the database. No rule has looked at "
            "its statements, and a test database, which has other tables and rows, "
            "runs others than production does.");
}

static void check_my_dynamic_sql(RuleCtx *ctx, const Op *op)
{
    if (ctx_is_misfit(ctx, op))
        return; // the server refuses it, and runs nothing
    if (op->kind == OP_CALL)
        report_call(ctx, op);
    else if (op->kind == OP_DO_BLOCK)
        report_compound(ctx, op);
    else if (!is_verb(op, "execute") || !is_prepared_here(ctx, op))
        report_prepared(ctx, op);
}

static void check_dynamic_sql(RuleCtx *ctx, const Op *op)
{
    if (ctx_is_mysql(ctx))
        check_my_dynamic_sql(ctx, op);
    else
        check_pg_dynamic_sql(ctx, op);
}

RULE(dynamic_sql) = {
    .id = "dynamic-sql",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .gap = true,
    .dialects = "postgres mysql",
    .undone = true,
    .on = { OP_EXECUTE, OP_DO_BLOCK, OP_CALL },
    .op = check_dynamic_sql,
    .title = "SQL that is put together when it runs",
    .why = "EXECUTE and PREPARE run a text that is made of what is found in the "
           "database, and CALL what the server has under that name. No rule has looked "
           "at it, and a test database, which has other tables and rows, runs something "
           "else than production does.",
    .fix = "Write the statements out where they are known; else review by hand what can "
           "be run, and say so in a suppression",
    .bad = "DO $$\n"
           "DECLARE\n"
           "    name text;\n"
           "BEGIN\n"
           "    FOR name IN SELECT tablename FROM pg_tables LOOP\n"
           "        EXECUTE format('ANALYZE %I', name);\n"
           "    END LOOP;\n"
           "END $$;\n",
    .good = "DO $$\n"
            "BEGIN\n"
            "    EXECUTE 'CREATE TABLE users (id bigint PRIMARY KEY)';\n"
            "END $$;\n",
};

// ---- skipped-comment ----

enum { EXCERPT_MAX = 60 };

// The statement's beginning, on one line.
static Str excerpt(RuleCtx *ctx, Str text)
{
    Str line;
    Str rest = text;
    str_cut(&rest, '\n', &line);
    line = str_trim(line);
    bool whole = line.len == text.len && line.len <= EXCERPT_MAX;
    size_t end = line.len < EXCERPT_MAX ? line.len : EXCERPT_MAX;
    while (end < line.len && ((unsigned char)line.ptr[end] & 0xC0) == 0x80)
        end--;
    return ctx_fmt(ctx, STR_FMT "%s", STR_ARG(str_take(line, end)), whole ? "" : " …");
}

// The number behind the mark, 80016 or 100616; 0: there is none.
static int version_of(Str mark)
{
    size_t digits = 0;
    int version = 0;
    while (digits < 6 && digits < mark.len && mark.ptr[digits] >= '0' &&
           mark.ptr[digits] <= '9')
        version = version * 10 + (mark.ptr[digits++] - '0');
    return digits < 5 ? 0 : version;
}

// "MariaDB", "MySQL from 8.0.16 on, and TiDB".
static Str runners(RuleCtx *ctx, Str comment)
{
    if (str_starts(comment, STR("/*T!")))
        return STR("TiDB");
    bool own = str_starts(comment, STR("/*M!"));
    int version = version_of(str_drop(comment, own ? 4 : 3));
    bool mariadb = own || version >= 100000;
    const char *also = own ? "" : ", and TiDB";
    if (version == 0)
        return ctx_fmt(ctx, "%s%s", mariadb ? "MariaDB" : "MySQL", also);
    return ctx_fmt(ctx, "%s from %d.%d.%d on%s", mariadb ? "MariaDB" : "MySQL",
                   version / 10000, version / 100 % 100, version % 100, also);
}

static void check_skipped_comment(RuleCtx *ctx, const Op *op)
{
    Str comment = str_trim(op->detail), who = runners(ctx, comment);
    report_op(ctx, op,
              STR_FMT " passes over this comment, which is code for " STR_FMT
                      ": " STR_FMT,
              STR_ARG(ctx_server(ctx)), STR_ARG(who), STR_ARG(excerpt(ctx, comment)));
}

RULE(skipped_comment) = {
    .id = "skipped-comment",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .gap = true,
    .dialects = "mysql",
    .undone = true,
    .on = { OP_SKIPPED },
    .op = check_skipped_comment,
    .title = "A comment that other servers run, and this one does not",
    .why = "MySQL runs /*!80016 … */ from that version on, MariaDB /*M! … */, and TiDB "
           "/*T! … */. What the target passes over was not looked at, and a server of "
           "another kind or version, a replica or the next upgrade, does what it says.",
    .fix = "Take it out, or write it as a statement if it is meant for this server too",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "/*M! DROP TABLE users */;\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "/*!50700 ALTER TABLE users ADD COLUMN email varchar(255) */;\n",
};
