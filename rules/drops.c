// SPDX-License-Identifier: Apache-2.0
// DROP of what is neither table nor column: databases, roles' belongings, and views,
// functions, types and extensions with what hangs on them.
#include "lint/rule.h"

// ---- drop-owned ----

static void check_drop_owned(RuleCtx *ctx, const Op *op)
{
    if (op->object != OBJ_ROLE || op->name.name.len > 0) // DROP ROLE has a name
        return;
    report_op(ctx, op,
              "DROP OWNED loses all tables, views and functions that these roles own in "
              "this database")
        ->object = ctx_statement(ctx, op);
}

RULE(drop_owned) = {
    .id = "drop-owned",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "postgres",
    .on = { OP_DROP_OBJECT },
    .op = check_drop_owned,
    .title = "DROP OWNED loses every table of a role",
    .why = "It drops whatever the role owns in this database, tables with their rows "
           "included, and takes back all its privileges. What that is differs from one "
           "database to the next, and no review can see it in the statement.",
    .fix = "Give what the role owns to another one, object by object or with REASSIGN "
           "OWNED BY … TO …, and take its privileges back with REVOKE",
    .bad = "DROP OWNED BY reporting;\n",
    .good = "REASSIGN OWNED BY reporting TO app;\n",
};

// ---- drop-cascade ----

static void add(RuleCtx *ctx, StrVec *words, Str word)
{
    if (!list_has(words, word))
        *vec_push(ctx_arena(ctx), words) = word;
}

static void add_column(RuleCtx *ctx, StrVec *words, const Table *table, Str column)
{
    Str name = name_text(ctx_arena(ctx), table->name);
    add(ctx, words,
        ctx_fmt(ctx, "column " STR_FMT "." STR_FMT, STR_ARG(name), STR_ARG(column)));
}

static void add_part(RuleCtx *ctx, StrVec *words, const char *kind, Str part,
                     const Table *table)
{
    Str name = name_text(ctx_arena(ctx), table->name);
    add(ctx, words,
        ctx_fmt(ctx, "%s " STR_FMT " of " STR_FMT, kind, STR_ARG(part), STR_ARG(name)));
}

typedef struct Dependants {
    StrVec words;
    const Op *op;
    Name name; // resolved
} Dependants;

// The columns of this type vanish with it.
static void hang_on_type(RuleCtx *ctx, const Table *table, Dependants *found)
{
    for (size_t i = 0; i < table->columns.len; i++) {
        const ColumnDef *column = table->columns.at[i]->def;
        if (name_eq(catalog_resolve(ctx_catalog(ctx), column->type.name), found->name))
            add_column(ctx, &found->words, table, column->name);
    }
}

static Str last_part(Str name)
{
    size_t dot = str_rfind_char(name, '.');
    return dot < name.len ? str_drop(name, dot + 1) : name;
}

static void hang_on_function(RuleCtx *ctx, const Table *table, Dependants *found)
{
    Arena *arena = ctx_arena(ctx);
    Str function = found->name.name;
    for (size_t i = 0; i < table->triggers.len; i++)
        if (str_eq(last_part(table->triggers.at[i]->function), function))
            add_part(ctx, &found->words, "trigger", table->triggers.at[i]->name, table);
    for (size_t i = 0; i < table->policies.len; i++) {
        const PolicyDef *def = &table->policies.at[i]->def;
        if (text_mentions(arena, def->using_expr, function) ||
            text_mentions(arena, def->check_expr, function))
            add_part(ctx, &found->words, "policy", table->policies.at[i]->name, table);
    }
    for (size_t i = 0; i < table->columns.len; i++) {
        const ColumnDef *column = table->columns.at[i]->def;
        if (text_mentions(arena, column->default_expr, function))
            add_part(ctx, &found->words, "the default of", column->name, table);
        if (text_mentions(arena, column->generated_expr, function))
            add_column(ctx, &found->words, table, column->name);
    }
}

static void hang_on_sequence(RuleCtx *ctx, const Table *table, Dependants *found)
{
    for (size_t i = 0; i < table->columns.len; i++) {
        const ColumnDef *column = table->columns.at[i]->def;
        if (str_contains(column->default_expr, found->name.name))
            add_part(ctx, &found->words, "the default of", column->name, table);
    }
}

