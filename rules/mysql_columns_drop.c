// SPDX-License-Identifier: Apache-2.0
// What DROP COLUMN of MySQL and its kin takes along or leaves broken.
#include "lint/rule.h"

static bool is_judged(RuleCtx *ctx, const Op *op)
{
    return !ctx_table_is_idle(ctx, op) && !ctx_column_is_new(ctx, op) &&
           !ctx_following(ctx, op, OP_DROP_TABLE);
}

// The history does not show all that the table has.
static bool is_unknown(const Table *table)
{
    return !table || !table->complete;
}

static void report_unknown(RuleCtx *ctx, const Op *op, const char *what)
{
    Finding *f = report_op(ctx, op, "the history does not show all of " STR_FMT ": %s",
                           STR_ARG(ctx_relation(ctx, op)), what);
    f->severity = SEV_NOTICE;
    f->object = ctx_member(ctx, op, op->part);
}

// Another op of the same statement.
static const Op *beside(RuleCtx *ctx, const Op *op, OpKind kind, Str part)
{
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = 0; i < ops->len; i++)
        if (ops->at[i].stmt_index == op->stmt_index && ops->at[i].kind == kind &&
            &ops->at[i] != op && str_eq_ci(ops->at[i].part, part))
            return &ops->at[i];
    return NULL;
}

// ---- drop-column-narrows-index ----

// What the index is left with.
static IndexDef narrowed(RuleCtx *ctx, const Op *op, const Index *index)
{
    IndexDef left = index->def;
    left.table = op->name;
    left.parts.len = left.parts.cap = 0;
    left.parts.at = NULL;
    for (size_t i = 0; i < index->def.parts.len; i++) {
        const IndexPart *part = &index->def.parts.at[i];
        bool goes = str_eq_ci(part->column, op->part) ||
                    beside(ctx, op, OP_DROP_COLUMN, part->column);
        if (!goes || part->column.len == 0)
            *vec_push(ctx_arena(ctx), &left.parts) = *part;
    }
    return left;
}

static bool is_primary(const Index *index)
{
    return str_eq_ci(index->def.name, STR("PRIMARY"));
}

static bool goes_too(RuleCtx *ctx, const Op *op, const Index *index)
{
    return beside(ctx, op, OP_DROP_INDEX, index->def.name) ||
           (is_primary(index) && beside(ctx, op, OP_DROP_CONSTRAINT, STR("PRIMARY")));
}

static Str index_words(RuleCtx *ctx, const Index *index)
{
    if (is_primary(index))
        return STR("the primary key");
    return ctx_fmt(ctx, "%s " STR_FMT, index->def.unique ? "unique index" : "index",
                   STR_ARG(index->def.name));
}

static Str columns_of(RuleCtx *ctx, const IndexDef *index)
{
    StrVec words = { 0 };
    for (size_t i = 0; i < index->parts.len; i++)
        *vec_push(ctx_arena(ctx), &words) = index->parts.at[i].column.len > 0
                                                ? index->parts.at[i].column
                                                : index->parts.at[i].expression;
    return ctx_list(ctx, &words);
}

// TiDB takes one change of a column in a statement.
static void fix_narrowed(RuleCtx *ctx, Finding *f, const Op *op, const Index *index)
{
    Str table = ctx_name_sql(ctx, op->name);
    Str column = ctx_ident_sql(ctx, op->part);
    Str name = ctx_ident_sql(ctx, index->def.name);
    if (is_primary(index)) {
        fix_step(ctx, f, FIX_NOTE,
                 "Make another primary key first: what is unique without " STR_FMT
                 " has to be proved by a query",
                 STR_ARG(op->part));
        return;
    }
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Drop the index in so many words; one on fewer columns is a new one, to be "
             "added apart:");
    bool apart = engine_is(ctx_engine(ctx), "tidb");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " DROP INDEX " STR_FMT "%s" STR_FMT ";",
            STR_ARG(table), STR_ARG(name), apart ? "" : ", DROP COLUMN ",
            STR_ARG(apart ? STR("") : column));
    if (!apart)
        return;
    fix_step(ctx, f, FIX_BEHIND, "and behind it:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " DROP COLUMN " STR_FMT ";", STR_ARG(table),
            STR_ARG(column));
}

// "Key column doesn't exist", and TiDB's word for all that it does not do.
static bool is_refused_for_index(const Op *op)
{
    return str_contains(op->effects.refused, STR("(1072)")) ||
           str_contains(op->effects.refused, STR("(8200)"));
}

