// SPDX-License-Identifier: Apache-2.0
// Drizzle's journal: taken apart, held against another JSON parser, and as the one that a
// folder is read by.
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"
#include "source/journal.h"
#include "source/layout.h"

#include <cjson/cJSON.h>

static void check_entry(const JournalEntry *entry, Span whole)
{
    HOLDS(fuzz_is_within(entry->span, whole), NULL);
    HOLDS(fuzz_is_within(entry->idx_span, entry->span), NULL);
    HOLDS(fuzz_is_within(entry->when_span, entry->span), NULL);
    HOLDS(fuzz_is_within(entry->tag_span, entry->span), NULL);
}

static void check_journal(const Journal *journal)
{
    Span whole = { 0, journal->text.len };
    HOLDS(fuzz_is_within(journal->error_span, whole), NULL);
    HOLDS(journal->error.len == 0 || journal->entries.len == 0, NULL);
    for (size_t i = 0; i < journal->faults.len; i++) {
        HOLDS(journal->faults.at[i].text.len > 0, NULL);
        HOLDS(fuzz_is_within(journal->faults.at[i].span, whole), NULL);
    }
    for (size_t i = 0; i < journal->entries.len; i++) {
        check_entry(&journal->entries.at[i], whole);
        whole.start = journal->entries.at[i].span.end;
    }
}

// What can be used is JSON to others, too.
static void check_with_other(const Journal *journal)
{
    if (journal->error.len > 0)
        return;
    cJSON *root = cJSON_ParseWithLength(journal->text.ptr, journal->text.len);
    HOLDS(root, NULL);
    int entries = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(root, "entries"));
    // Of two lists the other parser takes the first, and an entry may be no object.
    HOLDS(journal->faults.len > 0 || (size_t)entries == journal->entries.len, NULL);
    cJSON_Delete(root);
}

// "0000_a" is there, whatever the journal names.
static void check_folder(Arena *arena, Str text)
{
    FileTree *tree = tree_memory(arena);
    tree_memory_put(tree, STR("d/meta/_journal.json"), text);
    tree_memory_put(tree, STR("d/0000_a.sql"), STR("CREATE TABLE a (b int);"));
    Found found = { .dir = STR("d"), .layout = STR("drizzle") };
    Project project = { 0 };
    Str why = { 0 };
    if (!layout_load(tree, arena, &found, &project, &why)) {
        HOLDS(why.len > 0, NULL);
        return;
    }
    bool has = false;
    check_journal(&project.journal);
    for (size_t i = 0; i < project.migrations.len; i++) {
        Str path = project.migrations.at[i].path;
        has = has || str_eq(path, STR("d/0000_a.sql"));
        HOLDS(str_starts(path, STR("d/")) && !str_contains(path, STR("/../")), NULL);
    }
    for (size_t i = 0; i < project.journal.orphans.len; i++)
        has = has || str_eq(project.journal.orphans.at[i], STR("d/0000_a.sql"));
    HOLDS(has, NULL);
}

int fuzz_journal(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Journal journal = { .present = true, .text = { (const char *)data, size } };
    Journal again = journal;
    journal_parse(arena, &journal);
    journal_parse(arena, &again);
    check_journal(&journal);
    check_with_other(&journal);
    HOLDS(str_eq(journal.error, again.error), NULL);
    HOLDS(journal.entries.len == again.entries.len, NULL);
    check_folder(arena, journal.text);
    arena_free(arena);
    return 0;
}
