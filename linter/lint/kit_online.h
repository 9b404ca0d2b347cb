// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: what an ALTER TABLE of MySQL or MariaDB costs
// those who use the table, and which part of the statement is to blame for it.
#ifndef LINT_KIT_ONLINE_H
#define LINT_KIT_ONLINE_H

#include "ir/op.h"
#include "lint/finding.h"

typedef struct RuleCtx RuleCtx;

typedef enum Blame {
    BLAME_NOTHING,
    BLAME_DEFAULT, // ADD COLUMN with a value of its own for each row
    BLAME_COLUMN,  // ADD or DROP COLUMN that could have been instant
    BLAME_TYPE,    // MODIFY, CHANGE: rows are copied
    BLAME_CHECK,   // ADD CHECK, ALTER CHECK … ENFORCED
    BLAME_INDEX,   // a FULLTEXT, SPATIAL or functional index, or a new AUTO_INCREMENT
    BLAME_REBUILD  // everything else for which the rows are written anew
} Blame;

// The cost of a statement to a live table.
typedef struct Outage {
    Blame blame;
    const Op *op;  // the one that is to blame
    bool copies;   // all rows, one after the other
    bool rewrites; // that, or in place
    bool blocks;   // writes wait until it is done
    bool parts;    // it is about the rows of the partitions alone that it names
    // The op by itself would be instant: what stands beside it, or the statement's own
    // clause, is why all rows are written. NULL: the op is.
    const Op *beside;
    bool asked; // ALGORITHM=COPY or INPLACE asks for it
} Outage;

// Of the op's statement, at its first op. Nothing: on TiDB; where the table is new or
// temporary, or among the rule's option "small-tables"; where the server refuses the
// statement; where ALGORITHM=INSTANT or LOCK=NONE is asserted; and where a rule about the
// op to blame says as much: a column that becomes NOT NULL or narrower, loses an
// attribute or gets another charset, members of an ENUM, a FOREIGN KEY, a
// column that leaves an index to others, ALTER IGNORE.
Outage ctx_outage(RuleCtx *ctx, const Op *op);

// Part of a message: "copies all rows of users, and writes to it wait until that is
// done".
Str ctx_outage_words(RuleCtx *ctx, const Outage *outage);
// A finding at the op that is to blame: an error at a table of the option "large-tables",
// a notice where writes go on beside a copy, where the worst is presumed, or where it is
// about partitions, which are often empty.
Finding *report_outage(RuleCtx *ctx, const Outage *outage, Str message);

// The strongest clauses that the server takes for the statement: "ALGORITHM=INPLACE,
// LOCK=NONE"; with `apart` between them. Empty: it takes none.
Str ctx_strongest_clauses(RuleCtx *ctx, const Op *op, const char *apart);

// A step that changes the table with a tool that lets writes go on.
void fix_by_tool(RuleCtx *ctx, Finding *f, const Op *op);
// Each op is an action by itself, and none is inside of another.
bool ctx_can_split(const RuleCtx *ctx, const Op *op);
// A step that makes two or three ALTER TABLEs of it, each as quick as it can be; for what
// can be split.
void fix_by_splitting(RuleCtx *ctx, Finding *f, const Op *op);

#endif
