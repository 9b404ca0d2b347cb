// SPDX-License-Identifier: Apache-2.0
// What a schema lacks or has twice: primary keys, indexes, names that are too long.
#include "lint/rule.h"

// ---- no-primary-key ----

// A unique index over columns that are never NULL: a key in all but name. That of the
// constraint does not count.
static bool has_key_but(const Table *table, Str constraint)
{
    for (size_t i = 0; i < table->indexes.len; i++) {
        const IndexDef *def = &table->indexes.at[i]->def;
        bool key = def->unique && !def->where.ptr && def->parts.len > 0 &&
                   (constraint.len == 0 ||
                    !str_eq(table->indexes.at[i]->constraint, constraint));
        for (size_t p = 0; key && p < def->parts.len; p++) {
            const Column *column = table_column(table, def->parts.at[p].column);
            key = column && column->def->not_null && def->parts.at[p].length == 0;
        }
        if (key)
            return true;
    }
    return false;
}

// CREATE TABLE … AS makes no key but those that its text has. TiDB refuses it.
static bool is_of_query(const RuleCtx *ctx, const Table *table)
{
    const OpVec *ops = ctx_ops_of(ctx, table->origin.migration);
    if (!ctx_is_mysql(ctx) || engine_is(ctx_engine(ctx), "tidb") || !ops)
        return false;
    size_t low = 0, high = ops->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ops->at[middle].span.start < table->origin.span.start)
            low = middle + 1;
        else
            high = middle;
    }
    const Op *op = low < ops->len ? &ops->at[low] : NULL;
    return op && op->kind == OP_CREATE_TABLE && op->table && op->table->as_query &&
           op->span.start == table->origin.span.start;
}

static bool wants_key(const RuleCtx *ctx, const Table *table)
{
    return catalog_origin_is_new(ctx_catalog(ctx), &table->origin) &&
           (table->complete || is_of_query(ctx, table)) &&
           table->persistence == PERSIST_PERMANENT && !table->foreign &&
           !table->uncertain && table->inherits.len == 0 &&
           table->partition_of.name.len == 0;
}

// What the server does where there is none, and what to do.
static void say_server(RuleCtx *ctx, Finding *f)
{
    if (!ctx_is_mysql(ctx))
        return;
    f->why =
        STR("Row-based replication looks for each changed row in the whole table, so "
            "that one large UPDATE or DELETE stops a replica for hours; group "
            "replication and Galera refuse such tables or their DELETEs, and "
            "gh-ost and pt-online-schema-change cannot copy them.");
    if (!engine_is(ctx_engine(ctx), "tidb"))
        return;
    f->why =
        STR("TiDB numbers the rows by a hidden column that counts up: all inserts go "
            "to one region, and no statement can name a row by it for good.");
    f->fix =
        STR("PRIMARY KEY over a bigint AUTO_RANDOM column spreads the inserts; a key "
            "that counts up is better NONCLUSTERED, with SHARD_ROW_ID_BITS");
}

static void check_no_primary_key(RuleCtx *ctx, const Migration *migration)
{
    if (!ctx_is_last_of_batch(ctx, migration))
        return;
    TableVec tables = ctx_batch_tables(ctx);
    for (size_t i = 0; i < tables.len; i++) {
        const Table *table = tables.at[i];
        if (!wants_key(ctx, table) || table_primary_key(table) ||
            has_key_but(table, STR("")))
            continue;
        Str name = name_text(ctx_arena(ctx), table->name);
        Finding *f = report_origin(ctx, &table->origin,
                                   "table " STR_FMT " has no primary key", STR_ARG(name));
        f->object = name;
        say_server(ctx, f);
    }
}

static bool adds_key(const RuleCtx *ctx, const Op *op, const Op *to)
{
    return op->kind == OP_ADD_CONSTRAINT && op->constraint &&
           op->constraint->kind == CON_PRIMARY_KEY &&
           name_eq(catalog_resolve(ctx_catalog(ctx), op->name),
                   catalog_resolve(ctx_catalog(ctx), to->name));
}

