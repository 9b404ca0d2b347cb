// SPDX-License-Identifier: Apache-2.0
// What a tool demands of a migration file besides SQL: marks that part it, and a name.
#include "lint/rule.h"

// ---- goose-annotation, dbmate-annotation, node-pg-migrate-annotation ----

static void report_faults(RuleCtx *ctx, const Project *project, SectionMarks marks,
                          const char *format)
{
    if (project->runner->marks != marks)
        return;
    for (size_t i = 0; i < project->migrations.len; i++) {
        const Migration *m = &project->migrations.at[i];
        for (size_t k = 0; k < m->faults.len; k++)
            report_file(ctx, m->path, m->text, m->faults.at[k].span, "%s" STR_FMT, format,
                        STR_ARG(m->faults.at[k].reason));
    }
}

static void check_goose_faults(RuleCtx *ctx, const Project *project)
{
    report_faults(ctx, project, MARKS_GOOSE, "goose refuses the file: ");
}

// The last line of the piece that the offset lies in, if the piece ends before `end`.
static Span cut_line(const Migration *migration, size_t start, size_t end)
{
    for (size_t i = 0; i < migration->pieces.len; i++) {
        Span piece = migration->pieces.at[i];
        if (start < piece.start || start >= piece.end || end <= piece.end)
            continue;
        Str before = str_take(migration->text, piece.end);
        size_t line = str_rfind_char(before, '\n');
        return (Span){ line < piece.end ? line + 1 : piece.start, piece.end };
    }
    return (Span){ 0 };
}

// A body whose lines end with semicolons: goose knows nothing of quotes.
static void check_goose_cuts(RuleCtx *ctx, const Migration *migration)
{
    if (migration->pieces.len == 0 || migration->faults.len > 0)
        return;
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = 0; i < ops->len; i++) {
        Span stmt = ops->at[i].stmt;
        Span line = cut_line(migration, stmt.start, stmt.end);
        if (line.end == 0)
            continue;
        Finding *f = report_file(ctx, migration->path, migration->text, line,
                                 "goose ends the statement with this line, because it "
                                 "ends with a semicolon, and sends the two halves apart");
        f->stmt = stmt;
        return; // the deploy stops at the first
    }
}

RULE(goose_annotation) = {
    .id = "goose-annotation",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .migration = check_goose_cuts,
    .project = check_goose_faults,
    .title = "Annotations that goose refuses, or that are missing",
    .why = "goose finds the statements of a file by its annotations and by lines that "
           "end with a semicolon. Where they do not fit it stops with an error before it "
           "runs the file, and with it the deploy. The body of a function without "
           "StatementBegin it cuts at its semicolons, so the server gets half a "
           "statement.",
    .fix = "Begin the file with `-- +goose Up`, put the rollback behind `-- +goose "
           "Down`, end each statement with a semicolon at the end of a line, and put "
           "what has semicolons inside between `-- +goose StatementBegin` and `-- +goose "
           "StatementEnd`",
    .bad = "@ migrations/00001_users.sql\n"
           "-- +goose Up\n"
           "CREATE TABLE users (id bigint PRIMARY KEY)\n"
           "\n"
           "-- +goose Down\n"
           "DROP TABLE users;\n",
    .good = "@ migrations/00001_users.sql\n"
            "-- +goose Up\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "\n"
            "-- +goose Down\n"
            "DROP TABLE users;\n",
};

static void check_dbmate_faults(RuleCtx *ctx, const Project *project)
{
    report_faults(ctx, project, MARKS_DBMATE, "dbmate refuses the file: ");
}

RULE(dbmate_annotation) = {
    .id = "dbmate-annotation",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_dbmate_faults,
    .title = "Marks that dbmate refuses, or that are missing",
    .why = "dbmate wants one `-- migrate:up` block and one `-- migrate:down` block "
           "behind it, with nothing but comments before them, and each mark at the start "
           "of its line. It stops at a file without them, and with it the deploy, when "
           "the migrations before it are applied already.",
    .fix = "Write `-- migrate:up` before the statements and `-- migrate:down` before the "
           "rollback, which may be empty",
    .bad = "@ db/migrations/20260101000000_users.sql\n"
           "-- migrate:up\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "@ db/migrations/20260101000000_users.sql\n"
            "-- migrate:up\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "\n"
            "-- migrate:down\n"
            "DROP TABLE users;\n",
};

