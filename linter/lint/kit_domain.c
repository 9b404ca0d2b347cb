// SPDX-License-Identifier: Apache-2.0
// Which values a type of MySQL holds, as data, and what another type does not hold of
// them.
#include "lint/rule.h"

#include <inttypes.h>

// Types of one group hold the same kind of values, more of them or fewer.
typedef enum Group {
    G_OTHER, // of a kind of its own
    G_NUMBER,
    G_TIME,
    G_TEXT,
    G_BYTES,
    G_MEMBERS, // ENUM, SET
    G_JSON,
    G_SPATIAL
} Group;

enum { HAS_DATE = 1 << 0, HAS_TIME = 1 << 1 };

enum { ANY_SCALE = 10000 };

typedef struct TypeRow {
    const char *name;
    Group group;
    int bits;     // G_NUMBER: of an integer; of the mantissa of a float; 0: from its text
    int scale;    // digits behind the point
    int parts;    // G_TIME
    double bytes; // G_TEXT, G_BYTES: at most; 0: its length is in its text
    double spelt; // characters of a value that is made text; 0: it depends
} TypeRow;

static const TypeRow rows[] = {
    { "tinyint", G_NUMBER, 8, 0, 0, 0, 0 },
    { "smallint", G_NUMBER, 16, 0, 0, 0, 0 },
    { "mediumint", G_NUMBER, 24, 0, 0, 0, 0 },
    { "int", G_NUMBER, 32, 0, 0, 0, 0 },
    { "bigint", G_NUMBER, 64, 0, 0, 0, 0 },
    { "decimal", G_NUMBER, 0, 0, 0, 0, 0 },
    { "float", G_NUMBER, 24, ANY_SCALE, 0, 0, 14 },
    { "double", G_NUMBER, 53, ANY_SCALE, 0, 0, 24 },
    { "bit", G_NUMBER, 0, 0, 0, 0, 0 },
    { "year", G_NUMBER, 0, 0, 0, 0, 4 },
    { "date", G_TIME, 0, 0, HAS_DATE, 0, 10 },
    { "datetime", G_TIME, 0, 0, HAS_DATE | HAS_TIME, 0, 19 },
    { "timestamp", G_TIME, 0, 0, HAS_DATE | HAS_TIME, 0, 19 },
    { "time", G_TIME, 0, 0, HAS_TIME, 0, 10 },
    { "char", G_TEXT, 0, 0, 0, 0, 0 },
    { "varchar", G_TEXT, 0, 0, 0, 0, 0 },
    { "tinytext", G_TEXT, 0, 0, 0, 255, 0 },
    { "text", G_TEXT, 0, 0, 0, 65535, 0 },
    { "mediumtext", G_TEXT, 0, 0, 0, 16777215, 0 },
    { "longtext", G_TEXT, 0, 0, 0, 4294967295.0, 0 },
    { "binary", G_BYTES, 0, 0, 0, 0, 0 },
    { "varbinary", G_BYTES, 0, 0, 0, 0, 0 },
    { "tinyblob", G_BYTES, 0, 0, 0, 255, 0 },
    { "blob", G_BYTES, 0, 0, 0, 65535, 0 },
    { "mediumblob", G_BYTES, 0, 0, 0, 16777215, 0 },
    { "longblob", G_BYTES, 0, 0, 0, 4294967295.0, 0 },
    { "enum", G_MEMBERS, 0, 0, 0, 0, 0 },
    { "set", G_MEMBERS, 0, 0, 0, 0, 0 },
    { "json", G_JSON, 0, 0, 0, 0, 4294967295.0 },
    { "geometry", G_SPATIAL, 0, 0, 0, 0, 0 },
    { "point", G_SPATIAL, 0, 0, 0, 0, 0 },
    { "linestring", G_SPATIAL, 0, 0, 0, 0, 0 },
    { "polygon", G_SPATIAL, 0, 0, 0, 0, 0 },
    { "multipoint", G_SPATIAL, 0, 0, 0, 0, 0 },
    { "multilinestring", G_SPATIAL, 0, 0, 0, 0, 0 },
    { "multipolygon", G_SPATIAL, 0, 0, 0, 0, 0 },
    { "geometrycollection", G_SPATIAL, 0, 0, 0, 0, 0 },
    { "uuid", G_OTHER, 0, 0, 0, 0, 36 },
    { "inet4", G_OTHER, 0, 0, 0, 0, 15 },
    { "inet6", G_OTHER, 0, 0, 0, 0, 45 },
    { "vector", G_OTHER, 0, 0, 0, 0, 0 },
};

