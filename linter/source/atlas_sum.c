// SPDX-License-Identifier: Apache-2.0
// atlas.sum, checked as Atlas checks it (sql/migrate/dir.go). One SHA-256 runs over the
// names and bytes of all files; behind each file it is written down as it is by then. The
// first line sums up the lines below it. Atlas tells the first line that differs and why.
#include "base/lines.h"
#include "base/sha256.h"
#include "source/changelog_priv.h"

typedef struct SumLine {
    Str name;
    Str hash;
    Span span; // in atlas.sum
} SumLine;

typedef VEC(SumLine) SumLineVec;

typedef struct SumFile {
    Str path;
    Str text;
    Str total;        // of its first line
    SumLineVec lines; // the others
} SumFile;

static void add_fault(Folder *folder, const SumFile *sum, FileFault fault)
{
    fault.path = sum->path;
    fault.text = sum->text;
    *vec_push(folder->arena, &folder->project->faults) = fault;
}

static void add_unusable(Folder *folder, const SumFile *sum, Span span, const char *why)
{
    add_fault(
        folder, sum,
        (FileFault){ .kind = FAULT_SUM_UNUSABLE, .span = span, .words = str_from(why) });
}

// ---- what it says ----

// Takes the next line off, without its end.
static bool next_line(Str text, size_t *at, Span *line)
{
    if (*at >= text.len)
        return false;
    size_t end = str_find_char(text, '\n', *at);
    *line = (Span){ *at, end };
    *at = end + 1;
    if (end > line->start && text.ptr[end - 1] == '\r')
        line->end--;
    return true;
}

// False when it is of no use, which is noted then.
static bool read_sum(Folder *folder, SumFile *sum)
{
    Str mark = STR("h1:");
    size_t at = 0;
    Span span;
    for (size_t count = 0; next_line(sum->text, &at, &span); count++) {
        Str line = str_slice(sum->text, span.start, span.end);
        size_t split = str_find(line, mark, 0);
        if (line_is_conflict_marker(line)) {
            add_unusable(folder, sum, span, "holds the markers of a merge conflict");
            return false;
        }
        if (count == 0) {
            sum->total = str_starts(line, mark) ? str_drop(line, mark.len) : line;
            continue;
        }
        if (split == line.len) {
            add_unusable(folder, sum, span, "has a line without a checksum");
            return false;
        }
        *vec_push(folder->arena, &sum->lines) = (SumLine){
            .name = str_trim(str_take(line, split)),
            .hash = str_drop(line, split + mark.len),
            .span = span,
        };
    }
    return true;
}

static Str total_of(Arena *arena, const SumLineVec *lines)
{
    Sha256 sha = sha256_new();
    for (size_t i = 0; i < lines->len; i++) {
        sha256_add(&sha, lines->at[i].name);
        sha256_add(&sha, lines->at[i].hash);
    }
    return sha256_base64(arena, &sha);
}

// ---- what it should say ----

// A first line like "-- atlas:sum ignore": of the file only the name counts.
static bool is_ignored(const Pattern *pattern, Str text)
{
    Match match;
    return pattern_find(pattern, text, 0, &match) && str_eq(match.group[2], STR("sum")) &&
           str_eq(match.group[3], STR("ignore"));
}

// In golang-migrate's format, rollbacks are not summed up.
static bool is_summed(Str name, bool ups_only)
{
    return str_ends(name, ups_only ? STR(".up.sql") : STR(".sql"));
}

static bool sums_ups_only(const Folder *folder, const SumFile *sum)
{
    bool has_up = false;
    for (size_t i = 0; i < folder->entries.len; i++)
        has_up = has_up || str_ends(folder->entries.at[i].name, STR(".up.sql"));
    for (size_t i = 0; i < sum->lines.len; i++)
        has_up = has_up && str_ends(sum->lines.at[i].name, STR(".up.sql"));
    return has_up;
}

