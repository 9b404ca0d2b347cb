// SPDX-License-Identifier: Apache-2.0
// Liquibase's formatted SQL: a file of changesets, each of them a migration. Lines are
// told apart as AbstractFormattedChangeLogParser does it, which refuses what only looks
// like one of its own.
#include "source/liquibase_priv.h"

#include <string.h>

typedef enum LineKind {
    LINE_SQL,
    LINE_HEADER,
    LINE_PROPERTY,
    LINE_IGNORE,
    LINE_CHANGESET,
    LINE_ROLLBACK,
    LINE_ROLLBACK_BLOCK,
    LINE_COMMENT,
    LINE_VALID_SUM,
    LINE_CONDITION,
    LINE_WRONG
} LineKind;

typedef struct LineRow {
    LineKind kind;
    const char *expression; // of the whole line
    const char *wrong;      // LINE_WRONG: what is
} LineRow;

// In the order of the parser: the first that fits decides.
static const LineRow ROWS[] = {
    { LINE_HEADER, "\\s*--\\s*liquibase\\s*formatted.*", NULL },
    { LINE_PROPERTY, "\\s*--\\s*property\\s+.*:.*\\s+.*:.*", NULL },
    { LINE_WRONG, "\\s*-+\\s*property\\s.*",
      "a property is written --property name:NAME value:VALUE" },
    { LINE_IGNORE, "--\\s*ignoreLines:(\\w+)", NULL },
    { LINE_WRONG, "--\\s*ignore:\\w+|-\\s*ignoreLines:\\w+.*",
      "lines are left out with --ignoreLines:start and --ignoreLines:end" },
    { LINE_CHANGESET, "\\s*--\\s*changeset\\s+(\"[^\"]+\"|[^:]+):(\"[^\"]+\"|\\S+).*",
      NULL },
    { LINE_WRONG, "-\\s*changeset\\s.*|\\s*--\\s*changeset.*",
      "a changeset begins with --changeset AUTHOR:ID, without a blank before the id" },
    { LINE_COMMENT, "--\\s*comment:? .*", NULL },
    { LINE_WRONG, "-\\s*comment:? .*|--\\s*comments:? .*",
      "a comment is written --comment TEXT" },
    { LINE_VALID_SUM, "--\\s*validCheckSum:? .*", NULL },
    { LINE_WRONG, "-\\s*validCheckSum.*",
      "a checksum that is to be accepted is written --validCheckSum SUM" },
    { LINE_ROLLBACK, "\\s*--\\s*rollback .*", NULL },
    { LINE_WRONG, "\\s*-\\s*rollback\\s.*", "a rollback is written --rollback SQL" },
    { LINE_ROLLBACK_BLOCK, "\\s*/\\*\\s*liquibase\\s*rollback\\s*", NULL },
    { LINE_CONDITION, "\\s*--\\s*preconditions.*", NULL },
    { LINE_CONDITION, "\\s*--\\s*precondition-[a-zA-Z0-9-]+ .*", NULL },
    { LINE_WRONG, "\\s*-\\s*precondition.*",
      "preconditions are written --preconditions and --precondition-NAME" },
};

enum { ROW_COUNT = sizeof ROWS / sizeof ROWS[0] };

struct LogPatterns {
    Pattern *rows[ROW_COUNT];
};

LogPatterns *log_patterns_new(Arena *arena)
{
    LogPatterns *patterns = NEW(arena, LogPatterns);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        Str whole = arena_fmt(arena, "(?i)\\A(?:%s)\\z", ROWS[i].expression);
        patterns->rows[i] = pattern_new(arena_cstr(arena, whole));
    }
    return patterns;
}

void log_patterns_free(LogPatterns *patterns)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        pattern_free(patterns->rows[i]);
}

// Takes a word off, and the blanks before it.
static bool take_word(Str *line, Str word)
{
    Str rest = str_trim(*line);
    if (rest.len < word.len || !str_eq_ci(str_take(rest, word.len), word))
        return false;
    *line = str_drop(rest, word.len);
    return true;
}

bool is_formatted_sql(Str text)
{
    Str mark = STR("\xEF\xBB\xBF");
    Str head = str_trim(str_starts(text, mark) ? str_drop(text, mark.len) : text);
    head = str_take(head, str_find_char(head, '\n', 0));
    return take_word(&head, STR("--")) && take_word(&head, STR("liquibase")) &&
           take_word(&head, STR("formatted"));
}

// ---- one file ----

typedef struct Reader {
    LogReader *log;
    Str path;
    Str text;
    Str logical;     // the header's logicalFilePath
    char *bytes;     // the text as it is run; NULL: as it is written
    char *sum;       // what the checksums of all changesets cover, one behind the other
    size_t summed;   // so far …
    size_t sum_from; // … and where the open one's begins
    Migration *open; // NULL: before the first
    size_t body;     // where its first line ends
    Str delimiter;
    size_t at; // of the next line
    Span span; // of the line
    bool in_block;
} Reader;

