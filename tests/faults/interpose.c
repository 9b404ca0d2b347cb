// SPDX-License-Identifier: Apache-2.0
// What the linker finds here goes before the C library's. Of memory the sanitizers' own
// functions are called, where they are there, else glibc's; files are the kernel's.
#define _GNU_SOURCE
#include "interpose.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define REAL(name) __interceptor_##name
#else
#define REAL(name) __libc_##name
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);

// This is a test: it stands outside of what is tested, and works on one thread.
static Fault fault;
static size_t calls[CALL_KINDS];
static bool is_on;

void fault_begin(const Fault *wanted)
{
    fault = *wanted;
    memset(calls, 0, sizeof calls);
    is_on = true;
}

size_t fault_calls(CallKind kind)
{
    return calls[kind];
}

static bool is_met(CallKind kind)
{
    if (!is_on)
        return false;
    size_t call = ++calls[kind];
    return kind == fault.kind && fault.at > 0 &&
           (call == fault.at || (fault.stays && call > fault.at));
}

static bool fails(CallKind kind)
{
    if (!is_met(kind))
        return false;
    if (fault.raise != 0)
        raise(fault.raise);
    if (fault.error != 0)
        errno = fault.error;
    return fault.error != 0;
}

static size_t most_of(CallKind kind, size_t size)
{
    bool here = is_on && kind == fault.kind && fault.at > 0 && calls[kind] >= fault.at &&
                (fault.stays || calls[kind] == fault.at);
    return here && fault.most > 0 && size > (size_t)fault.most ? (size_t)fault.most
                                                               : size;
}

// ---- memory ----

void *malloc(size_t size)
{
    return fails(CALL_MEMORY) ? NULL : REAL(malloc)(size);
}

void *calloc(size_t count, size_t size)
{
    return fails(CALL_MEMORY) ? NULL : REAL(calloc)(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails(CALL_MEMORY) ? NULL : REAL(realloc)(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
    if (fails(CALL_MEMORY) || (size != 0 && count > SIZE_MAX / size))
        return NULL;
    return REAL(realloc)(old, count * size);
}

char *strndup(const char *text, size_t most)
{
    size_t len = strnlen(text, most);
    char *copy = fails(CALL_MEMORY) ? NULL : REAL(malloc)(len + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *strdup(const char *text)
{
    return strndup(text, strlen(text));
}

// ---- looking ----

// The C library's own function, behind the sanitizers' if there are any.
static void *next(const char *name)
{
    bool was_on = is_on;
    is_on = false; // dlsym allocates
    void *found = dlsym(RTLD_NEXT, name);
    is_on = was_on;
    return found;
}

// ISO C has no way from void * to a function but this.
#define NEXT(function, name)                                                             \
    do {                                                                                 \
        void *found_ = next(name);                                                       \
        memcpy(&(function), &found_, sizeof found_);                                     \
    } while (0)

int stat(const char *path, struct stat *info)
{
    return fails(CALL_LOOK) ? -1 : fstatat(AT_FDCWD, path, info, 0);
}

int lstat(const char *path, struct stat *info)
{
    return fails(CALL_LOOK) ? -1 : fstatat(AT_FDCWD, path, info, AT_SYMLINK_NOFOLLOW);
}

int fstat(int fd, struct stat *info)
{
    return fails(CALL_LOOK) ? -1 : fstatat(fd, "", info, AT_EMPTY_PATH);
}

int access(const char *path, int mode)
{
    return fails(CALL_LOOK) ? -1 : (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

ssize_t readlink(const char *path, char *target, size_t size)
{
    if (fails(CALL_LOOK))
        return -1;
    return (ssize_t)syscall(SYS_readlinkat, AT_FDCWD, path, target, size);
}

char *realpath(const char *path, char *resolved)
{
    char *(*real)(const char *, char *);
    NEXT(real, "realpath");
    return fails(CALL_LOOK) ? NULL : real(path, resolved);
}

char *getcwd(char *path, size_t size)
{
    char *(*real)(char *, size_t);
    NEXT(real, "getcwd");
    return fails(CALL_LOOK) ? NULL : real(path, size);
}

// ---- reading ----

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(args, mode_t) : 0;
    va_end(args);
    if (fails((flags & O_ACCMODE) == O_RDONLY ? CALL_OPEN : CALL_WRITE))
        return -1;
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    FILE *(*real)(const char *, const char *);
    NEXT(real, "fopen");
    return fails(CALL_OPEN) ? NULL : real(path, mode);
}

DIR *opendir(const char *path)
{
    DIR *(*real)(const char *);
    NEXT(real, "opendir");
    return fails(CALL_OPEN) ? NULL : real(path);
}

static bool ends_here(void)
{
    return is_on && fault.kind == CALL_READ && fault.ends && calls[CALL_READ] == fault.at;
}

ssize_t read(int fd, void *bytes, size_t size)
{
    if (fails(CALL_READ))
        return -1;
    if (ends_here())
        return 0;
    return (ssize_t)syscall(SYS_read, fd, bytes, most_of(CALL_READ, size));
}

ssize_t pread(int fd, void *bytes, size_t size, off_t from)
{
    if (fails(CALL_READ))
        return -1;
    return (ssize_t)syscall(SYS_pread64, fd, bytes, most_of(CALL_READ, size), from);
}

struct dirent *readdir(DIR *stream)
{
    struct dirent *(*real)(DIR *);
    NEXT(real, "readdir");
    return fails(CALL_READ) ? NULL : real(stream);
}

void *mmap(void *at, size_t size, int rights, int flags, int fd, off_t from)
{
    if (fails(fd >= 0 ? CALL_READ : CALL_MEMORY))
        return MAP_FAILED;
    intptr_t mapped = syscall(SYS_mmap, at, size, rights, flags, fd, from);
    return (void *)mapped;
}

// ---- writing ----

ssize_t write(int fd, const void *bytes, size_t size)
{
    // What is said on standard error is the answer to a fault.
    if (fd != STDERR_FILENO && fails(CALL_WRITE))
        return -1;
    return (ssize_t)syscall(SYS_write, fd, bytes,
                            fd == STDERR_FILENO ? size : most_of(CALL_WRITE, size));
}

// A descriptor that fails to close is closed all the same.
int close(int fd)
{
    int flags = is_on ? fcntl(fd, F_GETFL) : -1;
    int result = (int)syscall(SYS_close, fd);
    bool written = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
    return written && fails(CALL_WRITE) ? -1 : result;
}

int fsync(int fd)
{
    return fails(CALL_WRITE) ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
    if (fails(CALL_WRITE))
        return -1;
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int fchmod(int fd, mode_t mode)
{
    return fails(CALL_WRITE) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int chmod(const char *path, mode_t mode)
{
    return fails(CALL_WRITE) ? -1 : (int)syscall(SYS_fchmodat, AT_FDCWD, path, mode);
}

int mkdir(const char *path, mode_t mode)
{
    return fails(CALL_WRITE) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
