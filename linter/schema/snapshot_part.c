// SPDX-License-Identifier: Apache-2.0
// The objects of a schema that look alike in all formats of snapshots.
#include "schema/snapshot_priv.h"

#include "base/out.h"

// ---- ops ----

Span part_span(const JsonValue *value)
{
    return (Span){ value->span.start, value->span.end };
}

Op *part_op(SnapshotBuild *build, OpKind kind, ObjectKind object, const JsonValue *from)
{
    Snapshot *snapshot = build->snapshot;
    Op *op = vec_push(build->arena, &snapshot->ops);
    *op = (Op){ .kind = kind,
                .object = object,
                .span = part_span(from),
                .stmt = part_span(from),
                .stmt_index = snapshot->ops.len - 1 };
    return op;
}

static bool is_postgres(const SnapshotBuild *build)
{
    return str_eq(str_from(build->family), STR("postgres"));
}

bool part_is_mysql(const SnapshotBuild *build)
{
    return str_eq(str_from(build->family), STR("mysql"));
}

Name part_name(const SnapshotBuild *build, Str schema, Str name)
{
    Name full = { schema, name };
    if (!is_postgres(build))
        full.schema = (Str){ 0 };
    else if (schema.len == 0) // how drizzle-kit spells it in tables before 1.0
        full.schema = STR("public");
    return full;
}

// ---- types ----

// drizzle-kit before 1.0 takes all types that begin like one of these for PostgreSQL's
// own, and every other one for a name.
bool part_native(Str type)
{
    static const char *const NATIVE[] = {
        "uuid",    "smallint", "integer",   "bigint",  "boolean",
        "text",    "serial",   "bigserial", "decimal", "numeric",
        "real",    "json",     "time",      "date",    "char",
        "varchar", "bit",      "vector",    "jsonb",   "double precision",
        "halfvec", "geometry", "sparsevec"
    };
    static const char *const INTERVAL = "interval";
    if (str_eq(type, str_from(INTERVAL)))
        return true;
    for (size_t i = 0; i < sizeof NATIVE / sizeof NATIVE[0]; i++)
        if (str_starts(type, str_from(NATIVE[i])))
            return true;
    return str_starts(type, str_from(INTERVAL));
}

static Str with_dimensions(Arena *arena, Str type, size_t dimensions)
{
    Out out = out_new(arena);
    out_str(&out, type);
    for (size_t i = 0; i < dimensions; i++)
        out_cstr(&out, "[]");
    return out_text(&out);
}

TypeRef part_type(SnapshotBuild *build, Str type, Str type_schema, size_t dimensions)
{
    Arena *arena = build->arena;
    TypeRef ref = { .text = type, .name = { .schema = type_schema } };
    bool is_name = type_schema.len > 0 || (build->legacy && !part_native(type));
    if (is_postgres(build) && is_name) {
        size_t end = str_find_char(type, '[', 0); // arrays carry their brackets
        Name name = { type_schema, value_ident(build, str_take(type, end)) };
        if (str_eq(type_schema, STR("public")))
            name.schema = (Str){ 0 }; // so writes drizzle-kit
        ref.text = arena_fmt(arena, STR_FMT STR_FMT, STR_ARG(name_sql(arena, name)),
                             STR_ARG(str_drop(type, end)));
    }
    if (dimensions > 0)
        ref.text = with_dimensions(arena, ref.text, dimensions);
    return ref;
}

// ---- columns and constraints ----

Str part_action(SnapshotBuild *build, Str action)
{
    Str word = arena_lower(build->arena, action);
    return str_eq(word, STR("no action")) ? (Str){ 0 } : word;
}

// Brackets around the whole of an expression, as drizzle-kit keeps them for SQLite.
static Str without_brackets(Str expression)
{
    Str inner = str_trim(expression);
    size_t depth = 0;
    if (!str_starts(inner, STR("(")) || !str_ends(inner, STR(")")))
        return expression;
    for (size_t i = 0; i < inner.len; i++) {
        depth += inner.ptr[i] == '(';
        depth -= inner.ptr[i] == ')' && depth > 0;
        if (depth == 0 && i + 1 < inner.len)
            return expression;
    }
    return str_slice(inner, 1, inner.len - 1);
}

void part_generated(SnapshotBuild *build, const JsonValue *from, ColumnDef *column)
{
    const JsonValue *generated = json_get(from, "generated");
    if (!generated || generated->kind == JSON_NULL)
        return;
    column->generated_expr = without_brackets(value_need(build, generated, "as"));
    bool is_virtual = str_eq(value_text(build, generated, "type"), STR("virtual"));
    column->generated = is_virtual ? GENERATED_VIRTUAL : GENERATED_STORED;
}

