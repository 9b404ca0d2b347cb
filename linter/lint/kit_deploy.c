// SPDX-License-Identifier: Apache-2.0
// Following commands to the scripts that they run, as package managers and task runners
// find them.
#include "lint/kit_deploy.h"

#include "base/out.h"
#include "base/path.h"

// A pull request may name every script from every script.
enum { MAX_CALLS = 64 };

// ---- names ----

Str deploy_program(Str word)
{
    static const Str modules = STR_INIT("node_modules/");
    size_t inside = str_find(word, modules, 0);
    if (inside < word.len) {
        word = str_drop(word, inside + modules.len);
        if (str_starts(word, STR(".bin/")))
            word = str_drop(word, 5);
        return str_take(word, str_find_char(word, '/', 0));
    }
    word = path_base(word);
    size_t at = str_find_char(word, '@', 0);
    return at > 0 ? str_take(word, at) : word;
}

bool deploy_is_entry(Str script)
{
    static const char *const ENTRIES[] = {
        "build",        "prebuild",
        "postbuild",    "start",
        "prestart",     "poststart",
        "deploy",       "predeploy",
        "postdeploy",   "release",
        "prerelease",   "postrelease",
        "preinstall",   "install",
        "postinstall",  "prepare",
        "vercel-build", "now-build",
        "gcp-build",    "heroku-prebuild",
        "render-build", "netlify-build",
        "cf-build",     "heroku-postbuild",
        "railway",      "render",
        "production",   "serve",
        "prod",         NULL,
    };
    static const char *const HEADS[] = { "build", "start", "deploy", "release", NULL };
    static const char *const TAILS[] = {
        "prod", "production", "staging", "server", "web",     "app",     "ci",  "docker",
        "all",  "vercel",     "heroku",  "render", "railway", "netlify", "fly", NULL,
    };
    size_t colon = str_find_char(script, ':', 0);
    if (colon == script.len)
        return str_is_any(script, ENTRIES);
    return str_is_any(str_take(script, colon), HEADS) &&
           str_is_any(str_drop(script, colon + 1), TAILS);
}

// ---- how tools are told what to run ----

typedef enum FlagKind { FLAG_DIR, FLAG_PACKAGE, FLAG_ALL, FLAG_VALUE } FlagKind;

typedef struct Flag {
    const char *tool;
    const char *name;
    FlagKind kind;
} Flag;

static const Flag FLAGS[] = {
    { "npm", "--workspace", FLAG_PACKAGE },
    { "npm", "-w", FLAG_PACKAGE },
    { "npm", "--workspaces", FLAG_ALL },
    { "npm", "--prefix", FLAG_DIR },
    { "npm", "-C", FLAG_DIR },
    { "pnpm", "--filter", FLAG_PACKAGE },
    { "pnpm", "-F", FLAG_PACKAGE },
    { "pnpm", "--recursive", FLAG_ALL },
    { "pnpm", "-r", FLAG_ALL },
    { "pnpm", "--dir", FLAG_DIR },
    { "pnpm", "-C", FLAG_DIR },
    { "yarn", "--cwd", FLAG_DIR },
    { "bun", "--filter", FLAG_PACKAGE },
    { "bun", "-F", FLAG_PACKAGE },
    { "bun", "--cwd", FLAG_DIR },
    { "bun", "--env-file", FLAG_VALUE },
    { "turbo", "--filter", FLAG_PACKAGE },
    { "turbo", "-F", FLAG_PACKAGE },
    { "turbo", "--cwd", FLAG_DIR },
    { "lerna", "--scope", FLAG_PACKAGE },
};

typedef struct Tool {
    const char *name;
    bool only_run; // scripts need "run" before them, but for those of ALONE
    bool many;     // each word is a script
    bool all;      // without a filter every package
} Tool;

static const Tool TOOLS[] = {
    { "npm", true, false, false },         { "pnpm", false, false, false },
    { "yarn", false, false, false },       { "bun", false, false, false },
    { "turbo", false, true, true },        { "lerna", true, false, true },
    { "run-s", false, true, false },       { "run-p", false, true, false },
    { "npm-run-all", false, true, false },
};

