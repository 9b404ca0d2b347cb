// SPDX-License-Identifier: Apache-2.0
// The declared schema and its target, object by object. What either side does not know
// for certain is passed over.
#include "base/list.h"
#include "base/out.h"

#include "lint/ctx.h"
#include "lint/kit_schema.h"

typedef struct Compare {
    Arena *arena;
    const RuleCtx *ctx;
    const DeclaredSchema *schema;
    const SchemaTarget *target;
    bool is_mysql;  // or one of its kin
    bool is_sqlite; // likewise
    SchemaGapVec gaps;
    Map declared; // "schema.name" -> DeclaredTable
    Map words;    // of all the SQL, once has_words
    bool has_words;
} Compare;

// ---- names ----

static Str schema_of(Name name)
{
    return name.schema.len > 0 ? name.schema : STR("public");
}

static Str key_of(const Compare *c, Name name)
{
    Name full = { schema_of(name), name.name };
    Str key = name_text(c->arena, full);
    return c->is_sqlite ? arena_lower(c->arena, key) : key;
}

// As people know it: the default schema goes without saying.
static Str shown(Arena *arena, Name name)
{
    if (str_eq(name.schema, STR("public")))
        name.schema = (Str){ 0 };
    return name_text(arena, name);
}

static Str shown_column(const Compare *c, Name table, Str column)
{
    return arena_fmt(c->arena, STR_FMT "." STR_FMT, STR_ARG(shown(c->arena, table)),
                     STR_ARG(column));
}

static SchemaGap *add_gap(Compare *c, Str object, const DeclaredAt *at)
{
    SchemaGap *gap = vec_push(c->arena, &c->gaps);
    *gap = (SchemaGap){ .object = object, .has_at = at != NULL };
    if (at)
        gap->at = *at;
    return gap;
}

// ---- what is left alone ----

// "*" stands for anything, "!" in front for all others.
static bool fits(Str pattern, Str name)
{
    size_t star = str_find_char(pattern, '*', 0);
    if (star == pattern.len)
        return str_eq(pattern, name);
    Str tail = str_drop(pattern, star + 1);
    return name.len + 1 >= pattern.len && str_starts(name, str_take(pattern, star)) &&
           str_ends(name, tail);
}

// Without patterns that say what is in, everything is that they do not leave out.
static bool is_in(const StrVec *patterns, Str name)
{
    bool has_positive = false;
    bool is_named = false;
    for (size_t i = 0; i < patterns->len; i++) {
        Str pattern = patterns->at[i];
        bool is_negative = str_starts(pattern, STR("!"));
        if (is_negative && fits(str_drop(pattern, 1), name))
            return false;
        has_positive |= !is_negative;
        is_named |= !is_negative && fits(pattern, name);
    }
    return is_named || !has_positive;
}

static bool is_external(const DeclaredSchema *schema, Name name)
{
    for (size_t i = 0; i < schema->external.len; i++)
        if (str_eq(schema_of(schema->external.at[i]), schema_of(name)) &&
            str_eq(schema->external.at[i].name, name.name))
            return true;
    return false;
}

// What the generator is told to look after, and what no other tool does.
static bool is_managed(const Compare *c, Name name)
{
    static const Str records[] = { STR_INIT("_prisma_migrations"),
                                   STR_INIT("__drizzle_migrations"),
                                   STR_INIT("schema_migrations"),
                                   STR_INIT("d1_migrations"),
                                   STR_INIT("spatial_ref_sys") };
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        if (str_eq(records[i], name.name))
            return false;
    return is_in(&c->schema->only_schemas, schema_of(name)) &&
           is_in(&c->schema->only_tables, name.name) && !is_external(c->schema, name);
}

// ---- columns ----

static bool is_null_word(Str expression)
{
    return str_eq_ci(str_trim(expression), STR("NULL"));
}

static bool has_default(const ColumnDef *def)
{
    bool is_given = def->default_expr.ptr && !is_null_word(def->default_expr);
    return is_given || def->generated_expr.ptr || def->identity != IDENTITY_NONE ||
           def->type.serial || str_ends(def->type.text, STR("serial"));
}