static void check_node_pg_faults(RuleCtx *ctx, const Project *project)
{
    report_faults(ctx, project, MARKS_NODE_PG, "");
}

RULE(node_pg_migrate_annotation) = {
    .id = "node-pg-migrate-annotation",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_node_pg_faults,
    .title = "Marks by which node-pg-migrate runs too much or too little",
    .why = "node-pg-migrate runs what stands behind the line `-- Up Migration`, up to "
           "`-- Down Migration`. What comes before both it passes over without a word, "
           "and where only the second one is there, the deploy runs the rollback too: it "
           "drops what it has just made.",
    .fix = "Put `-- Up Migration` before the first statement",
    .bad = "@ migrations/1700000000000_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- Down Migration\n"
           "COMMENT ON TABLE users IS NULL;\n",
    .good = "@ migrations/1700000000000_users.sql\n"
            "-- Up Migration\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- Down Migration\n"
            "DROP TABLE users;\n",
};

// ---- misnamed-migration ----

static bool is_digit(Str name, size_t at)
{
    return at < name.len && name.ptr[at] >= '0' && name.ptr[at] <= '9';
}

static bool any_name(Str name)
{
    (void)name;
    return true;
}

static bool has_number(Str name)
{
    return is_digit(name, 0) && !str_ends(name, STR(".down.sql"));
}

// "V2_b.sql", "v3__c.sql", "R_views.sql"; an undo without its V has a good name.
static bool looks_like_flyway(Str name)
{
    Str prefixes = STR("VvUuBbRr");
    if (name.len < 2 || str_find_char(prefixes, name.ptr[0], 0) == prefixes.len)
        return false;
    bool is_upper = name.ptr[0] < 'a';
    bool is_undo = name.ptr[0] == 'U' && str_contains(name, STR("__"));
    return (is_digit(name, 1) && !is_undo) || (is_upper && name.ptr[1] == '_') ||
           str_starts(name, STR("r__"));
}

typedef struct NameRow {
    const char *layout;
    bool (*is_meant)(Str name); // somebody who named a file so wants it to run
    const char *problem;
} NameRow;

static const NameRow NAME_ROWS[] = {
    { "flyway", looks_like_flyway,
      "Flyway passes over this file: its name is neither V<version>__<description>.sql "
      "nor R__<description>.sql" },
    { "goose", any_name,
      "goose stops at this file: its name does not begin with a number and an "
      "underscore" },
    { "dbmate", has_number,
      "dbmate passes over this file: its name does not end with .sql in small letters" },
    { "golang-migrate", has_number,
      "golang-migrate passes over this file: its name is not "
      "<number>_<title>.up.sql" },
    { "node-pg-migrate", any_name,
      "node-pg-migrate stops at this file: its name does not begin with a number" },
    { "supabase", has_number,
      "Supabase passes over this file: its name is not <digits>_<name>.sql" },
};

static void check_misnamed(RuleCtx *ctx, const Project *project)
{
    for (size_t row = 0; row < sizeof NAME_ROWS / sizeof NAME_ROWS[0]; row++) {
        if (!str_eq(project->layout, str_from(NAME_ROWS[row].layout)))
            continue;
        for (size_t i = 0; i < project->stray.len; i++)
            if (NAME_ROWS[row].is_meant(path_base(project->stray.at[i])))
                report_file(ctx, project->stray.at[i], (Str){ 0 }, (Span){ 0 }, "%s",
                            NAME_ROWS[row].problem);
    }
}

