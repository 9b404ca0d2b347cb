// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: phrases, conditions, keys, and what else the
// change does.
#ifndef LINT_KIT_H
#define LINT_KIT_H

#include "base/list.h"
#include "catalog/catalog.h"
#include "catalog/lists.h"
#include "ir/migration.h"
#include "lint/finding.h"
#include "lint/op_index.h"

typedef struct RuleCtx RuleCtx;

// ---- phrases that several families share (kit.c) ----

// Nobody waits for the op's table and nothing in it can be lost: the same change makes
// it, or it is temporary.
bool ctx_table_is_idle(const RuleCtx *ctx, const Op *op);
// IF EXISTS finds nothing: the history has dropped or renamed it before.
bool ctx_is_gone(const RuleCtx *ctx, const Op *op);
// The end of a message about a table that the replay does not have: "; the history does
// not show …"; else empty.
Str ctx_presumed(RuleCtx *ctx, const Op *op);
// "a", "a and b", "a, b and c"; more than six end in "and N more".
Str ctx_list(RuleCtx *ctx, const StrVec *words);
// Names as the project's SQL writes them: "userId" or `userId`, quoted where they have to
// be; in MySQL's and SQLite's dialects always.
Str ctx_ident_sql(RuleCtx *ctx, Str ident);
Str ctx_name_sql(RuleCtx *ctx, Name name);
// A piece of the project's SQL names this identifier; strings and comments do not count.
bool ctx_mentions(RuleCtx *ctx, Str text, Str ident);
// Columns as SQL lists them: id, "userId".
Str ctx_columns_sql(RuleCtx *ctx, const StrVec *columns);
// The name that ADD CONSTRAINT or CREATE INDEX gives, or the one that the server makes
// up.
Str ctx_constraint_name(RuleCtx *ctx, const Op *op);
Str ctx_index_name(RuleCtx *ctx, const IndexDef *def);
// A name in the manner of those that PostgreSQL makes up: table_column_column_suffix, at
// most 63 bytes.
Str ctx_made_up_name(RuleCtx *ctx, Str table, const StrVec *columns, const char *suffix);

// "; <lead><a, b and c>", or nothing when there are none.
Str ctx_clause(RuleCtx *ctx, const char *lead, const StrVec *words);

// ---- conditions, keys and values (kit_value.c) ----

Str ctx_literal(RuleCtx *ctx, Str value); // 'value', as SQL writes it
// What a fix can write where a value of this type is wanted: 0, '', false, a label.
Str ctx_sample_value(RuleCtx *ctx, const TypeRef *type);
// The condition is "<column> IS NOT NULL" and nothing else.
bool ctx_tests_not_null(RuleCtx *ctx, Str condition, Str column);
// The condition holds only where the column is not NULL: "<column> IS NOT NULL", alone or
// joined to others by AND.
bool ctx_demands_value(RuleCtx *ctx, Str condition, Str column);
// A valid CHECK of the table demands a value of the column.
bool ctx_is_checked_not_null(RuleCtx *ctx, const Table *table, Str column);
// Foreign keys that rest on this primary key or unique constraint.
ForeignKeyVec ctx_keys_on(RuleCtx *ctx, const Table *table, const ConstraintDef *key);
// Those that point to the table, without what partitions have from their parents.
ForeignKeyVec ctx_keys_to(RuleCtx *ctx, Name table);
// The index that the op's constraint is made of; NULL: the history does not show it.
const Index *ctx_used_index(const RuleCtx *ctx, const Op *op);
// Why PostgreSQL refuses to make a unique constraint or primary key of that index; NULL:
// it does not, as far as the history shows.
const char *ctx_unfit_for_key(const RuleCtx *ctx, const Op *op);

// ---- what else the change does (kit_change.c) ----

// The first op behind `op` in its file that is of this kind and about the same object, as
// its name resolves now; NULL: none.
const Op *ctx_following(const RuleCtx *ctx, const Op *op, OpKind kind);
// The same with the same op->part.
const Op *ctx_following_part(const RuleCtx *ctx, const Op *op, OpKind kind);
// The last one before it in the file.
const Op *ctx_preceding(const RuleCtx *ctx, const Op *op, OpKind kind);
const Op *ctx_preceding_part(const RuleCtx *ctx, const Op *op, OpKind kind);
// The nearest op of the file behind this one that may fit the key, see op_index.h, or
// NULL; `op` NULL: the first of all. For a walk through those ops alone.
const Op *ctx_next(const RuleCtx *ctx, OpKey key, const Op *op);
// A walk through the ops behind one in the change: the rest of its file, then later
// files.
typedef struct Behind {
    const Op *next, *end; // of the file that it has come to
    size_t migration;     // which that is
    OpIndex *index;       // of its ops
} Behind;

Behind ctx_behind(const RuleCtx *ctx, const Op *op);
const Op *behind_next(RuleCtx *ctx, Behind *behind); // NULL: there is none left
// The walk goes on to the next op that may fit the key, as ctx_next().
const Op *behind_find(RuleCtx *ctx, Behind *behind, OpKey key);
// One of them is of this kind and about the same object, as its name resolves now.
bool ctx_is_followed(RuleCtx *ctx, const Op *op, OpKind kind);
// The op's own statement also takes this relation: DROP TABLE a, b.
bool ctx_statement_names(const RuleCtx *ctx, const Op *op, Name relation);
// The file also makes a table, or changes the definition of one that is in use, or of
// what belongs to it.
bool ctx_has_ddl(RuleCtx *ctx);
// Behind the op the file drops its table, or its column op->part, as a whole.
bool ctx_goes_later(const RuleCtx *ctx, const Op *op);
// The text of the op's statement; of an op inside of another statement its own text,
// which for ALTER TABLE is the action alone.
Str ctx_statement(const RuleCtx *ctx, const Op *op);
// The statement, with its ";", but for the constraint that ADD COLUMN has in it, which is
// what the op is about.
Str ctx_without_constraint(RuleCtx *ctx, const Op *op);
// No later file of the same change is judged: what is missing now stays missing.
bool ctx_is_last_of_batch(const RuleCtx *ctx, const Migration *migration);
// For .migration hooks: the tables that this batch has made, or given an index or a
// constraint; others may be among them.
TableVec ctx_batch_tables(RuleCtx *ctx);
// A finding of a .migration hook at the op that made something, in whichever file of the
// change that was; at the file as a whole where an edit has taken the op's place away.
Finding *report_origin(RuleCtx *ctx, const Origin *origin, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

// ---- the way back (kit_rollback.c) ----

// What undoes a migration: a part of its file, or a file of its own.
typedef struct Rollback {
    Str path;
    Str text;
    OpVec ops; // without effects; spans are of `text`
} Rollback;

// Of the migration at hand; without ops where it has none.
Rollback ctx_rollback(RuleCtx *ctx);

// ---- texts of two versions (kit_text.c) ----

// The same statements and instructions to the runner: the texts differ in comments and
// white space at most. When in doubt they are not the same.
bool ctx_same_statements(RuleCtx *ctx, Str a, Str b);
// A merged migration has the number that this one has taken, and its runner minds.
bool number_is_merged(const Project *project, const Migration *migration);
// The first line of the new text that is not as it was.
Span first_changed_line(Str now, Str before);

#endif
