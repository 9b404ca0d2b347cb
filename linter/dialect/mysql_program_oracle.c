// SPDX-License-Identifier: Apache-2.0
// Bodies under MariaDB's sql_mode=ORACLE, whose blocks are other ones: nothing is parsed,
// and the tables that they name are guessed from the words around them.
#include "dialect/mysql_program_priv.h"

static bool was(const MyParser *p, size_t back, const char *word)
{
    return p->at >= back && my_token_is(p->text, p->tokens[p->at - back], str_from(word));
}

// How far back the word is that the modifiers before the cursor belong to.
static size_t before_modifiers(const MyParser *p)
{
    static const char *const modifiers[] = { "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED",
                                             "QUICK",        "IGNORE",        NULL };
    size_t back = 1;
    for (size_t i = 0; modifiers[i] != NULL;) {
        bool is = was(p, back, modifiers[i]);
        back += is;
        i = is ? 0 : i + 1;
    }
    return back;
}

// A table's name follows the words that stand before the cursor. `brackets`: how many are
// open.
static bool table_follows(MyParser *p, size_t brackets)
{
    size_t back = before_modifiers(p);
    if (was(p, back, "UPDATE"))
        return !was(p, back + 1, "KEY") && !was(p, back + 1, "FOR");
    if (was(p, back, "FROM")) // not of TRIM(x FROM y)
        return brackets == 0;
    if (was(p, 1, "INTO")) { // not of SELECT … INTO a variable
        p->at--;
        back = before_modifiers(p);
        bool rows = was(p, back, "INSERT") || was(p, back, "REPLACE");
        p->at++;
        return rows;
    }
    return was(p, 1, "JOIN") || was(p, 1, "TABLE");
}

bool my_oracle_body(MyParser *p, MyBody *body)
{
    size_t from = p->at, brackets = 0;
    for (; p->at < p->count; p->at++) {
        Name name;
        size_t at = p->at;
        if (table_follows(p, brackets) && my_is_ident(p) && my_name(p, &name))
            my_body_reads(p, body, name);
        p->at = at;
        brackets += my_is_punct(p, '(');
        brackets -= my_is_punct(p, ')') && brackets > 0;
    }
    if (p->at == from)
        return my_refuse(p, NULL);
    body->text = my_text_from(p, from);
    return true;
}
