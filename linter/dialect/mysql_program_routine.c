// SPDX-License-Identifier: Apache-2.0
// Triggers, procedures, functions and events: what they are called and what they hang on.
#include "dialect/mysql_program_priv.h"

#include "base/out.h"

enum { PROGRAM_PREFIXES = MYP_OR_REPLACE | MYP_DEFINER };

// Prefixes and guard of a CREATE; the cursor is behind the kind's word.
static bool program_head(MyParser *p, MyFeatureId guard, unsigned allowed, Op *head)
{
    size_t from = p->at;
    if (!my_only_prefixes(p, allowed))
        return false;
    if (p->prefix.or_replace) {
        my_uses(p, MYF_OR_REPLACE_PROGRAM, p->prefix_at);
        head->flags |= OPF_OR_REPLACE;
    }
    if (my_take(p, "IF NOT EXISTS")) {
        if (guard != MYF_NONE)
            my_uses(p, guard, from);
        head->flags |= OPF_IF_NOT_EXISTS;
    }
    if ((head->flags & OPF_OR_REPLACE) && (head->flags & OPF_IF_NOT_EXISTS))
        return my_refuse_at(p, my_span_from(p, from),
                            "OR REPLACE and IF NOT EXISTS exclude each other");
    return my_name(p, &head->name);
}

// ---- triggers ----

// INSERT, UPDATE [OF a, b], DELETE; MariaDB takes several with OR between.
static bool trigger_events(MyParser *p, Str timing, Op *head)
{
    static const char *const events[] = { "INSERT", "UPDATE", "DELETE", NULL };
    static const char *const words[] = { "insert", "update", "delete" };
    size_t from = p->at, count = 0;
    head->verb = timing;
    do {
        int event = my_take_one(p, events);
        if (event < 0)
            return my_refuse(p, NULL);
        head->verb = arena_fmt(p->arena, STR_FMT "%s%s", STR_ARG(head->verb),
                               count > 0 ? " or " : " ", words[event]);
        if (event == 1 && my_take(p, "OF")) {
            if (!my_idents(p, &head->columns))
                return false;
            my_uses(p, MYF_TRIGGER_OF, from);
        }
        count++;
    } while (my_take(p, "OR"));
    if (count > 1)
        my_uses(p, MYF_TRIGGER_EVENTS, from);
    return true;
}

static bool trigger_order(MyParser *p)
{
    Str other;
    return !(my_take(p, "FOLLOWS") || my_take(p, "PRECEDES")) || my_ident(p, &other);
}

static FunctionDef *body_function(MyParser *p, const MyBody *body)
{
    FunctionDef *function = NEW(p->arena, FunctionDef);
    function->language = STR("sql");
    function->body = body->text;
    function->row_columns = body->row_columns;
    return function;
}

bool my_create_trigger(MyParser *p)
{
    Op head = { 0 };
    Name table;
    MyBody body;
    my_uses(p, MYF_TRIGGER, p->prefix_at - 1);
    if (!program_head(p, MYF_TRIGGER_IF_NOT_EXISTS, PROGRAM_PREFIXES, &head))
        return false;
    bool before = my_take(p, "BEFORE");
    if (!before && !my_expect(p, "AFTER"))
        return false;
    if (!trigger_events(p, before ? STR("before") : STR("after"), &head) ||
        !my_expect(p, "ON") || !my_name(p, &table) || !my_expect(p, "FOR EACH ROW") ||
        !trigger_order(p) || !my_body(p, &body))
        return false;
    Op *op = my_op(p, OP_CREATE_TRIGGER, OBJ_TRIGGER);
    op->name = op->other = table;
    op->part = head.name.name;
    op->verb = head.verb;
    op->columns = head.columns;
    op->flags = head.flags;
    op->relations = body.relations;
    op->function = body_function(p, &body);
    return true;
}

// It does not name its table.
bool my_drop_trigger(MyParser *p)
{
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    Name name;
    my_uses(p, MYF_TRIGGER, p->prefix_at - 1);
    if (!my_name(p, &name))
        return false;
    Op *op = my_op(p, OP_DROP_TRIGGER, OBJ_TRIGGER);
    op->name.schema = name.schema;
    op->part = name.name;
    op->flags = flags;
    return true;
}

