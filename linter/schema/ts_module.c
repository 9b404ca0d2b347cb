// SPDX-License-Identifier: Apache-2.0
// The top level of a module: imports, exports, constants, functions.
#include "schema/ts_module.h"

typedef struct Reading {
    Arena *arena;
    TsModule *module;
    const TsTokens *tokens;
    size_t at;
} Reading;

static bool here(const Reading *reading, const char *what)
{
    return ts_is(reading->tokens, reading->at, what);
}

static bool take(Reading *reading, const char *what)
{
    bool is_here = here(reading, what);
    reading->at += is_here;
    return is_here;
}

static bool at_name(const Reading *reading)
{
    return reading->tokens->all.at[reading->at].kind == TS_NAME;
}

static Str take_name(Reading *reading)
{
    return at_name(reading) ? ts_text(reading->tokens, reading->at++) : (Str){ 0 };
}

static void bind(Reading *reading, Str name, TsBinding binding)
{
    if (name.len == 0)
        return;
    TsBinding *kept = NEW(reading->arena, TsBinding);
    *kept = binding;
    map_put(reading->arena, &reading->module->bindings, name, kept);
}

static void add_export(Reading *reading, TsExport export)
{
    *vec_push(reading->arena, &reading->module->exports) = export;
}

// ---- import, export from ----

// "a", "a as b", "type a", "default as b" of a list in braces.
typedef struct Named {
    Str outer; // the name in the other module
    Str inner;
    bool is_type;
    size_t at;
} Named;

static Named take_named(Reading *reading)
{
    Named named = { .at = reading->at, .outer = take_name(reading) };
    if (str_eq(named.outer, STR("type")) && at_name(reading) && !here(reading, "as")) {
        named.is_type = true;
        named.outer = take_name(reading);
    }
    named.inner = take(reading, "as") ? take_name(reading) : named.outer;
    return named;
}

typedef VEC(Named) NamedVec;

static NamedVec take_list(Reading *reading)
{
    NamedVec all = { 0 };
    size_t end = reading->tokens->all.at[reading->at].match;
    reading->at++;
    while (reading->at < end) {
        size_t before = reading->at;
        Named named = take_named(reading);
        if (named.outer.len > 0 && !named.is_type)
            *vec_push(reading->arena, &all) = named;
        while (reading->at < end && !here(reading, ","))
            reading->at = ts_over(reading->tokens, reading->at);
        reading->at += reading->at < end || reading->at == before;
    }
    reading->at = end;
    take(reading, "}");
    return all;
}

static Str take_from(Reading *reading)
{
    Str from = { 0 };
    if (take(reading, "from") &&
        ts_string(reading->arena, reading->tokens, reading->at, &from))
        reading->at++;
    return from;
}

static void read_import(Reading *reading)
{
    NamedVec named = { 0 };
    Str whole = { 0 };
    bool is_type = take(reading, "type") && !here(reading, "from") && !here(reading, ",");
    Str standard = here(reading, "from") ? (Str){ 0 } : take_name(reading);
    take(reading, ",");
    if (take(reading, "*")) {
        take(reading, "as");
        whole = take_name(reading);
    } else if (here(reading, "{")) {
        named = take_list(reading);
    }
    Str from = take_from(reading);
    if (is_type || from.len == 0)
        return;
    bind(reading, standard,
         (TsBinding){ .kind = TS_IMPORT, .from = from, .name = TS_DEFAULT });
    bind(reading, whole, (TsBinding){ .kind = TS_NAMESPACE, .from = from });
    for (size_t i = 0; i < named.len; i++)
        bind(reading, named.at[i].inner,
             (TsBinding){ .kind = TS_IMPORT, .from = from, .name = named.at[i].outer });
}

static void read_export_list(Reading *reading)
{
    NamedVec named = take_list(reading);
    Str from = take_from(reading);
    for (size_t i = 0; i < named.len; i++) {
        TsBinding binding = { .kind = from.len > 0 ? TS_IMPORT : TS_OPAQUE,
                              .from = from,
                              .name = named.at[i].outer };
        add_export(reading, (TsExport){ .name = named.at[i].inner,
                                        .binding = binding,
                                        .at = named.at[i].at });
    }
}

static void read_export_star(Reading *reading)
{
    TsExport export = { .at = reading->at - 1, .is_star = true };
    if (take(reading, "as")) {
        export.name = take_name(reading);
        export.is_star = false;
    }
    export.binding = (TsBinding){ .kind = TS_NAMESPACE, .from = take_from(reading) };
    if (export.binding.from.len > 0)
        add_export(reading, export);
}

// ---- declarations ----

static void export_local(Reading *reading, Str name, size_t at)
{
    add_export(reading, (TsExport){ .name = name,
                                    .binding = { .kind = TS_OPAQUE, .name = name },
                                    .at = at });
}

// Over a type, up to what follows a declared name: "=", "," or the next statement.
static void pass_type(Reading *reading)
{
    static const char *const ends[] = {
        "=", ",", ";", "const", "let", "export", "import"
    };
    while (reading->tokens->all.at[reading->at].kind != TS_END) {
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
            if (here(reading, ends[i]))
                return;
        reading->at = ts_over(reading->tokens, reading->at);
    }
}

