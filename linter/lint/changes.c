// SPDX-License-Identifier: Apache-2.0
// The rows: which ops get one, which share one, and what each says.
#include "lint/changes_priv.h"

#include "base/lines.h"

bool change_is(const Change *change, ChangeFact fact)
{
    return (change->facts & (unsigned)fact) != 0;
}

LockTaken change_lock(const Change *change)
{
    return change->locks.len > 0 ? change->locks.at[0] : (LockTaken){ 0 };
}

Str change_object(Arena *arena, const Change *change)
{
    return change->relation.name.len > 0 ? name_text(arena, change->relation) : STR("");
}

// ---- which ops ----

// What a reviewer does not ask about: they change neither schema nor data, or what they
// do follows as ops of its own.
static const bool is_silent[OP_KIND_COUNT] = {
    [OP_NONE] = true,     [OP_TRANSACTION] = true, [OP_SET_SESSION] = true,
    [OP_DO_BLOCK] = true, [OP_SELECT] = true,      [OP_COMMENT] = true,
};

// Migrations that databases have, or that the runner takes for one that they have, do
// not run.
static bool runs(const Migration *migration)
{
    return migration->judged && migration->status != CHANGE_MERGED &&
           !migration->is_known;
}

static bool is_listed(RuleCtx *ctx, const Op *op)
{
    if (!runs(ctx_migration(ctx)))
        return false;
    if (op->effects.refused.len > 0)
        return true;
    return !is_silent[op->kind] && !ctx_is_gone(ctx, op);
}

// ---- effects on what is in use ----

static bool is_lighter(const LockTaken *a, const LockTaken *b)
{
    return a->mode != b->mode ? a->mode < b->mode
                              : a->kind == OBJ_INDEX && b->kind != OBJ_INDEX;
}

// Puts a lock behind those that are as strong; of one relation the strongest counts.
static void add_lock(Arena *arena, Change *change, LockTaken lock)
{
    for (size_t i = 0; i < change->locks.len; i++) {
        LockTaken *held = &change->locks.at[i];
        if (!name_eq(held->relation, lock.relation))
            continue;
        if (held->mode >= lock.mode)
            return;
        for (size_t k = i + 1; k < change->locks.len; k++)
            change->locks.at[k - 1] = change->locks.at[k];
        change->locks.len--;
        break;
    }
    *vec_push(arena, &change->locks) = lock;
    for (size_t i = change->locks.len; --i > 0;) {
        LockTaken *before = &change->locks.at[i - 1];
        if (!is_lighter(before, &lock))
            break;
        change->locks.at[i] = *before;
        *before = lock;
    }
}

static bool any_live(const RuleCtx *ctx, const NameVec *names)
{
    for (size_t i = 0; i < names->len; i++)
        if (ctx_is_live(ctx, names->at[i]))
            return true;
    return false;
}

// A foreign key of a table without rows looks nothing up, in neither table.
static bool is_key_of_nothing(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    return op->kind == OP_ADD_CONSTRAINT && op->constraint &&
           op->constraint->kind == CON_FOREIGN_KEY && table && !table->filled &&
           !table->uncertain && ctx_table_is_idle(ctx, op);
}

static Duration live_duration(RuleCtx *ctx, const Op *op)
{
    const Effects *effects = &op->effects;
    if (effects->duration == DURATION_BRIEF || is_key_of_nothing(ctx, op))
        return DURATION_BRIEF;
    if (any_live(ctx, &effects->rewrites))
        return effects->duration;
    return any_live(ctx, &effects->scans) || any_live(ctx, &effects->index_rebuilds)
               ? DURATION_SCAN
               : DURATION_BRIEF;
}

static void add_works(RuleCtx *ctx, Change *change, const NameVec *names)
{
    for (size_t i = 0; i < names->len; i++)
        if (ctx_is_live(ctx, names->at[i]) && !names_have(&change->works, names->at[i]))
            *vec_push(ctx_arena(ctx), &change->works) = names->at[i];
}

// The rows that are changed have to be found first, and no index helps with many.
static void add_search(RuleCtx *ctx, Change *change, const Op *op)
{
    Name table = catalog_resolve(ctx_catalog(ctx), op->name);
    if (!ctx_is_live(ctx, table))
        return;
    add_works(ctx, change, &(NameVec){ .at = &table, .len = 1 });
    if (change->duration == DURATION_BRIEF)
        change->duration = DURATION_SCAN;
}

