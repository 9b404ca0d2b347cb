// SPDX-License-Identifier: Apache-2.0
// Blocks in bodies of routines. Words that open one are words of expressions and of DDL
// as well: IF(a, b, c), DROP TABLE IF EXISTS, REPEAT('a', 3). What stands before and
// behind tells.
#include "dialect/mysql_compound.h"

// CREATE, its prefixes and the word that decides are within this many tokens.
enum { HEAD_MAX = 24 };

typedef struct Look {
    MyCompound *compound;
    Arena *arena;
    const MyTokenVec *tokens;
    size_t at; // the token in question
} Look;

// `step` tokens away from it.
static bool is_word(const Look *look, int step, const char *word)
{
    size_t i = look->at + (size_t)step;
    return i < look->tokens->len &&
           my_token_is(look->compound->text, look->tokens->at[i], str_from(word));
}

static bool is_any_word(const Look *look, int step, const char *const *words)
{
    for (; *words != NULL; words++)
        if (is_word(look, step, *words))
            return true;
    return false;
}

static bool is_punct(const Look *look, int step, char c)
{
    size_t i = look->at + (size_t)step;
    return i < look->tokens->len &&
           my_token_is_punct(look->compound->text, look->tokens->at[i], c);
}

static bool is_kind(const Look *look, int step, MyTokenKind kind)
{
    size_t i = look->at + (size_t)step;
    return i < look->tokens->len && look->tokens->at[i].kind == kind;
}

static bool top_is(const MyCompound *compound, MyBlock block)
{
    return compound->open.len > 0 && compound->open.at[compound->open.len - 1] == block;
}

static void push(const Look *look, MyBlock block)
{
    *vec_push(look->arena, &look->compound->open) = (unsigned char)block;
}

// A statement can start behind what stands before.
static bool starts_statement(const Look *look)
{
    static const char *const before[] = {
        "begin",  "then",         "else",          "do",      "loop",
        "repeat", "row",          "atomic",        "data",    "sql",
        "as",     "is",           "deterministic", "definer", "invoker",
        "found",  "sqlexception", "sqlwarning",    NULL,
    };
    bool first = look->at == 0;
    return !top_is(look->compound, MYB_CASE_OF) &&
           (first || is_punct(look, -1, ';') || is_punct(look, -1, ':') ||
            is_punct(look, -1, ')') || is_kind(look, -1, MYT_STRING) ||
            is_kind(look, -1, MYT_NUMBER) || is_any_word(look, -1, before) ||
            is_word(look, -2, "for")); // HANDLER FOR a condition's name
}

// It is a name: a.begin, (end, …).
static bool is_name(const Look *look)
{
    return is_punct(look, -1, '.') || is_punct(look, -1, ',') ||
           is_punct(look, -1, '(') || is_punct(look, 1, '.') || is_punct(look, 1, '=') ||
           (is_word(look, -1, "as") &&
            (is_punct(look, 1, ',') || is_word(look, 1, "from") ||
             look->at + 1 == look->tokens->len));
}

// ---- what opens ----

static bool opens_begin(const Look *look)
{
    MyCompound *compound = look->compound;
    if (is_name(look) || (compound->open.len > 0 && !starts_statement(look) &&
                          !top_is(compound, MYB_DECLARE)))
        return false;
    if (top_is(compound, MYB_DECLARE))
        compound->open.len--;
    bool of_package = top_is(compound, MYB_PACKAGE) && !compound->routine_opens;
    compound->routine_opens = false;
    return !of_package; // which has one END for both
}

static bool opens_if(const Look *look)
{
    bool exists = is_word(look, 1, "exists") || is_word(look, 1, "not");
    return exists || is_punct(look, 1, '(') ? starts_statement(look)
                                            : !top_is(look->compound, MYB_CASE_OF);
}

static bool opens_repeat(const Look *look)
{
    return !is_punct(look, 1, '(') || starts_statement(look);
}

// In Oracle's mode LOOP stands behind their heads.
static bool opens_while(const Look *look)
{
    return !(look->compound->modes & MYM_ORACLE);
}

static bool opens_for(const Look *look)
{
    static const char *const queries[] = { "select", "with",  "table", "values",
                                           "update", "share", "each",  NULL };
    // of a cursor with parameters, a query, a trigger
    if (is_any_word(look, 1, queries))
        return false;
    return opens_while(look) &&
           (starts_statement(look) || look->compound->open.len == 0) &&
           engine_is(look->compound->engine, "mariadb");
}

