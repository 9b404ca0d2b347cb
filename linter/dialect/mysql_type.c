// SPDX-License-Identifier: Apache-2.0
// Types: every spelling, and the one in which information_schema shows it.
#include "dialect/mysql_table_priv.h"

#include "base/out.h"
#include "ir/charset.h"

enum {
    T_NUMERIC = 1 << 0, // UNSIGNED, SIGNED and ZEROFILL may follow
    T_WIDTH = 1 << 1,   // (n) may follow and says nothing of the values
    T_LENGTH = 1 << 2,  // (n) may follow
    T_MUST = 1 << 3,    // (n) must follow
    T_SCALE = 1 << 4,   // (m, d) may follow
    T_FSP = 1 << 5,     // (n) may follow, and 0 is none
    T_TEXT = 1 << 6,    // has a character set
    T_NATIONAL = 1 << 7,
    T_LABELS = 1 << 8,
    T_SPATIAL = 1 << 9,
    T_ORACLE = 1 << 10, // in MariaDB's Oracle mode alone
    T_BLOB = 1 << 11,   // its length chooses among four sizes
    T_FORGETS = 1 << 12 // on MariaDB numbers may follow, and say nothing
};

typedef struct TypeRow {
    const char *words;
    const char *name;
    unsigned flags;
    long length; // where the text has none; 0: then none is shown either
    MyFeatureId feature;
} TypeRow;

enum {
    INTEGER = T_NUMERIC | T_WIDTH,
    FIXED_POINT = T_NUMERIC | T_LENGTH | T_SCALE,
    CHARS = T_TEXT | T_LENGTH,
    VARCHARS = T_TEXT | T_MUST,
    SIZED_BLOB = T_BLOB | T_LENGTH,
    SPATIAL = T_SPATIAL | T_FORGETS
};

