// SPDX-License-Identifier: Apache-2.0
// The old definition of a column against the new one. What each difference costs is in
// mysql_facts_modify.c.
#include "dialect/mysql_change.h"

#include "ir/charset.h"

// ---- character sets ----

Str my_charset(const Table *table, const ColumnDef *column)
{
    if (column->charset.ptr)
        return column->charset; // empty: the database's
    if (column->collation.len > 0)
        return charset_of_collation(column->collation);
    Str charset = table ? table_option(table, STR("charset")) : (Str){ 0 };
    if (charset.len > 0)
        return charset;
    Str collation = table ? table_option(table, STR("collate")) : (Str){ 0 };
    return charset_of_collation(collation);
}

// Empty: the character set's default.
static Str collation_of(const Table *table, const ColumnDef *column)
{
    if (column->collation.len > 0)
        return column->collation;
    Str own = column->charset;
    if (own.ptr && own.len == 0)
        return own;
    Str charset = table ? table_option(table, STR("charset")) : (Str){ 0 };
    Str collation = table ? table_option(table, STR("collate")) : (Str){ 0 };
    if (charset.len == 0)
        charset = charset_of_collation(collation);
    bool of_table = own.len == 0 || charset_same(own, charset);
    return of_table ? collation : (Str){ 0 };
}

bool my_tidb_takes_charset(Str from, Str to)
{
    bool grows = charset_same(from, STR("utf8")) || charset_same(from, STR("latin1"));
    return charset_same(from, to) || (grows && charset_same(to, STR("utf8mb4")));
}

// ---- types ----

static const char *const texts[] = { "tinytext", "text", "mediumtext", NULL };

static bool same_name(const TypeRef *a, const TypeRef *b)
{
    return str_eq_ci(a->name.name, b->name.name);
}

static bool same_mods(const TypeRef *a, const TypeRef *b)
{
    bool same = a->mod_count == b->mod_count;
    for (size_t i = 0; same && i < a->mod_count; i++)
        same = a->mods[i] == b->mods[i];
    return same;
}

// An integer's display width is nothing to the server but a word.
static bool same_size(const TypeRef *a, const TypeRef *b)
{
    return type_is_integer(a) || same_mods(a, b);
}

// VARCHAR and VARBINARY: in bytes; -1: it is neither.
static long max_bytes(const MyColumnChange *change, const ColumnDef *column)
{
    const TypeRef *type = &column->type;
    long length = type->mod_count > 0 ? type->mods[0] : 0;
    if (str_eq_ci(type->name.name, STR("varbinary")))
        return length;
    if (!str_eq_ci(type->name.name, STR("varchar")))
        return -1;
    return length * charset_most_bytes(my_charset(change->table, column));
}

// How the length of a value is kept: in one byte up to 255, else in two. InnoDB of
// MariaDB keeps up to 127 in a way that both can read.
static unsigned growth(const MyColumnChange *change)
{
    long from = max_bytes(change, change->old), to = max_bytes(change, change->new);
    if (to < from)
        return MYC_TYPE;
    if (to <= 255 || from > 255)
        return MYC_GROW;
    return from <= 127 ? MYC_GROW_SHORT : MYC_GROW_LONG;
}

static unsigned member_change(const TypeRef *old, const TypeRef *new)
{
    if (old->labels.len > new->labels.len ||
        type_member_bytes(old) != type_member_bytes(new))
        return MYC_TYPE;
    for (size_t i = 0; i < old->labels.len; i++)
        if (!str_eq(old->labels.at[i], new->labels.at[i]))
            return MYC_TYPE;
    return old->labels.len < new->labels.len ? MYC_MEMBERS : 0;
}

static unsigned type_change(const MyColumnChange *change)
{
    const TypeRef *old = &change->old->type, *new = &change->new->type;
    if (!same_name(old, new) || old->is_unsigned != new->is_unsigned ||
        old->zerofill != new->zerofill)
        return MYC_TYPE;
    if (old->labels.len > 0 || new->labels.len > 0)
        return member_change(old, new);
    long from = max_bytes(change, change->old);
    if (from >= 0)
        return from == max_bytes(change, change->new) ? 0 : growth(change);
    return same_size(old, new) ? 0 : MYC_TYPE;
}

// ---- the rest of a column ----

static unsigned text_change(const MyColumnChange *change)
{
    const ColumnDef *old = change->old, *new = change->new;
    if (!type_is_text(&old->type) || !type_is_text(&new->type))
        return 0;
    Str from = my_charset(change->table, old), to = my_charset(change->table, new);
    if (from.len > 0 && to.len > 0 && !charset_same(from, to)) {
        bool wider =
            charset_same(from, STR("utf8mb3")) && charset_same(to, STR("utf8mb4"));
        return wider ? MYC_UTF8 : MYC_TYPE;
    }
    Str was = collation_of(change->table, old), is = collation_of(change->table, new);
    return str_eq_ci(was, is) ? 0 : MYC_COLLATION;
}

