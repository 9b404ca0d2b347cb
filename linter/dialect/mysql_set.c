// SPDX-License-Identifier: Apache-2.0
// SET: variables, an op for each, and the forms that have words of their own.
#include "dialect/mysql_features.h"
#include "dialect/mysql_set_priv.h"

#include <string.h>

// What is set, and for whom.
typedef struct MySetting {
    Str name;
    Str value;
    unsigned flags;
    size_t from; // its first token
} MySetting;

typedef struct Scope {
    const char *word;
    unsigned flags;
    bool persists;
} Scope;

static const Scope scopes[] = {
    { "SESSION", 0, false },
    { "LOCAL", 0, false },
    { "GLOBAL", OPF_GLOBAL, false },
    { "PERSIST", OPF_GLOBAL, true },
    { "PERSIST_ONLY", OPF_GLOBAL, true },
    { "INSTANCE", OPF_GLOBAL, false }, // TiDB
};

enum { SCOPES = sizeof scopes / sizeof *scopes };

static void setting_op(MyParser *p, const MySetting *setting)
{
    Op *op = my_op_at(p, OP_SET_SESSION, OBJ_NONE, my_span_from(p, setting->from));
    op->part = setting->name;
    op->detail = setting->value;
    op->flags = setting->flags;
}

// The scope at the cursor, if one stands there, and moves on.
static const Scope *take_scope(MyParser *p)
{
    for (size_t i = 0; i < SCOPES; i++)
        if (my_take(p, scopes[i].word))
            return &scopes[i];
    return NULL;
}

// The flags of the scope, which stands before the cursor; NULL: the session's.
static unsigned scope_flags(MyParser *p, const Scope *scope)
{
    if (scope && scope->persists)
        my_uses(p, MYF_SET_PERSIST, p->at - 1);
    if (scope == &scopes[SCOPES - 1])
        my_uses(p, MYF_TIDB_SET, p->at - 1);
    return scope ? scope->flags : 0;
}

static bool is_double_at(const MyParser *p)
{
    return str_eq(my_token_text(p->text, my_peek(p, 0)), STR("@@"));
}

// "=" or ":=".
static bool expect_equals(MyParser *p)
{
    return my_take_punct(p, '=') || my_take_operator(p, ":=") || my_refuse(p, NULL);
}

// A word that stands for itself. Some begin an expression where more follows: BINARY 'a'.
static bool word_value(MyParser *p)
{
    static const char *const words[] = { "BINARY", "ROW", "SYSTEM", NULL };
    if (my_take(p, "ON") || my_take(p, "ALL"))
        return true;
    bool alone =
        p->at + 1 >= p->count || my_is_punct_at(p, 1, ',') || my_is_at(p, 1, "FOR");
    return alone && my_take_one(p, words) >= 0;
}

// DEFAULT gives the setting back its usual value.
static bool value(MyParser *p, MySetting *setting)
{
    size_t from = p->at;
    if (my_take(p, "DEFAULT")) {
        setting->flags |= OPF_RESET;
        return true;
    }
    if (!word_value(p) && !my_expr(p, NULL))
        return false;
    setting->value = my_text_from(p, from);
    return true;
}

// a or a.b, as with the variables of components and of key caches.
static bool variable_name(MyParser *p, Str *name)
{
    Str first = { 0 };
    bool cache = my_is(p, "DEFAULT") && my_is_punct_at(p, 1, '.');
    if (cache ? !my_any_word(p, &first) : !my_ident(p, &first))
        return false;
    Str second = { 0 };
    if (my_take_punct(p, '.')) {
        if (!my_any_word(p, &second))
            return false;
        first = arena_fmt(p->arena, STR_FMT "." STR_FMT, STR_ARG(first), STR_ARG(second));
    }
    *name = arena_lower(p->arena, first);
    return true;
}

