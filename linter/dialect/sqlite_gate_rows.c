// SPDX-License-Identifier: Apache-2.0
// Which syntax SQLite takes since when, and what its kin have besides or refuse. Releases
// are those of https://sqlite.org/changes.html; what libSQL has is in its
// doc/libsql_extensions.md; D1's rows are measured with workerd of April 2026 and agree
// with https://developers.cloudflare.com/d1/sql-api/sql-statements/.
#include "dialect/sqlite_gates.h"

#define V(minor, patch) ENGINE_VERSION(3, minor, patch)

static OpKind kind(const SlReading *r)
{
    return r->step->head.kind;
}

static bool is_punct(const SlReading *r, size_t at, char c)
{
    return at < r->tokens.len && sl_token_is_punct(r->text, r->tokens.at[at], c);
}

static bool is_any(const SlReading *r, size_t at, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (sl_reading_is(r, at, words[i]))
            return true;
    return false;
}

static bool is_outside(const SlReading *r, size_t at)
{
    return r->depth[at] == 0;
}

// ---- tables and indexes ----

static bool renames_column(const SlReading *r, size_t at)
{
    return at < 5 && kind(r) == OP_RENAME_COLUMN;
}

static bool drops_column(const SlReading *r, size_t at)
{
    return at < 5 && kind(r) == OP_DROP_COLUMN;
}

static bool sets_column(const SlReading *r, size_t at)
{
    return at > 0 && at < 6 && kind(r) == OP_MODIFY_COLUMN &&
           !str_eq(r->step->head.verb, STR("to"));
}

static bool modifies_column(const SlReading *r, size_t at)
{
    return at > 0 && at < 6 && kind(r) == OP_MODIFY_COLUMN &&
           str_eq(r->step->head.verb, STR("to"));
}

static bool adds_constraint(const SlReading *r, size_t at)
{
    return at < 6 && kind(r) == OP_ADD_CONSTRAINT;
}

static bool drops_constraint(const SlReading *r, size_t at)
{
    return at < 6 && kind(r) == OP_DROP_CONSTRAINT;
}

static bool is_table_option(const SlReading *r, size_t at)
{
    return kind(r) == OP_CREATE_TABLE && is_outside(r, at) && at > 0 &&
           (is_punct(r, at - 1, ')') || is_punct(r, at - 1, ','));
}

// AS and a bracket where a column is defined: CAST stands deeper.
static bool is_generated(const SlReading *r, size_t at)
{
    size_t depth = kind(r) == OP_CREATE_TABLE ? 1 : 0;
    return (kind(r) == OP_CREATE_TABLE || kind(r) == OP_ADD_COLUMN) &&
           r->depth[at] == depth;
}

static bool is_partial(const SlReading *r, size_t at)
{
    return kind(r) == OP_CREATE_INDEX && is_outside(r, at);
}

// A bracket inside of the index's own.
static bool is_of_expression(const SlReading *r, size_t at)
{
    if (kind(r) != OP_CREATE_INDEX || r->depth[at] != 1)
        return false;
    for (size_t i = 0; i < at; i++)
        if (sl_reading_is(r, i, "where"))
            return false;
    return true;
}

// ---- rows ----

static bool is_dml(const SlReading *r)
{
    return kind(r) == OP_INSERT || kind(r) == OP_UPDATE || kind(r) == OP_DELETE;
}

// A column may be called so.
static bool is_returning(const SlReading *r, size_t at)
{
    static const char *const before[] = { "set", "by", "where", "and", "or", NULL };
    return is_dml(r) && is_outside(r, at) && at > 0 && !is_any(r, at - 1, before) &&
           (r->tokens.at[at - 1].kind != SLT_PUNCT || is_punct(r, at - 1, ')') ||
            is_punct(r, at - 1, '*')) &&
           !is_punct(r, at + 1, '=');
}

static bool is_update_from(const SlReading *r, size_t at)
{
    return kind(r) == OP_UPDATE && is_outside(r, at) && at > 0 &&
           !sl_reading_is(r, at - 1, "distinct");
}

static bool is_behind_call(const SlReading *r, size_t at)
{
    return at > 0 && is_punct(r, at - 1, ')') && at + 1 < r->tokens.len;
}

static bool is_first(const SlReading *r, size_t at)
{
    (void)r;
    return at == 0;
}

// Not a table or an index of that name.
static bool is_call(const SlReading *r, size_t at)
{
    static const char *const before[] = { "table", "exists",  "into", "references",
                                          "on",    "trigger", "view", "update",
                                          "index", "as",      NULL };
    return is_punct(r, at + 1, '(') &&
           (at == 0 || (!is_any(r, at - 1, before) && !is_punct(r, at - 1, '.')));
}

