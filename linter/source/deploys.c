// SPDX-License-Identifier: Apache-2.0
// Finding the files that build, deploy or start a repository's projects.
#include "source/deploys.h"

#include "base/lines.h"
#include "base/pattern.h"
#include "source/deploy_priv.h"

#include <stdlib.h>
#include <string.h>

enum { SEARCHED_DEPTH = 4 }; // of folders: what is deployed stands near the root

// ---- what the readers share ----

DeployStep *deploy_step(DeployReader *reader, Str name)
{
    DeployStep *step = vec_push(reader->arena, &reader->file->steps);
    step->name = name;
    step->dir = path_parent(reader->file->path);
    return step;
}

void deploy_lines(DeployReader *reader, const YamlNode *node, DeployStep *step)
{
    if (node->kind == YAML_TEXT) {
        const size_t *at = yaml_spelling(reader->arena, reader->file->text, node);
        shell_read(reader->arena, (Script){ node->text, at, 0 }, step);
    }
    for (size_t i = 0; i < node->items.len; i++) // as deep as YAML is read
        deploy_lines(reader, node->items.at[i], step);
}

// ["sh", "-c", "npm start"]: what follows -c is a script.
void deploy_words(DeployReader *reader, const YamlNode *node, DeployStep *step)
{
    DeployCommand command = { .dir = step->dir };
    const YamlNode *const *items = node->kind == YAML_LIST ? node->items.at : &node;
    size_t count = node->kind == YAML_LIST ? node->items.len : 1;
    Str last = { 0 };
    for (size_t i = 0; i < count; i++) {
        Str text = yaml_text(items[i]);
        bool is_script = str_starts(last, STR("-")) && str_ends(last, STR("c"));
        if (is_script)
            deploy_lines(reader, items[i], step);
        else
            *vec_push(reader->arena, &command.words) =
                (DeployWord){ text, items[i]->span };
        last = text;
    }
    if (command.words.len > 0)
        *vec_push(reader->arena, &step->commands) = command;
}

// ---- kinds ----

static bool may_be_yaml(Str path)
{
    return str_ends(path, STR(".yml")) || str_ends(path, STR(".yaml"));
}

static bool may_be_package(Str path)
{
    return str_ends(path, STR("package.json"));
}

static bool may_be_script(Str path)
{
    return str_ends(path, STR(".sh"));
}

// "Dockerfile" and "Containerfile", in any case, wherever they stand.
static bool may_be_dockerfile(Str path)
{
    static const Str END = STR_INIT("erfile");
    for (size_t at = 0; at + END.len <= path.len; at++)
        if ((path.ptr[at] | 0x20) == 'e' &&
            str_eq_ci(str_slice(path, at, at + END.len), END))
            return true;
    return false;
}

typedef struct KindRow {
    bool (*may_be)(Str path); // told before the expression is tried on it
    const char *path;         // an expression
    DeployKind kind;
    void (*read)(DeployReader *reader, const YamlNode *root); // NULL: not YAML
} KindRow;

static const KindRow KINDS[] = {
    { may_be_yaml, "^\\.github/workflows/[^/]+\\.ya?ml$", DEPLOY_WORKFLOW,
      read_workflow },
    { may_be_yaml, "^(.*/)?action\\.ya?ml$", DEPLOY_ACTION, read_action },
    { may_be_yaml,
      "^(\\.gitlab-ci\\.ya?ml|\\.gitlab/.*\\.ya?ml|(.*/)?[^/]+\\.gitlab-ci\\.ya?ml)$",
      DEPLOY_GITLAB_CI, read_gitlab },
    { may_be_dockerfile,
      "(?i)^(.*/)?(Dockerfile(\\.[^/]*)?|[^/]*\\.Dockerfile|Containerfile(\\.[^/]*)?)$",
      DEPLOY_DOCKERFILE, NULL },
    { may_be_yaml, "^(.*/)?(docker-)?compose[^/]*\\.ya?ml$", DEPLOY_COMPOSE,
      read_compose },
    { may_be_package, "^(.*/)?package\\.json$", DEPLOY_PACKAGE, read_package },
    { may_be_script, "^(.*/)?[^/]+\\.sh$", DEPLOY_SHELL, NULL },
};

enum { KIND_COUNT = sizeof KINDS / sizeof KINDS[0] };

typedef struct Finder {
    Arena *arena;
    FileTree *tree;
    Pattern *patterns[KIND_COUNT];
    DeployFileVec files;
    StrVec includes; // of GitLab's files
} Finder;

static const KindRow *kind_of(const Finder *finder, Str path)
{
    Match match;
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (KINDS[i].may_be(path) && pattern_find(finder->patterns[i], path, 0, &match))
            return &KINDS[i];
    return NULL;
}

// ---- reading ----

// JSON spells characters beyond the first plane as two escapes, which YAML refuses. They
// name nothing that is looked for: blanks of the same length stand in for them.
static Str without_surrogates(Arena *arena, Str text)
{
    static const Str mark = STR_INIT("\\u");
    if (str_find(text, mark, 0) == text.len)
        return text;
    char *copy = NEW_ARRAY(arena, char, text.len + 1);
    memcpy(copy, text.ptr, text.len);
    for (size_t at = str_find(text, mark, 0); at + 6 <= text.len;
         at = str_find(text, mark, at + 2))
        if (text.ptr[at + 2] == 'd' || text.ptr[at + 2] == 'D')
            memset(copy + at, ' ', 6);
    return (Str){ copy, text.len };
}

