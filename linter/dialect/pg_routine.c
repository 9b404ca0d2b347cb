// SPDX-License-Identifier: Apache-2.0
// Functions and procedures, and what hangs on tables: triggers, policies and rules.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_body_priv.h"

static Str argument_types(const PgStmt *stmt, List *parameters)
{
    StrVec types = { 0 };
    ListCell *cell;
    foreach (cell, parameters) {
        const FunctionParameter *parameter = lfirst_node(FunctionParameter, cell);
        if (parameter->mode != FUNC_PARAM_OUT && parameter->mode != FUNC_PARAM_TABLE)
            *vec_push(stmt->arena, &types) = pg_argument_type(stmt, parameter->argType);
    }
    return pg_join(stmt, types);
}

static void apply_option(const PgStmt *stmt, const DefElem *option, FunctionDef *function)
{
    Str key = str_from(option->defname);
    if (str_eq(key, STR("as"))) {
        Node *body = linitial(castNode(List, option->arg));
        function->body = pg_str(stmt, castNode(String, body)->sval);
    } else if (str_eq(key, STR("language"))) {
        function->language = pg_lower_case(stmt, castNode(String, option->arg)->sval);
    } else if (str_eq(key, STR("volatility"))) {
        Str word = str_from(castNode(String, option->arg)->sval);
        function->volatility = str_eq(word, STR("immutable")) ? VOLATILITY_IMMUTABLE
                               : str_eq(word, STR("stable"))  ? VOLATILITY_STABLE
                                                              : VOLATILITY_VOLATILE;
    } else if (str_eq(key, STR("security"))) {
        function->security_definer = castNode(Boolean, option->arg)->boolval;
    } else if (str_eq(key, STR("set"))) {
        const VariableSetStmt *set = castNode(VariableSetStmt, option->arg);
        bool path = set->name && str_eq_ci(str_from(set->name), STR("search_path"));
        function->sets_search_path |= path && set->kind != VAR_RESET;
    }
}

// BEGIN ATOMIC … END or RETURN expression: the last clause of the statement.
static Str sql_body(const PgStmt *stmt)
{
    Range all = pg_all(stmt);
    size_t begin = pg_find_word(stmt, all, "begin");
    while (begin < all.to && !pg_is_word(stmt, begin + 1, "atomic"))
        begin = pg_find_word(stmt, (Range){ begin + 1, all.to }, "begin");
    size_t from = begin < all.to ? begin : pg_find_word(stmt, all, "return");
    return pg_text(stmt, (Range){ from, all.to });
}

static PgCode find_code(const PgStmt *stmt, const CreateFunctionStmt *create,
                        const FunctionDef *function)
{
    Token token = { 0 };
    ListCell *cell;
    foreach (cell, create->options) {
        const DefElem *option = lfirst_node(DefElem, cell);
        size_t at = pg_token_at(stmt, option->location) + 1;
        if (str_eq(str_from(option->defname), STR("as")) && at < stmt->token_count)
            token = stmt->tokens[at];
    }
    PgCode code = pg_code(stmt, token, function->body);
    if (create->sql_body && function->body.ptr) { // a view of the text
        code.text = stmt->text;
        code.span.start = (size_t)(function->body.ptr - stmt->text.ptr);
        code.span.end = code.span.start + function->body.len;
    }
    code.language = function->language;
    return code;
}

static void note_routine(PgStmt *stmt, const CreateFunctionStmt *create, const Op *op)
{
    PgCode code = find_code(stmt, create, op->function);
    stmt->out->tells |= TIE_ROUTINES;
    *vec_push(stmt->arena, &stmt->routines->all) =
        (PgRoutine){ .name = op->name, .code = code, .stmt = stmt->span };
    if (!create->sql_body) // that was parsed with the statement
        pg_check_body(stmt, &code);
}

static void lower_function(PgStmt *stmt, Node *node)
{
    CreateFunctionStmt *create = castNode(CreateFunctionStmt, node);
    FunctionDef *function = NEW(stmt->arena, FunctionDef);
    function->arguments = argument_types(stmt, create->parameters);
    function->procedure = create->is_procedure;
    if (create->sql_body) {
        function->language = STR("sql");
        function->body = sql_body(stmt);
    }
    ListCell *cell;
    foreach (cell, create->options)
        apply_option(stmt, lfirst_node(DefElem, cell), function);
    Op *op = pg_op(stmt, OP_CREATE_FUNCTION, OBJ_FUNCTION);
    op->name = pg_list_name(stmt, create->funcname);
    op->flags = create->replace ? OPF_OR_REPLACE : 0;
    op->function = function;
    note_routine(stmt, create, op);
}

