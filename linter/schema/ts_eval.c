// SPDX-License-Identifier: Apache-2.0
// An expression, from its first token on: something simple, and the members and calls
// behind it.
#include "schema/ts_priv.h"

#include "base/out.h"

enum { MAX_STRING = 1024 };

typedef struct Walk {
    TsReader *reader;
    const TsTokens *tokens;
    TsExpr scope; // the expression; `at` of it stays where it begins
    size_t at;
} Walk;

static bool here(const Walk *walk, const char *what)
{
    return ts_is(walk->tokens, walk->at, what);
}

static TsKind kind_here(const Walk *walk)
{
    return walk->tokens->all.at[walk->at].kind;
}

static TsExpr expr_here(const Walk *walk)
{
    return (TsExpr){ walk->scope.module, walk->at, walk->scope.env };
}

static TsValue value_here(const Walk *walk, TsValueKind kind)
{
    return (TsValue){ .kind = kind, .expr = expr_here(walk) };
}

// ---- what an expression begins with ----

// The pieces of a template, its names put in.
static TsValue fill_template(Walk *walk, Str inside)
{
    Out out = out_new(walk->reader->arena);
    for (size_t at = 0; at < inside.len;) {
        size_t open = str_find(inside, STR("${"), at);
        size_t close = str_find_char(inside, '}', open);
        out_str(&out, str_slice(inside, at, open));
        if (open == inside.len)
            break;
        if (close == inside.len)
            return ts_unknown("a template");
        Str name = str_trim(str_slice(inside, open + 2, close));
        TsValue value = ts_name_value(walk->reader, walk->scope, name);
        bool is_plain = value.kind == TSV_STRING || value.kind == TSV_NUMBER;
        if (!is_plain || out_text(&out).len + value.text.len > MAX_STRING)
            return ts_unknown("a template");
        out_str(&out, value.text);
        at = close + 1;
    }
    return ts_value(TSV_STRING, out_text(&out));
}

static TsValue read_text(Walk *walk)
{
    Str value;
    size_t at = walk->at++;
    if (ts_string(walk->reader->arena, walk->tokens, at, &value))
        return ts_value(TSV_STRING, value);
    Str text = ts_text(walk->tokens, at);
    bool is_closed = text.len >= 2 && text.ptr[text.len - 1] == '`';
    if (walk->tokens->all.at[at].kind != TS_TEMPLATE || !is_closed ||
        str_find_char(text, '\\', 0) < text.len)
        return ts_unknown(NULL);
    return fill_template(walk, str_slice(text, 1, text.len - 1));
}

// "(…) =>" or "(…): type =>"
static bool is_arrow(const Walk *walk)
{
    size_t behind = ts_over(walk->tokens, walk->at);
    if (!ts_is(walk->tokens, behind, ":"))
        return ts_is(walk->tokens, behind, "=>");
    for (size_t passed = 0; passed < 32; passed++) {
        if (ts_is(walk->tokens, behind, "=>"))
            return true;
        if (walk->tokens->all.at[behind].kind == TS_END ||
            ts_is(walk->tokens, behind, ",") || ts_is(walk->tokens, behind, ";"))
            return false;
        behind = ts_over(walk->tokens, behind);
    }
    return false;
}

static TsValue read_parenthesis(Walk *walk)
{
    if (is_arrow(walk)) {
        TsValue function = value_here(walk, TSV_FUNCTION);
        walk->at = walk->tokens->all.len - 1; // nothing can follow that matters
        return function;
    }
    TsExpr inner = expr_here(walk);
    inner.at++;
    walk->at = ts_over(walk->tokens, walk->at);
    return ts_eval(walk->reader, inner);
}

// new URL("./schema.ts", import.meta.url)
static TsValue read_url(Walk *walk)
{
    TsCall call = expr_here(walk);
    call.at += 2;
    walk->at = ts_over(walk->tokens, call.at);
    return ts_is(walk->tokens, call.at, "(")
               ? ts_eval(walk->reader, ts_argument(&call, 0))
               : ts_unknown(NULL);
}

