// SPDX-License-Identifier: Apache-2.0
// MySQL, MariaDB and TiDB: statements that the server takes, or does not take, in another
// sense than their author's.
#include "lint/rule.h"

static bool is_tidb(const RuleCtx *ctx)
{
    return engine_is(ctx_engine(ctx), "tidb");
}

// ---- exchange-without-validation ----

static void fix_exchange(RuleCtx *ctx, Finding *f, const Op *op)
{
    fix_step(ctx, f, FIX_HERE, "Let the server read the rows before it takes them:");
    fix_sql(
        ctx, f,
        "ALTER TABLE " STR_FMT " EXCHANGE PARTITION " STR_FMT " WITH TABLE " STR_FMT ";",
        STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(ctx_columns_sql(ctx, &op->columns)),
        STR_ARG(ctx_name_sql(ctx, op->other)));
}

static void check_exchange(RuleCtx *ctx, const Op *op)
{
    if (!str_eq(op->verb, STR("exchange")) ||
        !str_eq_ci(op->detail, STR("without validation")) || ctx_table_is_idle(ctx, op) ||
        op_rest(op)->misfits.len > 0) // the server does not know it
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(
        ctx, op,
        "rows of " STR_FMT " that do not belong into partition " STR_FMT " of " STR_FMT
        " get there all the same, and queries that look in the right one miss them",
        STR_ARG(name_text(ctx_arena(ctx), op->other)),
        STR_ARG(ctx_list(ctx, &op->columns)), STR_ARG(relation));
    f->object = relation;
    fix_exchange(ctx, f, op);
}

