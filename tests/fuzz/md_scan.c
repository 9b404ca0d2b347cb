// SPDX-License-Identifier: Apache-2.0
// GitHub-flavored Markdown, as far as reports use it: lines, fences, code spans, escapes.
#include "fuzz/md_scan.h"

#include "fuzz/holds.h"

typedef struct MdScan {
    size_t fence; // backticks of the one that is open; 0: none
    size_t cells; // in the rows above of the same table; 0: there are none
} MdScan;

static const Str tags[] = {
    STR_INIT("<!-- tidegate"), STR_INIT("<details>"), STR_INIT("<summary>"),
    STR_INIT("</details>"),    STR_INIT("<sub>"),     STR_INIT("</sub>"),
    STR_INIT("</summary>"),
};

static size_t run_of(Str text, size_t at, char c)
{
    size_t end = at;
    while (end < text.len && text.ptr[end] == c)
        end++;
    return end - at;
}

// Behind the code span whose opening backticks are at `at`.
static size_t code_end(Str line, size_t at)
{
    size_t ticks = run_of(line, at, '`');
    for (size_t i = at + ticks; i < line.len;) {
        size_t run = run_of(line, i, '`');
        if (run == ticks)
            return i + run;
        i += run > 0 ? run : 1;
    }
    BROKEN("a code span is closed");
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void check_char(Str line, size_t at)
{
    Str rest = str_drop(line, at);
    bool known = false;
    switch (line.ptr[at]) {
    case '<':
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
            known = known || str_starts(rest, tags[i]);
        HOLDS(known, NULL);
        break;
    case '@':
        HOLDS(at > 0 && is_word(line.ptr[at - 1]), NULL); // "postgres@14" names nobody
        break;
    case ']':
        HOLDS(!str_starts(rest, STR("](")) || str_starts(rest, STR("](http")), NULL);
        break;
    }
}

// Cells of a table end at "|" in code too.
static size_t count_bars(Str line)
{
    size_t bars = 0;
    for (size_t i = 0; i < line.len; i++)
        bars += line.ptr[i] == '|' && (i == 0 || line.ptr[i - 1] != '\\');
    return bars;
}

static void scan_row(MdScan *scan, Str line)
{
    bool is_row = str_starts(line, STR("|"));
    size_t bars = is_row ? count_bars(line) : 0;
    HOLDS(scan->cells == 0 || !is_row || bars == scan->cells, NULL);
    scan->cells = bars;
}

static void scan_line(MdScan *scan, Str line)
{
    scan_row(scan, line);
    for (size_t i = 0; i < line.len;) {
        if (line.ptr[i] == '`') {
            i = code_end(line, i);
        } else if (line.ptr[i] == '\\') {
            i += 2;
        } else {
            check_char(line, i);
            i++;
        }
    }
}

void md_scan(Str text)
{
    enum { FENCE_MIN = 3 };
    MdScan scan = { 0 };
    Str line;
    while (str_cut(&text, '\n', &line)) {
        Str words = str_trim(line);
        size_t ticks = run_of(words, 0, '`');
        bool marks = ticks >= FENCE_MIN &&
                     str_find_char(str_drop(words, ticks), '`', 0) == words.len - ticks;
        if (scan.fence > 0 && marks && ticks >= scan.fence && ticks == words.len)
            scan.fence = 0;
        else if (scan.fence == 0 && marks)
            scan.fence = ticks;
        else if (scan.fence == 0)
            scan_line(&scan, words);
    }
    HOLDS(scan.fence == 0, NULL);
}
