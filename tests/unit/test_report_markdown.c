// SPDX-License-Identifier: Apache-2.0
// Unit tests of the Markdown report: what it says of findings and of what a change does.
#include "page.h"

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
    assert_true(str_starts(reported(fixture), STR("<!-- tidegate:billing -->\n")));
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
    add(fixture)->rule = &page_lossy;
    add(fixture);
    add(fixture)->rule = &page_lossy;
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
    assert_has(text,
               "- `drop-column` `drizzle/0001_b.sql:2` by the configuration: nobody "
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
    assert_has(text, "[`full report`](https://example.org/runs/7)");
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
    add_part(fixture, change, STR("email"));
    add_lock(fixture, change, LOCK_ACCESS_EXCLUSIVE);
    Change *made = add_change(fixture, OP_CREATE_TABLE, "notes");
    made->facts = CHANGE_UNUSED;
    Str text = reported(fixture);
    assert_has(text, "| `0001_b:2` | DROP COLUMN | `public.users`: `email` | ACCESS "
                     "EXCLUSIVE | reads and writes | brief, then held "
                     "for a scan; waits at most `2s` | **yes** |\n");
    assert_has(text,
               "| CREATE TABLE | `public.notes` (new) | none | nothing | brief | no "
               "|\n");
    assert_has(text, "- Drops column `email` of `public.users`\n");
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
    assert_has(
        text,
        "- [ ] Who may read and write what is as intended:\n      `public.users`\n");
    assert_has(
        text, "- [ ] Read by hand, as the text does not tell it all:\n      `EXECUTE`\n");
    assert_has(text, "- [ ] What the server refuses is mended:\n      `public.v`\n");
    assert_has(text, "the server refuses it: there is no such view | | |  |\n");
    assert_lacks(text, "A backup is taken");
}

static void of_a_long_history_the_weighty_rows_are_shown(void **state)
{
    Fixture *fixture = *state;
    for (size_t i = 0; i < 3000; i++) {
        bool drop = i % 1000 == 17;
        Change *change = add_change(fixture, drop ? OP_DROP_TABLE : OP_CREATE_TABLE, "t");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(nothing_to_judge_is_one_line),
        page_test(the_mark_has_a_name_if_there_is_one),
        page_test(a_finding_blocks_with_its_excerpt_and_the_way_out),
        page_test(findings_are_by_severity_and_by_rule),
        page_test(a_reason_is_read_once_and_every_way_out_has_its_place),
        page_test(what_is_allowed_or_approved_says_by_whom),
        page_test(what_could_not_be_judged_is_no_pass),
        page_test(places_are_links_where_the_address_is_known),
        page_test(the_table_says_whom_it_blocks_and_what_it_loses),
        page_test(a_new_table_needs_no_downtime_and_no_checklist),
        page_test(the_checklist_is_made_of_what_is_there),
        page_test(of_a_long_history_the_weighty_rows_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
