// SPDX-License-Identifier: Apache-2.0
// A column's type is changed: to one that cannot hold every value that the column may
// have, or to one that clients see.
#include "lint/rule.h"

// ---- conversions ----

typedef enum TypeClass {
    OTHER = 0,
    INT2 = 1 << 0,
    INT4 = 1 << 1,
    INT8 = 1 << 2,
    NUMERIC = 1 << 3,
    FLOAT4 = 1 << 4,
    FLOAT8 = 1 << 5,
    TEXT = 1 << 6,
    BOOL = 1 << 7,
    DATE = 1 << 8,
    TIMESTAMP = 1 << 9, // with and without time zone
    TIME = 1 << 10,
    INTERVAL = 1 << 11,
    JSON = 1 << 12, // and jsonb
    UUID = 1 << 13,
    INET = 1 << 14,
    CIDR = 1 << 15,
    ENUM = 1 << 16,
    UNKNOWN = 1 << 17
} TypeClass;

enum { INTEGERS = INT2 | INT4 | INT8, FLOATS = FLOAT4 | FLOAT8 };

static const struct ClassName {
    Str name;
    TypeClass class;
} class_names[] = {
    { STR_INIT("smallint"), INT2 },
    { STR_INIT("integer"), INT4 },
    { STR_INIT("bigint"), INT8 },
    { STR_INIT("numeric"), NUMERIC },
    { STR_INIT("real"), FLOAT4 },
    { STR_INIT("double precision"), FLOAT8 },
    { STR_INIT("text"), TEXT },
    { STR_INIT("character varying"), TEXT },
    { STR_INIT("character"), TEXT },
    { STR_INIT("boolean"), BOOL },
    { STR_INIT("date"), DATE },
    { STR_INIT("timestamp with time zone"), TIMESTAMP },
    { STR_INIT("timestamp without time zone"), TIMESTAMP },
    { STR_INIT("time with time zone"), TIME },
    { STR_INIT("time without time zone"), TIME },
    { STR_INIT("interval"), INTERVAL },
    { STR_INIT("json"), JSON },
    { STR_INIT("jsonb"), JSON },
    { STR_INIT("uuid"), UUID },
    { STR_INIT("inet"), INET },
    { STR_INIT("cidr"), CIDR },
};

// What happens to values that the new type cannot hold. `$` in the condition, which finds
// them, is the column; NULL where SQL cannot tell in all versions.
typedef struct Loss {
    unsigned from, to; // sets of TypeClass
    const char *words;
    const char *condition;
} Loss;

static const Loss losses[] = {
    { NUMERIC | FLOATS, INTEGERS, "rounds all fractions away", "$ <> trunc($)" },
    { INT4 | INT8, INT2, "fails on the first value beyond 32767",
      "$ NOT BETWEEN -32768 AND 32767" },
    { INT8, INT4, "fails on the first value beyond 2147483647",
      "$ NOT BETWEEN -2147483648 AND 2147483647" },
    { INT4 | INT8 | NUMERIC | FLOAT8, FLOAT4, "keeps six digits and loses the others",
      "$ <> $::real" },
    { INT8 | NUMERIC, FLOAT8, "keeps fifteen digits and loses the others", NULL },
    { INTEGERS | NUMERIC | FLOATS, BOOL, "keeps nothing but whether it is zero",
      "$ NOT IN (0, 1)" },
    { TIMESTAMP, DATE, "loses the time of day", "$ <> $::date" },
    { TIMESTAMP, TIME, "loses the date", NULL },
    { INTERVAL, TIME, "loses the days", "$ >= interval '1 day'" },
    { TEXT, INTEGERS | NUMERIC | FLOATS, "fails on the first value that is no number",
      NULL },
    { TEXT, BOOL | DATE | TIMESTAMP | TIME | INTERVAL | JSON | UUID | INET | CIDR,
      "fails on the first value that is not of the new type", NULL },
    { TEXT, ENUM, "fails on the first value that is none of the labels", NULL },
    { INET, CIDR, "fails on the first value with bits behind its mask",
      "$ <> network($)" },
};

typedef struct Change {
    const Op *op;
    const ColumnDef *old; // NULL: the history does not show it
    TypeRef from, to;     // of domains the type behind them
    TypeClass from_class, to_class;
    Str loss;      // what is lost; empty: nothing
    Str condition; // ptr NULL: none
    bool depends;  // on what an expression of USING makes of the values
} Change;

static TypeRef behind_domain(const RuleCtx *ctx, TypeRef type)
{
    const Type *own =
        type.array_dims == 0 ? catalog_type(ctx_catalog(ctx), type.name) : NULL;
    return own && own->def.kind == TYPE_DOMAIN ? own->def.base : type;
}

