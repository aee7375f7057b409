/* SPDX-License-Identifier: MIT */
#include "hive/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/seccomp.h"
#include "config.h"
#include "hive/child.h"
#include "base/ban.h"

enum { CPU_SECONDS = 60 };
static const uint64_t memory_bytes = UINT64_C(768) << 20; /* the program's own too */

static void limit(int resource, uint64_t value)
{
    struct rlimit r = { value, value };
    setrlimit(resource, &r);
}

#ifdef ML_FILTER_ARCH

static void allow_little(void)
{
    static struct sock_filter filter[] = {
        ML_FILTER_BEGIN,
        ML_FILTER_ALLOW(read),
        ML_FILTER_ALLOW(write),
        ML_FILTER_ALLOW(close),
        ML_FILTER_ALLOW(fstat),
        ML_FILTER_ALLOW(newfstatat),
        ML_FILTER_ALLOW(lseek),
        ML_FILTER_ALLOW(pread64),
        ML_FILTER_ALLOW(mmap),
        ML_FILTER_ALLOW(munmap),
        ML_FILTER_ALLOW(mprotect),
        ML_FILTER_ALLOW(mremap),
        ML_FILTER_ALLOW(madvise),
        ML_FILTER_ALLOW(brk),
        ML_FILTER_ALLOW(futex),
        ML_FILTER_ALLOW(getrandom),
        ML_FILTER_ALLOW(clock_gettime),
        ML_FILTER_ALLOW(rt_sigreturn),
        ML_FILTER_ALLOW(rt_sigprocmask),
        ML_FILTER_ALLOW(prctl), /* for the next filter; which cannot widen this one */
        ML_FILTER_ALLOW(exit),
        ML_FILTER_ALLOW(exit_group),
        ML_FILTER_IF_EQUAL(__NR_openat, 3),
        ML_FILTER_LOAD(args[2]),
        ML_FILTER_IF_NONE_OF(O_ACCMODE | O_CREAT | O_TRUNC, 1),
        ML_FILTER_PERMIT,
        ML_FILTER_DENY,
    };
    ml_filter_install(filter, ML_COUNT(filter));
}

static void deny_openat(void)
{
    static struct sock_filter filter[] = {
        ML_FILTER_LOAD(nr),
        ML_FILTER_IF_EQUAL(__NR_openat, 1),
        ML_FILTER_DENY,
        ML_FILTER_PERMIT,
    };
    ml_filter_install(filter, ML_COUNT(filter));
}

#else

static void allow_little(void)
{
}

static void deny_openat(void)
{
}

#endif

void ml_confine(uint64_t file_bytes)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0);
    syscall(SYS_close_range, (unsigned)ML_HIVE_FD + 1, ~0u, 0u);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, CPU_SECONDS);
    limit(RLIMIT_FSIZE, 0); /* a pipe is no file */
#ifndef ML_SANITIZED
    limit(RLIMIT_AS, file_bytes + memory_bytes);
#else
    (void)file_bytes;
    (void)memory_bytes;
#endif
    allow_little();
}

void ml_confine_files(void)
{
    deny_openat();
}
