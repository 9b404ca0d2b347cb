// SPDX-License-Identifier: Apache-2.0
// Options of tables and databases: each is a row with its name in one spelling. And the
// clauses that say how a statement shall run, ALGORITHM and LOCK.
#include "dialect/mysql_expr.h"
#include "dialect/mysql_table_priv.h"

typedef enum OptionForm {
    FORM_WORD, // an identifier or a string
    FORM_IDENT,
    FORM_CHARSET, // likewise, BINARY or DEFAULT
    FORM_POLICY,  // likewise, or DEFAULT
    FORM_NUMBER,
    FORM_NUMBER_OR_DEFAULT,
    FORM_SWITCH, // 0, 1 or DEFAULT
    FORM_ROW_FORMAT,
    FORM_INSERT_METHOD,
    FORM_STORAGE,
    FORM_STRING,
    FORM_SIZE,   // 4M
    FORM_TABLES, // (a, b)
    FORM_EXPRESSION,
    FORM_ANY, // a word, a string or a number
    FORM_FLAG // nothing follows
} OptionForm;

typedef struct OptionRow {
    const char *words;
    const char *name;
    OptionForm form;
    MyFeatureId feature;
} OptionRow;

static const OptionRow table_options[] = {
    { "affinity", "affinity", FORM_STRING, MYF_AFFINITY },
    { "auto_id_cache", "auto_id_cache", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "auto_increment", "auto_increment", FORM_NUMBER, MYF_NONE },
    { "auto_random_base", "auto_random_base", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "autoextend_size", "autoextend_size", FORM_SIZE, MYF_AUTOEXTEND_SIZE },
    { "avg_row_length", "avg_row_length", FORM_NUMBER, MYF_NONE },
    { "charset", "charset", FORM_CHARSET, MYF_NONE },
    { "character set", "charset", FORM_CHARSET, MYF_NONE },
    { "char set", "charset", FORM_CHARSET, MYF_NONE },
    { "checksum", "checksum", FORM_NUMBER, MYF_NONE },
    { "collate", "collate", FORM_CHARSET, MYF_NONE },
    { "comment", "comment", FORM_STRING, MYF_NONE },
    { "compression", "compression", FORM_STRING, MYF_TABLE_COMPRESSION },
    { "connection", "connection", FORM_STRING, MYF_NONE },
    { "data directory", "data_directory", FORM_STRING, MYF_NONE },
    { "delay_key_write", "delay_key_write", FORM_NUMBER, MYF_NONE },
    { "encryption", "encryption", FORM_STRING, MYF_TABLE_ENCRYPTION },
    { "engine", "engine", FORM_WORD, MYF_NONE },
    { "engine_attribute", "engine_attribute", FORM_STRING, MYF_TABLE_ENGINE_ATTRIBUTE },
    { "force auto_increment", "auto_increment", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "force auto_random_base", "auto_random_base", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "index directory", "index_directory", FORM_STRING, MYF_NONE },
    { "insert_method", "insert_method", FORM_INSERT_METHOD, MYF_NONE },
    { "key_block_size", "key_block_size", FORM_NUMBER, MYF_NONE },
    { "max_rows", "max_rows", FORM_NUMBER, MYF_NONE },
    { "min_rows", "min_rows", FORM_NUMBER, MYF_NONE },
    { "nodegroup", "nodegroup", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "pack_keys", "pack_keys", FORM_SWITCH, MYF_NONE },
    { "page_checksum", "page_checksum", FORM_NUMBER, MYF_MARIADB_TABLE_OPTION },
    { "password", "password", FORM_STRING, MYF_NONE },
    { "placement policy", "placement_policy", FORM_POLICY, MYF_PLACEMENT_POLICY },
    { "pre_split_regions", "pre_split_regions", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "row_format", "row_format", FORM_ROW_FORMAT, MYF_NONE },
    { "secondary_engine", "secondary_engine", FORM_ANY, MYF_SECONDARY_ENGINE },
    { "secondary_engine_attribute", "secondary_engine_attribute", FORM_STRING,
      MYF_TABLE_ENGINE_ATTRIBUTE },
    { "sequence", "sequence", FORM_NUMBER, MYF_MARIADB_TABLE_OPTION },
    { "shard_row_id_bits", "shard_row_id_bits", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "start transaction", "start_transaction", FORM_FLAG, MYF_TABLE_START_TRANSACTION },
    { "stats_auto_recalc", "stats_auto_recalc", FORM_SWITCH, MYF_NONE },
    { "stats_buckets", "stats_buckets", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "stats_col_choice", "stats_col_choice", FORM_STRING, MYF_TIDB_TABLE_OPTION },
    { "stats_col_list", "stats_col_list", FORM_STRING, MYF_TIDB_TABLE_OPTION },
    { "stats_persistent", "stats_persistent", FORM_SWITCH, MYF_NONE },
    { "stats_sample_pages", "stats_sample_pages", FORM_NUMBER_OR_DEFAULT, MYF_NONE },
    { "stats_sample_rate", "stats_sample_rate", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "stats_topn", "stats_topn", FORM_NUMBER, MYF_TIDB_TABLE_OPTION },
    { "storage", "storage", FORM_STORAGE, MYF_NONE },
    { "table_checksum", "checksum", FORM_NUMBER, MYF_NONE },
    { "tablespace", "tablespace", FORM_IDENT, MYF_NONE },
    { "transactional", "transactional", FORM_SWITCH, MYF_MARIADB_TABLE_OPTION },
    { "ttl", "ttl", FORM_EXPRESSION, MYF_TTL },
    { "ttl_enable", "ttl_enable", FORM_STRING, MYF_TTL },
    { "ttl_job_interval", "ttl_job_interval", FORM_STRING, MYF_TTL },
    { "union", "union", FORM_TABLES, MYF_NONE },
    { "with system versioning", "system_versioning", FORM_FLAG, MYF_SYSTEM_VERSIONING },
    { NULL, NULL, FORM_FLAG, MYF_NONE },
};

