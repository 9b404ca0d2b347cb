// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering MySQL's ALTER TABLE and ALTER DATABASE.
#include "lowered.h"

// Fails at the row's own line; NULL: nothing is wanted.
#define assert_field(got, want, row)                                                     \
    assert_str_at(got, str_from(want), __FILE__, (row)->line)

// ---- ALTER TABLE: an op for each specification ----

typedef struct SpecRow {
    int line;
    const char *spec; // behind ALTER TABLE t
    OpKind kind;
    const char *part;
    const char *verb;
    const char *detail;
    const char *other;
    unsigned flags;
} SpecRow;

#define SPEC(...)                                                                        \
    {                                                                                    \
        __LINE__, __VA_ARGS__                                                            \
    }

// clang-format off
static const SpecRow SPECS[] = {
    SPEC("ADD a INT", OP_ADD_COLUMN, "a", 0, 0, 0, 0),
    SPEC("ADD COLUMN `a b` INT", OP_ADD_COLUMN, "a b", 0, 0, 0, 0),
    SPEC("ADD COLUMN IF NOT EXISTS a INT", OP_ADD_COLUMN, "a", 0, 0, 0, OPF_IF_NOT_EXISTS),
    SPEC("ADD INDEX i (a)", OP_CREATE_INDEX, 0, 0, 0, 0, 0),
    SPEC("ADD UNIQUE KEY IF NOT EXISTS i (a)", OP_CREATE_INDEX, 0, 0, 0, 0, OPF_IF_NOT_EXISTS),
    SPEC("ADD FULLTEXT f (a)", OP_CREATE_INDEX, 0, 0, 0, 0, 0),
    SPEC("ADD CONSTRAINT u UNIQUE (a)", OP_CREATE_INDEX, 0, 0, 0, 0, 0),
    SPEC("ADD PRIMARY KEY (a)", OP_ADD_CONSTRAINT, "PRIMARY", 0, 0, 0, 0),
    SPEC("ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (b)", OP_ADD_CONSTRAINT, "f", 0, 0, 0, 0),
    SPEC("ADD CHECK (a > 0)", OP_ADD_CONSTRAINT, 0, 0, 0, 0, 0),
    SPEC("ADD CONSTRAINT IF NOT EXISTS c CHECK (a > 0)", OP_ADD_CONSTRAINT, "c", 0, 0, 0, OPF_IF_NOT_EXISTS),
    SPEC("ADD PERIOD FOR p (a, b)", OP_SET_TABLE_OPTION, 0, "add-period", "p", 0, 0),
    SPEC("ADD PERIOD IF NOT EXISTS FOR p (a, b)", OP_SET_TABLE_OPTION, 0, "add-period", "p", 0, OPF_IF_NOT_EXISTS),
    SPEC("DROP PERIOD IF EXISTS FOR p", OP_SET_TABLE_OPTION, 0, "drop-period", "p", 0, OPF_IF_EXISTS),
    SPEC("DROP a", OP_DROP_COLUMN, "a", 0, 0, 0, 0),
    SPEC("DROP COLUMN IF EXISTS a CASCADE", OP_DROP_COLUMN, "a", 0, 0, 0, OPF_IF_EXISTS),
    SPEC("DROP COLUMN t.a", OP_DROP_COLUMN, "a", 0, 0, 0, 0),
    SPEC("DROP PRIMARY KEY", OP_DROP_CONSTRAINT, "PRIMARY", "primary-key", 0, 0, 0),
    SPEC("DROP INDEX `PRIMARY`", OP_DROP_CONSTRAINT, "PRIMARY", "primary-key", 0, 0, 0),
    SPEC("DROP CONSTRAINT `Primary`", OP_DROP_CONSTRAINT, "PRIMARY", "primary-key", 0, 0, 0),
    SPEC("DROP KEY i", OP_DROP_INDEX, "i", 0, 0, 0, 0),
    SPEC("DROP INDEX IF EXISTS i", OP_DROP_INDEX, "i", 0, 0, 0, OPF_IF_EXISTS),
    SPEC("DROP FOREIGN KEY f", OP_DROP_CONSTRAINT, "f", "foreign-key", 0, 0, 0),
    SPEC("DROP CHECK c", OP_DROP_CONSTRAINT, "c", "check", 0, 0, 0),
    SPEC("DROP CONSTRAINT IF EXISTS c", OP_DROP_CONSTRAINT, "c", "constraint", 0, 0, OPF_IF_EXISTS),
    SPEC("MODIFY a BIGINT", OP_MODIFY_COLUMN, "a", 0, 0, "a", 0),
    SPEC("CHANGE COLUMN a b BIGINT", OP_MODIFY_COLUMN, "a", 0, 0, "b", 0),
    SPEC("CHANGE IF EXISTS a b BIGINT", OP_MODIFY_COLUMN, "a", 0, 0, "b", OPF_IF_EXISTS),
    SPEC("ALTER a SET DEFAULT -1", OP_SET_DEFAULT, "a", 0, "-1", 0, 0),
    SPEC("ALTER COLUMN a SET DEFAULT (uuid())", OP_SET_DEFAULT, "a", 0, "(uuid())", 0, 0),
    SPEC("ALTER a DROP DEFAULT", OP_DROP_DEFAULT, "a", 0, 0, 0, 0),
    SPEC("ALTER a SET INVISIBLE", OP_ALTER_COLUMN, "a", "invisible", 0, 0, 0),
    SPEC("ALTER COLUMN a SET VISIBLE", OP_ALTER_COLUMN, "a", "visible", 0, 0, 0),
    SPEC("ALTER INDEX i INVISIBLE", OP_ALTER_INDEX, "i", "invisible", 0, 0, 0),
    SPEC("ALTER KEY i NOT IGNORED", OP_ALTER_INDEX, "i", "visible", 0, 0, 0),
    SPEC("ALTER INDEX i IGNORED", OP_ALTER_INDEX, "i", "invisible", 0, 0, 0),
    SPEC("ALTER CHECK c NOT ENFORCED", OP_ALTER_CONSTRAINT, "c", "not-enforced", 0, 0, 0),
    SPEC("ALTER CONSTRAINT c ENFORCED", OP_ALTER_CONSTRAINT, "c", "enforced", 0, 0, 0),
    SPEC("RENAME b", OP_RENAME_TABLE, 0, 0, 0, "b", 0),
    SPEC("RENAME TO d.b", OP_RENAME_TABLE, 0, 0, 0, "d.b", 0),
    SPEC("RENAME AS b", OP_RENAME_TABLE, 0, 0, 0, "b", 0),
    SPEC("RENAME = b", OP_RENAME_TABLE, 0, 0, 0, "b", 0),
    SPEC("RENAME COLUMN a TO b", OP_RENAME_COLUMN, "a", 0, 0, "b", 0),
    SPEC("RENAME INDEX i TO j", OP_RENAME_INDEX, "i", 0, 0, "j", 0),
    SPEC("RENAME KEY IF EXISTS i TO j", OP_RENAME_INDEX, "i", 0, 0, "j", OPF_IF_EXISTS),
    SPEC("CONVERT TO CHARSET UTF8MB4", OP_SET_TABLE_OPTION, 0, "convert", "utf8mb4", 0, 0),
    SPEC("CONVERT TO CHARACTER SET 'utf8mb4' COLLATE utf8mb4_bin", OP_SET_TABLE_OPTION, 0, "convert", "utf8mb4 utf8mb4_bin", 0, 0),
    SPEC("CONVERT TO CHARACTER SET DEFAULT COLLATE binary", OP_SET_TABLE_OPTION, 0, "convert", "default binary", 0, 0),
    SPEC("CONVERT TO CHARACTER SET DEFAULT", OP_SET_TABLE_OPTION, 0, "convert", "default", 0, 0),
    SPEC("DEFAULT CHARSET utf8mb4", OP_SET_TABLE_OPTION, 0, "charset", "utf8mb4", 0, 0),
    SPEC("ENGINE=InnoDB", OP_SET_TABLE_OPTION, 0, "engine", "InnoDB", 0, 0),
    SPEC("COMMENT 'it''s'", OP_SET_TABLE_OPTION, 0, "comment", "it's", 0, 0),
    SPEC("ORDER BY a, t.b DESC", OP_SET_TABLE_OPTION, 0, "order-by", "a, t.b DESC", 0, 0),
    SPEC("FORCE", OP_SET_TABLE_OPTION, 0, "force", 0, 0, 0),
    SPEC("FORCE AUTO_INCREMENT = 5", OP_SET_TABLE_OPTION, 0, "auto_increment", "5", 0, 0),
    SPEC("DISABLE KEYS", OP_SET_TABLE_OPTION, 0, "disable-keys", 0, 0, 0),
    SPEC("ENABLE KEYS", OP_SET_TABLE_OPTION, 0, "enable-keys", 0, 0, 0),
    SPEC("DISCARD TABLESPACE", OP_SET_TABLE_OPTION, 0, "discard-tablespace", 0, 0, 0),
    SPEC("IMPORT TABLESPACE", OP_SET_TABLE_OPTION, 0, "import-tablespace", 0, 0, 0),
    SPEC("ADD SYSTEM VERSIONING", OP_SET_TABLE_OPTION, 0, "add-versioning", 0, 0, 0),
    SPEC("DROP SYSTEM VERSIONING", OP_SET_TABLE_OPTION, 0, "drop-versioning", 0, 0, 0),
    SPEC("SECONDARY_UNLOAD", OP_SET_TABLE_OPTION, 0, "secondary-unload", 0, 0, 0),
    SPEC("SET TIFLASH REPLICA 2 LOCATION LABELS 'a', 'b'", OP_SET_TABLE_OPTION, 0, "tiflash-replica", "2 LOCATION LABELS 'a', 'b'", 0, 0),
    SPEC("CACHE", OP_SET_TABLE_OPTION, 0, "cache", 0, 0, 0),
    SPEC("NOCACHE", OP_SET_TABLE_OPTION, 0, "nocache", 0, 0, 0),
    SPEC("REMOVE TTL", OP_SET_TABLE_OPTION, 0, "remove-ttl", 0, 0, 0),
    SPEC("ATTRIBUTES 'merge_option=deny'", OP_SET_TABLE_OPTION, 0, "attributes", "merge_option=deny", 0, 0),
    SPEC("ATTRIBUTES = DEFAULT", OP_SET_TABLE_OPTION, 0, "attributes", "default", 0, 0),
    SPEC("ADD STATS_EXTENDED IF NOT EXISTS s correlation (a, b)", OP_SET_TABLE_OPTION, 0, "add-statistics", "s", 0, OPF_IF_NOT_EXISTS),
    SPEC("DROP STATS_EXTENDED s", OP_SET_TABLE_OPTION, 0, "drop-statistics", "s", 0, 0),
    SPEC("COMPACT TIFLASH REPLICA", OP_SET_TABLE_OPTION, 0, "compact", 0, 0, 0),
    SPEC("ADD PARTITION (PARTITION p VALUES LESS THAN (10))", OP_ALTER_PARTITION, 0, "add", 0, 0, 0),
    SPEC("ADD PARTITION IF NOT EXISTS PARTITIONS 4", OP_ALTER_PARTITION, 0, "add", "4", 0, OPF_IF_NOT_EXISTS),
    SPEC("DROP PARTITION p, q", OP_ALTER_PARTITION, 0, "drop", 0, 0, 0),
    SPEC("TRUNCATE PARTITION ALL", OP_ALTER_PARTITION, 0, "truncate", 0, 0, 0),
    SPEC("COALESCE PARTITION LOCAL 2", OP_ALTER_PARTITION, 0, "coalesce", "2", 0, 0),
    SPEC("REORGANIZE PARTITION", OP_ALTER_PARTITION, 0, "reorganize", 0, 0, 0),
    SPEC("EXCHANGE PARTITION p WITH TABLE d.u", OP_ALTER_PARTITION, 0, "exchange", 0, "d.u", 0),
    SPEC("EXCHANGE PARTITION p WITH TABLE u WITHOUT VALIDATION", OP_ALTER_PARTITION, 0, "exchange", "without validation", "u", 0),
    SPEC("ANALYZE PARTITION p", OP_ALTER_PARTITION, 0, "analyze", 0, 0, 0),
    SPEC("ANALYZE PARTITION p INDEX i, j WITH 4 BUCKETS, 0.5 SAMPLERATE", OP_ALTER_PARTITION, 0, "analyze", 0, 0, 0),
    SPEC("CHECK PARTITION p FAST QUICK FOR UPGRADE", OP_ALTER_PARTITION, 0, "check", 0, 0, 0),
    SPEC("OPTIMIZE PARTITION NO_WRITE_TO_BINLOG p", OP_ALTER_PARTITION, 0, "optimize", 0, 0, 0),
    SPEC("REBUILD PARTITION ALL", OP_ALTER_PARTITION, 0, "rebuild", 0, 0, 0),
    SPEC("REPAIR PARTITION p EXTENDED USE_FRM", OP_ALTER_PARTITION, 0, "repair", 0, 0, 0),
    SPEC("DISCARD PARTITION p TABLESPACE", OP_ALTER_PARTITION, 0, "discard", 0, 0, 0),
    SPEC("IMPORT PARTITION ALL TABLESPACE", OP_ALTER_PARTITION, 0, "import", 0, 0, 0),
    SPEC("CONVERT PARTITION p TO TABLE u", OP_ALTER_PARTITION, 0, "convert-to-table", 0, "u", 0),
    SPEC("CONVERT TABLE u TO PARTITION p VALUES LESS THAN (10)", OP_ALTER_PARTITION, 0, "convert-from-table", 0, "u", 0),
    SPEC("PARTITION BY HASH (a) PARTITIONS 4", OP_ALTER_PARTITION, 0, "by", 0, 0, 0),
    SPEC("REMOVE PARTITIONING", OP_ALTER_PARTITION, 0, "remove", 0, 0, 0),
    SPEC("FIRST PARTITION LESS THAN (10)", OP_ALTER_PARTITION, 0, "drop", "LESS THAN (10)", 0, 0),
    SPEC("FIRST PARTITION LESS THAN (10) IF EXISTS", OP_ALTER_PARTITION, 0, "drop", "LESS THAN (10)", 0, OPF_IF_EXISTS),
    SPEC("LAST PARTITION LESS THAN (10)", OP_ALTER_PARTITION, 0, "add", "LESS THAN (10)", 0, 0),
    SPEC("MERGE FIRST PARTITION LESS THAN (10)", OP_ALTER_PARTITION, 0, "reorganize", "LESS THAN (10)", 0, 0),
    SPEC("PARTITION p ATTRIBUTES 'x'", OP_ALTER_PARTITION, 0, "attributes", "x", 0, 0),
    SPEC("PARTITION p PLACEMENT POLICY = fast", OP_ALTER_PARTITION, 0, "placement_policy", "fast", 0, 0),
};
// clang-format on

