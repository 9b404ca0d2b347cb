// SPDX-License-Identifier: Apache-2.0
// Indexes: the parts of a key, its options, and CREATE INDEX.
#include "dialect/mysql_table_priv.h"

// ---- parts of keys ----

static bool part_length(MyParser *p, IndexPart *part)
{
    Str digits;
    if (!my_take_punct(p, '('))
        return true;
    if (!my_number(p, &digits))
        return false;
    part->length = my_long(digits);
    return my_expect_punct(p, ')');
}

static bool part_order(MyParser *p, IndexPart *part)
{
    size_t from = p->at;
    part->descending = my_take(p, "desc");
    if (part->descending)
        my_uses(p, MYF_DESC_INDEX, from);
    else
        my_take(p, "asc");
    return true;
}

static bool key_part(MyParser *p, IndexPart *part)
{
    size_t from = p->at;
    if (my_is_punct(p, '(')) {
        if (!my_bracketed_expr(p, &part->expression))
            return false;
        my_uses(p, MYF_FUNCTIONAL_INDEX, from);
        return part_order(p, part);
    }
    return my_ident(p, &part->column) && part_length(p, part) && part_order(p, part);
}

// Since MariaDB knows VECTOR indexes their parts, and those of SPATIAL ones, are a
// column's name alone.
static bool is_of_one_column(const MyParser *p, const IndexDef *index)
{
    return engine_from_on(p->engine, "mariadb", ENGINE_VERSION(11, 7, 0)) &&
           (str_eq(index->method, STR("spatial")) ||
            str_eq(index->method, STR("vector")));
}

// TiDB wants a distance function of it, where it has VECTOR indexes at all.
static bool is_vector_of_column(const MyParser *p, const IndexDef *index)
{
    return engine_from_on(p->engine, "tidb", ENGINE_VERSION(8, 4, 0)) &&
           str_eq(index->method, STR("vector")) && !index->parts.at[0].expression.ptr;
}

bool my_key_parts(MyParser *p, IndexDef *index)
{
    if (!my_expect_punct(p, '('))
        return false;
    if (is_of_one_column(p, index))
        return my_ident(p, &vec_push(p->arena, &index->parts)->column) &&
               my_expect_punct(p, ')');
    do {
        if (!key_part(p, vec_push(p->arena, &index->parts)))
            return false;
    } while (my_take_punct(p, ','));
    if (is_vector_of_column(p, index))
        my_uses(p, MYF_VECTOR_INDEX_OF_COLUMN, p->at - 1);
    size_t from = p->at;
    if (index->unique && my_take(p, "without overlaps")) // of its last part, a period
        my_uses(p, MYF_PERIOD, from);
    return my_expect_punct(p, ')');
}

// ---- options of indexes ----

static bool is_of_text_or_space(const IndexDef *index)
{
    return str_eq(index->method, STR("fulltext")) ||
           str_eq(index->method, STR("spatial"));
}

bool my_index_method(MyParser *p, IndexDef *index)
{
    Str word;
    if (!my_is(p, "using") && !my_is(p, "type"))
        return true;
    if (is_of_text_or_space(index))
        return my_refuse(p, NULL);
    p->at++;
    if (!my_any_word(p, &word))
        return false;
    static const char *const known[] = { "btree", "hash", "rtree", NULL };
    static const char *const of_vectors[] = { "hnsw", NULL }; // TiDB
    bool vector = str_eq(index->method, STR("vector"));
    word = arena_lower(p->arena, word);
    if (!vector)
        index->method = word;
    return str_is_any(word, vector ? of_vectors : known) ||
           my_refuse_at(p, my_span_from(p, p->at - 1),
                        "no kind of index is called \"" STR_FMT "\"", STR_ARG(word));
}

typedef struct IndexOptionRow {
    const char *words;
    MyFeatureId feature;
    bool (*parse)(MyParser *p,
                  IndexDef *index); // behind the words; NULL: nothing follows
} IndexOptionRow;

static bool block_size(MyParser *p, IndexDef *index)
{
    (void)index;
    Str digits;
    my_take_equals(p);
    return my_number(p, &digits);
}

static bool index_comment(MyParser *p, IndexDef *index)
{
    return my_single_string(p, &index->comment);
}

static bool with_parser(MyParser *p, IndexDef *index)
{
    if (!str_eq(index->method, STR("fulltext")))
        return my_refuse_at(p, my_span_from(p, p->at - 2),
                            "only a FULLTEXT index has a parser");
    return my_ident(p, &index->parser);
}

static bool make_invisible(MyParser *p, IndexDef *index)
{
    (void)p;
    index->invisible = true;
    return true;
}

static bool make_visible(MyParser *p, IndexDef *index)
{
    (void)p;
    index->invisible = false;
    return true;
}

static bool make_global(MyParser *p, IndexDef *index)
{
    (void)p;
    index->global = true;
    return true;
}

static bool attribute_text(MyParser *p, IndexDef *index)
{
    (void)index;
    Str json;
    my_take_equals(p);
    return my_string(p, &json);
}

static bool where(MyParser *p, IndexDef *index)
{
    size_t from = p->at;
    if (!my_expr(p, NULL))
        return false;
    index->where = my_text_from(p, from);
    return true;
}

static const IndexOptionRow index_options[] = {
    { "key_block_size", MYF_NONE, block_size },
    { "comment", MYF_NONE, index_comment },
    { "with parser", MYF_NONE, with_parser },
    { "invisible", MYF_INDEX_VISIBILITY, make_invisible },
    { "visible", MYF_INDEX_VISIBLE, make_visible },
    { "ignored", MYF_INDEX_IGNORED, make_invisible },
    { "not ignored", MYF_INDEX_IGNORED, make_visible },
    { "global", MYF_GLOBAL_INDEX, make_global },
    { "local", MYF_GLOBAL_INDEX, NULL },
    { "engine_attribute", MYF_INDEX_ENGINE_ATTRIBUTE, attribute_text },
    { "secondary_engine_attribute", MYF_INDEX_ENGINE_ATTRIBUTE, attribute_text },
    { "where", MYF_PARTIAL_INDEX, where },
    { "add_columnar_replica_on_demand", MYF_COLUMNAR_INDEX, NULL },
};

