/* SPDX-License-Identifier: MIT */
#include "fleet/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/seccomp.h"
#include "base/ban.h"

static void limit(int resource, uint64_t soft, uint64_t hard)
{
    struct rlimit r = { soft, hard };
    setrlimit(resource, &r);
}

static void set_limits(const struct ml_sandbox *box)
{
    limit(RLIMIT_CORE, 0, 0);
    if (box->descriptors)
        limit(RLIMIT_NOFILE, box->descriptors, box->descriptors);
    if (box->cpu_seconds) /* SIGXCPU first */
        limit(RLIMIT_CPU, box->cpu_seconds, (uint64_t)box->cpu_seconds + 5);
    if (box->file_bytes)
        limit(RLIMIT_FSIZE, box->file_bytes, box->file_bytes);
    signal(SIGXFSZ, SIG_IGN); /* writing fails, and says so */
#ifndef ML_SANITIZED
    if (box->memory_bytes)
        limit(RLIMIT_AS, box->memory_bytes, box->memory_bytes);
#endif
}

/* What a kernel knows of Landlock; it refuses what it does not. Newer than the headers
 * of some systems, hence in numbers. */
struct ruleset {
    uint64_t fs, net, scoped;
};

static const struct ruleset rulesets[] = {
    { 0x1fff, 0, 0 }, /* 1: open, list, make, remove */
    { 0x3fff, 0, 0 }, /* 2: move between folders */
    { 0x7fff, 0, 0 }, /* 3: truncate */
    { 0x7fff, 3, 0 }, /* 4: bind and connect TCP */
    { 0xffff, 3, 0 }, /* 5: ioctl of devices */
    { 0xffff, 3, 3 }, /* 6: abstract sockets, signals */
};

/* 0: there is none. A sanitizer and gcov write files of their own. */
static size_t landlock_version(void)
{
#if defined(ML_SANITIZED) || defined(ML_COVERAGE)
    return 0;
#else
    long version =
        syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : (size_t)version;
#endif
}

static void allow_reading(int ruleset, const char *path)
{
    struct stat st;
    int fd = open(path, O_PATH | O_CLOEXEC);

    if (fd < 0)
        return; /* who opens it is told why */
    struct landlock_path_beneath_attr rule = { .allowed_access =
                                                   LANDLOCK_ACCESS_FS_READ_FILE,
                                               .parent_fd = fd };
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
}

static void restrict_files(const char *const *reads)
{
    size_t version = landlock_version();

    if (!version)
        return;
    version = version < ML_COUNT(rulesets) ? version : ML_COUNT(rulesets);
    struct ruleset all = rulesets[version - 1];
    size_t n = all.scoped ? 24 : all.net ? 16 : 8;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, n, 0);
    if (ruleset < 0)
        return;
    for (; reads && *reads; reads++)
        allow_reading(ruleset, *reads);
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
}

#ifdef ML_FILTER_ARCH

