// SPDX-License-Identifier: Apache-2.0
// Transactions, settings, maintenance and blocks of code.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_body_priv.h"

static void lower_transaction(PgStmt *stmt, Node *node)
{
    static const Str verbs[] = {
        [TRANS_STMT_BEGIN] = STR_INIT("begin"),
        [TRANS_STMT_START] = STR_INIT("begin"),
        [TRANS_STMT_COMMIT] = STR_INIT("commit"),
        [TRANS_STMT_ROLLBACK] = STR_INIT("rollback"),
        [TRANS_STMT_SAVEPOINT] = STR_INIT("savepoint"),
        [TRANS_STMT_RELEASE] = STR_INIT("release"),
        [TRANS_STMT_ROLLBACK_TO] = STR_INIT("rollback-to"),
        [TRANS_STMT_PREPARE] = STR_INIT("prepare"),
        [TRANS_STMT_COMMIT_PREPARED] = STR_INIT("commit-prepared"),
        [TRANS_STMT_ROLLBACK_PREPARED] = STR_INIT("rollback-prepared"),
    };
    const TransactionStmt *transaction = castNode(TransactionStmt, node);
    Op *op = pg_op(stmt, OP_TRANSACTION, OBJ_NONE);
    op->verb = verbs[transaction->kind];
    op->part = pg_str(stmt, transaction->savepoint_name);
    if (transaction->chain)
        op->detail = STR("chain");
}

// Behind the first of these, or the end.
static size_t find_opener(const PgStmt *stmt, const char *const *words, size_t count)
{
    for (size_t i = 1; i < stmt->token_count; i++) {
        if (str_eq(token_text(stmt->text, stmt->tokens[i]), STR("=")))
            return i + 1;
        for (size_t j = 0; j < count; j++)
            if (pg_is_word(stmt, i, words[j]))
                return i + 1;
    }
    return stmt->token_count;
}

// SET name TO value, or one of the forms that have their own words: SET TIME ZONE, SET
// ROLE.
static Str value_text(const PgStmt *stmt)
{
    static const char *const usual[] = { "to" };
    static const char *const special[] = { "zone",  "schema",        "names",
                                           "role",  "authorization", "transaction",
                                           "option" };
    size_t from = find_opener(stmt, usual, 1);
    if (from == stmt->token_count)
        from = find_opener(stmt, special, sizeof special / sizeof *special);
    return pg_text(stmt, (Range){ from, stmt->token_count });
}

static void lower_set(PgStmt *stmt, Node *node)
{
    const VariableSetStmt *set = castNode(VariableSetStmt, node);
    bool resets = set->kind == VAR_SET_DEFAULT || set->kind == VAR_RESET ||
                  set->kind == VAR_RESET_ALL;
    Op *op = pg_op(stmt, OP_SET_SESSION, OBJ_NONE);
    op->part = set->name ? pg_lower_case(stmt, set->name) : STR("all");
    op->flags =
        (set->is_local ? (unsigned)OPF_LOCAL : 0) | (resets ? (unsigned)OPF_RESET : 0);
    if (!resets && set->kind != VAR_SET_CURRENT)
        op->detail = value_text(stmt);
}

static void lower_discard(PgStmt *stmt, Node *node)
{
    static const Str targets[] = {
        [DISCARD_ALL] = STR_INIT("all"),
        [DISCARD_PLANS] = STR_INIT("plans"),
        [DISCARD_SEQUENCES] = STR_INIT("sequences"),
        [DISCARD_TEMP] = STR_INIT("temp"),
    };
    Op *op = pg_op(stmt, OP_SET_SESSION, OBJ_NONE);
    op->part = targets[castNode(DiscardStmt, node)->target];
    if (str_eq(op->part, STR("all")))
        op->verb = STR("discard-all");
    op->flags = OPF_RESET;
}

static void lower_set_constraints(PgStmt *stmt, Node *node)
{
    const ConstraintsSetStmt *set = castNode(ConstraintsSetStmt, node);
    Op *op = pg_op(stmt, OP_SET_SESSION, OBJ_NONE);
    op->part = STR("constraints");
    op->detail = set->deferred ? STR("deferred") : STR("immediate");
    op->flags = OPF_LOCAL;
}

