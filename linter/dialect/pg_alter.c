// SPDX-License-Identifier: Apache-2.0
// ALTER TABLE and its kin: an op for each action. Actions have no location in the parse
// tree, so they are counted off the text by its top-level commas.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

typedef struct Action {
    AlterTableStmt *stmt;
    AlterTableCmd *cmd;
    Range range;
} Action;

typedef void FillFn(PgStmt *stmt, const Action *action, Op *op);

typedef struct ActionRow {
    OpKind kind;
    const char *verb; // NULL: the kind says it all
    unsigned flags;
    FillFn *fill; // NULL: the name is enough
} ActionRow;

// The text behind the word; ptr NULL where the action has none.
static Str text_after(const PgStmt *stmt, Range range, const char *word)
{
    size_t at = pg_find_word(stmt, range, word);
    return at < range.to ? pg_text(stmt, (Range){ at + 1, range.to }) : (Str){ 0 };
}

static Str text_behind_two(const PgStmt *stmt, Range range, const char *first,
                           const char *second)
{
    for (size_t i = range.from; i + 1 < range.to; i++)
        if (pg_is_word(stmt, i, first) && pg_is_word(stmt, i + 1, second))
            return pg_text(stmt, (Range){ i + 2, range.to });
    return (Str){ 0 };
}

static ColumnDef *new_column(PgStmt *stmt, Op *op)
{
    ColumnDef *column = NEW(stmt->arena, ColumnDef);
    column->name = op->part;
    column->span = op->span;
    op->column = column;
    return column;
}

// The definition starts at its name, behind ADD COLUMN IF NOT EXISTS.
static Range definition(const PgStmt *stmt, Range action, int location)
{
    return (Range){ pg_token_at(stmt, location), action.to };
}

static void add_inline(PgStmt *stmt, const Action *action, const ConstraintDef *def,
                       bool scan_free)
{
    Op *op = pg_op_at(stmt, OP_ADD_CONSTRAINT, OBJ_TABLE, def->span);
    op->name = pg_relation(stmt, action->stmt->relation);
    op->part = def->name;
    op->flags = OPF_INLINE | (scan_free ? (unsigned)OPF_SCAN_FREE : 0);
    ConstraintDef *copy = NEW(stmt->arena, ConstraintDef);
    *copy = *def;
    op->constraint = copy;
}

static void fill_add_column(PgStmt *stmt, const Action *action, Op *op)
{
    PgColumnDef *node = (PgColumnDef *)action->cmd->def;
    Range range = definition(stmt, action->range, node->location);
    ColumnDef *column = NEW(stmt->arena, ColumnDef);
    *column = pg_column(stmt, node, range);
    op->part = column->name;
    op->column = column;
    op->flags |= action->cmd->missing_ok ? OPF_IF_NOT_EXISTS : 0;
    if (op->kind != OP_ADD_COLUMN)
        return;
    bool empty = column->default_expr.ptr == NULL && column->identity == IDENTITY_NONE &&
                 column->generated == GENERATED_NONE && !column->type.serial;
    ConstraintVec inlined = pg_column_constraints(stmt, node, range);
    for (size_t i = 0; i < inlined.len; i++)
        if (inlined.at[i].kind != CON_NOT_NULL)
            add_inline(stmt, action, &inlined.at[i], empty);
}

static void fill_default(PgStmt *stmt, const Action *action, Op *op)
{
    if (action->cmd->def == NULL) {
        op->kind = OP_DROP_DEFAULT;
        return;
    }
    Str text = text_behind_two(stmt, action->range, "set", "default");
    new_column(stmt, op)->default_expr = text;
    op->detail = text;
}

static bool is_column(Node *node, Str name)
{
    if (!IsA(node, ColumnRef))
        return false;
    const List *fields = castNode(ColumnRef, node)->fields;
    Node *last = llast(fields);
    return IsA(last, String) && str_eq(str_from(castNode(String, last)->sval), name);
}