// ---- procedures and functions ----

// MariaDB's TYPE OF t.a, ROW (…), ROW TYPE OF t are no types of columns.
bool my_variable_type(MyParser *p, Str *type)
{
    ColumnDef column = { 0 };
    size_t from = p->at;
    bool mariadb = engine_is(p->engine, "mariadb");
    if (mariadb && my_is(p, "SERIAL"))
        return my_refuse(p, NULL);
    if (mariadb && (my_is(p, "ROW") || (my_is(p, "TYPE") && my_is_at(p, 1, "OF")))) {
        while (my_take(p, "ROW") || my_take(p, "TYPE") || my_take(p, "OF"))
            ;
        Name name;
        Str inside;
        *type = my_text_from(p, from);
        return my_is_punct(p, '(')
                   ? my_skip_group(p, &inside)
                   : my_name(p, &name) && (!my_take_punct(p, '.') || my_ident(p, type));
    }
    if (!my_type(p, &column))
        return false;
    *type = column.type.text;
    return true;
}

static bool parameter(MyParser *p, bool directed, Str *type)
{
    static const char *const directions[] = { "INOUT", "IN", "OUT", NULL };
    Str name;
    if (directed || engine_is(p->engine, "mariadb"))
        my_take_one(p, directions);
    if (!my_ident(p, &name) || !my_variable_type(p, type))
        return false;
    return !engine_from_on(p->engine, "mariadb", ENGINE_VERSION(11, 8, 0)) ||
           !my_take(p, "DEFAULT") || my_expr(p, NULL);
}

static bool parameters(MyParser *p, FunctionDef *function)
{
    function->arguments = STR("");
    if (!my_expect_punct(p, '('))
        return false;
    if (my_take_punct(p, ')'))
        return true;
    Out types = out_new(p->arena);
    do {
        Str type = { 0 };
        if (!parameter(p, function->procedure, &type))
            return false;
        out_cstr(&types, types.buf.len > 0 ? ", " : "");
        out_str(&types, type);
    } while (my_take_punct(p, ','));
    function->arguments = out_text(&types);
    return my_expect_punct(p, ')');
}

static bool libraries(MyParser *p)
{
    Str inside;
    my_uses(p, MYF_LIBRARY, p->at - 1);
    return my_skip_group(p, &inside);
}

// One characteristic, if one is at the cursor; *found tells.
static bool characteristic(MyParser *p, FunctionDef *function, bool *found)
{
    static const char *const data[] = { "CONTAINS SQL", "NO SQL", "READS SQL DATA",
                                        "MODIFIES SQL DATA", NULL };
    Str text;
    *found = true;
    if (my_take(p, "COMMENT"))
        return my_string(p, &text);
    if (my_take(p, "LANGUAGE")) {
        if (!my_any_word(p, &text))
            return false;
        function->language = arena_lower(p->arena, text);
        return true;
    }
    if (my_take(p, "SQL SECURITY")) {
        function->security_definer = my_is(p, "DEFINER");
        return my_take(p, "DEFINER") || my_expect(p, "INVOKER");
    }
    if (my_take(p, "DETERMINISTIC")) {
        function->volatility = VOLATILITY_IMMUTABLE;
        return true;
    }
    if (my_take(p, "USING"))
        return libraries(p);
    *found = my_take(p, "NOT DETERMINISTIC") || my_take_one(p, data) >= 0;
    return true;
}

static bool characteristics(MyParser *p, FunctionDef *function)
{
    bool found;
    function->language = STR("sql");
    function->security_definer = true; // unless it says INVOKER
    do {
        if (!characteristic(p, function, &found))
            return false;
    } while (found);
    return true;
}

// MariaDB's functions return something, or are made of blocks.
static bool is_function_body(const MyParser *p)
{
    static const char *const words[] = { "RETURN", "BEGIN",  "IF",  "CASE", "LOOP",
                                         "WHILE",  "REPEAT", "FOR", NULL };
    for (size_t i = 0; words[i] != NULL; i++)
        if (my_is(p, words[i]))
            return true;
    return my_is_punct_at(p, 1, ':');
}

