// SPDX-License-Identifier: Apache-2.0
// Configuration files of tools, as the modules that they are.
#ifndef SCHEMA_TS_CONFIG_H
#define SCHEMA_TS_CONFIG_H

#include "schema/ts_value.h"

// Knows no packages, and follows no imports.
TsReader ts_config_reader(Arena *arena);

// The object of settings that a configuration exports: defineConfig({…}), {…} satisfies
// Config, or JSON. Not TSV_OBJECT: only running it would tell.
TsValue ts_config_object(TsReader *reader, const TsModule *config);

// Adds a string, or those of an array; false: there is more than can be told.
bool ts_strings(TsReader *reader, TsValue value, StrVec *strings);

#endif
