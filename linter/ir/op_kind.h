// SPDX-License-Identifier: Apache-2.0
// The kinds of ops: a closed vocabulary, one row each.
#ifndef IR_OP_KIND_H
#define IR_OP_KIND_H

// kind, the words a reader knows it by
// clang-format off
#define OP_KINDS(X)                                                                      \
    X(CREATE_SCHEMA, "CREATE SCHEMA")                                                    \
    X(DROP_SCHEMA, "DROP SCHEMA")                                                        \
    X(RENAME_SCHEMA, "RENAME SCHEMA")                                                    \
    X(CREATE_TABLE, "CREATE TABLE")                                                      \
    X(DROP_TABLE, "DROP TABLE")                                                          \
    X(RENAME_TABLE, "RENAME TABLE")                                                      \
    /* SQLite: a step of making a table anew; see the end of this file */                \
    X(REBUILD_TABLE, "REBUILD TABLE")                                                    \
    X(SET_TABLE_OPTION, "ALTER TABLE SET")                                               \
    X(ADD_COLUMN, "ADD COLUMN")                                                          \
    X(DROP_COLUMN, "DROP COLUMN")                                                        \
    X(RENAME_COLUMN, "RENAME COLUMN")                                                    \
    X(ALTER_COLUMN_TYPE, "ALTER COLUMN TYPE")                                            \
    X(SET_NOT_NULL, "SET NOT NULL")                                                      \
    X(DROP_NOT_NULL, "DROP NOT NULL")                                                    \
    X(SET_DEFAULT, "SET DEFAULT")                                                        \
    X(DROP_DEFAULT, "DROP DEFAULT")                                                      \
    X(ALTER_IDENTITY, "ALTER COLUMN IDENTITY")                                           \
    X(ALTER_GENERATED, "ALTER COLUMN EXPRESSION")                                        \
    X(ALTER_COLUMN, "ALTER COLUMN")                                                      \
    X(MODIFY_COLUMN, "MODIFY COLUMN") /* restates all of it; CHANGE renames it as well */ \
    X(ADD_CONSTRAINT, "ADD CONSTRAINT")                                                  \
    X(DROP_CONSTRAINT, "DROP CONSTRAINT")                                                \
    X(RENAME_CONSTRAINT, "RENAME CONSTRAINT")                                            \
    X(VALIDATE_CONSTRAINT, "VALIDATE CONSTRAINT")                                        \
    X(ALTER_CONSTRAINT, "ALTER CONSTRAINT")                                              \
    X(CREATE_INDEX, "CREATE INDEX")                                                      \
    X(DROP_INDEX, "DROP INDEX")                                                          \
    X(RENAME_INDEX, "RENAME INDEX")                                                      \
    X(ALTER_INDEX, "ALTER INDEX")                                                        \
    X(REINDEX, "REINDEX")                                                                \
    X(CREATE_SEQUENCE, "CREATE SEQUENCE")                                                \
    X(ALTER_SEQUENCE, "ALTER SEQUENCE")                                                  \
    X(DROP_SEQUENCE, "DROP SEQUENCE")                                                    \
    X(CREATE_VIEW, "CREATE VIEW")                                                        \
    X(DROP_VIEW, "DROP VIEW")                                                            \
    X(REFRESH_VIEW, "REFRESH MATERIALIZED VIEW")                                         \
    X(CREATE_TYPE, "CREATE TYPE")                                                        \
    X(ALTER_TYPE, "ALTER TYPE")                                                          \
    X(DROP_TYPE, "DROP TYPE")                                                            \
    X(ADD_ENUM_VALUE, "ALTER TYPE ADD VALUE")                                            \
    X(RENAME_ENUM_VALUE, "ALTER TYPE RENAME VALUE")                                      \
    X(ALTER_DOMAIN, "ALTER DOMAIN")                                                      \
    X(ATTACH_PARTITION, "ATTACH PARTITION")                                              \
    X(DETACH_PARTITION, "DETACH PARTITION")                                              \
    X(ALTER_PARTITION, "ALTER PARTITION") /* MySQL's; see Op.verb */                     \
    X(ADD_INHERIT, "INHERIT")                                                            \
    X(DROP_INHERIT, "NO INHERIT")                                                        \
    X(CREATE_TRIGGER, "CREATE TRIGGER")                                                  \
    X(DROP_TRIGGER, "DROP TRIGGER")                                                      \
    X(SET_TRIGGER, "ENABLE/DISABLE TRIGGER")                                             \
    X(CREATE_FUNCTION, "CREATE FUNCTION")                                                \
    X(DROP_FUNCTION, "DROP FUNCTION")                                                    \
    X(CREATE_POLICY, "CREATE POLICY")                                                    \
    X(ALTER_POLICY, "ALTER POLICY")                                                      \
    X(DROP_POLICY, "DROP POLICY")                                                        \
    X(SET_ROW_SECURITY, "ROW LEVEL SECURITY")                                            \
    X(CREATE_OBJECT, "CREATE")       /* what has no kind of its own: see Op.object */    \
    X(ALTER_OBJECT, "ALTER")         /* likewise */                                      \
    X(DROP_OBJECT, "DROP")           /* likewise */                                      \
    X(RENAME_OBJECT, "RENAME")       /* views, types, functions, triggers, … */          \
    X(SET_SCHEMA, "SET SCHEMA")      /* any object; other.schema is the new one */       \
    X(GRANT, "GRANT")                /* and REVOKE: OPF_REVOKE */                        \
    X(COMMENT, "COMMENT")                                                                \
    X(TRUNCATE, "TRUNCATE")                                                              \
    X(INSERT, "INSERT")                                                                  \
    X(UPDATE, "UPDATE")                                                                  \
    X(DELETE, "DELETE")                                                                  \
    X(MERGE, "MERGE")                                                                    \
    X(COPY, "COPY")                                                                      \
    X(SELECT, "SELECT")                                                                  \
    X(TRANSACTION, "TRANSACTION")    /* verb: begin commit rollback savepoint … */       \
    X(SET_SESSION, "SET")            /* part = setting, detail = value */                \
    X(LOCK_TABLE, "LOCK TABLE")                                                          \
    X(MAINTENANCE, "MAINTENANCE")    /* verb: vacuum analyze cluster checkpoint */       \
    X(DO_BLOCK, "DO")                /* its statements follow as ops of their own */     \
    X(EXECUTE, "EXECUTE")            /* SQL built at run time; detail = its expression */ \
    X(CALL, "CALL")                                                                      \
    X(SKIPPED, "SKIPPED STATEMENT")  /* this server passes over it; detail = its text */ \
    X(OPAQUE, "UNKNOWN STATEMENT")   /* detail = why it is not understood */

