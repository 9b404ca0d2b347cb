// SPDX-License-Identifier: Apache-2.0
// The names that PostgreSQL makes up for what has none in the text: makeObjectName,
// ChooseRelationName, ChooseIndexColumnNames and FigureIndexColname of its sources,
// retold.
#include "catalog/replay_my_priv.h"

#include "base/list.h"

#include <stdio.h>
#include <string.h>

enum {
    NAME_BYTES = 63, // NAMEDATALEN - 1
    LABEL_BYTES = 31,
    PATIENCE = 100 // numbers that are tried one by one
};

// A name under construction, so that trying many takes no memory.
typedef struct NameBuffer {
    char bytes[NAME_BYTES];
    size_t len;
} NameBuffer;

static void append(NameBuffer *buffer, Str s)
{
    for (size_t i = 0; i < s.len && buffer->len < NAME_BYTES; i++)
        buffer->bytes[buffer->len++] = s.ptr[i];
}

static Str buffer_text(const NameBuffer *buffer)
{
    return (Str){ buffer->bytes, buffer->len };
}

// The first n bytes at most, without cutting a UTF-8 character.
static Str clip(Str s, size_t n)
{
    if (s.len <= n)
        return s;
    while (n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
        n--;
    return str_take(s, n);
}

// first_second_label, where the longer of the two names gives way until all fits.
static NameBuffer make_object_name(Str first, Str second, Str label)
{
    size_t overhead = label.len + 1 + (second.ptr ? 1 : 0);
    size_t room = NAME_BYTES - overhead;
    size_t first_len = first.len, second_len = second.len;
    if (first_len + second_len > room) {
        size_t excess = first_len + second_len - room;
        size_t gap =
            first_len > second_len ? first_len - second_len : second_len - first_len;
        size_t from_longer = excess < gap ? excess : gap;
        *(first_len > second_len ? &first_len : &second_len) -= from_longer;
        // Now they are equally long, or it fits: PostgreSQL goes on with the second, in
        // turns.
        second_len -= (excess - from_longer + 1) / 2;
        first_len -= (excess - from_longer) / 2;
    }
    NameBuffer buffer = { .len = 0 };
    append(&buffer, clip(first, first_len));
    if (second.ptr) {
        append(&buffer, STR("_"));
        append(&buffer, clip(second, second_len));
    }
    append(&buffer, STR("_"));
    append(&buffer, label);
    return buffer;
}

typedef struct Choice {
    Str schema;
    bool relation;   // the name must be no relation's
    bool constraint; // nor a constraint's
} Choice;

static bool is_taken(const Catalog *catalog, const Choice *choice, Str name)
{
    Name full = { choice->schema, name };
    return (choice->relation && !name_is_free(catalog, OBJ_TABLE, full)) ||
           (choice->constraint && constraint_name_taken(catalog, full));
}

// With numbers behind the label while the name is taken. A text may take thousands of
// them: then the search goes on behind all that can be taken, lest it become quadratic.
static Str choose(const Catalog *catalog, const Choice *choice, Str first, Str second,
                  const char *label)
{
    const Space *space = space_find(catalog, choice->schema);
    size_t all =
        space ? space->relations.entries.len + space->constraints.entries.len : 0;
    NameBuffer name = make_object_name(first, second, str_from(label));
    for (size_t pass = 1; is_taken(catalog, choice, buffer_text(&name)); pass++) {
        char numbered[LABEL_BYTES + 1];
        size_t number = pass <= PATIENCE ? pass : pass + all;
        snprintf(numbered, sizeof numbered, "%s%zu", label, number);
        name = make_object_name(first, second, str_from(numbered));
    }
    return arena_copy(catalog->arena, buffer_text(&name));
}

// Column names with "_" between, as much as can matter.
static NameBuffer join_columns(const StrVec *columns)
{
    NameBuffer joined = { .len = 0 };
    for (size_t i = 0; i < columns->len; i++) {
        if (i > 0)
            append(&joined, STR("_"));
        append(&joined, columns->at[i]);
    }
    return joined;
}

// ---- indexes ----

// Whether the parenthesis at `open` ends with the text.
static bool closes_at_end(Str s, size_t open)
{
    size_t depth = 0;
    for (size_t i = open; i < s.len; i++) {
        depth += s.ptr[i] == '(';
        if (s.ptr[i] == ')' && --depth == 0)
            return i == s.len - 1;
    }
    return false;
}

// A call is named by its function, anything else "expr". (PostgreSQL also looks through
// casts.)
static Str expression_name(Arena *arena, Str expression)
{
    Str s = str_trim(expression);
    while (s.len >= 2 && s.ptr[0] == '(' && closes_at_end(s, 0))
        s = str_trim(str_slice(s, 1, s.len - 1));
    size_t open = str_find_char(s, '(', 0);
    if (open == 0 || open == s.len || !closes_at_end(s, open))
        return STR("expr");
    Str head = str_take(s, open), word, last = { 0 };
    size_t at = 0, words = 0, dots = 0;
    for (; next_word(arena, head, &at, &word); words++)
        last = word;
    for (size_t i = 0; i < head.len; i++)
        dots += head.ptr[i] == '.';
    return words == dots + 1 ? last : STR("expr");
}

// A name that is there already gets a number: expr, expr1.
static void add_part_name(Arena *arena, StrVec *names, Str name)
{
    Str unique = name;
    for (size_t i = 1; list_has(names, unique); i++)
        unique = arena_fmt(arena, STR_FMT "%zu", STR_ARG(clip(name, NAME_BYTES - 10)), i);
    *vec_push(arena, names) = unique;
}

// A table to ask for names that it has, be it known or not.
static const Table *table_or_none(const Catalog *catalog, Name name, Table *none)
{
    const Table *known = find_table(catalog, name);
    *none = (Table){ .name = name, .any_case = catalog->is_mysql || catalog->is_sqlite };
    return known ? known : none;
}

Str auto_index_name(const Catalog *catalog, Name table, const IndexDef *def)
{
    Table none;
    if (catalog->is_mysql)
        return my_index_name(catalog, table_or_none(catalog, table, &none), def);
    Arena *arena = catalog->arena;
    StrVec names = { 0 };
    for (size_t i = 0; i < def->parts.len; i++) {
        const IndexPart *part = &def->parts.at[i];
        add_part_name(arena, &names,
                      part->column.len > 0 ? part->column
                                           : expression_name(arena, part->expression));
    }
    for (size_t i = 0; i < def->include.len; i++)
        add_part_name(arena, &names, def->include.at[i]);
    NameBuffer columns = join_columns(&names);
    Choice choice = { .schema = table.schema, .relation = true };
    return choose(catalog, &choice, table.name, buffer_text(&columns), "idx");
}

// ---- constraints and sequences ----

static const char *const constraint_labels[] = {
    [CON_PRIMARY_KEY] = "pkey", [CON_UNIQUE] = "key",   [CON_FOREIGN_KEY] = "fkey",
    [CON_CHECK] = "check",      [CON_EXCLUDE] = "excl", [CON_NOT_NULL] = "not_null",
};

// The one column that a CHECK speaks of; ptr NULL: none or several.
static Str checked_column(Arena *arena, const Table *table, const ConstraintDef *def)
{
    Str column = { 0 }, word;
    size_t at = 0;
    while (next_word(arena, def->expression, &at, &word)) {
        if (!table_column(table, word) || (column.ptr && str_eq(column, word)))
            continue;
        if (column.ptr)
            return (Str){ 0 };
        column = word;
    }
    // Of a table that is not wholly known, what stands beside the column is all there is
    // to go by.
    return !column.ptr && !table->complete && def->columns.len == 1 ? def->columns.at[0]
                                                                    : column;
}

Str auto_constraint_name(const Catalog *catalog, const Table *table,
                         const ConstraintDef *def)
{
    if (catalog->is_mysql)
        return my_constraint_name(catalog, table, def);
    bool has_index = def->kind == CON_PRIMARY_KEY || def->kind == CON_UNIQUE ||
                     def->kind == CON_EXCLUDE;
    Choice choice = { table->name.schema, has_index, true };
    StrVec names = { 0 };
    for (size_t i = 0; i < def->columns.len; i++)
        *vec_push(catalog->arena, &names) = def->columns.at[i];
    for (size_t i = 0; has_index && i < def->include.len; i++)
        *vec_push(catalog->arena, &names) = def->include.at[i];
    NameBuffer columns = join_columns(&names);
    Str middle = buffer_text(&columns);
    if (def->kind == CON_PRIMARY_KEY)
        middle = (Str){ 0 };
    else if (def->kind == CON_CHECK)
        middle = checked_column(catalog->arena, table, def);
    return choose(catalog, &choice, table->name.name, middle,
                  constraint_labels[def->kind]);
}

Str auto_sequence_name(const Catalog *catalog, Name table, Str column)
{
    Choice choice = { .schema = table.schema, .relation = true };
    return choose(catalog, &choice, table.name, column, "seq");
}

bool is_auto_not_null_name(Str name, Str table, Str column)
{
    NameBuffer made = make_object_name(table, column, STR("not_null"));
    return str_eq(buffer_text(&made), name);
}
