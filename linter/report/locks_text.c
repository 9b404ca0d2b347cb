// SPDX-License-Identifier: Apache-2.0
// The forecast for people: of each statement whom it keeps waiting, for how long, and
// what it waits for itself.
#include "report/locks.h"

#include "base/lines.h"
#include "report/effect_words.h"
#include "report/text_safe.h"

// Longer statements are shown by their first line.
enum { SQL_WIDTH = 100 };

static void head(Out *out, const LocksFile *file, const Lines *lines, Span span)
{
    LineCol start = lines_at(lines, span.start);
    Str rest = str_slice(file->text, span.start, span.end), line = { 0 };
    str_cut(&rest, '\n', &line);
    bool cut = rest.len > 0 || line.len > SQL_WIDTH;
    line = str_trim(str_take(line, line.len < SQL_WIDTH ? line.len : SQL_WIDTH));
    out_fmt(out, STR_FMT ":%zu:%zu: " STR_FMT "%s\n",
            STR_ARG(text_printable(out->arena, file->path, false)), start.line,
            start.column, STR_ARG(text_printable(out->arena, line, false)),
            cut ? " …" : "");
}

static Str shown(Arena *arena, Name name)
{
    return text_printable(arena, name_text(arena, name), false);
}

// "ACCESS EXCLUSIVE on a, b (index), blocks reads and writes"
static void lock_line(Out *out, const Effects *effects, LockMode mode)
{
    bool first = true;
    for (size_t i = 0; i < effects->locks.len; i++) {
        const LockTaken *lock = &effects->locks.at[i];
        if (lock->mode != mode)
            continue;
        if (first)
            out_fmt(out, "  lock     %s on ", lock_mode_words(mode));
        out_fmt(out, "%s" STR_FMT "%s", first ? "" : ", ",
                STR_ARG(shown(out->arena, lock->relation)),
                lock->kind == OBJ_INDEX ? " (index)" : "");
        first = false;
    }
    if (!first)
        out_fmt(out, ": blocks %s\n",
                blocked_words(mode) ? blocked_words(mode) : "neither reads nor writes");
}

static void names_line(Out *out, const char *label, const NameVec *names)
{
    for (size_t i = 0; i < names->len; i++)
        out_fmt(out, "%s" STR_FMT, i == 0 ? label : ", ",
                STR_ARG(shown(out->arena, names->at[i])));
    if (names->len > 0)
        out_char(out, '\n');
}

// A statement_timeout counts from the statement's start, its waiting included.
static void time_lines(Out *out, const StatementEffects *statement)
{
    const Effects *effects = &statement->effects;
    Str wait = statement->lock_timeout;
    Str work = statement->statement_timeout;
    out_fmt(out, "  takes    %s", effects_duration_words(effects));
    if (work.len > 0)
        out_fmt(out, "; cancelled after " STR_FMT " (statement_timeout)",
                STR_ARG(text_printable(out->arena, work, false)));
    out_fmt(out, "\n  waits    for %s%s", effects_waits_for(effects),
            effects->outwaits ? ", and for every older transaction, whatever it does"
                              : "");
    if (wait.len > 0)
        out_fmt(out, "; gives up after " STR_FMT " (%s)",
                STR_ARG(text_printable(out->arena, wait, false)),
                statement->lock_timeout_name);
    out_char(out, '\n');
}

static void online_line(Out *out, Online online)
{
    if (online.algorithm != ALGORITHM_DEFAULT)
        out_fmt(out, "  runs as  ALGORITHM=%s, LOCK=%s\n",
                algorithm_word(online.algorithm), online_lock_word(online.lock));
}

static void statement_text(Out *out, const StatementEffects *statement)
{
    const Effects *effects = &statement->effects;
    if (effects->refused.len > 0) {
        out_fmt(out, "  refused  " STR_FMT "\n",
                STR_ARG(text_printable(out->arena, effects->refused, false)));
        return;
    }
    if (effects->ignored.len > 0)
        out_fmt(out, "  ignored  " STR_FMT "\n",
                STR_ARG(text_printable(out->arena, effects->ignored, false)));
    if (statement->ends_transaction)
        out_cstr(out, "  commits  what the open transaction has done so far\n");
    if (effects->locks.len == 0) {
        out_cstr(out, "  lock     none\n");
        return;
    }
    online_line(out, effects->online);
    for (LockMode mode = LOCK_MODE_COUNT - 1; mode > LOCK_NONE; mode--)
        lock_line(out, effects, mode);
    names_line(out, "  rewrites ", &effects->rewrites);
    names_line(out, "  reads    ", &effects->scans);
    names_line(out, "  builds   ", &effects->index_rebuilds);
    time_lines(out, statement);
}

void locks_text(Out *out, const LocksFileVec *files)
{
    bool first = true;
    for (size_t i = 0; i < files->len; i++) {
        const LocksFile *file = &files->at[i];
        Lines lines = lines_new(out->arena, file->text);
        for (size_t k = 0; k < file->statements.len; k++) {
            if (!first)
                out_char(out, '\n');
            first = false;
            head(out, file, &lines, file->statements.at[k].span);
            statement_text(out, &file->statements.at[k]);
        }
    }
}
