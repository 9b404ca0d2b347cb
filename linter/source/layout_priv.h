// SPDX-License-Identifier: Apache-2.0
// What the layouts share: a folder being read, and the table that each of them fills.
#ifndef SOURCE_LAYOUT_PRIV_H
#define SOURCE_LAYOUT_PRIV_H

#include "base/map.h"
#include "source/config.h"
#include "source/layout.h"

// A migration folder while it is looked at or read.
typedef struct Folder {
    FileTree *tree;
    Arena *arena;
    Str path;
    EntryVec entries;
    Project *project; // is being filled; NULL while the folder is only looked at
    Str dialect;      // what its contents say, as written; empty: nothing
    Str wished;       // what the caller says it is; empty: nothing
    bool by_names;    // Wrangler runs its files, whatever layout they are in
} Folder;

// A way to lay out migrations. `fits` tells whether the contents have its shape, and may
// be asked with any folder; where it is NULL, the shape is that of SQL files in which the
// expression `mark` matches. `load` fills the project's migrations, journal and stray.
typedef struct Layout {
    const char *name;
    const char *runner;
    bool is_unnumbered; // digits in a name are a part of it, not a place in an order
    bool (*fits)(const Folder *folder);
    const char *mark;
    void (*load)(Folder *folder);
} Layout;

extern const Layout layout_drizzle;
extern const Layout layout_drizzle_v1;
extern const Layout layout_supabase;
extern const Layout layout_prisma;
extern const Layout layout_flyway;
extern const Layout layout_goose;
extern const Layout layout_dbmate;
extern const Layout layout_node_pg_migrate;
extern const Layout layout_golang_migrate;
extern const Layout layout_atlas;
extern const Layout layout_d1;
extern const Layout layout_sqitch;
extern const Layout layout_liquibase;
extern const Layout layout_plain;

// The layout whose shape the folder's contents have, or NULL when it holds no migrations.
const Layout *layout_detect(const Folder *folder);

// "postgres", "mysql", "mariadb", "tidb" or "sqlite" for all the names that tools give
// them; others as they are, in lower case. The second is the dialect that they speak.
Str family_normal(Arena *arena, Str name);
Str dialect_normal(Arena *arena, Str name);

// ---- entries ----

const Entry *folder_entry(const Folder *folder, const char *name); // or NULL
// Whether the name is that of a SQL file, of whatever kind the entry is. Hidden ones, as
// editors and file systems leave them, are not.
bool is_sql_name(Str name);
bool folder_has_sql(const Folder *folder);
// Whether a sub-folder holds an entry of that name.
bool folder_holds(const Folder *folder, Str sub, const char *name);
Str without_suffix(Str name, const char *suffix); // name itself if it does not end so

// What shows of which shape a folder is stands at the top of its files: up to 64 KiB.
TreeStatus folder_read_start(const Folder *folder, Str path, Str *text);

// ---- filling the project ----

// Reads <folder>/<file> and appends it as a migration, unreadable or not.
Migration *folder_add(Folder *folder, Str file, EntryKind kind, Str name);
// What may hold migrations and was not looked into counts as one that cannot be read.
void folder_add_lost(Folder *folder, Str path, Str why);
void folder_add_stray(Folder *folder, Str name);
// One migration per sub-folder with a migration.sql, in the order of the entries. Of the
// others those that `is_stray` picks are stray, and all SQL files beside them.
void folder_add_nested(Folder *folder, bool (*is_stray)(const Folder *inner));
// The SQL files of `entries`, which lie in <folder>/<sub>: in natural order, each with
// the rollback file that belongs to it; rollback files of nobody are stray.
void folder_add_flat(Folder *folder, const EntryVec *entries, Str sub);

// How a tool names its files, and in which order it runs them.
typedef struct Naming {
    const char
        *expression; // for a file's name: group 1 is the migration's, 2 its version
    int (*compare)(Str a, Str b); // of versions; NULL: files go by name
    bool (*is_other)(Str file);   // of other names: it is no stray; NULL: all are
} Naming;

// The SQL files whose names are as the tool wants them.
void folder_add_named(Folder *folder, const Naming *naming);
// All SQL files of the folder, as Wrangler takes them.
void d1_load(Folder *folder);
// Reads the rollback file <folder>/<file> of a migration.
void folder_set_down(const Folder *folder, Migration *migration, Str file);
// The dialect of an engine for which Flyway looks into a folder of that name; NULL: of
// none.
const char *flyway_vendor(Str name);
// Digits of any number, by their value.
int compare_numbers(Str a, Str b);

// The version that a name begins with, as written; empty: none. The pattern is
// version_pattern()'s.
Str version_of(const Pattern *pattern, Str name);
Pattern *version_pattern(void); // free with pattern_free

// ---- Prisma's schema ----

// The datasource's provider, as written, of a schema that is a file or a folder of files;
// several where an old schema lists them; none when it cannot be told.
StrVec prisma_providers(FileTree *tree, Arena *arena, Str schema);

// ---- discovery ----

// A folder that is searched.
typedef struct Place {
    Str dir;
    EntryVec entries;
} Place;

typedef struct Search {
    FileTree *tree;
    Arena *arena;
    VEC(Place) places;
    Map found;  // folder -> Found
    Map shapes; // discover.c: of those that were looked at
    StrVec *looked_for;
    Str *why;
    bool is_refused; // as in Discovery
} Search;

bool search_fail(Search *search, Str why); // always false
// For a file or a folder that is TREE_BROKEN; always false.
bool search_broken(Search *search, Str path, Str why);
// Adds a folder, or to what is known of it already.
void search_add(Search *search, Found found);
// The layout whose shape the folder at `dir` has, or NULL. False when it cannot be read.
bool search_shape(Search *search, Str dir, const Layout **shape);
bool search_is_dir(Search *search, Str dir);
// A folder of changelogs was found above this one: they say what of it is run.
bool search_is_below_liquibase(const Search *search, Str dir);
const Entry *place_entry(const Place *place, const char *name); // or NULL
Str place_path(const Search *search, const Place *place, const char *name);
// A configuration file's text; false when it cannot be read.
bool search_read(Search *search, Str path, Str *text);
// The folder that a configuration file in `place` names: from there, or else from the
// root, where tools are started that are told of the file with --config. False when it
// lies outside.
bool search_locate(Search *search, const Place *place, Str config, Str value, Str *dir);
// A folder that is named but not there is no error: nothing has been generated yet. False
// when it cannot be read.
bool search_add_if_there(Search *search, Found found);
// The well-known folders, "a/b", ended by NULL.
extern const char *const well_known_folders[];

// Each reads the configuration files of one tool in a place, and adds what they name.
bool search_drizzle(Search *search, const Place *place);
bool search_prisma(Search *search, const Place *place);
bool search_supabase(Search *search, const Place *place);
bool search_atlas(Search *search, const Place *place);
bool search_sqitch(Search *search, const Place *place);
bool search_liquibase(Search *search, const Place *place);
bool search_wrangler(Search *search, const Place *place);

#endif
