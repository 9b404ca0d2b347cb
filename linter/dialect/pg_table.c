// SPDX-License-Identifier: Apache-2.0
// CREATE TABLE in all its forms, and CREATE SCHEMA, which may hold some.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

// A key of PostgreSQL has no more columns.
enum { KEY_COLUMNS_MAX = 32 };

static Persistence persistence(const RangeVar *relation)
{
    if (relation->relpersistence == 't')
        return PERSIST_TEMPORARY;
    return relation->relpersistence == 'u' ? PERSIST_UNLOGGED : PERSIST_PERMANENT;
}

static void add_column(const PgStmt *stmt, PgColumnDef *node, TableDef *table)
{
    Range range = pg_element(stmt, pg_token_at(stmt, node->location), stmt->token_count);
    *vec_push(stmt->tmp, &table->columns) = pg_column(stmt, node, range);
    ConstraintVec inlined = pg_column_constraints(stmt, node, range);
    for (size_t i = 0; i < inlined.len; i++)
        *vec_push(stmt->tmp, &table->constraints) = inlined.at[i];
}

static void add_constraint(const PgStmt *stmt, Constraint *node, TableDef *table)
{
    Range range = pg_element(stmt, pg_token_at(stmt, node->location), stmt->token_count);
    ConstraintDef def;
    if (pg_constraint(stmt, node, range, &def))
        *vec_push(stmt->tmp, &table->constraints) = def;
}

static void add_like(const PgStmt *stmt, TableLikeClause *node, TableDef *table)
{
    *vec_push(stmt->arena, &table->likes) = (LikeClause){
        .table = pg_relation(stmt, node->relation),
        .defaults = (node->options & CREATE_TABLE_LIKE_DEFAULTS) != 0,
        .constraints = (node->options & CREATE_TABLE_LIKE_CONSTRAINTS) != 0,
        .indexes = (node->options & CREATE_TABLE_LIKE_INDEXES) != 0,
        .identity = (node->options & CREATE_TABLE_LIKE_IDENTITY) != 0,
        .generated = (node->options & CREATE_TABLE_LIKE_GENERATED) != 0,
    };
}

static void add_element(const PgStmt *stmt, Node *node, TableDef *table)
{
    if (IsA(node, ColumnDef))
        add_column(stmt, (PgColumnDef *)node, table);
    else if (IsA(node, Constraint))
        add_constraint(stmt, castNode(Constraint, node), table);
    else if (IsA(node, TableLikeClause))
        add_like(stmt, castNode(TableLikeClause, node), table);
}

static void set_not_null(TableDef *table, Str column)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (str_eq(table->columns.at[i].name, column))
            table->columns.at[i].not_null = true;
}

static void apply_not_null(TableDef *table)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i];
        bool implied = def->kind == CON_PRIMARY_KEY || def->kind == CON_NOT_NULL;
        for (size_t j = 0; implied && j < def->columns.len && j < KEY_COLUMNS_MAX; j++)
            set_not_null(table, def->columns.at[j]);
    }
}

static Str strategy_word(int strategy)
{
    return strategy == 'l' ? STR("list") : strategy == 'r' ? STR("range") : STR("hash");
}

// FOR VALUES … up to the clauses that may follow it.
static Str bound_text(const PgStmt *stmt)
{
    static const char *const followers[] = { "partition", "using", "with", "on",
                                             "tablespace" };
    Range range = pg_all(stmt);
    range.from = pg_find_word(stmt, range, "values") + 1;
    if (range.from > range.to)
        return (Str){ 0 };
    // WITH (modulus …) is a bound itself.
    Range rest = { range.from + 1, range.to };
    for (size_t i = 0; i < sizeof followers / sizeof *followers; i++) {
        size_t at = pg_find_word(stmt, rest, followers[i]);
        rest.to = at < rest.to ? at : rest.to;
    }
    return pg_text(stmt, (Range){ range.from, rest.to });
}

static void set_partitioning(const PgStmt *stmt, CreateStmt *node, TableDef *table)
{
    if (node->partbound) {
        table->partition_of = pg_relation(stmt, linitial(node->inhRelations));
        table->is_default_partition = node->partbound->is_default;
        table->partition_bound = bound_text(stmt);
    }
    if (node->partspec == NULL)
        return;
    table->partition_by = strategy_word((int)node->partspec->strategy);
    ListCell *cell;
    foreach (cell, node->partspec->partParams) {
        const PartitionElem *element = lfirst_node(PartitionElem, cell);
        if (element->name != NULL)
            *vec_push(stmt->arena, &table->partition_columns) =
                pg_str(stmt, element->name);
    }
}

