// SPDX-License-Identifier: Apache-2.0
// Three names of glibc 2.38 that a newer Debian's libpg_query.a asks for. deps.sh adds
// them to its copy of the archive where the machine's own libc has none of them.
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

size_t strlcpy(char *restrict to, const char *restrict from, size_t size);
size_t strlcat(char *restrict to, const char *restrict from, size_t size);
unsigned long compat_strtoul(const char *restrict text, char **restrict end,
                             int base) __asm__("__isoc23_strtoul");

size_t strlcpy(char *restrict to, const char *restrict from, size_t size)
{
    size_t len = strlen(from);
    if (size > 0) {
        size_t kept = len < size ? len : size - 1;
        memcpy(to, from, kept);
        to[kept] = '\0';
    }
    return len;
}

size_t strlcat(char *restrict to, const char *restrict from, size_t size)
{
    size_t used = strnlen(to, size);
    return used + strlcpy(to + used, from, size - used);
}

unsigned long compat_strtoul(const char *restrict text, char **restrict end, int base)
{
    return strtoul(text, end, base);
}