// What USING makes of the column, if that is no more than a cast.
static const TypeRef *using_type(const PgStmt *stmt, Node *expression, Str column)
{
    static const TypeRef own = { .text = STR_INIT("") };
    if (is_column(expression, column))
        return &own;
    const TypeCast *cast =
        IsA(expression, TypeCast) ? castNode(TypeCast, expression) : NULL;
    if (!cast || !is_column(cast->arg, column))
        return NULL;
    TypeRef *type = NEW(stmt->arena, TypeRef);
    *type = pg_type(stmt, cast->typeName);
    return type;
}

static void fill_type(PgStmt *stmt, const Action *action, Op *op)
{
    PgColumnDef *node = (PgColumnDef *)action->cmd->def;
    ColumnDef *column = new_column(stmt, op);
    column->type = pg_type(stmt, node->typeName);
    if (node->collClause)
        column->collation = pg_list_last(stmt, node->collClause->collname);
    if (node->raw_default) {
        column->using_expr = text_after(stmt, action->range, "using");
        column->using_type = using_type(stmt, node->raw_default, op->part);
    }
}

static void fill_identity(PgStmt *stmt, const Action *action, Op *op)
{
    if (action->cmd->def && IsA(action->cmd->def, Constraint)) {
        const Constraint *node = castNode(Constraint, action->cmd->def);
        ColumnDef *column = new_column(stmt, op);
        column->identity =
            node->generated_when == 'a' ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
        column->not_null = true;
    }
    op->flags |= action->cmd->missing_ok ? OPF_IF_EXISTS : 0;
}

static void fill_text(PgStmt *stmt, const Action *action, Op *op)
{
    op->detail = pg_text(stmt, action->range);
}

// SET GENERATED ALWAYS; what else it sets is the sequence's.
static void fill_set_identity(PgStmt *stmt, const Action *action, Op *op)
{
    fill_text(stmt, action, op);
    ListCell *cell;
    foreach (cell, castNode(List, action->cmd->def)) {
        const DefElem *option = lfirst_node(DefElem, cell);
        if (str_eq(str_from(option->defname), STR("generated")))
            new_column(stmt, op)->identity = castNode(Integer, option->arg)->ival == 'a'
                                                 ? IDENTITY_ALWAYS
                                                 : IDENTITY_BY_DEFAULT;
    }
}

static void fill_expression(PgStmt *stmt, const Action *action, Op *op)
{
    new_column(stmt, op)->generated_expr = pg_group_after(stmt, action->range, "as");
}

static void fill_constraint(PgStmt *stmt, const Action *action, Op *op)
{
    Constraint *node = castNode(Constraint, action->cmd->def);
    ConstraintDef *def = NEW(stmt->arena, ConstraintDef);
    Range range = definition(stmt, action->range, node->location);
    if (!pg_constraint(stmt, node, range, def))
        return;
    op->part = def->name;
    op->constraint = def;
}

static void fill_alter_constraint(PgStmt *stmt, const Action *action, Op *op)
{
    op->part = pg_str(stmt, castNode(ATAlterConstraint, action->cmd->def)->conname);
    op->detail = pg_text(stmt, (Range){ action->range.from + 3, action->range.to });
}

static void fill_drop(PgStmt *stmt, const Action *action, Op *op)
{
    (void)stmt;
    op->flags |= action->cmd->missing_ok ? OPF_IF_EXISTS : 0;
    op->flags |= action->cmd->behavior == DROP_CASCADE ? OPF_CASCADE : 0;
}

static void fill_owner(PgStmt *stmt, const Action *action, Op *op)
{
    op->detail = pg_object_name(stmt, (Node *)action->cmd->newowner).name;
}

static void fill_parent(PgStmt *stmt, const Action *action, Op *op)
{
    op->other = pg_object_name(stmt, action->cmd->def);
}

