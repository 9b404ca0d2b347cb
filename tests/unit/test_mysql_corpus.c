// SPDX-License-Identifier: Apache-2.0
// The corpus of statements (tests/conformance/mysql) through the parser: what a server takes
// the parser takes for it, and what its grammar refuses is refused.
#include "base/out.h"
#include "dialect/mysql_families.h"

#include "mysql_differences.h"
#include "lowered.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define CORPUS "tests/conformance/mysql/corpus"

enum { COLUMNS_MAX = 4, AREAS_MAX = 64, SHOWN_MAX = 400 };

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

typedef struct Count {
    size_t rows;
    size_t unexplained;
    size_t met[MYSQL_DIFFERENCES_MAX]; // rows that an explanation was found for
} Count;

// ---- reading ----

static Str read_file(Arena *arena, Str path)
{
    Out out = out_new(arena);
    char name[256];
    snprintf(name, sizeof name, STR_FMT, STR_ARG(path));
    FILE *file = fopen(name, "rb");
    if (!file)
        fail_msg("cannot read %s", name);
    char buffer[4096];
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0)
        out_str(&out, (Str){ buffer, got });
    fclose(file);
    return out_text(&out);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static StrVec areas_of(Arena *arena)
{
    StrVec names = { 0 };
    DIR *folder = opendir(CORPUS);
    if (!folder)
        fail_msg("cannot read %s", CORPUS);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        Str name = str_from(entry->d_name);
        if (str_ends(name, STR(".txt")))
            *vec_push(arena, &names) =
                arena_copy(arena, str_slice(name, 0, name.len - STR(".txt").len));
    }
    closedir(folder);
    qsort(names.at, names.len, sizeof *names.at, by_name);
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

// Numbers of errors that say: this is no statement of mine.
static bool is_refusal(Str answer)
{
    static const char *const refusals[] = {
        "1064", // syntax error
        "1149", // likewise
        "4161", // MariaDB: unknown data type, which it notices while it parses
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (str_eq(answer, str_from(refusals[i])))
            return true;
    return false;
}

// Why the parser refuses the text; ptr NULL: it does not.
static Str refusal(Sql *sql, const Engine *engine, Str text)
{
    sql->engine = engine;
    lower_text(sql, text);
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        const Op *op = &sql->lowered.ops.at[i];
        if (op->kind == OP_OPAQUE && op_has(op, OPF_SYNTAX))
            return op->detail.ptr ? op->detail : STR("no words");
        for (size_t k = 0; k < op->misfits.len; k++)
            if (!op->misfits.at[k].ignored)
                return op->misfits.at[k].what;
    }
    return (Str){ 0 };
}

static size_t find_explained(Str area, Str family, Str statement, bool refused)
{
    size_t i = 0;
    for (; i < mysql_difference_count; i++) {
        const MySqlDifference *row = &mysql_differences[i];
        if ((!row->area || str_eq(str_from(row->area), area)) &&
            (!row->family || str_eq(str_from(row->family), family)) &&
            row->refused == refused &&
            str_find(statement, str_from(row->contains), 0) < statement.len)
            break;
    }
    return i;
}

static void compare(const Area *area, size_t column, Str answer, Str statement, Str why,
                    Count *count)
{
    bool refused = why.ptr;
    size_t at = find_explained(area->name, area->engines[column].family, statement, refused);
    if (at < mysql_difference_count) {
        count->met[at]++;
        return;
    }
    if (count->unexplained++ < SHOWN_MAX || getenv("ALL"))
        print_error(STR_FMT ": " STR_FMT " answers " STR_FMT ", here it is %s" STR_FMT
                            ": " STR_FMT "\n",
                    STR_ARG(area->name), STR_ARG(area->columns[column]), STR_ARG(answer),
                    refused ? "refused: " : "accepted", STR_ARG(why), STR_ARG(statement));
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
        Str why = refusal(sql, &area->engines[i], text);
        area->tallies[i].rows++;
        if (is_refusal(answer) == (why.ptr != NULL))
            area->tallies[i].agreed++;
        else
            compare(area, i, answer, statement, why, count);
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

static void compare_area(Arena *arena, Str name, Count *count)
{
    Area area = { .name = name };
    Str path = arena_fmt(arena, CORPUS "/" STR_FMT ".txt", STR_ARG(name));
    Str text = read_file(arena, path);
    Str line = { 0 };
    str_cut(&text, '\n', &line);
    read_columns(&area, line);
    while (str_cut(&text, '\n', &line))
        if (line.len > 0 && !str_starts(line, STR("#")))
            compare_row(&area, line, count);
    print_area(&area);
}

static void parser_takes_what_servers_take(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Count count = { 0 };
    StrVec areas = areas_of(arena);
    for (size_t i = 0; i < areas.len; i++)
        compare_area(arena, areas.at[i], &count);
    print_message("%zu statements\n", count.rows);
    assert_true(count.rows >= 1500);
    for (size_t i = 0; i < mysql_difference_count; i++)
        if (count.met[i] != mysql_differences[i].rows)
            fail_msg("\"%s\": %zu answers differ, %zu are explained",
                     mysql_differences[i].contains, count.met[i],
                     mysql_differences[i].rows);
    if (count.unexplained > 0)
        fail_msg("%zu differences that nothing explains", count.unexplained);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parser_takes_what_servers_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
