// SPDX-License-Identifier: Apache-2.0
// A catalog as lines.
#include "catalog_text.h"

#include "catalog/lists.h"

static void print_column(Out *out, const Table *table, const ColumnDef *column)
{
    const char *generated = column->generated == GENERATED_STORED    ? "stored"
                            : column->generated == GENERATED_VIRTUAL ? "virtual"
                                                                     : "";
    bool of_database = column->charset.ptr && column->charset.len == 0;
    out_fmt(out,
            "column\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\t%s\t" STR_FMT "\t%s\t%s\t%s"
            "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\n",
            STR_ARG(table->name.name), STR_ARG(column->name), STR_ARG(column->type.text),
            column->not_null ? "NO" : "YES", STR_ARG(column->default_expr),
            column->auto_increment ? "auto_increment" : "", generated,
            column->invisible ? "invisible" : "", STR_ARG(column_rest(column)->on_update),
            STR_ARG(of_database ? STR("database") : column->charset),
            STR_ARG(column->collation));
}

static void print_parts(Out *out, const IndexDef *index)
{
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        out_fmt(out, "%s" STR_FMT "%s", i > 0 ? "," : "",
                STR_ARG(part->expression.ptr ? STR("expression") : part->column),
                part->descending ? " desc" : "");
        if (part->length > 0)
            out_fmt(out, "(%ld)", part->length);
    }
}

static void print_index(Out *out, const Table *table, const IndexDef *index, Str name,
                        bool unique)
{
    out_fmt(out, "index\t" STR_FMT "\t" STR_FMT "\t%s\t" STR_FMT "\t%s\t",
            STR_ARG(table->name.name), STR_ARG(name), unique ? "unique" : "",
            STR_ARG(index->method), index->invisible ? "invisible" : "");
    print_parts(out, index);
    out_fmt(out, "\n");
}

static void print_list(Out *out, const StrVec *list)
{
    for (size_t i = 0; i < list->len; i++)
        out_fmt(out, "%s" STR_FMT, i > 0 ? "," : "", STR_ARG(list->at[i]));
}

static void print_constraint(Out *out, const Table *table,
                             const ConstraintDef *constraint)
{
    switch (constraint->kind) {
    case CON_PRIMARY_KEY:
        out_fmt(out, "index\t" STR_FMT "\tPRIMARY\tunique\tbtree\t\t",
                STR_ARG(table->name.name));
        if (constraint->key)
            print_parts(out, constraint->key);
        else
            print_list(out, &constraint->columns);
        out_fmt(out, "\n");
        break;
    case CON_FOREIGN_KEY:
        out_fmt(out, "foreign-key\t" STR_FMT "\t" STR_FMT "\t", STR_ARG(table->name.name),
                STR_ARG(constraint->name));
        print_list(out, &constraint->columns);
        out_fmt(out, "\t" STR_FMT "\t", STR_ARG(constraint->ref_table.name));
        print_list(out, &constraint->ref_columns);
        out_fmt(out, "\t" STR_FMT "\t" STR_FMT "\n", STR_ARG(constraint->on_delete),
                STR_ARG(constraint->on_update));
        break;
    case CON_CHECK:
        // MariaDB's that stand in a column are shown under its name, and have none.
        out_fmt(out, "check\t" STR_FMT "\t" STR_FMT "\n", STR_ARG(table->name.name),
                STR_ARG(constraint->name.len > 0 ? constraint->name
                                                 : constraint->columns.at[0]));
        break;
    case CON_UNIQUE:
    case CON_EXCLUDE:
    case CON_NOT_NULL:
        break;
    }
}

static void print_table(Out *out, const Table *table)
{
    out_fmt(out, "table\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\n",
            STR_ARG(table->name.name), STR_ARG(table_option(table, STR("charset"))),
            STR_ARG(table_option(table, STR("collate"))));
    for (size_t i = 0; i < table->columns.len; i++)
        print_column(out, table, table->columns.at[i]->def);
    for (size_t i = 0; i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        if (index->constraint.len == 0)
            print_index(out, table, &index->def, index->name.name, index->def.unique);
    }
    for (size_t i = 0; i < table->constraints.len; i++)
        print_constraint(out, table, &table->constraints.at[i]->def);
}

void catalog_text(Out *out, const Catalog *catalog)
{
    TableVec tables = catalog_tables(out->arena, catalog);
    for (size_t i = 0; i < tables.len; i++)
        print_table(out, tables.at[i]);
    ViewVec views = catalog_views(out->arena, catalog);
    for (size_t i = 0; i < views.len; i++)
        out_fmt(out, "view\t" STR_FMT "\n", STR_ARG(views.at[i]->name.name));
}
