// SPDX-License-Identifier: Apache-2.0
// Which of Atlas's checks find what rules find. A check that has no row here suppresses
// nothing, whatever Atlas makes of it.
#include "gate/nolint.h"

#include "base/lines.h"

typedef struct NolintRow {
    const char *check;
    const char *analyzer; // NULL: named by its check alone
    const char *rule;
} NolintRow;

static const NolintRow ROWS[] = {
    { "DS101", "destructive", "drop-schema" },
    { "DS102", "destructive", "drop-table" },
    { "DS103", "destructive", "drop-column" },
    { "DS103", "destructive", "drop-and-add-column" },
    { "CD101", "condrop", "drop-constraint" },
    { "MF101", "data_depend", "unique-on-existing" },
    { "MF103", "data_depend", "required-column" },
    { "MF104", "data_depend", "not-null-on-existing" },
    { "BC101", "incompatible", "rename-table" },
    { "BC102", "incompatible", "rename-column" },
    { "PG101", "concurrent_index", "index-not-concurrent" },
    { "PG102", "concurrent_index", "drop-index-not-concurrent" },
    { "PG104", NULL, "primary-key-blocks-table" },
    { "PG105", NULL, "unique-blocks-table" },
    { "PG301", NULL, "table-rewrite" },
    { "PG302", NULL, "table-rewrite" },
    { "PG303", NULL, "not-null-on-existing" },
    { "PG305", NULL, "check-not-valid" },
    { "PG306", NULL, "foreign-key-not-valid" },
    { "PG307", NULL, "set-unlogged" },
};

enum { ROW_COUNT = sizeof ROWS / sizeof ROWS[0] };

const char *nolint_rule(size_t index)
{
    return index < ROW_COUNT ? ROWS[index].rule : NULL;
}

static bool has_word(Str words, const char *wanted)
{
    Str word;
    while (wanted && str_cut(&words, ' ', &word))
        if (str_eq(word, str_from(wanted)))
            return true;
    return false;
}

bool nolint_covers(const Nolint *nolint, const Rule *rule)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (str_eq(str_from(ROWS[i].rule), str_from(rule->id)) &&
            (nolint->names.len == 0 || has_word(nolint->names, ROWS[i].check) ||
             has_word(nolint->names, ROWS[i].analyzer)))
            return true;
    return false;
}

// What follows "atlas:nolint" in the comment; false when it begins otherwise.
static bool read_names(Str comment, Str *names)
{
    static const char *const OPENINGS[] = { "-- ", "--", "#", "/*" };
    Str word = STR("atlas:nolint");
    for (size_t i = 0; i < sizeof OPENINGS / sizeof OPENINGS[0]; i++) {
        Str opening = str_from(OPENINGS[i]);
        if (!str_starts(comment, opening) ||
            !str_starts(str_drop(comment, opening.len), word))
            continue;
        Str rest = str_drop(comment, opening.len + word.len);
        if (str_ends(rest, STR("*/")))
            rest = str_take(rest, rest.len - 2);
        *names = str_trim(rest);
        return rest.len == 0 || rest.ptr[0] == ' ' || names->len == 0;
    }
    return false;
}

bool nolint_parse(Str text, Span comment, Nolint *nolint)
{
    bool is_apart;
    Str words = str_slice(text, comment.start, comment.end);
    *nolint = (Nolint){ 0 };
    if (!read_names(words, &nolint->names))
        return false;
    nolint->is_file = comment.start < head_comments(text, &is_apart) && is_apart;
    return true;
}
