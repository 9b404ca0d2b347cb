// SPDX-License-Identifier: Apache-2.0
// Bodies of triggers, routines and events: blocks, and the statements in them, which are
// parsed as those outside are. Of their ops only what they name is kept: they run when
// the program does.
#include "base/list.h"
#include "dialect/mysql_program_priv.h"
#include "dialect/mysql_query_priv.h"

static bool statement(MyParser *p, MyBody *body);

// ---- names ----

void my_body_reads(MyParser *p, MyBody *body, Name name)
{
    if (!names_have(&body->relations, name))
        *vec_push(p->arena, &body->relations) = name;
}

static void read_all(MyParser *p, MyBody *body, const NameVec *names)
{
    for (size_t i = 0; i < names->len; i++)
        my_body_reads(p, body, names->at[i]);
}

static bool is_relation(ObjectKind object)
{
    return object == OBJ_TABLE || object == OBJ_INDEX || object == OBJ_COLUMN ||
           object == OBJ_VIEW;
}

// The ops from `from` on are the body's, and not the file's.
static void take_names(MyParser *p, MyBody *body, size_t from)
{
    OpVec *ops = &p->out->ops;
    for (size_t i = from; i < ops->len; i++) {
        if (is_relation(ops->at[i].object) && ops->at[i].name.name.len > 0)
            my_body_reads(p, body, ops->at[i].name);
        read_all(p, body, &ops->at[i].relations);
    }
    ops->len = from;
}

static void add_row_column(MyParser *p, StrVec *columns, MyToken token)
{
    Str column = my_token_ident(p->arena, p->text, token);
    if (!list_has_ci(columns, column))
        *vec_push(p->arena, columns) = column;
}

// a of NEW.a and OLD.a, between these tokens.
static void row_columns(MyParser *p, MyBody *body, size_t from)
{
    for (size_t at = from; at + 2 < p->at; at++) {
        MyToken row = p->tokens[at], column = p->tokens[at + 2];
        bool is_row = my_token_is(p->text, row, STR("NEW")) ||
                      my_token_is(p->text, row, STR("OLD"));
        if (is_row && my_token_is_punct(p->text, p->tokens[at + 1], '.') &&
            (column.kind == MYT_WORD || column.kind == MYT_QUOTED))
            add_row_column(p, &body->row_columns, column);
    }
}

// ---- statements that are not of a body alone ----

// They end themselves; what others say goes up to a semicolon.
static bool holds_program(const MyParser *p)
{
    static const char *const programs[] = { "EVENT",   "PROCEDURE", "FUNCTION",
                                            "TRIGGER", "PACKAGE",   NULL };
    enum { HEAD_MAX = 12 };
    if (!my_is(p, "CREATE") && !my_is(p, "ALTER"))
        return false;
    for (size_t ahead = 1; ahead < HEAD_MAX && !my_is_punct_at(p, ahead, ';'); ahead++)
        for (size_t i = 0; programs[i] != NULL; i++)
            if (my_is_at(p, ahead, programs[i]))
                return true;
    return false;
}

static size_t statement_end(const MyParser *p)
{
    size_t at = p->at;
    if (holds_program(p))
        return p->count;
    while (at < p->count && !my_token_is_punct(p->text, p->tokens[at], ';'))
        at++;
    return at;
}

// The statement's own clauses are not those of the one around it.
static bool plain_statement(MyParser *p, MyBody *body)
{
    MyParser outer = *p;
    size_t ops = p->out->ops.len;
    bool program = holds_program(p);
    p->count = statement_end(p);
    p->asked = (Online){ 0 };
    bool parsed = my_statement(p) && (program || my_expect_end(p));
    p->count = outer.count;
    p->asked = outer.asked;
    p->waits = outer.waits;
    p->prefix = outer.prefix;
    p->prefix_at = outer.prefix_at;
    take_names(p, body, ops);
    return parsed;
}

// ---- blocks ----

// What follows the last statement of a list.
static bool at_list_end(const MyParser *p)
{
    static const char *const words[] = { "END", "ELSE", "ELSEIF", "WHEN", "UNTIL", NULL };
    if (my_at_end(p))
        return true;
    for (size_t i = 0; words[i] != NULL; i++)
        if (my_is(p, words[i]) && !my_is_punct_at(p, 1, ':'))
            return true;
    return false;
}

static bool semicolon(MyParser *p)
{
    return my_expect_punct(p, ';');
}

static bool statements(MyParser *p, MyBody *body)
{
    do {
        if (!statement(p, body) || !semicolon(p))
            return false;
    } while (!at_list_end(p));
    return true;
}

