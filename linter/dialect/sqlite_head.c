// SPDX-License-Identifier: Apache-2.0
// Heads of statements: a table of the words that they begin with, and a reader for each
// shape that follows. https://sqlite.org/lang.html has the grammar.
#include "dialect/sqlite_head.h"

typedef struct Cursor {
    Arena *arena;
    Str text;
    const SlTokenVec *tokens;
    size_t at;
    SlHead *head;
} Cursor;

// ---- the cursor ----

static SlToken token_at(const Cursor *c, size_t index)
{
    if (index < c->tokens->len)
        return c->tokens->at[index];
    return (SlToken){ SLT_END, false, c->text.len, c->text.len };
}

static bool sees(const Cursor *c, const char *word)
{
    return sl_token_is(c->text, token_at(c, c->at), str_from(word));
}

static bool sees_punct(const Cursor *c, char byte)
{
    return sl_token_is_punct(c->text, token_at(c, c->at), byte);
}

static bool take(Cursor *c, const char *word)
{
    bool found = sees(c, word);
    c->at += found ? 1 : 0;
    return found;
}

// All of the words, or none.
static bool take_all(Cursor *c, const char *const *words)
{
    size_t from = c->at;
    for (size_t i = 0; words[i]; i++)
        if (!take(c, words[i])) {
            c->at = from;
            return false;
        }
    return true;
}

static bool take_punct(Cursor *c, char byte)
{
    bool found = sees_punct(c, byte);
    c->at += found ? 1 : 0;
    return found;
}

static Str take_ident(Cursor *c, Span *span)
{
    SlToken token = token_at(c, c->at);
    if (!sl_token_names(token))
        return (Str){ 0 };
    c->at++;
    if (span)
        *span = (Span){ token.start, token.end };
    return sl_token_ident(c->arena, c->text, token);
}

// A name with the schema that may stand in front of it.
static Name take_name(Cursor *c, Span *span)
{
    Name name = { .name = take_ident(c, span) };
    if (name.name.len > 0 && take_punct(c, '.')) {
        name.schema = arena_lower(c->arena, name.name);
        name.name = take_ident(c, span);
    }
    return name;
}

// Behind the bracket that closes the one at the cursor; what is in it is *inner.
static void skip_brackets(Cursor *c, Span *inner)
{
    size_t depth = 0;
    inner->start = token_at(c, c->at).end;
    do {
        if (sees_punct(c, '('))
            depth++;
        else if (sees_punct(c, ')'))
            depth--;
        SlToken token = token_at(c, c->at++);
        inner->end = depth == 0 ? token.start : token.end;
    } while (depth > 0 && c->at < c->tokens->len);
}

static Span rest_span(const Cursor *c)
{
    if (c->at >= c->tokens->len)
        return (Span){ 0 };
    return (Span){ token_at(c, c->at).start, c->tokens->at[c->tokens->len - 1].end };
}

static void set_body(Cursor *c)
{
    c->head->body = rest_span(c);
    c->head->body_token = c->at;
}

static void take_if_exists(Cursor *c)
{
    static const char *const absent[] = { "if", "not", "exists", NULL };
    static const char *const present[] = { "if", "exists", NULL };
    if (take_all(c, absent))
        c->head->flags |= OPF_IF_NOT_EXISTS;
    else if (take_all(c, present))
        c->head->flags |= OPF_IF_EXISTS;
}

// ---- conditions ----

// The first of the words outside of brackets, from the cursor on; false: none is there.
static bool seek(Cursor *c, const char *const *words)
{
    for (size_t depth = 0; c->at < c->tokens->len; c->at++) {
        SlToken token = token_at(c, c->at);
        if (sl_token_is_punct(c->text, token, '('))
            depth++;
        else if (sl_token_is_punct(c->text, token, ')') && depth > 0)
            depth--;
        for (size_t i = 0; depth == 0 && words[i]; i++)
            if (sl_token_is(c->text, token, str_from(words[i])))
                return true;
    }
    return false;
}

