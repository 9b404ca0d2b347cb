// SPDX-License-Identifier: Apache-2.0
// The specifications of ALTER TABLE that are about indexes, constraints and periods.
#include "dialect/mysql_alter_priv.h"

// IF NOT EXISTS between the element's words, in front of its brackets.
static unsigned element_guard(const MyParser *p, size_t from)
{
    for (size_t i = from; i + 1 < p->at && !my_token_is_punct(p->text, p->tokens[i], '(');
         i++)
        if (my_token_is(p->text, p->tokens[i], STR("NOT")) &&
            my_token_is(p->text, p->tokens[i + 1], STR("EXISTS")))
            return OPF_IF_NOT_EXISTS;
    return 0;
}

static void index_op(MyAlter *alter, IndexDef *index, size_t from)
{
    index->table = alter->table;
    Op *op = my_alter_op_from(alter, OP_CREATE_INDEX, from);
    op->index = index;
}

static void constraint_op(MyAlter *alter, const ConstraintDef *constraint, size_t from)
{
    Op *op = my_alter_op_from(alter, OP_ADD_CONSTRAINT, from);
    op->part = constraint->name;
    op->constraint = constraint;
}

static bool add_period(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    Str name = { 0 };
    StrVec columns = { 0 };
    if (!my_ident(p, &name) || !my_ident_list(p, &columns))
        return false;
    if (columns.len != 2)
        return my_refuse(p, "a period has two columns");
    Op *op = my_alter_option(alter, spec->verb, name);
    op->flags |= element_guard(p, alter->from);
    op->columns = columns;
    return true;
}

MyElement my_add_element(MyAlter *alter, size_t from)
{
    MyParser *p = alter->p;
    if (my_take(p, "PERIOD FOR")) {
        static const MySpec period = { .verb = "add-period" };
        my_uses(p, MYF_PERIOD, from);
        return add_period(alter, &period) ? MYE_CONSTRAINT : MYE_REFUSED;
    }
    size_t start = p->at;
    IndexDef *index = NEW(p->arena, IndexDef);
    ConstraintDef *constraint = NEW(p->arena, ConstraintDef);
    MyElement element = my_table_element(p, index, constraint);
    if (element == MYE_INDEX)
        index_op(alter, index, from);
    else if (element == MYE_CONSTRAINT)
        constraint_op(alter, constraint, from);
    else
        return element;
    p->out->ops.at[p->out->ops.len - 1].flags |= element_guard(p, start);
    return element;
}

static void drop_constraint(MyAlter *alter, const char *verb, Str name, unsigned guard)
{
    Op *op = my_alter_op(alter, OP_DROP_CONSTRAINT);
    op->flags |= guard;
    op->part = name;
    op->verb = str_from(verb);
}

static bool drop_primary_key(MyAlter *alter, const MySpec *spec)
{
    drop_constraint(alter, spec->verb, STR("PRIMARY"), 0);
    return true;
}

// The primary key goes by this name where the word is quoted.
static bool is_primary(Str name)
{
    return str_eq_ci(name, STR("PRIMARY"));
}

static bool drop_index(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_DROP);
    Str name = { 0 };
    if (!my_own_column(p, &name))
        return false;
    if (is_primary(name)) {
        drop_constraint(alter, "primary-key", STR("PRIMARY"), guard);
        return true;
    }
    Op *op = my_alter_op(alter, OP_DROP_INDEX);
    op->flags |= guard;
    op->part = name;
    return true;
}

static bool drop_foreign_key(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_DROP_CONSTRAINT);
    Str name = { 0 };
    if (!my_own_column(p, &name))
        return false;
    drop_constraint(alter, spec->verb, name, guard);
    return true;
}

static bool drop_check(MyAlter *alter, const MySpec *spec)
{
    Str name = { 0 };
    if (!my_ident(alter->p, &name))
        return false;
    drop_constraint(alter, spec->verb, name, 0);
    return true;
}

// Of any kind, a unique key and the primary key too.
static bool drop_named(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_DROP_CONSTRAINT);
    Str name = { 0 };
    if (!my_own_column(p, &name))
        return false;
    bool primary = is_primary(name);
    drop_constraint(alter, primary ? "primary-key" : spec->verb,
                    primary ? STR("PRIMARY") : name, guard);
    return true;
}

