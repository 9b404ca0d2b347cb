// SPDX-License-Identifier: Apache-2.0
// Excerpts: cut to a readable width, tabs as blanks, nothing that a terminal would obey.
// A line may be the whole file, so none is read further than it is shown.
#include "report/excerpt.h"

#include "report/text_safe.h"

enum {
    MAX_ROWS = 3,    // of a span
    MAX_CELLS = 140, // of a row
    LEAD_IN = 40     // cells kept before a span in a line that is cut
};

static const Str BOM = STR_INIT("\xEF\xBB\xBF");

typedef struct Excerpt {
    Out *out;
    Arena *tmp;
    Str text;
    Span span;
    const char *paint; // NULL: none
    int gutter;        // width of the line numbers
} Excerpt;

typedef struct Row {
    Out text;
    Out marks;
    size_t cells;
    bool cut_left;
    bool marked;
} Row;

static bool begins_line(Str text, size_t at)
{
    if (at == 0 || text.ptr[at - 1] == '\n')
        return true;
    return text.ptr[at - 1] == '\r' && (at == text.len || text.ptr[at] != '\n');
}

static bool ends_line(Str text, size_t at)
{
    return at == text.len || text.ptr[at] == '\n' || text.ptr[at] == '\r';
}

static size_t next_line(Str text, size_t at)
{
    while (!ends_line(text, at))
        at++;
    if (str_starts(str_drop(text, at), STR("\r\n")))
        return at + 2;
    return at < text.len ? at + 1 : at;
}

static size_t rune_before(Str text, size_t at)
{
    if (((unsigned char)text.ptr[at - 1] & 0x80) == 0)
        return at - 1;
    for (size_t len = 4; len > 1; len--)
        if (len <= at && rune_at(text, at - len).len == len)
            return at - len;
    return at - 1;
}

static Str shown(const Excerpt *excerpt, size_t at)
{
    if (excerpt->text.ptr[at] == '\t')
        return STR("    ");
    return rune_shown(excerpt->tmp, excerpt->text, at);
}

// Most characters are: shown as they are, in one cell.
static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '#';
}

// Where the first row begins: with its line, or shortly before the span in a long one.
static size_t row_start(const Excerpt *excerpt)
{
    size_t at = excerpt->span.start;
    size_t lead = at;
    size_t cells = 0;
    while (!begins_line(excerpt->text, at)) {
        at = rune_before(excerpt->text, at);
        cells += is_plain(excerpt->text.ptr[at]) ? 1 : text_cells(shown(excerpt, at));
        if (cells <= LEAD_IN)
            lead = at;
        if (cells > MAX_CELLS - LEAD_IN)
            return lead;
    }
    return at;
}

// An empty span is the place before a character. Blanks that only indent a later line of
// the span are not marked.
static bool is_marked(const Excerpt *excerpt, const Row *row, size_t at)
{
    char c = excerpt->text.ptr[at];
    if (at <= excerpt->span.start)
        return at == excerpt->span.start;
    return at < excerpt->span.end && (row->marked || (c != ' ' && c != '\t'));
}

// A combining character takes no cell: it stands in that of the character before it, and
// has no mark where there is none.
static void add_marks(Row *row, bool marked, size_t cells)
{
    out_repeat(&row->marks, marked ? '^' : ' ', cells);
    size_t len = row->marks.buf.len;
    if (!marked || len == 0)
        return;
    row->marks.buf.at[len - 1] = '^';
    row->marked = true;
}

// Returns where the row ends: at the end of the line, or before if the line is too long.
static size_t fill_row(const Excerpt *excerpt, Row *row, size_t at)
{
    row->cut_left = !begins_line(excerpt->text, at);
    // A byte order mark takes no column.
    if (at == 0 && str_starts(excerpt->text, BOM))
        at = BOM.len;
    while (!ends_line(excerpt->text, at) && row->cells < MAX_CELLS) {
        bool plain = is_plain(excerpt->text.ptr[at]);
        Str glyph = plain ? str_slice(excerpt->text, at, at + 1) : shown(excerpt, at);
        size_t cells = plain ? 1 : text_cells(glyph);
        out_str(&row->text, glyph);
        add_marks(row, is_marked(excerpt, row, at), cells);
        row->cells += cells;
        at += plain ? 1 : rune_at(excerpt->text, at).len;
    }
    return at;
}

static void write_row(const Excerpt *excerpt, size_t number, const Row *row,
                      bool cut_right)
{
    Out *out = excerpt->out;
    bool empty = row->cells == 0 && !row->cut_left;
    out_fmt(out, " %*zu |%s%s" STR_FMT "%s\n", excerpt->gutter, number, empty ? "" : " ",
            row->cut_left ? "…" : "", STR_ARG(out_text(&row->text)),
            cut_right ? "…" : "");
    if (!row->marked)
        return;
    Str marks = out_text(&row->marks);
    while (marks.ptr[marks.len - 1] == ' ')
        marks = str_take(marks, marks.len - 1);
    out_fmt(out, " %*s | %s%s" STR_FMT "%s\n", excerpt->gutter, "",
            row->cut_left ? " " : "", excerpt->paint ? excerpt->paint : "",
            STR_ARG(marks), excerpt->paint ? "\033[0m" : "");
}

static void write_rows(const Excerpt *excerpt, size_t first, size_t last)
{
    size_t at = row_start(excerpt);
    for (size_t number = first; number <= last; number++) {
        Row row = { .text = out_new(excerpt->tmp), .marks = out_new(excerpt->tmp) };
        size_t end = fill_row(excerpt, &row, at);
        // A span behind the last character of its line, as at the end of the file.
        if (number == first && !row.marked) {
            out_char(&row.marks, '^');
            row.marked = true;
        }
        write_row(excerpt, number, &row, !ends_line(excerpt->text, end));
        if (number < last)
            at = next_line(excerpt->text, end);
    }
}

static int digits(size_t number)
{
    int count = 1;
    for (; number >= 10; number /= 10)
        count++;
    return count;
}

void excerpt_write(Out *out, const Finding *finding, const char *paint)
{
    Str text = finding->text;
    Span span = finding->span;
    if (text.len == 0 || span.start > text.len)
        return;
    // What is said of a byte order mark is said of the first character.
    if (str_starts(text, BOM) && span.start < BOM.len)
        span.start = BOM.len;
    size_t end = finding->end_line;
    if (end > finding->line && finding->end_column == 1)
        end--; // the span ends with the line before
    size_t last = end - finding->line < MAX_ROWS ? end : finding->line + MAX_ROWS - 1;
    Excerpt excerpt = { out, arena_new(), text, span, paint, digits(last) };
    write_rows(&excerpt, finding->line, last);
    arena_free(excerpt.tmp);
    if (last < end)
        out_fmt(out, " %*s | … to line %zu\n", excerpt.gutter, "", end);
}
