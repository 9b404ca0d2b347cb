// SPDX-License-Identifier: Apache-2.0
// Is a body one that the server takes? CREATE FUNCTION and DO compile PL/pgSQL, and
// CREATE FUNCTION parses SQL, unless check_function_bodies is off.
#include "dialect/pg_nodes_priv.h"

#include "base/sanitized.h"
#include "dialect/pg_body_priv.h"
#include "ir/session.h"

#ifdef SANITIZED
#include <sanitizer/lsan_interface.h>
#endif

// What the compiler says of grammar alone. It has no catalog here, and takes types that
// it cannot know for records: what it says of types and variables is not certain.
static const char *const certain[] = {
    "syntax error",           "missing ",   "unterminated ",
    "mismatched parentheses", "end label ", "label does not exist",
};

static bool is_certain(Str message)
{
    for (size_t i = 0; i < sizeof certain / sizeof *certain; i++)
        if (str_starts(message, str_from(certain[i])))
            return true;
    return false;
}

static void refuse(PgStmt *stmt, Str message, Span span)
{
    Op *op = pg_op_at(stmt, OP_OPAQUE, OBJ_NONE, span);
    op->flags = OPF_SYNTAX;
    op->detail = arena_copy(stmt->arena, message);
}

// "… near line 4": the number, or 0.
static size_t told_line(Str context)
{
    Str mark = STR("near line ");
    size_t line = 0;
    for (size_t i = str_find(context, mark, 0) + mark.len;
         i < context.len && context.ptr[i] >= '0' && context.ptr[i] <= '9'; i++)
        line = line * 10 + (size_t)(context.ptr[i] - '0');
    return line;
}

// A line of the body, without the blanks round it. The compiler does not count a line
// break that the body begins with.
static Span line_span(const PgCode *code, size_t line)
{
    size_t end = code->span.end;
    Str text = str_take(code->text, end);
    size_t at = code->span.start;
    if (at < end && text.ptr[at] == '\r')
        at++;
    if (at < end && text.ptr[at] == '\n')
        at++;
    for (; line > 1 && at < end; line--)
        at = str_find_char(text, '\n', at) + 1;
    if (at >= end)
        return code->span;
    Str found = str_trim(str_slice(text, at, str_find_char(text, '\n', at)));
    size_t start = found.len > 0 ? (size_t)(found.ptr - text.ptr) : at;
    return (Span){ start, start + found.len };
}

// What stands in quotes behind "at or near", where it is next from the line on: the line
// can be one too early. Else the line.
static Span told_span(const PgCode *code, Span line, Str message)
{
    Str mark = STR("at or near \"");
    size_t told = str_find(message, mark, 0);
    if (told == message.len)
        return line;
    Str near = str_drop(message, told + mark.len);
    near = str_take(near, near.len > 0 ? near.len - 1 : 0);
    size_t at = str_find(str_take(code->text, code->span.end), near, line.start);
    return near.len > 0 && at < code->span.end ? (Span){ at, at + near.len } : line;
}

static bool is_in_file(const PgStmt *stmt, const PgCode *code)
{
    return code->text.ptr == stmt->text.ptr;
}

// libpg_query, up to 18 at least, forgets a string of one byte each time it is asked.
static void leaks_allowed(bool allowed)
{
#ifdef SANITIZED
    (allowed ? __lsan_disable : __lsan_enable)();
#else
    (void)allowed;
#endif
}

static void check_plpgsql(PgStmt *stmt, const PgCode *code)
{
    // The compiler leaves the memory of the parse tree at hand, and does not come back.
    MemoryContext context = CurrentMemoryContext;
    Str text = str_slice(stmt->text, stmt->span.start, stmt->span.end);
    leaks_allowed(true);
    PgQueryPlpgsqlParseResult result =
        pg_query_parse_plpgsql(arena_cstr(stmt->tmp, text));
    leaks_allowed(false);
    MemoryContextSwitchTo(context);
    Str message = result.error ? str_from(result.error->message) : (Str){ 0 };
    if (result.error && is_certain(message)) {
        Str where = result.error->context ? str_from(result.error->context) : (Str){ 0 };
        size_t line = told_line(where);
        refuse(stmt, message,
               line > 0 && is_in_file(stmt, code)
                   ? told_span(code, line_span(code, line), message)
                   : stmt->piece);
    }
    pg_query_free_plpgsql_parse_result(result);
}

static void check_sql(PgStmt *stmt, const PgCode *code)
{
    Str text = str_slice(code->text, code->span.start, code->span.end);
    PgStmt inside = *stmt;
    inside.text = code->text;
    inside.span = code->span;
    Str message;
    size_t offset;
    if (pg_parses(&inside, arena_cstr(stmt->tmp, text), &message, &offset))
        return;
    Span span = { offset, offset < code->span.end ? offset + 1 : offset };
    refuse(stmt, message, is_in_file(stmt, code) ? span : stmt->piece);
}

// pg_dump begins with SET check_function_bodies = false.
static bool is_off(const PgStmt *stmt)
{
    static const char *const no[] = { "off", "false", "no", "0", "f" };
    const OpVec *ops = &stmt->out->ops;
    stmt->out->asks |= TIE_SETTINGS;
    for (size_t i = ops->len; i-- > 0;) {
        const Op *op = &ops->at[i];
        if (op->kind != OP_SET_SESSION || !str_eq(op->part, STR("check_function_bodies")))
            continue;
        Str value = setting_value(op->detail);
        for (size_t k = 0; k < sizeof no / sizeof *no; k++)
            if (str_eq_ci(value, str_from(no[k])))
                return true;
        return false;
    }
    return false;
}

void pg_check_body(PgStmt *stmt, const PgCode *code)
{
    if (code->span.end <= code->span.start || is_off(stmt))
        return;
    if (str_eq_ci(code->language, STR("plpgsql")))
        check_plpgsql(stmt, code);
    else if (str_eq_ci(code->language, STR("sql")))
        check_sql(stmt, code);
}
