// SPDX-License-Identifier: Apache-2.0
// dump_catalog FAMILY@VERSION <FILE: runs SQL in the program's own forecast, and prints
// the schema that it then believes in. What the text does not say is empty: catalog.mjs
// fills it in as a server would.
#include "dialect/dialect.h"
#include "dialect/mysql_families.h"
#include "lint/forecast.h"

#include "../../catalog_text.h"

#include <stdio.h>
#include <stdlib.h>

static Str read_input(Arena *arena)
{
    Out out = out_new(arena);
    char buffer[4096];
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, stdin)) > 0)
        out_str(&out, (Str){ buffer, got });
    return out_text(&out);
}

static bool read_engine(Str text, Engine *engine)
{
    Str family;
    str_cut(&text, '@', &family);
    for (size_t i = 0; i < MYSQL_FAMILY_COUNT; i++)
        if (str_eq(str_from(mysql_families[i].name), family))
            return engine_read(&mysql_families[i], text, engine);
    return false;
}

int main(int argc, char **argv)
{
    Engine engine;
    if (argc != 2 || !read_engine(str_from(argv[1]), &engine)) {
        fprintf(stderr, "dump_catalog FAMILY@VERSION <FILE\n");
        return 2;
    }
    Arena *arena = arena_new();
    Forecast forecast = forecast_new(arena, &mysql_frontend, engine);
    size_t unparsed = 0;
    forecast_run(&forecast, read_input(arena), &unparsed);
    if (unparsed > 0)
        printf("refused\t%zu\n", unparsed);
    Out out = out_new(arena);
    catalog_text(&out, forecast.catalog);
    Str text = out_text(&out);
    fwrite(text.ptr, 1, text.len, stdout);
    forecast_free(&forecast);
    arena_free(arena);
    return 0;
}
