// SPDX-License-Identifier: Apache-2.0
// Wrangler's configuration: the folders of migrations of D1 databases. `wrangler d1
// migrations apply` runs those, whatever tool has written them.
#include "source/layout_priv.h"

#include "base/out.h"

static const char *const FILES[] = { "wrangler.toml", "wrangler.jsonc", "wrangler.json" };

static bool is_toml(Str path)
{
    return str_ends(path, STR(".toml"));
}

// What stands behind "#" at the start of a line: keys that are commented out.
static Str without_hashes(Arena *arena, Str text)
{
    Out kept = out_new(arena);
    Str line;
    while (str_cut(&text, '\n', &line))
        if (!str_starts(str_trim(line), STR("#"))) {
            out_str(&kept, line);
            out_char(&kept, '\n');
        }
    return out_text(&kept);
}

// Without migrations_dir it is "migrations" beside the file. A folder without SQL files
// in it is one that Wrangler has nothing to do in.
static bool add_database(Search *search, const Place *place, Str config, Str body)
{
    Found found = { .layout = STR("d1"),
                    .family = STR("d1"),
                    .runner = STR("d1"),
                    .config_path = config };
    Folder folder = { 0 };
    Str why;
    Match match;
    bool is_named = config_match("(?<![\\w-])[\"']?migrations_dir[\"']?\\s*[:=]\\s*"
                                 "[\"']([^\"'\\n]+)[\"']",
                                 body, &match);
    if (!is_named)
        found.dir = place_path(search, place, "migrations");
    else if (!search_locate(search, place, config, match.group[1], &found.dir))
        return false;
    tree_list(search->tree, search->arena, found.dir, &folder.entries, &why);
    if (folder_has_sql(&folder))
        search_add(search, found);
    return true;
}

// Each match of an expression's first group in the text is a database.
static bool add_databases(Search *search, const Place *place, Str config,
                          const char *expression, Str text)
{
    Pattern *pattern = pattern_new(expression);
    Match match;
    bool is_fine = true;
    for (size_t at = 0; is_fine && pattern_find(pattern, text, at, &match);
         at = match.end)
        is_fine = add_database(search, place, config, match.group[1]);
    pattern_free(pattern);
    return is_fine;
}

// "d1_databases": [{ … }, { … }], also of an environment.
static bool add_lists(Search *search, const Place *place, Str config, Str text)
{
    Pattern *pattern =
        pattern_new("[\"']?\\bd1_databases[\"']?\\s*[:=]\\s*\\[([^\\]]*)\\]");
    Match match;
    bool is_fine = true;
    for (size_t at = 0; is_fine && pattern_find(pattern, text, at, &match);
         at = match.end)
        is_fine = add_databases(search, place, config, "\\{([^{}]*)\\}", match.group[1]);
    pattern_free(pattern);
    return is_fine;
}

static bool follow(Search *search, const Place *place, Str config)
{
    // A table of TOML's ends where the next one begins.
    static const char TABLES[] =
        "^[ \\t]*\\[\\[\\s*(?:env\\.[^\\]\\n]+\\.)?d1_databases\\s*\\]\\]([^\\[]*)";
    Str text;
    if (!search_read(search, config, &text))
        return false;
    if (!is_toml(config))
        return add_lists(search, place, config, config_text(search->arena, text));
    text = without_hashes(search->arena, text);
    return add_databases(search, place, config, TABLES, text) &&
           add_lists(search, place, config, text);
}

bool search_wrangler(Search *search, const Place *place)
{
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        const Entry *entry = place_entry(place, FILES[i]);
        Str path = place_path(search, place, FILES[i]);
        if (entry && entry->kind != ENTRY_DIR &&
            !tree_ignored(search->tree, path, false) && !follow(search, place, path))
            return false;
    }
    return true;
}
