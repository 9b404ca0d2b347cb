// SPDX-License-Identifier: Apache-2.0
// goose's annotations, line by line as its internal/sqlparser/parser.go reads them, once
// for each direction. It stops at the first fault, and so does this.
#include "source/sections.h"

typedef enum GooseState {
    AT_START,
    IN_UP,
    IN_UP_BLOCK,
    BEHIND_UP_BLOCK,
    IN_DOWN,
    IN_DOWN_BLOCK,
    BEHIND_DOWN_BLOCK,
    STATE_COUNT
} GooseState;

typedef struct Reader {
    Arena *arena;
    Migration *migration;
    Str text;
    bool down; // the direction
    GooseState state;
    Span piece; // what is collected of a statement
    bool has_piece;
    bool has_words; // in the piece there is more than blanks
    bool failed;
} Reader;

typedef enum Annotation {
    MARK_UP,
    MARK_DOWN,
    MARK_BEGIN,
    MARK_END,
    MARK_NO_TRANSACTION,
    MARK_ENVSUB_ON,
    MARK_ENVSUB_OFF,
    ANNOTATION_COUNT
} Annotation;

static const Str ANNOTATIONS[] = {
    [MARK_UP] = STR_INIT("Up"),
    [MARK_DOWN] = STR_INIT("Down"),
    [MARK_BEGIN] = STR_INIT("StatementBegin"),
    [MARK_END] = STR_INIT("StatementEnd"),
    [MARK_NO_TRANSACTION] = STR_INIT("NO TRANSACTION"),
    [MARK_ENVSUB_ON] = STR_INIT("ENVSUB ON"),
    [MARK_ENVSUB_OFF] = STR_INIT("ENVSUB OFF"),
};

static bool is_up(GooseState state)
{
    return state == IN_UP || state == IN_UP_BLOCK || state == BEHIND_UP_BLOCK;
}

static bool fail(Reader *reader, Span span, Str reason)
{
    reader->failed = true;
    sections_add_fault(reader->arena, reader->migration, span, reason);
    return false;
}

// ---- annotations ----

static bool is_annotation(Str line)
{
    return str_starts(str_trim(line), STR("--")) && str_contains(line, STR("+goose"));
}

// What an annotation's line says, without its dashes and "+goose".
static Str annotation_words(Arena *arena, Str line)
{
    char *words = arena_alloc(arena, line.len + 1, 1);
    size_t len = 0;
    for (size_t at = 0; at < line.len;)
        if (str_starts(str_drop(line, at), STR("--")))
            at += 2;
        else
            words[len++] = line.ptr[at++];
    Str all = { words, len };
    size_t mark = str_find(all, STR("+goose"), 0);
    if (mark == all.len)
        return str_trim(all);
    return str_trim(arena_fmt(arena, STR_FMT STR_FMT, STR_ARG(str_take(all, mark)),
                              STR_ARG(str_drop(all, mark + STR("+goose").len))));
}

// ANNOTATION_COUNT: goose knows no such.
static Annotation annotation_of(Arena *arena, Str line)
{
    Str words = annotation_words(arena, line);
    size_t i = 0;
    while (i < ANNOTATION_COUNT && !str_eq_ci(ANNOTATIONS[i], words))
        i++;
    return (Annotation)i;
}

static bool check_annotation(Reader *reader, Str line, Span span)
{
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return fail(reader, span, STR("blanks before an annotation"));
    if (annotation_of(reader->arena, line) == ANNOTATION_COUNT)
        return fail(reader, span,
                    arena_fmt(reader->arena, "no annotation is called \"" STR_FMT "\"",
                              STR_ARG(annotation_words(reader->arena, line))));
    return true;
}

static bool fail_unfinished(Reader *reader)
{
    return fail(reader, reader->piece,
                STR("the statement does not end in a line that ends with a semicolon"));
}

// From where a mark may come, and where it leads; for all others it is at a wrong place.
typedef struct Step {
    GooseState to[STATE_COUNT]; // AT_START: nowhere
    const char *wrong;
} Step;

static const Step STEPS[] = {
    [MARK_UP] = { { [AT_START] = IN_UP }, "a second \"-- +goose Up\"" },
    [MARK_DOWN] = { { [IN_UP] = IN_DOWN, [BEHIND_UP_BLOCK] = IN_DOWN },
                    "\"-- +goose Down\" must come once, behind \"-- +goose Up\" and "
                    "outside of a StatementBegin" },
    [MARK_BEGIN] = { { [IN_UP] = IN_UP_BLOCK,
                       [BEHIND_UP_BLOCK] = IN_UP_BLOCK,
                       [IN_DOWN] = IN_DOWN_BLOCK,
                       [BEHIND_DOWN_BLOCK] = IN_DOWN_BLOCK },
                     "\"-- +goose StatementBegin\" must come behind \"-- +goose Up\" or "
                     "\"-- +goose Down\", and not inside of another" },
    [MARK_END] = { { [IN_UP_BLOCK] = BEHIND_UP_BLOCK,
                     [IN_DOWN_BLOCK] = BEHIND_DOWN_BLOCK },
                   "\"-- +goose StatementEnd\" without a StatementBegin" },
};

enum { STEP_COUNT = sizeof STEPS / sizeof STEPS[0] };

