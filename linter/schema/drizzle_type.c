// SPDX-License-Identifier: Apache-2.0
// The SQL types of Drizzle's column builders, as drizzle-kit 0.31 and 1.0 write them, and
// of PostgreSQL's in the spelling that the catalog uses.
#include "base/out.h"

#include "schema/drizzle.h"

// What an option of the builder does to the type.
typedef enum Suffix {
    PLAIN,
    LENGTH,        // (length)
    WANTED_LENGTH, // likewise, and without one the type is another: not told
    DIMENSIONS,    // (dimensions)
    PRECISION,     // (precision) or (precision,scale)
    FRACTION,      // (fsp)
    ZONED,         // (precision) with or without time zone
    INTERVAL,      // fields and (precision)
    LABELS         // ('a','b'), from the first or second argument
} Suffix;

typedef struct TypeRow {
    Str dialect;
    Str builder;
    Str type;
    Suffix suffix;
} TypeRow;

#define ROW(dialect, builder, type, suffix)                                              \
    {                                                                                    \
        STR_INIT(dialect), STR_INIT(builder), STR_INIT(type), suffix                     \
    }
#define PG(builder, type, suffix) ROW("postgres", builder, type, suffix)
#define MY(builder, type, suffix) ROW("mysql", builder, type, suffix)
#define LITE(builder, type, suffix) ROW("sqlite", builder, type, suffix)

static const TypeRow rows[] = {
    PG("bigint", "bigint", PLAIN),
    PG("bigserial", "bigint", PLAIN),
    PG("bit", "bit", DIMENSIONS),
    PG("boolean", "boolean", PLAIN),
    PG("bytea", "bytea", PLAIN),
    PG("char", "character", WANTED_LENGTH),
    PG("cidr", "cidr", PLAIN),
    PG("date", "date", PLAIN),
    PG("decimal", "numeric", PRECISION),
    PG("doublePrecision", "double precision", PLAIN),
    PG("halfvec", "halfvec", DIMENSIONS),
    PG("inet", "inet", PLAIN),
    PG("integer", "integer", PLAIN),
    PG("interval", "interval", INTERVAL),
    PG("json", "json", PLAIN),
    PG("jsonb", "jsonb", PLAIN),
    PG("line", "line", PLAIN),
    PG("macaddr", "macaddr", PLAIN),
    PG("macaddr8", "macaddr8", PLAIN),
    PG("numeric", "numeric", PRECISION),
    PG("point", "point", PLAIN),
    PG("real", "real", PLAIN),
    PG("serial", "integer", PLAIN),
    PG("smallint", "smallint", PLAIN),
    PG("smallserial", "smallint", PLAIN),
    PG("sparsevec", "sparsevec", DIMENSIONS),
    PG("text", "text", PLAIN),
    PG("time", "time", ZONED),
    PG("timestamp", "timestamp", ZONED),
    PG("uuid", "uuid", PLAIN),
    PG("varchar", "character varying", LENGTH),
    PG("vector", "vector", DIMENSIONS),
    MY("bigint", "bigint", PLAIN),
    MY("binary", "binary", LENGTH),
    MY("blob", "blob", PLAIN),
    MY("boolean", "boolean", PLAIN),
    MY("char", "char", LENGTH),
    MY("date", "date", PLAIN),
    MY("datetime", "datetime", FRACTION),
    MY("decimal", "decimal", PRECISION),
    MY("double", "double", PRECISION),
    MY("float", "float", PRECISION),
    MY("int", "int", PLAIN),
    MY("json", "json", PLAIN),
    MY("longblob", "longblob", PLAIN),
    MY("longtext", "longtext", PLAIN),
    MY("mediumblob", "mediumblob", PLAIN),
    MY("mediumint", "mediumint", PLAIN),
    MY("mediumtext", "mediumtext", PLAIN),
    MY("mysqlEnum", "enum", LABELS),
    MY("real", "real", PRECISION),
    MY("serial", "serial", PLAIN),
    MY("smallint", "smallint", PLAIN),
    MY("text", "text", PLAIN),
    MY("time", "time", FRACTION),
    MY("timestamp", "timestamp", FRACTION),
    MY("tinyint", "tinyint", PLAIN),
    MY("tinyblob", "tinyblob", PLAIN),
    MY("tinytext", "tinytext", PLAIN),
    MY("varbinary", "varbinary", LENGTH),
    MY("varchar", "varchar", LENGTH),
    MY("year", "year", PLAIN),
    LITE("blob", "blob", PLAIN),
    LITE("int", "integer", PLAIN),
    LITE("integer", "integer", PLAIN),
    LITE("numeric", "numeric", PLAIN),
    LITE("real", "real", PLAIN),
    LITE("text", "text", LENGTH),
};

static const TypeRow *find_row(Str dialect, Str builder)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(rows[i].dialect, dialect) && str_eq(rows[i].builder, builder))
            return &rows[i];
    return NULL;
}

// ---- options ----

typedef struct Options {
    TsReader *reader;
    const DzValue *column;
    TsValue object; // of options; or absent
} Options;

// The builder's object of options stands behind the name, or in its place.
static Options options_of(const Drizzle *drizzle, const DzValue *column)
{
    TsValue first = ts_eval(drizzle->reader, ts_argument(&column->call, 0));
    bool is_first = first.kind == TSV_OBJECT;
    TsValue object =
        is_first ? first : ts_eval(drizzle->reader, ts_argument(&column->call, 1));
    return (Options){ drizzle->reader, column, object };
}

