// SPDX-License-Identifier: Apache-2.0
// Constraints of a table on two sides: primary keys, uniques, foreign keys and checks.
#include "lint/compare_priv.h"

typedef struct KindRow {
    const char *word; // NULL: a snapshot has no place for it
} KindRow;

static const KindRow kinds[] = {
    [CON_PRIMARY_KEY] = { "primary key" },
    [CON_UNIQUE] = { "unique constraint" },
    [CON_FOREIGN_KEY] = { "foreign key" },
    [CON_CHECK] = { "check constraint" },
    [CON_EXCLUDE] = { NULL },
    [CON_NOT_NULL] = { NULL },
};

// The two tables, and whose constraint it is.
typedef struct Sides {
    const Comparison *of;
    const Table *sql;
    const Table *snapshot;
} Sides;

// ---- what a constraint says ----

static StrVec referenced_columns(const Catalog *catalog, const ConstraintDef *def)
{
    if (def->ref_columns.len > 0)
        return def->ref_columns;
    const Constraint *key = table_primary_key(catalog_table(catalog, def->ref_table));
    return key ? key->def.columns : (StrVec){ 0 };
}

// TiDB's names have no case.
static bool same_table(const Comparison *of, Name a, Name b)
{
    const Table *table = catalog_table(of->sql, a);
    return name_eq(a, b) || (table && table == catalog_table(of->sql, b));
}

// Not known where the key that is referenced without its columns is not.
static bool same_target(const Comparison *of, const ConstraintDef *sql,
                        const ConstraintDef *snapshot)
{
    StrVec a = referenced_columns(of->sql, sql);
    StrVec b = referenced_columns(of->snapshot, snapshot);
    return same_table(of, sql->ref_table, snapshot->ref_table) &&
           (a.len == 0 || b.len == 0 || same_names(of, &a, &b));
}

static Str target_words(const Comparison *of, const Catalog *catalog,
                        const ConstraintDef *def)
{
    StrVec columns = referenced_columns(catalog, def);
    return arena_fmt(of->arena, "REFERENCES " STR_FMT STR_FMT,
                     STR_ARG(name_text(of->arena, def->ref_table)),
                     STR_ARG(columns.len > 0 ? list_text(of, &columns) : STR("")));
}

// MySQL has no constraints that wait for the end of the transaction: to it RESTRICT is
// what NO ACTION is.
static bool same_action(const Comparison *of, Str a, Str b)
{
    static const Str restricts = STR_INIT("restrict");
    if (of->is_mysql && str_eq(a, restricts))
        a = STR("");
    if (of->is_mysql && str_eq(b, restricts))
        b = STR("");
    return str_eq(a, b);
}

static Str action_words(const Comparison *of, const char *event, Str action)
{
    return arena_fmt(of->arena, "ON %s " STR_FMT, event,
                     STR_ARG(action.len > 0 ? action : STR("no action")));
}

static Str column_words(const Comparison *of, const ConstraintDef *def)
{
    return arena_fmt(of->arena, "on " STR_FMT, STR_ARG(list_text(of, &def->columns)));
}

static Str null_words(const ConstraintDef *def)
{
    return def->nulls_not_distinct ? STR("NULLS NOT DISTINCT") : STR("NULLS DISTINCT");
}

static void foreign_facets(Facets *facets, const ConstraintDef *sql,
                           const ConstraintDef *snapshot)
{
    const Comparison *of = facets->of;
    FACET(facets, same_target(of, sql, snapshot), target_words(of, of->sql, sql),
          target_words(of, of->snapshot, snapshot));
    FACET(facets, same_action(of, sql->on_delete, snapshot->on_delete),
          action_words(of, "DELETE", sql->on_delete),
          action_words(of, "DELETE", snapshot->on_delete));
    FACET(facets, same_action(of, sql->on_update, snapshot->on_update),
          action_words(of, "UPDATE", sql->on_update),
          action_words(of, "UPDATE", snapshot->on_update));
}

static Str count_words(const Table *table)
{
    return table_option(table, STR("autoincrement")).ptr ? STR("AUTOINCREMENT")
                                                         : STR("no AUTOINCREMENT");
}

static void key_facets(Facets *facets, const Sides *sides)
{
    Str sql = count_words(sides->sql), snapshot = count_words(sides->snapshot);
    FACET(facets, str_eq(sql, snapshot), sql, snapshot);
}

// drizzle-kit writes the columns of a key of SQLite's in one order into the SQL and in
// another into the snapshot.
static bool same_key_columns(const Sides *sides, const ConstraintDef *sql,
                             const ConstraintDef *snapshot)
{
    if (!sides->of->is_sqlite || sql->kind != CON_PRIMARY_KEY)
        return same_names(sides->of, &sql->columns, &snapshot->columns);
    for (size_t i = 0; i < sql->columns.len; i++)
        if (!table_list_has(sides->sql, &snapshot->columns, sql->columns.at[i]))
            return false;
    return sql->columns.len == snapshot->columns.len;
}

// A check's columns are only known where it stands in one.
static Facets constraint_facets(const Sides *sides, const ConstraintDef *sql,
                                const ConstraintDef *snapshot)
{
    const Comparison *of = sides->of;
    Facets facets = facets_new(of);
    if (sql->kind == CON_CHECK) {
        FACET(&facets,
              same_condition(of, sides->sql, sql->expression, snapshot->expression),
              sql->expression, snapshot->expression);
        return facets;
    }
    FACET(&facets, same_key_columns(sides, sql, snapshot), column_words(of, sql),
          column_words(of, snapshot));
    FACET(&facets, sql->nulls_not_distinct == snapshot->nulls_not_distinct,
          null_words(sql), null_words(snapshot));
    if (sql->kind == CON_FOREIGN_KEY)
        foreign_facets(&facets, sql, snapshot);
    if (sql->kind == CON_PRIMARY_KEY && of->is_sqlite)
        key_facets(&facets, sides);
    return facets;
}

