// SPDX-License-Identifier: Apache-2.0
// Constraints: of tables, of columns and of domains.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

static Str key_action(char code)
{
    switch (code) {
    case FKCONSTR_ACTION_RESTRICT:
        return STR("restrict");
    case FKCONSTR_ACTION_CASCADE:
        return STR("cascade");
    case FKCONSTR_ACTION_SETNULL:
        return STR("set null");
    case FKCONSTR_ACTION_SETDEFAULT:
        return STR("set default");
    default: // 'a', no action, and NUL in what is no foreign key
        return (Str){ 0 };
    }
}

static void fill_key(const PgStmt *stmt, Constraint *node, Range range,
                     ConstraintDef *def)
{
    (void)range;
    def->columns = pg_strings(stmt, node->keys);
    def->include = pg_strings(stmt, node->including);
    def->using_index = pg_str(stmt, node->indexname);
    def->nulls_not_distinct = node->nulls_not_distinct;
}

static void fill_foreign(const PgStmt *stmt, Constraint *node, Range range,
                         ConstraintDef *def)
{
    (void)range;
    def->columns = pg_strings(stmt, node->fk_attrs);
    def->ref_table = pg_relation(stmt, node->pktable);
    def->ref_columns = pg_strings(stmt, node->pk_attrs);
    def->on_delete = key_action(node->fk_del_action);
    def->on_update = key_action(node->fk_upd_action);
    def->on_delete_columns = pg_strings(stmt, node->fk_del_set_cols);
    def->match_full = node->fk_matchtype == FKCONSTR_MATCH_FULL;
}

static void fill_check(const PgStmt *stmt, Constraint *node, Range range,
                       ConstraintDef *def)
{
    (void)node;
    def->expression = pg_group_after(stmt, range, "check");
}

static void fill_exclude(const PgStmt *stmt, Constraint *node, Range range,
                         ConstraintDef *def)
{
    size_t open = pg_find_punct(stmt, range, '(');
    def->expression = pg_text(stmt, pg_inside(stmt, open, range.to));
    ListCell *cell;
    foreach (cell, node->exclusions) {
        const IndexElem *element = linitial(lfirst_node(List, cell));
        if (element->name != NULL)
            *vec_push(stmt->arena, &def->columns) = pg_str(stmt, element->name);
    }
}

typedef struct KindRow {
    ConstraintKind kind;
    void (*fill)(const PgStmt *stmt, Constraint *node, Range range, ConstraintDef *def);
} KindRow;

static const KindRow kinds[] = {
    [CONSTR_NOTNULL] = { CON_NOT_NULL, fill_key },
    [CONSTR_CHECK] = { CON_CHECK, fill_check },
    [CONSTR_PRIMARY] = { CON_PRIMARY_KEY, fill_key },
    [CONSTR_UNIQUE] = { CON_UNIQUE, fill_key },
    [CONSTR_EXCLUSION] = { CON_EXCLUDE, fill_exclude },
    [CONSTR_FOREIGN] = { CON_FOREIGN_KEY, fill_foreign },
};

static bool is_enforced(const Constraint *node)
{
    // Only these two can be told not to be; the grammar leaves the others' flag alone.
    bool either = node->contype == CONSTR_CHECK || node->contype == CONSTR_FOREIGN;
    return !either || node->is_enforced;
}

bool pg_constraint(const PgStmt *stmt, Constraint *node, Range range, ConstraintDef *def)
{
    size_t type = (size_t)node->contype;
    if (type >= sizeof kinds / sizeof *kinds || kinds[type].fill == NULL)
        return false;
    if (node->contype == CONSTR_NOTNULL && node->conname == NULL && node->keys == NIL)
        return false;
    *def = (ConstraintDef){ .kind = kinds[type].kind };
    def->name = pg_str(stmt, node->conname);
    def->span = stmt->pin ? *stmt->pin : pg_span(stmt, range);
    def->deferrable = node->deferrable;
    def->initially_deferred = node->initdeferred;
    def->not_valid = node->skip_validation;
    def->no_inherit = node->is_no_inherit;
    def->not_enforced = !is_enforced(node);
    kinds[type].fill(stmt, node, range, def);
    return true;
}
