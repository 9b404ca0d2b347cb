// SPDX-License-Identifier: Apache-2.0
// Words for kinds of objects, and names as text, bare or as SQL writes them.
#include "ir/name.h"

static const char *const object_words[OBJECT_KIND_COUNT] = {
    [OBJ_NONE] = "",
    [OBJ_SCHEMA] = "schema",
    [OBJ_TABLE] = "table",
    [OBJ_VIEW] = "view",
    [OBJ_MATVIEW] = "materialized view",
    [OBJ_INDEX] = "index",
    [OBJ_SEQUENCE] = "sequence",
    [OBJ_TYPE] = "type",
    [OBJ_DOMAIN] = "domain",
    [OBJ_FUNCTION] = "function",
    [OBJ_COLUMN] = "column",
    [OBJ_CONSTRAINT] = "constraint",
    [OBJ_TRIGGER] = "trigger",
    [OBJ_POLICY] = "policy",
    [OBJ_RULE] = "rule",
    [OBJ_EXTENSION] = "extension",
    [OBJ_ROLE] = "role",
    [OBJ_DATABASE] = "database",
    [OBJ_STATISTICS] = "statistics",
    [OBJ_PUBLICATION] = "publication",
    [OBJ_SUBSCRIPTION] = "subscription",
    [OBJ_EVENT] = "event",
    [OBJ_FOREIGN] = "foreign data object",
    [OBJ_OTHER] = "object",
};

const char *object_kind_word(ObjectKind kind)
{
    return object_words[kind];
}

Str name_text(Arena *arena, Name name)
{
    if (name.schema.len == 0)
        return name.name;
    Str parts[] = { name.schema, STR("."), name.name };
    return arena_concat(arena, parts, sizeof parts / sizeof *parts);
}

bool name_eq(Name a, Name b)
{
    return str_eq(a.name, b.name) && str_eq(a.schema, b.schema);
}

bool names_have(const NameVec *names, Name name)
{
    for (size_t i = 0; i < names->len; i++)
        if (name_eq(names->at[i], name))
            return true;
    return false;
}

static bool is_plain_ident(Str ident)
{
    for (size_t i = 0; i < ident.len; i++) {
        char c = ident.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || c == '_';
        bool digit = c >= '0' && c <= '9';
        if (!letter && !(digit && i > 0))
            return false;
    }
    return ident.len > 0;
}

// Key words that cannot name a column or table bare (reserved and type_func_name ones:
// PostgreSQL's manual, appendix C), sorted by their bytes.
// clang-format off
static const char *const reserved_words[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
    "authorization", "between", "bigint", "binary", "bit", "boolean", "both", "case",
    "cast", "char", "character", "check", "collate", "collation", "column",
    "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
    "current_role", "current_schema", "current_time", "current_timestamp",
    "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end",
    "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant",
    "group", "having", "ilike", "in", "initially", "inner", "intersect", "into", "is",
    "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime",
    "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or",
    "order", "outer", "overlaps", "placing", "primary", "references", "returning",
    "right", "select", "session_user", "similar", "some", "symmetric", "system_user",
    "table", "tablesample", "then", "to", "trailing", "true", "union", "unique", "user",
    "using", "variadic", "verbose", "when", "where", "window", "with",
};
// clang-format on

Str ident_quoted(Arena *arena, Str ident, char quote)
{
    char *quoted = NEW_ARRAY(arena, char, 2 * ident.len + 2);
    size_t len = 0;
    quoted[len++] = quote;
    for (size_t i = 0; i < ident.len; i++) {
        if (ident.ptr[i] == quote)
            quoted[len++] = quote;
        quoted[len++] = ident.ptr[i];
    }
    quoted[len++] = quote;
    return (Str){ quoted, len };
}

static bool is_reserved(Str ident)
{
    return str_in_sorted(ident, reserved_words,
                         sizeof reserved_words / sizeof *reserved_words);
}

Str ident_sql(Arena *arena, Str ident)
{
    if (is_plain_ident(ident) && !is_reserved(ident))
        return ident;
    return ident_quoted(arena, ident, '"');
}

Str name_sql(Arena *arena, Name name)
{
    Str base = ident_sql(arena, name.name);
    if (name.schema.len == 0)
        return base;
    Str parts[] = { ident_sql(arena, name.schema), STR("."), base };
    return arena_concat(arena, parts, sizeof parts / sizeof *parts);
}
