/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_SECCOMP_H
#define ML_BASE_SECCOMP_H

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "config.h"

/*
 * Words of which a filter of system calls is put together. The machine is little endian:
 * the low half of an argument comes first.
 *
 * ML_FILTER_ARCH is not defined where there can be none: other architectures, and builds
 * with a sanitizer or for coverage, since what these do at the end is not worth a list.
 */

#if defined(ML_SANITIZED) || defined(ML_COVERAGE)
#elif defined(__x86_64__)
#define ML_FILTER_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ML_FILTER_ARCH AUDIT_ARCH_AARCH64
#endif

#define ML_FILTER_LOAD(field)                                                          \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ML_FILTER_LOAD_HIGH(i)                                                         \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[i]) + 4)
#define ML_FILTER_RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define ML_FILTER_PERMIT ML_FILTER_RETURN(SECCOMP_RET_ALLOW)
#define ML_FILTER_DENY ML_FILTER_RETURN(SECCOMP_RET_ERRNO | EPERM)

/* The next `n` statements only where the loaded word is so; else they are jumped over. */
#define ML_FILTER_IF_EQUAL(word, n) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word, 0, n)
#define ML_FILTER_IF_NONE_OF(bits, n) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, n, 0)
#define ML_FILTER_IF_ANY_OF(bits, n) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, n)

#define ML_FILTER_ALLOW_WORD(word) ML_FILTER_IF_EQUAL(word, 1), ML_FILTER_PERMIT

/* With the number of the call loaded. */
#define ML_FILTER_ALLOW(name) ML_FILTER_ALLOW_WORD(__NR_##name)

/* First of all: calls of another architecture have other numbers. */
#define ML_FILTER_BEGIN                                                                \
    ML_FILTER_LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ML_FILTER_ARCH, 1, 0),    \
        ML_FILTER_RETURN(SECCOMP_RET_KILL_PROCESS), ML_FILTER_LOAD(nr)

/** For good, in this thread and those that it starts. No new privileges must be set. */
static inline int ml_filter_install(struct sock_filter *filter, size_t n)
{
    struct sock_fprog program = { (unsigned short)n, filter };
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#endif