void part_identity(SnapshotBuild *build, const JsonValue *from, ColumnDef *column)
{
    const JsonValue *identity = json_get(from, "identity");
    if (!identity || identity->kind == JSON_NULL)
        return;
    bool is_always = str_eq(value_need(build, identity, "type"), STR("always"));
    column->identity = is_always ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    column->not_null = true;
}

// "onUpdate" is a flag before 1.0, and since then there is a precision too.
static Str on_update(SnapshotBuild *build, const JsonValue *from)
{
    Str precision = value_any(build, json_get(from, "onUpdateNowFsp"));
    if (!value_flag(build, from, build->legacy ? "onUpdate" : "onUpdateNow"))
        return (Str){ 0 };
    return precision.len == 0 ? STR("CURRENT_TIMESTAMP")
                              : arena_fmt(build->arena, "CURRENT_TIMESTAMP(" STR_FMT ")",
                                          STR_ARG(precision));
}

void part_mysql_column(SnapshotBuild *build, const JsonValue *from, ColumnDef *column)
{
    const char *key = build->legacy ? "autoincrement" : "autoIncrement";
    if (!part_is_mysql(build))
        return;
    column->auto_increment = value_flag(build, from, key);
    column_own_rest(build->arena, column)->on_update = on_update(build, from);
}

void part_autoincrement(SnapshotBuild *build, const JsonValue *from, TableDef *table)
{
    if (str_eq(str_from(build->family), STR("sqlite")) &&
        value_flag(build, from, "autoincrement"))
        *vec_push(build->arena, &table->options) =
            (TableOption){ .name = STR("autoincrement"), .value = STR("1") };
}

ConstraintDef *part_constraint(SnapshotBuild *build, TableDef *table, ConstraintKind kind,
                               const JsonValue *from)
{
    ConstraintDef *def = vec_push(build->arena, &table->constraints);
    *def = (ConstraintDef){ .kind = kind, .span = part_span(from) };
    return def;
}

static ColumnDef *find_column(const TableDef *table, Str name)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (str_eq(table->columns.at[i].name, name))
            return &table->columns.at[i];
    return NULL;
}

// In SQLite a key column may hold NULL, unless it says otherwise.
void part_key_not_null(const SnapshotBuild *build, TableDef *table)
{
    if (str_eq(str_from(build->family), STR("sqlite")))
        return;
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *key = &table->constraints.at[i];
        for (size_t j = 0; key->kind == CON_PRIMARY_KEY && j < key->columns.len; j++) {
            ColumnDef *column = find_column(table, key->columns.at[j]);
            if (column)
                column->not_null = true;
        }
    }
}

// ---- indexes ----

// "method" is PostgreSQL's, "using" MySQL's.
static Str index_method(SnapshotBuild *build, const JsonValue *from)
{
    const char *key = part_is_mysql(build) ? "using" : "method";
    Str method = arena_lower(build->arena, value_text(build, from, key));
    return method.len > 0 ? method : STR("btree");
}

IndexDef *part_index(SnapshotBuild *build, Name table, Str name, const JsonValue *from)
{
    IndexDef *index = NEW(build->arena, IndexDef);
    index->table = table;
    index->name = name;
    index->method = index_method(build, from);
    Op *op = part_op(build, OP_CREATE_INDEX, OBJ_INDEX, from);
    op->name = (Name){ table.schema, name };
    op->other = table;
    op->index = index;
    return index;
}

void part_index_columns(SnapshotBuild *build, const StrVec *columns, IndexDef *index)
{
    for (size_t i = 0; i < columns->len; i++)
        vec_push(build->arena, &index->parts)->column = columns->at[i];
}

void part_serial_index(SnapshotBuild *build, Name table, const JsonValue *column)
{
    if (!part_is_mysql(build) ||
        !str_eq_ci(str_trim(value_text(build, column, "type")), STR("serial")))
        return;
    IndexDef *index = part_index(build, table, (Str){ 0 }, column);
    index->unique = true;
    vec_push(build->arena, &index->parts)->column = value_name(build, column, "name");
}

// ---- objects beside the tables ----

void part_schema(SnapshotBuild *build, Str name, const JsonValue *from)
{
    if (str_eq(name, STR("public"))) // every database has it
        return;
    part_op(build, OP_CREATE_SCHEMA, OBJ_SCHEMA, from)->name.name =
        value_ident(build, name);
}

