// SPDX-License-Identifier: Apache-2.0
// The names that MySQL, MariaDB and TiDB make up for what has none in the text, as they
// were seen on servers; TiDB's by its source.
#include "catalog/replay_my_priv.h"

// The server gives up at this number.
enum { LAST_INDEX_NUMBER = 99 };

// The first part's column, then with _2, _3, … while the table has such an index; of an
// expression "functional_index".
Str my_index_name(const Catalog *catalog, const Table *table, const IndexDef *def)
{
    Str column = def->parts.len > 0 ? def->parts.at[0].column : STR("");
    Str base = column.len > 0 ? column : STR("functional_index");
    Str name = base,
        last = arena_fmt(catalog->arena, STR_FMT "_%d", STR_ARG(base), LAST_INDEX_NUMBER);
    if (table_index(table, last))
        return last; // and it is refused
    for (int number = 2; table_index(table, name) || str_eq_ci(name, PRIMARY_NAME);
         number++)
        name = arena_fmt(catalog->arena, STR_FMT "_%d", STR_ARG(base), number);
    return name;
}

// What stands behind the prefix when that is a number; else 0.
static uint64_t number_behind(Str name, Str prefix)
{
    uint64_t number = 0;
    if (!str_starts(name, prefix) || !str_to_u64(str_drop(name, prefix.len), &number))
        return 0;
    return number;
}

// The prefix with the number after the highest that the table's constraints have.
static Str next_numbered(const Catalog *catalog, const Table *table, Str prefix)
{
    uint64_t highest = 0;
    for (size_t i = 0; i < table->constraints.len; i++) {
        uint64_t number = number_behind(table->constraints.at[i]->def.name, prefix);
        highest = number > highest ? number : highest;
    }
    return arena_fmt(catalog->arena, STR_FMT "%llu", STR_ARG(prefix),
                     (unsigned long long)highest + 1);
}

static Str of_table(const Catalog *catalog, Str table, const char *label)
{
    return arena_fmt(catalog->arena, STR_FMT "%s", STR_ARG(table), label);
}

// The lowest number that is free.
static Str mariadb_check_name(const Catalog *catalog, const Table *table)
{
    Str name = STR("CONSTRAINT_1");
    for (size_t number = 2; find_constraint(table, name); number++)
        name = arena_fmt(catalog->arena, "CONSTRAINT_%zu", number);
    return name;
}

Str my_constraint_name(const Catalog *catalog, const Table *table,
                       const ConstraintDef *def)
{
    Str base = table->name.name;
    if (def->kind == CON_PRIMARY_KEY)
        return PRIMARY_NAME;
    if (def->kind == CON_FOREIGN_KEY && def->using_index.len > 0 &&
        my_is_mariadb(catalog))
        return def->using_index;
    if (def->kind == CON_CHECK)
        return my_is_mariadb(catalog)
                   ? mariadb_check_name(catalog, table)
                   : next_numbered(catalog, table, of_table(catalog, base, "_chk_"));
    return next_numbered(catalog, table,
                         my_is_tidb(catalog) ? STR("fk_")
                                             : of_table(catalog, base, "_ibfk_"));
}

void my_rename_made_up(const Catalog *catalog, const Table *table, Str from)
{
    static const char *const labels[] = { "_ibfk_", "_chk_" };
    for (size_t k = 0; k < sizeof labels / sizeof *labels; k++) {
        Str prefix = of_table(catalog, from, labels[k]);
        Str to = of_table(catalog, table->name.name, labels[k]);
        for (size_t i = 0; i < table->constraints.len; i++) {
            Str *name = &table->constraints.at[i]->def.name;
            if (number_behind(*name, prefix) > 0)
                *name = arena_fmt(catalog->arena, STR_FMT STR_FMT, STR_ARG(to),
                                  STR_ARG(str_drop(*name, prefix.len)));
        }
    }
}
