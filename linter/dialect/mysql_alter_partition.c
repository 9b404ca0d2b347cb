// SPDX-License-Identifier: Apache-2.0
// What stands alone in its ALTER TABLE: the partition operations and those of tablespaces
// and secondary engines. PARTITION BY, which ends any other.
#include "dialect/mysql_alter_priv.h"

static Op *partition_op(MyAlter *alter, const char *verb)
{
    Op *op = my_alter_op(alter, OP_ALTER_PARTITION);
    op->verb = str_from(verb);
    return op;
}

// The statement is not written to the binary log: nothing to us.
static void take_binlog(MyParser *p)
{
    if (!my_take(p, "LOCAL"))
        my_take(p, "NO_WRITE_TO_BINLOG");
}

// Names, or ALL, which leaves the list empty.
static bool partitions(MyParser *p, StrVec *names)
{
    return my_take(p, "ALL") || my_idents(p, names);
}

// A count, in decimal or hexadecimal digits.
static bool count_of(MyParser *p, Str *count)
{
    if (my_peek(p, 0).kind != MYT_BITS)
        return my_number(p, count);
    *count = my_token_text(p->text, my_peek(p, 0));
    p->at++;
    return true;
}

static bool add(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF NOT EXISTS", MYF_GUARD_PARTITION);
    take_binlog(p);
    TableDef *table = NEW(p->arena, TableDef);
    if (my_take(p, "PARTITIONS") ? !count_of(p, &table->partition_count)
                                 : my_is_punct(p, '(') && !my_partition_defs(p, table))
        return false;
    Op *op = partition_op(alter, spec->verb);
    op->flags |= guard;
    op->table = table;
    op->detail = table->partition_count;
    return true;
}

static bool drop(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    unsigned guard = my_take_guard(p, "IF EXISTS", MYF_GUARD_PARTITION);
    StrVec names = { 0 };
    if (!my_idents(p, &names))
        return false;
    Op *op = partition_op(alter, spec->verb);
    op->flags |= guard;
    op->columns = names;
    return true;
}

static bool truncate(MyAlter *alter, const MySpec *spec)
{
    StrVec names = { 0 };
    if (!partitions(alter->p, &names))
        return false;
    partition_op(alter, spec->verb)->columns = names;
    return true;
}

static bool coalesce(MyAlter *alter, const MySpec *spec)
{
    Str count = { 0 };
    take_binlog(alter->p);
    if (!count_of(alter->p, &count))
        return false;
    partition_op(alter, spec->verb)->detail = count;
    return true;
}

static bool reorganize(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    take_binlog(p);
    StrVec names = { 0 };
    TableDef *table = NEW(p->arena, TableDef);
    if (!my_at_end(p) &&
        !(my_idents(p, &names) && my_expect(p, "INTO") && my_partition_defs(p, table)))
        return false;
    Op *op = partition_op(alter, spec->verb);
    op->columns = names;
    op->table = table;
    return true;
}

// WITH VALIDATION or WITHOUT VALIDATION, if one stands there.
static Str validation(MyParser *p)
{
    size_t from = p->at;
    bool without = my_take(p, "WITHOUT VALIDATION");
    if (without || my_take(p, "WITH VALIDATION"))
        my_uses(p, MYF_PARTITION_VALIDATION, from);
    return without ? STR("without validation") : (Str){ 0 };
}

static bool exchange(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    Str partition = { 0 };
    Name other = { 0 };
    if (!my_ident(p, &partition) || !my_expect(p, "WITH TABLE") || !my_name(p, &other))
        return false;
    Str detail = validation(p);
    Op *op = partition_op(alter, spec->verb);
    *vec_push(p->arena, &op->columns) = partition;
    op->other = other;
    op->detail = detail;
    return true;
}

// ---- CHECK, ANALYZE, … ----

static void take_options(MyParser *p, const char *const *words)
{
    while (my_take_one(p, words) >= 0) {
    }
}

