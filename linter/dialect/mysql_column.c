// SPDX-License-Identifier: Apache-2.0
// A column's definition behind its name: the type and what may follow it, in any order.
// Each attribute is a row.
#include "dialect/mysql_expr.h"
#include "dialect/mysql_table_priv.h"

typedef struct MyColumn {
    MyParser *p;
    ColumnDef *def;
    ColumnRest *rest; // def's
    MyColumnExtras *extras;
    size_t from;                      // of the attribute
    size_t count;                     // of those before it
    bool (*last)(struct MyColumn *c); // parsed the one before it
} MyColumn;

// The constraint or index that the attribute at the cursor is, of this column alone.
static ConstraintDef *add_constraint(MyColumn *c, ConstraintKind kind)
{
    ConstraintDef *def = vec_push(c->p->arena, &c->extras->constraints);
    def->kind = kind;
    *vec_push(c->p->arena, &def->columns) = c->def->name;
    return def;
}

static void add_unique(MyColumn *c)
{
    IndexDef *index = vec_push(c->p->arena, &c->extras->indexes);
    index->unique = true;
    index->method = STR("btree");
    vec_push(c->p->arena, &index->parts)->column = c->def->name;
}

// ---- null, keys ----

static bool not_null(MyColumn *c)
{
    c->def->not_null = true;
    return true;
}

static bool null(MyColumn *c)
{
    c->def->null_said = true;
    c->def->not_null = false;
    return true;
}

static bool not_secondary(MyColumn *c)
{
    my_uses(c->p, MYF_NOT_SECONDARY, c->from);
    return true;
}

// TiDB: of a unique index of a partitioned table.
static bool index_scope(MyColumn *c, bool *global)
{
    size_t from = c->p->at;
    if (my_take(c->p, "global"))
        *global = true;
    else if (!my_take(c->p, "local"))
        return true;
    my_uses(c->p, MYF_GLOBAL_INDEX, from);
    return true;
}

static bool unique(MyColumn *c)
{
    add_unique(c);
    IndexDef *index = &c->extras->indexes.at[c->extras->indexes.len - 1];
    bool fits = index_scope(c, &index->global);
    index->span = my_span_from(c->p, c->from);
    return fits;
}

static bool primary_key(MyColumn *c)
{
    MyParser *p = c->p;
    ConstraintDef *def = add_constraint(c, CON_PRIMARY_KEY);
    IndexDef *key = NEW(p->arena, IndexDef);
    key->name = def->name = STR("PRIMARY");
    key->unique = true;
    key->method = STR("btree");
    vec_push(p->arena, &key->parts)->column = c->def->name;
    def->key = key;
    my_clustering(p, &def->clustering);
    bool fits = index_scope(c, &key->global);
    def->span = my_span_from(p, c->from);
    return fits;
}

static bool auto_increment(MyColumn *c)
{
    c->def->auto_increment = true;
    return true;
}

static bool auto_random(MyColumn *c)
{
    MyParser *p = c->p;
    c->rest->auto_random = STR("");
    if (my_is_punct(p, '(')) {
        if (!my_skip_group(p, &c->rest->auto_random))
            return my_refuse(p, NULL);
        c->rest->auto_random = str_trim(c->rest->auto_random);
    }
    my_uses(p, MYF_COLUMN_AUTO_RANDOM, c->from);
    return true;
}

static bool serial_default(MyColumn *c)
{
    c->def->not_null = true;
    c->def->auto_increment = true;
    add_unique(c);
    return true;
}

// ---- defaults ----

static bool default_value(MyColumn *c)
{
    return my_default_value(c->p, &c->def->default_expr);
}

static bool on_update(MyColumn *c)
{
    MyParser *p = c->p;
    size_t from = p->at;
    MyFeatureId word = my_is(p, "localtime") || my_is(p, "localtimestamp")
                           ? MYF_ON_UPDATE_LOCALTIME
                           : MYF_NONE;
    if (!my_is_now(p))
        return my_refuse(p, NULL);
    if (!my_now(p))
        return false;
    my_uses(p, word, from);
    c->rest->on_update = my_text_from(p, from);
    return true;
}

// ---- generated columns ----

static bool row_start(MyColumn *c)
{
    c->def->generated = GENERATED_STORED;
    c->def->generated_expr = my_text_from(c->p, c->p->at - 2);
    c->def->not_null = true;
    my_uses(c->p, MYF_COLUMN_VERSIONING, c->from);
    return true;
}