// Types that columns have from an extension.
static const struct Extension {
    Str name;
    Str types;
} extensions[] = {
    { STR_INIT("citext"), STR_INIT("citext") },
    { STR_INIT("cube"), STR_INIT("cube") },
    { STR_INIT("hstore"), STR_INIT("hstore") },
    { STR_INIT("isn"), STR_INIT("isbn isbn13 ismn ismn13 issn issn13 ean13 upc") },
    { STR_INIT("ltree"), STR_INIT("ltree lquery ltxtquery") },
    { STR_INIT("postgis"), STR_INIT("geometry geography box2d box3d") },
    { STR_INIT("vector"), STR_INIT("vector halfvec sparsevec") },
};

static bool has_word(Str words, Str wanted)
{
    Str word;
    while (str_cut(&words, ' ', &word))
        if (str_eq(word, wanted))
            return true;
    return false;
}

static void hang_on_extension(RuleCtx *ctx, const Table *table, Dependants *found)
{
    for (size_t e = 0; e < sizeof extensions / sizeof *extensions; e++) {
        if (!str_eq(extensions[e].name, found->op->name.name))
            continue;
        for (size_t i = 0; i < table->columns.len; i++) {
            const ColumnDef *column = table->columns.at[i]->def;
            if (has_word(extensions[e].types, column->type.name.name))
                add_column(ctx, &found->words, table, column->name);
        }
    }
}

static void hang_on_key(RuleCtx *ctx, Dependants *found)
{
    const Table *table = ctx_table(ctx, found->op);
    const Constraint *key = table_constraint(table, found->op->part);
    ForeignKeyVec keys = { 0 };
    if (key)
        keys = ctx_keys_on(ctx, table, &key->def);
    for (size_t i = 0; i < keys.len; i++)
        add_part(ctx, &found->words, "foreign key", keys.at[i].constraint->def.name,
                 keys.at[i].table);
}

static void hang_on_view(RuleCtx *ctx, Dependants *found)
{
    ViewVec views =
        catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), found->name);
    for (size_t i = 0; i < views.len; i++)
        add(ctx, &found->words,
            ctx_fmt(ctx, "%s " STR_FMT,
                    views.at[i]->def.materialized ? "materialized view" : "view",
                    STR_ARG(name_text(ctx_arena(ctx), views.at[i]->name))));
}

typedef void HangFn(RuleCtx *ctx, const Table *table, Dependants *found);

static StrVec dependants(RuleCtx *ctx, const Op *op)
{
    static HangFn *const by_object[OBJECT_KIND_COUNT] = {
        [OBJ_TYPE] = hang_on_type,           [OBJ_DOMAIN] = hang_on_type,
        [OBJ_FUNCTION] = hang_on_function,   [OBJ_SEQUENCE] = hang_on_sequence,
        [OBJ_EXTENSION] = hang_on_extension,
    };
    Dependants found = { .op = op, .name = catalog_resolve(ctx_catalog(ctx), op->name) };
    if (op->kind == OP_DROP_CONSTRAINT)
        hang_on_key(ctx, &found);
    else if (op->kind == OP_DROP_VIEW)
        hang_on_view(ctx, &found);
    size_t at = 0;
    for (const Table *table;
         by_object[op->object] && (table = catalog_next_table(ctx_catalog(ctx), &at));)
        by_object[op->object](ctx, table, &found);
    return found.words;
}

// When what is dropped was made; NULL: the history does not show it. Extensions are not
// kept.
static const Origin *origin_of(const RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    if (op->kind == OP_DROP_VIEW) {
        const View *view = catalog_view(catalog, op->name);
        return view ? &view->origin : NULL;
    }
    if (op->kind == OP_DROP_TYPE) {
        const Type *type = catalog_type(catalog, op->name);
        return type ? &type->origin : NULL;
    }
    if (op->kind == OP_DROP_SEQUENCE) {
        const Sequence *sequence = catalog_sequence(catalog, op->name);
        return sequence ? &sequence->origin : NULL;
    }
    if (op->kind == OP_DROP_FUNCTION) {
        const Function *function =
            catalog_function(catalog, op->name, op->function->arguments);
        return function ? &function->origin : NULL;
    }
    const Constraint *constraint = table_constraint(ctx_table(ctx, op), op->part);
    return op->kind == OP_DROP_CONSTRAINT && constraint ? &constraint->origin : NULL;
}

