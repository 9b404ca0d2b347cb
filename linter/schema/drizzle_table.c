// SPDX-License-Identifier: Apache-2.0
// Tables and enums of a Drizzle schema: their names, columns, keys and labels.
#include "base/out.h"

#include "schema/drizzle.h"

enum { MAX_SPREADS = 16, MAX_COLUMNS = 4000000 };

// A table while its columns are read.
typedef struct Building {
    Drizzle *drizzle;
    DeclaredTable *table;
    Map names; // the columns' keys -> their names (Str)
} Building;

DeclaredAt drizzle_at(const TsModule *module, size_t from, size_t to)
{
    const TsToken *all = module->tokens.all.at;
    size_t last = to > from ? to - 1 : from;
    return (DeclaredAt){ module->file, { all[from].start, all[last].end } };
}

void drizzle_note(const Drizzle *drizzle, DeclaredAt at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    *vec_push(drizzle->reader->arena, &drizzle->schema->notes) =
        (DeclaredNote){ .at = at,
                        .words = arena_vfmt(drizzle->reader->arena, fmt, args) };
    va_end(args);
}

// ---- names ----

bool drizzle_name(const Drizzle *drizzle, const DzValue *value, Name *name)
{
    TsValue text = ts_eval(drizzle->reader, ts_argument(&value->call, 0));
    if (text.kind == TSV_STRING && value->has_namer)
        text = value->namer.kind == TSV_FUNCTION
                   ? ts_apply_to(drizzle->reader, &value->namer, text)
                   : value->namer;
    *name = (Name){ .schema = value->schema, .name = text.text };
    return text.kind == TSV_STRING && text.text.len > 0 && !value->is_schema_vague;
}

// Is it there for the first time?
static bool is_first(Drizzle *drizzle, const char *what, Name name)
{
    Arena *arena = drizzle->reader->arena;
    Str key = arena_fmt(arena, "%s " STR_FMT, what, STR_ARG(name_text(arena, name)));
    bool is_known = map_get(&drizzle->known, key) != NULL;
    map_put(arena, &drizzle->known, key, drizzle);
    return !is_known;
}

// ---- columns ----

static void note_columns(Building *building, const TsElement *element, const char *what)
{
    if (!building->table->complete)
        return; // once is enough
    building->table->complete = false;
    drizzle_note(building->drizzle,
                 drizzle_at(element->module, element->at, element->end),
                 "%s of the table " STR_FMT " can only be told by running the code", what,
                 STR_ARG(building->table->name.name));
}

static void remember_name(Building *building, Str key, Str name)
{
    Arena *arena = building->drizzle->reader->arena;
    Str *kept = NEW(arena, Str);
    *kept = name;
    map_put(arena, &building->names, key, kept);
}

// Of a key that is there again, by a spread, the last one counts.
static DeclaredColumn *add_column(Building *building, Str key, Str name)
{
    DeclaredTable *table = building->table;
    const Str *before = map_get(&building->names, key);
    for (size_t i = 0; before && i < table->columns.len; i++)
        if (str_eq(table->columns.at[i].name, *before))
            return &table->columns.at[i];
    remember_name(building, key, name);
    return vec_push(building->drizzle->reader->arena, &table->columns);
}

static void read_column(Building *building, const TsElement *element)
{
    Drizzle *drizzle = building->drizzle;
    TsExpr at = element->value;
    TsValue value = ts_eval(drizzle->reader, at);
    const DzValue *column = dz_of(&value);
    Str name;
    if (element->is_computed || !at.module || !column || column->kind != DZ_COLUMN ||
        !drizzle_column_name(drizzle, column, element->key, &name)) {
        note_columns(building, element, "a column");
        return;
    }
    DeclaredColumn *into = add_column(building, element->key, name);
    *into = (DeclaredColumn){ .name = name };
    into->at = drizzle_at(at.module, element->at, element->end);
    drizzle_column(drizzle, column, into);
    if (into->primary_key)
        *vec_push(drizzle->reader->arena, &building->table->primary_key) = name;
    *vec_push(drizzle->reader->arena, &building->table->shape) =
        drizzle_column_shape(drizzle, column, into);
}

static void read_columns(Building *building, TsExpr object, size_t depth);