static bool generated(MyColumn *c)
{
    MyParser *p = c->p;
    if (my_take(p, "row start") || my_take(p, "row end"))
        return row_start(c);
    if (!my_bracketed_expr(p, &c->def->generated_expr))
        return false;
    c->def->generated = GENERATED_VIRTUAL;
    size_t from = p->at;
    if (my_take(p, "stored")) {
        c->def->generated = GENERATED_STORED;
    } else if (my_take(p, "persistent")) {
        c->def->generated = GENERATED_STORED;
        my_uses(p, MYF_GENERATED_PERSISTENT, from);
    } else {
        my_take(p, "virtual");
    }
    return true;
}

// ---- constraints ----

static bool check(MyColumn *c)
{
    ConstraintDef *def = add_constraint(c, CON_CHECK);
    bool fits = my_check(c->p, def);
    def->span = my_span_from(c->p, c->from);
    return fits;
}

static bool references(MyColumn *c)
{
    ConstraintDef *def = add_constraint(c, CON_FOREIGN_KEY);
    bool fits = my_references(c->p, def);
    def->span = my_span_from(c->p, c->from);
    return fits;
}

static bool named(MyColumn *c)
{
    MyParser *p = c->p;
    Str name = STR("");
    if (!my_is(p, "check") && !my_ident(p, &name))
        return false;
    if (my_take(p, "references")) {
        my_uses(p, MYF_NAMED_REFERENCES, c->from);
        if (!references(c))
            return false;
    } else {
        if (!my_expect(p, "check") || !check(c))
            return false;
        my_uses(p, MYF_NAMED_COLUMN_CHECK, c->from);
    }
    c->extras->constraints.at[c->extras->constraints.len - 1].name = name;
    return true;
}

// ---- the rest ----

static bool comment(MyColumn *c)
{
    return my_single_string(c->p, &c->rest->comment);
}

static bool collate(MyColumn *c)
{
    return my_collation_name(c->p, &c->def->collation);
}

// MODIFY has to restate the attribute, or it is gone.
static void keep_text(MyColumn *c)
{
    *vec_push(c->p->arena, &c->rest->others) = my_text_from(c->p, c->from);
}

// "default" is what there is when nothing is said.
static bool take_kind(MyColumn *c, const char *const *words)
{
    int taken = my_take_one(c->p, words);
    if (taken < 0)
        return my_refuse(c->p, NULL);
    if (words[taken + 1])
        keep_text(c);
    my_uses(c->p, MYF_COLUMN_FORMAT, c->from);
    return true;
}

static bool column_format(MyColumn *c)
{
    static const char *const words[] = { "fixed", "dynamic", "default", NULL };
    return take_kind(c, words);
}

static bool storage(MyColumn *c)
{
    static const char *const words[] = { "disk", "memory", "default", NULL };
    return take_kind(c, words);
}

static bool srid(MyColumn *c)
{
    Str id;
    if (!my_number(c->p, &id))
        return false;
    keep_text(c);
    my_uses(c->p, MYF_COLUMN_SRID, c->from);
    return true;
}

static bool invisible(MyColumn *c)
{
    c->def->invisible = true;
    my_uses(c->p, MYF_COLUMN_INVISIBLE, c->from);
    return true;
}

static bool visible(MyColumn *c)
{
    c->def->invisible = false;
    my_uses(c->p, MYF_COLUMN_VISIBLE, c->from);
    return true;
}

static bool engine_attribute(MyColumn *c)
{
    Str json;
    my_take_equals(c->p);
    if (!my_string(c->p, &json))
        return false;
    my_uses(c->p, MYF_COLUMN_ENGINE_ATTRIBUTE, c->from);
    return true;
}

static bool compressed(MyColumn *c)
{
    static const char *const types[] = { "varbinary", "tinyblob", "blob", "mediumblob",
                                         "longblob",  "json",     NULL };
    Str method;
    if (!str_is_any(c->def->type.name.name, types)) // of texts it is part of the type
        return my_refuse_at(c->p, my_span_from(c->p, c->from),
                            "a column of this type is not compressed");
    if (my_take_punct(c->p, '=') && !my_any_word(c->p, &method))
        return false;
    keep_text(c);
    my_uses(c->p, MYF_COLUMN_COMPRESSED, c->from);
    return true;
}

