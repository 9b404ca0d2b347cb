// SPDX-License-Identifier: Apache-2.0
// What a static tidegate is linked with in place of code that could talk to servers.
//
// libgit2 is built without its transports and streams (see static.sh): what is left of it
// names the functions and variables below. The C library has a resolver of names and asks
// a daemon about users, both by sockets: stand-ins keep them out. tests/dist/offline.sh
// looks for what is left.
#include <git2.h>
#include <git2/sys/transport.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>

// ---- libgit2: settings and beginnings of its transports, in 1.5 to 1.9 ----

bool git_http__expect_continue = false;
bool git_smart__ofs_delta_enabled = true;
int git_socket_stream__connect_timeout = 0;
int git_socket_stream__timeout = 0;

int git_transport_ssh_global_init(void);
int git_transport_ssh_libssh2_global_init(void);
int git_stream_registry_global_init(void);
int git_socket_stream_global_init(void);
int git_openssl_stream_global_init(void);
int git_mbedtls_stream_global_init(void);

int git_transport_ssh_global_init(void)
{
    return 0;
}

int git_transport_ssh_libssh2_global_init(void)
{
    return 0;
}

int git_stream_registry_global_init(void)
{
    return 0;
}

int git_socket_stream_global_init(void)
{
    return 0;
}

int git_openssl_stream_global_init(void)
{
    return 0;
}

int git_mbedtls_stream_global_init(void)
{
    return 0;
}

int git_transport_new(git_transport **out, git_remote *owner, const char *url)
{
    (void)owner, (void)url;
    *out = NULL;
    return GIT_ENOTFOUND;
}

// ---- the C library ----

// libgit2 asks only where the program runs as another user than the one who started it.
int getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t size,
               struct passwd **found)
{
    (void)uid, (void)entry, (void)buffer, (void)size;
    *found = NULL; // no such user, which is no error
    return 0;
}

// The C library keeps the state of its resolver of names for each thread, and whoever
// makes a thread would bring the resolver along. glibc's own name for it: nobody looks.
__thread void *__libc_resp;
