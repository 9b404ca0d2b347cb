// SPDX-License-Identifier: Apache-2.0
// What TiDB refuses, as far as a history tells. 8200 is its own "unsupported".
#include "dialect/mysql_facts_priv.h"

#include "ir/charset.h"

// ---- columns ----

static bool is_there(const MyAsk *ask)
{
    return my_column_is_there(ask) && !op_has(ask->op, OPF_IF_NOT_EXISTS);
}

static bool is_missing(const MyAsk *ask)
{
    return my_column_is_missing(ask) && !op_has(ask->op, OPF_IF_EXISTS);
}

static bool adds_auto(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->auto_increment;
}

// AUTO_RANDOM of the column as it is and as the op has it; ptr NULL: it has none, or
// there is no such column.
static Str old_random(const MyAsk *ask)
{
    return ask->column ? column_rest(ask->column->def)->auto_random : (Str){ 0 };
}

static Str new_random(const MyAsk *ask)
{
    return ask->op->column ? column_rest(ask->op->column)->auto_random : (Str){ 0 };
}

static bool adds_auto_random(const MyAsk *ask)
{
    return new_random(ask).ptr && !old_random(ask).ptr;
}

static bool adds_stored(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->generated == GENERATED_STORED;
}

static bool adds_primary(const MyAsk *ask)
{
    for (size_t i = 0; ask->op->column && i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op_has(op, OPF_INLINE) && op->constraint &&
            op->constraint->kind == CON_PRIMARY_KEY && op->constraint->columns.len == 1 &&
            str_eq_ci(op->constraint->columns.at[0], ask->op->column->name))
            return true;
    }
    return false;
}

static bool adds_unique(const MyAsk *ask)
{
    for (size_t i = 0; ask->op->column && i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op_has(op, OPF_INLINE) && op->index &&
            my_index_has(ask, op->index, ask->op->column->name))
            return true;
    }
    return false;
}

static bool is_in_primary_key(const MyAsk *ask)
{
    return my_is_in_primary_key(ask, ask->op->part);
}

static bool is_in_composite_index(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->indexes.len; i++) {
        const IndexDef *index = &ask->table->indexes.at[i]->def;
        if (index->parts.len > 1 && my_index_has(ask, index, ask->op->part))
            return true;
    }
    return false;
}

// VIRTUAL, STORED or plain is for good, and so is what a STORED one computes.
static bool changes_generated(const MyAsk *ask)
{
    bool keeps = my_is_stored_column(ask) && ask->op->column &&
                 ask->op->column->generated == GENERATED_NONE;
    unsigned fixed = MYC_KIND | MYC_TO_GENERATED | MYC_STORED | MYC_VIRTUAL_TO_PLAIN;
    return !keeps && (ask->change & fixed) != 0;
}

// A DEFAULT that is a call of another function than NOW(), CURDATE() or NEXTVAL().
static bool adds_computed(const MyAsk *ask)
{
    static const char *const words[] = { "uuid",        "rand",          "date_format",
                                         "replace",     "upper",         "str_to_date",
                                         "json_array",  "json_object",   "json_quote",
                                         "uuid_to_bin", "vec_from_text", NULL };
    Str text = ask->op->column ? ask->op->column->default_expr : (Str){ 0 }, name;
    while (text.len > 0 && (text.ptr[0] == '(' || text.ptr[0] == ' '))
        text = str_drop(text, 1);
    if (!str_cut(&text, '(', &name) || text.len == 0)
        return false;
    for (size_t i = 0; words[i]; i++)
        if (str_eq_ci(str_trim(name), str_from(words[i])))
            return true;
    return false;
}

// The rows would have to be written anew.
static bool is_reorganized(const MyAsk *ask)
{
    return (ask->change & MYC_TYPE) != 0 && !my_tidb_keeps_values(ask);
}

static bool reorganizes_primary_key(const MyAsk *ask)
{
    return is_reorganized(ask) && is_in_primary_key(ask);
}