// npm's own words for scripts of these names.
static const char *const ALONE[] = { "start", "stop", "restart", "test", NULL };

// Words of package managers that are no scripts.
static const char *const VERBS[] = {
    "install", "i",       "ci",     "add",   "remove",  "exec", "dlx",  "x",     "create",
    "init",    "pack",    "update", "up",    "audit",   "why",  "link", "store", "set",
    "config",  "publish", "prune",  "login", "version", "info", "help", "view",  NULL,
};

typedef struct Order {
    Arena *arena;
    const DeployFileVec *files;
    const Tool *tool;
    Str dir;
    StrVec packages; // filters
    bool all;
    StrVec scripts;
    DeployWordVec rest;
} Order;

static const Tool *tool_named(Str name)
{
    for (size_t i = 0; i < sizeof TOOLS / sizeof TOOLS[0]; i++)
        if (str_eq(name, str_from(TOOLS[i].name)))
            return &TOOLS[i];
    return NULL;
}

// "." and ".." are taken out; what climbs above the root stays there.
Str deploy_path(Arena *arena, Str dir, Str more)
{
    StrVec parts = { 0 };
    Str both = arena_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(more));
    Str part;
    while (str_cut(&both, '/', &part)) {
        if (str_eq(part, STR("..")))
            parts.len -= parts.len > 0;
        else if (part.len > 0 && !str_eq(part, STR(".")))
            *vec_push(arena, &parts) = part;
    }
    Out joined = out_new(arena);
    for (size_t i = 0; i < parts.len; i++) {
        if (i > 0)
            out_char(&joined, '/');
        out_str(&joined, parts.at[i]);
    }
    return parts.len > 0 ? out_text(&joined) : STR(".");
}

static const Flag *flag_named(const Tool *tool, Str name)
{
    for (size_t i = 0; i < sizeof FLAGS / sizeof FLAGS[0]; i++)
        if (str_eq(str_from(FLAGS[i].tool), str_from(tool->name)) &&
            str_eq(str_from(FLAGS[i].name), name))
            return &FLAGS[i];
    return NULL;
}

// Takes the flag at words[at]; returns how many words it is.
static size_t take_flag(Order *order, const DeployWordVec *words, size_t at)
{
    Str word = words->at[at].text;
    size_t equals = str_find_char(word, '=', 0);
    const Flag *flag = flag_named(order->tool, str_take(word, equals));
    if (!flag)
        return 1;
    bool attached = equals < word.len;
    if (flag->kind == FLAG_ALL) {
        order->all = true;
        return 1;
    }
    if (!attached && at + 1 == words->len)
        return 1;
    Str value = attached ? str_drop(word, equals + 1) : words->at[at + 1].text;
    if (flag->kind == FLAG_DIR)
        order->dir = deploy_path(order->arena, order->dir, value);
    else if (flag->kind == FLAG_PACKAGE)
        *vec_push(order->arena, &order->packages) = value;
    return attached ? 1 : 2;
}

// What stands behind the script's name: npm keeps what has no "--" before it, its own
// flags too.
static void take_rest(Order *order, const DeployWordVec *words, size_t at)
{
    bool is_npm = str_eq(str_from(order->tool->name), STR("npm"));
    while (is_npm && at < words->len && !str_eq(words->at[at].text, STR("--")))
        at += take_flag(order, words, at);
    if (at < words->len && str_eq(words->at[at].text, STR("--")))
        at++;
    for (; at < words->len; at++)
        *vec_push(order->arena, &order->rest) = words->at[at];
}

static bool is_verb(const Order *order, Str word)
{
    return str_is_any(word, VERBS) || (order->tool->only_run && !str_is_any(word, ALONE));
}

