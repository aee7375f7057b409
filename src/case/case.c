/* SPDX-License-Identifier: MIT */
#include "case/case.h"

#include <stdlib.h>

#include "base/ban.h"

struct ml_case *ml_case_free(struct ml_case *c)
{
    if (c) {
        ml_arena_reset(&c->arena);
        free(c);
    }
    return NULL;
}
