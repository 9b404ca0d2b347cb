// SPDX-License-Identifier: Apache-2.0
// A sorted list of hashes, each with the op that it is of: up to four for an op, by its
// name, by name and part, by these and the verb, and by the name that it gives.
#include "lint/op_index.h"

#include <stdlib.h>

typedef struct Entry {
    uint64_t hash;
    size_t op;
} Entry;

struct OpIndex {
    Arena *arena;
    const OpVec *ops;
    VEC(Entry) entries; // by hash, then in the order of the ops
    bool is_read;
};

OpIndex *op_index_new(Arena *arena, const OpVec *ops)
{
    OpIndex *index = NEW(arena, OpIndex);
    *index = (OpIndex){ .arena = arena, .ops = ops };
    return index;
}

// ---- hashes ----

static uint64_t hash_word(uint64_t hash, Str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        char lower = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        hash = str_hash_more(hash, (Str){ &lower, 1 });
    }
    return str_hash_more(hash, (Str){ "", 1 });
}

static uint64_t hash_of(const OpKey *key)
{
    char head[] = { (char)key->kind, (char)key->to };
    uint64_t hash = hash_word(str_hash((Str){ head, sizeof head }), key->name);
    if (key->part.ptr)
        hash = hash_word(hash, key->part);
    return key->verb.ptr ? hash_word(hash, key->verb) : hash;
}

// ---- reading the ops ----

static int by_hash(const void *left, const void *right)
{
    const Entry *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return (a->op > b->op) - (a->op < b->op);
}

static void add(OpIndex *index, size_t op, OpKey key)
{
    *vec_push(index->arena, &index->entries) = (Entry){ hash_of(&key), op };
}

static void read_op(OpIndex *index, size_t i)
{
    const Op *op = &index->ops->at[i];
    OpKey key = { .kind = op->kind, .name = op->name.name };
    add(index, i, key);
    if (op->part.len > 0) {
        key.part = op->part;
        add(index, i, key);
    }
    if (op->part.len > 0 && op->verb.len > 0) {
        key.verb = op->verb;
        add(index, i, key);
    }
    if (op->other.name.len > 0 && !str_eq(op->other.name, op->part))
        add(index, i, (OpKey){ .kind = op->kind, .name = op->other.name, .to = true });
}

static void read_ops(OpIndex *index)
{
    for (size_t i = 0; i < index->ops->len; i++)
        read_op(index, i);
    if (index->entries.len > 0)
        qsort(index->entries.at, index->entries.len, sizeof(Entry), by_hash);
    index->is_read = true;
}

// ---- questions ----

// How many entries are before this one, which itself need not be there.
static size_t rank_of(OpIndex *index, Entry entry)
{
    if (!index->is_read)
        read_ops(index);
    size_t low = 0, high = index->entries.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_hash(&index->entries.at[middle], &entry) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const Op *op_at(const OpIndex *index, size_t entry, uint64_t hash)
{
    bool fits = entry < index->entries.len && index->entries.at[entry].hash == hash;
    return fits ? &index->ops->at[index->entries.at[entry].op] : NULL;
}

const Op *op_index_from(OpIndex *index, OpKey key, const Op *first)
{
    uint64_t hash = hash_of(&key);
    size_t op = first ? (size_t)(first - index->ops->at) : 0;
    return op_at(index, rank_of(index, (Entry){ hash, op }), hash);
}

const Op *op_index_behind(OpIndex *index, OpKey key, const Op *from)
{
    return op_index_from(index, key, from ? from + 1 : NULL);
}

const Op *op_index_before(OpIndex *index, OpKey key, const Op *from)
{
    uint64_t hash = hash_of(&key);
    size_t end = from ? (size_t)(from - index->ops->at) : index->ops->len;
    size_t rank = rank_of(index, (Entry){ hash, end });
    return rank > 0 ? op_at(index, rank - 1, hash) : NULL;
}
