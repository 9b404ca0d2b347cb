// SPDX-License-Identifier: Apache-2.0
// Where a byte is, for humans: line and column. Columns are counted on demand, from a
// mark that is never far away, so a file that is one line of ten megabytes costs no more
// per lookup than any other.
#include "base/lines.h"

#include "base/fail.h"

#include <string.h>

enum { STRIDE = 4096, BOM_SIZE = 3 };

static const Str BOM = STR_INIT("\xEF\xBB\xBF");

// Table 3-7 of the Unicode standard: for each lead byte, what the second may be. All
// later bytes are 80..BF.
typedef struct Lead {
    unsigned char first, last; // lead bytes
    unsigned char low, high;   // second byte
    unsigned char size;
} Lead;

static const Lead LEADS[] = {
    { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 },
    { 0xE1, 0xEC, 0x80, 0xBF, 3 }, { 0xED, 0xED, 0x80, 0x9F, 3 },
    { 0xEE, 0xEF, 0x80, 0xBF, 3 }, { 0xF0, 0xF0, 0x90, 0xBF, 4 },
    { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
};

static unsigned char byte_at(Str s, size_t at)
{
    return (unsigned char)s.ptr[at];
}

// Size of the character at `at`, 0 when the bytes there are not UTF-8.
static size_t char_size(Str s, size_t at)
{
    unsigned char c = byte_at(s, at);
    if (c < 0x80)
        return 1;
    for (size_t i = 0; i < sizeof LEADS / sizeof *LEADS; i++) {
        const Lead *lead = &LEADS[i];
        if (c < lead->first || c > lead->last)
            continue;
        if (s.len - at < lead->size || byte_at(s, at + 1) < lead->low ||
            byte_at(s, at + 1) > lead->high)
            return 0;
        for (size_t k = 2; k < lead->size; k++)
            if ((byte_at(s, at + k) & 0xC0) != 0x80)
                return 0;
        return lead->size;
    }
    return 0;
}

// Eight bytes at a time: whether all of them are ASCII, and none NUL.
static bool plain_word(Str s, size_t at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, s.ptr + at, sizeof word);
    return ((word | (word - ones)) & tops) == 0;
}

// Characters that begin at or after `from` (where one begins) and end at or before `to`.
// *stop, if asked for, is where the last of them ends.
static size_t count_chars(Str s, size_t from, size_t to, size_t *stop)
{
    size_t count = 0;
    size_t at = from;
    while (at < to) {
        if (to - at >= sizeof(uint64_t) && plain_word(s, at)) {
            at += sizeof(uint64_t);
            count += sizeof(uint64_t);
            continue;
        }
        size_t size = char_size(s, at);
        size_t step = size == 0 ? 1 : size;
        if (step > to - at)
            break;
        at += step;
        count++;
    }
    if (stop != NULL)
        *stop = at;
    return count;
}

Lines lines_new(Arena *arena, Str text)
{
    Lines lines = { .text = text };
    *vec_push(arena, &lines.starts) = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool lone_cr = c == '\r' && (i + 1 == text.len || text.ptr[i + 1] != '\n');
        if (c == '\n' || lone_cr)
            *vec_push(arena, &lines.starts) = i + 1;
    }
    LineMark mark = { 0 };
    for (size_t at = STRIDE; at < text.len; at += STRIDE) {
        mark.chars += count_chars(text, mark.offset, at, &mark.offset);
        *vec_push(arena, &lines.marks) = mark;
    }
    return lines;
}

// Characters of the text that end at or before the offset.
static size_t chars_before(const Lines *lines, size_t offset)
{
    LineMark mark = { 0 };
    size_t n = offset / STRIDE;
    if (n > lines->marks.len)
        n = lines->marks.len;
    if (n > 0)
        mark = lines->marks.at[n - 1];
    return mark.chars + count_chars(lines->text, mark.offset, offset, NULL);
}

// Index of the last line that starts at or before the offset.
static size_t find_line(const Lines *lines, size_t offset)
{
    size_t low = 0;
    size_t high = lines->starts.len;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (lines->starts.at[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

LineCol lines_at(const Lines *lines, size_t offset)
{
    if (offset > lines->text.len)
        bug("offset %zu in a text of %zu bytes", offset, lines->text.len);
    size_t line = find_line(lines, offset);
    size_t start = lines->starts.at[line];
    if (line == 0 && str_starts(lines->text, BOM))
        start = offset < BOM_SIZE ? offset : BOM_SIZE;
    size_t before = offset - start <= STRIDE
                        ? count_chars(lines->text, start, offset, NULL)
                        : chars_before(lines, offset) - chars_before(lines, start);
    return (LineCol){ line + 1, before + 1 };
}

Str lines_line(const Lines *lines, size_t line)
{
    if (line == 0 || line > lines->starts.len)
        return (Str){ 0 };
    size_t start = lines->starts.at[line - 1];
    if (line == lines->starts.len)
        return str_drop(lines->text, start);
    Str s = str_slice(lines->text, start, lines->starts.at[line]);
    if (str_ends(s, STR("\n")))
        s = str_take(s, s.len - 1);
    if (str_ends(s, STR("\r")))
        s = str_take(s, s.len - 1);
    return s;
}

TextFault text_fault(Str text, size_t *offset)
{
    *offset = 0;
    if (str_starts(text, STR("\xFF\xFE")) || str_starts(text, STR("\xFE\xFF")))
        return TEXT_UTF16;
    size_t at = 0;
    TextFault fault = TEXT_OK;
    while (at < text.len && fault == TEXT_OK) {
        if (text.len - at >= sizeof(uint64_t) && plain_word(text, at)) {
            at += sizeof(uint64_t);
            continue;
        }
        size_t size = char_size(text, at);
        if (size == 0)
            fault = TEXT_NOT_UTF8;
        else if (text.ptr[at] == '\0')
            fault = TEXT_NUL;
        else
            at += size;
    }
    *offset = at;
    return fault;
}

bool line_is_conflict_marker(Str line)
{
    static const char *const MARKERS[] = { "<<<<<<<", "|||||||", "=======", ">>>>>>>" };
    if (line.len == 0 || str_find_char(STR("<|=>"), line.ptr[0], 0) == 4)
        return false;
    for (size_t i = 0; i < sizeof MARKERS / sizeof MARKERS[0]; i++) {
        Str marker = str_from(MARKERS[i]);
        if (str_starts(line, marker) &&
            (line.len == marker.len || line.ptr[marker.len] == ' '))
            return true;
    }
    return false;
}

// Blanks on the empty line do not matter; a carriage return is none of them, as Atlas,
// whose heads these are, has it.
size_t head_comments(Str text, bool *is_apart)
{
    size_t end = 0;
    while (str_starts(str_drop(text, end), STR("--")) ||
           str_starts(str_drop(text, end), STR("#"))) {
        end = str_find_char(text, '\n', end);
        end += end < text.len;
    }
    size_t at = end;
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        at++;
    *is_apart = end == text.len || (at < text.len && text.ptr[at] == '\n');
    return end;
}
