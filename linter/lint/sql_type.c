// SPDX-License-Identifier: Apache-2.0
// The spellings of types, brought to one: those of generators and those that the catalog
// has from the SQL.
#include "base/out.h"

#include "lint/kit_schema.h"

// The words of a type, and their canonical ones; longer ones before their beginnings.
static const struct Spelling {
    Str word;
    Str plain;
    Str behind; // what stands behind the modifiers
} spellings[] = {
    { STR_INIT("smallserial"), STR_INIT("smallint"), STR_INIT("") },
    { STR_INIT("bigserial"), STR_INIT("bigint"), STR_INIT("") },
    { STR_INIT("serial"), STR_INIT("integer"), STR_INIT("") },
    { STR_INIT("int2"), STR_INIT("smallint"), STR_INIT("") },
    { STR_INIT("int4"), STR_INIT("integer"), STR_INIT("") },
    { STR_INIT("int8"), STR_INIT("bigint"), STR_INIT("") },
    { STR_INIT("int"), STR_INIT("integer"), STR_INIT("") },
    { STR_INIT("float4"), STR_INIT("real"), STR_INIT("") },
    { STR_INIT("float8"), STR_INIT("double precision"), STR_INIT("") },
    { STR_INIT("bool"), STR_INIT("boolean"), STR_INIT("") },
    { STR_INIT("varchar"), STR_INIT("character varying"), STR_INIT("") },
    { STR_INIT("char"), STR_INIT("character"), STR_INIT("") },
    { STR_INIT("varbit"), STR_INIT("bit varying"), STR_INIT("") },
    { STR_INIT("decimal"), STR_INIT("numeric"), STR_INIT("") },
    { STR_INIT("timestamptz"), STR_INIT("timestamp"), STR_INIT(" with time zone") },
    { STR_INIT("timetz"), STR_INIT("time"), STR_INIT(" with time zone") },
    { STR_INIT("timestamp"), STR_INIT("timestamp"), STR_INIT(" without time zone") },
    { STR_INIT("time"), STR_INIT("time"), STR_INIT(" without time zone") },
};

// A type, taken apart: name(modifiers) behind[].
typedef struct Parts {
    Str name;
    Str modifiers; // with their brackets, without blanks
    Str behind;
    bool is_array;
} Parts;

static Str without_blanks(Arena *arena, Str text)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ')
            out_char(&out, text.ptr[i]);
    return out_text(&out);
}

static Parts take_apart(Arena *arena, Str type)
{
    Parts parts = { 0 };
    size_t bracket = str_find_char(type, '[', 0);
    parts.is_array = bracket < type.len;
    type = str_trim(str_take(type, bracket));
    size_t open = str_find_char(type, '(', 0);
    size_t close = str_find_char(type, ')', open);
    parts.name = str_trim(str_take(type, open));
    if (close < type.len) {
        parts.modifiers = without_blanks(arena, str_slice(type, open, close + 1));
        parts.behind = str_drop(type, close + 1);
    }
    return parts;
}

// Names of one's own types without the schema, and without quotes.
static Str bare_name(Str name)
{
    size_t dot = str_rfind_char(name, '.');
    Str last = dot < name.len ? str_drop(name, dot + 1) : name;
    bool is_quoted = last.len > 2 && last.ptr[0] == '"';
    return is_quoted ? str_slice(last, 1, last.len - 1) : last;
}

// "time zone" words that stand right behind the name.
static Parts split_zone(Parts parts)
{
    static const Str zones[] = { STR_INIT(" with time zone"),
                                 STR_INIT(" without time zone") };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (str_ends(parts.name, zones[i])) {
            parts.behind = zones[i];
            parts.name = str_take(parts.name, parts.name.len - zones[i].len);
        }
    return parts;
}

static Parts respell(Parts parts)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        if (!str_eq_ci(parts.name, spellings[i].word))
            continue;
        parts.name = spellings[i].plain;
        parts.behind = parts.behind.len > 0 ? parts.behind : spellings[i].behind;
        break;
    }
    // What the database takes where nothing is said.
    bool is_timed = str_ends(parts.behind, STR("time zone"));
    if (is_timed && str_eq(parts.modifiers, STR("(6)")))
        parts.modifiers = (Str){ 0 };
    bool is_one = str_eq(parts.name, STR("character")) || str_eq(parts.name, STR("bit"));
    if (is_one && parts.modifiers.len == 0)
        parts.modifiers = STR("(1)");
    if (str_eq(parts.name, STR("numeric")) && str_ends(parts.modifiers, STR(",0)")))
        parts.modifiers = str_take(parts.modifiers, parts.modifiers.len - 3);
    return parts;
}

Str sql_type_plain(Arena *arena, Str type)
{
    Parts parts = respell(split_zone(take_apart(arena, type)));
    bool is_open = parts.modifiers.len > 0 && !str_ends(parts.modifiers, STR(")"));
    return arena_fmt(arena, STR_FMT STR_FMT "%s" STR_FMT "%s",
                     STR_ARG(bare_name(parts.name)), STR_ARG(parts.modifiers),
                     is_open ? ")" : "", STR_ARG(parts.behind),
                     parts.is_array ? "[]" : "");
}
