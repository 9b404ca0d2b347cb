// SPDX-License-Identifier: Apache-2.0
// What two catalogs do not agree about: schemas, enums, sequences and views, and the
// words for it. Tables are compared in compare_table.c.
#include "lint/compare.h"

#include "catalog/lists.h"
#include "ir/sqlite_lex.h"
#include "lint/compare_priv.h"

// ---- words and reports ----

Facets facets_new(const Comparison *of)
{
    return (
        Facets){ .of = of, .sql = out_new(of->arena), .snapshot = out_new(of->arena) };
}

static void add_words(Out *out, bool first, Str words)
{
    out_cstr(out, first ? "" : ", ");
    out_str(out, words);
}

void facet_add(Facets *facets, Str sql, Str snapshot)
{
    add_words(&facets->sql, !facets->differ, sql);
    add_words(&facets->snapshot, !facets->differ, snapshot);
    facets->differ = true;
}

static Str object_name(const Comparison *of, const Subject *subject)
{
    Str name = name_text(of->arena, subject->name);
    if (subject->part.len == 0)
        return name;
    return arena_fmt(of->arena, STR_FMT "." STR_FMT, STR_ARG(name),
                     STR_ARG(subject->part));
}

static Difference *add_difference(const Comparison *of, DriftSide side,
                                  const Subject *subject)
{
    Difference *difference = vec_push(of->arena, of->out);
    *difference = (Difference){ .side = side,
                                .kind = subject->kind,
                                .object = object_name(of, subject),
                                .origin = subject->sql,
                                .span = subject->snapshot,
                                .harmless = side == DRIFT_SQL || subject->harmless,
                                .of = of->of };
    return difference;
}

void facets_report(const Facets *facets, const Subject *subject)
{
    if (!facets->differ)
        return;
    Difference *difference = add_difference(facets->of, DRIFT_BOTH, subject);
    difference->sql = out_text(&facets->sql);
    difference->snapshot = out_text(&facets->snapshot);
}

void report_side(const Comparison *of, DriftSide side, const Subject *subject)
{
    add_difference(of, side, subject);
}

Str list_text(const Comparison *of, const StrVec *words)
{
    Out out = out_new(of->arena);
    for (size_t i = 0; i < words->len; i++)
        out_fmt(&out, "%s" STR_FMT, i == 0 ? "(" : ", ", STR_ARG(words->at[i]));
    out_cstr(&out, words->len > 0 ? ")" : "()");
    return out_text(&out);
}

bool same_list(const StrVec *a, const StrVec *b)
{
    if (a->len != b->len)
        return false;
    for (size_t i = 0; i < a->len; i++)
        if (!str_eq(a->at[i], b->at[i]))
            return false;
    return true;
}

bool same_name(const Comparison *of, Str a, Str b)
{
    return of->is_mysql || of->is_sqlite ? str_eq_ci(a, b) : str_eq(a, b);
}

bool same_names(const Comparison *of, const StrVec *a, const StrVec *b)
{
    if (a->len != b->len)
        return false;
    for (size_t i = 0; i < a->len; i++)
        if (!same_name(of, a->at[i], b->at[i]))
            return false;
    return true;
}

static bool is_inside(Span part, Span whole)
{
    return part.start >= whole.start && part.end <= whole.end && part.end > part.start;
}

Origin member_origin(Origin origin, Span part)
{
    if (is_inside(part, origin.span))
        origin.span = part;
    return origin;
}

Span member_span(const Origin *origin, Span part)
{
    return member_origin(*origin, part).span;
}

// ---- schemas ----

bool is_foreign_schema(const Comparison *of, Str schema)
{
    return schema.len > 0 && // MySQL's default database
           !catalog_schema(of->sql, schema) && !catalog_schema(of->snapshot, schema) &&
           catalog_schema_content(of->arena, of->sql, schema).len == 0;
}

// One that only the SQL makes is a home for what a snapshot does not hold, or of tables
// that are told of themselves.
static void compare_schemas(const Comparison *of)
{
    SchemaVec schemas = catalog_schemas(of->arena, of->snapshot);
    for (size_t i = 0; i < schemas.len; i++) {
        const Schema *schema = schemas.at[i];
        Subject subject = { .kind = "schema",
                            .name = { .name = schema->name },
                            .snapshot = schema->origin.span };
        StrVec content = catalog_schema_content(of->arena, of->sql, schema->name);
        if (!catalog_schema(of->sql, schema->name) && content.len == 0)
            report_side(of, DRIFT_SNAPSHOT, &subject);
    }
}

// ---- enums ----

static const Type *find_enum(const Catalog *catalog, Name name)
{
    const Type *type = catalog_type(catalog, name);
    return type && type->def.kind == TYPE_ENUM ? type : NULL;
}

static Origin enum_origin(const Type *type)
{
    Origin origin = type->origin;
    for (size_t i = 0; i < type->label_origins.len; i++) {
        const Origin *label = &type->label_origins.at[i];
        if (label->migration > origin.migration ||
            (label->migration == origin.migration &&
             label->span.start > origin.span.start))
            origin = *label;
    }
    return origin;
}

static bool has_all(const StrVec *words, const StrVec *wanted)
{
    for (size_t i = 0; i < wanted->len; i++) {
        size_t k = 0;
        while (k < words->len && !str_eq(words->at[k], wanted->at[i]))
            k++;
        if (k == words->len)
            return false;
    }
    return true;
}