static Op *maintenance_op(PgStmt *stmt, Str verb, const RangeVar *relation)
{
    Op *op = pg_op(stmt, OP_MAINTENANCE, relation ? OBJ_TABLE : OBJ_NONE);
    op->verb = verb;
    op->name = pg_relation(stmt, relation);
    return op;
}

static void lower_vacuum(PgStmt *stmt, Node *node)
{
    VacuumStmt *vacuum = castNode(VacuumStmt, node);
    Str verb = vacuum->is_vacuumcmd ? STR("vacuum") : STR("analyze");
    Str detail = pg_option_on(vacuum->options, "full") ? STR("full") : (Str){ 0 };
    if (vacuum->rels == NIL)
        maintenance_op(stmt, verb, NULL)->detail = detail;
    ListCell *cell;
    foreach (cell, vacuum->rels)
        maintenance_op(stmt, verb, lfirst_node(VacuumRelation, cell)->relation)->detail =
            detail;
}

static void lower_cluster(PgStmt *stmt, Node *node)
{
    const ClusterStmt *cluster = castNode(ClusterStmt, node);
    maintenance_op(stmt, STR("cluster"), cluster->relation)->part =
        pg_str(stmt, cluster->indexname);
}

static void lower_checkpoint(PgStmt *stmt, Node *node)
{
    (void)node;
    maintenance_op(stmt, STR("checkpoint"), NULL);
}

// The statements of a block follow as ops of their own; where they cannot be read, its
// text stays in the op.
static void lower_do(PgStmt *stmt, Node *node)
{
    Str language = STR("plpgsql");
    Str text = { 0 };
    Token token = { 0 };
    ListCell *cell;
    foreach (cell, castNode(DoStmt, node)->args) {
        const DefElem *arg = lfirst_node(DefElem, cell);
        Str value = pg_str(stmt, castNode(String, arg->arg)->sval);
        size_t at = pg_token_at(stmt, arg->location);
        if (!str_eq(str_from(arg->defname), STR("as"))) {
            language = value;
            continue;
        }
        text = value;
        if (at < stmt->token_count)
            token = stmt->tokens[at];
    }
    PgCode code = pg_code(stmt, token, text);
    code.language = language;
    size_t index = stmt->out->ops.len;
    pg_op(stmt, OP_DO_BLOCK, OBJ_NONE)->part = language;
    if (!pg_lower_body(stmt, &code))
        stmt->out->ops.at[index].detail = text;
    pg_check_body(stmt, &code);
}

static void lower_call(PgStmt *stmt, Node *node)
{
    const FuncCall *call = castNode(CallStmt, node)->funccall;
    Op *op = pg_op(stmt, OP_CALL, OBJ_FUNCTION);
    Name name = pg_list_name(stmt, call->funcname);
    op->name = name;
    pg_run_routine(stmt, name);
}

static void lower_read(PgStmt *stmt, Node *node)
{
    (void)node;
    pg_op(stmt, OP_SELECT, OBJ_NONE);
}

const PgRow pg_session_rows[] = {
    { T_TransactionStmt, lower_transaction },
    { T_VariableSetStmt, lower_set },
    { T_DiscardStmt, lower_discard },
    { T_ConstraintsSetStmt, lower_set_constraints },
    { T_VacuumStmt, lower_vacuum },
    { T_ClusterStmt, lower_cluster },
    { T_CheckPointStmt, lower_checkpoint },
    { T_DoStmt, lower_do },
    { T_CallStmt, lower_call },
    { T_VariableShowStmt, lower_read },
    { T_FetchStmt, lower_read },
    { T_ClosePortalStmt, lower_read },
    { T_ListenStmt, lower_read },
    { T_UnlistenStmt, lower_read },
    { T_NotifyStmt, lower_read },
    { T_DeallocateStmt, lower_read },
    { T_ExecuteStmt, lower_read },
    { 0, NULL },
};
