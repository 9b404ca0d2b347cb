// SPDX-License-Identifier: Apache-2.0
// Settings that stand in a configuration as they are.
#include "schema/ts_config.h"

#include "schema/ts_priv.h"
#include "source/tree.h"

static bool import_nothing(TsReader *reader, Str package, Str name, TsValue *value)
{
    (void)reader, (void)package, (void)name, (void)value;
    return false;
}

static const TsModule *resolve_nothing(void *data, const TsModule *module, Str from)
{
    (void)data, (void)module, (void)from;
    return NULL;
}

TsReader ts_config_reader(Arena *arena)
{
    static const TsLibrary none = { .import = import_nothing };
    return (TsReader){ .arena = arena, .library = &none, .resolve = resolve_nothing };
}

TsValue ts_config_object(TsReader *reader, const TsModule *config)
{
    TsValue value = ts_exported(reader, config, TS_DEFAULT);
    if (value.kind == TSV_FOREIGN && value.expr.module)
        value = ts_eval(reader, ts_argument(&value.expr, 0));
    return value;
}

// A path that Node's functions make of strings: join("src", "schema.ts"), and those that
// say where the configuration lies, or where it is run, which is taken for the same.
static TsValue path_value(TsReader *reader, TsValue value)
{
    bool joins = str_eq(value.text, STR("join")) || str_eq(value.text, STR("resolve"));
    bool passes_on =
        str_eq(value.text, STR("relative")) || str_eq(value.text, STR("fileURLToPath"));
    if (value.kind != TSV_FOREIGN || !value.expr.module || !(joins || passes_on) ||
        !ts_enter(reader))
        return value;
    TsValue whole = { .kind = TSV_STRING };
    size_t at = 0;
    TsElement element;
    while (ts_next_element(reader->arena, value.expr, &at, &element)) {
        TsValue part = path_value(reader, ts_eval(reader, element.value));
        bool is_here =
            str_eq(ts_text(&element.module->tokens, element.at), STR("__dirname")) ||
            str_eq(ts_text(&element.module->tokens, element.at), STR("process"));
        if (is_here)
            continue;
        if (part.kind != TSV_STRING)
            whole.kind = TSV_UNKNOWN;
        else
            whole.text =
                joins ? path_join(reader->arena, whole.text, part.text) : part.text;
    }
    reader->depth--;
    return whole;
}

bool ts_strings(TsReader *reader, TsValue value, StrVec *strings)
{
    size_t at = 0;
    TsElement element;
    value = path_value(reader, value);
    bool is_told = value.kind == TSV_STRING || value.kind == TSV_ARRAY;
    if (value.kind == TSV_STRING)
        *vec_push(reader->arena, strings) = value.text;
    while (value.kind == TSV_ARRAY &&
           ts_next_element(reader->arena, value.expr, &at, &element)) {
        TsValue one = path_value(reader, ts_eval(reader, element.value));
        if (one.kind == TSV_STRING && !element.is_spread)
            *vec_push(reader->arena, strings) = one.text;
        else
            is_told = false;
    }
    return is_told;
}
