// SPDX-License-Identifier: Apache-2.0
// ALTER TABLE: an op for each of its specifications. ALTER DATABASE.
#include "dialect/mysql_alter_priv.h"

// ---- what the specifications share ----

Op *my_alter_op_from(MyAlter *alter, OpKind kind, size_t from)
{
    bool index = kind == OP_CREATE_INDEX || kind == OP_DROP_INDEX ||
                 kind == OP_RENAME_INDEX || kind == OP_ALTER_INDEX;
    Op *op = my_op_at(alter->p, kind, index ? OBJ_INDEX : OBJ_TABLE,
                      my_span_from(alter->p, from));
    op->name = alter->table;
    op->flags = alter->flags;
    return op;
}

Op *my_alter_op(MyAlter *alter, OpKind kind)
{
    return my_alter_op_from(alter, kind, alter->from);
}

Op *my_alter_option(MyAlter *alter, const char *verb, Str detail)
{
    Op *op = my_alter_op(alter, OP_SET_TABLE_OPTION);
    op->verb = str_from(verb);
    op->detail = detail;
    return op;
}

unsigned my_take_guard(MyParser *p, const char *words, MyFeatureId feature)
{
    size_t from = p->at;
    if (!my_take(p, words))
        return 0;
    my_uses(p, feature, from);
    return str_eq(str_from(words), STR("IF EXISTS")) ? OPF_IF_EXISTS : OPF_IF_NOT_EXISTS;
}

bool my_own_column(MyParser *p, Str *column)
{
    size_t from = p->at;
    bool dotted = my_take_punct(p, '.');
    if (dotted ? !my_any_word(p, column) : !my_ident(p, column))
        return false;
    for (int parts = 1; parts < 3 && my_take_punct(p, '.'); parts++, dotted = true)
        if (!my_any_word(p, column))
            return false;
    if (dotted)
        my_uses(p, MYF_QUALIFIED_COLUMN, from);
    return true;
}

static void option_op(MyAlter *alter, const TableOption *option)
{
    Op *op = my_alter_op(alter, OP_SET_TABLE_OPTION);
    op->span = option->span;
    op->verb = option->name;
    op->detail = option->value;
}

bool my_alter_options(MyAlter *alter)
{
    TableOptionVec options = { 0 };
    bool found = true;
    while (found)
        if (!my_table_option(alter->p, &options, &found))
            return false;
    for (size_t i = 0; i < options.len; i++)
        option_op(alter, &options.at[i]);
    return options.len > 0 || my_refuse(alter->p, NULL);
}

bool my_take_wait(MyParser *p)
{
    size_t from = p->at;
    if (!my_take(p, "NOWAIT")) {
        if (!my_is(p, "WAIT"))
            return true;
        MyTokenKind next = my_peek(p, 1).kind;
        if (next != MYT_NUMBER && next != MYT_BITS)
            return true; // whoever comes next refuses the word
        p->at += 2;
    }
    p->waits = true;
    my_uses(p, MYF_DROP_TABLE_WAIT, from);
    return true;
}

// ---- ALTER TABLE ----

static bool head(MyAlter *alter)
{
    MyParser *p = alter->p;
    alter->flags |= my_take_guard(p, "IF EXISTS", MYF_ALTER_TABLE_IF_EXISTS);
    return my_name(p, &alter->table) && my_take_wait(p);
}

// ALGORITHM, LOCK and VALIDATION are of the statement, wherever they stand.
static bool clause(MyParser *p, bool *found)
{
    size_t from = p->at;
    if (my_take(p, "WITH VALIDATION") || my_take(p, "WITHOUT VALIDATION")) {
        my_uses(p, MYF_WITH_VALIDATION, from);
        *found = true;
        return true;
    }
    return my_online_clause(p, found);
}

static bool run_spec(MyAlter *alter, const MySpec *spec)
{
    if (spec->parse ? !spec->parse(alter, spec) : false)
        return false;
    if (spec->parse == NULL)
        my_alter_option(alter, spec->verb, (Str){ 0 });
    if (spec->feature != MYF_NONE)
        my_uses(alter->p, spec->feature, alter->from);
    return true;
}

// The row whose words reach furthest; *end: where.
static const MySpec *longest(MyParser *p, const MySpec *specs, size_t *end)
{
    const MySpec *found = NULL;
    size_t at = p->at;
    for (; specs->words; specs++, p->at = at)
        if (my_take(p, specs->words) && p->at > *end) {
            found = specs;
            *end = p->at;
        }
    return found;
}

static bool specification(MyAlter *alter)
{
    static const MySpec *const tables[] = { my_column_specs, my_key_specs,
                                            my_option_specs };
    const MySpec *spec = NULL;
    size_t end = alter->p->at;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const MySpec *longer = longest(alter->p, tables[i], &end);
        spec = longer ? longer : spec;
    }
    if (spec == NULL)
        return my_alter_options(alter);
    alter->p->at = end;
    return run_spec(alter, spec);
}