static TypeClass class_of(const RuleCtx *ctx, const TypeRef *type)
{
    for (size_t i = 0; i < sizeof class_names / sizeof *class_names; i++)
        if (type->name.schema.len == 0 && str_eq(class_names[i].name, type->name.name))
            return class_names[i].class;
    const Type *own = catalog_type(ctx_catalog(ctx), type->name);
    return own && own->def.kind == TYPE_ENUM ? ENUM : OTHER;
}

// The condition with the column's name for each `$`.
static Str for_column(RuleCtx *ctx, const char *condition, Str column)
{
    if (!condition)
        return (Str){ 0 };
    Str rest = str_from(condition);
    Str sql = STR("");
    Str part;
    for (size_t i = 0; str_cut(&rest, '$', &part); i++)
        sql = ctx_fmt(ctx, STR_FMT STR_FMT STR_FMT, STR_ARG(sql),
                      STR_ARG(i > 0 ? column : STR("")), STR_ARG(part));
    return sql;
}

static long modifier(const TypeRef *type, size_t index, long otherwise)
{
    return type->mod_count > index ? type->mods[index] : otherwise;
}

enum { ENDLESS = 1 << 30, SECOND_DIGITS = 6 };

// character(n) and varchar(n); character alone has one.
static long length_of(const TypeRef *type)
{
    bool one = str_eq(type->name.name, STR("character"));
    return modifier(type, 0, one ? 1 : ENDLESS);
}

// A cast, written out or not, does what the types say.
static bool is_computed(const ColumnDef *column)
{
    return column->using_expr.ptr && !column->using_type;
}

// What fails as a cast need not fail in USING: CASE may have a value for each.
static void lose_by_table(RuleCtx *ctx, Change *change, const Loss *loss, Str column)
{
    Str words = str_from(loss->words);
    change->depends = is_computed(change->op->column) && str_starts(words, STR("fails "));
    change->loss = change->depends
                       ? STR("keeps no more of the values than USING makes of them")
                       : words;
    change->condition = for_column(ctx, loss->condition, column);
}

static void lose_length(RuleCtx *ctx, Change *change, Str column)
{
    long length = length_of(&change->to);
    if (length >= length_of(&change->from))
        return;
    const char *verb = change->op->column->using_expr.ptr
                           ? "fails on, or cuts, the first value of more than"
                           : "fails on the first value of more than";
    change->loss = ctx_fmt(ctx, "%s %ld characters", verb, length);
    change->condition =
        ctx_fmt(ctx, "length(" STR_FMT ") > %ld", STR_ARG(column), length);
}

// Digits before the point that fit into a type.
static long whole_digits(const TypeRef *type, TypeClass class)
{
    if (class == NUMERIC)
        return modifier(type, 0, ENDLESS) - modifier(type, 1, 0);
    return class == INT2 ? 5 : class == INT4 ? 10 : class == INT8 ? 19 : ENDLESS;
}

static void lose_digits(RuleCtx *ctx, Change *change, Str column)
{
    long digits = whole_digits(&change->to, NUMERIC);
    long scale = modifier(&change->to, 1, 0);
    bool unscaled = change->from_class != NUMERIC || change->from.mod_count == 0;
    long old_scale = unscaled ? ENDLESS : modifier(&change->from, 1, 0);
    if (change->from_class & INTEGERS)
        old_scale = 0;
    if (change->to.mod_count == 0)
        return;
    if (digits < whole_digits(&change->from, change->from_class)) {
        change->loss = ctx_fmt(
            ctx, "fails on the first value with more than %ld digits before the point",
            digits);
        change->condition =
            ctx_fmt(ctx, "abs(" STR_FMT ") >= 1e%ld", STR_ARG(column), digits);
    } else if (scale < old_scale) {
        change->loss =
            ctx_fmt(ctx, "rounds every value to %ld digits behind the point", scale);
        change->condition = ctx_fmt(ctx, STR_FMT " <> round(" STR_FMT "::numeric, %ld)",
                                    STR_ARG(column), STR_ARG(column), scale);
    }
}

static void lose_seconds(RuleCtx *ctx, Change *change)
{
    long digits = modifier(&change->to, 0, SECOND_DIGITS);
    if (digits < modifier(&change->from, 0, SECOND_DIGITS))
        change->loss =
            ctx_fmt(ctx, "rounds every value to %ld digits of a second", digits);
}

static void find_loss(RuleCtx *ctx, Change *change, Str column)
{
    TypeClass from = change->from_class;
    TypeClass to = change->to_class;
    for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
        if (!(losses[i].from & from) || !(losses[i].to & to))
            continue;
        lose_by_table(ctx, change, &losses[i], column);
        return;
    }
    if (to == TEXT && from == TEXT)
        lose_length(ctx, change, column);
    else if (to == NUMERIC && from & (INTEGERS | NUMERIC | FLOATS))
        lose_digits(ctx, change, column);
    else if (from == to && from & (TIMESTAMP | TIME | INTERVAL))
        lose_seconds(ctx, change);
}

