// SPDX-License-Identifier: Apache-2.0
// What the escapes in a JSON string stand for.
#include "base/json_escape.h"

#include "base/out.h"

#include <string.h>

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool has_byte(Str text, size_t at, char c)
{
    return at < text.len && text.ptr[at] == c;
}

// The four hexadecimal digits of a \u escape; false when they are not that.
static bool read_hex4(Str raw, size_t at, uint32_t *code)
{
    *code = 0;
    for (size_t i = at; i < at + 4; i++) {
        static const char DIGITS[] = "0123456789abcdef0123456789ABCDEF";
        if (i >= raw.len || !is_one_of(raw.ptr[i], DIGITS))
            return false;
        *code = *code * 16 + (uint32_t)(strchr(DIGITS, raw.ptr[i]) - DIGITS) % 16;
    }
    return true;
}

// The code point of the \u escape whose digits start at *at, with its second half if it
// has one.
static bool read_code_point(Str raw, size_t *at, uint32_t *code)
{
    if (!read_hex4(raw, *at, code))
        return false;
    *at += 4;
    uint32_t low;
    if (*code >= 0xD800 && *code < 0xDC00 && has_byte(raw, *at, '\\') &&
        has_byte(raw, *at + 1, 'u') && read_hex4(raw, *at + 2, &low) && low >= 0xDC00 &&
        low < 0xE000) {
        *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
        *at += 6;
    }
    return true;
}

static size_t encode_utf8(uint32_t code, char bytes[4])
{
    static const unsigned char LEADS[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    bytes[0] = (char)(LEADS[size] | code);
    return size;
}

bool json_unescape(Str raw, size_t *at, char bytes[4], size_t *size)
{
    static const char NAMES[] = "\"\\/bfnrt";
    static const char MEANT[] = "\"\\/\b\f\n\r\t";
    if (*at >= raw.len)
        return false;
    char c = raw.ptr[(*at)++];
    uint32_t code;
    if (is_one_of(c, NAMES)) {
        bytes[0] = MEANT[strchr(NAMES, c) - NAMES];
        *size = 1;
        return true;
    }
    if (c != 'u' || !read_code_point(raw, at, &code))
        return false;
    *size = encode_utf8(code, bytes);
    return true;
}

Str json_quote(Arena *arena, Str text)
{
    static const char *const short_forms[] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f",
        ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\"
    };
    Out out = out_new(arena);
    out_char(&out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        const char *form =
            c < sizeof short_forms / sizeof *short_forms ? short_forms[c] : NULL;
        if (form)
            out_cstr(&out, form);
        else if (c < 0x20)
            out_fmt(&out, "\\u%04x", (unsigned)c);
        else
            out_char(&out, text.ptr[i]);
    }
    out_char(&out, '"');
    return out_text(&out);
}
