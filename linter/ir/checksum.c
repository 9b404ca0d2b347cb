// SPDX-License-Identifier: Apache-2.0
// Comparing texts as runners' checksums do, without computing any.
#include "ir/checksum.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t behind_blanks(Str text, size_t at)
{
    while (at < text.len && is_blank(text.ptr[at]))
        at++;
    return at;
}

// Where the next byte stands that counts, from `at` on; the text's end when none does.
static size_t next_counted(Checksum checksum, Str text, size_t at)
{
    if (checksum == CHECKSUM_LINES) {
        if (at == 0 && str_starts(text, STR("\xEF\xBB\xBF")))
            at = 3;
        while (at < text.len && (text.ptr[at] == '\n' || text.ptr[at] == '\r'))
            at++;
    }
    if (checksum == CHECKSUM_ANY_EOL && str_starts(str_drop(text, at), STR("\r\n")))
        at++;
    if (checksum == CHECKSUM_BLANKS && at < text.len && is_blank(text.ptr[at])) {
        size_t end = behind_blanks(text, at);
        return end == text.len ? end : end - 1; // of the run its last one
    }
    return at;
}

static char counted_byte(Checksum checksum, char c)
{
    return checksum == CHECKSUM_BLANKS && is_blank(c) ? ' ' : c;
}

bool checksum_same(Checksum checksum, Str a, Str b)
{
    if (checksum == CHECKSUM_NONE)
        return true;
    size_t i = next_counted(checksum, a, 0);
    size_t k = next_counted(checksum, b, 0);
    while (i < a.len && k < b.len) {
        if (counted_byte(checksum, a.ptr[i]) != counted_byte(checksum, b.ptr[k]))
            return false;
        i = next_counted(checksum, a, i + 1);
        k = next_counted(checksum, b, k + 1);
    }
    return i == a.len && k == b.len;
}