// Adds a phrase to what is different about an object.
static void add_facet(Out *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void add_facet(Out *out, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (out_text(out).len > 0)
        out_cstr(out, ", and ");
    out_str(out, arena_vfmt(out->arena, fmt, args));
    va_end(args);
}

// SQLite's have no spelling that everybody knows: what a column keeps is what matters.
static bool same_kept(const Compare *c, Str a, Str b)
{
    const Meaning *meaning = c->ctx->frontend->meaning;
    TypeRef types[2];
    return meaning->read_type(c->arena, a, &types[0]) &&
           meaning->read_type(c->arena, b, &types[1]) &&
           meaning->same_type(&types[0], &types[1]);
}

// In one spelling; empty: it is none of MySQL's.
static Str plain_type(const Compare *c, Str type)
{
    TypeRef read;
    if (!c->is_mysql)
        return sql_type_plain(c->arena, type);
    return c->ctx->frontend->meaning->read_type(c->arena, type, &read) ? read.text
                                                                       : (Str){ 0 };
}

static void compare_type(const Compare *c, Out *out, const DeclaredColumn *declared,
                         const ColumnDef *def)
{
    if (declared->type.len == 0 || def->type.text.len == 0)
        return;
    if (c->is_sqlite && same_kept(c, declared->type, def->type.text))
        return;
    Str wanted = plain_type(c, declared->type);
    Str there = plain_type(c, def->type.text);
    if (wanted.len == 0 || there.len == 0 || str_eq(wanted, there))
        return;
    add_facet(out, "is " STR_FMT " in the schema and " STR_FMT " in %s",
              STR_ARG(c->is_sqlite ? declared->type : wanted),
              STR_ARG(c->is_sqlite ? def->type.text : there), c->target->words);
}

static void compare_flag(const Compare *c, Out *out, const bool sides[2],
                         const char *words)
{
    if (sides[0] != sides[1])
        add_facet(out, "%s in %s and not in %s", words,
                  sides[0] ? "the schema" : c->target->words,
                  sides[0] ? c->target->words : "the schema");
}

static bool is_serial(const DeclaredColumn *declared, const ColumnDef *def)
{
    return def->type.serial || str_ends(def->type.text, STR("serial")) ||
           str_ends(declared->type, STR("serial"));
}

static void compare_column(Compare *c, const DeclaredTable *of,
                           const DeclaredColumn *declared, const Table *table)
{
    const Column *column = table_column(table, declared->name);
    Str object = shown_column(c, of->name, declared->name);
    if (!column) {
        add_gap(c, object, &declared->at)->words =
            arena_fmt(c->arena, "the schema has the column " STR_FMT ", and %s does not",
                      STR_ARG(object), c->target->words);
        return;
    }
    if (declared->is_vague)
        return;
    Out out = out_new(c->arena);
    bool is_key = declared->primary_key || table_key_has(table, declared->name);
    bool is_computed = !c->target->snapshot && column->def->generated_expr.ptr;
    bool nulls[2] = { declared->not_null, column->def->not_null };
    bool counts[2] = { declared->auto_increment, column->def->auto_increment };
    bool defaults[2] = { declared->has_default, has_default(column->def) };
    compare_type(c, &out, declared, column->def);
    if (!is_key && !of->is_key_vague && !declared->is_list)
        compare_flag(c, &out, nulls, "is NOT NULL");
    bool is_number = c->is_sqlite && is_key; // SQLite's own, where there is none
    if (!is_computed && !is_number)
        compare_flag(c, &out, defaults, "has a default");
    if (!is_serial(declared, column->def))
        compare_flag(c, &out, counts, "is AUTO_INCREMENT");
    if (out_text(&out).len > 0)
        add_gap(c, object, &declared->at)->words = arena_fmt(
            c->arena, STR_FMT " " STR_FMT, STR_ARG(object), STR_ARG(out_text(&out)));
}

static bool declares(const DeclaredTable *declared, const Table *table, Str column)
{
    for (size_t i = 0; i < declared->columns.len; i++)
        if (table_same_name(table, declared->columns.at[i].name, column))
            return true;
    return false;
}

static void compare_extra_columns(Compare *c, const DeclaredTable *declared,
                                  const Table *table)
{
    // SQL of one's own may make more than the schema has, where no generator minds.
    bool is_known = declared->complete && c->target->is_managed;
    for (size_t i = 0; is_known && i < table->columns.len; i++) {
        Str name = table->columns.at[i]->def->name;
        if (declares(declared, table, name))
            continue;
        Str object = shown_column(c, declared->name, name);
        SchemaGap *gap = add_gap(c, object, &declared->at);
        gap->origin = *table->columns.at[i]->origin;
        gap->words =
            arena_fmt(c->arena, "%s has the column " STR_FMT ", and the schema does not",
                      c->target->words, STR_ARG(object));
    }
}

// ---- keys ----

static bool same_columns(const Table *table, const StrVec *a, const StrVec *b)
{
    for (size_t i = 0; i < a->len && a->len == b->len; i++) {
        size_t k = 0;
        while (k < b->len && !table_same_name(table, a->at[i], b->at[k]))
            k++;
        if (k == b->len)
            return false;
    }
    return a->len == b->len;
}

static bool same_words(const StrVec *a, const StrVec *b)
{
    bool is_same = a->len == b->len;
    for (size_t i = 0; is_same && i < a->len; i++)
        is_same = list_has(b, a->at[i]);
    return is_same;
}

static Str words_text(const Compare *c, const StrVec *words)
{
    Out out = out_new(c->arena);
    for (size_t i = 0; i < words->len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(words->at[i]));
    return words->len > 0 ? out_text(&out) : STR("none");
}

static void compare_key(Compare *c, const DeclaredTable *declared, const Table *table)
{
    const Constraint *key = table_primary_key(table);
    StrVec none = { 0 };
    const StrVec *there = key ? &key->def.columns : &none;
    if (declared->is_key_vague || !declared->complete ||
        same_columns(table, &declared->primary_key, there))
        return;
    Str object = shown(c->arena, declared->name);
    add_gap(c, object, &declared->at)->words =
        arena_fmt(c->arena,
                  "the primary key of " STR_FMT " is " STR_FMT
                  " in the schema and " STR_FMT " in %s",
                  STR_ARG(object), STR_ARG(words_text(c, &declared->primary_key)),
                  STR_ARG(words_text(c, there)), c->target->words);
}

// ---- tables ----

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (c & 0x80) != 0;
}

