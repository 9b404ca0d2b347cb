// SPDX-License-Identifier: Apache-2.0
// Who may do what: row security, grants, functions that run as their owner, and secrets
// that do not belong in a repository.
#include "lint/rule.h"

// ---- security-definer-search-path ----

// ALTER FUNCTION … SET search_path stands behind it in the file.
static bool path_is_set_later(RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = (size_t)(op - ops->at) + 1; i < ops->len; i++) {
        const Op *later = &ops->at[i];
        if (later->kind == OP_ALTER_OBJECT && later->object == OBJ_FUNCTION &&
            str_eq(later->name.name, op->name.name) &&
            text_mentions(ctx_arena(ctx), ctx_statement(ctx, later), STR("search_path")))
            return true;
    }
    return false;
}

static void check_security_definer(RuleCtx *ctx, const Op *op)
{
    const FunctionDef *def = op->function;
    if (!def->security_definer || def->sets_search_path || path_is_set_later(ctx, op))
        return;
    Arena *arena = ctx_arena(ctx);
    Name name = catalog_resolve(ctx_catalog(ctx), op->name);
    Str relation = name_text(arena, name);
    Finding *f = report_op(ctx, op,
                           STR_FMT " runs as its owner with the search_path of whoever "
                                   "calls it",
                           STR_ARG(relation));
    f->object = relation;
    fix_step(ctx, f, FIX_BEHIND,
             "Say in the function, or behind it, where its names are looked up:");
    fix_sql(ctx, f,
            "ALTER %s " STR_FMT "(" STR_FMT ") SET search_path = " STR_FMT ", pg_temp;",
            def->procedure ? "PROCEDURE" : "FUNCTION", STR_ARG(name_sql(arena, op->name)),
            STR_ARG(def->arguments), STR_ARG(ident_sql(arena, name.schema)));
    fix_step(ctx, f, FIX_NOTE,
             "New code can do with SET search_path = '' and names that say their schema");
}

RULE(security_definer_search_path) = {
    .id = "security-definer-search-path",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_CREATE_FUNCTION },
    .op = check_security_definer,
    .title = "A SECURITY DEFINER function without a search_path of its own",
    .why =
        "It runs with the rights of its owner, but looks names up where its caller says. "
        "Whoever may make a table or function in any schema, pg_temp included, can put "
        "one before the real one, and it then runs with the owner's rights.",
    .fix = "SET search_path in the function's definition, pg_temp last",
    .bad = "CREATE FUNCTION whoami() RETURNS text LANGUAGE sql SECURITY DEFINER\n"
           "    AS 'SELECT current_user::text';\n",
    .good = "CREATE FUNCTION whoami() RETURNS text LANGUAGE sql SECURITY DEFINER\n"
            "    SET search_path = '' AS 'SELECT current_user::text';\n",
};

// ---- rls-missing ----

static bool lacks_row_security(const RuleCtx *ctx, const Table *table)
{
    return catalog_origin_is_new(ctx_catalog(ctx), &table->origin) &&
           ctx_option_has(ctx, "schemas", table->name.schema) && !table->row_security &&
           !table->foreign && !table->uncertain &&
           table->persistence != PERSIST_TEMPORARY;
}

static void check_rls_missing(RuleCtx *ctx, const Migration *migration)
{
    if (!str_eq(str_from(ctx_runner(ctx)->name), STR("supabase")) ||
        !ctx_is_last_of_batch(ctx, migration))
        return;
    TableVec tables = ctx_batch_tables(ctx);
    for (size_t i = 0; i < tables.len; i++) {
        const Table *table = tables.at[i];
        if (!lacks_row_security(ctx, table))
            continue;
        Str name = name_text(ctx_arena(ctx), table->name);
        Finding *f = report_origin(ctx, &table->origin,
                                   "anybody with the project's public key can read and "
                                   "write " STR_FMT ": it has no row level security",
                                   STR_ARG(name));
        f->object = name;
        fix_step(ctx, f, FIX_END, "In the same migration, behind CREATE TABLE:");
        fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ENABLE ROW LEVEL SECURITY;",
                STR_ARG(name_sql(ctx_arena(ctx), table->name)));
        fix_step(
            ctx, f, FIX_NOTE,
            "and a policy for each kind of access that is wanted: without one nobody "
            "but the service role gets in");
    }
}

RULE(rls_missing) = {
    .id = "rls-missing",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .migration = check_rls_missing,
    // What Supabase serves to browsers when nothing else is configured.
    .options = { { .name = "schemas",
                   .kind = OPTION_WORDS,
                   .text = "public graphql_public",
                   .meaning = "the schemas that Supabase's API exposes" } },
    .title = "A table that Supabase serves to browsers has no row level security",
    .why =
        "Supabase gives the roles anon and authenticated all rights on tables of an "
        "exposed schema, and the key for anon is in every browser. Row level security "
        "alone decides who sees what: without it, the whole table is public, and can be "
        "emptied by anybody.",
    .fix = "ALTER TABLE … ENABLE ROW LEVEL SECURITY and policies, in the migration that "
           "makes the table; or make it in a schema that is not exposed",
    .bad = "@ supabase/config.toml\n"
           "project_id = \"shop\"\n"
           "@ supabase/migrations/20260101000000_notes.sql\n"
           "CREATE TABLE notes (id bigint PRIMARY KEY, body text);\n",
    .good = "@ supabase/config.toml\n"
            "project_id = \"shop\"\n"
            "@ supabase/migrations/20260101000000_notes.sql\n"
            "CREATE TABLE notes (id bigint PRIMARY KEY, body text);\n"
            "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n",
};