static bool reorganizes_partitions(const MyAsk *ask)
{
    return is_reorganized(ask) && my_is_partitioned(ask);
}

static bool collates_index(const MyAsk *ask)
{
    return (ask->change & MYC_COLLATION) != 0 && my_part_is_keyed(ask);
}

static bool is_other_charset(const MyAsk *ask)
{
    if (!ask->column || !ask->op->column || !type_is_text(&ask->column->def->type) ||
        !type_is_text(&ask->op->column->type))
        return false;
    Str from = my_charset(ask->table, ask->column->def);
    Str to = my_charset(ask->table, ask->op->column);
    return from.len > 0 && to.len > 0 && !my_tidb_takes_charset(from, to);
}

static bool loses_auto(const MyAsk *ask)
{
    return (ask->change & MYC_AUTO_GONE) != 0 && ask->op->column &&
           !new_random(ask).ptr && !my_is_on(ask, "tidb_allow_remove_auto_inc");
}

static bool loses_auto_random(const MyAsk *ask)
{
    return ask->op->column && old_random(ask).ptr && !new_random(ask).ptr;
}

enum { SHARD_BITS = 5, ALL_BITS = 64 }; // of AUTO_RANDOM without numbers

typedef struct RandomBits {
    uint64_t shards;
    uint64_t all;
} RandomBits;

// "6, 54"
static RandomBits random_bits(Str text)
{
    RandomBits bits = { SHARD_BITS, ALL_BITS };
    Str shards;
    if (str_cut(&text, ',', &shards))
        str_to_u64(str_trim(shards), &bits.shards);
    str_to_u64(str_trim(text), &bits.all);
    return bits;
}

static bool changes_random_bits(const MyAsk *ask)
{
    if (!old_random(ask).ptr || !new_random(ask).ptr)
        return false;
    RandomBits old = random_bits(old_random(ask));
    RandomBits new = random_bits(new_random(ask));
    return new.shards < old.shards || new.all != old.all;
}

// AUTO_INCREMENT of a BIGINT that is the clustered key can become AUTO_RANDOM.
static bool cannot_be_random(const MyAsk *ask)
{
    return adds_auto_random(ask) && ask->column &&
           !(ask->column->def->auto_increment && is_in_primary_key(ask) &&
             str_eq(ask->column->def->type.name.name, STR("bigint")));
}

static bool name_is_taken(const MyAsk *ask)
{
    return !str_eq_ci(ask->op->other.name, ask->op->part) &&
           table_column(ask->table, ask->op->other.name);
}

static const MyFact add_column[] = {
    { CODE, TIDB, .when = is_there, MY_REFUSE("the column already exists (1060)") },
    { MEASURED, TIDB, .when = adds_primary,
      MY_REFUSE("a column cannot be added as primary key (8200)") },
    { CODE, TIDB, .when = adds_unique,
      MY_REFUSE("a column cannot be added as UNIQUE (8200)") },
    { MEASURED, TIDB, .when = adds_auto,
      MY_REFUSE("an AUTO_INCREMENT column cannot be added (8200)") },
    { MEASURED, TIDB, .when = adds_auto_random,
      MY_REFUSE("an AUTO_RANDOM column cannot be added (8216)") },
    { MEASURED, TIDB, .when = adds_stored,
      MY_REFUSE("a STORED generated column cannot be added (3106)") },
    { MEASURED, TIDB, .when = adds_computed,
      MY_REFUSE("a column cannot be added with a function as DEFAULT: the old rows would "
                "need its value (1674)") },
};

