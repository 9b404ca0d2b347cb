// SPDX-License-Identifier: Apache-2.0
// What pieces of SQL mean: whether two texts are the same expression, query or sequence
// to PostgreSQL, and what a type or an index's list says.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_plain_priv.h"
#include "dialect/pg_priv.h"

#include <stdlib.h>
#include <string.h>

// Two texts under one memory context.
typedef struct Pair {
    MemoryContext context;
    Arena *tmp;
} Pair;

static Pair open_pair(void)
{
    return (Pair){ .context = pg_query_enter_memory_context(), .tmp = arena_new() };
}

static void close_pair(const Pair *pair)
{
    pg_query_exit_memory_context(pair->context);
    arena_free(pair->tmp);
}

// The text as one statement between the words of the format; NULL: the grammar refuses
// it.
static Node *parse(const Pair *pair, const char *before, Str text, const char *behind)
{
    Str sql = arena_fmt(pair->tmp, "%s" STR_FMT "%s", before, STR_ARG(text), behind);
    PgQueryInternalParsetreeAndError result =
        pg_query_raw_parse(arena_cstr(pair->tmp, sql), PG_QUERY_PARSE_DEFAULT);
    free(result.stderr_buffer);
    if (result.error) {
        pg_query_free_error(result.error);
        return NULL;
    }
    return list_length(result.tree) == 1 ? linitial_node(RawStmt, result.tree)->stmt
                                         : NULL;
}

static Node *parse_expression(const Pair *pair, Str text)
{
    Node *node = parse(pair, "SELECT ", text, "");
    if (node == NULL || !IsA(node, SelectStmt))
        return NULL;
    const List *targets = castNode(SelectStmt, node)->targetList;
    return list_length(targets) == 1 ? linitial_node(ResTarget, targets)->val : NULL;
}

// ---- what a column makes of a value ----

static bool is_any_of(Str word, const Str *words, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (str_eq(word, words[i]))
            return true;
    return false;
}

static const Str strings[] = { STR_INIT("text"), STR_INIT("character varying") };
static const Str numbers[] = {
    STR_INIT("smallint"), STR_INIT("integer"), STR_INIT("bigint"),
    STR_INIT("numeric"),  STR_INIT("real"),    STR_INIT("double precision"),
};

#define AMONG(word, words) is_any_of((word), (words), sizeof(words) / sizeof *(words))

static bool is_scalar_among(const TypeRef *type, bool number)
{
    return type->array_dims == 0 &&
           (number ? AMONG(type->name.name, numbers) : AMONG(type->name.name, strings));
}

static bool same_schema(Str a, Str b)
{
    Str usual = STR("public");
    return str_eq(a.len > 0 ? a : usual, b.len > 0 ? b : usual);
}

// A value that is cast to this first is the same in the column: the cast is to the
// column's own type, or a constant's and to one that holds the same text or number.
static bool is_implied(const Pair *pair, const TypeCast *cast, const TypeRef *as)
{
    PgStmt stmt = { .arena = pair->tmp, .tmp = pair->tmp };
    TypeRef to = pg_type(&stmt, cast->typeName);
    if (IsA(cast->arg, A_Const) && to.mod_count == 0 &&
        ((is_scalar_among(&to, true) && is_scalar_among(as, true)) ||
         (is_scalar_among(&to, false) && is_scalar_among(as, false))))
        return true;
    bool mods = to.mod_count == 0 || (to.mod_count == as->mod_count &&
                                      memcmp(to.mods, as->mods, sizeof to.mods) == 0);
    return mods && str_eq(to.name.name, as->name.name) &&
           same_schema(to.name.schema, as->name.schema) &&
           (to.array_dims > 0) == (as->array_dims > 0);
}

static Str boolean_word(Str text)
{
    static const Str yes[] = { STR_INIT("t"),   STR_INIT("true"), STR_INIT("y"),
                               STR_INIT("yes"), STR_INIT("on"),   STR_INIT("1") };
    static const Str no[] = { STR_INIT("f"),  STR_INIT("false"), STR_INIT("n"),
                              STR_INIT("no"), STR_INIT("off"),   STR_INIT("0") };
    if (AMONG(text, yes))
        return STR("true");
    return AMONG(text, no) ? STR("false") : text;
}

