// SPDX-License-Identifier: Apache-2.0
// A column of a Drizzle table: its name, and what the chain behind its builder says.
#include "base/out.h"

#include "schema/drizzle.h"

// ---- names ----

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static size_t run_end(Str name, size_t at)
{
    while (at < name.len &&
           (is_lower(name.ptr[at]) || (name.ptr[at] >= '0' && name.ptr[at] <= '9')))
        at++;
    return at;
}

// Behind the word at `at`, as drizzle-orm/casing cuts names:
// [\da-z]+ | [A-Z]+(?![a-z]) | [A-Z][\da-z]+
static size_t word_end(Str name, size_t at)
{
    size_t end = at;
    while (end < name.len && is_upper(name.ptr[end]))
        end++;
    bool begins_word = end > at && end < name.len && is_lower(name.ptr[end]);
    if (end == at || (begins_word && end == at + 1))
        return run_end(name, end);
    return begins_word ? end - 1 : end;
}

static void add_word(Out *out, Str word, bool is_capital)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if (is_capital && i == 0 && is_lower(c))
            c = (char)(c - ('a' - 'A'));
        else if (!is_capital && is_upper(c))
            c = (char)(c + ('a' - 'A'));
        out_char(out, c);
    }
}

static Str cased(Arena *arena, Str name, Casing casing)
{
    Out out = out_new(arena);
    for (size_t at = 0; at < name.len;) {
        size_t end = word_end(name, at);
        bool is_first = out_text(&out).len == 0;
        if (end > at && !is_first && casing == CASING_SNAKE)
            out_char(&out, '_');
        add_word(&out, str_slice(name, at, end), !is_first && casing == CASING_CAMEL);
        at = end > at ? end : at + 1; // what is neither letter nor digit parts words
    }
    return out_text(&out);
}

bool drizzle_column_name(const Drizzle *drizzle, const DzValue *column, Str key,
                         Str *name)
{
    TsExpr first = ts_argument(&column->call, 0);
    TsValue value = ts_eval(drizzle->reader, first);
    *name = value.text;
    if (value.kind == TSV_STRING && value.text.len > 0)
        return true;
    bool is_keyed = value.kind == TSV_ABSENT || value.kind == TSV_OBJECT ||
                    value.kind == TSV_ARRAY || value.kind == TSV_LABELS ||
                    value.kind == TSV_STRING;
    bool is_converted =
        drizzle->casing == CASING_SNAKE || drizzle->casing == CASING_CAMEL;
    *name = is_converted ? cased(drizzle->reader->arena, key, drizzle->casing) : key;
    return is_keyed && drizzle->casing != CASING_VAGUE;
}

// ---- the chain ----

typedef struct Chain {
    const Drizzle *drizzle;
    const DzMethod *method;
    DeclaredColumn *into;
} Chain;

static void say_not_null(const Chain *chain)
{
    chain->into->not_null = true;
}

static void say_primary_key(const Chain *chain)
{
    chain->into->primary_key = true;
    chain->into->not_null = true;
}

static void say_default(const Chain *chain)
{
    chain->into->has_default = true;
}

// default(null) and the like are written or left out, by the version.
static void say_given_default(const Chain *chain)
{
    TsValue value = ts_eval(chain->drizzle->reader, ts_argument(&chain->method->call, 0));
    chain->into->has_default = true;
    chain->into->is_vague |= value.kind == TSV_ABSENT;
}

static void say_identity(const Chain *chain)
{
    chain->into->has_default = true;
    chain->into->not_null = true;
}

static void say_auto_increment(const Chain *chain)
{
    chain->into->auto_increment = true;
}

static void say_nothing(const Chain *chain)
{
    (void)chain;
}

// references(() => users.id)
static void say_references(const Chain *chain)
{
    TsReader *reader = chain->drizzle->reader;
    TsValue function = ts_eval(reader, ts_argument(&chain->method->call, 0));
    if (function.kind != TSV_FUNCTION)
        return;
    TsValue value = ts_apply(reader, &function, (TsCall){ 0 });
    const DzValue *member = dz_of(&value);
    if (!member || member->kind != DZ_MEMBER)
        return;
    DzValue table = *member;
    table.kind = DZ_TABLE;
    table.name = (Str){ 0 };
    if (!drizzle_name(chain->drizzle, &table, &chain->into->references))
        return;
    TsExpr columns = ts_argument(&member->call, 1);
    TsValue object = ts_eval(reader, columns);
    TsValue column = object.kind == TSV_OBJECT
                         ? ts_property(reader, object.expr, member->name)
                         : object;
    const DzValue *target = dz_of(&column);
    if (target && target->kind == DZ_COLUMN)
        drizzle_column_name(chain->drizzle, target, member->name,
                            &chain->into->ref_column);
}

