// SPDX-License-Identifier: Apache-2.0
// What stands in CREATE TABLE and behind ALTER TABLE … ADD beside columns: indexes and
// constraints.
#include "dialect/mysql_table_priv.h"

bool my_bracketed_expr(MyParser *p, Str *text)
{
    if (!my_expect_punct(p, '('))
        return false;
    size_t from = p->at;
    if (!my_expr(p, NULL))
        return false;
    *text = my_text_from(p, from);
    return my_expect_punct(p, ')');
}

void my_if_not_exists(MyParser *p, bool *said)
{
    size_t from = p->at;
    *said = my_take(p, "if not exists");
    if (*said)
        my_uses(p, p->in_create ? MYF_GUARD_ELEMENT : MYF_INDEX_IF_NOT_EXISTS, from);
}

// ---- foreign keys and checks ----

// What ON DELETE or ON UPDATE asks for; empty: no action, which is what happens where
// nothing is said.
static bool reference_action(MyParser *p, Str *action)
{
    static const struct {
        const char *words, *action;
    } rows[] = { { "cascade", "cascade" },
                 { "restrict", "restrict" },
                 { "set null", "set null" },
                 { "set default", "set default" },
                 { "no action", "" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (my_take(p, rows[i].words)) {
            *action = str_from(rows[i].action);
            return true;
        }
    }
    return my_refuse(p, NULL);
}

// Each of the two at most once. Behind an inline REFERENCES "ON UPDATE NOW()" is an
// attribute of the column.
static bool reference_actions(MyParser *p, ConstraintDef *def)
{
    bool deleting = false;
    bool updating = false;
    for (;;) {
        if (!deleting && my_take(p, "on delete")) {
            deleting = true;
            if (!reference_action(p, &def->on_delete))
                return false;
        } else if (!updating && my_take(p, "on update")) {
            updating = true;
            if (!reference_action(p, &def->on_update))
                return false;
        } else {
            return true;
        }
    }
}

static bool match_clause(MyParser *p, ConstraintDef *def)
{
    static const char *const words[] = { "full", "partial", "simple", NULL };
    if (!my_take(p, "match"))
        return true;
    int which = my_take_one(p, words);
    def->match_full = which == 0;
    return which >= 0 || my_refuse(p, NULL);
}

bool my_references(MyParser *p, ConstraintDef *def)
{
    if (!my_name(p, &def->ref_table))
        return false;
    if (my_is_punct(p, '(') && !my_ident_list(p, &def->ref_columns))
        return false;
    return match_clause(p, def) && reference_actions(p, def);
}

bool my_enforcement(MyParser *p, ConstraintDef *def)
{
    size_t from = p->at;
    if (my_take(p, "not enforced"))
        def->not_enforced = true;
    else if (!my_take(p, "enforced"))
        return true;
    my_uses(p, MYF_NOT_ENFORCED, from);
    return true;
}

bool my_is_period(const MyParser *p)
{
    return my_is(p, "period") && my_is_at(p, 1, "for");
}

bool my_period(MyParser *p, Str *name)
{
    size_t from = p->at;
    StrVec ends = { 0 };
    if (!my_expect(p, "period for") || !my_ident(p, name) || !my_ident_list(p, &ends))
        return false;
    if (ends.len != 2)
        return my_refuse(p, "a period has two columns");
    my_uses(p, MYF_PERIOD, from);
    return true;
}

bool my_check(MyParser *p, ConstraintDef *def)
{
    size_t from = p->at;
    def->kind = CON_CHECK;
    if (!my_bracketed_expr(p, &def->expression))
        return false;
    my_uses(p, MYF_CHECK, from - 1);
    return my_enforcement(p, def);
}

static bool foreign_key(MyParser *p, ConstraintDef *def)
{
    IndexDef columns = { 0 };
    bool said;
    def->kind = CON_FOREIGN_KEY;
    my_if_not_exists(p, &said);
    if (!my_is_punct(p, '(') && !my_ident(p, &def->using_index))
        return false;
    size_t from = p->at;
    if (!my_key_parts(p, &columns))
        return false;
    for (size_t i = 0; i < columns.parts.len; i++) {
        if (columns.parts.at[i].column.len == 0)
            return my_refuse_at(p, my_span_from(p, from), "a foreign key has columns");
        *vec_push(p->arena, &def->columns) = columns.parts.at[i].column;
    }
    return my_expect(p, "references") && my_references(p, def);
}

// ---- the elements ----

void my_clustering(MyParser *p, Clustering *clustering)
{
    size_t from = p->at;
    if (my_take(p, "clustered"))
        *clustering = CLUSTERED;
    else if (my_take(p, "nonclustered"))
        *clustering = NONCLUSTERED;
    else
        return;
    my_uses(p, MYF_INDEX_CLUSTERED, from);
}

// [IF NOT EXISTS] [name] [USING method] (parts) options.
static bool index_body(MyParser *p, IndexDef *index)
{
    bool said;
    my_if_not_exists(p, &said);
    bool nameless = my_is_punct(p, '(') || my_is(p, "using");
    if (!nameless && !my_ident(p, &index->name))
        return false;
    return my_index_method(p, index) && my_key_parts(p, index) &&
           my_index_options(p, index);
}

typedef struct IndexKind {
    const char *words;
    const char *method;
    bool unique;
    MyFeatureId feature;
} IndexKind;

static const IndexKind index_kinds[] = {
    { "key", "btree", false, MYF_NONE },
    { "index", "btree", false, MYF_NONE },
    { "unique key", "btree", true, MYF_NONE },
    { "unique index", "btree", true, MYF_NONE },
    { "unique", "btree", true, MYF_NONE },
    { "fulltext key", "fulltext", false, MYF_FULLTEXT_INDEX },
    { "fulltext index", "fulltext", false, MYF_FULLTEXT_INDEX },
    { "fulltext", "fulltext", false, MYF_FULLTEXT_INDEX },
    { "spatial key", "spatial", false, MYF_SPATIAL_INDEX },
    { "spatial index", "spatial", false, MYF_SPATIAL_INDEX },
    { "spatial", "spatial", false, MYF_SPATIAL_INDEX },
    { "vector key", "vector", false, MYF_VECTOR_KEY },
    { "vector index", "vector", false, MYF_VECTOR_INDEX },
    { "columnar index", "columnar", false, MYF_COLUMNAR_INDEX },
};

enum { INDEX_KIND_COUNT = sizeof index_kinds / sizeof index_kinds[0] };

static const IndexKind *take_index_kind(MyParser *p)
{
    char first = my_first_letter(p);
    for (size_t i = 0; first != 0 && i < INDEX_KIND_COUNT; i++)
        if (index_kinds[i].words[0] == first && my_take(p, index_kinds[i].words))
            return &index_kinds[i];
    return NULL;
}

static bool index_element(MyParser *p, IndexDef *index, size_t from)
{
    const IndexKind *kind = take_index_kind(p);
    my_uses(p, kind->feature, from);
    index->unique = kind->unique;
    index->method = str_from(kind->method);
    return index_body(p, index);
}

static bool primary_key(MyParser *p, ConstraintDef *def)
{
    IndexDef *key = NEW(p->arena, IndexDef);
    Str name; // may stand there, and is not used
    bool said;
    def->kind = CON_PRIMARY_KEY;
    def->name = key->name = STR("PRIMARY");
    def->key = key;
    key->unique = true;
    key->method = STR("btree");
    my_if_not_exists(p, &said);
    if (!my_is_punct(p, '(') && !my_is(p, "using") && !my_ident(p, &name))
        return false;
    if (!my_index_method(p, key) || !my_key_parts(p, key))
        return false;
    my_clustering(p, &def->clustering);
    if (!my_index_options(p, key))
        return false;
    my_clustering(p, &def->clustering);
    for (size_t i = 0; i < key->parts.len; i++)
        *vec_push(p->arena, &def->columns) = key->parts.at[i].column;
    return true;
}

static bool constraint_name(MyParser *p, Str *name)
{
    static const char *const kinds[] = { "primary", "unique", "foreign", "check", NULL };
    size_t from = p->at;
    if (my_take(p, "if not exists")) {
        my_uses(p, p->in_create ? MYF_GUARD_ELEMENT : MYF_GUARD_ADD, from);
        return my_ident(p, name) && (my_is(p, "check") || my_refuse(p, NULL));
    }
    for (size_t i = 0; kinds[i] != NULL; i++)
        if (my_is(p, kinds[i]))
            return true;
    return my_ident(p, name);
}

static bool constraint_body(MyParser *p, ConstraintDef *def)
{
    if (my_take(p, "primary key"))
        return primary_key(p, def);
    if (my_take(p, "foreign key"))
        return foreign_key(p, def);
    return my_expect(p, "check") && my_check(p, def);
}

static bool begins_index(MyParser *p)
{
    size_t from = p->at;
    bool begins = take_index_kind(p) != NULL;
    p->at = from;
    return begins;
}

static bool begins_constraint(const MyParser *p)
{
    return my_is(p, "constraint") || my_is(p, "primary") || my_is(p, "foreign") ||
           my_is(p, "check");
}

static MyElement constraint_element(MyParser *p, ConstraintDef *def, size_t from)
{
    bool fits = constraint_body(p, def);
    def->span = my_span_from(p, from);
    return fits ? MYE_CONSTRAINT : MYE_REFUSED;
}

MyElement my_table_element(MyParser *p, IndexDef *index, ConstraintDef *constraint)
{
    size_t from = p->at;
    Str name = STR("");
    bool named = my_is(p, "constraint");
    if (!named && !begins_constraint(p) && !begins_index(p))
        return MYE_NONE;
    if (named) {
        p->at++;
        if (!constraint_name(p, &name))
            return MYE_REFUSED;
    }
    constraint->name = name;
    if (!begins_index(p))
        return constraint_element(p, constraint, from);
    if (named && !my_is(p, "unique")) {
        my_refuse(p, NULL);
        return MYE_REFUSED;
    }
    if (!index_element(p, index, from))
        return MYE_REFUSED;
    if (index->name.len == 0)
        index->name = name;
    index->span = my_span_from(p, from);
    return MYE_INDEX;
}
