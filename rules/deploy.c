// SPDX-License-Identifier: Apache-2.0
// Deploys that go around the migrations.
#include "lint/rule.h"

// MAX_WORK: commands looked at and scripts followed in one repository.
enum { MAX_CHAIN = 8, MAX_VISITED = 256, MAX_WORK = 100000 };

// A command that changes a database past its migrations.
typedef struct Push {
    const char *layout; // of the projects that it goes around; "": of all
    const char *program;
    const char *words; // one, or two that follow each other
    const char *flag;  // counts only with it; NULL: always
    const char *effect;
    const char *fix;
} Push;

#define DRIZZLE_FIX                                                                      \
    "Apply the migrations there: `drizzle-kit migrate`, or drizzle-orm's migrator; "     \
    "keep "                                                                              \
    "push for databases that may be lost"
#define PRISMA_FIX                                                                       \
    "Run `prisma migrate deploy` there; db push, migrate dev and migrate reset are for " \
    "databases that may be lost"
#define SUPABASE_FIX                                                                     \
    "Apply the migrations that are pending there: `supabase db push`, or the tool that " \
    "the migrations were made with"

static const Push PUSHES[] = {
    { "drizzle", "drizzle-kit", "push", NULL,
      "it makes the database fit the schema file, past the migrations", DRIZZLE_FIX },
    { "prisma", "prisma", "db push", NULL,
      "it makes the database fit the schema file, past the migrations", PRISMA_FIX },
    { "prisma", "prisma", "migrate dev", NULL,
      "it makes migrations and resets the database where they do not fit, and it refuses "
      "to run without a terminal",
      PRISMA_FIX },
    { "prisma", "prisma", "migrate reset", NULL,
      "it drops the database with all its data and makes it anew", PRISMA_FIX },
    { "", "supabase", "db reset", "--linked",
      "it drops everything in the linked project's database and makes it anew",
      SUPABASE_FIX },
    { "", "supabase", "db reset", "--db-url",
      "it drops everything in the database at that address and makes it anew",
      SUPABASE_FIX },
    { "flyway", "flyway", "clean", NULL, "it drops everything in the schemas",
      "Run `flyway migrate` there, and leave cleanDisabled on" },
    { "dbmate", "dbmate", "drop", NULL, "it drops the database with all its data",
      "Run `dbmate migrate` there" },
    { "golang-migrate", "migrate", "drop", NULL, "it drops everything in the database",
      "Run `migrate up` there" },
    { "atlas", "atlas", "schema apply", NULL,
      "it makes the database fit the schema file, past the migrations",
      "Run `atlas migrate apply` there" },
};

// Flags that make of a command one that only talks.
static bool only_talks(Str word)
{
    static const Str flags[] = { STR_INIT("--help"), STR_INIT("-h"),
                                 STR_INIT("--version"), STR_INIT("--dry-run"),
                                 STR_INIT("--explain") };
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (str_eq(word, flags[i]))
            return true;
    return false;
}

// ---- one command ----

typedef struct Hit {
    const Push *push;
    size_t first; // words of the command
    size_t last;
} Hit;

static bool is_word(Str word, Str wanted)
{
    return str_eq(word, wanted) ||
           (str_eq(wanted, STR("push")) && str_starts(word, STR("push:"))); // push:pg
}

// Where the push's words stand behind the program's name, or words.len.
static size_t find_words(const DeployWordVec *words, size_t from, const Push *push)
{
    Str all = str_from(push->words);
    size_t blank = str_find_char(all, ' ', 0);
    Str first = str_take(all, blank);
    Str second = blank < all.len ? str_drop(all, blank + 1) : STR("");
    for (size_t i = from; i < words->len; i++) {
        if (!is_word(words->at[i].text, first))
            continue;
        if (second.len == 0)
            return i;
        if (i + 1 < words->len && is_word(words->at[i + 1].text, second))
            return i + 1;
    }
    return words->len;
}

static bool has_flag(const DeployWordVec *words, Str flag)
{
    for (size_t i = 0; i < words->len; i++) {
        Str word = words->at[i].text;
        if (str_eq(str_take(word, str_find_char(word, '=', 0)), flag))
            return true;
    }
    return false;
}

