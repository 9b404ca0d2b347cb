// SPDX-License-Identifier: Apache-2.0
// What the files of the PostgreSQL front end share. Parse nodes are named, but not
// included: see pg_nodes_priv.h.
#ifndef DIALECT_PG_PRIV_H
#define DIALECT_PG_PRIV_H

#include "dialect/dialect.h"
#include "dialect/pg_lex.h"

struct Constraint;
struct IntoClause;
struct List;
struct Node;
struct PgColumnDef;
struct RangeVar;
struct TypeName;

// A run of tokens, end exclusive.
typedef struct Range {
    size_t from;
    size_t to;
} Range;

// A statement that is being lowered. Node locations count from its start, tokens from the
// start of the text.
typedef struct PgStmt {
    Arena *arena; // ops and all they hold
    Arena *tmp;   // for the statement alone
    Lowered *out;
    Str text; // the file's
    Span span;
    size_t index;
    const Token *tokens; // without comments
    size_t token_count;  // up to the end of the piece
    Span piece;          // what new ops stand for: the statement, or one inside it
    Str schema;   // CREATE SCHEMA x CREATE TABLE …: where unqualified names go; empty:
                  // nowhere special
    size_t depth; // of statements within statements
    struct PgRoutines *routines; // of the file; see pg_body_priv.h
    const Span *pin; // where ops stand whose text is no part of the file; NULL: in it
} PgStmt;

// Adds an op for stmt->piece. The address holds until the next call.
Op *pg_op(PgStmt *stmt, OpKind kind, ObjectKind object);

// The same for a part of it.
Op *pg_op_at(PgStmt *stmt, OpKind kind, ObjectKind object, Span span);

// Parses and lowers stmt->span, of which `sql` is the text. False when the grammar
// refuses it: then *message and *offset (in the file) tell why and where.
bool pg_lower_sql(PgStmt *stmt, const char *sql, Str *message, size_t *offset);
// The same without lowering.
bool pg_parses(const PgStmt *stmt, const char *sql, Str *message, size_t *offset);
// Lowers what a RawStmt, or a statement inside another, holds.
void pg_lower_node(PgStmt *stmt, struct Node *node);
// The same for a statement inside another that has tokens of its own.
void pg_lower_piece(PgStmt *stmt, struct Node *node, Range range);

void pg_lower_matview(PgStmt *stmt, struct Node *node); // a CreateTableAsStmt
// CREATE TABLE … AS and SELECT … INTO.
void pg_lower_into(PgStmt *stmt, struct IntoClause *into, struct Node *query,
                   unsigned flags);
// Whether a list of options (DefElem) turns one on: CONCURRENTLY, ANALYZE TRUE.
bool pg_option_on(struct List *options, const char *name);

// Which function lowers which node. Each family of statements has a table; a tag of 0
// ends it.
typedef struct PgRow {
    int tag; // NodeTag
    void (*lower)(PgStmt *stmt, struct Node *node);
} PgRow;

// What has no function of its own; false when the node is unknown.
bool pg_lower_plain(PgStmt *stmt, struct Node *node);

extern const PgRow pg_table_rows[];
extern const PgRow pg_alter_rows[];
extern const PgRow pg_index_rows[];
extern const PgRow pg_drop_rows[];
extern const PgRow pg_view_rows[];
extern const PgRow pg_type_rows[];
extern const PgRow pg_routine_rows[];
extern const PgRow pg_rename_rows[];
extern const PgRow pg_object_rows[];
extern const PgRow pg_query_rows[];
extern const PgRow pg_session_rows[];

// ---- pg_text.c: finding clauses among the tokens ----

