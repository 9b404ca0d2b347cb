// SPDX-License-Identifier: Apache-2.0
// Walks a file's ops once and follows BEGIN, COMMIT, ROLLBACK, savepoints and SET, on top
// of what the runner puts around them. Settings are a list that only grows at its head,
// so that each op, and each savepoint, keeps its own view of it.
#include "lint/session.h"

typedef struct Savepoint {
    Str name;
    size_t op; // its index
    const Setting *settings;
} Savepoint;

typedef struct Walk {
    Arena *arena;
    const SessionInput *input;
    Session *session;
    TxOwner base; // what opens a transaction where the text does not
    size_t transaction;
    TxOwner owner;
    size_t begun; // index of the transaction's first op in this file
    const Setting *settings;
    const Setting *at_begin; // the settings when it began
    VEC(Savepoint) savepoints;
} Walk;

// ---- what the runner puts around a file ----

// The text of a comment line that holds these words.
static bool opts_out(Str text, const char *words)
{
    Str line;
    while (words && str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        if (str_starts(line, STR("--")) && str_contains(line, str_from(words)))
            return true;
    }
    return false;
}

static bool all_refuse(const SessionInput *input)
{
    const OpVec *ops = &input->lowered->ops;
    for (size_t i = 0; i < ops->len; i++)
        if (ops->at[i].kind != OP_SET_SESSION &&
            !input->frontend->refuses_transaction(input->catalog, input->engine,
                                                  &ops->at[i]))
            return false;
    return true;
}

// Several statements in one string.
static TxOwner string_owner(const SessionInput *input)
{
    return input->lowered->statements.len > 1 ? TXO_STRING : TXO_NONE;
}

static TxOwner base_owner(const SessionInput *input)
{
    const Runner *runner = input->runner;
    if (runner->scope == TX_NONE)
        return TXO_NONE;
    if (runner->scope == TX_ALL_PENDING)
        return TXO_RUNNER;
    if (opts_out(input->lowered->text, runner->opt_out))
        return runner->one_string ? string_owner(input) : TXO_NONE;
    switch (runner->escape) {
    case ESCAPE_NEVER:
        return TXO_RUNNER;
    case ESCAPE_LONE:
        return string_owner(input);
    case ESCAPE_UNIFORM:
        return input->frontend->refuses_transaction && all_refuse(input) ? TXO_NONE
                                                                         : TXO_RUNNER;
    }
    return TXO_NONE;
}

// ---- settings ----

const Setting *setting_find(const Setting *settings, Str name)
{
    while (settings && !str_eq(settings->name, name) &&
           !str_eq(settings->name, STR("all")))
        settings = settings->earlier;
    return settings;
}

static void push_setting(Walk *walk, Setting setting)
{
    setting.earlier = walk->settings;
    Setting *head = NEW(walk->arena, Setting);
    *head = setting;
    walk->settings = head;
}

static void apply_set(Walk *walk, const Op *op)
{
    bool local = op_has(op, OPF_LOCAL);
    if (local && walk->owner == TXO_NONE)
        return; // the server warns, and nothing changes
    push_setting(walk,
                 (Setting){ .name = op->part,
                            .value = op_has(op, OPF_RESET) ? (Str){ 0 } : op->detail,
                            .local = local,
                            .op = op });
}

// A commit ends what was SET LOCAL since the transaction began and keeps the rest.
static void drop_local(Walk *walk)
{
    const Setting *kept = walk->settings;
    VEC(const Setting *) lasting = { 0 };
    for (; kept != walk->at_begin; kept = kept->earlier)
        if (!kept->local)
            *vec_push(walk->arena, &lasting) = kept;
    walk->settings = walk->at_begin;
    while (lasting.len > 0)
        push_setting(walk, *lasting.at[--lasting.len]);
}

// ---- transactions ----

static void begin(Walk *walk, TxOwner owner, size_t index)
{
    walk->transaction = ++*walk->input->transactions;
    walk->owner = owner;
    walk->begun = index;
    walk->at_begin = walk->settings;
    walk->savepoints.len = 0;
}

static void undo_since(Walk *walk, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        walk->session->at[i].undone = true;
}

