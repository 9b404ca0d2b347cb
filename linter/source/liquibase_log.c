// SPDX-License-Identifier: Apache-2.0
// Liquibase's changelogs in XML, YAML and JSON, as far as they bring in other files: read
// as text. Changesets in these languages are only counted.
#include "source/liquibase_priv.h"

#include <string.h>

// A language, and how it writes an include (1: which, 2: what it says) and a changeset.
typedef struct Language {
    const char *suffixes[2];
    const char *comment;
    const char *include;
    const char *changeset;
    const char *nothing; // a changelog without either, intact
} Language;

static const Language LANGUAGES[] = {
    { { ".xml", ".xml" },
      "(?s)<!--.*?-->",
      "<(include|includeAll)\\b([^>]*)>",
      "<changeSet\\b",
      "<databaseChangeLog\\b[^>]*(?:/>|>(?:\\s|<property\\b[^>]*/>)*+</"
      "databaseChangeLog>)"
      "\\s*\\z" },
    { { ".yaml", ".yml" },
      "(?:^|[ \\t])#[^\\n]*",
      "^[ \\t]*-?[ \\t]*(include|includeAll)[ \\t]*:([^\\n]*(?:\\n(?![ \\t]*-[ "
      "\\t])[^\\n]*)*)",
      "^[ \\t]*-[ \\t]*changeSet[ \\t]*:",
      "\\A(?:\\s|---)*+databaseChangeLog[ \\t]*:[ \\t]*(?:\\[\\s*\\])?\\s*\\z" },
    { { ".json", ".json" },
      NULL,
      "\"(include|includeAll)\"\\s*:\\s*\\{([^{}]*)\\}",
      "\"changeSet\"\\s*:",
      "\\A\\s*\\{\\s*\"databaseChangeLog\"\\s*:\\s*\\[\\s*\\]\\s*\\}\\s*\\z" },
};

static const Language *language_of(Str name)
{
    for (size_t i = 0; i < sizeof LANGUAGES / sizeof LANGUAGES[0]; i++)
        for (size_t k = 0; k < 2; k++)
            if (str_ends(name, str_from(LANGUAGES[i].suffixes[k])))
                return &LANGUAGES[i];
    return NULL;
}

bool is_changelog_name(Str name)
{
    return language_of(name) != NULL;
}

// The text with blanks for comments, at the same offsets.
static Str without_comments(Arena *arena, Str text, const char *comment)
{
    char *bytes = NEW_ARRAY(arena, char, text.len + 1);
    memcpy(bytes, text.ptr, text.len);
    Pattern *pattern = pattern_new(comment);
    Match match;
    for (size_t at = 0; pattern_find(pattern, text, at, &match); at = match.end)
        for (size_t i = match.start; i < match.end; i++)
            bytes[i] = bytes[i] == '\n' ? '\n' : ' ';
    pattern_free(pattern);
    return (Str){ bytes, text.len };
}

static void read_includes(Arena *arena, Str text, const char *expression,
                          IncludeVec *includes)
{
    Pattern *include = pattern_new(expression);
    Pattern *target =
        pattern_new("\\b(?:file|path)[\"']?\\s*[:=]\\s*(?:\"([^\"]+)\"|'([^']+)'"
                    "|([^\\s\"',}]+))");
    Pattern *relative =
        pattern_new("relativeToChangelogFile[\"']?\\s*[:=]\\s*[\"']?true\\b");
    Match match;
    for (size_t at = 0; pattern_find(include, text, at, &match); at = match.end) {
        Match found;
        if (!pattern_find(target, match.group[2], 0, &found))
            continue;
        Str file = found.group[1].ptr   ? found.group[1]
                   : found.group[2].ptr ? found.group[2]
                                        : found.group[3];
        Include *it = vec_push(arena, includes);
        size_t start = (size_t)(file.ptr - text.ptr);
        *it = (Include){ .target = file, .span = { start, start + file.len } };
        it->is_folder = str_eq(match.group[1], STR("includeAll"));
        it->is_relative = pattern_find(relative, match.group[2], 0, &found);
    }
    pattern_free(relative);
    pattern_free(target);
    pattern_free(include);
}

static size_t count_matches(Str text, const char *expression)
{
    Pattern *pattern = pattern_new(expression);
    Match match;
    size_t count = 0;
    for (size_t at = 0; pattern_find(pattern, text, at, &match); at = match.end)
        count++;
    pattern_free(pattern);
    return count;
}

bool changelog_is_empty(Arena *arena, Str path, Str text)
{
    const Language *language = language_of(path);
    if (language->comment)
        text = without_comments(arena, text, language->comment);
    return count_matches(text, language->nothing) > 0;
}

bool changelog_read(Arena *arena, Str path, Str text, IncludeVec *includes, size_t *own)
{
    const Language *language = language_of(path);
    *own = 0;
    if (!language || !str_contains(text, STR("databaseChangeLog")))
        return false;
    if (language->comment)
        text = without_comments(arena, text, language->comment);
    read_includes(arena, text, language->include, includes);
    *own = count_matches(text, language->changeset);
    return true;
}
