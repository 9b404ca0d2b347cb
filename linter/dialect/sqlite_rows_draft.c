// SPDX-License-Identifier: Apache-2.0
// One row on its way into a table: what is tried when a constraint refuses the first
// choice.
#include "dialect/sqlite_rows_priv.h"

#include "base/out.h"
#include "dialect/sqlite_db_priv.h"
#include "dialect/sqlite_def.h"

#include <string.h>

enum {
    FULL_ROW = 0,      // has a value in every column
    SPARSE_ROW = 1,    // has NULL wherever it may be
    ROUNDS_MAX = 8,    // expressions that are to be pleased for one row
    TRIES_MAX = 400,   // INSERTs for one row
    CELLS_MAX = 20000, // … and values in all of them
    BLAMED_MAX = 4,    // columns of an expression that are varied
    PAIR_MAX = 16      // values of each where two are varied together
};

static Str quoted(const SlDraft *draft, Str name)
{
    return ident_quoted(draft->tmp, name, '"');
}

bool sl_may_be_null(const TableDef *def, size_t column)
{
    return !def->columns.at[column].not_null &&
           !sl_in_primary_key(def, def->columns.at[column].name);
}

static Str insert_sql(const SlDraft *draft)
{
    Out names = out_new(draft->tmp), values = out_new(draft->tmp);
    for (size_t i = 0; i < draft->table->def.columns.len; i++) {
        if (!draft->values[i].ptr)
            continue;
        const char *comma = names.buf.len > 0 ? "," : "";
        out_fmt(&names, "%s" STR_FMT, comma,
                STR_ARG(quoted(draft, draft->table->def.columns.at[i].name)));
        out_fmt(&values, "%s" STR_FMT, comma, STR_ARG(draft->values[i]));
    }
    return arena_fmt(draft->tmp,
                     "INSERT INTO " STR_FMT "(" STR_FMT ") VALUES (" STR_FMT ")",
                     STR_ARG(quoted(draft, draft->table->name)),
                     STR_ARG(out_text(&names)), STR_ARG(out_text(&values)));
}

static bool insert_as(SlDraft *draft, Str sql)
{
    draft->tries++;
    draft->code = sl_db_attempt(draft->db, sql);
    if (draft->code != SQLITE_OK)
        draft->message = arena_copy(draft->tmp, str_from(sqlite3_errmsg(draft->db->db)));
    return draft->code == SQLITE_OK;
}

static bool insert(SlDraft *draft)
{
    return insert_as(draft, insert_sql(draft));
}

static bool may_try(const SlDraft *draft)
{
    size_t columns = draft->table->def.columns.len;
    return draft->tries < TRIES_MAX && draft->tries * columns < CELLS_MAX;
}

static void add_words(Out *out, Str words)
{
    if (words.ptr)
        out_fmt(out, STR_FMT " ", STR_ARG(words));
}

// The expression that the draft has failed on: a CHECK whose name or text the message
// has; or, where it was no CHECK, what generated columns and indexes compute.
static Str blamed_expression(const SlDraft *draft)
{
    const TableDef *def = &draft->table->def;
    Out all = out_new(draft->tmp);
    bool checked = draft->code == SQLITE_CONSTRAINT_CHECK;
    for (size_t i = 0; checked && i < def->constraints.len; i++) {
        const ConstraintDef *c = &def->constraints.at[i];
        if (c->kind != CON_CHECK)
            continue;
        if (str_ends(draft->message, c->name.len > 0 ? c->name : c->expression))
            return c->expression;
        add_words(&all, c->expression);
    }
    for (size_t i = 0; !checked && i < def->columns.len; i++)
        add_words(&all, def->columns.at[i].generated_expr);
    for (size_t i = 0; !checked && i < def->indexes.len; i++) {
        add_words(&all, def->indexes.at[i].where);
        for (size_t k = 0; k < def->indexes.at[i].parts.len; k++)
            add_words(&all, def->indexes.at[i].parts.at[k].expression);
    }
    return out_text(&all);
}

typedef struct Blamed {
    size_t columns[BLAMED_MAX];
    size_t count;
} Blamed;

static void blame(const SlDraft *draft, Str expression, bool keys, Blamed *blamed)
{
    const TableDef *def = &draft->table->def;
    for (size_t i = 0; i < def->columns.len && blamed->count < BLAMED_MAX; i++)
        if (draft->values[i].ptr && draft->kept[i] == keys &&
            sl_mentions(draft->tmp, expression, def->columns.at[i].name))
            blamed->columns[blamed->count++] = i;
}

// The row went in, or something else is wrong with it now.
static bool is_better(SlDraft *draft)
{
    Str before = draft->message;
    int code = draft->code;
    if (insert(draft))
        return true;
    bool other = draft->code == SQLITE_CONSTRAINT_CHECK && code == draft->code &&
                 !str_eq(before, draft->message);
    if (!other) {
        draft->message = before;
        draft->code = code;
    }
    return other;
}

static bool vary_one(SlDraft *draft, size_t column, const StrVec *candidates)
{
    Str before = draft->values[column];
    for (size_t i = 0; i < candidates->len && may_try(draft); i++) {
        draft->values[column] = candidates->at[i];
        if (is_better(draft))
            return true;
    }
    draft->values[column] = before;
    return false;
}