RULE(misnamed_migration) = {
    .id = "misnamed-migration",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_misnamed,
    .title = "A migration whose name its tool does not know",
    .why = "The tool tells migrations by their names. One with another name is never "
           "run, while the deploy succeeds and the schema that the code expects is not "
           "there; or the tool stops at it before it runs anything.",
    .fix = "Give the file a name of the form that the tool wants; if it is no migration, "
           "put it elsewhere",
    .bad = "@ db/migration/V1__users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ db/migration/V2_teams.sql\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ expect misnamed-migration db/migration/V2_teams.sql\n",
    .good = "@ db/migration/V1__users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ db/migration/V2__teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n",
};

// ---- repeatable-runs-once ----

typedef struct Undoing {
    OpKind made;
    OpKind dropped;
    bool is_part; // of a table, which may be new itself
} Undoing;

static const Undoing UNDOINGS[] = {
    { OP_CREATE_TABLE, OP_DROP_TABLE, false },
    { OP_CREATE_VIEW, OP_DROP_VIEW, false },
    { OP_CREATE_TYPE, OP_DROP_TYPE, false },
    { OP_CREATE_SEQUENCE, OP_DROP_SEQUENCE, false },
    { OP_CREATE_FUNCTION, OP_DROP_FUNCTION, false },
    { OP_CREATE_SCHEMA, OP_DROP_SCHEMA, false },
    { OP_CREATE_TRIGGER, OP_DROP_TRIGGER, true },
    { OP_CREATE_POLICY, OP_DROP_POLICY, true },
    { OP_ADD_COLUMN, OP_DROP_COLUMN, true },
};

static const Undoing *undoing_of(OpKind made)
{
    size_t i = 0;
    while (UNDOINGS[i].made != made)
        i++;
    return &UNDOINGS[i];
}

// An earlier statement of the file makes room for it; what runs inside of another one may
// be on a condition.
static bool has_room(RuleCtx *ctx, const Op *op)
{
    const Undoing *undoing = undoing_of(op->kind);
    if (op_has(op, OPF_OR_REPLACE) || op_has(op, OPF_IF_NOT_EXISTS) ||
        op_has(op, OPF_NESTED) || str_eq(op->name.schema, STR("pg_temp")) ||
        (op->table && op->table->persistence == PERSIST_TEMPORARY))
        return true;
    if (!undoing->is_part)
        return ctx_preceding(ctx, op, undoing->dropped);
    return ctx_preceding_part(ctx, op, undoing->dropped) ||
           ctx_preceding(ctx, op, OP_DROP_TABLE) ||
           ctx_preceding(ctx, op, OP_CREATE_TABLE);
}

static void check_repeatable(RuleCtx *ctx, const Op *op)
{
    if (!ctx_migration(ctx)->repeats || has_room(ctx, op))
        return;
    report_op(
        ctx, op,
        "%s runs this file again whenever it changes, and then the %s fails: " STR_FMT
        " is there already",
        ctx_runner(ctx)->title, op_kind_words(op->kind),
        STR_ARG(op->part.len > 0 ? op->part : ctx_relation(ctx, op)));
}

RULE(repeatable_runs_once) = {
    .id = "repeatable-runs-once",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .on = { OP_CREATE_TABLE, OP_CREATE_VIEW, OP_CREATE_TYPE, OP_CREATE_SEQUENCE,
            OP_CREATE_FUNCTION, OP_CREATE_SCHEMA, OP_CREATE_TRIGGER, OP_CREATE_POLICY,
            OP_ADD_COLUMN },
    .op = check_repeatable,
    .title = "A repeatable migration that cannot be repeated",
    .why = "A repeatable migration runs again on every database when its text has "
           "changed. A plain CREATE succeeds the first time, and fails at the next edit, "
           "because the object is there: the deploy of that day stops.",
    .fix = "Write CREATE OR REPLACE or IF NOT EXISTS where there is such a form, and "
           "DROP … IF EXISTS before the CREATE where there is not",
    .bad = "@ db/migration/R__active.sql\n"
           "CREATE VIEW active AS SELECT 1 AS id;\n",
    .good = "@ db/migration/R__active.sql\n"
            "CREATE OR REPLACE VIEW active AS SELECT 1 AS id;\n",
};