enum { INDEX_OPTION_COUNT = sizeof index_options / sizeof index_options[0] };

static bool row_option(MyParser *p, IndexDef *index, bool *found)
{
    size_t from = p->at;
    char first = my_first_letter(p);
    for (size_t i = 0; first != 0 && i < INDEX_OPTION_COUNT; i++) {
        const IndexOptionRow *row = &index_options[i];
        if (row->words[0] != first || !my_take(p, row->words))
            continue;
        *found = true;
        bool fits = row->parse == NULL || row->parse(p, index);
        my_uses(p, row->feature, from);
        return fits;
    }
    return true;
}

static bool index_option(MyParser *p, IndexDef *index, bool *found)
{
    Str name;
    Str value;
    *found = my_is(p, "using") || my_is(p, "type");
    if (*found)
        return my_index_method(p, index);
    if (!row_option(p, index, found))
        return false;
    if (*found || !my_is_engine_defined(p))
        return true;
    *found = true;
    return my_engine_defined(p, &name, &value);
}

bool my_index_options(MyParser *p, IndexDef *index)
{
    size_t from = p->at;
    for (bool found = true; found;) {
        if (!index_option(p, index, &found))
            return false;
    }
    index->written = my_text_from(p, from);
    return true;
}

// ---- CREATE INDEX ----

typedef struct KindRow {
    unsigned prefix;
    const char *method;
    MyFeatureId feature;
} KindRow;

static const KindRow kinds[] = {
    { 0, "btree", MYF_NONE },
    { MYP_UNIQUE, "btree", MYF_NONE },
    { MYP_FULLTEXT, "fulltext", MYF_CREATE_FULLTEXT },
    { MYP_SPATIAL, "spatial", MYF_SPATIAL_INDEX },
    { MYP_VECTOR, "vector", MYF_VECTOR_INDEX },
};

// An index is of one kind.
static bool kind_of(MyParser *p, IndexDef *index)
{
    const unsigned all = MYP_UNIQUE | MYP_FULLTEXT | MYP_SPATIAL | MYP_VECTOR;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if ((p->prefix.seen & all) != kinds[i].prefix)
            continue;
        index->unique = p->prefix.unique;
        index->method = str_from(kinds[i].method);
        my_uses(p, kinds[i].feature, p->prefix_at);
        return true;
    }
    return my_only_prefixes(p, ~all | MYP_UNIQUE);
}

// MariaDB: how long to wait for the table.
static bool wait(MyParser *p)
{
    Str seconds;
    size_t from = p->at;
    if (!my_take(p, "nowait")) {
        if (!my_take(p, "wait"))
            return true;
        if (!my_number(p, &seconds))
            return false;
    }
    p->waits = true;
    my_uses(p, MYF_DROP_TABLE_WAIT, from);
    return true;
}

// Each at most once.
static bool online_clauses(MyParser *p)
{
    bool algorithm = false;
    bool lock = false;
    for (bool found = true; found;) {
        bool *said = my_is(p, "lock") ? &lock : &algorithm;
        if (*said && (my_is(p, "lock") || my_is(p, "algorithm")))
            return my_refuse(p, NULL);
        if (!my_online_clause(p, &found))
            return false;
        *said = found;
    }
    return true;
}

static void add_op(MyParser *p, const IndexDef *index, bool guarded)
{
    Op *op = my_op(p, OP_CREATE_INDEX, OBJ_INDEX);
    op->name = index->table;
    op->index = index;
    op->flags |= guarded ? OPF_IF_NOT_EXISTS : 0;
    op->flags |= p->prefix.or_replace ? OPF_OR_REPLACE : 0;
}

// Behind INDEX.
static bool index_statement(MyParser *p, IndexDef *index)
{
    bool guarded;
    if (p->prefix.or_replace)
        my_uses(p, MYF_OR_REPLACE_INDEX, p->prefix_at);
    my_if_not_exists(p, &guarded);
    if (guarded && p->prefix.or_replace)
        return my_refuse(p, "OR REPLACE and IF NOT EXISTS exclude each other");
    if (!my_ident(p, &index->name) || !my_index_method(p, index))
        return false;
    if (!my_expect(p, "on") || !my_name(p, &index->table) || !my_key_parts(p, index))
        return false;
    if (!wait(p) || !my_index_options(p, index) || !online_clauses(p))
        return false;
    if (engine_is(p->engine, "tidb")) // which reads the clauses here, and forgets them
        p->asked = (Online){ ALGORITHM_DEFAULT, ONLINE_LOCK_DEFAULT };
    add_op(p, index, guarded);
    return true;
}

bool my_create_index(MyParser *p)
{
    IndexDef *index = NEW(p->arena, IndexDef);
    return my_only_prefixes(p, MYP_OR_REPLACE | MYP_UNIQUE | MYP_FULLTEXT | MYP_SPATIAL |
                                   MYP_VECTOR) &&
           kind_of(p, index) && index_statement(p, index);
}

bool my_create_columnar_index(MyParser *p)
{
    IndexDef *index = NEW(p->arena, IndexDef);
    index->method = STR("columnar");
    my_uses(p, MYF_COLUMNAR_INDEX, p->at - 2);
    return my_only_prefixes(p, 0) && index_statement(p, index);
}
