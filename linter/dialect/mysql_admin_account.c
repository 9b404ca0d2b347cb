// SPDX-License-Identifier: Apache-2.0
// Users, roles and what they may do. What they log in with is passed over and kept
// nowhere.
#include "dialect/mysql_admin_priv.h"

#include "base/out.h"

// ---- GRANT and REVOKE ----

typedef struct Grant {
    bool revokes;
    bool several; // more than one word of privileges, or roles
    ObjectKind object;
    Name name; // of what it is on; empty: of everything, or a role is granted
    Str verb;  // privileges or roles
    StrVec columns;
    Str grantees; // ", " between
} Grant;

// The end of the list: ON, or who gets it.
static bool at_list_end(const MyParser *p, const Grant *grant)
{
    return my_is(p, "ON") || my_is(p, grant->revokes ? "FROM" : "TO");
}

// Those that plugins of MySQL add have underscores in their names.
static void note_privilege(MyParser *p, bool fresh)
{
    Str word = my_token_text(p->text, my_peek(p, 0));
    bool dynamic =
        my_peek(p, 0).kind == MYT_WORD && str_find_char(word, '_', 0) < word.len;
    size_t ahead = 1;
    while (p->at + ahead < p->count && !my_is_at(p, ahead, "ON") &&
           !my_is_at(p, ahead, "TO") && !my_is_at(p, ahead, "FROM"))
        ahead++;
    if (fresh && dynamic && my_is_at(p, ahead, "ON") && !my_is(p, "READ_ONLY"))
        my_uses(p, MYF_DYNAMIC_PRIVILEGE, p->at);
}

// ALL PRIVILEGES, GRANT OPTION: of REVOKE, without ON. MariaDB: ADMIN OPTION FOR a role.
static bool is_option(MyParser *p, size_t from)
{
    static const char *const words[] = { "ALL", "PROXY", "GRANT", NULL };
    for (size_t i = 0; words[i] != NULL; i++)
        if (my_token_is(p->text, p->tokens[from], str_from(words[i])))
            return true;
    return false;
}

// Privileges of one or more words, some with columns, or roles' names.
static bool privileges(MyParser *p, Grant *grant)
{
    size_t from = p->at;
    bool fresh = true; // a privilege has to follow
    while (!at_list_end(p, grant)) {
        MyTokenKind kind = my_peek(p, 0).kind;
        if (my_is_punct(p, '(') && !fresh) {
            if (!my_ident_list(p, &grant->columns))
                return false;
        } else if (my_take_punct(p, ',')) {
            if (fresh)
                return my_refuse(p, NULL);
            fresh = true;
        } else if (kind == MYT_WORD || kind == MYT_QUOTED || kind == MYT_STRING ||
                   (kind == MYT_VARIABLE && !fresh)) {
            note_privilege(p, fresh);
            p->at++;
            fresh = false;
        } else {
            return my_refuse(p, NULL);
        }
    }
    if (p->tokens[from].kind == MYT_WORD && !my_is(p, "ON") && !is_option(p, from)) {
        size_t at = p->at; // what is granted without ON is a role
        p->at = from;
        if (my_is_reserved(p))
            return my_refuse(p, NULL);
        p->at = at;
    }
    grant->verb = arena_lower(p->arena, my_text_from(p, from));
    grant->several = p->at > from + 1;
    return !fresh || my_refuse(p, NULL);
}

// *, *.*, d.*, t, d.t
static bool privilege_level(MyParser *p, Grant *grant)
{
    static const char *const kinds[] = {
        "TABLE", "FUNCTION", "PROCEDURE", "PACKAGE BODY", "PACKAGE", "LIBRARY", NULL
    };
    if (str_eq(grant->verb, STR("proxy"))) { // on behalf of another account
        grant->object = OBJ_ROLE;
        return my_account(p, &grant->name.name);
    }
    int kind = my_take_one(p, kinds);
    grant->object = kind > 0 ? OBJ_FUNCTION : OBJ_TABLE;
    if (my_take_punct(p, '*')) {
        grant->object = OBJ_NONE;
        return !my_take_punct(p, '.') || my_expect_punct(p, '*');
    }
    if (my_is_punct_at(p, 1, '.') && my_is_punct_at(p, 2, '*')) {
        grant->object = OBJ_DATABASE;
        bool named = my_ident(p, &grant->name.name);
        p->at += named ? 2 : 0;
        return named;
    }
    return my_name(p, &grant->name);
}

static bool login(MyParser *p)
{
    size_t from = p->at;
    Str inside;
    if (!my_take(p, "IDENTIFIED"))
        return true;
    while (!my_at_end(p) && !my_is_punct(p, ',') && !my_is(p, "REQUIRE") &&
           !my_is(p, "WITH GRANT"))
        if (my_is_punct(p, '(') ? !my_skip_group(p, &inside) : (p->at++, false))
            return false;
    my_uses(p, MYF_GRANT_PASSWORD, from);
    return true;
}

