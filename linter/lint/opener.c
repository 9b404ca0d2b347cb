// SPDX-License-Identifier: Apache-2.0
// Reads a runner's profile: what it sends in a transaction, and which files get out of
// it.
#include "lint/opener.h"

#include "base/lines.h"

static bool is_utf16(Str text)
{
    enum { MARK_BYTES = 2 };
    size_t at;
    return text.len >= MARK_BYTES &&
           text_fault(str_take(text, MARK_BYTES), &at) == TEXT_UTF16;
}

Lowered file_lower(Arena *arena, const Frontend *frontend, const Engine *engine,
                   const Runner *runner, FileText file)
{
    Str sql = file.sql.ptr ? file.sql : file.text;
    Lowered lowered = { .text = file.text,
                        .start = file.part.start > 0 ? file.part.start : file.up.start,
                        .until = file.part.end,
                        .engine = engine,
                        .stage = file.stage,
                        .ops_arena = file.ops_arena,
                        .most = file.most };
    if (file.up.end > 0)
        sql = str_take(sql, file.up.end);
    if (!is_utf16(file.text))
        frontend->lower(arena, sql, runner, &lowered);
    lowered.text = file.text;
    return lowered;
}

FileText file_text(const Migration *migration)
{
    return (FileText){ .text = migration->text,
                       .sql = migration->sql,
                       .up = migration->up,
                       .no_transaction = migration->no_transaction };
}

FileText file_text_before(const Migration *migration)
{
    return (FileText){ .text = migration->base_text,
                       .sql = migration->base_sql,
                       .up = migration->base_up,
                       .no_transaction = migration->no_transaction };
}

FileText file_rollback(const Migration *migration, Str *path)
{
    bool has_section = migration->down.end > migration->down.start;
    *path = has_section ? migration->path : migration->down_path;
    return has_section ? (FileText){ .text = migration->text, .up = migration->down }
                       : (FileText){ .text = migration->down_text };
}

// The expression is ours, so that it compiles.
static bool has_match(PatternCache *patterns, const char *expression, Str text)
{
    Match match;
    const Pattern *pattern = pattern_cached(patterns, str_from(expression));
    return pattern && pattern_find(pattern, text, 0, &match);
}

static bool opts_out(const FileRun *run, Str text)
{
    const char *opt_out = run->runner->opt_out;
    return run->no_transaction || (opt_out && has_match(run->patterns, opt_out, text));
}

bool runner_frees(PatternCache *patterns, const Runner *runner, Str statement)
{
    return !runner->frees || has_match(patterns, runner->frees, statement);
}

static bool is_freed(const FileRun *run, const Op *op)
{
    Str statement = str_slice(run->lowered->text, op->stmt.start, op->stmt.end);
    return run->frontend->refuses_transaction(run->catalog, run->engine, op) &&
           runner_frees(run->patterns, run->runner, statement);
}

static bool all_refuse(const FileRun *run)
{
    const OpVec *ops = &run->lowered->ops;
    for (size_t i = 0; i < ops->len; i++)
        if (ops->at[i].kind != OP_SET_SESSION && !is_freed(run, &ops->at[i]))
            return false;
    return true;
}

// Several statements in one string: a transaction by itself, where the server has changes
// of the schema in transactions at all.
static TxOwner string_owner(const FileRun *run)
{
    if (run->frontend->lone_statements)
        return TXO_NONE;
    return run->lowered->statements.len > 1 ? TXO_STRING : TXO_NONE;
}

TxOwner file_opener_before(PatternCache *patterns, const Runner *runner,
                           const FileText *file)
{
    if (runner->scope == TX_NONE)
        return TXO_NONE;
    FileRun run = { .runner = runner,
                    .no_transaction = file->no_transaction,
                    .patterns = patterns };
    bool opts = runner->scope == TX_FILE && opts_out(&run, file->text);
    return opts || runner->escape == ESCAPE_LONE ? TXO_NONE : TXO_RUNNER;
}

TxOwner file_opener(const FileRun *run)
{
    const Runner *runner = run->runner;
    if (runner->scope == TX_NONE)
        return TXO_NONE;
    if (runner->scope == TX_ALL_PENDING)
        return TXO_RUNNER;
    if (opts_out(run, run->lowered->text))
        return runner->one_string ? string_owner(run) : TXO_NONE;
    switch (runner->escape) {
    case ESCAPE_NEVER:
        return TXO_RUNNER;
    case ESCAPE_LONE:
        return string_owner(run);
    case ESCAPE_UNIFORM:
        return run->frontend->refuses_transaction && all_refuse(run) ? TXO_NONE
                                                                     : TXO_RUNNER;
    }
    return TXO_NONE;
}
