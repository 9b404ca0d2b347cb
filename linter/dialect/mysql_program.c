// SPDX-License-Identifier: Apache-2.0
// Views, prepared statements and blocks that run at once; and the rows of all that runs
// in the database.
#include "dialect/mysql_program_priv.h"

// ---- what the files of programs share ----

unsigned my_guard(MyParser *p)
{
    if (my_take(p, "IF NOT EXISTS"))
        return OPF_IF_NOT_EXISTS;
    return my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
}

bool my_skip_rest(MyParser *p)
{
    Str inside;
    while (!my_at_end(p) && !my_is_punct(p, ')')) {
        if (!my_is_punct(p, '('))
            p->at++;
        else if (!my_skip_group(p, &inside))
            return false;
    }
    return my_expect_end(p);
}

bool my_no_parameters(MyParser *p, size_t from)
{
    for (size_t at = from; at < p->at; at++)
        if (p->tokens[at].kind == MYT_PARAM)
            return p->at = at, my_refuse(p, NULL);
    return true;
}

Op *my_object_op(MyParser *p, OpKind kind, ObjectKind object, Name name)
{
    Op *op = my_op(p, kind, object);
    op->name = name;
    op->flags = p->prefix.or_replace ? OPF_OR_REPLACE : 0;
    return op;
}

// ---- views ----

enum { VIEW_PREFIXES = MYP_OR_REPLACE | MYP_ALGORITHM | MYP_DEFINER | MYP_SECURITY };

static bool is_one_of(Str word, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (str_eq_ci(word, str_from(words[i])))
            return true;
    return false;
}

static bool check_view_prefixes(MyParser *p)
{
    static const char *const algorithms[] = { "UNDEFINED", "MERGE", "TEMPTABLE", NULL };
    static const char *const securities[] = { "DEFINER", "INVOKER", NULL };
    const MyPrefix *prefix = &p->prefix;
    Span span = my_span_from(p, p->prefix_at);
    if (!my_only_prefixes(p, VIEW_PREFIXES))
        return false;
    if (prefix->algorithm.ptr && !is_one_of(prefix->algorithm, algorithms))
        return my_refuse_at(p, span, "a view has no algorithm \"" STR_FMT "\"",
                            STR_ARG(prefix->algorithm));
    if (prefix->security.ptr && !is_one_of(prefix->security, securities))
        return my_refuse_at(p, span, "SQL SECURITY is DEFINER or INVOKER");
    return true;
}

// From the list of columns to the query's end.
static bool parse_view(MyParser *p, ViewDef *view)
{
    if (my_is_punct(p, '(') && !my_ident_list(p, &view->columns))
        return false;
    if (!my_expect(p, "AS"))
        return false;
    MyQuery query = { 0 };
    size_t from = p->at;
    if (!my_query(p, &query))
        return false;
    if (query.into.ptr)
        return my_refuse_at(p, my_span_from(p, from), "a view's query has no INTO");
    if (!my_no_parameters(p, from))
        return false;
    view->query = my_text_from(p, from);
    view->sources = query.relations;
    if (view->columns.len == 0 && query.columns_known)
        view->columns = query.columns;
    return true;
}

static bool check_option(MyParser *p)
{
    size_t from = p->at;
    if (!my_take(p, "WITH"))
        return true;
    bool alone = !my_take(p, "CASCADED") && !my_take(p, "LOCAL");
    if (!my_expect(p, "CHECK OPTION"))
        return false;
    my_uses(p, alone ? MYF_CHECK_OPTION_ALONE : MYF_NONE, from);
    return true;
}

static void add_view(MyParser *p, Name name, const ViewDef *view, unsigned flags)
{
    Op *op = my_op(p, OP_CREATE_VIEW, view->materialized ? OBJ_MATVIEW : OBJ_VIEW);
    op->name = name;
    op->view = view;
    op->relations = view->sources;
    op->flags = flags;
}

static unsigned replace_flag(const MyParser *p)
{
    return p->prefix.or_replace ? OPF_OR_REPLACE : 0;
}

