// SPDX-License-Identifier: Apache-2.0
// Unit tests of the Markdown report: what it says, that it fits, and that nobody's text
// becomes anything but text, as GitHub's renderer sees it.
#include "report/markdown.h"

#include "report/text_safe.h"

#include "check.h"
#include "html.h"
#include "sample.h"

static const char SQL[] = "ALTER TABLE users\n  DROP COLUMN email;\n";

static const Rule lossy = { .id = "lossy-type-change",
                            .title = "The new type cannot hold every value",
                            .severity = SEV_ERROR,
                            .loses_data = true };

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

typedef struct Fixture {
    Arena *arena;
    FindingVec findings;
    Report report;
} Fixture;

static int setup(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    fixture->report = (Report){
        .version = "0.1.0",
        .grammar = STR("PostgreSQL 18.0"),
        .base_ref = STR("origin/main"),
        .base_commit = STR("0123456789abcdef0123456789abcdef01234567"),
        .findings = &fixture->findings,
        .fail_on = FAIL_ON_ERROR,
    };
    *vec_push(arena, &fixture->report.projects) =
        (ReportProject){ STR("drizzle"), STR("drizzle"), STR("postgres"),
                         STR("postgres@14"), STR("drizzle"), 12, 3 };
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

static Finding *add(Fixture *fixture)
{
    Finding *finding = vec_push(fixture->arena, &fixture->findings);
    *finding = sample_finding(fixture->arena, str_from(SQL),
                              span_of(str_from(SQL), "DROP COLUMN email"));
    return finding;
}

static Change *add_change(Fixture *fixture, OpKind kind, const char *table)
{
    Change *change = vec_push(fixture->arena, &fixture->report.changes);
    *change = (Change){
        .path = STR("drizzle/0001_b.sql"),
        .migration = STR("0001_b"),
        .line = 2,
        .kind = kind,
        .object = OBJ_TABLE,
        .operation = str_from(op_kind_words(kind)),
        .relation = { STR("public"), str_from(table) },
        .count = 1,
    };
    return change;
}

static void lock(Fixture *fixture, Change *change, LockMode mode)
{
    *vec_push(fixture->arena, &change->locks) =
        (LockTaken){ change->relation, mode, OBJ_TABLE };
}

static void part(Fixture *fixture, Change *change, Str name)
{
    *vec_push(fixture->arena, &change->parts) = (ChangePart){ .name = name };
}

static Str reported(Fixture *fixture)
{
    fixture->report.verdict =
        verdict_of(&fixture->findings, fixture->report.fail_on);
    Out out = out_new(fixture->arena);
    reporter_find(STR("markdown"))->write(&out, &fixture->report);
    return out_text(&out);
}

static void assert_has(Str text, const char *words)
{
    if (!str_contains(text, str_from(words)))
        fail_msg("\"%s\" is not in:\n" STR_FMT, words, STR_ARG(text));
}

static void assert_lacks(Str text, const char *words)
{
    if (str_contains(text, str_from(words)))
        fail_msg("\"%s\" is in:\n" STR_FMT, words, STR_ARG(text));
}

// ---- what it says ----

static void nothing_to_judge_is_one_line(void **state)
{
    assert_str(reported(*state),
               "<!-- tidegate -->\n"
               "✅ **Database migrations: passed.** This change has none that need a "
               "look.\n");
}

static void the_mark_has_a_name_if_there_is_one(void **state)
{
    Fixture *fixture = *state;
    fixture->report.comment_name = STR("billing");
    assert_true(
        str_starts(reported(fixture), STR("<!-- tidegate:billing -->\n")));
}

static void a_finding_blocks_with_its_excerpt_and_the_way_out(void **state)
{
    Fixture *fixture = *state;
    add(fixture);
    Str text = reported(fixture);
    assert_has(text, "## ⛔ Database migrations: blocked\n\n**1 error**\n");
    assert_has(text, "- `drizzle` (drizzle, postgres@14): 12 migrations, 3 new or edited "
                     "since `origin/main` (`0123456`)\n");
    assert_has(text, "#### `drop-column`\n\n`drizzle/0001_b.sql:2`: Column "
                     "`users.email` is dropped\n\n```text\n 2 |   DROP COLUMN email;\n");
    assert_has(text, "**Why**\n\nIts data is lost\n\n**Instead**\n\nStop using it "
                     "first\n\n</details>\n");
    assert_has(text, "tidegate 0.1.0 · PostgreSQL 18.0");
}

static void findings_are_by_severity_and_by_rule(void **state)
{
    Fixture *fixture = *state;
    add(fixture)->severity = SEV_NOTICE;
    add(fixture)->rule = &lossy;
    add(fixture);
    add(fixture)->rule = &lossy;
    Str text = reported(fixture);
    size_t errors = str_find(text, STR("### ⛔ Errors"), 0);
    size_t types = str_find(text, STR("#### `lossy-type-change`: The new type"), 0);
    size_t drops = str_find(text, STR("#### `drop-column`"), 0);
    size_t notices = str_find(text, STR("Notices"), 0);
    assert_true(errors < types && types < drops && drops < notices && notices < text.len);
    assert_true(str_find(text, STR("#### `lossy-type-change`"), types + 1) == text.len);
}

static void a_reason_is_read_once_and_every_way_out_has_its_place(void **state)
{
    Fixture *fixture = *state;
    add(fixture);
    Finding *second = add(fixture);
    second->fix = STR("Keep it:\n  SELECT 1;\nand wait");
    second->line = 7;
    Str text = reported(fixture);
    size_t why = str_find(text, STR("**Why**\n"), 0);
    assert_true(why < text.len);
    assert_true(str_find(text, STR("**Why**"), why + 1) == text.len);
    assert_has(text, "**Instead**, `drizzle/0001_b.sql:2`\n\nStop using it first\n");
    assert_has(text, "**Instead**, `drizzle/0001_b.sql:7`\n\nKeep it:\n\n```sql\nSELECT "
                     "1;\n```\n\nand wait\n");
}

static void what_is_allowed_or_approved_says_by_whom(void **state)
{
    Fixture *fixture = *state;
    Finding *allowed = add(fixture);
    allowed->suppressed = true;
    allowed->suppressor = SUPPRESSED_CONFIG;
    allowed->suppress_reason = STR("nobody reads it");
    Finding *approved = add(fixture);
    approved->severity = SEV_WARNING;
    approved->approved = STR("label db-approved: the archive has it");
    *vec_push(fixture->arena, &fixture->report.approvals) =
        (ReportApproval){ STR("label db-approved: the archive has it"), 1 };
    Str text = reported(fixture);
    assert_has(text, "## ✅ Database migrations: passed\n\n**1 warning, 1 allowed**");
    assert_has(text, "- **Approved:** label db-approved: the archive has it (1 error is "
                     "a warning now)\n");
    assert_has(text, "**Approved**, so it warns and was an error: label db-approved");
    assert_has(text, "1 finding is allowed, with its reason");
    assert_has(text, "- `drop-column` `drizzle/0001_b.sql:2` by the configuration: nobody "
                     "reads it\n");
}

static void what_could_not_be_judged_is_no_pass(void **state)
{
    Fixture *fixture = *state;
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("there is no parser");
    assert_has(reported(fixture), "## ⚠️ Database migrations: not all judged\n");
    fixture->report.failed = true;
    Str text = reported(fixture);
    assert_has(text, "## ⚠️ Database migrations: could not judge\n");
    assert_has(text, "is no pass:\n\n- there is no parser\n");
    assert_lacks(text, "no findings");
}

static void places_are_links_where_the_address_is_known(void **state)
{
    Fixture *fixture = *state;
    add(fixture)->path = STR("a b/(1)%7Bline%7D{line}.sql");
    fixture->report.file_url = STR("https://example.org/blob/c0/{path}#L{line}-{end}");
    fixture->report.run_url = STR("https://example.org/runs/7");
    Str text = reported(fixture);
    assert_has(text, "](https://example.org/blob/c0/a%20b/%281%29%257Bline%257D%7Bline%7D"
                     ".sql#L2-2): Column");
    assert_has(text, "[`run`](https://example.org/runs/7)");
    fixture->report.run_url = STR("javascript:alert(1)");
    assert_lacks(reported(fixture), "javascript");
}

// ---- what a change does ----

static void the_table_says_whom_it_blocks_and_what_it_loses(void **state)
{
    Fixture *fixture = *state;
    Change *change = add_change(fixture, OP_DROP_COLUMN, "users");
    change->facts = CHANGE_LOSES_DATA | CHANGE_FOREVER | CHANGE_BREAKS_CODE;
    change->held = DURATION_SCAN;
    change->lock_timeout = STR("2s");
    part(fixture, change, STR("email"));
    lock(fixture, change, LOCK_ACCESS_EXCLUSIVE);
    Change *made = add_change(fixture, OP_CREATE_TABLE, "notes");
    made->facts = CHANGE_UNUSED;
    Str text = reported(fixture);
    assert_has(text, "| `0001_b:2` | DROP COLUMN | `public.users`: `email` | ACCESS "
                     "EXCLUSIVE | reads and writes of `public.users` | brief, then held "
                     "for a scan; waits at most `2s` | **yes** |\n");
    assert_has(text, "| CREATE TABLE | `public.notes` (new) | none | nothing | brief | no "
                     "|\n");
    assert_has(text, "- Drops from `public.users`: `email`\n");
    assert_has(text, "**Irreversible.** No SQL brings back the data of "
                     "`public.users.email`: only a backup does.");
    assert_has(text, "**Yes**, unless the tables are small:");
    assert_has(text, "- [ ] What is lost is needed by nobody any more, or kept "
                     "elsewhere:\n      `public.users.email`\n");
    assert_lacks(text, "New foreign keys");
    assert_lacks(text, "fit the new type");
}

static void a_new_table_needs_no_downtime_and_no_checklist(void **state)
{
    Fixture *fixture = *state;
    add_change(fixture, OP_CREATE_TABLE, "notes")->facts = CHANGE_UNUSED;
    Str text = reported(fixture);
    assert_has(text, "## ✅ Database migrations: passed\n\n**no findings**\n");
    assert_has(text, "Reversible: SQL can undo every operation.");
    assert_has(text, "None: nothing that is in use is touched.");
    assert_has(text, "None. Nobody waits for a lock.");
    assert_lacks(text, "Review checklist");
    assert_has(text, "<details><summary>Changes, rollback");
}

static void the_checklist_is_made_of_what_is_there(void **state)
{
    Fixture *fixture = *state;
    Change *key = add_change(fixture, OP_ADD_CONSTRAINT, "orders");
    key->facts = CHANGE_CHECKS_ROWS;
    *vec_push(fixture->arena, &key->unindexed) = STR("customer_id");
    add_change(fixture, OP_ADD_COLUMN, "users")->facts = CHANGE_WANTS_VALUE;
    add_change(fixture, OP_ALTER_COLUMN_TYPE, "users")->facts = CHANGE_TYPE;
    add_change(fixture, OP_GRANT, "users")->facts = CHANGE_ACCESS;
    add_change(fixture, OP_EXECUTE, "")->facts = CHANGE_UNSEEN;
    add_change(fixture, OP_DROP_VIEW, "v")->refused = STR("there is no such view");
    Str text = reported(fixture);
    assert_has(text, "- [ ] New foreign keys have an index, or need none:\n");
    assert_has(text, "- [ ] New NOT NULL columns have a default");
    assert_has(text, "- [ ] All values fit the new type");
    assert_has(text, "- [ ] The rows of production meet");
    assert_has(text, "- [ ] Who may read and write what is as intended:\n      `public.users`\n");
    assert_has(text, "- [ ] Read by hand, as the text does not tell it all:\n      `EXECUTE`\n");
    assert_has(text, "- [ ] What the server refuses is mended:\n      `public.v`\n");
    assert_has(text, "the server refuses it: there is no such view | | |  |\n");
    assert_lacks(text, "A backup is taken");
}

static void of_a_long_history_the_weighty_rows_are_shown(void **state)
{
    Fixture *fixture = *state;
    for (size_t i = 0; i < 3000; i++) {
        bool drop = i % 1000 == 17;
        Change *change =
            add_change(fixture, drop ? OP_DROP_TABLE : OP_CREATE_TABLE, "t");
        change->facts = drop ? CHANGE_LOSES_DATA : CHANGE_UNUSED;
        change->line = i + 1;
    }
    Str text = reported(fixture);
    assert_has(text, "| `0001_b:18` | DROP TABLE");
    assert_has(text, "| `0001_b:2018` | DROP TABLE");
    assert_has(text, "| `0001_b:3000` | CREATE TABLE");
    assert_lacks(text, "| `0001_b:19` | CREATE TABLE");
    assert_has(text, "2940 operations more are not shown; 0 of them lose data.");
    assert_true(text.len < 20000);
}

// ---- hostile texts ----

// White space is of no weight in a paragraph.
static Str squeezed(Arena *arena, Str text)
{
    Out out = out_new(arena);
    Str trimmed = str_trim(text);
    for (size_t i = 0; i < trimmed.len; i++) {
        bool blank = trimmed.ptr[i] == ' ' || trimmed.ptr[i] == '\n';
        bool again = blank && i > 0 &&
                     (trimmed.ptr[i - 1] == ' ' || trimmed.ptr[i - 1] == '\n');
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
    static const char *const dangers[] = { "@octocat", "#123", "GH-12",  "gh-13",
                                           "://",      "www.", ":tada:", "#5",
                                           "deadbeef", "$x",   "\x1B",   "badc0de" };
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
    part(fixture, change, text);
    change->parts.at[0].is = change->parts.at[0].was = text;
    change->lock_timeout = text;
    lock(fixture, change, LOCK_ACCESS_EXCLUSIVE);
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
    size_t most = findings > 500 ? 300 : 20000;
    for (size_t i = 0; i < findings; i++) {
        Finding *finding = add(fixture);
        finding->severity = (Severity)(next(seed) % SEVERITY_COUNT);
        finding->rule = next(seed) % 2 ? &lossy : finding->rule;
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
        part(fixture, change, noise(arena, seed, most));
        lock(fixture, change, (LockMode)(1 + next(seed) % 8));
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
    static const size_t sizes[][2] = { { 1, 0 },    { 1, 1 },    { 2, 300 },  { 7, 40 },
                                       { 20, 20 },  { 60, 5 },   { 150, 90 }, { 400, 400 },
                                       { 1000, 9 }, { 5000, 70 } };
    for (uint64_t seed = 1; seed <= 2; seed++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            Fixture *fixture;
            void *own = NULL;
            uint64_t random = seed;
            setup(&own);
            fixture = own;
            fill(fixture, &random, sizes[i][0], sizes[i][1]);
            assert_fits(fixture);
            teardown(&own);
        }
    }
    (void)state;
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
            (ReportProject){ noise(fixture->arena, &seed, 5000), STR("plain"),
                             STR("postgres"), STR("postgres@14"), STR("plain"), 1, 1 };
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
    assert_has(text, " notices. The full report is in the log of the run.");
    assert_has(text, "**100 errors, 900 notices**");
    for (size_t i = 0; i < 400; i++)
        add(fixture);
    text = reported(fixture);
    assert_has(text, "excerpts, 900 notices. The full report");
    assert_has(text, "</details>");
    fixture->report.run_url = STR("https://example.org/runs/7");
    for (size_t i = 0; i < 4500; i++)
        add(fixture);
    text = reported(fixture);
    assert_has(text, " errors, ");
    assert_has(text, "900 notices. The full report is on the page of the run.");
    assert_lacks(text, "```");
    assert_lacks(text, "</details>");
    assert_true(text.len > MARKDOWN_LIMIT - 1000); // what fits is there
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

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_to_judge_is_one_line),
        TEST(the_mark_has_a_name_if_there_is_one),
        TEST(a_finding_blocks_with_its_excerpt_and_the_way_out),
        TEST(findings_are_by_severity_and_by_rule),
        TEST(a_reason_is_read_once_and_every_way_out_has_its_place),
        TEST(what_is_allowed_or_approved_says_by_whom),
        TEST(what_could_not_be_judged_is_no_pass),
        TEST(places_are_links_where_the_address_is_known),
        TEST(the_table_says_whom_it_blocks_and_what_it_loses),
        TEST(a_new_table_needs_no_downtime_and_no_checklist),
        TEST(the_checklist_is_made_of_what_is_there),
        TEST(of_a_long_history_the_weighty_rows_are_shown),
        TEST(hostile_texts_are_text),
        TEST(a_place_of_hostile_text_is_whole),
        TEST(what_stands_in_backticks_is_code),
        TEST(any_number_of_findings_fits),
        TEST(everything_else_may_be_long_too),
        TEST(notices_go_first_then_excerpts_then_reasons),
        TEST(a_summary_has_room_for_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