static bool is_push(const DeployWordVec *words, const Push *push, Hit *hit)
{
    if (push->flag && !has_flag(words, str_from(push->flag)))
        return false;
    for (size_t i = 0; i < words->len; i++) {
        if (!str_eq(deploy_program(words->at[i].text), str_from(push->program)))
            continue;
        size_t last = find_words(words, i + 1, push);
        if (last == words->len)
            continue;
        *hit = (Hit){ push, i, last };
        return true;
    }
    return false;
}

// In "db:migrate:dev" that is the name of the command, and of no database.
static bool speaks_of_aside(Str word)
{
    static const Str own = STR_INIT("migrate:dev");
    size_t at = str_find(word, own, 0);
    size_t end = at + own.len;
    if (at == word.len || (end < word.len && word.ptr[end] != ':'))
        return deploy_name_is_aside(word);
    return deploy_name_is_aside(str_take(word, at)) ||
           deploy_name_is_aside(str_drop(word, end));
}

// Files of its own for tests or development: "-e .env.test", "drizzle.config.test.ts".
// The push's own words may well be "migrate dev".
static bool is_aside(const DeployWordVec *words, const Hit *hit)
{
    for (size_t i = 0; i < words->len; i++) {
        Str word = words->at[i].text;
        bool is_absolute = str_starts(word, STR("/")); // "/usr/local/bin"
        bool is_own = hit && i >= hit->first && i <= hit->last;
        if (only_talks(word) || (!is_absolute && !is_own && speaks_of_aside(word)))
            return true;
    }
    return false;
}

// ---- whose migrations ----

static bool is_below(Str path, Str dir)
{
    return path.len > 0 && (str_eq(dir, STR(".")) || str_eq(path, dir) ||
                            (str_starts(path, dir) && path.ptr[dir.len] == '/'));
}

// The file that --config or --schema names, as written; empty: none.
static Str named_file(const DeployWordVec *words)
{
    static const Str flags[] = { STR_INIT("--config"), STR_INIT("--schema") };
    for (size_t i = 0; i < words->len; i++) {
        Str word = words->at[i].text;
        size_t equals = str_find_char(word, '=', 0);
        for (size_t k = 0; k < sizeof flags / sizeof flags[0]; k++) {
            if (!str_eq(str_take(word, equals), flags[k]))
                continue;
            if (equals < word.len)
                return str_drop(word, equals + 1);
            return i + 1 < words->len ? words->at[i + 1].text : (Str){ 0 };
        }
    }
    return (Str){ 0 };
}

// The migrations lie below the folder where the command runs, or what it names leads
// there. A monorepo may well have another database without migrations.
static bool is_about(RuleCtx *ctx, const Project *project, const DeployCommand *command)
{
    Str file = named_file(&command->words);
    Str dir = command->dir;
    if (file.len > 0 && file.ptr[0] != '/' && file.ptr[0] != '$') {
        file = deploy_path(ctx_arena(ctx), dir, file);
        size_t slash = str_rfind_char(file, '/');
        dir = slash < file.len ? str_take(file, slash) : STR(".");
    }
    return is_below(project->path, dir) || is_below(project->config_path, dir) ||
           is_below(project->schema_path, dir);
}

static bool has_layout(const Project *project, const Push *push)
{
    return str_starts(project->layout, str_from(push->layout)) ||
           str_starts(str_from(project->runner->name), str_from(push->layout));
}

// ---- following ----

typedef struct Walk {
    RuleCtx *ctx;
    const Project *project;
    size_t *work; // done so far
    const DeployStep *visited[MAX_VISITED];
    size_t visited_len;
    bool is_cut;          // more is run than was followed
    Str chain[MAX_CHAIN]; // what runs what, from the root on
    size_t depth;
    bool inside; // of a container
    Hit hit;
    DeployCommand command; // that the hit is in
} Walk;

static bool find_in_step(Walk *walk, const DeployCall *call);

static bool is_hit(Walk *walk, const DeployCommand *command)
{
    for (size_t i = 0; i < sizeof PUSHES / sizeof PUSHES[0]; i++) {
        if (has_layout(walk->project, &PUSHES[i]) &&
            is_push(&command->words, &PUSHES[i], &walk->hit) &&
            (walk->inside || is_about(walk->ctx, walk->project, command))) {
            walk->command = *command;
            return true;
        }
    }
    return false;
}