static void report_index(RuleCtx *ctx, const Op *op, const Index *index,
                         const IndexDef *left)
{
    Str member = ctx_member(ctx, op, op->part);
    Str words = index_words(ctx, index), server = ctx_server(ctx);
    Finding *f;
    if (is_refused_for_index(op))
        f = report_op(ctx, op,
                      STR_FMT " refuses to drop " STR_FMT ", which " STR_FMT
                              " has beside " STR_FMT ": " STR_FMT,
                      STR_ARG(server), STR_ARG(member), STR_ARG(words),
                      STR_ARG(columns_of(ctx, left)), STR_ARG(op->effects.refused));
    else if (index->def.unique)
        f = report_op(ctx, op,
                      "without " STR_FMT ", " STR_FMT " silently makes " STR_FMT
                      " of " STR_FMT
                      " alone: the statement fails on rows that are equal in it (1062), "
                      "or the key forbids from now on what it allowed",
                      STR_ARG(member), STR_ARG(server), STR_ARG(words),
                      STR_ARG(columns_of(ctx, left)));
    else
        f = report_op(ctx, op,
                      "without " STR_FMT ", " STR_FMT " silently leaves " STR_FMT
                      " on " STR_FMT
                      " alone: queries that look for both read more rows, or the table",
                      STR_ARG(member), STR_ARG(server), STR_ARG(words),
                      STR_ARG(columns_of(ctx, left)));
    f->object = member;
    if (!index->def.unique && !is_refused_for_index(op))
        f->severity = SEV_WARNING;
    fix_narrowed(ctx, f, op, index);
}

static void check_narrows_index(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (!is_judged(ctx, op))
        return;
    if (is_unknown(table))
        report_unknown(ctx, op,
                       "an index that has the column beside others shrinks "
                       "without a word, or makes the server refuse");
    bool refused = op->effects.refused.len > 0 && !is_refused_for_index(op);
    for (size_t i = 0; table && !refused && i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        if (index->generated || !table_index_has(table, &index->def, op->part) ||
            goes_too(ctx, op, index))
            continue;
        IndexDef left = narrowed(ctx, op, index);
        if (left.parts.len > 0)
            report_index(ctx, op, index, &left);
    }
}

RULE(drop_column_narrows_index) = {
    .id = "drop-column-narrows-index",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql",
    .on = { OP_DROP_COLUMN },
    .op = check_narrows_index,
    .title = "Dropping a column of a composite index silently makes another index of it",
    .why = "MySQL takes the column out of every index and leaves the rest: UNIQUE (a, b) "
           "becomes UNIQUE (a), which fails on rows that are there or refuses rows that "
           "were right; an index that served a query serves it no more. MariaDB refuses "
           "where the key has to be unique, TiDB always.",
    .fix = "Drop or redefine the index in so many words, and the column with it",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE members (id bigint PRIMARY KEY, team bigint, mail varchar(80), "
           "UNIQUE KEY one (team, mail));\n"
           "-- change\n"
           "-- tidegate: allow drop-column (unused, and small)\n"
           "ALTER TABLE members DROP COLUMN team;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE members (id bigint PRIMARY KEY, team bigint, mail "
            "varchar(80), KEY one (team, mail));\n"
            "-- change\n"
            "ALTER TABLE members ADD COLUMN area bigint;\n",
};

// ---- drop-column-dependency ----

typedef struct Dependants {
    StrVec blocking; // the server refuses because of them
    StrVec broken;   // statements fail through them afterwards
    bool certain;    // one of `broken` surely reads the column, and stays as it is
    bool inserts;    // a trigger is among them
} Dependants;

static void add(RuleCtx *ctx, StrVec *words, const char *kind, Str name)
{
    *vec_push(ctx_arena(ctx), words) = ctx_fmt(ctx, "%s " STR_FMT, kind, STR_ARG(name));
}

static void add_columns(RuleCtx *ctx, const Table *table, Str column, StrVec *words)
{
    for (size_t i = 0; i < table->columns.len; i++) {
        const ColumnDef *def = table->columns.at[i]->def;
        if (def->generated != GENERATED_NONE &&
            ctx_mentions(ctx, def->generated_expr, column))
            add(ctx, words, "generated column", def->name);
    }
}

static void add_indexes(RuleCtx *ctx, const Table *table, Str column, StrVec *words)
{
    for (size_t i = 0; i < table->indexes.len; i++) {
        const IndexDef *def = &table->indexes.at[i]->def;
        for (size_t k = 0; k < def->parts.len; k++)
            if (ctx_mentions(ctx, def->parts.at[k].expression, column))
                add(ctx, words, "index", def->name);
    }
}

static void add_constraints(RuleCtx *ctx, const Table *table, Str column, StrVec *words)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_CHECK && ctx_mentions(ctx, def->expression, column))
            add(ctx, words, "CHECK", def->name);
        if (def->kind == CON_FOREIGN_KEY && table_list_has(table, &def->columns, column))
            add(ctx, words, "foreign key", def->name);
    }
}

