// SPDX-License-Identifier: Apache-2.0
// The PostgreSQL types of Prisma's fields, as its migrations write them.
#include "schema/prisma.h"

typedef struct TypeRow {
    Str prisma;
    Str type;
    Str behind; // what stands behind the arguments
} TypeRow;

static const TypeRow scalars[] = {
    { STR_INIT("String"), STR_INIT("text"), STR_INIT("") },
    { STR_INIT("Boolean"), STR_INIT("boolean"), STR_INIT("") },
    { STR_INIT("Int"), STR_INIT("integer"), STR_INIT("") },
    { STR_INIT("BigInt"), STR_INIT("bigint"), STR_INIT("") },
    { STR_INIT("Float"), STR_INIT("double precision"), STR_INIT("") },
    { STR_INIT("Decimal"), STR_INIT("numeric(65,30)"), STR_INIT("") },
    { STR_INIT("DateTime"), STR_INIT("timestamp(3)"), STR_INIT(" without time zone") },
    { STR_INIT("Json"), STR_INIT("jsonb"), STR_INIT("") },
    { STR_INIT("Bytes"), STR_INIT("bytea"), STR_INIT("") },
};

static const TypeRow natives[] = {
    { STR_INIT("db.Text"), STR_INIT("text"), STR_INIT("") },
    { STR_INIT("db.VarChar"), STR_INIT("character varying"), STR_INIT("") },
    { STR_INIT("db.Char"), STR_INIT("character"), STR_INIT("") },
    { STR_INIT("db.Uuid"), STR_INIT("uuid"), STR_INIT("") },
    { STR_INIT("db.Xml"), STR_INIT("xml"), STR_INIT("") },
    { STR_INIT("db.Inet"), STR_INIT("inet"), STR_INIT("") },
    { STR_INIT("db.Citext"), STR_INIT("citext"), STR_INIT("") },
    { STR_INIT("db.Bit"), STR_INIT("bit"), STR_INIT("") },
    { STR_INIT("db.VarBit"), STR_INIT("bit varying"), STR_INIT("") },
    { STR_INIT("db.Boolean"), STR_INIT("boolean"), STR_INIT("") },
    { STR_INIT("db.SmallInt"), STR_INIT("smallint"), STR_INIT("") },
    { STR_INIT("db.Integer"), STR_INIT("integer"), STR_INIT("") },
    { STR_INIT("db.BigInt"), STR_INIT("bigint"), STR_INIT("") },
    { STR_INIT("db.Oid"), STR_INIT("oid"), STR_INIT("") },
    { STR_INIT("db.Real"), STR_INIT("real"), STR_INIT("") },
    { STR_INIT("db.DoublePrecision"), STR_INIT("double precision"), STR_INIT("") },
    { STR_INIT("db.Decimal"), STR_INIT("numeric"), STR_INIT("") },
    { STR_INIT("db.Money"), STR_INIT("money"), STR_INIT("") },
    { STR_INIT("db.Date"), STR_INIT("date"), STR_INIT("") },
    { STR_INIT("db.Timestamp"), STR_INIT("timestamp"), STR_INIT(" without time zone") },
    { STR_INIT("db.Timestamptz"), STR_INIT("timestamp"), STR_INIT(" with time zone") },
    { STR_INIT("db.Time"), STR_INIT("time"), STR_INIT(" without time zone") },
    { STR_INIT("db.Timetz"), STR_INIT("time"), STR_INIT(" with time zone") },
    { STR_INIT("db.Json"), STR_INIT("json"), STR_INIT("") },
    { STR_INIT("db.JsonB"), STR_INIT("jsonb"), STR_INIT("") },
    { STR_INIT("db.ByteA"), STR_INIT("bytea"), STR_INIT("") },
};

static const TypeRow *find_row(const TypeRow *rows, size_t count, Str prisma)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(rows[i].prisma, prisma))
            return &rows[i];
    return NULL;
}

static Str native_type(const Prisma *prisma, const PrismaBlock *block,
                       const PrismaAttribute *attribute)
{
    const TypeRow *row =
        find_row(natives, sizeof natives / sizeof *natives, attribute->name);
    if (!row)
        return (Str){ 0 };
    Str arguments = { 0 };
    if (attribute->open > 0)
        arguments = ts_squeeze(prisma->arena, &block->home->tokens,
                               (Span){ attribute->open, attribute->range.end }, NULL);
    if (str_eq(arguments, STR("()"))) // @db.Text() is @db.Text
        arguments = (Str){ 0 };
    return arena_fmt(prisma->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(row->type),
                     STR_ARG(arguments), STR_ARG(row->behind));
}

static Str scalar_type(const Prisma *prisma, const PrismaField *field)
{
    const TypeRow *row = find_row(scalars, sizeof scalars / sizeof *scalars, field->type);
    const PrismaBlock *own = map_get(&prisma->enums, field->type);
    if (own)
        return ident_sql(prisma->arena, prisma_table_name(prisma, own).name);
    return row ? arena_fmt(prisma->arena, STR_FMT STR_FMT, STR_ARG(row->type),
                           STR_ARG(row->behind))
               : (Str){ 0 };
}

Str prisma_type(const Prisma *prisma, const PrismaBlock *block, const PrismaField *field)
{
    const PrismaAttribute *native = NULL;
    for (size_t i = 0; i < field->attributes.len; i++)
        if (str_starts(field->attributes.at[i].name, STR("db.")))
            native = &field->attributes.at[i];
    if (!prisma->is_postgres)
        return (Str){ 0 };
    Str type = native ? native_type(prisma, block, native) : scalar_type(prisma, field);
    if (type.len == 0 || !field->is_list)
        return type;
    return arena_fmt(prisma->arena, STR_FMT "[]", STR_ARG(type));
}
