// SPDX-License-Identifier: Apache-2.0
// Walks a file's ops once and follows BEGIN, COMMIT, ROLLBACK, savepoints and SET, on top
// of what the runner puts around them.
#include "ir/session.h"

typedef struct Walk {
    Arena *arena;
    const SessionInput *input;
    SessionLog *log;
    Session now;
    size_t block;         // the statement that TXO_BLOCK is for
    const Setting *known; // up to here autocommit is looked up
    bool is_manual;       // and off
} Walk;

// ---- asking ----

static const Str every = STR_INIT("all");

static bool is_setting(const Setting *setting, Str name)
{
    return str_eq(setting->name, name) || str_eq(setting->name, every);
}

static uint64_t name_bit(Str name)
{
    return UINT64_C(1) << (str_hash(name) & 63);
}

// Most questions are about settings that no text gives a value to: the bits save the walk
// to the beginning.
const Setting *session_setting(const Session *session, Str name)
{
    uint64_t bits = name_bit(name) | name_bit(every);
    const Setting *setting = session->settings;
    while (setting && !is_setting(setting, name))
        setting = setting->names & bits ? setting->earlier : NULL;
    return setting;
}

// "0" and "0ms", unlike "0.5s" and "0x10".
static bool is_zero(Str value)
{
    return value.ptr[0] == '0' &&
           !(value.len > 1 && (value.ptr[1] == '.' || value.ptr[1] == 'x'));
}

Str session_limit(const Session *session, Str timeout)
{
    const Setting *setting = session_setting(session, timeout);
    bool limits = setting && setting->value.len > 0 && !is_zero(setting->value);
    return limits ? setting->value : STR("");
}

bool session_in_transaction(const Session *session)
{
    return session->owner != TXO_NONE;
}

bool session_made_type(const Session *session, Name type)
{
    const NewValue *value = session->values;
    while (value && (value->label.ptr || !name_eq(value->type, type)))
        value = value->earlier;
    return value != NULL;
}

// ---- settings ----

static void push_setting(Walk *walk, Setting setting)
{
    setting.earlier = walk->now.settings;
    setting.names =
        name_bit(setting.name) | (setting.earlier ? setting.earlier->names : 0);
    Setting *head = NEW(walk->arena, Setting);
    *head = setting;
    walk->now.settings = head;
}

Str setting_value(Str value)
{
    bool quoted = value.len >= 2 && (value.ptr[0] == '\'' || value.ptr[0] == '"') &&
                  value.ptr[value.len - 1] == value.ptr[0];
    return quoted ? str_slice(value, 1, value.len - 1) : value;
}

// The name of the setting that "@@x", "@@session.x" or "@@global.x" reads, in lower case;
// empty: it is none.
static Str read_name(Arena *arena, Str value)
{
    if (!str_starts(value, STR("@@")))
        return STR("");
    Str name = str_drop(value, 2);
    size_t dot = str_find_char(name, '.', 0);
    return arena_lower(arena, dot < name.len ? str_drop(name, dot + 1) : name);
}

// What a user variable holds: SET @old = @@x keeps what the text gave to x before, which
// is its default where that was nothing. An unknown one, and all other values, are as
// they stand.
static Str held(Arena *arena, const Setting *settings, Str value)
{
    if (!str_starts(value, STR("@")) || str_starts(value, STR("@@")))
        return value;
    const Session then = { .settings = settings };
    const Setting *variable = session_setting(&then, arena_lower(arena, value));
    if (!variable || !str_starts(variable->name, STR("@")))
        return value;
    Str name = read_name(arena, variable->value);
    if (name.len == 0)
        return variable->value;
    const Session before = { .settings = variable->earlier };
    const Setting *kept = session_setting(&before, name);
    return kept ? kept->value : (Str){ 0 };
}

static void apply_set(Walk *walk, const Op *op)
{
    bool local = op_has(op, OPF_LOCAL);
    if (local && !session_in_transaction(&walk->now))
        return; // the server warns, and nothing changes
    Str value = op_has(op, OPF_RESET)
                    ? (Str){ 0 }
                    : held(walk->arena, walk->now.settings, setting_value(op->detail));
    push_setting(walk,
                 (Setting){ .name = op->part, .value = value, .local = local, .op = op });
}

// A commit ends what was SET LOCAL since the transaction began and keeps the rest.
static void drop_local(Walk *walk, const Setting *at_begin)
{
    VEC(const Setting *) lasting = { 0 };
    for (const Setting *i = walk->now.settings; i != at_begin; i = i->earlier)
        if (!i->local)
            *vec_push(walk->arena, &lasting) = i;
    walk->now.settings = at_begin;
    while (lasting.len > 0)
        push_setting(walk, *lasting.at[--lasting.len]);
}

