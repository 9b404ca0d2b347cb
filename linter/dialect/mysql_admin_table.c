// SPDX-License-Identifier: Apache-2.0
// Maintenance of tables, and statements that only look.
#include "dialect/mysql_admin_priv.h"

// ---- OPTIMIZE, ANALYZE, CHECK, REPAIR, CHECKSUM ----

static void add_maintenance(MyParser *p, const char *verb, Name table)
{
    Op *op = my_op(p, OP_MAINTENANCE, OBJ_TABLE);
    op->name = table;
    op->verb = str_from(verb);
}

static void add_tables(MyParser *p, const char *verb, const NameVec *tables)
{
    for (size_t i = 0; i < tables->len; i++)
        add_maintenance(p, verb, tables->at[i]);
}

// TABLE or TABLES.
static bool expect_table(MyParser *p)
{
    return my_take(p, "TABLES") || my_expect(p, "TABLE");
}

static void take_binlog(MyParser *p)
{
    if (!my_take(p, "NO_WRITE_TO_BINLOG"))
        my_take(p, "LOCAL");
}

// Any of the words, in any order, up to the end.
static bool options(MyParser *p, const char *const *words)
{
    while (my_take_one(p, words) >= 0)
        ;
    return true;
}

bool my_optimize_table(MyParser *p)
{
    NameVec tables = { 0 };
    Str seconds;
    take_binlog(p);
    if (!expect_table(p) || !my_names(p, &tables))
        return false;
    my_uses(p, MYF_OPTIMIZE_TABLE, p->prefix_at - 1);
    size_t from = p->at;
    if (!my_take(p, "NOWAIT") && my_take(p, "WAIT") && !my_number(p, &seconds))
        return false;
    p->waits = p->at > from;
    if (p->waits)
        my_uses(p, MYF_DROP_TABLE_WAIT, from);
    add_tables(p, "optimize", &tables);
    return true;
}

static bool number_of(MyParser *p, const char *words)
{
    Str number;
    return my_number(p, &number) && my_expect(p, words);
}

// UPDATE HISTOGRAM ON a, b [WITH n BUCKETS] …, DROP HISTOGRAM ON a.
static bool histogram(MyParser *p)
{
    static const char *const updates[] = { "AUTO UPDATE", "MANUAL UPDATE", NULL };
    size_t from = p->at;
    StrVec columns = { 0 };
    Str data;
    bool update = my_take(p, "UPDATE HISTOGRAM ON");
    if (!update && !my_take(p, "DROP HISTOGRAM ON"))
        return true;
    if (!my_idents(p, &columns))
        return false;
    if (update && my_take(p, "WITH") && !number_of(p, "BUCKETS"))
        return false;
    if (update)
        my_take_one(p, updates);
    if (update && my_take(p, "USING DATA") && !my_string(p, &data))
        return false;
    my_uses(p, MYF_HISTOGRAM, from);
    return true;
}

// PERSISTENT FOR ALL, PERSISTENT FOR COLUMNS (a) INDEXES (i).
static bool persistent(MyParser *p)
{
    size_t from = p->at;
    Str inside;
    if (!my_take(p, "PERSISTENT FOR"))
        return true;
    my_uses(p, MYF_ANALYZE_PERSISTENT, from);
    if (my_take(p, "ALL"))
        return true;
    return my_expect(p, "COLUMNS") && (my_take(p, "ALL") || my_skip_group(p, &inside)) &&
           my_expect(p, "INDEXES") && (my_take(p, "ALL") || my_skip_group(p, &inside));
}

// TiDB names partitions, columns and how to sample.
static bool tidb_analyze(MyParser *p)
{
    static const char *const begins[] = {
        "PARTITION", "INDEX", "ALL COLUMNS", "PREDICATE COLUMNS", "COLUMNS", "WITH", NULL
    };
    size_t from = p->at;
    if (my_take_one(p, begins) < 0)
        return true;
    my_uses(p, MYF_TIDB_STATEMENT, from);
    return my_skip_rest(p);
}

static bool analyze_table(MyParser *p)
{
    NameVec tables = { 0 };
    do {
        Name table;
        if (!my_name(p, &table) || !persistent(p))
            return false;
        *vec_push(p->arena, &tables) = table;
    } while (my_take_punct(p, ','));
    if (!histogram(p) || !tidb_analyze(p))
        return false;
    add_tables(p, "analyze", &tables);
    return true;
}

bool my_analyze(MyParser *p)
{
    size_t from = p->prefix_at - 1;
    take_binlog(p);
    my_take(p, "INCREMENTAL"); // TiDB
    if (my_take(p, "TABLES") || my_take(p, "TABLE"))
        return analyze_table(p);
    my_uses(p, MYF_ANALYZE_STATEMENT, from);
    if (my_take(p, "FORMAT") && !(my_expect_punct(p, '=') && my_expect(p, "JSON")))
        return false;
    return my_statement(p); // it is run
}