enum { SPEC_COUNT = sizeof SPECS / sizeof *SPECS };

static void check_spec(Sql *sql, const SpecRow *row)
{
    lower_text(sql, arena_fmt(sql->arena, "ALTER TABLE t %s", row->spec));
    if (sql->lowered.ops.len != 1)
        fail_msg("line %d: %zu ops", row->line, sql->lowered.ops.len);
    const Op *op = &sql->lowered.ops.at[0];
    assert_field(str_from(op_kind_words(op->kind)), op_kind_words(row->kind), row);
    assert_field(op_name(sql, op), "t", row);
    assert_field(op->part, row->part, row);
    assert_field(op->verb, row->verb, row);
    assert_field(op->detail, row->detail, row);
    assert_field(name_text(sql->arena, op->other), row->other, row);
    assert_field(span_text(sql, op->span), row->spec, row);
    assert_int_equal(op->flags, row->flags);
}

static void each_specification_is_an_op(void **state)
{
    for (size_t i = 0; i < SPEC_COUNT; i++)
        check_spec(*state, &SPECS[i]);
}

static void several_are_an_op_each_with_its_own_span(void **state)
{
    Sql *sql = *state;
    lower_to(sql,
             "ALTER TABLE d.t ADD a INT NOT NULL AFTER b, DROP c,\n  ENGINE=InnoDB "
             "ROW_FORMAT DYNAMIC, RENAME TO u",
             5);
    const Op *op = op_at(sql, 0, OP_ADD_COLUMN);
    assert_str(op_name(sql, op), "d.t");
    assert_str(span_text(sql, op->span), "ADD a INT NOT NULL AFTER b");
    assert_str(op_rest(op)->position, "b");
    assert_true(op->column->not_null);
    assert_str(span_text(sql, op->column->span), "a INT NOT NULL");
    assert_str(span_text(sql, op_at(sql, 1, OP_DROP_COLUMN)->span), "DROP c");
    assert_str(span_text(sql, op_at(sql, 2, OP_SET_TABLE_OPTION)->span), "ENGINE=InnoDB");
    op = op_at(sql, 3, OP_SET_TABLE_OPTION);
    assert_str(span_text(sql, op->span), "ROW_FORMAT DYNAMIC");
    assert_str(op->verb, "row_format");
    assert_str(span_text(sql, op_at(sql, 4, OP_RENAME_TABLE)->span), "RENAME TO u");
}