// The index of the token at (or first behind) a node's location.
size_t pg_token_at(const PgStmt *stmt, int location);
bool pg_is_word(const PgStmt *stmt, size_t i, const char *word);
bool pg_is_punct(const PgStmt *stmt, size_t i, char c);
Range pg_all(const PgStmt *stmt);
// Behind the bracket that closes the one at i, or the end of the range.
size_t pg_close(const PgStmt *stmt, size_t i, size_t to);
// The first top-level token of the range that is this punctuation or word, or range.to. A
// bracket that closes more than the range opens ends the search.
size_t pg_find_punct(const PgStmt *stmt, Range range, char c);
size_t pg_find_word(const PgStmt *stmt, Range range, const char *word);
// Up to the next top-level comma or the bracket that closes the list around it.
Range pg_element(const PgStmt *stmt, size_t from, size_t to);
// What the brackets at `open` hold.
Range pg_inside(const PgStmt *stmt, size_t open, size_t to);
// Behind a name with its qualifying parts: a, a.b, "a".b.c
size_t pg_name_end(const PgStmt *stmt, size_t i);
Span pg_span(const PgStmt *stmt, Range range);
Str pg_text(const PgStmt *stmt, Range range);  // ptr NULL for an empty range
Str pg_join(const PgStmt *stmt, StrVec parts); // ", " between
// The group of brackets behind a top-level word of the range, without the brackets; ptr
// NULL: there is none.
Str pg_group_after(const PgStmt *stmt, Range range, const char *word);

// ---- pg_name.c: names and types ----

Str pg_str(const PgStmt *stmt, const char *s); // a copy; NULL gives the empty view
Str pg_lower_case(const PgStmt *stmt,
                  const char *s); // a copy, ASCII letters in lower case
Name pg_relation(const PgStmt *stmt, const struct RangeVar *relation);
Name pg_list_name(const PgStmt *stmt, struct List *parts); // of String nodes
Str pg_list_last(const PgStmt *stmt, struct List *parts);
StrVec pg_strings(const PgStmt *stmt, struct List *strings);
// A name from what stands in DROP, COMMENT, RENAME …: String, List, TypeName, RangeVar or
// ObjectWithArgs.
Name pg_object_name(const PgStmt *stmt, struct Node *node);
// DROP TRIGGER t ON a.b: the table into the name, t into *part.
Name pg_owned_name(const PgStmt *stmt, struct List *parts, Str *part);
StrVec pg_roles(const PgStmt *stmt,
                struct List *roles);        // of RoleSpec nodes; "public" for PUBLIC
ObjectKind pg_object_kind(int object_type); // of an ObjectType
TypeRef pg_type(const PgStmt *stmt, struct TypeName *type);
// Canonical types of a function's arguments, which have no modifiers; TypeName nodes with
// ", " between, never ptr NULL.
Str pg_argument_type(const PgStmt *stmt, const struct TypeName *type);
Str pg_argument_types(const PgStmt *stmt, struct List *types);

// ---- pg_column.c, pg_constraint.c ----

// What follows the type of a column or domain, and the tokens of the whole definition.
typedef struct PgQualifiers {
    struct List *nodes; // of Constraint
    int collate_at;     // location of COLLATE; -1: there is none
    Range range;
} PgQualifiers;

typedef VEC(ConstraintDef) ConstraintVec;

PgQualifiers pg_column_qualifiers(struct PgColumnDef *node, Range range);
// A column without its constraints, and those.
ColumnDef pg_column(const PgStmt *stmt, struct PgColumnDef *node, Range range);
ConstraintVec pg_column_constraints(const PgStmt *stmt, struct PgColumnDef *node,
                                    Range range);
// False for what is written like a constraint and is none: NULL, DEFAULT, unnamed NOT
// NULL, attributes.
bool pg_constraint(const PgStmt *stmt, struct Constraint *node, Range range,
                   ConstraintDef *def);
ConstraintVec pg_qualifier_constraints(const PgStmt *stmt, PgQualifiers qualifiers);
// The expression behind DEFAULT; ptr NULL: there is none.
Str pg_default(const PgStmt *stmt, PgQualifiers qualifiers);

// ---- pg_walk.c, pg_where.c, pg_query.c: queries ----

// Adds the relations that a query reads and that are not CTEs, each once, without
// `except`.
void pg_relations(PgStmt *stmt, struct Node *query, Name except, NameVec *out);
// What a query's columns are called; empty when the text does not tell.
StrVec pg_query_columns(const PgStmt *stmt, struct Node *query);
WhereKind pg_where(struct Node *condition);

#endif
