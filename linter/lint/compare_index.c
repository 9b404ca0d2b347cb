// SPDX-License-Identifier: Apache-2.0
// Indexes of a table on two sides, those of constraints left out.
#include "lint/compare_priv.h"

// It is neither a constraint's nor one that MySQL made for a foreign key.
static bool is_compared(const Index *index)
{
    return index->constraint.len == 0 && !index->generated;
}

const Index *find_index_named(const Table *table, Str name)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (table_same_name(table, table->indexes.at[i]->name.name, name) &&
            is_compared(table->indexes.at[i]))
            return table->indexes.at[i];
    return NULL;
}

// ---- SQLite: UNIQUE is a unique index, and the other way round ----

static bool is_unique_on(const Table *table, const IndexDef *index, const StrVec *columns)
{
    return index->unique && index->where.len == 0 && index->parts.len == columns->len &&
           table_index_begins(table, index, columns);
}

const Constraint *find_unique_like(const Table *table, const IndexDef *index)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const Constraint *constraint = table->constraints.at[i];
        if (constraint->def.kind == CON_UNIQUE &&
            is_unique_on(table, index, &constraint->def.columns))
            return constraint;
    }
    return NULL;
}

const Index *find_index_like(const Table *table, const ConstraintDef *unique)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (is_compared(table->indexes.at[i]) &&
            is_unique_on(table, &table->indexes.at[i]->def, &unique->columns))
            return table->indexes.at[i];
    return NULL;
}

// ---- parts ----

// A class that only one side names may be the type's own.
static bool same_class(Str a, Str b)
{
    return a.len == 0 || b.len == 0 || str_eq(a, b);
}

static bool same_part(const Comparison *of, const Table *table, const IndexPart *sql,
                      const IndexPart *snapshot)
{
    return same_name(of, sql->column, snapshot->column) &&
           sql->length == snapshot->length &&
           same_condition(of, table, sql->expression, snapshot->expression) &&
           sql->descending == snapshot->descending &&
           sql->nulls_first == snapshot->nulls_first &&
           same_class(sql->opclass, snapshot->opclass);
}

static bool same_parts(const Comparison *of, const Table *table, const IndexDef *sql,
                       const IndexDef *snapshot)
{
    if (sql->parts.len != snapshot->parts.len)
        return false;
    for (size_t i = 0; i < sql->parts.len; i++)
        if (!same_part(of, table, &sql->parts.at[i], &snapshot->parts.at[i]))
            return false;
    return true;
}

static const char *order_words(const Comparison *of, const IndexPart *part)
{
    if (part->descending)
        return part->nulls_first || of->is_mysql || of->is_sqlite ? " DESC"
                                                                  : " DESC NULLS LAST";
    return part->nulls_first ? " NULLS FIRST" : "";
}

static Str part_words(const Comparison *of, const IndexDef *def)
{
    Out out = out_new(of->arena);
    for (size_t i = 0; i < def->parts.len; i++) {
        const IndexPart *part = &def->parts.at[i];
        out_fmt(&out, "%s" STR_FMT, i == 0 ? "on (" : ", ",
                STR_ARG(part->column.len > 0 ? part->column : part->expression));
        if (part->length > 0)
            out_fmt(&out, "(%ld)", part->length);
        out_fmt(&out, "%s" STR_FMT "%s", part->opclass.len > 0 ? " " : "",
                STR_ARG(part->opclass), order_words(of, part));
    }
    out_char(&out, ')');
    return out_text(&out);
}

// ---- the whole ----

static Str method_words(const Comparison *of, const IndexDef *def)
{
    return arena_fmt(of->arena, "USING " STR_FMT, STR_ARG(def->method));
}

static Str where_words(const Comparison *of, const IndexDef *def)
{
    if (def->where.len == 0)
        return STR("not partial");
    return arena_fmt(of->arena, "WHERE " STR_FMT, STR_ARG(def->where));
}

static Str unique_words(const IndexDef *def)
{
    return def->unique ? STR("unique") : STR("not unique");
}

// MySQL's InnoDB makes a B-tree of either.
static bool same_method(const Comparison *of, Str a, Str b)
{
    static const char *const trees[] = { "btree", "hash", NULL };
    return str_eq(a, b) || (of->is_mysql && str_is_any(a, trees) && str_is_any(b, trees));
}

static Facets index_facets(const Comparison *of, const Table *table, const IndexDef *sql,
                           const IndexDef *snapshot)
{
    Facets facets = facets_new(of);
    FACET(&facets, sql->unique == snapshot->unique, unique_words(sql),
          unique_words(snapshot));
    FACET(&facets, same_method(of, sql->method, snapshot->method), method_words(of, sql),
          method_words(of, snapshot));
    FACET(&facets, same_parts(of, table, sql, snapshot), part_words(of, sql),
          part_words(of, snapshot));
    FACET(&facets, same_condition(of, table, sql->where, snapshot->where),
          where_words(of, sql), where_words(of, snapshot));
    return facets;
}

// A snapshot has a place for it. SQLite's have none but in an expression's text.
static bool is_plain(const Comparison *of, const Index *index)
{
    static const char *const others[] = { "fulltext", "spatial", "vector", NULL };
    for (size_t i = 0; i < index->def.parts.len; i++) {
        const IndexPart *part = &index->def.parts.at[i];
        if (part->collation.len > 0 && !(of->is_sqlite && part->expression.ptr))
            return false;
    }
    return !str_is_any(index->def.method, others) && index->def.include.len == 0 &&
           !index->def.nulls_not_distinct && index->parent.name.len == 0;
}

static void compare_index(const Comparison *of, const Table *sql, const Index *index,
                          const Table *snapshot)
{
    const Index *other = find_index_named(snapshot, index->name.name);
    Subject subject = {
        .kind = "index",
        .name = sql->name,
        .part = index->name.name,
        .sql = member_origin(index->origin, index->def.span),
    };
    if (!other) {
        // As a constraint it was looked at before.
        if (is_plain(of, index) && !table_constraint(snapshot, index->name.name) &&
            !(of->is_sqlite && find_unique_like(snapshot, &index->def)))
            report_side(of, DRIFT_SQL, &subject);
        return;
    }
    subject.snapshot = other->origin.span;
    Facets facets = index_facets(of, sql, &index->def, &other->def);
    facets_report(&facets, &subject);
}

void compare_indexes(const Comparison *of, const Table *sql, const Table *snapshot)
{
    for (size_t i = 0; i < sql->indexes.len; i++)
        if (is_compared(sql->indexes.at[i]))
            compare_index(of, sql, sql->indexes.at[i], snapshot);
    for (size_t i = 0; i < snapshot->indexes.len; i++) {
        const Index *index = snapshot->indexes.at[i];
        Subject subject = { .kind = "index",
                            .name = sql->name,
                            .part = index->name.name,
                            .snapshot = index->origin.span };
        if (is_compared(index) && !find_index_named(sql, index->name.name) &&
            !table_constraint(sql, index->name.name) &&
            !(of->is_sqlite && find_unique_like(sql, &index->def)))
            report_side(of, DRIFT_SNAPSHOT, &subject);
    }
}
