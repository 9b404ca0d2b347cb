// SPDX-License-Identifier: Apache-2.0
// Rows from files, and the statements that only read: LOAD DATA, LOAD XML, IMPORT INTO,
// HANDLER, DO.
#include "dialect/mysql_query_priv.h"

#include "dialect/mysql_expr_priv.h"
#include "dialect/mysql_features.h"

typedef struct Load {
    Name name;
    StrVec columns;
    NameVec relations;
} Load;

static void add_op(MyParser *p, const Load *load, bool ignore)
{
    Op *op = my_op(p, OP_COPY, OBJ_TABLE);
    op->name = load->name;
    op->columns = load->columns;
    op->detail = STR("from");
    op->flags = ignore ? OPF_IGNORE : 0;
    my_op_relations(p, op, &load->relations);
}

// (a, @b, t.c), if it is there
static bool columns_and_variables(MyParser *p, Load *load)
{
    if (!my_take_punct(p, '('))
        return true;
    if (my_take_punct(p, ')'))
        return true;
    do {
        Name name;
        if (my_peek(p, 0).kind == MYT_VARIABLE) {
            p->at++;
            continue;
        }
        if (!my_name(p, &name))
            return false;
        *vec_push(p->arena, &load->columns) = name.name;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

static bool set_columns(MyParser *p, Load *load)
{
    StrVec tables = { 0 };
    return !my_take(p, "SET") ||
           my_assignments(p, &load->columns, &tables, &load->relations);
}

// WITH a, b = 'c', as TiDB's imports have it
static bool with_options(MyParser *p)
{
    if (!my_take(p, "WITH"))
        return true;
    do {
        Str word;
        if (!my_any_word(p, &word))
            return false;
        if (my_take_punct(p, '=') && !my_expr_simple(p))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

// IGNORE 1 LINES
static bool ignored_lines(MyParser *p)
{
    Str digits;
    if (!my_take(p, "IGNORE"))
        return true;
    return my_number(p, &digits) && (my_take(p, "LINES") || my_expect(p, "ROWS"));
}

static bool load_head(MyParser *p)
{
    static const char *const priorities[] = { "LOW_PRIORITY", "CONCURRENT", NULL };
    Str digits;
    my_take_one(p, priorities);
    my_take(p, "FROM");
    my_take(p, "LOCAL");
    if (!my_take(p, "INFILE") && !my_take(p, "URL") && !my_expect(p, "S3"))
        return false;
    if (!my_file_text(p))
        return false;
    if (my_take(p, "COUNT") && !my_number(p, &digits))
        return false;
    my_take(p, "IN PRIMARY KEY ORDER");
    return true;
}

// LOAD XML … ROWS IDENTIFIED BY '<row>'
static bool load_format(MyParser *p, bool xml)
{
    Str format;
    if (my_take(p, "FORMAT") && !my_string(p, &format)) // TiDB
        return false;
    if ((my_take(p, "CHARACTER SET") || my_take(p, "CHARSET")) && !my_expr_charset(p))
        return false;
    if (xml && my_take(p, "ROWS"))
        return my_expect(p, "IDENTIFIED BY") && my_file_text(p);
    return my_file_format(p);
}

// COMPRESSION='ZSTD' PARALLEL=4 MEMORY=1G ALGORITHM=BULK
static bool bulk_options(MyParser *p)
{
    static const char *const options[] = { "COMPRESSION", "PARALLEL", "MEMORY",
                                           "ALGORITHM", NULL };
    while (my_take_one(p, options) >= 0) {
        my_take_punct(p, '=');
        if (my_at_end(p))
            return my_refuse(p, NULL);
        p->at++;
    }
    return true;
}

bool my_load(MyParser *p)
{
    Load load = { 0 };
    size_t from = p->at - 2;
    bool xml = my_token_is(p->text, p->tokens[p->at - 1], STR("XML"));
    if (!load_head(p))
        return false;
    bool ignore = my_take(p, "IGNORE");
    if (!ignore)
        my_take(p, "REPLACE");
    if (!my_expect(p, "INTO") || !my_expect(p, "TABLE") || !my_name(p, &load.name) ||
        !my_partition_names(p) || !bulk_options(p) || !load_format(p, xml) ||
        !ignored_lines(p) || !columns_and_variables(p, &load) || !set_columns(p, &load) ||
        !bulk_options(p) || !with_options(p))
        return false;
    if (xml)
        my_uses(p, MYF_LOAD_XML, from);
    add_op(p, &load, ignore);
    return true;
}

// TiDB: IMPORT INTO t (a, @b) SET c = @b FROM 'file' FORMAT 'csv' WITH thread = 4
bool my_import_into(MyParser *p)
{
    Load load = { 0 };
    size_t from = p->at - 2;
    Str text;
    if (!my_name(p, &load.name) || !columns_and_variables(p, &load) ||
        !set_columns(p, &load) || !my_expect(p, "FROM"))
        return false;
    if (my_is_query(p)) {
        MyQuery query;
        if (!my_query(p, &query))
            return false;
        load.relations = query.relations;
    } else if (!my_string(p, &text) || (my_take(p, "FORMAT") && !my_string(p, &text))) {
        return false;
    }
    if (!with_options(p))
        return false;
    my_uses(p, MYF_IMPORT_INTO, from);
    add_op(p, &load, false);
    return true;
}

// ---- HANDLER and DO ----

static bool handler_rows(MyParser *p, NameVec *relations)
{
    static const char *const ways[] = { "FIRST", "NEXT", "PREV", "LAST", NULL };
    static const char *const comparisons[] = { "<=", ">=", "<=>", NULL };
    Str index;
    WhereKind where;
    bool limited = false;
    if (my_take_one(p, ways) < 0) {
        if (!my_take(p, "PRIMARY") && !my_ident(p, &index))
            return false;
        if (my_take_one(p, ways) < 0) {
            bool compares =
                my_take_punct(p, '=') || my_take_punct(p, '<') || my_take_punct(p, '>');
            for (size_t i = 0; !compares && comparisons[i]; i++)
                compares = my_take_operator(p, comparisons[i]);
            if (!compares || !my_is_punct(p, '('))
                return my_refuse(p, NULL);
            if (!my_clause(p, relations, NULL))
                return false;
        }
    }
    return my_where(p, relations, &where) && my_order_and_limit(p, relations, &limited);
}

bool my_handler(MyParser *p)
{
    size_t from = p->at - 1;
    NameVec relations = { 0 };
    Name name;
    Str alias = { 0 };
    if (!my_name(p, &name))
        return false;
    if (name.schema.len > 0 && !my_is(p, "OPEN"))
        return my_refuse(p, NULL); // it is called by its alias
    *vec_push(p->arena, &relations) = name;
    bool parsed = my_take(p, "OPEN")   ? my_table_alias(p, &alias)
                  : my_take(p, "READ") ? handler_rows(p, &relations)
                                       : my_expect(p, "CLOSE");
    if (!parsed)
        return false;
    my_uses(p, MYF_HANDLER, from);
    my_op_relations(p, my_op(p, OP_SELECT, OBJ_NONE), &relations);
    return true;
}

bool my_do(MyParser *p)
{
    MyQuery list = { 0 };
    if (!my_select_items(p, &list))
        return false;
    my_op_relations(p, my_op(p, OP_SELECT, OBJ_NONE), &list.relations);
    return true;
}