static TableDef *lower_table(PgStmt *stmt, CreateStmt *node)
{
    TableDef *table = NEW(stmt->arena, TableDef);
    table->persistence = persistence(node->relation);
    if (node->ofTypename)
        table->of_type = pg_object_name(stmt, (Node *)node->ofTypename);
    ListCell *cell;
    foreach (cell, node->tableElts)
        add_element(stmt, lfirst(cell), table);
    apply_not_null(table);
    vec_own(stmt->arena, &table->columns);
    vec_own(stmt->arena, &table->constraints);
    set_partitioning(stmt, node, table);
    if (node->partbound == NULL)
        foreach (cell, node->inhRelations)
            *vec_push(stmt->arena, &table->inherits) = pg_relation(stmt, lfirst(cell));
    Op *op = pg_op(stmt, OP_CREATE_TABLE, OBJ_TABLE);
    op->name = pg_relation(stmt, node->relation);
    op->flags = node->if_not_exists ? OPF_IF_NOT_EXISTS : 0;
    op->table = table;
    return table;
}

static void lower_create_table(PgStmt *stmt, Node *node)
{
    lower_table(stmt, castNode(CreateStmt, node));
}

static void lower_foreign_table(PgStmt *stmt, Node *node)
{
    lower_table(stmt, &castNode(CreateForeignTableStmt, node)->base)->foreign = true;
}

// The columns' names are all that the text can tell.
void pg_lower_into(PgStmt *stmt, IntoClause *into, Node *query, unsigned flags)
{
    TableDef *table = NEW(stmt->arena, TableDef);
    table->persistence = persistence(into->rel);
    table->as_query = true;
    table->with_no_data = into->skipData;
    StrVec names = pg_strings(stmt, into->colNames);
    if (names.len == 0)
        names = pg_query_columns(stmt, query);
    for (size_t i = 0; i < names.len; i++) {
        ColumnDef *column = vec_push(stmt->arena, &table->columns);
        column->name = names.at[i];
        column->span = stmt->pin ? *stmt->pin : stmt->span;
    }
    Op *op = pg_op(stmt, OP_CREATE_TABLE, OBJ_TABLE);
    op->name = pg_relation(stmt, into->rel);
    op->flags = flags;
    op->table = table;
    pg_relations(stmt, query, op->name, &op->relations);
}

static void lower_create_as(PgStmt *stmt, Node *node)
{
    CreateTableAsStmt *create = castNode(CreateTableAsStmt, node);
    if (create->objtype == OBJECT_MATVIEW)
        pg_lower_matview(stmt, node);
    else
        pg_lower_into(stmt, create->into, create->query,
                      create->if_not_exists ? OPF_IF_NOT_EXISTS : 0);
}

// Where the next statement of CREATE SCHEMA x CREATE … GRANT … starts.
static size_t next_element(const PgStmt *stmt, size_t from)
{
    Range rest = { from + 1, stmt->token_count };
    size_t create = pg_find_word(stmt, rest, "create");
    return pg_find_word(stmt, (Range){ rest.from, create }, "grant");
}

static void lower_schema_elements(PgStmt *stmt, List *elements)
{
    size_t from = next_element(stmt, 0);
    ListCell *cell;
    foreach (cell, elements) {
        size_t to = next_element(stmt, from);
        pg_lower_piece(stmt, lfirst(cell), (Range){ from, to });
        from = to;
    }
}

static void lower_create_schema(PgStmt *stmt, Node *node)
{
    CreateSchemaStmt *create = castNode(CreateSchemaStmt, node);
    Name name = { .name = pg_str(stmt, create->schemaname) };
    if (create->schemaname == NULL)
        name = pg_object_name(stmt, (Node *)create->authrole);
    Op *op = pg_op(stmt, OP_CREATE_SCHEMA, OBJ_SCHEMA);
    op->name = name;
    op->flags = create->if_not_exists ? OPF_IF_NOT_EXISTS : 0;
    stmt->schema = name.name;
    lower_schema_elements(stmt, create->schemaElts);
    stmt->schema = (Str){ 0 };
}

const PgRow pg_table_rows[] = {
    { T_CreateStmt, lower_create_table },
    { T_CreateForeignTableStmt, lower_foreign_table },
    { T_CreateTableAsStmt, lower_create_as },
    { T_CreateSchemaStmt, lower_create_schema },
    { 0, NULL },
};
