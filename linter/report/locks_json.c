// SPDX-License-Identifier: Apache-2.0
// The forecast as JSON: a contract, see schema/tidegate-locks-1.json.
#include "report/locks.h"

#include "base/fail.h"
#include "base/lines.h"
#include "report/text_safe.h"

#include <cjson/cJSON.h>

static cJSON *must(cJSON *item)
{
    if (!item)
        fatal("out of memory");
    return item;
}

static void add(cJSON *object, const char *key, cJSON *item)
{
    if (!cJSON_AddItemToObject(object, key, must(item)))
        fatal("out of memory");
}

static cJSON *text_json(Arena *arena, Str text)
{
    return must(cJSON_CreateString(arena_cstr(arena, text_as_utf8(arena, text))));
}

static const char *kind_word(ObjectKind kind)
{
    static const char *const words[OBJECT_KIND_COUNT] = {
        [OBJ_TABLE] = "table",     [OBJ_INDEX] = "index",       [OBJ_VIEW] = "view",
        [OBJ_MATVIEW] = "matview", [OBJ_SEQUENCE] = "sequence", [OBJ_TYPE] = "type",
    };
    return words[kind] ? words[kind] : "table";
}

static cJSON *locks_list(Arena *arena, const Effects *effects)
{
    cJSON *list = must(cJSON_CreateArray());
    for (size_t i = 0; i < effects->locks.len; i++) {
        const LockTaken *lock = &effects->locks.at[i];
        cJSON *json = must(cJSON_CreateObject());
        add(json, "relation", text_json(arena, name_text(arena, lock->relation)));
        add(json, "kind", cJSON_CreateString(kind_word(lock->kind)));
        add(json, "mode", cJSON_CreateString(lock_mode_id(lock->mode)));
        cJSON_AddItemToArray(list, json);
    }
    return list;
}

static cJSON *names_list(Arena *arena, const NameVec *names)
{
    cJSON *list = must(cJSON_CreateArray());
    for (size_t i = 0; i < names->len; i++)
        cJSON_AddItemToArray(list, text_json(arena, name_text(arena, names->at[i])));
    return list;
}

static void add_place(cJSON *json, const Lines *lines, Span span)
{
    LineCol start = lines_at(lines, span.start), end = lines_at(lines, span.end);
    add(json, "line", cJSON_CreateNumber((double)start.line));
    add(json, "column", cJSON_CreateNumber((double)start.column));
    add(json, "end_line", cJSON_CreateNumber((double)end.line));
    add(json, "end_column", cJSON_CreateNumber((double)end.column));
}

static cJSON *statement_json(Arena *arena, const LocksFile *file, const Lines *lines,
                             const StatementEffects *statement)
{
    const Effects *effects = &statement->effects;
    Str sql = str_slice(file->text, statement->span.start, statement->span.end);
    cJSON *json = must(cJSON_CreateObject());
    add(json, "path", text_json(arena, file->path));
    add_place(json, lines, statement->span);
    add(json, "sql", text_json(arena, sql));
    add(json, "locks", locks_list(arena, effects));
    add(json, "rewrites", names_list(arena, &effects->rewrites));
    add(json, "scans", names_list(arena, &effects->scans));
    add(json, "index_rebuilds", names_list(arena, &effects->index_rebuilds));
    add(json, "refused",
        effects->refused.len > 0 ? text_json(arena, effects->refused)
                                 : cJSON_CreateNull());
    return json;
}

void locks_json(Out *out, const LocksFileVec *files)
{
    cJSON *root = must(cJSON_CreateObject());
    cJSON *statements = must(cJSON_CreateArray());
    add(root, "schema", cJSON_CreateString("tidegate-locks/1"));
    for (size_t i = 0; i < files->len; i++) {
        const LocksFile *file = &files->at[i];
        Lines lines = lines_new(out->arena, file->text);
        for (size_t k = 0; k < file->statements.len; k++)
            cJSON_AddItemToArray(statements, statement_json(out->arena, file, &lines,
                                                            &file->statements.at[k]));
    }
    add(root, "statements", statements);
    char *text = cJSON_Print(root);
    if (!text)
        fatal("out of memory");
    out_cstr(out, text);
    out_char(out, '\n');
    cJSON_free(text);
    cJSON_Delete(root);
}