// "1", "true", "1 = 1": a condition that all rows meet. It ends before token `end`.
static bool is_always(const Cursor *c, size_t end)
{
    size_t count = end - c->at;
    Str first = sl_token_text(c->text, token_at(c, c->at));
    if (count == 1)
        return str_eq(first, STR("1")) || str_eq_ci(first, STR("true"));
    Str equals = sl_token_text(c->text, token_at(c, c->at + 1));
    bool compares = str_eq(equals, STR("=")) || str_eq(equals, STR("=="));
    return count == 3 && compares && token_at(c, c->at).kind == SLT_NUMBER &&
           str_eq(first, sl_token_text(c->text, token_at(c, c->at + 2)));
}

// WHERE, and LIMIT behind it or without it.
static void read_where(Cursor *c)
{
    static const char *const words[] = { "where", "order", "limit", "returning", NULL };
    c->head->where = WHERE_NONE;
    while (seek(c, words)) {
        if (take(c, "where")) {
            Cursor end = *c;
            seek(&end, words);
            c->head->where = is_always(c, end.at) ? WHERE_ALWAYS : WHERE_SOME;
        } else if (take(c, "limit")) {
            c->head->flags |= OPF_LIMIT;
        } else {
            c->at++;
        }
    }
}

// ---- the shapes ----

static void read_create_table(Cursor *c)
{
    take_if_exists(c);
    c->head->name = take_name(c, &c->head->name_span);
    if (sees_punct(c, '(')) {
        size_t first = c->at + 1;
        skip_brackets(c, &c->head->body);
        c->head->body_token = first;
    } else if (take(c, "as")) {
        c->head->verb = STR("as");
        set_body(c);
    }
}

static void read_create_virtual(Cursor *c)
{
    take_if_exists(c);
    c->head->name = take_name(c, &c->head->name_span);
    c->head->verb = STR("virtual");
    if (take(c, "using"))
        c->head->detail = take_ident(c, NULL);
}

static void read_create_index(Cursor *c)
{
    take_if_exists(c);
    c->head->name = take_name(c, &c->head->name_span);
    if (take(c, "on"))
        c->head->other.name = take_ident(c, NULL);
    set_body(c);
}

static void read_create_view(Cursor *c)
{
    take_if_exists(c);
    c->head->name = take_name(c, &c->head->name_span);
    Span columns;
    if (sees_punct(c, '('))
        skip_brackets(c, &columns);
    take(c, "as");
    set_body(c);
}

// `name` is the trigger; the catalog's ops have the table there.
static void read_create_trigger(Cursor *c)
{
    static const char *const words[] = { "on", "begin", NULL };
    take_if_exists(c);
    c->head->name = take_name(c, &c->head->name_span);
    if (seek(c, words) && take(c, "on"))
        c->head->other.name = take_ident(c, NULL);
    set_body(c);
}

static void read_drop(Cursor *c)
{
    take_if_exists(c);
    c->head->name = take_name(c, &c->head->name_span);
}

static void read_insert(Cursor *c)
{
    static const char *const into[] = { "into", NULL };
    if (take(c, "or"))
        c->head->verb = take(c, "replace") ? STR("replace") : (c->at++, c->head->verb);
    if (!seek(c, into))
        return;
    c->at++;
    c->head->name = take_name(c, &c->head->name_span);
    if (take(c, "as"))
        c->at++;
    set_body(c);
}

static void read_replace(Cursor *c)
{
    c->head->verb = STR("replace");
    read_insert(c);
}

static void read_update(Cursor *c)
{
    if (take(c, "or"))
        c->at++;
    c->head->name = take_name(c, &c->head->name_span);
    read_where(c);
}

static void read_delete(Cursor *c)
{
    take(c, "from");
    c->head->name = take_name(c, &c->head->name_span);
    read_where(c);
}

static void read_nothing(Cursor *c)
{
    (void)c;
}

// PRAGMA [schema.]name [= value | (value)]
static void read_pragma(Cursor *c)
{
    Name name = take_name(c, &c->head->name_span);
    c->head->part = arena_lower(c->arena, name.name);
    if (!take_punct(c, '=') && !take_punct(c, '('))
        return;
    size_t from = token_at(c, c->at).start;
    size_t last = c->tokens->len - 1;
    if (sl_token_is_punct(c->text, c->tokens->at[last], ')'))
        last--;
    if (last >= c->at)
        c->head->detail = str_slice(c->text, from, c->tokens->at[last].end);
}