static void columns_have_places(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql, "ALTER TABLE t ADD a INT FIRST", OP_ADD_COLUMN);
    assert_non_null(op_rest(op)->position.ptr);
    assert_int_equal(op_rest(op)->position.len, 0);
    op = lower_one(sql, "ALTER TABLE t ADD a INT", OP_ADD_COLUMN);
    assert_null(op_rest(op)->position.ptr);
    op = lower_one(sql, "ALTER TABLE t CHANGE a c INT AFTER `b`", OP_MODIFY_COLUMN);
    assert_str(op_rest(op)->position, "b");
    assert_str(op->column->name, "c");
}

static void a_list_of_columns_is_an_op_each(void **state)
{
    Sql *sql = *state;
    lower_to(sql,
             "ALTER TABLE t ADD COLUMN (a INT, b INT DEFAULT 1, KEY i (a), "
             "CONSTRAINT c CHECK (a > 0), PERIOD FOR p (a, b))",
             5);
    assert_str(span_text(sql, op_at(sql, 0, OP_ADD_COLUMN)->span), "a INT");
    assert_str(op_at(sql, 1, OP_ADD_COLUMN)->column->default_expr, "1");
    assert_str(op_at(sql, 2, OP_CREATE_INDEX)->index->name, "i");
    assert_str(span_text(sql, op_at(sql, 3, OP_ADD_CONSTRAINT)->span),
               "CONSTRAINT c CHECK (a > 0)");
    assert_str(op_at(sql, 4, OP_SET_TABLE_OPTION)->verb, "add-period");
}