static const MyFact drop_column[] = {
    { CODE, TIDB, .when = is_missing, MY_REFUSE("the column does not exist (1091)") },
    { CODE, TIDB, .when = is_in_primary_key,
      MY_REFUSE("a column of the primary key cannot be dropped (8200)") },
    { CODE, TIDB, .when = is_in_composite_index,
      MY_REFUSE("a column of an index of several columns cannot be dropped (8200)") },
    { CODE, TIDB, .when = my_feeds_generated,
      MY_REFUSE("a generated column is computed from it (3108)") },
    { CODE, TIDB, SINCE(6, 6, 0), .when = my_part_is_in_foreign_key,
      MY_REFUSE("a foreign key needs the column (1828)") },
    { CODE, TIDB, SINCE(6, 6, 0), .when = my_part_is_referenced,
      MY_REFUSE("a foreign key of another table points to the column (1829)") },
};

static const MyFact rename_column[] = {
    { CODE, TIDB, .when = is_missing, MY_REFUSE("the column does not exist (1054)") },
    { CODE, TIDB, .when = name_is_taken, MY_REFUSE("the column already exists (1060)") },
    { CODE, TIDB, .when = my_feeds_generated,
      MY_REFUSE("a generated column is computed from it (3108)") },
};

static const MyFact modify_column[] = {
    { CODE, TIDB, .when = is_missing, MY_REFUSE("the column does not exist (1054)") },
    { CODE, TIDB, .when = name_is_taken, MY_REFUSE("the column already exists (1060)") },
    { MEASURED, TIDB, .when = changes_generated,
      MY_REFUSE(
          "whether a column is generated, and what a STORED one computes, cannot be "
          "changed (3106)") },
    { MEASURED, TIDB, .when = my_feeds_generated,
      MY_REFUSE("a generated column is computed from it (3106)") },
    { MEASURED, TIDB, .change = MYC_AUTO_ADDED,
      MY_REFUSE("AUTO_INCREMENT cannot be added to a column (8200)") },
    { MEASURED, TIDB, .when = loses_auto,
      MY_REFUSE("AUTO_INCREMENT is taken away only with tidb_allow_remove_auto_inc=ON "
                "(8200)") },
    { MEASURED, TIDB, .when = loses_auto_random,
      MY_REFUSE("AUTO_RANDOM cannot be taken away (8216)") },
    { MEASURED, TIDB, .when = changes_random_bits,
      MY_REFUSE("AUTO_RANDOM gets no fewer shard bits than it has, and keeps its range "
                "(8216)") },
    { MEASURED, TIDB, .when = cannot_be_random,
      MY_REFUSE("only an AUTO_INCREMENT column of type BIGINT that is the clustered "
                "primary key becomes AUTO_RANDOM (8216)") },
    { CODE, TIDB, .when = is_other_charset,
      MY_REFUSE("utf8 and latin1 become utf8mb4, and no other character set another "
                "one (8200)") },
    { CODE, TIDB, .when = collates_index,
      MY_REFUSE("the collation of a column in an index cannot be changed (8200)") },
    { MEASURED, TIDB, .when = reorganizes_primary_key,
      MY_REFUSE("the values of a column of the primary key cannot be written anew "
                "(8200)") },
    { MEASURED, TIDB, .when = reorganizes_partitions,
      MY_REFUSE("the values of a column of a partitioned table cannot be written anew "
                "(8200)") },
};

static const MyFact alter_default[] = {
    { CODE, TIDB, .when = is_missing, MY_REFUSE("the column does not exist (1054)") },
};

// ---- indexes and constraints ----

static bool is_spatial(const MyAsk *ask)
{
    return ask->op->index && str_eq(ask->op->index->method, STR("spatial"));
}

static bool index_is_there(const MyAsk *ask)
{
    return ask->op->index && ask->op->index->name.len > 0 &&
           table_index(ask->table, ask->op->index->name) &&
           !op_has(ask->op, OPF_IF_NOT_EXISTS);
}

static bool index_is_missing(const MyAsk *ask)
{
    return !my_is_unknown(ask) && !table_index(ask->table, ask->op->part) &&
           !str_eq_ci(ask->op->part, STR("PRIMARY")) && !op_has(ask->op, OPF_IF_EXISTS);
}

