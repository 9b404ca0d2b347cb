// SPDX-License-Identifier: Apache-2.0
// What SQLite's rebuild of a table (create, copy, drop, rename) does to the tables whose
// foreign keys refer to it.
#include "lint/rule.h"

// ---- rebuild-cascade: what is lost ----

// By a foreign key: the table's own rows are dropped in any case, and those of its copy
// are not.
static bool is_hurt(const Op *op, const RowFate *fate)
{
    return (fate->because.len > 0 || !str_eq_ci(fate->table, op->name.name)) &&
           (fate->kind == ROWS_DELETED || fate->kind == ROWS_NULLED ||
            fate->kind == ROWS_CHANGED);
}

static const Table *table_named(RuleCtx *ctx, Str name)
{
    return catalog_table(ctx_catalog(ctx), (Name){ .name = name });
}

static bool refers_to(RuleCtx *ctx, Str child, Name parent)
{
    ForeignKeyVec keys = ctx_keys_to(ctx, catalog_resolve(ctx_catalog(ctx), parent));
    for (size_t i = 0; i < keys.len; i++)
        if (str_eq_ci(keys.at[i].table->name.name, child))
            return true;
    return false;
}

// "orders that refers to users", or whatever leads to it in turn.
static Str rows_words(RuleCtx *ctx, const Op *op, const RowFate *fate)
{
    if (refers_to(ctx, fate->table, op->name))
        return ctx_fmt(ctx, STR_FMT " that refers to " STR_FMT, STR_ARG(fate->table),
                       STR_ARG(op->name.name));
    return ctx_fmt(ctx, STR_FMT " that refers to those", STR_ARG(fate->table));
}

static Str fate_words(RuleCtx *ctx, const Op *op, const RowFate *fate, bool first)
{
    Str rows = rows_words(ctx, op, fate);
    Str by = first ? ctx_fmt(ctx, " by the rebuild of " STR_FMT, STR_ARG(op->name.name))
                   : STR("");
    Str because = fate->because.len > 0
                      ? ctx_fmt(ctx, " (" STR_FMT ")", STR_ARG(fate->because))
                      : STR("");
    if (fate->kind == ROWS_DELETED)
        return ctx_fmt(ctx, "each row of " STR_FMT " would be deleted" STR_FMT STR_FMT,
                       STR_ARG(rows), STR_ARG(by), STR_ARG(because));
    return ctx_fmt(
        ctx, STR_FMT " would be set to %s" STR_FMT " in each row of " STR_FMT STR_FMT,
        STR_ARG(ctx_list(ctx, &fate->columns)),
        fate->kind == ROWS_NULLED ? "NULL" : "its default", STR_ARG(by), STR_ARG(rows),
        STR_ARG(because));
}

// ---- rebuild-cascade: the way out ----

typedef struct Hurt {
    const RowFate *fate;
    const Table *table;
    const ConstraintDef *key; // its primary key
} Hurt;

typedef VEC(Hurt) HurtVec;

// False: the history does not show a table well enough to put its rows back.
static bool find_hurt(RuleCtx *ctx, const Op *op, HurtVec *all)
{
    const RowFateVec *fates = &effects_on_rows(&op->effects)->fates;
    for (size_t i = 0; i < fates->len; i++) {
        const RowFate *fate = &fates->at[i];
        if (!is_hurt(op, fate) || str_eq_ci(fate->table, op->name.name))
            continue;
        const Table *table = table_named(ctx, fate->table);
        const Constraint *key = table_primary_key(table);
        if (!table || !table->complete || !key)
            return false;
        *vec_push(ctx_arena(ctx), all) = (Hurt){ fate, table, &key->def };
    }
    return all->len > 0;
}

static bool points_into(const Hurt *hurt, const HurtVec *all, const bool *placed)
{
    for (size_t i = 0; i < hurt->table->constraints.len; i++) {
        const ConstraintDef *def = &hurt->table->constraints.at[i]->def;
        for (size_t k = 0; k < all->len; k++)
            if (def->kind == CON_FOREIGN_KEY && !placed[k] &&
                all->at[k].table != hurt->table &&
                str_eq_ci(def->ref_table.name, all->at[k].table->name.name))
                return true;
    }
    return false;
}