// Of rows that begin alike the longer one stands first.
static const TypeRow types[] = {
    { "bigint", "bigint", INTEGER, 0, MYF_NONE },
    { "binary", "binary", T_LENGTH, 1, MYF_NONE },
    { "bit", "bit", T_LENGTH, 1, MYF_NONE },
    { "blob", "blob", SIZED_BLOB, 0, MYF_NONE },
    { "boolean", "tinyint", 0, 1, MYF_NONE },
    { "bool", "tinyint", 0, 1, MYF_NONE },
    { "char varying", "varchar", VARCHARS, 0, MYF_NONE },
    { "character varying", "varchar", VARCHARS, 0, MYF_NONE },
    { "character", "char", CHARS, 1, MYF_NONE },
    { "char", "char", CHARS, 1, MYF_NONE },
    { "clob", "longtext", T_TEXT | T_ORACLE, 0, MYF_NONE },
    { "date", "date", 0, 0, MYF_NONE },
    { "datetime", "datetime", T_FSP, 0, MYF_NONE },
    { "decimal", "decimal", FIXED_POINT, 10, MYF_NONE },
    { "dec", "decimal", FIXED_POINT, 10, MYF_NONE },
    { "double precision", "double", T_NUMERIC | T_SCALE, 0, MYF_NONE },
    { "double", "double", T_NUMERIC | T_SCALE, 0, MYF_NONE },
    { "enum", "enum", T_LABELS | T_TEXT, 0, MYF_NONE },
    { "fixed", "decimal", FIXED_POINT, 10, MYF_NONE },
    { "float4", "float", FIXED_POINT, 0, MYF_NONE },
    { "float8", "double", T_NUMERIC | T_SCALE, 0, MYF_NONE },
    { "float", "float", FIXED_POINT, 0, MYF_NONE },
    { "geomcollection", "geometrycollection", SPATIAL, 0, MYF_GEOMCOLLECTION },
    { "geometrycollection", "geometrycollection", SPATIAL, 0, MYF_TYPE_GEOMETRY },
    { "geometry", "geometry", SPATIAL, 0, MYF_TYPE_GEOMETRY },
    { "inet4", "inet4", T_FORGETS, 0, MYF_TYPE_INET4 },
    { "inet6", "inet6", T_FORGETS, 0, MYF_TYPE_INET6 },
    { "int1", "tinyint", INTEGER, 0, MYF_NONE },
    { "int2", "smallint", INTEGER, 0, MYF_NONE },
    { "int3", "mediumint", INTEGER, 0, MYF_NONE },
    { "int4", "int", INTEGER, 0, MYF_NONE },
    { "int8", "bigint", INTEGER, 0, MYF_NONE },
    { "integer", "int", INTEGER, 0, MYF_NONE },
    { "int", "int", INTEGER, 0, MYF_NONE },
    { "json", "json", 0, 0, MYF_NONE },
    { "linestring", "linestring", SPATIAL, 0, MYF_TYPE_GEOMETRY },
    { "long varbinary", "mediumblob", 0, 0, MYF_NONE },
    { "long char varying", "mediumtext", T_TEXT, 0, MYF_NONE },
    { "long character varying", "mediumtext", T_TEXT, 0, MYF_NONE },
    { "long varchar", "mediumtext", T_TEXT, 0, MYF_NONE },
    { "long varcharacter", "mediumtext", T_TEXT, 0, MYF_NONE },
    { "long", "mediumtext", T_TEXT, 0, MYF_NONE },
    { "longblob", "longblob", 0, 0, MYF_NONE },
    { "longtext", "longtext", T_TEXT, 0, MYF_NONE },
    { "mediumblob", "mediumblob", 0, 0, MYF_NONE },
    { "mediumint", "mediumint", INTEGER, 0, MYF_NONE },
    { "mediumtext", "mediumtext", T_TEXT, 0, MYF_NONE },
    { "middleint", "mediumint", INTEGER, 0, MYF_NONE },
    { "multilinestring", "multilinestring", SPATIAL, 0, MYF_TYPE_GEOMETRY },
    { "multipoint", "multipoint", SPATIAL, 0, MYF_TYPE_GEOMETRY },
    { "multipolygon", "multipolygon", SPATIAL, 0, MYF_TYPE_GEOMETRY },
    { "national char varying", "varchar", VARCHARS | T_NATIONAL, 0, MYF_NONE },
    { "national character varying", "varchar", VARCHARS | T_NATIONAL, 0, MYF_NONE },
    { "national varchar", "varchar", VARCHARS | T_NATIONAL, 0, MYF_NONE },
    { "national varcharacter", "varchar", VARCHARS | T_NATIONAL, 0, MYF_NONE },
    { "national character", "char", CHARS | T_NATIONAL, 1, MYF_NONE },
    { "national char", "char", CHARS | T_NATIONAL, 1, MYF_NONE },
    { "nchar varchar", "varchar", VARCHARS | T_NATIONAL, 0, MYF_NONE },
    { "nchar varcharacter", "varchar", VARCHARS | T_NATIONAL, 0, MYF_NONE },
    { "nchar varying", "varchar", VARCHARS | T_NATIONAL, 0, MYF_NONE },
    { "nchar", "char", CHARS | T_NATIONAL, 1, MYF_NONE },
    { "number", "decimal", FIXED_POINT | T_ORACLE, 10, MYF_NONE },
    { "numeric", "decimal", FIXED_POINT, 10, MYF_NONE },
    { "nvarchar", "varchar", VARCHARS | T_NATIONAL, 0, MYF_NONE },
    { "point", "point", SPATIAL, 0, MYF_TYPE_GEOMETRY },
    { "polygon", "polygon", SPATIAL, 0, MYF_TYPE_GEOMETRY },
    { "raw", "varbinary", T_MUST | T_ORACLE, 0, MYF_NONE },
    { "real", "double", T_NUMERIC | T_SCALE, 0, MYF_NONE },
    { "serial", "bigint", 0, 0, MYF_NONE },
    { "set", "set", T_LABELS | T_TEXT, 0, MYF_NONE },
    { "smallint", "smallint", INTEGER, 0, MYF_NONE },
    { "text", "text", T_TEXT | SIZED_BLOB, 0, MYF_NONE },
    { "timestamp", "timestamp", T_FSP, 0, MYF_NONE },
    { "time", "time", T_FSP, 0, MYF_NONE },
    { "tinyblob", "tinyblob", 0, 0, MYF_NONE },
    { "tinyint", "tinyint", INTEGER, 0, MYF_NONE },
    { "tinytext", "tinytext", T_TEXT, 0, MYF_NONE },
    { "uuid", "uuid", T_FORGETS, 0, MYF_TYPE_UUID },
    { "varbinary", "varbinary", T_MUST, 0, MYF_NONE },
    { "varcharacter", "varchar", VARCHARS, 0, MYF_NONE },
    { "varchar2", "varchar", VARCHARS | T_ORACLE, 0, MYF_NONE },
    { "varchar", "varchar", VARCHARS, 0, MYF_NONE },
    { "vector", "vector", T_LENGTH, 0, MYF_TYPE_VECTOR },
    { "year", "year", INTEGER, 0, MYF_NONE },
};

