// SPDX-License-Identifier: Apache-2.0
// Reads approvals from the configuration and from the environment of a CI run.
#include "cli/approval.h"

#include "base/json_doc.h"
#include "base/limits.h"
#include "git/ci.h"

// ---- the configuration ----

ApprovalPolicy approval_policy(Arena *arena, const ConfigApprovals *approvals)
{
    ApprovalPolicy policy = { .require_reason = approvals->require_reason };
    for (size_t i = 0; i < approvals->labels.len; i++)
        *vec_push(arena, &policy.labels) = str_trim(approvals->labels.at[i].text);
    for (size_t i = 0; i < approvals->paths.len; i++)
        *vec_push(arena, &policy.paths) = approvals->paths.at[i].text;
    for (size_t i = 0; i < approvals->rules.len; i++)
        *vec_push(arena, &policy.rules) = rule_find(approvals->rules.at[i].text);
    return policy;
}

// ---- GitHub ----

// A pull request's event has one of at most 65,536 characters as its text, a hundred
// labels, and a few dozen kilobytes of addresses: far less than LIMIT_EVENT_BYTES.

// Events of a pull request have it as such; those of a comment on one have an issue that
// says that it is one.
// https://docs.github.com/en/webhooks/webhook-events-and-payloads
static const JsonValue *request_of(const JsonValue *event)
{
    const JsonValue *request = json_get(event, "pull_request");
    const JsonValue *issue = json_get(event, "issue");
    if (json_is(request, JSON_OBJECT))
        return request;
    return json_is(json_get(issue, "pull_request"), JSON_OBJECT) ? issue : NULL;
}

static void read_labels(Arena *arena, const JsonValue *event, const JsonValue *request,
                        Review *review)
{
    const JsonValue *labels = json_get(request, "labels");
    bool taken_away = str_eq(json_string(json_get(event, "action")), STR("unlabeled"));
    Str gone =
        taken_away ? json_string(json_get(json_get(event, "label"), "name")) : STR("");
    for (const JsonValue *label = json_is(labels, JSON_ARRAY) ? labels->first : NULL;
         label; label = label->next) {
        Str name = str_trim(json_string(json_get(label, "name")));
        if (name.len > 0 && !str_eq_ci(name, gone))
            *vec_push(arena, &review->labels) = name;
    }
}

// The sender of an event is who has caused it: only of "labeled" that is who has set a
// label. Later events, as of a push, still list it and do not say who it was.
static void read_sender(const JsonValue *event, Review *review)
{
    if (!str_eq(json_string(json_get(event, "action")), STR("labeled")))
        return;
    review->new_label = str_trim(json_string(json_get(json_get(event, "label"), "name")));
    review->new_label_by = json_string(json_get(json_get(event, "sender"), "login"));
}

static void read_event(Arena *arena, Str text, Str kind, Review *review)
{
    JsonFault fault;
    const JsonValue *event = json_doc_read(arena, text, LIMIT_EVENT_BYTES, &fault);
    const JsonValue *request = event ? request_of(event) : NULL;
    const JsonValue *number = json_get(request, "number");
    if (!event) {
        review->unknown = arena_fmt(arena, "the file of $GITHUB_EVENT_PATH " STR_FMT,
                                    STR_ARG(fault.error));
        return;
    }
    if (!json_is(number, JSON_NUMBER) || !str_all_digits(number->text)) {
        review->unknown =
            arena_fmt(arena, "the event%s" STR_FMT " tells of no pull request",
                      kind.len > 0 ? " " : "", STR_ARG(kind));
        return;
    }
    review->name = arena_fmt(arena, "pull request #" STR_FMT, STR_ARG(number->text));
    review->text = json_string(json_get(request, "body"));
    read_labels(arena, event, request, review);
    read_sender(event, review);
}

// The runner writes the event outside of what is checked out; a file in there is the
// change's own. A job that is run again gets the event as it was (actions/runner, issue
// 3149): a label that was set since comes with the event "labeled" alone.
static void read_github(Arena *arena, const Workspace *space, HistoryEnv env,
                        Review *review)
{
    Str path = ci_variable(env, "GITHUB_EVENT_PATH");
    Str text, why;
    review->fold_case = true; // a repository cannot have two labels that differ in case
    if (workspace_holds(arena, space, path)) {
        review->unknown = STR("the file of $GITHUB_EVENT_PATH lies in the repository, "
                              "where the change itself could have put it");
        return;
    }
    switch (tree_disk_file(arena, path, &text, &why)) {
    case TREE_OK:
        read_event(arena, text, ci_variable(env, "GITHUB_EVENT_NAME"), review);
        return;
    case TREE_ABSENT:
        review->unknown = STR("the file of $GITHUB_EVENT_PATH is not there");
        return;
    case TREE_BROKEN:
        review->unknown =
            arena_fmt(arena, "the file of $GITHUB_EVENT_PATH " STR_FMT, STR_ARG(why));
        return;
    }
}

// ---- GitLab ----

// Labels are told apart by case, and have no comma; of a description the first 2700
// characters are handed out. GITLAB_USER_LOGIN is who started the pipeline, not who has
// set the label.
// https://docs.gitlab.com/ci/variables/predefined_variables/
static void read_gitlab(Arena *arena, HistoryEnv env, Review *review)
{
    Str number = ci_variable(env, "CI_MERGE_REQUEST_IID");
    Str labels = ci_variable(env, "CI_MERGE_REQUEST_LABELS");
    Str label;
    if (!str_all_digits(number)) {
        review->unknown = STR("this pipeline is not one of a merge request");
        return;
    }
    review->name = arena_fmt(arena, "merge request !" STR_FMT, STR_ARG(number));
    review->text = ci_variable(env, "CI_MERGE_REQUEST_DESCRIPTION");
    review->text_is_cut = str_eq(
        ci_variable(env, "CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED"), STR("true"));
    while (str_cut(&labels, ',', &label))
        if (str_trim(label).len > 0)
            *vec_push(arena, &review->labels) = str_trim(label);
}

void review_read(Arena *arena, const Workspace *space, HistoryEnv env, Review *review)
{
    *review = (Review){ 0 };
    if (str_eq(ci_variable(env, "GITLAB_CI"), STR("true")))
        read_gitlab(arena, env, review);
    else if (ci_variable(env, "GITHUB_EVENT_PATH").len > 0)
        read_github(arena, space, env, review);
}