static void add_words(Compare *c, Str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && is_word(text.ptr[end]))
            end++;
        if (end > at)
            map_put(c->arena, &c->words, str_slice(text, at, end), c);
        at = end + 1;
    }
}

// The SQL may make it in a way that the replay does not follow: in a function, or in a
// statement that is not understood.
static bool may_be_made(Compare *c, Str name)
{
    const Project *project = c->ctx->project;
    if (c->target->snapshot)
        return false;
    for (size_t i = 0; !c->has_words && i < project->migrations.len; i++)
        add_words(c, migration_up(&project->migrations.at[i]));
    c->has_words = true;
    return map_get(&c->words, name) != NULL;
}

// Schemas that a platform brings with it. A declared table in one of them is there to be
// referred to, unless the migrations make tables in it too.
static bool is_of_platform(const Compare *c, Str schema)
{
    static const Str known[] = { STR_INIT("auth"),       STR_INIT("storage"),
                                 STR_INIT("realtime"),   STR_INIT("vault"),
                                 STR_INIT("extensions"), STR_INIT("neon_auth") };
    bool is_known = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        is_known |= str_eq(known[i], schema);
    if (!is_known)
        return false;
    TableVec tables = catalog_tables(c->arena, c->target->catalog);
    for (size_t i = 0; i < tables.len; i++)
        if (str_eq(tables.at[i]->name.schema, schema) && tables.at[i]->complete)
            return false;
    return true;
}

static void miss_object(Compare *c, const char *kind, Name name, const DeclaredAt *at)
{
    Str object = shown(c->arena, name);
    if (!c->target->has_all || !is_managed(c, name) || is_of_platform(c, name.schema) ||
        (!catalog_is_gone(c->target->catalog, name) && may_be_made(c, name.name)))
        return;
    add_gap(c, object, at)->words =
        arena_fmt(c->arena, "the schema has the %s " STR_FMT ", and %s does not", kind,
                  STR_ARG(object), c->target->words);
}