static bool routine_body(MyParser *p, FunctionDef *function, MyBody *body)
{
    *body = (MyBody){ 0 };
    if (!str_eq(function->language, STR("sql"))) { // AS '…' or AS $$…$$
        size_t from = p->at + 1;
        my_uses(p, MYF_ROUTINE_LANGUAGE, p->at);
        if (!my_expect(p, "AS") || my_at_end(p))
            return my_refuse(p, NULL);
        p->at = p->count;
        body->text = my_text_from(p, from);
    } else if (!function->procedure && engine_is(p->engine, "mariadb") &&
               !is_function_body(p)) {
        return my_refuse(p, NULL);
    } else if (!my_body(p, body)) {
        return false;
    }
    function->body = body->text;
    return true;
}

static void add_routine(MyParser *p, const Op *head, const FunctionDef *function,
                        const MyBody *body)
{
    Op *op = my_op(p, OP_CREATE_FUNCTION, OBJ_FUNCTION);
    op->name = head->name;
    op->flags = head->flags;
    op->function = function;
    op->relations = body->relations;
}

// Oracle's heads: brackets may miss, RETURN and IS stand for RETURNS and the body's word.
static bool oracle_routine(MyParser *p, const Op *head, FunctionDef *function)
{
    MyBody body;
    Str inside;
    if (my_is_punct(p, '(') && !my_skip_group(p, &inside))
        return false;
    while (!my_at_end(p) && !my_is(p, "AS") && !my_is(p, "IS") && !my_is(p, "BEGIN"))
        p->at++;
    if (!my_body(p, &body))
        return false;
    function->arguments = STR("");
    function->language = STR("sql");
    function->body = body.text;
    add_routine(p, head, function, &body);
    return true;
}

bool my_create_procedure(MyParser *p)
{
    Op head = { 0 };
    MyBody body;
    FunctionDef *function = NEW(p->arena, FunctionDef);
    function->procedure = true;
    my_uses(p, MYF_ROUTINE, p->prefix_at - 1);
    if (!program_head(p, MYF_ROUTINE_IF_NOT_EXISTS, PROGRAM_PREFIXES, &head))
        return false;
    if (p->modes & MYM_ORACLE)
        return oracle_routine(p, &head, function);
    if (!parameters(p, function) || !characteristics(p, function) ||
        !routine_body(p, function, &body))
        return false;
    add_routine(p, &head, function, &body);
    return true;
}

// CREATE [AGGREGATE] FUNCTION f RETURNS STRING SONAME 'f.so'.
static bool loadable_function(MyParser *p, const Op *head, FunctionDef *function)
{
    static const char *const types[] = { "STRING", "INTEGER", "INT",
                                         "REAL",   "DECIMAL", NULL };
    MyBody none = { 0 };
    Str library;
    my_uses(p, MYF_LOADABLE_FUNCTION, p->prefix_at - 1);
    if (my_take_one(p, types) < 0 || !my_expect(p, "SONAME") || !my_string(p, &library))
        return my_refuse(p, NULL);
    function->language = STR("c");
    add_routine(p, head, function, &none);
    return true;
}

bool my_create_function(MyParser *p)
{
    Op head = { 0 };
    MyBody body;
    Str type;
    FunctionDef *function = NEW(p->arena, FunctionDef);
    if (!program_head(p, MYF_ROUTINE_IF_NOT_EXISTS, PROGRAM_PREFIXES | MYP_AGGREGATE,
                      &head))
        return false;
    if (my_take(p, "RETURNS"))
        return my_only_prefixes(p, MYP_OR_REPLACE | MYP_AGGREGATE) &&
               loadable_function(p, &head, function);
    if (p->prefix.seen & MYP_AGGREGATE)
        my_uses(p, MYF_AGGREGATE_FUNCTION, p->prefix_at);
    my_uses(p, MYF_ROUTINE, p->prefix_at - 1);
    if (p->modes & MYM_ORACLE)
        return oracle_routine(p, &head, function);
    if (!parameters(p, function) || !my_expect(p, "RETURNS") ||
        !my_variable_type(p, &type) || !characteristics(p, function) ||
        !routine_body(p, function, &body))
        return false;
    add_routine(p, &head, function, &body);
    return true;
}

