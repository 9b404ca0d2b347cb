// SPDX-License-Identifier: Apache-2.0
// The tables and enums that a Prisma schema stands for.
#include "schema/prisma.h"

#include "base/out.h"

// ---- names ----

DeclaredAt prisma_at(const PrismaBlock *block, Span tokens)
{
    const TsToken *all = block->home->tokens.all.at;
    size_t last = tokens.end > tokens.start ? tokens.end - 1 : tokens.start;
    return (DeclaredAt){ block->home->file, { all[tokens.start].start, all[last].end } };
}

Name prisma_table_name(const Prisma *prisma, const PrismaBlock *block)
{
    Name name = { .name = block->name };
    prisma_name(prisma->arena, block->home, prisma_find(&block->attributes, "map"),
                "name", &name.name);
    prisma_name(prisma->arena, block->home, prisma_find(&block->attributes, "schema"),
                "map", &name.schema);
    return name;
}

Str prisma_column_name(const Prisma *prisma, const PrismaBlock *block,
                       const PrismaField *field)
{
    Str name = field->name;
    prisma_name(prisma->arena, block->home, prisma_find(&field->attributes, "map"),
                "name", &name);
    return name;
}

bool prisma_is_mysql(const Prisma *prisma)
{
    return str_eq(prisma->dialect, STR("mysql"));
}

StrVec prisma_labels(const Prisma *prisma, const PrismaBlock *block)
{
    StrVec labels = { 0 };
    for (size_t i = 0; i < block->fields.len; i++)
        *vec_push(prisma->arena, &labels) =
            prisma_column_name(prisma, block, &block->fields.at[i]);
    return labels;
}

// ---- columns ----

// Relations are no columns: the fields that they rest on are.
static bool is_column(const Prisma *prisma, const PrismaField *field)
{
    return field->type.len > 0 && !map_get(&prisma->models, field->type);
}

static bool is_known_type(const Prisma *prisma, const PrismaField *field)
{
    static const Str known[] = { STR_INIT("String"),   STR_INIT("Boolean"),
                                 STR_INIT("Int"),      STR_INIT("BigInt"),
                                 STR_INIT("Float"),    STR_INIT("Decimal"),
                                 STR_INIT("DateTime"), STR_INIT("Json"),
                                 STR_INIT("Bytes"),    STR_INIT("Unsupported") };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(known[i], field->type))
            return true;
    return map_get(&prisma->enums, field->type) != NULL;
}

// What Prisma's client fills in, and the database knows nothing of.
static bool is_of_client(Str function)
{
    static const Str functions[] = { STR_INIT("uuid"), STR_INIT("cuid"), STR_INIT("ulid"),
                                     STR_INIT("nanoid"), STR_INIT("auto") };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (str_eq(functions[i], function))
            return true;
    return false;
}

// Migrations for MySQL leave out the defaults of such columns, which older servers do not
// take.
static bool may_lack_default(const Prisma *prisma, const PrismaField *field)
{
    return prisma_is_mysql(prisma) &&
           (str_eq(field->type, STR("Json")) || str_eq(field->type, STR("Bytes")));
}

static void read_default(const Prisma *prisma, const PrismaBlock *block,
                         const PrismaField *field, DeclaredColumn *column)
{
    const PrismaAttribute *attribute = prisma_find(&field->attributes, "default");
    const TsTokens *tokens = &block->home->tokens;
    if (!attribute || attribute->open == 0)
        return;
    size_t at = attribute->open + 1;
    if (ts_is(tokens, at, "value") && ts_is(tokens, at + 1, ":"))
        at += 2;
    bool is_call = ts_is(tokens, at + 1, "(");
    column->auto_increment =
        is_call && prisma_is_mysql(prisma) && ts_is(tokens, at, "autoincrement");
    column->has_default =
        !column->auto_increment && (!is_call || !is_of_client(ts_text(tokens, at)));
    // dbgenerated() only says that there may be one.
    column->is_vague =
        may_lack_default(prisma, field) ||
        (is_call && ts_is(tokens, at, "dbgenerated") && ts_is(tokens, at + 2, ")"));
}

