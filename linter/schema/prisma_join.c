// SPDX-License-Identifier: Apache-2.0
// Relations from many to many: a table _AToB with the columns A and B, which Prisma makes
// unasked.
#include "schema/prisma.h"

enum { MAX_STEPS = 1000000 };

typedef struct Side {
    const PrismaBlock *model;
    const PrismaField *field;
    Str relation; // its name; empty: it has none
} Side;

static Side side_of(const Prisma *prisma, const PrismaBlock *model,
                    const PrismaField *field)
{
    Side side = { .model = model, .field = field };
    prisma_name(prisma->arena, model->home, prisma_find(&field->attributes, "relation"),
                "name", &side.relation);
    return side;
}

// The list at the other end; field NULL: there is none, and the relation is another one.
static Side other_end(Prisma *prisma, const Side *side)
{
    const PrismaBlock *model = map_get(&prisma->models, side->field->type);
    for (size_t i = 0; model && i < model->fields.len; i++) {
        const PrismaField *field = &model->fields.at[i];
        if (++prisma->steps > MAX_STEPS)
            break;
        if (!field->is_list || field == side->field ||
            !str_eq(field->type, side->model->name))
            continue;
        Side other = side_of(prisma, model, field);
        if (str_eq(other.relation, side->relation))
            return other;
    }
    return (Side){ 0 };
}

static void add_join(Prisma *prisma, const Side *side)
{
    Str a = side->model->name;
    Str b = side->field->type;
    Str name =
        side->relation.len > 0
            ? arena_fmt(prisma->arena, "_" STR_FMT, STR_ARG(side->relation))
            : arena_fmt(prisma->arena, "_" STR_FMT "To" STR_FMT, STR_ARG(a), STR_ARG(b));
    Name home = prisma_table_name(prisma, side->model);
    DeclaredTable *table = vec_push(prisma->arena, &prisma->schema->tables);
    *table = (DeclaredTable){ .name = { home.schema, name },
                              .complete = true,
                              .is_key_vague = true, // a unique index, and a key since 6
                              .at = prisma_at(side->model, side->field->range) };
    static const Str columns[] = { STR_INIT("A"), STR_INIT("B") };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *vec_push(prisma->arena, &table->columns) =
            (DeclaredColumn){ .name = columns[i], .not_null = true, .at = table->at };
}

// Of the two ends the one that comes first by the model's name, or by the field's where
// both are of one model, gives the table.
static bool comes_first(const Side *side, const Side *other)
{
    int order = str_cmp(side->model->name, other->model->name);
    return order != 0 ? order < 0 : str_cmp(side->field->name, other->field->name) < 0;
}

void prisma_join_tables(Prisma *prisma)
{
    for (size_t i = 0; i < prisma->blocks.len; i++) {
        const PrismaBlock *model = prisma->blocks.at[i];
        for (size_t k = 0; k < model->fields.len; k++) {
            const PrismaField *field = &model->fields.at[k];
            if (!field->is_list || !map_get(&prisma->models, field->type) ||
                map_get(&prisma->models, model->name) != model)
                continue;
            Side side = side_of(prisma, model, field);
            Side other = other_end(prisma, &side);
            if (other.field && comes_first(&side, &other))
                add_join(prisma, &side);
        }
    }
    if (prisma->steps > MAX_STEPS)
        prisma->schema->complete = false;
}
