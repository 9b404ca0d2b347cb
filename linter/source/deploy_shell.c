// SPDX-License-Identifier: Apache-2.0
// Shell scripts as the simple commands that they are made of. No more is understood than
// tells which commands run and where: quotes, separators, cd, here documents, scripts
// within words (sh -c "…"), and conditions that name an environment.
#include "source/deploy_priv.h"

#include <string.h>

enum { MAX_NESTING = 4, MAX_IFS = 32, MAX_COMMANDS = 20000 };

typedef struct If {
    Condition condition;
    bool aside; // the branch that is being read
} If;

// A word that is being put together.
typedef struct Draft {
    VEC(char) bytes;
    VEC(size_t) at; // where each of them stands in the file
    size_t start;   // in the script
    bool open;
} Draft;

typedef struct Shell {
    Arena *arena;
    Script script;
    DeployStep *step;
    size_t pos;
    int nesting;
    Str dir;
    Draft draft;
    DeployWordVec words;
    VEC(Script) scripts; // what each word is as a script
    If ifs[MAX_IFS];
    size_t depth;
    Condition asked; // by the conditions behind "if" or in front of "&&" and "||"
    bool in_condition;
    bool and_aside; // "[ … ] &&" came before, on the same line
    bool near;      // an address on this machine was assigned
    bool here;      // a here document follows the line
    Str here_end;
    bool here_runs; // and a shell reads it
} Shell;

static void read_script(Shell *shell);

static size_t place_of(const Script *script, size_t offset)
{
    return script->at ? script->at[offset] : script->start + offset;
}

static char byte_at(const Shell *shell, size_t at)
{
    return at < shell->script.text.len ? shell->script.text.ptr[at] : '\0';
}

// ---- words ----

static void put(Shell *shell, size_t at)
{
    if (!shell->draft.open)
        shell->draft = (Draft){ .start = at, .open = true };
    *vec_push(shell->arena, &shell->draft.bytes) = shell->script.text.ptr[at];
    *vec_push(shell->arena, &shell->draft.at) = place_of(&shell->script, at);
}

static void end_word(Shell *shell)
{
    Draft *draft = &shell->draft;
    if (!draft->open)
        return;
    size_t last = shell->pos > draft->start ? shell->pos - 1 : draft->start;
    size_t end = place_of(&shell->script, last) + 1;
    *vec_push(shell->arena, &draft->at) = end;
    Str text = { draft->bytes.at, draft->bytes.len };
    *vec_push(shell->arena, &shell->words) =
        (DeployWord){ text, { place_of(&shell->script, draft->start), end } };
    *vec_push(shell->arena, &shell->scripts) = (Script){ text, draft->at.at, 0 };
    *draft = (Draft){ 0 };
}

static void open_word(Shell *shell)
{
    if (!shell->draft.open)
        shell->draft = (Draft){ .start = shell->pos, .open = true };
}

static void take_quoted(Shell *shell, char quote)
{
    open_word(shell);
    for (shell->pos++; shell->pos < shell->script.text.len; shell->pos++) {
        char c = byte_at(shell, shell->pos);
        if (c == quote)
            break;
        char next = byte_at(shell, shell->pos + 1);
        bool escaped = quote == '"' && c == '\\' && next && strchr("\"\\$`\n", next);
        if (escaped && next == '\n') {
            shell->pos++;
            continue;
        }
        shell->pos += escaped;
        put(shell, shell->pos);
    }
    if (shell->pos < shell->script.text.len)
        shell->pos++;
}

// "${{ … }}" of GitHub, "${…}" and "$(…)" are parts of a word, whatever is in them.
static void take_dollar(Shell *shell)
{
    Str text = shell->script.text;
    size_t end = shell->pos + 1;
    if (str_starts(str_drop(text, shell->pos), STR("${{"))) {
        end = str_find(text, STR("}}"), shell->pos);
        end = end < text.len ? end + 2 : end;
    } else if (byte_at(shell, end) == '{' || byte_at(shell, end) == '(') {
        char open = byte_at(shell, end);
        char close = open == '{' ? '}' : ')';
        size_t depth = 0;
        for (; end < text.len; end++) {
            depth += text.ptr[end] == open;
            depth -= text.ptr[end] == close;
            if (depth == 0)
                break;
        }
        end = end < text.len ? end + 1 : end;
    }
    for (; shell->pos < end; shell->pos++)
        put(shell, shell->pos);
}

