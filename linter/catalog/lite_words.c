// SPDX-License-Identifier: Apache-2.0
// Names in a piece of SQLite's SQL. Not a parser: it tells which names an expression
// could mean, and gives them new ones.
#include "base/out.h"
#include "catalog/replay_priv.h"
#include "ir/sqlite_lex.h"

bool catalog_mentions(const Catalog *catalog, Str text, Str ident)
{
    return catalog->is_sqlite ? sl_mentions(catalog->arena, text, ident)
                              : text_mentions(catalog->arena, text, ident);
}

// A name of functions is followed by a bracket, one that qualifies by a dot.
static bool is_in_place(Str text, SlToken token, bool qualifier)
{
    SlToken next = sl_lex(text, token.end);
    return sl_token_is_punct(text, next, '.') == qualifier &&
           !sl_token_is_punct(text, next, '(');
}

static Str rename_all(Arena *arena, Str text, const Str names[2], bool qualifier)
{
    Out out = out_new(arena);
    size_t done = 0;
    if (!sl_mentions(arena, text, names[0]))
        return text;
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end)) {
        if (!sl_token_is_name(arena, text, token, names[0]) ||
            !is_in_place(text, token, qualifier))
            continue;
        out_str(&out, str_slice(text, done, token.start));
        out_str(&out, ident_quoted(arena, names[1], '"'));
        done = token.end;
    }
    out_str(&out, str_drop(text, done));
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
