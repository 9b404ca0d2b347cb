// SPDX-License-Identifier: Apache-2.0
// Bodies of triggers, routines and events: which blocks they open and close, and which
// tables and columns they name. Words such as END and IF are no key words everywhere:
// where a statement begins decides.
#include "dialect/mysql_program_priv.h"

typedef enum Block {
    BLOCK_NONE,
    BLOCK_BEGIN,
    BLOCK_IF,
    BLOCK_CASE, // the statement
    BLOCK_LOOP,
    BLOCK_WHILE,
    BLOCK_REPEAT,
    BLOCK_FOR,
    // no statements are in these:
    BLOCK_CASE_VALUE, // the expression, which ends with END alone
    BLOCK_BRACKET,    // ( … )
    BLOCK_QUERY       // ( SELECT … )
} Block;

// What stands behind END; NULL: nothing, or a label.
static const char *const end_words[] = {
    [BLOCK_BEGIN] = NULL,  [BLOCK_IF] = "IF",       [BLOCK_CASE] = "CASE",
    [BLOCK_LOOP] = "LOOP", [BLOCK_WHILE] = "WHILE", [BLOCK_REPEAT] = "REPEAT",
    [BLOCK_FOR] = "FOR",
};

typedef struct Scan {
    MyParser *p;
    MyBody *body;
    Block blocks[MY_DEPTH_MAX]; // open ones
    size_t depth;
    bool starts;  // a statement begins at the cursor
    bool handler; // inside of DECLARE … HANDLER FOR …, before its statement
    bool fetches; // inside of FETCH … FROM a cursor
} Scan;

static Block innermost(const Scan *scan)
{
    return scan->depth > 0 ? scan->blocks[scan->depth - 1] : BLOCK_NONE;
}

static bool open_block(Scan *scan, Block block)
{
    if (scan->depth == MY_DEPTH_MAX)
        return my_refuse(scan->p, "nested too deep");
    scan->blocks[scan->depth++] = block;
    return true;
}

// ---- names ----

static void add_relation(Scan *scan)
{
    Name name;
    MyParser *p = scan->p;
    size_t at = p->at;
    if (my_is_ident(p) && my_name(p, &name) && !names_have(&scan->body->relations, name))
        *vec_push(p->arena, &scan->body->relations) = name;
    p->at = at;
}

static void add_row_column(Scan *scan)
{
    MyParser *p = scan->p;
    StrVec *columns = &scan->body->row_columns;
    Str column = my_token_ident(p->arena, p->text, my_peek(p, 2));
    for (size_t i = 0; i < columns->len; i++)
        if (str_eq_ci(columns->at[i], column))
            return;
    *vec_push(p->arena, columns) = column;
}

static bool was(const MyParser *p, size_t back, const char *word)
{
    return p->at >= back && my_token_is(p->text, p->tokens[p->at - back], str_from(word));
}

// How far back the word is that the modifiers before the cursor belong to.
static size_t before_modifiers(const MyParser *p)
{
    static const char *const modifiers[] = { "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED",
                                             "QUICK",        "IGNORE",        NULL };
    size_t back = 1;
    for (size_t i = 0; modifiers[i] != NULL;) {
        bool is = was(p, back, modifiers[i]);
        back += is;
        i = is ? 0 : i + 1;
    }
    return back;
}

// A table's name follows the words that stand before the cursor.
static bool table_follows(const Scan *scan)
{
    MyParser *p = scan->p;
    size_t back = before_modifiers(p);
    if (was(p, back, "UPDATE"))
        return !was(p, back + 1, "KEY") && !was(p, back + 1, "FOR");
    if (was(p, back, "FROM")) // not of TRIM(x FROM y)
        return innermost(scan) != BLOCK_BRACKET && !scan->fetches;
    if (was(p, 1, "INTO")) { // not of SELECT … INTO a variable
        p->at--;
        back = before_modifiers(p);
        bool rows = was(p, back, "INSERT") || was(p, back, "REPLACE");
        p->at++;
        return rows;
    }
    return was(p, 1, "JOIN") || was(p, 1, "TABLE");
}

