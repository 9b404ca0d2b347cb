// SPDX-License-Identifier: Apache-2.0
// Which server runs what is in an executable comment. MySQL: up to its own version.
// MariaDB: likewise, but nothing that is written for MySQL 5.7 and newer. TiDB: all of
// MySQL's, whatever the version, and its own for the features that it knows.
#include "dialect/mysql_mark.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char peek(Str text, size_t at)
{
    return at < text.len ? text.ptr[at] : '\0';
}

// Five or six of them at the offset, which is how versions are written; else 0.
static size_t version_digits(Str text, size_t at)
{
    size_t count = 0;
    while (count < 6 && is_digit(peek(text, at + count)))
        count++;
    return count < 5 ? 0 : count;
}

static int version_at(Str text, size_t at, size_t digits)
{
    int version = 0;
    for (size_t i = 0; i < digits; i++)
        version = version * 10 + (text.ptr[at + i] - '0');
    return version;
}

// "/*" is at the offset.
static bool has_mark(Str text, size_t at, const char *mark)
{
    return str_starts(str_drop(text, at + 2), str_from(mark));
}

static bool fits_mariadb(const Engine *engine, int version, bool own)
{
    enum { FOREIGN_FROM = 50700, FOREIGN_TO = 99999 };
    bool foreign = version >= FOREIGN_FROM && version <= FOREIGN_TO && !own;
    return version <= engine_version(engine) && !foreign;
}

// Behind "/*T![a,b]"; 0: it is not closed, or `known` has not all of them (NULL: any).
static size_t pass_features(Str text, size_t at, const char *const *known)
{
    enum { FEATURES_MAX = 200 }; // bytes
    Str list = str_drop(text, at);
    list = str_take(list, list.len < FEATURES_MAX ? list.len : FEATURES_MAX);
    size_t close = str_find_char(list, ']', 0);
    if (close >= list.len)
        return 0;
    Str rest = str_take(list, close);
    for (Str feature; known && str_cut(&rest, ',', &feature);)
        if (!str_is_any(feature, known))
            return 0;
    return at + close + 1;
}

// From TiDB's pkg/parser/tidb/features.go.
static const char *const tidb_features[] = {
    "auto_rand",
    "auto_id_cache",
    "auto_rand_base",
    "clustered_index",
    "force_inc",
    "placement",
    "ttl",
    "global_index",
    NULL,
};

static size_t behind_tidb_mark(Str text, size_t at)
{
    if (has_mark(text, at, "T!["))
        return pass_features(text, at + 5, tidb_features);
    if (has_mark(text, at, "T!"))
        return at + 4;
    return has_mark(text, at, "!") ? at + 3 + version_digits(text, at + 3) : 0;
}

size_t my_behind_mark(Str text, size_t at, const Engine *engine)
{
    if (engine_is(engine, "tidb"))
        return behind_tidb_mark(text, at);
    bool mariadb = engine_is(engine, "mariadb");
    bool own = mariadb && has_mark(text, at, "M!");
    if (!own && !has_mark(text, at, "!"))
        return 0;
    at += own ? 4 : 3;
    size_t digits = version_digits(text, at);
    int version = version_at(text, at, digits);
    bool fits =
        mariadb ? fits_mariadb(engine, version, own) : version <= engine_version(engine);
    return digits == 0 || fits ? at + digits : 0;
}

bool my_is_passed_over(Str comment)
{
    // mysqldump, mariadb-dump and TiDB's dumpling write them for every table or file
    static const char *const idle[] = { "",
                                        "DEFAULT ENCRYPTION='N'",
                                        "ENCRYPTION='N'",
                                        "VISIBLE",
                                        "CLUSTERED",
                                        "NONCLUSTERED",
                                        NULL };
    static const char *const settings[] = { "\\-", "SET @OLD_NOTE_VERBOSITY",
                                            "SET NOTE_VERBOSITY",
                                            "SET SESSION information_schema_stats_expiry",
                                            NULL };
    size_t at = str_starts(comment, STR("/*")) ? my_behind_any_mark(comment, 0) : 0;
    if (at == 0 || comment.len < at + 2)
        return false;
    Str body = str_trim(str_slice(comment, at, comment.len - 2));
    for (const char *const *word = idle; *word; word++)
        if (str_eq_ci(body, str_from(*word)))
            return false;
    for (const char *const *word = settings; *word; word++)
        if (str_from(*word).len <= body.len &&
            str_eq_ci(str_take(body, str_from(*word).len), str_from(*word)))
            return false;
    return true;
}

size_t my_behind_any_mark(Str text, size_t at)
{
    if (has_mark(text, at, "T!["))
        return pass_features(text, at + 5, NULL);
    if (has_mark(text, at, "T!"))
        return at + 4;
    size_t bang = has_mark(text, at, "M!") ? at + 3 : at + 2;
    return peek(text, bang) == '!' ? bang + 1 + version_digits(text, bang + 1) : 0;
}