static bool is_structural(Str attribute)
{
    static const Str names[] = { STR_INIT("id"), STR_INIT("unique"), STR_INIT("default"),
                                 STR_INIT("index"), STR_INIT("fulltext") };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(names[i], attribute))
            return true;
    return str_starts(attribute, STR("db."));
}

static bool is_ddl(const PrismaAttribute *attribute, const DeclaredColumn *column)
{
    bool is_default = str_eq(attribute->name, STR("default"));
    return is_structural(attribute->name) && (!is_default || column->has_default ||
                                              column->auto_increment || column->is_vague);
}

static Str attribute_text(const Prisma *prisma, const PrismaBlock *block,
                          const PrismaAttribute *attribute)
{
    return ts_squeeze(prisma->arena, &block->home->tokens, attribute->range, NULL);
}

static void add_shape(const Prisma *prisma, DeclaredTable *table, Str shape)
{
    *vec_push(prisma->arena, &table->shape) = shape;
}

static void add_column(const Prisma *prisma, const PrismaBlock *block,
                       const PrismaField *field, DeclaredTable *table)
{
    DeclaredColumn *column = vec_push(prisma->arena, &table->columns);
    *column = (DeclaredColumn){
        .name = prisma_column_name(prisma, block, field),
        .type = prisma_type(prisma, block, field),
        .not_null = !field->is_optional,
        .is_list = field->is_list,
        .at = prisma_at(block, field->range),
    };
    read_default(prisma, block, field, column);
    if (prisma_find(&field->attributes, "id")) {
        column->primary_key = true;
        *vec_push(prisma->arena, &table->primary_key) = column->name;
    }
    bool is_own = prisma_is_mysql(prisma) && map_get(&prisma->enums, field->type);
    Out shape = out_new(prisma->arena);
    out_fmt(&shape, STR_FMT " " STR_FMT "%s%s", STR_ARG(column->name),
            STR_ARG(is_own ? column->type : field->type), field->is_list ? "[]" : "",
            field->is_optional ? "?" : "");
    for (size_t i = 0; i < field->attributes.len; i++)
        if (is_ddl(&field->attributes.at[i], column)) {
            out_cstr(&shape, " @");
            out_str(&shape, attribute_text(prisma, block, &field->attributes.at[i]));
        }
    add_shape(prisma, table, out_text(&shape));
}

// The side of a relation that has the foreign key.
static void add_relation_shape(const Prisma *prisma, const PrismaBlock *block,
                               const PrismaField *field, DeclaredTable *table)
{
    const PrismaAttribute *relation = prisma_find(&field->attributes, "relation");
    Str text = relation ? attribute_text(prisma, block, relation) : (Str){ 0 };
    if (str_contains(text, STR("fields:")))
        add_shape(prisma, table,
                  arena_fmt(prisma->arena, STR_FMT " " STR_FMT, STR_ARG(field->type),
                            STR_ARG(text)));
}

// ---- tables ----

static DeclaredColumn *find_column(DeclaredTable *table, Str name)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (str_eq(table->columns.at[i].name, name))
            return &table->columns.at[i];
    return NULL;
}

static const PrismaField *find_field(const PrismaBlock *block, Str name)
{
    for (size_t i = 0; i < block->fields.len; i++)
        if (str_eq(block->fields.at[i].name, name))
            return &block->fields.at[i];
    return NULL;
}

static void read_key(const Prisma *prisma, const PrismaBlock *block, DeclaredTable *table)
{
    const PrismaAttribute *key = prisma_find(&block->attributes, "id");
    if (!key)
        return;
    StrVec names = prisma_names(prisma->arena, block->home, key);
    table->primary_key.len = 0;
    for (size_t i = 0; i < names.len; i++) {
        const PrismaField *field = find_field(block, names.at[i]);
        Str name = field ? prisma_column_name(prisma, block, field) : names.at[i];
        DeclaredColumn *column = find_column(table, name);
        *vec_push(prisma->arena, &table->primary_key) = name;
        table->is_key_vague |= column == NULL;
        if (column)
            column->primary_key = true;
    }
}

