// SPDX-License-Identifier: Apache-2.0
// What may be shown of bytes that somebody else chose. Who can open a pull request can
// choose file names, comments and identifiers.
#include "report/text_safe.h"

#include "base/out.h"

enum { REPLACEMENT = 0xFFFD };

static const Str REPLACEMENT_UTF8 = STR_INIT("\xEF\xBF\xBD");

static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

static bool is_scalar(uint32_t value, size_t len)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    return value >= least[len] && value <= 0x10FFFF &&
           !(value >= 0xD800 && value <= 0xDFFF);
}

Rune rune_at(Str text, size_t offset)
{
    if (offset >= text.len)
        return (Rune){ 0, 0 };
    unsigned char lead = (unsigned char)text.ptr[offset];
    size_t len = sequence_length(lead);
    if (len == 1)
        return (Rune){ lead, 1 };
    if (len == 0 || text.len - offset < len)
        return (Rune){ REPLACEMENT, 1 };
    uint32_t value = lead & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.ptr[offset + i];
        if ((next & 0xC0) != 0x80)
            return (Rune){ REPLACEMENT, 1 };
        value = value << 6 | (next & 0x3Fu);
    }
    return is_scalar(value, len) ? (Rune){ value, len } : (Rune){ REPLACEMENT, 1 };
}

static bool is_broken(Rune rune)
{
    return rune.value == REPLACEMENT && rune.len == 1;
}

typedef struct RuneRange {
    uint32_t first, last;
} RuneRange;

static bool in_ranges(const RuneRange *ranges, size_t count, uint32_t value)
{
    for (size_t i = 0; i < count && ranges[i].first <= value; i++)
        if (value <= ranges[i].last)
            return true;
    return false;
}

#define IN_RANGES(ranges, value)                                                         \
    in_ranges((ranges), sizeof(ranges) / sizeof(ranges)[0], (value))

// Control characters, those that reorder text, and those that nobody sees. The joiners
// (U+200C, U+200D) stay: words and emoji are made with them.
static const RuneRange HIDDEN[] = {
    { 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x00AD, 0x00AD }, { 0x061C, 0x061C },
    { 0x180E, 0x180E }, { 0x200B, 0x200B }, { 0x200E, 0x200F }, { 0x2028, 0x202E },
    { 0x2060, 0x206F }, { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE00FF },
};

// What .NET's TrimStart() takes off a text. Line ends are among it; some are hidden, too.
static const RuneRange BLANK[] = {
    { 0x0009, 0x000D }, { 0x0020, 0x0020 }, { 0x0085, 0x0085 }, { 0x00A0, 0x00A0 },
    { 0x1680, 0x1680 }, { 0x2000, 0x200A }, { 0x2028, 0x2029 }, { 0x202F, 0x202F },
    { 0x205F, 0x205F }, { 0x3000, 0x3000 },
};

