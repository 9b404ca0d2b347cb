// SPDX-License-Identifier: Apache-2.0
// The specifications of ALTER TABLE that are about columns.
#include "dialect/mysql_alter_priv.h"

// FIRST or AFTER c, if one stands there; *column: as OpRest.position.
static bool place(MyParser *p, Str *column)
{
    if (my_take(p, "FIRST")) {
        *column = STR("");
        return true;
    }
    return !my_take(p, "AFTER") || my_ident(p, column);
}

// An op without a place needs no rest.
static void put_at(MyAlter *alter, Op *op, Str position)
{
    if (position.ptr)
        op_own_rest(alter->p->arena, op)->position = position;
}

// A new column whose rows hold nothing but NULL.
static bool is_all_null(const ColumnDef *column)
{
    return column->default_expr.ptr == NULL && !column->not_null &&
           !column->auto_increment && column->generated == GENERATED_NONE;
}

static void inline_constraint(MyAlter *alter, const ConstraintDef *def, unsigned flags)
{
    Op *op = my_alter_op(alter, OP_ADD_CONSTRAINT);
    op->span = def->span;
    op->flags |= flags;
    op->part = def->name;
    op->constraint = def;
}

static void inline_index(MyAlter *alter, const IndexDef *def, unsigned flags, Span span)
{
    IndexDef *index = NEW(alter->p->arena, IndexDef);
    *index = *def;
    index->table = alter->table;
    Op *op = my_alter_op(alter, OP_CREATE_INDEX);
    op->span = span;
    op->flags |= flags;
    op->index = index;
}

void my_inline_ops(MyAlter *alter, const ColumnDef *column, const MyColumnExtras *extras)
{
    unsigned flags = OPF_INLINE;
    if (is_all_null(column))
        flags |= OPF_SCAN_FREE;
    for (size_t i = 0; i < extras->constraints.len; i++)
        inline_constraint(alter, &extras->constraints.at[i], flags);
    for (size_t i = 0; i < extras->indexes.len; i++)
        inline_index(alter, &extras->indexes.at[i], flags, column->span);
}

// The definition at the cursor, its name included.
static ColumnDef *definition(MyParser *p, MyColumnExtras *extras)
{
    size_t from = p->at;
    ColumnDef *column = NEW(p->arena, ColumnDef);
    if (!my_own_column(p, &column->name) || !my_column(p, column, extras))
        return NULL;
    column->span = my_span_from(p, from);
    return column;
}

// ---- ADD ----

// One that may have a place is alone; of a list each has a span of its own.
static bool add_column(MyAlter *alter, unsigned guard, bool in_list)
{
    MyParser *p = alter->p;
    size_t from = in_list ? p->at : alter->from;
    MyColumnExtras extras = { 0 };
    ColumnDef *column = definition(p, &extras);
    Str position = { 0 };
    if (column == NULL || (!in_list && !place(p, &position)))
        return false;
    Op *op = my_alter_op_from(alter, OP_ADD_COLUMN, from);
    op->flags |= guard;
    op->part = column->name;
    op->column = column;
    put_at(alter, op, position);
    my_inline_ops(alter, column, &extras);
    return true;
}

static bool add_listed(MyAlter *alter, unsigned guard)
{
    switch (my_add_element(alter, alter->p->at)) {
    case MYE_REFUSED:
        return false;
    case MYE_NONE:
        return add_column(alter, guard, true);
    case MYE_INDEX:
    case MYE_CONSTRAINT:
        return true;
    }
    return false;
}

static bool add_columns(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF NOT EXISTS", MYF_GUARD_ADD);
    if (!my_take_punct(p, '('))
        return add_column(alter, guard, false);
    do {
        if (!add_listed(alter, guard))
            return false;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

// MariaDB's grammar takes these words for the beginning of something else.
static void note_bare_word(MyParser *p)
{
    if (my_is(p, "PERIOD") || my_is(p, "SYSTEM")) {
        p->at++;
        my_uses(p, MYF_BARE_PERIOD, p->at - 2);
        p->at--;
    }
}

static bool add(MyAlter *alter, const MySpec *spec)
{
    note_bare_word(alter->p);
    MyElement element = my_add_element(alter, alter->from);
    if (element == MYE_REFUSED)
        return false;
    return element != MYE_NONE || add_columns(alter, spec);
}

// ---- DROP, MODIFY, CHANGE, RENAME ----

static bool drop_column(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_DROP);
    Str column = { 0 };
    if (!my_own_column(p, &column))
        return false;
    // The word has no effect, as the manuals say.
    if (!my_take(p, "RESTRICT"))
        my_take(p, "CASCADE");
    Op *op = my_alter_op(alter, OP_DROP_COLUMN);
    op->flags |= guard;
    op->part = column;
    return true;
}

static bool drop(MyAlter *alter, const MySpec *spec)
{
    note_bare_word(alter->p);
    return drop_column(alter, spec);
}

static bool has_foreign_key(const MyColumnExtras *extras)
{
    for (size_t i = 0; i < extras->constraints.len; i++)
        if (extras->constraints.at[i].kind == CON_FOREIGN_KEY)
            return true;
    return false;
}

// MODIFY c …, or CHANGE c d …
static bool redefine(MyAlter *alter, bool renames)
{
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_CHANGE);
    Str old = { 0 };
    if (renames && !my_own_column(p, &old))
        return false;
    MyColumnExtras extras = { 0 };
    ColumnDef *column = definition(p, &extras);
    Str position = { 0 };
    if (column == NULL || !place(p, &position))
        return false;
    if (has_foreign_key(&extras))
        my_uses(p, MYF_MODIFY_REFERENCES, alter->from);
    Op *op = my_alter_op(alter, OP_MODIFY_COLUMN);
    op->flags |= guard;
    op->part = renames ? old : column->name;
    op->other.name = column->name;
    op->column = column;
    put_at(alter, op, position);
    my_inline_ops(alter, column, &extras);
    return true;
}

