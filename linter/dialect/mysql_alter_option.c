// SPDX-License-Identifier: Apache-2.0
// The specifications of ALTER TABLE that are about the table itself.
#include "dialect/mysql_alter_priv.h"

static bool rename_table(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    my_take_punct(p, '=');
    Name new = { 0 };
    if (!my_name(p, &new))
        return false;
    my_alter_op(alter, OP_RENAME_TABLE)->other = new;
    return true;
}

static bool convert(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    Str charset = STR("default");
    Str collation = { 0 };
    if (!my_take_charset(p))
        return my_refuse(p, NULL);
    if (!my_take(p, "DEFAULT") && !my_charset_name(p, &charset))
        return false;
    if (my_take(p, "COLLATE") && !my_collation_name(p, &collation))
        return false;
    if (collation.len > 0)
        charset = arena_fmt(p->arena, STR_FMT " " STR_FMT, STR_ARG(charset),
                            STR_ARG(collation));
    my_alter_option(alter, spec->verb, charset);
    return true;
}

// Columns alone, and the list goes on behind every comma.
static bool order_by(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    size_t from = p->at;
    StrVec columns = { 0 };
    do {
        Name name;
        if (!my_name(p, &name) || (my_take_punct(p, '.') && !my_any_word(p, &name.name)))
            return false;
        *vec_push(p->arena, &columns) = name.name;
        if (!my_take(p, "ASC"))
            my_take(p, "DESC");
    } while (my_take_punct(p, ','));
    my_alter_option(alter, spec->verb, my_text_from(p, from))->columns = columns;
    return true;
}

bool my_alter_options_behind(MyAlter *alter)
{
    MyParser *p = alter->p;
    size_t first = p->out->ops.len;
    if (!my_alter_options(alter))
        return false;
    p->out->ops.at[first].span.start = p->tokens[alter->from].start;
    return true;
}

// FORCE alone, or in front of the two options whose value TiDB otherwise only raises.
static bool force(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    if (my_is(p, "AUTO_INCREMENT") || my_is(p, "AUTO_RANDOM_BASE")) {
        my_uses(p, MYF_TIDB_ALTER, alter->from);
        return my_alter_options_behind(alter);
    }
    my_alter_option(alter, spec->verb, (Str){ 0 });
    return true;
}

// ---- TiDB ----

// n [LOCATION LABELS 'a', 'b']
static bool tiflash_replica(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    size_t from = p->at;
    Str count = { 0 };
    if (!my_number(p, &count))
        return false;
    if (my_take(p, "LOCATION LABELS"))
        do {
            Str label = { 0 };
            if (!my_string(p, &label))
                return false;
        } while (my_take_punct(p, ','));
    my_alter_option(alter, spec->verb, my_text_from(p, from));
    return true;
}

bool my_alter_string(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    my_take_punct(p, '=');
    Str value = STR("default");
    if (!my_take(p, "DEFAULT") && !my_string(p, &value))
        return false;
    my_alter_option(alter, spec->verb, value);
    return true;
}

// [IF NOT EXISTS] name kind(a, b), which ADD defines and DROP only names.
static bool extended_statistics(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    bool drops = my_token_is(p->text, p->tokens[alter->from], STR("DROP"));
    unsigned flags = 0;
    if (drops ? my_take(p, "IF EXISTS") : my_take(p, "IF NOT EXISTS"))
        flags = drops ? OPF_IF_EXISTS : OPF_IF_NOT_EXISTS;
    Str name = { 0 };
    Str kind = { 0 };
    StrVec columns = { 0 };
    if (!my_ident(p, &name) ||
        (!drops && (!my_ident(p, &kind) || !my_ident_list(p, &columns))))
        return false;
    Op *op = my_alter_option(alter, spec->verb, name);
    op->flags |= flags;
    op->columns = columns;
    return true;
}

const MySpec my_option_specs[] = {
    { "RENAME", NULL, MYF_NONE, rename_table },
    { "RENAME TO", NULL, MYF_NONE, rename_table },
    { "RENAME AS", NULL, MYF_NONE, rename_table },
    { "CONVERT TO", "convert", MYF_NONE, convert },
    { "ORDER BY", "order-by", MYF_NONE, order_by },
    { "FORCE", "force", MYF_NONE, force },
    { "DISABLE KEYS", "disable-keys", MYF_NONE, NULL },
    { "ENABLE KEYS", "enable-keys", MYF_NONE, NULL },
    { "ADD SYSTEM VERSIONING", "add-versioning", MYF_SYSTEM_VERSIONING, NULL },
    { "DROP SYSTEM VERSIONING", "drop-versioning", MYF_SYSTEM_VERSIONING, NULL },
    { "SET TIFLASH REPLICA", "tiflash-replica", MYF_TIFLASH_REPLICA, tiflash_replica },
    { "SET HYPO TIFLASH REPLICA", "hypo-tiflash-replica", MYF_TIFLASH_REPLICA,
      tiflash_replica },
    { "CACHE", "cache", MYF_TIDB_ALTER, NULL },
    { "NOCACHE", "nocache", MYF_TIDB_ALTER, NULL },
    { "ATTRIBUTES", "attributes", MYF_TIDB_ALTER, my_alter_string },
    { "STATS_OPTIONS", "stats-options", MYF_TIDB_ALTER, my_alter_string },
    { "ADD STATS_EXTENDED", "add-statistics", MYF_TIDB_ALTER, extended_statistics },
    { "DROP STATS_EXTENDED", "drop-statistics", MYF_TIDB_ALTER, extended_statistics },
    { NULL, NULL, MYF_NONE, NULL },
};
