// SPDX-License-Identifier: Apache-2.0
// Which database a step works on: one from outside, or one that is thrown away. Tests in
// CI make databases of their own all the time, and push to them rightly.
#include "source/deploy_priv.h"

#include "source/layout_priv.h"

#include <string.h>

static bool matches(const char *expression, Str text)
{
    Match match;
    return config_match(expression, text, &match);
}

// Names of variables that tools take the address of a database from.
static bool names_database(Str name)
{
    return matches("(?i)(DATABASE|(^|_)DB|POSTGRES|PRISMA|MYSQL|DIRECT|TURSO|NEON|PG)"
                   ".*(URL|URI|DSN|CONNECTION)",
                   name);
}

static bool is_address(Str value)
{
    return matches("^[\"']?(postgres(ql)?|mysql|mariadb|libsql|sqlserver|sqlite|file):",
                   value);
}

// On the machine that runs the step, or in a container beside it. What an expression puts
// together from the outputs of another step is a database that the run has made.
static bool is_near(Str value)
{
    return matches(
        "(?i)localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|\\[::1\\]|host\\.docker\\.internal|"
        "^[\"']?file:|:memory:|@(postgres\\w*|db|database|mysql|mariadb|pg)[:/]|"
        "\\$\\{\\{\\s*(steps|needs)\\.",
        value);
}

// "${{ secrets.DATABASE_URL }}", "$DATABASE_URL_OF_THE_PROJECT".
static DeployDatabase database_of_secret(Str value)
{
    Pattern *pattern = pattern_new("(?:secrets|vars)\\.(\\w+)");
    DeployDatabase database = DATABASE_UNKNOWN;
    Match match;
    for (size_t at = 0; pattern_find(pattern, value, at, &match); at = match.end) {
        bool aside = deploy_name_is_aside(match.group[1]) ||
                     matches("(?i)(^|_)CI(_|$)", match.group[1]);
        database =
            aside && database != DATABASE_GIVEN ? DATABASE_THROWAWAY : DATABASE_GIVEN;
    }
    pattern_free(pattern);
    return database;
}

DeployDatabase database_of_value(Str name, Str value)
{
    // Neither an address nor an expression: most words of a script.
    if (str_find_char(value, ':', 0) == value.len && !str_contains(value, STR("${{")))
        return DATABASE_UNKNOWN;
    bool address = is_address(value);
    if (!address && !names_database(name))
        return DATABASE_UNKNOWN;
    if (is_near(value))
        return DATABASE_THROWAWAY;
    if (str_contains(value, STR("secrets.")) || str_contains(value, STR("vars.")))
        return database_of_secret(value);
    if (address && deploy_name_is_aside(name))
        return DATABASE_THROWAWAY;
    return address ? DATABASE_GIVEN : DATABASE_UNKNOWN;
}

static void add_value(Str name, Str value, DeployDatabase *database)
{
    DeployDatabase one = database_of_value(name, value);
    if (one == DATABASE_GIVEN || *database == DATABASE_UNKNOWN)
        *database = one;
}

static void add_assignment(Str assignment, DeployDatabase *database)
{
    size_t equals = str_find_char(assignment, '=', 0);
    if (equals < assignment.len)
        add_value(str_take(assignment, equals), str_drop(assignment, equals + 1),
                  database);
}

// GitLab's variables may be maps: { value: …, description: … }.
static Str value_of(const YamlNode *node)
{
    const YamlNode *value = yaml_get(node, "value");
    return yaml_text(value ? value : node);
}

DeployDatabase database_of_env(const YamlNode *env)
{
    DeployDatabase database = DATABASE_UNKNOWN;
    for (size_t i = 0; env && i < env->pairs.len; i++)
        add_value(yaml_text(env->pairs.at[i].key), value_of(env->pairs.at[i].value),
                  &database);
    for (size_t i = 0; env && i < env->items.len; i++)
        add_assignment(yaml_text(env->items.at[i]), &database);
    return database;
}

static bool is_database_image(Str image)
{
    return matches("(?i)postg(res|is)|pgvector|timescale|supabase|mysql|mariadb|percona|"
                   "cockroach|tidb|libsql|sqld|mssql|neon",
                   image);
}

// A map of names to services, or a list of images.
bool database_in_services(const YamlNode *services)
{
    bool found = false;
    for (size_t i = 0; services && i < services->pairs.len; i++) {
        const YamlNode *service = services->pairs.at[i].value;
        const YamlNode *image = yaml_get(service, "image");
        found = found || is_database_image(yaml_text(image ? image : service));
    }
    for (size_t i = 0; services && i < services->items.len; i++) {
        const YamlNode *service = services->items.at[i];
        const YamlNode *image = yaml_get(service, "name");
        found = found || is_database_image(yaml_text(image ? image : service));
    }
    return found;
}

bool database_in_script(Str script)
{
    return matches(
        "(?i)(postgres(ql)?|mysql|mariadb|libsql)://[^\\s\"']*"
        "(localhost|127\\.0\\.0\\.1|\\[::1\\]|@(postgres|db|mysql)[:/])|"
        "DATABASE_URL=[\"']?file:|docker[- ]compose\\b[^\\n]*\\bup\\b|"
        "docker run[^\\n]*(postgres|mysql|mariadb|pgvector)|supabase (db )?start|"
        "pg_ctl|pg_ctlcluster|(service|systemctl start) (postgresql|mysql)",
        script);
}

bool job_name_is_aside(Str name, DeployDatabase database)
{
    if (database != DATABASE_GIVEN)
        return deploy_name_is_aside(name);
    // "test-and-deploy" deploys, "deploy-preview" does not.
    return matches("(?i)(?<![a-z])(dev|develop|development|previews?|sandbox|playground)"
                   "(?![a-z])",
                   name);
}

// "test:unit", "e2e", "vitest": parts of a script's name, or a program.
static bool runs_tests(Str word)
{
    static const char *const RUNNERS[] = { "test",   "tests",      "e2e",     "vitest",
                                           "jest",   "playwright", "cypress", "mocha",
                                           "pytest", "ava",        NULL };
    for (size_t at = 0; at < word.len;) {
        size_t end = at;
        while (end < word.len && !strchr(":_.-", word.ptr[end]))
            end++;
        for (const char *const *runner = RUNNERS; *runner; runner++)
            if (str_eq_ci(str_slice(word, at, end), str_from(*runner)))
                return true;
        at = end + 1;
    }
    return false;
}

bool step_runs_tests(const DeployStep *step)
{
    for (size_t i = 0; i < step->commands.len; i++) {
        const DeployWordVec *words = &step->commands.at[i].words;
        for (size_t k = 0; k < words->len; k++)
            if (runs_tests(words->at[k].text))
                return true;
    }
    return false;
}