static Str line_text(const Reader *reader)
{
    return str_slice(reader->text, reader->span.start, reader->span.end);
}

static bool next_line(Reader *reader)
{
    if (reader->at >= reader->text.len)
        return false;
    size_t end = str_find_char(reader->text, '\n', reader->at);
    reader->span = (Span){ reader->at, end };
    reader->at = end < reader->text.len ? end + 1 : end;
    if (end > reader->span.start && reader->text.ptr[end - 1] == '\r')
        reader->span.end--;
    return true;
}

static void refuse(Reader *reader, const char *why)
{
    Folder *folder = reader->log->folder;
    *vec_push(folder->arena, &folder->project->faults) =
        (FileFault){ .kind = FAULT_LOG_LINE,
                     .path = reader->path,
                     .text = reader->text,
                     .span = reader->span,
                     .words = str_from(why) };
}

static char *run_text(Reader *reader)
{
    if (!reader->bytes) {
        reader->bytes = NEW_ARRAY(reader->log->folder->arena, char, reader->text.len + 1);
        memcpy(reader->bytes, reader->text.ptr, reader->text.len);
    }
    return reader->bytes;
}

static void leave_out(Reader *reader)
{
    memset(run_text(reader) + reader->span.start, ' ',
           reader->span.end - reader->span.start);
}

// ---- attributes ----

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

// The value of the last "key:" in the line; ptr NULL: it has none.
static Str attribute(Str line, const char *key)
{
    Str name = str_from(key);
    for (size_t at = line.len; at-- > 1;) {
        Str rest = str_drop(line, at);
        if (rest.len <= name.len || rest.ptr[name.len] != ':' ||
            is_word(line.ptr[at - 1]) || !str_eq_ci(str_take(rest, name.len), name))
            continue;
        rest = str_drop(rest, name.len + 1);
        size_t end = 0;
        char quote = rest.len > 0 && rest.ptr[0] == '"' ? '"' : '\0';
        if (quote)
            return str_slice(rest, 1, str_find_char(rest, quote, 1));
        while (end < rest.len && rest.ptr[end] != ' ' && rest.ptr[end] != '\t')
            end++;
        return str_take(rest, end);
    }
    return (Str){ 0 };
}

static bool is_on(Str line, const char *key)
{
    return str_eq_ci(attribute(line, key), STR("true"));
}

// Delimiters are expressions to Liquibase; what they begin with is plain mostly:
// "\n/", "GO", "/\s*$".
static Str plain_delimiter(Arena *arena, Str written)
{
    Str plain = str_trim(delimiter_unescaped(arena, written));
    size_t end = 0;
    while (end < plain.len && strchr("\\|($[*+?", plain.ptr[end]) == NULL)
        end++;
    return str_trim(str_take(plain, end));
}

// ---- changesets ----

static void close_changeset(Reader *reader, size_t end, bool is_last)
{
    Migration *open = reader->open;
    if (!open)
        return;
    open->up.end = end;
    open->checked =
        (Str){ reader->sum + reader->sum_from, reader->summed - reader->sum_from };
    if (open->checked.len == 0 && !is_last)
        refuse(reader, "the changeset before this holds no SQL");
    if (reader->delimiter.len > 0)
        sql_replace_delimiter(run_text(reader), reader->text, (Span){ reader->body, end },
                              reader->delimiter);
}

// The same author and id in the same file is the same changeset to Liquibase.
static Str identify(Reader *reader, Str author, Str id, Str line)
{
    Folder *folder = reader->log->folder;
    Str logical = attribute(line, "logicalFilePath");
    Str file = logical.len > 0 ? logical : reader->logical;
    if (file.len == 0)
        file =
            str_starts(reader->path, folder->path) && reader->path.len > folder->path.len
                ? str_drop(reader->path, folder->path.len)
                : reader->path;
    Str key = arena_fmt(folder->arena, STR_FMT "::" STR_FMT "::" STR_FMT, STR_ARG(file),
                        STR_ARG(id), STR_ARG(author));
    Str *first = map_get(&reader->log->ids, key);
    if (!first) {
        Str *path = NEW(folder->arena, Str);
        *path = reader->path;
        map_put(folder->arena, &reader->log->ids, key, path);
        return key;
    }
    *vec_push(folder->arena, &folder->project->faults) = (FileFault){
        .kind = FAULT_LOG_TWICE,
        .path = reader->path,
        .text = reader->text,
        .span = reader->span,
        .name =
            arena_fmt(folder->arena, STR_FMT ":" STR_FMT, STR_ARG(author), STR_ARG(id)),
        .other = *first,
    };
    return arena_fmt(folder->arena, STR_FMT "#%zu", STR_ARG(key),
                     folder->project->migrations.len);
}

static Str unquoted(Str word)
{
    bool is_quoted = word.len > 1 && word.ptr[0] == '"' && word.ptr[word.len - 1] == '"';
    return is_quoted ? str_slice(word, 1, word.len - 1) : word;
}

