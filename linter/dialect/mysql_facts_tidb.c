// SPDX-License-Identifier: Apache-2.0
// What TiDB does: every change is online, made by one owner for the whole cluster; it is
// at once, reads the rows to build an index, or writes them anew. TiDB's source, and its
// manual, "Online DDL" and "MODIFY COLUMN".
#include "dialect/mysql_facts_priv.h"

#include "ir/charset.h"

// ---- columns ----

static long integer_rank(const TypeRef *type)
{
    static const char *const words[] = { "tinyint", "smallint", "mediumint", "int",
                                         "bigint" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(type->name.name, str_from(words[i])))
            return (long)i + 1;
    return 0;
}

// How much fits into a column of characters or bytes; 0: it is of another kind.
static long text_rank(const TypeRef *type)
{
    static const struct {
        const char *name;
        long rank;
    } rows[] = {
        { "tinytext", 255 },       { "tinyblob", 255 },        { "text", 65535 },
        { "blob", 65535 },         { "mediumtext", 16777215 }, { "mediumblob", 16777215 },
        { "longtext", INT32_MAX }, { "longblob", INT32_MAX },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(type->name.name, str_from(rows[i].name)))
            return rows[i].rank;
    bool varies = str_eq(type->name.name, STR("varchar")) ||
                  str_eq(type->name.name, STR("varbinary"));
    return varies && type->mod_count > 0 ? type->mods[0] : 0;
}

// What the type's number grows by without a change to the values; -1: it is no such type.
static long room_of(const TypeRef *type)
{
    static const struct {
        const char *name;
        long unsaid; // what it is where nothing is said
    } rows[] = {
        { "char", 1 }, { "bit", 1 }, { "datetime", 0 }, { "timestamp", 0 }, { "time", 0 }
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(type->name.name, str_from(rows[i].name)))
            return type->mod_count > 0 ? type->mods[0] : rows[i].unsaid;
    return -1;
}

static bool type_keeps_values(const TypeRef *old, const TypeRef *new)
{
    if (str_eq(old->text, new->text))
        return true;
    long from = integer_rank(old), to = integer_rank(new);
    if (from > 0 && to > 0)
        return to >= from && old->is_unsigned == new->is_unsigned;
    if (str_eq(old->name.name, new->name.name) && room_of(old) >= 0)
        return room_of(new) >= room_of(old);
    from = text_rank(old);
    to = text_rank(new);
    return from > 0 && to >= from && type_is_text(old) == type_is_text(new);
}

// The values stay as they are stored: an integer of more bytes and the same sign, a
// longer string, whatever its character set.
bool my_tidb_keeps_values(const MyAsk *ask)
{
    if (!ask->column || !ask->op->column)
        return false;
    return my_tidb_takes_charset(my_charset(ask->table, ask->column->def),
                                 my_charset(ask->table, ask->op->column)) &&
           type_keeps_values(&ask->column->def->type, &ask->op->column->type);
}

enum {
    ANY_TYPE = MYC_TYPE,
    AT_ONCE = MYC_NOTHING | MYC_NAME | MYC_DEFAULT | MYC_COMMENT | MYC_VISIBLE |
              MYC_NULL | MYC_POSITION | MYC_GROW | MYC_GROW_SHORT | MYC_GROW_LONG |
              MYC_MEMBERS | MYC_UTF8 | MYC_COLLATION | MYC_AUTO_GONE
};

static const MyFact at_once[] = {
    { CODE, TIDB, RUN(INSTANT) },
};

static const MyFact modify_column[] = {
    { CODE, TIDB, .change = AT_ONCE, RUN(INSTANT) },
    // Reads the rows until it finds a NULL.
    { CODE, TIDB, .change = MYC_NOT_NULL, RUN(INSTANT) },
    { CODE, TIDB, .change = ANY_TYPE, .when = my_tidb_keeps_values, RUN(INSTANT) },
    { CODE, TIDB, .change = ANY_TYPE, .unless = my_tidb_keeps_values, RUN(REBUILD) },
    { CODE, TIDB, .change = MYC_UNKNOWN, RUN(REBUILD) },
};

// ---- indexes and constraints ----

static bool is_fulltext(const MyAsk *ask)
{
    return ask->op->index && str_eq(ask->op->index->method, STR("fulltext"));
}

static const MyFact create_index[] = {
    { MANUAL, TIDB, .when = is_fulltext,
      MY_IGNORE("FULLTEXT is parsed and forgotten: no index is made") },
    { CODE, TIDB, .unless = is_fulltext, RUN(BUILD) },
};

static bool is_check_ignored(const MyAsk *ask)
{
    return ask->version < ENGINE_VERSION(7, 2, 0) ||
           !my_is_on(ask, "tidb_enable_check_constraint");
}

static bool is_check_done(const MyAsk *ask)
{
    return !is_check_ignored(ask);
}

enum {
    PRIMARY = 1 << CON_PRIMARY_KEY,
    FOREIGN = 1 << CON_FOREIGN_KEY,
    CHECK = 1 << CON_CHECK
};