// What one column can hold.
typedef struct Domain {
    const TypeRow *row;
    const TypeRef *type;
    double least, most; // G_NUMBER
    int bits;           // the longest integer that is exact, or that there is
    int scale;          // digits behind the point; of a second
    bool counts_bytes;  // `room` is of bytes, else of characters
    double room;        // G_TEXT, G_BYTES
    double bytes;       // the most that a value takes there
    double spelt;
} Domain;

typedef struct Pair {
    RuleCtx *ctx;
    Domain old, new;
} Pair;

static bool is_named(const Domain *domain, const char *name)
{
    return str_eq(str_from(domain->row->name), str_from(name));
}

static const TypeRow *row_of(const TypeRef *type)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq_ci(type->name.name, str_from(rows[i].name)))
            return &rows[i];
    return NULL;
}

static double power(double base, long exponent)
{
    double product = 1;
    for (long i = 0; i < exponent; i++)
        product *= base;
    return product;
}

// ---- numbers ----

static long mod(const TypeRef *type, size_t at)
{
    return type->mod_count > at ? type->mods[at] : 0;
}

// Of 2^bits - 1, which has as many as 2^bits: no power of 2 is one of 10.
static int decimal_digits(int bits)
{
    return bits * 30103 / 100000 + 1; // log10(2) for a bit
}

static void set_integer(Domain *domain, int bits)
{
    bool is_signed = !domain->type->is_unsigned;
    domain->bits = is_signed ? bits - 1 : bits;
    domain->most = power(2, domain->bits) - 1;
    domain->least = is_signed ? -power(2, domain->bits) : 0;
    domain->spelt = decimal_digits(domain->bits) + is_signed;
}

static void set_decimal(Domain *domain)
{
    const TypeRef *type = domain->type;
    long digits = mod(type, 0) - mod(type, 1);
    domain->scale = (int)mod(type, 1);
    domain->most = power(10, digits) - 1;
    domain->least = type->is_unsigned ? 0 : -domain->most;
    domain->bits = (int)((double)mod(type, 0) * 3.3219281) + 1; // log2(10) for a digit
    domain->spelt = (double)(mod(type, 0) + (domain->scale > 0) + !type->is_unsigned);
}

static void set_float(Domain *domain, const TypeRow *row)
{
    const TypeRef *type = domain->type;
    bool wide = row->bits > 24;
    domain->most = power(2, wide ? 1023 : 127);
    domain->least = type->is_unsigned ? 0 : -domain->most;
    domain->bits = row->bits;
    domain->scale = ANY_SCALE;
    if (type->mod_count < 2)
        return;
    domain->scale = (int)mod(type, 1);
    domain->most = power(10, mod(type, 0) - mod(type, 1)) - 1;
    domain->least = type->is_unsigned ? 0 : -domain->most;
}

static void set_number(Domain *domain, const TypeRow *row)
{
    if (row->scale == ANY_SCALE) {
        set_float(domain, row);
    } else if (row->bits > 0) {
        set_integer(domain, row->bits);
    } else if (is_named(domain, "decimal")) {
        set_decimal(domain);
    } else if (is_named(domain, "bit")) {
        domain->bits = (int)mod(domain->type, 0);
        domain->most = power(2, domain->bits) - 1;
    } else {
        domain->bits = 12; // YEAR
        domain->most = 2155;
    }
}

static bool is_float(const Domain *domain)
{
    return domain->row->scale == ANY_SCALE;
}

static Str most_words(RuleCtx *ctx, const Domain *domain)
{
    if (is_named(domain, "decimal"))
        return ctx_fmt(ctx, "values of more than %ld digits before the point",
                       mod(domain->type, 0) - mod(domain->type, 1));
    if (is_float(domain))
        return STR("values that are too large for it");
    uint64_t most = UINT64_MAX >> (64 - domain->bits);
    return ctx_fmt(ctx, "values above %" PRIu64, is_named(domain, "year") ? 2155 : most);
}

static Str least_words(RuleCtx *ctx, const Domain *domain)
{
    if (domain->least >= 0)
        return STR("negative values");
    if (domain->scale > 0 || is_named(domain, "decimal"))
        return most_words(ctx, domain);
    return ctx_fmt(ctx, "values below -%" PRIu64, UINT64_C(1) << domain->bits);
}

static Str scale_words(RuleCtx *ctx, const Domain *new)
{
    return new->scale == 0
               ? STR("the digits behind the point")
               : ctx_fmt(ctx, "digits behind the point but for %d", new->scale);
}

