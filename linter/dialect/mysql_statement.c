// SPDX-License-Identifier: Apache-2.0
// Which function parses a statement: its first words say it, but for what may stand
// between CREATE or ALTER and the thing.
#include "dialect/mysql_priv.h"

#include <string.h>

static const MyRow *const families[] = {
    my_table_rows,   my_alter_rows, my_query_rows, my_session_rows, my_drop_rows,
    my_program_rows, my_admin_rows, my_tidb_rows,  my_mariadb_rows,
};

// ---- prefixes ----

typedef struct PrefixRow {
    const char *words;
    MyPrefixBit bit;
    bool (*parse)(MyParser *p); // what stands behind the words; NULL: nothing
} PrefixRow;

static bool parse_definer(MyParser *p)
{
    return my_expect_punct(p, '=') && my_account(p, &p->prefix.definer);
}

static bool parse_algorithm(MyParser *p)
{
    return my_expect_punct(p, '=') && my_any_word(p, &p->prefix.algorithm);
}

static bool parse_security(MyParser *p)
{
    return my_any_word(p, &p->prefix.security);
}

static const PrefixRow prefix_rows[] = {
    { "OR REPLACE", MYP_OR_REPLACE, NULL },
    { "TEMPORARY", MYP_TEMPORARY, NULL },
    { "GLOBAL TEMPORARY", MYP_TEMPORARY, NULL },
    { "UNIQUE", MYP_UNIQUE, NULL },
    { "FULLTEXT", MYP_FULLTEXT, NULL },
    { "SPATIAL", MYP_SPATIAL, NULL },
    { "VECTOR", MYP_VECTOR, NULL },
    { "DEFINER", MYP_DEFINER, parse_definer },
    { "ALGORITHM", MYP_ALGORITHM, parse_algorithm },
    { "SQL SECURITY", MYP_SECURITY, parse_security },
    { "AGGREGATE", MYP_AGGREGATE, NULL },
    { "ONLINE", MYP_ONLINE, NULL },
    { "OFFLINE", MYP_ONLINE, NULL },
    { "IGNORE", MYP_IGNORE, NULL },
};

enum { PREFIX_ROWS = sizeof prefix_rows / sizeof *prefix_rows };

static const PrefixRow *take_prefix(MyParser *p)
{
    for (size_t i = 0; i < PREFIX_ROWS; i++)
        if (my_take(p, prefix_rows[i].words))
            return &prefix_rows[i];
    return NULL;
}

static const char *index_kind(unsigned seen)
{
    return seen & MYP_FULLTEXT  ? "fulltext"
           : seen & MYP_SPATIAL ? "spatial"
           : seen & MYP_VECTOR  ? "vector"
                                : NULL;
}

// OR REPLACE stands first; ALGORITHM, DEFINER and SQL SECURITY in this order.
static bool comes_late(const MyParser *p, const PrefixRow *row)
{
    const unsigned seen = p->prefix.seen;
    return (row->bit == MYP_OR_REPLACE && seen) ||
           (row->bit == MYP_ALGORITHM && seen & (MYP_DEFINER | MYP_SECURITY)) ||
           (row->bit == MYP_DEFINER && seen & (MYP_SECURITY | MYP_AGGREGATE));
}

static bool parse_prefixes(MyParser *p)
{
    p->prefix = (MyPrefix){ 0 };
    p->prefix_at = p->at;
    for (;;) {
        size_t at = p->at;
        const PrefixRow *row = take_prefix(p);
        if (!row)
            break;
        if (p->prefix.seen & row->bit || comes_late(p, row)) {
            p->at = at;
            return my_refuse(p, NULL);
        }
        p->prefix.seen |= row->bit;
        if (row->parse && !row->parse(p))
            return false;
    }
    unsigned seen = p->prefix.seen;
    p->prefix.or_replace = seen & MYP_OR_REPLACE;
    p->prefix.temporary = seen & MYP_TEMPORARY;
    p->prefix.unique = seen & MYP_UNIQUE;
    p->prefix.index_kind = index_kind(seen);
    return true;
}