static void collect(Scan *scan)
{
    MyParser *p = scan->p;
    if (table_follows(scan))
        add_relation(scan);
    bool row = my_is(p, "NEW") || my_is(p, "OLD");
    MyTokenKind kind = my_peek(p, 2).kind;
    if (row && my_is_punct_at(p, 1, '.') && (kind == MYT_WORD || kind == MYT_QUOTED))
        add_row_column(scan);
}

// ---- blocks ----

// END at the cursor closes a block, and is no column's name.
static bool ends_block(const Scan *scan)
{
    Block block = innermost(scan);
    if (!my_is(scan->p, "END"))
        return false;
    return scan->starts || block == BLOCK_CASE_VALUE ||
           (block == BLOCK_REPEAT && my_is_at(scan->p, 1, "REPEAT"));
}

// The last word of a block may be its label; what closes the outermost one is the body's
// end.
static bool close_block(Scan *scan)
{
    MyParser *p = scan->p;
    Block block = innermost(scan);
    if (block == BLOCK_NONE || block >= BLOCK_BRACKET)
        return my_refuse(p, NULL);
    p->at++;
    scan->depth--;
    scan->starts = false;
    if (block == BLOCK_CASE_VALUE)
        return true;
    if (end_words[block] != NULL && !my_expect(p, end_words[block]))
        return false;
    if (!my_at_end(p) && my_is_ident(p))
        p->at++;
    return my_at_end(p) || my_is_punct(p, ';') || my_refuse(p, NULL);
}

static Block block_here(const Scan *scan)
{
    static const struct {
        const char *word;
        Block block;
    } openers[] = {
        { "BEGIN", BLOCK_BEGIN }, { "IF", BLOCK_IF },       { "CASE", BLOCK_CASE },
        { "LOOP", BLOCK_LOOP },   { "WHILE", BLOCK_WHILE }, { "REPEAT", BLOCK_REPEAT },
        { "FOR", BLOCK_FOR },
    };
    if (my_is(scan->p, "CASE") && !scan->starts && !scan->handler)
        return BLOCK_CASE_VALUE;
    if (!scan->starts && !scan->handler)
        return BLOCK_NONE;
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
        if (my_is(scan->p, openers[i].word))
            return openers[i].block;
    return BLOCK_NONE;
}

// A statement begins behind the token that was just taken. `opened`: it opened a block.
static bool starts_behind(const Scan *scan, bool opened)
{
    const MyParser *p = scan->p;
    Block block = innermost(scan);
    if (block >= BLOCK_CASE_VALUE)
        return false;
    if (my_token_is_punct(p->text, p->tokens[p->at - 1], ';'))
        return true;
    if (opened)
        return block == BLOCK_BEGIN || block == BLOCK_LOOP || block == BLOCK_REPEAT;
    if (was(p, 1, "DO"))
        return block == BLOCK_WHILE || block == BLOCK_FOR;
    return was(p, 1, "THEN") || was(p, 1, "ELSE") ||
           (was(p, 1, "ATOMIC") && was(p, 2, "NOT"));
}

static bool take_bracket(Scan *scan)
{
    MyParser *p = scan->p;
    if (my_take_punct(p, '(')) {
        bool query = my_is(p, "SELECT") || my_is(p, "WITH") || my_is(p, "TABLE");
        return open_block(scan, query ? BLOCK_QUERY : BLOCK_BRACKET);
    }
    if (innermost(scan) < BLOCK_BRACKET)
        return my_refuse(p, NULL);
    scan->depth--;
    p->at++;
    return true;
}

// A semicolon outside of all blocks ends the body; nothing may follow it.
static bool take_semicolon(Scan *scan)
{
    Block block = innermost(scan);
    if (block == BLOCK_NONE || block >= BLOCK_CASE_VALUE)
        return my_refuse(scan->p, NULL);
    scan->p->at++;
    scan->handler = scan->fetches = false;
    return true;
}

// The words of a handler's statement in which IF and CASE are no statements.
static bool starts_simple(const MyParser *p)
{
    static const char *const words[] = { "SET",    "SELECT",  "INSERT", "UPDATE",
                                         "DELETE", "REPLACE", "CALL",   "DO",
                                         "RETURN", NULL };
    for (size_t i = 0; words[i] != NULL; i++)
        if (my_is(p, words[i]))
            return true;
    return false;
}

