// SPDX-License-Identifier: Apache-2.0
// A catalog filled by SQL: statements are lowered by the front end, which is PostgreSQL's
// unless another server is named, and applied in turn.
#include "replayed.h"

#include "base/out.h"
#include "dialect/dialect.h"

#include "check.h"

int replayed_open(void **state)
{
    static const Engine engine = { .family = STR_INIT("postgres"), .major = 17 };
    Arena *arena = arena_new();
    Replayed *replayed = NEW(arena, Replayed);
    *replayed = (Replayed){ .arena = arena,
                            .catalog = catalog_new(arena, &engine),
                            .frontend = &pg_frontend,
                            .engine = &engine };
    *state = replayed;
    return 0;
}

static void end_world(Replayed *replayed)
{
    if (replayed->world)
        replayed->frontend->world_free(replayed->world);
    replayed->world = NULL;
}

void replayed_for(Replayed *replayed, const char *engine)
{
    Str text = str_from(engine);
    size_t at = str_find_char(text, '@', 0);
    Engine *server = NEW(replayed->arena, Engine);
    const EngineFamily *family = dialect_family(str_take(text, at));
    if (!family || !engine_read(family, str_drop(text, at + 1), server))
        fail_msg("no server %s", engine);
    replayed->engine = server;
    replayed->frontend = dialect_find(engine_dialect(server->family));
    replayed->catalog = catalog_new(replayed->arena, server);
    replayed->files = 0;
    end_world(replayed);
    if (replayed->frontend->world_new) {
        replayed->runner = (Runner){ .name = "plain", .title = "The runner" };
        replayed->world = replayed->frontend->world_new(server, &replayed->runner);
    }
}

int replayed_close(void **state)
{
    Replayed *replayed = *state;
    end_world(replayed);
    arena_free(replayed->arena);
    return 0;
}

static void replay(Replayed *replayed, const char *sql, size_t batch)
{
    Stage stage = { .world = replayed->world, .batch = batch, .judged = batch > 0 };
    Lowered lowered = { .engine = replayed->engine,
                        .stage = replayed->world ? &stage : NULL };
    replayed->frontend->lower(replayed->arena, str_from(sql), NULL, &lowered);
    catalog_begin(replayed->catalog, replayed->files++, batch);
    for (size_t i = 0; i < lowered.ops.len; i++) {
        const Op *op = &lowered.ops.at[i];
        if (op->kind == OP_OPAQUE)
            fail_msg(STR_FMT " at %zu of: %s", STR_ARG(op->detail), op->span.start, sql);
        catalog_apply(replayed->catalog, op);
    }
}

void merged(Replayed *replayed, const char *sql)
{
    replay(replayed, sql, 0);
}

void change(Replayed *replayed, const char *sql)
{
    replay(replayed, sql, 1);
}

Name named(const char *text)
{
    Str name = str_from(text);
    size_t dot = str_find_char(name, '.', 0);
    if (dot == name.len)
        return (Name){ .name = name };
    return (Name){ str_take(name, dot), str_drop(name, dot + 1) };
}

const Table *table_of(const Replayed *replayed, const char *name)
{
    const Table *table = catalog_table(replayed->catalog, named(name));
    if (!table)
        fail_msg("no table %s", name);
    return table;
}

const Column *column_of(const Replayed *replayed, const char *table, const char *column)
{
    const Column *found = table_column(table_of(replayed, table), str_from(column));
    if (!found)
        fail_msg("no column %s.%s", table, column);
    return found;
}

const Constraint *constraint_of(const Replayed *replayed, const char *table,
                                const char *name)
{
    const Constraint *found = table_constraint(table_of(replayed, table), str_from(name));
    if (!found)
        fail_msg("no constraint %s on %s", name, table);
    return found;
}

const Index *index_of(const Replayed *replayed, const char *name)
{
    const Index *index = catalog_index(replayed->catalog, named(name));
    if (!index)
        fail_msg("no index %s", name);
    return index;
}

