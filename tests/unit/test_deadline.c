// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/deadline.h. None waits for a clock: the signal is sent.
#include "base/deadline.h"

#include "check.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HOUR = 3600, STATUS = 4 };

static void without_a_deadline_nothing_passes(void **state)
{
    (void)state;
    assert_false(deadline_passed());
}

static void no_time_is_over_at_once(void **state)
{
    (void)state;
    deadline_start(0, STATUS);
    assert_true(deadline_passed());
    assert_int_equal(deadline_seconds(), 0);
    deadline_end();
    assert_false(deadline_passed());
}

static void the_signal_ends_the_time(void **state)
{
    (void)state;
    deadline_start(HOUR, STATUS);
    assert_false(deadline_passed());
    assert_int_equal(deadline_seconds(), HOUR);
    raise(SIGALRM);
    assert_true(deadline_passed());
    deadline_start(HOUR, STATUS);
    assert_false(deadline_passed());
    deadline_end();
}

// Runs in a process of its own; returns its exit status and what it wrote.
static int ended_by(void (*start)(unsigned, int), int signals, char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        start(HOUR, STATUS);
        deadline_place(STR("a b/\033[2J::error ##x\n"));
        for (int i = 0; i < signals; i++)
            raise(SIGALRM);
        _exit(0);
    }
    close(ends[1]);
    size_t len = 0;
    for (ssize_t got; len + 1 < size; len += (size_t)got)
        if ((got = read(ends[0], said + len, size - 1 - len)) <= 0)
            break;
    said[len] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void who_never_asks_is_ended(void **state)
{
    (void)state;
    char said[512];
    assert_int_equal(ended_by(deadline_start, 1, said, sizeof said), 0);
    assert_int_equal(ended_by(deadline_start, 2, said, sizeof said), STATUS);
    assert_true(str_starts(
        str_from(said),
        STR("tidegate: the run was ended at a b/?[2J??error ??x?: it has taken longer")));
    assert_int_equal(ended_by(deadline_start_hard, 1, said, sizeof said), STATUS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_deadline_nothing_passes),
        cmocka_unit_test(no_time_is_over_at_once),
        cmocka_unit_test(the_signal_ends_the_time),
        cmocka_unit_test(who_never_asks_is_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