enum { TYPE_COUNT = sizeof types / sizeof types[0] };

char my_first_letter(const MyParser *p)
{
    MyToken token = my_peek(p, 0);
    if (token.kind != MYT_WORD || token.end == token.start)
        return 0;
    char c = p->text.ptr[token.start];
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

long my_long(Str digits)
{
    uint64_t value;
    bool fits = digits.len <= 18 && str_to_u64(digits, &value);
    return fits ? (long)value : 0;
}

static const TypeRow *take_row(MyParser *p)
{
    char first = my_first_letter(p);
    for (size_t i = 0; first != 0 && i < TYPE_COUNT; i++) {
        const TypeRow *row = &types[i];
        if (row->words[0] != first)
            continue;
        if (row->flags & T_ORACLE && !(p->modes & MYM_ORACLE))
            continue;
        if (my_take(p, row->words))
            return row;
    }
    my_refuse(p, NULL);
    return NULL;
}

// ---- what stands in brackets behind a type ----

static bool number(MyParser *p, TypeRef *type)
{
    Str digits;
    if (!my_number(p, &digits))
        return false;
    type->mods[type->mod_count++] = my_long(digits);
    return true;
}

// Of DECIMAL(10.2), which means to say (10,2), the servers read the 10.
static bool length(MyParser *p, TypeRef *type)
{
    Str text = my_token_text(p->text, my_peek(p, 0)), whole;
    if (my_peek(p, 0).kind != MYT_NUMBER || str_all_digits(text))
        return number(p, type);
    if (!str_cut(&text, '.', &whole) || !str_all_digits(whole) || !str_all_digits(text))
        return my_refuse(p, "a type's length is a whole number");
    type->mods[type->mod_count++] = my_long(whole);
    p->at++;
    return true;
}

// MariaDB: VECTOR has one, and forgets a second number.
static bool vector_modifiers(MyParser *p, TypeRef *type)
{
    if (!my_expect_punct(p, '(') || !number(p, type) ||
        (my_take_punct(p, ',') && !number(p, type)))
        return false;
    type->mod_count = 1;
    type->mods[1] = 0;
    return my_expect_punct(p, ')');
}

static bool may_have_one(const TypeRow *row)
{
    return row->flags & (T_WIDTH | T_LENGTH | T_MUST | T_FSP);
}

// MariaDB takes any numbers behind the types that came late, and forgets them.
static bool forgotten_modifiers(MyParser *p, TypeRef *type)
{
    size_t from = p->at;
    if (!my_take_punct(p, '('))
        return true;
    if (!number(p, type) || (my_take_punct(p, ',') && !number(p, type)))
        return false;
    type->mod_count = 0;
    type->mods[0] = type->mods[1] = 0;
    my_uses(p, MYF_TYPE_FORGETS_LENGTH, from);
    return my_expect_punct(p, ')');
}

static bool modifiers(MyParser *p, const TypeRow *row, TypeRef *type)
{
    const unsigned any = T_WIDTH | T_LENGTH | T_MUST | T_FSP | T_SCALE;
    if (row->flags & T_FORGETS)
        return forgotten_modifiers(p, type);
    if (str_eq(type->name.name, STR("vector")) && engine_is(p->engine, "mariadb"))
        return vector_modifiers(p, type);
    if (!(row->flags & T_MUST) && (!(row->flags & any) || !my_is_punct(p, '(')))
        return true;
    size_t from = p->at;
    if (!my_expect_punct(p, '(') || !length(p, type))
        return false;
    if (row->flags & T_SCALE && my_take_punct(p, ',')) {
        if (!number(p, type))
            return false;
    } else if (!may_have_one(row)) {
        my_uses(p, MYF_DOUBLE_LENGTH, from);
        type->mod_count = 0;
    }
    return my_expect_punct(p, ')');
}

// MariaDB takes one word, or UNSIGNED and ZEROFILL.
static bool may_have_sign(const MyParser *p, size_t from)
{
    size_t words = p->at - from;
    return words == 0 || !engine_is(p->engine, "mariadb") ||
           (words == 1 && !my_is(p, "signed") &&
            !my_token_is(p->text, p->tokens[from], STR("signed")) &&
            !my_token_is(p->text, p->tokens[from],
                         my_token_text(p->text, my_peek(p, 0))));
}

static void signs(MyParser *p, TypeRef *type)
{
    size_t from = p->at;
    while (may_have_sign(p, from)) {
        if (my_take(p, "unsigned"))
            type->is_unsigned = true;
        else if (my_take(p, "zerofill"))
            type->is_unsigned = type->zerofill = true;
        else if (!my_take(p, "signed"))
            return;
    }
}

// ---- character sets ----

// The charset that is at the cursor, if one is.
static bool charset(MyParser *p, ColumnDef *column)
{
    if (my_take_charset(p))
        return my_charset_name(p, &column->charset);
    if (my_take(p, "ascii"))
        column->charset = STR("latin1");
    else if (my_take(p, "unicode"))
        column->charset = STR("ucs2");
    return true;
}

// A charset and BINARY, in any order.
static bool charset_words(MyParser *p, ColumnDef *column, bool *bin)
{
    *bin = my_take(p, "binary");
    if (!charset(p, column))
        return false;
    if (!*bin)
        *bin = my_take(p, "binary");
    return true;
}

// BINARY is the "_bin" collation of the column's charset: "_bin" alone where that is
// the table's.
static bool collation(MyParser *p, ColumnDef *column, bool bin)
{
    if (bin)
        column->collation = arena_fmt(p->arena, STR_FMT "_bin", STR_ARG(column->charset));
    return !my_take(p, "collate") || my_collation_name(p, &column->collation);
}

// Of the charset BINARY, char, varchar and the texts are other types.
static Str binary_twin(Str name)
{
    static const char *const twins[][2] = {
        { "char", "binary" }, { "varchar", "varbinary" },     { "tinytext", "tinyblob" },
        { "text", "blob" },   { "mediumtext", "mediumblob" }, { "longtext", "longblob" },
    };
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++)
        if (str_eq(name, str_from(twins[i][0])))
            return str_from(twins[i][1]);
    return name;
}

