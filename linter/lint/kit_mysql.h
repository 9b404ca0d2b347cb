// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: columns of MySQL and its kin, whose MODIFY and
// CHANGE state a definition as a whole, and what a new definition does to the old values.
#ifndef LINT_KIT_MYSQL_H
#define LINT_KIT_MYSQL_H

#include "catalog/catalog.h"
#include "lint/finding.h"

typedef struct RuleCtx RuleCtx;

// ---- a column as SQL (kit_mysql.c) ----

// The whole definition, as ADD, MODIFY and CREATE TABLE state it: `email` varchar(255)
// COLLATE utf8mb4_bin NOT NULL COMMENT 'of work'. It has the charset and the collation
// where they are not the table's (NULL: not known), and no key, CHECK or REFERENCES,
// which MODIFY keeps. To write a changed column, give a changed copy.
Str ctx_column_sql(RuleCtx *ctx, const Table *table, const ColumnDef *column);

// A TEXT, BLOB, JSON or geometry column, whose DEFAULT MySQL takes in brackets alone.
bool type_wants_brackets(const TypeRef *type);
// The server as people call it: "MySQL 8.0.29", "TiDB 7.5".
Str ctx_server(RuleCtx *ctx);
// The catalog knows how the column is defined; one that is only presumed has no type.
bool column_is_known(const Column *column);
// ALTER TABLE … MODIFY COLUMN …, or CHANGE where the op renames the column, with this
// definition in the place of the op's.
Str ctx_modify_sql(RuleCtx *ctx, const Op *op, const ColumnDef *column);
// A literal of the type that a fix can write as a default: 0, '', 'label'; empty: it has
// none.
Str ctx_default_value(RuleCtx *ctx, const TypeRef *type);
// Before the op the same change has looked after the column's values: an UPDATE writes
// it, or a DELETE or a CHECK asks about it.
bool ctx_looked_after(RuleCtx *ctx, const Op *op);

// ---- what MODIFY and CHANGE leave out (kit_mysql.c) ----

typedef enum ColumnPart {
    PART_NOT_NULL = 1 << 0,
    PART_DEFAULT = 1 << 1,
    PART_ON_UPDATE = 1 << 2,
    PART_AUTO_INCREMENT = 1 << 3,
    PART_UNSIGNED = 1 << 4,
    PART_GENERATED = 1 << 5,
    PART_INVISIBLE = 1 << 6,
    PART_COMMENT = 1 << 7,
    PART_CHARSET = 1 << 8,
    PART_COLLATION = 1 << 9,
    PART_OTHERS = 1 << 10 // ColumnDef.others
} ColumnPart;

// ColumnPart bits: what the old definition has and the new one is silent about, so that
// the column loses it. What the new one takes away in so many words (NULL, SIGNED,
// COMMENT '') does not count.
unsigned ctx_lost_parts(RuleCtx *ctx, const Table *table, const ColumnDef *old,
                        const ColumnDef *new);
// One part is lost, and nothing else changes: that is what the op is for. The servers
// have no other statement that takes NOT NULL, AUTO_INCREMENT or ON UPDATE away.
bool ctx_loss_is_meant(RuleCtx *ctx, const Op *op, const ColumnDef *old, unsigned lost);
// The new definition with these parts of the old one.
ColumnDef ctx_with_parts(RuleCtx *ctx, const ColumnDef *new, const ColumnDef *old,
                         unsigned parts);
// The parts as SQL, for a message: "NOT NULL", "DEFAULT 'x'".
StrVec ctx_part_words(RuleCtx *ctx, const ColumnDef *old, const ColumnDef *new,
                      unsigned parts);

// ---- MODIFY and CHANGE (kit_modify.c) ----

// The op, and the column as it was; NULL: the history does not show it.
typedef struct Modify {
    const Op *op;
    const Table *table;
    const ColumnDef *old, *new;
    Str member; // "users.email"
} Modify;

// False where nobody's values change: a new column or table, one that goes later.
bool ctx_read_modify(RuleCtx *ctx, const Op *op, Modify *modify);
// What the rule would judge is not known: said, and no gate.
void report_unknown_modify(RuleCtx *ctx, const Modify *modify, const char *what);
// "; MySQL 8.0.29 refuses the statement: …", or nothing.
Str ctx_refusal(RuleCtx *ctx, const Op *op);
// A sql_mode that the file sets itself is strict; the server's own is not known, and
// strict since 5.7.
bool ctx_is_strict(RuleCtx *ctx, const Op *op);

// ---- whether the new type holds the old values (kit_domain.c) ----

typedef struct Narrowing {
    Str lost;    // "values above 127"; empty: the new type holds every value
    bool silent; // a strict sql_mode does not stop it either: it rounds, or cuts
} Narrowing;

// ENUM to ENUM and SET to SET are not judged here.
Narrowing ctx_narrowing(RuleCtx *ctx, const Table *table, const ColumnDef *old,
                        const ColumnDef *new);

#endif