static bool grantees(MyParser *p, Grant *grant)
{
    Out list = out_new(p->arena);
    do {
        Str account;
        bool user = my_peek(p, 1).kind == MYT_VARIABLE; // of that name
        if (!user && my_take(p, "PUBLIC"))
            account = STR("public");
        else if (!my_account(p, &account))
            return false;
        if (!login(p))
            return false;
        out_cstr(&list, list.buf.len > 0 ? ", " : "");
        out_str(&list, account);
    } while (my_take_punct(p, ','));
    grant->grantees = out_text(&list);
    return true;
}

static void add_grant(MyParser *p, const Grant *grant, unsigned flags)
{
    Op *op = my_op(p, OP_GRANT, grant->object);
    op->name = grant->name;
    op->verb = grant->verb;
    op->columns = grant->columns;
    op->detail = grant->grantees;
    op->flags = flags | (grant->revokes ? OPF_REVOKE : 0);
}

static bool grant_tail(MyParser *p)
{
    static const char *const tails[] = { "WITH", "REQUIRE", "AS", NULL };
    size_t from = p->at;
    if (my_take(p, "IGNORE UNKNOWN USER"))
        my_uses(p, MYF_REVOKE_GUARD, from);
    if (my_is(p, "REQUIRE") ||
        (my_is(p, "WITH") && my_peek(p, 1).end - my_peek(p, 1).start > 4 &&
         str_starts(arena_lower(p->tmp, my_token_text(p->text, my_peek(p, 1))),
                    STR("max_"))))
        my_uses(p, MYF_GRANT_PASSWORD, from);
    if (my_is(p, "AS"))
        my_uses(p, MYF_ACCOUNT_OPTION, from);
    return my_at_end(p) || (my_take_one(p, tails) >= 0 && my_skip_rest(p)) ||
           my_refuse(p, NULL);
}

bool my_grant(MyParser *p)
{
    Grant grant = { .object = OBJ_ROLE };
    if (!privileges(p, &grant) || (my_take(p, "ON") && !privilege_level(p, &grant)))
        return false;
    if (grant.object == OBJ_ROLE && grant.several)
        my_uses(p, MYF_GRANT_ROLES, p->prefix_at);
    if (!my_expect(p, "TO") || !grantees(p, &grant) || !grant_tail(p))
        return false;
    add_grant(p, &grant, 0);
    return true;
}

bool my_revoke(MyParser *p)
{
    Grant grant = { .object = OBJ_ROLE, .revokes = true };
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    if (flags)
        my_uses(p, MYF_REVOKE_GUARD, p->prefix_at);
    if (my_is(p, "ADMIN") && my_is_at(p, 1, "OPTION"))
        my_uses(p, MYF_OF_MARIADB, p->at);
    if (!privileges(p, &grant) || (my_take(p, "ON") && !privilege_level(p, &grant)))
        return false;
    if (!my_expect(p, "FROM") || !grantees(p, &grant) || !grant_tail(p))
        return false;
    add_grant(p, &grant, flags);
    return true;
}

// ---- users and roles ----

static void add_account(MyParser *p, OpKind kind, Str account, unsigned flags)
{
    my_object_op(p, kind, OBJ_ROLE, (Name){ .name = account })->flags |= flags;
}

// How the account logs in is written in two ways.
static void note_plugin(MyParser *p)
{
    size_t from = p->at;
    bool by = my_is_at(p, 3, "BY");
    if (my_take(p, "IDENTIFIED VIA"))
        my_uses(p, MYF_IDENTIFIED_VIA, from);
    else if (by && my_take(p, "IDENTIFIED WITH"))
        my_uses(p, MYF_IDENTIFIED_WITH_BY, from);
    p->at = from;
}

// Up to the next account's comma. DEFAULT ROLE has commas of its own, and is the last
// that names anybody.
static bool begins_login(const MyParser *p)
{
    static const char *const words[] = {
        "IDENTIFIED",
        "DEFAULT",
        "REQUIRE",
        "WITH",
        "ACCOUNT",
        "PASSWORD",
        "COMMENT",
        "ATTRIBUTE",
        "DISCARD",
        "ADD",
        "MODIFY",
        "DROP",
        "RESOURCE",
        "INITIATE",
        "FINISH",
        "UNREGISTER",
        "FAILED_LOGIN_ATTEMPTS",
        "PASSWORD_LOCK_TIME",
        NULL,
    };
    if (my_at_end(p) || my_is_punct(p, ',') || my_peek(p, 0).kind == MYT_NUMBER)
        return true;
    for (size_t i = 0; words[i] != NULL; i++)
        if (my_is(p, words[i]))
            return true;
    return false;
}

