// SPDX-License-Identifier: Apache-2.0
// Reading and writing the baseline, and matching findings with it.
#include "gate/baseline.h"

#include "base/lines.h"
#include "base/map.h"
#include "base/out.h"
#include "lint/engine.h"

#include <stdlib.h>

enum { FINGERPRINT_LEN = 16, FIELDS = 4 };

static const char HEAD[] =
    "# tidegate's baseline: what it found when this was written. These findings pass,\n"
    "# and new ones block. A line is FINGERPRINT RULE PATH OBJECT, in any order. Of a\n"
    "# conflict keep the lines of both sides; `tidegate baseline prune` takes out what\n"
    "# is gone, and `tidegate baseline write` makes the file anew.\n";

// ---- fields ----

static const Str HEX = STR_INIT("0123456789abcdef");

// The bytes of the UTF-8 character at `at`; 0 for what is none. ASCII is one.
static size_t character_len(Str text, size_t at)
{
    unsigned char first = (unsigned char)text.ptr[at];
    size_t len = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    size_t fault;
    if (at + len > text.len ||
        text_fault(str_slice(text, at, at + len), &fault) != TEXT_OK)
        return 0;
    return len;
}

static bool is_plain(char c)
{
    return c > ' ' && c != 0x7F && c != '%';
}

static void write_field(Out *out, Str field)
{
    if (field.len == 0 || str_eq(field, STR("-"))) {
        out_cstr(out, field.len == 0 ? "-" : "%2d");
        return;
    }
    for (size_t at = 0; at < field.len;) {
        size_t len = character_len(field, at);
        if (len > 1 || (len == 1 && is_plain(field.ptr[at]))) {
            out_str(out, str_slice(field, at, at + len));
        } else {
            unsigned char byte = (unsigned char)field.ptr[at];
            out_fmt(out, "%%%c%c", HEX.ptr[byte >> 4], HEX.ptr[byte & 0xF]);
            len = 1;
        }
        at += len;
    }
}

static int hex_digit(char c)
{
    size_t digit = str_find_char(HEX, c, 0);
    return digit < HEX.len ? (int)digit : -1;
}

static bool read_field(Arena *arena, Str field, Str *decoded)
{
    Out out = out_new(arena);
    if (str_eq(field, STR("-")))
        field = STR("");
    for (size_t at = 0; at < field.len; at++) {
        if (field.ptr[at] != '%') {
            out_char(&out, field.ptr[at]);
            continue;
        }
        int high = at + 2 < field.len ? hex_digit(field.ptr[at + 1]) : -1;
        int low = high >= 0 ? hex_digit(field.ptr[at + 2]) : -1;
        if (low < 0)
            return false;
        out_char(&out, (char)(unsigned char)(high << 4 | low));
        at += 2;
    }
    *decoded = out_text(&out);
    return true;
}

// ---- writing ----

Str baseline_line(Arena *arena, const Finding *finding)
{
    Out out = out_new(arena);
    out_fmt(&out, STR_FMT " %s ", STR_ARG(fingerprint_text(arena, finding->fingerprint)),
            finding->rule->id);
    write_field(&out, finding->path);
    out_char(&out, ' ');
    write_field(&out, finding->object);
    return out_text(&out);
}

static int cmp_line(const void *left, const void *right)
{
    return str_cmp(*(const Str *)left, *(const Str *)right);
}

Str baseline_file(Arena *arena, StrVec *lines)
{
    Out out = out_new(arena);
    out_cstr(&out, HEAD);
    if (lines->len > 0)
        qsort(lines->at, lines->len, sizeof *lines->at, cmp_line);
    for (size_t i = 0; i < lines->len; i++)
        out_fmt(&out, STR_FMT "\n", STR_ARG(lines->at[i]));
    return out_text(&out);
}

bool baseline_takes(const Baseline *baseline, const BaselineRun *run,
                    const Finding *finding)
{
    return !finding->rule->always && finding->rule != &rule_expired_suppression &&
           finding->rule != &rule_stale_baseline &&
           !str_eq(finding->path, run->config_path) &&
           !str_eq(finding->path, baseline->path);
}

// ---- reading ----

typedef struct Reading {
    Arena *arena;
    Baseline *baseline;
    Map seen; // lines
} Reading;

static void refuse(Reading *reading, Span span, const char *what, const char *remedy)
{
    Baseline *baseline = reading->baseline;
    if (baseline->fault.len > 0) {
        baseline->more_faults++;
        return;
    }
    baseline->fault = str_from(what);
    baseline->remedy = str_from(remedy);
    baseline->fault_span = span;
}

static bool is_fingerprint(Str word)
{
    bool good = word.len == FINGERPRINT_LEN;
    for (size_t i = 0; good && i < word.len; i++)
        good = hex_digit(word.ptr[i]) >= 0;
    return good;
}

static bool read_entry(Arena *arena, BaselineEntry *entry)
{
    Str rest = entry->line;
    Str words[FIELDS];
    for (size_t i = 0; i < FIELDS; i++)
        if (!str_cut(&rest, ' ', &words[i]) || words[i].len == 0)
            return false;
    entry->rule = words[1];
    return rest.len == 0 && is_fingerprint(words[0]) &&
           read_field(arena, words[2], &entry->path) && entry->path.len > 0 &&
           read_field(arena, words[3], &entry->object);
}

