// SPDX-License-Identifier: Apache-2.0
// CREATE INDEX and REINDEX.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

// An expression stands in brackets or is a function's call.
static Str expression(const PgStmt *stmt, Range element)
{
    if (pg_is_punct(stmt, element.from, '('))
        return pg_text(stmt, pg_inside(stmt, element.from, element.to));
    size_t open = pg_find_punct(stmt, element, '(');
    return pg_text(stmt, (Range){ element.from, pg_close(stmt, open, element.to) });
}

// The options of an operator class are the element's last brackets.
static Str opclass(const PgStmt *stmt, const IndexElem *node, Range element)
{
    if (node->opclass == NIL)
        return (Str){ 0 };
    Str name = name_sql(stmt->arena, pg_list_name(stmt, node->opclass));
    Range options = { element.to, element.to };
    size_t open = pg_find_punct(stmt, element, '(');
    while (node->opclassopts != NIL && open < element.to) {
        options = (Range){ open, pg_close(stmt, open, element.to) };
        open = pg_find_punct(stmt, (Range){ options.to, element.to }, '(');
    }
    return arena_fmt(stmt->arena, STR_FMT STR_FMT, STR_ARG(name),
                     STR_ARG(pg_text(stmt, options)));
}

static void add_part(const PgStmt *stmt, const IndexElem *node, Range element,
                     IndexDef *index)
{
    IndexPart *part = vec_push(stmt->arena, &index->parts);
    part->column = pg_str(stmt, node->name);
    if (node->expr)
        part->expression = expression(stmt, element);
    part->opclass = opclass(stmt, node, element);
    part->collation = pg_list_last(stmt, node->collation);
    part->descending = node->ordering == SORTBY_DESC;
    part->nulls_first = node->nulls_ordering == SORTBY_NULLS_DEFAULT
                            ? part->descending
                            : node->nulls_ordering == SORTBY_NULLS_FIRST;
}

// The list of parts is the first one behind the table's name; returns what is behind it.
static size_t add_parts(const PgStmt *stmt, IndexStmt *node, IndexDef *index)
{
    size_t from = pg_name_end(stmt, pg_token_at(stmt, node->relation->location));
    if (pg_is_punct(stmt, from, ')')) // ON ONLY (t)
        from++;
    size_t open = pg_find_punct(stmt, (Range){ from, stmt->token_count }, '(');
    size_t next = open + 1;
    ListCell *cell;
    foreach (cell, node->indexParams) {
        Range element = pg_element(stmt, next, stmt->token_count);
        add_part(stmt, lfirst_node(IndexElem, cell), element, index);
        next = element.to + 1;
    }
    return next;
}

static IndexDef *new_index(PgStmt *stmt, IndexStmt *node)
{
    IndexDef *index = NEW(stmt->arena, IndexDef);
    index->table = pg_relation(stmt, node->relation);
    index->name = pg_str(stmt, node->idxname);
    index->method = pg_str(stmt, node->accessMethod);
    index->unique = node->unique;
    index->nulls_not_distinct = node->nulls_not_distinct;
    size_t behind = add_parts(stmt, node, index);
    ListCell *cell;
    foreach (cell, node->indexIncludingParams)
        *vec_push(stmt->arena, &index->include) =
            pg_str(stmt, lfirst_node(IndexElem, cell)->name);
    size_t where = pg_find_word(stmt, (Range){ behind, stmt->token_count }, "where");
    const char *first = node->options != NIL ? "with" : "tablespace";
    index->storage = pg_text(
        stmt, (Range){ pg_find_word(stmt, (Range){ behind, where }, first), where });
    if (node->whereClause)
        index->where = pg_text(stmt, (Range){ where + 1, stmt->token_count });
    return index;
}

static void lower_create_index(PgStmt *stmt, Node *node)
{
    IndexStmt *create = castNode(IndexStmt, node);
    const IndexDef *index = new_index(stmt, create);
    Op *op = pg_op(stmt, OP_CREATE_INDEX, OBJ_INDEX);
    op->name = (Name){ .schema = index->table.schema, .name = index->name };
    op->other = index->table;
    op->index = index;
    op->flags |= create->concurrent ? OPF_CONCURRENTLY : 0;
    op->flags |= create->if_not_exists ? OPF_IF_NOT_EXISTS : 0;
    op->flags |= create->relation->inh ? 0 : OPF_ONLY;
}

bool pg_option_on(List *options, const char *name)
{
    ListCell *cell;
    foreach (cell, options) {
        const DefElem *option = lfirst_node(DefElem, cell);
        if (!str_eq(str_from(option->defname), str_from(name)))
            continue;
        if (option->arg == NULL || !IsA(option->arg, String))
            return true;
        Str value = str_from(castNode(String, option->arg)->sval);
        return !str_eq_ci(value, STR("false")) && !str_eq_ci(value, STR("off")) &&
               !str_eq(value, STR("0"));
    }
    return false;
}

static void lower_reindex(PgStmt *stmt, Node *node)
{
    static const ObjectKind kinds[] = {
        [REINDEX_OBJECT_INDEX] = OBJ_INDEX,       [REINDEX_OBJECT_TABLE] = OBJ_TABLE,
        [REINDEX_OBJECT_SCHEMA] = OBJ_SCHEMA,     [REINDEX_OBJECT_SYSTEM] = OBJ_DATABASE,
        [REINDEX_OBJECT_DATABASE] = OBJ_DATABASE,
    };
    ReindexStmt *reindex = castNode(ReindexStmt, node);
    Op *op = pg_op(stmt, OP_REINDEX, kinds[reindex->kind]);
    op->name = reindex->relation ? pg_relation(stmt, reindex->relation)
                                 : (Name){ .name = pg_str(stmt, reindex->name) };
    op->flags = pg_option_on(reindex->params, "concurrently") ? OPF_CONCURRENTLY : 0;
}

const PgRow pg_index_rows[] = {
    { T_IndexStmt, lower_create_index },
    { T_ReindexStmt, lower_reindex },
    { 0, NULL },
};
