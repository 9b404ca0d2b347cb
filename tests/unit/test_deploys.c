// SPDX-License-Identifier: Apache-2.0
// Unit tests of source/deploys.h: which files are found, and the commands in them.
#include "source/deploys.h"

#include "base/limits.h"
#include "base/out.h"
#include "check.h"

// All commands of a file, one a line: its words with "|" between them; "?" before those
// that are for development or tests.
static Str commands(Arena *arena, const DeployFile *file)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < file->steps.len; i++)
        for (size_t k = 0; k < file->steps.at[i].commands.len; k++) {
            const DeployCommand *command = &file->steps.at[i].commands.at[k];
            if (command->aside || file->steps.at[i].aside)
                out_char(&out, '?');
            for (size_t w = 0; w < command->words.len; w++)
                out_fmt(&out, "%s" STR_FMT, w > 0 ? "|" : "",
                        STR_ARG(command->words.at[w].text));
            out_char(&out, '\n');
        }
    return out_text(&out);
}

static DeployFile file_of(Arena *arena, Str path, Str text)
{
    FileTree *tree = tree_memory(arena);
    tree_memory_put(tree, path, text);
    DeployFileVec files = deploys_find(arena, tree);
    assert_int_equal(files.len, 1);
    return files.at[0];
}

static void only_deploy_files_are_found(void **state)
{
    static const Str paths[] = {
        STR_INIT(".github/actions/setup/action.yml"),
        STR_INIT(".github/workflows/ci.yaml"),
        STR_INIT(".gitlab-ci.yml"),
        STR_INIT("Dockerfile"),
        STR_INIT("apps/web/Dockerfile.prod"),
        STR_INIT("apps/web/package.json"),
        STR_INIT("compose.yaml"),
        STR_INIT("docker-compose.prod.yml"),
        STR_INIT("docker/web.dockerfile"),
        STR_INIT("package.json"),
        STR_INIT("scripts/start.sh"),
    };
    static const Str others[] = {
        STR_INIT("node_modules/x/package.json"),
        STR_INIT("dist/package.json"),
        STR_INIT("a/b/c/d/e/package.json"),
        STR_INIT(".cache/package.json"),
        STR_INIT("ci.yml"),
        STR_INIT("prisma/migrations/1/x.sh"),
        STR_INIT("20260101_a/package.json"),
        STR_INIT("package.json5"),
        STR_INIT(".github/workflows/x/ci.yml"),
    };
    FileTree *tree = tree_memory(*state);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        tree_memory_put(tree, paths[i], STR(""));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        tree_memory_put(tree, others[i], STR(""));
    DeployFileVec files = deploys_find(*state, tree);
    assert_int_equal(files.len, sizeof paths / sizeof *paths);
    for (size_t i = 0; i < files.len; i++)
        assert_str_equal(files.at[i].path, paths[i]);
}

static void scripts_come_apart_into_commands(void **state)
{
    static const struct {
        Str script, commands;
    } rows[] = {
        { STR_INIT("a b"), STR_INIT("a|b\n") },
        { STR_INIT("a && b || c; d | e & f"), STR_INIT("a\nb\nc\nd\ne\nf\n") },
        { STR_INIT("a 'b  c' \"d \\\"e\\\"\" f\\ g"), STR_INIT("a|b  c|d \"e\"|f g\n") },
        { STR_INIT("a'b'\"c\"d"), STR_INIT("abcd\n") },
        { STR_INIT("a \\\n  b # c d\n#e\nf#g"), STR_INIT("a|b\nf#g\n") },
        { STR_INIT("a > b 2>&1 c &> d < e >> f"), STR_INIT("a|c\n") },
        { STR_INIT("X=1 Y='2 3' a"), STR_INIT("X=1|Y=2 3|a\n") },
        { STR_INIT("a ${X:-b c} $(d e) ${{ f && g }}"),
          STR_INIT("a|${X:-b c}|$(d e)|${{ f && g }}\n") },
        { STR_INIT("echo a; printf b; grep c d; cat e; git f"), STR_INIT("") },
        { STR_INIT("sh -c 'a && b'"), STR_INIT("sh|-c|a && b\na\nb\n") },
        { STR_INIT("bash -lc \"sh -c 'a b'\""),
          STR_INIT("bash|-lc|sh -c 'a b'\nsh|-c|a b\na|b\n") },
        { STR_INIT("ssh host 'cd x; a b'"), STR_INIT("ssh|host|cd x; a b\na|b\n") },
        { STR_INIT("while true; do a; done"), STR_INIT("true\na\ndone\n") },
        { STR_INIT("cat <<EOF\na\nEOF\nb"), STR_INIT("b\n") },
        { STR_INIT("bash <<-'EOF'\na\n\tEOF\nb"), STR_INIT("bash\na\nEOF\nb\n") },
        { STR_INIT("if [ \"$E\" = dev ]; then a; else b; fi; c"),
          STR_INIT("?a\nb\nc\n") },
        { STR_INIT("if [[ $E != production ]]; then a; else b; fi"),
          STR_INIT("?a\nb\n") },
        { STR_INIT("if [ $E = production ]; then a; elif [ $X ]; then b; else c; fi"),
          STR_INIT("a\n?b\n?c\n") },
        { STR_INIT("if [ $E = x ]; then\n if [ $E = test ]; then a; fi\n b\nfi"),
          STR_INIT("?a\nb\n") },
        { STR_INIT("[ $E = preview ] && a && b\nc"), STR_INIT("?a\n?b\nc\n") },
        { STR_INIT("[ $E = production ] || a\nb"), STR_INIT("?a\nb\n") },
        { STR_INIT("DATABASE_URL=postgres://me@localhost/x a; b"),
          STR_INIT("?DATABASE_URL=postgres://me@localhost/x|a\nb\n") },
        { STR_INIT("export DATABASE_URL=file:./x.db; a"),
          STR_INIT("?export|DATABASE_URL=file:./x.db\n?a\n") },
        { STR_INIT("'open"), STR_INIT("open\n") },
        { STR_INIT("a $(b"), STR_INIT("a|$(b\n") },
        { STR_INIT("fi fi else then"), STR_INIT("") },
        { STR_INIT("\\"), STR_INIT("") },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        DeployFile file = file_of(*state, STR("start.sh"), rows[i].script);
        assert_str_equal(commands(*state, &file), rows[i].commands);
    }
}