// What a COMMIT or ROLLBACK leaves: in one string the next transaction begins at once; a
// runner's is over, and what follows it commits by itself.
static void end_transaction(Walk *walk, const Op *op, size_t index)
{
    bool chain = str_eq(op->detail, STR("chain"));
    walk->session->opened = chain ? op : NULL;
    walk->transaction = 0;
    walk->owner = TXO_NONE;
    walk->savepoints.len = 0;
    if (chain)
        begin(walk, TXO_EXPLICIT, index + 1);
    else if (walk->base == TXO_STRING)
        begin(walk, TXO_STRING, index + 1);
}

static void apply_begin(Walk *walk, const Op *op, size_t index)
{
    if (walk->owner == TXO_NONE)
        begin(walk, TXO_EXPLICIT, index);
    else if (walk->owner == TXO_STRING)
        walk->owner = TXO_EXPLICIT; // what the string did so far belongs to it
    else
        return;
    walk->session->opened = op;
}

static void apply_commit(Walk *walk, const Op *op, size_t index)
{
    if (walk->owner == TXO_NONE)
        return;
    drop_local(walk);
    end_transaction(walk, op, index);
}

static void apply_rollback(Walk *walk, const Op *op, size_t index)
{
    if (walk->owner == TXO_NONE)
        return;
    undo_since(walk, walk->begun, index);
    walk->settings = walk->at_begin;
    end_transaction(walk, op, index);
}

static void apply_savepoint(Walk *walk, const Op *op, size_t index)
{
    if (walk->owner != TXO_NONE)
        *vec_push(walk->arena, &walk->savepoints) =
            (Savepoint){ op->part, index, walk->settings };
}

static void apply_rollback_to(Walk *walk, const Op *op, size_t index)
{
    size_t i = walk->savepoints.len;
    while (i > 0 && !str_eq(walk->savepoints.at[i - 1].name, op->part))
        i--;
    if (i == 0)
        return;
    const Savepoint *savepoint = &walk->savepoints.at[i - 1];
    undo_since(walk, savepoint->op + 1, index);
    walk->settings = savepoint->settings;
    walk->savepoints.len = i; // it stays, and can be gone back to again
}

static const struct Verb {
    Str word;
    void (*apply)(Walk *walk, const Op *op, size_t index);
} verbs[] = {
    { STR_INIT("begin"), apply_begin },
    { STR_INIT("commit"), apply_commit },
    { STR_INIT("prepare"), apply_commit },
    { STR_INIT("rollback"), apply_rollback },
    { STR_INIT("savepoint"), apply_savepoint },
    { STR_INIT("rollback-to"), apply_rollback_to },
};

static void apply_transaction(Walk *walk, const Op *op, size_t index)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (str_eq(verbs[i].word, op->verb))
            verbs[i].apply(walk, op, index);
}

// ---- the walk ----

// A file goes on in what the one before it left, or starts with what the runner opens.
static void start(Walk *walk)
{
    const Session *previous = walk->input->previous;
    if (previous) {
        walk->transaction = previous->end.transaction;
        walk->owner = previous->end.owner;
        walk->settings = previous->end.settings;
        walk->at_begin = walk->settings;
    } else if (walk->base != TXO_NONE) {
        begin(walk, walk->base, 0);
    }
}

const Session *session_read(Arena *arena, const SessionInput *input)
{
    const OpVec *ops = &input->lowered->ops;
    Session *session = NEW(arena, Session);
    session->ops = ops;
    session->at = NEW_ARRAY(arena, OpState, ops->len);
    Walk walk = { .arena = arena, .input = input, .session = session };
    walk.base = base_owner(input);
    start(&walk);
    for (size_t i = 0; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        session->at[i] = (OpState){ .transaction = walk.transaction,
                                    .owner = walk.owner,
                                    .settings = walk.settings };
        if (op->kind == OP_SET_SESSION)
            apply_set(&walk, op);
        else if (op->kind == OP_TRANSACTION && !op_has(op, OPF_NESTED))
            apply_transaction(&walk, op, i);
    }
    session->end = (OpState){ .transaction = walk.transaction,
                              .owner = walk.owner,
                              .settings = walk.settings };
    return session;
}
