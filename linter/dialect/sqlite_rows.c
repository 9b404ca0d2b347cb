// SPDX-License-Identifier: Apache-2.0
// Puts rows into tables: which tables, in which order, and what their keys point to.
#include "dialect/sqlite_rows_priv.h"

#include "base/out.h"
#include "dialect/sqlite_def.h"

enum {
    TABLES_MAX = 400, // that are filled at once
    ROW_COUNT = 2
};

typedef struct Filled {
    SlTable table;
    bool begun; // its parents are filled
    bool has_rows;
    bool is_table; // rows can be put into it
} Filled;

// A foreign key whose parent had no rows yet.
typedef struct Debt {
    const Filled *child;
    const ConstraintDef *key;
} Debt;

typedef struct Filler {
    Arena *tmp;
    SlDb *db;
    const Map *passed;
    bool children;
    Map found; // Filled, by name in lower case
    VEC(Filled *) tables;
    VEC(Debt) debts;
} Filler;

static Str quoted(const Filler *f, Str name)
{
    return ident_quoted(f->tmp, name, '"');
}

// ---- which tables ----

static bool has_rows(const Filler *f, Str table)
{
    Str sql =
        arena_fmt(f->tmp, "SELECT 1 FROM " STR_FMT " LIMIT 1", STR_ARG(quoted(f, table)));
    return sl_query(f->tmp, f->db, sql).len > 0;
}

static void find_table(Filler *f, Str name)
{
    Str key = arena_lower(f->tmp, name);
    if (map_get(&f->found, key) || f->tables.len == TABLES_MAX)
        return;
    Filled *filled = NEW(f->tmp, Filled);
    map_put(f->tmp, &f->found, key, filled);
    if (f->passed && map_get(f->passed, key))
        return;
    filled->is_table = sl_schema_table(f->tmp, f->db, name, &filled->table) &&
                       !sl_has_option(&filled->table.def, STR("virtual"));
    filled->has_rows = filled->is_table && has_rows(f, name);
    if (filled->is_table && !filled->has_rows)
        *vec_push(f->tmp, &f->tables) = filled;
}

static void find_kin(Filler *f, const SlTable *table)
{
    for (size_t i = 0; i < table->def.constraints.len; i++)
        if (table->def.constraints.at[i].kind == CON_FOREIGN_KEY)
            find_table(f, table->def.constraints.at[i].ref_table.name);
    if (!f->children)
        return;
    StrVec children = sl_schema_children(f->tmp, f->db, table->name);
    for (size_t i = 0; i < children.len; i++)
        find_table(f, children.at[i]);
}

// ---- keys ----

static size_t column_of(const TableDef *def, Str name)
{
    size_t i = 0;
    while (i < def->columns.len && !str_eq_ci(def->columns.at[i].name, name))
        i++;
    return i;
}

// The columns that a foreign key points to, with commas; empty: there are none.
static Str parent_columns(const Filler *f, const ConstraintDef *key)
{
    Out list = out_new(f->tmp);
    for (size_t i = 0; i < key->ref_columns.len; i++)
        out_fmt(&list, "%s" STR_FMT, i > 0 ? "," : "",
                STR_ARG(quoted(f, key->ref_columns.at[i])));
    if (key->ref_columns.len > 0)
        return out_text(&list);
    SlColumnVec columns = sl_columns(f->tmp, f->db, key->ref_table.name);
    for (size_t nth = 1; nth <= key->columns.len; nth++)
        for (size_t i = 0; i < columns.len; i++)
            if (columns.at[i].in_key == nth)
                out_fmt(&list, "%s" STR_FMT, nth > 1 ? "," : "",
                        STR_ARG(quoted(f, columns.at[i].name)));
    return out_text(&list);
}

// Keys that the parent's rows have, those with NULL in them left out.
static SlAnswer parent_keys(const Filler *f, const ConstraintDef *key)
{
    Str columns = parent_columns(f, key);
    SlAnswer keys = { 0 };
    if (columns.len == 0)
        return keys;
    Str sql = arena_fmt(f->tmp, "SELECT " STR_FMT " FROM " STR_FMT " NOT INDEXED LIMIT 2",
                        STR_ARG(columns), STR_ARG(quoted(f, key->ref_table.name)));
    SlAnswer all = sl_query(f->tmp, f->db, sql);
    for (size_t i = 0; i < all.len; i++) {
        bool whole = all.at[i].len == key->columns.len;
        for (size_t k = 0; k < all.at[i].len; k++)
            whole = whole && !str_eq(all.at[i].at[k], STR("NULL"));
        if (whole)
            *vec_push(f->tmp, &keys) = all.at[i];
    }
    return keys;
}

// It is NULL in the draft, and points to nothing.
static bool is_null_key(const SlDraft *draft, const ConstraintDef *key)
{
    for (size_t i = 0; i < key->columns.len; i++) {
        size_t at = column_of(&draft->table->def, key->columns.at[i]);
        if (at < draft->table->def.columns.len && str_eq(draft->values[at], STR("NULL")))
            return true;
    }
    return false;
}

