// SPDX-License-Identifier: Apache-2.0
// Matching what a pull request approves with what the configuration lets it.
#include "gate/approve.h"

#include "base/glob.h"
#include "base/out.h"

// ---- the reason ----

// Without HTML comments: a template's example is nobody's reason.
static Str without_comments(Arena *arena, Str text)
{
    static const Str open = STR_INIT("<!--");
    static const Str close = STR_INIT("-->");
    Out out = out_new(arena);
    size_t at = 0;
    while (at < text.len) {
        size_t start = str_find(text, open, at);
        out_str(&out, str_slice(text, at, start));
        size_t end = start < text.len ? str_find(text, close, start) : text.len;
        at = end < text.len ? end + close.len : end;
    }
    return out_text(&out);
}

Str approval_reason(Arena *arena, Str text)
{
    static const Str mark = STR_INIT("tidegate: approved:");
    Str rest = without_comments(arena, text);
    Str line;
    while (str_cut(&rest, '\n', &line)) {
        Str words = str_trim(line);
        if (words.len > mark.len && str_eq_ci(str_take(words, mark.len), mark) &&
            str_trim(str_drop(words, mark.len)).len > 0)
            return str_trim(str_drop(words, mark.len));
    }
    return STR("");
}

// ---- the label ----

static bool same_label(const Review *review, Str a, Str b)
{
    return review->fold_case ? str_eq_ci(a, b) : str_eq(a, b);
}

// The first of the policy's labels that is set; empty: none is.
static Str label_set(const ApprovalPolicy *policy, const Review *review)
{
    for (size_t i = 0; i < policy->labels.len; i++)
        for (size_t k = 0; k < review->labels.len; k++)
            if (same_label(review, policy->labels.at[i], review->labels.at[k]))
                return policy->labels.at[i];
    return STR("");
}

static Str approval_words(Arena *arena, const Review *review, Str label, Str reason)
{
    Str words = arena_fmt(arena, "the label \"" STR_FMT "\" on " STR_FMT, STR_ARG(label),
                          STR_ARG(review->name));
    if (review->new_label_by.len > 0 && same_label(review, review->new_label, label))
        words = arena_fmt(arena, STR_FMT ", set by " STR_FMT, STR_ARG(words),
                          STR_ARG(review->new_label_by));
    if (reason.len > 0)
        words = arena_fmt(arena, STR_FMT ": " STR_FMT, STR_ARG(words), STR_ARG(reason));
    return words;
}

// ---- findings ----

static bool lists(const ApprovalPolicy *policy, const Rule *rule)
{
    for (size_t i = 0; i < policy->rules.len; i++)
        if (policy->rules.at[i] == rule)
            return true;
    return policy->rules.len == 0 && rule->loses_data;
}

static bool covers(const ApprovalPolicy *policy, const Finding *finding)
{
    bool here = policy->paths.len == 0;
    for (size_t i = 0; i < policy->paths.len; i++)
        here = here || glob_fits(policy->paths.at[i], finding->path);
    return here && lists(policy, finding->rule);
}

// How such a finding is approved in this very place.
static Str way(Arena *arena, const ApprovalPolicy *policy, const Review *review)
{
    static const char line[] = "a line \"tidegate: approved: REASON\"";
    Str label = label_set(policy, review);
    Str name = review->name.len > 0 ? review->name : STR("the pull request");
    if (label.len > 0)
        return arena_fmt(arena,
                         "The label \"" STR_FMT "\" is set, but approves nothing without "
                         "a reason: write %s into the description of " STR_FMT "%s",
                         STR_ARG(label), line, STR_ARG(name),
                         review->text_is_cut
                             ? ", at its beginning: the CI hands out no more of it"
                             : "");
    Str words = arena_fmt(arena,
                          "If the loss is meant, whoever decides about it can approve it "
                          "with the label \"" STR_FMT "\" on " STR_FMT,
                          STR_ARG(policy->labels.at[0]), STR_ARG(name));
    if (policy->require_reason)
        words =
            arena_fmt(arena, STR_FMT ", and %s in the description", STR_ARG(words), line);
    if (review->unknown.len > 0)
        words = arena_fmt(arena, STR_FMT ". In this run no label counts: " STR_FMT,
                          STR_ARG(words), STR_ARG(review->unknown));
    return words;
}

Approval approve_apply(Arena *arena, const ApprovalPolicy *policy, const Review *review,
                       FailOn fail_on, FindingVec *findings)
{
    Approval approval = { 0 };
    if (policy->labels.len == 0)
        return approval;
    Str label = label_set(policy, review);
    Str reason = approval_reason(arena, review->text);
    if (label.len > 0 && (reason.len > 0 || !policy->require_reason))
        approval.words = approval_words(arena, review, label, reason);
    Str instead = way(arena, policy, review);
    for (size_t i = 0; i < findings->len; i++) {
        Finding *finding = &findings->at[i];
        bool counts =
            finding->severity == SEV_ERROR || (int)finding->severity >= (int)fail_on;
        if (finding->suppressed || !counts || !covers(policy, finding))
            continue;
        if (approval.words.len == 0) {
            finding->fix = arena_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(finding->fix),
                                     finding->fix.len > 0 ? "\n" : "", STR_ARG(instead));
            continue;
        }
        approval.demoted++;
        finding->approved = approval.words;
        if (finding->severity > SEV_WARNING)
            finding->severity = SEV_WARNING;
    }
    return approval;
}