// Absent where it is not given; unknown where the object itself is.
static TsValue option(const Options *options, const char *name)
{
    const TsValue *object = &options->object;
    if (object->kind == TSV_OBJECT)
        return ts_property(options->reader, object->expr, str_from(name));
    bool is_list = object->kind == TSV_ARRAY || object->kind == TSV_LABELS;
    return is_list ? (TsValue){ .kind = TSV_ABSENT } : *object;
}

// "(12)" for an option that is a number, nothing where it is not given; false when it
// cannot be told.
static bool add_number(Out *out, const Options *options, const char *name,
                       const char *open)
{
    TsValue value = option(options, name);
    if (value.kind == TSV_NUMBER)
        out_fmt(out, "%s" STR_FMT, open, STR_ARG(value.text));
    return value.kind == TSV_NUMBER || value.kind == TSV_ABSENT;
}

static bool add_modifier(Out *out, const Options *options, const char *name)
{
    size_t before = out_text(out).len;
    bool is_told = add_number(out, options, name, "(");
    if (out_text(out).len > before)
        out_char(out, ')');
    return is_told;
}

static bool add_precision(Out *out, const Options *options)
{
    TsValue scale = option(options, "scale");
    TsValue precision = option(options, "precision");
    if (precision.kind == TSV_ABSENT)
        return true;
    bool has_scale = scale.kind != TSV_ABSENT;
    bool is_told = add_number(out, options, "precision", "(") &&
                   (!has_scale || add_number(out, options, "scale", ","));
    out_char(out, ')');
    return is_told;
}

static bool add_zone(Out *out, const Options *options)
{
    TsValue zone = option(options, "withTimezone");
    bool is_told = add_modifier(out, options, "precision");
    bool has_zone = zone.kind == TSV_BOOL && str_eq(zone.text, STR("true"));
    out_fmt(out, " %s time zone", has_zone ? "with" : "without");
    return is_told && (zone.kind == TSV_BOOL || zone.kind == TSV_ABSENT);
}

static bool add_interval(Out *out, const Options *options)
{
    TsValue fields = option(options, "fields");
    if (fields.kind == TSV_STRING)
        out_fmt(out, " " STR_FMT, STR_ARG(fields.text));
    return add_modifier(out, options, "precision") &&
           (fields.kind == TSV_STRING || fields.kind == TSV_ABSENT);
}

static bool add_labels(Out *out, const Drizzle *drizzle, const DzValue *column)
{
    StrVec labels = { 0 };
    TsExpr first = ts_argument(&column->call, 0);
    bool is_named = ts_eval(drizzle->reader, first).kind == TSV_STRING;
    if (!drizzle_labels(drizzle, is_named ? ts_argument(&column->call, 1) : first,
                        &labels))
        return false;
    for (size_t i = 0; i < labels.len; i++)
        out_fmt(out, "%s" STR_FMT, i == 0 ? "(" : ",",
                STR_ARG(ident_quoted(out->arena, labels.at[i], '\'')));
    out_char(out, ')');
    return true;
}

// ---- types ----

static bool add_suffix(Out *out, const Drizzle *drizzle, const Options *options,
                       Suffix suffix)
{
    switch (suffix) {
    case PLAIN:
        return true;
    case LENGTH:
        return add_modifier(out, options, "length");
    case WANTED_LENGTH:
        return option(options, "length").kind == TSV_NUMBER &&
               add_modifier(out, options, "length");
    case DIMENSIONS:
        return add_modifier(out, options, "dimensions");
    case PRECISION:
        return add_precision(out, options);
    case FRACTION:
        return add_modifier(out, options, "fsp");
    case ZONED:
        return add_zone(out, options);
    case INTERVAL:
        return add_interval(out, options);
    case LABELS:
        return add_labels(out, drizzle, options->column);
    }
    return false;
}

static bool has_method(const DzValue *column, const char *name)
{
    for (size_t i = 0; i < column->methods.len; i++)
        if (str_eq(column->methods.at[i].name, str_from(name)))
            return true;
    return false;
}

// What stands behind the type itself; false when it cannot be told.
static bool add_tail(Out *out, const Options *options)
{
    if (has_method(options->column, "array"))
        out_cstr(out, "[]"); // PostgreSQL keeps one pair
    if (!str_eq(options->column->dialect, STR("mysql")))
        return true;
    TsValue is_unsigned = option(options, "unsigned");
    if (is_unsigned.kind == TSV_BOOL && str_eq(is_unsigned.text, STR("true")))
        out_cstr(out, " unsigned");
    return is_unsigned.kind == TSV_BOOL || is_unsigned.kind == TSV_ABSENT;
}

Str drizzle_type(const Drizzle *drizzle, const DzValue *column)
{
    Options options = options_of(drizzle, column);
    Out out = out_new(drizzle->reader->arena);
    Name name;
    if (column->type->kind == DZ_ENUM) {
        if (!drizzle_name(drizzle, column->type, &name))
            return (Str){ 0 };
        out_str(&out, ident_sql(drizzle->reader->arena, name.name));
        return add_tail(&out, &options) ? out_text(&out) : (Str){ 0 };
    }
    const TypeRow *row = find_row(column->dialect, column->name);
    if (!row || column->type->kind != DZ_CORE)
        return (Str){ 0 };
    out_str(&out, row->type);
    bool is_told =
        add_suffix(&out, drizzle, &options, row->suffix) && add_tail(&out, &options);
    return is_told ? out_text(&out) : (Str){ 0 };
}