// ---- policy-or-rls-removed ----

static const Policy *find_policy(const Table *table, Str name)
{
    for (size_t i = 0; table && i < table->policies.len; i++)
        if (str_eq(table->policies.at[i]->name, name))
            return table->policies.at[i];
    return NULL;
}

static bool covers(const Policy *old, const PolicyDef *new)
{
    Str all = STR("all");
    return !old || str_eq(old->def.command, new->command) || str_eq(new->command, all) ||
           str_eq(old->def.command, all);
}

// Another policy takes its place in the file, under this name or another.
static bool policy_is_replaced(const RuleCtx *ctx, const Op *op, const Policy *old)
{
    const Table *table = ctx_table(ctx, op);
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = 0; i < ops->len; i++) {
        const Op *other = &ops->at[i];
        bool here =
            other->kind == OP_CREATE_POLICY &&
            (table ? ctx_table(ctx, other) == table : name_eq(other->name, op->name));
        if (here && (str_eq(other->part, op->part) || covers(old, other->policy)))
            return true;
    }
    return ctx_following(ctx, op, OP_DROP_TABLE) != NULL;
}

static void check_drop_policy(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Policy *old = find_policy(table, op->part);
    bool nothing = !old && table && table->complete && op_has(op, OPF_IF_EXISTS);
    bool is_new = old && catalog_origin_is_new(ctx_catalog(ctx), &old->origin);
    if (nothing || is_new || policy_is_replaced(ctx, op, old))
        return;
    bool opens = old && old->def.restrictive;
    Finding *f =
        report_op(ctx, op, "without policy \"" STR_FMT "\" %s " STR_FMT "%s",
                  STR_ARG(op->part), opens ? "rows of" : "users may lose their access to",
                  STR_ARG(ctx_relation(ctx, op)),
                  opens ? " are seen and written by users that it kept away" : "");
    if (old && !opens) // access is closed, not opened
        f->severity = SEV_WARNING;
}

static void check_policy_or_rls_removed(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (ctx_table_is_idle(ctx, op))
        return;
    if (op->kind == OP_DROP_POLICY) {
        check_drop_policy(ctx, op);
        return;
    }
    bool forced = str_eq(op->verb, STR("no-force"));
    bool was_on = !table || !table->complete ||
                  (forced ? table->force_row_security : table->row_security);
    if (!op_has(op, OPF_REVOKE) || !was_on)
        return;
    Str relation = ctx_relation(ctx, op);
    report_op(ctx, op,
              forced ? "its owner sees and writes all rows of " STR_FMT
                     : "no policy of " STR_FMT
                       " counts any more: whoever has a grant sees "
                       "and writes all rows",
              STR_ARG(relation))
        ->object = relation;
}

RULE(policy_or_rls_removed) = {
    .id = "policy-or-rls-removed",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_DROP_POLICY, OP_SET_ROW_SECURITY },
    .op = check_policy_or_rls_removed,
    .title = "Row level security is taken away",
    .why =
        "Row level security keeps one customer's rows from another one. When it is "
        "switched off, or a restrictive policy goes, queries answer with everybody's "
        "rows from the commit on, and nothing fails that would tell. When a permissive "
        "policy goes, those it let in see nothing any more.",
    .fix =
        "Put the new policy in the same migration, before the old one goes; if the rows "
        "are meant for everybody, say so with\n"
        "  -- tidegate: allow policy-or-rls-removed (why everybody may see them)",
    .bad = "CREATE TABLE notes (id bigint PRIMARY KEY, owner text);\n"
           "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n"
           "-- change\n"
           "ALTER TABLE notes DISABLE ROW LEVEL SECURITY;\n",
    .good = "CREATE TABLE notes (id bigint PRIMARY KEY, owner text);\n"
            "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n"
            "CREATE POLICY own ON notes USING (owner = current_user);\n"
            "-- change\n"
            "DROP POLICY own ON notes;\n"
            "CREATE POLICY own ON notes USING (owner = session_user);\n",
};

// ---- grant-to-public ----

static bool has_role(Str list, Str wanted)
{
    Str role;
    while (str_cut(&list, ',', &role))
        if (str_eq_ci(str_trim(role), wanted))
            return true;
    return false;
}