// 0.00 is 0.
static Str number_word(Str text)
{
    if (str_contains(text, STR(".")) && !str_contains(text, STR("e")) &&
        !str_contains(text, STR("E"))) {
        while (str_ends(text, STR("0")))
            text.len--;
        while (str_ends(text, STR(".")))
            text.len--;
    }
    return text;
}

// The text of a constant as the column reads it; ptr NULL: NULL.
static Str constant_text(const Pair *pair, const A_Const *constant, const TypeRef *as)
{
    Str text = { 0 };
    if (constant->isnull)
        return text;
    if (nodeTag(&constant->val) == T_Integer)
        text = arena_fmt(pair->tmp, "%d", constant->val.ival.ival);
    else if (nodeTag(&constant->val) == T_Float)
        text = str_from(constant->val.fval.fval);
    else if (nodeTag(&constant->val) == T_Boolean)
        text = constant->val.boolval.boolval ? STR("true") : STR("false");
    else
        text = str_from(constant->val.sval.sval);
    if (str_eq(as->text, STR("boolean")))
        return boolean_word(text);
    return is_scalar_among(as, true) ? number_word(str_trim(text)) : text;
}

static bool is_bit_string(const A_Const *constant)
{
    return !constant->isnull && nodeTag(&constant->val) == T_BitString;
}

static Node *bare_value(const Pair *pair, Node *node, const TypeRef *as)
{
    while (IsA(node, TypeCast) && is_implied(pair, castNode(TypeCast, node), as))
        node = castNode(TypeCast, node)->arg;
    return node;
}

// Both are kept in a column of this type.
static bool same_value(const Pair *pair, Node *a, Node *b, const TypeRef *as)
{
    a = bare_value(pair, a, as);
    b = bare_value(pair, b, as);
    if (!IsA(a, A_Const) || !IsA(b, A_Const) || is_bit_string(castNode(A_Const, a)) ||
        is_bit_string(castNode(A_Const, b)))
        return equal(a, b);
    Str left = constant_text(pair, castNode(A_Const, a), as);
    Str right = constant_text(pair, castNode(A_Const, b), as);
    return (left.ptr == NULL) == (right.ptr == NULL) && str_eq(left, right);
}

static bool same_expression(Str a, Str b, const TypeRef *as)
{
    if (str_eq(a, b))
        return true;
    Pair pair = open_pair();
    Node *left = parse_expression(&pair, a), *right = parse_expression(&pair, b);
    bool same = left != NULL && right != NULL && pg_plain(&left) && pg_plain(&right) &&
                (as ? same_value(&pair, left, right, as) : equal(left, right));
    close_pair(&pair);
    return same;
}

static bool same_query(Str a, Str b)
{
    if (str_eq(a, b))
        return true;
    Pair pair = open_pair();
    Node *left = parse(&pair, "", a, ""), *right = parse(&pair, "", b, "");
    bool same = left != NULL && right != NULL && pg_plain(&left) && pg_plain(&right) &&
                equal(left, right);
    close_pair(&pair);
    return same;
}

// ---- sequences ----

typedef struct SequenceOptions {
    const char *increment, *min, *max, *start, *cache, *type;
    bool cycle;
} SequenceOptions;

// 1 as an int and as a word too long for one are both a number's text.
static const char *number_text(const Pair *pair, Node *node)
{
    if (node == NULL)
        return NULL; // NO MINVALUE
    if (IsA(node, Integer))
        return arena_cstr(pair->tmp,
                          arena_fmt(pair->tmp, "%d", castNode(Integer, node)->ival));
    return IsA(node, Float) ? castNode(Float, node)->fval : NULL;
}