// Reads the words behind a tool's name.
static void read_order(Order *order, const DeployWordVec *words, size_t at)
{
    bool ran = false;
    while (at < words->len) {
        Str word = words->at[at].text;
        bool is_run = str_eq(word, STR("run")) || str_eq(word, STR("run-script"));
        if (str_starts(word, STR("-"))) {
            at += take_flag(order, words, at);
        } else if (is_run && !ran) {
            ran = true;
            at++;
        } else if (str_eq(word, STR("workspace")) && at + 1 < words->len) {
            *vec_push(order->arena, &order->packages) = words->at[at + 1].text;
            at += 2;
        } else if (str_eq(word, STR("workspaces")) || str_eq(word, STR("foreach"))) {
            order->all = true;
            at++;
        } else if (!ran && !order->tool->many && is_verb(order, word)) {
            return;
        } else {
            *vec_push(order->arena, &order->scripts) = word;
            at++;
            if (!order->tool->many) {
                take_rest(order, words, at);
                return;
            }
        }
    }
}

// ---- finding scripts ----

static bool fits_glob(Str glob, Str text)
{
    size_t star = str_find_char(glob, '*', 0);
    if (star == glob.len)
        return str_eq(glob, text);
    Str tail = str_drop(glob, star + 1);
    while (str_starts(tail, STR("*")))
        tail = str_drop(tail, 1);
    return text.len >= star + tail.len && str_starts(text, str_take(glob, star)) &&
           str_ends(text, tail);
}

static bool has_script(const DeployFile *file, Str name)
{
    for (size_t i = 0; i < file->steps.len; i++)
        if (fits_glob(name, file->steps.at[i].name))
            return true;
    return false;
}

static void add_named(const Order *order, const DeployFile *file, Str name,
                      DeployCallVec *calls)
{
    for (size_t i = 0; i < file->steps.len; i++)
        if (str_eq(file->steps.at[i].name, name))
            *vec_push(order->arena, calls) =
                (DeployCall){ .file = file, .step = &file->steps.at[i] };
}

// The script with its hooks, in the order in which they run.
static void add_script(const Order *order, const DeployFile *file, Str name,
                       DeployCallVec *calls)
{
    Arena *arena = order->arena;
    for (size_t i = 0; i < file->steps.len; i++) {
        const DeployStep *step = &file->steps.at[i];
        if (calls->len >= MAX_CALLS || !fits_glob(name, step->name))
            continue;
        add_named(order, file, arena_fmt(arena, "pre" STR_FMT, STR_ARG(step->name)),
                  calls);
        *vec_push(arena, calls) = (DeployCall){ file, step, order->rest };
        add_named(order, file, arena_fmt(arena, "post" STR_FMT, STR_ARG(step->name)),
                  calls);
    }
}

// A filter is a name with signs around it that widen it, or a folder.
static bool fits_filter(const Order *order, Str filter, const DeployFile *file)
{
    while (filter.len > 0 && (filter.ptr[0] == '.' || filter.ptr[0] == '^') &&
           !str_starts(filter, STR("./")))
        filter = str_drop(filter, 1);
    while (str_ends(filter, STR(".")) || str_ends(filter, STR("^")))
        filter = str_take(filter, filter.len - 1);
    if (str_starts(filter, STR("{")) && str_ends(filter, STR("}")))
        filter = str_slice(filter, 1, filter.len - 1);
    Str name = file->package;
    size_t slash = str_rfind_char(name, '/');
    return fits_glob(filter, name) ||
           (slash < name.len && fits_glob(filter, str_drop(name, slash + 1))) ||
           fits_glob(deploy_path(order->arena, STR("."), filter),
                     path_parent(file->path));
}

static bool is_wanted(const Order *order, const DeployFile *file)
{
    bool wanted = order->packages.len == 0;
    for (size_t i = 0; i < order->packages.len; i++)
        wanted = wanted || fits_filter(order, order->packages.at[i], file);
    return wanted;
}

static bool is_around(Str dir, Str path)
{
    return str_eq(dir, STR(".")) || str_eq(dir, path) ||
           (str_starts(path, dir) && path.ptr[dir.len] == '/');
}