// TiDB's ANALYZE goes on: [INDEX [i, j]] [WITH 4 BUCKETS, 10 TOPN, …].
static bool analyze_options(MyParser *p)
{
    size_t from = p->at;
    StrVec indexes = { 0 };
    if (my_take(p, "INDEX") && my_is_ident(p) && !my_idents(p, &indexes))
        return false;
    if (my_take(p, "WITH"))
        do {
            Str word = { 0 };
            if (my_peek(p, 0).kind != MYT_NUMBER)
                return my_refuse(p, NULL);
            p->at++;
            if (!my_ident(p, &word) || (my_is_ident(p) && !my_ident(p, &word)))
                return false;
        } while (my_take_punct(p, ','));
    if (p->at > from)
        my_uses(p, MYF_TIDB_ALTER, from);
    return true;
}

static bool maintain(MyAlter *alter, const MySpec *spec)
{
    static const char *const check[] = { "FAST",    "QUICK",       "MEDIUM", "EXTENDED",
                                         "CHANGED", "FOR UPGRADE", NULL };
    static const char *const repair[] = { "QUICK", "EXTENDED", "USE_FRM", NULL };
    MyParser *p = alter->p;
    Str verb = str_from(spec->verb);
    bool checks = str_eq(verb, STR("check"));
    if (!checks)
        take_binlog(p);
    StrVec names = { 0 };
    if (!partitions(p, &names))
        return false;
    if (checks)
        take_options(p, check);
    else if (str_eq(verb, STR("repair")))
        take_options(p, repair);
    else if (str_eq(verb, STR("analyze")) && !analyze_options(p))
        return false;
    partition_op(alter, spec->verb)->columns = names;
    return true;
}

// DISCARD PARTITION … TABLESPACE, and IMPORT.
static bool tablespace(MyAlter *alter, const MySpec *spec)
{
    StrVec names = { 0 };
    if (!partitions(alter->p, &names) || !my_expect(alter->p, "TABLESPACE"))
        return false;
    partition_op(alter, spec->verb)->columns = names;
    return true;
}

// ---- MariaDB ----

static bool convert_partition(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    Str partition = { 0 };
    Name other = { 0 };
    if (!my_ident(p, &partition) || !my_expect(p, "TO TABLE") || !my_name(p, &other))
        return false;
    Op *op = partition_op(alter, spec->verb);
    *vec_push(p->arena, &op->columns) = partition;
    op->other = other;
    return true;
}

static bool convert_table(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    Name other = { 0 };
    TableDef *table = NEW(p->arena, TableDef);
    if (!my_name(p, &other) || !my_expect(p, "TO") || !my_partition_def(p, table))
        return false;
    Str detail = validation(p);
    Op *op = partition_op(alter, spec->verb);
    op->other = other;
    op->table = table;
    op->detail = detail;
    return true;
}

// ---- MySQL ----

static bool secondary_load(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    size_t from = p->at;
    StrVec names = { 0 };
    if (my_take(p, "PARTITION")) {
        if (!my_ident_list(p, &names))
            return false;
        my_uses(p, MYF_SECONDARY_LOAD_PARTITION, from);
    }
    my_alter_option(alter, spec->verb, (Str){ 0 })->columns = names;
    return true;
}

// ---- TiDB ----

// PARTITION p ATTRIBUTES …, or an option such as PLACEMENT POLICY.
static bool partition_option(MyAlter *alter, const MySpec *spec)
{
    (void)spec;
    MyParser *p = alter->p;
    Str partition = { 0 };
    if (!my_ident(p, &partition))
        return false;
    static const MySpec attributes = { .verb = "attributes" };
    size_t first = p->out->ops.len;
    if (my_take(p, "ATTRIBUTES") ? !my_alter_string(alter, &attributes)
                                 : !my_alter_options_behind(alter))
        return false;
    for (size_t i = first; i < p->out->ops.len; i++) {
        Op *op = &p->out->ops.at[i];
        op->kind = OP_ALTER_PARTITION;
        *vec_push(p->arena, &op->columns) = partition;
    }
    return true;
}

