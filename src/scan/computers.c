/* SPDX-License-Identifier: MIT */
#include "scan/computers.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/ban.h"

struct computers {
    struct ml_log_computer
        *all; /* one entry for a name, whatever domain it stands with */
    size_t n, cap;
};

static bool is_same(ml_str a, ml_str b)
{
    return ml_str_eq_nocase(a, b) || ml_computer_is_cut(a, b) ||
           ml_computer_is_cut(b, a);
}

static struct ml_log_computer *find(struct computers *c, ml_str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (is_same(c->all[i].name, name))
            return &c->all[i];
    return NULL;
}

static void collect(struct computers *c, const struct ml_eventlog *log)
{
    enum {
        MANY = 1000
    }; /* computers of one bundle; further ones stand for themselves */

    for (unsigned i = 0; i < log->ncomputers; i++) {
        const struct ml_log_computer *more = &log->computers[i];
        struct ml_log_computer *known = find(c, more->name);
        if (!known) {
            if (c->n < MANY)
                ML_PUSH(c->all, c->n, c->cap, *more);
            continue;
        }
        if (more->first_us < known->first_us)
            known->first_us = more->first_us;
        if (more->last_us > known->last_us) {
            known->last_us = more->last_us;
            known->name = more->name;
        }
    }
}

static const struct ml_log_computer *newest_of(const struct computers *c)
{
    const struct ml_log_computer *newest = NULL;

    for (size_t i = 0; i < c->n; i++)
        if (!newest || c->all[i].last_us > newest->last_us)
            newest = &c->all[i];
    return newest;
}

/* Whether the name was given up before the other one was first used. */
static bool came_before(struct computers *c, ml_str name,
                        const struct ml_log_computer *newest)
{
    const struct ml_log_computer *known = find(c, name);

    return known && known != newest && known->last_us < newest->first_us;
}

static void add_earlier(struct ml_member_scan *scan, struct computers *c,
                        const struct ml_log_computer *now, ml_str name)
{
    struct ml_buf names = { 0 };
    int64_t last_us = 0;

    for (unsigned i = 0; i < scan->log.ncomputers; i++) {
        const struct ml_log_computer *other = &scan->log.computers[i];
        if (is_same(other->name, name) || !came_before(c, other->name, now))
            continue;
        if (names.n)
            ml_buf_char(&names, ',');
        ml_buf_str(&names, other->name);
        if (other->last_us > last_us)
            last_us = other->last_us;
    }
    if (names.n)
        ml_member_add_fact(scan, "server.earlier-names", ml_buf_view(&names),
                           (struct ml_time){ last_us, ML_CLOCK_UTC }, 0, ML_STR_NONE);
    ml_buf_reset(&names);
}

void ml_computers_settle(struct ml_member_scan **scans, size_t n)
{
    struct computers c = { 0 };

    for (size_t i = 0; i < n; i++)
        collect(&c, &scans[i]->log);
    const struct ml_log_computer *now = newest_of(&c);
    for (size_t i = 0; now && i < n; i++) {
        const struct ml_log_computer *own = ml_eventlog_newest(&scans[i]->log);
        if (!own)
            continue;
        bool is_now = is_same(own->name, now->name) || came_before(&c, own->name, now);
        ml_str name = is_now ? now->name : own->name;
        ml_member_add_fact(scans[i], "server.name", name,
                           (struct ml_time){ own->last_us, ML_CLOCK_UTC }, 0,
                           ML_STR_NONE);
        if (is_now)
            add_earlier(scans[i], &c, now, name);
    }
    free(c.all);
}