static bool skip_login(MyParser *p)
{
    static const MyWordRow options[] = {
        { "BY RANDOM PASSWORD", MYF_ACCOUNT_OPTION },
        { "FAILED_LOGIN_ATTEMPTS", MYF_ACCOUNT_OPTION },
        { "PASSWORD_LOCK_TIME", MYF_ACCOUNT_OPTION },
        { "PASSWORD HISTORY", MYF_ACCOUNT_OPTION },
        { "PASSWORD REUSE", MYF_ACCOUNT_OPTION },
        { "PASSWORD REQUIRE", MYF_ACCOUNT_OPTION },
        { "COMMENT", MYF_ACCOUNT_OPTION },
        { "ATTRIBUTE", MYF_ACCOUNT_OPTION },
        { "RETAIN CURRENT PASSWORD", MYF_ACCOUNT_OPTION },
        { "DISCARD OLD PASSWORD", MYF_ACCOUNT_OPTION },
        { "BY PASSWORD", MYF_PASSWORD_HASH },
        { NULL, MYF_NONE },
    };
    Str inside;
    bool password = my_is(p, "PASSWORD") && my_peek(p, 1).kind == MYT_STRING;
    if (!begins_login(p) || password)
        return my_refuse(p, NULL);
    while (!my_at_end(p) && !my_is_punct(p, ',')) {
        size_t from = p->at;
        if (my_take(p, "DEFAULT ROLE")) {
            my_uses(p, MYF_CREATE_USER_ROLE, from);
            return my_skip_rest(p);
        }
        if (my_is_punct(p, ')'))
            return my_refuse(p, NULL);
        my_note_words(p, options, p->at);
        if (my_is(p, "IDENTIFIED"))
            note_plugin(p);
        if (!my_is_punct(p, '('))
            p->at++;
        else if (!my_skip_group(p, &inside))
            return false;
    }
    return true;
}

static bool accounts(MyParser *p, OpKind kind, unsigned flags)
{
    do {
        Str account;
        if (my_is(p, "USER") && my_is_punct_at(p, 1, '(')) { // USER() is who runs it
            p->at += 2;
            if (!my_expect_punct(p, ')'))
                return false;
            account = STR("CURRENT_USER");
            my_uses(p, MYF_USER_CALL, p->at - 3);
        } else if (!my_account(p, &account)) {
            return false;
        }
        add_account(p, kind, account, flags);
        if (!skip_login(p))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

static bool take_replace(MyParser *p)
{
    if (!my_only_prefixes(p, MYP_OR_REPLACE))
        return false;
    if (p->prefix.or_replace)
        my_uses(p, MYF_OR_REPLACE_ROLE, p->prefix_at);
    return true;
}

bool my_create_user(MyParser *p)
{
    if (!take_replace(p))
        return false;
    unsigned flags = my_take(p, "IF NOT EXISTS") ? OPF_IF_NOT_EXISTS : 0;
    return accounts(p, OP_CREATE_OBJECT, flags);
}

bool my_alter_user(MyParser *p)
{
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    return accounts(p, OP_ALTER_OBJECT, flags);
}

static bool plain_accounts(MyParser *p, OpKind kind, unsigned flags)
{
    do {
        Str account;
        if (!my_account(p, &account))
            return false;
        add_account(p, kind, account, flags);
    } while (my_take_punct(p, ','));
    return true;
}

bool my_create_role(MyParser *p)
{
    Str admin;
    my_uses(p, MYF_ROLE, p->prefix_at - 1);
    if (!take_replace(p))
        return false;
    unsigned flags = my_take(p, "IF NOT EXISTS") ? OPF_IF_NOT_EXISTS : 0;
    if (!plain_accounts(p, OP_CREATE_OBJECT, flags))
        return false;
    size_t from = p->at;
    if (!my_take(p, "WITH ADMIN"))
        return true;
    my_uses(p, MYF_ROLE_ADMIN, from);
    return my_account(p, &admin);
}

static bool drop_accounts(MyParser *p)
{
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    return plain_accounts(p, OP_DROP_OBJECT, flags);
}

bool my_drop_user(MyParser *p)
{
    return drop_accounts(p);
}

bool my_drop_role(MyParser *p)
{
    my_uses(p, MYF_ROLE, p->prefix_at - 1);
    return drop_accounts(p);
}

bool my_rename_user(MyParser *p)
{
    do {
        Str from, to;
        if (!my_account(p, &from) || !my_expect(p, "TO") || !my_account(p, &to))
            return false;
        Op *op = my_op(p, OP_RENAME_OBJECT, OBJ_ROLE);
        op->name.name = from;
        op->other.name = to;
    } while (my_take_punct(p, ','));
    return true;
}
