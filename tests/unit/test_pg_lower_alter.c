// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering: ALTER of tables and their kin, action by action, and RENAME.
#include "lowered.h"

static void each_action_is_an_op_with_its_own_text(void **state)
{
    Sql *sql = *state;
    lower_to(
        sql,
        "ALTER TABLE IF EXISTS ONLY s.t ADD COLUMN a numeric(1,2) DEFAULT f(1, 2),"
        " DROP COLUMN IF EXISTS b CASCADE , -- x\n ALTER c TYPE text USING (c, 1)::text,"
        "ADD CONSTRAINT k CHECK (a IN (1, 2)) NOT VALID, VALIDATE CONSTRAINT k",
        5);
    const Op *add = op_at(sql, 0, OP_ADD_COLUMN);
    assert_str(op_name(sql, add), "s.t");
    assert_str(add->part, "a");
    assert_str(span_text(sql, add->span), "ADD COLUMN a numeric(1,2) DEFAULT f(1, 2)");
    assert_int_equal(add->flags, OPF_IF_EXISTS | OPF_ONLY);
    assert_str(add->column->default_expr, "f(1, 2)");
    const Op *drop = op_at(sql, 1, OP_DROP_COLUMN);
    assert_str(drop->part, "b");
    assert_str(span_text(sql, drop->span), "DROP COLUMN IF EXISTS b CASCADE");
    assert_true(op_has(drop, OPF_CASCADE));
    const Op *type = op_at(sql, 2, OP_ALTER_COLUMN_TYPE);
    assert_str(span_text(sql, type->span), "ALTER c TYPE text USING (c, 1)::text");
    assert_str(type->column->type.text, "text");
    assert_str(type->column->using_expr, "(c, 1)::text");
    const Op *check = op_at(sql, 3, OP_ADD_CONSTRAINT);
    assert_str(check->part, "k");
    assert_str(check->constraint->expression, "a IN (1, 2)");
    assert_true(check->constraint->not_valid);
    assert_str(span_text(sql, check->constraint->span),
               "CONSTRAINT k CHECK (a IN (1, 2)) NOT VALID");
    const Op *validate = op_at(sql, 4, OP_VALIDATE_CONSTRAINT);
    assert_str(validate->part, "k");
    assert_int_equal(validate->stmt_index, 0);
    assert_int_equal(validate->stmt.start, 0);
}

static void constraints_of_a_new_column_follow_it(void **state)
{
    Sql *sql = *state;
    lower_to(sql,
             "ALTER TABLE t ADD a int NOT NULL REFERENCES p CHECK (a > 0), ADD b int "
             "DEFAULT 1 UNIQUE",
             5);
    assert_true(op_at(sql, 0, OP_ADD_COLUMN)->column->not_null);
    const Op *fk = op_at(sql, 1, OP_ADD_CONSTRAINT);
    assert_int_equal(fk->flags, OPF_INLINE | OPF_SCAN_FREE | OPF_EXCLUSIVE);
    assert_str(span_text(sql, fk->span), "REFERENCES p");
    assert_str(joined(sql, fk->constraint->columns), "a");
    assert_str(span_text(sql, op_at(sql, 2, OP_ADD_CONSTRAINT)->span), "CHECK (a > 0)");
    assert_str(op_at(sql, 3, OP_ADD_COLUMN)->part, "b");
    const Op *unique = op_at(sql, 4, OP_ADD_CONSTRAINT);
    assert_int_equal(unique->flags, OPF_INLINE);
    assert_int_equal(unique->constraint->kind, CON_UNIQUE);
}

static void actions_on_columns(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(
        sql, "ALTER TABLE t ALTER COLUMN a SET DEFAULT now() + '1 day'", OP_SET_DEFAULT);
    assert_str(op->column->default_expr, "now() + '1 day'");
    assert_str(op->part, "a");
    lower_one(sql, "ALTER TABLE t ALTER a DROP DEFAULT", OP_DROP_DEFAULT);
    assert_str(
        lower_one(sql, "ALTER TABLE t ALTER a SET NOT NULL", OP_SET_NOT_NULL)->part, "a");
    assert_str(
        lower_one(sql, "ALTER TABLE t ALTER a DROP NOT NULL", OP_DROP_NOT_NULL)->part,
        "a");
    op = lower_one(sql, "ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY",
                   OP_ALTER_IDENTITY);
    assert_int_equal(op->column->identity, IDENTITY_ALWAYS);
    op = lower_one(sql, "ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS",
                   OP_ALTER_IDENTITY);
    assert_int_equal(op->flags, OPF_REVOKE | OPF_IF_EXISTS);
    op = lower_one(sql, "ALTER TABLE t ALTER a SET EXPRESSION AS (b + 1)",
                   OP_ALTER_GENERATED);
    assert_str(op->column->generated_expr, "b + 1");
    op = lower_one(sql, "ALTER TABLE t ALTER a SET STORAGE PLAIN", OP_ALTER_COLUMN);
    assert_str(op->verb, "set-storage");
    op = lower_one(sql, "ALTER TABLE t ALTER a TYPE varchar(3) COLLATE \"C\"",
                   OP_ALTER_COLUMN_TYPE);
    assert_str(op->column->collation, "C");
    assert_null(op->column->using_expr.ptr);
}

