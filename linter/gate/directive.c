// SPDX-License-Identifier: Apache-2.0
// The grammar of suppressions:
//   "tidegate:" ("allow" | "allow-file") RULE ("," RULE)* "(" reason ")"
// The reason goes to the last parenthesis, so it may have some of its own.
#include "gate/directive.h"

// What is left to read of the comment, without its delimiters.
typedef struct Scan {
    Str text; // of the file
    size_t at;
    size_t end;
} Scan;

static Str left(const Scan *scan)
{
    return str_slice(scan->text, scan->at, scan->end);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_';
}

static void skip_blanks(Scan *scan)
{
    while (scan->at < scan->end && is_blank(scan->text.ptr[scan->at]))
        scan->at++;
}

static bool skip_char(Scan *scan, char c)
{
    bool there = scan->at < scan->end && scan->text.ptr[scan->at] == c;
    scan->at += there;
    return there;
}

static Span take_name(Scan *scan)
{
    skip_blanks(scan);
    Span name = { scan->at, scan->at };
    while (name.end < scan->end && is_name_char(scan->text.ptr[name.end]))
        name.end++;
    scan->at = name.end;
    skip_blanks(scan);
    return name;
}

// Drizzle cuts the file at its marker wherever it stands, behind a comment too.
static Scan open_comment(Str text, Span comment)
{
    Scan scan = { text, comment.start, comment.end };
    Str body = left(&scan);
    bool block = str_starts(body, STR("/*"));
    if (block && body.len >= 4 && str_ends(body, STR("*/")))
        scan.end -= 2;
    if (block || str_starts(body, STR("--")))
        scan.at += 2;
    else if (str_starts(body, STR("#")))
        scan.at++;
    body = left(&scan);
    scan.end = scan.at + str_find(body, STR("--> statement-breakpoint"), 0);
    skip_blanks(&scan);
    return scan;
}

static bool parse_kind(Arena *arena, Scan *scan, Directive *directive)
{
    Span span = take_name(scan);
    Str word = str_slice(scan->text, span.start, span.end);
    directive->kind =
        str_eq(word, STR("allow-file")) ? DIRECTIVE_ALLOW_FILE : DIRECTIVE_ALLOW;
    if (directive->kind == DIRECTIVE_ALLOW_FILE || str_eq(word, STR("allow")))
        return true;
    directive->error = word.len == 0
                           ? STR("says nothing: there are \"allow\" and \"allow-file\"")
                           : arena_fmt(arena,
                                       "begins with \"" STR_FMT
                                       "\": there are \"allow\" and \"allow-file\"",
                                       STR_ARG(word));
    return false;
}

static bool parse_rules(Arena *arena, Scan *scan, Directive *directive)
{
    do {
        Span name = take_name(scan);
        if (name.start == name.end) {
            directive->error = STR("lacks the name of a rule");
            return false;
        }
        *vec_push(arena, &directive->rules) = name;
    } while (skip_char(scan, ','));
    return true;
}

static void parse_reason(Scan *scan, Directive *directive)
{
    bool open = skip_char(scan, '(');
    Str rest = left(scan);
    size_t close = str_rfind_char(rest, ')');
    if (!open && rest.len > 0)
        directive->error =
            STR("has something other than a comma or \"(reason)\" behind a rule's name");
    else if (!open)
        directive->error =
            STR("gives no reason: write it behind the rules, in parentheses");
    else if (close == rest.len)
        directive->error = STR("does not close the parenthesis of its reason");
    else if (str_trim(str_drop(rest, close + 1)).len > 0)
        directive->error = STR("goes on behind its reason");
    else
        directive->reason = str_trim(str_take(rest, close));
    if (directive->error.len == 0 && directive->reason.len == 0)
        directive->error = STR("gives no reason: the parentheses are empty");
}

bool directive_parse(Arena *arena, Str text, Span comment, Directive *directive)
{
    static const Str prefix = STR_INIT("tidegate:");
    Scan scan = open_comment(text, comment);
    if (!str_starts(left(&scan), prefix))
        return false;
    scan.at += prefix.len;
    *directive = (Directive){ .span = comment };
    if (parse_kind(arena, &scan, directive) && parse_rules(arena, &scan, directive))
        parse_reason(&scan, directive);
    return true;
}
