// SPDX-License-Identifier: Apache-2.0
// Findings put in order: places as lines and columns, one order for every machine, and
// fingerprints that outlive edits elsewhere in the file.
#include "lint/finding.h"

#include "base/lines.h"
#include "base/map.h"
#include "lint/rule.h"

#include <stdlib.h>

static const char *const severity_words[SEVERITY_COUNT] = {
    [SEV_NOTICE] = "notice",
    [SEV_WARNING] = "warning",
    [SEV_ERROR] = "error",
};

const char *severity_word(Severity severity)
{
    return severity_words[severity];
}

bool severity_from(Str word, Severity *severity)
{
    for (int i = 0; i < SEVERITY_COUNT; i++)
        if (str_eq(word, str_from(severity_words[i]))) {
            *severity = (Severity)i;
            return true;
        }
    return false;
}

// ---- lines ----

static bool same_view(Str a, Str b)
{
    return a.ptr == b.ptr && a.len == b.len;
}

// One per path, made when first asked for; made anew when the path comes with another
// text (the base's).
static const Lines *lines_of(Arena *tmp, Map *cache, const Finding *finding)
{
    Lines *lines = map_get(cache, finding->path);
    if (lines && same_view(lines->text, finding->text))
        return lines;
    lines = NEW(tmp, Lines);
    *lines = lines_new(tmp, finding->text);
    map_put(tmp, cache, finding->path, lines);
    return lines;
}

static void set_lines(Arena *tmp, FindingVec *findings)
{
    Map cache = { 0 };
    for (size_t i = 0; i < findings->len; i++) {
        Finding *finding = &findings->at[i];
        const Lines *lines = lines_of(tmp, &cache, finding);
        LineCol start = lines_at(lines, finding->span.start);
        LineCol end = lines_at(lines, finding->span.end);
        finding->line = start.line;
        finding->column = start.column;
        finding->end_line = end.line;
        finding->end_column = end.column;
    }
}

// ---- order ----

static int cmp_size(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int cmp_cstr(const char *a, const char *b)
{
    return str_cmp(str_from(a), str_from(b));
}

// What a reader sees first decides first; the rest makes the order total.
static int cmp_finding(const void *left, const void *right)
{
    const Finding *a = left;
    const Finding *b = right;
    int order = str_cmp(a->path, b->path);
    if (order == 0)
        order = cmp_size(a->line, b->line);
    if (order == 0)
        order = cmp_size(a->column, b->column);
    if (order == 0)
        order = cmp_cstr(a->rule->id, b->rule->id);
    if (order == 0)
        order = str_cmp(a->message, b->message);
    if (order == 0)
        order = str_cmp(a->object, b->object);
    if (order == 0)
        order = cmp_size(a->end_line, b->end_line);
    return order != 0 ? order : cmp_size(a->end_column, b->end_column);
}

static void drop_repeats(FindingVec *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->len; i++)
        if (kept == 0 || cmp_finding(&findings->at[kept - 1], &findings->at[i]) != 0)
            findings->at[kept++] = findings->at[i];
    findings->len = kept;
}

// ---- fingerprints ----

