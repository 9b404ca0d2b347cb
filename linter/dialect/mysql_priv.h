// SPDX-License-Identifier: Apache-2.0
// What the files of the MySQL front end share: the statement that is being parsed, and
// the parser's vocabulary. A parser function returns false when the grammar refuses what
// is at the cursor; the first refusal is kept, with its place, and the statement becomes
// opaque.
#ifndef DIALECT_MYSQL_PRIV_H
#define DIALECT_MYSQL_PRIV_H

#include "dialect/dialect.h"
#include "dialect/mysql_lex.h"

// What stands between CREATE or ALTER and the word that decides, in any sensible order.
// It is parsed before the row is looked for: that has "CREATE INDEX" for CREATE UNIQUE
// INDEX as well.
typedef enum MyPrefixBit {
    MYP_OR_REPLACE = 1 << 0,
    MYP_TEMPORARY = 1 << 1,
    MYP_UNIQUE = 1 << 2,
    MYP_FULLTEXT = 1 << 3,
    MYP_SPATIAL = 1 << 4,
    MYP_VECTOR = 1 << 5,
    MYP_DEFINER = 1 << 6,
    MYP_ALGORITHM = 1 << 7, // of a view
    MYP_SECURITY = 1 << 8,
    MYP_AGGREGATE = 1 << 9,
    MYP_ONLINE = 1 << 10, // and OFFLINE
    MYP_IGNORE = 1 << 11
} MyPrefixBit;

typedef struct MyPrefix {
    unsigned seen; // MyPrefixBit bits
    bool or_replace, temporary;
    bool if_not_exists; // of DROP's IF EXISTS too; for who parses it, behind the row's
                        // words
    bool unique;
    Str definer, algorithm, security; // ptr NULL: not said
    const char *index_kind; // "fulltext", "spatial", "vector"; NULL: a plain one
} MyPrefix;

typedef struct MyParser {
    Arena *arena; // ops and all they hold
    Arena *tmp;   // for the statement alone
    Lowered *out;
    const Engine *engine; // never NULL
    unsigned modes;       // MyMode bits, as the file has set them so far
    Str text;             // the file's
    Span span;            // the statement's
    size_t index;         // of the statement
    const MyToken
        *tokens;  // of the statement without comments, and MYT_END behind the last
    size_t count; // without that
    size_t at;    // the cursor
    size_t depth; // of nested expressions and queries; the parser refuses what is deeper
                  // than MY_DEPTH_MAX, as the server's stack does
    Online asked; // the statement's ALGORITHM and LOCK clauses, so far
    bool in_create;    // in the list of CREATE TABLE
    bool in_upsert;    // behind ON DUPLICATE KEY UPDATE
    NameVec *reads;    // of the body: what expressions read; NULL: nobody asks
    bool in_program;   // inside of a body: its variables have names like columns
    bool waits;        // WAIT or NOWAIT says how long it waits for its tables
    MisfitVec misfits; // likewise
    MyPrefix prefix;   // behind CREATE and ALTER
    size_t prefix_at;  // the token where they begin; they end where the row's words go on
    Span error_span;   // where the grammar refused
    Str error;         // why; empty: it has not
} MyParser;

enum { MY_DEPTH_MAX = 200 };

// ---- mysql_parse.c: the cursor ----

