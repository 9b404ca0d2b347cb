// SPDX-License-Identifier: Apache-2.0
// Sequences: those that statements make, and those that come with serial and identity
// columns.
#include "catalog/replay_priv.h"

static Sequence *sequence_add(Catalog *catalog, Name name, const SequenceDef *def)
{
    if (!name_is_free(catalog, OBJ_SEQUENCE, name))
        return NULL;
    Sequence *sequence = NEW(catalog->arena, Sequence);
    *sequence = (Sequence){ .name = name, .def = *def, .origin = catalog->here };
    object_add(catalog, OBJ_SEQUENCE, sequence, &sequence->name, &sequence->origin);
    return sequence;
}

void sequence_of_column(Catalog *catalog, const Table *table, Column *column)
{
    if (!column->def->type.serial && column->def->identity == IDENTITY_NONE)
        return;
    Str name = auto_sequence_name(catalog, table->name, column->def->name);
    SequenceDef def = { .owned_by = table->name,
                        .owned_column = column->def->name,
                        .type = column->def->type };
    sequence_add(catalog, (Name){ table->name.schema, name }, &def);
    if (column->def->identity == IDENTITY_NONE && !column->def->default_expr.ptr)
        column_redefine(catalog->arena, column)->default_expr = arena_fmt(
            catalog->arena, "nextval('" STR_FMT "'::regclass)",
            STR_ARG(name_sql(catalog->arena, (Name){ table->name.schema, name })));
}

Sequence *column_sequence(const Catalog *catalog, Name table, Str column)
{
    size_t at = 0;
    for (Sequence *sequence; (sequence = next_record(catalog, OBJ_SEQUENCE, &at));)
        if (name_eq(sequence->def.owned_by, table) &&
            str_eq(sequence->def.owned_column, column))
            return sequence;
    return NULL;
}

// The name in the string that nextval is called with, as regclass reads it.
static Name literal_name(Arena *arena, Str literal)
{
    Str first = { 0 }, second = { 0 };
    size_t at = 0;
    if (!next_word(arena, literal, &at, &first))
        return (Name){ 0 };
    if (at == literal.len || literal.ptr[at] != '.')
        return (Name){ .name = first };
    return next_word(arena, literal, &at, &second) ? (Name){ first, second }
                                                   : (Name){ 0 };
}

bool reads_sequence(const Catalog *catalog, Str expression, Name sequence)
{
    if (!expression.ptr || !text_mentions(catalog->arena, expression, STR("nextval")))
        return false;
    size_t open = str_find_char(expression, '\'', 0);
    if (open == expression.len)
        return false;
    size_t close = str_find_char(expression, '\'', open + 1);
    Str literal = str_slice(expression, open + 1, close);
    return name_eq(catalog_resolve(catalog, literal_name(catalog->arena, literal)),
                   sequence);
}

static void set_owner(const Catalog *catalog, Sequence *sequence, const SequenceDef *def)
{
    bool none = def->owned_column.len == 0 && def->owned_by.schema.len == 0 &&
                str_eq(def->owned_by.name, STR("none"));
    sequence->def.owned_by = none ? (Name){ 0 } : catalog_resolve(catalog, def->owned_by);
    sequence->def.owned_column = none ? (Str){ 0 } : def->owned_column;
}

void apply_create_sequence(Catalog *catalog, const Op *op)
{
    if (!op->sequence)
        return;
    Sequence *sequence =
        sequence_add(catalog, creation_name(catalog, op->name, false), op->sequence);
    if (sequence && op->sequence->owned_by.name.len > 0)
        set_owner(catalog, sequence, op->sequence);
}

// Room is doubled: there may be as many ALTERs as the history has.
static void add_options(Catalog *catalog, Sequence *sequence, Str more)
{
    Str before = sequence->options.len > 0 ? (Str){ 0 } : sequence->def.options;
    const Str parts[] = { before, STR(" "), more };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (size_t k = 0; k < parts[i].len; k++)
            *vec_push(catalog->arena, &sequence->options) = parts[i].ptr[k];
    sequence->def.options = (Str){ sequence->options.at, sequence->options.len };
}

void apply_alter_sequence(Catalog *catalog, const Op *op)
{
    Sequence *sequence = find_sequence(catalog, op->name);
    if (!sequence || !op->sequence)
        return;
    if (op->sequence->owned_by.name.len > 0)
        set_owner(catalog, sequence, op->sequence);
    if (op->sequence->type.text.len > 0)
        sequence->def.type = op->sequence->type;
    add_options(catalog, sequence, op->sequence->options);
}