// TEXT(n) and BLOB(n) are the smallest of their kind that holds n characters.
static Str sized(Str name, long length, unsigned long bytes)
{
    static const struct {
        unsigned long max;
        const char *text, *blob;
    } sizes[] = { { 255, "tinytext", "tinyblob" },
                  { 65535, "text", "blob" },
                  { 16777215, "mediumtext", "mediumblob" } };
    bool text = str_eq(name, STR("text"));
    unsigned long size = (unsigned long)length * (text ? bytes : 1);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (size <= sizes[i].max)
            return str_from(text ? sizes[i].text : sizes[i].blob);
    return text ? STR("longtext") : STR("longblob");
}

// ---- one spelling ----

static Str mods_text(Arena *arena, const TypeRow *row, const TypeRef *type)
{
    bool tiny_one = str_eq(type->name.name, STR("tinyint")) && type->mods[0] == 1 &&
                    !type->is_unsigned;
    if (type->labels.len > 0)
        return my_labels_text(arena, type);
    if (type->mod_count == 0 || (row->flags & T_WIDTH && !tiny_one))
        return STR("");
    if (type->mod_count == 2)
        return arena_fmt(arena, "(%ld,%ld)", type->mods[0], type->mods[1]);
    return arena_fmt(arena, "(%ld)", type->mods[0]);
}

// FLOAT(p) chooses between the two sizes, and says nothing else.
static void settle_float(TypeRef *type)
{
    if (type->mod_count != 1)
        return;
    if (type->mods[0] > 24)
        type->name.name = STR("double");
    type->mod_count = 0;
}

static void settle_decimal(TypeRef *type)
{
    if (type->mods[0] == 0)
        type->mods[0] = 10;
    type->mod_count = 2;
}

// What a type means where its text says less, or says it in another way.
static void settle(MyParser *p, const TypeRow *row, ColumnDef *column)
{
    TypeRef *type = &column->type;
    Str *name = &type->name.name;
    if (type->mod_count == 1 && type->mods[0] == 0 && row->flags & (T_FSP | T_BLOB))
        type->mod_count = 0;
    if (type->mod_count == 0 && row->length > 0)
        type->mods[type->mod_count++] = row->length;
    if (str_eq(*name, STR("bit")) && type->mods[0] == 0)
        type->mods[0] = 1;
    if (str_eq(*name, STR("decimal")))
        settle_decimal(type);
    if (str_eq(*name, STR("float")))
        settle_float(type);
    if (str_eq(*name, STR("year")))
        type->is_unsigned = type->zerofill = false;
    if (row->flags & T_BLOB && type->mod_count > 0) {
        *name =
            sized(*name, type->mods[0], (unsigned)charset_most_bytes(column->charset));
        type->mod_count = 0;
    }
    if (str_eq(*name, STR("vector")) && type->mod_count == 0 &&
        engine_is(p->engine, "mysql"))
        type->mods[type->mod_count++] = 2048;
}

