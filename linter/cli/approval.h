// SPDX-License-Identifier: Apache-2.0
// Who approves: the configuration's "approvals", and what the CI system tells of the pull
// request.
#ifndef CLI_APPROVAL_H
#define CLI_APPROVAL_H

#include "cli/workspace.h"
#include "config/config.h"
#include "gate/approve.h"

// The policy that the configuration has, which chosen_read has looked at.
ApprovalPolicy approval_policy(Arena *arena, const ConfigApprovals *approvals);

// What the environment says of the pull or merge request. What cannot be read, or comes
// from where the change itself could have put it, is none, and review->unknown says why:
// no doubt about a label makes it one that is set.
void review_read(Arena *arena, const Workspace *space, HistoryEnv env, Review *review);

#endif