// Behind a partition operation TiDB still takes clauses.
static bool clauses_behind(MyParser *p)
{
    size_t from = p->at;
    while (my_take_punct(p, ',')) {
        bool found = false;
        if (!clause(p, &found))
            return false;
        if (!found)
            return my_refuse(p, "no other change may stand beside this one");
        my_uses(p, MYF_PARTITION_CLAUSES_BEHIND, from);
    }
    return true;
}

// Clauses may stand in front of what stands alone, and nothing else; beside some of it
// TiDB wants not even those.
static bool alone(MyAlter *alter, const MySpec *spec, bool clauses)
{
    static const char *const strict[] = { "reorganize", "analyze", NULL };
    bool is_strict = spec->verb && str_is_any(str_from(spec->verb), strict);
    MyParser *p = alter->p;
    size_t from = alter->from;
    if (clauses)
        my_uses(p, MYF_PARTITION_CLAUSES, from);
    if (!run_spec(alter, spec))
        return false;
    clauses |= is_strict && my_is_punct(p, ',');
    if (!clauses_behind(p))
        return false;
    if (clauses && is_strict)
        my_uses(p, MYF_CLAUSES_OF_REORGANIZE, from);
    return true;
}

static bool specifications(MyAlter *alter)
{
    MyParser *p = alter->p;
    bool clauses = false;
    bool specs = false;
    do {
        alter->from = p->at;
        bool found = false;
        if (!clause(p, &found))
            return false;
        clauses |= found;
        if (found)
            continue;
        size_t end = p->at;
        const MySpec *lone = longest(p, my_lone_specs, &end);
        if (lone && specs)
            return my_refuse(p, "this change stands alone in its ALTER TABLE");
        p->at = end;
        if (lone)
            return alone(alter, lone, clauses);
        if (!specification(alter))
            return false;
        specs = true;
    } while (my_take_punct(p, ','));
    return my_alter_partitioning(alter);
}

// ONLINE and IGNORE. No server takes the OFFLINE that MySQL 5.1 had.
static bool prefixes(MyAlter *alter)
{
    MyParser *p = alter->p;
    if (!my_only_prefixes(p, MYP_IGNORE | MYP_ONLINE))
        return false;
    for (size_t i = p->prefix_at; i < p->at; i++)
        if (my_token_is(p->text, p->tokens[i], STR("OFFLINE"))) {
            p->at = i;
            return my_refuse(p, NULL);
        }
    if (p->prefix.seen & MYP_ONLINE)
        my_uses(p, MYF_ALTER_ONLINE, p->prefix_at);
    if (p->prefix.seen & MYP_IGNORE)
        my_uses(p, MYF_ALTER_IGNORE, p->prefix_at);
    alter->flags = p->prefix.seen & MYP_IGNORE ? OPF_IGNORE : 0;
    return true;
}

static bool alter_table(MyParser *p)
{
    size_t first = p->out->ops.len;
    MyAlter alter = { .p = p };
    if (!prefixes(&alter) || !head(&alter))
        return false;
    alter.from = p->at;
    bool partitioning = my_is(p, "PARTITION") && my_is_at(p, 1, "BY");
    partitioning |= my_is(p, "REMOVE") && my_is_at(p, 1, "PARTITIONING");
    if (partitioning ? !my_alter_partitioning(&alter)
                     : !my_at_end(p) && !specifications(&alter))
        return false;
    my_alter_note_passed(&alter, first);
    if (p->out->ops.len == first) { // nothing but clauses, or nothing at all
        Op *op = my_op(p, OP_SET_TABLE_OPTION, OBJ_TABLE);
        op->name = alter.table;
        op->flags = alter.flags;
        op->verb = STR("");
    }
    return true;
}

// ---- ALTER DATABASE ----

static Op *database_op(MyParser *p, Str database, Str verb, Str detail)
{
    Op *op = my_op(p, OP_SET_TABLE_OPTION, OBJ_DATABASE);
    op->name.name = database;
    op->verb = verb;
    op->detail = detail;
    return op;
}

static bool upgrade_directory(MyParser *p, Str database)
{
    size_t from = p->at;
    if (!my_expect(p, "UPGRADE DATA DIRECTORY NAME"))
        return false;
    my_uses(p, MYF_UPGRADE_DIRECTORY, from);
    database_op(p, database, STR("upgrade-directory"), (Str){ 0 });
    return true;
}

static bool alter_database(MyParser *p)
{
    if (!my_only_prefixes(p, 0))
        return false;
    Str database = { 0 }; // none: the default one
    if (my_is_ident(p) && !my_ident(p, &database))
        return false;
    if (my_is(p, "UPGRADE"))
        return upgrade_directory(p, database);
    TableOptionVec options = { 0 };
    bool found = true;
    while (found)
        if (!my_database_option(p, &options, &found))
            return false;
    if (options.len == 0)
        return my_refuse(p, NULL);
    for (size_t i = 0; i < options.len; i++) {
        const TableOption *option = &options.at[i];
        database_op(p, database, option->name, option->value)->span = option->span;
    }
    return true;
}

const MyRow my_alter_rows[] = {
    { "ALTER TABLE", alter_table },
    { "ALTER DATABASE", alter_database },
    { "ALTER SCHEMA", alter_database },
    { NULL, NULL },
};