// False where nobody's values change: a new column or table, one of two steps of a
// detour.
static bool read_change(RuleCtx *ctx, const Op *op, Change *change)
{
    const Column *column = table_column(ctx_table(ctx, op), op->part);
    if (ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op))
        return false;
    *change = (Change){ .op = op, .to = behind_domain(ctx, op->column->type) };
    change->to_class = class_of(ctx, &change->to);
    change->from_class = UNKNOWN;
    if (!column || column->def->type.text.len == 0)
        return true;
    change->old = column->def;
    change->from = behind_domain(ctx, column->def->type);
    change->from_class = class_of(ctx, &change->from);
    bool back = change->to_class == ENUM &&
                ctx_preceding_part(ctx, op, OP_ALTER_COLUMN_TYPE) != NULL;
    if (!back && change->from.array_dims == change->to.array_dims)
        find_loss(ctx, change, ident_sql(ctx_arena(ctx), op->part));
    return !back;
}

// ---- lossy-type-change ----

static void fix_lossy(RuleCtx *ctx, Finding *f, const Change *change)
{
    Arena *arena = ctx_arena(ctx);
    const Op *op = change->op;
    Str table = name_sql(arena, op->name);
    if (change->condition.ptr) {
        fix_step(ctx, f, FIX_HAND_BEFORE, "Look for the values that are in the way:");
        fix_sql(ctx, f, "SELECT count(*) FROM " STR_FMT " WHERE " STR_FMT ";",
                STR_ARG(table), STR_ARG(change->condition));
    }
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Keep the old values until the new ones are proved right: a second column, "
             "which is filled in batches and checked, and then takes the place of the "
             "first:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT ";",
            STR_ARG(table),
            STR_ARG(ident_sql(arena, ctx_fmt(ctx, STR_FMT "_new", STR_ARG(op->part)))),
            STR_ARG(op->column->type.text));
}

// Types that some other type does not fit into.
static bool is_narrow(const Change *change)
{
    bool limited = change->to.mod_count > 0 && change->to_class & (TEXT | NUMERIC);
    return limited || change->to_class & (INT2 | INT4 | FLOAT4 | BOOL | DATE | TIME);
}

static void report_unknown(RuleCtx *ctx, const Change *change)
{
    Str member = ctx_member(ctx, change->op, change->op->part);
    Finding *f = report_op(ctx, change->op,
                           "the history does not show which type " STR_FMT
                           " has: " STR_FMT " may not hold all of its values",
                           STR_ARG(member), STR_ARG(change->op->column->type.text));
    f->severity = SEV_WARNING;
    f->object = member;
    fix_lossy(ctx, f, change);
}

// ---- lossy-type-change: SQLite ----

static bool has_word(Str type, const char *word)
{
    Str part = str_from(word);
    for (size_t at = 0; at + part.len <= type.len; at++)
        if (str_eq_ci(str_slice(type, at, at + part.len), part))
            return true;
    return false;
}

// https://sqlite.org/datatype3.html#determination_of_column_affinity
static bool keeps_text(Str type)
{
    bool texts =
        has_word(type, "char") || has_word(type, "clob") || has_word(type, "text");
    return !has_word(type, "int") && (texts || has_word(type, "blob") || type.len == 0);
}

// Text that looks like a number becomes one where the rows are copied.
static void check_affinity(RuleCtx *ctx, const Op *op)
{
    const Column *column = table_column(ctx_table(ctx, op), op->part);
    if (ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op) || !column ||
        !keeps_text(column->def->type.text) || column->def->type.text.len == 0 ||
        keeps_text(op->column->type.text))
        return;
    Str member = ctx_member(ctx, op, op->part);
    Finding *f = report_op(ctx, op,
                           "changing " STR_FMT " from " STR_FMT " to " STR_FMT
                           " makes numbers of text: '007' becomes 7, and '1e3' 1000",
                           STR_ARG(member), STR_ARG(column->def->type.text),
                           STR_ARG(op->column->type.text));
    f->severity = SEV_WARNING;
    f->object = member;
    f->why = STR("A column's type decides how SQLite keeps what is written to it. Text "
                 "that reads as a number is kept as one, without its zeros and its "
                 "spelling, and only a backup brings those back; other text stays text, "
                 "so that the column holds both.");
    fix_step(ctx, f, FIX_NOTE,
             "Keep the old column until the new values are proved right: put the new "
             "type into a second column, and fill that");
}

// ---- lossy-type-change: all ----

