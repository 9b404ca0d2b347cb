// SPDX-License-Identifier: Apache-2.0
// XML as it has to be escaped, an element a line.
#include "report/xml_priv.h"

#include "base/fail.h"
#include "report/text_safe.h"

static void new_line(Xml *xml)
{
    out_char(xml->out, '\n');
    out_repeat(xml->out, ' ', 2 * xml->depth);
}

static void end_tag(Xml *xml)
{
    if (xml->in_tag)
        out_char(xml->out, '>');
    xml->in_tag = false;
}

Xml xml_new(Out *out)
{
    out_cstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    return (Xml){ .out = out };
}

void xml_open(Xml *xml, const char *name)
{
    if (xml->depth == XML_DEPTH_MAX)
        bug("XML is nested too deeply at %s", name);
    end_tag(xml);
    new_line(xml);
    out_fmt(xml->out, "<%s", name);
    xml->open[xml->depth++] = name;
    xml->in_tag = true;
    xml->has_text = false;
}

void xml_close(Xml *xml)
{
    const char *name = xml->open[--xml->depth];
    if (xml->in_tag) {
        out_cstr(xml->out, "/>");
    } else {
        if (!xml->has_text)
            new_line(xml);
        out_fmt(xml->out, "</%s>", name);
    }
    xml->in_tag = false;
    xml->has_text = false;
    if (xml->depth == 0)
        out_char(xml->out, '\n');
}

// ---- texts ----

static bool is_xml_char(uint32_t value)
{
    if (value < 0x20)
        return value == '\t' || value == '\n' || value == '\r';
    return value != 0xFFFE && value != 0xFFFF;
}

// What stands for a character; NULL: it stands for itself. A line end in an attribute,
// and a carriage return anywhere, would be read as another character. "##[" in a log is a
// command to a CI runner: the second "#" is spelled otherwise.
static const char *reference(Str text, size_t at, bool in_attribute)
{
    switch (text.ptr[at]) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return in_attribute ? "&quot;" : NULL;
    case '\t':
        return in_attribute ? "&#9;" : NULL;
    case '\n':
        return in_attribute ? "&#10;" : NULL;
    case '\r':
        return "&#13;";
    case '#':
        return at > 0 && text.ptr[at - 1] == '#' ? "&#35;" : NULL;
    }
    return NULL;
}

static void escaped(Out *out, Str text, bool in_attribute)
{
    Str utf8 = text_as_utf8(out->arena, text);
    size_t written = 0;
    Rune rune;
    for (size_t i = 0; (rune = rune_at(utf8, i)).len > 0; i += rune.len) {
        const char *stands =
            is_xml_char(rune.value) ? reference(utf8, i, in_attribute) : "\xEF\xBF\xBD";
        // A parser reads it as what it is, a terminal does not.
        bool is_spelled = rune.value >= 0x7F && rune_is_hidden(rune);
        if (!stands && !is_spelled)
            continue;
        out_str(out, str_slice(utf8, written, i));
        if (stands)
            out_cstr(out, stands);
        else
            out_fmt(out, "&#x%X;", (unsigned)rune.value);
        written = i + rune.len;
    }
    out_str(out, str_drop(utf8, written));
}

void xml_attr(Xml *xml, const char *name, Str value)
{
    if (!xml->in_tag)
        bug("attribute %s outside of a tag", name);
    out_fmt(xml->out, " %s=\"", name);
    escaped(xml->out, value, true);
    out_char(xml->out, '"');
}

void xml_attr_count(Xml *xml, const char *name, size_t value)
{
    xml_attr(xml, name, arena_fmt(xml->out->arena, "%zu", value));
}

void xml_text(Xml *xml, Str text)
{
    end_tag(xml);
    xml->has_text = true;
    escaped(xml->out, text, false);
}
