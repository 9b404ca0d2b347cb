// SPDX-License-Identifier: Apache-2.0
// Following names: to constants, through imports and re-exports, and to the properties of
// object literals.
#include "schema/ts_priv.h"

// Modules may be made to run in circles, and constants to grow without end.
enum { MAX_DEPTH = 48, MAX_EXPENSES = 4000000 };

TsValue ts_unknown(const char *why)
{
    return (TsValue){ .kind = TSV_UNKNOWN, .unknown = why };
}

TsValue ts_value(TsValueKind kind, Str text)
{
    return (TsValue){ .kind = kind, .text = text };
}

// ---- names ----

static TsValue foreign(Str package, Str name)
{
    return (TsValue){ .kind = TSV_FOREIGN, .text = name.len > 0 ? name : package };
}

static bool is_local(Str from)
{
    return str_starts(from, STR(".")) || str_starts(from, STR("@/")) ||
           str_starts(from, STR("~/")) || str_starts(from, STR("#"));
}

static TsValue imported(TsReader *reader, const TsModule *module,
                        const TsBinding *binding)
{
    TsValue value;
    bool is_all = binding->kind == TS_NAMESPACE;
    if (reader->library->import(reader, binding->from, is_all ? STR("*") : binding->name,
                                &value))
        return value;
    const TsModule *other = reader->resolve(reader->data, module, binding->from);
    if (other && is_all)
        return (TsValue){ .kind = TSV_MODULE, .module = other };
    if (other)
        return ts_exported(reader, other, binding->name);
    return is_local(binding->from) ? ts_unknown("a module that is not there")
                                   : foreign(binding->from, binding->name);
}

static TsValue value_of(TsReader *reader, const TsModule *module,
                        const TsBinding *binding)
{
    TsExpr expr = { module, binding->at, NULL };
    switch (binding->kind) {
    case TS_VALUE:
        return ts_eval(reader, expr);
    case TS_ENUM:
        return (TsValue){ .kind = TSV_LABELS, .expr = expr };
    case TS_IMPORT:
    case TS_NAMESPACE:
        return imported(reader, module, binding);
    case TS_OPAQUE:
        break;
    }
    return ts_unknown("a name that is not a constant");
}

bool ts_enter(TsReader *reader)
{
    if (reader->depth >= MAX_DEPTH || reader->expenses >= MAX_EXPENSES)
        return false;
    reader->depth++;
    reader->expenses++;
    return true;
}

TsValue ts_binding_value(TsReader *reader, const TsModule *module, Str name)
{
    const TsBinding *binding = map_get(&module->bindings, name);
    if (!binding)
        return ts_value(TSV_GLOBAL, name);
    if (!ts_enter(reader))
        return ts_unknown("a chain that is too long");
    TsValue value = value_of(reader, module, binding);
    reader->depth--;
    return value;
}

static TsValue export_value(TsReader *reader, const TsModule *module,
                            const TsExport *export)
{
    const TsBinding *binding = &export->binding;
    return binding->kind == TS_OPAQUE ? ts_binding_value(reader, module, binding->name)
                                      : imported(reader, module, binding);
}

static TsValue find_export(TsReader *reader, const TsModule *module, Str name)
{
    for (size_t i = 0; i < module->exports.len; i++) {
        const TsExport *export = &module->exports.at[i];
        reader->expenses++;
        if (!export->is_star && str_eq(export->name, name))
            return export_value(reader, module, export);
    }
    TsValue found = ts_value(TSV_ABSENT, name);
    for (size_t i = 0; i < module->exports.len; i++) {
        const TsExport *export = &module->exports.at[i];
        const TsModule *other =
            export->is_star ? reader->resolve(reader->data, module, export->binding.from)
                            : NULL;
        if (other && found.kind == TSV_ABSENT)
            found = ts_exported(reader, other, name);
        else if (export->is_star && found.kind == TSV_ABSENT)
            return ts_unknown("a module that is not read");
    }
    return found;
}

TsValue ts_exported(TsReader *reader, const TsModule *module, Str name)
{
    if (!ts_enter(reader))
        return ts_unknown("a chain that is too long");
    TsValue value = find_export(reader, module, name);
    reader->depth--;
    return value;
}

// ---- elements of literals ----

// Behind the element at `at`: its comma, or the literal's end.
static size_t element_end(const TsTokens *tokens, size_t at, size_t close)
{
    while (at < close && !ts_is(tokens, at, ","))
        at = ts_over(tokens, at);
    return at;
}

static void read_key(Arena *arena, const TsTokens *tokens, TsElement *element)
{
    size_t at = element->at;
    TsKind kind = tokens->all.at[at].kind;
    if (ts_is(tokens, at, "[")) {
        element->is_computed = true;
        at = ts_over(tokens, at);
    } else if (!ts_string(arena, tokens, at, &element->key)) {
        element->key =
            kind == TS_NAME || kind == TS_NUMBER ? ts_text(tokens, at) : (Str){ 0 };
        at++;
    } else {
        at++;
    }
    if (ts_is(tokens, at, ":") || ts_is(tokens, at, "="))
        element->value.at = at + 1;
    else if (at < element->end) // a method: its "(" begins nothing that can be evaluated
        element->value.module = NULL;
}

bool ts_next_element(Arena *arena, TsExpr literal, size_t *at, TsElement *element)
{
    const TsTokens *tokens = &literal.module->tokens;
    size_t close = tokens->all.at[literal.at].match;
    size_t first = *at == 0 ? literal.at + 1 : *at;
    while (first < close && ts_is(tokens, first, ","))
        first++;
    if (first >= close)
        return false;
    *element = (TsElement){ .at = first, .value = literal, .module = literal.module };
    element->is_spread = ts_is(tokens, first, "...");
    element->value.at = first + element->is_spread;
    element->end = element_end(tokens, element->value.at, close);
    *at = element->end;
    if (ts_is(tokens, literal.at, "{") && !element->is_spread)
        read_key(arena, tokens, element);
    return true;
}

TsExpr ts_argument(const TsCall *call, size_t n)
{
    size_t at = 0;
    TsElement element;
    if (!call->module)
        return (TsExpr){ 0 };
    // Arguments have no keys, so nothing is allocated.
    while (ts_next_element(NULL, *call, &at, &element))
        if (n-- == 0)
            return element.value;
    return (TsExpr){ 0 };
}

static TsValue property_of(TsReader *reader, TsExpr object, Str name)
{
    TsValue found = ts_value(TSV_ABSENT, name);
    size_t at = 0;
    TsElement element;
    while (ts_next_element(reader->arena, object, &at, &element)) {
        reader->expenses++;
        if (element.is_spread) {
            TsValue spread = ts_eval(reader, element.value);
            TsValue inner = spread.kind == TSV_OBJECT
                                ? ts_property(reader, spread.expr, name)
                                : ts_unknown("a spread that is not read");
            if (inner.kind != TSV_ABSENT)
                found = inner;
        } else if (element.is_computed) {
            found = found.kind == TSV_ABSENT ? ts_unknown("a computed name") : found;
        } else if (str_eq(element.key, name)) {
            found = ts_eval(reader, element.value);
        }
    }
    return found;
}

TsValue ts_property(TsReader *reader, TsExpr object, Str name)
{
    if (!ts_enter(reader))
        return ts_unknown("a chain that is too long");
    TsValue value = property_of(reader, object, name);
    reader->depth--;
    return value;
}

TsValue ts_enum_label(TsReader *reader, const TsElement *element)
{
    bool is_given = element->value.module && element->value.at != element->at;
    return is_given ? ts_eval(reader, element->value) : ts_unknown("a number");
}
