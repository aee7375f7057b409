/* SPDX-License-Identifier: MIT */
#include "fleet/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/ban.h"

void ml_lock_name(char ret[ML_LOCK_NAME_BYTES], const char *history)
{
    snprintf(ret, ML_LOCK_NAME_BYTES, "%s-lock", history);
}

enum ml_rc ml_lock_take(int *ret, const char *history, struct ml_err *err)
{
    char name[ML_LOCK_NAME_BYTES];

    ml_lock_name(name, history);
    *ret = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (*ret < 0) {
        ml_err_sys(err, ML_FAIL, errno, "cannot write beside the history");
        ml_err_at(err, name, 0);
        return ML_FAIL;
    }
    if (flock(*ret, LOCK_EX | LOCK_NB) == 0)
        return ML_OK;
    close(*ret);
    *ret = -1;
    ml_err_set(err, ML_FAIL, ML_ERR_USAGE,
               "another run is at work on this history; wait for its end, or give "
               "another one with --history");
    ml_err_at(err, history, 0);
    return ML_FAIL;
}

enum ml_rc ml_lock_folder(int folder, const char *path, struct ml_err *err)
{
    if (flock(folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return ML_OK;
    ml_err_set(err, ML_FAIL, ML_ERR_USAGE,
               "another run is writing its reports here; wait for its end, or give "
               "another folder with --out");
    ml_err_at(err, path, 0);
    return ML_FAIL;
}
