// SPDX-License-Identifier: Apache-2.0
// The kit that rules are made of, and the only header they include. A rule is one RULE()
// in one family file and one folder of fixtures; the table of all rules is made from the
// files at build time.
#ifndef LINT_RULE_H
#define LINT_RULE_H

#include "base/path.h"
#include "catalog/lists.h"
#include "ir/migration.h"
#include "lint/finding.h"
#include "lint/kit.h"
#include "lint/kit_charset.h"
#include "lint/kit_deploy.h"
#include "lint/kit_drift.h"
#include "lint/kit_drop.h"
#include "lint/kit_effect.h"
#include "lint/kit_fix.h"
#include "lint/kit_journal.h"
#include "lint/kit_mysql.h"
#include "lint/kit_online.h"
#include "lint/kit_option.h"
#include "lint/kit_rebuild.h"
#include "lint/kit_schema.h"
#include "lint/kit_server.h"
#include "lint/kit_session.h"
#include "lint/kit_trial.h"

enum { RULE_MAX_ON = 12 };

// What a blocking finding of the rule means to a pipeline that branches on the reason.
typedef enum RuleKind {
    KIND_OTHER,
    KIND_DRIFT,   // schema, snapshot and migrations say different things
    KIND_MISSING, // a file of the history is not there
    KIND_PENDING  // a database has yet to run migrations
} RuleKind;

enum { RULE_KIND_COUNT = 4 };

typedef struct Rule {
    const char *id;    // kebab-case; the C name with "-" for "_"
    const char *since; // the version that brought it
    Severity severity;
    RuleKind kind;
    const char *dialects; // ANY_DIALECT or names with blanks between: "postgres mysql"; a
                          // family of servers is one too: "tidb"
    bool off;             // not on unless asked for: matters of taste
    bool always; // cannot be suppressed or switched off: without it the gate would guess
    bool undone; // .op looks at what a ROLLBACK takes back too: it locks, or fails, all
                 // the same
    bool loses_data; // what it finds is gone for good: errors of it ask for an approval
    bool gap;        // what it finds was not judged, or an exception that holds no more:
                     // `strict` makes it an error
    RuleOption options[RULE_MAX_OPTIONS];
    OpKind on[RULE_MAX_ON]; // the ops that .op looks at; none: all

    // Before an op is applied: ctx_catalog() is the schema as the op finds it.
    void (*op)(RuleCtx *ctx, const Op *op);
    // After the last op of a migration.
    void (*migration)(RuleCtx *ctx, const Migration *migration);
    // A project's files as such, on one side only. What the base already had wrong is not
    // reported again.
    void (*project)(RuleCtx *ctx, const Project *project);
    // Each object on which the SQL and a snapshot do not agree, at the first snapshot
    // that shows it. What the base had already is not reported again. After .project.
    void (*drift)(RuleCtx *ctx, const Difference *difference);
    // What the change did to the project; only called when there is a base.
    void (*change_set)(RuleCtx *ctx, const Project *now, const Project *base);

    const char *title; // one line, no full stop
    const char *why;   // what goes wrong in production: two or three sentences
    const char
        *fix; // what to do instead, in general; a finding may say it with real names
    const char *bad;  // an example that fires this rule; see rules/README.md for the form
    const char *good; // the same purpose without a finding of any rule
} Rule;

#define ANY_DIALECT NULL

#define RULE(name)                                                                       \
    extern const Rule rule_##name;                                                       \
    const Rule rule_##name

typedef struct RuleEntry {
    const Rule *rule;
    const char *family; // the file's name without ".c"
} RuleEntry;

extern const RuleEntry rule_index[]; // sorted by id
extern const size_t rule_index_len;

const Rule *rule_find(Str id);          // NULL when there is none
Str rule_unknown(Arena *arena, Str id); // that there is none, with the nearest one
const char *rule_family(const Rule *rule);
bool rule_applies(const Rule *rule, Str dialect, Str family);

// ---- what a rule can ask ----

// As the op finds it, in .migration as the file leaves it; in .project and .change_set
// after all migrations, and NULL where .project looks at the base, whose SQL is not
// replayed.
const Catalog *ctx_catalog(const RuleCtx *ctx);
const Project *ctx_project(const RuleCtx *ctx);
const Migration *ctx_migration(const RuleCtx *ctx); // NULL in .project and .change_set
const Engine *ctx_engine(const RuleCtx *ctx);
bool ctx_is_mysql(const RuleCtx *ctx);  // or one of its kin
bool ctx_is_sqlite(const RuleCtx *ctx); // likewise
const Runner *ctx_runner(const RuleCtx *ctx);
// What counts as the present, in milliseconds since 1970; 0: not known.
double ctx_present(const RuleCtx *ctx);
Arena *ctx_arena(RuleCtx *ctx); // for texts of findings; lives as long as they do
// The ops of the migration at hand, in order, the present one and later ones included;
// later ones have no effects yet.
const OpVec *ctx_ops(const RuleCtx *ctx);

// The same of a migration of the present batch that was judged before, or is at hand;
// NULL of others.
const OpVec *ctx_ops_of(const RuleCtx *ctx, size_t migration);

// The table that the op names (of index ops: the index's table), or NULL when the replay
// never saw it.
const Table *ctx_table(const RuleCtx *ctx, const Op *op);
// The op's table is made by the same change: it has no rows and no readers yet.
bool ctx_table_is_new(const RuleCtx *ctx, const Op *op);
// The op's column (op->part) was added by the same change.
bool ctx_column_is_new(const RuleCtx *ctx, const Op *op);
// Every column that an UPDATE writes was added by the same change: it overwrites nothing.
bool ctx_is_backfill(const RuleCtx *ctx, const Op *op);
// The schema-qualified name of the op's relation: "public.users". CREATE INDEX: the
// table's; DROP INDEX: the index's.
Str ctx_relation(RuleCtx *ctx, const Op *op);
// The same with a part: "public.users.email".
Str ctx_member(RuleCtx *ctx, const Op *op, Str part);

// ---- what a rule can say ----

// A finding at the op, with the rule's own severity, why and fix, and the op's heaviest
// lock; change its fields at will until the next call. Text is a sentence without a full
// stop.
Finding *report_op(RuleCtx *ctx, const Op *op, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
// A finding at a place in a file. text may be empty (then span is 0,0).
Finding *report_file(RuleCtx *ctx, Str path, Str text, Span span, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
// Text for message, why, fix or object.
Str ctx_fmt(RuleCtx *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
