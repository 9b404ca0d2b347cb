// SPDX-License-Identifier: Apache-2.0
// Types: the many spellings PostgreSQL takes, to the one its manual uses.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

// Fields of an interval are bits of its first modifier, as in PostgreSQL's
// utils/timestamp.h and utils/datetime.h.
enum {
    MONTH_BIT = 1 << 1,
    YEAR_BIT = 1 << 2,
    DAY_BIT = 1 << 3,
    HOUR_BIT = 1 << 10,
    MINUTE_BIT = 1 << 11,
    SECOND_BIT = 1 << 12,
    ALL_FIELDS = 0x7FFF
};

typedef struct BuiltIn {
    Str stored; // as the grammar or an old hand writes it
    Str canonical;
    Str behind; // what stands behind the modifiers: " with time zone"
    bool serial;
} BuiltIn;

#define SAME(name)                                                                       \
    {                                                                                    \
        .stored = STR_INIT(name), .canonical = STR_INIT(name)                            \
    }
#define ALIAS(from, to)                                                                  \
    {                                                                                    \
        .stored = STR_INIT(from), .canonical = STR_INIT(to)                              \
    }
#define ZONED(from, to, zone)                                                            \
    {                                                                                    \
        .stored = STR_INIT(from), .canonical = STR_INIT(to), .behind = STR_INIT(zone)    \
    }
#define SERIAL(from, to)                                                                 \
    {                                                                                    \
        .stored = STR_INIT(from), .canonical = STR_INIT(to), .serial = true              \
    }

static const BuiltIn built_ins[] = {
    ALIAS("int2", "smallint"),
    ALIAS("int4", "integer"),
    ALIAS("int8", "bigint"),
    ALIAS("float4", "real"),
    ALIAS("float8", "double precision"),
    ALIAS("bool", "boolean"),
    ALIAS("varchar", "character varying"),
    ALIAS("bpchar", "character"),
    ALIAS("varbit", "bit varying"),
    ALIAS("char", "\"char\""),
    ZONED("timestamp", "timestamp", " without time zone"),
    ZONED("timestamptz", "timestamp", " with time zone"),
    ZONED("time", "time", " without time zone"),
    ZONED("timetz", "time", " with time zone"),
    SERIAL("smallserial", "smallint"),
    SERIAL("serial2", "smallint"),
    SERIAL("serial", "integer"),
    SERIAL("serial4", "integer"),
    SERIAL("bigserial", "bigint"),
    SERIAL("serial8", "bigint"),
    SAME("text"),
    SAME("uuid"),
    SAME("json"),
    SAME("jsonb"),
    SAME("numeric"),
    SAME("date"),
    SAME("interval"),
    SAME("bytea"),
    SAME("bit"),
};

static const BuiltIn *find_built_in(Str name)
{
    for (size_t i = 0; i < sizeof built_ins / sizeof *built_ins; i++)
        if (str_eq(built_ins[i].stored, name))
            return &built_ins[i];
    return NULL;
}

static const char *part_of(List *names, int from_end)
{
    int at = list_length(names) - from_end;
    return at < 0 ? NULL : castNode(String, list_nth(names, at))->sval;
}

static void set_modifiers(TypeRef *ref, List *typmods)
{
    ListCell *cell;
    foreach (cell, typmods) {
        Node *node = lfirst(cell);
        if (ref->mod_count == sizeof ref->mods / sizeof *ref->mods ||
            !IsA(node, A_Const) || nodeTag(&castNode(A_Const, node)->val) != T_Integer)
            return;
        ref->mods[ref->mod_count++] = castNode(A_Const, node)->val.ival.ival;
    }
}

static Str interval_fields(long mask)
{
    static const struct {
        long mask;
        Str words;
    } rows[] = {
        { YEAR_BIT, STR_INIT(" year") },
        { MONTH_BIT, STR_INIT(" month") },
        { DAY_BIT, STR_INIT(" day") },
        { HOUR_BIT, STR_INIT(" hour") },
        { MINUTE_BIT, STR_INIT(" minute") },
        { SECOND_BIT, STR_INIT(" second") },
        { YEAR_BIT | MONTH_BIT, STR_INIT(" year to month") },
        { DAY_BIT | HOUR_BIT, STR_INIT(" day to hour") },
        { DAY_BIT | HOUR_BIT | MINUTE_BIT, STR_INIT(" day to minute") },
        { DAY_BIT | HOUR_BIT | MINUTE_BIT | SECOND_BIT, STR_INIT(" day to second") },
        { HOUR_BIT | MINUTE_BIT, STR_INIT(" hour to minute") },
        { HOUR_BIT | MINUTE_BIT | SECOND_BIT, STR_INIT(" hour to second") },
        { MINUTE_BIT | SECOND_BIT, STR_INIT(" minute to second") },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].mask == mask)
            return rows[i].words;
    return (Str){ 0 };
}

