// SPDX-License-Identifier: Apache-2.0
// The corpus of statements (tests/conformance/mysql) through the parser: what a server
// takes the parser takes for it, and what its grammar refuses is refused.
#include "base/out.h"
#include "dialect/mysql_families.h"

#include "../files.h"
#include "lowered.h"

#define CORPUS "tests/conformance/mysql/corpus"
#define DIFFERENCES "tests/conformance/mysql/differences.txt"

enum { COLUMNS_MAX = 8, SHOWN_MAX = 400 };

typedef struct Tally {
    size_t rows, agreed;
} Tally;

typedef struct Area {
    Str name;
    Engine engines[COLUMNS_MAX];
    Str columns[COLUMNS_MAX];
    size_t column_count;
    Tally tallies[COLUMNS_MAX];
} Area;

// A statement about which parser and servers are known to disagree.
typedef struct Difference {
    Str row; // area, tab, statement
    size_t met;
} Difference;

typedef struct Count {
    size_t rows;
    size_t unexplained;
    VEC(Difference) known;
} Count;

// ---- reading ----

static StrVec areas_of(FileTree *tree, Arena *arena)
{
    StrVec names = { 0 };
    StrVec files = names_in(tree, arena, STR(CORPUS), ENTRY_FILE);
    for (size_t i = 0; i < files.len; i++)
        if (str_ends(files.at[i], STR(".txt")))
            *vec_push(arena, &names) =
                str_take(files.at[i], files.at[i].len - STR(".txt").len);
    return names;
}

static Engine engine_of(Str column)
{
    Engine engine = { 0 };
    Str version = column, family;
    str_cut(&version, '@', &family);
    for (size_t i = 0; i < MYSQL_FAMILY_COUNT; i++)
        if (str_eq(str_from(mysql_families[i].name), family) &&
            engine_read(&mysql_families[i], version, &engine))
            return engine;
    fail_msg("no such server: " STR_FMT, STR_ARG(column));
    return engine;
}

static void read_columns(Area *area, Str line)
{
    if (!str_starts(line, STR("# ")))
        fail_msg(STR_FMT ": the first line names the servers", STR_ARG(area->name));
    Str rest = str_slice(line, 2, line.len), column;
    while (area->column_count < COLUMNS_MAX && str_cut(&rest, ' ', &column)) {
        area->columns[area->column_count] = column;
        area->engines[area->column_count++] = engine_of(column);
    }
}

static Str replaced(Arena *arena, Str text, Str what, char with)
{
    Out out = out_new(arena);
    size_t from = 0, at = str_find(text, what, 0);
    for (; at < text.len; at = str_find(text, what, from)) {
        out_str(&out, str_slice(text, from, at));
        out_str(&out, (Str){ &with, 1 });
        from = at + what.len;
    }
    out_str(&out, str_slice(text, from, text.len));
    return out_text(&out);
}

// ---- what is compared ----

// What an answer says about the statement's text.
typedef enum Verdict {
    TAKEN,   // by the grammar, whatever the tables then say
    PARSED,  // likewise, and nobody has asked the server what it does with it
    REFUSED, // by the grammar
    WRONG // by what is done with it afterwards, and whatever the tables are: a parser may
          // refuse it or leave that to others
} Verdict;

static Verdict verdict_of(Str answer)
{
    static const char *const refused[] = {
        "1064", // syntax error
        "1149", // likewise
        "4161", // MariaDB: no such type, noticed while it parses
        NULL,
    };
    static const char *const wrong[] = {
        "1113", // a table needs a column
        "1193", // no such variable
        "1210", // wrong arguments, or index type
        "1221", // clauses that exclude each other
        "1235", // "this version of the server does not yet support"
        "1241", // operand of several columns
        "1248", // a derived table needs an alias
        "1253", // a collation of another character set
        "1272", // a variable component that is none
        "1273", // no such collation
        "1303", "1304", "1308", "1313", "1314", "1320", "1327", // in a routine's body
        "1407",                                                 // no such SQLSTATE
        "1336",                         // dynamic SQL in a function or a trigger
        "1350",                         // a view's query with INTO
        "1479", "1480", "1492", "1493", // partitions of one method defined as another's
        "1653", "1657",                 // more values for a partition than columns
        "1063",                         // an attribute that the type has not
        "1582", "1583",                 // wrong arguments of a function
        "1630",                         // no such function
        "1800", "1801",                 // no such ALGORITHM, LOCK
        "1901",                         // not in a default or generated column
        "1911",                         // MariaDB: no such option
        "3667", "4177",                 // JSON_TABLE
        "3889",                         // grouping sets of another storage engine
        "3942", "4141",                 // VALUES with an empty row
        "4022", "4028", "4125", "4201",
        "6513",                 // external tables, of another storage engine
        "1105", "8200", "8216", // TiDB: what it does not do
        NULL,
    };
    if (str_eq(answer, STR("-")))
        return PARSED;
    if (str_is_any(answer, refused))
        return REFUSED;
    return str_is_any(answer, wrong) ? WRONG : TAKEN;
}