static void add_effects(RuleCtx *ctx, Change *change, const Op *op)
{
    const Effects *effects = &op->effects;
    if (effects->refused.len > 0)
        return; // nothing of it happens
    for (size_t i = 0; i < effects->locks.len; i++)
        if (effects->locks.at[i].live)
            add_lock(ctx_arena(ctx), change, effects->locks.at[i]);
    Duration duration = live_duration(ctx, op);
    change->duration = duration > change->duration ? duration : change->duration;
    if (duration > DURATION_BRIEF) {
        add_works(ctx, change, &effects->rewrites);
        add_works(ctx, change, &effects->scans);
    }
    if (ctx_meets_many_rows(ctx, op))
        add_search(ctx, change, op);
    change->outwaits = change->outwaits || effects->outwaits;
    if (effects->online.algorithm > change->online.algorithm)
        change->online = effects->online;
}

// ---- parts ----

static Str column_words(RuleCtx *ctx, const ColumnDef *column)
{
    return ctx_fmt(ctx, STR_FMT "%s", STR_ARG(ctx_type_sql(ctx, column)),
                   column->not_null ? " NOT NULL" : "");
}

static Str index_columns(RuleCtx *ctx, const IndexDef *index)
{
    StrVec words = { 0 };
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        *vec_push(ctx_arena(ctx), &words) =
            part->column.len > 0 ? part->column : part->expression;
    }
    return ctx_list(ctx, &words);
}

static Str constraint_is(RuleCtx *ctx, const ConstraintDef *constraint)
{
    if (constraint->kind == CON_FOREIGN_KEY)
        return name_text(ctx_arena(ctx),
                         catalog_resolve(ctx_catalog(ctx), constraint->ref_table));
    return constraint->kind == CON_CHECK ? constraint->expression
                                         : ctx_list(ctx, &constraint->columns);
}

static ChangePart part_of(RuleCtx *ctx, const Op *op)
{
    ChangePart part = { .name = op->part };
    if (op->constraint && op->kind == OP_ADD_CONSTRAINT) {
        part.name = ctx_constraint_name(ctx, op);
        part.is = constraint_is(ctx, op->constraint);
    } else if (op->index) {
        part.name = ctx_index_name(ctx, op->index);
        part.is = index_columns(ctx, op->index);
    } else if ((op->kind == OP_ALTER_COLUMN_TYPE || op->kind == OP_MODIFY_COLUMN) &&
               op->column) {
        const Column *old = table_column(ctx_table(ctx, op), op->part);
        part.was = old ? ctx_type_sql(ctx, old->def) : (Str){ 0 };
        part.is = ctx_type_sql(ctx, op->column);
    } else if (op->kind == OP_ADD_COLUMN && op->column) {
        part.is = column_words(ctx, op->column);
    } else if (op->kind == OP_REBUILD_TABLE) {
        part.is = (Str){ 0 }; // the stand-in is gone with the last step
    } else if (op->kind == OP_SET_SCHEMA) {
        part.is = op->other.schema;
    } else if (op->kind == OP_ATTACH_PARTITION || op->kind == OP_DETACH_PARTITION) {
        part.name = name_text(ctx_arena(ctx), op->other);
    } else if (op->kind != OP_DROP_TRIGGER && op->kind != OP_DROP_POLICY) {
        part.is = op->other.name;
    }
    return part;
}

static void add_parts(RuleCtx *ctx, Change *change, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    if (op->kind == OP_CREATE_TABLE && op->table) {
        for (size_t i = 0; i < op->table->columns.len; i++) {
            const ColumnDef *column = &op->table->columns.at[i];
            *vec_push(arena, &change->parts) =
                (ChangePart){ .name = column->name, .is = column_words(ctx, column) };
        }
        return;
    }
    ChangePart part = part_of(ctx, op);
    if (part.name.len > 0 || part.is.len > 0)
        *vec_push(arena, &change->parts) = part;
}

static void add_key(Arena *arena, Change *change, const ConstraintDef *constraint)
{
    if (constraint->kind == CON_FOREIGN_KEY)
        *vec_push(arena, &change->keys) = constraint;
}

static void add_keys(Arena *arena, Change *change, const Op *op)
{
    if (op->constraint && op->kind == OP_ADD_CONSTRAINT)
        add_key(arena, change, op->constraint);
    for (size_t i = 0; op->table && i < op->table->constraints.len; i++)
        add_key(arena, change, &op->table->constraints.at[i]);
}

// ---- rows ----

static Name relation_of(RuleCtx *ctx, const Op *op)
{
    static const bool has_no_schema[OBJECT_KIND_COUNT] = {
        [OBJ_SCHEMA] = true,   [OBJ_EXTENSION] = true,   [OBJ_ROLE] = true,
        [OBJ_DATABASE] = true, [OBJ_PUBLICATION] = true, [OBJ_SUBSCRIPTION] = true,
        [OBJ_FOREIGN] = true,  [OBJ_OTHER] = true,
    };
    Name name = op->index ? op->index->table : op->name;
    if (name.name.len == 0 || has_no_schema[op->object])
        return name;
    Arena *arena = ctx_arena(ctx);
    if (op->kind == OP_CREATE_TABLE && op->table &&
        op->table->persistence == PERSIST_TEMPORARY)
        return (Name){ STR("pg_temp"), arena_copy(arena, name.name) };
    name = catalog_resolve(ctx_catalog(ctx), name);
    return (Name){ arena_copy(arena, name.schema), arena_copy(arena, name.name) };
}

