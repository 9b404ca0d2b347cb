// SPDX-License-Identifier: Apache-2.0
// Unit tests of the Markdown report: it fits, and nobody's text becomes anything but
// text, as GitHub's renderer sees it.
#include "report/markdown.h"
#include "report/text_safe.h"

#include "html.h"
#include "page.h"

// What who opens a pull request would like to be more than text.
static const Str hostile[] = {
    STR_INIT("@octocat"),
    STR_INIT("#123"),
    STR_INIT("GH-12 gh-13"),
    STR_INIT("org/repo#5 org/repo@deadbeef1234567"),
    STR_INIT("deadbeef123 badc0de"),
    STR_INIT("a`b"),
    STR_INIT("``x```y`"),
    STR_INIT("`"),
    STR_INIT("a|b \\|c \\\\|d |"),
    STR_INIT("\\"),
    STR_INIT("<script>alert(1)</script>"),
    STR_INIT("<!-- x --> --> <b onclick=x>"),
    STR_INIT("&amp; &lt;img&gt; &#64;octocat"),
    STR_INIT("![i](https://evil.example/x.png)"),
    STR_INIT("[l](https://evil.example) [l]: https://evil.example"),
    STR_INIT("https://evil.example/x www.evil.example a@evil.example"),
    STR_INIT("</details></summary></code></pre>"),
    STR_INIT("\n\n# heading\n\n<b>x</b>\n"),
    STR_INIT("\r\n- [x] done"),
    STR_INIT("```\n@octocat\n```"),
    STR_INIT("~~~ ~~struck~~ **strong** __strong__ *em* _em_"),
    STR_INIT("$x^2$ :tada: a:tada:"),
    STR_INIT("\x1B[31mred\x07"),
    STR_INIT("\xE2\x80\xAEgnp.exe \xE2\x80\x8B \xEF\xBB\xBF"),
    STR_INIT("\xFF\xFE\x80"),
    STR_INIT("* * *"),
    STR_INIT("1. first 2) second"),
    STR_INIT("+ plus - dash --- ==="),
    STR_INIT("> quoted"),
    STR_INIT("    set in by four"),
    STR_INIT("\ta\tb"),
    STR_INIT("::error::x ##[error]y"),
    STR_INIT("'quoted' \"quoted\" (a) a(b) e.g. 1.5 100%"),
    STR_INIT("größe 表 \xF0\x9F\x90\x98"),
};

enum { HOSTILE = sizeof hostile / sizeof *hostile };

// ---- hostile texts ----

// White space is of no weight in a paragraph.
static Str squeezed(Arena *arena, Str text)
{
    Out out = out_new(arena);
    Str trimmed = str_trim(text);
    for (size_t i = 0; i < trimmed.len; i++) {
        bool blank = trimmed.ptr[i] == ' ' || trimmed.ptr[i] == '\n';
        bool again =
            blank && i > 0 && (trimmed.ptr[i - 1] == ' ' || trimmed.ptr[i - 1] == '\n');
        if (!again)
            out_char(&out, blank ? ' ' : trimmed.ptr[i]);
    }
    return out_text(&out);
}

static void assert_shown(Arena *arena, Str html, Str text)
{
    Str shown = squeezed(arena, text_printable(arena, text, false));
    if (!str_contains(squeezed(arena, html_text(arena, html)), shown))
        fail_msg("\"" STR_FMT "\" is not shown by:\n" STR_FMT, STR_ARG(shown),
                 STR_ARG(html));
}

// Nothing in it is anything that we have not written.
static void assert_harmless(Arena *arena, Str html)
{
    Str foreign = html_foreign(html);
    if (foreign.len > 0)
        fail_msg("a tag of somebody else's: " STR_FMT, STR_ARG(foreign));
    static const char *const dangers[] = { "@octocat", "#123",  "GH-12",  "gh-13",
                                           "://",      "www.e", ":tada:", "#5",
                                           "deadbeef", "$x",    "\x1B",   "badc0de" };
    Str loose = html_loose_text(arena, html);
    for (size_t i = 0; i < sizeof dangers / sizeof *dangers; i++)
        if (str_contains(loose, str_from(dangers[i])))
            fail_msg("%s may become a link in:\n" STR_FMT, dangers[i], STR_ARG(loose));
}

