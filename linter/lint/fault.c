// SPDX-License-Identifier: Apache-2.0
// Bytes of a migration that no runner, or not every one, reads as what they are.
#include "lint/fault.h"

#include "base/lines.h"
#include "lint/rule.h"

typedef struct FaultRow {
    const char *message;
    const char *fix;
} FaultRow;

static const FaultRow fault_rows[] = {
    [TEXT_NUL] = { "a NUL byte ends the text for every driver: what follows it does not "
                   "run",
                   "Remove the NUL byte, or save the file as UTF-8 if it is in another "
                   "encoding" },
    [TEXT_UTF16] = { "the file is UTF-16, which no runner reads as SQL; nothing in it "
                     "was judged",
                     "Save the file as UTF-8 without a byte order mark" },
    [TEXT_NOT_UTF8] = { "these bytes are not UTF-8: the server refuses them",
                        "Save the file as UTF-8; bytes that are data belong in an escape "
                        "such as '\\x80'" },
};

// So many lines of a file get a finding of their own; one more tells how many others
// there are.
enum { LINES_MAX = 10 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

// A quote inside a string of MySQL: behind a backslash.
static bool is_escaped(Str text, size_t at)
{
    size_t slashes = 0;
    while (slashes < at && text.ptr[at - 1 - slashes] == '\\')
        slashes++;
    return slashes % 2 == 1;
}

typedef struct FaultWalk {
    RuleCtx *ctx;
    const Migration *migration;
    Str own;     // the part of the text that is the migration's
    size_t seen; // up to here it is known whether …
    bool binary; // … the place is in a string of _binary
    size_t lines;
    Span first_more; // of the lines beyond LINES_MAX
} FaultWalk;

// The place is in the string of _binary '…', as dumps have them: its bytes are data, and
// the server takes them as they are.
static bool is_in_binary_string(FaultWalk *walk, size_t place)
{
    static const Str mark = STR_INIT("_binary");
    size_t at = place, from = walk->seen;
    while (at > from && (walk->own.ptr[at - 1] != '\'' || is_escaped(walk->own, at - 1)))
        at--;
    walk->seen = place;
    if (at == from && from > 0)
        return walk->binary; // no quote since
    Str before = str_trim(str_take(walk->own, at > 0 ? at - 1 : 0));
    walk->binary = before.len >= mark.len &&
                   str_eq_ci(str_drop(before, before.len - mark.len), mark);
    return walk->binary;
}

static void report_at(const FaultWalk *walk, TextFault fault, size_t at)
{
    Str text = walk->migration->text;
    at += (size_t)(walk->own.ptr - text.ptr);
    Span span = { at, smaller(at + 1, text.len) };
    Finding *finding = report_file(walk->ctx, walk->migration->path, text, span, "%s",
                                   fault_rows[fault].message);
    finding->fix = str_from(fault_rows[fault].fix);
}

static void report_more(const FaultWalk *walk)
{
    size_t more = walk->lines > LINES_MAX ? walk->lines - LINES_MAX : 0;
    if (more == 0)
        return;
    Finding *finding = report_file(
        walk->ctx, walk->migration->path, walk->migration->text, walk->first_more,
        "%zu more line%s of the file %s bytes that are not UTF-8", more,
        more == 1 ? "" : "s", more == 1 ? "has" : "have");
    finding->fix = str_from(fault_rows[TEXT_NOT_UTF8].fix);
}

static void meet(FaultWalk *walk, size_t at)
{
    if (ctx_is_mysql(walk->ctx) && is_in_binary_string(walk, at))
        return;
    walk->lines++;
    size_t shift = (size_t)(walk->own.ptr - walk->migration->text.ptr);
    if (walk->lines <= LINES_MAX)
        report_at(walk, TEXT_NOT_UTF8, at);
    else if (walk->lines == LINES_MAX + 1)
        walk->first_more = (Span){ at + shift, at + shift + 1 };
}

// Behind a fault that is told the next line is looked at; inside of a string of _binary,
// the next quote, or line.
static size_t next_start(const FaultWalk *walk, size_t at)
{
    size_t line = smaller(str_find_char(walk->own, '\n', at) + 1, walk->own.len);
    size_t quote = walk->binary ? str_find_char(walk->own, '\'', at) : line;
    return smaller(line, quote);
}

// As text_fault from there on, where a mark of UTF-16 is none any more.
static TextFault next_fault(Str own, size_t start, size_t *at)
{
    TextFault fault = text_fault(str_drop(own, start), at);
    *at += start;
    return fault == TEXT_UTF16 && start > 0 ? TEXT_NOT_UTF8 : fault;
}

static void report_faults(RuleCtx *ctx, const Migration *migration)
{
    FaultWalk walk = { .ctx = ctx,
                       .migration = migration,
                       .own = migration_own(migration) };
    size_t start = 0, at;
    TextFault fault;
    while ((fault = next_fault(walk.own, start, &at)) == TEXT_NOT_UTF8) {
        meet(&walk, at);
        start = next_start(&walk, at);
    }
    if (fault != TEXT_OK)
        report_at(&walk, fault, at);
    report_more(&walk);
}

// ---- a byte order mark ----

// What becomes of it, behind the runner's name; NULL: nothing.
static const char *const bom_rows[] = {
    [BOM_SENT] = "sends it on, and the server refuses the first statement",
    [BOM_TAKEN] = NULL,
    [BOM_IN_MARK] = "does not know the first line for a mark, and refuses the file",
    [BOM_BY_TOOL] = "mostly sends it on, and the server refuses the first statement",
};

static void report_bom(RuleCtx *ctx, const Migration *migration)
{
    static const Str bom = STR_INIT("\xEF\xBB\xBF");
    const Runner *runner = ctx_runner(ctx);
    // SQLite reads it as a blank.
    bool is_blank = runner->bom != BOM_IN_MARK && ctx_is_sqlite(ctx);
    if (!str_starts(migration->text, bom) || !bom_rows[runner->bom] || is_blank)
        return;
    Finding *finding =
        report_file(ctx, migration->path, migration->text, (Span){ 0, bom.len },
                    "the file begins with a byte order mark: %s %s", runner->title,
                    bom_rows[runner->bom]);
    finding->severity = SEV_WARNING;
}

void report_fault(RuleCtx *ctx, const Migration *migration)
{
    report_faults(ctx, migration);
    report_bom(ctx, migration);
}