static void set_key(SlDraft *draft, const ConstraintDef *key, const StrVec *values)
{
    const TableDef *def = &draft->table->def;
    for (size_t i = 0; i < key->columns.len; i++) {
        size_t at = column_of(def, key->columns.at[i]);
        if (at == def->columns.len || !draft->values[at].ptr)
            continue;
        draft->kept[at] = true;
        if (values)
            draft->values[at] = values->at[i];
        else if (sl_may_be_null(def, at))
            draft->values[at] = STR("NULL");
    }
}

// A parent that the batch has made, and that is still empty, has no children of old.
static void point_to_parent(Filler *f, SlDraft *draft, const Filled *own,
                            const ConstraintDef *key)
{
    Str name = arena_lower(f->tmp, key->ref_table.name);
    const Filled *parent = map_get(&f->found, name);
    if (is_null_key(draft, key))
        return;
    SlAnswer keys = parent == own ? (SlAnswer){ 0 } : parent_keys(f, key);
    if (keys.len > 0)
        set_key(draft, key, &keys.at[draft->row < keys.len ? draft->row : 0]);
    else if (parent && parent->is_table && !parent->has_rows)
        *vec_push(f->tmp, &f->debts) = (Debt){ own, key };
    else if (f->passed && map_get(f->passed, name))
        set_key(draft, key, NULL);
}

static void point_to_parents(Filler *f, SlDraft *draft, const Filled *own)
{
    for (size_t i = 0; i < draft->table->def.constraints.len; i++)
        if (draft->table->def.constraints.at[i].kind == CON_FOREIGN_KEY)
            point_to_parent(f, draft, own, &draft->table->def.constraints.at[i]);
}

// ---- a row ----

static void put_row(Filler *f, const Filled *own, size_t row)
{
    SlDraft draft = sl_draft(f->tmp, f->db, &own->table, row);
    point_to_parents(f, &draft, own);
    sl_draft_insert(&draft);
}

// ---- keys that were owed ----

// The full row of a table points to its own sparse one, so that the key shows.
static const StrVec *key_for(const SlAnswer *keys, size_t row, bool itself)
{
    size_t wanted = itself ? 1 : row;
    return &keys->at[wanted < keys->len ? wanted : 0];
}

static void pay(const Filler *f, const Debt *debt, size_t row, const StrVec *values)
{
    Out set = out_new(f->tmp), where = out_new(f->tmp);
    for (size_t i = 0; i < debt->key->columns.len; i++) {
        Str column = quoted(f, debt->key->columns.at[i]);
        out_fmt(&set, "%s" STR_FMT "=" STR_FMT, i > 0 ? "," : "", STR_ARG(column),
                STR_ARG(values->at[i]));
        out_fmt(&where, " AND " STR_FMT " IS NOT NULL", STR_ARG(column));
    }
    sl_update_nth(
        f->tmp, f->db,
        &(SlUpdate){ debt->child->table.name, out_text(&set), out_text(&where), row });
}

static void pay_debts(const Filler *f)
{
    for (size_t i = 0; i < f->debts.len; i++) {
        const Debt *debt = &f->debts.at[i];
        Str child = debt->child->table.name;
        bool itself = str_eq_ci(child, debt->key->ref_table.name);
        SlAnswer keys = parent_keys(f, debt->key);
        for (size_t row = 0; keys.len > 0 && row < ROW_COUNT; row++)
            pay(f, debt, row, key_for(&keys, row, itself));
    }
}

// ---- tables ----

// Parents first: a key that is paid later may be one that others point to by then. What
// is left are tables that refer to each other in a circle. At most TABLES_MAX deep.
static void fill_table(Filler *f, Filled *filled)
{
    const TableDef *def = &filled->table.def;
    if (filled->begun)
        return;
    filled->begun = true;
    for (size_t i = 0; i < def->constraints.len; i++) {
        const ConstraintDef *key = &def->constraints.at[i];
        Filled *parent = NULL;
        if (key->kind == CON_FOREIGN_KEY)
            parent = map_get(&f->found, arena_lower(f->tmp, key->ref_table.name));
        if (parent && parent->is_table && !parent->has_rows)
            fill_table(f, parent);
    }
    for (size_t row = 0; row < ROW_COUNT; row++)
        put_row(f, filled, row);
    filled->has_rows = true;
}

// A debt is noted for both rows where it is one, and paying twice does no harm.
static void fill(Filler *f, const StrVec *tables)
{
    for (size_t i = 0; i < tables->len; i++)
        find_table(f, tables->at[i]);
    for (size_t i = 0; i < f->tables.len; i++)
        find_kin(f, &f->tables.at[i]->table);
    if (f->tables.len == 0)
        return;
    SlQuiet quiet = sl_quiet(f->db);
    for (size_t i = f->tables.len; i-- > 0;)
        fill_table(f, f->tables.at[i]);
    pay_debts(f);
    sl_loud(&quiet);
}

void sl_rows_fill(Arena *tmp, SlDb *db, const StrVec *tables, const Map *passed)
{
    Filler f = { .tmp = tmp, .db = db, .passed = passed, .children = true };
    fill(&f, tables);
}

void sl_rows_fill_upwards(Arena *tmp, SlDb *db, const StrVec *tables, const Map *passed)
{
    Filler f = { .tmp = tmp, .db = db, .passed = passed };
    fill(&f, tables);
}