// ---- conditions ----

static bool is_aside(const Shell *shell)
{
    bool aside = shell->and_aside;
    for (size_t i = 0; i < shell->depth; i++)
        aside = aside || shell->ifs[i].aside;
    return aside;
}

static void drop_first(Shell *shell)
{
    shell->words.at++;
    shell->words.len--;
    shell->words.cap--;
    shell->scripts.at++;
    shell->scripts.len--;
    shell->scripts.cap--;
}

static void open_if(Shell *shell, bool is_elif)
{
    bool was_aside =
        is_elif && shell->depth > 0 && shell->ifs[shell->depth - 1].condition.else_aside;
    if (!is_elif && shell->depth < MAX_IFS)
        shell->depth++;
    if (shell->depth > 0)
        shell->ifs[shell->depth - 1] = (If){ { false, was_aside }, false };
    shell->in_condition = true;
    shell->asked = (Condition){ 0 };
}

static void take_branch(Shell *shell, bool is_else)
{
    If *inner = shell->depth > 0 ? &shell->ifs[shell->depth - 1] : NULL;
    shell->in_condition = false;
    if (!inner)
        return;
    if (!is_else) {
        inner->aside = inner->condition.else_aside || shell->asked.then_aside;
        inner->condition.else_aside =
            inner->condition.else_aside || shell->asked.else_aside;
    } else {
        inner->aside = inner->condition.else_aside;
    }
}

// Takes the keywords off the front of a command.
static void take_keywords(Shell *shell)
{
    static const char *const PLAIN[] = { "do", "while", "until", "{", "!", NULL };
    while (shell->words.len > 0) {
        Str word = shell->words.at[0].text;
        if (str_eq(word, STR("if")) || str_eq(word, STR("elif")))
            open_if(shell, word.len == 4);
        else if (str_eq(word, STR("then")) || str_eq(word, STR("else")))
            take_branch(shell, word.ptr[0] == 'e');
        else if (str_eq(word, STR("fi")))
            shell->depth -= shell->depth > 0;
        else if (!str_is_any(word, PLAIN))
            break;
        drop_first(shell);
    }
}

// ---- commands ----

// They speak of commands, look for them or look at texts: they run none.
static const char *const SPEAKING[] = {
    "echo",       "printf", "cat", "grep",  "egrep", "fgrep",  "rg",    "git",
    "gh",         "sed",    "awk", "which", "type",  "logger", "tee",   "cp",
    "mv",         "rm",     "ls",  "alias", "curl",  "wget",   "mkdir", "touch",
    "diff",       "test",   "[",   "[[",    "trap",  "chmod",  "man",   "hash",
    "shellcheck", "chown",  "ln",  "cmp",   NULL,
};

// "-c", "-lc", "-ec": the next word is a script.
static bool says_script(Str word)
{
    return word.len >= 2 && word.len <= 4 && word.ptr[0] == '-' &&
           str_ends(word, STR("c"));
}

static bool has_blank(Str text)
{
    return str_find_char(text, ' ', 0) < text.len ||
           str_find_char(text, '\n', 0) < text.len;
}

static void run_word(Shell *shell, size_t index)
{
    if (shell->nesting >= MAX_NESTING)
        return;
    Shell nested = { .arena = shell->arena,
                     .script = shell->scripts.at[index],
                     .step = shell->step,
                     .dir = shell->dir,
                     .nesting = shell->nesting + 1,
                     .and_aside = is_aside(shell),
                     .near = shell->near };
    read_script(&nested);
}