// @a, @`a`, @'a': the name without its quotes.
static bool user_variable(MyParser *p, MySetting *setting)
{
    MyToken token = my_peek(p, 0);
    p->at++;
    token.start++;
    token.kind = MYT_WORD;
    Str text = my_token_text(p->text, token);
    if (text.len > 0 && text.ptr[0] == '`')
        token.kind = MYT_QUOTED;
    else if (text.len > 0 && memchr("'\"", text.ptr[0], 2))
        token.kind = MYT_STRING;
    Str name = token.kind == MYT_STRING
                   ? my_token_string(p->arena, p->text, token, p->modes)
                   : my_token_ident(p->arena, p->text, token);
    setting->name =
        arena_fmt(p->arena, "@" STR_FMT, STR_ARG(arena_lower(p->arena, name)));
    size_t from = p->at + 1;
    if (!expect_equals(p) || !my_expr(p, NULL))
        return false;
    setting->value = my_text_from(p, from);
    return true;
}

static bool system_variable(MyParser *p, MySetting *setting)
{
    if (is_double_at(p)) {
        p->at++;
        if (my_peek(p, 0).spaced)
            return my_refuse(p, NULL);
        size_t at = p->at;
        const Scope *scope = take_scope(p);
        if (scope != NULL && my_is_punct(p, '='))
            return my_refuse(p, NULL);
        setting->flags = my_is_punct(p, '.') ? scope_flags(p, scope) : 0;
        if (scope == NULL || !my_take_punct(p, '.'))
            p->at = at;
    } else {
        setting->flags = scope_flags(p, take_scope(p));
    }
    return variable_name(p, &setting->name) && expect_equals(p) && value(p, setting);
}

// ---- NAMES, CHARACTER SET ----

static bool names(MyParser *p, MySetting *setting)
{
    setting->name = STR("names");
    size_t from = p->at;
    Str name = { 0 };
    if (my_take(p, "DEFAULT"))
        setting->flags = OPF_RESET;
    else if (!my_charset_name(p, &name))
        return false;
    if (my_take(p, "COLLATE DEFAULT"))
        my_uses(p, MYF_NAMES_COLLATE_DEFAULT, p->at - 2);
    else if (my_take(p, "COLLATE") && !my_charset_name(p, &name))
        return false;
    else if (setting->flags && p->at > from + 1)
        my_uses(p, MYF_NAMES_DEFAULT_COLLATE, from);
    if (!setting->flags)
        setting->value = my_text_from(p, from);
    return true;
}

static bool charset(MyParser *p, MySetting *setting)
{
    setting->name = STR("charset");
    size_t from = p->at;
    Str name = { 0 };
    if (my_take(p, "DEFAULT"))
        setting->flags = OPF_RESET;
    else if (!my_charset_name(p, &name))
        return false;
    else
        setting->value = my_text_from(p, from);
    return true;
}

static bool setting(MyParser *p)
{
    MySetting setting = { .from = p->at };
    bool parsed;
    bool local = p->in_program && my_is_punct_at(p, 1, '='); // a variable of that name
    if (!local && my_take(p, "NAMES"))
        parsed = names(p, &setting);
    else if (my_take_charset(p))
        parsed = charset(p, &setting);
    else if (my_peek(p, 0).kind == MYT_VARIABLE)
        parsed = user_variable(p, &setting);
    else
        parsed = system_variable(p, &setting);
    if (parsed)
        setting_op(p, &setting);
    return parsed;
}

// The word at the cursor begins a form of its own, and is no variable's name.
static bool is_form(const MyParser *p, const char *word)
{
    return my_is(p, word) && p->at + 1 < p->count && !my_is_punct_at(p, 1, '=') &&
           !my_is_punct_at(p, 1, '.') && my_peek(p, 1).kind != MYT_OPERATOR;
}

// ---- TRANSACTION ----

static bool isolation(MyParser *p)
{
    static const char *const levels[] = { "READ UNCOMMITTED", "READ COMMITTED",
                                          "REPEATABLE READ", "SERIALIZABLE", NULL };
    return my_take_one(p, levels) >= 0 || my_refuse(p, NULL);
}