static void take_option(const Pair *pair, const DefElem *option, SequenceOptions *to)
{
    const struct {
        const char *name;
        const char **value;
    } rows[] = {
        { "increment", &to->increment }, { "minvalue", &to->min },
        { "maxvalue", &to->max },        { "start", &to->start },
        { "cache", &to->cache },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(option->defname, rows[i].name) == 0)
            *rows[i].value = number_text(pair, option->arg);
    if (strcmp(option->defname, "cycle") == 0)
        to->cycle = castNode(Boolean, option->arg)->boolval;
    if (strcmp(option->defname, "as") == 0)
        to->type = castNode(String, llast(castNode(TypeName, option->arg)->names))->sval;
}

static const char *or_else(const char *value, const char *otherwise)
{
    return value ? value : otherwise;
}

static const char *largest(const char *type)
{
    if (type && strcmp(type, "int2") == 0)
        return "32767";
    return type && strcmp(type, "int4") == 0 ? "2147483647" : "9223372036854775807";
}

// With what PostgreSQL takes where nothing is said, as long as the sequence goes up.
static SequenceOptions read_options(const Pair *pair, const CreateSeqStmt *create)
{
    SequenceOptions read = { 0 };
    ListCell *cell;
    foreach (cell, create->options)
        take_option(pair, lfirst_node(DefElem, cell), &read);
    read.increment = or_else(read.increment, "1");
    if (read.increment[0] != '-') {
        read.min = or_else(read.min, "1");
        read.max = or_else(read.max, largest(read.type));
        read.start = or_else(read.start, read.min);
    }
    read.cache = or_else(read.cache, "1");
    return read;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_sequence(Str a, Str b)
{
    if (str_eq(a, b))
        return true;
    Pair pair = open_pair();
    Node *left = parse(&pair, "CREATE SEQUENCE s ", a, "");
    Node *right = parse(&pair, "CREATE SEQUENCE s ", b, "");
    bool same = false;
    if (left != NULL && right != NULL) {
        SequenceOptions l = read_options(&pair, castNode(CreateSeqStmt, left));
        SequenceOptions r = read_options(&pair, castNode(CreateSeqStmt, right));
        same = same_text(l.increment, r.increment) && same_text(l.min, r.min) &&
               same_text(l.max, r.max) && same_text(l.start, r.start) &&
               same_text(l.cache, r.cache) && l.cycle == r.cycle;
    }
    close_pair(&pair);
    return same;
}

// ---- pieces ----

// A schema counts where both sides say one: types of extensions live anywhere.
static bool same_type(const TypeRef *a, const TypeRef *b)
{
    bool same_home = a->name.schema.len == 0 || b->name.schema.len == 0 ||
                     str_eq(a->name.schema, b->name.schema);
    return same_home && str_eq(a->name.name, b->name.name) &&
           a->mod_count == b->mod_count &&
           memcmp(a->mods, b->mods, sizeof a->mods) == 0 &&
           (a->array_dims > 0) == (b->array_dims > 0);
}

static bool read_type(Arena *arena, Str text, TypeRef *type)
{
    Pair pair = open_pair();
    Node *value =
        parse_expression(&pair, arena_fmt(pair.tmp, "NULL::" STR_FMT, STR_ARG(text)));
    bool is_type = value != NULL && IsA(value, TypeCast);
    if (is_type) {
        PgStmt stmt = { .arena = arena, .tmp = pair.tmp };
        *type = pg_type(&stmt, castNode(TypeCast, value)->typeName);
    }
    close_pair(&pair);
    return is_type;
}

static bool read_index_parts(Arena *arena, Str list, IndexDef *index)
{
    Lowered lowered = { 0 };
    Str sql = arena_fmt(arena, "CREATE INDEX i ON t (" STR_FMT ")", STR_ARG(list));
    pg_frontend.lower(arena, sql, NULL, &lowered);
    if (lowered.ops.len != 1 || lowered.ops.at[0].kind != OP_CREATE_INDEX)
        return false;
    index->parts.at = lowered.ops.at[0].index->parts.at;
    index->parts.len = lowered.ops.at[0].index->parts.len;
    index->parts.cap = lowered.ops.at[0].index->parts.cap;
    return true;
}

const Meaning pg_meaning = {
    .same_expression = same_expression,
    .same_query = same_query,
    .same_sequence = same_sequence,
    .same_type = same_type,
    .read_type = read_type,
    .read_index_parts = read_index_parts,
};