// Why the parser refuses the text; ptr NULL: it does not. With `parsed` that the target
// lacks something is no reason.
static Str refusal(Sql *sql, const Engine *engine, Str text, bool parsed)
{
    sql->engine = engine;
    lower_text(sql, text);
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        const Op *op = &sql->lowered.ops.at[i];
        if (op->kind == OP_OPAQUE && op_has(op, OPF_SYNTAX))
            return op->detail.ptr ? op->detail : STR("no words");
        const MisfitVec *misfits = &op_rest(op)->misfits;
        for (size_t k = 0; !parsed && k < misfits->len; k++)
            if (!misfits->at[k].ignored)
                return misfits->at[k].what;
    }
    return (Str){ 0 };
}

// "types" is about all servers, "types@tidb" about those of the family.
static bool is_about(Str name, const Area *area, size_t column)
{
    Str family = name, first, asked = area->columns[column], engine;
    if (!str_cut(&family, '@', &first) || !str_eq(first, area->name))
        return false;
    return family.len == 0 || (str_cut(&asked, '@', &engine) && str_eq(engine, family));
}

static Difference *find_known(const Count *count, const Area *area, size_t column,
                              Str statement)
{
    for (size_t i = 0; i < count->known.len; i++) {
        Difference *known = &count->known.at[i];
        Str row = known->row, name;
        if (str_cut(&row, '\t', &name) && is_about(name, area, column) &&
            str_eq(row, statement))
            return known;
    }
    return NULL;
}

typedef struct Row {
    Str answer; // the server's
    Str statement;
    Str why; // the parser refuses it; ptr NULL: it does not
} Row;

static void compare(const Area *area, size_t column, const Row *row, Count *count)
{
    Difference *known = find_known(count, area, column, row->statement);
    if (known) {
        known->met++;
        return;
    }
    if (count->unexplained++ < SHOWN_MAX)
        print_error(STR_FMT ": " STR_FMT " answers " STR_FMT ", here it is %s" STR_FMT
                            ": " STR_FMT "\n",
                    STR_ARG(area->name), STR_ARG(area->columns[column]),
                    STR_ARG(row->answer), row->why.ptr ? "refused: " : "accepted",
                    STR_ARG(row->why), STR_ARG(row->statement));
}

static void compare_row(Area *area, Str line, Count *count)
{
    void *state = NULL;
    mysql_open(&state);
    Sql *sql = state;
    Str statement = line, answers, answer;
    str_cut(&statement, '\t', &answers);
    Str text = replaced(sql->arena, replaced(sql->arena, statement, STR("␤"), '\n'),
                        STR("␉"), '\t');
    count->rows++;
    for (size_t i = 0; i < area->column_count; i++) {
        if (!str_cut(&answers, ' ', &answer))
            fail_msg(STR_FMT ": not measured: " STR_FMT, STR_ARG(area->name),
                     STR_ARG(line));
        Verdict verdict = verdict_of(answer);
        Str why = refusal(sql, &area->engines[i], text, verdict == PARSED);
        area->tallies[i].rows++;
        if (verdict == WRONG || (verdict == REFUSED) == (why.ptr != NULL))
            area->tallies[i].agreed++;
        else
            compare(area, i, &(Row){ answer, statement, why }, count);
    }
    sql_close(&state);
}

static void print_area(const Area *area)
{
    print_message("%-18.*s", (int)area->name.len, area->name.ptr);
    for (size_t i = 0; i < area->column_count; i++)
        print_message("%20.*s %5zu of %5zu", (int)area->columns[i].len,
                      area->columns[i].ptr, area->tallies[i].agreed,
                      area->tallies[i].rows);
    print_message("\n");
}

static void compare_area(FileTree *tree, Arena *arena, Str name, Count *count)
{
    Area area = { .name = name };
    Str path = arena_fmt(arena, CORPUS "/" STR_FMT ".txt", STR_ARG(name));
    Str text = text_of(tree, arena, path);
    Str line = { 0 };
    str_cut(&text, '\n', &line);
    read_columns(&area, line);
    while (str_cut(&text, '\n', &line))
        if (line.len > 0 && !str_starts(line, STR("#")))
            compare_row(&area, line, count);
    print_area(&area);
}

static void read_differences(FileTree *tree, Arena *arena, Count *count)
{
    Str text = text_of(tree, arena, STR(DIFFERENCES)), line;
    bool reason = false;
    while (str_cut(&text, '\n', &line)) {
        reason = reason || str_starts(line, STR("= "));
        if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == '=')
            continue;
        if (!reason)
            fail_msg("no reason for " STR_FMT, STR_ARG(line));
        *vec_push(arena, &count->known) = (Difference){ line, 0 };
    }
}

// No explanation may be left that explains nothing: it would hide the next difference.
static size_t idle(const Count *count)
{
    size_t found = 0;
    for (size_t i = 0; i < count->known.len; i++) {
        if (count->known.at[i].met > 0)
            continue;
        found++;
        print_error("no difference any more: " STR_FMT "\n",
                    STR_ARG(count->known.at[i].row));
    }
    return found;
}

static void parser_takes_what_servers_take(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Count count = { 0 };
    FileTree *tree = repository(arena);
    read_differences(tree, arena, &count);
    StrVec areas = areas_of(tree, arena);
    for (size_t i = 0; i < areas.len; i++)
        compare_area(tree, arena, areas.at[i], &count);
    print_message("%zu statements, %zu known differences\n", count.rows, count.known.len);
    size_t rows = count.rows, unexplained = count.unexplained, left = idle(&count);
    arena_free(arena);
    assert_true(rows >= 1500);
    assert_int_equal(unexplained, 0);
    assert_int_equal(left, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parser_takes_what_servers_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
