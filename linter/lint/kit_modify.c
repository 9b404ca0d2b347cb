// SPDX-License-Identifier: Apache-2.0
// What rules about MySQL's columns say and ask alike.
#include "base/list.h"
#include "base/out.h"
#include "lint/rule.h"

// ---- the server ----

Str ctx_server(RuleCtx *ctx)
{
    static const struct {
        const char *family, *title;
    } titles[] = {
        { "mysql", "MySQL" },   { "mariadb", "MariaDB" }, { "tidb", "TiDB" },
        { "sqlite", "SQLite" }, { "libsql", "libSQL" },   { "d1", "D1" },
    };
    const Engine *engine = ctx_engine(ctx);
    Out out = out_new(ctx_arena(ctx));
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (engine_is(engine, titles[i].family))
            out_cstr(&out, titles[i].title);
    if (engine->major > 0)
        out_fmt(&out, " %d.%d", engine->major, engine->minor);
    if (engine->patch > 0)
        out_fmt(&out, ".%d", engine->patch);
    return out_text(&out);
}

// ---- a column ----

bool column_is_known(const Column *column)
{
    return column && column->def->type.name.name.len > 0;
}

static Str position_sql(RuleCtx *ctx, const Op *op)
{
    Str position = op_rest(op)->position;
    if (!position.ptr)
        return STR("");
    if (position.len == 0)
        return STR(" FIRST");
    return ctx_fmt(ctx, " AFTER " STR_FMT, STR_ARG(ctx_ident_sql(ctx, position)));
}

Str ctx_modify_sql(RuleCtx *ctx, const Op *op, const ColumnDef *column)
{
    bool renames = op->part.len > 0 && !str_eq(op->part, column->name);
    Str old = renames ? ctx_fmt(ctx, "CHANGE COLUMN " STR_FMT " ",
                                STR_ARG(ctx_ident_sql(ctx, op->part)))
                      : STR("MODIFY COLUMN ");
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " " STR_FMT STR_FMT STR_FMT ";",
                   STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(old),
                   STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), column)),
                   STR_ARG(position_sql(ctx, op)));
}

typedef struct Sample {
    const char *type, *value;
} Sample;

static const Sample samples[] = {
    { "tinyint", "0" },
    { "smallint", "0" },
    { "mediumint", "0" },
    { "int", "0" },
    { "bigint", "0" },
    { "decimal", "0" },
    { "float", "0" },
    { "double", "0" },
    { "bit", "b'0'" },
    { "year", "2000" },
    { "date", "'1970-01-01'" },
    { "datetime", "'1970-01-01 00:00:00'" },
    { "timestamp", "'1971-01-01 00:00:00'" },
    { "time", "'00:00:00'" },
    { "char", "''" },
    { "varchar", "''" },
    { "binary", "''" },
    { "varbinary", "''" },
    { "set", "''" },
    { "uuid", "'00000000-0000-0000-0000-000000000000'" },
    { "inet4", "'0.0.0.0'" },
    { "inet6", "'::'" },
};

Str ctx_default_value(RuleCtx *ctx, const TypeRef *type)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        if (str_eq(type->name.name, str_from(samples[i].type)))
            return str_from(samples[i].value);
    return type->labels.len > 0 ? ctx_literal(ctx, type->labels.at[0]) : STR("");
}

// ---- what came before ----

static bool is_about(RuleCtx *ctx, const Op *op, Str column)
{
    if (op->kind == OP_UPDATE)
        return list_has_ci(&op->columns, column);
    if (op->kind == OP_DELETE)
        return op->where != WHERE_SOME ||
               ctx_mentions(ctx, ctx_statement(ctx, op), column);
    return op->kind == OP_TRUNCATE ||
           (op->kind == OP_ADD_CONSTRAINT && op->constraint->kind == CON_CHECK &&
            ctx_mentions(ctx, op->constraint->expression, column));
}

// Files of the same change that were judged before this one.
static bool is_looked_after_beside(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    const MigrationVec *all = &ctx_project(ctx)->migrations;
    for (size_t i = 0; i < catalog_migration(catalog); i++) {
        const OpVec *ops =
            all->at[i].batch == catalog_batch(catalog) ? ctx_ops_of(ctx, i) : NULL;
        for (size_t k = 0; ops && k < ops->len; k++)
            if (ops->at[k].kind == OP_UPDATE && is_about(ctx, &ops->at[k], op->part) &&
                ctx_table(ctx, &ops->at[k]) == ctx_table(ctx, op))
                return true;
    }
    return false;
}

bool ctx_looked_after(RuleCtx *ctx, const Op *op)
{
    static const OpKind kinds[] = { OP_UPDATE, OP_DELETE, OP_TRUNCATE,
                                    OP_ADD_CONSTRAINT };
    Name table = catalog_resolve(ctx_catalog(ctx), op->name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        OpKey key = { .kind = kinds[i], .name = table.name };
        for (const Op *before = NULL;
             (before = ctx_next(ctx, key, before)) && before < op;)
            if (name_eq(catalog_resolve(ctx_catalog(ctx), before->name), table) &&
                is_about(ctx, before, op->part))
                return true;
    }
    return is_looked_after_beside(ctx, op);
}

// ---- the op and the column ----

bool ctx_read_modify(RuleCtx *ctx, const Op *op, Modify *modify)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    if (!op->column || ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op) ||
        ctx_goes_later(ctx, op))
        return false;
    *modify =
        (Modify){ op, table, column_is_known(column) ? column->def : NULL, op->column,
                  ctx_member(ctx, op, column ? column->def->name : op->part) };
    return true;
}

void report_unknown_modify(RuleCtx *ctx, const Modify *modify, const char *what)
{
    Finding *f =
        report_op(ctx, modify->op,
                  "the history does not show how " STR_FMT " is defined before this: %s",
                  STR_ARG(modify->member), what);
    f->severity = SEV_NOTICE;
    f->object = modify->member;
}

Str ctx_refusal(RuleCtx *ctx, const Op *op)
{
    Str why = op->effects.refused;
    return why.len == 0 ? STR("")
                        : ctx_fmt(ctx, "; " STR_FMT " refuses the statement: " STR_FMT,
                                  STR_ARG(ctx_server(ctx)), STR_ARG(why));
}

bool ctx_is_strict(RuleCtx *ctx, const Op *op)
{
    static const char *const strict_modes[] = { "STRICT_TRANS_TABLES",
                                                "STRICT_ALL_TABLES", "TRADITIONAL",
                                                NULL };
    const Op *set = ctx_setting(ctx, op, STR("sql_mode"));
    Str rest = set && !op_has(set, OPF_RESET) ? str_trim(set->detail) : STR("");
    if (rest.len < 2 || rest.ptr[0] != '\'')
        return true;
    rest = str_slice(rest, 1, rest.len - 1);
    for (Str mode; str_cut(&rest, ',', &mode);)
        for (size_t i = 0; strict_modes[i]; i++)
            if (str_eq_ci(str_trim(mode), str_from(strict_modes[i])))
                return true;
    return false;
}