// Options of a partition. [STORAGE] ENGINE.
static const OptionRow partition_options[] = {
    { "comment", "comment", FORM_STRING, MYF_NONE },
    { "data directory", "data_directory", FORM_STRING, MYF_NONE },
    { "engine", "engine", FORM_WORD, MYF_NONE },
    { "index directory", "index_directory", FORM_STRING, MYF_NONE },
    { "max_rows", "max_rows", FORM_NUMBER, MYF_NONE },
    { "min_rows", "min_rows", FORM_NUMBER, MYF_NONE },
    { "nodegroup", "nodegroup", FORM_NUMBER, MYF_NONE },
    { "placement policy", "placement_policy", FORM_POLICY, MYF_PLACEMENT_POLICY },
    { "storage engine", "engine", FORM_WORD, MYF_NONE },
    { "tablespace", "tablespace", FORM_IDENT, MYF_NONE },
    { NULL, NULL, FORM_FLAG, MYF_NONE },
};

static const OptionRow database_options[] = {
    { "charset", "charset", FORM_CHARSET, MYF_NONE },
    { "character set", "charset", FORM_CHARSET, MYF_NONE },
    { "char set", "charset", FORM_CHARSET, MYF_NONE },
    { "collate", "collate", FORM_CHARSET, MYF_NONE },
    { "comment", "comment", FORM_STRING, MYF_DATABASE_COMMENT },
    { "encryption", "encryption", FORM_STRING, MYF_DATABASE_ENCRYPTION },
    { "placement policy", "placement_policy", FORM_POLICY, MYF_PLACEMENT_POLICY },
    { "read only", "read_only", FORM_NUMBER_OR_DEFAULT, MYF_DATABASE_READ_ONLY },
    { NULL, NULL, FORM_FLAG, MYF_NONE },
};

// ---- values ----

static bool one_of(MyParser *p, const char *const *words, Str *value)
{
    int which = my_take_one(p, words);
    if (which < 0)
        return my_refuse(p, NULL);
    *value = str_from(words[which]);
    return true;
}

static bool number_or_default(MyParser *p, Str *value)
{
    *value = STR("default");
    return my_take(p, "default") || my_number(p, value);
}

static bool switch_value(MyParser *p, Str *value)
{
    MyToken token = my_peek(p, 0);
    if (!number_or_default(p, value))
        return false;
    if (value->len == 1 && (value->ptr[0] == '0' || value->ptr[0] == '1'))
        return true;
    return str_eq(*value, STR("default")) ||
           my_refuse_at(p, (Span){ token.start, token.end }, "this is 0, 1 or DEFAULT");
}

