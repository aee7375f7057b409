/* SPDX-License-Identifier: MIT */
#include "scan/computers.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/ban.h"

/* A name, whatever domain it stands with, and what its computer was called next. */
struct computer {
    ml_str name;
    size_t next; /* 1 + index; 0: it was not renamed */
};

struct computers {
    struct computer *all;
    size_t n, cap;
};

/* The index of a name, which is added when it is new; `n` when there are too many. */
static size_t index_of(struct computers *c, ml_str name)
{
    enum {
        MANY = 1000
    }; /* computers of one bundle; further ones stand for themselves */

    for (size_t i = 0; i < c->n; i++)
        if (ml_computer_is_same(c->all[i].name, name))
            return i;
    if (c->n < MANY) {
        struct computer computer = { name, 0 };
        ML_PUSH(c->all, c->n, c->cap, computer);
        return c->n - 1;
    }
    return c->n;
}

static int by_time(const void *a, const void *b)
{
    const struct ml_log_computer *x = a, *y = b;

    if (x->first_us != y->first_us)
        return x->first_us < y->first_us ? -1 : 1;
    return ml_str_cmp(x->name, y->name);
}

/* Each name of a log whose records all lie before those of the next one was given up
 * for it. */
static void collect(struct computers *c, const struct ml_eventlog *log)
{
    struct ml_log_computer names[ML_LOG_COMPUTERS];

    for (unsigned i = 0; i < log->ncomputers; i++) {
        names[i] = log->computers[i];
        index_of(c, names[i].name);
    }
    qsort(names, log->ncomputers, sizeof(*names), by_time);
    for (unsigned i = 1; i < log->ncomputers; i++) {
        size_t from = index_of(c, names[i - 1].name), to = index_of(c, names[i].name);
        if (names[i - 1].last_us < names[i].first_us && from != to && from < c->n &&
            to < c->n && !c->all[from].next)
            c->all[from].next = 1 + to;
    }
}

/* The name that the computer has now; a circle of names ends where it began. */
static ml_str name_now(struct computers *c, ml_str name)
{
    size_t i = index_of(c, name);

    if (i == c->n)
        return name;
    for (size_t steps = 0; c->all[i].next && steps < c->n; steps++)
        i = c->all[i].next - 1;
    return c->all[i].name;
}

static void add_earlier(struct ml_member_scan *scan, struct computers *c, ml_str now)
{
    struct ml_buf names = { 0 };
    int64_t last_us = 0;

    for (unsigned i = 0; i < scan->log.ncomputers; i++) {
        const struct ml_log_computer *other = &scan->log.computers[i];
        if (ml_computer_is_same(other->name, now) ||
            !ml_computer_is_same(name_now(c, other->name), now))
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
    for (size_t i = 0; i < n; i++) {
        const struct ml_log_computer *own = ml_eventlog_newest(&scans[i]->log);
        if (!own)
            continue;
        ml_str now = name_now(&c, own->name);
        ml_member_add_fact(scans[i], "server.name", now,
                           (struct ml_time){ own->last_us, ML_CLOCK_UTC }, 0,
                           ML_STR_NONE);
        add_earlier(scans[i], &c, now);
    }
    free(c.all);
}