// ---- what is new ----

static void apply_new_value(Walk *walk, const Op *op)
{
    NewValue *value = NEW(walk->arena, NewValue);
    Str label = op->kind == OP_ADD_ENUM_VALUE ? op->part : (Str){ 0 };
    *value = (NewValue){ op->name, label, walk->now.values };
    walk->now.values = value;
}

// ---- transactions ----

static void save(Walk *walk, Str name, size_t first)
{
    Savepoint *savepoint = NEW(walk->arena, Savepoint);
    *savepoint = (Savepoint){
        .name = name,
        .file = walk->log->ops,
        .first = first,
        .settings = walk->now.settings,
        .values = walk->now.values,
        .outer = walk->now.savepoints,
    };
    walk->now.savepoints = savepoint;
}

static void begin(Walk *walk, TxOwner owner, size_t first)
{
    walk->now.transaction = ++*walk->input->transactions;
    walk->now.owner = owner;
    save(walk, STR(""), first);
}

static const Savepoint *beginning(const Walk *walk)
{
    const Savepoint *savepoint = walk->now.savepoints;
    while (savepoint->outer)
        savepoint = savepoint->outer;
    return savepoint;
}

// Where changes of the schema commit, a ROLLBACK takes back rows and nothing else: no
// setting, and no temporary table.
static bool is_taken_back(const Walk *walk, const Op *op)
{
    return !walk->input->commits || op->kind == OP_INSERT || op->kind == OP_UPDATE ||
           op->kind == OP_DELETE || op->kind == OP_MERGE || op->kind == OP_COPY;
}

// What an earlier file did is out of reach: its ops have been judged.
static void undo(Walk *walk, const Savepoint *savepoint, size_t by)
{
    SessionLog *log = walk->log;
    for (size_t i = savepoint->file == log->ops ? savepoint->first : 0; i < by; i++) {
        if (!is_taken_back(walk, &log->ops->at[i]))
            continue;
        if (!log->at[i].undone)
            log->at[i].undone_by = by;
        log->at[i].undone = true;
    }
    if (walk->input->commits)
        return;
    walk->now.settings = savepoint->settings;
    walk->now.values = savepoint->values;
}

// What a COMMIT or ROLLBACK leaves: in one string the next transaction begins at once; a
// runner's is over, and what follows it commits by itself.
static void end_transaction(Walk *walk, const Op *op, size_t index)
{
    bool chain = str_eq(op->detail, STR("chain"));
    walk->log->opened = chain ? op : NULL;
    walk->now = (Session){ .settings = walk->now.settings };
    if (chain)
        begin(walk, TXO_EXPLICIT, index + 1);
    else if (walk->input->base == TXO_STRING)
        begin(walk, TXO_STRING, index + 1);
}

static void apply_begin(Walk *walk, const Op *op, size_t index)
{
    if (walk->now.owner == TXO_NONE)
        begin(walk, TXO_EXPLICIT, index);
    else if (walk->now.owner == TXO_STRING)
        walk->now.owner = TXO_EXPLICIT; // what the string did so far belongs to it
    else
        return;
    walk->log->opened = op;
}

static void apply_commit(Walk *walk, const Op *op, size_t index)
{
    drop_local(walk, beginning(walk)->settings);
    end_transaction(walk, op, index);
}

static void apply_rollback(Walk *walk, const Op *op, size_t index)
{
    undo(walk, beginning(walk), index);
    end_transaction(walk, op, index);
}

static void apply_savepoint(Walk *walk, const Op *op, size_t index)
{
    save(walk, op->part, index + 1);
}

// The latest savepoint of this name, or NULL: then the server refuses the statement.
static const Savepoint *find_savepoint(const Walk *walk, Str name)
{
    const Savepoint *savepoint = walk->now.savepoints;
    while (savepoint->outer && !str_eq(savepoint->name, name))
        savepoint = savepoint->outer;
    return savepoint->outer ? savepoint : NULL;
}

static void apply_release(Walk *walk, const Op *op, size_t index)
{
    (void)index;
    const Savepoint *savepoint = find_savepoint(walk, op->part);
    if (savepoint)
        walk->now.savepoints = savepoint->outer;
}

static void apply_rollback_to(Walk *walk, const Op *op, size_t index)
{
    const Savepoint *savepoint = find_savepoint(walk, op->part);
    if (!savepoint)
        return;
    undo(walk, savepoint, index);
    walk->now.savepoints = savepoint; // it stays, and can be gone back to again
}