static void fill_partition(PgStmt *stmt, const Action *action, Op *op)
{
    const PartitionCmd *node = castNode(PartitionCmd, action->cmd->def);
    op->other = pg_relation(stmt, node->name);
    op->flags |= node->concurrent ? OPF_CONCURRENTLY : 0;
    if (node->bound)
        op->detail = text_after(stmt, action->range, "values");
}

static void fill_rule(PgStmt *stmt, const Action *action, Op *op)
{
    (void)stmt;
    (void)action;
    op->object = OBJ_RULE;
}

static const ActionRow rows[] = {
    [AT_AddColumn] = { OP_ADD_COLUMN, NULL, 0, fill_add_column },
    [AT_ColumnDefault] = { OP_SET_DEFAULT, NULL, 0, fill_default },
    [AT_DropNotNull] = { OP_DROP_NOT_NULL, NULL, 0, NULL },
    [AT_SetNotNull] = { OP_SET_NOT_NULL, NULL, 0, NULL },
    [AT_SetExpression] = { OP_ALTER_GENERATED, NULL, 0, fill_expression },
    [AT_DropExpression] = { OP_ALTER_GENERATED, NULL, OPF_REVOKE, fill_drop },
    [AT_SetStatistics] = { OP_ALTER_COLUMN, "set-statistics", 0, fill_text },
    [AT_SetOptions] = { OP_ALTER_COLUMN, "set-options", 0, fill_text },
    [AT_ResetOptions] = { OP_ALTER_COLUMN, "reset-options", 0, fill_text },
    [AT_SetStorage] = { OP_ALTER_COLUMN, "set-storage", 0, fill_text },
    [AT_SetCompression] = { OP_ALTER_COLUMN, "set-compression", 0, fill_text },
    [AT_AlterColumnGenericOptions] = { OP_ALTER_COLUMN, "foreign-options", 0, fill_text },
    [AT_DropColumn] = { OP_DROP_COLUMN, NULL, 0, fill_drop },
    [AT_AddConstraint] = { OP_ADD_CONSTRAINT, NULL, 0, fill_constraint },
    [AT_AlterConstraint] = { OP_ALTER_CONSTRAINT, NULL, 0, fill_alter_constraint },
    [AT_ValidateConstraint] = { OP_VALIDATE_CONSTRAINT, NULL, 0, NULL },
    [AT_DropConstraint] = { OP_DROP_CONSTRAINT, NULL, 0, fill_drop },
    [AT_AlterColumnType] = { OP_ALTER_COLUMN_TYPE, NULL, 0, fill_type },
    [AT_ChangeOwner] = { OP_SET_TABLE_OPTION, "owner", 0, fill_owner },
    [AT_ClusterOn] = { OP_SET_TABLE_OPTION, "cluster-on", 0, NULL },
    [AT_DropCluster] = { OP_SET_TABLE_OPTION, "without-cluster", 0, NULL },
    [AT_SetLogged] = { OP_SET_TABLE_OPTION, "logged", 0, NULL },
    [AT_SetUnLogged] = { OP_SET_TABLE_OPTION, "unlogged", 0, NULL },
    [AT_DropOids] = { OP_SET_TABLE_OPTION, "without-oids", 0, NULL },
    [AT_SetAccessMethod] = { OP_SET_TABLE_OPTION, "access-method", 0, NULL },
    [AT_SetTableSpace] = { OP_SET_TABLE_OPTION, "tablespace", 0, NULL },
    [AT_SetRelOptions] = { OP_SET_TABLE_OPTION, "set-options", 0, fill_text },
    [AT_ResetRelOptions] = { OP_SET_TABLE_OPTION, "reset-options", 0, fill_text },
    [AT_GenericOptions] = { OP_SET_TABLE_OPTION, "foreign-options", 0, fill_text },
    [AT_AddOf] = { OP_SET_TABLE_OPTION, "of", 0, fill_parent },
    [AT_DropOf] = { OP_SET_TABLE_OPTION, "not-of", 0, NULL },
    [AT_ReplicaIdentity] = { OP_SET_TABLE_OPTION, "replica-identity", 0, fill_text },
    [AT_EnableTrig] = { OP_SET_TRIGGER, "enable", 0, NULL },
    [AT_EnableAlwaysTrig] = { OP_SET_TRIGGER, "enable-always", 0, NULL },
    [AT_EnableReplicaTrig] = { OP_SET_TRIGGER, "enable-replica", 0, NULL },
    [AT_DisableTrig] = { OP_SET_TRIGGER, "disable", OPF_REVOKE, NULL },
    [AT_EnableTrigAll] = { OP_SET_TRIGGER, "enable-all", 0, NULL },
    [AT_DisableTrigAll] = { OP_SET_TRIGGER, "disable-all", OPF_REVOKE, NULL },
    [AT_EnableTrigUser] = { OP_SET_TRIGGER, "enable-user", 0, NULL },
    [AT_DisableTrigUser] = { OP_SET_TRIGGER, "disable-user", OPF_REVOKE, NULL },
    [AT_EnableRule] = { OP_ALTER_OBJECT, "enable", 0, fill_rule },
    [AT_EnableAlwaysRule] = { OP_ALTER_OBJECT, "enable-always", 0, fill_rule },
    [AT_EnableReplicaRule] = { OP_ALTER_OBJECT, "enable-replica", 0, fill_rule },
    [AT_DisableRule] = { OP_ALTER_OBJECT, "disable", OPF_REVOKE, fill_rule },
    [AT_AddInherit] = { OP_ADD_INHERIT, NULL, 0, fill_parent },
    [AT_DropInherit] = { OP_DROP_INHERIT, NULL, 0, fill_parent },
    [AT_EnableRowSecurity] = { OP_SET_ROW_SECURITY, "enable", 0, NULL },
    [AT_DisableRowSecurity] = { OP_SET_ROW_SECURITY, "disable", OPF_REVOKE, NULL },
    [AT_ForceRowSecurity] = { OP_SET_ROW_SECURITY, "force", 0, NULL },
    [AT_NoForceRowSecurity] = { OP_SET_ROW_SECURITY, "no-force", OPF_REVOKE, NULL },
    [AT_AttachPartition] = { OP_ATTACH_PARTITION, NULL, 0, fill_partition },
    [AT_DetachPartition] = { OP_DETACH_PARTITION, NULL, 0, fill_partition },
    [AT_DetachPartitionFinalize] = { OP_DETACH_PARTITION, "finalize", 0, fill_partition },
    [AT_AddIdentity] = { OP_ALTER_IDENTITY, "add", 0, fill_identity },
    [AT_SetIdentity] = { OP_ALTER_IDENTITY, "set", 0, fill_set_identity },
    [AT_DropIdentity] = { OP_ALTER_IDENTITY, "drop", OPF_REVOKE, fill_identity },
};