// A range is told by the end that is nearer; what is rounded besides is told too.
static Narrowing narrow_number(const Pair *pair)
{
    const Domain *old = &pair->old, *new = &pair->new;
    Arena *arena = ctx_arena(pair->ctx);
    bool rounds = old->scale > new->scale;
    bool cuts = is_float(new) && old->bits > new->bits;
    StrVec lost = { 0 };
    if (old->most > new->most)
        *vec_push(arena, &lost) = most_words(pair->ctx, new);
    if (old->least < new->least && (new->least == 0 || lost.len == 0))
        *vec_push(arena, &lost) = least_words(pair->ctx, new);
    if (rounds)
        *vec_push(arena, &lost) = scale_words(pair->ctx, new);
    else if (cuts)
        *vec_push(arena, &lost) =
            ctx_fmt(pair->ctx, "all but the first %d digits of long numbers",
                    new->bits > 24 ? 15 : 6);
    return (Narrowing){ ctx_list(pair->ctx, &lost), rounds || cuts };
}

// ---- times ----

static void set_time(Domain *domain, const TypeRow *row)
{
    domain->scale = (int)mod(domain->type, 0);
    domain->spelt = row->spelt + (domain->scale > 0 ? domain->scale + 1 : 0);
}

static Narrowing narrow_time(const Pair *pair)
{
    const Domain *old = &pair->old, *new = &pair->new;
    int gone = old->row->parts & ~new->row->parts;
    int made_up = new->row->parts & ~old->row->parts;
    if (gone)
        return (Narrowing){ gone == HAS_DATE ? STR("dates") : STR("times of day"), true };
    if (made_up & HAS_DATE)
        return (Narrowing){ STR("durations: the server adds the present date"), true };
    if (is_named(new, "timestamp") && !is_named(old, "timestamp"))
        return (Narrowing){ STR("times before 1970 and after January 2038"), false };
    if (old->scale > new->scale)
        return (Narrowing){ new->scale == 0
                                ? STR("the fractions of a second")
                                : ctx_fmt(pair->ctx,
                                          "fractions of a second but for %d digits",
                                          new->scale),
                            true };
    return (Narrowing){ 0 };
}

// ---- texts and bytes ----

static void set_text(Domain *domain, const TypeRow *row, int wide)
{
    domain->counts_bytes = row->bytes > 0 || row->group == G_BYTES;
    domain->room = row->bytes > 0 ? row->bytes : (double)mod(domain->type, 0);
    domain->bytes = domain->counts_bytes ? domain->room : domain->room * wide;
    domain->spelt = domain->room;
}

static double characters(Str text)
{
    double count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return count;
}

static void set_members(Domain *domain)
{
    const StrVec *labels = &domain->type->labels;
    bool several = is_named(domain, "set");
    for (size_t i = 0; i < labels->len; i++) {
        double length = characters(labels->at[i]);
        if (several)
            domain->spelt += length + (i > 0);
        else if (length > domain->spelt)
            domain->spelt = length;
    }
    domain->bytes = domain->spelt;
}

static Str longer_than(const Pair *pair)
{
    const Domain *new = &pair->new;
    return ctx_fmt(pair->ctx, "values of more than %.0f %s", new->room,
                   new->counts_bytes ? "bytes" : "characters");
}

static bool is_same_type(const Pair *pair)
{
    return pair->old.row == pair->new.row;
}

// Two lengths in bytes, or two in characters, are compared as they are; else the most
// bytes that the characters take.
static Narrowing narrow_text(const Pair *pair)
{
    const Domain *old = &pair->old, *new = &pair->new;
    bool fits = old->counts_bytes == new->counts_bytes || !new->counts_bytes
                    ? old->room <= new->room
                    : old->bytes <= new->bytes;
    return fits ? (Narrowing){ 0 } : (Narrowing){ longer_than(pair), false };
}

// BINARY fills its length with bytes 0.
static Narrowing narrow_bytes(const Pair *pair)
{
    const Domain *old = &pair->old, *new = &pair->new;
    if (old->bytes > new->bytes)
        return (Narrowing){ longer_than(pair), false };
    bool padded =
        is_named(new, "binary") && !(is_same_type(pair) && old->room == new->room);
    return padded ? (Narrowing){ STR("values as they are (bytes 0 are added to shorter "
                                     "ones, which are equal to no older value any more)"),
                                 true }
                  : (Narrowing){ 0 };
}

// A value that is written as text, or as the bytes of one.
static Narrowing narrow_spelt(const Pair *pair)
{
    const Domain *old = &pair->old, *new = &pair->new;
    double needs = old->spelt > 0 ? old->spelt : 4294967295.0;
    return needs <= new->room ? (Narrowing){ 0 }
                              : (Narrowing){ longer_than(pair), false };
}

// ---- one kind of value for another ----

