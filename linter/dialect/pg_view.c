// SPDX-License-Identifier: Apache-2.0
// Views, materialized views and sequences.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

// The query stands behind the first top-level AS, up to WITH … CHECK OPTION or WITH [NO]
// DATA.
static Str query_text(const PgStmt *stmt, int location)
{
    Range range = { pg_token_at(stmt, location), stmt->token_count };
    range.from = pg_find_word(stmt, range, "as") + 1;
    size_t end = range.to;
    bool check =
        pg_is_word(stmt, end - 1, "option") && pg_is_word(stmt, end - 2, "check");
    bool data = pg_is_word(stmt, end - 1, "data");
    for (size_t back = 2; (check || data) && back <= 4 && range.from + back < end;
         back++) {
        if (!pg_is_word(stmt, end - back, "with"))
            continue;
        range.to = end - back;
        break;
    }
    return pg_text(stmt, range);
}

static ViewDef *new_view(PgStmt *stmt, RangeVar *relation, List *columns, Node *query)
{
    ViewDef *view = NEW(stmt->arena, ViewDef);
    view->columns = columns ? pg_strings(stmt, columns) : pg_query_columns(stmt, query);
    view->query = query_text(stmt, relation->location);
    view->temporary = relation->relpersistence == 't';
    pg_relations(stmt, query, (Name){ 0 }, &view->sources);
    return view;
}

static Op *view_op(PgStmt *stmt, ObjectKind object, RangeVar *relation,
                   const ViewDef *view)
{
    Op *op = pg_op(stmt, OP_CREATE_VIEW, object);
    op->name = pg_relation(stmt, relation);
    op->view = view;
    op->relations = view->sources;
    return op;
}

static void lower_view(PgStmt *stmt, Node *node)
{
    ViewStmt *create = castNode(ViewStmt, node);
    const ViewDef *view = new_view(stmt, create->view, create->aliases, create->query);
    view_op(stmt, OBJ_VIEW, create->view, view)->flags =
        create->replace ? OPF_OR_REPLACE : 0;
}

void pg_lower_matview(PgStmt *stmt, Node *node)
{
    CreateTableAsStmt *create = castNode(CreateTableAsStmt, node);
    IntoClause *into = create->into;
    ViewDef *view = new_view(stmt, into->rel, into->colNames, create->query);
    view->materialized = true;
    view->with_no_data = into->skipData;
    Op *op = view_op(stmt, OBJ_MATVIEW, into->rel, view);
    op->flags = create->if_not_exists ? OPF_IF_NOT_EXISTS : 0;
}

static void lower_refresh(PgStmt *stmt, Node *node)
{
    const RefreshMatViewStmt *refresh = castNode(RefreshMatViewStmt, node);
    Op *op = pg_op(stmt, OP_REFRESH_VIEW, OBJ_MATVIEW);
    op->name = pg_relation(stmt, refresh->relation);
    op->flags = refresh->concurrent ? OPF_CONCURRENTLY : 0;
    op->detail = refresh->skipData ? STR("with no data") : (Str){ 0 };
}

// OWNED BY schema.table.column, or NONE.
static void set_owner(const PgStmt *stmt, List *parts, SequenceDef *def)
{
    if (list_length(parts) == 1)
        def->owned_by = (Name){ .name = STR("none") };
    else
        def->owned_by = pg_owned_name(stmt, parts, &def->owned_column);
}

static const SequenceDef *new_sequence(const PgStmt *stmt, RangeVar *name, List *options)
{
    SequenceDef *def = NEW(stmt->arena, SequenceDef);
    size_t from = pg_name_end(stmt, pg_token_at(stmt, name->location));
    def->options = pg_text(stmt, (Range){ from, stmt->token_count });
    ListCell *cell;
    foreach (cell, options) {
        const DefElem *option = lfirst_node(DefElem, cell);
        Str key = str_from(option->defname);
        if (str_eq(key, STR("owned_by")))
            set_owner(stmt, castNode(List, option->arg), def);
        else if (str_eq(key, STR("as")))
            def->type = pg_type(stmt, castNode(TypeName, option->arg));
    }
    return def;
}

static void lower_create_sequence(PgStmt *stmt, Node *node)
{
    CreateSeqStmt *create = castNode(CreateSeqStmt, node);
    Op *op = pg_op(stmt, OP_CREATE_SEQUENCE, OBJ_SEQUENCE);
    op->name = pg_relation(stmt, create->sequence);
    op->flags = create->if_not_exists ? OPF_IF_NOT_EXISTS : 0;
    op->sequence = new_sequence(stmt, create->sequence, create->options);
}

static void lower_alter_sequence(PgStmt *stmt, Node *node)
{
    AlterSeqStmt *alter = castNode(AlterSeqStmt, node);
    Op *op = pg_op(stmt, OP_ALTER_SEQUENCE, OBJ_SEQUENCE);
    op->name = pg_relation(stmt, alter->sequence);
    op->flags = alter->missing_ok ? OPF_IF_EXISTS : 0;
    op->sequence = new_sequence(stmt, alter->sequence, alter->options);
}

const PgRow pg_view_rows[] = {
    { T_ViewStmt, lower_view },
    { T_RefreshMatViewStmt, lower_refresh },
    { T_CreateSeqStmt, lower_create_sequence },
    { T_AlterSeqStmt, lower_alter_sequence },
    { 0, NULL },
};
