// SPDX-License-Identifier: Apache-2.0
// The reader of definitions. https://sqlite.org/lang_createtable.html has the grammar.
#include "dialect/sqlite_def_priv.h"

#include "base/list.h"
#include "base/out.h"

typedef struct Reader {
    SlSource *source;
    TableDef *def;
    ColumnDef *column; // NULL: a constraint of the table
    Str name;          // of the constraint that is read; empty: none is given
    size_t start;      // of it, in the text
} Reader;

static bool is_any(const SlSource *s, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (sl_sees(s, words[i]))
            return true;
    return false;
}

// ---- columns' types ----

static const char *const constraint_words[] = {
    "constraint", "primary", "not",        "null",      "unique", "check",      "default",
    "collate",    "foreign", "references", "generated", "as",     "deferrable", NULL,
};

static bool sees_type_word(SlSource *s)
{
    return sl_token_names(sl_peek(s, 0)) && !is_any(s, constraint_words);
}

// In lower case with one blank between. There is mostly one; SQLite takes any number.
static Str type_words(SlSource *s)
{
    Str first = sees_type_word(s) ? arena_lower(s->arena, sl_take_ident(s)) : (Str){ 0 };
    if (!sees_type_word(s))
        return first;
    Out words = out_new(s->arena);
    out_str(&words, first);
    while (sees_type_word(s)) {
        out_cstr(&words, words.buf.len > 0 ? " " : "");
        out_str(&words, arena_lower(s->arena, sl_take_ident(s)));
    }
    return out_text(&words);
}

// What is in brackets stays as it is written.
TypeRef sl_read_type(SlSource *s)
{
    TypeRef type = { .text = type_words(s) };
    type.name.name = type.text;
    if (type.text.len == 0 || !sl_sees_punct(s, '('))
        return type;
    Str sizes = sl_take_brackets(s);
    type.text =
        arena_fmt(s->arena, STR_FMT "(" STR_FMT ")", STR_ARG(type.text), STR_ARG(sizes));
    return type;
}

// ---- constraints ----

static void take_on_conflict(SlSource *s)
{
    if (sl_sees(s, "on") && sl_token_is(s->text, sl_peek(s, 1), STR("conflict")))
        sl_skip(s, 3);
}

static ConstraintDef *add(Reader *r, ConstraintKind kind)
{
    ConstraintDef *constraint = vec_push(r->source->arena, &r->def->constraints);
    constraint->kind = kind;
    constraint->name = r->name;
    if (r->column)
        *vec_push(r->source->arena, &constraint->columns) = r->column->name;
    return constraint;
}

// "(a, b COLLATE nocase DESC)": the first word of each item.
static void read_columns(SlSource *s, StrVec *columns)
{
    if (!sl_take_punct(s, '('))
        return;
    while (!sl_at_end(s) && !sl_sees_punct(s, ')')) {
        Str name = sl_take_ident(s);
        if (name.len > 0)
            *vec_push(s->arena, columns) = name;
        sl_skip_item(s);
        sl_take_punct(s, ',');
    }
    sl_take_punct(s, ')');
}

static void set_option(Reader *r, const char *name)
{
    TableOption *option = vec_push(r->source->arena, &r->def->options);
    option->name = str_from(name);
    option->value = STR("1");
}

static void read_primary_key(Reader *r)
{
    SlSource *s = r->source;
    sl_take(s, "key");
    ConstraintDef *constraint = add(r, CON_PRIMARY_KEY);
    if (!r->column)
        read_columns(s, &constraint->columns);
    bool ordered = sl_take(s, "asc") || sl_take(s, "desc");
    (void)ordered;
    take_on_conflict(s);
    if (sl_take(s, "autoincrement"))
        set_option(r, "autoincrement");
}

static void read_unique(Reader *r)
{
    ConstraintDef *constraint = add(r, CON_UNIQUE);
    if (!r->column)
        read_columns(r->source, &constraint->columns);
    take_on_conflict(r->source);
}

static void read_check(Reader *r)
{
    add(r, CON_CHECK)->expression = sl_take_brackets(r->source);
    take_on_conflict(r->source);
}