static const struct Verb {
    Str word;
    bool outside; // it does something where no transaction is open
    void (*apply)(Walk *walk, const Op *op, size_t index);
} verbs[] = {
    { STR_INIT("begin"), true, apply_begin },
    { STR_INIT("commit"), false, apply_commit },
    { STR_INIT("prepare"), false, apply_commit },
    { STR_INIT("rollback"), false, apply_rollback },
    { STR_INIT("savepoint"), false, apply_savepoint },
    { STR_INIT("release"), false, apply_release },
    { STR_INIT("rollback-to"), false, apply_rollback_to },
};

static void apply_transaction(Walk *walk, const Op *op, size_t index)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (str_eq(verbs[i].word, op->verb) &&
            (verbs[i].outside || session_in_transaction(&walk->now)))
            verbs[i].apply(walk, op, index);
}

// ---- the walk ----

static void apply(Walk *walk, const Op *op, size_t index)
{
    bool makes = op->kind == OP_CREATE_TYPE || op->kind == OP_ADD_ENUM_VALUE;
    if (op->kind == OP_SET_SESSION)
        apply_set(walk, op);
    else if (op->kind == OP_TRANSACTION && !op_has(op, OPF_NESTED))
        apply_transaction(walk, op, index);
    else if (makes && session_in_transaction(&walk->now))
        apply_new_value(walk, op);
}

static void end_block(Walk *walk)
{
    if (walk->now.owner != TXO_BLOCK)
        return;
    drop_local(walk, beginning(walk)->settings);
    walk->now = (Session){ .settings = walk->now.settings };
}

// Where no transaction is open a block is one by itself, up to a COMMIT or ROLLBACK in
// it.
static void follow_block(Walk *walk, const Op *op, size_t index)
{
    bool nested = op_has(op, OPF_NESTED);
    bool control = op->kind == OP_TRANSACTION;
    if (op->stmt_index != walk->block || control)
        end_block(walk);
    if (walk->now.owner != TXO_NONE || !nested || control)
        return;
    begin(walk, TXO_BLOCK, index);
    walk->block = op->stmt_index;
}

// ---- engines that commit by themselves ----

// A text that says 0 or OFF.
static bool is_off(Str value)
{
    return str_eq(value, STR("0")) || str_eq_ci(value, STR("off")) ||
           str_eq_ci(value, STR("false"));
}

// It is asked at each op: only what was set since the last time is looked at.
static bool has_autocommit(Walk *walk)
{
    const Setting *at = walk->now.settings;
    while (at && at != walk->known && !is_setting(at, STR("autocommit")))
        at = at->earlier;
    if (!at || at != walk->known)
        walk->is_manual = at && is_off(at->value);
    walk->known = walk->now.settings;
    return !walk->is_manual;
}

// The op commits what is open before it runs. Without autocommit what comes next opens a
// transaction again, and so does the first statement behind SET autocommit = 0.
static void commit_before(Walk *walk, const Op *op, size_t index)
{
    bool turns_on = op->kind == OP_SET_SESSION && str_eq(op->part, STR("autocommit")) &&
                    !has_autocommit(walk) && !is_off(setting_value(op->detail));
    bool commits = walk->input->commits(walk->input->engine, op) || turns_on;
    walk->log->at[index].ends_open = commits && session_in_transaction(&walk->now);
    if (walk->log->at[index].ends_open)
        apply_commit(walk, &(Op){ .detail = STR("") }, index);
    bool opens = !commits && op->kind != OP_SET_SESSION && op->kind != OP_TRANSACTION &&
                 !has_autocommit(walk);
    if (opens && !session_in_transaction(&walk->now))
        begin(walk, TXO_EXPLICIT, index);
}

const SessionLog *session_read(Arena *arena, const SessionInput *input)
{
    const OpVec *ops = input->ops;
    SessionLog *log = NEW(arena, SessionLog);
    *log = (SessionLog){ .ops = ops, .at = NEW_ARRAY(arena, OpState, ops->len) };
    Walk walk = { .arena = arena, .input = input, .log = log };
    if (input->goes_on)
        walk.now = *input->goes_on;
    else if (input->base != TXO_NONE)
        begin(&walk, input->base, 0);
    for (size_t i = 0; i < ops->len; i++) {
        follow_block(&walk, &ops->at[i], i);
        if (input->commits)
            commit_before(&walk, &ops->at[i], i);
        log->at[i].session = walk.now;
        apply(&walk, &ops->at[i], i);
    }
    end_block(&walk);
    log->end = walk.now;
    return log;
}