// The package around a folder that has the script, the nearest one.
static const DeployFile *nearest_package(const Order *order, Str script)
{
    const DeployFile *nearest = NULL;
    for (size_t i = 0; i < order->files->len; i++) {
        const DeployFile *file = &order->files->at[i];
        if (file->kind == DEPLOY_PACKAGE &&
            is_around(path_parent(file->path), order->dir) && has_script(file, script) &&
            (!nearest || file->path.len > nearest->path.len))
            nearest = file;
    }
    return nearest;
}

static void find_script(const Order *order, Str script, DeployCallVec *calls)
{
    bool many = order->all || order->packages.len > 0 || order->tool->all;
    if (!many) {
        const DeployFile *file = nearest_package(order, script);
        if (file)
            add_script(order, file, script, calls);
        return;
    }
    // "turbo run @acme/db#push" names the package before the task.
    size_t hash = str_find_char(script, '#', 0);
    Str task = hash < script.len ? str_drop(script, hash + 1) : script;
    for (size_t i = 0; i < order->files->len; i++) {
        const DeployFile *file = &order->files->at[i];
        bool named = hash == script.len || str_eq(file->package, str_take(script, hash));
        if (file->kind == DEPLOY_PACKAGE && named && is_wanted(order, file))
            add_script(order, file, task, calls);
    }
}

// ---- files that are run ----

// Of a container's path only the last part is sure: one file alone may have that name.
static const DeployFile *script_file(const DeployFileVec *files, Str exact, Str word)
{
    const DeployFile *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < files->len; i++) {
        const DeployFile *file = &files->at[i];
        if (file->kind != DEPLOY_SHELL)
            continue;
        if (str_eq(file->path, exact))
            return file;
        if (str_eq(path_base(file->path), path_base(word))) {
            found = file;
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

static const DeployFile *action_file(const DeployFileVec *files, Str dir)
{
    for (size_t i = 0; i < files->len; i++)
        if (files->at[i].kind == DEPLOY_ACTION &&
            str_eq(path_parent(files->at[i].path), dir))
            return &files->at[i];
    return NULL;
}

static void add_file(Arena *arena, const DeployFile *file, DeployCallVec *calls)
{
    for (size_t i = 0; file && i < file->steps.len; i++)
        *vec_push(arena, calls) =
            (DeployCall){ .file = file, .step = &file->steps.at[i] };
}

static void follow_file(Arena *arena, const DeployFileVec *files,
                        const DeployCommand *command, DeployCallVec *calls)
{
    for (size_t i = 0; i < command->words.len; i++) {
        Str word = command->words.at[i].text;
        if (str_ends(word, STR(".sh")))
            add_file(arena,
                     script_file(files, deploy_path(arena, command->dir, word), word),
                     calls);
        else if (command->words.len == 1 && str_starts(word, STR("./")))
            add_file(arena, action_file(files, deploy_path(arena, STR("."), word)),
                     calls);
    }
}

DeployCallVec deploy_calls(Arena *arena, const DeployFileVec *files,
                           const DeployCommand *command)
{
    DeployCallVec calls = { 0 };
    const DeployWordVec *words = &command->words;
    for (size_t i = 0; i < words->len; i++) {
        Order order = { .arena = arena, .files = files, .dir = command->dir };
        order.tool = tool_named(deploy_program(words->at[i].text));
        if (str_starts(words->at[i].text, STR("npm:"))) { // of concurrently
            order.tool = tool_named(STR("npm"));
            *vec_push(arena, &order.scripts) = str_drop(words->at[i].text, 4);
        } else if (order.tool) {
            read_order(&order, words, i + 1);
        }
        for (size_t k = 0; k < order.scripts.len && calls.len < MAX_CALLS; k++)
            find_script(&order, order.scripts.at[k], &calls);
        if (order.scripts.len > 0)
            break;
    }
    follow_file(arena, files, command, &calls);
    return calls;
}