static void compare_enum(const Comparison *of, const Type *sql)
{
    const Type *snapshot = find_enum(of->snapshot, sql->name);
    Subject subject = { .kind = "enum", .name = sql->name, .sql = enum_origin(sql) };
    if (!snapshot) {
        report_side(of, DRIFT_SQL, &subject);
        return;
    }
    subject.snapshot = snapshot->origin.span;
    subject.harmless = has_all(&sql->def.labels, &snapshot->def.labels);
    Facets facets = facets_new(of);
    FACET(&facets, same_list(&sql->def.labels, &snapshot->def.labels),
          list_text(of, &sql->def.labels), list_text(of, &snapshot->def.labels));
    facets_report(&facets, &subject);
}

static void compare_enums(const Comparison *of)
{
    TypeVec made = catalog_types(of->arena, of->sql);
    for (size_t i = 0; i < made.len; i++)
        if (made.at[i]->def.kind == TYPE_ENUM)
            compare_enum(of, made.at[i]);
    TypeVec told = catalog_types(of->arena, of->snapshot);
    for (size_t i = 0; i < told.len; i++) {
        Subject subject = { .kind = "enum",
                            .name = told.at[i]->name,
                            .snapshot = told.at[i]->origin.span };
        if (!catalog_type(of->sql, told.at[i]->name) &&
            !is_foreign_schema(of, told.at[i]->name.schema))
            report_side(of, DRIFT_SNAPSHOT, &subject);
    }
}

// ---- sequences that no column owns ----

static void compare_sequence(const Comparison *of, const Sequence *sql)
{
    const Sequence *snapshot = catalog_sequence(of->snapshot, sql->name);
    Subject subject = { .kind = "sequence", .name = sql->name, .sql = sql->origin };
    if (!snapshot) {
        report_side(of, DRIFT_SQL, &subject);
        return;
    }
    subject.snapshot = snapshot->origin.span;
    Facets facets = facets_new(of);
    FACET(&facets, of->meaning->same_sequence(sql->def.options, snapshot->def.options),
          str_trim(sql->def.options), str_trim(snapshot->def.options));
    facets_report(&facets, &subject);
}

static void compare_sequences(const Comparison *of)
{
    SequenceVec made = catalog_sequences(of->arena, of->sql);
    for (size_t i = 0; i < made.len; i++)
        if (made.at[i]->def.owned_by.name.len == 0)
            compare_sequence(of, made.at[i]);
    SequenceVec told = catalog_sequences(of->arena, of->snapshot);
    for (size_t i = 0; i < told.len; i++) {
        const Sequence *sequence = told.at[i];
        Subject subject = { .kind = "sequence",
                            .name = sequence->name,
                            .snapshot = sequence->origin.span };
        if (sequence->def.owned_by.name.len == 0 &&
            !catalog_sequence(of->sql, sequence->name) &&
            !is_foreign_schema(of, sequence->name.schema))
            report_side(of, DRIFT_SNAPSHOT, &subject);
    }
}

// ---- views ----

static Str view_words(const View *view)
{
    return view->def.materialized ? STR("materialized") : STR("not materialized");
}

static bool mentions(const Comparison *of, Str text, Str ident)
{
    if (of->is_sqlite)
        return sl_mentions(of->arena, text, ident);
    return of->is_mysql ? text_mentions_any_case(text, ident)
                        : text_mentions(of->arena, text, ident);
}

// The text still has the names that things had when it was written.
static bool is_outdated(const Comparison *of, const View *view)
{
    for (size_t i = 0; i < view->def.sources.len; i++)
        if (!mentions(of, view->def.query, view->def.sources.at[i].name))
            return true;
    return view->renamed.len > 0;
}

static void compare_view(const Comparison *of, const View *sql)
{
    const View *snapshot = catalog_view(of->snapshot, sql->name);
    Subject subject = { .kind = "view", .name = sql->name, .sql = sql->origin };
    if (!snapshot) {
        report_side(of, DRIFT_SQL, &subject);
        return;
    }
    subject.snapshot = snapshot->origin.span;
    Facets facets = facets_new(of);
    FACET(&facets, sql->def.materialized == snapshot->def.materialized, view_words(sql),
          view_words(snapshot));
    FACET(&facets,
          is_outdated(of, sql) ||
              of->meaning->same_query(sql->def.query, snapshot->def.query),
          sql->def.query, snapshot->def.query);
    facets_report(&facets, &subject);
}

static void compare_views(const Comparison *of)
{
    ViewVec made = catalog_views(of->arena, of->sql);
    for (size_t i = 0; i < made.len; i++)
        if (!made.at[i]->def.temporary)
            compare_view(of, made.at[i]);
    ViewVec told = catalog_views(of->arena, of->snapshot);
    for (size_t i = 0; i < told.len; i++) {
        Subject subject = { .kind = "view",
                            .name = told.at[i]->name,
                            .snapshot = told.at[i]->origin.span };
        if (!catalog_view(of->sql, told.at[i]->name) &&
            !is_foreign_schema(of, told.at[i]->name.schema))
            report_side(of, DRIFT_SNAPSHOT, &subject);
    }
}

void compare_catalogs(const Comparison *of)
{
    compare_schemas(of);
    compare_enums(of);
    compare_sequences(of);
    compare_tables(of);
    compare_views(of);
}
