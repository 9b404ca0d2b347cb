// SPDX-License-Identifier: Apache-2.0
// Checkstyle's XML: what editors, Jenkins and review bots read of any linter.
#include "report/reporters.h"

#include "report/text_safe.h"
#include "report/xml_priv.h"

// The version of Checkstyle whose format this is; readers ask for one.
static const Str FORMAT_VERSION = STR_INIT("4.3");

static const char *const severities[SEVERITY_COUNT] = {
    [SEV_NOTICE] = "info",
    [SEV_WARNING] = "warning",
    [SEV_ERROR] = "error",
};

typedef struct Entry {
    size_t line, column;
    const char *severity;
    Str message;
    const char *rule;
} Entry;

static void write_error(Xml *xml, const Entry *entry)
{
    Arena *arena = xml->out->arena;
    xml_open(xml, "error");
    xml_attr_count(xml, "line", at_least_one(entry->line));
    xml_attr_count(xml, "column", at_least_one(entry->column));
    xml_attr(xml, "severity", str_from(entry->severity));
    xml_attr(xml, "message", text_printable(arena, entry->message, true));
    xml_attr(xml, "source", arena_fmt(arena, "tidegate.%s", entry->rule));
    xml_close(xml);
}

static void open_file(Xml *xml, Str path)
{
    xml_open(xml, "file");
    xml_attr(xml, "name", path);
}

// The format knows nothing but errors in files: these are of the repository itself.
static void write_unjudged(Xml *xml, const Report *report)
{
    if (report->unjudged.len == 0)
        return;
    open_file(xml, STR("."));
    for (size_t i = 0; i < report->unjudged.len; i++)
        write_error(xml,
                    &(Entry){ 1, 1, "error", report->unjudged.at[i], NOT_JUDGED_RULE });
    xml_close(xml);
}

// Of one file; returns the index of the first finding behind them.
static size_t write_file(Xml *xml, const FindingVec *findings, size_t at)
{
    Str path = findings->at[at].path;
    open_file(xml, path);
    for (; at < findings->len && str_eq(findings->at[at].path, path); at++) {
        const Finding *finding = &findings->at[at];
        Entry entry = { finding->line, finding->column, severities[finding->severity],
                        finding_words(xml->out->arena, finding), finding->rule->id };
        if (!finding->suppressed)
            write_error(xml, &entry);
    }
    xml_close(xml);
    return at;
}

void report_checkstyle(Out *out, const Report *report)
{
    Xml xml = xml_new(out);
    xml_open(&xml, "checkstyle");
    xml_attr(&xml, "version", FORMAT_VERSION);
    write_unjudged(&xml, report);
    for (size_t i = 0; i < report->findings->len;)
        i = write_file(&xml, report->findings, i);
    xml_close(&xml);
}
