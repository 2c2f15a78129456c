#pragma once
#include <spawn.h>
#include <sys/socket.h>

// glibc 2.29 and 2.34 have these, but declare them for _GNU_SOURCE only, which Swift's Glibc module does not define.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict, const char *restrict);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern char **environ;

// Swift takes a global of C for shared mutable state; this process never changes its environment.
static inline char **flotilla_environment(void) { return environ; }

// Whether Swift sees the constants of <sys/socket.h> beside libcurl's headers depends on the order in which modules were
// built, so they are named here. Neither end is inherited by a program that another thread starts meanwhile.
static inline int flotilla_socket_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}
