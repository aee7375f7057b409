/* SPDX-License-Identifier: MIT */
#include "hive/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/attr.h"
#include "config.h"
#include "hive/child.h"
#include "base/ban.h"

#if defined(__x86_64__)
#define FILTER_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define FILTER_ARCH AUDIT_ARCH_AARCH64
#endif
/* What a sanitizer or gcov does at the end is not worth a list. */
#if defined(ML_SANITIZED) || defined(ML_COVERAGE)
#undef FILTER_ARCH
#endif

enum { CPU_SECONDS = 60 };
static const uint64_t memory_bytes = UINT64_C(768) << 20; /* the program's own too */

static void limit(int resource, uint64_t value)
{
    struct rlimit r = { value, value };
    setrlimit(resource, &r);
}

#ifdef FILTER_ARCH

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ALLOW(number)                                                                  \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##number, 0, 1),                          \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static void install(struct sock_filter *filter, size_t n)
{
    struct sock_fprog program = { (unsigned short)n, filter };
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static void allow_little(void)
{
    /* Low half of the flags of openat: the machine is little endian. */
    static struct sock_filter filter[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FILTER_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        ALLOW(read),
        ALLOW(write),
        ALLOW(close),
        ALLOW(fstat),
        ALLOW(newfstatat),
        ALLOW(lseek),
        ALLOW(pread64),
        ALLOW(mmap),
        ALLOW(munmap),
        ALLOW(mprotect),
        ALLOW(mremap),
        ALLOW(madvise),
        ALLOW(brk),
        ALLOW(futex),
        ALLOW(getrandom),
        ALLOW(clock_gettime),
        ALLOW(rt_sigreturn),
        ALLOW(rt_sigprocmask),
        ALLOW(prctl), /* for the next filter; which cannot widen this one */
        ALLOW(exit),
        ALLOW(exit_group),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 3),
        LOAD(args[2]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_ACCMODE | O_CREAT | O_TRUNC, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    install(filter, ML_COUNT(filter));
}

static void deny_openat(void)
{
    static struct sock_filter filter[] = {
        LOAD(nr),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    install(filter, ML_COUNT(filter));
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