static void read_shell(DeployReader *reader)
{
    DeployStep *step = deploy_step(reader, reader->file->path);
    step->dir = STR("."); // scripts are called from the root, as a rule
    step->inside = true;
    step->aside = deploy_name_is_aside(reader->file->path);
    shell_read(reader->arena, (Script){ reader->file->text, NULL, 0 }, step);
}

static void read_text(Finder *finder, DeployFile *file, const KindRow *row)
{
    DeployReader reader = { finder->arena, file, &finder->includes };
    if (file->kind == DEPLOY_DOCKERFILE) {
        read_dockerfile(&reader);
        return;
    }
    if (file->kind == DEPLOY_SHELL) {
        read_shell(&reader);
        return;
    }
    bool is_json = file->kind == DEPLOY_PACKAGE;
    Str text = is_json ? without_surrogates(finder->arena, file->text) : file->text;
    const YamlNode *root = yaml_read(finder->arena, text, &file->unreadable);
    if (root)
        row->read(&reader, root);
}

// The first that is beyond a limit stands for all behind it.
static void pass_over(Finder *finder, Str path, Str why)
{
    *vec_push(finder->arena, &finder->files) = (DeployFile){
        .kind = DEPLOY_SHELL, .path = path, .unreadable = why, .is_beyond = true
    };
}

static void add_file(Finder *finder, Str path, const KindRow *row)
{
    if (!row || finder->files.len > LIMIT_DEPLOY_FILES)
        return;
    if (finder->files.len == LIMIT_DEPLOY_FILES) {
        pass_over(finder, path, STR("is one file too many that may deploy something"));
        return;
    }
    DeployFile *file = vec_push(finder->arena, &finder->files);
    *file = (DeployFile){ .kind = row->kind, .path = path };
    TreeStatus status =
        tree_read(finder->tree, finder->arena, path, &file->text, &file->unreadable);
    if (status == TREE_ABSENT) {
        finder->files.len--;
        return;
    }
    size_t fault;
    if (status == TREE_OK && file->text.len > LIMIT_DEPLOY_BYTES)
        file->unreadable = STR("is too large to be read");
    else if (status == TREE_OK && text_fault(file->text, &fault) == TEXT_OK)
        read_text(finder, file, row);
    else if (status == TREE_OK)
        file->unreadable = STR("is not UTF-8 text");
}

// ---- searching ----

// Single migrations lie in folders that begin with a number, by the thousand.
static bool is_entered(const Finder *finder, Str path, Str name)
{
    static const char *const HIDDEN[] = { ".github", ".gitlab", ".docker", NULL };
    static const char *const PASSED[] = {
        "node_modules", "bower_components", "vendor",   "dist",
        "out",          "target",           "coverage", "venv",
        "migrations",   "__pycache__",      NULL,
    };
    bool hidden = str_starts(name, STR("."));
    if (str_is_any(name, hidden ? HIDDEN : PASSED))
        return hidden;
    bool numbered = name.len > 0 && name.ptr[0] >= '0' && name.ptr[0] <= '9';
    return !hidden && !numbered && !tree_ignored(finder->tree, path, true);
}

static void search_dir(Finder *finder, Str dir, int depth)
{
    EntryVec entries;
    Str why;
    if (tree_list(finder->tree, finder->arena, dir, &entries, &why) != TREE_OK)
        return;
    for (size_t i = 0; i < entries.len; i++) {
        const Entry *entry = &entries.at[i];
        Str path = path_join(finder->arena, dir, entry->name);
        if (entry->kind == ENTRY_FILE)
            add_file(finder, path, kind_of(finder, path));
        else if (entry->kind == ENTRY_DIR && depth < SEARCHED_DEPTH &&
                 is_entered(finder, path, entry->name))
            search_dir(finder, path, depth + 1);
    }
}

static bool is_known(const Finder *finder, Str path)
{
    for (size_t i = 0; i < finder->files.len; i++)
        if (str_eq(finder->files.at[i].path, path))
            return true;
    return false;
}

// What GitLab's files include may lie anywhere, and include more.
static void add_includes(Finder *finder)
{
    const KindRow *gitlab = KINDS;
    while (gitlab->kind != DEPLOY_GITLAB_CI)
        gitlab++;
    for (size_t i = 0; i < finder->includes.len && i < LIMIT_DEPLOY_INCLUDES; i++)
        if (!is_known(finder, finder->includes.at[i]))
            add_file(finder, finder->includes.at[i], gitlab);
    if (finder->includes.len > LIMIT_DEPLOY_INCLUDES)
        pass_over(finder, finder->includes.at[LIMIT_DEPLOY_INCLUDES],
                  STR("is one include too many"));
}

static int cmp_file(const void *left, const void *right)
{
    const DeployFile *a = left;
    const DeployFile *b = right;
    return str_cmp(a->path, b->path);
}

DeployFileVec deploys_find(Arena *arena, FileTree *tree)
{
    Finder finder = { .arena = arena, .tree = tree };
    for (size_t i = 0; i < KIND_COUNT; i++)
        finder.patterns[i] = pattern_new(KINDS[i].path);
    search_dir(&finder, STR("."), 0);
    add_includes(&finder);
    for (size_t i = 0; i < KIND_COUNT; i++)
        pattern_free(finder.patterns[i]);
    if (finder.files.len > 0)
        qsort(finder.files.at, finder.files.len, sizeof *finder.files.at, cmp_file);
    return finder.files;
}