/* Executable memory is for compiled patterns: these belong before the fork. */
#define NO_CODE(name, may)                                                             \
    ML_FILTER_IF_EQUAL(__NR_##name, 4), ML_FILTER_LOAD(args[2]),                       \
        ML_FILTER_IF_ANY_OF((may) ? 0 : PROT_EXEC, 1), ML_FILTER_DENY,                 \
        ML_FILTER_PERMIT

static void filter_calls(const struct ml_sandbox *box)
{
    struct sock_filter filter[] = {
        ML_FILTER_BEGIN,
        ML_FILTER_ALLOW(read),
        ML_FILTER_ALLOW(write),
        ML_FILTER_ALLOW(pread64),
        ML_FILTER_ALLOW(pwrite64),
        ML_FILTER_ALLOW(close),
        ML_FILTER_ALLOW(fstat),
        ML_FILTER_ALLOW(newfstatat),
        ML_FILTER_ALLOW(statx),
        ML_FILTER_ALLOW(lseek),
        ML_FILTER_ALLOW(getdents64),
        ML_FILTER_ALLOW(fadvise64),
        ML_FILTER_ALLOW(ftruncate),
        ML_FILTER_ALLOW(fsync),
        ML_FILTER_ALLOW(dup),
        ML_FILTER_ALLOW(pipe2),
        ML_FILTER_ALLOW(ppoll),
        ML_FILTER_ALLOW(munmap),
        ML_FILTER_ALLOW(mremap),
        ML_FILTER_ALLOW(madvise),
        ML_FILTER_ALLOW(brk),
        ML_FILTER_ALLOW(futex),
        ML_FILTER_ALLOW(getrandom),
        ML_FILTER_ALLOW(clock_gettime),
        ML_FILTER_ALLOW(clock_nanosleep),
        ML_FILTER_ALLOW(gettimeofday),
        ML_FILTER_ALLOW(rt_sigreturn),
        ML_FILTER_ALLOW(rt_sigprocmask),
        ML_FILTER_ALLOW(rt_sigaction),
        ML_FILTER_ALLOW(sigaltstack),
        ML_FILTER_ALLOW(set_robust_list),
        ML_FILTER_ALLOW(rseq),
        ML_FILTER_ALLOW(sched_yield),
        ML_FILTER_ALLOW(sched_getaffinity),
        ML_FILTER_ALLOW(sysinfo),
        ML_FILTER_ALLOW(getpid),
        ML_FILTER_ALLOW(gettid),
        ML_FILTER_ALLOW(restart_syscall),
        ML_FILTER_ALLOW(exit),
        ML_FILTER_ALLOW(exit_group),
#ifdef __NR_poll
        ML_FILTER_ALLOW(poll),
#endif
#ifdef __NR_time
        ML_FILTER_ALLOW(time),
#endif
        NO_CODE(mmap, box->may_compile),
        NO_CODE(mprotect, box->may_compile),
        /* Files to read only. */
        ML_FILTER_IF_EQUAL(__NR_openat, 4),
        ML_FILTER_LOAD(args[2]),
        ML_FILTER_IF_NONE_OF(O_ACCMODE | O_CREAT | O_TRUNC, 1),
        ML_FILTER_PERMIT,
        ML_FILTER_DENY,
        /* Threads, and no processes; where the flags lie in memory nobody can tell. */
        ML_FILTER_IF_EQUAL(__NR_clone, 4),
        ML_FILTER_LOAD(args[0]),
        ML_FILTER_IF_ANY_OF(CLONE_THREAD, 1),
        ML_FILTER_PERMIT,
        ML_FILTER_DENY,
        ML_FILTER_IF_EQUAL(__NR_clone3, 1),
        ML_FILTER_RETURN(SECCOMP_RET_ERRNO | ENOSYS),
        /* Signals to itself: abort() */
        ML_FILTER_IF_EQUAL(__NR_tgkill, 4),
        ML_FILTER_LOAD(args[0]),
        ML_FILTER_IF_EQUAL((uint32_t)getpid(), 1),
        ML_FILTER_PERMIT,
        ML_FILTER_DENY,
        /* The one socket. */
        ML_FILTER_IF_EQUAL(__NR_sendmsg, 4),
        ML_FILTER_LOAD(args[0]),
        ML_FILTER_IF_EQUAL((uint32_t)box->asks, 1),
        ML_FILTER_PERMIT,
        ML_FILTER_DENY,
        ML_FILTER_IF_EQUAL(__NR_recvmsg, 4),
        ML_FILTER_LOAD(args[0]),
        ML_FILTER_IF_EQUAL((uint32_t)box->asks, 1),
        ML_FILTER_PERMIT,
        ML_FILTER_DENY,
        /* Who is to get signals is F_SETOWN's to say. */
        ML_FILTER_IF_EQUAL(__NR_fcntl, 10),
        ML_FILTER_LOAD(args[1]),
        ML_FILTER_ALLOW_WORD(F_DUPFD_CLOEXEC),
        ML_FILTER_ALLOW_WORD(F_GETFL),
        ML_FILTER_ALLOW_WORD(F_GETFD),
        ML_FILTER_ALLOW_WORD(F_SETFD),
        ML_FILTER_DENY,
        /* Standard input may become a file of its own. */
        ML_FILTER_IF_EQUAL(__NR_dup3, 4),
        ML_FILTER_LOAD(args[1]),
        ML_FILTER_IF_EQUAL(STDIN_FILENO, 1),
        ML_FILTER_PERMIT,
        ML_FILTER_DENY,
#ifdef __NR_dup2
        ML_FILTER_IF_EQUAL(__NR_dup2, 4),
        ML_FILTER_LOAD(args[1]),
        ML_FILTER_IF_EQUAL(STDIN_FILENO, 1),
        ML_FILTER_PERMIT,
        ML_FILTER_DENY,
#endif
        ML_FILTER_DENY,
    };
    ml_filter_install(filter, ML_COUNT(filter));
}

#else

static void filter_calls(const struct ml_sandbox *box)
{
    (void)box;
}

#endif

void ml_sandbox_enter(const struct ml_sandbox *box)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0);
    restrict_files(box->reads);
    set_limits(box);
    filter_calls(box);
}

const char *ml_sandbox_offers(void)
{
#ifdef ML_FILTER_ARCH
    bool seccomp = prctl(PR_GET_SECCOMP) >= 0;
#else
    bool seccomp = false;
#endif
    bool landlock = landlock_version() > 0;

    if (seccomp)
        return landlock ? "seccomp and Landlock" : "seccomp, no Landlock";
    return landlock ? "Landlock, no seccomp" : "neither seccomp nor Landlock";
}