// PUBLIC has these rights without being given them.
static bool is_default_right(const Op *op)
{
    bool open_schema = op->object == OBJ_SCHEMA && str_eq(op->name.name, STR("public")) &&
                       str_eq_ci(op->verb, STR("usage"));
    return op->object == OBJ_FUNCTION || op->object == OBJ_TYPE ||
           op->object == OBJ_DOMAIN || open_schema;
}

static void check_grant_to_public(RuleCtx *ctx, const Op *op)
{
    if (op_has(op, OPF_REVOKE) || !has_role(op->detail, STR("public")) ||
        is_default_right(op))
        return;
    const char *kind = object_kind_word(op->object);
    Str what =
        op->object == OBJ_ROLE || op->name.name.len == 0
            ? STR("")
            : ctx_fmt(ctx, " on %s " STR_FMT, kind, STR_ARG(ctx_relation(ctx, op)));
    report_op(ctx, op,
              "every role of the server, present and future, gets " STR_FMT STR_FMT,
              STR_ARG(op->verb), STR_ARG(what));
}

RULE(grant_to_public) = {
    .id = "grant-to-public",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_GRANT },
    .op = check_grant_to_public,
    .title = "A right is granted to PUBLIC",
    .why = "PUBLIC is every role that can connect, also those that are made later for "
           "another service, a report or a person. Nobody sees in that role's own grants "
           "that it has the right, and it cannot be taken from a single role.",
    .fix =
        "Grant it to the roles that need it; where there are many, to a role that they "
        "are members of",
    .bad = "CREATE TABLE notes (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "GRANT SELECT ON notes TO PUBLIC;\n",
    .good = "CREATE TABLE notes (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "GRANT SELECT ON notes TO reporting;\n",
};

// ---- password-in-migration ----

static size_t skip_blanks(Str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\n' ||
                             text.ptr[at] == '\t' || text.ptr[at] == '\r'))
        at++;
    return at;
}

// What stands behind the word PASSWORD at `at` as its value: PASSWORD 'x', password=x in
// a connection string. ptr NULL: nothing does.
static Str password_at(Str text, size_t at)
{
    Str word = STR("password");
    if (!str_eq_ci(str_slice(text, at, at + word.len), word))
        return (Str){ 0 };
    at = skip_blanks(text, at + word.len);
    bool pair = at < text.len && text.ptr[at] == '=';
    if (pair)
        at = skip_blanks(text, at + 1);
    if (!pair && at < text.len && (text.ptr[at] == 'E' || text.ptr[at] == 'e'))
        at++;
    bool quoted = at < text.len && text.ptr[at] == '\'';
    if (!quoted && !pair)
        return (Str){ 0 };
    at += quoted;
    size_t end = at;
    while (end < text.len && text.ptr[end] != '\'' &&
           (quoted || (text.ptr[end] != ' ' && text.ptr[end] != '&')))
        end++;
    return str_slice(text, at, end);
}

// Something else puts the value in before the statement runs.
static bool is_placeholder(Str value)
{
    static const char *const marks[] = { "${", "{{", "<%", "$(", "%(" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_contains(value, str_from(marks[i])))
            return true;
    return value.len == 0 || value.ptr[0] == ':' || value.ptr[0] == '$';
}

static Str find_password(Str text)
{
    enum { WORD = sizeof "password" - 1 };
    for (size_t i = 0; i + WORD <= text.len; i++) {
        Str value = password_at(text, i);
        if (value.ptr && !is_placeholder(value))
            return value;
    }
    return (Str){ 0 };
}

static bool is_hashed(Str value)
{
    enum { MD5 = 3 + 32 };
    return str_starts(value, STR("SCRAM-SHA-256$")) ||
           (str_starts(value, STR("md5")) && value.len == MD5);
}

static void check_password_in_migration(RuleCtx *ctx, const Op *op)
{
    if (op->object != OBJ_ROLE && op->object != OBJ_FOREIGN &&
        op->object != OBJ_SUBSCRIPTION)
        return;
    Str password = find_password(ctx_statement(ctx, op));
    if (!password.ptr)
        return;
    Finding *f =
        report_op(ctx, op, "the %s of %s " STR_FMT " is in the repository",
                  is_hashed(password) ? "hashed password" : "password",
                  op->object == OBJ_FOREIGN ? "server" : object_kind_word(op->object),
                  STR_ARG(op->name.name));
    if (is_hashed(password))
        f->severity = SEV_WARNING;
}

RULE(password_in_migration) = {
    .id = "password-in-migration",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_CREATE_OBJECT, OP_ALTER_OBJECT },
    .op = check_password_in_migration,
    .title = "A password stands in a migration",
    .why =
        "Whoever can read the repository, one of its clones, or the server's log has it, "
        "and every installation has the same one. Deleting the line does not help: it "
        "stays in the history.",
    .fix = "Make the role without a password, and set it on each installation from where "
           "secrets are kept. Change this one: it is known by now",
    .bad = "CREATE ROLE reporting LOGIN PASSWORD 'hunter2';\n",
    .good = "CREATE ROLE reporting LOGIN;\n",
};
