// SPDX-License-Identifier: Apache-2.0
// Renamed migrations, found by what they hold.
#include "source/renames.h"

#include "base/map.h"

#include <stdlib.h>

enum {
    MIN_SIMILARITY = 50,       // percent, git's own default
    MAX_PAIRS = 1000 * 1000,   // so many are compared by lines, as in git
    MAX_COMPARED = 1024 * 1024 // longer texts are compared as a whole only
};

// A line's text and its weight.
typedef struct Line {
    uint64_t hash;
    size_t len;
} Line;

typedef VEC(Line) LineVec;

// One that is gone, or one that is new.
typedef struct File {
    const Migration *migration;
    LineVec lines; // sorted; made when first asked for
    bool is_taken;
} File;

typedef VEC(File) FileVec;

typedef struct Pairing {
    Arena *arena;
    Project *now;
    FileVec gone;
    FileVec fresh;
} Pairing;

static void pair_up(Pairing *pairing, File *gone, File *fresh)
{
    gone->is_taken = fresh->is_taken = true;
    size_t index = (size_t)(fresh->migration - pairing->now->migrations.at);
    pairing->now->migrations.at[index].renamed_from = migration_key(gone->migration);
}

// ---- what there is to pair ----

static void collect(Pairing *pairing, const Project *base)
{
    Map keys = { 0 };
    const MigrationVec *all = &pairing->now->migrations;
    map_reserve(pairing->arena, &keys, all->len);
    for (size_t i = 0; i < all->len; i++) {
        map_put(pairing->arena, &keys, migration_key(&all->at[i]), &all->at[i]);
        if (all->at[i].status == CHANGE_NEW)
            *vec_push(pairing->arena, &pairing->fresh) = (File){ &all->at[i], { 0 }, 0 };
    }
    for (size_t i = 0; i < base->migrations.len && pairing->fresh.len > 0; i++)
        if (!map_get(&keys, migration_key(&base->migrations.at[i])))
            *vec_push(pairing->arena, &pairing->gone) =
                (File){ &base->migrations.at[i], { 0 }, 0 };
}

// ---- by their names, and by their texts as a whole ----

static Str key_name(Arena *arena, const Migration *migration)
{
    return arena_lower(arena, migration_key(migration));
}

static Str key_text_and_number(Arena *arena, const Migration *migration)
{
    return arena_fmt(arena, STR_FMT "\n" STR_FMT, STR_ARG(migration->version),
                     STR_ARG(migration_own(migration)));
}

static Str key_text(Arena *arena, const Migration *migration)
{
    (void)arena;
    return migration_own(migration);
}

// Pairs files of one key, each once: the first that is gone with the first that is new.
// Files without any text have nothing in common.
static void pair_by(Pairing *pairing, Str (*key)(Arena *arena, const Migration *m))
{
    Arena *arena = pairing->arena;
    Map by_key = { 0 };
    for (size_t i = pairing->fresh.len; i-- > 0;) {
        File *file = &pairing->fresh.at[i];
        if (!file->is_taken && file->migration->text.len > 0)
            map_put(arena, &by_key, key(arena, file->migration), file);
    }
    for (size_t i = 0; i < pairing->gone.len; i++) {
        File *file = &pairing->gone.at[i];
        File *other =
            file->is_taken ? NULL : map_get(&by_key, key(arena, file->migration));
        if (other && !other->is_taken)
            pair_up(pairing, file, other);
    }
}

// ---- by their lines ----

static int by_hash(const void *a, const void *b)
{
    uint64_t left = ((const Line *)a)->hash;
    uint64_t right = ((const Line *)b)->hash;
    return left < right ? -1 : left > right ? 1 : 0;
}

static void split_lines(Arena *arena, File *file)
{
    Str rest = migration_own(file->migration);
    Str line;
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.len > 0)
            *vec_push(arena, &file->lines) = (Line){ str_hash(line), line.len };
    }
    if (file->lines.len > 1)
        qsort(file->lines.at, file->lines.len, sizeof *file->lines.at, by_hash);
}

static size_t weight(const LineVec *lines)
{
    size_t sum = 0;
    for (size_t i = 0; i < lines->len; i++)
        sum += lines->at[i].len;
    return sum;
}

// How much of the larger one both have, in percent.
static size_t similarity(const LineVec *a, const LineVec *b)
{
    size_t shared = 0;
    for (size_t i = 0, k = 0; i < a->len && k < b->len;) {
        uint64_t left = a->at[i].hash;
        uint64_t right = b->at[k].hash;
        if (left == right)
            shared += a->at[i].len;
        i += left <= right ? 1 : 0;
        k += right <= left ? 1 : 0;
    }
    size_t larger = weight(a) > weight(b) ? weight(a) : weight(b);
    return larger == 0 ? 0 : shared * 100 / larger;
}

static bool is_comparable(const File *file)
{
    return !file->is_taken && file->migration->text.len <= MAX_COMPARED;
}

// The new file that is most like the one that is gone, or NULL.
static File *most_similar(Pairing *pairing, const File *gone)
{
    File *best = NULL;
    size_t most = MIN_SIMILARITY - 1;
    for (size_t i = 0; i < pairing->fresh.len; i++) {
        File *file = &pairing->fresh.at[i];
        size_t percent = is_comparable(file) ? similarity(&gone->lines, &file->lines) : 0;
        if (percent > most) {
            most = percent;
            best = file;
        }
    }
    return best;
}

static void split_all(Pairing *pairing, FileVec *files)
{
    for (size_t i = 0; i < files->len; i++)
        if (is_comparable(&files->at[i]))
            split_lines(pairing->arena, &files->at[i]);
}

static void pair_by_lines(Pairing *pairing)
{
    if (pairing->gone.len * pairing->fresh.len > MAX_PAIRS)
        return;
    split_all(pairing, &pairing->gone);
    split_all(pairing, &pairing->fresh);
    for (size_t i = 0; i < pairing->gone.len; i++) {
        File *gone = &pairing->gone.at[i];
        File *file = is_comparable(gone) ? most_similar(pairing, gone) : NULL;
        if (file)
            pair_up(pairing, gone, file);
    }
}

void renames_find(Project *now, const Project *base)
{
    Pairing pairing = { .arena = arena_new(), .now = now };
    collect(&pairing, base);
    if (pairing.gone.len > 0) {
        pair_by(&pairing, key_name);
        pair_by(&pairing, key_text_and_number);
        pair_by(&pairing, key_text);
        pair_by_lines(&pairing);
    }
    arena_free(pairing.arena);
}