static void poison(Fixture *fixture, Str text)
{
    Finding *finding = add(fixture);
    finding->path = text;
    finding->message = text;
    finding->why = text;
    finding->fix = text;
    finding->text = text;
    finding->span = (Span){ 0, text.len };
    finding->line = finding->end_line = 1;
    Finding *allowed = add(fixture);
    allowed->suppressed = true;
    allowed->suppressor = SUPPRESSED_COMMENT;
    allowed->suppress_reason = text;
    allowed->path = text;
    Change *change = add_change(fixture, OP_ADD_COLUMN, "t");
    change->migration = change->path = change->relation.name = text;
    change->facts = CHANGE_LOSES_DATA | CHANGE_FOREVER | CHANGE_BREAKS_CODE;
    add_part(fixture, change, text);
    change->parts.at[0].is = change->parts.at[0].was = text;
    change->lock_timeout = text;
    add_lock(fixture, change, LOCK_ACCESS_EXCLUSIVE);
    Change *refused = add_change(fixture, OP_DROP_TABLE, "t");
    refused->refused = text;
}

static void hostile_texts_are_text(void **state)
{
    Fixture *fixture = *state;
    fixture->report.file_url = STR("https://example.org/{path}#L{line}");
    for (size_t i = 0; i < HOSTILE; i++) {
        fixture->findings.len = 0;
        fixture->report.changes.len = 0;
        poison(fixture, hostile[i]);
        *vec_push(fixture->arena, &fixture->report.unjudged) = hostile[i];
        fixture->report.projects.at[0].path = hostile[i];
        fixture->report.base_ref = hostile[i];
        Str html = html_render(fixture->arena, reported(fixture));
        assert_harmless(fixture->arena, html);
        assert_shown(fixture->arena, html, hostile[i]);
        assert_int_equal(html_count(html, "table"), 1);
        assert_int_equal(html_count(html, "tr"), 3);
        assert_int_equal(html_count(html, "td"), 14);
        assert_int_equal(html_count(html, "details"), 2);
        fixture->report.unjudged.len = 0;
    }
}

static void a_place_of_hostile_text_is_whole(void **state)
{
    Fixture *fixture = *state;
    for (size_t i = 0; i < HOSTILE; i++) {
        fixture->report.changes.len = 0;
        Change *change = add_change(fixture, OP_DROP_COLUMN, "t");
        change->relation.name = hostile[i];
        Str html = html_render(fixture->arena, reported(fixture));
        Str cell = arena_fmt(fixture->arena, "public." STR_FMT, STR_ARG(hostile[i]));
        assert_shown(fixture->arena, html, cell);
    }
}

static void what_stands_in_backticks_is_code(void **state)
{
    Fixture *fixture = *state;
    add(fixture)->message = STR("`when` is older; (`a b`), `x`y and ` z");
    assert_has(reported(fixture),
               ": `when` is older; (`a b`), `` `x`y `` and `` ` `` z\n");
}

static void code_behind_code_is_one_span(void **state)
{
    Fixture *fixture = *state;
    add(fixture)->message = STR("`a`,b.`c`,d.e of `users`'s");
    assert_has(reported(fixture), ": `` `a`,b.`c`,d.e `` of `users`'s\n");
}

// ---- the limit ----

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return *seed >> 33;
}

// A text of up to `most` bytes, made of hostile ones.
static Str noise(Arena *arena, uint64_t *seed, size_t most)
{
    Out out = out_new(arena);
    size_t len = next(seed) % (most + 1);
    while (out.buf.len < len) {
        out_str(&out, hostile[next(seed) % HOSTILE]);
        out_char(&out, next(seed) % 3 ? ' ' : '\n');
    }
    return str_take(out_text(&out), len);
}

static void fill(Fixture *fixture, uint64_t *seed, size_t findings, size_t changes)
{
    Arena *arena = fixture->arena;
    size_t most = findings > 300 ? 300 : 9000;
    for (size_t i = 0; i < findings; i++) {
        Finding *finding = add(fixture);
        finding->severity = (Severity)(next(seed) % SEVERITY_COUNT);
        finding->rule = next(seed) % 2 ? &page_lossy : finding->rule;
        finding->message = noise(arena, seed, most);
        finding->path = noise(arena, seed, most / 4);
        finding->why = noise(arena, seed, most);
        finding->fix = noise(arena, seed, most);
        finding->suppressed = next(seed) % 5 == 0;
        finding->suppress_reason = noise(arena, seed, most);
    }
    for (size_t i = 0; i < changes; i++) {
        Change *change = add_change(fixture, (OpKind)(1 + next(seed) % 70), "t");
        change->relation.name = noise(arena, seed, most);
        change->migration = noise(arena, seed, most);
        change->facts = (unsigned)next(seed) & 0x7FFU;
        change->held = (Duration)(next(seed) % 3);
        add_part(fixture, change, noise(arena, seed, most));
        add_lock(fixture, change, (LockMode)(1 + next(seed) % 8));
    }
}

