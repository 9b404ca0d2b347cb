// SPDX-License-Identifier: Apache-2.0
// The types of Prisma's fields in each database, as its migrations write them.
#include "base/out.h"

#include "schema/prisma.h"

typedef struct TypeRow {
    Str prisma;
    Str type;
    Str behind; // what stands behind the arguments
} TypeRow;

static const TypeRow pg_scalars[] = {
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

static const TypeRow pg_natives[] = {
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

static const TypeRow my_scalars[] = {
    { STR_INIT("String"), STR_INIT("varchar(191)"), STR_INIT("") },
    { STR_INIT("Boolean"), STR_INIT("tinyint(1)"), STR_INIT("") },
    { STR_INIT("Int"), STR_INIT("int"), STR_INIT("") },
    { STR_INIT("BigInt"), STR_INIT("bigint"), STR_INIT("") },
    { STR_INIT("Float"), STR_INIT("double"), STR_INIT("") },
    { STR_INIT("Decimal"), STR_INIT("decimal(65,30)"), STR_INIT("") },
    { STR_INIT("DateTime"), STR_INIT("datetime(3)"), STR_INIT("") },
    { STR_INIT("Json"), STR_INIT("json"), STR_INIT("") },
    { STR_INIT("Bytes"), STR_INIT("longblob"), STR_INIT("") },
};

static const TypeRow my_natives[] = {
    { STR_INIT("db.VarChar"), STR_INIT("varchar"), STR_INIT("") },
    { STR_INIT("db.Char"), STR_INIT("char"), STR_INIT("") },
    { STR_INIT("db.TinyText"), STR_INIT("tinytext"), STR_INIT("") },
    { STR_INIT("db.Text"), STR_INIT("text"), STR_INIT("") },
    { STR_INIT("db.MediumText"), STR_INIT("mediumtext"), STR_INIT("") },
    { STR_INIT("db.LongText"), STR_INIT("longtext"), STR_INIT("") },
    { STR_INIT("db.Bit"), STR_INIT("bit"), STR_INIT("") },
    { STR_INIT("db.TinyInt"), STR_INIT("tinyint"), STR_INIT("") },
    { STR_INIT("db.SmallInt"), STR_INIT("smallint"), STR_INIT("") },
    { STR_INIT("db.MediumInt"), STR_INIT("mediumint"), STR_INIT("") },
    { STR_INIT("db.Int"), STR_INIT("int"), STR_INIT("") },
    { STR_INIT("db.BigInt"), STR_INIT("bigint"), STR_INIT("") },
    { STR_INIT("db.UnsignedTinyInt"), STR_INIT("tinyint"), STR_INIT(" unsigned") },
    { STR_INIT("db.UnsignedSmallInt"), STR_INIT("smallint"), STR_INIT(" unsigned") },
    { STR_INIT("db.UnsignedMediumInt"), STR_INIT("mediumint"), STR_INIT(" unsigned") },
    { STR_INIT("db.UnsignedInt"), STR_INIT("int"), STR_INIT(" unsigned") },
    { STR_INIT("db.UnsignedBigInt"), STR_INIT("bigint"), STR_INIT(" unsigned") },
    { STR_INIT("db.Year"), STR_INIT("year"), STR_INIT("") },
    { STR_INIT("db.Float"), STR_INIT("float"), STR_INIT("") },
    { STR_INIT("db.Double"), STR_INIT("double"), STR_INIT("") },
    { STR_INIT("db.Decimal"), STR_INIT("decimal"), STR_INIT("") },
    { STR_INIT("db.Date"), STR_INIT("date"), STR_INIT("") },
    { STR_INIT("db.DateTime"), STR_INIT("datetime"), STR_INIT("") },
    { STR_INIT("db.Timestamp"), STR_INIT("timestamp"), STR_INIT("") },
    { STR_INIT("db.Time"), STR_INIT("time"), STR_INIT("") },
    { STR_INIT("db.Json"), STR_INIT("json"), STR_INIT("") },
    { STR_INIT("db.Binary"), STR_INIT("binary"), STR_INIT("") },
    { STR_INIT("db.VarBinary"), STR_INIT("varbinary"), STR_INIT("") },
    { STR_INIT("db.TinyBlob"), STR_INIT("tinyblob"), STR_INIT("") },
    { STR_INIT("db.Blob"), STR_INIT("blob"), STR_INIT("") },
    { STR_INIT("db.MediumBlob"), STR_INIT("mediumblob"), STR_INIT("") },
    { STR_INIT("db.LongBlob"), STR_INIT("longblob"), STR_INIT("") },
};

// SQLite has no native ones.
static const TypeRow lite_scalars[] = {
    { STR_INIT("String"), STR_INIT("text"), STR_INIT("") },
    { STR_INIT("Boolean"), STR_INIT("boolean"), STR_INIT("") },
    { STR_INIT("Int"), STR_INIT("integer"), STR_INIT("") },
    { STR_INIT("BigInt"), STR_INIT("bigint"), STR_INIT("") },
    { STR_INIT("Float"), STR_INIT("real"), STR_INIT("") },
    { STR_INIT("Decimal"), STR_INIT("decimal"), STR_INIT("") },
    { STR_INIT("DateTime"), STR_INIT("datetime"), STR_INIT("") },
    { STR_INIT("Json"), STR_INIT("jsonb"), STR_INIT("") },
    { STR_INIT("Bytes"), STR_INIT("blob"), STR_INIT("") },
};

typedef struct TypeTable {
    Str dialect;
    const TypeRow *scalars;
    size_t scalar_count;
    const TypeRow *natives;
    size_t native_count;
} TypeTable;

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static const TypeTable tables[] = {
    { STR_INIT("postgres"), pg_scalars, COUNT(pg_scalars), pg_natives,
      COUNT(pg_natives) },
    { STR_INIT("mysql"), my_scalars, COUNT(my_scalars), my_natives, COUNT(my_natives) },
    { STR_INIT("sqlite"), lite_scalars, COUNT(lite_scalars), lite_scalars, 0 },
};

static const TypeTable *table_of(const Prisma *prisma)
{
    for (size_t i = 0; i < COUNT(tables); i++)
        if (str_eq(tables[i].dialect, prisma->dialect))
            return &tables[i];
    return NULL;
}

static const TypeRow *find_row(const TypeRow *rows, size_t count, Str prisma)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(rows[i].prisma, prisma))
            return &rows[i];
    return NULL;
}