static bool index_lacks_partition_columns(const MyAsk *ask)
{
    const IndexDef *index = ask->op->index;
    if (!my_is_partitioned(ask) || !index || !index->unique || index->global)
        return false;
    for (size_t i = 0; i < ask->table->partition_columns.len; i++)
        if (!my_index_has(ask, index, ask->table->partition_columns.at[i]))
            return true;
    return false;
}

static bool adds_clustered(const MyAsk *ask)
{
    return ask->op->constraint && ask->op->constraint->clustering == CLUSTERED;
}

static bool has_primary_key(const MyAsk *ask)
{
    return my_primary_key(ask->table) != NULL;
}

static bool drops_clustered(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("primary-key")) && ask->table &&
           ask->table->clustering == CLUSTERED;
}

enum { PRIMARY = 1 << CON_PRIMARY_KEY, FOREIGN = 1 << CON_FOREIGN_KEY };

static const MyFact create_index[] = {
    { MEASURED, TIDB, .when = is_spatial,
      MY_REFUSE("there are no SPATIAL indexes (8200)") },
    { CODE, TIDB, .when = index_is_there, MY_REFUSE("an index has that name (1061)") },
    { MEASURED, TIDB, .when = index_lacks_partition_columns,
      MY_REFUSE("a unique index has to include the columns that the table is partitioned "
                "by, or to be GLOBAL (8264)") },
};

static const MyFact change_index[] = {
    { CODE, TIDB, .when = index_is_missing,
      MY_REFUSE("the index does not exist (1091)") },
};

static const MyFact add_constraint[] = {
    { CODE, TIDB, .con = PRIMARY, .when = has_primary_key,
      MY_REFUSE("the table has a primary key (1068)") },
    { MEASURED, TIDB, .con = PRIMARY, .when = adds_clustered,
      MY_REFUSE("a CLUSTERED primary key cannot be added later (8200)") },
    { MEASURED, TIDB, .con = FOREIGN, .without = OPF_INLINE, .when = my_is_partitioned,
      MY_REFUSE("foreign keys and partitions do not go together (1506)") },
};

static const MyFact drop_constraint[] = {
    { MEASURED, TIDB, .when = drops_clustered,
      MY_REFUSE("a CLUSTERED primary key cannot be dropped (8200)") },
};

// ---- tables ----

static bool is_unsupported_option(const MyAsk *ask)
{
    static const char *const verbs[] = {
        "discard-tablespace", "import-tablespace", "force",
        "checksum",           "stats_persistent",  "stats_auto_recalc",
        "stats_sample_pages", "key_block_size",    "avg_row_length",
        "max_rows",           "min_rows",          "pack_keys",
        "delay_key_write",    "insert_method",     "compression",
        "encryption",         "connection",        NULL
    };
    return str_is_any(ask->op->verb, verbs);
}

static bool is_unsupported_partition(const MyAsk *ask)
{
    static const char *const verbs[] = { "rebuild", "optimize", "check", "repair",
                                         "import",  "discard",  NULL };
    return str_is_any(ask->op->verb, verbs);
}

static bool is_new_partitioning(const MyAsk *ask)
{
    static const char *const verbs[] = { "by", "remove", NULL };
    return str_is_any(ask->op->verb, verbs);
}

static bool is_unknown_maintenance(const MyAsk *ask)
{
    static const char *const verbs[] = { "check", "repair", "checksum", NULL };
    return str_is_any(ask->op->verb, verbs);
}

static bool points_to_it(const MyAsk *ask)
{
    return my_checks_foreign_keys(ask) && my_is_referenced_elsewhere(ask);
}

static bool converts_badly(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("convert")) && (ask->change & MYC_TYPE) != 0 &&
           !str_starts(ask->op->detail, STR("utf8mb4"));
}

// A table that nothing is said of has TiDB's own default.
static bool gets_other_charset(const MyAsk *ask)
{
    if (my_is_unknown(ask) || !str_eq(ask->op->verb, STR("charset")))
        return false;
    ColumnDef column = { 0 };
    Str from = my_charset(ask->table, &column);
    return !my_tidb_takes_charset(from.len > 0 ? from : STR("utf8mb4"), ask->op->detail);
}

