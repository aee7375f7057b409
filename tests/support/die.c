/* SPDX-License-Identifier: MIT */
/*
 * Linked into marslog-chaos, in the place of the C library's functions that change a
 * file: SQLite's calls come here too. With MARSLOG_CHAOS_DIE=N the process group is
 * killed before the N-th change that the parent makes; with MARSLOG_CHAOS_COUNT=FILE the
 * number of changes of a whole run is written there. So a run can be cut off between any
 * two steps, which no clock would find.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static pid_t parent;
static unsigned long die_at, changes;

static void change(void)
{
    if (getpid() != parent)
        return;
    if (++changes == die_at)
        kill(0, SIGKILL);
}

static void begin(void) __attribute__((constructor));
static void begin(void)
{
    const char *n = getenv("MARSLOG_CHAOS_DIE");

    parent = getpid();
    die_at = n ? strtoul(n, NULL, 10) : 0;
}

static void end(void) __attribute__((destructor));
static void end(void)
{
    const char *path = getenv("MARSLOG_CHAOS_COUNT");
    FILE *out = path && getpid() == parent ? fopen(path, "w") : NULL;

    if (out) {
        fprintf(out, "%lu\n", changes);
        fclose(out);
    }
}

/* Under other names in C, since the headers may give a function two. */
#define IN_PLACE_OF(name) __asm__(name)
int die_renameat(int from, const char *a, int to, const char *b) IN_PLACE_OF("renameat");
int die_unlinkat(int dir, const char *name, int flags) IN_PLACE_OF("unlinkat");
int die_unlink(const char *name) IN_PLACE_OF("unlink");
int die_fsync(int fd) IN_PLACE_OF("fsync");
int die_fdatasync(int fd) IN_PLACE_OF("fdatasync");
int die_syncfs(int fd) IN_PLACE_OF("syncfs");
int die_ftruncate(int fd, off_t n) IN_PLACE_OF("ftruncate");
int die_ftruncate64(int fd, off_t n) IN_PLACE_OF("ftruncate64");
ssize_t die_pwrite(int fd, const void *p, size_t n, off_t at) IN_PLACE_OF("pwrite");
ssize_t die_pwrite64(int fd, const void *p, size_t n, off_t at) IN_PLACE_OF("pwrite64");

int die_renameat(int from, const char *a, int to, const char *b)
{
    change();
    return (int)syscall(SYS_renameat2, from, a, to, b, 0);
}

int die_unlinkat(int dir, const char *name, int flags)
{
    change();
    return (int)syscall(SYS_unlinkat, dir, name, flags);
}

int die_unlink(const char *name)
{
    change();
    return (int)syscall(SYS_unlinkat, AT_FDCWD, name, 0);
}

int die_fsync(int fd)
{
    change();
    return (int)syscall(SYS_fsync, fd);
}

int die_fdatasync(int fd)
{
    change();
    return (int)syscall(SYS_fdatasync, fd);
}

int die_syncfs(int fd)
{
    change();
    return (int)syscall(SYS_syncfs, fd);
}

int die_ftruncate(int fd, off_t n)
{
    change();
    return (int)syscall(SYS_ftruncate, fd, n);
}

int die_ftruncate64(int fd, off_t n)
{
    return die_ftruncate(fd, n);
}

ssize_t die_pwrite(int fd, const void *p, size_t n, off_t at)
{
    change();
    return syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t die_pwrite64(int fd, const void *p, size_t n, off_t at)
{
    return die_pwrite(fd, p, n, at);
}