static const ActionRow *find_action(AlterTableType type)
{
    size_t at = (size_t)type;
    bool known = at < sizeof rows / sizeof *rows && rows[at].kind != OP_NONE;
    return known ? &rows[at] : NULL;
}

// What other relations call their options, and a composite type its columns.
static OpKind kind_for(ObjectKind object, OpKind kind)
{
    if (object == OBJ_TYPE)
        return OP_ALTER_TYPE;
    if (kind != OP_SET_TABLE_OPTION && !(object == OBJ_INDEX && kind == OP_ALTER_COLUMN))
        return kind;
    if (object == OBJ_INDEX)
        return OP_ALTER_INDEX;
    if (object == OBJ_SEQUENCE)
        return OP_ALTER_SEQUENCE;
    return object == OBJ_TABLE ? kind : OP_ALTER_OBJECT;
}

static Str type_verb(AlterTableType type)
{
    if (type == AT_AddColumn)
        return STR("add-attribute");
    return type == AT_DropColumn ? STR("drop-attribute") : STR("alter-attribute");
}

static void lower_action(PgStmt *stmt, const Action *action)
{
    const ActionRow *row = find_action(action->cmd->subtype);
    ObjectKind object = pg_object_kind((int)action->stmt->objtype);
    OpKind kind = row ? kind_for(object, row->kind) : OP_OPAQUE;
    Op *op = pg_op_at(stmt, kind, object, pg_span(stmt, action->range));
    op->name = pg_relation(stmt, action->stmt->relation);
    if (row == NULL) {
        op->detail = STR("tidegate does not know what this ALTER does");
        return;
    }
    op->part = pg_str(stmt, action->cmd->name);
    op->verb = object == OBJ_TYPE ? type_verb(action->cmd->subtype) : str_from(row->verb);
    op->flags = row->flags;
    bool only = object == OBJ_TABLE && !action->stmt->relation->inh;
    op->flags |= only ? OPF_ONLY : 0;
    op->flags |= action->stmt->missing_ok ? OPF_IF_EXISTS : 0;
    bool cascade = object == OBJ_TYPE && action->cmd->behavior == DROP_CASCADE;
    op->flags |= cascade ? OPF_CASCADE : 0;
    if (row->fill)
        row->fill(stmt, action, op);
}

