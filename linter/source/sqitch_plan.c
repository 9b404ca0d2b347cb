// SPDX-License-Identifier: Apache-2.0
// Sqitch's plan, read as App::Sqitch::Plan reads it: pragmas, an empty line, then changes
// and tags in the order in which they are deployed. Sqitch stops at the first mistake;
// here all of them are noted.
#include "source/changelog_priv.h"

// Names neither begin nor end with punctuation ("_" is none), nor end in what would be
// read as "so many before"; a name goes on until a blank.
#define PUNCT "!-/:-@\\[-^`{-~"
#define NAME                                                                             \
    "(?![" PUNCT "])(?:(?![~/=%^\\[\\]]\\d+(?:\\z|[ \\t]))[^ \\t:@#\\\\])+(?<![" PUNCT   \
    "])"
// 1: "@" of a tag, 2: the sign of a change, 3: name, 4: dependencies, 5: time, 6: mail
#define ENTRY                                                                            \
    "\\A(?:(@)|([+-])[ \\t]*)?(" NAME ")(?:[ \\t]+)?(?:\\[([^\\]]+)\\][ \\t]*)?"         \
    "(?:(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)[ \\t]*)?(?:[^<]+[ "                 \
    "\\t]+<([^>]+)>)?\\z"

// A line that holds a change or a tag.
typedef struct Item {
    Str name; // of a tag with its "@"
    Str requires;
    Str line;
    Span span;
    size_t number;
    bool is_tag;
} Item;

typedef struct Reader {
    Folder *folder;
    Plan *plan;
    VEC(Item) items;
    Map first; // name -> the first Item of that name
} Reader;

static FileFault *add_fault(Reader *reader, FaultKind kind, Span span)
{
    FileFault *fault = vec_push(reader->folder->arena, &reader->folder->project->faults);
    *fault = (FileFault){
        .kind = kind, .path = reader->plan->path, .text = reader->plan->text, .span = span
    };
    return fault;
}

static void refuse_line(Reader *reader, Span span, const char *why)
{
    add_fault(reader, FAULT_PLAN_LINE, span)->words = str_from(why);
}

// ---- lines ----

static Str without_note(Str line)
{
    return str_trim(str_take(line, str_find_char(line, '#', 0)));
}

static bool is_pragma(Str line)
{
    return line.len > 0 && line.ptr[0] == '%';
}

static void take_pragma(Plan *plan, Str line)
{
    size_t equals = str_find_char(line, '=', 0);
    Str name = str_trim(str_slice(line, 1, equals));
    Str value = equals < line.len ? str_trim(str_drop(line, equals + 1)) : (Str){ 0 };
    if (str_eq(name, STR("project")))
        plan->project = value;
    if (str_eq(name, STR("uri")))
        plan->uri = value;
}

static const char *entry_lacks(const Match *match)
{
    bool has_time = match->group[5].ptr != NULL;
    bool has_planner = match->group[6].ptr != NULL;
    if (match->group[1].ptr && match->group[4].ptr)
        return "a tag cannot require anything";
    if (match->group[1].ptr && str_contains(match->group[3], STR("/")))
        return "a tag's name holds no \"/\"";
    if (str_eq(match->group[3], STR("HEAD")) || str_eq(match->group[3], STR("ROOT")))
        return "this name is one of Sqitch's own";
    if (!has_time)
        return "this has no time of planning";
    return has_planner ? NULL : "this has no planner, \"name <mail>\"";
}

static void take_entry(Reader *reader, const Pattern *pattern, Item item)
{
    Match match;
    Str code = without_note(item.line);
    if (!pattern_find(pattern, code, 0, &match)) {
        refuse_line(reader, item.span, "this is neither a change nor a tag");
        return;
    }
    const char *lack = entry_lacks(&match);
    if (lack)
        refuse_line(reader, item.span, lack);
    if (match.group[2].ptr && match.group[2].ptr[0] == '-')
        return; // Sqitch's own sign for reverting; it is not deployed
    item.is_tag = match.group[1].ptr != NULL;
    item.name = match.group[3];
    if (item.is_tag)
        item.name = (Str){ item.name.ptr - 1, item.name.len + 1 };
    item.requires = match.group[4];
    *vec_push(reader->folder->arena, &reader->items) = item;
}

static void read_items(Reader *reader)
{
    Pattern *pattern = pattern_new(ENTRY);
    Str text = reader->plan->text;
    Str rest = text;
    Str line;
    bool is_head = true; // the pragmas, up to the first empty line
    for (size_t number = 1; str_cut(&rest, '\n', &line); number++) {
        size_t start = (size_t)(line.ptr - text.ptr);
        Item item = { .line = str_trim(line), .number = number };
        item.span = (Span){ start, start + line.len };
        if (item.line.len == 0)
            is_head = false;
        if (without_note(item.line).len == 0)
            continue;
        if (is_pragma(item.line) && is_head)
            take_pragma(reader->plan, without_note(item.line));
        else if (is_head)
            refuse_line(reader, item.span,
                        "an empty line must come between the pragmas and this");
        else
            take_entry(reader, pattern, item);
    }
    pattern_free(pattern);
    if (reader->plan->project.len == 0)
        refuse_line(reader, (Span){ 0 }, "the plan has no %project");
}