// MySQL's TINYINT(1), which is written as BOOLEAN.
static bool is_flag(const Prisma *prisma, const PrismaField *field,
                    const PrismaAttribute *native)
{
    return prisma_is_mysql(prisma) && str_eq(field->type, STR("Boolean")) &&
           str_eq(native->name, STR("db.TinyInt"));
}

static Str native_type(const Prisma *prisma, const PrismaBlock *block,
                       const PrismaAttribute *attribute)
{
    const TypeTable *table = table_of(prisma);
    const TypeRow *row = find_row(table->natives, table->native_count, attribute->name);
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

// MySQL's enums stand at each column, and SQLite's are text.
static Str enum_type(const Prisma *prisma, const PrismaBlock *own)
{
    if (str_eq(prisma->dialect, STR("sqlite")))
        return STR("text");
    if (!prisma_is_mysql(prisma))
        return ident_sql(prisma->arena, prisma_table_name(prisma, own).name);
    Out out = out_new(prisma->arena);
    StrVec labels = prisma_labels(prisma, own);
    for (size_t i = 0; i < labels.len; i++)
        out_fmt(&out, "%s" STR_FMT, i == 0 ? "enum(" : ",",
                STR_ARG(ident_quoted(prisma->arena, labels.at[i], '\'')));
    out_cstr(&out, labels.len > 0 ? ")" : "");
    return out_text(&out);
}

static Str scalar_type(const Prisma *prisma, const PrismaField *field)
{
    const TypeTable *table = table_of(prisma);
    const TypeRow *row = find_row(table->scalars, table->scalar_count, field->type);
    const PrismaBlock *own = map_get(&prisma->enums, field->type);
    if (own)
        return enum_type(prisma, own);
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
    if (!table_of(prisma))
        return (Str){ 0 };
    Str type = native && !is_flag(prisma, field, native)
                   ? native_type(prisma, block, native)
                   : scalar_type(prisma, field);
    if (type.len == 0 || !field->is_list)
        return type;
    return arena_fmt(prisma->arena, STR_FMT "[]", STR_ARG(type));
}