static void lower_alter_function(PgStmt *stmt, Node *node)
{
    const AlterFunctionStmt *alter = castNode(AlterFunctionStmt, node);
    Op *op = pg_op(stmt, OP_ALTER_OBJECT, OBJ_FUNCTION);
    op->name = pg_object_name(stmt, (Node *)alter->func);
    op->verb = STR("set-options");
}

static void lower_trigger(PgStmt *stmt, Node *node)
{
    CreateTrigStmt *create = castNode(CreateTrigStmt, node);
    Op *op = pg_op(stmt, OP_CREATE_TRIGGER, OBJ_TRIGGER);
    op->name = pg_relation(stmt, create->relation);
    op->other = op->name;
    op->part = pg_str(stmt, create->trigname);
    op->detail = name_text(stmt->arena, pg_list_name(stmt, create->funcname));
    op->columns = pg_strings(stmt, create->columns);
    op->verb = create->row ? STR("row") : STR("statement");
    op->flags = create->replace ? OPF_OR_REPLACE : 0;
    if (create->constrrel)
        *vec_push(stmt->arena, &op->relations) = pg_relation(stmt, create->constrrel);
}

static PolicyDef *new_policy(const PgStmt *stmt, RangeVar *table, List *roles)
{
    PolicyDef *policy = NEW(stmt->arena, PolicyDef);
    policy->table = pg_relation(stmt, table);
    policy->roles = pg_roles(stmt, roles);
    Range range = { pg_name_end(stmt, pg_token_at(stmt, table->location)),
                    stmt->token_count };
    policy->using_expr = pg_group_after(stmt, range, "using");
    policy->check_expr = pg_group_after(stmt, range, "check");
    return policy;
}

static void lower_create_policy(PgStmt *stmt, Node *node)
{
    CreatePolicyStmt *create = castNode(CreatePolicyStmt, node);
    PolicyDef *policy = new_policy(stmt, create->table, create->roles);
    policy->command = pg_lower_case(stmt, create->cmd_name);
    policy->restrictive = !create->permissive;
    Op *op = pg_op(stmt, OP_CREATE_POLICY, OBJ_POLICY);
    pg_relations(stmt, create->qual, policy->table, &op->relations);
    pg_relations(stmt, create->with_check, policy->table, &op->relations);
    op->name = policy->table;
    op->other = op->name;
    op->part = pg_str(stmt, create->policy_name);
    op->policy = policy;
}

static void lower_alter_policy(PgStmt *stmt, Node *node)
{
    AlterPolicyStmt *alter = castNode(AlterPolicyStmt, node);
    Op *op = pg_op(stmt, OP_ALTER_POLICY, OBJ_POLICY);
    pg_relations(stmt, alter->qual, op->name, &op->relations);
    pg_relations(stmt, alter->with_check, op->name, &op->relations);
    op->policy = new_policy(stmt, alter->table, alter->roles);
    op->name = op->policy->table;
    op->other = op->name;
    op->part = pg_str(stmt, alter->policy_name);
}

// What a rule's action writes to.
static void add_changed(const PgStmt *stmt, Node *action, Op *op)
{
    const RangeVar *target = NULL;
    if (IsA(action, InsertStmt))
        target = castNode(InsertStmt, action)->relation;
    else if (IsA(action, UpdateStmt))
        target = castNode(UpdateStmt, action)->relation;
    else if (IsA(action, DeleteStmt))
        target = castNode(DeleteStmt, action)->relation;
    if (target)
        *vec_push(stmt->arena, &op->relations) = pg_relation(stmt, target);
}

static void lower_rule(PgStmt *stmt, Node *node)
{
    const RuleStmt *rule = castNode(RuleStmt, node);
    Op *op = pg_op(stmt, OP_CREATE_OBJECT, OBJ_RULE);
    op->name = pg_relation(stmt, rule->relation);
    op->other = op->name;
    op->part = pg_str(stmt, rule->rulename);
    ListCell *cell;
    foreach (cell, rule->actions)
        add_changed(stmt, lfirst(cell), op);
    op->flags = rule->replace ? OPF_OR_REPLACE : 0;
}

const PgRow pg_routine_rows[] = {
    { T_CreateFunctionStmt, lower_function },
    { T_AlterFunctionStmt, lower_alter_function },
    { T_CreateTrigStmt, lower_trigger },
    { T_CreatePolicyStmt, lower_create_policy },
    { T_AlterPolicyStmt, lower_alter_policy },
    { T_RuleStmt, lower_rule },
    { 0, NULL },
};
