// SPDX-License-Identifier: Apache-2.0
// Findings, changes and settings whose every text somebody else chose, in every format.
// The second byte of the input ends the texts that the rest is cut into.
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"
#include "fuzz/written.h"

#include "base/lines.h"
#include "report/locks.h"
#include "report/settings.h"

typedef struct Feed {
    Arena *arena;
    Str all;
    Str rest;
    char end;
} Feed;

// The next text; when all are used up, the first again.
static Str next(Feed *feed)
{
    Str text = { 0 };
    if (feed->rest.len == 0)
        feed->rest = feed->all;
    if (!str_cut(&feed->rest, feed->end, &text))
        return STR("");
    return text;
}

static size_t number(Feed *feed, size_t below)
{
    return (size_t)(str_hash(next(feed)) % below);
}

static Span some_span(Feed *feed, Span within)
{
    size_t room = within.end - within.start + 1;
    size_t a = within.start + number(feed, room);
    size_t b = within.start + number(feed, room);
    return a < b ? (Span){ a, b } : (Span){ b, a };
}

static Name some_name(Feed *feed)
{
    return (Name){ next(feed), next(feed) };
}

static void add_steps(Feed *feed, Finding *finding)
{
    for (size_t i = number(feed, 4); i > 0; i--) {
        FixStep *step = vec_push(feed->arena, &finding->steps);
        step->place = (FixPlace)number(feed, FIX_PLACE_COUNT);
        step->way = number(feed, 2);
        step->words = next(feed);
        step->sql = next(feed);
    }
}

static void add_finding(Feed *feed, FindingVec *findings)
{
    Finding *finding = vec_push(feed->arena, findings);
    const Rule *rule = rule_index[number(feed, rule_index_len)].rule;
    Str text = next(feed);
    Str path = next(feed);
    Span stmt = some_span(feed, (Span){ 0, text.len });
    *finding = (Finding){ .rule = rule,
                          .severity = (Severity)number(feed, SEVERITY_COUNT),
                          .path = path.len > 0 ? path : STR("a.sql"),
                          .text = text,
                          .stmt = stmt,
                          .span = some_span(feed, stmt),
                          .message = next(feed),
                          .why = next(feed),
                          .fix = next(feed),
                          .object = next(feed) };
    add_steps(feed, finding);
    if (number(feed, 2) == 0)
        finding->lock = (LockTaken){ .relation = some_name(feed),
                                     .mode = LOCK_ACCESS_EXCLUSIVE,
                                     .kind = OBJ_TABLE };
    if (number(feed, 4) == 0) {
        finding->suppressed = true;
        finding->suppressor = SUPPRESSED_COMMENT;
        finding->suppress_reason = next(feed);
    } else if (number(feed, 4) == 0) {
        finding->approved = next(feed);
    }
}

static void add_change(Feed *feed, Report *report)
{
    Change *change = vec_push(feed->arena, &report->changes);
    OpKind kind = (OpKind)(1 + number(feed, OP_KIND_COUNT - 1));
    *change = (Change){ .path = next(feed),
                        .migration = next(feed),
                        .line = 1 + number(feed, 100),
                        .kind = kind,
                        .object = OBJ_TABLE,
                        .operation = str_from(op_kind_words(kind)),
                        .relation = some_name(feed),
                        .count = 1 + number(feed, 3),
                        .lock_timeout = next(feed),
                        .refused = next(feed),
                        .facts = (unsigned)number(feed, 1 << 11) };
    *vec_push(feed->arena, &change->parts) =
        (ChangePart){ next(feed), next(feed), next(feed) };
    *vec_push(feed->arena, &change->locks) = (LockTaken){ .relation = change->relation,
                                                          .mode = LOCK_ACCESS_EXCLUSIVE,
                                                          .kind = OBJ_TABLE };
    *vec_push(feed->arena, &change->works) = some_name(feed);
    *vec_push(feed->arena, &change->unindexed) = next(feed);
}

