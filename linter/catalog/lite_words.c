// SPDX-License-Identifier: Apache-2.0
// Identifiers in a piece of SQLite's SQL. Not a parser: it tells which names an
// expression could mean, and gives them new ones.
#include "base/out.h"
#include "catalog/replay_priv.h"

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || (c & 0x80) != 0;
}

// Behind a quoted piece that starts at `from`; a doubled quote does not end it.
static size_t skip_quoted(Str text, size_t from)
{
    char quote = text.ptr[from] == '[' ? ']' : text.ptr[from];
    for (size_t at = from + 1; at < text.len; at++) {
        bool doubled =
            quote != ']' && at + 1 < text.len && text.ptr[at + 1] == text.ptr[at];
        if (text.ptr[at] != quote)
            continue;
        if (!doubled)
            return at + 1;
        at++;
    }
    return text.len;
}

static size_t skip_comment(Str text, size_t from)
{
    Str rest = str_drop(text, from);
    if (str_starts(rest, STR("--")))
        return str_find_char(text, '\n', from);
    if (!str_starts(rest, STR("/*")))
        return from;
    size_t end = str_find(text, STR("*/"), from + 2);
    return end == text.len ? end : end + 2;
}

static bool is_quote(char c)
{
    return c == '"' || c == '`' || c == '[';
}

// A name with its quotes, or what stands before the next one.
typedef struct Piece {
    Str text;
    bool is_name;
} Piece;

// False at the end of the text.
static bool next_piece(Str text, size_t *at, Piece *piece)
{
    size_t start = *at;
    if (start >= text.len)
        return false;
    char c = text.ptr[start];
    size_t end = skip_comment(text, start);
    piece->is_name = end == start && (is_quote(c) || (is_word_char(c) && c != '$'));
    if (end == start && (is_quote(c) || c == '\''))
        end = skip_quoted(text, start);
    while (end < text.len && (end == start || !is_quote(c)) && is_word_char(c) &&
           is_word_char(text.ptr[end]))
        end++;
    end = end == start ? start + 1 : end;
    piece->is_name = piece->is_name && !(c >= '0' && c <= '9');
    piece->text = str_slice(text, start, end);
    *at = end;
    return true;
}

static bool same_letter(char a, char b)
{
    return str_eq_ci((Str){ &a, 1 }, (Str){ &b, 1 });
}

static bool is_ident(Str name, Str ident)
{
    if (name.len == 0 || !is_quote(name.ptr[0]))
        return str_eq_ci(name, ident);
    char quote = name.ptr[0];
    size_t i = 1, k = 0;
    for (; i + 1 < name.len && k < ident.len; i++, k++) {
        if (!same_letter(name.ptr[i], ident.ptr[k]))
            return false;
        i += quote != '[' && name.ptr[i] == quote;
    }
    return k == ident.len && i + 1 == name.len;
}

bool text_mentions_sqlite(Str text, Str ident)
{
    Piece piece;
    for (size_t at = 0; next_piece(text, &at, &piece);)
        if (piece.is_name && is_ident(piece.text, ident))
            return true;
    return false;
}

bool catalog_mentions(const Catalog *catalog, Str text, Str ident)
{
    return catalog->is_sqlite ? text_mentions_sqlite(text, ident)
                              : text_mentions(catalog->arena, text, ident);
}

// ---- new names ----

static char next_char(Str text, size_t at)
{
    Str rest = str_trim(str_drop(text, at));
    return rest.len > 0 ? rest.ptr[0] : '\0';
}

// A name of functions is followed by a bracket, one that qualifies by a dot.
static Str rename_all(Arena *arena, Str text, const Str names[2], bool qualifier)
{
    Out out = out_new(arena);
    Piece piece;
    if (!text_mentions_sqlite(text, names[0]))
        return text;
    for (size_t at = 0; next_piece(text, &at, &piece);) {
        bool is_it = piece.is_name && is_ident(piece.text, names[0]);
        char next = is_it ? next_char(text, at) : '\0';
        if (is_it && (next == '.') == qualifier && next != '(')
            out_str(&out, ident_quoted(arena, names[1], '"'));
        else
            out_str(&out, piece.text);
    }
    return out_text(&out);
}

Str lite_rename_column(Arena *arena, Str text, Str from, Str to)
{
    return rename_all(arena, text, (Str[]){ from, to }, false);
}

Str lite_rename_table(Arena *arena, Str text, Str from, Str to)
{
    return rename_all(arena, text, (Str[]){ from, to }, true);
}
