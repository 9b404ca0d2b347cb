// SPDX-License-Identifier: Apache-2.0
// What an operation is called in the table of a change.
#include "lint/changes_priv.h"

static const char *const constraint_words[] = {
    [CON_PRIMARY_KEY] = "PRIMARY KEY", [CON_UNIQUE] = "UNIQUE",
    [CON_FOREIGN_KEY] = "FOREIGN KEY", [CON_CHECK] = "CHECK",
    [CON_EXCLUDE] = "EXCLUDE",         [CON_NOT_NULL] = "NOT NULL",
};

static Str upper(Arena *arena, const char *lead, Str word)
{
    Str words = arena_fmt(arena, "%s" STR_FMT, lead, STR_ARG(word));
    char *text = NEW_ARRAY(arena, char, words.len + 1);
    for (size_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        text[i] = c == '-' ? ' ' : (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return (Str){ text, words.len };
}

// The kinds whose words leave open what kind of thing it is.
static const bool needs_object[OP_KIND_COUNT] = {
    [OP_CREATE_OBJECT] = true,
    [OP_ALTER_OBJECT] = true,
    [OP_DROP_OBJECT] = true,
    [OP_RENAME_OBJECT] = true,
};

static Str base_words(Arena *arena, const Op *op)
{
    const char *words = op_kind_words(op->kind);
    if (op->kind == OP_DROP_OBJECT && op->object == OBJ_ROLE && op->name.name.len == 0)
        return STR("DROP OWNED");
    if (needs_object[op->kind])
        return upper(arena, arena_cstr(arena, arena_fmt(arena, "%s ", words)),
                     str_from(object_kind_word(op->object)));
    if (op->kind == OP_ADD_CONSTRAINT && op->constraint)
        return arena_fmt(arena, "ADD %s", constraint_words[op->constraint->kind]);
    if (op->kind == OP_CREATE_INDEX && op->index && op->index->unique)
        return STR("CREATE UNIQUE INDEX");
    if (op->kind == OP_CREATE_VIEW && op->view && op->view->materialized)
        return STR("CREATE MATERIALIZED VIEW");
    if (op->kind == OP_DROP_VIEW && op->object == OBJ_MATVIEW)
        return STR("DROP MATERIALIZED VIEW");
    if (op->kind == OP_GRANT && op_has(op, OPF_REVOKE))
        return STR("REVOKE");
    if (op->kind == OP_SET_TRIGGER || op->kind == OP_SET_ROW_SECURITY)
        return upper(
            arena, "",
            arena_fmt(arena, STR_FMT "%s", STR_ARG(op->verb),
                      op->kind == OP_SET_TRIGGER ? " trigger" : " row level security"));
    if (op->kind == OP_REBUILD_TABLE)
        return upper(arena, "REBUILD TABLE: ", op->verb);
    if (op->kind == OP_MAINTENANCE && op->verb.len > 0)
        return upper(arena, "", op->verb);
    return str_from(words);
}

Str change_operation(Arena *arena, const Op *op)
{
    bool later = op->constraint && op->constraint->not_valid;
    return arena_fmt(arena, STR_FMT "%s%s%s", STR_ARG(base_words(arena, op)),
                     later ? " NOT VALID" : "",
                     op_has(op, OPF_CONCURRENTLY) ? " CONCURRENTLY" : "",
                     op_has(op, OPF_CASCADE) ? " CASCADE" : "");
}