// ---- which belong together ----

static bool is_compared(const Constraint *constraint)
{
    return kinds[constraint->def.kind].word && !constraint->inherited;
}

// Constraints of SQLite's are known by what they are about: their names are nobody's.
static const Constraint *find_on(const Comparison *of, const Table *table,
                                 const Constraint *like)
{
    const Constraint *found = NULL;
    for (size_t i = 0; i < table->constraints.len; i++) {
        const Constraint *other = table->constraints.at[i];
        bool same = other->def.kind == like->def.kind &&
                    same_names(of, &other->def.columns, &like->def.columns);
        bool target = str_eq_ci(other->def.ref_table.name, like->def.ref_table.name);
        if (same && (!found || target))
            found = other;
    }
    return found;
}

static const Constraint *find_named(const Comparison *of, const Table *table,
                                    const Constraint *like)
{
    if (like->def.kind == CON_PRIMARY_KEY)
        return table_primary_key(table);
    if (of->is_sqlite && like->def.kind != CON_CHECK)
        return find_on(of, table, like);
    const Constraint *found = table_constraint(table, like->def.name);
    return found && found->def.kind == like->def.kind ? found : NULL;
}

// One of the snapshot's that says the same under a name that the SQL does not have.
static const Constraint *find_renamed(const Sides *sides, const Constraint *sql)
{
    for (size_t i = 0; i < sides->snapshot->constraints.len; i++) {
        const Constraint *other = sides->snapshot->constraints.at[i];
        if (other->def.kind == sql->def.kind && is_compared(other) &&
            !find_named(sides->of, sides->sql, other) &&
            !constraint_facets(sides, &sql->def, &other->def).differ)
            return other;
    }
    return NULL;
}

// The SQL has it under a name that the snapshot does not have.
static bool is_renamed(const Sides *sides, const Constraint *snapshot)
{
    for (size_t i = 0; i < sides->sql->constraints.len; i++) {
        const Constraint *sql = sides->sql->constraints.at[i];
        if (sql->def.kind == snapshot->def.kind && is_compared(sql) &&
            !find_named(sides->of, sides->snapshot, sql) &&
            find_renamed(sides, sql) == snapshot)
            return true;
    }
    return false;
}

// SQLite: a unique index of the other side does the same.
static bool is_like_index(const Comparison *of, const Table *other,
                          const ConstraintDef *def)
{
    return of->is_sqlite && def->kind == CON_UNIQUE && find_index_like(other, def);
}

// ---- reports ----

static Subject subject_of(const Sides *sides, const Constraint *constraint)
{
    const StrVec *columns = &constraint->def.columns;
    Str part = constraint->def.name;
    if (part.len == 0) // SQLite's
        part =
            columns->len > 0 ? list_text(sides->of, columns) : constraint->def.expression;
    return (Subject){ .kind = kinds[constraint->def.kind].word,
                      .name = sides->sql->name,
                      .part = part };
}

static Str called(const Sides *sides, Str name)
{
    return arena_fmt(sides->of->arena, "called " STR_FMT, STR_ARG(name));
}

static void compare_made(const Sides *sides, const Constraint *sql)
{
    const Constraint *snapshot = find_named(sides->of, sides->snapshot, sql);
    bool renamed = !snapshot;
    if (renamed)
        snapshot = find_renamed(sides, sql);
    Subject subject = subject_of(sides, sql);
    subject.sql = member_origin(sql->origin, sql->def.span);
    Facets facets = facets_new(sides->of);
    const Index *index = find_index_named(sides->snapshot, sql->def.name);
    if (snapshot) {
        subject.snapshot = member_span(&snapshot->origin, snapshot->def.span);
        facets = constraint_facets(sides, &sql->def, &snapshot->def);
        FACET(&facets, !renamed || sides->of->is_sqlite, called(sides, sql->def.name),
              called(sides, snapshot->def.name));
    } else if (index && sql->def.kind == CON_UNIQUE) {
        subject.snapshot = index->origin.span;
        facet_add(&facets, STR("a constraint"), STR("an index"));
    } else if (!is_like_index(sides->of, sides->snapshot, &sql->def)) {
        report_side(sides->of, DRIFT_SQL, &subject);
    }
    facets_report(&facets, &subject);
}

static void compare_told(const Sides *sides, const Constraint *snapshot)
{
    if (find_named(sides->of, sides->sql, snapshot) || is_renamed(sides, snapshot) ||
        is_like_index(sides->of, sides->sql, &snapshot->def))
        return;
    Subject subject = subject_of(sides, snapshot);
    subject.snapshot = member_span(&snapshot->origin, snapshot->def.span);
    const Index *index = find_index_named(sides->sql, snapshot->def.name);
    if (!index || snapshot->def.kind != CON_UNIQUE) {
        report_side(sides->of, DRIFT_SNAPSHOT, &subject);
        return;
    }
    subject.sql = index->origin;
    Facets facets = facets_new(sides->of);
    facet_add(&facets, STR("an index"), STR("a constraint"));
    facets_report(&facets, &subject);
}

void compare_constraints(const Comparison *of, const Table *sql, const Table *snapshot)
{
    Sides sides = { of, sql, snapshot };
    for (size_t i = 0; i < sql->constraints.len; i++)
        if (is_compared(sql->constraints.at[i]))
            compare_made(&sides, sql->constraints.at[i]);
    for (size_t i = 0; i < snapshot->constraints.len; i++)
        if (is_compared(snapshot->constraints.at[i]))
            compare_told(&sides, snapshot->constraints.at[i]);
}