static bool modify(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    return redefine(alter, false);
}

static bool change(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    return redefine(alter, true);
}

static bool rename_column(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_RENAME);
    Str old = { 0 };
    Str new = { 0 };
    if (!my_ident(p, &old) || !my_expect(p, "TO") || !my_ident(p, &new))
        return false;
    Op *op = my_alter_op(alter, OP_RENAME_COLUMN);
    op->flags |= guard;
    op->part = old;
    op->other.name = new;
    return true;
}

// ---- ALTER ----

// Where a column's definition may say DEFAULT now(), SET DEFAULT of MySQL and TiDB wants
// brackets.
static void note_now(MyParser *p, size_t from)
{
    static const char *const words[] = { "now", "current_timestamp", "localtime",
                                         "localtimestamp", NULL };
    for (size_t i = 0; words[i]; i++)
        if (my_token_is(p->text, p->tokens[from], str_from(words[i])))
            my_uses(p, MYF_SET_DEFAULT_BARE, from);
}

static bool set_default(MyAlter *alter, unsigned guard, Str name)
{
    MyParser *p = alter->p;
    size_t from = p->at;
    ColumnDef *column = NEW(p->arena, ColumnDef);
    column->name = name;
    if (!my_set_default_value(p, &column->default_expr))
        return false;
    note_now(p, from);
    Op *op = my_alter_op(alter, OP_SET_DEFAULT);
    op->flags |= guard;
    op->part = name;
    op->detail = column->default_expr;
    column->span = op->span;
    op->column = column;
    return true;
}

static bool set_visibility(MyAlter *alter, unsigned guard, Str name)
{
    MyParser *p = alter->p;
    static const char *const words[] = { "VISIBLE", "INVISIBLE", NULL };
    int which = my_take_one(p, words);
    if (which < 0)
        return my_refuse(p, NULL);
    Op *op = my_alter_op(alter, OP_ALTER_COLUMN);
    op->flags |= guard;
    op->part = name;
    op->verb = which == 0 ? STR("visible") : STR("invisible");
    my_uses(p, MYF_ALTER_COLUMN_VISIBILITY, alter->from);
    return true;
}

// SET MASKING POLICY p, DROP MASKING POLICY
static bool masking_policy(MyParser *p)
{
    size_t from = p->at;
    Str policy;
    bool sets = my_take(p, "SET");
    if ((!sets && !my_expect(p, "DROP")) || !my_expect(p, "MASKING POLICY") ||
        (sets && !my_ident(p, &policy)))
        return false;
    my_uses(p, MYF_MASKING_POLICY, from);
    return true;
}

static bool alter_column(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_ALTER_COLUMN);
    Str name = { 0 };
    if (!my_own_column(p, &name))
        return false;
    if (my_take(p, "SET DEFAULT"))
        return set_default(alter, guard, name);
    bool policy = my_is_at(p, 1, "MASKING");
    if (!policy && my_take(p, "SET"))
        return set_visibility(alter, guard, name);
    if (policy ? !masking_policy(p) : !my_expect(p, "DROP DEFAULT"))
        return false;
    Op *op = my_alter_op(alter, policy ? OP_ALTER_COLUMN : OP_DROP_DEFAULT);
    op->verb = policy ? STR("masking-policy") : op->verb;
    op->flags |= guard;
    op->part = name;
    return true;
}

const MySpec my_column_specs[] = {
    { "ADD COLUMN", NULL, MYF_NONE, add_columns },
    { "ADD", NULL, MYF_NONE, add },
    { "DROP COLUMN", NULL, MYF_NONE, drop_column },
    { "DROP", NULL, MYF_NONE, drop },
    { "MODIFY COLUMN", NULL, MYF_NONE, modify },
    { "MODIFY", NULL, MYF_NONE, modify },
    { "CHANGE COLUMN", NULL, MYF_NONE, change },
    { "CHANGE", NULL, MYF_NONE, change },
    { "RENAME COLUMN", NULL, MYF_RENAME_COLUMN, rename_column },
    { "ALTER COLUMN", NULL, MYF_NONE, alter_column },
    { "ALTER", NULL, MYF_NONE, alter_column },
    { NULL, NULL, MYF_NONE, NULL },
};