static const struct Remake {
    OpKind drop, create;
} remakes[] = {
    { OP_DROP_VIEW, OP_CREATE_VIEW },         { OP_DROP_VIEW, OP_CREATE_TABLE },
    { OP_DROP_TYPE, OP_CREATE_TYPE },         { OP_DROP_SEQUENCE, OP_CREATE_SEQUENCE },
    { OP_DROP_FUNCTION, OP_CREATE_FUNCTION },
};

static bool is_made_again(RuleCtx *ctx, const Op *op)
{
    for (size_t i = 0; i < sizeof remakes / sizeof *remakes; i++)
        if (remakes[i].drop == op->kind && ctx_is_followed(ctx, op, remakes[i].create))
            return true;
    return false;
}

static bool is_gone_already(const RuleCtx *ctx, const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) && catalog_is_gone(ctx_catalog(ctx), op->name);
}

// CASCADE takes along what the statement does not name. *words is what that is, as far as
// the history shows.
static bool takes_along(RuleCtx *ctx, const Op *op, StrVec *words)
{
    const Origin *origin = origin_of(ctx, op);
    bool is_new = origin && catalog_origin_is_new(ctx_catalog(ctx), origin);
    bool droppable = op->kind != OP_DROP_OBJECT || op->object == OBJ_EXTENSION;
    if (!op_has(op, OPF_CASCADE) || !droppable || is_new || is_gone_already(ctx, op))
        return false;
    *words = dependants(ctx, op);
    if (words->len > 0)
        return true;
    // "DROP … IF EXISTS, CREATE" in a history that has not seen it: the first CREATE.
    bool first = op_has(op, OPF_IF_EXISTS) && is_made_again(ctx, op);
    return !origin && !first && op->kind != OP_DROP_CONSTRAINT;
}

// The statement as it is, but for its last word.
static Str without_cascade(const RuleCtx *ctx, const Op *op)
{
    Str text = ctx_statement(ctx, op);
    Str word = STR("cascade");
    if (text.len > word.len && str_eq_ci(str_drop(text, text.len - word.len), word))
        text = str_trim(str_take(text, text.len - word.len));
    return text;
}

static Str object_words(RuleCtx *ctx, const Op *op)
{
    bool procedure = op->function && op->function->procedure;
    const char *kind = op->kind == OP_DROP_CONSTRAINT   ? "constraint"
                       : procedure && ctx_is_mysql(ctx) ? "procedure"
                                                        : object_kind_word(op->object);
    Str name = op->kind == OP_DROP_CONSTRAINT ? op->part : ctx_relation(ctx, op);
    return ctx_fmt(ctx, "%s " STR_FMT, kind, STR_ARG(name));
}

static void check_drop_cascade(RuleCtx *ctx, const Op *op)
{
    StrVec words = { 0 };
    if (!takes_along(ctx, op, &words))
        return;
    Str object = object_words(ctx, op);
    Str message = ctx_fmt(ctx,
                          "CASCADE drops whatever uses " STR_FMT
                          ", and the history does not show what that is",
                          STR_ARG(object));
    if (words.len > 0)
        message = ctx_fmt(ctx, "CASCADE drops " STR_FMT " along with " STR_FMT,
                          STR_ARG(ctx_list(ctx, &words)), STR_ARG(object));
    Finding *f = report_op(ctx, op, STR_FMT, STR_ARG(message));
    fix_step(ctx, f, FIX_HERE,
             "Drop or change first what uses it, one by one, so that the review sees "
             "each; then leave out CASCADE, and the statement fails instead of taking "
             "more along:");
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(without_cascade(ctx, op)));
}

