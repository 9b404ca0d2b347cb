// SPDX-License-Identifier: Apache-2.0
// Escaping for GitHub-flavored Markdown. The rules are those of its specification, 0.29.
#include "report/md_text.h"

#include "report/text_safe.h"

#include <string.h>

enum {
    MIN_FENCE = 3,
    SHORT_WORD = 4, // "e.g": a dot in less is no name's
    SHORT_HASH = 7  // hexadecimal digits that GitHub takes for a commit
};

// ---- characters ----

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static size_t longest_run(Str text, char c)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static bool has_run(Str text, char c, size_t len)
{
    for (size_t i = 0, run = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] == c) {
            run++;
            continue;
        }
        if (run == len)
            return true;
        run = 0;
    }
    return false;
}

Str md_clip(Arena *arena, Str text, size_t bytes)
{
    static const Str more = STR_INIT("…");
    // Nothing becomes shorter by being printable, and what is shown is cut again.
    bool cut = text.len > bytes;
    Str shown = text_printable(arena, cut ? str_take(text, bytes) : text, false);
    if (!cut && shown.len <= bytes)
        return shown;
    size_t end = 0;
    Rune rune;
    while ((rune = rune_at(shown, end)).len > 0 && end + rune.len + more.len <= bytes)
        end += rune.len;
    // The cut may go through a character, which then stands for itself.
    return arena_fmt(arena, STR_FMT STR_FMT, STR_ARG(str_take(shown, end)),
                     STR_ARG(more));
}

// ---- code ----

// A code span ends at as many backticks as it begins with. In a table a "|" ends the cell
// unless there is a backslash before it, which goes, in code too.
void md_code(Out *out, Str text, MdPlace place)
{
    Str shown = text_printable(out->arena, text, false);
    if (shown.len == 0)
        return;
    size_t ticks = 1;
    while (has_run(shown, '`', ticks))
        ticks++;
    char first = shown.ptr[0], last = shown.ptr[shown.len - 1];
    bool pad = first == '`' || last == '`' || (first == ' ' && last == ' ');
    out_repeat(out, '`', ticks);
    out_cstr(out, pad ? " " : "");
    for (size_t i = 0; i < shown.len; i++) {
        if (place == MD_CELL && shown.ptr[i] == '|')
            out_char(out, '\\');
        out_char(out, shown.ptr[i]);
    }
    out_cstr(out, pad ? " " : "");
    out_repeat(out, '`', ticks);
}

void md_fence(Out *out, Str text, const char *language)
{
    Str shown = text_printable(out->arena, text, true);
    size_t ticks = longest_run(shown, '`') + 1;
    ticks = ticks < MIN_FENCE ? MIN_FENCE : ticks;
    out_repeat(out, '`', ticks);
    out_fmt(out, "%s\n" STR_FMT, language, STR_ARG(shown));
    if (!str_ends(shown, STR("\n")))
        out_char(out, '\n');
    out_repeat(out, '`', ticks);
    out_char(out, '\n');
}

// ---- prose ----

static bool is_number(Str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!is_digit(word.ptr[i]) && !is_one_of(word.ptr[i], ".:-,"))
            return false;
    return word.len > 0 && is_digit(word.ptr[0]);
}

static bool is_hash(Str word)
{
    bool digit = false;
    for (size_t i = 0; i < word.len; i++) {
        digit = digit || is_digit(word.ptr[i]);
        if (!is_digit(word.ptr[i]) && !is_one_of(word.ptr[i], "abcdefABCDEF"))
            return false;
    }
    return digit && word.len >= SHORT_HASH && !str_all_digits(word);
}

// Letters, digits, and what stands within words.
static bool is_plain(Str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if (is_letter(c) || is_digit(c) || is_one_of(c, "-'\"%!?"))
            continue;
        if (c != '.' || word.len >= SHORT_WORD)
            return false;
    }
    bool option = str_starts(word, STR("--"));
    bool issue = word.len > 3 && str_eq_ci(str_take(word, 3), STR("gh-"));
    return !option && !issue && !is_hash(word);
}

// What is no part of the word that it stands beside.
static size_t lead_of(Str word)
{
    size_t lead = 0;
    while (lead < word.len && is_one_of(word.ptr[lead], "(\"'"))
        lead++;
    return lead;
}

static size_t end_of(Str word, size_t lead)
{
    size_t end = word.len;
    while (end > lead && is_one_of(word.ptr[end - 1], ".,;:!?)\"'")) {
        bool closes = word.ptr[end - 1] == ')' &&
                      str_find_char(str_slice(word, lead, end), '(', 0) < end - lead;
        if (closes)
            break;
        end--;
    }
    return end;
}

