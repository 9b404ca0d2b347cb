// SPDX-License-Identifier: Apache-2.0
// Questions about projects.
#include "ir/migration.h"

#include <math.h>

Str migration_up(const Migration *migration)
{
    Span up = migration->up;
    return up.end > 0 ? str_slice(migration->text, up.start, up.end) : migration->text;
}

bool project_has_rollbacks(const Project *project)
{
    bool has = project->runner->marks != MARKS_NONE;
    for (size_t i = 0; i < project->migrations.len && !has; i++)
        has = project->migrations.at[i].down_path.len > 0;
    return has;
}

// Takes the next line that is not empty off *rest; false at the end.
static bool next_line(Str *rest, Str *line)
{
    size_t from = 0;
    while (from < rest->len && (rest->ptr[from] == '\n' || rest->ptr[from] == '\r'))
        from++;
    size_t to = from;
    while (to < rest->len && rest->ptr[to] != '\n' && rest->ptr[to] != '\r')
        to++;
    *line = str_slice(*rest, from, to);
    *rest = str_drop(*rest, to);
    return to > from;
}

static Str without_bom(Str text)
{
    Str bom = STR("\xEF\xBB\xBF");
    return str_starts(text, bom) ? str_drop(text, bom.len) : text;
}

bool runner_sees_same(const Runner *runner, Str a, Str b)
{
    if (!runner->sums_lines)
        return str_eq(a, b);
    Str line_a;
    Str line_b;
    a = without_bom(a);
    b = without_bom(b);
    for (;;) {
        bool more = next_line(&a, &line_a);
        if (more != next_line(&b, &line_b) || !str_eq(line_a, line_b))
            return false;
        if (!more)
            return true;
    }
}

const Migration *project_migration(const Project *project, Str path)
{
    if (!project)
        return NULL;
    for (size_t i = 0; i < project->migrations.len; i++)
        if (str_eq(project->migrations.at[i].path, path))
            return &project->migrations.at[i];
    return NULL;
}

// Clocks differ, and a branch may have been made on a machine whose clock is wrong by
// hours: a day is the width of all time zones.
static const double SLACK = 24 * 60 * 60 * 1000.0;

// A date in January 1970 that is one of this century if multiplied.
static bool looks_like_seconds(double when)
{
    return when > 946684800.0 && when < 4102444800.0;
}

WhenFault when_fault(const JournalEntry *entry, double now)
{
    if (!entry->has_when)
        return WHEN_MISSING;
    if (entry->when != floor(entry->when))
        return WHEN_FRACTION;
    if (looks_like_seconds(entry->when))
        return WHEN_SECONDS;
    return now > 0 && entry->when > now + SLACK ? WHEN_FUTURE : WHEN_GOOD;
}