// The statement, or one behind it, makes another key, or the table goes.
static bool is_replaced(RuleCtx *ctx, const Op *op)
{
    const Op *first = op;
    while (first > ctx_ops(ctx)->at && first[-1].stmt_index == op->stmt_index)
        first--;
    for (; first < op; first++)
        if (adds_key(ctx, first, op))
            return true;
    OpKey key = { .kind = OP_ADD_CONSTRAINT, .name = op->name.name };
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_find(ctx, &behind, key));)
        if (adds_key(ctx, later, op))
            return true;
    return ctx_following(ctx, op, OP_DROP_TABLE) != NULL;
}

static void check_key_dropped(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (!ctx_is_mysql(ctx) || !str_eq(op->verb, STR("primary-key")) ||
        op->effects.refused.len > 0 || ctx_table_is_idle(ctx, op) ||
        is_replaced(ctx, op) || (table && has_key_but(table, STR("PRIMARY"))))
        return;
    Str name = ctx_relation(ctx, op);
    Finding *f =
        report_op(ctx, op, "DROP PRIMARY KEY leaves " STR_FMT " without one" STR_FMT,
                  STR_ARG(name), STR_ARG(ctx_presumed(ctx, op)));
    f->severity = SEV_ERROR;
    f->object = name;
    say_server(ctx, f);
    if (!engine_is(ctx_engine(ctx), "tidb"))
        f->fix = STR("Drop the old key and add the new one in one ALTER TABLE");
}

RULE(no_primary_key) = {
    .id = "no-primary-key",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres mysql",
    .on = { OP_DROP_CONSTRAINT },
    .op = check_key_dropped,
    .migration = check_no_primary_key,
    .title = "A table without a primary key",
    .why =
        "A row that cannot be named cannot be changed or deleted by itself. PostgreSQL's "
        "logical replication refuses UPDATE and DELETE on such a table as soon as it is "
        "published, a replica of MySQL or MariaDB reads the whole table for each changed "
        "row, tools that copy or reshape tables online need a key, and duplicates that "
        "slip in cannot be told apart.",
    .fix =
        "Give it a key while it is empty: a column of its own, or the columns that are "
        "unique together",
    .bad = "CREATE TABLE visits (at timestamptz, page text);\n",
    .good = "CREATE TABLE visits (\n"
            "    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
            "    at timestamptz,\n"
            "    page text\n"
            ");\n",
};

// ---- redundant-index ----

static bool same_part(const IndexPart *a, const IndexPart *b)
{
    return str_eq(a->column, b->column) && str_eq(a->expression, b->expression) &&
           str_eq(a->opclass, b->opclass) && str_eq(a->collation, b->collation) &&
           a->descending == b->descending && a->nulls_first == b->nulls_first;
}

static bool is_btree(const IndexDef *def)
{
    return def->method.len == 0 || str_eq(def->method, STR("btree"));
}

static bool is_included(const IndexDef *in, Str column)
{
    for (size_t i = 0; i < in->parts.len; i++)
        if (str_eq(in->parts.at[i].column, column))
            return true;
    return list_has(&in->include, column);
}

// Every query that `a` serves is served by `b`.
static bool is_contained(const IndexDef *a, const IndexDef *b)
{
    if (!is_btree(a) || !is_btree(b) || a->parts.len > b->parts.len ||
        a->parts.len == 0 || !str_eq(a->where, b->where))
        return false;
    for (size_t i = 0; i < a->parts.len; i++)
        if (!same_part(&a->parts.at[i], &b->parts.at[i]))
            return false;
    for (size_t i = 0; i < a->include.len; i++)
        if (!is_included(b, a->include.at[i]))
            return false;
    return true;
}

static bool is_twin(const IndexDef *a, const IndexDef *b)
{
    return a->parts.len == b->parts.len && is_contained(b, a);
}

// `a` can go when `b` is there: nothing that it keeps unique is left open.
static bool is_redundant(const Index *a, const Index *b)
{
    if (!a->valid || !b->valid || a->parent.name.len > 0 ||
        !is_contained(&a->def, &b->def))
        return false;
    bool twin = is_twin(&a->def, &b->def);
    if (a->def.unique)
        return twin && b->def.unique && a->constraint.len == 0 &&
               a->def.nulls_not_distinct == b->def.nulls_not_distinct;
    return true;
}

static bool is_new_index(const RuleCtx *ctx, const Index *index)
{
    return catalog_origin_is_new(ctx_catalog(ctx), &index->origin);
}