static void open_changeset(Reader *reader, const Match *match)
{
    Folder *folder = reader->log->folder;
    Arena *arena = folder->arena;
    Str line = line_text(reader);
    Str author = unquoted(match->group[1]);
    Str id = unquoted(match->group[2]);
    bool is_first = reader->open == NULL;
    close_changeset(reader, reader->span.start, false);
    reader->body = reader->span.end;
    reader->delimiter = plain_delimiter(arena, attribute(line, "endDelimiter"));
    reader->sum_from = reader->summed;
    Str key = identify(reader, author, id, line);
    reader->open = vec_push(arena, &reader->log->changesets);
    *reader->open = (Migration){
        .path = reader->path,
        .name = arena_fmt(arena, STR_FMT ":" STR_FMT, STR_ARG(author), STR_ARG(id)),
        .id = key,
        .text = reader->text,
        .up = { is_first ? 0 : reader->span.start, reader->text.len },
        .no_transaction = str_eq_ci(attribute(line, "runInTransaction"), STR("false")),
        .repeats = is_on(line, "runOnChange") || is_on(line, "runAlways"),
    };
    *vec_push(arena, &reader->log->dbms) =
        is_on(line, "ignore") ? STR("none") : attribute(line, "dbms");
}

static void note_rollback(Reader *reader)
{
    Span *down = &reader->open->down;
    if (down->end == 0)
        down->start = reader->span.start;
    down->end = reader->span.end;
}

// ---- lines ----

static void add_to_sum(Reader *reader, Str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (strchr(" \t\r\n", line.ptr[i]) == NULL || line.ptr[i] == '\0')
            reader->sum[reader->summed++] = line.ptr[i];
}

// Without a delimiter of its own, a changeset may end statements as other databases'
// tools do.
static bool is_old_delimiter(const Reader *reader, Str line)
{
    Str word = str_trim(line);
    return reader->delimiter.len == 0 &&
           (str_eq(word, STR("/")) || str_eq_ci(word, STR("go")));
}

static void take_sql(Reader *reader)
{
    Str line = line_text(reader);
    if (!reader->open) {
        // What stands before the first changeset belongs to none and is not run.
        if (str_trim(line).len > 0 && !str_starts(str_trim(line), STR("--")))
            leave_out(reader);
        return;
    }
    add_to_sum(reader, line);
    if (is_old_delimiter(reader, line)) {
        leave_out(reader);
        reader->bytes[reader->span.start] = ';';
    }
}

static const LineRow *find_row(const Reader *reader, Str line, Match *match)
{
    Str word = str_trim(line);
    if (word.len == 0 || (word.ptr[0] != '-' && word.ptr[0] != '/'))
        return NULL;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (pattern_find(reader->log->patterns->rows[i], line, 0, match))
            return &ROWS[i];
    return NULL;
}

static void take_ignored(Reader *reader, Str what)
{
    uint64_t count = 0;
    bool is_counted = str_to_u64(what, &count);
    while ((!is_counted || count-- > 0) && next_line(reader)) {
        Match match;
        const LineRow *row = find_row(reader, line_text(reader), &match);
        if (!is_counted && row && row->kind == LINE_IGNORE &&
            str_eq(match.group[1], STR("end")))
            return;
        leave_out(reader);
    }
}

static void take_line(Reader *reader)
{
    Match match;
    Str line = line_text(reader);
    const LineRow *row = find_row(reader, line, &match);
    LineKind kind = row ? row->kind : LINE_SQL;
    if (reader->in_block) {
        note_rollback(reader);
        reader->in_block = !str_ends(str_trim(line), STR("*/"));
        return;
    }
    if (kind == LINE_CHANGESET)
        open_changeset(reader, &match);
    else if (kind == LINE_IGNORE)
        take_ignored(reader, match.group[1]);
    else if (kind == LINE_HEADER && reader->logical.len == 0)
        reader->logical = attribute(line, "logicalFilePath");
    else if (kind == LINE_WRONG)
        refuse(reader, row->wrong);
    else if (kind == LINE_COMMENT && !reader->open)
        refuse(reader, "a --comment belongs into a changeset");
    else if (kind == LINE_SQL || !reader->open)
        take_sql(reader);
    else if (kind == LINE_ROLLBACK || kind == LINE_ROLLBACK_BLOCK)
        note_rollback(reader);
    reader->in_block = reader->open && kind == LINE_ROLLBACK_BLOCK;
}

void formatted_sql_read(LogReader *log, Str path, Str text)
{
    Reader reader = { .log = log, .path = path, .text = text };
    reader.sum = NEW_ARRAY(log->folder->arena, char, text.len + 1);
    size_t first = log->changesets.len;
    while (next_line(&reader))
        take_line(&reader);
    close_changeset(&reader, text.len, true);
    for (size_t i = first; reader.bytes && i < log->changesets.len; i++)
        log->changesets.at[i].sql = (Str){ reader.bytes, text.len };
}