static void add_references(RuleCtx *ctx, const Table *table, Str column, StrVec *words)
{
    ForeignKeyVec keys =
        catalog_referencing(ctx_arena(ctx), ctx_catalog(ctx), table->name);
    for (size_t i = 0; i < keys.len; i++) {
        const ConstraintDef *def = &keys.at[i].constraint->def;
        if (keys.at[i].table != table && table_list_has(table, &def->ref_columns, column))
            add(ctx, words, "foreign key",
                ctx_fmt(ctx, STR_FMT " of " STR_FMT, STR_ARG(def->name),
                        STR_ARG(keys.at[i].table->name.name)));
    }
}

// ---- views ----

// "SELECT *", "t.*" or ", *", and not count(*) or a product.
static bool takes_all(Str query)
{
    for (size_t at = str_find_char(query, '*', 0); at < query.len;
         at = str_find_char(query, '*', at + 1)) {
        Str before = str_trim(str_take(query, at));
        bool selects =
            before.len >= 6 && str_eq_ci(str_drop(before, before.len - 6), STR("select"));
        if (selects || str_ends(before, STR(".")) || str_ends(before, STR(",")))
            return true;
    }
    return false;
}

// Another relation that the view reads may have a column of that name.
static bool may_be_anothers(const RuleCtx *ctx, const View *view, const Table *table,
                            Str column)
{
    for (size_t i = 0; i < view->def.sources.len; i++) {
        const Table *other = catalog_table(ctx_catalog(ctx), view->def.sources.at[i]);
        if (other != table && (is_unknown(other) || table_column(other, column)))
            return true;
    }
    return false;
}

static bool comes_behind(RuleCtx *ctx, const Op *op, const View *view, OpKind kind)
{
    OpKey key = { .kind = kind, .name = view->name.name };
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_find(ctx, &behind, key));)
        if (later->kind == kind &&
            name_eq(catalog_resolve(ctx_catalog(ctx), later->name), view->name))
            return true;
    return false;
}

static bool is_made_anew(RuleCtx *ctx, const Op *op, const View *view)
{
    return comes_behind(ctx, op, view, OP_CREATE_VIEW) ||
           comes_behind(ctx, op, view, OP_DROP_VIEW);
}

static void add_views(RuleCtx *ctx, const Op *op, const Table *table, Dependants *all)
{
    ViewVec views =
        catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table->name);
    for (size_t i = 0; i < views.len; i++) {
        const View *view = views.at[i];
        bool named = ctx_mentions(ctx, view->def.query, op->part);
        bool starred = takes_all(view->def.query);
        if (!named && !starred)
            continue;
        add(ctx, &all->broken, "view", name_text(ctx_arena(ctx), view->name));
        bool unsure = !starred && may_be_anothers(ctx, view, table, op->part);
        all->certain |= !unsure && !is_made_anew(ctx, op, view);
    }
}

// ---- triggers ----

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static Str word_before(Str text, size_t end)
{
    size_t start = end;
    while (start > 0 && is_name_char(text.ptr[start - 1]))
        start--;
    return str_slice(text, start, end);
}

static Str word_behind(Str text, size_t start)
{
    if (start < text.len && text.ptr[start] == '`')
        start++;
    size_t end = start;
    while (end < text.len && is_name_char(text.ptr[end]))
        end++;
    return str_slice(text, start, end);
}

// NEW.column or OLD.column.
static bool reads_row(Str body, Str column)
{
    for (size_t at = str_find_char(body, '.', 0); at < body.len;
         at = str_find_char(body, '.', at + 1)) {
        Str row = word_before(body, at);
        bool is_row = str_eq_ci(row, STR("new")) || str_eq_ci(row, STR("old"));
        if (is_row && str_eq_ci(word_behind(body, at + 1), column))
            return true;
    }
    return false;
}

static void add_triggers(RuleCtx *ctx, const Op *op, const Table *table, Dependants *all)
{
    for (size_t i = 0; i < table->triggers.len; i++) {
        const Trigger *trigger = table->triggers.at[i];
        if (!trigger->body.ptr || !reads_row(trigger->body, op->part))
            continue;
        add(ctx, &all->broken, "trigger", trigger->name);
        all->inserts = all->certain = true;
    }
}