RULE(exchange_without_validation) = {
    .id = "exchange-without-validation",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .on = { OP_ALTER_PARTITION },
    .op = check_exchange,
    .title = "A partition takes rows that nobody has checked",
    .why = "WITHOUT VALIDATION puts the table in the partition's place without a look at "
           "its rows. One that belongs elsewhere is found by a full scan and missed by "
           "every query that is pruned to its partition: the same question gives two "
           "answers, and no error says so.",
    .fix = "Leave WITHOUT VALIDATION out",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (id, "
           "at))\n"
           "    PARTITION BY RANGE COLUMNS (at) (\n"
           "        PARTITION p20 VALUES LESS THAN ('2021-01-01'));\n"
           "CREATE TABLE events_20 (id bigint NOT NULL, at date NOT NULL, PRIMARY KEY "
           "(id, at));\n"
           "-- change\n"
           "ALTER TABLE events EXCHANGE PARTITION p20 WITH TABLE events_20\n"
           "    WITHOUT VALIDATION;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (id, "
            "at))\n"
            "    PARTITION BY RANGE COLUMNS (at) (\n"
            "        PARTITION p20 VALUES LESS THAN ('2021-01-01'));\n"
            "CREATE TABLE events_20 (id bigint NOT NULL, at date NOT NULL, PRIMARY KEY "
            "(id, at));\n"
            "-- change\n"
            "ALTER TABLE events EXCHANGE PARTITION p20 WITH TABLE events_20;\n",
};

// ---- unbatched-backfill ----

// Who names the first column of an index means a range or a few rows; where rows are many
// all the same, as behind IS NULL, only a key's tells one from others.
static bool names_index(RuleCtx *ctx, const Table *table, Str text, bool any)
{
    for (size_t i = 0; table && i < table->indexes.len; i++) {
        const IndexDef *def = &table->indexes.at[i]->def;
        if ((any || def->unique) && def->parts.len > 0 &&
            def->parts.at[0].column.len > 0 &&
            ctx_mentions(ctx, text, def->parts.at[0].column))
            return true;
    }
    const Constraint *key = table_primary_key(table);
    return key && key->def.columns.len > 0 &&
           ctx_mentions(ctx, text, key->def.columns.at[0]);
}

// What stands behind WHERE; empty: nothing. A sub-select's is none of the statement's.
static Str condition_of(const RuleCtx *ctx, const Op *op)
{
    Str text = ctx_statement(ctx, op);
    int depth = 0;
    for (size_t i = 1; i + 6 < text.len; i++) { // a verb comes first
        depth += text.ptr[i] == '(' ? 1 : text.ptr[i] == ')' ? -1 : 0;
        if (depth == 0 && str_eq_ci(str_slice(text, i, i + 5), STR("where")) &&
            str_find_char(STR(" \t\r\n)`"), text.ptr[i - 1], 0) < 6)
            return str_drop(text, i);
    }
    return STR("");
}

// The table whose rows decide how much is read: of INSERT … SELECT the first one.
static Name source_of(const RuleCtx *ctx, const Op *op)
{
    Name name = op->kind == OP_INSERT ? op->relations.at[0] : op->name;
    return catalog_resolve(ctx_catalog(ctx), name);
}

// Neither LIMIT nor a range of a key: without an index InnoDB even locks every row that
// it looks at.
static bool reads_many_rows(RuleCtx *ctx, const Op *op)
{
    if (op_has(op, OPF_LIMIT))
        return false;
    const Table *table = catalog_table(ctx_catalog(ctx), source_of(ctx, op));
    bool many = op->where != WHERE_SOME || ctx_meets_many_rows(ctx, op);
    return op->where != WHERE_SOME ||
           !names_index(ctx, table, condition_of(ctx, op), !many);
}

// delete-without-where and update-without-where speak of those.
static bool is_told(const RuleCtx *ctx, const Op *op)
{
    return op->where != WHERE_SOME && op->kind != OP_INSERT && !ctx_is_backfill(ctx, op);
}

static void fix_batches(RuleCtx *ctx, Finding *f, const Op *op)
{
    const Constraint *key = table_primary_key(ctx_table(ctx, op));
    Str statement = ctx_statement(ctx, op);
    bool one_table = op->relations.len == 0 && op->kind != OP_INSERT;
    fix_remove(ctx, f);
    if (is_tidb(ctx) && one_table && op->where == WHERE_SOME && key &&
        key->def.columns.len == 1) {
        fix_step(
            ctx, f, FIX_HAND_AFTER,
            "Run it when the deploy is done; TiDB makes a transaction of each batch:");
        fix_sql(ctx, f, "BATCH ON " STR_FMT " LIMIT 5000 " STR_FMT ";",
                STR_ARG(ctx_ident_sql(ctx, key->def.columns.at[0])), STR_ARG(statement));
        return;
    }
    if (one_table && op->where == WHERE_SOME) {
        fix_step(ctx, f, FIX_HAND_AFTER,
                 "Run it in batches when the deploy is done, until no row is left:");
        fix_sql(ctx, f, STR_FMT " LIMIT 5000;", STR_ARG(statement));
        return;
    }
    fix_step(ctx, f, FIX_NOTE,
             "run it when the deploy is done, in ranges of the primary key, each in a "
             "transaction of its own");
}

static void check_backfill(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_INSERT && op->relations.len == 0)
        return;
    Name source = source_of(ctx, op);
    if (!ctx_is_live(ctx, source) || !ctx_has_ddl(ctx) ||
        ctx_option_has(ctx, "small-tables", source.name) || is_told(ctx, op) ||
        !reads_many_rows(ctx, op))
        return;
    Str relation = name_text(ctx_arena(ctx), source);
    bool known = catalog_table(ctx_catalog(ctx), source) != NULL;
    Finding *f = report_op(ctx, op,
                           "one %s works through the rows of " STR_FMT
                           " in a single transaction, in a migration that also changes "
                           "tables%s",
                           op_kind_words(op->kind), STR_ARG(relation),
                           known ? ""
                                 : "; the history does not show the table, so its keys "
                                   "are not known");
    f->object = relation;
    if (!known)
        f->severity = SEV_NOTICE;
    if (is_tidb(ctx))
        f->why = STR("A transaction has to fit into the server's memory: TiDB ends one "
                     "that does not with an error, and the deploy stops behind a change "
                     "of the definition that has been committed.");
    fix_batches(ctx, f, op);
}

