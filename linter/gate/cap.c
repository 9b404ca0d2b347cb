// SPDX-License-Identifier: Apache-2.0
// Leaving out the lightest findings of a file that has too many.
#include "gate/cap.h"

#include "lint/engine.h"

// What blocks comes before what does not, and what somebody lets pass comes last.
enum { ALLOWED = SEVERITY_COUNT, RANKS };

typedef struct Group {
    size_t first, end; // of one file
    size_t room[RANKS];
    size_t left_out[RANKS];
    Severity severest; // of those that are left out and count
} Group;

static size_t rank_of(const Finding *finding)
{
    return finding->suppressed ? ALLOWED : (size_t)(SEV_ERROR - finding->severity);
}

static Group group_at(const FindingVec *findings, size_t first)
{
    Group group = { .first = first, .end = first, .severest = SEV_NOTICE };
    while (group.end < findings->len &&
           str_eq(findings->at[group.end].path, findings->at[first].path))
        group.room[rank_of(&findings->at[group.end++])]++;
    return group;
}

// From how many there are to how many are kept.
static void share_room(Group *group, size_t most)
{
    for (size_t i = 0; i < RANKS; i++) {
        group->room[i] = group->room[i] < most ? group->room[i] : most;
        most -= group->room[i];
    }
}

static void leave_out(Group *group, const Finding *finding)
{
    group->left_out[rank_of(finding)]++;
    bool counts = !finding->suppressed && finding->approved.len == 0;
    if (counts && finding->severity > group->severest)
        group->severest = finding->severity;
}

static Finding told(Arena *arena, const Group *group, const Finding *one)
{
    const size_t *count = group->left_out;
    size_t all = 0;
    for (size_t i = 0; i < RANKS; i++)
        all += count[i];
    Str message = arena_fmt(
        arena,
        "%zu more finding%s of this file %s not shown one by one: %zu error%s, %zu "
        "warning%s, %zu notice%s, %zu allowed",
        all, all == 1 ? "" : "s", all == 1 ? "is" : "are", count[0],
        count[0] == 1 ? "" : "s", count[1], count[1] == 1 ? "" : "s", count[2],
        count[2] == 1 ? "" : "s", count[ALLOWED]);
    Finding finding =
        finding_in_text(&rule_limit_reached, one->path, one->text, (Span){ 0 }, message);
    finding.severity = group->severest;
    finding.object = STR("findings");
    finding.fix = STR("Mend what is shown first. The option \"findings\" of "
                      "limit-reached in the configuration shows more");
    return finding;
}

void cap_apply(Arena *arena, size_t most, FindingVec *findings)
{
    FindingVec said = { 0 };
    size_t kept = 0;
    for (size_t first = 0; first < findings->len;) {
        Group group = group_at(findings, first);
        Finding one = findings->at[first];
        bool is_over = group.end - group.first > most;
        share_room(&group, is_over ? most : group.end - group.first);
        for (size_t i = group.first; i < group.end; i++) {
            Finding finding = findings->at[i];
            if (group.room[rank_of(&finding)] > 0) {
                group.room[rank_of(&finding)]--;
                findings->at[kept++] = finding;
            } else {
                leave_out(&group, &finding);
            }
        }
        if (is_over)
            *vec_push(arena, &said) = told(arena, &group, &one);
        first = group.end;
    }
    findings->len = kept;
    findings_finish(arena, &said);
    findings_merge(arena, findings, &said);
}