// Facts that say nothing of what nobody uses yet.
enum {
    OF_LIVE = CHANGE_LOSES_DATA | CHANGE_FOREVER | CHANGE_BREAKS_CODE |
              CHANGE_CHECKS_ROWS | CHANGE_WANTS_VALUE | CHANGE_TYPE | CHANGE_FRAGILE
};

static unsigned facts_of(RuleCtx *ctx, const Op *op)
{
    unsigned facts = change_facts(ctx, op);
    if (op->effects.refused.len > 0) // nothing of it happens
        return facts & (unsigned)CHANGE_WANTS_VALUE;
    if (change_is_new(ctx, op))
        return (facts & ~(unsigned)OF_LIVE) | CHANGE_UNUSED;
    bool own = op->kind == OP_DROP_COLUMN && ctx_column_is_new(ctx, op);
    return own ? facts & ~(unsigned)OF_LIVE : facts;
}

static Change make_row(RuleCtx *ctx, const Op *op)
{
    const Migration *migration = ctx_migration(ctx);
    const Session *session = &ctx->session->at[op - ctx->session->ops->at].session;
    return (Change){
        .path = migration->path,
        .migration = migration->name,
        .span = op->span,
        .stmt = op->stmt,
        .kind = op->kind,
        .object = op->object,
        .flags = op->flags,
        .operation = change_operation(ctx_arena(ctx), op),
        .relation = relation_of(ctx, op),
        .count = 1,
        .lock_timeout = session_limit(session, STR("lock_timeout")),
        .facts = facts_of(ctx, op),
        .transaction = session->transaction,
    };
}

// Rows are written in the same way over and over: what counts is that it is done.
static const bool is_repeated[OP_KIND_COUNT] = {
    [OP_INSERT] = true,
    [OP_COPY] = true,
    [OP_GRANT] = true,
};

static bool same_words(const Change *a, const Change *b)
{
    return str_eq(a->path, b->path) && a->kind == b->kind && a->facts == b->facts &&
           str_eq(a->operation, b->operation) && str_eq(a->refused, b->refused);
}

// The row is one with the last one: of one ALTER TABLE the actions of a kind, and the
// constraints written behind a new column.
static bool belongs_to(const Change *last, const Change *row)
{
    bool together = last->stmt.start == row->stmt.start && str_eq(last->path, row->path);
    bool about = name_eq(last->relation, row->relation);
    if (together && about && last->kind == OP_ADD_COLUMN && (row->flags & OPF_INLINE))
        return true;
    return about && (together || is_repeated[row->kind]) && same_words(last, row);
}

// A table that is empty takes what rows keep the server from.
static Str refused_words(Arena *arena, const Op *op)
{
    static const char *const places[] = {
        [REFUSED_FOR_ITSELF] = "",
        [REFUSED_FOR_COMPANY] = "",
        [REFUSED_FOR_CLAUSES] = "",
        [REFUSED_FOR_ROWS] = " (on a table with rows)",
        [REFUSED_FOR_NULLS] = " (on a row that holds NULL)",
        [REFUSED_AT_COMMIT] = " (when the transaction commits)",
    };
    const Effects *effects = &op->effects;
    return effects->refused.len > 0
               ? arena_fmt(arena, STR_FMT "%s", STR_ARG(effects->refused),
                           places[effects->refused_for])
               : (Str){ 0 };
}

void changes_add(RuleCtx *ctx, const Op *op, ChangeVec *changes)
{
    if (!is_listed(ctx, op))
        return;
    Arena *arena = ctx_arena(ctx);
    Change row = make_row(ctx, op);
    row.verb = op->kind == OP_REBUILD_TABLE ? op->verb : (Str){ 0 };
    row.refused = refused_words(arena, op);
    Change *last = changes->len > 0 ? &changes->at[changes->len - 1] : NULL;
    Change *into = last;
    if (last && belongs_to(last, &row)) {
        last->facts |= row.facts;
        last->count += last->stmt.start != row.stmt.start;
        if (last->stmt.start == row.stmt.start && last->span.end < row.span.end)
            last->span.end = row.span.end;
    } else {
        into = vec_push(arena, changes);
        *into = row;
    }
    add_effects(ctx, into, op);
    if (into->kind == op->kind && !is_repeated[op->kind])
        add_parts(ctx, into, op);
    add_keys(arena, into, op);
}