static bool take_view_guard(MyParser *p, unsigned *flags)
{
    size_t from = p->at;
    *flags = replace_flag(p);
    if (!my_take(p, "IF NOT EXISTS"))
        return true;
    my_uses(p, MYF_VIEW_IF_NOT_EXISTS, from);
    if (p->prefix.or_replace)
        return my_refuse_at(p, my_span_from(p, from),
                            "OR REPLACE and IF NOT EXISTS exclude each other");
    *flags |= OPF_IF_NOT_EXISTS;
    return true;
}

bool my_create_view(MyParser *p)
{
    ViewDef *view = NEW(p->arena, ViewDef);
    unsigned flags;
    Name name;
    if (!check_view_prefixes(p) || !take_view_guard(p, &flags) || !my_name(p, &name) ||
        !parse_view(p, view) || !check_option(p))
        return false;
    add_view(p, name, view, flags);
    return true;
}

bool my_create_materialized_view(MyParser *p)
{
    ViewDef *view = NEW(p->arena, ViewDef);
    view->materialized = true;
    my_uses(p, MYF_MATERIALIZED_VIEW, p->at - 2);
    unsigned flags;
    Name name;
    if (!check_view_prefixes(p) || !take_view_guard(p, &flags) || !my_name(p, &name) ||
        !parse_view(p, view))
        return false;
    add_view(p, name, view, flags);
    return true;
}

// Its columns are the keys of a document, and none that others could name; the grammar of
// its query is one of its own.
bool my_create_duality_view(MyParser *p)
{
    ViewDef *view = NEW(p->arena, ViewDef);
    my_uses(p, MYF_DUALITY_VIEW, p->at - 1);
    unsigned flags;
    Name name;
    if (!check_view_prefixes(p) || !take_view_guard(p, &flags) || !my_name(p, &name) ||
        (my_is_punct(p, '(') && !my_ident_list(p, &view->columns)) || !my_expect(p, "AS"))
        return false;
    size_t from = p->at;
    if ((!my_is(p, "SELECT") && !my_is(p, "WITH")) || !my_skip_rest(p))
        return my_refuse(p, NULL);
    view->query = my_text_from(p, from);
    add_view(p, name, view, flags);
    return true;
}

// It gives the view a query of its own, as CREATE OR REPLACE VIEW does, and fails where
// there is no view.
bool my_alter_view(MyParser *p)
{
    ViewDef *view = NEW(p->arena, ViewDef);
    Name name;
    my_uses(p, MYF_ALTER_VIEW, p->prefix_at - 1);
    if (!check_view_prefixes(p))
        return false;
    if (p->prefix.or_replace)
        return my_refuse(p, NULL);
    if (!my_name(p, &name) || !parse_view(p, view) || !check_option(p))
        return false;
    add_view(p, name, view, OPF_OR_REPLACE);
    return true;
}

// ---- SQL that is made at run time ----

static bool is_text_value(const MyParser *p)
{
    MyTokenKind kind = my_peek(p, 0).kind;
    MyTokenKind next = my_peek(p, 1).kind;
    return (kind == MYT_STRING || kind == MYT_VARIABLE) &&
           (next == MYT_END || my_is_at(p, 1, "USING") || my_is_punct_at(p, 1, ';'));
}

// The text to run: a string, a user variable, or on MariaDB any expression.
static bool dynamic_text(MyParser *p, Str *text)
{
    size_t from = p->at;
    bool plain = is_text_value(p);
    if (!my_expr(p, NULL))
        return false;
    if (!plain)
        my_uses(p, MYF_PREPARE_EXPRESSION, from);
    *text = my_text_from(p, from);
    return true;
}

static bool using_values(MyParser *p)
{
    if (!my_take(p, "USING"))
        return true;
    do {
        size_t from = p->at;
        bool plain = my_peek(p, 0).kind == MYT_VARIABLE;
        bool word = my_take(p, "DEFAULT") || my_take(p, "IGNORE");
        if (!word && !my_expr(p, NULL))
            return false;
        if (!plain)
            my_uses(p, MYF_PREPARE_EXPRESSION, from);
    } while (my_take_punct(p, ','));
    return true;
}

bool my_prepare(MyParser *p)
{
    Str name, text;
    if (!my_ident(p, &name) || !my_expect(p, "FROM") || !dynamic_text(p, &text))
        return false;
    Op *op = my_op(p, OP_EXECUTE, OBJ_NONE);
    op->verb = STR("prepare");
    op->part = name;
    op->detail = text;
    return true;
}