static void what_stands_inside_a_column_follows_it(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "ALTER TABLE t ADD a INT UNIQUE REFERENCES u (id) ON DELETE CASCADE",
             3);
    op_at(sql, 0, OP_ADD_COLUMN);
    const Op *op = op_at(sql, 1, OP_ADD_CONSTRAINT);
    assert_int_equal(op->flags, OPF_INLINE | OPF_SCAN_FREE);
    assert_int_equal(op->constraint->kind, CON_FOREIGN_KEY);
    assert_str(op->constraint->on_delete, "cascade");
    op = op_at(sql, 2, OP_CREATE_INDEX);
    assert_int_equal(op->flags, OPF_INLINE | OPF_SCAN_FREE);
    assert_true(op->index->unique);
    assert_str(name_text(sql->arena, op->index->table), "t");
    lower_to(sql, "ALTER TABLE t ADD a INT NOT NULL CHECK (a > 0)", 2);
    assert_int_equal(op_at(sql, 1, OP_ADD_CONSTRAINT)->flags, OPF_INLINE);
    lower_to(sql, "ALTER TABLE t ADD a INT DEFAULT 5 CHECK (a > 0)", 2);
    assert_int_equal(op_at(sql, 1, OP_ADD_CONSTRAINT)->flags, OPF_INLINE);
    lower_to(sql, "ALTER TABLE t MODIFY a INT PRIMARY KEY", 2);
    assert_int_equal(op_at(sql, 1, OP_ADD_CONSTRAINT)->constraint->kind, CON_PRIMARY_KEY);
}

