// SPDX-License-Identifier: Apache-2.0
// Reserved words. Columns of the table: MySQL, MariaDB, TiDB. Measured by asking MySQL
// 9.7.4, MariaDB 10.11.19 and 11.8.9 for a table, a column and an alias of each key word
// that any of them knows; older servers and TiDB by their manuals' lists of key words.
#include "dialect/mysql_words.h"

typedef struct ReservedWord {
    Str word; // upper case; the rows are in this order
    MyVersions mysql;
    MyVersions mariadb;
    MyVersions tidb;
} ReservedWord;

// clang-format off
#define ALWAYS { 0, MY_FOREVER }
#define NEVER { MY_FOREVER, MY_FOREVER }
#define FROM(major, minor, patch) { ENGINE_VERSION(major, minor, patch), MY_FOREVER }
#define UNTIL(major, minor, patch) { 0, ENGINE_VERSION(major, minor, patch) }
#define SPAN(since, until) { since, until }

static const ReservedWord reserved_words[] = {
    { STR_INIT("ACCESSIBLE"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("ADD"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ADMIN"), SPAN(80000, 80012), NEVER, NEVER },
    { STR_INIT("ALL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ALTER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ANALYZE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("AND"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ARRAY"), SPAN(80017, 80019), NEVER, FROM(6, 6, 0) },
    { STR_INIT("AS"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ASC"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ASENSITIVE"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("BEFORE"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("BETWEEN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("BIGINT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("BINARY"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("BLOB"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("BOTH"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("BY"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CALL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CASCADE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CASE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CHANGE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CHAR"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CHARACTER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CHECK"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("COLLATE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("COLUMN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CONDITION"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("CONSTRAINT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CONTINUE"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("CONVERT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CREATE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CROSS"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CUBE"), FROM(8, 0, 1), NEVER, NEVER },
    { STR_INIT("CUME_DIST"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("CURRENT_DATE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CURRENT_ROLE"), NEVER, ALWAYS, ALWAYS },
    { STR_INIT("CURRENT_TIME"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CURRENT_TIMESTAMP"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CURRENT_USER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("CURSOR"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("DATABASE"), ALWAYS, NEVER, ALWAYS },
    { STR_INIT("DATABASES"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DAY_HOUR"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DAY_MICROSECOND"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DAY_MINUTE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DAY_SECOND"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DEC"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DECIMAL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DECLARE"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("DEFAULT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DELAYED"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DELETE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DELETE_DOMAIN_ID"), NEVER, ALWAYS, NEVER },
    { STR_INIT("DENSE_RANK"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("DESC"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DESCRIBE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DETERMINISTIC"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("DISTINCT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DISTINCTROW"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DIV"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DOUBLE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DO_DOMAIN_IDS"), NEVER, ALWAYS, NEVER },
    { STR_INIT("DROP"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("DUAL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("EACH"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("ELSE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ELSEIF"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("EMPTY"), FROM(8, 0, 4), NEVER, NEVER },
    { STR_INIT("ENCLOSED"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ESCAPED"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("EXCEPT"), FROM(8, 0, 0), ALWAYS, ALWAYS },
    { STR_INIT("EXISTS"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("EXIT"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("EXPLAIN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("EXTERNAL"), FROM(9, 4, 0), NEVER, NEVER },
    { STR_INIT("FALSE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FETCH"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("FIRST_VALUE"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("FLOAT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FLOAT4"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FLOAT8"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FOR"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FORCE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FOREIGN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FROM"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FULLTEXT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("FUNCTION"), FROM(8, 0, 1), NEVER, NEVER },
    { STR_INIT("GENERATED"), ALWAYS, NEVER, ALWAYS },
    { STR_INIT("GET"), ALWAYS, NEVER, NEVER },
    { STR_INIT("GRANT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("GROUP"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("GROUPING"), FROM(8, 0, 1), NEVER, NEVER },
    { STR_INIT("GROUPS"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("HAVING"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("HIGH_PRIORITY"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("HOUR_MICROSECOND"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("HOUR_MINUTE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("HOUR_SECOND"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("IF"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("IGNORE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("IGNORE_DOMAIN_IDS"), NEVER, ALWAYS, NEVER },
    { STR_INIT("ILIKE"), NEVER, NEVER, ALWAYS },
    { STR_INIT("IN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INDEX"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INFILE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INNER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INOUT"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("INSENSITIVE"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("INSERT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INT1"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INT2"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INT3"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INT4"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INT8"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INTEGER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INTERSECT"), FROM(8, 0, 31), ALWAYS, ALWAYS },
    { STR_INIT("INTERVAL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("INTO"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("IO_AFTER_GTIDS"), ALWAYS, NEVER, NEVER },
    { STR_INIT("IO_BEFORE_GTIDS"), ALWAYS, NEVER, NEVER },
    { STR_INIT("IS"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ITERATE"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("JOIN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("JSON_TABLE"), FROM(8, 0, 4), NEVER, NEVER },
    { STR_INIT("KEY"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("KEYS"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("KILL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LAG"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("LAST_VALUE"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("LATERAL"), FROM(8, 0, 14), NEVER, NEVER },
    { STR_INIT("LEAD"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("LEADING"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LEAVE"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("LEFT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LIBRARY"), FROM(9, 4, 0), NEVER, NEVER },
    { STR_INIT("LIKE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LIMIT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LINEAR"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LINES"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LOAD"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LOCALTIME"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LOCALTIMESTAMP"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LOCK"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LONG"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LONGBLOB"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LONGTEXT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("LOOP"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("LOW_PRIORITY"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MANUAL"), SPAN(80400, 90700), NEVER, NEVER },
    { STR_INIT("MASTER_BIND"), UNTIL(8, 4, 0), NEVER, NEVER },
    { STR_INIT("MASTER_DEMOTE_TO_REPLICA"), NEVER, ALWAYS, NEVER },
    { STR_INIT("MASTER_DEMOTE_TO_SLAVE"), NEVER, ALWAYS, NEVER },
    { STR_INIT("MASTER_SSL_VERIFY_SERVER_CERT"), UNTIL(8, 4, 0), UNTIL(11, 3, 0), NEVER },
    { STR_INIT("MATCH"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MAXVALUE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MEDIUMBLOB"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MEDIUMINT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MEDIUMTEXT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MEMBER"), SPAN(80017, 80019), NEVER, NEVER },
    { STR_INIT("MIDDLEINT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MINUTE_MICROSECOND"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MINUTE_SECOND"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MOD"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("MODIFIES"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("NATURAL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("NOT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("NO_WRITE_TO_BINLOG"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("NTH_VALUE"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("NTILE"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("NULL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("NUMERIC"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("OF"), FROM(8, 0, 1), NEVER, ALWAYS },
    { STR_INIT("OFFSET"), NEVER, ALWAYS, NEVER },
    { STR_INIT("ON"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("OPTIMIZE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("OPTIMIZER_COSTS"), ALWAYS, NEVER, NEVER },
    { STR_INIT("OPTION"), ALWAYS, NEVER, ALWAYS },
    { STR_INIT("OPTIONALLY"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("OR"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ORDER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("OUT"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("OUTER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("OUTFILE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("OVER"), FROM(8, 0, 2), ALWAYS, ALWAYS },
    { STR_INIT("PAGE_CHECKSUM"), NEVER, ALWAYS, NEVER },
    { STR_INIT("PARALLEL"), SPAN(80400, 90700), NEVER, NEVER },
    { STR_INIT("PARSE_VCOL_EXPR"), NEVER, ALWAYS, NEVER },
    { STR_INIT("PARTITION"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("PERCENT_RANK"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("PORTION"), NEVER, ALWAYS, NEVER },
    { STR_INIT("PRECISION"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("PRIMARY"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("PROCEDURE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("PURGE"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("QUALIFY"), FROM(8, 4, 0), NEVER, NEVER },
    { STR_INIT("RANGE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("RANK"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("READ"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("READS"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("READ_WRITE"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("REAL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("RECURSIVE"), FROM(8, 0, 1), ALWAYS, ALWAYS },
    { STR_INIT("REFERENCES"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("REF_SYSTEM_ID"), NEVER, ALWAYS, NEVER },
    { STR_INIT("REGEXP"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("RELEASE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("RENAME"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("REPEAT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("REPLACE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("REQUIRE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("RESIGNAL"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("RESTRICT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("RETURN"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("RETURNING"), NEVER, ALWAYS, NEVER },
    { STR_INIT("REVOKE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("RIGHT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("RLIKE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ROW"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("ROWS"), FROM(8, 0, 2), ALWAYS, ALWAYS },
    { STR_INIT("ROW_NUMBER"), FROM(8, 0, 2), ALWAYS, ALWAYS },
    { STR_INIT("SCHEMA"), ALWAYS, NEVER, ALWAYS },
    { STR_INIT("SCHEMAS"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SECOND_MICROSECOND"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SELECT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SENSITIVE"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("SEPARATOR"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("SET"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SHOW"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SIGNAL"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("SMALLINT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SPATIAL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SPECIFIC"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("SQL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SQLEXCEPTION"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("SQLSTATE"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("SQLWARNING"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("SQL_AFTER_GTIDS"), NEVER, FROM(11, 3, 0), NEVER },
    { STR_INIT("SQL_BEFORE_GTIDS"), NEVER, FROM(11, 3, 0), NEVER },
    { STR_INIT("SQL_BIG_RESULT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SQL_CALC_FOUND_ROWS"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SQL_SMALL_RESULT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SSL"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("STARTING"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("STATS_AUTO_RECALC"), NEVER, ALWAYS, NEVER },
    { STR_INIT("STATS_PERSISTENT"), NEVER, ALWAYS, NEVER },
    { STR_INIT("STATS_SAMPLE_PAGES"), NEVER, ALWAYS, NEVER },
    { STR_INIT("STORED"), ALWAYS, NEVER, ALWAYS },
    { STR_INIT("STRAIGHT_JOIN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("SYSTEM"), FROM(8, 0, 3), NEVER, NEVER },
    { STR_INIT("TABLE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("TABLESAMPLE"), FROM(8, 4, 0), NEVER, ALWAYS },
    { STR_INIT("TERMINATED"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("THEN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("TIDB_CURRENT_TSO"), NEVER, NEVER, ALWAYS },
    { STR_INIT("TINYBLOB"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("TINYINT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("TINYTEXT"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("TO"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("TRAILING"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("TRIGGER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("TRUE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("UNDO"), ALWAYS, ALWAYS, NEVER },
    { STR_INIT("UNION"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("UNIQUE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("UNLOCK"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("UNSIGNED"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("UNTIL"), NEVER, NEVER, FROM(6, 6, 0) },
    { STR_INIT("UPDATE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("USAGE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("USE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("USING"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("UTC_DATE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("UTC_TIME"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("UTC_TIMESTAMP"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("VALUES"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("VARBINARY"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("VARCHAR"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("VARCHARACTER"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("VARYING"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("VECTOR"), NEVER, FROM(11, 7, 0), NEVER },
    { STR_INIT("VIRTUAL"), ALWAYS, NEVER, ALWAYS },
    { STR_INIT("WHEN"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("WHERE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("WHILE"), ALWAYS, ALWAYS, FROM(6, 6, 0) },
    { STR_INIT("WINDOW"), FROM(8, 0, 2), NEVER, ALWAYS },
    { STR_INIT("WITH"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("WRITE"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("XOR"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("YEAR_MONTH"), ALWAYS, ALWAYS, ALWAYS },
    { STR_INIT("ZEROFILL"), ALWAYS, ALWAYS, ALWAYS },
};
// clang-format on

enum { WORD_COUNT = sizeof reserved_words / sizeof reserved_words[0], LONGEST_WORD = 29 };

bool my_versions_have(MyVersions versions, const Engine *engine)
{
    int version = engine_version(engine);
    return version >= versions.since && version < versions.until;
}

const char *my_family_title(const Engine *engine)
{
    return engine_is(engine, "mariadb") ? "MariaDB"
           : engine_is(engine, "tidb")  ? "TiDB"
                                        : "MySQL";
}

Str my_version_text(Arena *arena, int version)
{
    int major = version / 10000, minor = version / 100 % 100, patch = version % 100;
    return patch == 0 ? arena_fmt(arena, "%d.%d", major, minor)
                      : arena_fmt(arena, "%d.%d.%d", major, minor, patch);
}

static int compare(Str upper, Str word)
{
    size_t len = upper.len < word.len ? upper.len : word.len;
    for (size_t i = 0; i < len; i++) {
        char c = word.ptr[i];
        char folded = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (upper.ptr[i] != folded)
            return (unsigned char)upper.ptr[i] < (unsigned char)folded ? -1 : 1;
    }
    return upper.len == word.len ? 0 : upper.len < word.len ? -1 : 1;
}

static const ReservedWord *find_word(Str word)
{
    if (word.len < 2 || word.len > LONGEST_WORD)
        return NULL;
    size_t from = 0, to = WORD_COUNT;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = compare(reserved_words[middle].word, word);
        if (order == 0)
            return &reserved_words[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

static MyVersions reserved_by(const ReservedWord *row, const Engine *engine)
{
    return engine_is(engine, "mariadb") ? row->mariadb
           : engine_is(engine, "tidb")  ? row->tidb
                                        : row->mysql;
}

bool my_word_is_reserved(const Engine *engine, Str word)
{
    const ReservedWord *row = find_word(word);
    return row && my_versions_have(reserved_by(row, engine), engine);
}

Str my_word_refusal(Arena *arena, const Engine *engine, Str word)
{
    MyVersions by = reserved_by(find_word(word), engine);
    const char *family = my_family_title(engine);
    if (by.since == 0 && by.until == MY_FOREVER)
        return arena_fmt(arena, "is a reserved word of %s: quote it", family);
    if (by.until == MY_FOREVER)
        return arena_fmt(arena,
                         "is a reserved word of %s " STR_FMT " and newer: quote it",
                         family, STR_ARG(my_version_text(arena, by.since)));
    return arena_fmt(arena, "is a reserved word of %s before " STR_FMT ": quote it",
                     family, STR_ARG(my_version_text(arena, by.until)));
}