static Narrowing narrow_foreign(const Pair *pair)
{
    return (Narrowing){ ctx_fmt(pair->ctx, "values that are no " STR_FMT,
                                STR_ARG(pair->new.type->text)),
                        false };
}

// The server takes the number of a member for the member.
static Narrowing narrow_member(const Pair *pair)
{
    (void)pair;
    return (Narrowing){ STR("the names of the members: their numbers stay"), true };
}

static Narrowing narrow_spatial(const Pair *pair)
{
    bool wider = is_named(&pair->new, "geometry") || is_same_type(pair);
    return wider ? (Narrowing){ 0 } : narrow_foreign(pair);
}

static Narrowing narrow_nothing(const Pair *pair)
{
    (void)pair;
    return (Narrowing){ 0 };
}

static Narrowing narrow_other(const Pair *pair)
{
    bool same = is_same_type(pair) && mod(pair->old.type, 0) == mod(pair->new.type, 0);
    bool wider = is_named(&pair->old, "inet4") && is_named(&pair->new, "inet6");
    return same || wider ? (Narrowing){ 0 } : narrow_foreign(pair);
}

// enum-set-change tells what becomes of members; an ENUM is a SET of one.
static Narrowing narrow_members(const Pair *pair)
{
    const StrVec *old = &pair->old.type->labels;
    for (size_t i = 0; !is_same_type(pair) && i < old->len; i++)
        if (!list_has(&pair->new.type->labels, old->at[i]))
            return narrow_foreign(pair);
    return !is_same_type(pair) && is_named(&pair->old, "set")
               ? (Narrowing){ STR("values of several members"), false }
               : (Narrowing){ 0 };
}

typedef struct GroupRow {
    Group old, new;
    Narrowing (*narrow)(const Pair *pair);
} GroupRow;

// What no row names is of another kind.
static const GroupRow group_rows[] = {
    { G_NUMBER, G_NUMBER, narrow_number },  { G_TIME, G_TIME, narrow_time },
    { G_TEXT, G_TEXT, narrow_text },        { G_BYTES, G_BYTES, narrow_bytes },
    { G_TEXT, G_BYTES, narrow_bytes },      { G_MEMBERS, G_MEMBERS, narrow_members },
    { G_JSON, G_JSON, narrow_nothing },     { G_SPATIAL, G_SPATIAL, narrow_spatial },
    { G_SPATIAL, G_BYTES, narrow_spelt },   { G_OTHER, G_OTHER, narrow_other },
    { G_NUMBER, G_TEXT, narrow_spelt },     { G_TIME, G_TEXT, narrow_spelt },
    { G_MEMBERS, G_TEXT, narrow_spelt },    { G_JSON, G_TEXT, narrow_spelt },
    { G_OTHER, G_TEXT, narrow_spelt },      { G_NUMBER, G_BYTES, narrow_spelt },
    { G_TIME, G_BYTES, narrow_spelt },      { G_MEMBERS, G_BYTES, narrow_spelt },
    { G_MEMBERS, G_NUMBER, narrow_member }, { G_NUMBER, G_JSON, narrow_nothing },
    { G_JSON, G_BYTES, narrow_spelt },
};

static Narrowing narrow(const Pair *pair)
{
    for (size_t i = 0; i < sizeof group_rows / sizeof *group_rows; i++)
        if (group_rows[i].old == pair->old.row->group &&
            group_rows[i].new == pair->new.row->group)
            return group_rows[i].narrow(pair);
    return narrow_foreign(pair);
}

static Domain domain_of(const Table *table, const ColumnDef *column, Str charset)
{
    const TypeRow *row = row_of(&column->type);
    Domain domain = { .row = row, .type = &column->type, .spelt = row ? row->spelt : 0 };
    if (charset.len == 0)
        charset = charset_said(table, column).name;
    if (row && row->group == G_NUMBER)
        set_number(&domain, row);
    if (row && row->group == G_TIME)
        set_time(&domain, row);
    if (row && (row->group == G_TEXT || row->group == G_BYTES))
        set_text(&domain, row, charset_most_bytes(charset));
    if (row && row->group == G_MEMBERS)
        set_members(&domain);
    return domain;
}

// The characters that were there are written in the new charset.
Narrowing ctx_narrowing(RuleCtx *ctx, const Table *table, const ColumnDef *old,
                        const ColumnDef *new)
{
    const TypeRow *to = row_of(&new->type);
    Str charset = to && to->group == G_TEXT ? charset_said(table, new).name : (Str){ 0 };
    Pair pair = { ctx, domain_of(table, old, charset),
                  domain_of(table, new, (Str){ 0 }) };
    return pair.old.row && pair.new.row ? narrow(&pair) : (Narrowing){ 0 };
}
