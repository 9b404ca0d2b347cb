// SPDX-License-Identifier: Apache-2.0
// Facts about what a server refuses to run: what its grammar does not know, and what may
// not stand in a transaction.
#include "dialect/pg_facts_priv.h"

#include "dialect/pg_lex.h"

#define NOT_IN_TRANSACTION(statement)                                                    \
    .when = pg_in_transaction, REFUSE(statement " cannot run inside a transaction "      \
                                                "block")

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
        if (name_eq(catalog_resolve(ask->catalog, table->columns.at[i]->def.type.name),
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

static const Fact create_index[] = {
    { .with = OPF_CONCURRENTLY, NOT_IN_TRANSACTION("CREATE INDEX CONCURRENTLY") },
};

static const Fact drop_index[] = {
    { .with = OPF_CONCURRENTLY, NOT_IN_TRANSACTION("DROP INDEX CONCURRENTLY") },
};

static bool is_partitioned_in_transaction(const Ask *ask)
{
    const Index *index = catalog_index(ask->catalog, ask->op->name);
    const Table *table =
        index ? catalog_table(ask->catalog, index->def.table) : pg_table(ask);
    return pg_in_transaction(ask) && table && table->partition_by.len > 0;
}

static const Fact reindex[] = {
    { .with = OPF_CONCURRENTLY, .from = 12, NOT_IN_TRANSACTION("REINDEX CONCURRENTLY") },
    { .object = OBJ_SCHEMA, NOT_IN_TRANSACTION("REINDEX SCHEMA") },
    { .object = OBJ_DATABASE, NOT_IN_TRANSACTION("REINDEX DATABASE") },
    { .from = 14,
      .when = is_partitioned_in_transaction,
      REFUSE("REINDEX of a partitioned table cannot run inside a transaction block") },
};

static const Fact detach_partition[] = {
    { .with = OPF_CONCURRENTLY,
      .from = 14,
      NOT_IN_TRANSACTION("ALTER TABLE ... DETACH CONCURRENTLY") },
};

static bool clusters_all(const Ask *ask)
{
    return pg_in_transaction(ask) && ask->op->name.name.len == 0;
}

static bool clusters_partitioned(const Ask *ask)
{
    return pg_in_transaction(ask) && pg_is_partitioned(ask);
}

static const Fact maintenance[] = {
    { .verb = "vacuum", NOT_IN_TRANSACTION("VACUUM") },
    { .verb = "cluster",
      .when = clusters_all,
      REFUSE("CLUSTER cannot run inside a transaction block") },
    { .verb = "cluster",
      .from = 15,
      .when = clusters_partitioned,
      REFUSE("CLUSTER cannot run inside a transaction block") },
};

static bool says(const Ask *ask, const char *words)
{
    Str text = str_slice(ask->scene->file->text, ask->op->stmt.start, ask->op->stmt.end);
    Str rest = str_from(words), word;
    while (str_cut(&rest, ' ', &word))
        if (!text_mentions(ask->arena, text, word))
            return false;
    return true;
}

static bool makes_tablespace(const Ask *ask)
{
    return pg_in_transaction(ask) && says(ask, "tablespace");
}

static bool alters_system(const Ask *ask)
{
    return pg_in_transaction(ask) && says(ask, "alter system");
}

// With connect = false, create_slot = false or slot_name = none nothing is made
// elsewhere.
static bool makes_slot(const Ask *ask)
{
    bool off = says(ask, "connect") || says(ask, "create_slot") || says(ask, "slot_name");
    return pg_in_transaction(ask) && !off;
}

static bool drops_slot(const Ask *ask)
{
    return pg_in_transaction(ask);
}

static const Fact create_object[] = {
    { .object = OBJ_DATABASE, NOT_IN_TRANSACTION("CREATE DATABASE") },
    { .object = OBJ_OTHER,
      .when = makes_tablespace,
      REFUSE("CREATE TABLESPACE cannot run inside a transaction block") },
    { .object = OBJ_SUBSCRIPTION,
      .when = makes_slot,
      REFUSE("CREATE SUBSCRIPTION ... WITH (create_slot = true) cannot run inside a "
             "transaction block") },
};

static const Fact drop_object[] = {
    { .object = OBJ_DATABASE, NOT_IN_TRANSACTION("DROP DATABASE") },
    { .object = OBJ_OTHER,
      .when = makes_tablespace,
      REFUSE("DROP TABLESPACE cannot run inside a transaction block") },
    { .object = OBJ_SUBSCRIPTION,
      .when = drops_slot,
      REFUSE("DROP SUBSCRIPTION cannot run inside a transaction block") },
};

static const Fact alter_object[] = {
    { .object = OBJ_DATABASE,
      .when = makes_tablespace,
      REFUSE("ALTER DATABASE SET TABLESPACE cannot run inside a transaction block") },
    { .object = OBJ_OTHER,
      .when = alters_system,
      REFUSE("ALTER SYSTEM cannot run inside a transaction block") },
};

static bool discards_all(const Ask *ask)
{
    return pg_in_transaction(ask) && str_eq(ask->op->part, STR("all")) &&
           says(ask, "discard");
}

static const Fact set_session[] = {
    { .when = discards_all, REFUSE("DISCARD ALL cannot run inside a transaction block") },
};

const FactList pg_transaction_facts[OP_KIND_COUNT] = {
    [OP_CREATE_INDEX] = FACTS(create_index),
    [OP_DROP_INDEX] = FACTS(drop_index),
    [OP_REINDEX] = FACTS(reindex),
    [OP_DETACH_PARTITION] = FACTS(detach_partition),
    [OP_MAINTENANCE] = FACTS(maintenance),
    [OP_CREATE_OBJECT] = FACTS(create_object),
    [OP_DROP_OBJECT] = FACTS(drop_object),
    [OP_ALTER_OBJECT] = FACTS(alter_object),
    [OP_SET_SESSION] = FACTS(set_session),
    [OP_INSERT] = FACTS(new_value),
    [OP_UPDATE] = FACTS(new_value),
    [OP_DELETE] = FACTS(new_value),
    [OP_MERGE] = FACTS(new_value),
    [OP_SET_DEFAULT] = FACTS(new_value),
    [OP_ADD_CONSTRAINT] = FACTS(new_value),
};
