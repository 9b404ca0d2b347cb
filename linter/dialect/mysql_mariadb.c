// SPDX-License-Identifier: Apache-2.0
// Sequences, which MariaDB and TiDB have, and statements that MariaDB alone has.
#include "dialect/mysql_program_priv.h"

// ---- sequences ----

static bool signed_number(MyParser *p)
{
    Str digits;
    if (!my_take_punct(p, '-'))
        my_take_punct(p, '+');
    return my_number(p, &digits);
}

typedef struct SequenceOption {
    const char *words;
    bool number; // follows
    bool alters; // of ALTER SEQUENCE alone; the number may be left out
} SequenceOption;

static const SequenceOption sequence_options[] = {
    { "INCREMENT BY", true, false }, { "INCREMENT", true, false },
    { "MINVALUE", true, false },     { "NO MINVALUE", false, false },
    { "NOMINVALUE", false, false },  { "MAXVALUE", true, false },
    { "NO MAXVALUE", false, false }, { "NOMAXVALUE", false, false },
    { "START WITH", true, false },   { "START", true, false },
    { "CACHE", true, false },        { "NOCACHE", false, false },
    { "NO CACHE", false, false },    { "CYCLE", false, false },
    { "NOCYCLE", false, false },     { "NO CYCLE", false, false },
    { "RESTART WITH", true, true },  { "RESTART", true, true },
};

// NO and this word stand before the cursor.
static bool was_no(const MyParser *p, const char *word)
{
    return p->at >= 2 && my_token_is(p->text, p->tokens[p->at - 2], STR("NO")) &&
           my_token_is(p->text, p->tokens[p->at - 1], str_from(word));
}

// An option at the cursor, if one is; *found tells.
static bool sequence_option(MyParser *p, bool alters, bool *found)
{
    const SequenceOption *option = NULL;
    size_t count = sizeof sequence_options / sizeof *sequence_options;
    for (size_t i = 0; i < count && !option; i++)
        if ((alters || !sequence_options[i].alters) &&
            my_take(p, sequence_options[i].words))
            option = &sequence_options[i];
    *found = option != NULL;
    if (option && !option->number && (was_no(p, "CACHE") || was_no(p, "CYCLE")))
        my_uses(p, MYF_SEQUENCE_NO, p->at - 2);
    if (!option || !option->number)
        return true;
    my_take_punct(p, '=');
    bool number = my_peek(p, 0).kind == MYT_NUMBER || my_is_punct(p, '-');
    return (option->alters && !number) || signed_number(p);
}

// Also table options: a sequence is kept like a table of one row.
static bool sequence_body(MyParser *p, SequenceDef *def, bool alters)
{
    size_t from = p->at;
    bool found;
    do {
        TableOptionVec ignored = { 0 };
        if (!sequence_option(p, alters, &found) ||
            (!found && !my_table_option(p, &ignored, &found)))
            return false;
    } while (found);
    def->options = my_text_from(p, from);
    return !alters || p->at > from || my_refuse(p, NULL);
}

static bool sequence_type(MyParser *p, SequenceDef *def)
{
    ColumnDef column = { 0 };
    size_t from = p->at;
    if (!my_take(p, "AS"))
        return true;
    if (!my_type(p, &column))
        return false;
    def->type = column.type;
    my_uses(p, MYF_SEQUENCE_TYPE, from);
    return true;
}

static void sequence_op(MyParser *p, OpKind kind, Name name, const SequenceDef *def)
{
    Op *op = my_op(p, kind, OBJ_SEQUENCE);
    op->name = name;
    op->sequence = def;
}

static bool create_sequence(MyParser *p)
{
    SequenceDef *def = NEW(p->arena, SequenceDef);
    Name name;
    my_uses(p, MYF_SEQUENCE, p->prefix_at - 1);
    if (!my_only_prefixes(p, MYP_OR_REPLACE | MYP_TEMPORARY))
        return false;
    unsigned flags = my_take(p, "IF NOT EXISTS") ? OPF_IF_NOT_EXISTS : 0;
    if (p->prefix.or_replace)
        flags |= OPF_OR_REPLACE;
    if (!my_name(p, &name) || !sequence_type(p, def) || !sequence_body(p, def, false))
        return false;
    sequence_op(p, OP_CREATE_SEQUENCE, name, def);
    p->out->ops.at[p->out->ops.len - 1].flags = flags;
    return true;
}