static void add_project(Feed *feed, Report *report)
{
    *vec_push(feed->arena, &report->projects) =
        (ReportProject){ .path = next(feed),
                         .layout = STR("plain"),
                         .dialect = STR("postgres"),
                         .engine = STR("postgres@14"),
                         .runner = STR("plain"),
                         .migrations = number(feed, 100),
                         .fresh = number(feed, 3),
                         .breakpoints = number(feed, 2) == 0 };
}

static void write_report(Feed *feed, unsigned flags)
{
    FindingVec findings = { 0 };
    Report report = { .version = "0.1.0",
                      .home = "https://example.org/tidegate",
                      .grammar = STR("PostgreSQL 18.0"),
                      .base_ref = next(feed),
                      .base_commit = STR("0123456789012345678901234567890123456789"),
                      .findings = &findings,
                      .failed = flags & 1,
                      .color = flags & 2,
                      .quiet = flags & 4,
                      .fail_on = flags & 8 ? FAIL_ON_WARNING : FAIL_ON_ERROR };
    for (size_t i = (flags >> 4) % 4; i > 0; i--)
        add_finding(feed, &findings);
    findings_finish(feed->arena, &findings);
    for (size_t i = (flags >> 6) % 4; i > 0; i--)
        add_change(feed, &report);
    add_project(feed, &report);
    if (report.failed || number(feed, 4) == 0)
        *vec_push(feed->arena, &report.unjudged) = next(feed);
    if (number(feed, 4) == 0)
        *vec_push(feed->arena, &report.approvals) = (ReportApproval){ next(feed), 1 };
    if (number(feed, 4) == 0)
        *vec_push(feed->arena, &report.gate_changes) = next(feed);
    report.verdict = verdict_of(&findings, report.fail_on);
    fuzz_check_report(feed->arena, &report, feed->all.len % 32 == 0);
}

static void write_locks(Feed *feed)
{
    LocksFileVec files = { 0 };
    LocksFile *file = vec_push(feed->arena, &files);
    *file = (LocksFile){ .path = next(feed), .text = next(feed) };
    StatementEffects *statement = vec_push(feed->arena, &file->statements);
    statement->span = some_span(feed, (Span){ 0, file->text.len });
    Out text = out_new(feed->arena);
    Out json = out_new(feed->arena);
    locks_text(&text, &files);
    locks_json(&json, &files);
    fuzz_check_shown(out_text(&text), false);
    fuzz_check_json(feed->arena, out_text(&json));
}

static void write_settings(Feed *feed)
{
    Settings settings = { .version = "0.1.0", .config = next(feed) };
    SettingSection *section = vec_push(feed->arena, &settings.sections);
    section->kind = (SectionKind)number(feed, SECTION_KIND_COUNT);
    Stated *stated = vec_push(feed->arena, &section->settings);
    *stated = (Stated){ .key = "path",
                        .kind = number(feed, 2) == 0 ? SETTING_TEXT : SETTING_LIST,
                        .text = next(feed),
                        .source = FROM_CONFIG,
                        .at = next(feed) };
    *vec_push(feed->arena, &stated->list) = next(feed);
    *vec_push(feed->arena, &stated->list) = next(feed);
    Out text = out_new(feed->arena);
    Out json = out_new(feed->arena);
    settings_text(&text, &settings);
    settings_json(&json, &settings);
    fuzz_check_shown(out_text(&text), false);
    fuzz_check_json(feed->arena, out_text(&json));
}

int fuzz_report(const uint8_t *data, size_t size)
{
    enum { CHOICE = 2 };
    if (size < CHOICE)
        return 0;
    Arena *arena = arena_new();
    Str all = { (const char *)data + CHOICE, size - CHOICE };
    Feed feed = { arena, all, all, (char)data[1] };
    write_report(&feed, data[0]);
    write_locks(&feed);
    write_settings(&feed);
    arena_free(arena);
    return 0;
}