static void an_index_belongs_to_the_table(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(
        sql, "ALTER TABLE d.t ADD UNIQUE u (a(10), b DESC) INVISIBLE", OP_CREATE_INDEX);
    assert_str(op_name(sql, op), "d.t");
    assert_str(name_text(sql->arena, op->index->table), "d.t");
    assert_true(op->index->unique && op->index->invisible);
    assert_int_equal(op->index->parts.len, 2);
    assert_int_equal(op->index->parts.at[0].length, 10);
}

static void clauses_are_of_every_op(void **state)
{
    static const char *const texts[] = {
        "ALTER TABLE t ADD a INT UNIQUE, ENGINE=InnoDB, ALGORITHM=INPLACE, LOCK=NONE",
        "ALTER TABLE t ALGORITHM INPLACE, ADD a INT UNIQUE, LOCK NONE, ENGINE=InnoDB",
        "ALTER TABLE t LOCK = NONE, ALGORITHM = INPLACE, ADD a INT UNIQUE, FORCE",
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        lower_to(sql, texts[i], 3);
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(sql->lowered.ops.at[k].asked.algorithm, ALGORITHM_INPLACE);
            assert_int_equal(sql->lowered.ops.at[k].asked.lock, ONLINE_LOCK_NONE);
        }
    }
}

static void an_alter_without_changes_is_an_op(void **state)
{
    static const char *const texts[] = {
        "ALTER TABLE t",
        "ALTER TABLE t ALGORITHM=COPY",
        "ALTER TABLE t LOCK=NONE, ALGORITHM=COPY",
        "ALTER TABLE t WITH VALIDATION",
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const Op *op = lower_one(sql, texts[i], OP_SET_TABLE_OPTION);
        assert_str(op_name(sql, op), "t");
        assert_str(op->verb, "");
        assert_same(span_text(sql, op->span), texts[i]);
    }
}

