// SPDX-License-Identifier: Apache-2.0
// Addresses of a run and of its files, from the variables of CI systems; and the summary
// that GitHub shows on the page of a run.
#include "cli/ci_run.h"

#include "git/ci.h"
#include "report/markdown.h"
#include "report/text_safe.h"

#include <sys/stat.h>

typedef struct Provider {
    const char *name;       // counts where this variable is set
    const char *value;      // and is this; NULL: anything
    const char *run;        // address of the run, with {VARIABLE} in it
    const char *file;       // of a file, likewise, and {path}, {line}, {end}, {commit}
    const char *commits[3]; // variables that have the commit, the best first
} Provider;

// A request's own commit where it is told: the one by which the merge is tried out is
// gone when the request is. A variable that holds a name is "%…" here: it is escaped.
static const Provider providers[] = {
    { "GITHUB_ACTIONS",
      NULL,
      "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}",
      "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/blob/{commit}/{path}#L{line}",
      { "GITHUB_SHA", NULL, NULL } },
    { "GITLAB_CI",
      NULL,
      "{CI_JOB_URL}",
      "{CI_PROJECT_URL}/-/blob/{commit}/{path}#L{line}",
      { "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA", NULL } },
    { "BITBUCKET_BUILD_NUMBER",
      NULL,
      "{BITBUCKET_GIT_HTTP_ORIGIN}/pipelines/results/{BITBUCKET_BUILD_NUMBER}",
      "{BITBUCKET_GIT_HTTP_ORIGIN}/src/{commit}/{path}#lines-{line}",
      { "BITBUCKET_COMMIT", NULL, NULL } },
    { "BUILD_REPOSITORY_PROVIDER",
      "TfsGit",
      "{SYSTEM_COLLECTIONURI}{%SYSTEM_TEAMPROJECT}/_build/results?buildId="
      "{BUILD_BUILDID}",
      "{BUILD_REPOSITORY_URI}?path=/{path}&version=GC{commit}&line={line}&lineEnd={end}"
      "&lineStartColumn=1&lineEndColumn=999",
      { "SYSTEM_PULLREQUEST_SOURCECOMMITID", "BUILD_SOURCEVERSION", NULL } },
    { "TF_BUILD",
      NULL,
      "{SYSTEM_COLLECTIONURI}{%SYSTEM_TEAMPROJECT}/_build/results?buildId="
      "{BUILD_BUILDID}",
      NULL,
      { NULL, NULL, NULL } },
    { "CIRCLECI", NULL, "{CIRCLE_BUILD_URL}", NULL, { NULL, NULL, NULL } },
};

static const Provider *provider_of(HistoryEnv env)
{
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        Str value = ci_variable(env, providers[i].name);
        const char *wanted = providers[i].value;
        if (value.len > 0 && (!wanted || str_eq(value, str_from(wanted))))
            return &providers[i];
    }
    return NULL;
}

// "pull_request.head.sha" of the event that GitHub describes in a file.
static Str head_of_event(Arena *arena, HistoryEnv env)
{
    static const JsonStep steps[] = { { .key = STR_INIT("pull_request") },
                                      { .key = STR_INIT("head") },
                                      { .key = STR_INIT("sha") } };
    return ci_event_string(env, arena, steps, sizeof steps / sizeof *steps);
}

static bool is_commit(Str commit)
{
    for (size_t i = 0; i < commit.len; i++) {
        char c = commit.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return commit.len == 40 || commit.len == 64;
}

static Str commit_of(Arena *arena, HistoryEnv env, const Provider *provider)
{
    Str head = head_of_event(arena, env);
    if (is_commit(head))
        return head;
    for (size_t i = 0; i < sizeof provider->commits / sizeof *provider->commits; i++) {
        const char *name = provider->commits[i];
        Str commit = name ? ci_variable(env, name) : (Str){ 0 };
        if (is_commit(commit))
            return commit;
    }
    return (Str){ 0 };
}

// The placeholders in lower case stay: they are the reporter's. Empty when a variable is
// not set.
static Str filled(Arena *arena, HistoryEnv env, const char *pattern)
{
    Out out = out_new(arena);
    Str rest = str_from(pattern);
    while (rest.len > 0) {
        size_t at = str_find_char(rest, '{', 0);
        size_t end = str_find_char(rest, '}', at);
        out_str(&out, str_take(rest, at));
        if (at == rest.len)
            break;
        Str name = str_slice(rest, at + 1, end);
        rest = str_drop(rest, end + 1);
        if (name.ptr[0] >= 'a' && name.ptr[0] <= 'z') {
            out_fmt(&out, "{" STR_FMT "}", STR_ARG(name));
            continue;
        }
        bool escape = name.ptr[0] == '%';
        Str value = ci_variable(env, arena_cstr(arena, str_drop(name, escape ? 1 : 0)));
        if (value.len == 0)
            return (Str){ 0 };
        out_str(&out, escape ? text_url_path(arena, value) : value);
    }
    return out_text(&out);
}

void ci_run_links(Arena *arena, HistoryEnv env, Report *report)
{
    const Provider *provider = provider_of(env);
    if (!provider)
        return;
    report->run_url = filled(arena, env, provider->run);
    Str commit = provider->file ? commit_of(arena, env, provider) : (Str){ 0 };
    Str url = commit.len > 0 ? filled(arena, env, provider->file) : (Str){ 0 };
    size_t at = str_find(url, STR("{commit}"), 0);
    if (at < url.len)
        report->file_url = arena_fmt(arena, STR_FMT STR_FMT STR_FMT,
                                     STR_ARG(str_take(url, at)), STR_ARG(commit),
                                     STR_ARG(str_drop(url, at + sizeof "{commit}" - 1)));
}

// ---- the summary ----

// GitHub drops a step's summary of more than 1 MiB as a whole.
enum { SUMMARY_LIMIT = 1024 * 1024, SUMMARY_LEAST = MARKDOWN_LIMIT };

bool ci_run_summary(Arena *arena, HistoryEnv env, const Report *report, Str *why)
{
    Str path = ci_variable(env, "GITHUB_STEP_SUMMARY");
    if (path.len == 0)
        return true;
    struct stat there;
    bool known = stat(arena_cstr(arena, path), &there) == 0 && there.st_size > 0;
    size_t used = known ? (size_t)there.st_size : 0;
    if (used + SUMMARY_LEAST > SUMMARY_LIMIT)
        return true; // what others wrote before would be lost with it
    Out out = out_new(arena);
    markdown_write(&out, report, SUMMARY_LIMIT - used);
    return out_in_place(arena, path, out_text(&out), OUT_APPEND, why);
}
