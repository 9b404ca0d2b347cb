// SPDX-License-Identifier: Apache-2.0
// Reads reports as those would that an attacker writes for.
#include "fuzz/written.h"

#include "base/json_doc.h"
#include "base/lines.h"
#include "fuzz/holds.h"
#include "fuzz/md_scan.h"
#include "report/markdown.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

// ---- any text ----

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

// "##vso[" and "##[": runners obey them anywhere in a line of a log.
static void check_no_runner_command(Str text)
{
    for (size_t at = str_find(text, STR("##"), 0); at < text.len;
         at = str_find(text, STR("##"), at + 1)) {
        size_t end = at + 2;
        while (end < text.len && is_lower(text.ptr[end]))
            end++;
        HOLDS(end == text.len || text.ptr[end] != '[', NULL);
    }
}

// The length of "\033[1;31m" at a place, or 0.
static size_t color_at(Str text, size_t at)
{
    size_t end = at + 2;
    if (!str_starts(str_drop(text, at), STR("\033[")))
        return 0;
    while (end < text.len &&
           (text.ptr[end] == ';' || (text.ptr[end] >= '0' && text.ptr[end] <= '9')))
        end++;
    return end < text.len && text.ptr[end] == 'm' ? end + 1 - at : 0;
}

// U+0080 to U+009F are terminals' commands, too.
static bool is_control(Str text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    bool upper = c == 0xC2 && at + 1 < text.len && (text.ptr[at + 1] & 0xE0) == 0x80;
    bool layout = c == '\n' || c == '\t' || str_starts(str_drop(text, at), STR("\r\n"));
    return upper || c == 0x7F || (c < ' ' && !layout);
}

static void check_bytes(Str text, bool color)
{
    enum { SHOWN = 40 };
    size_t fault;
    HOLDS(text_fault(text, &fault) == TEXT_OK, NULL);
    for (size_t i = 0; i < text.len; i++) {
        size_t paint = color ? color_at(text, i) : 0;
        if (paint > 0) {
            i += paint - 1;
        } else if (is_control(text, i)) {
            size_t from = i < SHOWN ? 0 : i - SHOWN;
            fprintf(stderr, STR_FMT "<%02X>\n", STR_ARG(str_slice(text, from, i)),
                    (unsigned)(unsigned char)text.ptr[i]);
            BROKEN("a control character is shown, not sent");
        }
    }
}

// As GitHub's runner does it; of the blanks beyond ASCII, two that one can type.
static Str without_blanks_in_front(Str line)
{
    Str rest = line;
    do {
        line = rest;
        rest = str_trim(rest);
        if (str_starts(rest, STR("\xC2\xA0")))
            rest = str_drop(rest, 2);
        if (str_starts(rest, STR("\xE3\x80\x80")))
            rest = str_drop(rest, 3);
    } while (rest.len < line.len);
    return rest;
}

void fuzz_check_shown(Str text, bool color)
{
    Str line;
    check_bytes(text, color);
    check_no_runner_command(text);
    while (str_cut(&text, '\n', &line))
        HOLDS(!str_starts(without_blanks_in_front(line), STR("::")), NULL);
}

void fuzz_check_json(Arena *arena, Str text)
{
    JsonFault fault = { 0 };
    HOLDS(json_doc_read(arena, text, SIZE_MAX, &fault) != NULL, NULL);
    cJSON *root = cJSON_ParseWithLength(text.ptr, text.len);
    HOLDS(root, NULL);
    cJSON_Delete(root);
    size_t at;
    HOLDS(text_fault(text, &at) == TEXT_OK, NULL);
}

// ---- XML ----

enum { XML_DEPTH = 16 };

typedef struct XmlScan {
    Str text;
    size_t at;
    Str open[XML_DEPTH];
    size_t depth;
} XmlScan;

static bool xml_has(XmlScan *xml, Str words)
{
    bool there = str_starts(str_drop(xml->text, xml->at), words);
    xml->at += there ? words.len : 0;
    return there;
}

static Str xml_name(XmlScan *xml)
{
    size_t start = xml->at;
    while (xml->at < xml->text.len &&
           (is_lower(xml->text.ptr[xml->at]) || xml->text.ptr[xml->at] == '-'))
        xml->at++;
    HOLDS(xml->at > start, NULL);
    return str_slice(xml->text, start, xml->at);
}

static bool is_upper_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

// Of the characters that have no name or number here, those that a terminal would obey,
// or a reader not see, are spelled in hexadecimal.
static void xml_reference(XmlScan *xml)
{
    static const Str known[] = { STR_INIT("&amp;"),  STR_INIT("&lt;"), STR_INIT("&gt;"),
                                 STR_INIT("&quot;"), STR_INIT("&#9;"), STR_INIT("&#10;"),
                                 STR_INIT("&#13;"),  STR_INIT("&#35;") };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (xml_has(xml, known[i]))
            return;
    HOLDS(xml_has(xml, STR("&#x")), NULL);
    while (xml->at < xml->text.len && is_upper_hex(xml->text.ptr[xml->at]))
        xml->at++;
    HOLDS(xml_has(xml, STR(";")), NULL);
}

