// SPDX-License-Identifier: Apache-2.0
// Facts about what a server refuses in the transaction that is open, beside what it
// refuses in every one (pg_transaction.c).
#include "dialect/pg_facts_priv.h"

#include "dialect/pg_lex.h"
#include "dialect/pg_transaction.h"

// ---- enum values ----

static bool quotes(const Ask *ask, Str label)
{
    Str text = str_slice(ask->scene->file->text, ask->op->stmt.start, ask->op->stmt.end);
    Lexer lexer = { .text = text };
    for (Token token; (token = pg_lex_next(&lexer)).kind != TOK_END;) {
        Str word = token_text(text, token);
        if (token.kind == TOK_STRING && word.len == label.len + 2 &&
            str_eq(str_slice(word, 1, word.len - 1), label))
            return true;
    }
    return false;
}

static bool has_column_of(const Ask *ask, const Table *table, Name type)
{
    for (size_t i = 0; table && i < table->columns.len; i++)
        if (name_eq(catalog_resolve(ask->catalog, table->columns.at[i]->def->type.name),
                    type))
            return true;
    return false;
}

// A value is not to be used in the transaction that added it, since a crash could bring
// it back; unless the type is as new, which 12 to 16 did not see.
static bool is_unsafe(const Ask *ask, const NewValue *value)
{
    bool sees_types = ask->major < 12 || ask->major >= 17;
    bool excused = sees_types && session_made_type(ask->scene->session, value->type);
    return value->label.ptr && !excused && quotes(ask, value->label) &&
           has_column_of(ask, pg_table(ask), catalog_resolve(ask->catalog, value->type));
}

static bool uses_new_value(const Ask *ask)
{
    const NewValue *value = ask->scene->session->values;
    while (value && !is_unsafe(ask, value))
        value = value->earlier;
    return value != NULL;
}

static const Fact new_value[] = {
    { .when = uses_new_value,
      REFUSE("unsafe use of a new value of an enum: it must be committed first") },
};

// ---- statements ----

// A subscription whose slot was taken from it could go; the history does not tell.
static const Fact drop_object[] = {
    { .object = OBJ_SUBSCRIPTION,
      .when = pg_in_transaction,
      REFUSE("DROP SUBSCRIPTION cannot run inside a transaction block") },
};

// ALTER TYPE ADD VALUE has a fact of its own, which knows what the transaction has made.
Str pg_transaction_answer(const Ask *ask)
{
    if (!pg_in_transaction(ask) || ask->op->kind == OP_ADD_ENUM_VALUE)
        return (Str){ 0 };
    const char *words = pg_refuses_transaction(ask->catalog, ask->scene->engine, ask->op);
    return words
               ? arena_fmt(ask->arena, "%s cannot run inside a transaction block", words)
               : (Str){ 0 };
}

const FactList pg_transaction_facts[OP_KIND_COUNT] = {
    [OP_DROP_OBJECT] = FACTS(drop_object),  [OP_INSERT] = FACTS(new_value),
    [OP_UPDATE] = FACTS(new_value),         [OP_DELETE] = FACTS(new_value),
    [OP_MERGE] = FACTS(new_value),          [OP_SET_DEFAULT] = FACTS(new_value),
    [OP_ADD_CONSTRAINT] = FACTS(new_value),
};