// Of other tables: what stands in their bodies for the column may be another's.
static void add_foreign_triggers(RuleCtx *ctx, const Op *op, const Table *table,
                                 Dependants *all)
{
    size_t at = 0;
    for (const Table *other; (other = catalog_next_table(ctx_catalog(ctx), &at));)
        for (size_t k = 0; other != table && k < other->triggers.len; k++) {
            const Trigger *trigger = other->triggers.at[k];
            if (!trigger->body.ptr ||
                !ctx_mentions(ctx, trigger->body, table->name.name) ||
                !ctx_mentions(ctx, trigger->body, op->part))
                continue;
            add(ctx, &all->broken, "trigger", trigger->name);
            all->inserts = true;
        }
}

// ---- what is said ----

static Dependants dependants_of(RuleCtx *ctx, const Op *op, const Table *table)
{
    Dependants all = { 0 };
    add_columns(ctx, table, op->part, &all.blocking);
    add_indexes(ctx, table, op->part, &all.blocking);
    add_constraints(ctx, table, op->part, &all.blocking);
    add_references(ctx, table, op->part, &all.blocking);
    add_views(ctx, op, table, &all);
    add_triggers(ctx, op, table, &all);
    add_foreign_triggers(ctx, op, table, &all);
    return all;
}

// Of all that makes the server refuse, what other rules do not speak of.
static bool is_refused_for_use(const Op *op)
{
    static const int codes[] = { 1054, 1553, 1828, 1829, 3108, 3837, 3959 };
    for (size_t i = 0; op->effects.refused.len > 0 && i < sizeof codes / sizeof *codes;
         i++)
        if (op->effects.refused_code == codes[i])
            return true;
    return false;
}

static void fix_dependants(RuleCtx *ctx, Finding *f, const char *what)
{
    fix_step(ctx, f, FIX_NOTE, "%s", what);
}

static void check_dependency(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (!is_judged(ctx, op))
        return;
    if (is_unknown(table))
        report_unknown(ctx, op,
                       "a view or trigger that reads the column fails from now "
                       "on, and a foreign key or generated column on it makes "
                       "the server refuse");
    if (!table)
        return;
    Dependants all = dependants_of(ctx, op, table);
    Str member = ctx_member(ctx, op, op->part);
    if (is_refused_for_use(op)) {
        Finding *f = report_op(
            ctx, op, STR_FMT " refuses to drop " STR_FMT ": " STR_FMT STR_FMT,
            STR_ARG(ctx_server(ctx)), STR_ARG(member), STR_ARG(op->effects.refused),
            STR_ARG(ctx_clause(ctx, "it is used by ", &all.blocking)));
        f->object = member;
        fix_dependants(ctx, f,
                       "Drop what uses the column in the same ALTER TABLE, or "
                       "before it");
        return;
    }
    if (all.broken.len == 0)
        return;
    Finding *f = report_op(
        ctx, op,
        STR_FMT " drops " STR_FMT " although " STR_FMT
                " may read it: %s fails from then on (%s)",
        STR_ARG(ctx_server(ctx)), STR_ARG(member), STR_ARG(ctx_list(ctx, &all.broken)),
        all.inserts ? "each statement that fires it" : "each query of it",
        all.inserts ? "1054" : "1356");
    f->object = member;
    if (!all.certain)
        f->severity = SEV_WARNING;
    fix_dependants(ctx, f,
                   "Drop the view or trigger, or make it anew without the column, "
                   "before the column goes");
}

RULE(drop_column_dependency) = {
    .id = "drop-column-dependency",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql",
    .on = { OP_DROP_COLUMN },
    .op = check_dependency,
    .title = "A dropped column is used by a view, trigger, key or other column",
    .why = "The server does not know which columns views and triggers read: the column "
           "goes, and every query of the view fails, and every INSERT that fires the "
           "trigger. A foreign key, a generated column or a CHECK with other columns "
           "makes it refuse the statement, and the deploy stops halfway.",
    .fix = "Drop or redefine what uses the column before the column itself, in the same "
           "change",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, mail varchar(80));\n"
           "CREATE VIEW mails AS SELECT id, mail FROM users;\n"
           "-- change\n"
           "-- tidegate: allow drop-column (unused since March)\n"
           "ALTER TABLE users DROP COLUMN mail;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, mail varchar(80));\n"
            "CREATE VIEW ids AS SELECT id FROM users;\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN email varchar(80);\n",
};