bool my_execute(MyParser *p)
{
    Str name;
    if (!my_ident(p, &name) || !using_values(p))
        return false;
    Op *op = my_op(p, OP_EXECUTE, OBJ_NONE);
    op->verb = STR("execute");
    op->part = name;
    return true;
}

bool my_execute_immediate(MyParser *p)
{
    Str text;
    my_uses(p, MYF_EXECUTE_IMMEDIATE, p->at - 2);
    size_t noted = p->misfits.len;
    if (!dynamic_text(p, &text) || !using_values(p))
        return false;
    p->misfits.len = noted; // who has it takes expressions as well
    Op *op = my_op(p, OP_EXECUTE, OBJ_NONE);
    op->verb = STR("immediate");
    op->detail = text;
    return true;
}

// Frees what PREPARE keeps: nothing that lasts.
bool my_deallocate(MyParser *p)
{
    Op *op;
    Str name;
    if (!my_ident(p, &name))
        return false;
    op = my_op(p, OP_SELECT, OBJ_NONE);
    op->verb = STR("deallocate");
    op->part = name;
    return true;
}

bool my_call(MyParser *p)
{
    Name name;
    my_uses(p, MYF_CALL, p->at - 1);
    if (!my_name(p, &name))
        return false;
    if (my_take_punct(p, '.') && !my_any_word(p, &name.name)) // of a package
        return false;
    size_t from = p->at;
    if (my_take_punct(p, '(') && !my_take_punct(p, ')')) {
        do {
            if (!my_expr(p, NULL))
                return false;
        } while (my_take_punct(p, ','));
        if (!my_expect_punct(p, ')'))
            return false;
    }
    Op *op = my_op(p, OP_CALL, OBJ_FUNCTION);
    op->name = name;
    op->detail = my_text_from(p, from);
    return true;
}

// MariaDB runs it at once: BEGIN NOT ATOMIC …, IF …, and such. The cursor is behind the
// words that told.
bool my_block(MyParser *p)
{
    MyBody body;
    p->at = p->prefix_at - 1;
    size_t from = p->at;
    if (!my_body(p, &body))
        return false;
    my_uses(p, MYF_COMPOUND_STATEMENT, from);
    Op *op = my_op(p, OP_DO_BLOCK, OBJ_NONE);
    op->detail = body.text;
    op->relations = body.relations;
    return true;
}

const MyRow my_program_rows[] = {
    { "CREATE VIEW", my_create_view },
    { "CREATE MATERIALIZED VIEW", my_create_materialized_view },
    { "CREATE JSON DUALITY VIEW", my_create_duality_view },
    { "CREATE JSON RELATIONAL DUALITY VIEW", my_create_duality_view },
    { "ALTER JSON DUALITY VIEW", my_create_duality_view },
    { "ALTER JSON RELATIONAL DUALITY VIEW", my_create_duality_view },
    { "ALTER VIEW", my_alter_view },
    { "CREATE TRIGGER", my_create_trigger },
    { "DROP TRIGGER", my_drop_trigger },
    { "CREATE PROCEDURE", my_create_procedure },
    { "CREATE FUNCTION", my_create_function },
    { "ALTER PROCEDURE", my_alter_routine },
    { "ALTER FUNCTION", my_alter_routine },
    { "DROP PROCEDURE", my_drop_procedure },
    { "DROP FUNCTION", my_drop_function },
    { "CREATE EVENT", my_create_event },
    { "ALTER EVENT", my_alter_event },
    { "DROP EVENT", my_drop_event },
    { "PREPARE", my_prepare },
    { "EXECUTE", my_execute },
    { "EXECUTE IMMEDIATE", my_execute_immediate },
    { "DEALLOCATE PREPARE", my_deallocate },
    { "DROP PREPARE", my_deallocate },
    { "CALL", my_call },
    { "SIGNAL", my_signal },
    { "RESIGNAL", my_resignal },
    { "GET", my_get_diagnostics },
    { "BEGIN NOT ATOMIC", my_block },
    { "IF", my_block },
    { "CASE", my_block },
    { "LOOP", my_block },
    { "WHILE", my_block },
    { "REPEAT", my_block },
    { "FOR", my_block },
    { NULL, NULL },
};
