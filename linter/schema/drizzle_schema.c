// SPDX-License-Identifier: Apache-2.0
// Which tables and enums a Drizzle schema has: what its modules export, as drizzle-kit
// takes it.
#include "schema/drizzle.h"

enum { MAX_REEXPORTS = 32 };

// A function of a package that is not read may make tables if its first argument is a
// name, and it says so or has an object behind that.
static bool may_be_table(const Drizzle *drizzle, const TsValue *value)
{
    Str name = value->text;
    TsReader *reader = drizzle->reader;
    bool says_table = str_contains(name, STR("Table")) || str_eq(name, STR("table"));
    if (!value->expr.module)
        return false;
    TsValue first = ts_eval(reader, ts_argument(&value->expr, 0));
    TsValue second = ts_eval(reader, ts_argument(&value->expr, 1));
    bool has_columns = second.kind == TSV_OBJECT || second.kind == TSV_FUNCTION;
    return first.kind == TSV_STRING && (says_table || has_columns);
}

static void miss(Drizzle *drizzle, DeclaredAt at, Str name, const char *why)
{
    drizzle->schema->complete = false;
    drizzle_note(drizzle, at,
                 STR_FMT " is %s: only running the code would tell whether it is a table",
                 STR_ARG(name), why);
}

static void add_value(Drizzle *drizzle, const TsValue *value, DeclaredAt at, Str name)
{
    const DzValue *made = dz_of(value);
    if (made && made->kind == DZ_TABLE)
        drizzle_add_table(drizzle, made, at);
    else if (made && made->kind == DZ_ENUM)
        drizzle_add_enum(drizzle, made, at);
    else if (value->kind == TSV_UNKNOWN && value->unknown)
        miss(drizzle, at, name, value->unknown);
    else if (value->kind == TSV_FOREIGN && may_be_table(drizzle, value))
        miss(drizzle, at, name, "the result of a function that is not read");
}

// Where a value is written: its name in the database, or else the export.
static DeclaredAt place_of(const TsModule *module, const TsExport *export,
                           const TsValue *value)
{
    const DzValue *made = dz_of(value);
    TsExpr name = made ? ts_argument(&made->call, 0) : (TsExpr){ 0 };
    if (name.module)
        return drizzle_at(name.module, name.at, name.at + 1);
    return drizzle_at(module, export->at, export->at + 1);
}

static void add_export(Drizzle *drizzle, const TsModule *module, const TsExport *export)
{
    TsReader *reader = drizzle->reader;
    const TsBinding *binding = &export->binding;
    TsValue value;
    if (binding->kind == TS_NAMESPACE)
        return; // export * as name: drizzle-kit does not look into objects
    value = binding->kind == TS_OPAQUE ? ts_binding_value(reader, module, binding->name)
                                       : ts_exported(reader, module, export->name);
    add_value(drizzle, &value, place_of(module, export, &value), export->name);
}

static void follow_star(Drizzle *drizzle, const TsModule *module, const TsExport *export,
                        size_t depth);

static void add_exports(Drizzle *drizzle, const TsModule *module, size_t depth)
{
    Arena *arena = drizzle->reader->arena;
    Str key = arena_fmt(arena, "module " STR_FMT, STR_ARG(module->path));
    if (map_get(&drizzle->known, key))
        return;
    map_put(arena, &drizzle->known, key, drizzle);
    for (size_t i = 0; i < module->exports.len; i++) {
        const TsExport *export = &module->exports.at[i];
        if (export->is_star)
            follow_star(drizzle, module, export, depth);
        else
            add_export(drizzle, module, export);
    }
}

static bool starts_with_drizzle(Str from)
{
    return str_eq(from, STR("drizzle-orm")) || str_starts(from, STR("drizzle-orm/")) ||
           str_starts(from, STR("drizzle-zod"));
}

static void follow_star(Drizzle *drizzle, const TsModule *module, const TsExport *export,
                        size_t depth)
{
    TsReader *reader = drizzle->reader;
    Str from = export->binding.from;
    const TsModule *other = reader->resolve(reader->data, module, from);
    if (other && depth < MAX_REEXPORTS) {
        add_exports(drizzle, other, depth + 1);
        return;
    }
    if (starts_with_drizzle(from))
        return;
    drizzle->schema->complete = false;
    drizzle_note(drizzle, drizzle_at(module, export->at, export->at + 1),
                 "what \"" STR_FMT "\" exports is not read: it may have tables",
                 STR_ARG(from));
}

void drizzle_exports(Drizzle *drizzle, const TsModule *module)
{
    add_exports(drizzle, module, 0);
}
