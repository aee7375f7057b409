/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ban.h"

static void one_line(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = ' ';
}

static void fill(struct ml_err *err, enum ml_err_kind kind, int sys_errno,
                 const char *fmt, va_list ap)
{
    memset(err, 0, sizeof(*err));
    err->kind = kind;
    err->sys_errno = sys_errno;
    vsnprintf(err->text, sizeof(err->text), fmt, ap);
    if (sys_errno) {
        size_t n = strlen(err->text);
        snprintf(err->text + n, sizeof(err->text) - n, ": %s", strerror(sys_errno));
    }
    one_line(err->text);
}

enum ml_rc ml_err_set(struct ml_err *err, enum ml_rc rc, enum ml_err_kind kind,
                      const char *fmt, ...)
{
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, kind, 0, fmt, ap);
        va_end(ap);
    }
    return rc;
}

enum ml_rc ml_err_sys(struct ml_err *err, enum ml_rc rc, int sys_errno, const char *fmt,
                      ...)
{
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, ML_ERR_IO, sys_errno, fmt, ap);
        va_end(ap);
    }
    return rc;
}

void ml_err_at(struct ml_err *err, const char *where, uint32_t line)
{
    if (!err)
        return;
    snprintf(err->where, sizeof(err->where), "%s", where);
    one_line(err->where);
    err->line = line;
}

static int oom_status;

void ml_oom_exits(int status)
{
    oom_status = status;
}

void ml_oom(void)
{
    if (oom_status)
        _exit(oom_status);
    fputs("marslog: out of memory\n", stderr);
    abort();
}