static const MyFact add_constraint[] = {
    { CODE, TIDB, .con = CHECK, .with = OPF_INLINE,
      MY_IGNORE("a CHECK inside ADD COLUMN is parsed and forgotten") },
    { MANUAL, TIDB, .con = CHECK, .when = is_check_ignored,
      MY_IGNORE("CHECK constraints are ignored unless tidb_enable_check_constraint is "
                "ON, which is not the default") },
    { MANUAL, TIDB, .con = FOREIGN, .with = OPF_INLINE,
      MY_IGNORE("REFERENCES inside a column is parsed and forgotten: no foreign key is "
                "made") },
    { MANUAL, TIDB, BEFORE(6, 6, 0), .con = FOREIGN,
      MY_IGNORE("foreign keys are not enforced before TiDB 6.6, nor later on if they "
                "were made then") },
    { CODE, TIDB, .con = PRIMARY, RUN(BUILD) },
    { CODE, TIDB, .con = FOREIGN, RUN(INSTANT) },
    { CODE, TIDB, .con = CHECK, .when = is_check_done, RUN(INSTANT) },
};

// DROP CONSTRAINT and DROP CHECK look for CHECK constraints alone, and not even for those
// where nothing is checked.
static bool drops_nothing(const MyAsk *ask)
{
    static const char *const verbs[] = { "constraint", "check", NULL };
    const Constraint *found = table_constraint(ask->table, ask->op->part);
    return str_is_any(ask->op->verb, verbs) && is_check_ignored(ask) &&
           (table_index(ask->table, ask->op->part) ||
            (found && found->def.kind == CON_FOREIGN_KEY));
}

static const MyFact drop_constraint[] = {
    { MEASURED, TIDB, .when = drops_nothing,
      MY_IGNORE("DROP CONSTRAINT and DROP CHECK drop CHECK constraints alone: the key "
                "stays") },
    { CODE, TIDB, .unless = drops_nothing, RUN(INSTANT) },
};

const MyFactList my_tidb_facts[OP_KIND_COUNT] = {
    [OP_ADD_COLUMN] = MY_FACTS(at_once),
    [OP_DROP_COLUMN] = MY_FACTS(at_once),
    [OP_RENAME_COLUMN] = MY_FACTS(at_once),
    [OP_SET_DEFAULT] = MY_FACTS(at_once),
    [OP_DROP_DEFAULT] = MY_FACTS(at_once),
    [OP_ALTER_COLUMN] = MY_FACTS(at_once),
    [OP_DROP_INDEX] = MY_FACTS(at_once),
    [OP_RENAME_INDEX] = MY_FACTS(at_once),
    [OP_ALTER_INDEX] = MY_FACTS(at_once),
    [OP_DROP_CONSTRAINT] = MY_FACTS(drop_constraint),
    [OP_ALTER_CONSTRAINT] = MY_FACTS(at_once),
    [OP_RENAME_TABLE] = MY_FACTS(at_once),
    [OP_DROP_TABLE] = MY_FACTS(at_once),
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
    [OP_CREATE_INDEX] = MY_FACTS(create_index),
    [OP_ADD_CONSTRAINT] = MY_FACTS(add_constraint),
};

// ---- tables ----

static bool is_meaningless(const MyAsk *ask)
{
    static const char *const verbs[] = { "engine",       "row_format",  "order-by",
                                         "disable-keys", "enable-keys", NULL };
    return str_is_any(ask->op->verb, verbs);
}

static const MyFact set_table_option[] = {
    { MANUAL, TIDB, .when = is_meaningless,
      MY_IGNORE("the clause is parsed and forgotten: there is one storage engine") },
    { CODE, TIDB, .unless = is_meaningless, RUN(INSTANT) },
};

static bool moves_rows(const MyAsk *ask)
{
    static const char *const verbs[] = { "reorganize", "coalesce", "by", "remove", NULL };
    bool hashed = my_is_partitioned(ask) &&
                  !str_starts(ask->table->partition_by, STR("range")) &&
                  !str_starts(ask->table->partition_by, STR("list"));
    return str_is_any(ask->op->verb, verbs) ||
           (hashed && str_eq(ask->op->verb, STR("add")));
}

static const MyFact alter_partition[] = {
    { CODE, TIDB, .when = moves_rows, RUN(REBUILD) },
    { CODE, TIDB, .unless = moves_rows, RUN(INSTANT) },
};

static const MyFact truncate_table[] = {
    { MANUAL, TIDB, .deed = MYD_REPLACES, .lock = ONLINE_LOCK_NONE },
};

static const MyFact lock_table[] = {
    { MANUAL, TIDB,
      MY_IGNORE("LOCK TABLES does nothing unless enable-table-lock is set") },
};

const MyFactList my_tidb_table_facts[OP_KIND_COUNT] = {
    [OP_SET_TABLE_OPTION] = MY_FACTS(set_table_option),
    [OP_ALTER_PARTITION] = MY_FACTS(alter_partition),
    [OP_TRUNCATE] = MY_FACTS(truncate_table),
    [OP_LOCK_TABLE] = MY_FACTS(lock_table),
};