RULE(drop_cascade) = {
    .id = "drop-cascade",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "postgres",
    .on = { OP_DROP_TYPE, OP_DROP_VIEW, OP_DROP_FUNCTION, OP_DROP_SEQUENCE,
            OP_DROP_CONSTRAINT, OP_DROP_OBJECT },
    .op = check_drop_cascade,
    .title = "CASCADE drops more than the statement names",
    .why = "Whatever depends on the object goes with it: columns of a type vanish with "
           "their data, tables lose triggers, policies, defaults and foreign keys, views "
           "on views disappear. What that is differs from one database to the next, and "
           "the statement reports it only after the fact.",
    .fix = "Drop or change what depends on it statement by statement, and leave out "
           "CASCADE",
    .bad = "CREATE TYPE mood AS ENUM ('sad', 'happy');\n"
           "CREATE TABLE people (id bigint PRIMARY KEY, mood mood);\n"
           "-- change\n"
           "DROP TYPE mood CASCADE;\n",
    .good = "CREATE TYPE mood AS ENUM ('sad', 'happy');\n"
            "CREATE TABLE people (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "DROP TYPE mood;\n",
};

// ---- view-or-function-dropped ----

// Called by triggers alone: no statement of an application names it.
static bool is_trigger_function(RuleCtx *ctx, const Function *function)
{
    static const char *const names[] = { "new", "old", "tg_op", "tg_table_name" };
    for (size_t i = 0;
         function && function->def.arguments.len == 0 && i < sizeof names / sizeof *names;
         i++)
        if (text_mentions(ctx_arena(ctx), function->def.body, str_from(names[i])))
            return true;
    return false;
}

static bool nobody_misses(RuleCtx *ctx, const Op *op)
{
    const Origin *origin = origin_of(ctx, op);
    if (origin && catalog_origin_is_new(ctx_catalog(ctx), origin))
        return true;
    if (op->kind == OP_DROP_FUNCTION)
        return is_trigger_function(
            ctx, catalog_function(ctx_catalog(ctx), op->name, op->function->arguments));
    const View *view = catalog_view(ctx_catalog(ctx), op->name);
    return view && view->def.temporary;
}

// MySQL, SQLite and their kin drop a view under others, which stay and fail.
static Str broken_views(RuleCtx *ctx, const Op *op)
{
    Dependants found = { .op = op, .name = catalog_resolve(ctx_catalog(ctx), op->name) };
    bool stay = ctx_is_mysql(ctx) || ctx_is_sqlite(ctx);
    if (stay && op->kind == OP_DROP_VIEW)
        hang_on_view(ctx, &found);
    return ctx_clause(ctx,
                      ctx_is_sqlite(ctx) ? "every query fails from then on of "
                                         : "every query fails from then on (1356) of ",
                      &found.words);
}

static void check_view_or_function_dropped(RuleCtx *ctx, const Op *op)
{
    StrVec words = { 0 };
    if (nobody_misses(ctx, op) || is_made_again(ctx, op) || is_gone_already(ctx, op) ||
        takes_along(ctx, op, &words))
        return;
    const char *unseen =
        origin_of(ctx, op)
            ? ""
            : "; the history does not show it, so it is presumed to be in use";
    Finding *f =
        report_op(ctx, op, "the code that runs now may still use " STR_FMT "%s" STR_FMT,
                  STR_ARG(object_words(ctx, op)), unseen, STR_ARG(broken_views(ctx, op)));
    fix_remove(ctx, f);
    fix_step(ctx, f, FIX_LATER,
             "Release code that does without " STR_FMT
             ", and drop it in a later release:",
             STR_ARG(op->name.name));
    fix_sql(ctx, f,
            "-- tidegate: allow view-or-function-dropped (unused since …)\n" STR_FMT ";",
            STR_ARG(ctx_statement(ctx, op)));
}

RULE(view_or_function_dropped) = {
    .id = "view-or-function-dropped",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres mysql sqlite",
    .on = { OP_DROP_VIEW, OP_DROP_FUNCTION },
    .op = check_view_or_function_dropped,
    .title = "Dropping a view or function breaks the release that is running",
    .why = "Migration and code never change in the same instant. From the commit on, "
           "every server of the previous release fails on each statement that uses the "
           "view or function, and so does a rollback to it.",
    .fix = "Release code that does not use it, and drop it in a later migration",
    .bad = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n"
           "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 1000;\n"
           "-- change\n"
           "DROP VIEW big_orders;\n",
    .good = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n"
            "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 1000;\n"
            "-- change\n"
            "DROP VIEW big_orders;\n"
            "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 500;\n",
};