static bool masking_policy(MyColumn *c)
{
    Str policy;
    my_uses(c->p, MYF_MASKING_POLICY, c->from);
    return my_ident(c->p, &policy);
}

static bool versioning(MyColumn *c)
{
    keep_text(c);
    my_uses(c->p, MYF_COLUMN_VERSIONING, c->from);
    return true;
}

typedef struct AttributeRow {
    const char *words;
    bool (*parse)(MyColumn *c); // behind the words
} AttributeRow;

// SERIAL says these by itself, or the like of them.
static bool is_settled_by_serial(bool (*attribute)(MyColumn *))
{
    return attribute == null || attribute == default_value || attribute == on_update ||
           attribute == auto_increment || attribute == serial_default ||
           attribute == collate || attribute == generated;
}

// MySQL wants the expression of a generated column before all others and REFERENCES
// behind them, MariaDB CHECK as well; TiDB takes any order.
static void note_order(MyColumn *c, const AttributeRow *row)
{
    bool (*here)(MyColumn *) = row == NULL ? NULL : row->parse;
    bool (*before)(MyColumn *) = c->last;
    if (before == references || (here == generated && c->count > 0))
        my_uses(c->p, MYF_ATTRIBUTE_ORDER, c->from);
    if (before == check && here != references)
        my_uses(c->p, MYF_ATTRIBUTE_BEHIND_CHECK, c->from);
    if (c->def->generated != GENERATED_NONE && here != unique && here != comment &&
        here != invisible && here != check)
        my_uses(c->p, here == not_null ? MYF_GENERATED_NOT_NULL : MYF_GENERATED_ATTRIBUTE,
                c->from);
    if (c->def->type.serial && is_settled_by_serial(here))
        my_uses(c->p, MYF_SERIAL_ATTRIBUTE, c->from);
    c->last = here;
    c->count++;
}

// Of rows that begin alike the longer one stands first.
static const AttributeRow attributes[] = {
    { "not null", not_null },
    { "not secondary", not_secondary },
    { "null", null },
    { "default", default_value },
    { "on update", on_update },
    { "auto_increment", auto_increment },
    { "auto_random", auto_random },
    { "serial default value", serial_default },
    { "unique key", unique },
    { "unique", unique },
    { "primary key", primary_key },
    { "key", primary_key },
    { "comment", comment },
    { "collate", collate },
    { "column_format", column_format },
    { "storage", storage },
    { "generated always as", generated },
    { "as", generated },
    { "srid", srid },
    { "invisible", invisible },
    { "visible", visible },
    { "constraint", named },
    { "check", check },
    { "references", references },
    { "engine_attribute", engine_attribute },
    { "secondary_engine_attribute", engine_attribute },
    { "compressed", compressed },
    { "masking policy", masking_policy },
    { "with system versioning", versioning },
    { "without system versioning", versioning },
};

enum { ATTRIBUTE_COUNT = sizeof attributes / sizeof attributes[0] };

static const AttributeRow *take_attribute(MyParser *p)
{
    char first = my_first_letter(p);
    for (size_t i = 0; first != 0 && i < ATTRIBUTE_COUNT; i++)
        if (attributes[i].words[0] == first && my_take(p, attributes[i].words))
            return &attributes[i];
    return NULL;
}

static bool attribute(MyColumn *c, bool *found)
{
    Str name;
    Str value;
    c->from = c->p->at;
    const AttributeRow *row = take_attribute(c->p);
    *found = row != NULL || my_is_engine_defined(c->p);
    if (*found)
        note_order(c, row);
    if (row != NULL)
        return row->parse(c);
    return !*found || my_engine_defined(c->p, &name, &value);
}

bool my_column(MyParser *p, ColumnDef *column, MyColumnExtras *extras)
{
    size_t from = p->at;
    MyColumn c = { .p = p, .def = column, .extras = extras };
    if (!my_type(p, column))
        return false;
    c.rest = column_own_rest(p->arena, column);
    if (column->type.serial)
        add_unique(&c);
    for (bool found = true; found;)
        if (!attribute(&c, &found))
            return false;
    for (size_t i = 0; i < extras->constraints.len; i++)
        column->not_null |= extras->constraints.at[i].kind == CON_PRIMARY_KEY;
    column->not_null |= column->auto_increment;
    c.rest->written = my_text_from(p, from);
    return true;
}