// SET NULL, SET DEFAULT, CASCADE, RESTRICT, NO ACTION
static Str take_action(SlSource *s)
{
    Str first = arena_lower(s->arena, sl_take_ident(s));
    if (!str_eq(first, STR("set")) && !str_eq(first, STR("no")))
        return first;
    Str second = arena_lower(s->arena, sl_take_ident(s));
    if (str_eq(second, STR("action")))
        return (Str){ 0 };
    return arena_fmt(s->arena, STR_FMT " " STR_FMT, STR_ARG(first), STR_ARG(second));
}

static bool read_key_action(SlSource *s, ConstraintDef *constraint)
{
    if (sl_take(s, "match")) {
        sl_skip(s, 1);
        return true;
    }
    if (!sl_sees(s, "on"))
        return false;
    bool deletes = sl_token_is(s->text, sl_peek(s, 1), STR("delete"));
    sl_skip(s, 2);
    *(deletes ? &constraint->on_delete : &constraint->on_update) = take_action(s);
    return true;
}

static void read_deferrable(SlSource *s, ConstraintDef *constraint)
{
    bool is_not =
        sl_sees(s, "not") && sl_token_is(s->text, sl_peek(s, 1), STR("deferrable"));
    s->at += is_not ? 1 : 0;
    if (!sl_take(s, "deferrable"))
        return;
    constraint->deferrable = !is_not;
    if (sl_take(s, "initially"))
        constraint->initially_deferred = str_eq_ci(sl_take_ident(s), STR("deferred"));
}

static void read_references(Reader *r, ConstraintDef *constraint)
{
    SlSource *s = r->source;
    constraint->ref_table.name = sl_take_ident(s);
    read_columns(s, &constraint->ref_columns);
    while (read_key_action(s, constraint))
        ;
    read_deferrable(s, constraint);
}

static void read_inline_key(Reader *r)
{
    read_references(r, add(r, CON_FOREIGN_KEY));
}

static void read_foreign_key(Reader *r)
{
    sl_take(r->source, "key");
    ConstraintDef *constraint = add(r, CON_FOREIGN_KEY);
    read_columns(r->source, &constraint->columns);
    if (sl_take(r->source, "references"))
        read_references(r, constraint);
}

// ---- what only columns have ----

static void read_not(Reader *r)
{
    r->column->not_null = sl_take(r->source, "null");
    take_on_conflict(r->source);
}

static void read_null(Reader *r)
{
    r->column->null_said = true;
    take_on_conflict(r->source);
}

// A signed number, a literal, a name, or an expression in brackets.
static void read_default(Reader *r)
{
    SlSource *s = r->source;
    size_t start = sl_peek(s, 0).start;
    if (sl_sees_punct(s, '(')) {
        sl_take_brackets(s);
    } else {
        bool is_signed = sl_take_punct(s, '-') || sl_take_punct(s, '+');
        (void)is_signed;
        if (!sl_sees_punct(s, ',') && !sl_sees_punct(s, ')'))
            sl_skip(s, 1);
    }
    if (sl_last_end(s) > start)
        r->column->default_expr = str_slice(s->text, start, sl_last_end(s));
}

static void read_collate(Reader *r)
{
    r->column->collation = sl_take_ident(r->source);
}

// [GENERATED ALWAYS] AS (…) [STORED | VIRTUAL]
static void read_as(Reader *r)
{
    r->column->generated_expr = sl_take_brackets(r->source);
    r->column->generated =
        sl_take(r->source, "stored") ? GENERATED_STORED : GENERATED_VIRTUAL;
    sl_take(r->source, "virtual");
}

static void read_generated(Reader *r)
{
    sl_take(r->source, "always");
    if (sl_take(r->source, "as"))
        read_as(r);
}

static const struct {
    const char *word;
    void (*column)(Reader *r); // NULL: no column has it
    void (*table)(Reader *r);  // likewise, no table
} rows[] = {
    { "primary", read_primary_key, read_primary_key },
    { "unique", read_unique, read_unique },
    { "check", read_check, read_check },
    { "references", read_inline_key, NULL },
    { "foreign", NULL, read_foreign_key },
    { "not", read_not, NULL },
    { "null", read_null, NULL },
    { "default", read_default, NULL },
    { "collate", read_collate, NULL },
    { "generated", read_generated, NULL },
    { "as", read_as, NULL },
};