// False when a file cannot be read, which is somebody else's finding.
static bool sum_up(Folder *folder, bool ups_only, SumLineVec *lines)
{
    Sha256 sha = sha256_new();
    Pattern *pattern = pattern_new(ATLAS_DIRECTIVE);
    bool is_read = true;
    for (size_t i = 0; i < folder->entries.len && is_read; i++) {
        const Entry *entry = &folder->entries.at[i];
        Str text;
        Str why;
        if (!is_summed(entry->name, ups_only))
            continue;
        Str path = path_join(folder->arena, folder->path, entry->name);
        is_read = tree_read(folder->tree, folder->arena, path, &text, &why) == TREE_OK;
        sha256_add(&sha, entry->name);
        if (!is_read || is_ignored(pattern, text))
            continue;
        sha256_add(&sha, text);
        *vec_push(folder->arena, lines) =
            (SumLine){ .name = entry->name, .hash = sha256_base64(folder->arena, &sha) };
    }
    pattern_free(pattern);
    return is_read;
}

// ---- where they part ----

static bool same_line(const SumLine *a, const SumLine *b)
{
    return str_eq(a->name, b->name) && str_eq(a->hash, b->hash);
}

static size_t find_name(const SumLineVec *lines, Str name)
{
    size_t at = 0;
    while (at < lines->len && !str_eq(lines->at[at].name, name))
        at++;
    return at;
}

static FileFault difference_at(const SumFile *sum, const SumLineVec *real, size_t i)
{
    if (i == sum->lines.len)
        return (FileFault){ .kind = FAULT_SUM_ADDED,
                            .span = { sum->text.len, sum->text.len },
                            .name = real->at[i].name };
    const SumLine *line = &sum->lines.at[i];
    size_t found = find_name(real, line->name);
    if (found == real->len || i >= real->len)
        return (FileFault){ .kind = FAULT_SUM_REMOVED,
                            .span = line->span,
                            .name = line->name };
    return (FileFault){ .kind = found == i ? FAULT_SUM_EDITED : FAULT_SUM_ADDED,
                        .span = line->span,
                        .name = real->at[i].name };
}

static void compare(Folder *folder, const SumFile *sum)
{
    SumLineVec real = { 0 };
    if (!sum_up(folder, sums_ups_only(folder, sum), &real))
        return;
    size_t i = 0;
    while (i < sum->lines.len && i < real.len &&
           same_line(&sum->lines.at[i], &real.at[i]))
        i++;
    if (i < sum->lines.len || i < real.len)
        add_fault(folder, sum, difference_at(sum, &real, i));
}

// Flyway's names are summed up in an order that has changed between Atlas's versions.
static bool is_flyway_folder(const Folder *folder)
{
    for (size_t i = 0; i < folder->entries.len; i++)
        if (is_flyway_name(folder->entries.at[i].name))
            return true;
    return false;
}

void atlas_check_sum(Folder *folder, bool is_atlas)
{
    SumFile sum = { .path = path_join(folder->arena, folder->path, STR("atlas.sum")) };
    Str why;
    const Entry *entry = folder_entry(folder, "atlas.sum");
    bool is_meant = is_atlas || str_ends(folder->project->config_path, STR("atlas.hcl"));
    if (!entry && is_meant && folder->project->migrations.len > 0)
        add_fault(folder, &sum, (FileFault){ .kind = FAULT_SUM_MISSING });
    if (!entry || is_flyway_folder(folder))
        return;
    if (tree_read(folder->tree, folder->arena, sum.path, &sum.text, &why) != TREE_OK) {
        add_unusable(folder, &sum, (Span){ 0 }, "cannot be read");
        return;
    }
    if (!read_sum(folder, &sum))
        return;
    Span first = { 0, str_find_char(sum.text, '\n', 0) };
    if (!str_eq(sum.total, total_of(folder->arena, &sum.lines)))
        add_unusable(folder, &sum, first, "does not match its own first line");
    else
        compare(folder, &sum);
}