static void assert_fits(Fixture *fixture)
{
    Str text = reported(fixture);
    assert_true(text.len <= MARKDOWN_LIMIT);
    assert_true(str_starts(text, STR("<!-- tidegate -->\n## ")));
    Str html = html_render(fixture->arena, text);
    assert_harmless(fixture->arena, html);
    assert_true(html_count(html, "table") <= 1);
    assert_int_equal(html_count(html, "td") % 7, 0);
    assert_int_equal(html_count(html, "h2"), 1);
    assert_int_equal(html_count(html, "sub"), 1);
}

static void any_number_of_findings_fits(void **state)
{
    static const size_t sizes[][2] = {
        { 1, 0 },   { 1, 1 },  { 2, 300 },   { 7, 40 },
        { 20, 20 }, { 60, 5 }, { 400, 300 }, { 5000, 70 }
    };
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        void *own = NULL;
        uint64_t seed = i;
        page_open(&own);
        fill(own, &seed, sizes[i][0], sizes[i][1]);
        assert_fits(own);
        page_close(&own);
    }
}

static void everything_else_may_be_long_too(void **state)
{
    Fixture *fixture = *state;
    uint64_t seed = 3;
    fill(fixture, &seed, 30, 30);
    for (size_t i = 0; i < 500; i++) {
        *vec_push(fixture->arena, &fixture->report.unjudged) =
            noise(fixture->arena, &seed, 5000);
        *vec_push(fixture->arena, &fixture->report.approvals) =
            (ReportApproval){ noise(fixture->arena, &seed, 5000), i };
        *vec_push(fixture->arena, &fixture->report.projects) =
            (ReportProject){ .path = noise(fixture->arena, &seed, 5000),
                             .layout = STR("plain"),
                             .dialect = STR("postgres"),
                             .engine = STR("postgres@14"),
                             .runner = STR("plain"),
                             .migrations = 1,
                             .fresh = 1 };
    }
    fixture->report.base_ref = noise(fixture->arena, &seed, 5000);
    assert_fits(fixture);
    assert_has(reported(fixture), "- and 493 more\n"); // projects
}

static void notices_go_first_then_excerpts_then_reasons(void **state)
{
    Fixture *fixture = *state;
    for (size_t i = 0; i < 100; i++)
        add(fixture);
    for (size_t i = 0; i < 900; i++)
        add(fixture)->severity = SEV_NOTICE;
    Str text = reported(fixture);
    assert_has(text, "**Left out, as there is no room:** ");
    assert_has(text, " notices. `tidegate check --format text` says the rest.");
    assert_has(text, "**100 errors, 900 notices**");
    for (size_t i = 0; i < 700; i++)
        add(fixture);
    text = reported(fixture);
    assert_has(text, " excerpts, 900 notices. `tidegate check");
    assert_has(text, "</details>");
    fixture->report.run_url = STR("https://example.org/runs/7");
    for (size_t i = 0; i < 4500; i++)
        add(fixture);
    text = reported(fixture);
    assert_has(text, " errors, ");
    assert_has(text, "900 notices. The full report is in the log of the run.");
    assert_lacks(text, "```");
    assert_lacks(text, "</details>");
    assert_true(text.len > MARKDOWN_LIMIT - 1000); // what fits is there
}

static void a_rare_error_is_not_crowded_out(void **state)
{
    Fixture *fixture = *state;
    for (size_t i = 0; i < 5000; i++)
        add(fixture);
    add(fixture)->rule = &page_lossy;
    Str text = reported(fixture);
    assert_has(text, "#### `lossy-type-change`: ");
    assert_has(text, "**Left out, as there is no room:** ");
    assert_has(text, "**5001 errors**");
    assert_true(text.len > MARKDOWN_LIMIT - 1000);
}

static void a_summary_has_room_for_more(void **state)
{
    Fixture *fixture = *state;
    for (size_t i = 0; i < 1000; i++)
        add(fixture);
    fixture->report.verdict = verdict_of(&fixture->findings, FAIL_ON_ERROR);
    Out out = out_new(fixture->arena);
    markdown_write(&out, &fixture->report, 1024 * 1024);
    assert_lacks(out_text(&out), "Left out");
    assert_true(out.buf.len > MARKDOWN_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(hostile_texts_are_text),
        page_test(a_place_of_hostile_text_is_whole),
        page_test(what_stands_in_backticks_is_code),
        page_test(code_behind_code_is_one_span),
        page_test(any_number_of_findings_fits),
        page_test(everything_else_may_be_long_too),
        page_test(notices_go_first_then_excerpts_then_reasons),
        page_test(a_rare_error_is_not_crowded_out),
        page_test(a_summary_has_room_for_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
