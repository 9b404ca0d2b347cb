// SPDX-License-Identifier: Apache-2.0
// SET sql_mode, as far as text tells: literals, the mode itself, variables that kept it,
// and the CONCAT and REPLACE that add to it and take from it.
#include "dialect/mysql_modes.h"

#include <string.h>

#define ANSI_LIKE (MYM_ANSI_QUOTES | MYM_PIPES_AS_CONCAT | MYM_IGNORE_SPACE)

// A dump keeps one; a text that keeps more than these has another purpose.
enum { KEPT_MAX = 64 };

// What a mode of this name sets of what the parser has to know, and its number where it
// is said by number.
static const struct {
    const char *name;
    unsigned modes;
    unsigned long bit;
} known[] = {
    { "PIPES_AS_CONCAT", MYM_PIPES_AS_CONCAT, 1UL << 1 },
    { "ANSI_QUOTES", MYM_ANSI_QUOTES, 1UL << 2 },
    { "IGNORE_SPACE", MYM_IGNORE_SPACE, 1UL << 3 },
    { "NO_BACKSLASH_ESCAPES", MYM_NO_BACKSLASH_ESCAPES, 1UL << 20 },
    { "ORACLE", ANSI_LIKE | MYM_ORACLE, 1UL << 9 },
    { "ANSI", ANSI_LIKE, 1UL << 18 },
    { "POSTGRESQL", ANSI_LIKE, 1UL << 8 },
    { "MSSQL", ANSI_LIKE, 1UL << 10 },
    { "DB2", ANSI_LIKE, 1UL << 11 },
    { "MAXDB", ANSI_LIKE, 1UL << 12 },
};

enum { KNOWN = sizeof known / sizeof *known };

static unsigned modes_of_list(Str list)
{
    unsigned modes = 0;
    for (Str name; str_cut(&list, ',', &name);)
        for (size_t i = 0; i < KNOWN; i++)
            if (str_eq_ci(str_trim(name), str_from(known[i].name)))
                modes |= known[i].modes;
    return modes;
}

static unsigned modes_of_number(Str digits)
{
    uint64_t number;
    unsigned modes = 0;
    if (!str_to_u64(digits, &number))
        return 0;
    for (size_t i = 0; i < KNOWN; i++)
        if (number & known[i].bit)
            modes |= known[i].modes;
    return modes;
}

// The tokens of a SET, from left to right.
typedef struct Reader {
    MyModes *modes;
    Arena *arena;
    Str text;
    const MyToken *token;
} Reader;

static bool is_word(const Reader *reader, const char *word)
{
    return my_token_is(reader->text, *reader->token, str_from(word));
}

static bool is_punct(const Reader *reader, char c)
{
    return my_token_is_punct(reader->text, *reader->token, c);
}

static Str token_text(const Reader *reader)
{
    return my_token_text(reader->text, *reader->token);
}

static MyKeptMode *find_kept(const Reader *reader, Str name)
{
    for (size_t i = 0; i < reader->modes->kept.len; i++)
        if (str_eq_ci(reader->modes->kept.at[i].name, name))
            return &reader->modes->kept.at[i];
    return NULL;
}

static void keep(const Reader *reader, Str name, unsigned modes)
{
    MyKeptMode *kept = find_kept(reader, name);
    if (!kept && reader->modes->kept.len < KEPT_MAX) {
        kept = vec_push(reader->arena, &reader->modes->kept);
        kept->name = name;
    }
    if (kept)
        kept->modes = modes;
}

// What one token of the value says.
static unsigned modes_of_token(const Reader *reader)
{
    switch (reader->token->kind) {
    case MYT_STRING:
        return modes_of_list(my_token_string(reader->arena, reader->text, *reader->token,
                                             reader->modes->modes));
    case MYT_WORD:
        return is_word(reader, "sql_mode") ? reader->modes->modes
                                           : modes_of_list(token_text(reader));
    case MYT_QUOTED:
        return modes_of_list(my_token_ident(reader->arena, reader->text, *reader->token));
    case MYT_NUMBER:
        return modes_of_number(token_text(reader));
    case MYT_VARIABLE: {
        const MyKeptMode *kept = find_kept(reader, token_text(reader));
        return kept ? kept->modes : 0;
    }
    case MYT_END:
    case MYT_COMMENT:
    case MYT_BITS:
    case MYT_PARAM:
    case MYT_INTRODUCER:
    case MYT_OPERATOR:
    case MYT_PUNCT:
        break;
    }
    return 0;
}

// The value up to the comma or the end. *reads: the mode is what it is made of.
static unsigned read_value(Reader *reader, bool *reads)
{
    unsigned modes = 0;
    size_t depth = 0;
    bool takes = is_word(reader, "replace");
    *reads = false;
    for (; reader->token->kind != MYT_END; reader->token++) {
        if (depth == 0 && is_punct(reader, ','))
            break;
        depth += is_punct(reader, '(');
        depth -= depth > 0 && is_punct(reader, ')');
        bool itself = is_word(reader, "sql_mode");
        *reads |= itself || reader->token->kind == MYT_VARIABLE;
        unsigned part = modes_of_token(reader);
        bool adds = !takes || itself || reader->token->kind == MYT_VARIABLE;
        modes = adds ? modes | part : modes & ~part;
    }
    return modes;
}

// [SESSION | LOCAL | @@session. | @@local. | @@] name; true: it is of this session.
static bool read_target(Reader *reader, Str *name)
{
    bool own = true;
    while (reader->token->kind != MYT_END && !is_punct(reader, '=') &&
           !is_punct(reader, ',') && reader->token->kind != MYT_OPERATOR) {
        own &= !is_word(reader, "global") && !is_word(reader, "persist") &&
               !is_word(reader, "persist_only");
        *name = my_token_ident(reader->arena, reader->text, *reader->token);
        reader->token++;
    }
    return own;
}

static void read_assignment(Reader *reader)
{
    Str name = { 0 };
    bool own = read_target(reader, &name);
    if (reader->token->kind == MYT_END || is_punct(reader, ','))
        return;
    reader->token++;
    bool reads;
    unsigned modes = read_value(reader, &reads);
    if (str_eq_ci(name, STR("sql_mode")) && own)
        reader->modes->modes = modes;
    else if (str_starts(name, STR("@")) && reads)
        keep(reader, name, modes);
}

void my_modes_read(MyModes *modes, Arena *arena, Str text, const MyToken *tokens)
{
    Reader reader = { modes, arena, text, tokens };
    if (!is_word(&reader, "set"))
        return;
    reader.token++;
    if (is_word(&reader, "statement")) // MariaDB's is for the statement that it holds
        return;
    while (reader.token->kind != MYT_END) {
        read_assignment(&reader);
        if (reader.token->kind != MYT_END)
            reader.token++;
    }
}