// Parents before their children. False: they refer to each other in a circle.
static bool sort_hurt(RuleCtx *ctx, HurtVec *all)
{
    HurtVec sorted = { 0 };
    bool *placed = NEW_ARRAY(ctx_arena(ctx), bool, all->len);
    for (size_t round = 0; round < all->len && sorted.len < all->len; round++)
        for (size_t i = 0; i < all->len; i++)
            if (!placed[i] && !points_into(&all->at[i], all, placed)) {
                placed[i] = true;
                *vec_push(ctx_arena(ctx), &sorted) = all->at[i];
            }
    bool done = sorted.len == all->len;
    *all = sorted;
    return done;
}

static Str kept_name(RuleCtx *ctx, const Hurt *hurt)
{
    Str name = ctx_fmt(ctx, "__kept_" STR_FMT, STR_ARG(hurt->table->name.name));
    return ctx_ident_sql(ctx, name);
}

static bool is_first_of_table(const HurtVec *all, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (all->at[i].table == all->at[at].table)
            return false;
    return true;
}

static Str columns_but_generated(RuleCtx *ctx, const Table *table)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < table->columns.len; i++)
        if (table->columns.at[i]->def->generated == GENERATED_NONE)
            *vec_push(ctx_arena(ctx), &names) = table->columns.at[i]->def->name;
    return ctx_columns_sql(ctx, &names);
}

// "kept.a = t.a AND kept.b = t.b"
static Str same_key(RuleCtx *ctx, const Hurt *hurt)
{
    Str words = { 0 };
    for (size_t i = 0; i < hurt->key->columns.len; i++) {
        Str column = ctx_ident_sql(ctx, hurt->key->columns.at[i]);
        words = ctx_fmt(ctx, STR_FMT "%skept." STR_FMT " = " STR_FMT "." STR_FMT,
                        STR_ARG(words), i > 0 ? " AND " : "", STR_ARG(column),
                        STR_ARG(ctx_name_sql(ctx, hurt->table->name)), STR_ARG(column));
    }
    return words;
}

static void put_back(RuleCtx *ctx, Finding *f, const Hurt *hurt)
{
    Str table = ctx_name_sql(ctx, hurt->table->name);
    Str kept = kept_name(ctx, hurt);
    Str key = ctx_columns_sql(ctx, &hurt->key->columns);
    if (hurt->fate->kind == ROWS_DELETED) {
        Str columns = columns_but_generated(ctx, hurt->table);
        fix_sql(ctx, f,
                "INSERT INTO " STR_FMT " (" STR_FMT ") SELECT " STR_FMT " FROM " STR_FMT
                " WHERE (" STR_FMT ") NOT IN (SELECT " STR_FMT " FROM " STR_FMT ");",
                STR_ARG(table), STR_ARG(columns), STR_ARG(columns), STR_ARG(kept),
                STR_ARG(key), STR_ARG(key), STR_ARG(table));
        return;
    }
    Str same = same_key(ctx, hurt);
    for (size_t i = 0; i < hurt->fate->columns.len; i++) {
        Str column = ctx_ident_sql(ctx, hurt->fate->columns.at[i]);
        fix_sql(ctx, f,
                "UPDATE " STR_FMT " SET " STR_FMT " = (SELECT kept." STR_FMT
                " FROM " STR_FMT " AS kept WHERE " STR_FMT
                ") WHERE EXISTS (SELECT 1 FROM " STR_FMT " AS kept WHERE " STR_FMT ");",
                STR_ARG(table), STR_ARG(column), STR_ARG(column), STR_ARG(kept),
                STR_ARG(same), STR_ARG(kept), STR_ARG(same));
    }
}

