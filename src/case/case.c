/* SPDX-License-Identifier: MIT */
#include "case/case.h"

#include <stdlib.h>

#include "base/ban.h"

const char *const ml_job_outcome_names[] = { "unknown", "unfinished", "succeeded",
                                             "failed" };

bool ml_computer_is_cut(ml_str shorter, ml_str longer)
{
    enum { NETBIOS_NAME_MAX = 15 };

    if (longer.n <= shorter.n || !ml_str_starts_nocase(longer, shorter))
        return false;
    return shorter.n == NETBIOS_NAME_MAX || longer.p[shorter.n] == '.';
}

struct ml_case *ml_case_free(struct ml_case *c)
{
    if (c) {
        ml_arena_reset(&c->arena);
        free(c);
    }
    return NULL;
}

ml_str ml_line_address(struct ml_arena *arena, ml_str file, uint64_t line)
{
    return ml_arena_printf(arena, "%.*s:%llu", ML_STR_ARG(file),
                           (unsigned long long)line);
}