static TsValue read_word(Walk *walk)
{
    static const struct {
        const char *word;
        TsValueKind kind;
    } rows[] = {
        { "true", TSV_BOOL },        { "false", TSV_BOOL },
        { "undefined", TSV_ABSENT }, { "null", TSV_ABSENT },
        { "async", TSV_FUNCTION },   { "function", TSV_FUNCTION },
        { "new", TSV_UNKNOWN },      { "class", TSV_UNKNOWN },
        { "await", TSV_UNKNOWN },    { "typeof", TSV_UNKNOWN },
    };
    Str word = ts_text(walk->tokens, walk->at);
    TsValue value = value_here(walk, TSV_FUNCTION);
    if (here(walk, "new") && ts_is(walk->tokens, walk->at + 1, "URL"))
        return read_url(walk);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!str_eq(word, str_from(rows[i].word)))
            continue;
        bool has_rest = rows[i].kind == TSV_FUNCTION || rows[i].kind == TSV_UNKNOWN;
        walk->at = has_rest ? walk->tokens->all.len - 1 : walk->at + 1;
        value.kind = rows[i].kind;
        value.text = word;
        return value;
    }
    walk->at++;
    if (here(walk, "=>")) {
        walk->at = walk->tokens->all.len - 1;
        return value;
    }
    return ts_name_value(walk->reader, walk->scope, word);
}

static TsValue read_first(Walk *walk)
{
    switch (kind_here(walk)) {
    case TS_NAME:
        return read_word(walk);
    case TS_STRING:
    case TS_TEMPLATE:
        return read_text(walk);
    case TS_NUMBER:
        return ts_value(TSV_NUMBER, ts_text(walk->tokens, walk->at++));
    case TS_REGEX:
    case TS_END:
        return ts_unknown(NULL);
    case TS_PUNCT:
        break;
    }
    if (here(walk, "("))
        return read_parenthesis(walk);
    if (here(walk, "{") || here(walk, "[")) {
        TsValue literal = value_here(walk, here(walk, "{") ? TSV_OBJECT : TSV_ARRAY);
        walk->at = ts_over(walk->tokens, walk->at);
        return literal;
    }
    return ts_unknown(NULL);
}

// ---- what comes behind it ----

static TsValue label_member(TsReader *reader, const TsValue *of, Str name)
{
    size_t at = 0;
    TsElement element;
    while (ts_next_element(reader->arena, of->expr, &at, &element))
        if (str_eq(element.key, name))
            return ts_enum_label(reader, &element);
    return ts_value(TSV_ABSENT, name);
}

static TsValue member(Walk *walk, const TsValue *of, Str name)
{
    TsReader *reader = walk->reader;
    switch (of->kind) {
    case TSV_OBJECT:
        return ts_property(reader, of->expr, name);
    case TSV_LABELS:
        return label_member(reader, of, name);
    case TSV_MODULE:
        return ts_exported(reader, of->module, name);
    case TSV_MADE:
        return reader->library->member(reader, of, name);
    case TSV_FOREIGN:
        return ts_value(TSV_FOREIGN, name);
    case TSV_GLOBAL:
        return ts_value(TSV_GLOBAL, arena_fmt(reader->arena, STR_FMT "." STR_FMT,
                                              STR_ARG(of->text), STR_ARG(name)));
    case TSV_UNKNOWN:
    case TSV_ABSENT:
    case TSV_STRING:
    case TSV_NUMBER:
    case TSV_BOOL:
    case TSV_ARRAY:
    case TSV_KEYS:
    case TSV_FUNCTION:
        break;
    }
    return ts_unknown(of->unknown);
}

// Functions of the language that lists of labels are written with.
static TsValue call_global(TsReader *reader, const TsValue *callee, TsCall call)
{
    TsExpr first = ts_argument(&call, 0);
    if (!first.module)
        return ts_unknown(NULL);
    if (str_eq(callee->text, STR("Object.values")) ||
        str_eq(callee->text, STR("Object.freeze")))
        return ts_eval(reader, first);
    if (str_eq(callee->text, STR("Object.keys"))) {
        TsValue value = ts_eval(reader, first);
        if (value.kind == TSV_OBJECT)
            value.kind = TSV_KEYS;
        return value;
    }
    return ts_unknown(NULL);
}