// MariaDB: the server's own.
static bool charset_or_default(MyParser *p, Str *value)
{
    size_t from = p->at;
    if (!my_take(p, "default"))
        return my_charset_name(p, value);
    *value = STR("default");
    my_uses(p, MYF_CHARSET_DEFAULT, from);
    return true;
}

static bool policy_value(MyParser *p, Str *value)
{
    *value = STR("default");
    return my_take(p, "default") || my_ident_or_string(p, value);
}

static bool row_format(MyParser *p, Str *value)
{
    static const char *const words[] = { "default",   "fixed",   "dynamic", "compressed",
                                         "redundant", "compact", "page",    NULL };
    size_t from = p->at;
    if (!one_of(p, words, value))
        return false;
    if (str_eq(*value, STR("page")))
        my_uses(p, MYF_MARIADB_TABLE_OPTION, from);
    return true;
}

static bool bits_or_number(MyParser *p, Str *value)
{
    p->at++;
    *value = my_text_from(p, p->at - 1);
    return true;
}

static bool any_value(MyParser *p, Str *value)
{
    MyTokenKind kind = my_peek(p, 0).kind;
    if (kind == MYT_STRING)
        return my_string(p, value);
    if (kind == MYT_NUMBER || kind == MYT_BITS)
        return bits_or_number(p, value);
    return my_any_word(p, value);
}

static bool size_value(MyParser *p, Str *value)
{
    MyTokenKind kind = my_peek(p, 0).kind; // 4M is a word that begins with a digit
    if (kind != MYT_NUMBER && kind != MYT_WORD)
        return my_refuse(p, NULL);
    p->at++;
    *value = my_text_from(p, p->at - 1);
    return true;
}

static bool expression_value(MyParser *p, Str *value)
{
    size_t from = p->at;
    if (!my_expr(p, NULL))
        return false;
    *value = my_text_from(p, from);
    return true;
}

static bool tables_value(MyParser *p, Str *value)
{
    NameVec names = { 0 };
    if (!my_expect_punct(p, '('))
        return false;
    size_t from = p->at;
    if (!my_is_punct(p, ')') && !my_names(p, &names))
        return false;
    *value = my_text_from(p, from);
    return my_expect_punct(p, ')');
}

static bool option_value(MyParser *p, OptionForm form, Str *value)
{
    static const char *const insert_methods[] = { "no", "first", "last", NULL };
    static const char *const storages[] = { "disk", "memory", NULL };
    switch (form) {
    case FORM_WORD:
        return my_ident_or_string(p, value);
    case FORM_CHARSET:
        return charset_or_default(p, value);
    case FORM_POLICY:
        return policy_value(p, value);
    case FORM_IDENT:
        return my_ident(p, value);
    case FORM_NUMBER:
        return my_number(p, value);
    case FORM_NUMBER_OR_DEFAULT:
        return number_or_default(p, value);
    case FORM_SWITCH:
        return switch_value(p, value);
    case FORM_ROW_FORMAT:
        return row_format(p, value);
    case FORM_INSERT_METHOD:
        return one_of(p, insert_methods, value);
    case FORM_STORAGE:
        return one_of(p, storages, value);
    case FORM_STRING:
        return my_single_string(p, value);
    case FORM_SIZE:
        return size_value(p, value);
    case FORM_TABLES:
        return tables_value(p, value);
    case FORM_EXPRESSION:
        return expression_value(p, value);
    case FORM_ANY:
        return any_value(p, value);
    case FORM_FLAG:
        *value = STR("");
        return true;
    }
    return false;
}

// ---- options ----

static const OptionRow *take_option(MyParser *p, const OptionRow *rows)
{
    char first = my_first_letter(p);
    for (; first != 0 && rows->words != NULL; rows++)
        if (rows->words[0] == first && my_take(p, rows->words))
            return rows;
    return NULL;
}

// DEFAULT may stand before some of them.
static bool takes_default(const OptionRow *row)
{
    static const char *const names[] = { "charset", "collate", "placement_policy",
                                         "encryption", NULL };
    return str_is_any(str_from(row->name), names);
}

