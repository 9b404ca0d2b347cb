// SPDX-License-Identifier: Apache-2.0
// dump_statements FAMILY@VERSION: every statement of that family that stands in the
// repository's fixtures, in the examples of its rules and in its samples, and what is
// believed of it when a server of that version runs it: a line of JSON for each project.
// fixtures.mjs asks the servers.
#include "base/fail.h"
#include "cli/cli.h"
#include "cli/projects.h"
#include "dialect/dialect.h"
#include "lint/run.h"
#include "report/json_kit_priv.h"

#include "../../example.h"

#include <stdio.h>
#include <string.h>

typedef struct Dump {
    Arena *arena; // of the example at hand
    Str name;     // likewise
    Engine engine;
} Dump;

// ---- what is believed of a statement ----

// Its bytes need not be UTF-8.
static cJSON *hex(Arena *arena, Str bytes)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < bytes.len; i++)
        out_fmt(&out, "%02x", (unsigned char)bytes.ptr[i]);
    return json_text(arena, out_text(&out));
}

// What the server has to say against it, as its first op that is refused has it.
static void add_refusal(const Dump *dump, cJSON *json, const Lowered *file, size_t index)
{
    Str refused = { 0 };
    bool syntax = false;
    for (size_t i = 0; i < file->ops.len && refused.len == 0; i++) {
        const Op *op = &file->ops.at[i];
        if (op->stmt_index != index)
            continue;
        refused = op_misfit(op);
        syntax = op_has(op, OPF_SYNTAX) || refused.len > 0;
        if (refused.len == 0)
            refused = op->effects.refused;
    }
    json_add(json, "refused",
             refused.len > 0 ? json_text(dump->arena, refused) : cJSON_CreateNull());
    json_add(json, "syntax", cJSON_CreateBool(syntax));
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

// With the marks of an executable comment ("/*!50003 … */") that it begins or ends in:
// they are outside of its first and its last token.
static Str sent(Str text, Span span)
{
    static const char blanks[] = " \t\r\n";
    size_t start = span.start, end = span.end;
    while (start > 0 && is_one_of(text.ptr[start - 1], blanks))
        start--;
    while (start > 0 && is_one_of(text.ptr[start - 1], "0123456789"))
        start--;
    Str before = str_take(text, start);
    bool marked = str_ends(before, STR("/*!")) || str_ends(before, STR("/*M!"));
    start = marked ? str_rfind_char(before, '/') : span.start;
    while (end < text.len && is_one_of(text.ptr[end], blanks))
        end++;
    bool closes = str_starts(str_drop(text, end), STR("*/"));
    return str_slice(text, start, closes ? end + 2 : span.end);
}

// The rules that find something in it.
static cJSON *rules_list(const Dump *dump, const LintResult *result,
                         const JudgedFile *file, Span span)
{
    StrVec rules = { 0 };
    for (size_t i = 0; i < result->findings.len; i++) {
        const Finding *finding = &result->findings.at[i];
        if (str_eq(finding->path, file->path) && finding->severity != SEV_NOTICE &&
            finding->stmt.start == span.start && finding->stmt.end == span.end)
            *vec_push(dump->arena, &rules) = str_from(finding->rule->id);
    }
    return json_texts(dump->arena, &rules);
}

// The runner leaves it out, or sends something else in its place.
static bool is_sent(const Lowered *file, size_t index)
{
    for (size_t i = 0; i < file->ops.len; i++) {
        const Op *op = &file->ops.at[i];
        if (op->stmt_index == index &&
            (op->kind == OP_SKIPPED || op_has(op, OPF_TEMPLATE)))
            return false;
    }
    return true;
}

static cJSON *file_json(const Dump *dump, const LintResult *result,
                        const JudgedFile *file)
{
    const Lowered *lowered = &file->lowered;
    cJSON *json = json_must(cJSON_CreateObject());
    cJSON *statements = json_must(cJSON_CreateArray());
    json_add(json, "path", json_text(dump->arena, file->path));
    for (size_t i = 0; i < lowered->statements.len; i++) {
        Span span = lowered->statements.at[i];
        if (!is_sent(lowered, i))
            continue;
        cJSON *statement = json_must(cJSON_CreateObject());
        json_add(statement, "sql", hex(dump->arena, sent(lowered->text, span)));
        add_refusal(dump, statement, lowered, i);
        json_add(statement, "rules", rules_list(dump, result, file, span));
        cJSON_AddItemToArray(statements, statement);
    }
    json_add(json, "statements", statements);
    return json;
}

// ---- a project ----

// All of its history is judged, and as if the server were the one that is asked.
static void dump_project(const Dump *dump, Project *project)
{
    LintOptions options = { .frontend = dialect_find(project->dialect) };
    LintResult result = { 0 };
    project->engine = dump->engine;
    layout_compare(project, NULL, true);
    lint_project(dump->arena, &options, project, NULL, &result);
    cJSON *json = json_must(cJSON_CreateObject());
    cJSON *files = json_must(cJSON_CreateArray());
    json_add(json, "name", json_text(dump->arena, dump->name));
    for (size_t i = 0; i < result.files.len; i++)
        cJSON_AddItemToArray(files, file_json(dump, &result, &result.files.at[i]));
    json_add(json, "files", files);
    char *line = cJSON_PrintUnformatted(json);
    puts(line);
    cJSON_free(line);
    cJSON_Delete(json);
}

// Those of its projects that are for a server of the family.
static void dump_example(const Dump *dump, const Example *example)
{
    Workspace space = { .now = example->now };
    CheckOptions options = { .wishes = example->wishes };
    Config config = { 0 };
    Scope scope = { &space, &options, &config };
    ProjectPairVec pairs = { 0 };
    Str path = STR(TIDEGATE_CONFIG), text, why;
    if (tree_read(example->now, dump->arena, path, &text, &why) == TREE_OK &&
        !config_read(dump->arena, path, text, &config, &why))
        return; // a fixture about that
    if (!projects_find(dump->arena, &scope, &pairs, &why))
        return; // likewise
    for (size_t i = 0; i < pairs.len; i++)
        if (str_eq(pairs.at[i].now.dialect, STR("mysql")))
            dump_project(dump, &pairs.at[i].now);
}

static void dump_text(const Dump *about, Str name, Str text)
{
    Dump dump = *about;
    Example example;
    Str why;
    dump.arena = arena_new();
    dump.name = name;
    if (!example_read(dump.arena, text, &example, &why))
        fatal(STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(why));
    dump_example(&dump, &example);
    arena_free(dump.arena);
}

// ---- where they stand ----

static void dump_fixtures(const Dump *dump, FileTree *files, Str folder)
{
    Arena *arena = dump->arena;
    Str dir = path_join(arena, STR("fixtures"), folder);
    StrVec names = names_in(files, arena, dir, ENTRY_FILE);
    for (size_t i = 0; i < names.len; i++) {
        Str path = path_join(arena, dir, names.at[i]);
        dump_text(dump, path, text_of(files, arena, path));
    }
}

// Folders of fixtures/_samples and its like are whole repositories.
static void dump_samples(const Dump *about, FileTree *files, Str dir)
{
    StrVec names = names_in(files, about->arena, dir, ENTRY_DIR);
    for (size_t i = 0; i < names.len; i++) {
        Dump dump = *about;
        dump.name = path_join(about->arena, dir, names.at[i]);
        Example example = { .now = tree_disk(about->arena, dump.name) };
        dump_example(&dump, &example);
    }
}

static void dump_rules(const Dump *dump)
{
    for (size_t i = 0; i < rule_index_len; i++) {
        const Rule *rule = rule_index[i].rule;
        dump_text(dump, arena_fmt(dump->arena, "%s.bad", rule->id), str_from(rule->bad));
        dump_text(dump, arena_fmt(dump->arena, "%s.good", rule->id),
                  str_from(rule->good));
    }
}

int main(int argc, char **argv)
{
    Arena *arena = arena_new();
    LayoutWishes wishes = { 0 };
    Str why = STR("dump_statements FAMILY@VERSION");
    if (argc != 2 || !engine_from(arena, str_from(argv[1]), &wishes, &why))
        fatal(STR_FMT, STR_ARG(why));
    Dump dump = { .arena = arena, .engine = wishes.engine };
    FileTree *files = repository(arena);
    StrVec folders = names_in(files, arena, STR("fixtures"), ENTRY_DIR);
    for (size_t i = 0; i < folders.len; i++)
        if (!str_starts(folders.at[i], STR("_")))
            dump_fixtures(&dump, files, folders.at[i]);
    dump_rules(&dump);
    dump_samples(&dump, files, STR("fixtures/_samples"));
    dump_samples(&dump, files, STR("fixtures/_schemas"));
    dump_samples(&dump, files, STR("fixtures/_projects"));
    arena_free(arena);
    return 0;
}
