// SPDX-License-Identifier: Apache-2.0
// What MySQL's tables have beside columns and keys: options and partitions.
#include "base/list.h"
#include "catalog/replay_my_priv.h"
#include "ir/charset.h"

// ---- options ----

static void forget(Table *table, Str name)
{
    for (size_t i = 0; i < table->options.len; i++)
        if (str_eq(table->options.at[i].name, name)) {
            VEC_REMOVE(&table->options, i);
            return;
        }
}

// A character set brings its own collation, a collation its character set.
void my_option_set(Catalog *catalog, Table *table, TableOption option)
{
    bool charset = str_eq(option.name, STR("charset"));
    bool collate = str_eq(option.name, STR("collate"));
    forget(table, option.name);
    if (charset)
        forget(table, STR("collate"));
    if (collate && option.value.len > 0)
        forget(table, STR("charset"));
    if (option.value.ptr && (option.value.len > 0 || !(charset || collate)))
        *vec_push(catalog->arena, &table->options) = option;
    if (collate && option.value.len > 0)
        *vec_push(catalog->arena, &table->options) =
            (TableOption){ STR("charset"), charset_of_collation(option.value),
                           option.span };
}

static void convert(Catalog *catalog, Table *table, const Op *op)
{
    my_charset_convert(catalog, table, op->detail);
}

static void add_versioning(Catalog *catalog, Table *table, const Op *op)
{
    (void)catalog;
    table->system_versioned = str_eq(op->verb, STR("add-versioning"));
}

static void remove_ttl(Catalog *catalog, Table *table, const Op *op)
{
    (void)catalog, (void)op;
    forget(table, STR("ttl"));
    forget(table, STR("ttl_enable"));
    forget(table, STR("ttl_job_interval"));
}

static void uncache(Catalog *catalog, Table *table, const Op *op)
{
    (void)catalog, (void)op;
    forget(table, STR("cache"));
}

static void nothing(Catalog *catalog, Table *table, const Op *op)
{
    (void)catalog, (void)table, (void)op;
}

// Verbs that are no option's name; every other is one.
static const struct {
    Str verb;
    void (*apply)(Catalog *catalog, Table *table, const Op *op);
} verbs[] = {
    { STR_INIT(""), nothing },
    { STR_INIT("force"), nothing },
    { STR_INIT("order-by"), nothing },
    { STR_INIT("disable-keys"), nothing },
    { STR_INIT("enable-keys"), nothing },
    { STR_INIT("discard-tablespace"), nothing },
    { STR_INIT("import-tablespace"), nothing },
    { STR_INIT("convert"), convert },
    { STR_INIT("add-versioning"), add_versioning },
    { STR_INIT("drop-versioning"), add_versioning },
    { STR_INIT("remove-ttl"), remove_ttl },
    { STR_INIT("nocache"), uncache },
};

void apply_my_option(Catalog *catalog, const Op *op)
{
    Str value = op->detail.ptr ? op->detail : STR("");
    TableOption option = { op->verb, value, op->span };
    if (op->object == OBJ_DATABASE) {
        my_database_set(catalog, op->name.name, &option);
        return;
    }
    Table *table = table_presume(catalog, op->name);
    if (!table)
        return;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (str_eq(verbs[i].verb, op->verb)) {
            verbs[i].apply(catalog, table, op);
            return;
        }
    my_option_set(catalog, table, option);
}

// ---- partitions ----

void my_partitions_set(Catalog *catalog, Table *table, const TableDef *def)
{
    table->partition_by = def->partition_by;
    table->partition_columns = (StrVec){ 0 };
    table->partitions = (PartitionDefVec){ 0 };
    for (size_t i = 0; i < def->partition_columns.len; i++)
        *vec_push(catalog->arena, &table->partition_columns) =
            def->partition_columns.at[i];
    for (size_t i = 0; i < def->partitions.len; i++)
        *vec_push(catalog->arena, &table->partitions) = def->partitions.at[i];
}

static void push_all(Arena *arena, PartitionDefVec *into, const TableDef *from)
{
    for (size_t i = 0; from && i < from->partitions.len; i++)
        *vec_push(arena, into) = from->partitions.at[i];
}

static void insert_all(Arena *arena, PartitionDefVec *into, size_t place,
                       const TableDef *from)
{
    size_t count = from->partitions.len, behind = into->len - place;
    push_all(arena, into, from);
    memmove(&into->at[place + count], &into->at[place], behind * sizeof *into->at);
    memcpy(&into->at[place], from->partitions.at, count * sizeof *into->at);
}

static void add_partitions(Catalog *catalog, Table *table, const Op *op)
{
    push_all(catalog->arena, &table->partitions, op->table);
}

// What is named goes, and what the statement defines comes in the first one's place.
static void replace_partitions(Catalog *catalog, Table *table, const Op *op)
{
    PartitionDefVec *all = &table->partitions;
    size_t kept = 0, place = SIZE_MAX;
    for (size_t i = 0; i < all->len; i++) {
        bool named = list_has_ci(&op->columns, all->at[i].name);
        if (named && place == SIZE_MAX)
            place = kept;
        if (!named)
            all->at[kept++] = all->at[i];
    }
    all->len = kept;
    if (place != SIZE_MAX && op->table && op->table->partitions.len > 0)
        insert_all(catalog->arena, all, place, op->table);
}

static void partition_by(Catalog *catalog, Table *table, const Op *op)
{
    if (op->table)
        my_partitions_set(catalog, table, op->table);
}

static void remove_partitioning(Catalog *catalog, Table *table, const Op *op)
{
    (void)op;
    my_partitions_set(catalog, table, &(TableDef){ 0 });
}

// Other verbs are about what is in the partitions.
static const struct {
    Str verb;
    void (*apply)(Catalog *catalog, Table *table, const Op *op);
} partition_verbs[] = {
    { STR_INIT("add"), add_partitions },
    { STR_INIT("drop"), replace_partitions },
    { STR_INIT("reorganize"), replace_partitions },
    { STR_INIT("by"), partition_by },
    { STR_INIT("remove"), remove_partitioning },
};

void apply_my_partition(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    if (!table)
        return;
    for (size_t i = 0; i < sizeof partition_verbs / sizeof *partition_verbs; i++)
        if (str_eq(partition_verbs[i].verb, op->verb))
            partition_verbs[i].apply(catalog, table, op);
}
