/* SPDX-License-Identifier: MIT */
#include "diagnose/unknown.h"

#include <stdlib.h>

#include "base/ban.h"

static int by_template(const void *a, const void *b)
{
    const struct ml_unknown_kind *x = a, *y = b;
    int c = ml_str_cmp(x->template_text, y->template_text);

    return c ? c : (x->order > y->order) - (x->order < y->order);
}

static int by_rank(const void *a, const void *b)
{
    const struct ml_unknown_kind *x = a, *y = b;

    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    if (x->last.us != y->last.us)
        return x->last.us > y->last.us ? -1 : 1;
    return ml_str_cmp(x->template_text, y->template_text);
}

static void join(struct ml_unknown_kind *to, const struct ml_unknown_kind *from)
{
    to->count += from->count;
    if (from->level > to->level)
        to->level = from->level;
    if (ml_time_known(from->first) &&
        (!ml_time_known(to->first) || from->first.us < to->first.us))
        to->first = from->first;
    if (ml_time_known(from->last) &&
        (!ml_time_known(to->last) || from->last.us > to->last.us))
        to->last = from->last;
}

static void add_part(const struct ml_group_part *part, struct ml_arena *arena,
                     struct ml_server *server)
{
    const struct ml_case *in = part->c;

    for (uint32_t i = 0; i < in->nunknown; i++) {
        const struct ml_unknown *u = &in->unknown[i];
        if (!ml_group_has(part, u->member))
            continue;
        server->unknown[server->nunknown] = (struct ml_unknown_kind){
            .template_text = u->template_text,
            .example = u->example,
            .address = ml_record_address(arena, &in->members[u->member], u->line),
            .level = u->level,
            .count = u->count,
            .first = u->first,
            .last = u->last,
            .order = server->nunknown,
        };
        server->nunknown++;
    }
    server->unknown_beyond += in->unknown_beyond;
}

void ml_unknown_build(const struct ml_group *group, struct ml_arena *arena,
                      struct ml_server *server)
{
    size_t most = 0;
    uint32_t n = 0;

    for (uint32_t p = 0; p < group->nparts; p++)
        most += group->parts[p].c->nunknown;
    server->unknown = ml_arena_array(arena, most, sizeof(*server->unknown));
    for (uint32_t p = 0; p < group->nparts; p++)
        add_part(&group->parts[p], arena, server);
    if (!server->nunknown)
        return;
    qsort(server->unknown, server->nunknown, sizeof(*server->unknown), by_template);
    for (uint32_t i = 0; i < server->nunknown; i++) {
        struct ml_unknown_kind *k = &server->unknown[i];
        if (n && ml_str_eq(server->unknown[n - 1].template_text, k->template_text))
            join(&server->unknown[n - 1], k);
        else
            server->unknown[n++] = *k;
    }
    server->nunknown = n;
    qsort(server->unknown, n, sizeof(*server->unknown), by_rank);
}
