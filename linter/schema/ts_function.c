// SPDX-License-Identifier: Apache-2.0
// Small functions: what they return when they are called with these arguments.
#include "schema/ts_priv.h"

TsValue ts_name_value(TsReader *reader, TsExpr scope, Str name)
{
    for (const TsEnv *env = scope.env; env; env = env->outer)
        if (str_eq(env->name, name))
            return env->expr.module ? ts_eval(reader, env->expr) : env->value;
    return ts_binding_value(reader, scope.module, name);
}

static const TsEnv *with(TsReader *reader, const TsEnv *outer, Str name, TsExpr expr)
{
    TsEnv *env = NEW(reader->arena, TsEnv);
    *env = (TsEnv){ .outer = outer, .name = name, .expr = expr };
    if (!expr.module)
        env->value = ts_value(TSV_ABSENT, name);
    return env;
}

// A parameter: "name", "name?: type", "name = default". One that is taken apart gives its
// names no values.
static const TsEnv *with_parameter(TsReader *reader, const TsEnv *env,
                                   const TsElement *parameter, TsExpr argument)
{
    const TsTokens *tokens = &parameter->value.module->tokens;
    if (tokens->all.at[parameter->at].kind != TS_NAME)
        return env;
    TsExpr value = argument;
    for (size_t at = parameter->at + 1; !value.module && at < parameter->end;
         at = ts_over(tokens, at))
        if (ts_is(tokens, at, "="))
            value = (TsExpr){ parameter->value.module, at + 1, env };
    return with(reader, env, ts_text(tokens, parameter->at), value);
}

// Constants of a function's block come before what it returns.
static const TsEnv *with_constants(TsReader *reader, TsExpr block, size_t end)
{
    const TsTokens *tokens = &block.module->tokens;
    const TsEnv *env = block.env;
    for (size_t at = block.at + 1; at < end; at = ts_over(tokens, at))
        if (ts_is(tokens, at, "const") && tokens->all.at[at + 1].kind == TS_NAME &&
            ts_is(tokens, at + 2, "="))
            env = with(reader, env, ts_text(tokens, at + 1),
                       (TsExpr){ block.module, at + 3, env });
    return env;
}

// The value that a block returns; one that decides anything is not followed.
static TsValue block_value(TsReader *reader, TsExpr block)
{
    const TsTokens *tokens = &block.module->tokens;
    size_t close = tokens->all.at[block.at].match;
    for (size_t at = block.at + 1; at < close; at = ts_over(tokens, at)) {
        if (ts_is(tokens, at, "if") || ts_is(tokens, at, "for") ||
            ts_is(tokens, at, "while") || ts_is(tokens, at, "switch") ||
            ts_is(tokens, at, "try"))
            return ts_unknown("a function that decides");
        if (!ts_is(tokens, at, "return"))
            continue;
        TsExpr value = { block.module, at + 1, with_constants(reader, block, at) };
        return ts_eval(reader, value);
    }
    return ts_unknown("a function that returns nothing");
}

// Over a return type, to "=>" or "{".
static size_t body_at(const TsTokens *tokens, size_t at)
{
    while (tokens->all.at[at].kind != TS_END && !ts_is(tokens, at, "=>") &&
           !ts_is(tokens, at, "{") && !ts_is(tokens, at, ";"))
        at = ts_over(tokens, at);
    return at;
}

typedef struct Body {
    TsExpr parameters; // at "(", or at the only name
    size_t at;         // "=>" or "{"
} Body;

static Body body_of(const TsValue *function)
{
    const TsTokens *tokens = &function->expr.module->tokens;
    TsExpr start = function->expr;
    while (ts_is(tokens, start.at, "async") || ts_is(tokens, start.at, "function") ||
           ts_is(tokens, start.at, "*"))
        start.at++;
    if (tokens->all.at[start.at].kind == TS_NAME && !ts_is(tokens, start.at + 1, "=>"))
        start.at++; // the function's own name
    start.at = ts_over_generics(tokens, start.at);
    size_t behind = ts_over(tokens, start.at);
    return (Body){ start, body_at(tokens, behind) };
}

static TsValue body_value(TsReader *reader, const Body *body, const TsEnv *env)
{
    const TsTokens *tokens = &body->parameters.module->tokens;
    size_t at = body->at + ts_is(tokens, body->at, "=>");
    TsExpr value = { body->parameters.module, at, env };
    if (!ts_enter(reader))
        return ts_unknown("a chain that is too long");
    TsValue result =
        ts_is(tokens, at, "{") ? block_value(reader, value) : ts_eval(reader, value);
    reader->depth--;
    return result;
}

TsValue ts_apply(TsReader *reader, const TsValue *function, TsCall call)
{
    Body body = body_of(function);
    const TsTokens *tokens = &body.parameters.module->tokens;
    const TsEnv *env = body.parameters.env;
    size_t at = 0;
    TsElement parameter;
    if (!ts_is(tokens, body.parameters.at, "("))
        env =
            with(reader, env, ts_text(tokens, body.parameters.at), ts_argument(&call, 0));
    else
        for (size_t n = 0;
             ts_next_element(reader->arena, body.parameters, &at, &parameter); n++)
            env = with_parameter(reader, env, &parameter, ts_argument(&call, n));
    return body_value(reader, &body, env);
}

TsValue ts_apply_to(TsReader *reader, const TsValue *function, TsValue argument)
{
    Body body = body_of(function);
    const TsTokens *tokens = &body.parameters.module->tokens;
    size_t first = body.parameters.at + ts_is(tokens, body.parameters.at, "(");
    TsEnv *env = NEW(reader->arena, TsEnv);
    *env = (TsEnv){ .outer = body.parameters.env, .value = argument };
    if (tokens->all.at[first].kind == TS_NAME)
        env->name = ts_text(tokens, first);
    return body_value(reader, &body, env);
}
