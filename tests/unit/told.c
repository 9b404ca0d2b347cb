// SPDX-License-Identifier: Apache-2.0
// Ops of SQLite's files as lines.
#include "told.h"

#include "base/out.h"

static void put(Out *out, const char *before, Str word, const char *after)
{
    if (word.len > 0)
        out_fmt(out, "%s" STR_FMT "%s", before, STR_ARG(word), after);
}

static void put_words(Out *out, const char *before, const StrVec *words)
{
    for (size_t i = 0; i < words->len; i++)
        out_fmt(out, "%s" STR_FMT, i > 0 ? ", " : before, STR_ARG(words->at[i]));
}

static void put_flags(Out *out, const Op *op)
{
    static const struct {
        OpFlag flag;
        const char *word;
    } rows[] = {
        { OPF_CASCADE, " cascade" },
        { OPF_INLINE, " inline" },
        { OPF_REVOKE, " revoke" },
        { OPF_LIMIT, " limit" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (op_has(op, rows[i].flag))
            out_cstr(out, rows[i].word);
}

static void put_constraint(Out *out, const ConstraintDef *con)
{
    static const char *const kinds[] = { [CON_PRIMARY_KEY] = "primary key",
                                         [CON_UNIQUE] = "unique",
                                         [CON_FOREIGN_KEY] = "foreign key",
                                         [CON_CHECK] = "check" };
    out_fmt(out, " %s", kinds[con->kind]);
    put_words(out, " ", &con->columns);
    put(out, " ", con->expression, "");
    put(out, " -> ", con->ref_table.name, "");
    put(out, " on delete ", con->on_delete, "");
}

static void put_op(Out *out, const Op *op)
{
    out_fmt(out, "%s ", op_kind_words(op->kind));
    put(out, "", op->name.name, "");
    put(out, ".", op->part, "");
    put(out, " ", op->verb, "");
    put(out, " (", op->other.name, ")");
    if (op->column && op->kind != OP_DROP_DEFAULT)
        put(out, " ", op->column->type.text, "");
    if (op->constraint)
        put_constraint(out, op->constraint);
    put(out, " '", op->detail, "'");
    if (op->kind == OP_REBUILD_TABLE) {
        put_words(out, " into ", &op->columns);
        for (size_t i = 0; i < op->relations.len; i++)
            put(out, i > 0 ? ", " : " of ", op->relations.at[i].name, "");
        out_cstr(out, op->columns.len > 0 && op->where == WHERE_SOME ? " where" : "");
    }
    put_flags(out, op);
    put(out, " refused: ", op->effects.refused, "");
    out_cstr(out, "\n");
}

Str told(const Sql *sql)
{
    Out out = out_new(sql->arena);
    for (size_t i = 0; i < sql->lowered.ops.len; i++)
        put_op(&out, &sql->lowered.ops.at[i]);
    return out_text(&out);
}

Str told_fates(const Sql *sql)
{
    static const char *const kinds[] = {
        [ROWS_DELETED] = "deleted", [ROWS_NULLED] = "nulled",
        [ROWS_CHANGED] = "changed", [ROWS_LEFT] = "left",
        [ROWS_SWAPPED] = "swapped", [ROWS_LITERAL] = "literal"
    };
    Out out = out_new(sql->arena);
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        const Op *op = &sql->lowered.ops.at[i];
        const RowFateVec *fates = &effects_on_rows(&op->effects)->fates;
        for (size_t k = 0; k < fates->len; k++) {
            const RowFate *fate = &fates->at[k];
            put(&out, "", op->verb, ": ");
            out_fmt(&out, "%s %zu of %zu " STR_FMT, kinds[fate->kind], fate->count,
                    fate->of, STR_ARG(fate->table));
            put_words(&out, " ", &fate->columns);
            out_cstr(&out, fate->only_nulls ? " only nulls\n" : "\n");
        }
    }
    return out_text(&out);
}

void assert_told(Sql *sql, const ToldRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        end_world(sql);
        run_merged(sql, rows[i].merged);
        run_merged(sql, rows[i].change);
        assert_str_at(told(sql), str_from(rows[i].told), __FILE__, rows[i].line);
    }
}