static void read_spread(Building *building, const TsElement *element, size_t depth)
{
    TsValue value = ts_eval(building->drizzle->reader, element->value);
    if (value.kind == TSV_OBJECT && depth > 0)
        read_columns(building, value.expr, depth - 1);
    else
        note_columns(building, element, "columns");
}

static void read_columns(Building *building, TsExpr object, size_t depth)
{
    size_t at = 0;
    TsElement element;
    while (ts_next_element(building->drizzle->reader->arena, object, &at, &element)) {
        if (++building->drizzle->reader->expenses > MAX_COLUMNS) {
            building->table->complete = false;
            return;
        }
        if (element.is_spread)
            read_spread(building, &element, depth);
        else
            read_column(building, &element);
    }
}

// An object, or a function of the package that makes one: (t) => ({ id: t.serial() }).
static TsValue object_of_columns(const Drizzle *drizzle, const DzValue *table)
{
    TsValue value = ts_eval(drizzle->reader, ts_argument(&table->call, 1));
    if (value.kind != TSV_FUNCTION)
        return value;
    DzValue *package = NEW(drizzle->reader->arena, DzValue);
    *package = (DzValue){ .kind = DZ_ALL, .dialect = table->dialect };
    return ts_apply_to(drizzle->reader, &value,
                       (TsValue){ .kind = TSV_MADE, .made = package });
}

// ---- what stands behind the columns ----

// The columns of primaryKey({ columns: [t.a, t.b] }) or of its older form,
// primaryKey(t.a, t.b).
static void read_key_column(Building *building, TsExpr expr)
{
    TsValue value = ts_eval(building->drizzle->reader, expr);
    const DzValue *member = dz_of(&value);
    const Str *name = member && member->kind == DZ_MEMBER
                          ? map_get(&building->names, member->name)
                          : NULL;
    if (name)
        *vec_push(building->drizzle->reader->arena, &building->table->primary_key) =
            *name;
    else
        building->table->is_key_vague = true;
}

static void read_key(Building *building, const DzValue *key)
{
    TsReader *reader = building->drizzle->reader;
    TsExpr list = key->call;
    TsValue first = ts_eval(reader, ts_argument(&key->call, 0));
    if (first.kind == TSV_OBJECT) {
        TsValue columns = ts_property(reader, first.expr, STR("columns"));
        building->table->is_key_vague |= columns.kind != TSV_ARRAY;
        if (columns.kind != TSV_ARRAY)
            return;
        list = columns.expr;
    }
    size_t at = 0;
    TsElement element;
    building->table->primary_key.len = 0;
    while (ts_next_element(reader->arena, list, &at, &element))
        read_key_column(building, element.value);
}

static void read_extra(Building *building, const TsElement *element)
{
    Drizzle *drizzle = building->drizzle;
    if (!element->value.module || element->is_spread) {
        building->table->is_key_vague = true;
        return;
    }
    TsValue value = ts_eval(drizzle->reader, element->value);
    const DzValue *made = dz_of(&value);
    if (!made)
        building->table->is_key_vague |= value.kind != TSV_FOREIGN;
    else if (made->kind == DZ_OTHER && str_eq(made->name, STR("primaryKey")))
        read_key(building, made);
    Span range = { element->value.at, element->end };
    *vec_push(drizzle->reader->arena, &building->table->shape) = ts_squeeze(
        drizzle->reader->arena, &element->value.module->tokens, range, &building->names);
}

// The third argument: (t) => [ … ], (t) => ({ name: … }), or the array itself.
static void read_extras(Building *building, const DzValue *table)
{
    TsReader *reader = building->drizzle->reader;
    TsExpr argument = ts_argument(&table->call, 2);
    if (!argument.module)
        return;
    TsValue value = ts_eval(reader, argument);
    if (value.kind == TSV_FUNCTION)
        value = ts_apply_to(reader, &value, (TsValue){ .kind = TSV_MADE, .made = table });
    if (value.kind != TSV_ARRAY && value.kind != TSV_OBJECT) {
        building->table->is_key_vague = true;
        return;
    }
    size_t at = 0;
    TsElement element;
    while (ts_next_element(reader->arena, value.expr, &at, &element))
        read_extra(building, &element);
}

