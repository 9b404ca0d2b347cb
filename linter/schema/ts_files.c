// SPDX-License-Identifier: Apache-2.0
// Reading modules: the extensions and index files that an import leaves out, and the
// aliases of tsconfig.json.
#include "schema/ts_files.h"

#include "schema/ts_config.h"

enum { MAX_MODULES = 2000, MAX_BYTES = 32 * 1024 * 1024 };

size_t schema_file(Arena *arena, const SchemaTrees *trees, DeclaredSchema *schema,
                   DeclaredFile file)
{
    Str before;
    Str why;
    file.is_new = !trees->base ||
                  tree_read(trees->base, arena, file.path, &before, &why) != TREE_OK ||
                  !str_eq(before, file.text);
    *vec_push(arena, &schema->files) = file;
    return schema->files.len - 1;
}

static TsModule *read_module(TsFiles *files, Str path)
{
    Str text;
    Str why;
    if (files->schema->files.len >= MAX_MODULES || files->bytes >= MAX_BYTES ||
        tree_read(files->trees->now, files->arena, path, &text, &why) != TREE_OK ||
        text.len > TS_MAX_TEXT)
        return NULL;
    files->bytes += text.len;
    TsModule *module = NEW(files->arena, TsModule);
    module->path = path;
    module->tokens = ts_tokens(files->arena, text);
    module->file = schema_file(files->arena, files->trees, files->schema,
                               (DeclaredFile){ .path = path, .text = text });
    ts_module_read(files->arena, module);
    return module;
}

const TsModule *ts_file(TsFiles *files, Str path)
{
    TsModule *known = map_get(&files->modules, path);
    if (!known) {
        known = read_module(files, path);
        known = known ? known : NEW(files->arena, TsModule); // without a path: none
        map_put(files->arena, &files->modules, path, known);
    }
    return known->path.len > 0 ? known : NULL;
}

// ---- what imports leave out ----

static const TsModule *with_ending(TsFiles *files, Str stem)
{
    static const char *const endings[] = {
        "",     ".ts",  ".tsx",  ".mts",      ".cts",       ".js",       ".mjs",
        ".cjs", ".jsx", ".json", "/index.ts", "/index.tsx", "/index.js", "/index.mjs",
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        Str path = arena_fmt(files->arena, STR_FMT "%s", STR_ARG(stem), endings[i]);
        const TsModule *module = ts_file(files, path);
        if (module)
            return module;
    }
    return NULL;
}

// "./users.js" is what "./users.ts" is called where modules are imported as they run.
static const TsModule *find_module(TsFiles *files, Str path)
{
    static const char *const built[] = { ".js", ".mjs", ".cjs", ".jsx" };
    const TsModule *module = with_ending(files, path);
    for (size_t i = 0; !module && i < sizeof built / sizeof *built; i++)
        if (str_ends(path, str_from(built[i])))
            module =
                with_ending(files, str_take(path, path.len - str_from(built[i]).len));
    return module;
}

// ---- aliases ----

// The folder's own tsconfig.json or that of one above it; *dir is where it lies.
static const TsModule *find_config(TsFiles *files, Str *dir)
{
    for (;;) {
        const TsModule *config =
            ts_file(files, path_join(files->arena, *dir, STR("tsconfig.json")));
        if (config || str_eq(*dir, STR(".")))
            return config;
        *dir = path_parent(*dir);
    }
}

// What stands for "*" where `from` fits the pattern; false where it does not.
static bool fits_alias(Str pattern, Str from, Str *rest)
{
    size_t star = str_find_char(pattern, '*', 0);
    bool has_star = star < pattern.len;
    Str head = str_take(pattern, star);
    Str tail = has_star ? str_drop(pattern, star + 1) : (Str){ 0 };
    *rest = (Str){ 0 };
    if (!has_star)
        return str_eq(pattern, from);
    if (from.len < head.len + tail.len || !str_starts(from, head) ||
        !str_ends(from, tail))
        return false;
    *rest = str_slice(from, head.len, from.len - tail.len);
    return true;
}

static Str put_star(Arena *arena, Str target, Str rest)
{
    size_t star = str_find_char(target, '*', 0);
    if (star == target.len)
        return target;
    return arena_fmt(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_take(target, star)),
                     STR_ARG(rest), STR_ARG(str_drop(target, star + 1)));
}

static const TsModule *try_target(TsFiles *files, Str dir, Str target)
{
    Str path;
    if (!path_normalize(files->arena, path_join(files->arena, dir, target), &path))
        return NULL;
    return find_module(files, path);
}

static const TsModule *try_targets(TsReader *reader, TsFiles *files, Str dir,
                                   const TsElement *alias, Str rest)
{
    TsValue targets = ts_eval(reader, alias->value);
    size_t at = 0;
    TsElement element;
    const TsModule *found = NULL;
    while (!found && targets.kind == TSV_ARRAY &&
           ts_next_element(files->arena, targets.expr, &at, &element)) {
        TsValue target = ts_eval(reader, element.value);
        if (target.kind == TSV_STRING)
            found = try_target(files, dir, put_star(files->arena, target.text, rest));
    }
    return found;
}

static const TsModule *find_alias(TsFiles *files, const TsModule *module, Str from)
{
    TsReader reader = ts_config_reader(files->arena);
    Str dir = path_parent(module->path);
    const TsModule *config = find_config(files, &dir);
    if (!config)
        return NULL;
    TsExpr whole = { .module = config };
    TsValue options = ts_property(&reader, whole, STR("compilerOptions"));
    if (options.kind != TSV_OBJECT)
        return NULL;
    TsValue base = ts_property(&reader, options.expr, STR("baseUrl"));
    TsValue paths = ts_property(&reader, options.expr, STR("paths"));
    if (base.kind == TSV_STRING)
        dir = path_join(files->arena, dir, base.text);
    size_t at = 0;
    TsElement alias;
    Str rest;
    while (paths.kind == TSV_OBJECT &&
           ts_next_element(files->arena, paths.expr, &at, &alias)) {
        const TsModule *found = fits_alias(alias.key, from, &rest)
                                    ? try_targets(&reader, files, dir, &alias, rest)
                                    : NULL;
        if (found)
            return found;
    }
    return NULL;
}

const TsModule *ts_resolve(void *data, const TsModule *module, Str from)
{
    TsFiles *files = data;
    Str path;
    if (!str_starts(from, STR(".")))
        return find_alias(files, module, from);
    Str dir = path_parent(module->path);
    if (!path_normalize(files->arena, path_join(files->arena, dir, from), &path))
        return NULL;
    return find_module(files, path);
}