bool my_only_prefixes(MyParser *p, unsigned allowed)
{
    if (!(p->prefix.seen & ~allowed))
        return true;
    p->at = p->prefix_at;
    for (const PrefixRow *row; (row = take_prefix(p)) != NULL;) {
        if (!(row->bit & allowed)) {
            p->at--;
            break;
        }
        if (row->parse && !row->parse(p))
            return false;
    }
    return my_refuse(p, NULL);
}

// ---- rows ----

static size_t word_len(const char *words)
{
    return strcspn(words, " ");
}

// Behind the first word of a row's and the blank.
static const char *behind_word(const char *words)
{
    words += word_len(words);
    return words + (*words == ' ');
}

// How many of the words stand at the cursor, from the first on.
static size_t common_words(const MyParser *p, const char *words)
{
    size_t count = 0;
    for (; my_begins_like(p, count, words); words = behind_word(words), count++) {
        MyToken token = my_peek(p, count);
        Str word = { words, word_len(words) };
        if (!my_token_is(p->text, token, word) &&
            !(token.kind == MYT_PUNCT && str_eq(my_token_text(p->text, token), word)))
            break;
    }
    return count;
}

static size_t count_words(const char *words)
{
    size_t count = 0;
    for (; *words != '\0'; words = behind_word(words))
        count++;
    return count;
}

// The same, but all of them or none.
static size_t match_words(const MyParser *p, const char *words)
{
    size_t common = common_words(p, words);
    return common > 0 && common == count_words(words) ? common : 0;
}

// The words of a row that are looked for at the cursor; NULL: it begins with another
// verb.
static const char *words_behind(const MyRow *row, const char *verb)
{
    if (!verb)
        return row->words;
    size_t len = strlen(verb);
    return strncmp(row->words, verb, len) == 0 ? row->words + len : NULL;
}

// The row with the most words of those that fit. `verb`: CREATE or ALTER, which stands
// before the cursor and is not looked for again; NULL: neither.
static const MyRow *find_row(const MyParser *p, const char *verb, size_t *words)
{
    enum { CASE = 0x20 };
    const MyToken token = my_peek(p, 0);
    const MyRow *best = NULL;
    *words = 0;
    if (token.end == token.start)
        return NULL;
    const int letter = p->text.ptr[token.start] & ~CASE;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        for (const MyRow *row = families[i]; row->words != NULL; row++) {
            // Of hundreds of rows most begin with another letter.
            const char *sought = words_behind(row, verb);
            if (!sought || (*sought & ~CASE) != letter)
                continue;
            size_t fit = match_words(p, sought);
            if (fit > *words) {
                *words = fit;
                best = row;
            }
        }
    return best;
}

static bool run_row(MyParser *p, const MyRow *row, size_t words)
{
    p->at += words;
    return row->parse(p) || my_refuse(p, NULL);
}

static bool parse_prefixed(MyParser *p, const char *verb)
{
    p->at++;
    size_t words;
    if (!parse_prefixes(p))
        return false;
    const MyRow *row = find_row(p, verb, &words);
    return row ? run_row(p, row, words) : my_refuse(p, NULL);
}

// No row fits: the error is at the first word that none has there.
static bool refuse_words(MyParser *p)
{
    size_t best = 0;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        for (const MyRow *row = families[i]; row->words != NULL; row++) {
            size_t common = common_words(p, row->words);
            best = common > best ? common : best;
        }
    p->at += best;
    return my_refuse(p, NULL);
}

bool my_statement(MyParser *p)
{
    size_t words;
    const MyRow *row = find_row(p, NULL, &words);
    p->prefix = (MyPrefix){ 0 };
    p->prefix_at = p->at + 1;
    bool create = my_is(p, "CREATE");
    bool prefixed = (create || my_is(p, "ALTER")) && words < 2;
    if (!row && !prefixed)
        return refuse_words(p);
    if (!my_enter(p))
        return false;
    bool parsed = prefixed ? parse_prefixed(p, create ? "CREATE " : "ALTER ")
                           : run_row(p, row, words);
    my_leave(p);
    return parsed;
}