static bool is_call_of_two(const SlReading *r, size_t at)
{
    size_t commas = 0, inside = r->depth[at] + 1;
    if (!is_call(r, at))
        return false;
    for (size_t i = at + 2; i < r->tokens.len && r->depth[i] >= inside; i++)
        commas += r->depth[i] == inside && is_punct(r, i, ',') ? 1 : 0;
    return commas == 1;
}

// 1_000
static bool is_separated(const SlReading *r, size_t at)
{
    SlToken token = r->tokens.at[at];
    Str text = sl_token_text(r->text, token);
    return token.kind == SLT_NUMBER && str_find_char(text, '_', 0) < text.len;
}

// ---- D1 ----

static bool is_transaction(const SlReading *r, size_t at)
{
    return at == 0 && kind(r) == OP_TRANSACTION;
}

static bool is_temporary(const SlReading *r, size_t at)
{
    return at == 1 && r->step->head.temporary;
}

static bool is_denied_pragma(const SlReading *r, size_t at)
{
    static const char *const allowed[] = { "case_sensitive_like",
                                           "data_version",
                                           "defer_foreign_keys",
                                           "foreign_key_check",
                                           "foreign_key_list",
                                           "foreign_keys",
                                           "index_info",
                                           "index_list",
                                           "index_xinfo",
                                           "ignore_check_constraints",
                                           "legacy_alter_table",
                                           "optimize",
                                           "quick_check",
                                           "recursive_triggers",
                                           "table_info",
                                           "reverse_unordered_selects",
                                           "table_list",
                                           "table_xinfo",
                                           NULL };
    return at == 0 && !str_is_any(r->step->head.part, allowed);
}

static bool is_denied_module(const SlReading *r, size_t at)
{
    Str module = r->step->head.detail;
    return at == 1 && !str_eq_ci(module, STR("fts5")) &&
           !str_eq_ci(module, STR("fts5vocab"));
}

#define REBUILD "make the table anew instead"
#define D1_TRANSACTION                                                                   \
    "it runs what it is sent in a transaction of its own, and undoes all of it where "   \
    "one statement fails: leave it out"
#define CALL(name, minor)                                                                \
    {                                                                                    \
        name "()", { name }, SL_TAKEN_SINCE, V(minor, 0), "", is_call                    \
    }

