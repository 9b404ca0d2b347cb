// SPDX-License-Identifier: Apache-2.0
// HTML as cmark-gfm writes it: every "<" in it begins a tag, as those of texts are
// "&lt;".
#include "html.h"

#include "base/out.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static Str read_all(Arena *arena, FILE *stream)
{
    Out out = out_new(arena);
    char buffer[1 << 14];
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, stream)) > 0)
        out_str(&out, (Str){ buffer, got });
    return out_text(&out);
}

Str html_render(Arena *arena, Str markdown)
{
    char path[] = "/tmp/tidegate-html.XXXXXX";
    Str why = { 0 };
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_true(out_write_fd(arena, fd, markdown, &why));
    close(fd);
    // --unsafe: our own <details> have to come through, so that all that is raw would.
    Str command =
        arena_fmt(arena,
                  "cmark-gfm --unsafe -e table -e tasklist -e strikethrough -e autolink "
                  "%s",
                  path);
    FILE *stream = popen(arena_cstr(arena, command), "r");
    assert_non_null(stream);
    Str html = read_all(arena, stream);
    int status = pclose(stream);
    unlink(path);
    assert_int_equal(status, 0);
    return html;
}

// ---- tags ----

typedef struct Tag {
    Str name;
    Str rest; // attributes
    bool closes;
    size_t end; // behind it
} Tag;

static Tag tag_at(Str html, size_t at)
{
    size_t end = str_find_char(html, '>', at);
    Str inner = str_slice(html, at + 1, end);
    Tag tag = { .closes = str_starts(inner, STR("/")),
                .end = end < html.len ? end + 1 : end };
    inner = str_drop(inner, tag.closes ? 1 : 0);
    size_t name = str_find_char(inner, ' ', 0);
    tag.name = str_take(inner, name);
    tag.rest = str_trim(str_drop(inner, name));
    return tag;
}

static const struct Allowed {
    const char *name;
    const char *attributes; // the beginning of them; NULL: none
} allowed[] = {
    { "h2", NULL },
    { "h3", NULL },
    { "h4", NULL },
    { "p", NULL },
    { "ul", NULL },
    { "li", NULL },
    { "strong", NULL },
    { "code", "class=\"language-" },
    { "table", NULL },
    { "thead", NULL },
    { "tbody", NULL },
    { "tr", NULL },
    { "th", NULL },
    { "td", NULL },
    { "sub", NULL },
    { "details", NULL },
    { "summary", NULL },
    { "!--", "tidegate" },
    { "pre", NULL },
    { "a", "href=\"https://example.org/" },
    { "input", "type=\"checkbox\" disabled=\"\" /" },
};

static bool is_allowed(const Tag *tag)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        if (!str_eq(tag->name, str_from(allowed[i].name)))
            continue;
        const char *attributes = allowed[i].attributes;
        return tag->rest.len == 0 ||
               (attributes && str_starts(tag->rest, str_from(attributes)));
    }
    return false;
}

Str html_foreign(Str html)
{
    for (size_t at = str_find_char(html, '<', 0); at < html.len;
         at = str_find_char(html, '<', at)) {
        Tag tag = tag_at(html, at);
        if (!is_allowed(&tag))
            return str_slice(html, at, tag.end);
        at = tag.end;
    }
    return (Str){ 0 };
}

size_t html_count(Str html, const char *name)
{
    size_t count = 0;
    for (size_t at = str_find_char(html, '<', 0); at < html.len;
         at = str_find_char(html, '<', at)) {
        Tag tag = tag_at(html, at);
        count += !tag.closes && str_eq(tag.name, str_from(name));
        at = tag.end;
    }
    return count;
}

// ---- texts ----

static size_t put_char(Out *out, Str html, size_t at)
{
    static const struct Entity {
        Str name;
        char c;
    } entities[] = { { STR_INIT("&lt;"), '<' },
                     { STR_INIT("&gt;"), '>' },
                     { STR_INIT("&amp;"), '&' },
                     { STR_INIT("&quot;"), '"' } };
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (!str_starts(str_drop(html, at), entities[i].name))
            continue;
        out_char(out, entities[i].c);
        return at + entities[i].name.len;
    }
    out_char(out, html.ptr[at]);
    return at + 1;
}

static Str text_of_html(Arena *arena, Str html, bool loose)
{
    Out out = out_new(arena);
    int kept = 0; // depth in code and links
    for (size_t at = 0; at < html.len;) {
        if (html.ptr[at] != '<') {
            Out nowhere = out_new(arena);
            at = put_char(loose && kept > 0 ? &nowhere : &out, html, at);
            continue;
        }
        Tag tag = tag_at(html, at);
        bool keeps = str_eq(tag.name, STR("code")) || str_eq(tag.name, STR("a"));
        kept += keeps ? (tag.closes ? -1 : 1) : 0;
        at = tag.end;
    }
    return out_text(&out);
}

Str html_text(Arena *arena, Str html)
{
    return text_of_html(arena, html, false);
}

Str html_loose_text(Arena *arena, Str html)
{
    return text_of_html(arena, html, true);
}