// An isolation level and a mode, in either order; each at most once.
static bool set_transaction(MyParser *p, MySetting *setting)
{
    size_t from = p->at;
    bool level = false;
    bool mode = false;
    do {
        if (!level && my_take(p, "ISOLATION LEVEL")) {
            if (!isolation(p))
                return false;
            level = true;
        } else if (!mode && (my_take(p, "READ ONLY") || my_take(p, "READ WRITE"))) {
            mode = true;
            if (!my_as_of(p))
                return false;
        } else {
            return my_refuse(p, NULL);
        }
    } while (my_take_punct(p, ','));
    setting->name = STR("transaction");
    setting->value = my_text_from(p, from);
    setting_op(p, setting);
    return true;
}

// SET [scope] TRANSACTION; without a scope it holds for the next transaction alone.
static bool is_transaction(MyParser *p, unsigned *flags)
{
    size_t at = p->at;
    const Scope *scope = take_scope(p);
    if (!is_form(p, "TRANSACTION")) {
        p->at = at;
        return false;
    }
    *flags = scope ? scope_flags(p, scope) : OPF_LOCAL;
    p->at++;
    return true;
}

// ---- PASSWORD, ROLE, RESOURCE GROUP ----

static bool password_function(MyParser *p)
{
    size_t from = p->at;
    Str password = { 0 };
    if (!my_take(p, "PASSWORD"))
        my_take(p, "OLD_PASSWORD");
    if (!my_expect_punct(p, '(') || !my_string(p, &password) || !my_expect_punct(p, ')'))
        return false;
    my_uses(p, MYF_SET_PASSWORD_FUNCTION, from);
    return true;
}

// [REPLACE 'old'] [RETAIN CURRENT PASSWORD]
static bool password_options(MyParser *p)
{
    size_t from = p->at;
    Str old = { 0 };
    if (my_take(p, "REPLACE") && !my_string(p, &old))
        return false;
    my_take(p, "RETAIN CURRENT PASSWORD");
    if (p->at > from)
        my_uses(p, MYF_SET_PASSWORD_OPTION, from);
    return true;
}

// = 'x', = PASSWORD('x'), TO RANDOM
static bool new_password(MyParser *p)
{
    size_t from = p->at;
    if (my_take(p, "TO RANDOM")) {
        my_uses(p, MYF_SET_PASSWORD_OPTION, from);
        return true;
    }
    if (!expect_equals(p))
        return false;
    Str password = { 0 };
    return my_peek(p, 0).kind == MYT_STRING ? my_string(p, &password)
                                            : password_function(p);
}

static bool set_password(MyParser *p)
{
    Str account = { 0 };
    if ((my_take(p, "FOR") && !my_account(p, &account)) || !new_password(p))
        return false;
    Op *op = my_op(p, OP_ALTER_OBJECT, OBJ_ROLE);
    op->name.name = account;
    op->verb = STR("password");
    return password_options(p);
}

