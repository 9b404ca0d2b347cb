// SPDX-License-Identifier: Apache-2.0
// Character sets and collations of MySQL's columns. A column has what its table had when
// it was made; a default that is set later is for later columns.
#include "catalog/replay_my_priv.h"
#include "ir/charset.h"

void my_charset_settle(const Table *table, ColumnDef *def)
{
    if (!type_is_text(&def->type))
        return;
    Str charset = table_option(table, STR("charset"));
    Str collation = table_option(table, STR("collate"));
    if (def->charset.len == 0 && def->collation.len > 0)
        def->charset = charset_of_collation(def->collation);
    if (def->charset.len > 0)
        return;
    def->charset = charset.len > 0 ? charset : charset_of_collation(collation);
    def->collation = collation;
    if (def->charset.len == 0 && table->complete)
        def->charset = STR(""); // the database's, whatever the table is given later
}

// ---- databases ----

static Space *database_of(Catalog *catalog, Str name)
{
    return space_get(catalog, name.len > 0 ? name : catalog->search_path.at[0]);
}

void my_database_set(Catalog *catalog, Str database, const TableOption *option)
{
    Space *space = database_of(catalog, database);
    if (str_eq(option->name, STR("charset"))) {
        space->charset = option->value;
        space->collation = (Str){ 0 };
    } else if (str_eq(option->name, STR("collate"))) {
        space->collation = option->value;
        space->charset = charset_of_collation(option->value);
    }
}

void my_charset_of_database(Catalog *catalog, Table *table)
{
    const Space *space = space_find(catalog, table->name.schema);
    bool own = table_option(table, STR("charset")).len > 0;
    if (own || !space || space->charset.len == 0)
        return;
    my_option_set(catalog, table,
                  (TableOption){ STR("charset"), space->charset, catalog->here.span });
    if (space->collation.len > 0)
        my_option_set(
            catalog, table,
            (TableOption){ STR("collate"), space->collation, catalog->here.span });
}

// ---- CONVERT TO ----

// A text keeps room for as many characters as before: where one takes more bytes than it
// did, its type is the next larger one.
static void widen(ColumnDef *def, Str charset)
{
    static const struct {
        const char *from;
        Str to;
    } rows[] = {
        { "tinytext", STR_INIT("text") },
        { "text", STR_INIT("mediumtext") },
        { "mediumtext", STR_INIT("longtext") },
    };
    int before = charset_bytes(def->charset);
    if (before == 0 || charset_bytes(charset) <= before || def->type.mod_count > 0)
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(def->type.name.name, str_from(rows[i].from))) {
            def->type.name.name = def->type.text = rows[i].to;
            return;
        }
}

void my_charset_convert(Catalog *catalog, Table *table, Str detail)
{
    Str rest = detail, charset = { 0 }, collation = { 0 };
    str_cut(&rest, ' ', &charset);
    str_cut(&rest, ' ', &collation);
    for (size_t i = 0; charset.len > 0 && i < table->columns.len; i++) {
        Column *column = table->columns.at[i];
        if (!type_is_text(&column->def->type))
            continue;
        ColumnDef *def = column_redefine(catalog->arena, column);
        widen(def, charset);
        def->charset = charset;
        def->collation = collation;
        column->changed = catalog_here(catalog);
    }
    my_option_set(catalog, table,
                  (TableOption){ STR("charset"), charset, catalog->here.span });
    my_option_set(catalog, table,
                  (TableOption){ STR("collate"), collation, catalog->here.span });
}
