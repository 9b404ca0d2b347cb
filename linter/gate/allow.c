// SPDX-License-Identifier: Apache-2.0
// Matching findings with what the configuration allows.
#include "gate/allow.h"

#include "base/civil.h"
#include "base/glob.h"
#include "lint/engine.h"

// ---- entries ----

static const double MS_PER_DAY = 24 * 60 * 60 * 1000.0;

static bool read_expires(Allowed *entry)
{
    Civil day;
    if (!civil_from_date(entry->expires, &day))
        return false;
    entry->end = (double)civil_seconds(&day) * 1000.0 + MS_PER_DAY;
    return true;
}

static bool refuse(AllowRefusal *refusal, AllowPart part, Str why)
{
    *refusal = (AllowRefusal){ part, why };
    return false;
}

// Whether the entry is about something less than everything.
static bool check_where(Arena *arena, const Allowed *entry, AllowRefusal *refusal)
{
    static const Str blank = STR_INIT("*?. \t"); // what alone names nothing
    if (entry->path.len > 0) {
        const char *fault = glob_fault(entry->path);
        return !fault || refuse(refusal, ALLOW_PATH,
                                arena_fmt(arena, "\"" STR_FMT "\" %s",
                                          STR_ARG(entry->path), fault));
    }
    for (size_t i = 0; i < entry->object.len; i++)
        if (str_find_char(blank, entry->object.ptr[i], 0) == blank.len)
            return true;
    return refuse(refusal, ALLOW_OBJECT,
                  arena_fmt(arena, "\"" STR_FMT "\" names no object: it fits everything",
                            STR_ARG(entry->object)));
}

bool allow_add(Arena *arena, AllowList *list, Allowed entry, Str rule,
               AllowRefusal *refusal)
{
    entry.rule = rule_find(rule);
    if (!entry.rule)
        return refuse(refusal, ALLOW_RULE, rule_unknown(arena, rule));
    if (entry.rule->always)
        return refuse(refusal, ALLOW_RULE,
                      arena_fmt(arena,
                                "%s cannot be allowed: without it the gate would guess",
                                entry.rule->id));
    if (!check_where(arena, &entry, refusal))
        return false;
    if (entry.expires.len > 0 && !read_expires(&entry))
        return refuse(refusal, ALLOW_EXPIRES,
                      arena_fmt(arena,
                                "\"" STR_FMT "\" is no date: write it as 2026-12-31",
                                STR_ARG(entry.expires)));
    *vec_push(arena, &list->entries) = entry;
    return true;
}

// ---- findings ----

static bool fits(const Allowed *entry, const Finding *finding)
{
    return finding->rule == entry->rule &&
           (entry->path.len == 0 || glob_fits(entry->path, finding->path)) &&
           (entry->object.len == 0 || glob_fits(entry->object, finding->object));
}

// How many findings the entry is about; they are suppressed if it is in force.
static size_t apply_entry(const Allowed *entry, bool in_force, FindingVec *findings,
                          size_t count)
{
    size_t matched = 0;
    for (size_t i = 0; i < count; i++) {
        Finding *finding = &findings->at[i];
        if (!fits(entry, finding))
            continue;
        matched++;
        if (!in_force || finding->suppressed)
            continue;
        finding->suppressed = true;
        finding->suppressor = SUPPRESSED_CONFIG;
        finding->suppress_reason = entry->reason;
    }
    return matched;
}

typedef struct Saying {
    Arena *arena;
    const AllowList *list;
    FindingVec *findings;
} Saying;

// To follow what is or was: "in db/1.sql about public.users".
static Str where(Arena *arena, const Allowed *entry)
{
    bool both = entry->path.len > 0 && entry->object.len > 0;
    return arena_fmt(arena, "%s" STR_FMT "%s%s" STR_FMT, entry->path.len > 0 ? "in " : "",
                     STR_ARG(entry->path), both ? " " : "",
                     entry->object.len > 0 ? "about " : "", STR_ARG(entry->object));
}

static Finding *report(const Saying *saying, const Rule *rule, const Allowed *entry,
                       Str message)
{
    Finding *finding = vec_push(saying->arena, saying->findings);
    *finding = finding_in_text(rule, saying->list->path, saying->list->text, entry->span,
                               message);
    finding->object =
        arena_fmt(saying->arena, "%s " STR_FMT, entry->rule->id,
                  STR_ARG(entry->path.len > 0 ? entry->path : entry->object));
    return finding;
}

static void report_unused(const Saying *saying, const Allowed *entry)
{
    Finding *finding =
        report(saying, &rule_unused_suppression, entry,
               arena_fmt(saying->arena, "there is no finding of %s " STR_FMT,
                         entry->rule->id, STR_ARG(where(saying->arena, entry))));
    finding->fix =
        entry->path.len > 0
            ? STR("Delete the entry, or mend its path if the finding is elsewhere")
            : STR("Delete the entry, or mend its object if that has another name");
}

static void report_expired(const Saying *saying, const Allowed *entry)
{
    report(saying, &rule_expired_suppression, entry,
           arena_fmt(saying->arena,
                     "%s was allowed " STR_FMT " until " STR_FMT " and is no more",
                     entry->rule->id, STR_ARG(where(saying->arena, entry)),
                     STR_ARG(entry->expires)));
}

void allow_apply(Arena *arena, const AllowList *list, AllowRun run, FindingVec *findings)
{
    Saying saying = { arena, list, findings };
    size_t count = findings->len;
    for (size_t i = 0; i < list->entries.len; i++) {
        const Allowed *entry = &list->entries.at[i];
        bool expired = entry->expires.len > 0 && run.present >= entry->end;
        size_t matched = apply_entry(entry, !expired, findings, count);
        if (expired)
            report_expired(&saying, entry);
        else if (run.all && matched == 0)
            report_unused(&saying, entry);
    }
}