void part_enum(SnapshotBuild *build, const JsonValue *from)
{
    TypeDef *type = NEW(build->arena, TypeDef);
    type->kind = TYPE_ENUM;
    // Version 5 has an object with each label as a key and as its value.
    type->labels = value_names(build, from, "values");
    Op *op = part_op(build, OP_CREATE_TYPE, OBJ_TYPE, from);
    op->name = part_name(build, value_text(build, from, "schema"),
                         value_name(build, from, "name"));
    op->type = type;
}

// The options in the order in which drizzle-kit writes them.
static Str sequence_options(SnapshotBuild *build, const JsonValue *from)
{
    static const struct {
        const char *words;
        const char *keys[2]; // before 1.0, and since
    } OPTIONS[] = {
        { "INCREMENT BY", { "increment", "incrementBy" } },
        { "MINVALUE", { "minValue", "minValue" } },
        { "MAXVALUE", { "maxValue", "maxValue" } },
        { "START WITH", { "startWith", "startWith" } },
        { "CACHE", { "cache", "cacheSize" } },
    };
    Out out = out_new(build->arena);
    for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++) {
        const char *key = OPTIONS[i].keys[build->legacy ? 0 : 1];
        Str value = value_any(build, json_get(from, key));
        if (value.len > 0)
            out_fmt(&out, " %s " STR_FMT, OPTIONS[i].words, STR_ARG(value));
    }
    if (value_flag(build, from, "cycle"))
        out_cstr(&out, " CYCLE");
    return str_trim(out_text(&out));
}

void part_sequence(SnapshotBuild *build, const JsonValue *from)
{
    SequenceDef *sequence = NEW(build->arena, SequenceDef);
    sequence->options = sequence_options(build, from);
    Op *op = part_op(build, OP_CREATE_SEQUENCE, OBJ_SEQUENCE, from);
    op->name = part_name(build, value_text(build, from, "schema"),
                         value_name(build, from, "name"));
    op->sequence = sequence;
}

void part_role(SnapshotBuild *build, const JsonValue *from)
{
    part_op(build, OP_CREATE_OBJECT, OBJ_ROLE, from)->name.name =
        value_name(build, from, "name");
}

void part_view(SnapshotBuild *build, const JsonValue *from)
{
    ViewDef *view = NEW(build->arena, ViewDef);
    view->query = value_text(build, from, "definition");
    view->materialized = value_flag(build, from, "materialized");
    view->with_no_data = value_flag(build, from, "withNoData");
    const JsonValue *item = value_items(build, from, "columns");
    for (; item; item = item->next)
        *vec_push(build->arena, &view->columns) = value_name(build, item, "name");
    Str name = value_name(build, from, "name");
    Str schema = value_text(build, from, "schema");
    if (value_flag(build, from, "isExisting")) // somebody else makes it
        return;
    Op *op =
        part_op(build, OP_CREATE_VIEW, view->materialized ? OBJ_MATVIEW : OBJ_VIEW, from);
    op->name = part_name(build, schema, name);
    op->view = view;
}

static StrVec policy_roles(SnapshotBuild *build, const JsonValue *from)
{
    StrVec roles = value_names(build, from, build->legacy ? "to" : "roles");
    if (roles.len == 0)
        *vec_push(build->arena, &roles) = STR("public");
    return roles;
}

void part_policy(SnapshotBuild *build, Name table, const JsonValue *from)
{
    PolicyDef *policy = NEW(build->arena, PolicyDef);
    policy->table = table;
    policy->command = part_action(build, value_text(build, from, "for"));
    if (policy->command.len == 0)
        policy->command = STR("all");
    policy->restrictive = str_eq_ci(value_text(build, from, "as"), STR("restrictive"));
    policy->roles = policy_roles(build, from);
    policy->using_expr = value_text(build, from, "using");
    policy->check_expr = value_text(build, from, "withCheck");
    Str name = value_name(build, from, "name");
    Op *op = part_op(build, OP_CREATE_POLICY, OBJ_POLICY, from);
    op->name = op->other = table;
    op->part = name;
    op->policy = policy;
}

void part_row_security(SnapshotBuild *build, Name table, const JsonValue *from)
{
    Op *op = part_op(build, OP_SET_ROW_SECURITY, OBJ_TABLE, from);
    op->name = table;
    op->verb = STR("enable");
}