bool my_alter_routine(MyParser *p)
{
    FunctionDef function = { 0 };
    Name name;
    my_uses(p, MYF_ROUTINE, p->prefix_at - 1);
    if (!my_only_prefixes(p, 0) || !my_name(p, &name))
        return false;
    size_t from = p->at;
    if (!characteristics(p, &function))
        return false;
    if (function.volatility != VOLATILITY_VOLATILE)
        return my_refuse_at(p, my_span_from(p, from), "ALTER cannot set DETERMINISTIC");
    my_object_op(p, OP_ALTER_OBJECT, OBJ_FUNCTION, name)->verb = STR("set-options");
    return true;
}

static bool drop_routine(MyParser *p, bool procedure)
{
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    FunctionDef *function = NEW(p->arena, FunctionDef);
    Name name;
    my_uses(p, MYF_ROUTINE, p->prefix_at - 1);
    if (!my_name(p, &name))
        return false;
    function->procedure = procedure;
    Op *op = my_object_op(p, OP_DROP_FUNCTION, OBJ_FUNCTION, name);
    op->flags = flags;
    op->function = function;
    return true;
}

bool my_drop_procedure(MyParser *p)
{
    return drop_routine(p, true);
}

bool my_drop_function(MyParser *p)
{
    return drop_routine(p, false);
}

// ---- events ----

static bool schedule(MyParser *p)
{
    Str unit;
    if (my_take(p, "AT"))
        return my_expr(p, NULL);
    if (!my_expect(p, "EVERY") || !my_expr(p, NULL) || !my_any_word(p, &unit))
        return false;
    if (my_take(p, "STARTS") && !my_expr(p, NULL))
        return false;
    return !my_take(p, "ENDS") || my_expr(p, NULL);
}

static bool event_status(MyParser *p)
{
    if (my_take(p, "DISABLE ON")) { // both words in all versions of MySQL 8.0.22 to 9.7
        if (!my_take(p, "REPLICA") && !my_expect(p, "SLAVE"))
            return false;
    } else if (!my_take(p, "DISABLE")) {
        my_take(p, "ENABLE");
    }
    return true;
}

// Behind the name, in the order of the grammar; ALTER may leave out each.
static bool event_clauses(MyParser *p, Op *head, MyBody *body)
{
    bool alters = head->kind == OP_ALTER_OBJECT;
    size_t from = p->at;
    Str comment;
    *body = (MyBody){ 0 };
    if (my_take(p, "ON SCHEDULE") ? !schedule(p)
                                  : !alters && !my_expect(p, "ON SCHEDULE"))
        return false;
    if (my_take(p, "ON COMPLETION")) {
        my_take(p, "NOT");
        if (!my_expect(p, "PRESERVE"))
            return false;
    }
    if (alters && my_take(p, "RENAME TO") && !my_name(p, &head->other))
        return false;
    if (!event_status(p) || (my_take(p, "COMMENT") && !my_string(p, &comment)))
        return false;
    if (my_take(p, "DO"))
        return my_body(p, body);
    return (alters && p->at > from) || my_refuse(p, NULL);
}

static bool event(MyParser *p, Op *head)
{
    MyBody body;
    if (!event_clauses(p, head, &body))
        return false;
    Op *op = my_op(p, head->kind, OBJ_EVENT);
    op->name = head->name;
    op->other = head->other;
    op->flags = head->flags;
    op->relations = body.relations;
    op->detail = body.text;
    return true;
}

bool my_create_event(MyParser *p)
{
    Op head = { .kind = OP_CREATE_OBJECT };
    my_uses(p, MYF_EVENT, p->prefix_at - 1);
    return program_head(p, MYF_NONE, PROGRAM_PREFIXES, &head) && event(p, &head);
}

bool my_alter_event(MyParser *p)
{
    Op head = { .kind = OP_ALTER_OBJECT };
    my_uses(p, MYF_EVENT, p->prefix_at - 1);
    return my_only_prefixes(p, MYP_DEFINER) && my_name(p, &head.name) && event(p, &head);
}

bool my_drop_event(MyParser *p)
{
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    Name name;
    my_uses(p, MYF_EVENT, p->prefix_at - 1);
    if (!my_name(p, &name))
        return false;
    my_object_op(p, OP_DROP_OBJECT, OBJ_EVENT, name)->flags = flags;
    return true;
}