RULE(unbatched_backfill) = {
    .id = "unbatched-backfill",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .options = { { .name = "small-tables",
                   .kind = OPTION_WORDS,
                   .text = "schema_migrations goose_db_version",
                   .meaning = "tables of which one statement may change all rows" } },
    .on = { OP_UPDATE, OP_DELETE, OP_INSERT },
    .op = check_backfill,
    .title = "All rows are changed in one transaction, in the middle of a deploy",
    .why = "Every row that is met stays locked until the statement commits, the undo log "
           "keeps all old versions, and replicas begin with it when it is over. The "
           "deploy waits for it, and if it fails, the change of the definition before it "
           "has been committed.",
    .fix =
        "Change the definition in the migration, and the rows in batches behind it, by "
        "ranges of the primary key or with LIMIT",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN slug varchar(50);\n"
           "UPDATE users SET slug = lower(name) WHERE slug IS NULL;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN slug varchar(50);\n"
            "UPDATE users SET slug = lower(name) WHERE id BETWEEN 1 AND 5000;\n",
};

// ---- syntax-not-on-target ----

// Pieces that the server parses and does nothing of have rules of their own where they
// are meant to guard something.
static bool has_own_rule(const RuleCtx *ctx, const Misfit *misfit)
{
    Str text = str_slice(ctx_migration(ctx)->text, misfit->span.start, misfit->span.end);
    return misfit->ignored && (text_mentions_any_case(text, STR("check")) ||
                               text_mentions_any_case(text, STR("references")));
}

// Of SQLite everybody links a version of their own, and most a newer one than the oldest.
static bool is_assumed(const RuleCtx *ctx)
{
    return ctx_project(ctx)->version_assumed && engine_is(ctx_engine(ctx), "sqlite");
}

static void ask_for_version(RuleCtx *ctx, Finding *f)
{
    if (!is_assumed(ctx))
        return;
    f->severity = SEV_WARNING;
    fix_step(ctx, f, FIX_NOTE,
             "Say which version the application links, as \"engine\": \"sqlite@3.N\" in "
             "the configuration or --engine sqlite@3.N; none is stated, and " STR_FMT
             " was assumed",
             STR_ARG(engine_text(ctx_arena(ctx), ctx_engine(ctx))));
}

// The same words say it once a file where all that is missing is the version.
static bool is_told_before(RuleCtx *ctx, const Op *op, const Misfit *misfit)
{
    if (!is_assumed(ctx))
        return false;
    for (const Op *before = ctx_ops(ctx)->at; before <= op; before++) {
        const MisfitVec *others = &op_rest(before)->misfits;
        for (size_t i = 0; i < others->len; i++) {
            if (&others->at[i] == misfit)
                return false;
            if (str_eq(others->at[i].what, misfit->what))
                return true;
        }
    }
    return false;
}

static void report_misfit(RuleCtx *ctx, const Op *op, const Misfit *misfit)
{
    Finding *f = report_op(ctx, op, STR_FMT ": " STR_FMT, STR_ARG(misfit->what),
                           STR_ARG(misfit->why));
    f->span = misfit->span;
    f->lock = (LockTaken){ 0 }; // it never gets that far
    if (ctx_is_sqlite(ctx))
        f->why = STR("SQLite, libSQL and D1 differ in what they take, and so do their "
                     "versions: the library that is linked into the application decides, "
                     "not the one that the migration was tried with. Where the words are "
                     "not known the statement fails, and the deploy stops.");
    ask_for_version(ctx, f);
    if (!misfit->ignored)
        return;
    f->severity = SEV_WARNING;
    f->why = STR("The server takes the words and does nothing of them, without an error: "
                 "what they are for is missing, and nobody is told.");
}