static void the_head_is_of_every_op(void **state)
{
    Sql *sql = *state;
    lower_for(sql, "mariadb", ENGINE_VERSION(10, 11, 0));
    lower_to(sql, "ALTER ONLINE IGNORE TABLE IF EXISTS t WAIT 5 ADD UNIQUE (a), DROP b",
             2);
    unsigned flags = OPF_IGNORE | OPF_IF_EXISTS | OPF_WAIT;
    assert_int_equal(op_at(sql, 0, OP_CREATE_INDEX)->flags, flags);
    assert_int_equal(op_at(sql, 1, OP_DROP_COLUMN)->flags, flags);
}

// ---- partitions ----

static void partitions_are_named_and_defined(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "ALTER TABLE t REORGANIZE PARTITION p0, p1 INTO (PARTITION "
                             "a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN "
                             "MAXVALUE)",
                             OP_ALTER_PARTITION);
    assert_str(joined(sql, op->columns), "p0, p1");
    assert_int_equal(op->table->partitions.len, 2);
    assert_str(op->table->partitions.at[1].name, "b");
    op = lower_one(sql, "ALTER TABLE t DROP PARTITION p0, p1", OP_ALTER_PARTITION);
    assert_str(joined(sql, op->columns), "p0, p1");
    op = lower_one(sql, "ALTER TABLE t TRUNCATE PARTITION ALL", OP_ALTER_PARTITION);
    assert_int_equal(op->columns.len, 0);
    op = lower_one(sql,
                   "ALTER TABLE t PARTITION BY RANGE (a) (PARTITION p VALUES LESS "
                   "THAN (1))",
                   OP_ALTER_PARTITION);
    assert_str(op->table->partition_by, "range");
    assert_int_equal(op->table->partitions.len, 1);
    op = lower_one(sql, "ALTER TABLE t PARTITION p ATTRIBUTES 'x'", OP_ALTER_PARTITION);
    assert_str(joined(sql, op->columns), "p");
}

static void partitioning_ends_the_statement_without_a_comma(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "ALTER TABLE t ADD a INT, LOCK=SHARED PARTITION BY HASH (id)", 2);
    const Op *op = op_at(sql, 1, OP_ALTER_PARTITION);
    assert_str(span_text(sql, op->span), "PARTITION BY HASH (id)");
    assert_int_equal(op->asked.lock, ONLINE_LOCK_SHARED);
    lower_to(sql, "ALTER TABLE t ENGINE=InnoDB REMOVE PARTITIONING", 2);
    assert_str(op_at(sql, 1, OP_ALTER_PARTITION)->verb, "remove");
    assert_str(refused_at(sql, "ALTER TABLE t ADD a INT, REMOVE PARTITIONING"), "REMOVE");
    assert_str(refused_at(sql, "ALTER TABLE t ALGORITHM=COPY, PARTITION BY HASH (id)"),
               "BY");
}

static void some_changes_stand_alone(void **state)
{
    Sql *sql = *state;
    assert_str(refused_at(sql, "ALTER TABLE t ADD a INT, DROP PARTITION p"), "DROP");
    assert_str(refused_at(sql, "ALTER TABLE t DROP PARTITION p, ADD a INT"), "ADD");
    assert_str(refused_at(sql, "ALTER TABLE t TRUNCATE PARTITION ALL, FORCE"), "FORCE");
    assert_str(refused_at(sql, "ALTER TABLE t FORCE, DISCARD TABLESPACE"), "DISCARD");
    assert_str(refused_at(sql, "ALTER TABLE t REMOVE TTL, FORCE"), "FORCE");
    assert_str(refused_at(sql, "ALTER TABLE t LOCK=NONE DROP PARTITION p"), "DROP");
    const Op *op = lower_one(sql,
                             "ALTER TABLE t ALGORITHM=INPLACE, LOCK=NONE, DROP "
                             "PARTITION p",
                             OP_ALTER_PARTITION);
    assert_int_equal(op->asked.algorithm, ALGORITHM_INPLACE);
    assert_str(span_text(sql, op->span), "DROP PARTITION p");
}

// ---- what the grammar refuses ----

typedef struct RefusedRow {
    const char *text;
    const char *at; // the token
} RefusedRow;