static bool drop_period(MyAlter *alter, const MySpec *spec)
{
    Str name = { 0 };
    if (!my_ident(alter->p, &name))
        return false;
    Op *op = my_alter_option(alter, spec->verb, name);
    op->flags |= my_token_is(alter->p->text, alter->p->tokens[alter->from + 2], STR("IF"))
                     ? OPF_IF_EXISTS
                     : 0;
    return true;
}

// MySQL says VISIBLE and INVISIBLE, MariaDB IGNORED, which it takes behind KEY too.
static bool visibility(MyAlter *alter, unsigned guard, Str *verb)
{
    static const char *const words[] = { "INVISIBLE", "VISIBLE", "IGNORED", "NOT IGNORED",
                                         NULL };
    static const Str verbs[] = { STR_INIT("invisible"), STR_INIT("visible"),
                                 STR_INIT("invisible"), STR_INIT("visible") };
    MyParser *p = alter->p;
    bool is_key = my_token_is(p->text, p->tokens[alter->from + 1], STR("KEY"));
    size_t first = is_key || guard ? 2 : 0;
    for (size_t i = first; words[i]; i++)
        if (my_take(p, words[i])) {
            my_uses(p, i < 2 ? MYF_INDEX_VISIBILITY : MYF_INDEX_IGNORED, alter->from);
            *verb = verbs[i];
            return true;
        }
    return my_refuse(p, NULL);
}

static bool alter_index(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_ALTER_COLUMN);
    Str name = { 0 };
    Str verb = { 0 };
    if (!my_ident(p, &name) || !visibility(alter, guard, &verb))
        return false;
    Op *op = my_alter_op(alter, OP_ALTER_INDEX);
    op->flags |= guard;
    op->part = name;
    op->verb = verb;
    return true;
}

static bool alter_constraint(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    Str name = { 0 };
    if (!my_ident(p, &name))
        return false;
    bool not = my_take(p, "NOT");
    if (!my_expect(p, "ENFORCED"))
        return false;
    Op *op = my_alter_op(alter, OP_ALTER_CONSTRAINT);
    op->part = name;
    op->verb = not ? STR("not-enforced") : STR("enforced");
    return true;
}

static bool rename_index(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_RENAME);
    Str old = { 0 };
    Str new = { 0 };
    if (!my_own_column(p, &old) || !my_expect(p, "TO") || !my_own_column(p, &new))
        return false;
    Op *op = my_alter_op(alter, OP_RENAME_INDEX);
    op->flags |= guard;
    op->part = old;
    op->other.name = new;
    return true;
}

const MySpec my_key_specs[] = {
    { "ADD PERIOD FOR", "add-period", MYF_PERIOD, add_period },
    { "ADD PERIOD IF NOT EXISTS FOR", "add-period", MYF_PERIOD, add_period },
    { "DROP PERIOD FOR", "drop-period", MYF_PERIOD, drop_period },
    { "DROP PERIOD IF EXISTS FOR", "drop-period", MYF_PERIOD, drop_period },
    { "DROP PRIMARY KEY", "primary-key", MYF_NONE, drop_primary_key },
    { "DROP FOREIGN KEY", "foreign-key", MYF_NONE, drop_foreign_key },
    { "DROP INDEX", NULL, MYF_NONE, drop_index },
    { "DROP KEY", NULL, MYF_NONE, drop_index },
    { "DROP CHECK", "check", MYF_DROP_CHECK, drop_check },
    { "DROP CONSTRAINT", "constraint", MYF_DROP_CONSTRAINT, drop_named },
    { "ALTER INDEX", NULL, MYF_NONE, alter_index },
    { "ALTER KEY", NULL, MYF_NONE, alter_index },
    { "ALTER CHECK", NULL, MYF_ALTER_CHECK, alter_constraint },
    { "ALTER CONSTRAINT", NULL, MYF_ALTER_ENFORCED, alter_constraint },
    { "RENAME INDEX", NULL, MYF_RENAME_INDEX, rename_index },
    { "RENAME KEY", NULL, MYF_RENAME_INDEX, rename_index },
    { NULL, NULL, MYF_NONE, NULL },
};