// Scripts that are words of the command: sh -c "…", ssh host "…", concurrently "…" "…".
static void run_words(Shell *shell)
{
    static const char *const TAKE_SCRIPTS[] = { "ssh",   "concurrently", "eval",
                                                "wsrun", "su",           NULL };
    bool takes = false;
    for (size_t i = 0; i < shell->words.len; i++) {
        Str word = shell->words.at[i].text;
        bool is_script = i > 0 && (takes || says_script(shell->words.at[i - 1].text));
        if (is_script && has_blank(word))
            run_word(shell, i);
        takes = takes || str_is_any(word, TAKE_SCRIPTS);
    }
}

static void change_dir(Shell *shell)
{
    Str to = shell->words.len > 1 ? shell->words.at[1].text : (Str){ 0 };
    Str dir;
    bool known =
        to.len > 0 && to.ptr[0] != '/' && to.ptr[0] != '$' && to.ptr[0] != '-' &&
        path_normalize(shell->arena, path_join(shell->arena, shell->dir, to), &dir);
    shell->dir = known ? dir : STR(".");
}

static Str first_command(const DeployWordVec *words)
{
    for (size_t i = 0; i < words->len; i++) {
        Str word = words->at[i].text;
        if (str_find_char(word, '=', 0) == word.len || str_starts(word, STR("-")))
            return word;
    }
    return (Str){ 0 };
}

// Whether a word gives the address of a database that is thrown away.
static bool names_near(Str word)
{
    size_t equals = str_find_char(word, '=', 0);
    Str name = str_take(word, equals);
    Str value = equals < word.len ? str_drop(word, equals + 1) : word;
    return database_of_value(equals < word.len ? name : STR(""), value) ==
           DATABASE_THROWAWAY;
}

// `end` is what ended the command: "&&", "||", ";", …
static void end_command(Shell *shell, Str end)
{
    end_word(shell);
    take_keywords(shell);
    Str head = first_command(&shell->words);
    bool near = false;
    for (size_t i = 0; i < shell->words.len; i++)
        near = near || names_near(shell->words.at[i].text);
    // An assignment alone holds from here on.
    if (near && (head.len == 0 || str_eq(head, STR("export"))))
        shell->near = true;
    bool asks = shell_is_test(&shell->words);
    Condition condition = asks ? shell_condition(&shell->words) : (Condition){ 0 };
    if (str_eq(head, STR("cd")) || str_eq(head, STR("pushd")))
        change_dir(shell);
    else if (head.len > 0 && !str_is_any(head, SPEAKING) &&
             shell->step->commands.len < MAX_COMMANDS) {
        *vec_push(shell->arena, &shell->step->commands) =
            (DeployCommand){ .words = shell->words,
                             .dir = shell->dir,
                             .aside = is_aside(shell) || near || shell->near };
        run_words(shell);
    }
    if (shell->in_condition && asks) {
        shell->asked.then_aside = shell->asked.then_aside || condition.then_aside;
        shell->asked.else_aside = shell->asked.else_aside || condition.else_aside;
    } else if (asks && str_eq(end, STR("&&"))) {
        shell->and_aside = shell->and_aside || condition.then_aside;
    } else if (asks && str_eq(end, STR("||"))) {
        shell->and_aside = shell->and_aside || condition.else_aside;
    } else if (shell->nesting == 0 && !str_eq(end, STR("&&"))) {
        shell->and_aside = false;
    }
    shell->words = (DeployWordVec){ 0 };
    shell->scripts.at = NULL;
    shell->scripts.len = shell->scripts.cap = 0;
}

// ---- here documents ----

static void begin_here(Shell *shell)
{
    static const char *const SHELLS[] = { "sh", "bash", "ssh", NULL };
    shell->pos += 2;
    shell->pos += byte_at(shell, shell->pos) == '-';
    while (byte_at(shell, shell->pos) == ' ')
        shell->pos++;
    size_t start = shell->pos;
    while (byte_at(shell, shell->pos) &&
           !strchr(" \t\r\n;&|<>", byte_at(shell, shell->pos)))
        shell->pos++;
    Str word = str_slice(shell->script.text, start, shell->pos);
    if (word.len >= 2 && (word.ptr[0] == '"' || word.ptr[0] == '\''))
        word = str_slice(word, 1, word.len - 1);
    shell->here = word.len > 0;
    shell->here_end = word;
    shell->here_runs = shell->words.len == 0; // RUN <<EOF
    for (size_t i = 0; i < shell->words.len; i++)
        shell->here_runs =
            shell->here_runs || str_is_any(path_base(shell->words.at[i].text), SHELLS);
}