static TsValue call(Walk *walk, const TsValue *callee)
{
    TsCall at_open = expr_here(walk);
    TsReader *reader = walk->reader;
    switch (callee->kind) {
    case TSV_FUNCTION:
        return ts_apply(reader, callee, at_open);
    case TSV_MADE:
        return reader->library->call(reader, callee, at_open);
    case TSV_GLOBAL:
        return call_global(reader, callee, at_open);
    case TSV_FOREIGN:
        return (TsValue){ .kind = TSV_FOREIGN, .text = callee->text, .expr = at_open };
    case TSV_UNKNOWN:
    case TSV_ABSENT:
    case TSV_STRING:
    case TSV_NUMBER:
    case TSV_BOOL:
    case TSV_OBJECT:
    case TSV_ARRAY:
    case TSV_LABELS:
    case TSV_KEYS:
    case TSV_MODULE:
        break;
    }
    return ts_unknown("the result of a call");
}

static TsValue index_with(Walk *walk, const TsValue *of)
{
    TsExpr inner = expr_here(walk);
    inner.at++;
    TsValue key = ts_eval(walk->reader, inner);
    return key.kind == TSV_STRING ? member(walk, of, key.text) : ts_unknown(NULL);
}

// Whether what stands here takes the value on to something else, by an operator.
static bool is_operated_on(const Walk *walk)
{
    static const char *const operators[] = { "+", "-", "*", "/", "%", "?",
                                             "|", "&", "<", ">", "=", "^" };
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (here(walk, operators[i]))
            return true;
    return false;
}

// Takes one link of the chain; false when there is none.
static bool take_link(Walk *walk, TsValue *value)
{
    size_t behind = ts_over_generics(walk->tokens, walk->at);
    if (behind > walk->at && (ts_is(walk->tokens, behind, "(") ||
                              walk->tokens->all.at[behind].kind == TS_TEMPLATE))
        walk->at = behind;
    if (here(walk, ".") || here(walk, "?.")) {
        walk->at++;
        Str name = ts_text(walk->tokens, walk->at);
        if (kind_here(walk) != TS_NAME)
            return here(walk, "(") || here(walk, "[");
        walk->at++;
        *value = member(walk, value, name);
    } else if (here(walk, "(")) {
        *value = call(walk, value);
        walk->at = ts_over(walk->tokens, walk->at);
    } else if (here(walk, "[")) {
        *value = index_with(walk, value);
        walk->at = ts_over(walk->tokens, walk->at);
    } else if (kind_here(walk) == TS_TEMPLATE) { // sql`…`
        *value = ts_value(TSV_FOREIGN, STR("template"));
        walk->at++;
    } else if (here(walk, "!")) {
        walk->at++;
    } else {
        return false;
    }
    return true;
}

// Is the token at `at` on a later line than the one before it?
static bool is_on_new_line(const TsTokens *tokens, size_t at)
{
    Str between =
        str_slice(tokens->text, tokens->all.at[at - 1].end, tokens->all.at[at].start);
    return str_find_char(between, '\n', 0) < between.len;
}

static TsValue read_chain(Walk *walk)
{
    TsValue value = read_first(walk);
    while (kind_here(walk) != TS_END) {
        // Without a semicolon a statement may begin like this; nobody goes on so.
        bool is_other =
            (here(walk, "[") || here(walk, "(") || kind_here(walk) == TS_TEMPLATE) &&
            walk->at > 0 && is_on_new_line(walk->tokens, walk->at);
        if (is_other || !take_link(walk, &value))
            break;
    }
    return is_operated_on(walk) ? ts_unknown(NULL) : value;
}

TsValue ts_eval(TsReader *reader, TsExpr expr)
{
    if (!expr.module)
        return ts_value(TSV_ABSENT, (Str){ 0 });
    if (!ts_enter(reader))
        return ts_unknown("a chain that is too long");
    Walk walk = { reader, &expr.module->tokens, expr, expr.at };
    TsValue value = read_chain(&walk);
    reader->depth--;
    return value;
}
