// SPDX-License-Identifier: Apache-2.0
// Calls and members of what comes from Drizzle's packages.
#include "schema/drizzle.h"

enum { MAX_METHODS = 64 };

static const struct Package {
    Str name;
    Str dialect;
} packages[] = {
    { STR_INIT("drizzle-orm/pg-core"), STR_INIT("postgres") },
    { STR_INIT("drizzle-orm/mysql-core"), STR_INIT("mysql") },
    { STR_INIT("drizzle-orm/sqlite-core"), STR_INIT("sqlite") },
    { STR_INIT("drizzle-orm/singlestore-core"), STR_INIT("singlestore") },
};

// What a function of a package makes; those that are not here make columns.
static const struct Maker {
    Str function;
    DzKind makes;
} makers[] = {
    { STR_INIT("pgTable"), DZ_TABLE },
    { STR_INIT("mysqlTable"), DZ_TABLE },
    { STR_INIT("sqliteTable"), DZ_TABLE },
    { STR_INIT("singlestoreTable"), DZ_TABLE },
    { STR_INIT("pgTableCreator"), DZ_TABLE_MAKER },
    { STR_INIT("mysqlTableCreator"), DZ_TABLE_MAKER },
    { STR_INIT("sqliteTableCreator"), DZ_TABLE_MAKER },
    { STR_INIT("singlestoreTableCreator"), DZ_TABLE_MAKER },
    { STR_INIT("pgSchema"), DZ_SCHEMA },
    { STR_INIT("mysqlSchema"), DZ_SCHEMA },
    { STR_INIT("mysqlDatabase"), DZ_SCHEMA },
    { STR_INIT("singlestoreSchema"), DZ_SCHEMA },
    { STR_INIT("pgEnum"), DZ_ENUM },
    { STR_INIT("pgView"), DZ_OTHER },
    { STR_INIT("pgMaterializedView"), DZ_OTHER },
    { STR_INIT("mysqlView"), DZ_OTHER },
    { STR_INIT("sqliteView"), DZ_OTHER },
    { STR_INIT("view"), DZ_OTHER },
    { STR_INIT("pgSequence"), DZ_OTHER },
    { STR_INIT("pgRole"), DZ_OTHER },
    { STR_INIT("pgPolicy"), DZ_OTHER },
    { STR_INIT("index"), DZ_OTHER },
    { STR_INIT("uniqueIndex"), DZ_OTHER },
    { STR_INIT("unique"), DZ_OTHER },
    { STR_INIT("check"), DZ_OTHER },
    { STR_INIT("primaryKey"), DZ_OTHER },
    { STR_INIT("foreignKey"), DZ_OTHER },
    { STR_INIT("customType"), DZ_OTHER },
    { STR_INIT("getTableConfig"), DZ_OTHER },
    { STR_INIT("alias"), DZ_OTHER },
};

static TsValue made(TsReader *reader, DzValue value)
{
    DzValue *kept = NEW(reader->arena, DzValue);
    *kept = value;
    return (TsValue){ .kind = TSV_MADE, .made = kept };
}

const DzValue *dz_of(const TsValue *value)
{
    return value->kind == TSV_MADE ? value->made : NULL;
}

static bool import_name(TsReader *reader, Str package, Str name, TsValue *value)
{
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++) {
        if (!str_eq(packages[i].name, package))
            continue;
        bool is_all = str_eq(name, STR("*"));
        *value = made(reader, (DzValue){ .kind = is_all ? DZ_ALL : DZ_CORE,
                                         .dialect = packages[i].dialect,
                                         .name = name });
        return true;
    }
    return false;
}

// ---- calls ----

static DzKind made_by(Str function)
{
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (str_eq(makers[i].function, function))
            return makers[i].makes;
    return DZ_COLUMN;
}

static void set_schema(TsReader *reader, DzValue *value, TsCall call)
{
    TsValue name = ts_eval(reader, ts_argument(&call, 0));
    value->schema = name.text;
    value->is_schema_vague = name.kind != TSV_STRING;
}