static bool opens_always(const Look *look)
{
    (void)look;
    return true;
}

static const struct {
    const char *word;
    MyBlock block;
    bool (*opens)(const Look *look);
} openers[] = {
    { "begin", MYB_BEGIN, opens_begin }, { "if", MYB_IF, opens_if },
    { "case", MYB_CASE, opens_always },  { "loop", MYB_LOOP, opens_always },
    { "while", MYB_LOOP, opens_while },  { "repeat", MYB_REPEAT, opens_repeat },
    { "for", MYB_FOR, opens_for },
};

static void read_opener(const Look *look)
{
    if (is_word(look, -1, "end") || is_punct(look, -1, '.'))
        return;
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
        if (is_word(look, 0, openers[i].word) && openers[i].opens(look)) {
            bool value = openers[i].block == MYB_CASE && !starts_statement(look);
            push(look, value ? MYB_CASE_OF : openers[i].block);
            return;
        }
}

// ---- what closes ----

static void read_end(const Look *look)
{
    static const char *const before[] = { "begin", "loop", "then", "else", "do", NULL };
    MyCompound *compound = look->compound;
    bool anywhere = top_is(compound, MYB_CASE_OF) || top_is(compound, MYB_REPEAT);
    bool name = is_punct(look, -1, '.') || is_punct(look, -1, ',');
    if (compound->open.len > 0 && !name &&
        (anywhere || is_punct(look, -1, ';') || is_any_word(look, -1, before)))
        compound->open.len--;
}

// ---- heads ----

// AS of a package, and of a routine in Oracle's mode, begins declarations.
static void read_as(const Look *look)
{
    MyCompound *compound = look->compound;
    if (compound->open.len > 0 || is_kind(look, 1, MYT_STRING))
        return;
    if (compound->state == MYC_PACKAGE)
        push(look, MYB_PACKAGE);
    else if (compound->modes & MYM_ORACLE)
        push(look, MYB_DECLARE);
}

// What begins without CREATE: BEGIN NOT ATOMIC, and MariaDB's statements of programs.
static void read_first(const Look *look)
{
    static const char *const programs[] = { "if",    "case", "loop", "repeat",
                                            "while", "for",  NULL };
    MyCompound *compound = look->compound;
    bool mariadb = engine_is(compound->engine, "mariadb");
    bool oracle = mariadb && compound->modes & MYM_ORACLE;
    if (is_word(look, 0, "create") || is_word(look, 0, "alter"))
        return;
    bool block = is_word(look, 0, "begin") &&
                 (is_word(look, 1, "not") ||
                  (oracle && is_kind(look, 1, MYT_WORD) && !is_word(look, 1, "work")));
    bool program = mariadb && is_any_word(look, 0, programs);
    compound->state = block || program ? MYC_ROUTINE : MYC_NONE;
    if (oracle && is_word(look, 0, "declare")) {
        compound->state = MYC_ROUTINE;
        push(look, MYB_DECLARE);
    }
}

static void read_head(const Look *look)
{
    static const char *const routines[] = { "procedure", "function", "trigger", "event",
                                            NULL };
    static const char *const others[] = { "table",  "view",       "index",  "database",
                                          "schema", "user",       "role",   "sequence",
                                          "server", "tablespace", "policy", NULL };
    MyCompound *compound = look->compound;
    if (look->at == 0)
        read_first(look);
    else if (is_any_word(look, 0, others) || look->at > HEAD_MAX)
        compound->state = MYC_NONE;
    else if (is_any_word(look, 0, routines))
        compound->state = MYC_ROUTINE;
    else if (is_word(look, 0, "package"))
        compound->state = MYC_PACKAGE;
}

static void read_word(const Look *look)
{
    static const char *const routines[] = { "procedure", "function", NULL };
    if (is_word(look, 0, "end"))
        read_end(look);
    else if (is_word(look, 0, "as") || is_word(look, 0, "is"))
        read_as(look);
    else if (is_any_word(look, 0, routines))
        look->compound->routine_opens = true;
    else
        read_opener(look);
}

void my_compound_read(MyCompound *compound, Arena *arena, const MyTokenVec *tokens,
                      size_t i)
{
    if (i == 0 || compound->state == MYC_NONE || tokens->at[i - 1].kind != MYT_WORD)
        return;
    Look look = { compound, arena, tokens, i - 1 };
    if (compound->state == MYC_UNKNOWN)
        read_head(&look);
    if (compound->state == MYC_ROUTINE || compound->state == MYC_PACKAGE)
        read_word(&look);
}