static void words_stand_where_they_are_written(void **state)
{
    Str text = STR("{ \"scripts\": { \"a\": \"sh -c \\\"x 'drizzle-kit push'\\\" \" } }");
    DeployFile file = file_of(*state, STR("package.json"), text);
    const DeployCommand *inner = &file.steps.at[0].commands.at[1];
    const DeployWord *word = &inner->words.at[1];
    assert_str_equal(word->text, STR("drizzle-kit push"));
    assert_str_equal(str_slice(text, word->span.start, word->span.end),
                     STR("'drizzle-kit push'"));
}

static void folders_are_followed(void **state)
{
    DeployFile file = file_of(*state, STR(".github/workflows/a.yml"),
                              STR("defaults: { run: { working-directory: w } }\n"
                                  "jobs:\n"
                                  "  a:\n"
                                  "    steps:\n"
                                  "      - run: cd x && b; cd .. ; c; cd /tmp; d\n"
                                  "      - { run: e, working-directory: ./y/ }\n"));
    static const Str dirs[] = { STR_INIT("w/x"), STR_INIT("w"), STR_INIT(".") };
    for (size_t i = 0; i < 3; i++)
        assert_str_equal(file.steps.at[0].commands.at[i].dir, dirs[i]);
    assert_str_equal(file.steps.at[1].commands.at[0].dir, STR("y"));
}