// Follows the line's annotation. What comes behind is not read as text, but for
// StatementEnd, which ends the piece.
static bool follow(Reader *reader, Annotation mark, Span span)
{
    if ((size_t)mark >= STEP_COUNT)
        return true;
    GooseState to = STEPS[mark].to[reader->state];
    if (to == AT_START)
        return fail(reader, span, str_from(STEPS[mark].wrong));
    if (mark == MARK_DOWN && reader->has_words)
        return fail_unfinished(reader);
    reader->state = to;
    return true;
}

// ---- statements ----

// The line's last word before a comment ends with a semicolon.
static bool ends_statement(Str line)
{
    Str last = { 0 };
    Str word;
    for (size_t i = 0; i <= line.len;) {
        size_t end = i;
        while (end < line.len && str_trim(str_slice(line, end, end + 1)).len > 0)
            end++;
        word = str_slice(line, i, end);
        if (str_starts(word, STR("--")))
            break;
        last = word.len > 0 ? word : last;
        i = end + 1;
    }
    return str_ends(last, STR(";"));
}

static void drop_piece(Reader *reader)
{
    reader->has_piece = reader->has_words = false;
}

static void keep_piece(Reader *reader)
{
    if (reader->has_words && !reader->down)
        *vec_push(reader->arena, &reader->migration->pieces) = reader->piece;
    drop_piece(reader);
}

static void collect(Reader *reader, Str line, Span span)
{
    if (!reader->has_piece)
        reader->piece.start = span.start;
    reader->has_piece = true;
    reader->has_words = reader->has_words || str_trim(line).len > 0;
    reader->piece.end = span.end;
}

static bool read_text(Reader *reader, Str line, Span span)
{
    bool is_behind =
        reader->state == BEHIND_UP_BLOCK || reader->state == BEHIND_DOWN_BLOCK;
    if (!reader->has_piece && (line.len == 0 || str_starts(str_trim(line), STR("--"))))
        return true;
    if (reader->state == AT_START)
        return fail(reader, span, STR("there is text before \"-- +goose Up\""));
    if (!is_behind)
        collect(reader, line, span);
    if (is_up(reader->state) == reader->down) {
        drop_piece(reader);
        return true;
    }
    if (is_behind) {
        keep_piece(reader);
        reader->state = reader->down ? IN_DOWN : IN_UP;
    } else if ((reader->state == IN_UP || reader->state == IN_DOWN) &&
               ends_statement(line)) {
        keep_piece(reader);
    }
    return true;
}

static bool read_line(Reader *reader, Str line, Span span)
{
    if (reader->state == AT_START && str_trim(line).len == 0)
        return true;
    if (!is_annotation(line))
        return read_text(reader, line, span);
    if (!check_annotation(reader, line, span))
        return false;
    Annotation mark = annotation_of(reader->arena, line);
    return follow(reader, mark, span) &&
           (mark != MARK_END || read_text(reader, line, span));
}

static void check_end(Reader *reader)
{
    Span end = { reader->text.len, reader->text.len };
    if (reader->state == AT_START)
        fail(reader, (Span){ 0 }, STR("there is no line \"-- +goose Up\""));
    else if (reader->state == IN_UP_BLOCK || reader->state == IN_DOWN_BLOCK)
        fail(reader, reader->has_piece ? reader->piece : end,
             STR("\"-- +goose StatementBegin\" without a StatementEnd"));
    else if (reader->has_words)
        fail_unfinished(reader);
}

// The line at `at` without its end; `next` is where the next one begins.
static Str line_from(Str text, size_t at, size_t *next)
{
    size_t end = str_find_char(text, '\n', at);
    Str line = str_slice(text, at, end);
    *next = end < text.len ? end + 1 : end;
    return str_ends(line, STR("\r")) ? str_take(line, line.len - 1) : line;
}

static bool read_direction(Arena *arena, Migration *migration, bool down)
{
    Reader reader = {
        .arena = arena, .migration = migration, .text = migration->text, .down = down
    };
    size_t next;
    for (size_t at = sections_start(reader.text); at < reader.text.len; at = next) {
        Str line = line_from(reader.text, at, &next);
        if (!read_line(&reader, line, (Span){ at, at + line.len }))
            return false;
    }
    check_end(&reader);
    return !reader.failed;
}

// ---- sections ----

// Of a file that goose refuses, too: what is between the marks was meant to run.
static void set_sections(Arena *arena, Migration *migration)
{
    Str text = migration->text;
    Span up = { 0 };
    bool has_up = false;
    bool has_down = false;
    size_t next;
    for (size_t at = sections_start(text); at < text.len && !has_down; at = next) {
        Str line = line_from(text, at, &next);
        Annotation mark =
            is_annotation(line) ? annotation_of(arena, line) : ANNOTATION_COUNT;
        if (mark == MARK_UP && !has_up) {
            has_up = true;
            up = (Span){ next, next };
        }
        has_down = mark == MARK_DOWN;
        if (has_down)
            migration->down = (Span){ at, text.len };
    }
    up.end = has_down ? migration->down.start : text.len;
    if (up.end == 0) // 0,0 would be the whole text
        up = (Span){ text.len, text.len };
    if (has_up || has_down)
        migration->up = up;
}

void sections_read_goose(Arena *arena, Migration *migration)
{
    set_sections(arena, migration);
    if (read_direction(arena, migration, false))
        read_direction(arena, migration, true);
}