// The file has looked after the values before.
static bool is_prepared(const RuleCtx *ctx, const Op *op)
{
    const Op *update = ctx_preceding(ctx, op, OP_UPDATE);
    return (update && list_has(&update->columns, op->part)) ||
           ctx_preceding(ctx, op, OP_DELETE);
}

// Any value goes into JSON when it is told to.
static bool keeps_all(RuleCtx *ctx, const Op *op)
{
    Str using = op->column->using_expr;
    return using.ptr && (text_mentions(ctx_arena(ctx), using, STR("to_jsonb")) ||
                         text_mentions(ctx_arena(ctx), using, STR("to_json")));
}

static void check_lossy_type_change(RuleCtx *ctx, const Op *op)
{
    Change change;
    if (ctx_is_sqlite(ctx)) {
        check_affinity(ctx, op);
        return;
    }
    if (!read_change(ctx, op, &change))
        return;
    if (!change.old) {
        if (is_narrow(&change))
            report_unknown(ctx, &change);
        return;
    }
    if (change.loss.len == 0 || keeps_all(ctx, op))
        return;
    Str member = ctx_member(ctx, op, op->part);
    Finding *f = report_op(
        ctx, op, "changing " STR_FMT " from " STR_FMT " to " STR_FMT " " STR_FMT,
        STR_ARG(member), STR_ARG(change.old->type.text), STR_ARG(op->column->type.text),
        STR_ARG(change.loss));
    f->object = member;
    f->fails = !change.depends && str_starts(change.loss, STR("fails on the "));
    fix_lossy(ctx, f, &change);
    if (change.depends || is_prepared(ctx, op))
        f->severity = SEV_WARNING;
}

RULE(lossy_type_change) = {
    .id = "lossy-type-change",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "postgres sqlite",
    .on = { OP_ALTER_COLUMN_TYPE },
    .op = check_lossy_type_change,
    .title = "The new type cannot hold every value of the old one",
    .why =
        "Values that do not fit are rounded or cut without a word, which only a backup "
        "undoes, or they make the statement fail, and with it a deploy that passed on "
        "the small tables of a test database.",
    .fix = "Look for values that do not fit first; keep the old column until the new one "
           "is proved right",
    .bad = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(12,4));\n"
           "-- change\n"
           "-- tidegate: allow table-rewrite (a few hundred rows)\n"
           "ALTER TABLE orders ALTER COLUMN total TYPE numeric(12,2);\n",
    .good = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(12,2));\n"
            "-- change\n"
            "ALTER TABLE orders ALTER COLUMN total TYPE numeric(14,2);\n",
};

// ---- column-type-changed ----

// Drivers give the same thing to the program as before.
static bool looks_the_same(const Change *change)
{
    return change->from.array_dims == change->to.array_dims &&
           (name_eq(change->from.name, change->to.name) ||
            (change->from_class == TEXT && change->to_class == TEXT));
}

static void check_column_type_changed(RuleCtx *ctx, const Op *op)
{
    Change change;
    if (!read_change(ctx, op, &change) || !change.old ||
        (change.loss.len > 0 && !keeps_all(ctx, op)) || looks_the_same(&change))
        return;
    if (ctx_following_part(ctx, op, OP_ALTER_COLUMN_TYPE) ||
        ctx_preceding_part(ctx, op, OP_ALTER_COLUMN_TYPE) ||
        (change.from_class == ENUM && change.to_class == ENUM)) // enum-value-removal
        return;
    Str member = ctx_member(ctx, op, op->part);
    Finding *f = report_op(ctx, op,
                           "the code that runs now reads and writes " STR_FMT
                           " as " STR_FMT ", and from here on it is " STR_FMT,
                           STR_ARG(member), STR_ARG(change.old->type.text),
                           STR_ARG(op->column->type.text));
    f->object = member;
}

RULE(column_type_changed) = {
    .id = "column-type-changed",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "postgres",
    .on = { OP_ALTER_COLUMN_TYPE },
    .op = check_column_type_changed,
    .title = "A new type is seen by the release that is running",
    .why =
        "Drivers hand the program another kind of value from the commit on: Node gets a "
        "string for a bigint where it had a number, prepared statements of the previous "
        "release fail once with \"cached plan must not change result type\", and what "
        "compares or formats the value may go on with a wrong one.",
    .fix =
        "Release code that can read both first, or add a column of the new type, write "
        "both, and drop the old one in a later release",
    .bad = "CREATE TABLE orders (id bigint PRIMARY KEY, units integer);\n"
           "-- change\n"
           "-- tidegate: allow table-rewrite (a few hundred rows)\n"
           "ALTER TABLE orders ALTER COLUMN units TYPE bigint;\n",
    .good = "CREATE TABLE orders (id bigint PRIMARY KEY, note varchar(20));\n"
            "-- change\n"
            "ALTER TABLE orders ALTER COLUMN note TYPE text;\n",
};