// East Asian wide characters and emoji, by blocks: enough to keep a mark below its word.
static const RuneRange WIDE[] = {
    { 0x1100, 0x115F },   { 0x2E80, 0x303E },   { 0x3041, 0x4DBF },
    { 0x4E00, 0xA4CF },   { 0xA960, 0xA97F },   { 0xAC00, 0xD7A3 },
    { 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },   { 0xFF00, 0xFF60 },
    { 0xFFE0, 0xFFE6 },   { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF },
    { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
};

static const RuneRange COMBINING[] = {
    { 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x064B, 0x065F },
    { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x200C, 0x200D }, { 0x20D0, 0x20FF },
    { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F },
};

// "##[error]", "##vso[task.setvariable]", "##teamcity[...]": runners obey these anywhere
// in a line of a log.
static bool is_runner_command(Str text, size_t at)
{
    if (!str_starts(str_drop(text, at), STR("##")))
        return false;
    size_t end = at + 2;
    while (end < text.len && text.ptr[end] >= 'a' && text.ptr[end] <= 'z')
        end++;
    return end < text.len && text.ptr[end] == '[';
}

static Str escape(Arena *arena, uint32_t value)
{
    return arena_fmt(arena, "\\u{%X}", (unsigned)value);
}

bool rune_is_hidden(Rune rune)
{
    return IN_RANGES(HIDDEN, rune.value);
}

Str rune_shown(Arena *arena, Str text, size_t offset)
{
    Rune rune = rune_at(text, offset);
    if (is_broken(rune))
        return REPLACEMENT_UTF8;
    if (rune_is_hidden(rune) || is_runner_command(text, offset))
        return escape(arena, rune.value);
    return str_slice(text, offset, offset + rune.len);
}

size_t text_cells(Str text)
{
    size_t cells = 0;
    Rune rune;
    for (size_t i = 0; (rune = rune_at(text, i)).len > 0; i += rune.len)
        if (!IN_RANGES(COMBINING, rune.value))
            cells += IN_RANGES(WIDE, rune.value) ? 2 : 1;
    return cells;
}

Str text_as_utf8(Arena *arena, Str text)
{
    Out out = out_new(arena);
    Rune rune;
    for (size_t i = 0; (rune = rune_at(text, i)).len > 0; i += rune.len)
        out_str(&out, is_broken(rune) || rune.value == 0
                          ? REPLACEMENT_UTF8
                          : str_slice(text, i, i + rune.len));
    return out_text(&out);
}

// A blank stands before the place: GitHub's runner looks at a line without those in
// front, and prose may be broken there.
static bool follows_blank(Str text, size_t at)
{
    enum { LONGEST = 3 }; // bytes of a blank
    for (size_t len = 1; len <= LONGEST && len <= at; len++) {
        Rune rune = rune_at(text, at - len);
        if (rune.len == len && IN_RANGES(BLANK, rune.value))
            return true;
    }
    return false;
}

// GitHub's runner obeys a line that begins with "::". A colon that ends the text, such as
// a path, may have another one behind it.
static bool may_begin_command(Str text, size_t at)
{
    Str rest = str_drop(text, at);
    return (str_starts(rest, STR("::")) || str_eq(rest, STR(":"))) &&
           (at == 0 || follows_blank(text, at));
}

static bool is_layout(Str text, size_t at)
{
    char c = text.ptr[at];
    return c == '\n' || c == '\t' ||
           (c == '\r' && str_starts(str_drop(text, at), STR("\r\n")));
}

// Shows itself wherever it stands: neither hidden nor the beginning of a command.
static bool is_ordinary(char c)
{
    return c >= ' ' && c <= '~' && c != ':' && c != '#';
}

static size_t ordinary_end(Str text, size_t at)
{
    while (at < text.len && is_ordinary(text.ptr[at]))
        at++;
    return at;
}

Str text_printable(Arena *arena, Str text, bool lines)
{
    if (ordinary_end(text, 0) == text.len)
        return text;
    Out out = out_new(arena);
    Rune rune;
    for (size_t i = 0, end; i < text.len; i = end + rune.len) {
        end = ordinary_end(text, i);
        out_str(&out, str_slice(text, i, end));
        rune = rune_at(text, end);
        if (rune.len == 0)
            break;
        if (lines && is_layout(text, end))
            out_char(&out, text.ptr[end]);
        else if (may_begin_command(text, end))
            out_str(&out, escape(arena, rune.value));
        else
            out_str(&out, rune_shown(arena, text, end));
    }
    return out_text(&out);
}

Str text_url_path(Arena *arena, Str path)
{
    static const Str PLAIN =
        STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                 "0123456789-._~/");
    Out out = out_new(arena);
    for (size_t i = 0; i < path.len; i++) {
        if (str_find_char(PLAIN, path.ptr[i], 0) < PLAIN.len)
            out_char(&out, path.ptr[i]);
        else
            out_fmt(&out, "%%%02X", (unsigned)(unsigned char)path.ptr[i]);
    }
    return out_text(&out);
}