static bool option_of(MyParser *p, const OptionRow *rows, TableOptionVec *options,
                      bool *found)
{
    size_t from = p->at;
    bool defaults = my_take(p, "default");
    const OptionRow *row = take_option(p, rows);
    *found = row != NULL;
    if (row == NULL || (defaults && !takes_default(row))) {
        *found = false;
        p->at = from;
        return true;
    }
    TableOption option = { .name = str_from(row->name) };
    bool tablespace = rows == table_options && str_eq(option.name, STR("tablespace"));
    if (tablespace && my_is_punct(p, '='))
        my_uses(p, MYF_TABLESPACE_EQUALS, from);
    if (row->form != FORM_FLAG && row->form != FORM_STORAGE)
        my_take_equals(p);
    if (!option_value(p, row->form, &option.value))
        return false;
    my_uses(p, row->feature, from);
    option.span = my_span_from(p, from);
    *vec_push(p->arena, options) = option;
    return true;
}

// A word of the grammar is never the name of such an attribute.
static bool is_grammar(const MyParser *p)
{
    MyToken token = my_peek(p, 0);
    if (my_is(p, "algorithm") || my_is(p, "unknown") || my_is(p, "type"))
        return true;
    for (const OptionRow *row = table_options; row->words != NULL; row++)
        if (my_token_is(p->text, token, str_from(row->words)))
            return true;
    return false;
}

bool my_is_engine_defined(const MyParser *p)
{
    return my_is_punct_at(p, 1, '=') && my_is_ident(p) && !is_grammar(p);
}

bool my_engine_defined(MyParser *p, Str *name, Str *value)
{
    size_t from = p->at;
    if (!my_ident(p, name) || !my_expect_punct(p, '=') || !any_value(p, value))
        return false;
    *name = arena_lower(p->arena, *name);
    my_uses(p, MYF_ENGINE_DEFINED, from);
    return true;
}

bool my_table_option(MyParser *p, TableOptionVec *options, bool *found)
{
    size_t from = p->at;
    if (!option_of(p, table_options, options, found))
        return false;
    if (*found || !my_is_engine_defined(p))
        return true;
    TableOption option = { 0 };
    *found = true;
    if (!my_engine_defined(p, &option.name, &option.value))
        return false;
    option.span = my_span_from(p, from);
    *vec_push(p->arena, options) = option;
    return true;
}

bool my_partition_option(MyParser *p, bool of_partition, bool *found)
{
    TableOptionVec options = { 0 };
    if (!option_of(p, partition_options, &options, found))
        return false;
    bool connection = my_is(p, "connection") && my_is_punct_at(p, 1, '=');
    if (*found || !of_partition || (!connection && !my_is_engine_defined(p)))
        return true;
    Str name, value;
    *found = true;
    return my_engine_defined(p, &name, &value);
}

bool my_database_option(MyParser *p, TableOptionVec *options, bool *found)
{
    return option_of(p, database_options, options, found);
}

// ---- ALGORITHM and LOCK ----

static bool algorithm(MyParser *p, size_t from)
{
    static const struct {
        const char *word;
        Algorithm algorithm;
        MyFeatureId feature;
    } rows[] = { { "default", ALGORITHM_DEFAULT, MYF_NONE },
                 { "instant", ALGORITHM_INSTANT, MYF_ALGORITHM_INSTANT },
                 { "nocopy", ALGORITHM_NOCOPY, MYF_ALGORITHM_NOCOPY },
                 { "inplace", ALGORITHM_INPLACE, MYF_NONE },
                 { "copy", ALGORITHM_COPY, MYF_NONE } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!my_take(p, rows[i].word))
            continue;
        p->asked.algorithm = rows[i].algorithm;
        my_uses(p, rows[i].feature, from);
        return true;
    }
    return my_refuse(p, "there is no such ALGORITHM");
}

static bool lock(MyParser *p)
{
    static const struct {
        const char *word;
        OnlineLock lock;
    } rows[] = { { "default", ONLINE_LOCK_DEFAULT },
                 { "none", ONLINE_LOCK_NONE },
                 { "shared", ONLINE_LOCK_SHARED },
                 { "exclusive", ONLINE_LOCK_EXCLUSIVE } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (my_take(p, rows[i].word)) {
            p->asked.lock = rows[i].lock;
            return true;
        }
    }
    return my_refuse(p, "there is no such LOCK");
}

bool my_online_clause(MyParser *p, bool *found)
{
    size_t from = p->at;
    *found = true;
    if (my_take(p, "algorithm")) {
        my_take_equals(p);
        return algorithm(p, from);
    }
    if (my_take(p, "lock")) {
        my_take_equals(p);
        return lock(p);
    }
    *found = false;
    return true;
}