static void note_field(const Prisma *prisma, const PrismaBlock *block,
                       const PrismaField *field)
{
    *vec_push(prisma->arena, &prisma->schema->notes) = (DeclaredNote){
        .at = prisma_at(block, field->range),
        .words = arena_fmt(prisma->arena, "the type " STR_FMT " is not known",
                           STR_ARG(field->type)),
    };
}

static void add_table(const Prisma *prisma, const PrismaBlock *block)
{
    DeclaredTable table = { .name = prisma_table_name(prisma, block),
                            .complete = true,
                            .at = prisma_at(block, (Span){ block->at, block->at }) };
    for (size_t i = 0; i < block->fields.len; i++) {
        const PrismaField *field = &block->fields.at[i];
        if (!is_column(prisma, field)) {
            add_relation_shape(prisma, block, field, &table);
        } else if (is_known_type(prisma, field)) {
            add_column(prisma, block, field, &table);
        } else {
            table.complete = false;
            note_field(prisma, block, field);
        }
    }
    read_key(prisma, block, &table);
    for (size_t i = 0; i < block->attributes.len; i++)
        if (is_structural(block->attributes.at[i].name))
            add_shape(prisma, &table,
                      attribute_text(prisma, block, &block->attributes.at[i]));
    *vec_push(prisma->arena, &prisma->schema->tables) = table;
    // Nobody works with it through Prisma: often something else makes it.
    if (prisma_find(&block->attributes, "ignore"))
        *vec_push(prisma->arena, &prisma->schema->external) = table.name;
}

static void add_enum(const Prisma *prisma, const PrismaBlock *block)
{
    DeclaredEnum declared = { .name = prisma_table_name(prisma, block),
                              .complete = true,
                              .labels = prisma_labels(prisma, block),
                              .at = prisma_at(block, (Span){ block->at, block->at }) };
    // It is a part of its columns' types, or text.
    if (prisma_is_mysql(prisma) || str_eq(prisma->dialect, STR("sqlite")))
        return;
    *vec_push(prisma->arena, &prisma->schema->enums) = declared;
}

// schemas = ["public", "audit"]: others are none of Prisma's. Without it there is one.
static void read_datasource(const Prisma *prisma, const PrismaBlock *block)
{
    const TsTokens *tokens = &block->home->tokens;
    size_t end = tokens->all.at[block->at + 1].match;
    for (size_t at = block->at + 2; at < end; at++) {
        if (!ts_is(tokens, at, "schemas") || !ts_is(tokens, at + 1, "="))
            continue;
        Str name;
        size_t close = tokens->all.at[at + 2].match;
        for (size_t i = at + 3; i < close; i++)
            if (ts_string(prisma->arena, tokens, i, &name))
                *vec_push(prisma->arena, &prisma->schema->only_schemas) = name;
    }
}

static bool is_kind(const PrismaBlock *block, const char *kind)
{
    return str_eq(block->kind, str_from(kind));
}

static void index_names(Prisma *prisma)
{
    for (size_t i = 0; i < prisma->blocks.len; i++) {
        PrismaBlock *block = prisma->blocks.at[i];
        if (is_kind(block, "enum"))
            map_put(prisma->arena, &prisma->enums, block->name, block);
        else if (is_kind(block, "model") || is_kind(block, "view"))
            map_put(prisma->arena, &prisma->models, block->name, block);
    }
}

void prisma_declare(Prisma *prisma)
{
    index_names(prisma);
    for (size_t i = 0; i < prisma->blocks.len; i++) {
        const PrismaBlock *block = prisma->blocks.at[i];
        if (is_kind(block, "model"))
            add_table(prisma, block);
        else if (is_kind(block, "enum"))
            add_enum(prisma, block);
        else if (is_kind(block, "view")) // of whatever made it
            *vec_push(prisma->arena, &prisma->schema->external) =
                prisma_table_name(prisma, block);
        else if (is_kind(block, "datasource"))
            read_datasource(prisma, block);
    }
    prisma_join_tables(prisma);
    if (prisma->schema->only_schemas.len == 0)
        *vec_push(prisma->arena, &prisma->schema->only_schemas) = STR("public");
}