// Where a `require` that is taken apart comes from; empty: it is none.
static Str required(const Reading *reading, size_t at)
{
    Str from = { 0 };
    if (ts_is(reading->tokens, at, "require") && ts_is(reading->tokens, at + 1, "("))
        ts_string(reading->arena, reading->tokens, at + 2, &from);
    return from;
}

// const { a, b: c } = …
static void read_taken_apart(Reading *reading, bool is_exported)
{
    size_t open = reading->at;
    size_t close = reading->tokens->all.at[open].match;
    reading->at = ts_over(reading->tokens, open);
    bool has_value = take(reading, "=");
    Str from = has_value ? required(reading, reading->at) : (Str){ 0 };
    for (size_t at = open + 1; at < close; at++) {
        bool is_renamed = ts_is(reading->tokens, at + 1, ":");
        Str name = ts_text(reading->tokens, at);
        Str inner = is_renamed ? ts_text(reading->tokens, at + 2) : name;
        if (reading->tokens->all.at[at].kind != TS_NAME)
            continue;
        bind(reading, inner,
             (TsBinding){ .kind = from.len > 0 ? TS_IMPORT : TS_OPAQUE,
                          .from = from,
                          .name = name });
        if (is_exported)
            export_local(reading, inner, at);
        at += is_renamed ? 2 : 0;
        while (at < close && !ts_is(reading->tokens, at, ","))
            at = ts_over(reading->tokens, at);
    }
}

static void read_variable(Reading *reading, bool is_exported)
{
    size_t at = reading->at;
    if (here(reading, "{")) {
        read_taken_apart(reading, is_exported);
        return;
    }
    Str name = take_name(reading);
    TsBinding binding = { .kind = TS_OPAQUE };
    take(reading, "!");
    if (here(reading, ":"))
        pass_type(reading);
    if (name.len > 0 && take(reading, "=")) {
        Str from = required(reading, reading->at);
        binding = (TsBinding){ .kind = from.len > 0 ? TS_NAMESPACE : TS_VALUE,
                               .at = reading->at,
                               .from = from };
    }
    bind(reading, name, binding);
    if (is_exported && name.len > 0)
        export_local(reading, name, at);
}

static bool begins_statement(const Reading *reading)
{
    static const char *const words[] = { "export", "import", "const",    "let",
                                         "var",    "async",  "function", "class",
                                         "enum",   "type",   "interface" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (here(reading, words[i]))
            return true;
    return false;
}

// Further ones come behind a comma: const a = 1, b = 2;
static void read_variables(Reading *reading, bool is_exported)
{
    do {
        read_variable(reading, is_exported);
        while (reading->tokens->all.at[reading->at].kind != TS_END &&
               !here(reading, ";") && !here(reading, ",") && !begins_statement(reading)) {
            reading->at = ts_over(reading->tokens, reading->at);
        }
    } while (take(reading, ","));
}

// function name<T>(…) {…}; the value begins at "function".
static void read_function(Reading *reading, bool is_exported)
{
    size_t at = reading->at - 1;
    take(reading, "*");
    Str name = take_name(reading);
    bind(reading, name, (TsBinding){ .kind = TS_VALUE, .at = at });
    if (is_exported && name.len > 0)
        export_local(reading, name, at);
}

static void read_enum(Reading *reading, bool is_exported)
{
    Str name = take_name(reading);
    if (!here(reading, "{"))
        return;
    bind(reading, name, (TsBinding){ .kind = TS_ENUM, .at = reading->at });
    if (is_exported)
        export_local(reading, name, reading->at);
}

static void read_default(Reading *reading)
{
    size_t at = reading->at;
    bind(reading, TS_DEFAULT, (TsBinding){ .kind = TS_VALUE, .at = at });
    export_local(reading, TS_DEFAULT, at);
}

// module.exports = …
static bool read_common_export(Reading *reading)
{
    size_t at = reading->at;
    bool is_one = here(reading, "module") && ts_is(reading->tokens, at + 1, ".") &&
                  ts_is(reading->tokens, at + 2, "exports") &&
                  ts_is(reading->tokens, at + 3, "=");
    if (!is_one)
        return false;
    reading->at = at + 4;
    read_default(reading);
    return true;
}

static void read_statement(Reading *reading)
{
    bool is_exported = take(reading, "export");
    take(reading, "declare");
    if (is_exported && take(reading, "default"))
        read_default(reading);
    else if (is_exported && here(reading, "{"))
        read_export_list(reading);
    else if (is_exported && take(reading, "*"))
        read_export_star(reading);
    else if (!is_exported && take(reading, "import") && !here(reading, "("))
        read_import(reading);
    else if (here(reading, "const") && ts_is(reading->tokens, reading->at + 1, "enum"))
        reading->at++; // the enum comes next
    else if (take(reading, "const") || take(reading, "let") || take(reading, "var"))
        read_variables(reading, is_exported);
    else if (take(reading, "async"))
        return;
    else if (take(reading, "function"))
        read_function(reading, is_exported);
    else if (take(reading, "enum"))
        read_enum(reading, is_exported);
    else if (!read_common_export(reading))
        reading->at = ts_over(reading->tokens, reading->at);
}

void ts_module_read(Arena *arena, TsModule *module)
{
    Reading reading = { .arena = arena, .module = module, .tokens = &module->tokens };
    // A JSON file is one value.
    if (str_ends(module->path, STR(".json"))) {
        read_default(&reading);
        return;
    }
    while (reading.tokens->all.at[reading.at].kind != TS_END)
        read_statement(&reading);
}