static bool is_code(Str word)
{
    size_t lead = lead_of(word);
    Str core = str_slice(word, lead, end_of(word, lead));
    return !is_plain(core) && !is_number(core);
}

// A number before a dot or bracket begins a list, and a dash does.
static void put_word(Out *out, Str word, MdPlace place)
{
    size_t lead = lead_of(word), end = end_of(word, lead);
    Str core = str_slice(word, lead, end), tail = str_drop(word, end);
    out_str(out, str_take(word, lead));
    if (is_code(word)) {
        md_code(out, core, place);
    } else {
        if (core.len > 0 && core.ptr[0] == '-')
            out_char(out, '\\');
        out_str(out, core);
        if (tail.len > 0 && str_all_digits(core))
            out_char(out, '\\');
    }
    out_str(out, tail);
}

// The length of "`…`" at the beginning of a text, or 0. Code right behind it would go on
// with its backticks.
static size_t quoted_length(Str text)
{
    size_t lead = lead_of(text);
    Str quote = str_drop(text, lead);
    if (quote.len < 3 || quote.ptr[0] != '`')
        return 0;
    size_t end = str_find_char(quote, '`', 1);
    if (end == 1 || end >= quote.len)
        return 0;
    Str rest = str_drop(quote, end + 1);
    bool closed = rest.len == 0 || is_one_of(rest.ptr[0], " .,;:!?)\"'");
    bool goes_on = is_code(str_take(rest, str_find_char(rest, ' ', 0)));
    return closed && !goes_on ? lead + end + 1 : 0;
}

static void put_quoted(Out *out, Str quoted, MdPlace place)
{
    size_t lead = lead_of(quoted);
    out_str(out, str_take(quoted, lead));
    md_code(out, str_slice(quoted, lead + 1, quoted.len - 1), place);
}

void md_prose(Out *out, Str text, MdPlace place)
{
    Str rest = str_trim(text_printable(out->arena, text, false));
    while (rest.len > 0) {
        size_t len = quoted_length(rest);
        if (len > 0) {
            put_quoted(out, str_take(rest, len), place);
            size_t tail = len;
            while (tail < rest.len && rest.ptr[tail] != ' ')
                tail++;
            put_word(out, str_slice(rest, len, tail), place);
            len = tail;
        } else {
            len = str_find_char(rest, ' ', 0);
            put_word(out, str_take(rest, len), place);
        }
        rest = str_drop(rest, len);
        if (rest.len > 0)
            out_char(out, ' ');
        while (rest.len > 0 && rest.ptr[0] == ' ')
            rest = str_drop(rest, 1);
    }
}

// ---- paragraphs ----

static void end_block(Out *out, Out *block, bool is_code)
{
    Str text = out_text(block);
    if (text.len == 0)
        return;
    if (is_code)
        md_fence(out, text, "sql");
    else
        md_prose(out, text, MD_LINE);
    out_cstr(out, is_code ? "\n" : "\n\n");
    *block = out_new(out->arena);
}

void md_paragraphs(Out *out, Str text)
{
    Out block = out_new(out->arena);
    bool was_code = false;
    Str line;
    while (str_cut(&text, '\n', &line)) {
        bool code = str_starts(line, STR("  "));
        bool blank = str_trim(line).len == 0;
        if (code != was_code && !blank) {
            end_block(out, &block, was_code);
            was_code = code;
        }
        if (was_code)
            out_fmt(&block, STR_FMT "\n", STR_ARG(code ? str_drop(line, 2) : line));
        else if (!blank)
            out_fmt(&block, STR_FMT " ", STR_ARG(line));
    }
    end_block(out, &block, was_code);
}

// ---- links ----

static bool is_safe_url(Str url)
{
    bool web = str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
    for (size_t i = 0; i < url.len; i++)
        if (!is_digit(url.ptr[i]) && !is_one_of(url.ptr[i], "-_.~/:?#&=%+@,;!$") &&
            ((unsigned char)url.ptr[i] >= 0x80 || !is_letter(url.ptr[i])))
            return false;
    return web;
}

void md_link(Out *out, Str label, Str url, MdPlace place)
{
    bool link = is_safe_url(url);
    out_cstr(out, link ? "[" : "");
    md_code(out, label, place);
    if (link)
        out_fmt(out, "](" STR_FMT ")", STR_ARG(url));
}