// (value) behind LESS THAN: the border up to which partitions are dropped, added, merged
// or split.
static bool less_than(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    Str border = { 0 };
    if (!my_skip_group(p, &border))
        return false;
    take_binlog(p);
    unsigned guard = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    Op *op = partition_op(alter, spec->verb);
    op->flags |= guard;
    op->detail = arena_fmt(p->arena, "LESS THAN (" STR_FMT ")", STR_ARG(border));
    return true;
}

static bool compact(MyAlter *alter, const MySpec *spec)
{
    MyParser *p = alter->p;
    StrVec names = { 0 };
    if (my_take(p, "PARTITION") && !my_idents(p, &names))
        return false;
    my_take(p, "TIFLASH REPLICA");
    my_alter_option(alter, spec->verb, (Str){ 0 })->columns = names;
    return true;
}

// ---- PARTITION BY ----

bool my_alter_partitioning(MyAlter *alter)
{
    MyParser *p = alter->p;
    alter->from = p->at;
    if (my_take(p, "REMOVE PARTITIONING")) {
        partition_op(alter, "remove");
        return true;
    }
    if (!my_take(p, "PARTITION BY"))
        return true;
    TableDef *table = NEW(p->arena, TableDef);
    if (!my_partition_by(p, table))
        return false;
    partition_op(alter, "by")->table = table;
    return true;
}

const MySpec my_lone_specs[] = {
    { "ADD PARTITION", "add", MYF_NONE, add },
    { "DROP PARTITION", "drop", MYF_NONE, drop },
    { "TRUNCATE PARTITION", "truncate", MYF_NONE, truncate },
    { "COALESCE PARTITION", "coalesce", MYF_NONE, coalesce },
    { "REORGANIZE PARTITION", "reorganize", MYF_NONE, reorganize },
    { "EXCHANGE PARTITION", "exchange", MYF_NONE, exchange },
    { "ANALYZE PARTITION", "analyze", MYF_NONE, maintain },
    { "CHECK PARTITION", "check", MYF_PARTITION_MAINTENANCE, maintain },
    { "OPTIMIZE PARTITION", "optimize", MYF_PARTITION_MAINTENANCE, maintain },
    { "REBUILD PARTITION", "rebuild", MYF_PARTITION_MAINTENANCE, maintain },
    { "REPAIR PARTITION", "repair", MYF_PARTITION_MAINTENANCE, maintain },
    { "DISCARD PARTITION", "discard", MYF_PARTITION_TABLESPACE, tablespace },
    { "IMPORT PARTITION", "import", MYF_PARTITION_TABLESPACE, tablespace },
    { "CONVERT PARTITION", "convert-to-table", MYF_PARTITION_CONVERT, convert_partition },
    { "CONVERT TABLE", "convert-from-table", MYF_PARTITION_CONVERT, convert_table },
    { "DISCARD TABLESPACE", "discard-tablespace", MYF_NONE, NULL },
    { "IMPORT TABLESPACE", "import-tablespace", MYF_NONE, NULL },
    { "SECONDARY_LOAD", "secondary-load", MYF_SECONDARY_LOAD, secondary_load },
    { "SECONDARY_UNLOAD", "secondary-unload", MYF_SECONDARY_LOAD, secondary_load },
    { "FIRST PARTITION LESS THAN", "drop", MYF_PARTITION_INTERVAL, less_than },
    { "LAST PARTITION LESS THAN", "add", MYF_PARTITION_INTERVAL, less_than },
    { "MERGE FIRST PARTITION LESS THAN", "reorganize", MYF_PARTITION_INTERVAL,
      less_than },
    { "SPLIT MAXVALUE PARTITION LESS THAN", "reorganize", MYF_PARTITION_INTERVAL,
      less_than },
    { "PARTITION", NULL, MYF_TIDB_ALTER, partition_option },
    { "REMOVE TTL", "remove-ttl", MYF_TTL, NULL },
    { "COMPACT", "compact", MYF_TIDB_ALTER, compact },
    { NULL, NULL, MYF_NONE, NULL },
};