static bool is_one(Str cache)
{
    return str_eq(cache, STR("1"));
}

static bool changes_way_of_cache(const MyAsk *ask)
{
    return !my_is_unknown(ask) && str_eq(ask->op->verb, STR("auto_id_cache")) &&
           is_one(ask->op->detail) !=
               is_one(table_option(ask->table, STR("auto_id_cache")));
}

static bool converts_index(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("convert")) && (ask->change & MYC_KEYED) != 0 &&
           (ask->change & MYC_COLLATION) != 0;
}

static const MyFact set_table_option[] = {
    { MEASURED, TIDB, .when = is_unsupported_option,
      MY_REFUSE("ALTER TABLE has no such clause or option (8200)") },
    { MEASURED, TIDB, .when = gets_other_charset,
      MY_REFUSE("utf8 and latin1 become utf8mb4, and no other character set another "
                "one (8200)") },
    { MEASURED, TIDB, .when = changes_way_of_cache,
      MY_REFUSE("AUTO_ID_CACHE does not change between 1 and other numbers (1105)") },
    { CODE, TIDB, .when = converts_badly,
      MY_REFUSE("utf8 and latin1 become utf8mb4, and no other character set another "
                "one (8200)") },
    { CODE, TIDB, .when = converts_index,
      MY_REFUSE("the collation of a column in an index cannot be changed (8200)") },
};

static const MyFact alter_partition[] = {
    { MEASURED, TIDB, .when = is_unsupported_partition,
      MY_REFUSE("the operation on partitions is not supported (8200)") },
    { MANUAL, TIDB, BEFORE(7, 4, 0), .when = is_new_partitioning,
      MY_REFUSE("the partitioning of a table cannot be changed before TiDB 7.4 (8200)") },
};

static const MyFact maintenance[] = {
    { MEASURED, TIDB, .verb = "optimize",
      MY_REFUSE("OPTIMIZE TABLE is not supported (8200)") },
    { MEASURED, TIDB, .when = is_unknown_maintenance,
      MY_REFUSE("there is no such statement (1064)") },
};

static const MyFact drop_table[] = {
    { CODE, TIDB, SINCE(6, 6, 0), .when = points_to_it,
      MY_REFUSE("a foreign key of another table points to it (3730)") },
};

static const MyFact truncate_table[] = {
    { CODE, TIDB, SINCE(6, 6, 0), .when = points_to_it,
      MY_REFUSE("a foreign key of another table points to it (1701)") },
};

const MyFactList my_tidb_refused_facts[OP_KIND_COUNT] = {
    [OP_ADD_COLUMN] = MY_FACTS(add_column),
    [OP_DROP_COLUMN] = MY_FACTS(drop_column),
    [OP_RENAME_COLUMN] = MY_FACTS(rename_column),
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
    [OP_SET_DEFAULT] = MY_FACTS(alter_default),
    [OP_DROP_DEFAULT] = MY_FACTS(alter_default),
    [OP_CREATE_INDEX] = MY_FACTS(create_index),
    [OP_DROP_INDEX] = MY_FACTS(change_index),
    [OP_RENAME_INDEX] = MY_FACTS(change_index),
    [OP_ALTER_INDEX] = MY_FACTS(change_index),
    [OP_ADD_CONSTRAINT] = MY_FACTS(add_constraint),
    [OP_DROP_CONSTRAINT] = MY_FACTS(drop_constraint),
    [OP_SET_TABLE_OPTION] = MY_FACTS(set_table_option),
    [OP_ALTER_PARTITION] = MY_FACTS(alter_partition),
    [OP_MAINTENANCE] = MY_FACTS(maintenance),
    [OP_DROP_TABLE] = MY_FACTS(drop_table),
    [OP_TRUNCATE] = MY_FACTS(truncate_table),
};