static void read_line(Reading *reading, Str line)
{
    Str words = str_trim(line);
    size_t start = (size_t)(words.ptr - reading->baseline->text.ptr);
    BaselineEntry entry = { .line = words, .span = { start, start + words.len } };
    if (words.len == 0 || str_starts(words, STR("#")) || map_get(&reading->seen, words))
        return;
    if (line_is_conflict_marker(words)) {
        refuse(reading, entry.span, "a conflict marker of an unfinished git merge",
               "Keep the entries of both sides, and take out the markers");
    } else if (!read_entry(reading->arena, &entry)) {
        refuse(reading, entry.span, "no entry \"FINGERPRINT RULE PATH OBJECT\"",
               "Put it back with git, or make the file anew: tidegate baseline write");
    } else {
        BaselineEntry *kept = vec_push(reading->arena, &reading->baseline->entries);
        *kept = entry;
        map_put(reading->arena, &reading->seen, words, reading);
    }
}

void baseline_read(Arena *arena, Str text, Baseline *baseline)
{
    Reading reading = { .arena = arena, .baseline = baseline };
    Str rest = text;
    Str line;
    size_t at;
    baseline->text = text;
    if (text_fault(text, &at) != TEXT_OK) {
        refuse(&reading, (Span){ at, at + 1 }, "not UTF-8 text",
               "Save the file as UTF-8, or make it anew: tidegate baseline write");
        return;
    }
    if (str_starts(rest, STR("\xEF\xBB\xBF"))) // some editors' and shells' doing
        rest = str_drop(rest, 3);
    while (str_cut(&rest, '\n', &line))
        read_line(&reading, line);
}

// ---- matching ----

typedef struct Saying {
    Arena *arena;
    const Baseline *baseline;
    FindingVec *said;
} Saying;

static Finding *report(const Saying *saying, Span span, Str message)
{
    const Baseline *baseline = saying->baseline;
    Finding *finding = vec_push(saying->arena, saying->said);
    *finding = finding_in_text(&rule_stale_baseline, baseline->path, baseline->text, span,
                               message);
    return finding;
}

static void report_faults(const Saying *saying)
{
    const Baseline *baseline = saying->baseline;
    if (baseline->fault.len == 0)
        return;
    Str more = STR("");
    if (baseline->more_faults > 0)
        more =
            arena_fmt(saying->arena, " (and so %s %zu more)",
                      baseline->more_faults == 1 ? "is" : "are", baseline->more_faults);
    Finding *finding = report(saying, baseline->fault_span,
                              arena_fmt(saying->arena, "this line is " STR_FMT STR_FMT,
                                        STR_ARG(baseline->fault), STR_ARG(more)));
    finding->severity = SEV_ERROR;
    finding->fix = baseline->remedy;
}

static void report_unknown(const Saying *saying, const BaselineEntry *entry)
{
    report(saying, entry->span, rule_unknown(saying->arena, entry->rule));
}

// A rule of taste that nobody asks for any more has not looked.
static bool has_looked(const BaselineRun *run, const Rule *rule)
{
    return run->all && rule_runs(run->choices, rule);
}

static void report_entries(const Saying *saying, const BaselineRun *run)
{
    for (size_t i = 0; i < saying->baseline->entries.len; i++) {
        const BaselineEntry *entry = &saying->baseline->entries.at[i];
        const Rule *rule = rule_find(entry->rule);
        if (!rule)
            report_unknown(saying, entry);
        else if (!entry->matched && has_looked(run, rule))
            report(saying, entry->span,
                   arena_fmt(saying->arena, "there is no such finding of %s in " STR_FMT,
                             rule->id, STR_ARG(entry->path)));
    }
}

static bool is_fresh(const BaselineRun *run, const Finding *finding)
{
    for (size_t i = 0; i < run->fresh.len; i++) {
        const FreshPart *fresh = &run->fresh.at[i];
        bool whole = fresh->part.end == 0;
        if (str_eq(fresh->path, finding->path) &&
            (whole || (finding->stmt.start >= fresh->part.start &&
                       finding->stmt.start < fresh->part.end)))
            return true;
    }
    return false;
}

static void pass(Arena *arena, const BaselineRun *run, Finding *finding)
{
    if (finding->suppressed)
        return;
    if (finding->rule->loses_data && is_fresh(run, finding)) {
        finding->fix = arena_fmt(arena,
                                 STR_FMT "\nIt is in the baseline, which lets no loss of "
                                         "data pass that the change itself brings",
                                 STR_ARG(finding->fix));
        return;
    }
    finding->suppressed = true;
    finding->suppressor = SUPPRESSED_BASELINE;
    finding->suppress_reason = STR("in the baseline");
}

void baseline_apply(Arena *arena, Baseline *baseline, const BaselineRun *run,
                    FindingVec *findings, FindingVec *said)
{
    Arena *tmp = arena_new();
    Map entries = { 0 };
    for (size_t i = 0; i < baseline->entries.len; i++)
        map_put(tmp, &entries, baseline->entries.at[i].line, &baseline->entries.at[i]);
    for (size_t i = 0; entries.entries.len > 0 && i < findings->len; i++) {
        Finding *finding = &findings->at[i];
        BaselineEntry *entry = map_get(&entries, baseline_line(tmp, finding));
        if (!entry || !baseline_takes(baseline, run, finding))
            continue;
        entry->matched = true;
        entry->at_line = finding->line;
        entry->at_column = finding->column;
        pass(arena, run, finding);
    }
    arena_free(tmp);
    Saying saying = { arena, baseline, said };
    report_faults(&saying);
    report_entries(&saying, run);
}
