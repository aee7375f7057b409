/* SPDX-License-Identifier: MIT */
#include "fleet/stop.h"

#include <stdatomic.h>
#include <stddef.h>

#include "base/ban.h"

static atomic_bool asked;
static _Atomic(struct ml_crew *) watching;

void ml_stop_ask(void)
{
    struct ml_crew *crew = atomic_load(&watching);

    atomic_store(&asked, true);
    if (crew)
        ml_crew_stop(crew);
}

bool ml_stop_asked(void)
{
    return atomic_load(&asked);
}

void ml_stop_watch(struct ml_crew *crew)
{
    atomic_store(&watching, crew);
}