static bool list_with_options(MyParser *p, const char *verb, MyFeatureId feature,
                              const char *const *words)
{
    NameVec tables = { 0 };
    size_t from = p->prefix_at - 1;
    bool view = my_take(p, "VIEW") || my_take(p, "VIEWS");
    if (!view && !expect_table(p))
        return false;
    my_uses(p, view ? MYF_CHECK_VIEW : feature, from);
    if (!my_names(p, &tables) || !options(p, words))
        return false;
    add_tables(p, verb, &tables);
    return true;
}

bool my_check_table(MyParser *p)
{
    static const char *const words[] = { "FOR UPGRADE", "QUICK",   "FAST", "MEDIUM",
                                         "EXTENDED",    "CHANGED", NULL };
    return list_with_options(p, "check", MYF_CHECK_TABLE, words);
}

bool my_repair_table(MyParser *p)
{
    static const char *const words[] = { "QUICK", "EXTENDED",   "USE_FRM",
                                         "FORCE", "FROM MYSQL", NULL };
    take_binlog(p);
    return list_with_options(p, "repair", MYF_REPAIR_TABLE, words);
}

bool my_checksum_table(MyParser *p)
{
    static const char *const words[] = { "QUICK", "EXTENDED", NULL };
    return list_with_options(p, "checksum", MYF_CHECKSUM_TABLE, words);
}

// ---- statements that only look ----

// What can be shown, in this family.
// clang-format off
static const char *const shown[] = {
    "AFFINITY", "ALL", "ANALYZE", "AUTHORS", "BACKUPS", "BDR", "BINARY", "BINDINGS",
    "BINDING_CACHE", "BINLOG", "BR", "BUILTINS", "CALIBRATE", "CHARACTER", "CHARSET",
    "CLIENT_STATISTICS", "COLLATION", "COLUMNS", "COLUMN_STATS_USAGE", "CONFIG",
    "CONTRIBUTORS", "COUNT", "CREATE", "DATABASES", "DISTRIBUTION", "DISTRIBUTIONS",
    "ENGINE", "ENGINES", "ERRORS", "EVENTS", "EXPLAIN", "EXTENDED", "FIELDS", "FULL",
    "FUNCTION", "GLOBAL", "GRANTS", "HISTOGRAMS_IN_FLIGHT", "IMPORT", "INDEX", "INDEXES",
    "INDEX_STATISTICS", "KEYS", "LIBRARY", "LOCAL", "LOCALES", "MASTER", "OPEN",
    "PACKAGE", "PLACEMENT", "PLUGINS", "PRIVILEGES", "PROCEDURE",
    "PROCESSLIST", "PROFILE", "PROFILES", "PUMP", "QUERY_RESPONSE_TIME", "RELAYLOG",
    "REPLICA", "REPLICAS", "RESTORES", "SCHEMAS", "SESSION", "SESSION_STATES", "SLAVE",
    "STATS_BUCKETS", "STATS_EXTENDED", "STATS_HEALTHY", "STATS_HISTOGRAMS",
    "STATS_LOCKED", "STATS_META", "STATS_TOPN", "STATUS", "STORAGE", "TABLE", "TABLES",
    "TABLE_STATISTICS", "TRAFFIC", "TRIGGERS", "USER_STATISTICS", "VARIABLES", "WARNINGS", NULL,
};
// clang-format on

static const MyWordRow shown_by[] = {
    { "EXTENDED", MYF_OF_MYSQL },
    { "MASTER LOGS", MYF_MASTER_WORD },
    { "MASTER STATUS", MYF_MASTER_WORD },
    { "BINARY LOG STATUS", MYF_BINARY_LOG_STATUS },
    { "BINLOG STATUS", MYF_OF_MARIADB },
    { "SLAVE STATUS", MYF_SLAVE_WORD },
    { "SLAVE HOSTS", MYF_SLAVE_WORD },
    { "REPLICAS", MYF_SHOW_REPLICAS },
    { "EXPLAIN", MYF_OF_MARIADB },
    { "ANALYZE", MYF_OF_MARIADB },
    { "ALL SLAVES", MYF_OF_MARIADB },
    { "ALL REPLICAS", MYF_OF_MARIADB },
    { "CREATE SEQUENCE", MYF_SEQUENCE },
    { "CREATE PACKAGE", MYF_OF_MARIADB },
    { "PACKAGE", MYF_OF_MARIADB },
    { "CREATE LIBRARY", MYF_LIBRARY },
    { "LIBRARY", MYF_LIBRARY },
    { "USER_STATISTICS", MYF_OF_MARIADB },
    { "CLIENT_STATISTICS", MYF_OF_MARIADB },
    { "INDEX_STATISTICS", MYF_OF_MARIADB },
    { "TABLE_STATISTICS", MYF_OF_MARIADB },
    { NULL, MYF_NONE },
};

