// SPDX-License-Identifier: Apache-2.0
// Writing a configuration with comments, from what is detected.
#include "cli/init_config.h"

#include "base/json_escape.h"
#include "base/out.h"
#include "cli/cli.h"
#include "dialect/dialect.h"

// What a comment says after a value that is written as it was found.
static void write_value(Out *out, const char *key, Str value, bool is_last)
{
    Str quoted = json_quote(out->arena, value);
    out_fmt(out, "      \"%s\": " STR_FMT "%s\n", key, STR_ARG(quoted),
            is_last ? "" : ",");
}

static void write_layout(Out *out, const Project *project)
{
    out_cstr(out, "      // How the folder is laid out");
    if (project->layout_by.len > 0 && !str_eq(project->layout_by, project->path))
        out_fmt(out, ", by " STR_FMT, STR_ARG(project->layout_by));
    out_cstr(out, ". There are:\n      // ");
    for (const char *const *name = layout_names; *name; name++)
        out_fmt(out, "%s%s", name == layout_names ? "" : " ", *name);
    out_char(out, '\n');
    write_value(out, "layout", project->layout, false);
}

// What speaks a dialect of several servers may be for another one: files do not tell.
static void write_engine_kin(Out *out, const EngineFamily *family)
{
    const Frontend *frontend = dialect_find(engine_dialect(str_from(family->name)));
    if (frontend->family_count < 2)
        return;
    out_cstr(out, "      // Its kin:");
    for (size_t i = 0; i < frontend->family_count; i++)
        if (&frontend->families[i] != family)
            out_fmt(out, " " STR_FMT ";",
                    STR_ARG(engine_versions(out->arena, &frontend->families[i])));
    out_cstr(out, " the same files may be for those.\n");
}

// An engine that has no parser cannot be asked for.
static void write_engine(Out *out, const Project *project)
{
    Str name = project->engine.family;
    const EngineFamily *family = dialect_family(name);
    if (!family) {
        out_fmt(out,
                "      // The SQL looks like that of " STR_FMT
                ", which has no parser yet: take this project out\n      // to have "
                "the others judged, or name its \"engine\" if it is another one.\n",
                STR_ARG(name));
        return;
    }
    Arena *arena = out->arena;
    if (family->series_count > 0)
        out_fmt(
            out,
            "      // The server that it will run on. Without a version the oldest one "
            "that is still\n      // maintained is meant, \"" STR_FMT
            "\": say yours (" STR_FMT "), and no\n      // finding is about a server "
            "that you do not have.\n",
            STR_ARG(engine_text(arena, &family->usual)),
            STR_ARG(engine_versions(arena, family)));
    write_engine_kin(out, family);
    write_value(out, "engine", name, false);
}

static void write_schema(Out *out, const Project *project)
{
    if (!project->declared)
        return;
    out_fmt(
        out,
        "      // \"schema\": the files that declare the tables, from the repository's "
        "root, where\n      // they are other than " STR_FMT " says: " STR_FMT "\n",
        STR_ARG(project->config_path), STR_ARG(project->declared->path));
}

static void write_project(Out *out, const Project *project, bool is_last)
{
    out_cstr(out, "    {\n");
    write_value(out, "path", project->path, false);
    write_layout(out, project);
    write_engine(out, project);
    write_schema(out, project);
    out_cstr(out, "      // What applies the migrations in production: which statements "
                  "share a transaction\n      // depends on it.\n");
    write_value(out, "runner", str_from(project->runner->name), true);
    out_fmt(out, "    }%s\n", is_last ? "" : ",");
}

static const char head[] =
    "// What tidegate goes by. `tidegate config` prints what is in force, and where "
    "each\n"
    "// value comes from; `tidegate explain RULE` says what a rule finds, and its "
    "options.\n"
    "{\n"
    "  \"$schema\": \"" TIDEGATE_HOME "/raw/v" TIDEGATE_VERSION
    "/linter/config/schema/config.json\",\n"
    "\n"
    "  // The migration folders, as they were found. A folder that is not named here is "
    "not\n"
    "  // judged; without this key they are looked for in every run.\n"
    "  \"projects\": [\n";

static const char tail[] =
    "  ],\n"
    "\n"
    "  // The least severity that blocks: error, warning, notice or never.\n"
    "  \"fail-on\": \"error\",\n"
    "\n"
    "  // What could not be judged, and exceptions that hold no more, block as well.\n"
    "  \"strict\": false,\n"
    "\n"
    "  // What is made of a rule's findings: off, notice, warning or error. Naming a "
    "rule\n"
    "  // that is off by default switches it on.\n"
    "  \"rules\": {\n"
    "    // \"no-primary-key\": \"error\",\n"
    "    // \"naming\": { \"severity\": \"warning\", \"pattern\": \"\\\\A[a-z_]+\\\\z\" "
    "},\n"
    "  },\n"
    "\n"
    "  // The same for some files; of several that fit, the last holds.\n"
    "  \"overrides\": [\n"
    "    // { \"path\": \"legacy/**\", \"rules\": { \"no-primary-key\": \"off\" } },\n"
    "  ],\n"
    "\n"
    "  // Findings that are known and stay as they are.\n"
    "  \"allow\": [\n"
    "    // { \"rule\": \"duplicate-prefix\", \"path\": \"migrations/0055_*.sql\",\n"
    "    //   \"reason\": \"both have run everywhere\", \"expires\": \"2099-12-31\" },\n"
    "  ],\n"
    "\n"
    "  // Findings of the time before tidegate, which pass: `tidegate baseline write` "
    "makes\n"
    "  // the file. Without this key it is tidegate-baseline.txt, if that is there.\n"
    "  // \"baseline\": \"tidegate-baseline.txt\",\n"
    "\n"
    "  // Labels of a pull request by which a change may lose data, with a reason in "
    "its\n"
    "  // description: tidegate: approved: REASON\n"
    "  // \"approvals\": { \"labels\": [\"migration-approved\"], \"require-reason\": "
    "true },\n"
    "}\n";

Str init_config(Arena *arena, const Check *check)
{
    Out out = out_new(arena);
    out_cstr(&out, head);
    for (size_t i = 0; i < check->pairs.len; i++)
        write_project(&out, &check->pairs.at[i].now, i + 1 == check->pairs.len);
    out_cstr(&out, tail);
    return out_text(&out);
}