static void read_rollback(Cursor *c)
{
    take(c, "transaction");
    if (!take(c, "to"))
        return;
    take(c, "savepoint");
    c->head->verb = STR("rollback-to");
    c->head->part = take_ident(c, NULL);
}

static void read_savepoint(Cursor *c)
{
    take(c, "savepoint");
    c->head->part = take_ident(c, NULL);
}

// ---- ALTER TABLE ----

static void alter_rename_column(Cursor *c)
{
    c->head->part = take_ident(c, &c->head->part_span);
    if (take(c, "to"))
        c->head->other.name = take_ident(c, NULL);
}

static void alter_rename_table(Cursor *c)
{
    c->head->other.name = take_ident(c, NULL);
}

static void alter_column(Cursor *c)
{
    c->head->part = take_ident(c, &c->head->part_span);
    set_body(c);
}

// libSQL's form says the name twice; that of SQLite 3.53 says what is set or dropped.
static void alter_alter_column(Cursor *c)
{
    alter_column(c);
    if (!take(c, "to")) {
        c->head->verb = sees(c, "set") ? STR("set") : STR("drop");
        return;
    }
    c->head->other.name = take_ident(c, NULL);
    set_body(c);
}

// The first row that fits; a lone RENAME or ADD is that of a column.
static const struct AlterRow {
    const char *words[4];
    OpKind kind;
    const char *verb;
    void (*read)(Cursor *c);
} alter_rows[] = {
    { { "rename", "to" }, OP_RENAME_TABLE, "", alter_rename_table },
    { { "rename", "column" }, OP_RENAME_COLUMN, "", alter_rename_column },
    { { "rename" }, OP_RENAME_COLUMN, "", alter_rename_column },
    { { "add", "constraint" }, OP_ADD_CONSTRAINT, "", alter_column },
    { { "add", "check" }, OP_ADD_CONSTRAINT, "check", set_body },
    { { "add", "column" }, OP_ADD_COLUMN, "", alter_column },
    { { "add" }, OP_ADD_COLUMN, "", alter_column },
    { { "drop", "constraint" }, OP_DROP_CONSTRAINT, "", alter_column },
    { { "drop", "column" }, OP_DROP_COLUMN, "", alter_column },
    { { "drop" }, OP_DROP_COLUMN, "", alter_column },
    { { "alter", "column" }, OP_MODIFY_COLUMN, "to", alter_alter_column },
    { { "alter" }, OP_MODIFY_COLUMN, "to", alter_alter_column },
};

static void read_alter(Cursor *c)
{
    c->head->name = take_name(c, &c->head->name_span);
    c->head->kind = OP_NONE;
    for (size_t i = 0; i < sizeof alter_rows / sizeof *alter_rows; i++) {
        const struct AlterRow *row = &alter_rows[i];
        if (!take_all(c, row->words))
            continue;
        c->head->kind = row->kind;
        c->head->verb = str_from(row->verb);
        row->read(c);
        return;
    }
}

// ---- all of them ----