static bool visit(Walk *walk, const DeployStep *step)
{
    for (size_t i = 0; i < walk->visited_len; i++)
        if (walk->visited[i] == step)
            return false;
    if (walk->visited_len == MAX_VISITED || walk->depth == MAX_CHAIN) {
        walk->is_cut = true;
        return false;
    }
    walk->visited[walk->visited_len++] = step;
    return true;
}

// Scripts that a deploy runs by themselves are roots of their own, and said there.
static bool is_root(const DeployCall *call)
{
    return call->file->kind == DEPLOY_PACKAGE && deploy_is_entry(call->step->name) &&
           call->rest.len == 0;
}

static bool find_in_call(Walk *walk, const DeployCall *call)
{
    const DeployStep *step = call->step;
    bool is_script = call->file->kind == DEPLOY_PACKAGE;
    if (is_root(call) || step->aside || step->database == DATABASE_THROWAWAY ||
        (is_script && speaks_of_aside(step->name)) || !visit(walk, step))
        return false;
    walk->chain[walk->depth++] =
        is_script ? ctx_fmt(walk->ctx, "\"" STR_FMT "\"", STR_ARG(step->name))
                  : step->name;
    if (find_in_step(walk, call))
        return true;
    walk->depth--;
    return false;
}

// A command is a push, or runs one.
static bool find_in_command(Walk *walk, const DeployCommand *command)
{
    if (command->aside || *walk->work > MAX_WORK)
        return false;
    bool hit = is_hit(walk, command);
    if (is_aside(&command->words, hit ? &walk->hit : NULL))
        return false;
    if (hit)
        return true;
    DeployCallVec calls =
        deploy_calls(ctx_arena(walk->ctx), &walk->project->deploy_files, command);
    *walk->work += 1 + calls.len;
    for (size_t i = 0; i < calls.len; i++)
        if (find_in_call(walk, &calls.at[i]))
            return true;
    return false;
}

static bool find_in_step(Walk *walk, const DeployCall *call)
{
    for (size_t i = 0; i < call->step->commands.len; i++) {
        DeployCommand command = call->step->commands.at[i];
        if (call->rest.len > 0 && i + 1 == call->step->commands.len) {
            DeployWordVec words = { 0 };
            for (size_t k = 0; k < command.words.len; k++)
                *vec_push(ctx_arena(walk->ctx), &words) = command.words.at[k];
            for (size_t k = 0; k < call->rest.len; k++)
                *vec_push(ctx_arena(walk->ctx), &words) = call->rest.at[k];
            command.words = words;
        }
        if (find_in_command(walk, &command))
            return true;
    }
    return false;
}

// ---- saying it ----

static Str push_name(RuleCtx *ctx, const Walk *walk)
{
    return ctx_fmt(ctx, "%s %s", walk->hit.push->program, walk->hit.push->words);
}

static const char *loss_words(const DeployWordVec *words)
{
    if (has_flag(words, STR("--accept-data-loss")))
        return "; --accept-data-loss has it lose data without asking";
    if (has_flag(words, STR("--force-reset")))
        return "; --force-reset has it drop all data first";
    if (has_flag(words, STR("--force")))
        return "; --force has it lose data without asking";
    return "";
}

static void report_push(const Walk *walk, const DeployFile *file, const DeployStep *root,
                        const DeployCommand *command)
{
    RuleCtx *ctx = walk->ctx;
    bool direct = walk->depth == 0;
    const DeployWordVec *words = &command->words;
    Span span = { words->at[direct ? walk->hit.first : 0].span.start,
                  words->at[direct ? walk->hit.last : words->len - 1].span.end };
    const char *quote = file->kind == DEPLOY_PACKAGE ? "\"" : "";
    Str chain = ctx_fmt(ctx, "%s" STR_FMT "%s runs", quote, STR_ARG(root->name), quote);
    for (size_t i = 0; i < walk->depth; i++)
        chain = ctx_fmt(ctx, STR_FMT " " STR_FMT ", which runs", STR_ARG(chain),
                        STR_ARG(walk->chain[i]));
    Finding *f =
        report_file(ctx, file->path, file->text, span, STR_FMT " " STR_FMT ": %s%s",
                    STR_ARG(chain), STR_ARG(push_name(ctx, walk)), walk->hit.push->effect,
                    loss_words(&walk->command.words));
    f->fix = str_from(walk->hit.push->fix);
    f->object =
        ctx_fmt(ctx, STR_FMT " " STR_FMT, STR_ARG(file->path), STR_ARG(root->name));
}

