/* SPDX-License-Identifier: MIT */
#include "fleet/judged.h"

#include <stdio.h>

#include "base/ban.h"

void ml_judged_page(char ret[ML_JUDGED_PAGE_BYTES], const struct ml_judged *s,
                    int which)
{
    static const char *const ends[ML_JUDGED_PAGES] = { ".xml", ".html" };

    snprintf(ret, ML_JUDGED_PAGE_BYTES, "%.*s%s", ML_STR_ARG(s->page), ends[which]);
}

void ml_judgement_reset(struct ml_judgement *judgement)
{
    ml_arena_reset(&judgement->arena);
    *judgement = (struct ml_judgement){ .n = 0 };
}
