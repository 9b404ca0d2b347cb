// SPDX-License-Identifier: Apache-2.0
// Settings that stand in a configuration as they are.
#include "schema/ts_config.h"

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

bool ts_strings(TsReader *reader, TsValue value, StrVec *strings)
{
    size_t at = 0;
    TsElement element;
    bool is_told = value.kind == TSV_STRING || value.kind == TSV_ARRAY;
    if (value.kind == TSV_STRING)
        *vec_push(reader->arena, strings) = value.text;
    while (value.kind == TSV_ARRAY &&
           ts_next_element(reader->arena, value.expr, &at, &element)) {
        TsValue one = ts_eval(reader, element.value);
        if (one.kind == TSV_STRING && !element.is_spread)
            *vec_push(reader->arena, strings) = one.text;
        else
            is_told = false;
    }
    return is_told;
}