// Of twins the older one stays: the later of the two in the table's list goes.
static bool goes_first(const Table *table, size_t a, size_t b)
{
    const Index *one = table->indexes.at[a];
    const Index *other = table->indexes.at[b];
    return !is_redundant(other, one) || a > b;
}

static void report_redundant(RuleCtx *ctx, const Table *table, const Index *a,
                             const Index *b)
{
    Arena *arena = ctx_arena(ctx);
    bool fresh = is_new_index(ctx, a);
    const char *relation = is_twin(&a->def, &b->def)
                               ? "which has the same columns"
                               : "which begins with the same columns";
    Finding *f = report_origin(
        ctx, fresh ? &a->origin : &b->origin,
        "index " STR_FMT " of " STR_FMT " is not needed beside " STR_FMT ", %s",
        STR_ARG(a->name.name), STR_ARG(name_text(arena, table->name)),
        STR_ARG(b->name.name), relation);
    f->object = name_text(arena, a->name);
    if (fresh)
        f->fix = ctx_fmt(ctx, "Leave out " STR_FMT, STR_ARG(a->name.name));
    else
        fix_drop_concurrently(ctx, f, FIX_BEHIND, name_sql(arena, a->name));
}

static void compare_indexes(RuleCtx *ctx, const Table *table)
{
    for (size_t a = 0; a < table->indexes.len; a++) {
        for (size_t b = 0; b < table->indexes.len; b++) {
            const Index *one = table->indexes.at[a];
            const Index *other = table->indexes.at[b];
            if (a == b || !(is_new_index(ctx, one) || is_new_index(ctx, other)) ||
                !is_redundant(one, other) || !goes_first(table, a, b))
                continue;
            report_redundant(ctx, table, one, other);
            break;
        }
    }
}

static void check_redundant_index(RuleCtx *ctx, const Migration *migration)
{
    if (!ctx_is_last_of_batch(ctx, migration))
        return;
    TableVec tables = ctx_batch_tables(ctx);
    for (size_t i = 0; i < tables.len; i++)
        if (tables.at[i]->partition_of.name.len == 0)
            compare_indexes(ctx, tables.at[i]);
}

RULE(redundant_index) = {
    .id = "redundant-index",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "postgres",
    .migration = check_redundant_index,
    .title = "Two indexes do the work of one",
    .why = "A btree serves every query over its first columns. The shorter index adds "
           "nothing to the longer one but work: each INSERT and most UPDATEs write it, "
           "VACUUM reads it, and it takes memory from those that are used.",
    .fix = "Leave out the one whose columns are the first of the other's",
    .bad = "CREATE TABLE visits (id bigint PRIMARY KEY, page text, at timestamptz);\n"
           "CREATE INDEX visits_page_idx ON visits (page);\n"
           "CREATE INDEX visits_page_at_idx ON visits (page, at);\n",
    .good = "CREATE TABLE visits (id bigint PRIMARY KEY, page text, at timestamptz);\n"
            "CREATE INDEX visits_at_idx ON visits (at);\n"
            "CREATE INDEX visits_page_at_idx ON visits (page, at);\n",
};

// ---- identifier-too-long ----

enum { IDENT_MAX = 63, CHARACTER_MAX = 4 }; // bytes

static bool continues_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || (c & 0x80) != 0;
}

// The name as the statement spells it, when that goes on where the name ends; ptr NULL:
// the name was not cut. No statement begins with a name.
static Str uncut(Str text, Str name)
{
    for (size_t at = 1; at + name.len < text.len; at++) {
        if (!str_eq_ci(str_slice(text, at, at + name.len), name))
            continue;
        bool quoted = text.ptr[at - 1] == '"';
        if (!quoted && continues_word(text.ptr[at - 1]))
            continue;
        size_t end = at + name.len;
        while (end < text.len &&
               (quoted ? text.ptr[end] != '"' : continues_word(text.ptr[end])))
            end++;
        if (end > at + name.len)
            return str_slice(text, at, end);
    }
    return (Str){ 0 };
}

