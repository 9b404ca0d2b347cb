// SPDX-License-Identifier: Apache-2.0
// Names of charsets and collations, and strings that stand alone.
#include "dialect/mysql_table_priv.h"

bool my_take_charset(MyParser *p)
{
    return my_take(p, "charset") || my_take(p, "character set") || my_take(p, "char set");
}

bool my_ident_or_string(MyParser *p, Str *value)
{
    return my_peek(p, 0).kind == MYT_STRING ? my_string(p, value) : my_ident(p, value);
}

bool my_single_string(MyParser *p, Str *value)
{
    MyToken token = my_peek(p, 0);
    bool national = token.kind == MYT_STRING && (p->text.ptr[token.start] | 0x20) == 'n';
    if (national)
        return my_refuse(p, NULL);
    if (token.kind != MYT_STRING || my_peek(p, 1).kind != MYT_STRING)
        return my_string(p, value);
    p->at++;
    return my_refuse(p, NULL);
}

// Of the two newest sorts of collations: which servers have one is in its name.
static MyFeatureId sort_of(Str collation)
{
    if (str_contains(collation, STR("_0900_")))
        return MYF_COLLATION_0900;
    return str_contains(collation, STR("_uca1400_")) ? MYF_COLLATION_UCA1400 : MYF_NONE;
}

bool my_charset_name(MyParser *p, Str *name)
{
    size_t from = p->at;
    if (my_is(p, "binary") ? !my_any_word(p, name) : !my_ident_or_string(p, name))
        return false;
    *name = arena_lower(p->arena, *name);
    my_uses(p, sort_of(*name), from);
    return true;
}

// What stands behind COLLATE: MariaDB takes DEFAULT there.
bool my_collation_name(MyParser *p, Str *name)
{
    size_t from = p->at;
    if (!my_take(p, "default"))
        return my_charset_name(p, name);
    my_uses(p, MYF_COLLATE_DEFAULT, from);
    return true;
}

unsigned long my_char_bytes(Str charset)
{
    static const struct {
        const char *name;
        unsigned bytes;
    } sizes[] = { { "utf8", 3 },    { "utf8mb3", 3 }, { "utf8mb4", 4 }, { "utf16", 4 },
                  { "utf16le", 4 }, { "utf32", 4 },   { "gb18030", 4 }, { "ucs2", 2 },
                  { "gbk", 2 },     { "big5", 2 },    { "sjis", 2 },    { "cp932", 2 },
                  { "gb2312", 2 },  { "euckr", 2 },   { "ujis", 3 },    { "eucjpms", 3 },
                  { "", 4 } };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (str_eq(charset, str_from(sizes[i].name)))
            return sizes[i].bytes;
    return 1;
}