// One constraint, with its name; false: none begins here.
static bool read_constraint(Reader *r)
{
    SlSource *s = r->source;
    size_t count = r->def->constraints.len;
    r->start = sl_peek(s, 0).start;
    r->name = sl_take(s, "constraint") ? sl_take_ident(s) : (Str){ 0 };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        void (*read)(Reader *) = r->column ? rows[i].column : rows[i].table;
        if (!read || !sl_take(s, rows[i].word))
            continue;
        read(r);
        if (r->def->constraints.len > count)
            r->def->constraints.at[count].span = (Span){ r->start, sl_last_end(s) };
        return true;
    }
    return r->name.len > 0; // a name alone: SQLite takes it, and forgets it
}

// ---- items ----

// A primary key of one INTEGER is the row's number, which is never NULL; of other
// columns SQLite takes NULL, unless the table is STRICT or WITHOUT ROWID.
ColumnDef sl_read_column(SlSource *source, TableDef *def)
{
    ColumnDef column = { 0 };
    column.span.start = sl_peek(source, 0).start;
    column.name = sl_take_ident(source);
    size_t behind_name = sl_last_end(source);
    column.type = sl_read_type(source);
    Reader reader = { .source = source, .def = def, .column = &column };
    while (read_constraint(&reader))
        ;
    sl_skip_item(source);
    size_t end = sl_last_end(source);
    column.span.end = end > column.span.start ? end : column.span.start;
    column_own_rest(source->arena, &column)->written =
        str_trim(str_slice(source->text, behind_name, end));
    return column;
}

static bool is_table_constraint(const SlSource *s)
{
    static const char *const words[] = { "constraint", "primary", "unique",
                                         "check",      "foreign", NULL };
    return sl_peek(s, 0).kind == SLT_WORD && is_any(s, words);
}

static void read_item(SlSource *source, TableDef *def)
{
    Reader reader = { .source = source, .def = def };
    if (is_table_constraint(source)) {
        while (read_constraint(&reader))
            ;
        sl_skip_item(source);
        return;
    }
    ColumnDef column = sl_read_column(source, def);
    if (column.name.ptr)
        *vec_push(source->arena, &def->columns) = column;
}

static void read_options(SlSource *source, TableDef *def)
{
    Reader reader = { .source = source, .def = def };
    do {
        if (sl_take(source, "strict"))
            set_option(&reader, "strict");
        if (sl_take(source, "without") && sl_take(source, "rowid"))
            set_option(&reader, "without-rowid");
    } while (sl_take_punct(source, ','));
}

void sl_read_table(SlSource *source, TableDef *def)
{
    while (!sl_at_end(source) && !sl_sees_punct(source, ')')) {
        size_t before = source->at;
        read_item(source, def);
        sl_take_punct(source, ',');
        source->at += source->at == before ? 1 : 0; // nothing that can be read
    }
    if (sl_take_punct(source, ')'))
        read_options(source, def);
}

// ---- what was read ----

const ColumnDef *sl_find_column(const TableDef *def, Str name)
{
    for (size_t i = 0; i < def->columns.len; i++)
        if (str_eq_ci(def->columns.at[i].name, name))
            return &def->columns.at[i];
    return NULL;
}

bool sl_has_option(const TableDef *def, Str name)
{
    for (size_t i = 0; i < def->options.len; i++)
        if (str_eq(def->options.at[i].name, name))
            return true;
    return false;
}

const StrVec *sl_primary_key(const TableDef *def)
{
    static const StrVec none = { 0 };
    for (size_t i = 0; i < def->constraints.len; i++)
        if (def->constraints.at[i].kind == CON_PRIMARY_KEY)
            return &def->constraints.at[i].columns;
    return &none;
}

bool sl_in_primary_key(const TableDef *def, Str column)
{
    return list_has_ci(sl_primary_key(def), column);
}

TableDef sl_read_table_text(Arena *arena, Str sql)
{
    TableDef def = { 0 };
    SlTokenVec tokens = sl_tokens(arena, sql);
    SlSource source = { arena, sql, &tokens, 0 };
    if (sl_token_is(sql, sl_peek(&source, 1), STR("virtual"))) {
        *vec_push(arena, &def.options) =
            (TableOption){ .name = STR("virtual"), .value = STR("1") };
        return def;
    }
    while (!sl_at_end(&source) && !sl_sees_punct(&source, '('))
        source.at++;
    if (sl_take_punct(&source, '('))
        sl_read_table(&source, &def);
    return def;
}
