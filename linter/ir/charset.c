// SPDX-License-Identifier: Apache-2.0
// What names of types, character sets and collations say.
#include "ir/charset.h"

bool type_is_text(const TypeRef *type)
{
    static const char *const words[] = { "char", "varchar",    "tinytext",
                                         "text", "mediumtext", "longtext",
                                         "enum", "set",        NULL };
    return str_is_any(type->name.name, words);
}

bool type_is_integer(const TypeRef *type)
{
    static const char *const words[] = { "tinyint", "smallint", "mediumint",
                                         "int",     "bigint",   NULL };
    return str_is_any(type->name.name, words);
}

// Of SET a bit for each member.
size_t type_member_bytes(const TypeRef *type)
{
    size_t count = type->labels.len;
    if (str_eq(type->name.name, STR("enum")))
        return count < 256 ? 1 : 2;
    size_t bytes = (count + 7) / 8;
    return bytes > 4 ? 8 : bytes;
}

Str charset_of_collation(Str collation)
{
    return str_take(collation, str_find_char(collation, '_', 0));
}

bool charset_same(Str a, Str b)
{
    Str set_a = charset_of_collation(a), set_b = charset_of_collation(b);
    Str rest_a = str_drop(a, set_a.len), rest_b = str_drop(b, set_b.len);
    Str plain = STR("utf8"), full = STR("utf8mb3");
    if (str_eq_ci(set_a, full))
        set_a = plain;
    if (str_eq_ci(set_b, full))
        set_b = plain;
    return str_eq_ci(set_a, set_b) && str_eq_ci(rest_a, rest_b);
}

// Maxlen of SHOW CHARACTER SET. utf8 is an alias; gb18030 is MySQL's and TiDB's alone.
static const struct {
    const char *name;
    int bytes;
} sets[] = {
    { "utf8mb4", 4 }, { "utf8", 3 },     { "utf8mb3", 3 },  { "latin1", 1 },
    { "binary", 1 },  { "ascii", 1 },    { "armscii8", 1 }, { "big5", 2 },
    { "cp1250", 1 },  { "cp1251", 1 },   { "cp1256", 1 },   { "cp1257", 1 },
    { "cp850", 1 },   { "cp852", 1 },    { "cp866", 1 },    { "cp932", 2 },
    { "dec8", 1 },    { "eucjpms", 3 },  { "euckr", 2 },    { "gb18030", 4 },
    { "gb2312", 2 },  { "gbk", 2 },      { "geostd8", 1 },  { "greek", 1 },
    { "hebrew", 1 },  { "hp8", 1 },      { "keybcs2", 1 },  { "koi8r", 1 },
    { "koi8u", 1 },   { "latin2", 1 },   { "latin5", 1 },   { "latin7", 1 },
    { "macce", 1 },   { "macroman", 1 }, { "sjis", 2 },     { "swe7", 1 },
    { "tis620", 1 },  { "ucs2", 2 },     { "ujis", 3 },     { "utf16", 4 },
    { "utf16le", 4 }, { "utf32", 4 },
};

enum { WIDEST = 4 };

int charset_bytes(Str name)
{
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if (str_eq_ci(name, str_from(sets[i].name)))
            return sets[i].bytes;
    return 0;
}

int charset_most_bytes(Str name)
{
    int bytes = charset_bytes(name);
    return bytes > 0 ? bytes : WIDEST;
}
