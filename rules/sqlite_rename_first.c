// SPDX-License-Identifier: Apache-2.0
// A rebuild that renames the old table away first.
#include "lint/rule.h"

// ---- rename-old-first ----

// What follows the table to its new name, and is left there when that is dropped.
static StrVec followers(RuleCtx *ctx, const Op *op)
{
    StrVec words = { 0 };
    Name table = catalog_resolve(ctx_catalog(ctx), op->name);
    ForeignKeyVec keys = ctx_keys_to(ctx, table);
    for (size_t i = 0; i < keys.len; i++)
        if (!name_eq(keys.at[i].table->name, table))
            *vec_push(ctx_arena(ctx), &words) =
                ctx_fmt(ctx, "foreign key " STR_FMT "." STR_FMT,
                        STR_ARG(keys.at[i].table->name.name),
                        STR_ARG(ctx_list(ctx, &keys.at[i].constraint->def.columns)));
    ViewVec views = catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table);
    for (size_t i = 0; i < views.len; i++)
        *vec_push(ctx_arena(ctx), &words) = ctx_view_words(ctx, views.at[i]);
    return words;
}

// CREATE TABLE of the stand-in: what stands in the brackets and behind them stays.
static Str make_stand_in(RuleCtx *ctx, const Op *make)
{
    Str text = ctx_statement(ctx, make);
    return ctx_fmt(ctx, "CREATE TABLE " STR_FMT " " STR_FMT ";",
                   STR_ARG(ctx_name_sql(ctx, make->other)),
                   STR_ARG(str_drop(text, str_find_char(text, '(', 0))));
}

static void fix_order(RuleCtx *ctx, Finding *f, const Op *op)
{
    Rebuild rebuild = ctx_rebuild(ctx, op);
    if (!rebuild.make || !rebuild.copy || !rebuild.drop ||
        rebuild.drop->stmt_index != op->stmt_index + 3 ||
        !ctx_copy_is_plain(ctx, &rebuild))
        return;
    Str copy = ctx_copy_sql(ctx, &rebuild);
    if (copy.len == 0)
        return;
    Str table = ctx_name_sql(ctx, op->name);
    ViewVec views = ctx_views_over(ctx, op->name);
    f->stmt.end = rebuild.drop->stmt.end;
    fix_step(ctx, f, FIX_HERE, "Make the new table under another name, and rename last:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(make_stand_in(ctx, rebuild.make)));
    fix_sql(ctx, f, STR_FMT, STR_ARG(copy));
    fix_drop_views(ctx, f, &views);
    fix_sql(ctx, f, "DROP TABLE " STR_FMT ";", STR_ARG(table));
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " RENAME TO " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, rebuild.make->other)), STR_ARG(table));
    fix_make_views(ctx, f, &views);
}

static void check_rename_first(RuleCtx *ctx, const Op *op)
{
    Rebuild rebuild = ctx_rebuild(ctx, op);
    if (!op_is_step(op, "rename") || !rebuild.make ||
        rebuild.make->stmt_index < op->stmt_index)
        return;
    // A file may bring them back by two more renames of the new table, and in the old way
    // (legacy_alter_table) nothing follows.
    if (op->relations.len == 0)
        return;
    StrVec words = followers(ctx, op);
    if (words.len == 0)
        return;
    Finding *f = report_op(ctx, op,
                           "what refers to " STR_FMT " follows it to the name " STR_FMT
                           ", and refers to nothing when that is dropped: " STR_FMT,
                           STR_ARG(op->name.name), STR_ARG(op->other.name),
                           STR_ARG(ctx_list(ctx, &words)));
    f->object = ctx_relation(ctx, op);
    fix_order(ctx, f, op);
}

RULE(rename_old_first) = {
    .id = "rename-old-first",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "sqlite",
    .on = { OP_REBUILD_TABLE },
    .op = check_rename_first,
    .title = "A rebuild that renames the old table first takes foreign keys and views "
             "along",
    .why = "ALTER TABLE … RENAME rewrites the foreign keys, views and triggers of other "
           "tables, so that they name the old table under its new name. When that is "
           "dropped they name nothing: every INSERT into a child table fails with \"no "
           "such table\", and every query of the view.",
    .fix = "Make the new table under another name, copy, drop the old table, and rename "
           "the new one last",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
           "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES "
           "users (id));\n"
           "-- change\n"
           "PRAGMA foreign_keys = OFF;\n"
           "ALTER TABLE users RENAME TO old_users;\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x');\n"
           "INSERT INTO users (id, name) SELECT id, name FROM old_users;\n"
           "DROP TABLE old_users;\n"
           "PRAGMA foreign_key_check;\n"
           "PRAGMA foreign_keys = ON;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES "
            "users (id));\n"
            "-- change\n"
            "PRAGMA foreign_keys = OFF;\n"
            "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x');\n"
            "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
            "DROP TABLE users;\n"
            "ALTER TABLE new_users RENAME TO users;\n"
            "PRAGMA foreign_key_check;\n"
            "PRAGMA foreign_keys = ON;\n",
};