// END, the block's word, and the label again where it has one.
static bool end_block(MyParser *p, const char *word, bool labelled)
{
    Str label;
    if (!my_expect(p, "END") || (word != NULL && !my_expect(p, word)))
        return false;
    bool named = labelled && !my_at_end(p) && !my_is_punct(p, ';');
    return !named || my_ident(p, &label);
}

static bool condition(MyParser *p, MyBody *body)
{
    return my_clause(p, &body->relations, NULL);
}

static bool if_block(MyParser *p, MyBody *body, bool labelled)
{
    (void)labelled;
    do {
        if (!condition(p, body) || !my_expect(p, "THEN") || !statements(p, body))
            return false;
    } while (my_take(p, "ELSEIF"));
    if (my_take(p, "ELSE") && !statements(p, body))
        return false;
    return end_block(p, "IF", false);
}

static bool case_block(MyParser *p, MyBody *body, bool labelled)
{
    (void)labelled;
    if (!my_is(p, "WHEN") && !condition(p, body))
        return false;
    do {
        if (!my_expect(p, "WHEN") || !condition(p, body) || !my_expect(p, "THEN") ||
            !statements(p, body))
            return false;
    } while (my_is(p, "WHEN"));
    if (my_take(p, "ELSE") && !statements(p, body))
        return false;
    return end_block(p, "CASE", false);
}

static bool loop_block(MyParser *p, MyBody *body, bool labelled)
{
    return statements(p, body) && end_block(p, "LOOP", labelled);
}

static bool while_block(MyParser *p, MyBody *body, bool labelled)
{
    return condition(p, body) && my_expect(p, "DO") && statements(p, body) &&
           end_block(p, "WHILE", labelled);
}

static bool repeat_block(MyParser *p, MyBody *body, bool labelled)
{
    return statements(p, body) && my_expect(p, "UNTIL") && condition(p, body) &&
           end_block(p, "REPEAT", labelled);
}

// MariaDB: FOR i IN 1..9, FOR row IN a_cursor(1), FOR row IN (SELECT …).
static bool for_block(MyParser *p, MyBody *body, bool labelled)
{
    Str name;
    if (!my_ident(p, &name) || !my_expect(p, "IN"))
        return false;
    if (my_is_query(p)) {
        MyQuery query = { 0 };
        if (!my_expect_punct(p, '(') || !my_query(p, &query) || !my_expect_punct(p, ')'))
            return false;
        read_all(p, body, &query.relations);
    }
    while (!my_at_end(p) && !my_is(p, "DO") && !my_is_punct(p, ';'))
        p->at++;
    return my_expect(p, "DO") && statements(p, body) && end_block(p, "FOR", labelled);
}

// ---- BEGIN … END and its declarations ----

static bool variables(MyParser *p, MyBody *body)
{
    StrVec names = { 0 };
    Str type;
    if (!my_idents(p, &names) || !my_variable_type(p, &type))
        return false;
    return !my_take(p, "DEFAULT") || condition(p, body);
}

// SQLSTATE '23000', or the number of an error.
static bool sqlstate_or_number(MyParser *p)
{
    Str text;
    if (!my_take(p, "SQLSTATE"))
        return my_number(p, &text);
    my_take(p, "VALUE");
    return my_peek(p, 0).kind == MYT_STRING && my_string(p, &text) &&
           (text.len == 5 || my_refuse(p, "an SQLSTATE has five characters"));
}

static bool handled(MyParser *p)
{
    Str name;
    if (my_take(p, "SQLWARNING") || my_take(p, "NOT FOUND") || my_take(p, "SQLEXCEPTION"))
        return true;
    return my_is(p, "SQLSTATE") || my_peek(p, 0).kind == MYT_NUMBER
               ? sqlstate_or_number(p)
               : my_ident(p, &name);
}

static bool handler(MyParser *p, MyBody *body)
{
    do {
        if (!handled(p))
            return false;
    } while (my_take_punct(p, ','));
    return statement(p, body);
}

// MariaDB's cursors have parameters.
static bool cursor(MyParser *p, MyBody *body)
{
    MyQuery query = { 0 };
    Str name, type;
    if (my_is_punct(p, '(') && engine_is(p->engine, "mariadb")) {
        p->at++;
        do {
            if (!my_ident(p, &name) || !my_variable_type(p, &type))
                return false;
        } while (my_take_punct(p, ','));
        if (!my_expect_punct(p, ')'))
            return false;
    }
    if (!my_expect(p, "FOR"))
        return false;
    if (!my_query(p, &query))
        return false;
    read_all(p, body, &query.relations);
    return true;
}

