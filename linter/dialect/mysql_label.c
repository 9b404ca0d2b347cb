// SPDX-License-Identifier: Apache-2.0
// The values of ENUM and SET.
#include "dialect/mysql_table_priv.h"

#include "base/out.h"

static unsigned digit_value(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : ((unsigned)c | 0x20) - 'a' + 10;
}

// The bytes that x'41', 0x41, b'01000001' or 0b01000001 stand for.
static Str bits_value(MyParser *p)
{
    Str text = my_token_text(p->text, my_peek(p, 0));
    bool hex = (text.ptr[text.ptr[0] == '0'] | 0x20) == 'x';
    Str digits = str_slice(text, 2, text.len - (text.ptr[0] != '0'));
    unsigned per_byte = hex ? 2 : 8, base = hex ? 16 : 2;
    size_t len = (digits.len + per_byte - 1) / per_byte;
    char *bytes = NEW_ARRAY(p->arena, char, len + 1);
    size_t missing = len * per_byte - digits.len; // zeros in front
    for (size_t i = 0; i < digits.len; i++) {
        char *byte = &bytes[(i + missing) / per_byte];
        *byte = (char)((unsigned char)*byte * base + digit_value(digits.ptr[i]));
    }
    p->at++;
    return (Str){ bytes, len };
}

static bool label(MyParser *p, Str *text)
{
    if (my_peek(p, 0).kind != MYT_BITS)
        return my_single_string(p, text);
    *text = bits_value(p);
    return true;
}

bool my_labels(MyParser *p, TypeRef *type)
{
    if (!my_expect_punct(p, '('))
        return false;
    do {
        Str text;
        if (!label(p, &text))
            return false;
        while (text.len > 0 && text.ptr[text.len - 1] == ' ')
            text.len--; // as the server stores it
        *vec_push(p->arena, &type->labels) = text;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

static void out_label(Out *out, Str label)
{
    static const char plain[] = "\\\n\r\x1a";
    static const char *const escaped[] = { "\\\\", "\\n", "\\r", "\\Z" };
    for (size_t i = 0; i < label.len; i++) {
        size_t at = str_find_char(STR(plain), label.ptr[i], 0);
        if (at < sizeof plain - 1)
            out_cstr(out, escaped[at]);
        else if (label.ptr[i] == '\'')
            out_cstr(out, "''");
        else
            out_char(out, label.ptr[i]);
    }
}

Str my_labels_text(Arena *arena, const TypeRef *type)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < type->labels.len; i++) {
        out_cstr(&out, i == 0 ? "('" : ",'");
        out_label(&out, type->labels.at[i]);
        out_char(&out, '\'');
    }
    out_char(&out, ')');
    return out_text(&out);
}
