// SPDX-License-Identifier: Apache-2.0
// A timer, its signal, and what the handler has to know: the only variables of the
// program that change, since a handler gets nothing but a number.
#include "base/deadline.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { PLACE_MAX = 200 };

static volatile sig_atomic_t is_over;
static volatile sig_atomic_t grace; // seconds that are left when the time is over
static volatile sig_atomic_t end_status;
static unsigned seconds_given;
static char place_now[PLACE_MAX + 1];

static void say(const char *text)
{
    (void)!write(STDERR_FILENO, text, strlen(text));
}

// Only what a handler may call.
static void ring(int signal_number)
{
    (void)signal_number;
    is_over = 1;
    if (grace > 0) {
        alarm((unsigned)grace);
        grace = 0;
        return;
    }
    say("tidegate: the run was ended at ");
    say(place_now[0] ? place_now : "its start");
    say(": it has taken longer than --time-limit allows, and did not stop by itself. "
        "Nothing was judged; please report this input as a bug\n");
    _exit(end_status);
}

static void start(unsigned seconds, unsigned more, int status)
{
    // Calls that it interrupts go on: whoever asks stops, the others are not disturbed.
    struct sigaction action = { .sa_handler = ring, .sa_flags = SA_RESTART };
    sigemptyset(&action.sa_mask);
    alarm(0);
    is_over = seconds == 0 && more > 0;
    grace = (sig_atomic_t)more;
    end_status = (sig_atomic_t)status;
    seconds_given = seconds;
    sigaction(SIGALRM, &action, NULL);
    if (is_over)
        grace = 0;
    alarm(is_over ? more : seconds > 0 ? seconds : 1);
}

void deadline_start(unsigned seconds, int status)
{
    start(seconds, seconds / 4 + 1, status);
}

void deadline_start_hard(unsigned seconds, int status)
{
    start(seconds, 0, status);
}

void deadline_end(void)
{
    alarm(0);
    is_over = 0;
}

// Of what somebody else has named only plain characters are shown: the handler cannot
// call what makes others fit for a terminal.
void deadline_place(Str place)
{
    size_t len = place.len < PLACE_MAX ? place.len : PLACE_MAX;
    for (size_t i = 0; i < len; i++) {
        char c = place.ptr[i];
        bool is_plain = c > ' ' && c < 0x7F && c != '#' && c != ':';
        place_now[i] = is_plain || c == ' ' ? c : '?';
    }
    place_now[len] = '\0';
}

bool deadline_passed(void)
{
    return is_over != 0;
}

unsigned deadline_seconds(void)
{
    return seconds_given;
}