typedef enum OpKind {
    OP_NONE = 0,
#define X(kind, words) OP_##kind,
    OP_KINDS(X)
#undef X
    OP_KIND_COUNT
} OpKind;
// clang-format on

const char *op_kind_words(OpKind kind); // "DROP COLUMN"

// REBUILD_TABLE: a step of making a SQLite table anew. `name` is the table, `other` the
// one that stands in for it meanwhile; `verb` is
// "make"     CREATE TABLE; `table` is the new definition. detail "stand-in": of a table
//            that only keeps the rows meanwhile. What is new about the table, compared by
//            meaning, are ordinary ops behind it that share its statement; none where
//            nobody has seen the old one made, or the transaction is rolled back.
// "copy"     INSERT … SELECT or CREATE TABLE AS, into the new table or a stand-in;
//            "restore" where the rows come back from a stand-in, and of CREATE INDEX and
//            CREATE TRIGGER that make anew what the old table had (`part` is its name).
//            `columns` are written, `relations` read, `where` and OPF_LIMIT its own;
//            `detail` what else makes rows fewer: "DISTINCT", "GROUP BY", "HAVING",
//            "LIMIT", "JOIN", "UNION", "INTERSECT", "EXCEPT", "an aggregate", "OR
//            IGNORE", "OR REPLACE", "ON CONFLICT DO NOTHING", with ", " between.
//            effects_on_rows() has fates: ROWS_LEFT, ROWS_SWAPPED, ROWS_LITERAL;
//            ROWS_NULLED and ROWS_CHANGED of columns that both tables have and no copy
//            writes. A "make" that is a CREATE TABLE AS has all this as well.
// "drop"     DROP TABLE of the old one; detail "stand-in": of the other. Its fates are
//            what happens to other tables; with no copy at all also ROWS_LEFT.
// "rename"   ALTER TABLE RENAME. detail "first": the old one gives way before the new one
//            has its name, so that what refers to it follows it; "first, legacy": while
//            legacy_alter_table is on. `relations` are the tables and views that name the
//            old one still when the file is done.
// Of the ops that share make's statement: DROP_COLUMN's `detail` is the new column that
// an expression makes of it; OPF_CASCADE of DROP_CONSTRAINT and DROP_INDEX says that a
// column of theirs goes as well. DROP_INDEX and DROP_TRIGGER have `detail` where what
// they are about is there again but otherwise: its name, made by a later statement, or
// "UNIQUE", a constraint on the same columns. DROP_CONSTRAINT and ADD_CONSTRAINT of a
// UNIQUE: the index that makes the columns unique now, or did before.

#endif