// The rows wait in another table until there is something to refer to again.
static void fix_kept(RuleCtx *ctx, Finding *f, const Op *op, const Rebuild *rebuild)
{
    HurtVec all = { 0 };
    if (!find_hurt(ctx, op, &all) || !sort_hurt(ctx, &all))
        return;
    fix_in_place_of_both(f, rebuild);
    fix_step(ctx, f, FIX_HERE,
             "Keep the rows in another table, and put them back behind the rename:");
    for (size_t i = 0; i < all.len; i++)
        if (is_first_of_table(&all, i))
            fix_sql(ctx, f, "CREATE TABLE " STR_FMT " AS SELECT * FROM " STR_FMT ";",
                    STR_ARG(kept_name(ctx, &all.at[i])),
                    STR_ARG(ctx_name_sql(ctx, all.at[i].table->name)));
    fix_again(ctx, f, rebuild->drop);
    fix_again(ctx, f, rebuild->rename);
    for (size_t i = 0; i < all.len; i++)
        put_back(ctx, f, &all.at[i]);
    for (size_t i = 0; i < all.len; i++)
        if (is_first_of_table(&all, i))
            fix_sql(ctx, f, "DROP TABLE " STR_FMT ";",
                    STR_ARG(kept_name(ctx, &all.at[i])));
}

static void check_cascade(RuleCtx *ctx, const Op *op)
{
    const RowFateVec *fates = &effects_on_rows(&op->effects)->fates;
    StrVec words = { 0 };
    bool copy = false;
    for (size_t i = 0; i < fates->len; i++) {
        const RowFate *fate = &fates->at[i];
        if (!is_hurt(op, fate))
            continue;
        copy |= str_eq_ci(fate->table, op->name.name);
        Str what = fate_words(ctx, op, fate, words.len == 0);
        *vec_push(ctx_arena(ctx), &words) = what;
    }
    if (words.len == 0)
        return;
    Finding *f = report_op(ctx, op, STR_FMT STR_FMT, STR_ARG(ctx_list(ctx, &words)),
                           STR_ARG(ctx_foreign_keys_held(ctx, op)));
    f->object = ctx_relation(ctx, op);
    Rebuild rebuild = ctx_rebuild(ctx, op);
    if (!rebuild_is_plain(&rebuild))
        return;
    if (copy)
        fix_step(ctx, f, FIX_NOTE,
                 "Let the copy refer to itself (REFERENCES " STR_FMT
                 "): the rename makes that " STR_FMT,
                 STR_ARG(op->other.name), STR_ARG(op->name.name));
    if (ctx_pragma_works(ctx, op))
        fix_keys_off(ctx, f, &rebuild);
    else
        fix_kept(ctx, f, op, &rebuild);
    fix_keys_off_outside(ctx, f, op);
}

RULE(rebuild_cascade) = {
    .id = "rebuild-cascade",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "sqlite",
    .on = { OP_REBUILD_TABLE },
    .op = check_cascade,
    .title = "Rebuilding a table deletes the rows that refer to it",
    .why = "While foreign keys are in force, DROP TABLE first deletes all rows of the "
           "table, and every ON DELETE CASCADE, SET NULL or SET DEFAULT acts. Nothing "
           "fails, the migration commits, and a foreign key check finds nothing wrong: "
           "the rows are simply gone. PRAGMA foreign_keys = OFF, which tools write in "
           "front of a rebuild, does nothing inside of a transaction, and D1 never heeds "
           "it.",
    .fix = "Turn foreign keys off on the connection before any transaction is open, or "
           "keep the rows of the other tables aside and put them back",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
           "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES "
           "users (id) ON DELETE CASCADE);\n"
           "-- change\n"
           "PRAGMA foreign_keys = ON;\n"
           "BEGIN;\n"
           "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x');\n"
           "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
           "DROP TABLE users;\n"
           "ALTER TABLE new_users RENAME TO users;\n"
           "COMMIT;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES "
            "users (id) ON DELETE CASCADE);\n"
            "-- change\n"
            "PRAGMA foreign_keys = OFF;\n"
            "BEGIN;\n"
            "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x');\n"
            "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
            "DROP TABLE users;\n"
            "ALTER TABLE new_users RENAME TO users;\n"
            "PRAGMA foreign_key_check;\n"
            "COMMIT;\n"
            "PRAGMA foreign_keys = ON;\n",
};