// Up to one of the bytes, which is not taken.
static void xml_chars(XmlScan *xml, char end)
{
    while (xml->at < xml->text.len && xml->text.ptr[xml->at] != end) {
        HOLDS(xml->text.ptr[xml->at] != '<', NULL);
        if (xml->text.ptr[xml->at] == '&')
            xml_reference(xml);
        else
            xml->at++;
    }
}

static void xml_open_tag(XmlScan *xml)
{
    Str name = xml_name(xml);
    while (xml_has(xml, STR(" "))) {
        xml_name(xml);
        HOLDS(xml_has(xml, STR("=\"")), NULL);
        xml_chars(xml, '"');
        HOLDS(xml_has(xml, STR("\"")), NULL);
    }
    if (xml_has(xml, STR("/>")))
        return;
    HOLDS(xml_has(xml, STR(">")) && xml->depth < XML_DEPTH, NULL);
    xml->open[xml->depth++] = name;
}

static void xml_tag(XmlScan *xml)
{
    if (!xml_has(xml, STR("</"))) {
        HOLDS(xml_has(xml, STR("<")), NULL);
        xml_open_tag(xml);
        return;
    }
    Str name = xml_name(xml);
    HOLDS(xml->depth > 0 && str_eq(xml->open[--xml->depth], name), NULL);
    HOLDS(xml_has(xml, STR(">")), NULL);
}

void fuzz_check_xml(Str text)
{
    XmlScan xml = { .text = text };
    check_bytes(text, false);
    HOLDS(!str_contains(text, STR("\xEF\xBF\xBE")), NULL); // U+FFFE
    HOLDS(!str_contains(text, STR("\xEF\xBF\xBF")), NULL);
    HOLDS(xml_has(&xml, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")), NULL);
    while (xml.at < text.len) {
        size_t start = xml.at;
        if (text.ptr[xml.at] == '<')
            xml_tag(&xml);
        else
            xml_chars(&xml, '<');
        HOLDS(xml.at > start, NULL);
    }
    HOLDS(xml.depth == 0, NULL);
}

// ---- the formats ----

static size_t count_of(Str text, Str words)
{
    size_t count = 0;
    for (size_t at = str_find(text, words, 0); at < text.len;
         at = str_find(text, words, at + words.len))
        count++;
    return count;
}

// A line is one that tidegate says, or a command of its own: one for each finding.
static void check_github(Str text, const Report *report)
{
    size_t commands = 0;
    Str line;
    check_bytes(text, false);
    check_no_runner_command(text);
    while (str_cut(&text, '\n', &line)) {
        bool own = line.len == 0 || str_starts(line, STR("tidegate: "));
        commands += !own;
        HOLDS(own || str_starts(line, STR("::error title=tidegate%3A ")) ||
                  str_starts(line, STR("::warning title=tidegate%3A ")) ||
                  str_starts(line, STR("::notice title=tidegate%3A ")),
              NULL);
    }
    HOLDS(commands <= report->findings->len + report->unjudged.len, NULL);
}

static void check_markdown(Str text)
{
    HOLDS(text.len <= MARKDOWN_LIMIT, NULL);
    fuzz_check_shown(text, false);
    md_scan(text);
}

static void check_format(Arena *arena, Str name, Str text, const Report *report)
{
    if (str_eq(name, STR("text")))
        fuzz_check_shown(text, report->color);
    else if (str_eq(name, STR("github")))
        check_github(text, report);
    else if (str_eq(name, STR("markdown")))
        check_markdown(text);
    else if (str_eq(name, STR("junit")) || str_eq(name, STR("checkstyle")))
        fuzz_check_xml(text);
    else
        fuzz_check_json(arena, text);
    if (str_eq(name, STR("checkstyle")))
        HOLDS(count_of(text, STR("<error ")) <=
                  report->findings->len + report->unjudged.len,
              NULL);
}

void fuzz_check_report(Arena *arena, const Report *report, bool sarif)
{
    for (const Reporter *reporter = reporters; reporter->name; reporter++) {
        if (!sarif && strcmp(reporter->name, "sarif") == 0)
            continue;
        Out out = out_new(arena);
        Out again = out_new(arena);
        reporter->write(&out, report);
        reporter->write(&again, report);
        HOLDS(str_eq(out_text(&out), out_text(&again)), NULL);
        check_format(arena, str_from(reporter->name), out_text(&out), report);
    }
}
