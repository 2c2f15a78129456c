#pragma once
#include <spawn.h>

// glibc 2.29 and 2.34 have these, but declare them for _GNU_SOURCE only, which Swift's Glibc module does not define.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict, const char *restrict);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern char **environ;

// Swift takes a global of C for shared mutable state; this process never changes its environment.
static inline char **flotilla_environment(void) { return environ; }