static void actions_on_tables(void **state)
{
    static const struct {
        const char *text;
        OpKind kind;
        const char *verb;
        unsigned flags;
    } rows[] = {
        { "ALTER TABLE t SET UNLOGGED", OP_SET_TABLE_OPTION, "unlogged", 0 },
        { "ALTER TABLE t SET (fillfactor = 70)", OP_SET_TABLE_OPTION, "set-options", 0 },
        { "ALTER TABLE t OWNER TO bob", OP_SET_TABLE_OPTION, "owner", 0 },
        { "ALTER TABLE t SET TABLESPACE x", OP_SET_TABLE_OPTION, "tablespace", 0 },
        { "ALTER TABLE t DISABLE TRIGGER ALL", OP_SET_TRIGGER, "disable-all",
          OPF_REVOKE },
        { "ALTER TABLE t ENABLE TRIGGER x", OP_SET_TRIGGER, "enable", 0 },
        { "ALTER TABLE t ENABLE ROW LEVEL SECURITY", OP_SET_ROW_SECURITY, "enable", 0 },
        { "ALTER TABLE t NO FORCE ROW LEVEL SECURITY", OP_SET_ROW_SECURITY, "no-force",
          OPF_REVOKE },
        { "ALTER TABLE t REPLICA IDENTITY FULL", OP_SET_TABLE_OPTION, "replica-identity",
          0 },
        { "ALTER INDEX i SET (fillfactor = 70)", OP_ALTER_INDEX, "set-options", 0 },
        { "ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 5", OP_ALTER_INDEX,
          "set-statistics", 0 },
        { "ALTER VIEW v SET (security_barrier)", OP_ALTER_OBJECT, "set-options", 0 },
        { "ALTER SEQUENCE s OWNER TO bob", OP_ALTER_SEQUENCE, "owner", 0 },
        { "ALTER TYPE c ADD ATTRIBUTE a int", OP_ALTER_TYPE, "add-attribute", 0 },
        { "ALTER TYPE c DROP ATTRIBUTE a CASCADE", OP_ALTER_TYPE, "drop-attribute",
          OPF_CASCADE },
        { "ALTER TABLE t DISABLE RULE r", OP_ALTER_OBJECT, "disable", OPF_REVOKE },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Op *op = lower_one(sql, rows[i].text, rows[i].kind);
        assert_str_at(op->verb, str_from(rows[i].verb), __FILE__, __LINE__);
        assert_int_equal(op->flags, rows[i].flags);
    }
}

static void constraints_are_added_dropped_and_changed(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY USING INDEX i",
                  OP_ADD_CONSTRAINT);
    assert_str(op->constraint->using_index, "i");
    assert_str(op->part, "p");
    op = lower_one(sql, "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES q (b)",
                   OP_ADD_CONSTRAINT);
    assert_str(op->part, "");
    assert_str(span_text(sql, op->constraint->span), "FOREIGN KEY (a) REFERENCES q (b)");
    op = lower_one(sql, "ALTER TABLE t DROP CONSTRAINT IF EXISTS c CASCADE",
                   OP_DROP_CONSTRAINT);
    assert_str(op->part, "c");
    assert_int_equal(op->flags, OPF_IF_EXISTS | OPF_CASCADE);
    op = lower_one(sql, "ALTER TABLE t ALTER CONSTRAINT c DEFERRABLE",
                   OP_ALTER_CONSTRAINT);
    assert_str(op->part, "c");
    assert_str(op->detail, "DEFERRABLE");
}

static void partitions_and_parents(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "ALTER TABLE t ATTACH PARTITION s.p FOR VALUES IN (1, 2)",
                  OP_ATTACH_PARTITION);
    assert_str(name_text(sql->arena, op->other), "s.p");
    assert_str(op->detail, "IN (1, 2)");
    op = lower_one(sql, "ALTER TABLE t ATTACH PARTITION p DEFAULT", OP_ATTACH_PARTITION);
    assert_str(op->detail, "");
    op = lower_one(sql, "ALTER INDEX i ATTACH PARTITION j", OP_ATTACH_PARTITION);
    assert_int_equal(op->object, OBJ_INDEX);
    op = lower_one(sql, "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
                   OP_DETACH_PARTITION);
    assert_int_equal(op->flags, OPF_CONCURRENTLY);
    op = lower_one(sql, "ALTER TABLE t INHERIT s.q", OP_ADD_INHERIT);
    assert_str(name_text(sql->arena, op->other), "s.q");
    lower_one(sql, "ALTER TABLE t NO INHERIT q", OP_DROP_INHERIT);
}