bool has_table(const Replayed *replayed, const char *name)
{
    return catalog_table(replayed->catalog, named(name)) != NULL;
}

bool has_column(const Replayed *replayed, const char *table, const char *column)
{
    return table_column(table_of(replayed, table), str_from(column)) != NULL;
}

bool has_constraint(const Replayed *replayed, const char *table, const char *name)
{
    return table_constraint(table_of(replayed, table), str_from(name)) != NULL;
}

bool has_index(const Replayed *replayed, const char *name)
{
    return catalog_index(replayed->catalog, named(name)) != NULL;
}

bool has_sequence(const Replayed *replayed, const char *name)
{
    return catalog_sequence(replayed->catalog, named(name)) != NULL;
}

bool has_view(const Replayed *replayed, const char *name)
{
    return catalog_view(replayed->catalog, named(name)) != NULL;
}

bool is_new(const Replayed *replayed, const char *relation)
{
    return catalog_is_new(replayed->catalog, named(relation));
}

Str strs_text(const Replayed *replayed, const StrVec *strs)
{
    Out out = out_new(replayed->arena);
    for (size_t i = 0; i < strs->len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(strs->at[i]));
    return out_text(&out);
}

Str columns_text(const Replayed *replayed, const char *table)
{
    StrVec names = { 0 };
    const Table *found = table_of(replayed, table);
    for (size_t i = 0; i < found->columns.len; i++)
        *vec_push(replayed->arena, &names) = found->columns.at[i]->def->name;
    return strs_text(replayed, &names);
}

Str constraints_text(const Replayed *replayed, const char *table)
{
    StrVec names = { 0 };
    const Table *found = table_of(replayed, table);
    for (size_t i = 0; i < found->constraints.len; i++)
        *vec_push(replayed->arena, &names) = found->constraints.at[i]->def.name;
    return strs_text(replayed, &names);
}

Str indexes_text(const Replayed *replayed, const char *table)
{
    StrVec names = { 0 };
    const Table *found = table_of(replayed, table);
    for (size_t i = 0; i < found->indexes.len; i++)
        *vec_push(replayed->arena, &names) = found->indexes.at[i]->name.name;
    return strs_text(replayed, &names);
}

Str parts_text(const Replayed *replayed, const char *index)
{
    StrVec names = { 0 };
    const Index *found = index_of(replayed, index);
    for (size_t i = 0; i < found->def.parts.len; i++) {
        const IndexPart *part = &found->def.parts.at[i];
        *vec_push(replayed->arena, &names) =
            part->column.len > 0 ? part->column : part->expression;
    }
    return strs_text(replayed, &names);
}

// ---- MySQL ----

static void show_index(Out *out, const Index *index)
{
    out_fmt(out, "%s%s" STR_FMT "(", index->def.unique ? "*" : "",
            index->generated ? "~" : "", STR_ARG(index->def.name));
    for (size_t i = 0; i < index->def.parts.len; i++) {
        const IndexPart *part = &index->def.parts.at[i];
        Str text = part->column.len > 0 ? part->column : part->expression;
        out_fmt(out, "%s" STR_FMT, i > 0 ? "," : "", STR_ARG(text));
    }
    out_cstr(out, ")");
}

Str keys_text(const Replayed *replayed, const char *table)
{
    Out out = out_new(replayed->arena);
    const Table *found = table_of(replayed, table);
    for (size_t i = 0; i < found->indexes.len; i++) {
        out_cstr(&out, i > 0 ? " " : "");
        show_index(&out, found->indexes.at[i]);
    }
    return out_text(&out);
}

Str types_text(const Replayed *replayed, const char *table)
{
    Out out = out_new(replayed->arena);
    const Table *found = table_of(replayed, table);
    for (size_t i = 0; i < found->columns.len; i++) {
        const ColumnDef *def = found->columns.at[i]->def;
        out_fmt(&out, "%s" STR_FMT " " STR_FMT "%s", i > 0 ? ", " : "",
                STR_ARG(def->name), STR_ARG(def->type.text), def->not_null ? "!" : "");
    }
    return out_text(&out);
}