// Where a walk starts.
typedef struct Roots {
    RuleCtx *ctx;
    const Project *project;
    size_t work;
    bool is_cut; // more of the file is run than was followed
} Roots;

static void check_root(Roots *roots, const DeployFile *file, const DeployStep *step)
{
    if (step->aside || step->database == DATABASE_THROWAWAY)
        return;
    for (size_t i = 0; i < step->commands.len; i++) {
        Walk walk = { .ctx = roots->ctx,
                      .project = roots->project,
                      .work = &roots->work,
                      .inside = step->inside };
        if (find_in_command(&walk, &step->commands.at[i]))
            report_push(&walk, file, step, &step->commands.at[i]);
        roots->is_cut = roots->is_cut || walk.is_cut;
    }
}

static void report_unseen(RuleCtx *ctx, const DeployFile *file, Str why)
{
    Finding *f = report_file(ctx, file->path, (Str){ 0 }, (Span){ 0 },
                             "not all that this runs is known: " STR_FMT, STR_ARG(why));
    f->severity = SEV_NOTICE;
    f->fix = STR("Look at it by hand: does it push to a database that has to stay");
}

// Of files that surely are what their names say, the reader is to know that nobody
// looked; likewise where the looking has ended.
static bool is_missed(const DeployFile *file)
{
    return file->is_beyond || file->kind == DEPLOY_WORKFLOW ||
           str_eq(file->path, STR("package.json")) ||
           str_eq(file->path, STR(".gitlab-ci.yml"));
}

static void check_file(Roots *roots, const DeployFile *file)
{
    bool is_called = file->kind == DEPLOY_SHELL || file->kind == DEPLOY_ACTION;
    if (file->unreadable.len > 0 && is_missed(file))
        report_unseen(
            roots->ctx, file,
            ctx_fmt(roots->ctx, "the file " STR_FMT, STR_ARG(file->unreadable)));
    roots->is_cut = false;
    for (size_t i = 0; !is_called && i < file->steps.len; i++)
        if (file->kind != DEPLOY_PACKAGE || deploy_is_entry(file->steps.at[i].name))
            check_root(roots, file, &file->steps.at[i]);
    if (roots->is_cut)
        report_unseen(roots->ctx, file,
                      STR("scripts run one another in a longer row than is followed"));
}

static void check_push_in_deploy(RuleCtx *ctx, const Project *project)
{
    Roots roots = { .ctx = ctx, .project = project };
    for (size_t i = 0; i < project->deploy_files.len; i++) {
        bool went_on = roots.work <= MAX_WORK;
        check_file(&roots, &project->deploy_files.at[i]);
        if (went_on && roots.work > MAX_WORK)
            report_unseen(ctx, &project->deploy_files.at[i],
                          STR("from here on there are more scripts than are followed"));
    }
}

RULE(push_in_deploy) = {
    .id = "push-in-deploy",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_push_in_deploy,
    .title = "A build, start or deploy that goes around the migrations",
    .why = "The database is changed to what the schema file says at that moment: columns "
           "and tables that it does not have are dropped, and nobody has seen the SQL. "
           "The table of applied migrations does not know of it, so that the next one "
           "fails on what is already there.",
    .fix = "Apply the migrations in deploys, with the tool's own command for it, and "
           "keep what pushes or resets for databases that may be lost",
    .bad = "@ drizzle/meta/_journal.json\n"
           "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[]}\n"
           "@ package.json\n"
           "{ \"scripts\": {\n"
           "  \"db:push\": \"drizzle-kit push\",\n"
           "  \"build\": \"npm run db:push && next build\"\n"
           "} }\n"
           "@ expect push-in-deploy package.json:3\n",
    .good = "@ drizzle/meta/_journal.json\n"
            "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[]}\n"
            "@ package.json\n"
            "{ \"scripts\": {\n"
            "  \"db:push\": \"drizzle-kit push\",\n"
            "  \"build\": \"drizzle-kit migrate && next build\"\n"
            "} }\n",
};
