// SPDX-License-Identifier: Apache-2.0
// measure SECONDS FILE COMMAND ARGUMENT...: runs the command once, in the present folder,
// with FILE (or /dev/null) as its output and errors, and prints what it took:
//
//   {"wall": s, "cpu": s, "memory": KiB, "status": N, "signal": N}
//
// Wall time is from before the fork to the end of the process; CPU is user and system
// time, and memory the most that was resident at once, both of it and of the processes
// that it waited for. The kernel counts what a process had before exec as its own: that
// is why this is a small program, and not the script that calls it. After SECONDS the
// command's process group is killed, and the signal is 9. Exits 2 if the command cannot
// be started.
#define _DEFAULT_SOURCE // wait4()
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CANNOT_START = 127 };

static volatile sig_atomic_t group; // the command's; 0: none is running

static void kill_group(int number)
{
    (void)number;
    if (group > 0)
        kill(-(pid_t)group, SIGKILL);
}

static void fail(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(2);
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        fail("clock_gettime");
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// In the child. It does not return.
static void become(char *const command[], int input, int output)
{
    setpgid(0, 0);
    if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
        dup2(output, STDERR_FILENO) >= 0)
        execvp(command[0], command);
    _exit(CANNOT_START);
}

static int wait_for(pid_t child, struct rusage *usage)
{
    int status;
    while (wait4(child, &status, 0, usage) < 0)
        if (errno != EINTR)
            fail("wait4");
    return status;
}

int main(int argc, char *argv[])
{
    long limit = argc > 3 ? strtol(argv[1], NULL, 10) : 0;
    if (limit <= 0) {
        fprintf(stderr, "Usage: measure SECONDS FILE COMMAND [ARGUMENT…]\n");
        return 2;
    }
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int output = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (input < 0 || output < 0)
        fail(argv[2]);
    struct sigaction action = { .sa_handler = kill_group };
    if (sigaction(SIGALRM, &action, NULL) != 0)
        fail("sigaction");

    double start = now();
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0)
        become(&argv[3], input, output);
    setpgid(child, child); // here as well: whoever is first
    group = child;
    alarm((unsigned)limit);
    struct rusage usage;
    int status = wait_for(child, &usage);
    double wall = now() - start;

    if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_START) {
        fprintf(stderr, "measure: %s cannot be run\n", argv[3]);
        return 2;
    }
    printf("{\"wall\": %.6f, \"cpu\": %.6f, \"memory\": %ld, \"status\": %d, \"signal\": "
           "%d}\n",
           wall, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : -1,
           WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    return 0;
}
