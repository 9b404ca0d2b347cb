// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/out.h.
#include "base/out.h"

#include "../files.h"
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void builds_text(void **state)
{
    Out out = out_new(*state);
    assert_str(out_text(&out), "");
    out_str(&out, STR("a\0b"));
    out_str(&out, (Str){ 0 });
    out_cstr(&out, "cd");
    out_char(&out, '-');
    out_repeat(&out, '=', 3);
    out_repeat(&out, '=', 0);
    out_fmt(&out, "%d%%" STR_FMT, 7, STR_ARG(STR("end")));
    out_fmt(&out, "%s", "");
    assert_str(out_text(&out), "a\0bcd-===7%end");
}

static void grows_by_any_step(void **state)
{
    Out out = out_new(*state);
    for (size_t i = 0; i < 2000; i++)
        out_char(&out, (char)('a' + i % 26));
    out_repeat(&out, 'x', 100000);
    out_fmt(&out, "%20000d", 5);
    Str text = out_text(&out);
    assert_int_equal(text.len, 122000);
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(text.ptr[i], 'a' + i % 26);
    assert_int_equal(str_find_char(text, 'x', 2000), 2000);
    assert_int_equal(str_find_char(text, ' ', 2000), 102000);
    assert_true(str_ends(text, STR(" 5")));
}

// The buffer is full to the last byte when vsnprintf wants one more for its NUL.
static void formats_at_every_fill(void **state)
{
    for (size_t n = 250; n < 262; n++) {
        Out out = out_new(*state);
        out_repeat(&out, '.', n);
        out_fmt(&out, "%s", "ab");
        out_char(&out, 'c');
        assert_int_equal(out_text(&out).len, n + 3);
        assert_true(str_ends(out_text(&out), STR(".abc")));
    }
}

// Reads to the end in a child, which says by its exit status whether as much came.
static pid_t start_reader(const int ends[2], size_t expected)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    close(ends[1]);
    char buf[1000];
    size_t count = 0;
    ssize_t n;
    while ((n = read(ends[0], buf, sizeof buf)) > 0)
        count += (size_t)n;
    _exit(n == 0 && count == expected ? 0 : 1);
}

// A full non-blocking pipe gives short writes and EAGAIN.
static void writes_all_to_a_slow_pipe(void **state)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    pid_t reader = start_reader(ends, 1000003);
    close(ends[0]);
    Out out = out_new(*state);
    out_repeat(&out, 'x', 1000003);
    Str why = { 0 };
    bool written = out_write_fd(*state, ends[1], out_text(&out), &why);
    close(ends[1]);
    int status = -1;
    assert_int_equal(waitpid(reader, &status, 0), reader);
    assert_true(written);
    assert_int_equal(status, 0);
}

static void a_closed_pipe_fails_without_a_word(void **state)
{
    signal(SIGPIPE, SIG_IGN);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    Str why = STR("not set");
    assert_false(out_write_fd(*state, ends[1], STR("text"), &why));
    assert_str(why, "");
    close(ends[1]);
    signal(SIGPIPE, SIG_DFL);
}

static void a_failed_write_says_why(void **state)
{
    Str why = { 0 };
    assert_false(out_write_fd(*state, -1, STR("text"), &why));
    assert_str(why, "cannot write: Bad file descriptor");
    assert_true(out_write_fd(*state, -1, STR(""), &why));
}

static void creates_and_replaces_a_file(void **state)
{
    char folder[] = "/tmp/test_out.XXXXXX";
    assert_non_null(mkdtemp(folder));
    Str path = arena_fmt(*state, "%s/new file", folder);
    const char *cpath = arena_cstr(*state, path);
    Str why = { 0 };
    assert_true(out_write_file(*state, path, STR("long\0text\n"), &why));
    assert_str(disk_text(*state, cpath), "long\0text\n");
    assert_true(out_write_file(*state, path, STR("short"), &why));
    assert_str(disk_text(*state, cpath), "short");
    assert_true(out_write_file(*state, path, STR(""), &why));
    assert_str(disk_text(*state, cpath), "");
    assert_int_equal(unlink(cpath), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void a_file_that_cannot_be_says_why(void **state)
{
    Str why = { 0 };
    assert_false(out_write_file(*state, STR("/nowhere/at/all"), STR("x"), &why));
    assert_str(why, "cannot write /nowhere/at/all: No such file or directory");
    assert_false(out_write_file(*state, STR("/"), STR("x"), &why));
    assert_str(why, "cannot write /: Is a directory");
    assert_false(out_write_file(*state, STR("/tmp/a\0b"), STR("x"), &why));
    assert_true(str_contains(why, STR("NUL")));
}

// /dev/full takes no byte: the disk is full.
static void a_full_disk_says_why(void **state)
{
    struct stat st;
    if (stat("/dev/full", &st) != 0)
        skip();
    Str why = { 0 };
    assert_false(out_write_file(*state, STR("/dev/full"), STR("x"), &why));
    assert_str(why, "cannot write /dev/full: No space left on device");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(builds_text),
        arena_test(grows_by_any_step),
        arena_test(formats_at_every_fill),
        arena_test(writes_all_to_a_slow_pipe),
        arena_test(a_closed_pipe_fails_without_a_word),
        arena_test(a_failed_write_says_why),
        arena_test(creates_and_replaces_a_file),
        arena_test(a_file_that_cannot_be_says_why),
        arena_test(a_full_disk_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