// Behind ALTER TABLE [IF EXISTS] [ONLY] name [*] or ONLY (name).
static size_t first_action(const PgStmt *stmt, const RangeVar *relation)
{
    size_t i = pg_name_end(stmt, pg_token_at(stmt, relation->location));
    bool star = i < stmt->token_count && stmt->tokens[i].kind == TOK_OPERATOR;
    return star || pg_is_punct(stmt, i, ')') ? i + 1 : i;
}

static bool is_exclusive(const Op *op)
{
    static const bool kinds[OP_KIND_COUNT] = {
        [OP_ADD_COLUMN] = true,      [OP_DROP_COLUMN] = true,
        [OP_SET_NOT_NULL] = true,    [OP_DROP_NOT_NULL] = true,
        [OP_SET_DEFAULT] = true,     [OP_DROP_DEFAULT] = true,
        [OP_ALTER_IDENTITY] = true,  [OP_ALTER_GENERATED] = true,
        [OP_DROP_CONSTRAINT] = true, [OP_ALTER_COLUMN_TYPE] = true,
    };
    bool adds = op->kind == OP_ADD_CONSTRAINT && op->constraint &&
                op->constraint->kind != CON_FOREIGN_KEY;
    return adds || kinds[op->kind];
}

static void share_lock(const PgStmt *stmt, size_t first)
{
    bool exclusive = false;
    for (size_t i = first; i < stmt->out->ops.len; i++)
        exclusive |= is_exclusive(&stmt->out->ops.at[i]);
    for (size_t i = first; exclusive && i < stmt->out->ops.len; i++)
        if (!is_exclusive(&stmt->out->ops.at[i]))
            stmt->out->ops.at[i].flags |= OPF_EXCLUSIVE;
}

static void lower_alter_table(PgStmt *stmt, Node *node)
{
    AlterTableStmt *alter = castNode(AlterTableStmt, node);
    size_t from = first_action(stmt, alter->relation);
    size_t first = stmt->out->ops.len;
    ListCell *cell;
    foreach (cell, alter->cmds) {
        Action action = { .stmt = alter, .cmd = lfirst_node(AlterTableCmd, cell) };
        action.range = pg_element(stmt, from, stmt->token_count);
        from = action.range.to + 1;
        lower_action(stmt, &action);
    }
    share_lock(stmt, first);
}

const PgRow pg_alter_rows[] = {
    { T_AlterTableStmt, lower_alter_table },
    { 0, NULL },
};
