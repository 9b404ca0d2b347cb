// SPDX-License-Identifier: Apache-2.0
// Writing XML 1.0: names are ours, texts may hold any bytes. For linter/report alone.
#ifndef REPORT_XML_PRIV_H
#define REPORT_XML_PRIV_H

#include "base/out.h"

enum { XML_DEPTH_MAX = 6 };

typedef struct Xml {
    Out *out;
    const char *open[XML_DEPTH_MAX]; // elements, from the outside
    size_t depth;
    bool in_tag;   // the last start tag still takes attributes
    bool has_text; // the innermost element's: white space would add to it
} Xml;

// Writes the declaration; xml_close() as often as xml_open() ends the document.
Xml xml_new(Out *out);
void xml_open(Xml *xml, const char *name);
void xml_close(Xml *xml);
// Of the element that was opened last, before it gets any content.
void xml_attr(Xml *xml, const char *name, Str value);
void xml_attr_count(Xml *xml, const char *name, size_t value);
// Bytes that are not UTF-8 and characters that XML cannot hold become U+FFFD.
void xml_text(Xml *xml, Str text);

#endif