bool my_show(MyParser *p)
{
    size_t from = p->at;
    if (my_take_one(p, shown) < 0 || !my_skip_rest(p))
        return my_refuse(p, NULL);
    my_note_words(p, shown_by, from);
    bool table = my_token_is(p->text, p->tokens[from], STR("TABLE"));
    if (table && from + 1 < p->at &&
        !my_token_is(p->text, p->tokens[from + 1], STR("STATUS")))
        my_uses(p, MYF_TIDB_STATEMENT, from); // its regions
    for (size_t at = from + 1; at < p->at; at++)
        if (my_token_is(p->text, p->tokens[from], STR("GRANTS")) &&
            my_token_is(p->text, p->tokens[at], STR("USING")))
            my_uses(p, MYF_ACCOUNT_OPTION, at);
    my_op(p, OP_SELECT, OBJ_NONE);
    return true;
}

// EXPLAIN of a statement tells how it would run; the table that it changes is `name`.
static bool explained(MyParser *p, bool analyzed)
{
    size_t first = p->out->ops.len;
    Span asked = p->span;
    if (!my_statement(p))
        return false;
    OpVec *ops = &p->out->ops;
    Op plan = { .kind = OP_SELECT, .stmt = asked, .span = asked };
    plan.stmt_index = p->index;
    if (ops->len > first && !analyzed) {
        const Op *op = &ops->at[first];
        bool changes = op->kind == OP_UPDATE || op->kind == OP_DELETE;
        plan.name = op->name;
        plan.verb = op->kind == OP_INSERT ? STR("plan-insert")
                    : changes             ? STR("plan-change")
                                          : (Str){ 0 };
        plan.relations = op->relations;
    }
    if (!analyzed) {
        ops->len = first;
        *vec_push(p->arena, ops) = plan;
    }
    return true;
}

static bool my_expr_is_variable(MyParser *p)
{
    bool is = my_peek(p, 0).kind == MYT_VARIABLE;
    p->at += is;
    return is;
}

static bool explain_options(MyParser *p, bool *analyzes)
{
    static const char *const words[] = { "EXTENDED", "PARTITIONS", NULL };
    size_t from = p->prefix_at - 1;
    *analyzes = my_take(p, "ANALYZE");
    if (*analyzes)
        my_uses(p, MYF_EXPLAIN_ANALYZE, from);
    if (my_take_one(p, words) >= 0)
        my_uses(p, MYF_EXPLAIN_EXTENDED, from);
    if (my_take(p, "FORMAT")) {
        Str format;
        my_take_equals(p);
        if (my_peek(p, 0).kind == MYT_STRING ? !my_string(p, &format)
                                             : !my_any_word(p, &format))
            return false;
    }
    Str schema;
    from = p->at;
    if (my_take(p, "INTO") && !my_expr_is_variable(p))
        return my_refuse(p, NULL);
    if (!my_is_at(p, 1, "CONNECTION") && my_take(p, "FOR"))
        if ((!my_take(p, "SCHEMA") && !my_expect(p, "DATABASE")) ||
            !(my_peek(p, 0).kind == MYT_STRING ? my_string(p, &schema)
                                               : my_ident(p, &schema)))
            return false;
    if (p->at > from)
        my_uses(p, MYF_EXPLAIN_INTO, from);
    return true;
}

// DESCRIBE t [column]
static bool described(MyParser *p)
{
    Name table;
    Str column;
    if (!my_name(p, &table))
        return false;
    bool quoted = my_peek(p, 0).kind == MYT_STRING;
    if (!my_at_end(p) && !(quoted ? my_string(p, &column) : my_ident(p, &column)))
        return false;
    Op *op = my_op(p, OP_SELECT, OBJ_TABLE);
    op->verb = STR("describe");
    *vec_push(p->arena, &op->relations) = table;
    return true;
}

bool my_explain(MyParser *p)
{
    bool analyzes;
    if (!explain_options(p, &analyzes))
        return false;
    if (my_take(p, "FOR CONNECTION")) {
        Str number;
        my_op(p, OP_SELECT, OBJ_NONE);
        return my_number(p, &number);
    }
    bool statement = my_is_query(p) || my_is(p, "INSERT") || my_is(p, "REPLACE") ||
                     my_is(p, "UPDATE") || my_is(p, "DELETE") || my_is(p, "ALTER");
    return statement ? explained(p, analyzes) : described(p);
}