static void compare_table(Compare *c, const DeclaredTable *declared)
{
    const Table *table = catalog_table(c->target->catalog, declared->name);
    if (!table) {
        if (!catalog_view(c->target->catalog, declared->name))
            miss_object(c, "table", declared->name, &declared->at);
        return;
    }
    if (!table->complete || table->uncertain)
        return;
    for (size_t i = 0; i < declared->columns.len; i++)
        compare_column(c, declared, &declared->columns.at[i], table);
    compare_extra_columns(c, declared, table);
    compare_key(c, declared, table);
}

// Partitions, and what is gone with the session, no schema of a generator has.
static bool is_declarable(const Table *table)
{
    return table->complete && !table->uncertain && !table->foreign &&
           table->persistence != PERSIST_TEMPORARY && table->partition_of.name.len == 0 &&
           table->inherits.len == 0 && !str_eq(table->name.schema, STR("pg_temp"));
}

static void compare_extra_tables(Compare *c)
{
    TableVec tables = catalog_tables(c->arena, c->target->catalog);
    for (size_t i = 0; i < tables.len; i++) {
        const Table *table = tables.at[i];
        if (!is_declarable(table) || !is_managed(c, table->name) ||
            map_get(&c->declared, key_of(c, table->name)))
            continue;
        Str object = shown(c->arena, table->name);
        SchemaGap *gap = add_gap(c, object, NULL);
        gap->origin = table->origin;
        gap->words =
            arena_fmt(c->arena, "%s has the table " STR_FMT ", and the schema does not",
                      c->target->words, STR_ARG(object));
    }
}

// ---- enums ----

// SQL that is put together when it runs has the word in it: nobody replays that.
static bool is_in_dynamic_sql(const Project *project, Str word)
{
    for (size_t i = 0; i < project->migrations.len; i++) {
        Str text = migration_up(&project->migrations.at[i]);
        bool is_dynamic =
            str_contains(text, STR("EXECUTE")) || str_contains(text, STR("execute"));
        if (is_dynamic && str_contains(text, word))
            return true;
    }
    return false;
}

// The labels that only the schema has may have been added in such a way.
static bool may_have_labels(const Compare *c, const StrVec *declared, const StrVec *there)
{
    for (size_t i = 0; i < there->len; i++)
        if (!list_has(declared, there->at[i]))
            return false;
    for (size_t i = 0; i < declared->len; i++)
        if (!list_has(there, declared->at[i]) &&
            !is_in_dynamic_sql(c->ctx->project, declared->at[i]))
            return false;
    return !c->target->snapshot;
}

static void compare_enum(Compare *c, const DeclaredEnum *declared)
{
    const Type *type = catalog_type(c->target->catalog, declared->name);
    Str object = shown(c->arena, declared->name);
    if (!type) {
        miss_object(c, "enum", declared->name, &declared->at);
        return;
    }
    if (!declared->complete || type->def.kind != TYPE_ENUM ||
        same_words(&declared->labels, &type->def.labels) ||
        may_have_labels(c, &declared->labels, &type->def.labels))
        return;
    add_gap(c, object, &declared->at)->words =
        arena_fmt(c->arena,
                  "the enum " STR_FMT " has the labels " STR_FMT
                  " in the schema and " STR_FMT " in %s",
                  STR_ARG(object), STR_ARG(words_text(c, &declared->labels)),
                  STR_ARG(words_text(c, &type->def.labels)), c->target->words);
}

SchemaGapVec ctx_schema_gaps(RuleCtx *ctx, const DeclaredSchema *schema,
                             const SchemaTarget *target)
{
    Compare c = { .arena = ctx->arena, .ctx = ctx, .schema = schema, .target = target };
    c.is_mysql = ctx_is_mysql(ctx);
    c.is_sqlite = str_eq(ctx->project->dialect, STR("sqlite"));
    if (!target->catalog || schema->error.len > 0)
        return c.gaps;
    for (size_t i = 0; i < schema->tables.len; i++) {
        DeclaredTable *table = &schema->tables.at[i];
        map_put(ctx->arena, &c.declared, key_of(&c, table->name), table);
        compare_table(&c, table);
    }
    for (size_t i = 0; i < schema->enums.len; i++)
        compare_enum(&c, &schema->enums.at[i]);
    // One that defines nothing is another matter.
    if (schema->complete && target->is_managed && schema->tables.len > 0)
        compare_extra_tables(&c);
    return c.gaps;
}
