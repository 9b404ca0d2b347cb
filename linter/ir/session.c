// SPDX-License-Identifier: Apache-2.0
// Settings and transactions, as the statements of a text change them.
#include "ir/session.h"

static SettingVec copy(Arena *arena, const SettingVec *from)
{
    SettingVec to = { 0 };
    for (size_t i = 0; i < from->len; i++)
        *vec_push(arena, &to) = from->at[i];
    return to;
}

static Settings snapshot(Arena *arena, const Settings *from)
{
    return (Settings){ copy(arena, &from->now), copy(arena, &from->lasting) };
}

static void begin(Session *session)
{
    if (!session_in_transaction(session))
        *vec_push(session->arena, &session->savepoints) =
            (Savepoint){ .settings = snapshot(session->arena, &session->settings) };
}

Session session_new(Arena *arena, bool in_transaction)
{
    Session session = { .arena = arena };
    if (in_transaction)
        begin(&session);
    return session;
}

bool session_in_transaction(const Session *session)
{
    return session->savepoints.len > 0;
}

bool session_made_type(const Session *session, Name type)
{
    for (size_t i = 0; i < session->values.len; i++)
        if (!session->values.at[i].label.ptr && name_eq(session->values.at[i].type, type))
            return true;
    return false;
}

static size_t find(const SettingVec *settings, Str name)
{
    size_t i = 0;
    while (i < settings->len && !str_eq(settings->at[i].name, name))
        i++;
    return i;
}

Str session_setting(const Session *session, Str name)
{
    size_t i = find(&session->settings.now, name);
    return i < session->settings.now.len ? session->settings.now.at[i].value : (Str){ 0 };
}

// ---- settings ----

static void put(Arena *arena, SettingVec *settings, Setting setting)
{
    size_t i = find(settings, setting.name);
    if (i == settings->len)
        vec_push(arena, settings);
    settings->at[i] = setting;
}

static void forget(SettingVec *settings, Str name)
{
    size_t i = find(settings, name);
    if (i < settings->len)
        settings->at[i] = settings->at[--settings->len];
}

static void reset(Session *session, Str name)
{
    Settings *settings = &session->settings;
    if (str_eq(name, STR("all"))) {
        *settings = (Settings){ 0 };
        return;
    }
    forget(&settings->now, name);
    forget(&settings->lasting, name);
}

static Str unquoted(Str value)
{
    bool quoted = value.len >= 2 && (value.ptr[0] == '\'' || value.ptr[0] == '"') &&
                  value.ptr[value.len - 1] == value.ptr[0];
    return quoted ? str_slice(value, 1, value.len - 1) : value;
}

static void set(Session *session, const Op *op)
{
    Settings *settings = &session->settings;
    if (op_has(op, OPF_RESET)) {
        reset(session, op->part);
        return;
    }
    Setting setting = { op->part, unquoted(op->detail) };
    bool local = op_has(op, OPF_LOCAL);
    if (local && !session_in_transaction(session))
        return; // the server warns, and does nothing
    put(session->arena, &settings->now, setting);
    if (!local)
        put(session->arena, &settings->lasting, setting);
}

// ---- transactions ----

static void end(Session *session, bool commit)
{
    if (!session_in_transaction(session))
        return;
    Arena *arena = session->arena;
    Settings *settings = &session->settings;
    if (commit)
        settings->now = copy(arena, &settings->lasting);
    else
        *settings = session->savepoints.at[0].settings;
    session->savepoints.len = 0;
    session->values.len = 0;
}

// The latest savepoint of this name; 0, which is BEGIN's, when there is none.
static size_t savepoint(const Session *session, Str name)
{
    size_t i = session->savepoints.len;
    while (i-- > 1)
        if (str_eq(session->savepoints.at[i].name, name))
            return i;
    return 0;
}

static void transaction(Session *session, const Op *op)
{
    Arena *arena = session->arena;
    Str verb = op->verb;
    size_t at = savepoint(session, op->part);
    if (str_eq(verb, STR("begin"))) {
        begin(session);
    } else if (str_eq(verb, STR("commit")) || str_eq(verb, STR("rollback"))) {
        end(session, str_eq(verb, STR("commit")));
    } else if (str_eq(verb, STR("prepare"))) {
        end(session, true);
    } else if (str_eq(verb, STR("savepoint")) && session_in_transaction(session)) {
        *vec_push(arena, &session->savepoints) =
            (Savepoint){ op->part, snapshot(arena, &session->settings),
                         session->values.len };
    } else if (str_eq(verb, STR("release")) && at > 0) {
        session->savepoints.len = at;
    } else if (str_eq(verb, STR("rollback-to")) && at > 0) {
        session->savepoints.len = at + 1;
        session->values.len = session->savepoints.at[at].values;
        session->settings = snapshot(arena, &session->savepoints.at[at].settings);
    }
}

void session_apply(Session *session, const Op *op)
{
    if (op->kind == OP_SET_SESSION)
        set(session, op);
    else if (op->kind == OP_TRANSACTION)
        transaction(session, op);
    else if (session_in_transaction(session) &&
             (op->kind == OP_CREATE_TYPE || op->kind == OP_ADD_ENUM_VALUE))
        *vec_push(session->arena, &session->values) =
            (NewValue){ op->name, op->kind == OP_CREATE_TYPE ? (Str){ 0 } : op->part };
}