static void report_cut(RuleCtx *ctx, const Op *op, Str name, Str full)
{
    Finding *f = report_op(
        ctx, op, "\"" STR_FMT "\" has %zu bytes: PostgreSQL calls it \"" STR_FMT "\"",
        STR_ARG(full), full.len, STR_ARG(name));
    f->object = name;
    size_t at = (size_t)(full.ptr - ctx_migration(ctx)->text.ptr);
    f->span = (Span){ at, at + full.len };
}

// The parser cuts names as the server does: only one that fills the room can be cut.
static void check_name(RuleCtx *ctx, const Op *op, Str name, size_t most)
{
    Str full = { 0 };
    if (name.len + CHARACTER_MAX > IDENT_MAX)
        full = uncut(ctx_statement(ctx, op), name);
    if (full.len > IDENT_MAX) {
        report_cut(ctx, op, name, full);
    } else if (name.len > most) {
        Finding *f = report_op(ctx, op, "\"" STR_FMT "\" has %zu bytes, more than %zu",
                               STR_ARG(name), name.len, most);
        f->object = name;
    }
}

static bool gives_name(OpKind kind)
{
    static const bool kinds[OP_KIND_COUNT] = {
        [OP_CREATE_SCHEMA] = true,   [OP_RENAME_SCHEMA] = true,
        [OP_CREATE_TABLE] = true,    [OP_RENAME_TABLE] = true,
        [OP_ADD_COLUMN] = true,      [OP_RENAME_COLUMN] = true,
        [OP_ADD_CONSTRAINT] = true,  [OP_RENAME_CONSTRAINT] = true,
        [OP_CREATE_INDEX] = true,    [OP_RENAME_INDEX] = true,
        [OP_CREATE_VIEW] = true,     [OP_CREATE_SEQUENCE] = true,
        [OP_CREATE_TYPE] = true,     [OP_CREATE_TRIGGER] = true,
        [OP_CREATE_FUNCTION] = true, [OP_CREATE_POLICY] = true,
        [OP_RENAME_OBJECT] = true,
    };
    return kinds[kind];
}

static void check_identifier_too_long(RuleCtx *ctx, const Op *op)
{
    if (!gives_name(op->kind))
        return;
    size_t most = ctx_option_number(ctx, "bytes");
    bool renames = op->other.name.len > 0 && op->kind != OP_CREATE_INDEX;
    bool part = op->part.len > 0;
    check_name(ctx, op, renames ? op->other.name : part ? op->part : op->name.name, most);
    for (size_t i = 0; op->table && i < op->table->columns.len; i++)
        check_name(ctx, op, op->table->columns.at[i].name, most);
    for (size_t i = 0; op->table && i < op->table->constraints.len; i++)
        check_name(ctx, op, op->table->constraints.at[i].name, most);
}

RULE(identifier_too_long) = {
    .id = "identifier-too-long",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .undone = true,
    .op = check_identifier_too_long,
    .options = { { .name = "bytes",
                   .kind = OPTION_NUMBER,
                   .number = IDENT_MAX,
                   .least = 8,
                   .most = IDENT_MAX,
                   .meaning = "how long a name may be; what PostgreSQL cuts is always "
                              "reported" } },
    .title = "PostgreSQL cuts a name that has more than 63 bytes",
    .why =
        "The server keeps the first 63 bytes and says so in a notice that nobody reads. "
        "Two names that differ only behind them are the same: the second statement "
        "fails, or with IF NOT EXISTS is skipped without a word. Tools that look for "
        "the full name do not find it, and make it again in every migration.",
    .fix =
        "Give it a name of at most 63 bytes; where a tool makes the names up, say one in "
        "the schema",
    .bad =
        "CREATE TABLE organisation_billing_addresses (\n"
        "    id bigint PRIMARY KEY,\n"
        "    country text CONSTRAINT "
        "organisation_billing_addresses_country_is_one_of_those_known CHECK (country <> "
        "'')\n"
        ");\n"
        "CREATE INDEX organisation_billing_addresses_by_country_for_the_monthly_report\n"
        "    ON organisation_billing_addresses (country);\n",
    .good = "CREATE TABLE organisation_billing_addresses (id bigint PRIMARY KEY, country "
            "text);\n"
            "CREATE INDEX billing_addresses_country_idx\n"
            "    ON organisation_billing_addresses (country);\n",
};
