// SPDX-License-Identifier: Apache-2.0
// Dockerfiles: what RUN, CMD and ENTRYPOINT run.
#include "source/deploy_priv.h"

typedef struct Docker {
    DeployReader *reader;
    Str text;
    DeployDatabase database; // as ENV and ARG tell
    bool is_unended; // a document has no end, and Docker refuses the file: others are not
                     // looked for, which would take a pass over the rest for each
} Docker;

static bool is_continued(Str line)
{
    line = str_trim(line);
    return str_ends(line, STR("\\"));
}

static size_t line_end(Str text, size_t at)
{
    size_t end = str_find_char(text, '\n', at);
    return end < text.len ? end + 1 : end;
}

static bool is_comment(Str line)
{
    return str_starts(str_trim(line), STR("#"));
}

// The end of the document that "RUN <<EOF" begins, or `at`.
static size_t document_end(Docker *docker, Str line, size_t at)
{
    Str text = docker->text;
    size_t mark = str_find(line, STR("<<"), 0);
    if (mark == line.len || docker->is_unended)
        return at;
    Str word = str_drop(line, mark + 2);
    if (str_starts(word, STR("-")))
        word = str_drop(word, 1);
    size_t end = 0;
    while (end < word.len && word.ptr[end] > ' ')
        end++;
    word = str_take(word, end);
    if (word.len >= 2 && (word.ptr[0] == '"' || word.ptr[0] == '\''))
        word = str_slice(word, 1, word.len - 1);
    for (size_t start = at; start < text.len && word.len > 0;) {
        size_t next = line_end(text, start);
        if (str_eq(str_trim(str_slice(text, start, next)), word))
            return next;
        start = next;
    }
    docker->is_unended = word.len > 0;
    return at;
}

// The end of the instruction that begins at `at`: comments and blank lines go on, too.
static size_t instruction_end(Docker *docker, size_t at)
{
    Str text = docker->text;
    Str line;
    bool goes_on = true;
    while (goes_on && at < text.len) {
        size_t end = line_end(text, at);
        line = str_slice(text, at, end);
        goes_on = is_comment(line) || str_trim(line).len == 0 || is_continued(line);
        at = document_end(docker, line, end);
    }
    return at;
}

// ["npm", "start"] is JSON, of which YAML's flow lists are a superset. What is none is a
// shell's.
static bool read_exec(Docker *docker, size_t from, size_t to, DeployStep *step)
{
    Arena *arena = docker->reader->arena;
    Str text = str_slice(docker->text, from, to);
    Str why;
    const YamlNode *list =
        str_starts(str_trim(text), STR("[")) ? yaml_read(arena, text, &why) : NULL;
    if (!list || list->kind != YAML_LIST)
        return false;
    // Places count from the instruction.
    DeployFile part = { .text = text };
    DeployReader inner = { arena, &part, NULL };
    size_t first = step->commands.len;
    deploy_words(&inner, list, step);
    for (size_t i = first; i < step->commands.len; i++)
        for (size_t k = 0; k < step->commands.at[i].words.len; k++) {
            step->commands.at[i].words.at[k].span.start += from;
            step->commands.at[i].words.at[k].span.end += from;
        }
    return true;
}

// "--mount=type=cache,… " before the command.
static size_t skip_flags(Str text, size_t at, size_t end)
{
    while (at < end) {
        while (at < end && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
            at++;
        if (!str_starts(str_slice(text, at, end), STR("--")))
            break;
        while (at < end && text.ptr[at] > ' ')
            at++;
    }
    return at;
}

static void read_run(Docker *docker, Str word, size_t from, size_t to)
{
    DeployReader *reader = docker->reader;
    DeployStep *step = deploy_step(reader, word);
    step->inside = true;
    step->aside = deploy_name_is_aside(reader->file->path);
    // A file that RUN makes is one of the image.
    if (str_eq_ci(word, STR("RUN")))
        step->database = docker->database;
    from = skip_flags(docker->text, from, to);
    if (!read_exec(docker, from, to, step))
        shell_read(reader->arena,
                   (Script){ str_slice(docker->text, from, to), NULL, from }, step);
}

static void note_env(Docker *docker, Str rest)
{
    rest = str_trim(rest);
    size_t equals = str_find_char(rest, '=', 0);
    size_t blank = str_find_char(rest, ' ', 0);
    size_t at = equals < blank ? equals : blank;
    if (at == rest.len)
        return;
    DeployDatabase database =
        database_of_value(str_take(rest, at), str_drop(rest, at + 1));
    if (database != DATABASE_UNKNOWN)
        docker->database = database;
}

static void read_instruction(Docker *docker, size_t start, size_t end)
{
    Str text = docker->text;
    while (start < end && (text.ptr[start] == ' ' || text.ptr[start] == '\t'))
        start++;
    size_t word_end = start;
    while (word_end < end && text.ptr[word_end] > ' ')
        word_end++;
    Str word = str_slice(text, start, word_end);
    if (str_eq_ci(word, STR("RUN")) || str_eq_ci(word, STR("CMD")) ||
        str_eq_ci(word, STR("ENTRYPOINT")))
        read_run(docker, word, word_end, end);
    else if (str_eq_ci(word, STR("ENV")) || str_eq_ci(word, STR("ARG")))
        note_env(docker, str_slice(text, word_end, end));
}

void read_dockerfile(DeployReader *reader)
{
    Docker docker = { .reader = reader, .text = reader->file->text };
    for (size_t at = 0; at < docker.text.len;) {
        size_t end = line_end(docker.text, at);
        Str line = str_slice(docker.text, at, end);
        if (is_comment(line) || str_trim(line).len == 0) {
            at = end;
            continue;
        }
        end = instruction_end(&docker, at);
        read_instruction(&docker, at, end);
        at = end;
    }
}
