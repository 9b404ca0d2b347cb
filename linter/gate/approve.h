// SPDX-License-Identifier: Apache-2.0
// Approvals: a label of the pull request, which only those can set who have rights in the
// repository, lets losses of data pass as warnings. Knows no CI system: who reads the
// environment fills in the Review.
#ifndef GATE_APPROVE_H
#define GATE_APPROVE_H

#include "gate/verdict.h"

// What the configuration says.
typedef struct ApprovalPolicy {
    StrVec labels;           // any of them approves; none: nothing does
    VEC(const Rule *) rules; // what can be approved; none: the rules with .loses_data
    StrVec paths;            // globs, where; none: everywhere
    bool require_reason;
} ApprovalPolicy;

// The pull request under review, as the CI system tells of it.
typedef struct Review {
    Str name;    // "pull request #12"; empty: none is known
    Str unknown; // why not, as a sentence without a full stop; empty: no CI told of one
    StrVec labels;
    bool fold_case; // the system takes "DB" and "db" for one label
    Str new_label;  // the one that was set just now, by whom; empty: it does not say
    Str new_label_by;
    Str text;         // the description
    bool text_is_cut; // it goes on, but the CI hands out no more
} Review;

typedef struct Approval {
    Str words;      // who, by what, and why; empty: there is none
    size_t demoted; // findings that warn now, and were errors
} Approval;

// The reason in a description: the rest of a line "tidegate: approved: REASON", outside
// of HTML comments; empty: there is none.
Str approval_reason(Arena *arena, Str text);

// Errors that the review approves become warnings. What could be approved here and is
// not says in its fix how. Where warnings fail, they are approved as well.
Approval approve_apply(Arena *arena, const ApprovalPolicy *policy, const Review *review,
                       FailOn fail_on, FindingVec *findings);

#endif