MyToken my_peek(const MyParser *p, size_t ahead); // 0: the one at the cursor
bool my_is(const MyParser *p, const char *word);  // the cursor is at this key word
bool my_is_at(const MyParser *p, size_t ahead, const char *word);
bool my_is_punct(const MyParser *p, char c);
bool my_is_punct_at(const MyParser *p, size_t ahead, char c);
bool my_is_operator(const MyParser *p, const char *operator);
bool my_at_end(const MyParser *p);
// Moves on if the words (with blanks between) stand at the cursor: "IF NOT EXISTS".
bool my_take(MyParser *p, const char *words);
bool my_take_punct(MyParser *p, char c);
bool my_take_operator(MyParser *p, const char *operator);
// Which of the words (ended by NULL) stands at the cursor, and moves on; -1: none.
int my_take_one(MyParser *p, const char *const *words);
// Like the takes, but refuse what is something else.
bool my_expect(MyParser *p, const char *words);
bool my_expect_punct(MyParser *p, char c);
bool my_expect_end(MyParser *p);
// Refuses the token at the cursor: "syntax error at or near …" where `why` is NULL.
// Always false.
bool my_refuse(MyParser *p, const char *why);
bool my_refuse_at(MyParser *p, Span span, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
// Bounds the recursion: false, and refused, when it is too deep. my_leave() ends what a
// true my_enter() began.
bool my_enter(MyParser *p);
void my_leave(MyParser *p);

// An identifier: quoted, or a word that this server does not reserve.
bool my_ident(MyParser *p, Str *ident);
bool my_is_ident(const MyParser *p); // one is at the cursor
// Like my_ident, where a key word may stand as well: behind a dot, or as a label.
bool my_any_word(MyParser *p, Str *word);
bool my_name(MyParser *p, Name *name);           // a or b.a
bool my_names(MyParser *p, NameVec *names);      // with commas between
bool my_idents(MyParser *p, StrVec *idents);     // likewise
bool my_ident_list(MyParser *p, StrVec *idents); // likewise, in brackets
bool my_string(MyParser *p, Str *value);         // adjacent ones are one
bool my_number(MyParser *p, Str *digits);        // unsigned
bool my_account(MyParser *p, Str *account);      // 'u'@'h', CURRENT_USER()
// "=" or ":=" or nothing.
void my_take_equals(MyParser *p);
// Passes over a bracketed group at the cursor, whatever is in it; *inside: its text
// without the brackets. False when it does not close.
bool my_skip_group(MyParser *p, Str *inside);
// The text from token `from` up to the cursor, without blanks at its end.
Str my_text_from(const MyParser *p, size_t from);
Span my_span_from(const MyParser *p, size_t from);
// The word at the cursor is reserved by the server.
bool my_is_reserved(const MyParser *p);

// ---- ops ----

// Adds an op for the span. The address holds until the next call.
Op *my_op_at(MyParser *p, OpKind kind, ObjectKind object, Span span);
// The same for the whole statement.
Op *my_op(MyParser *p, OpKind kind, ObjectKind object);

// ---- which function parses what: each file has a table; a NULL word ends it ----

typedef struct MyRow {
    // Key words that begin it: "RENAME TABLE"; the longest that fits counts. A bracket
    // may stand for a word: "(".
    const char *words;
    bool (*parse)(MyParser *p); // the cursor is behind the words; false: refused
} MyRow;

// Refuses the first prefix that is none of these (MyPrefixBit bits).
bool my_only_prefixes(MyParser *p, unsigned allowed);
// Parses the statement at the cursor with the row that fits: what EXPLAIN, SET STATEMENT
// and their like hold.
bool my_statement(MyParser *p);

extern const MyRow my_query_rows[];   // SELECT INSERT REPLACE UPDATE DELETE WITH …
extern const MyRow my_table_rows[];   // CREATE TABLE, CREATE INDEX, CREATE DATABASE …
extern const MyRow my_alter_rows[];   // ALTER TABLE, ALTER DATABASE
extern const MyRow my_drop_rows[];    // DROP …, RENAME TABLE, TRUNCATE
extern const MyRow my_program_rows[]; // views, triggers, routines, events, PREPARE, CALL
extern const MyRow my_session_rows[]; // SET, USE, transactions, LOCK TABLES
extern const MyRow my_admin_rows[];   // GRANT, OPTIMIZE, FLUSH, SHOW, …
extern const MyRow my_tidb_rows[];    // SPLIT, FLASHBACK, ADMIN, …
extern const MyRow my_mariadb_rows[]; // sequences, packages, SET STATEMENT …

// The effects of an op, in mysql_effects.c.
void my_effects(Arena *arena, const Scene *scene);

#endif