// ---- names ----

// The tags between two items, the nearest to the second first.
static StrVec tags_between(const Reader *reader, size_t from, size_t to)
{
    StrVec tags = { 0 };
    for (size_t i = to; i-- > from;)
        if (reader->items.at[i].is_tag)
            *vec_push(reader->folder->arena, &tags) = reader->items.at[i].name;
    return tags;
}

static void refuse_twice(Reader *reader, const Item *item, const Item *earlier)
{
    FileFault *fault = add_fault(reader, FAULT_PLAN_TWICE, item->span);
    fault->name = item->name;
    fault->other = arena_fmt(reader->folder->arena, "%zu", earlier->number);
}

// The same name may come again once there is a tag in between: the change is reworked.
static void take_change(Reader *reader, Map *latest, size_t index)
{
    Arena *arena = reader->folder->arena;
    const Item *item = &reader->items.at[index];
    size_t *before = map_get(latest, item->name); // index of the change, and of its item
    PlanChange change = { .name = item->name, .line = item->line, .turn = 1 };
    if (before) {
        StrVec tags = tags_between(reader, before[1], index);
        PlanChange *earlier = &reader->plan->changes.at[before[0]];
        if (tags.len == 0) {
            refuse_twice(reader, item, &reader->items.at[before[1]]);
            return;
        }
        earlier->rework_of = tags;
        change.turn = earlier->turn + 1;
    }
    size_t *here = NEW_ARRAY(arena, size_t, 2);
    here[0] = reader->plan->changes.len;
    here[1] = index;
    map_put(arena, latest, item->name, here);
    *vec_push(arena, &reader->plan->changes) = change;
}

static void read_names(Reader *reader)
{
    Map latest = { 0 };
    for (size_t i = 0; i < reader->items.len; i++) {
        Item *item = &reader->items.at[i];
        const Item *first = map_get(&reader->first, item->name);
        if (!first)
            map_put(reader->folder->arena, &reader->first, item->name, item);
        if (!item->is_tag)
            take_change(reader, &latest, i);
        else if (first)
            refuse_twice(reader, item, first);
        else if (reader->plan->changes.len == 0)
            refuse_line(reader, item->span, "this tag has no change before it");
    }
}

// ---- what they require ----

static bool is_id(Str key)
{
    size_t digits = 0;
    while (digits < key.len && ((key.ptr[digits] >= '0' && key.ptr[digits] <= '9') ||
                                (key.ptr[digits] >= 'a' && key.ptr[digits] <= 'f')))
        digits++;
    return digits == 40 && digits == key.len;
}

// NULL: nothing is wrong with what the item requires.
static const char *check_key(const Reader *reader, const Item *item, Str key)
{
    size_t at = str_find_char(key, '@', 1);
    const Item *first =
        map_get(&reader->first, str_take(key, at < key.len ? at : key.len));
    const Item *limit = item;
    if (key.len > 1 && at < key.len) {
        limit = map_get(&reader->first, str_drop(key, at));
        if (!limit || limit >= item)
            return "names a tag that does not come before it";
    }
    if (!first)
        return "is not in the plan";
    if (first == item)
        return "is the change itself";
    return first < limit ? NULL : "comes behind it";
}

static void refuse_requirement(Reader *reader, const Item *item, Str requirement,
                               const char *why)
{
    FileFault *fault = add_fault(reader, FAULT_PLAN_DEPENDENCY, item->span);
    fault->name = item->name;
    fault->other = requirement;
    fault->words = str_from(why);
}

static void check_requirement(Reader *reader, const Item *item, Str requirement)
{
    size_t colon = str_find_char(requirement, ':', 0);
    bool is_foreign = colon < requirement.len &&
                      !str_eq(str_take(requirement, colon), reader->plan->project);
    Str key = colon < requirement.len ? str_drop(requirement, colon + 1) : requirement;
    // A conflict may well be with something unknown, and other projects are elsewhere.
    if (key.len == 0 || key.ptr[0] == '!' || requirement.ptr[0] == '!' || is_foreign ||
        is_id(key))
        return;
    const char *why = check_key(reader, item, key);
    if (why)
        refuse_requirement(reader, item, requirement, why);
}

static void check_requirements_of(Reader *reader, const Item *item)
{
    Map seen = { 0 };
    Str rest = item->requires;
    Str part;
    while (str_cut(&rest, ' ', &part)) {
        part = str_trim(part);
        if (part.len == 0)
            continue;
        if (map_get(&seen, part))
            refuse_requirement(reader, item, part, "is named twice");
        map_put(reader->folder->arena, &seen, part, reader);
        check_requirement(reader, item, part);
    }
}

void sqitch_plan_read(Folder *folder, Plan *plan)
{
    Reader reader = { .folder = folder, .plan = plan };
    read_items(&reader);
    read_names(&reader);
    for (size_t i = 0; i < reader.items.len; i++)
        check_requirements_of(&reader, &reader.items.at[i]);
}