const SlGate sl_gates[] = {
    // ---- tables ----
    { "RENAME COLUMN", { "rename" }, SL_TAKEN_SINCE, V(25, 0), REBUILD, renames_column },
    { "DROP COLUMN", { "drop" }, SL_TAKEN_SINCE, V(35, 0), REBUILD, drops_column },
    { "ALTER COLUMN … SET or DROP NOT NULL",
      { "alter" },
      SL_TAKEN_SINCE,
      V(53, 0),
      REBUILD,
      sets_column },
    { "ALTER TABLE … ADD CONSTRAINT",
      { "add" },
      SL_TAKEN_SINCE,
      V(53, 0),
      REBUILD,
      adds_constraint },
    { "ALTER TABLE … DROP CONSTRAINT",
      { "drop" },
      SL_TAKEN_SINCE,
      V(53, 0),
      REBUILD,
      drops_constraint },
    { "ALTER COLUMN … TO", { "alter" }, SL_TAKEN_BY_LIBSQL, 0, REBUILD, modifies_column },
    { "RANDOM ROWID", { "random", "rowid" }, SL_TAKEN_BY_LIBSQL, 0, "", is_table_option },
    { "STRICT", { "strict" }, SL_TAKEN_SINCE, V(37, 0), "", is_table_option },
    { "WITHOUT ROWID",
      { "without", "rowid" },
      SL_TAKEN_SINCE,
      V(8, 2),
      "",
      is_table_option },
    { "generated columns", { "as", "(" }, SL_TAKEN_SINCE, V(31, 0), "", is_generated },
    { "indexes with WHERE", { "where" }, SL_TAKEN_SINCE, V(8, 0), "", is_partial },
    { "indexes on expressions", { "(" }, SL_TAKEN_SINCE, V(9, 0), "", is_of_expression },
    { "libsql_vector_idx()",
      { "libsql_vector_idx", "(" },
      SL_TAKEN_BY_LIBSQL,
      0,
      "",
      NULL },
    { "VACUUM INTO", { "vacuum", "into" }, SL_TAKEN_SINCE, V(27, 0), "", is_first },
    // ---- rows ----
    { "WITH", { "with" }, SL_TAKEN_SINCE, V(8, 3), "", is_first },
    { "ON CONFLICT … DO", { "on", "conflict", "(" }, SL_TAKEN_SINCE, V(24, 0), "", NULL },
    { "ON CONFLICT … DO",
      { "on", "conflict", "do" },
      SL_TAKEN_SINCE,
      V(24, 0),
      "",
      NULL },
    { "window functions", { "over" }, SL_TAKEN_SINCE, V(25, 0), "", is_behind_call },
    { "FILTER", { "filter", "(" }, SL_TAKEN_SINCE, V(25, 0), "", is_behind_call },
    { "NULLS FIRST", { "nulls", "first" }, SL_TAKEN_SINCE, V(30, 0), "", NULL },
    { "NULLS LAST", { "nulls", "last" }, SL_TAKEN_SINCE, V(30, 0), "", NULL },
    { "UPDATE … FROM",
      { "from" },
      SL_TAKEN_SINCE,
      V(33, 0),
      "set the columns from sub-selects instead",
      is_update_from },
    { "RETURNING", { "returning" }, SL_TAKEN_SINCE, V(35, 0), "", is_returning },
    { "AS MATERIALIZED",
      { "as", "materialized", "(" },
      SL_TAKEN_SINCE,
      V(35, 0),
      "",
      NULL },
    { "AS NOT MATERIALIZED",
      { "as", "not", "materialized", "(" },
      SL_TAKEN_SINCE,
      V(35, 0),
      "",
      NULL },
    { "->", { "->" }, SL_TAKEN_SINCE, V(38, 0), "call json_extract() instead", NULL },
    { "->>", { "->>" }, SL_TAKEN_SINCE, V(38, 0), "call json_extract() instead", NULL },
    { "RIGHT JOIN", { "right", "join" }, SL_TAKEN_SINCE, V(39, 0), "", NULL },
    { "RIGHT JOIN", { "right", "outer", "join" }, SL_TAKEN_SINCE, V(39, 0), "", NULL },
    { "FULL JOIN", { "full", "join" }, SL_TAKEN_SINCE, V(39, 0), "", NULL },
    { "FULL JOIN", { "full", "outer", "join" }, SL_TAKEN_SINCE, V(39, 0), "", NULL },
    { "IS DISTINCT FROM",
      { "is", "distinct", "from" },
      SL_TAKEN_SINCE,
      V(39, 0),
      "say IS NOT instead",
      NULL },
    { "IS NOT DISTINCT FROM",
      { "is", "not", "distinct", "from" },
      SL_TAKEN_SINCE,
      V(39, 0),
      "say IS instead",
      NULL },
    { "ORDER BY in an aggregate",
      { "order", "by" },
      SL_TAKEN_SINCE,
      V(44, 0),
      "",
      sl_orders_arguments },
    { "_ between digits", { NULL }, SL_TAKEN_SINCE, V(46, 0), "", is_separated },
    // ---- functions ----
    // Those of JSON could be had before 3.38, too: most builds had them.
    CALL("json_extract", 9),
    CALL("json_array", 9),
    CALL("json_object", 9),
    CALL("json_each", 9),
    CALL("iif", 32),
    CALL("format", 38),
    CALL("unixepoch", 38),
    CALL("unhex", 41),
    CALL("octet_length", 43),
    CALL("timediff", 43),
    CALL("concat", 44),
    CALL("concat_ws", 44),
    CALL("string_agg", 44),
    CALL("jsonb", 45),
    CALL("json_pretty", 46),
    { "iif() of two arguments",
      { "iif" },
      SL_TAKEN_SINCE,
      V(48, 0),
      "say NULL as the third",
      is_call_of_two },
    CALL("if", 48),
    CALL("unistr", 50),
    CALL("json_array_insert", 53),
    // ---- D1 ----
    { "BEGIN", { "begin" }, SL_NOT_BY_D1, 0, D1_TRANSACTION, is_transaction },
    { "COMMIT", { "commit" }, SL_NOT_BY_D1, 0, D1_TRANSACTION, is_transaction },
    { "END", { "end" }, SL_NOT_BY_D1, 0, D1_TRANSACTION, is_transaction },
    { "ROLLBACK", { "rollback" }, SL_NOT_BY_D1, 0, D1_TRANSACTION, is_transaction },
    { "SAVEPOINT", { "savepoint" }, SL_NOT_BY_D1, 0, D1_TRANSACTION, is_transaction },
    { "RELEASE", { "release" }, SL_NOT_BY_D1, 0, D1_TRANSACTION, is_transaction },
    { "ATTACH", { "attach" }, SL_NOT_BY_D1, 0, "", is_first },
    { "DETACH", { "detach" }, SL_NOT_BY_D1, 0, "", is_first },
    { "VACUUM", { "vacuum" }, SL_NOT_BY_D1, 0, "", is_first },
    { "temporary tables and views", { "temp" }, SL_NOT_BY_D1, 0, "", is_temporary },
    { "temporary tables and views", { "temporary" }, SL_NOT_BY_D1, 0, "", is_temporary },
    { "this PRAGMA", { "pragma" }, SL_NOT_BY_D1, 0, "", is_denied_pragma },
    { "this module",
      { "virtual" },
      SL_NOT_BY_D1,
      0,
      "of virtual tables it has fts5 alone",
      is_denied_module },
};

const size_t sl_gate_count = sizeof sl_gates / sizeof *sl_gates;