static bool take_plain(Scan *scan)
{
    MyParser *p = scan->p;
    Block block = block_here(scan);
    if (block != BLOCK_NONE) {
        scan->handler = false;
        p->at++;
        return open_block(scan, block);
    }
    if (scan->starts)
        scan->fetches = my_is(p, "FETCH");
    if (my_take(p, "HANDLER FOR")) { // that opens no block
        scan->handler = true;
        return true;
    }
    scan->handler = scan->handler && !starts_simple(p);
    collect(scan);
    p->at++;
    return true;
}

// A word that begins a statement, or a part of the block around it.
static bool begins_statement(const MyParser *p)
{
    static const char *const words[] = {
        "ALTER",    "ANALYZE",   "BACKUP",     "BEGIN",     "BINLOG",   "CACHE",
        "CALL",     "CASE",      "CHANGE",     "CHECK",     "CHECKSUM", "CLOSE",
        "COMMIT",   "CREATE",    "DEALLOCATE", "DECLARE",   "DELETE",   "DESC",
        "DESCRIBE", "DO",        "DROP",       "ELSE",      "ELSEIF",   "EXECUTE",
        "EXPLAIN",  "FETCH",     "FLUSH",      "FOR",       "GET",      "GRANT",
        "HANDLER",  "HELP",      "IF",         "IMPORT",    "INSERT",   "INSTALL",
        "ITERATE",  "KILL",      "LEAVE",      "LOAD",      "LOCK",     "LOOP",
        "NOT",      "OPEN",      "OPTIMIZE",   "PREPARE",   "PURGE",    "RELEASE",
        "RENAME",   "REPAIR",    "REPEAT",     "REPLACE",   "RESET",    "RESIGNAL",
        "RETURN",   "REVOKE",    "ROLLBACK",   "SAVEPOINT", "SELECT",   "SET",
        "SHOW",     "SHUTDOWN",  "SIGNAL",     "START",     "STOP",     "TABLE",
        "TRUNCATE", "UNINSTALL", "UNLOCK",     "UNTIL",     "UPDATE",   "USE",
        "VALUES",   "WHEN",      "WHILE",      "WITH",      "XA",       NULL,
    };
    for (size_t i = 0; words[i] != NULL; i++)
        if (my_is(p, words[i]))
            return true;
    return my_is_punct(p, '(');
}

static bool take_token(Scan *scan)
{
    MyParser *p = scan->p;
    size_t depth = scan->depth;
    bool label = scan->starts && my_is_punct_at(p, 1, ':');
    bool does = scan->starts && my_is(p, "DO"); // the statement, not that of WHILE
    if (ends_block(scan))
        return close_block(scan);
    if (label) {
        p->at += 2;
        return true;
    }
    if (scan->starts && !begins_statement(p))
        return my_refuse(p, NULL);
    bool taken = my_is_punct(p, '(') || my_is_punct(p, ')') ? take_bracket(scan)
                 : my_is_punct(p, ';')                      ? take_semicolon(scan)
                                                            : take_plain(scan);
    scan->starts = taken && !does && starts_behind(scan, scan->depth > depth);
    return taken;
}

static size_t body_end(const MyParser *p)
{
    bool semicolon =
        p->count > p->at && my_token_is_punct(p->text, p->tokens[p->count - 1], ';');
    return semicolon ? p->count - 1 : p->count;
}

bool my_body(MyParser *p, MyBody *body)
{
    *body = (MyBody){ 0 };
    size_t from = p->at, end = body_end(p);
    Scan scan = { .p = p, .body = body, .starts = true };
    // Oracle's blocks are other ones.
    bool blocks = !(p->modes & MYM_ORACLE);
    if (from >= end)
        return my_refuse(p, NULL);
    while (p->at < end) {
        if (!blocks) {
            collect(&scan);
            p->at++;
        } else if (!take_token(&scan)) {
            return false;
        }
    }
    if (scan.depth > 0)
        return my_refuse(p, NULL);
    body->text = my_text_from(p, from);
    p->at = p->count;
    return true;
}
