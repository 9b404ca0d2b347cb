// SPDX-License-Identifier: Apache-2.0
// Two versions of a migration's text: what of it only people read.
#include "lint/ctx.h"

// Comments that are instructions to a runner begin like this.
static const Str INSTRUCTIONS[] = {
    STR_INIT("> statement-breakpoint"), STR_INIT("+goose"),    STR_INIT("migrate:"),
    STR_INIT("Up Migration"),           STR_INIT("liquibase"), STR_INIT("changeset"),
    STR_INIT("Down Migration"),         STR_INIT("rollback"),  STR_INIT("precondition"),
    STR_INIT("validCheckSum"),          STR_INIT("atlas:"),
};

// What a server runs, though it looks like a comment: MySQL's versions and hints.
static bool is_run_all_the_same(Str comment)
{
    return str_starts(comment, STR("/*!")) || str_starts(comment, STR("/*+"));
}

static bool is_instruction(Str comment)
{
    Str words = str_trim(str_drop(comment, 2));
    for (size_t i = 0; i < sizeof INSTRUCTIONS / sizeof *INSTRUCTIONS; i++)
        if (str_starts(words, INSTRUCTIONS[i]))
            return true;
    return false;
}

// The end of the blank or comment that begins at `at`; `at` itself when none does.
static size_t skip_blank(Str sql, size_t at)
{
    char c = sql.ptr[at];
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return at + 1;
    Str rest = str_drop(sql, at);
    if (str_starts(rest, STR("--"))) {
        size_t end = str_find_char(sql, '\n', at);
        return is_instruction(str_slice(sql, at, end)) ? at : end;
    }
    if (!str_starts(rest, STR("/*")) || is_run_all_the_same(rest))
        return at;
    size_t end = str_find(sql, STR("*/"), at + 2);
    return end < sql.len ? end + 2 : end;
}

// The end of a comment in one line; of CRLF the CR is no part of it.
static size_t line_end(Str sql, size_t at)
{
    size_t end = str_find_char(sql, '\n', at);
    return sql.ptr[end - 1] == '\r' ? end - 1 : end;
}

// The end of what begins at `at` and is no blank: all of an instruction or of a text in
// quotes, otherwise one byte.
static size_t skip_token(Str sql, size_t at)
{
    char c = sql.ptr[at];
    size_t close = at + 1;
    Str mark = { sql.ptr + at, 1 };
    if (str_starts(str_drop(sql, at), STR("--")))
        return line_end(sql, at);
    if (c == '$') {
        close = str_find_char(sql, '$', at + 1);
        if (close == sql.len)
            return at + 1;
        mark = str_slice(sql, at, close + 1);
        close++;
    } else if (c != '\'' && c != '"' && c != '`') {
        return at + 1;
    }
    size_t end = str_find(sql, mark, close);
    return end < sql.len ? end + mark.len : at + 1;
}

static bool needs_no_blank(char c)
{
    return c == '(' || c == ')' || c == ',' || c == ';' || c == ' ';
}

// The statements without comments, and with one blank only where there may have to be
// one; what is in quotes stays as it is.
static Str bare_sql(Arena *arena, Str sql)
{
    char *bare = NEW_ARRAY(arena, char, sql.len + 1);
    size_t len = 0;
    for (size_t at = 0; at < sql.len;) {
        size_t end = skip_blank(sql, at);
        if (end > at) {
            if (len > 0 && !needs_no_blank(bare[len - 1]))
                bare[len++] = ' ';
            at = end;
            continue;
        }
        if (len > 0 && bare[len - 1] == ' ' && needs_no_blank(sql.ptr[at]))
            len--;
        for (end = skip_token(sql, at); at < end; at++)
            bare[len++] = sql.ptr[at];
    }
    return str_trim((Str){ bare, len });
}

// A backslash before a quote is a text's end in one dialect and not in another.
static bool has_escapes(Str sql)
{
    return str_contains(sql, STR("\\'")) || str_contains(sql, STR("\\\""));
}

bool ctx_same_statements(RuleCtx *ctx, Str a, Str b)
{
    if (has_escapes(a) || has_escapes(b))
        return checksum_same(CHECKSUM_ANY_EOL, a, b);
    Arena *arena = ctx_arena(ctx);
    return str_eq(bare_sql(arena, a), bare_sql(arena, b));
}

bool number_is_merged(const Project *project, const Migration *migration)
{
    Str number = str_without_zeros(migration->version);
    for (size_t i = 0; number.len > 0 && i < project->migrations.len; i++)
        if (project->migrations.at[i].status != CHANGE_NEW &&
            str_eq(str_without_zeros(project->migrations.at[i].version), number))
            return !project->runner->keeps_names;
    return false;
}

Span first_changed_line(Str now, Str before)
{
    size_t at = 0;
    while (at < now.len && at < before.len && now.ptr[at] == before.ptr[at])
        at++;
    size_t line = str_rfind_char(str_take(now, at), '\n');
    size_t start = line < at ? line + 1 : 0;
    return (Span){ start, str_find_char(now, '\n', at) };
}
