// SPDX-License-Identifier: Apache-2.0
// The forecast as JSON: a contract, see schema/tidegate-locks-1.json.
#include "report/locks.h"

#include "base/lines.h"
#include "report/json_kit_priv.h"

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
    cJSON *list = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < effects->locks.len; i++) {
        const LockTaken *lock = &effects->locks.at[i];
        cJSON *json = json_must(cJSON_CreateObject());
        json_add(json, "relation", json_text(arena, name_text(arena, lock->relation)));
        json_add(json, "kind", cJSON_CreateString(kind_word(lock->kind)));
        json_add(json, "mode", cJSON_CreateString(lock_mode_id(lock->mode)));
        cJSON_AddItemToArray(list, json);
    }
    return list;
}

static cJSON *names_list(Arena *arena, const NameVec *names)
{
    cJSON *list = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < names->len; i++)
        cJSON_AddItemToArray(list, json_text(arena, name_text(arena, names->at[i])));
    return list;
}

static void add_place(cJSON *json, const Lines *lines, Span span)
{
    LineCol start = lines_at(lines, span.start), end = lines_at(lines, span.end);
    json_add(json, "line", cJSON_CreateNumber((double)start.line));
    json_add(json, "column", cJSON_CreateNumber((double)start.column));
    json_add(json, "end_line", cJSON_CreateNumber((double)end.line));
    json_add(json, "end_column", cJSON_CreateNumber((double)end.column));
}

static cJSON *text_or_null(Arena *arena, Str text)
{
    return text.len > 0 ? json_text(arena, text) : cJSON_CreateNull();
}

// Null where the statement has none: with other engines, and what alters no table.
static void add_online(cJSON *json, Online online)
{
    bool there = online.algorithm != ALGORITHM_DEFAULT;
    json_add(json, "algorithm",
             there ? cJSON_CreateString(algorithm_word(online.algorithm))
                   : cJSON_CreateNull());
    json_add(json, "lock",
             there ? cJSON_CreateString(online_lock_word(online.lock))
                   : cJSON_CreateNull());
}

static cJSON *statement_json(Arena *arena, const LocksFile *file, const Lines *lines,
                             const StatementEffects *statement)
{
    const Effects *effects = &statement->effects;
    Str sql = str_slice(file->text, statement->span.start, statement->span.end);
    cJSON *json = json_must(cJSON_CreateObject());
    json_add(json, "path", json_text(arena, file->path));
    add_place(json, lines, statement->span);
    json_add(json, "sql", json_text(arena, sql));
    json_add(json, "locks", locks_list(arena, effects));
    json_add(json, "rewrites", names_list(arena, &effects->rewrites));
    json_add(json, "scans", names_list(arena, &effects->scans));
    json_add(json, "index_rebuilds", names_list(arena, &effects->index_rebuilds));
    add_online(json, effects->online);
    json_add(json, "commits", cJSON_CreateBool(effects->commits));
    json_add(json, "refused", text_or_null(arena, effects->refused));
    json_add(json, "ignored", text_or_null(arena, effects->ignored));
    return json;
}

void locks_json(Out *out, const LocksFileVec *files)
{
    cJSON *root = json_must(cJSON_CreateObject());
    cJSON *statements = json_must(cJSON_CreateArray());
    json_add(root, "schema", cJSON_CreateString("tidegate-locks/1"));
    for (size_t i = 0; i < files->len; i++) {
        const LocksFile *file = &files->at[i];
        Lines lines = lines_new(out->arena, file->text);
        for (size_t k = 0; k < file->statements.len; k++)
            cJSON_AddItemToArray(statements, statement_json(out->arena, file, &lines,
                                                            &file->statements.at[k]));
    }
    json_add(root, "statements", statements);
    json_write(out, root);
}
