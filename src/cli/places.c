/* SPDX-License-Identifier: MIT */
#include "cli/places.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ban.h"

#ifndef ML_DATADIR
#define ML_DATADIR "/usr/local/share/marslog"
#endif

void ml_place(char *ret, size_t cap, const char *file)
{
    static const char *const from_program[] = { "data", "../share/marslog" };
    char program[4096];
    ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);

    if (n > 0) {
        program[n] = 0;
        char *slash = strrchr(program, '/');
        if (slash)
            *slash = 0;
        for (size_t i = 0; i < 2; i++) {
            snprintf(ret, cap, "%s/%s/%s", program, from_program[i], file);
            if (access(ret, R_OK) == 0)
                return;
        }
    }
    snprintf(ret, cap, "%s/%s", ML_DATADIR, file);
}

void ml_place_templates(char *ret, size_t cap)
{
    ml_place(ret, cap, "report.xsl");
    *strrchr(ret, '/') = 0;
}