static TsValue call_core(TsReader *reader, const DzValue *core, TsCall call)
{
    DzValue value = { .kind = made_by(core->name),
                      .dialect = core->dialect,
                      .name = core->name,
                      .call = call };
    if (value.kind == DZ_COLUMN)
        value.type = core;
    if (value.kind == DZ_SCHEMA)
        set_schema(reader, &value, call);
    if (value.kind == DZ_TABLE_MAKER) {
        value.namer = ts_eval(reader, ts_argument(&call, 0));
        value.has_namer = true;
    }
    return made(reader, value);
}

// With the method that `pending` names.
static TsValue call_column(TsReader *reader, const DzValue *column, TsCall call)
{
    DzValue value = *column;
    if (column->methods.len == MAX_METHODS)
        return (TsValue){ .kind = TSV_UNKNOWN };
    DzMethodVec methods = { 0 }; // the chain so far may go on in another way elsewhere
    for (size_t i = 0; i < column->methods.len; i++)
        *vec_push(reader->arena, &methods) = column->methods.at[i];
    *vec_push(reader->arena, &methods) = (DzMethod){ column->pending, call };
    value.methods = methods;
    value.pending = (Str){ 0 };
    return made(reader, value);
}

// A type of one's own, or an enum, used as the builder of a column.
static TsValue call_type(TsReader *reader, const DzValue *type, TsCall call)
{
    return made(reader, (DzValue){ .kind = DZ_COLUMN,
                                   .dialect = type->dialect,
                                   .name = type->name,
                                   .type = type,
                                   .call = call });
}

static TsValue call_maker(TsReader *reader, const DzValue *maker, DzKind kind,
                          TsCall call)
{
    DzValue value = *maker;
    value.kind = kind;
    value.call = call;
    return made(reader, value);
}

static TsValue call_made(TsReader *reader, const TsValue *callee, TsCall call)
{
    const DzValue *value = dz_of(callee);
    switch (value->kind) {
    case DZ_CORE:
        return call_core(reader, value, call);
    case DZ_TABLE_MAKER:
        return call_maker(reader, value, DZ_TABLE, call);
    case DZ_ENUM_MAKER:
        return call_maker(reader, value, DZ_ENUM, call);
    case DZ_ENUM:
        return call_type(reader, value, call);
    case DZ_COLUMN:
        return call_column(reader, value, call);
    case DZ_OTHER:
        if (str_eq(value->name, STR("customType")) && value->pending.len == 0)
            return call_type(reader, value, call);
        return *callee;
    case DZ_TABLE: // enableRLS() and the like give the table back
        return *callee;
    case DZ_ALL:
    case DZ_SCHEMA:
    case DZ_MEMBER:
        break;
    }
    return (TsValue){ .kind = TSV_UNKNOWN, .unknown = "the result of a call" };
}

// ---- members ----

static TsValue schema_member(TsReader *reader, const DzValue *schema, Str name)
{
    DzValue value = *schema;
    value.kind = str_eq(name, STR("table"))  ? DZ_TABLE_MAKER
                 : str_eq(name, STR("enum")) ? DZ_ENUM_MAKER
                                             : DZ_OTHER;
    value.name = name;
    return made(reader, value);
}

static TsValue table_member(TsReader *reader, const TsValue *of, Str name)
{
    DzValue value = *dz_of(of);
    if (str_eq(name, STR("enableRLS")))
        return *of;
    value.kind = DZ_MEMBER;
    value.name = name;
    return made(reader, value);
}

static TsValue member_of_made(TsReader *reader, const TsValue *of, Str name)
{
    DzValue value = *dz_of(of);
    switch (value.kind) {
    case DZ_ALL:
        value.kind = DZ_CORE;
        value.name = name;
        return made(reader, value);
    case DZ_SCHEMA:
        return schema_member(reader, &value, name);
    case DZ_TABLE:
        return table_member(reader, of, name);
    case DZ_ENUM:
        if (str_eq(name, STR("enumValues")))
            return ts_eval(reader, ts_argument(&value.call, 1));
        break;
    case DZ_CORE: // pgTable.withRLS
    case DZ_TABLE_MAKER:
        if (str_eq(name, STR("withRLS")))
            return *of;
        break;
    case DZ_COLUMN:
    case DZ_OTHER:
        value.pending = name;
        return made(reader, value);
    case DZ_ENUM_MAKER:
    case DZ_MEMBER:
        break;
    }
    return (TsValue){ .kind = TSV_UNKNOWN };
}

const TsLibrary drizzle_library = { import_name, call_made, member_of_made };