static bool same_text(Str a, Str b)
{
    return str_eq(str_trim(a), str_trim(b));
}

// An expression that the dictionary keeps in its own spelling.
static unsigned generated_change(const ColumnDef *old, const ColumnDef *new)
{
    bool was = old->generated != GENERATED_NONE, is = new->generated != GENERATED_NONE;
    if (!was && !is)
        return 0;
    if (!was)
        return new->generated == GENERATED_STORED ? MYC_TO_GENERATED : MYC_KIND;
    if (!is)
        return old->generated == GENERATED_STORED ? MYC_TO_PLAIN : MYC_VIRTUAL_TO_PLAIN;
    if (old->generated != new->generated)
        return MYC_KIND;
    if (same_text(old->generated_expr, new->generated_expr))
        return 0;
    return old->generated == GENERATED_STORED ? MYC_STORED : MYC_VIRTUAL;
}

static bool is_null_default(Str text)
{
    return !text.ptr || str_eq_ci(str_trim(text), STR("null"));
}

static bool same_default(Str a, Str b)
{
    return is_null_default(a) ? is_null_default(b) : same_text(a, b);
}

static unsigned dictionary_change(const ColumnDef *old, const ColumnDef *new)
{
    const ColumnRest *before = column_rest(old), *now = column_rest(new);
    unsigned bits = 0;
    bool same_update = (!before->on_update.ptr && !now->on_update.ptr) ||
                       str_eq_ci(str_trim(before->on_update), str_trim(now->on_update));
    if (!same_default(old->default_expr, new->default_expr) || !same_update)
        bits |= MYC_DEFAULT;
    if (!str_eq(before->comment, now->comment))
        bits |= MYC_COMMENT;
    if (old->invisible != new->invisible)
        bits |= MYC_VISIBLE;
    return bits;
}

// TIMESTAMP and the columns of a primary key are NOT NULL without a word.
static unsigned null_change(const MyColumnChange *change)
{
    const ColumnDef *old = change->old, *new = change->new;
    if (old->not_null == new->not_null)
        return 0;
    if (table_key_has(change->table, old->name))
        return 0;
    return new->not_null ? MYC_NOT_NULL : MYC_NULL;
}

static unsigned auto_change(const ColumnDef *old, const ColumnDef *new)
{
    if (old->auto_increment == new->auto_increment)
        return 0;
    return new->auto_increment ? MYC_AUTO_ADDED : MYC_AUTO_GONE;
}

// The column that stands in front of this one; ptr NULL: it is the first.
static Str column_before(const Table *table, Str name)
{
    Str before = { 0 };
    for (size_t i = 0; i < table->columns.len; i++) {
        if (table_same_name(table, table->columns.at[i]->def->name, name))
            break;
        before = table->columns.at[i]->def->name;
    }
    return before;
}

static bool moves(const MyColumnChange *change)
{
    if (!change->position.ptr)
        return false;
    Str before = column_before(change->table, change->old->name);
    if (change->position.len == 0)
        return before.ptr != NULL;
    return !before.ptr || !table_same_name(change->table, before, change->position);
}

unsigned my_column_change(const MyColumnChange *change)
{
    const ColumnDef *old = change->old, *new = change->new;
    if (!old)
        return MYC_UNKNOWN;
    unsigned bits = type_change(change) | text_change(change) | null_change(change) |
                    generated_change(old, new) | dictionary_change(old, new) |
                    auto_change(old, new);
    if (change->renamed)
        bits |= MYC_NAME;
    if (moves(change))
        bits |= MYC_POSITION;
    return bits == 0 ? MYC_NOTHING : bits;
}

// ---- CONVERT TO CHARACTER SET ----

unsigned my_converted(const Table *table, const ColumnDef *column, Str charset,
                      Str collation)
{
    if (!type_is_text(&column->type))
        return 0;
    ColumnDef new = *column;
    new.charset = charset;
    new.collation = collation;
    MyColumnChange change = { .table = table, .old = column, .new = &new };
    unsigned bits = text_change(&change);
    // TEXT keeps the number of its characters, and becomes MEDIUMTEXT for it.
    bool grows = (bits & MYC_UTF8) != 0 && str_is_any(column->type.name.name, texts);
    return grows ? MYC_TYPE : bits | type_change(&change);
}