static const struct MethodRow {
    Str name;
    void (*say)(const Chain *chain);
    bool is_code; // of the program alone: nothing of it gets into the database
} methods[] = {
    { STR_INIT("notNull"), say_not_null, false },
    { STR_INIT("primaryKey"), say_primary_key, false },
    { STR_INIT("default"), say_given_default, false },
    { STR_INIT("defaultNow"), say_default, false },
    { STR_INIT("defaultRandom"), say_default, false },
    { STR_INIT("generatedAlwaysAs"), say_default, false },
    { STR_INIT("generatedAlwaysAsIdentity"), say_identity, false },
    { STR_INIT("generatedByDefaultAsIdentity"), say_identity, false },
    { STR_INIT("autoincrement"), say_auto_increment, false },
    { STR_INIT("onUpdateNow"), say_nothing, false },
    { STR_INIT("array"), say_nothing, false },
    { STR_INIT("unique"), say_nothing, false },
    { STR_INIT("references"), say_references, false },
    { STR_INIT("$type"), say_nothing, true },
    { STR_INIT("$default"), say_nothing, true },
    { STR_INIT("$defaultFn"), say_nothing, true },
    { STR_INIT("$onUpdate"), say_nothing, true },
    { STR_INIT("$onUpdateFn"), say_nothing, true },
};

static const struct MethodRow *find_method(Str name)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_eq(methods[i].name, name))
            return &methods[i];
    return NULL;
}

static bool is_serial(const DzValue *column)
{
    return column->type->kind == DZ_CORE && str_ends(column->name, STR("serial"));
}

void drizzle_column(const Drizzle *drizzle, const DzValue *column, DeclaredColumn *into)
{
    into->type = drizzle_type(drizzle, column);
    into->not_null = into->has_default = is_serial(column);
    for (size_t i = 0; i < column->methods.len; i++) {
        Chain chain = { drizzle, &column->methods.at[i], into };
        const struct MethodRow *row = find_method(chain.method->name);
        if (row)
            row->say(&chain);
        else
            into->is_vague = true;
    }
}

// ---- its shape ----

static void add_call(const Drizzle *drizzle, Out *out, TsCall call)
{
    const TsTokens *tokens = &call.module->tokens;
    Span range = { call.at, ts_over(tokens, call.at) };
    out_str(out, ts_squeeze(drizzle->reader->arena, tokens, range, NULL));
}

// Where the column it points to is known, the way to write it does not matter.
static void add_reference(const Drizzle *drizzle, Out *out, TsCall call,
                          const DeclaredColumn *declared)
{
    Arena *arena = drizzle->reader->arena;
    TsExpr rest = ts_argument(&call, 1);
    out_fmt(out, "(" STR_FMT "." STR_FMT, STR_ARG(name_text(arena, declared->references)),
            STR_ARG(declared->ref_column));
    if (rest.module) {
        const TsTokens *tokens = &rest.module->tokens;
        Span range = { rest.at, ts_over(tokens, rest.at) };
        out_fmt(out, "," STR_FMT, STR_ARG(ts_squeeze(arena, tokens, range, NULL)));
    }
    out_char(out, ')');
}

Str drizzle_column_shape(const Drizzle *drizzle, const DzValue *column,
                         const DeclaredColumn *declared)
{
    Out out = out_new(drizzle->reader->arena);
    out_fmt(&out, STR_FMT " " STR_FMT, STR_ARG(declared->name), STR_ARG(declared->type));
    if (declared->type.len == 0) {
        out_str(&out, column->name);
        add_call(drizzle, &out, column->call);
    }
    for (size_t i = 0; i < column->methods.len; i++) {
        const DzMethod *method = &column->methods.at[i];
        const struct MethodRow *row = find_method(method->name);
        if (row && row->is_code)
            continue;
        out_fmt(&out, "." STR_FMT, STR_ARG(method->name));
        if (row && row->say == say_references && declared->references.name.len > 0)
            add_reference(drizzle, &out, method->call, declared);
        else
            add_call(drizzle, &out, method->call);
    }
    return out_text(&out);
}