static void check_syntax(RuleCtx *ctx, const Op *op)
{
    if (is_tidb(ctx))
        return; // tidb-unsupported says it
    const MisfitVec *misfits = &op_rest(op)->misfits;
    for (size_t i = 0; i < misfits->len; i++)
        if (!has_own_rule(ctx, &misfits->at[i]) &&
            !is_told_before(ctx, op, &misfits->at[i]))
            report_misfit(ctx, op, &misfits->at[i]);
}

RULE(syntax_not_on_target) = {
    .id = "syntax-not-on-target",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql sqlite",
    .undone = true,
    .op = check_syntax,
    .title = "Syntax of another server, or of another version",
    .why =
        "MySQL, MariaDB and their versions differ in what they take. The statement "
        "works where it was written and fails with a syntax error (1064) on the "
        "server that it is deployed to, behind whatever the file has committed before.",
    .fix = "Write it as the target takes it, or name the right server in the "
           "configuration (\"engine\") or with --engine",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN IF NOT EXISTS email varchar(255);\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN email varchar(255);\n",
};

// ---- drop-system-versioning ----

static void report_history_lost(RuleCtx *ctx, const Op *op)
{
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op,
                           "DROP SYSTEM VERSIONING loses every old version of the rows "
                           "of " STR_FMT STR_FMT,
                           STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
    Str table = ctx_name_sql(ctx, op->name);
    fix_step(ctx, f, FIX_NOTE,
             "Keep the old versions first, with SELECT * FROM " STR_FMT
             " FOR SYSTEM_TIME ALL, and allow this when it is done",
             STR_ARG(table));
}

static void report_history_refused(RuleCtx *ctx, const Op *op)
{
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op,
                           "%s is refused: " STR_FMT
                           " is system-versioned, and system_versioning_alter_history "
                           "is not KEEP (4119)",
                           op_kind_words(op->kind), STR_ARG(relation));
    f->object = relation;
    f->fails = true;
    f->lock = (LockTaken){ 0 };
    f->why = STR("A change of the definition would change what old versions of the rows "
                 "say, so that MariaDB wants to be told so; else the statement fails and "
                 "the deploy stops.");
    fix_step(ctx, f, FIX_TOP,
             "At the top of the file, if the old versions may take the new definition:");
    fix_sql(ctx, f, "SET SESSION system_versioning_alter_history = KEEP;");
}

static void check_versioning(RuleCtx *ctx, const Op *op)
{
    if (ctx_table_is_idle(ctx, op))
        return;
    if (op->kind == OP_SET_TABLE_OPTION && str_eq(op->verb, STR("drop-versioning")))
        report_history_lost(ctx, op);
    else if (str_contains(op->effects.refused, STR("(4119)")))
        report_history_refused(ctx, op);
}

RULE(drop_system_versioning) = {
    .id = "drop-system-versioning",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "mariadb",
    .op = check_versioning,
    .title = "The history of a system-versioned table",
    .why = "The old versions of the rows are gone when the statement commits, and only a "
           "backup brings them back: what the table said last month cannot be asked any "
           "more, by audits neither.",
    .fix = "Keep the old versions elsewhere first (FOR SYSTEM_TIME ALL)",
    .bad = "-- engine mariadb@10.11\n"
           "CREATE TABLE prices (id bigint PRIMARY KEY, amount int) WITH SYSTEM "
           "VERSIONING;\n"
           "-- change\n"
           "ALTER TABLE prices DROP SYSTEM VERSIONING;\n",
    .good = "-- engine mariadb@10.11\n"
            "CREATE TABLE prices (id bigint PRIMARY KEY, amount int) WITH SYSTEM "
            "VERSIONING;\n"
            "-- change\n"
            "SET SESSION system_versioning_alter_history = KEEP;\n"
            "ALTER TABLE prices ADD COLUMN currency char(3);\n",
};