static bool roles(MyParser *p)
{
    Str role = { 0 };
    do {
        if (!my_account(p, &role))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

// NONE, ALL, names; *several: MariaDB does not take it.
static bool role_list(MyParser *p, bool *several)
{
    size_t from = p->at;
    *several = false;
    if (my_take(p, "NONE"))
        return true;
    bool all = my_take(p, "ALL");
    if (!all && !roles(p))
        return false;
    *several = all || p->at > from + 1;
    return true;
}

static bool set_role(MyParser *p)
{
    size_t from = p->at;
    bool several = true;
    if (!my_take(p, "DEFAULT") && !role_list(p, &several))
        return false;
    if (my_is(p, "EXCEPT") && several && p->at == from + 1 && my_take(p, "EXCEPT") &&
        !roles(p))
        return false;
    my_uses(p, several ? MYF_SET_ROLES : MYF_SET_ROLE, from);
    MySetting setting = { .from = from - 1 };
    setting.name = STR("role");
    setting.value = my_text_from(p, from);
    setting_op(p, &setting);
    return true;
}

static bool set_default_role(MyParser *p)
{
    size_t from = p->at;
    bool several = false;
    if (!role_list(p, &several))
        return false;
    Str text = my_text_from(p, from);
    Str account = { 0 };
    bool to = my_take(p, "TO");
    if (to ? !roles(p) : my_take(p, "FOR") && !my_account(p, &account))
        return false;
    if (!to && several)
        return my_refuse(p, NULL);
    my_uses(p, to ? MYF_SET_DEFAULT_ROLE_TO : MYF_SET_DEFAULT_ROLE_FOR, from);
    Op *op = my_op(p, OP_ALTER_OBJECT, OBJ_ROLE);
    op->name.name = account;
    op->verb = STR("default-role");
    op->detail = text;
    return true;
}

static bool set_resource_group(MyParser *p)
{
    size_t from = p->at;
    MySetting setting = { .name = STR("resource group"), .from = from - 2 };
    if (!my_ident(p, &setting.value))
        return false;
    Str thread = { 0 };
    if (my_take(p, "FOR")) // the commas may be missing
        do {
            if (!my_number(p, &thread))
                return false;
        } while (my_take_punct(p, ',') || !my_at_end(p));
    my_uses(p, MYF_RESOURCE_GROUP, from);
    setting_op(p, &setting);
    return true;
}

// ---- TiDB ----

// SET CONFIG tikv a.b-c = value, of a kind of server or of one of them.
static bool set_config(MyParser *p)
{
    MySetting setting = { .from = p->at - 1, .flags = OPF_GLOBAL };
    Str server = { 0 };
    if (!my_ident_or_string(p, &server))
        return false;
    size_t from = p->at;
    Str word = { 0 };
    do {
        if (!my_any_word(p, &word))
            return false;
    } while (my_take_punct(p, '.') || my_take_punct(p, '-'));
    setting.name = arena_lower(p->arena, my_text_from(p, from));
    if (!expect_equals(p) || !value(p, &setting))
        return false;
    my_uses(p, MYF_TIDB_SET, setting.from);
    setting_op(p, &setting);
    return true;
}

static bool set_session_states(MyParser *p)
{
    MySetting setting = { .from = p->at - 1, .name = STR("session_states") };
    Str states = { 0 };
    if (!my_string(p, &states))
        return false;
    my_uses(p, MYF_TIDB_SET, setting.from);
    setting_op(p, &setting);
    return true;
}

// ---- SET ----

bool my_set(MyParser *p)
{
    static const struct {
        const char *word;
        bool (*parse)(MyParser *p);
    } forms[] = { { "ROLE", set_role },
                  { "CONFIG", set_config },
                  { "SESSION_STATES", set_session_states } };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (is_form(p, forms[i].word)) {
            p->at++;
            return forms[i].parse(p);
        }
    if (my_take(p, "DEFAULT ROLE"))
        return set_default_role(p);
    if (my_take(p, "RESOURCE GROUP"))
        return set_resource_group(p);
    MySetting transaction = { .from = p->at };
    if (is_transaction(p, &transaction.flags))
        return set_transaction(p, &transaction);
    if (!my_is_punct_at(p, 1, '.') && my_take(p, "PASSWORD"))
        return set_password(p);
    do {
        if (!setting(p))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

// ---- SET STATEMENT ----

// The settings hold for the one statement that follows FOR.
bool my_set_statement(MyParser *p)
{
    size_t start = p->at - 1;
    if (my_is_punct(p, '=') || my_is_operator(p, ":=")) { // a variable of that name
        p->at--;
        return my_set(p);
    }
    do {
        MySetting setting = { .from = p->at, .flags = OPF_LOCAL };
        if (!variable_name(p, &setting.name) || !expect_equals(p) || !value(p, &setting))
            return false;
        setting_op(p, &setting);
    } while (my_take_punct(p, ','));
    my_uses(p, MYF_SET_STATEMENT, start);
    return my_expect(p, "FOR") && my_statement(p);
}