static bool alter_sequence(MyParser *p)
{
    SequenceDef *def = NEW(p->arena, SequenceDef);
    Name name;
    my_uses(p, MYF_SEQUENCE, p->prefix_at - 1);
    if (!my_only_prefixes(p, 0))
        return false;
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    if (!my_name(p, &name) || !sequence_type(p, def) || !sequence_body(p, def, true))
        return false;
    sequence_op(p, OP_ALTER_SEQUENCE, name, def);
    p->out->ops.at[p->out->ops.len - 1].flags = flags;
    return true;
}

static bool drop_sequence(MyParser *p)
{
    NameVec names = { 0 };
    my_uses(p, MYF_SEQUENCE, p->prefix_at - 1);
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    if (!my_names(p, &names))
        return false;
    for (size_t i = 0; i < names.len; i++) {
        sequence_op(p, OP_DROP_SEQUENCE, names.at[i], NULL);
        p->out->ops.at[p->out->ops.len - 1].flags = flags;
    }
    return true;
}

// ---- packages ----

// What is in it is not told apart; its last word is END, or a name behind END.
static bool package_end(const MyParser *p)
{
    size_t count = p->count;
    if (count > 0 && my_token_is_punct(p->text, p->tokens[count - 1], ';'))
        count--;
    for (size_t back = 1; back <= 2 && back <= count; back++)
        if (my_token_is(p->text, p->tokens[count - back], STR("END")))
            return true;
    return false;
}

static bool create_package(MyParser *p)
{
    Name name;
    if (!(p->modes & MYM_ORACLE))
        my_uses(p, MYF_PACKAGE, p->prefix_at - 1);
    if (!my_only_prefixes(p, MYP_OR_REPLACE | MYP_DEFINER))
        return false;
    unsigned flags = my_take(p, "IF NOT EXISTS") ? OPF_IF_NOT_EXISTS : 0;
    if (!my_name(p, &name) || !package_end(p) || !my_skip_rest(p))
        return my_refuse(p, NULL);
    my_object_op(p, OP_CREATE_OBJECT, OBJ_OTHER, name)->flags |= flags;
    return true;
}

static bool drop_package(MyParser *p)
{
    Name name;
    my_uses(p, MYF_PACKAGE, p->prefix_at - 1);
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    if (!my_name(p, &name))
        return false;
    my_object_op(p, OP_DROP_OBJECT, OBJ_OTHER, name)->flags = flags;
    return true;
}

// ---- backups ----

static bool backup_stage(MyParser *p)
{
    static const char *const stages[] = { "START",        "FLUSH", "BLOCK_DDL",
                                          "BLOCK_COMMIT", "END",   NULL };
    my_uses(p, MYF_BACKUP_STAGE, p->prefix_at - 1);
    if (my_take_one(p, stages) < 0)
        return my_refuse(p, NULL);
    my_op(p, OP_MAINTENANCE, OBJ_NONE)->verb = STR("backup-stage");
    return true;
}

static bool backup_lock(MyParser *p)
{
    Name name;
    my_uses(p, MYF_BACKUP_STAGE, p->prefix_at - 1);
    if (!my_name(p, &name))
        return false;
    Op *op = my_op(p, OP_MAINTENANCE, OBJ_TABLE);
    op->name = name;
    op->verb = STR("backup-lock");
    return true;
}

static bool backup_unlock(MyParser *p)
{
    my_uses(p, MYF_BACKUP_STAGE, p->prefix_at - 1);
    my_op(p, OP_MAINTENANCE, OBJ_NONE)->verb = STR("backup-unlock");
    return true;
}

const MyRow my_mariadb_rows[] = {
    { "CREATE SEQUENCE", create_sequence }, { "ALTER SEQUENCE", alter_sequence },
    { "DROP SEQUENCE", drop_sequence },     { "DROP TEMPORARY SEQUENCE", drop_sequence },
    { "CREATE PACKAGE", create_package },   { "CREATE PACKAGE BODY", create_package },
    { "DROP PACKAGE", drop_package },       { "DROP PACKAGE BODY", drop_package },
    { "BACKUP STAGE", backup_stage },       { "BACKUP LOCK", backup_lock },
    { "BACKUP UNLOCK", backup_unlock },     { NULL, NULL },
};