// Its own value where it has another one, such as a key's. Else that has just failed, and
// counts as a try all the same.
static bool vary_to_own(SlDraft *draft, size_t column)
{
    Str own = sl_value_of(draft->tmp, draft->table, column, draft->row);
    if (!str_eq(own, draft->values[column]))
        return vary_one(draft, column, &(StrVec){ &own, 1, 1 });
    draft->tries += may_try(draft) ? 1 : 0;
    return false;
}

static bool vary_two(SlDraft *draft, const size_t *columns, const StrVec *candidates)
{
    Str before = draft->values[columns[0]];
    StrVec some = *candidates;
    some.len = some.len < PAIR_MAX ? some.len : PAIR_MAX;
    for (size_t i = 0; i < some.len && may_try(draft); i++) {
        draft->values[columns[0]] = some.at[i];
        if (vary_one(draft, columns[1], &some))
            return true;
    }
    draft->values[columns[0]] = before;
    return false;
}

// First what is no key; NULL only where no value will do.
static bool please(SlDraft *draft, Str expression)
{
    Blamed blamed = { .count = 0 };
    blame(draft, expression, false, &blamed);
    blame(draft, expression, true, &blamed);
    StrVec candidates = sl_candidates(draft->tmp, expression);
    Str null = STR("NULL");
    for (size_t i = 0; i < blamed.count; i++) {
        size_t at = blamed.columns[i];
        if (vary_to_own(draft, at) || vary_one(draft, at, &candidates) ||
            (sl_may_be_null(&draft->table->def, at) &&
             vary_one(draft, at, &(StrVec){ &null, 1, 1 })))
            return true;
    }
    for (size_t i = 0; i + 1 < blamed.count; i++)
        if (vary_two(draft, &blamed.columns[i], &candidates))
            return true;
    return false;
}

static void first_choice(SlDraft *draft, size_t row)
{
    const TableDef *def = &draft->table->def;
    for (size_t i = 0; i < def->columns.len; i++) {
        if (def->columns.at[i].generated != GENERATED_NONE)
            draft->values[i] = (Str){ 0 };
        else if (row == SPARSE_ROW && sl_may_be_null(def, i))
            draft->values[i] = STR("NULL");
        else
            draft->values[i] = sl_value_of(draft->tmp, draft->table, i, row);
    }
}

static bool insert_varied(SlDraft *draft)
{
    for (size_t i = 0; i < ROUNDS_MAX && may_try(draft); i++) {
        if (!please(draft, blamed_expression(draft)))
            return false;
        if (draft->code == SQLITE_OK)
            return true;
    }
    return false;
}

// What has pleased the CHECKs of the table once does so again: the search for it takes
// longer than all else. The first choice and the table's text are what it depends on.
static bool insert_pleased(SlDraft *draft)
{
    SlDb *db = draft->db;
    Str first = insert_sql(draft);
    Str key = arena_fmt(draft->tmp, STR_FMT "\n" STR_FMT, STR_ARG(first),
                        STR_ARG(draft->table->sql));
    const Str *pleasing = map_get(&db->pleasing, key);
    if (pleasing && insert_as(draft, *pleasing))
        return true;
    if (insert_as(draft, first))
        return true;
    bool checked = draft->code == SQLITE_CONSTRAINT_CHECK;
    if (!insert_varied(draft))
        return false;
    if (checked) {
        Str *found = NEW(db->arena, Str);
        *found = arena_copy(db->arena, insert_sql(draft));
        map_put(db->arena, &db->pleasing, arena_copy(db->arena, key), found);
    }
    return true;
}

static bool ignores_checks(const SlDraft *draft)
{
    SlAnswer answer =
        sl_query(draft->tmp, draft->db, STR("PRAGMA ignore_check_constraints"));
    return answer.len > 0 && str_eq(answer.at[0].at[0], STR("1"));
}

static bool insert_unchecked(SlDraft *draft)
{
    bool ignored = ignores_checks(draft);
    sl_db_exec(draft->db, "PRAGMA ignore_check_constraints = ON");
    bool done = insert(draft);
    if (!ignored)
        sl_db_exec(draft->db, "PRAGMA ignore_check_constraints = OFF");
    return done;
}

SlDraft sl_draft(Arena *tmp, SlDb *db, const SlTable *table, size_t row)
{
    size_t count = table->def.columns.len;
    SlDraft draft = { .tmp = tmp,
                      .db = db,
                      .table = table,
                      .row = row,
                      .values = NEW_ARRAY(tmp, Str, count),
                      .kept = NEW_ARRAY(tmp, bool, count) };
    first_choice(&draft, row);
    return draft;
}

void sl_draft_insert(SlDraft *draft)
{
    size_t count = draft->table->def.columns.len;
    Str *first = NEW_ARRAY(draft->tmp, Str, count);
    memcpy(first, draft->values, count * sizeof *first);
    if (insert_pleased(draft))
        return;
    memcpy(draft->values, first, count * sizeof *first);
    if (insert_unchecked(draft))
        return;
    // Without NULLs, and without keys that have to be unique.
    for (size_t i = 0; i < count; i++)
        if (draft->values[i].ptr)
            draft->values[i] = sl_value_of(draft->tmp, draft->table, i, draft->row);
    if (!insert(draft))
        insert_unchecked(draft);
}
