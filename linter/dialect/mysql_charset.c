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

// What not all servers have of charsets and collations is in their names.
static MyFeatureId sort_of(Str name)
{
    if (str_starts(name, STR("gb18030")))
        return MYF_CHARSET_GB18030;
    if (str_contains(name, STR("_0900_")))
        return MYF_COLLATION_0900;
    return str_contains(name, STR("_uca1400_")) ? MYF_COLLATION_UCA1400 : MYF_NONE;
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