// A document that a shell reads goes on as part of the script; the word that ends it is
// then a command that nobody looks for.
static void take_here(Shell *shell)
{
    shell->here = false;
    if (shell->here_runs)
        return;
    Str text = shell->script.text;
    size_t at = shell->pos;
    while (at < text.len) {
        size_t end = str_find_char(text, '\n', at);
        if (str_eq(str_trim(str_slice(text, at, end)), shell->here_end))
            break;
        at = end < text.len ? end + 1 : end;
    }
    shell->pos = str_find_char(text, '\n', at);
}

// ---- the scanner ----

static void skip_redirection(Shell *shell)
{
    end_word(shell);
    while (byte_at(shell, shell->pos) && strchr("<>&", byte_at(shell, shell->pos)))
        shell->pos++;
    while (byte_at(shell, shell->pos) == ' ')
        shell->pos++;
    while (byte_at(shell, shell->pos) &&
           !strchr(" \t\r\n;&|<>()", byte_at(shell, shell->pos)))
        shell->pos++;
}

// "2>" is part of the redirection.
static bool is_descriptor(const Shell *shell)
{
    const Draft *draft = &shell->draft;
    return draft->open && draft->bytes.len == 1 && draft->bytes.at[0] >= '0' &&
           draft->bytes.at[0] <= '9';
}

static void take_operator(Shell *shell, char c)
{
    char next = byte_at(shell, shell->pos + 1);
    bool twice = (c == '&' || c == '|') && next == c;
    if (c == '&' && next == '>') {
        shell->pos++;
        skip_redirection(shell);
        return;
    }
    end_command(shell, twice ? (c == '&' ? STR("&&") : STR("||")) : STR(";"));
    shell->pos += twice ? 2 : 1;
    if (c == '\n' && shell->here)
        take_here(shell);
}

static void take_angle(Shell *shell)
{
    if (is_descriptor(shell))
        shell->draft = (Draft){ 0 };
    bool here = str_starts(str_drop(shell->script.text, shell->pos), STR("<<")) &&
                byte_at(shell, shell->pos + 2) != '<';
    end_word(shell);
    if (here)
        begin_here(shell);
    else
        skip_redirection(shell);
}

static void take_backslash(Shell *shell)
{
    char next = byte_at(shell, shell->pos + 1);
    if (next == '\r' && byte_at(shell, shell->pos + 2) == '\n') {
        shell->pos += 3;
    } else if (next == '\n' || next == '\0') {
        shell->pos += next ? 2 : 1;
    } else {
        put(shell, shell->pos + 1);
        shell->pos += 2;
    }
}

static void take_byte(Shell *shell)
{
    char c = byte_at(shell, shell->pos);
    if (c == ' ' || c == '\t' || c == '\r') {
        end_word(shell);
        shell->pos++;
    } else if (c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')') {
        take_operator(shell, c);
    } else if (c == '#' && !shell->draft.open) {
        shell->pos = str_find_char(shell->script.text, '\n', shell->pos);
    } else if (c == '"' || c == '\'') {
        take_quoted(shell, c);
    } else if (c == '\\') {
        take_backslash(shell);
    } else if (c == '<' || c == '>') {
        take_angle(shell);
    } else if (c == '$') {
        take_dollar(shell);
    } else if (c == '`') {
        end_command(shell, STR(";"));
        shell->pos++;
    } else {
        put(shell, shell->pos);
        shell->pos++;
    }
}

static void read_script(Shell *shell)
{
    while (shell->pos < shell->script.text.len)
        take_byte(shell);
    end_command(shell, STR(";"));
}

void shell_read(Arena *arena, Script script, DeployStep *step)
{
    Shell shell = { .arena = arena, .script = script, .step = step, .dir = step->dir };
    read_script(&shell);
}
