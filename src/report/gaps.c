/* SPDX-License-Identifier: MIT */
#include "report/gaps.h"

#include "base/ban.h"

uint32_t ml_gaps_wanted(struct ml_arena *arena, const struct ml_server *server,
                        struct ml_wanted **ret)
{
    uint32_t n = 0, most = 0;

    for (uint32_t i = 0; i < server->ncauses; i++)
        most += server->causes[i].nmissing;
    struct ml_wanted *list = ml_arena_array(arena, most, sizeof(*list));
    for (uint32_t i = 0; i < server->ncauses; i++)
        for (uint32_t k = 0; k < server->causes[i].nmissing; k++) {
            const struct ml_missing *missing = &server->causes[i].missing[k];
            uint32_t known = 0;
            while (known < n &&
                   !ml_str_eq(list[known].missing->artefact->id, missing->artefact->id))
                known++;
            if (known == n)
                list[n++].missing = missing;
            list[known].ncauses++;
        }
    *ret = list;
    return n;
}

uint32_t ml_gaps_unread(struct ml_arena *arena, const struct ml_server *server,
                        struct ml_unread **ret)
{
    uint32_t n = 0, most = server->nbundles + server->nfiles;

    for (uint32_t b = 0; b < server->nbundles; b++)
        most += server->bundles[b]->nlimited;
    struct ml_unread *list = ml_arena_array(arena, most, sizeof(*list));
    for (uint32_t b = 0; b < server->nbundles; b++) {
        const struct ml_case *bundle = server->bundles[b];
        if (bundle->state == ML_UNREADABLE || bundle->reason.n)
            list[n++] = (struct ml_unread){ bundle->path, bundle->state, bundle->reason,
                                            ML_STR_NONE };
        for (uint32_t i = 0; i < bundle->nlimited; i++)
            list[n++] = (struct ml_unread){ bundle->path, ML_PARTIAL, ML_STR_NONE,
                                            bundle->limited[i] };
    }
    for (uint32_t i = 0; i < server->nfiles; i++) {
        const struct ml_member *file = server->files[i];
        /* A bundle that is itself cut short stands there already. */
        if (n && ml_str_eq(file->address, list[0].address) &&
            ml_str_eq(file->reason, list[0].reason))
            continue;
        if (file->state == ML_PARTIAL || file->state == ML_UNREADABLE)
            list[n++] = (struct ml_unread){ file->address, file->state, file->reason,
                                            ML_STR_NONE };
    }
    *ret = list;
    return n;
}