static void new_names_are_in_other(void **state)
{
    static const struct {
        const char *text;
        OpKind kind;
        ObjectKind object;
        const char *name;
        const char *part;
        const char *other;
    } rows[] = {
        { "ALTER TABLE s.a RENAME TO b", OP_RENAME_TABLE, OBJ_TABLE, "s.a", "", "b" },
        { "ALTER TABLE a RENAME COLUMN x TO y", OP_RENAME_COLUMN, OBJ_TABLE, "a", "x",
          "y" },
        { "ALTER VIEW a RENAME x TO y", OP_RENAME_COLUMN, OBJ_VIEW, "a", "x", "y" },
        { "ALTER TABLE a RENAME CONSTRAINT x TO y", OP_RENAME_CONSTRAINT, OBJ_TABLE, "a",
          "x", "y" },
        { "ALTER INDEX s.a RENAME TO b", OP_RENAME_INDEX, OBJ_INDEX, "s.a", "", "b" },
        { "ALTER SCHEMA a RENAME TO b", OP_RENAME_SCHEMA, OBJ_SCHEMA, "a", "", "b" },
        { "ALTER VIEW s.a RENAME TO b", OP_RENAME_OBJECT, OBJ_VIEW, "s.a", "", "b" },
        { "ALTER SEQUENCE a RENAME TO b", OP_RENAME_OBJECT, OBJ_SEQUENCE, "a", "", "b" },
        { "ALTER TYPE s.a RENAME TO b", OP_RENAME_OBJECT, OBJ_TYPE, "s.a", "", "b" },
        { "ALTER TYPE a RENAME ATTRIBUTE x TO y", OP_ALTER_TYPE, OBJ_TYPE, "a", "x",
          "y" },
        { "ALTER FUNCTION s.a(int) RENAME TO b", OP_RENAME_OBJECT, OBJ_FUNCTION, "s.a",
          "", "b" },
        { "ALTER TRIGGER x ON s.a RENAME TO y", OP_RENAME_OBJECT, OBJ_TRIGGER, "s.a", "x",
          "y" },
        { "ALTER POLICY x ON a RENAME TO y", OP_RENAME_OBJECT, OBJ_POLICY, "a", "x",
          "y" },
        { "ALTER ROLE a RENAME TO b", OP_RENAME_OBJECT, OBJ_ROLE, "a", "", "b" },
        { "ALTER DOMAIN d RENAME CONSTRAINT x TO y", OP_ALTER_DOMAIN, OBJ_DOMAIN, "d",
          "x", "y" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Op *op = lower_one(sql, rows[i].text, rows[i].kind);
        assert_int_equal(op->object, rows[i].object);
        assert_str_at(op_name(sql, op), str_from(rows[i].name), __FILE__, __LINE__);
        assert_str_at(op->part, str_from(rows[i].part), __FILE__, __LINE__);
        assert_str_at(op->other.name, str_from(rows[i].other), __FILE__, __LINE__);
    }
}

static void objects_move_between_schemas_and_owners(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql, "ALTER TABLE IF EXISTS a SET SCHEMA b", OP_SET_SCHEMA);
    assert_str(op->other.schema, "b");
    assert_int_equal(op->flags, OPF_IF_EXISTS);
    op = lower_one(sql, "ALTER FUNCTION s.f(int) SET SCHEMA b", OP_SET_SCHEMA);
    assert_int_equal(op->object, OBJ_FUNCTION);
    assert_str(op_name(sql, op), "s.f");
    op = lower_one(sql, "ALTER SCHEMA s OWNER TO bob", OP_ALTER_OBJECT);
    assert_str(op->verb, "owner");
    assert_str(op->detail, "bob");
}

static void what_postgres_18_added(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "ALTER TABLE t ADD c int GENERATED ALWAYS AS (a + 1) VIRTUAL",
                  OP_ADD_COLUMN);
    assert_int_equal(op->column->generated, GENERATED_VIRTUAL);
    op = lower_one(sql, "ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID",
                   OP_ADD_CONSTRAINT);
    assert_int_equal(op->constraint->kind, CON_NOT_NULL);
    assert_str(op->part, "n");
    assert_str(joined(sql, op->constraint->columns), "a");
    assert_true(op->constraint->not_valid);
    assert_false(op->constraint->not_enforced);
    op =
        lower_one(sql, "ALTER TABLE t ADD CHECK (a > 0) NOT ENFORCED", OP_ADD_CONSTRAINT);
    assert_true(op->constraint->not_enforced);
    op = lower_one(sql, "CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED UNIQUE)",
                   OP_CREATE_TABLE);
    assert_true(op->table->constraints.at[0].not_enforced);
    assert_str(span_text(sql, op->table->constraints.at[0].span),
               "CHECK (a > 0) NOT ENFORCED");
    assert_false(op->table->constraints.at[1].not_enforced);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sql_test(each_action_is_an_op_with_its_own_text),
        sql_test(constraints_of_a_new_column_follow_it),
        sql_test(actions_on_columns),
        sql_test(actions_on_tables),
        sql_test(constraints_are_added_dropped_and_changed),
        sql_test(partitions_and_parents),
        sql_test(new_names_are_in_other),
        sql_test(objects_move_between_schemas_and_owners),
        sql_test(what_postgres_18_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