// Primary keys are not null, also where the columns do not say it.
static void finish_key(Building *building)
{
    DeclaredTable *table = building->table;
    for (size_t i = 0; i < table->primary_key.len; i++)
        for (size_t k = 0; k < table->columns.len; k++)
            if (str_eq(table->columns.at[k].name, table->primary_key.at[i]))
                table->columns.at[k].primary_key = true;
}

void drizzle_add_table(Drizzle *drizzle, const DzValue *table, DeclaredAt at)
{
    Name name;
    if (!str_eq(table->dialect, drizzle->dialect))
        return;
    if (!drizzle_name(drizzle, table, &name)) {
        drizzle->schema->complete = false;
        drizzle_note(drizzle, at,
                     "the name of this table can only be told by running the code");
        return;
    }
    // drizzle-kit passes over mysqlSchema(): that is another database.
    bool is_elsewhere = str_eq(table->dialect, STR("mysql")) && name.schema.len > 0;
    if (is_elsewhere || !is_first(drizzle, "table", name))
        return;
    DeclaredTable declared = { .name = name, .complete = true, .at = at };
    Building building = { .drizzle = drizzle, .table = &declared };
    TsValue columns = object_of_columns(drizzle, table);
    if (columns.kind == TSV_OBJECT) {
        read_columns(&building, columns.expr, MAX_SPREADS);
        read_extras(&building, table);
    } else {
        declared.complete = false;
        declared.is_key_vague = true;
        drizzle_note(drizzle, at,
                     "the columns of the table " STR_FMT
                     " can only be told by running the code",
                     STR_ARG(name.name));
    }
    finish_key(&building);
    *vec_push(drizzle->reader->arena, &drizzle->schema->tables) = declared;
}

// ---- enums ----

static bool add_label(const Drizzle *drizzle, TsValue value, StrVec *labels)
{
    if (value.kind == TSV_STRING)
        *vec_push(drizzle->reader->arena, labels) = value.text;
    return value.kind == TSV_STRING;
}

static bool labels_of(const Drizzle *drizzle, const TsValue *list, StrVec *labels,
                      size_t depth)
{
    TsReader *reader = drizzle->reader;
    size_t at = 0;
    TsElement element;
    bool is_told = true;
    while (is_told && ts_next_element(reader->arena, list->expr, &at, &element)) {
        if (element.is_spread) {
            TsValue inner = ts_eval(reader, element.value);
            is_told = depth > 0 && inner.kind == list->kind &&
                      labels_of(drizzle, &inner, labels, depth - 1);
        } else if (list->kind == TSV_KEYS) {
            is_told = add_label(
                drizzle, (TsValue){ .kind = TSV_STRING, .text = element.key }, labels);
        } else if (list->kind == TSV_LABELS) {
            is_told = add_label(drizzle, ts_enum_label(reader, &element), labels);
        } else {
            is_told = add_label(drizzle, ts_eval(reader, element.value), labels);
        }
    }
    return is_told;
}

bool drizzle_labels(const Drizzle *drizzle, TsExpr expr, StrVec *labels)
{
    TsValue value = ts_eval(drizzle->reader, expr);
    bool is_list = value.kind == TSV_ARRAY || value.kind == TSV_OBJECT ||
                   value.kind == TSV_LABELS || value.kind == TSV_KEYS;
    return is_list && labels_of(drizzle, &value, labels, MAX_SPREADS);
}

void drizzle_add_enum(Drizzle *drizzle, const DzValue *value, DeclaredAt at)
{
    DeclaredEnum declared = { .at = at };
    if (!str_eq(value->dialect, drizzle->dialect))
        return;
    if (!drizzle_name(drizzle, value, &declared.name)) {
        drizzle_note(drizzle, at,
                     "the name of this enum can only be told by running the code");
        return;
    }
    if (!is_first(drizzle, "enum", declared.name))
        return;
    declared.complete =
        drizzle_labels(drizzle, ts_argument(&value->call, 1), &declared.labels);
    if (!declared.complete)
        drizzle_note(drizzle, at,
                     "the labels of the enum " STR_FMT
                     " can only be told by running the code",
                     STR_ARG(declared.name.name));
    *vec_push(drizzle->reader->arena, &drizzle->schema->enums) = declared;
}