static const struct HeadRow {
    const char *words[4];
    OpKind kind;
    ObjectKind object;
    const char *verb;
    void (*read)(Cursor *c);
} head_rows[] = {
    { { "create", "table" }, OP_CREATE_TABLE, OBJ_TABLE, "", read_create_table },
    { { "create", "virtual", "table" },
      OP_CREATE_TABLE,
      OBJ_TABLE,
      "",
      read_create_virtual },
    { { "create", "index" }, OP_CREATE_INDEX, OBJ_INDEX, "", read_create_index },
    { { "create", "unique", "index" },
      OP_CREATE_INDEX,
      OBJ_INDEX,
      "unique",
      read_create_index },
    { { "create", "view" }, OP_CREATE_VIEW, OBJ_VIEW, "", read_create_view },
    { { "create", "trigger" }, OP_CREATE_TRIGGER, OBJ_TRIGGER, "", read_create_trigger },
    { { "alter", "table" }, OP_NONE, OBJ_TABLE, "", read_alter },
    { { "drop", "table" }, OP_DROP_TABLE, OBJ_TABLE, "", read_drop },
    { { "drop", "index" }, OP_DROP_INDEX, OBJ_INDEX, "", read_drop },
    { { "drop", "view" }, OP_DROP_VIEW, OBJ_VIEW, "", read_drop },
    { { "drop", "trigger" }, OP_DROP_TRIGGER, OBJ_TRIGGER, "", read_drop },
    { { "insert" }, OP_INSERT, OBJ_TABLE, "", read_insert },
    { { "replace" }, OP_INSERT, OBJ_TABLE, "", read_replace },
    { { "update" }, OP_UPDATE, OBJ_TABLE, "", read_update },
    { { "delete" }, OP_DELETE, OBJ_TABLE, "", read_delete },
    { { "select" }, OP_SELECT, OBJ_NONE, "", read_nothing },
    { { "values" }, OP_SELECT, OBJ_NONE, "", read_nothing },
    { { "explain" }, OP_SELECT, OBJ_NONE, "", read_nothing },
    { { "pragma" }, OP_SET_SESSION, OBJ_NONE, "", read_pragma },
    { { "begin" }, OP_TRANSACTION, OBJ_NONE, "begin", read_nothing },
    { { "commit" }, OP_TRANSACTION, OBJ_NONE, "commit", read_nothing },
    { { "end" }, OP_TRANSACTION, OBJ_NONE, "commit", read_nothing },
    { { "rollback" }, OP_TRANSACTION, OBJ_NONE, "rollback", read_rollback },
    { { "savepoint" }, OP_TRANSACTION, OBJ_NONE, "savepoint", read_savepoint },
    { { "release" }, OP_TRANSACTION, OBJ_NONE, "release", read_savepoint },
    { { "attach" }, OP_MAINTENANCE, OBJ_DATABASE, "attach", read_nothing },
    { { "detach" }, OP_MAINTENANCE, OBJ_DATABASE, "detach", read_nothing },
    { { "vacuum" }, OP_MAINTENANCE, OBJ_NONE, "vacuum", read_nothing },
    { { "analyze" }, OP_MAINTENANCE, OBJ_NONE, "analyze", read_nothing },
    { { "reindex" }, OP_REINDEX, OBJ_NONE, "", read_nothing },
};

// TEMP stands between CREATE and what is made.
static bool take_head(Cursor *c, const struct HeadRow *row)
{
    size_t from = c->at;
    bool temporary = false;
    for (size_t i = 0; row->words[i]; i++) {
        if (i == 1 && row->words[0][0] == 'c')
            temporary = take(c, "temp") || take(c, "temporary");
        if (!take(c, row->words[i])) {
            c->at = from;
            return false;
        }
    }
    if (temporary)
        c->head->temporary = true;
    return true;
}

// WITH a AS (…), b AS (…) stands in front of what is done with them.
static void skip_with(Cursor *c)
{
    static const char *const words[] = { "insert", "replace", "update", "delete",
                                         "select", "values",  NULL };
    if (sees(c, "with") && !seek(c, words))
        c->at = 0;
}

SlHead sl_read_head(Arena *arena, Str text, const SlStatement *statement)
{
    SlHead head = { 0 };
    Cursor c = { arena, text, &statement->tokens, 0, &head };
    skip_with(&c);
    for (size_t i = 0; i < sizeof head_rows / sizeof *head_rows; i++) {
        const struct HeadRow *row = &head_rows[i];
        if (!take_head(&c, row))
            continue;
        head.kind = row->kind;
        head.object = row->object;
        head.verb = str_from(row->verb);
        row->read(&c);
        break;
    }
    return head;
}

bool sl_is_for_rows(const SlHead *head)
{
    return head->kind == OP_INSERT || head->kind == OP_UPDATE ||
           head->kind == OP_DELETE || head->kind == OP_SELECT;
}

bool sl_is_on(Arena *tmp, Str value)
{
    static const char *const words[] = { "on", "yes", "true", NULL };
    Str inner = str_trim(value);
    if (inner.len >= 2 && (inner.ptr[0] == '\'' || inner.ptr[0] == '"'))
        inner = str_slice(inner, 1, inner.len - 1);
    uint64_t number;
    if (str_to_u64(inner, &number))
        return number != 0;
    return str_is_any(arena_lower(tmp, inner), words);
}