// clang-format off
static const RefusedRow REFUSED[] = {
    { "ALTER TABLE", "TABLE" },
    { "ALTER TABLE t,", "," },
    { "ALTER TABLE t ADD a INT,", "," },
    { "ALTER TABLE t , ADD a INT", "," },
    { "ALTER TABLE t ADD a INT, , ADD b INT", "," },
    { "ALTER TABLE t, u ADD a INT", "," },
    { "ALTER OFFLINE TABLE t ADD a INT", "OFFLINE" },
    { "ALTER TABLE IF NOT EXISTS t FORCE", "IF" },
    { "ALTER TABLE t WAIT ADD a INT", "WAIT" },
    { "ALTER TABLE t ADD COLUMN INDEX (a)", "INDEX" },
    { "ALTER TABLE t ADD ()", ")" },
    { "ALTER TABLE t ADD (a INT,)", ")" },
    { "ALTER TABLE t ADD (a INT FIRST)", "FIRST" },
    { "ALTER TABLE t ADD (a INT) FIRST", "FIRST" },
    { "ALTER TABLE t ADD a INT FIRST UNIQUE", "UNIQUE" },
    { "ALTER TABLE t ADD a INT AFTER t.b", "." },
    { "ALTER TABLE t ADD INDEX i IF NOT EXISTS (a)", "IF" },
    { "ALTER TABLE t DROP (a, b)", "(" },
    { "ALTER TABLE t DROP PRIMARY", "PRIMARY" },
    { "ALTER TABLE t DROP PRIMARY KEY IF EXISTS", "IF" },
    { "ALTER TABLE t DROP UNIQUE u", "UNIQUE" },
    { "ALTER TABLE t DROP INDEX i CASCADE", "CASCADE" },
    { "ALTER TABLE t DROP CHECK IF EXISTS c", "IF" },
    { "ALTER TABLE t MODIFY (a INT, b INT)", "(" },
    { "ALTER TABLE t ALTER a TYPE BIGINT", "TYPE" },
    { "ALTER TABLE t ALTER a SET NOT NULL", "NOT" },
    { "ALTER TABLE t ALTER KEY i VISIBLE", "VISIBLE" },
    { "ALTER TABLE t ALTER INDEX IF EXISTS i VISIBLE", "VISIBLE" },
    { "ALTER TABLE t RENAME COLUMN a AS b", "AS" },
    { "ALTER TABLE t RENAME COLUMN t.a TO b", "." },
    { "ALTER TABLE t RENAME := b", ":=" },
    { "ALTER TABLE t RENAME u ENGINE=InnoDB", "ENGINE" },
    { "ALTER TABLE t CONVERT TO COLLATE utf8mb4_bin", "COLLATE" },
    { "ALTER TABLE t CONVERT TO CHARACTER SET = utf8mb4", "=" },
    { "ALTER TABLE t ORDER BY a, ENGINE=InnoDB", "=" },
    { "ALTER TABLE t ORDER BY a ASC, FORCE", "FORCE" },
    { "ALTER TABLE t ENGINE=InnoDB FORCE", "FORCE" },
    { "ALTER TABLE t FORCE ENGINE=InnoDB", "ENGINE" },
    { "ALTER TABLE t ENGINE=InnoDB LOCK=NONE", "LOCK" },
    { "ALTER TABLE t LOCK=NONE ALGORITHM=INPLACE", "ALGORITHM" },
    { "ALTER TABLE t ALGORITHM=FAST", "FAST" },
    { "ALTER TABLE t DISABLE KEYS ENABLE KEYS", "ENABLE" },
    { "ALTER TABLE t ADD PERIOD FOR p (a)", ")" },
    { "ALTER TABLE t DROP PARTITION ALL", "ALL" },
    { "ALTER TABLE t DROP PARTITION LOCAL p", "p" },
    { "ALTER TABLE t TRUNCATE PARTITION", "PARTITION" },
    { "ALTER TABLE t REORGANIZE PARTITION p", "p" },
    { "ALTER TABLE t EXCHANGE PARTITION p, q WITH TABLE u", "," },
    { "ALTER TABLE t COALESCE PARTITION '2'", "'2'" },
    { "ALTER TABLE t SECONDARY_LOAD PARTITION p", "p" },
    { "ALTER DATABASE d", "d" },
    { "ALTER DATABASE d CHARSET utf8mb4, COLLATE utf8mb4_bin", "," },
    { "ALTER IGNORE DATABASE d CHARSET utf8mb4", "IGNORE" },
};
// clang-format on

static void the_refused_token_is_named(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++)
        assert_same(refused_at(sql, REFUSED[i].text), REFUSED[i].at);
}