static void databases_are_told_apart(void **state)
{
    static const struct {
        Str env;
        DeployDatabase database;
    } rows[] = {
        { STR_INIT("A: b"), DATABASE_UNKNOWN },
        { STR_INIT("DATABASE_URL: ${{ secrets.DATABASE_URL }}"), DATABASE_GIVEN },
        { STR_INIT("DATABASE_URL: ${{ vars.PROD_DB }}"), DATABASE_GIVEN },
        { STR_INIT("DATABASE_URL: ${{ secrets.TEST_DATABASE_URL }}"),
          DATABASE_THROWAWAY },
        { STR_INIT("DATABASE_URL: ${{ x && secrets.DEV_DB || secrets.DB }}"),
          DATABASE_GIVEN },
        { STR_INIT("DATABASE_URL: ${{ steps.branch.outputs.url }}"), DATABASE_THROWAWAY },
        { STR_INIT("POSTGRES_PRISMA_URL: postgresql://a:b@127.0.0.1:5/x"),
          DATABASE_THROWAWAY },
        { STR_INIT("ANY: mysql://root@localhost/x"), DATABASE_THROWAWAY },
        { STR_INIT("DATABASE_URL: postgres://a@db.example.org/x"), DATABASE_GIVEN },
        { STR_INIT("DATABASE_URL: postgres://a@postgres:5432/x"), DATABASE_THROWAWAY },
        { STR_INIT("DATABASE_URL: $OTHER"), DATABASE_UNKNOWN },
        { STR_INIT("API_URL: https://localhost"), DATABASE_UNKNOWN },
        { STR_INIT("API_URL: ${{ secrets.API_URL }}"), DATABASE_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str text = arena_fmt(*state,
                             "jobs:\n  a:\n    env:\n      " STR_FMT
                             "\n    steps:\n      - run: x\n",
                             STR_ARG(rows[i].env));
        DeployFile file = file_of(*state, STR(".github/workflows/a.yml"), text);
        assert_int_equal(file.steps.at[0].database, rows[i].database);
    }
}

static void what_cannot_be_read_is_said(void **state)
{
    DeployFile broken = file_of(*state, STR("package.json"), STR("{ \"a\": "));
    assert_true(broken.unreadable.len > 0);
    DeployFile latin = file_of(*state, STR("start.sh"), STR("a \xE4"));
    assert_str_equal(latin.unreadable, STR("is not UTF-8 text"));
    Out large = out_new(*state);
    out_repeat(&large, 'a', 2 * 1024 * 1024);
    DeployFile huge = file_of(*state, STR("start.sh"), out_text(&large));
    assert_str_equal(huge.unreadable, STR("is too large to be read"));
    // An escape that YAML does not know, but JSON does.
    DeployFile emoji =
        file_of(*state, STR("package.json"),
                STR("{ \"a\": \"\\ud83d\\ude00\\/\", \"scripts\": { \"b\": \"c\" } }"));
    assert_int_equal(emoji.unreadable.len, 0);
    assert_str_equal(commands(*state, &emoji), STR("c\n"));
}

// The last of a list stands for all that come after it.
static void where_the_search_ends_is_said(void **state)
{
    FileTree *tree = tree_memory(*state);
    for (int i = 0; i <= LIMIT_DEPLOY_FILES; i++)
        tree_memory_put(tree, arena_fmt(*state, "scripts/%06d.sh", i), STR("x"));
    DeployFileVec files = deploys_find(*state, tree);
    assert_int_equal(files.len, LIMIT_DEPLOY_FILES + 1);
    assert_false(files.at[LIMIT_DEPLOY_FILES - 1].is_beyond);
    assert_true(files.at[LIMIT_DEPLOY_FILES].is_beyond);
    assert_str_equal(files.at[LIMIT_DEPLOY_FILES].unreadable,
                     STR("is one file too many that may deploy something"));

    Out includes = out_new(*state);
    out_cstr(&includes, "include:\n");
    tree = tree_memory(*state);
    for (int i = 0; i <= LIMIT_DEPLOY_INCLUDES; i++) {
        Str path = arena_fmt(*state, "ci/%06d.yml", i);
        tree_memory_put(tree, path, STR("a: { script: [b] }"));
        out_fmt(&includes, "  - local: " STR_FMT "\n", STR_ARG(path));
    }
    tree_memory_put(tree, STR(".gitlab-ci.yml"), out_text(&includes));
    files = deploys_find(*state, tree);
    assert_int_equal(files.len, LIMIT_DEPLOY_INCLUDES + 2);
    assert_false(files.at[LIMIT_DEPLOY_INCLUDES].is_beyond);
    assert_true(files.at[LIMIT_DEPLOY_INCLUDES + 1].is_beyond);
    assert_str_equal(files.at[LIMIT_DEPLOY_INCLUDES + 1].unreadable,
                     STR("is one include too many"));
}

static void hostile_scripts_come_to_an_end(void **state)
{
    static const char *const parts[] = { "sh -c '",    "if [ a = dev ]; then ",
                                         "((((",       "${${${",
                                         "<<EOF\n",    "\\\"'\"",
                                         "fi\nelse\n", "a && b || ",
                                         "$(`" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        Out out = out_new(*state);
        for (int k = 0; k < 3000; k++)
            out_cstr(&out, parts[i]);
        DeployFile file = file_of(*state, STR("start.sh"), out_text(&out));
        assert_int_equal(file.unreadable.len, 0);
        DeployFile docker =
            file_of(*state, STR("Dockerfile"),
                    arena_fmt(*state, "RUN " STR_FMT, STR_ARG(out_text(&out))));
        assert_int_equal(docker.unreadable.len, 0);
    }
}

// Docker refuses such a file; what looks for the ends must not start over at each line.
static void documents_without_an_end_are_instructions(void **state)
{
    enum { LINES = 100000 };
    Out out = out_new(*state);
    out_cstr(&out, "RUN <<A\nRUN a b\nRUN <<B\nRUN c d\nB\n");
    for (size_t i = 0; i < LINES; i++)
        out_cstr(&out, "<<A\n");
    out_cstr(&out, "RUN e f\n");
    DeployFile file = file_of(*state, STR("Dockerfile"), out_text(&out));
    assert_str(commands(*state, &file), "a|b\nc|d\ne|f\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(only_deploy_files_are_found),
        arena_test(scripts_come_apart_into_commands),
        arena_test(words_stand_where_they_are_written),
        arena_test(folders_are_followed),
        arena_test(databases_are_told_apart),
        arena_test(what_cannot_be_read_is_said),
        arena_test(where_the_search_ends_is_said),
        arena_test(hostile_scripts_come_to_an_end),
        arena_test(documents_without_an_end_are_instructions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