static bool declaration(MyParser *p, MyBody *body)
{
    if (my_take(p, "CONTINUE HANDLER FOR") || my_take(p, "EXIT HANDLER FOR"))
        return handler(p, body);
    Str name;
    size_t from = p->at;
    if (my_is_at(p, 1, "CONDITION") || my_is_at(p, 1, "CURSOR")) {
        if (!my_ident(p, &name))
            return false;
        if (my_take(p, "CURSOR"))
            return cursor(p, body);
        if (my_take(p, "CONDITION FOR"))
            return sqlstate_or_number(p);
        p->at = from;
    }
    return variables(p, body);
}

static bool begin_block(MyParser *p, MyBody *body, bool labelled)
{
    my_take(p, "NOT ATOMIC");
    while (my_take(p, "DECLARE"))
        if (!declaration(p, body) || !semicolon(p))
            return false;
    while (!my_is(p, "END") || my_is_punct_at(p, 1, ':'))
        if (my_at_end(p) || !statement(p, body) || !semicolon(p))
            return my_refuse(p, NULL);
    return end_block(p, NULL, labelled);
}

// ---- what else is of bodies alone ----

static bool return_value(MyParser *p, MyBody *body)
{
    return condition(p, body);
}

static bool jump(MyParser *p, MyBody *body)
{
    (void)body;
    Str label;
    return my_ident(p, &label);
}

static bool open_cursor(MyParser *p, MyBody *body)
{
    Str name;
    if (!my_ident(p, &name))
        return false;
    if (engine_is(p->engine, "mariadb") && my_take(p, "USING")) {
        do {
            if (!condition(p, body))
                return false;
        } while (my_take_punct(p, ','));
        return true;
    }
    if (!engine_is(p->engine, "mariadb") || !my_take_punct(p, '('))
        return true;
    do {
        if (!condition(p, body))
            return false;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

static bool fetch(MyParser *p, MyBody *body)
{
    (void)body;
    Str name;
    if (engine_is(p->engine, "mariadb") && my_take(p, "GROUP NEXT ROW"))
        return true;
    if (!my_take(p, "NEXT FROM"))
        my_take(p, "FROM");
    if (!my_ident(p, &name) || !my_expect(p, "INTO"))
        return false;
    do {
        Name target;
        if (!my_name(p, &target))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

static const struct {
    const char *word;
    bool (*parse)(MyParser *p, MyBody *body); // behind the word
} simple_rows[] = {
    { "RETURN", return_value }, { "ITERATE", jump }, { "LEAVE", jump },
    { "OPEN", open_cursor },    { "CLOSE", jump },   { "FETCH", fetch },
};

static const struct {
    const char *word;
    bool (*parse)(MyParser *p, MyBody *body, bool labelled); // behind the word
    bool labelled;                                           // a label may stand in front
} block_rows[] = {
    { "BEGIN", begin_block, true }, { "LOOP", loop_block, true },
    { "WHILE", while_block, true }, { "REPEAT", repeat_block, true },
    { "FOR", for_block, true },     { "IF", if_block, false },
    { "CASE", case_block, false },
};

enum {
    SIMPLE_ROWS = sizeof simple_rows / sizeof *simple_rows,
    BLOCK_ROWS = sizeof block_rows / sizeof *block_rows
};

static bool inner_statement(MyParser *p, MyBody *body)
{
    Str label;
    bool labelled = my_is_punct_at(p, 1, ':');
    if (labelled && (!my_ident(p, &label) || !my_expect_punct(p, ':')))
        return false;
    for (size_t i = 0; i < BLOCK_ROWS; i++)
        if (labelled <= block_rows[i].labelled && my_take(p, block_rows[i].word))
            return block_rows[i].parse(p, body, labelled);
    if (labelled)
        return my_refuse(p, NULL);
    for (size_t i = 0; i < SIMPLE_ROWS; i++)
        if (my_take(p, simple_rows[i].word))
            return simple_rows[i].parse(p, body);
    return plain_statement(p, body);
}

static bool statement(MyParser *p, MyBody *body)
{
    if (!my_enter(p))
        return false;
    bool parsed = inner_statement(p, body) || my_refuse(p, NULL);
    my_leave(p);
    return parsed;
}

bool my_body(MyParser *p, MyBody *body)
{
    *body = (MyBody){ 0 };
    size_t from = p->at;
    if (p->modes & MYM_ORACLE)
        return my_oracle_body(p, body);
    bool outer = p->in_program;
    NameVec reads = { 0 }, *outer_reads = p->reads;
    p->in_program = true;
    p->reads = &reads;
    bool parsed = statement(p, body);
    p->in_program = outer;
    p->reads = outer_reads;
    if (!parsed)
        return false;
    read_all(p, body, &reads);
    if (!my_no_parameters(p, from))
        return false;
    row_columns(p, body, from);
    body->text = my_text_from(p, from);
    if (!outer && p->at + 1 == p->count)
        my_take_punct(p, ';'); // which some clients leave there
    return true;
}