// clang-format off
static const TakenRow TAKEN[] = {
    { "ALTER TABLE t ADD a INT, DROP b, LOCK=NONE", "", "", "" },
    { "ALTER TABLE t DROP COLUMN IF EXISTS a", "DROP … IF EXISTS in ALTER TABLE", "", "" },
    { "ALTER TABLE t DROP FOREIGN KEY IF EXISTS f", "IF EXISTS in DROP CONSTRAINT or DROP FOREIGN KEY", "", "IF EXISTS in DROP CONSTRAINT or DROP FOREIGN KEY" },
    { "ALTER TABLE t ADD period INT", "", "ADD and DROP of a column PERIOD or SYSTEM without COLUMN", "" },
    { "ALTER TABLE t ADD COLUMN period INT, DROP `period`", "", "", "" },
    { "ALTER TABLE t DROP CHECK c", "", "DROP CHECK", "" },
    { "ALTER TABLE t ALTER c SET DEFAULT now()", "SET DEFAULT expression without brackets", "", "SET DEFAULT expression without brackets" },
    { "ALTER TABLE t ALTER INDEX i IGNORED", "IGNORED of an index", "", "IGNORED of an index" },
    { "ALTER TABLE t WITHOUT VALIDATION, DROP a", "", "WITH and WITHOUT VALIDATION", "" },
    { "ALTER TABLE t DROP t.a", "a column with its table's name in ALTER TABLE", "", "" },
    { "ALTER TABLE t LOCK=NONE, DROP PARTITION p", "", "ALGORITHM and LOCK of a partition operation", "" },
    { "ALTER TABLE t TRUNCATE PARTITION ALL, LOCK=NONE", "ALGORITHM and LOCK behind a partition operation", "ALGORITHM and LOCK behind a partition operation", "" },
    { "ALTER TABLE t CONVERT PARTITION p TO TABLE u", "CONVERT PARTITION and CONVERT TABLE", "", "CONVERT PARTITION and CONVERT TABLE" },
    { "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u WITH VALIDATION", "", "WITH and WITHOUT VALIDATION of EXCHANGE PARTITION", "" },
    { "ALTER TABLE t CACHE", "an ALTER TABLE of TiDB", "an ALTER TABLE of TiDB", "" },
    { "ALTER TABLE t NOWAIT FORCE", "WAIT and NOWAIT of a definition", "", "WAIT and NOWAIT of a definition" },
    { "ALTER TABLE t CONVERT TO CHARSET utf8mb4 COLLATE DEFAULT", "COLLATE DEFAULT", "", "COLLATE DEFAULT" },
};
// clang-format on

static void not_every_server_takes_all(void **state)
{
    assert_taken(*state, TAKEN, sizeof TAKEN / sizeof *TAKEN);
}

// ---- ALTER DATABASE ----

static void options_of_databases_are_ops(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "ALTER DATABASE d CHARACTER SET utf8mb4 COLLATE = utf8mb4_bin", 2);
    const Op *op = op_at(sql, 1, OP_SET_TABLE_OPTION);
    assert_int_equal(op->object, OBJ_DATABASE);
    assert_str(op_name(sql, op), "d");
    assert_str(op->verb, "collate");
    assert_str(op->detail, "utf8mb4_bin");
    assert_str(span_text(sql, op->span), "COLLATE = utf8mb4_bin");
    op = lower_one(sql, "ALTER SCHEMA DEFAULT COLLATE utf8mb4_bin", OP_SET_TABLE_OPTION);
    assert_str(op_name(sql, op), "");
    lower_for(sql, "mariadb", ENGINE_VERSION(10, 11, 0));
    op = lower_one(sql, "ALTER DATABASE `#mysql50#a-b` UPGRADE DATA DIRECTORY NAME",
                   OP_SET_TABLE_OPTION);
    assert_str(op->verb, "upgrade-directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(each_specification_is_an_op),
        mysql_test(several_are_an_op_each_with_its_own_span),
        mysql_test(columns_have_places),
        mysql_test(a_list_of_columns_is_an_op_each),
        mysql_test(what_stands_inside_a_column_follows_it),
        mysql_test(an_index_belongs_to_the_table),
        mysql_test(clauses_are_of_every_op),
        mysql_test(an_alter_without_changes_is_an_op),
        mysql_test(the_head_is_of_every_op),
        mysql_test(partitions_are_named_and_defined),
        mysql_test(partitioning_ends_the_statement_without_a_comma),
        mysql_test(some_changes_stand_alone),
        mysql_test(the_refused_token_is_named),
        mysql_test(not_every_server_takes_all),
        mysql_test(options_of_databases_are_ops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
