// SPDX-License-Identifier: Apache-2.0
// dump_catalog FAMILY@VERSION <FILE: runs SQL in the program's own forecast, and prints
// the schema that it then believes in, a line for each thing, its parts with tabs
// between. What the text does not say is empty: catalog.mjs fills it in as a server
// would.
#include "base/out.h"
#include "catalog/lists.h"
#include "dialect/dialect.h"
#include "dialect/mysql_families.h"
#include "lint/forecast.h"

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

static void print_column(const Table *table, const ColumnDef *column)
{
    const char *generated = column->generated == GENERATED_STORED    ? "stored"
                            : column->generated == GENERATED_VIRTUAL ? "virtual"
                                                                     : "";
    bool of_database = column->charset.ptr && column->charset.len == 0;
    printf("column\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\t%s\t" STR_FMT "\t%s\t%s\t%s"
           "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\n",
           STR_ARG(table->name.name), STR_ARG(column->name), STR_ARG(column->type.text),
           column->not_null ? "NO" : "YES", STR_ARG(column->default_expr),
           column->auto_increment ? "auto_increment" : "", generated,
           column->invisible ? "invisible" : "", STR_ARG(column->on_update),
           STR_ARG(of_database ? STR("database") : column->charset),
           STR_ARG(column->collation));
}

static void print_parts(const IndexDef *index)
{
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        printf("%s" STR_FMT "%s", i > 0 ? "," : "",
               STR_ARG(part->expression.ptr ? STR("expression") : part->column),
               part->descending ? " desc" : "");
        if (part->length > 0)
            printf("(%ld)", part->length);
    }
}

static void print_index(const Table *table, const IndexDef *index, Str name, bool unique)
{
    printf("index\t" STR_FMT "\t" STR_FMT "\t%s\t" STR_FMT "\t%s\t",
           STR_ARG(table->name.name), STR_ARG(name), unique ? "unique" : "",
           STR_ARG(index->method), index->invisible ? "invisible" : "");
    print_parts(index);
    printf("\n");
}

static void print_list(const StrVec *list)
{
    for (size_t i = 0; i < list->len; i++)
        printf("%s" STR_FMT, i > 0 ? "," : "", STR_ARG(list->at[i]));
}

static void print_constraint(const Table *table, const ConstraintDef *constraint)
{
    switch (constraint->kind) {
    case CON_PRIMARY_KEY:
        printf("index\t" STR_FMT "\tPRIMARY\tunique\tbtree\t\t",
               STR_ARG(table->name.name));
        if (constraint->key)
            print_parts(constraint->key);
        else
            print_list(&constraint->columns);
        printf("\n");
        break;
    case CON_FOREIGN_KEY:
        printf("foreign-key\t" STR_FMT "\t" STR_FMT "\t", STR_ARG(table->name.name),
               STR_ARG(constraint->name));
        print_list(&constraint->columns);
        printf("\t" STR_FMT "\t", STR_ARG(constraint->ref_table.name));
        print_list(&constraint->ref_columns);
        printf("\t" STR_FMT "\t" STR_FMT "\n", STR_ARG(constraint->on_delete),
               STR_ARG(constraint->on_update));
        break;
    case CON_CHECK:
        // MariaDB's that stand in a column are shown under its name, and have none.
        printf("check\t" STR_FMT "\t" STR_FMT "\n", STR_ARG(table->name.name),
               STR_ARG(constraint->name.len > 0 ? constraint->name
                                                : constraint->columns.at[0]));
        break;
    case CON_UNIQUE:
    case CON_EXCLUDE:
    case CON_NOT_NULL:
        break;
    }
}

static void print_table(const Table *table)
{
    printf("table\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\n", STR_ARG(table->name.name),
           STR_ARG(table_option(table, STR("charset"))),
           STR_ARG(table_option(table, STR("collate"))));
    for (size_t i = 0; i < table->columns.len; i++)
        print_column(table, &table->columns.at[i]->def);
    for (size_t i = 0; i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        if (index->constraint.len == 0)
            print_index(table, &index->def, index->name.name, index->def.unique);
    }
    for (size_t i = 0; i < table->constraints.len; i++)
        print_constraint(table, &table->constraints.at[i]->def);
}

static void print_schema(Arena *arena, const Catalog *catalog)
{
    TableVec tables = catalog_tables(arena, catalog);
    for (size_t i = 0; i < tables.len; i++)
        print_table(tables.at[i]);
    ViewVec views = catalog_views(arena, catalog);
    for (size_t i = 0; i < views.len; i++)
        printf("view\t" STR_FMT "\n", STR_ARG(views.at[i]->name.name));
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
    print_schema(arena, forecast.catalog);
    forecast_free(&forecast);
    arena_free(arena);
    return 0;
}