static Str type_text(Arena *arena, const TypeRow *row, const TypeRef *type)
{
    Str mods = mods_text(arena, row, type);
    return arena_fmt(arena, STR_FMT STR_FMT "%s%s", STR_ARG(type->name.name),
                     STR_ARG(mods), type->is_unsigned ? " unsigned" : "",
                     type->zerofill ? " zerofill" : "");
}

static void serial(ColumnDef *column)
{
    column->type.serial = true;
    column->type.is_unsigned = true;
    column->not_null = true;
    column->auto_increment = true;
}

static bool spatial_reference(MyParser *p)
{
    size_t from = p->at;
    Str id;
    if (!my_take(p, "ref_system_id"))
        return true;
    if (!my_expect_punct(p, '=') || !my_number(p, &id))
        return false;
    my_uses(p, MYF_COLUMN_REF_SYSTEM_ID, from);
    return true;
}

// MariaDB: VARCHAR(9) COMPRESSED CHARACTER SET latin1
static bool compressed_text(MyParser *p, const TypeRow *row, ColumnDef *column)
{
    static const char *const others[] = { "char", "enum", "set", NULL };
    size_t from = p->at;
    Str method;
    if (!(row->flags & T_TEXT) || str_is_any(str_from(row->name), others) ||
        !my_take(p, "compressed"))
        return true;
    my_uses(p, MYF_COLUMN_COMPRESSED, from);
    if (my_take_punct(p, '=') && !my_any_word(p, &method))
        return false;
    ColumnRest *rest = column_own_rest(p->arena, column);
    *vec_push(p->arena, &rest->others) = my_text_from(p, from);
    return true;
}

static bool is_charset_word(MyParser *p)
{
    size_t from = p->at;
    my_take(p, "binary");
    bool found = my_is(p, "ascii") || my_is(p, "unicode") || my_is(p, "byte");
    p->at = from;
    return found;
}

static bool text_attributes(MyParser *p, const TypeRow *row, ColumnDef *column)
{
    static const char *const shorts[] = { "char", "varchar", NULL };
    bool bin = false, word = is_charset_word(p);
    size_t from = p->at;
    bool national = row->flags & T_NATIONAL;
    bool byte = row->flags & T_TEXT && !national && my_take(p, "byte");
    if (national) {
        column->charset = STR("utf8mb3");
        bin = my_take(p, "binary");
    } else if (row->flags & T_TEXT && !byte && !charset_words(p, column, &bin)) {
        return false;
    }
    if (word && (bin || str_is_any(column->type.name.name, shorts)))
        my_uses(p, MYF_CHARSET_WORD, from);
    byte = byte || str_eq(column->charset, STR("binary"));
    if (!collation(p, column, bin && !byte))
        return false;
    if (byte || str_eq(column->collation, STR("binary"))) {
        column->type.name.name = binary_twin(column->type.name.name);
        column->charset = column->collation = STR("");
    }
    return true;
}

// MariaDB: mariadb_schema.DATE says whose DATE is meant, as SHOW CREATE TABLE does.
static void take_type_schema(MyParser *p)
{
    static const char *const schemas[] = { "mariadb_schema", "oracle_schema",
                                           "maxdb_schema", NULL };
    if (engine_is(p->engine, "mariadb") && my_is_punct_at(p, 1, '.') &&
        my_take_one(p, schemas) >= 0)
        p->at++;
}

bool my_type(MyParser *p, ColumnDef *column)
{
    size_t from = p->at;
    take_type_schema(p);
    const TypeRow *row = take_row(p);
    TypeRef *type = &column->type;
    if (row == NULL)
        return false;
    my_uses(p, row->feature, from);
    type->name.name = str_from(row->name);
    if (!modifiers(p, row, type) || (row->flags & T_LABELS && !my_labels(p, type)))
        return false;
    if (row->flags & T_NUMERIC)
        signs(p, type);
    if (row->flags & T_SPATIAL && !spatial_reference(p))
        return false;
    if (!compressed_text(p, row, column) || !text_attributes(p, row, column))
        return false;
    if (str_eq_ci(str_from(row->words), STR("serial")))
        serial(column);
    settle(p, row, column);
    type->text = type_text(p->arena, row, type);
    return true;
}
