// SPDX-License-Identifier: Apache-2.0
// JUnit's XML, which Jenkins, GitLab, Azure and CircleCI show as tests: a finding is a
// test of its rule, which fails when it blocks, passes with a text when it does not, and
// is skipped when it is suppressed. One test more says whether everything was judged.
#include "report/reporters.h"

#include "base/map.h"
#include "report/text_safe.h"
#include "report/xml_priv.h"

typedef struct Counts {
    size_t tests, failures, errors, skipped;
} Counts;

static Counts count_tests(const Report *report)
{
    Counts counts = { .tests = 1 + report->findings->len,
                      .errors = report_is_incomplete(report) };
    for (size_t i = 0; i < report->findings->len; i++) {
        counts.failures += finding_blocks(&report->findings->at[i], report->fail_on);
        counts.skipped += report->findings->at[i].suppressed;
    }
    return counts;
}

// GitLab and Azure upload the file that a test's output names in "[[ATTACHMENT|path]]":
// who writes migrations must not choose which.
static Str inert(Arena *arena, Str text)
{
    static const Str MARK = STR_INIT("[[ATTACHMENT");
    Str rest = text_printable(arena, text, true);
    Out out = out_new(arena);
    for (size_t at; (at = str_find(rest, STR("[["), 0)) < rest.len;) {
        Str from = str_drop(rest, at);
        bool is_mark = from.len >= MARK.len && str_eq_ci(str_take(from, MARK.len), MARK);
        out_str(&out, str_take(rest, at + 1));
        out_cstr(&out, is_mark ? " " : "");
        rest = str_drop(from, 1);
    }
    out_str(&out, rest);
    return out_text(&out);
}

static void text_element(Xml *xml, const char *name, Str text)
{
    xml_open(xml, name);
    xml_text(xml, inert(xml->out->arena, text));
    xml_close(xml);
}

static void problem(Xml *xml, const char *name, const char *type, Str message, Str text)
{
    Arena *arena = xml->out->arena;
    xml_open(xml, name);
    xml_attr(xml, "type", str_from(type));
    xml_attr(xml, "message", inert(arena, text_printable(arena, message, false)));
    xml_text(xml, inert(arena, text));
    xml_close(xml);
}

static void open_case(Xml *xml, const char *group, Str name)
{
    Arena *arena = xml->out->arena;
    xml_open(xml, "testcase");
    xml_attr(xml, "classname", arena_fmt(arena, "tidegate.%s", group));
    xml_attr(xml, "name", inert(arena, text_printable(arena, name, false)));
    xml_attr(xml, "time", STR("0"));
}

// ---- the run ----

static Str joined(Arena *arena, const StrVec *lines)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < lines->len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? "\n" : "", STR_ARG(lines->at[i]));
    return out_text(&out);
}

// Some readers refuse a report without any test.
static void write_run(Xml *xml, const Report *report)
{
    Arena *arena = xml->out->arena;
    open_case(xml, NOT_JUDGED_RULE, STR("every migration could be judged"));
    if (report_is_incomplete(report))
        problem(xml, "error", NOT_JUDGED_RULE, report->unjudged.at[0],
                joined(arena, &report->unjudged));
    else
        text_element(xml, "system-out",
                     arena_fmt(arena, STR_FMT ": " STR_FMT, STR_ARG(outcome(report)),
                               STR_ARG(counted_verdict(arena, &report->verdict))));
    xml_close(xml);
}

// ---- findings ----

// GitLab takes the first of several tests with one name for all of them. A line is no
// part of it, since a test that is renamed with each edit has no history.
static Str case_name(Arena *arena, Map *named, const Finding *finding)
{
    bool has_object = finding->object.len > 0 && !str_eq(finding->object, finding->path);
    Str name = has_object ? arena_fmt(arena, STR_FMT ": " STR_FMT, STR_ARG(finding->path),
                                      STR_ARG(finding->object))
                          : finding->path;
    Str key = arena_fmt(arena, "%s " STR_FMT, finding->rule->id, STR_ARG(name));
    size_t *count = map_get(named, key);
    if (!count) {
        count = NEW(arena, size_t);
        map_put(arena, named, key, count);
    }
    return ++*count > 1 ? arena_fmt(arena, STR_FMT " (%zu)", STR_ARG(name), *count)
                        : name;
}

static void paragraph(Out *out, const char *head, Str text)
{
    if (text.len == 0)
        return;
    out_cstr(out, head);
    out_str(out, text);
}

static Str details(Arena *arena, const Finding *finding)
{
    Out out = out_new(arena);
    out_str(&out, text_printable(arena, finding->path, false));
    out_fmt(&out, ":%zu:%zu: %s: ", at_least_one(finding->line),
            at_least_one(finding->column), severity_word(finding->severity));
    out_str(&out, finding_words(arena, finding));
    paragraph(&out, "\n\nWhy: ", finding->why);
    paragraph(&out, "\n\nInstead: ", finding->fix);
    return out_text(&out);
}

static void write_finding(Xml *xml, const Report *report, Map *named,
                          const Finding *finding)
{
    Arena *arena = xml->out->arena;
    open_case(xml, finding->rule->id, case_name(arena, named, finding));
    xml_attr(xml, "file", finding->path);
    xml_attr_count(xml, "line", at_least_one(finding->line));
    if (finding->suppressed)
        text_element(
            xml, "skipped",
            arena_fmt(arena, "allowed: " STR_FMT, STR_ARG(finding->suppress_reason)));
    else if (finding_blocks(finding, report->fail_on))
        problem(xml, "failure", finding->rule->id, finding->message,
                details(arena, finding));
    else
        text_element(xml, "system-out", details(arena, finding));
    xml_close(xml);
}

// ---- the document ----

static void write_counts(Xml *xml, const Counts *counts)
{
    xml_attr(xml, "name", STR("tidegate"));
    xml_attr_count(xml, "tests", counts->tests);
    xml_attr_count(xml, "failures", counts->failures);
    xml_attr_count(xml, "errors", counts->errors);
    xml_attr(xml, "time", STR("0"));
}

void report_junit(Out *out, const Report *report)
{
    Counts counts = count_tests(report);
    Map named = { 0 };
    Xml xml = xml_new(out);
    xml_open(&xml, "testsuites");
    write_counts(&xml, &counts);
    xml_open(&xml, "testsuite");
    write_counts(&xml, &counts);
    xml_attr_count(&xml, "skipped", counts.skipped);
    write_run(&xml, report);
    for (size_t i = 0; i < report->findings->len; i++)
        write_finding(&xml, report, &named, &report->findings->at[i]);
    xml_close(&xml);
    xml_close(&xml);
}