static const Str FIELD_END = STR_INIT("\0");

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static uint64_t hash_field(uint64_t hash, Str field)
{
    return str_hash_more(str_hash_more(hash, field), FIELD_END);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

// Of a name, a number, or what is no ASCII.
static bool is_word(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

// The text as a formatter may leave it: white space counts only where it parts two words,
// and letters without their case. That a literal is read in the same way makes two
// statements that differ in no more than that one.
static uint64_t hash_words(Str text)
{
    uint64_t hash = str_hash(STR(""));
    char last = ' ';
    for (size_t at = 0; at < text.len; at++) {
        char c = lower(text.ptr[at]);
        bool parts = at > 0 && is_blank(text.ptr[at - 1]) && is_word(last) && is_word(c);
        if (is_blank(c))
            continue;
        if (parts)
            hash = str_hash_more(hash, STR(" "));
        hash = str_hash_more(hash, (Str){ &c, 1 });
        last = c;
    }
    return hash;
}

// Many findings can lie in one long statement; they are neighbours once sorted, so the
// last one's hash is kept.
typedef struct WordsHash {
    Str words;
    uint64_t hash;
} WordsHash;

static uint64_t statement_hash(WordsHash *last, const Finding *finding)
{
    Str words = str_slice(finding->text, finding->stmt.start, finding->stmt.end);
    if (!same_view(words, last->words))
        *last = (WordsHash){ words, hash_words(words) };
    return last->hash;
}

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
    char bytes[sizeof number];
    for (size_t i = 0; i < sizeof number; i++)
        bytes[i] = (char)(number >> (8 * i) & 0xFF);
    return str_hash_more(hash, (Str){ bytes, sizeof bytes });
}

// How many earlier findings have this very hash. The hash itself is the key.
static uint64_t count_equal(Arena *tmp, Map *counts, uint64_t hash)
{
    uint64_t *key = NEW(tmp, uint64_t);
    *key = hash;
    Str bytes = { (const char *)key, sizeof *key };
    uint64_t *count = map_get(counts, bytes);
    if (count)
        return ++*count;
    map_put(tmp, counts, bytes, NEW(tmp, uint64_t));
    return 0;
}

static void set_fingerprints(Arena *tmp, FindingVec *findings)
{
    Map counts = { 0 };
    WordsHash last = { 0 };
    for (size_t i = 0; i < findings->len; i++) {
        Finding *finding = &findings->at[i];
        uint64_t hash = hash_field(str_hash(STR("")), str_from(finding->rule->id));
        hash = hash_field(hash, finding->path);
        hash = hash_field(hash, finding->object);
        hash = hash_number(hash, statement_hash(&last, finding));
        finding->fingerprint = hash_number(hash, count_equal(tmp, &counts, hash));
    }
}

static void set_fixes(Arena *arena, FindingVec *findings)
{
    for (size_t i = 0; i < findings->len; i++)
        if (findings->at[i].steps.len > 0)
            findings->at[i].fix = fix_text(arena, &findings->at[i].steps);
}

void findings_finish(Arena *arena, FindingVec *findings)
{
    if (findings->len == 0)
        return;
    set_lines(arena, findings);
    set_fixes(arena, findings);
    qsort(findings->at, findings->len, sizeof *findings->at, cmp_finding);
    drop_repeats(findings);
    set_fingerprints(arena, findings);
}

// ---- one of them ----

Str fingerprint_text(Arena *arena, uint64_t fingerprint)
{
    return arena_fmt(arena, "%016llx", (unsigned long long)fingerprint);
}

Finding finding_in_text(const Rule *rule, Str path, Str text, Span span, Str message)
{
    return (Finding){
        .rule = rule,
        .severity = rule->severity,
        .path = path,
        .text = text,
        .span = span,
        .stmt = span,
        .message = message,
        .why = str_from(rule->why),
        .fix = str_from(rule->fix),
        .object = path,
    };
}

void findings_own_locks(Arena *arena, FindingVec *findings, size_t first)
{
    for (size_t i = first; i < findings->len; i++) {
        Name *relation = &findings->at[i].lock.relation;
        *relation = (Name){ arena_copy(arena, relation->schema),
                            arena_copy(arena, relation->name) };
    }
}

// ---- two lists ----

void findings_merge(Arena *arena, FindingVec *findings, const FindingVec *more)
{
    FindingVec both = { 0 };
    size_t next = 0;
    for (size_t i = 0; i < findings->len; i++) {
        while (next < more->len && cmp_finding(&more->at[next], &findings->at[i]) < 0)
            *vec_push(arena, &both) = more->at[next++];
        *vec_push(arena, &both) = findings->at[i];
    }
    while (next < more->len)
        *vec_push(arena, &both) = more->at[next++];
    *findings = both;
}