// ---- what is known later ----

// The first row whose statement does not begin before the place.
static size_t first_row(const ChangeVec *changes, size_t from, size_t place)
{
    size_t to = changes->len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (changes->at[middle].stmt.start < place)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

// What the op alone does not tell: a type may be narrower, a key's duplicates go under
// IGNORE, an option takes the history. All others say themselves what they lose, among
// them an UPDATE that writes over nothing.
static bool asks_rules(const Change *change)
{
    static const bool asks[OP_KIND_COUNT] = {
        [OP_ALTER_COLUMN_TYPE] = true, [OP_MODIFY_COLUMN] = true,
        [OP_CREATE_INDEX] = true,      [OP_ADD_CONSTRAINT] = true,
        [OP_SET_TABLE_OPTION] = true,
    };
    return asks[change->kind] ||
           (change->kind == OP_UPDATE && change_is(change, CHANGE_FOREVER));
}

static void mark_loss(ChangeVec *changes, size_t first, const Finding *finding)
{
    for (size_t i = first_row(changes, first, finding->stmt.start);
         i < changes->len && changes->at[i].stmt.start == finding->stmt.start; i++) {
        Change *change = &changes->at[i];
        bool within = finding->span.start < change->span.end &&
                      change->span.start < finding->span.end;
        if (within && asks_rules(change) && change->refused.len == 0 &&
            str_eq(change->path, finding->path))
            change->facts |= CHANGE_LOSES_DATA | CHANGE_FOREVER;
    }
}

void changes_end_file(RuleCtx *ctx, ChangeVec *changes, size_t first, size_t finding)
{
    if (first == changes->len)
        return;
    Arena *scratch = arena_new();
    Lines lines = lines_new(scratch, ctx_migration(ctx)->text);
    for (size_t i = first; i < changes->len; i++)
        changes->at[i].line = lines_at(&lines, changes->at[i].span.start).line;
    arena_free(scratch);
    for (size_t i = finding; i < ctx->findings->len; i++)
        if (ctx->findings->at[i].rule->loses_data && !ctx->findings->at[i].fails)
            mark_loss(changes, first, &ctx->findings->at[i]);
}

// An index that begins with the key's columns, in any order.
static bool helps(const Index *index, const ConstraintDef *key)
{
    if (index->def.where.ptr || index->def.parts.len < key->columns.len)
        return false;
    for (size_t i = 0; i < key->columns.len; i++)
        if (!list_has(&key->columns, index->def.parts.at[i].column))
            return false;
    return true;
}

static bool is_indexed(const Table *table, const ConstraintDef *key)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (helps(table->indexes.at[i], key))
            return true;
    return false;
}

static void look_at_keys(RuleCtx *ctx, Change *change)
{
    const Table *table = catalog_table(ctx_catalog(ctx), change->relation);
    for (size_t i = 0; table && i < change->keys.len; i++)
        if (!is_indexed(table, change->keys.at[i]))
            *vec_push(ctx_arena(ctx), &change->unindexed) =
                ctx_columns_sql(ctx, &change->keys.at[i]->columns);
}

// What is dropped or renamed, and there again when the change is through, is missed by
// nobody.
static bool is_back(const RuleCtx *ctx, const Change *change)
{
    const Catalog *catalog = ctx_catalog(ctx);
    if (change->kind == OP_DROP_COLUMN || change->kind == OP_RENAME_COLUMN)
        return false;
    if (change->object == OBJ_TYPE || change->object == OBJ_DOMAIN)
        return catalog_type(catalog, change->relation);
    if (change->object == OBJ_FUNCTION)
        return catalog_function(catalog, change->relation, (Str){ 0 });
    return catalog_table(catalog, change->relation) ||
           catalog_view(catalog, change->relation) ||
           catalog_sequence(catalog, change->relation);
}

// Locks are kept until their transaction ends, whatever it goes on to do.
static void hold_locks(ChangeVec *changes, size_t first)
{
    size_t transaction = 0;
    Duration longest = DURATION_BRIEF;
    for (size_t i = changes->len; i-- > first;) {
        Change *change = &changes->at[i];
        if (change->transaction == 0 || change->transaction != transaction)
            longest = DURATION_BRIEF;
        transaction = change->transaction;
        longest = change->duration > longest ? change->duration : longest;
        change->held = longest;
    }
}

void changes_end(RuleCtx *ctx, ChangeVec *changes, size_t first)
{
    for (size_t i = first; i < changes->len; i++) {
        Change *change = &changes->at[i];
        look_at_keys(ctx, change);
        if (change_is(change, CHANGE_BREAKS_CODE) && is_back(ctx, change))
            change->facts &= ~(unsigned)CHANGE_BREAKS_CODE;
    }
    hold_locks(changes, first);
}
