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

bool ml_computer_is_same(ml_str a, ml_str b)
{
    return ml_str_eq_nocase(a, b) || ml_computer_is_cut(a, b) || ml_computer_is_cut(b, a);
}

static const struct ml_id_run *run_of(const struct ml_member *m, uint64_t line)
{
    uint32_t lo = 0, hi = m->nruns;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        const struct ml_id_run *run = &m->runs[mid];
        if (line >= run->line && line - run->line < run->n)
            return run;
        if (line < run->line)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

ml_str ml_record_address(struct ml_arena *arena, const struct ml_member *member,
                         uint64_t line)
{
    const struct ml_id_run *run = member->is_event_log ? run_of(member, line) : NULL;

    if (!member->is_event_log)
        return ml_line_address(arena, member->address, line);
    if (!run)
        return member->address;
    unsigned long long id = run->id + (line - run->line);
    if (run->again > 1)
        return ml_arena_printf(arena, "%.*s#%llu~%u", ML_STR_ARG(member->address), id,
                               run->again);
    return ml_arena_printf(arena, "%.*s#%llu", ML_STR_ARG(member->address), id);
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
