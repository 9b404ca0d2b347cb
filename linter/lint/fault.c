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

static const FaultRow binary_row = {
    "these bytes of a _binary string are not UTF-8: the client of the server passes them "
    "on as they are, and a runner that reads the file as text does not",
    "Dump with --hex-blob, or load the file with the server's own client",
};

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

// The place is in the string of _binary '…', as dumps have them.
static bool is_in_binary_string(Str text, size_t at)
{
    static const Str mark = STR_INIT("_binary");
    while (at > 0 && (text.ptr[at - 1] != '\'' || is_escaped(text, at - 1)))
        at--;
    Str before = str_trim(str_take(text, at > 0 ? at - 1 : 0));
    return before.len >= mark.len &&
           str_eq_ci(str_drop(before, before.len - mark.len), mark);
}

void report_fault(RuleCtx *ctx, const Migration *migration)
{
    Str text = migration->text;
    Str own = migration_own(migration);
    size_t at;
    TextFault fault = text_fault(own, &at);
    if (fault == TEXT_OK)
        return;
    FaultRow row = fault_rows[fault];
    bool data =
        fault == TEXT_NOT_UTF8 && ctx_is_mysql(ctx) && is_in_binary_string(own, at);
    if (data)
        row = binary_row;
    at += (size_t)(own.ptr - text.ptr);
    Span span = { at, smaller(at + 1, text.len) };
    Finding *finding = report_file(ctx, migration->path, text, span, "%s", row.message);
    finding->fix = str_from(row.fix);
    if (data)
        finding->severity = SEV_NOTICE;
}
