// SPDX-License-Identifier: Apache-2.0
// Files of sections and keys: git's kind of configuration, which Sqitch has too, and
// Java's properties.
#include "source/config.h"

// "[engine "pg"]" without its brackets; false when the line is no section.
static bool is_section(Str line, Str *name)
{
    if (line.len < 2 || line.ptr[0] != '[')
        return false;
    size_t end = str_rfind_char(line, ']');
    *name = str_trim(str_slice(line, 1, end < line.len ? end : line.len));
    return true;
}

// Properties part key and value with a colon as well.
static size_t find_separator(Str line, bool is_properties)
{
    size_t equals = str_find_char(line, '=', 0);
    size_t colon = is_properties ? str_find_char(line, ':', 0) : line.len;
    return equals < colon ? equals : colon;
}

static Str without_comment(Str value, bool is_properties)
{
    if (value.len > 1 && value.ptr[0] == '"') {
        size_t end = str_find_char(value, '"', 1);
        return end < value.len ? str_slice(value, 1, end) : str_drop(value, 1);
    }
    size_t end = value.len;
    for (size_t i = 1; i < value.len && !is_properties && end == value.len; i++)
        if ((value.ptr[i] == '#' || value.ptr[i] == ';') &&
            (value.ptr[i - 1] == ' ' || value.ptr[i - 1] == '\t'))
            end = i;
    return str_trim(str_take(value, end));
}

Str ini_value(Str text, const char *section, const char *key)
{
    Str wanted = str_from(section);
    Str here = { 0 };
    Str found = { 0 };
    Str line;
    bool is_properties = wanted.len == 0;
    while (str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == ';' ||
            (!is_properties && is_section(line, &here)))
            continue;
        size_t at = find_separator(line, is_properties);
        // The last one counts, as it does for the tools.
        if (at < line.len && str_eq_ci(here, wanted) &&
            str_eq_ci(str_trim(str_take(line, at)), str_from(key)))
            found = without_comment(str_trim(str_drop(line, at + 1)), is_properties);
    }
    return found;
}
