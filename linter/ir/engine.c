// SPDX-License-Identifier: Apache-2.0
// Families of servers, and their versions as numbers.
#include "ir/engine.h"

int engine_version(const Engine *engine)
{
    return ENGINE_VERSION(engine->major, engine->minor, engine->patch);
}

bool engine_is(const Engine *engine, const char *family)
{
    return str_eq(engine->family, str_from(family));
}

bool engine_from_on(const Engine *engine, const char *family, int version)
{
    return engine_is(engine, family) && engine_version(engine) >= version;
}

unsigned engine_row_versions(const Engine *engine)
{
    if (!engine_from_on(engine, "mysql", ENGINE_VERSION(8, 0, 29)))
        return 0;
    return engine_version(engine) < ENGINE_VERSION(9, 1, 0) ? 64 : 255;
}

Str engine_dialect(Str family)
{
    static const char *const KIN[][2] = {
        { "mariadb", "mysql" },
        { "tidb", "mysql" },
        { "libsql", "sqlite" },
        { "d1", "sqlite" },
    };
    for (size_t i = 0; i < sizeof KIN / sizeof *KIN; i++)
        if (str_eq(family, str_from(KIN[i][0])))
            return str_from(KIN[i][1]);
    return family;
}

Str engine_text(Arena *arena, const Engine *engine)
{
    Str family = engine->family;
    if (engine->major == 0)
        return family;
    if (engine->patch > 0)
        return arena_fmt(arena, STR_FMT "@%d.%d.%d", STR_ARG(family), engine->major,
                         engine->minor, engine->patch);
    // PostgreSQL's numbers are whole.
    return engine_is(engine, "postgres")
               ? arena_fmt(arena, STR_FMT "@%d", STR_ARG(family), engine->major)
               : arena_fmt(arena, STR_FMT "@%d.%d", STR_ARG(family), engine->major,
                           engine->minor);
}

// ---- known versions ----

enum { MAX_NUMBERS = 3, MAX_NUMBER = 99 };

// The numbers between the dots; false where there are too many, or what is none.
static bool read_numbers(Str text, int numbers[MAX_NUMBERS], size_t *count)
{
    Str rest = text, part;
    *count = 0;
    if (text.len == 0 || text.ptr[text.len - 1] == '.')
        return false;
    while (str_cut(&rest, '.', &part)) {
        uint64_t number;
        if (*count == MAX_NUMBERS || !str_to_u64(part, &number) || number > MAX_NUMBER)
            return false;
        numbers[(*count)++] = (int)number;
    }
    return *count > 0;
}

bool engine_read(const EngineFamily *family, Str text, Engine *engine)
{
    int said[MAX_NUMBERS];
    size_t count;
    if (!read_numbers(text, said, &count) || (family->is_whole && count > 1))
        return false;
    if (count == 1 && family->series_count == 1 && said[0] == family->usual.major) {
        *engine = family->usual;
        return true;
    }
    for (size_t i = 0; i < family->series_count; i++) {
        const EngineSeries *series = &family->series[i];
        int minor = count > 1 ? said[1] : series->first;
        if (said[0] != series->major || minor < series->first || minor > series->last)
            continue;
        int oldest = minor == series->first ? series->patch : 0;
        *engine = (Engine){ str_from(family->name), said[0], minor,
                            count > 2 ? said[2] : oldest };
        return true;
    }
    return false;
}

static Str version_text(Arena *arena, const EngineFamily *family, int major, int minor)
{
    return family->is_whole ? arena_fmt(arena, "@%d", major)
                            : arena_fmt(arena, "@%d.%d", major, minor);
}

// The series that follow one another without a gap, from *at on, which moves behind them.
static Str series_text(Arena *arena, const EngineFamily *family, size_t *at)
{
    const EngineSeries *first = &family->series[*at], *last = first;
    while (++*at < family->series_count && family->is_whole &&
           family->series[*at].major == last->major + 1)
        last++;
    Str from = version_text(arena, family, first->major, first->first);
    Str to = version_text(arena, family, last->major, last->last);
    return str_eq(from, to)
               ? from
               : arena_fmt(arena, STR_FMT " to " STR_FMT, STR_ARG(from), STR_ARG(to));
}

Str engine_versions(Arena *arena, const EngineFamily *family)
{
    Str text = str_from(family->name);
    for (size_t at = 0; at < family->series_count;) {
        const char *joint = at == 0 ? "" : ", ";
        Str piece = series_text(arena, family, &at);
        if (joint[0] != '\0' && at == family->series_count)
            joint = " and ";
        text =
            arena_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), joint, STR_ARG(piece));
    }
    return text;
}