// interval's first modifier is a set of fields, which belongs to the name; the second is
// the precision.
static void take_interval_fields(const PgStmt *stmt, TypeRef *ref)
{
    if (ref->mod_count == 0)
        return;
    Str fields = ref->mods[0] == ALL_FIELDS ? (Str){ 0 } : interval_fields(ref->mods[0]);
    ref->name.name = arena_fmt(stmt->arena, "interval" STR_FMT, STR_ARG(fields));
    ref->mods[0] = ref->mods[1];
    ref->mod_count--;
}

static Str modifiers(const PgStmt *stmt, const TypeRef *ref)
{
    if (ref->mod_count == 0)
        return (Str){ 0 };
    if (ref->mod_count == 1)
        return arena_fmt(stmt->arena, "(%ld)", ref->mods[0]);
    return arena_fmt(stmt->arena, "(%ld,%ld)", ref->mods[0], ref->mods[1]);
}

// The name, its modifiers, and what stands behind them; arrays have one pair of brackets,
// as PostgreSQL keeps them.
static void set_text(const PgStmt *stmt, TypeRef *ref, Str base, Str behind)
{
    if (ref->mod_count == 0 && ref->array_dims == 0 && behind.len == 0) {
        ref->text = base;
        return;
    }
    Str parts[] = { base, modifiers(stmt, ref), behind,
                    ref->array_dims > 0 ? STR("[]") : STR("") };
    ref->text = arena_concat(stmt->arena, parts, sizeof parts / sizeof *parts);
}

static void set_built_in(const PgStmt *stmt, TypeRef *ref, const BuiltIn *built_in)
{
    ref->serial = built_in->serial;
    ref->name = (Name){ .name = built_in->canonical };
    if (str_eq(built_in->canonical, STR("interval")))
        take_interval_fields(stmt, ref);
    set_text(stmt, ref, ref->name.name, built_in->behind);
    Str whole[] = { ref->name.name, built_in->behind };
    if (built_in->behind.len > 0)
        ref->name.name = arena_concat(stmt->arena, whole, sizeof whole / sizeof *whole);
}

// table.column%TYPE
static TypeRef percent_type(const PgStmt *stmt, TypeName *type)
{
    TypeRef ref = { .name = pg_list_name(stmt, type->names) };
    ref.text = arena_fmt(stmt->arena, STR_FMT "%%TYPE",
                         STR_ARG(name_text(stmt->arena, ref.name)));
    return ref;
}

TypeRef pg_type(const PgStmt *stmt, TypeName *type)
{
    if (type == NULL || type->names == NIL)
        return (TypeRef){ 0 };
    if (type->pct_type)
        return percent_type(stmt, type);
    TypeRef ref = { .array_dims = (unsigned)list_length(type->arrayBounds) };
    set_modifiers(&ref, type->typmods);
    const char *schema = part_of(type->names, 2);
    const char *name = part_of(type->names, 1);
    bool system = schema != NULL && str_eq(str_from(schema), STR("pg_catalog"));
    const BuiltIn *built_in =
        schema == NULL || system ? find_built_in(str_from(name)) : NULL;
    if (built_in != NULL) {
        set_built_in(stmt, &ref, built_in);
        return ref;
    }
    ref.name = (Name){ .schema = system ? (Str){ 0 } : pg_str(stmt, schema),
                       .name = pg_str(stmt, name) };
    set_text(stmt, &ref, name_sql(stmt->arena, ref.name), (Str){ 0 });
    return ref;
}

Str pg_argument_type(const PgStmt *stmt, const TypeName *type)
{
    TypeName bare = *type;
    bare.typmods = NIL;
    return pg_type(stmt, &bare).text;
}

Str pg_argument_types(const PgStmt *stmt, List *types)
{
    StrVec texts = { 0 };
    ListCell *cell;
    foreach (cell, types) {
        Node *node = lfirst(cell);
        if (node != NULL && IsA(node, TypeName)) // an operator may lack a side
            *vec_push(stmt->arena, &texts) =
                pg_argument_type(stmt, castNode(TypeName, node));
    }
    return pg_join(stmt, texts);
}
