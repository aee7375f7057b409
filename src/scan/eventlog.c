/* SPDX-License-Identifier: MIT */
#include "scan/eventlog.h"

#include <stdlib.h>

#include "base/time.h"
#include "record/errlog.h"
#include "base/ban.h"

void ml_eventlog_init(struct ml_eventlog *log)
{
    *log = (struct ml_eventlog){ .nrecords = 0 };
    ml_arena_init(&log->arena);
}

void ml_eventlog_reset(struct ml_eventlog *log)
{
    ml_arena_reset(&log->arena);
    free(log->tasks);
    free(log->facts);
}

bool ml_event_time(const struct ml_evtx_event *event, int64_t *ret_us)
{
    /* Between 1980 and 2200: outside it is damage, no date. */
    const int64_t least = INT64_C(315532800) * ML_SECOND_US;
    const int64_t most = INT64_C(7258118400) * ML_SECOND_US;
    uint64_t t = event->created ? event->created : event->written;

    *ret_us = ml_evtx_us(t);
    return t && *ret_us >= least && *ret_us < most;
}

bool ml_event_is_forwarded(ml_str channel)
{
    return ml_str_eq(channel, ML_STR("ForwardedEvents"));
}

static void add_computer(struct ml_eventlog *log, ml_str name, int64_t first_us,
                         int64_t last_us)
{
    struct ml_log_computer *c = log->computers;

    for (unsigned i = 0; i < log->ncomputers; i++, c++)
        if (ml_str_eq(c->name, name)) {
            if (first_us < c->first_us)
                c->first_us = first_us;
            if (last_us > c->last_us)
                c->last_us = last_us;
            return;
        }
    if (log->ncomputers < ML_LOG_COMPUTERS)
        log->computers[log->ncomputers++] =
            (struct ml_log_computer){ ml_arena_dup(&log->arena, name), first_us,
                                      last_us };
}

static void add_channel(struct ml_eventlog *log, ml_str name)
{
    for (unsigned i = 0; i < log->nchannels; i++)
        if (ml_str_eq(log->channels[i], name))
            return;
    if (log->nchannels < ML_LOG_CHANNELS)
        log->channels[log->nchannels++] = ml_arena_dup(&log->arena, name);
}

static void add_time(struct ml_eventlog *log, int64_t first_us, int64_t last_us)
{
    bool any = log->nrecords > log->nundated;

    if (!any || first_us < log->first_us)
        log->first_us = first_us;
    if (!any || last_us > log->last_us)
        log->last_us = last_us;
}

static void add_task(struct ml_eventlog *log, const uint8_t guid[16], int64_t us,
                     uint64_t line)
{
    struct ml_log_task task = { .us = us, .line = line };

    if (log->ntasks == ML_LOG_TASKS_MAX)
        return;
    for (int i = 0; i < 16; i++)
        task.guid[i] = guid[i];
    ML_PUSH(log->tasks, log->ntasks, log->cap_tasks, task);
}

/* Any GUID in the data of the agent's own log: which of them is a task is not known,
 * but one that an errlog names as such is. */
static void add_tasks(struct ml_eventlog *log, const struct ml_evtx_event *e,
                      int64_t us)
{
    struct ml_buf text = { 0 };
    uint8_t guid[16];

    for (size_t i = 0; i < e->ndata; i++) {
        const struct ml_evtx_value *v = &e->data[i].value;
        if (v->type != ML_EVTX_GUID &&
            (v->type != ML_EVTX_STRING || v->n < 2 * 36 || v->n > 2 * 39))
            continue;
        text.n = 0;
        ml_evtx_value_text(v, &text);
        ml_str s = ml_buf_view(&text);
        if (s.n == 38 && s.p[0] == '{')
            s = ml_str_sub(s, 1, 36);
        if (ml_guid_parse(s, guid))
            add_task(log, guid, us, log->nrecords);
    }
    ml_buf_reset(&text);
}

static void add_fact(struct ml_eventlog *log, const char *name, ml_str value,
                     int64_t us)
{
    struct ml_log_fact fact = { name, value, us, log->nrecords };

    if (log->nfacts < ML_LOG_FACTS_MAX && value.n)
        ML_PUSH(log->facts, log->nfacts, log->cap_facts, fact);
}

static const struct ml_evtx_value *data_called(const struct ml_evtx_event *e,
                                               ml_str name)
{
    for (size_t i = 0; i < e->ndata; i++)
        if (ml_str_eq(e->data[i].name, name))
            return &e->data[i].value;
    return NULL;
}

static ml_str text_of(struct ml_eventlog *log, const struct ml_evtx_value *v)
{
    struct ml_buf text = { 0 };

    if (v)
        ml_evtx_value_text(v, &text);
    ml_str ret = ml_arena_dup(&log->arena, ml_str_trim(ml_buf_view(&text)));
    ml_buf_reset(&text);
    return ret;
}

static ml_str iso(struct ml_eventlog *log, int64_t us)
{
    return ml_time_iso(&log->arena, (struct ml_time){ us, ML_CLOCK_UTC });
}

enum { JUMP_SECONDS = 10 }; /* less is the clock being kept right, several times a day */

/* Kernel-General 1: the clock was set. What the time zone did is no jump: these are
 * UTC. */
static void add_jump(struct ml_eventlog *log, const struct ml_evtx_event *e, int64_t us)
{
    const struct ml_evtx_value *from = data_called(e, ML_STR("OldTime"));
    const struct ml_evtx_value *to = data_called(e, ML_STR("NewTime"));
    uint64_t a, b;

    if (!from || !to || from->type != ML_EVTX_FILETIME ||
        to->type != ML_EVTX_FILETIME || !ml_evtx_value_number(from, &a) ||
        !ml_evtx_value_number(to, &b))
        return;
    int64_t seconds = (ml_evtx_us(b) - ml_evtx_us(a)) / ML_SECOND_US;
    if (seconds >= JUMP_SECONDS || seconds <= -JUMP_SECONDS)
        add_fact(log, "clock.jump-seconds",
                 ml_arena_printf(&log->arena, "%lld", (long long)seconds), us);
}

/* Kernel-General 12: the system started. */
static void add_start(struct ml_eventlog *log, const struct ml_evtx_event *e,
                      int64_t us)
{
    const struct ml_evtx_value *start = data_called(e, ML_STR("StartTime"));
    uint64_t t;

    add_fact(log, "os.build", text_of(log, data_called(e, ML_STR("BuildVersion"))), us);
    if (start && start->type == ML_EVTX_FILETIME && ml_evtx_value_number(start, &t) &&
        t)
        us = ml_evtx_us(t);
    add_fact(log, "os.last-boot", iso(log, us), us);
}

/* EventLog 6009: version, build ... of the system that started. */
static void add_version(struct ml_eventlog *log, const struct ml_evtx_event *e,
                        int64_t us)
{
    uint64_t build;

    if (e->ndata > 1 && ml_evtx_value_number(&e->data[1].value, &build) && build)
        add_fact(log, "os.build",
                 ml_arena_printf(&log->arena, "%llu", (unsigned long long)build), us);
}

static void add_facts(struct ml_eventlog *log, const struct ml_evtx_event *e,
                      int64_t us)
{
    if (ml_str_eq(e->provider, ML_STR("Microsoft-Windows-Kernel-General"))) {
        if (e->event == 1)
            add_jump(log, e, us);
        else if (e->event == 12)
            add_start(log, e, us);
    } else if (ml_str_eq(e->provider, ML_STR("EventLog"))) {
        if (e->event == 6009)
            add_version(log, e, us);
        else if (e->event == 6005)
            add_fact(log, "os.last-boot", iso(log, us), us);
    } else if (ml_str_eq_nocase(e->provider, ML_STR("CloudBackup"))) {
        add_tasks(log, e, us);
    }
}

void ml_eventlog_add(struct ml_eventlog *log, const struct ml_evtx_event *e)
{
    int64_t us;
    bool dated = ml_event_time(e, &us);

    if (dated)
        add_time(log, us, us);
    log->nrecords++;
    log->nundated += !dated;
    if (e->channel.n)
        add_channel(log, e->channel);
    if (!dated)
        return;
    if (ml_event_is_forwarded(e->channel))
        return;
    if (e->computer.n)
        add_computer(log, e->computer, us, us);
    add_facts(log, e, us);
}

void ml_eventlog_join(struct ml_eventlog *log, const struct ml_eventlog *more)
{
    if (more->nrecords > more->nundated)
        add_time(log, more->first_us, more->last_us);
    for (unsigned i = 0; i < more->ncomputers; i++)
        add_computer(log, more->computers[i].name, more->computers[i].first_us,
                     more->computers[i].last_us);
    for (unsigned i = 0; i < more->nchannels; i++)
        add_channel(log, more->channels[i]);
    for (size_t i = 0; i < more->ntasks; i++)
        add_task(log, more->tasks[i].guid, more->tasks[i].us,
                 more->tasks[i].line + log->nrecords);
    for (size_t i = 0; i < more->nfacts && log->nfacts < ML_LOG_FACTS_MAX; i++) {
        struct ml_log_fact fact = more->facts[i];
        fact.value = ml_arena_dup(&log->arena, fact.value);
        fact.line += log->nrecords;
        ML_PUSH(log->facts, log->nfacts, log->cap_facts, fact);
    }
    log->nrecords += more->nrecords;
    log->nundated += more->nundated;
}

const struct ml_log_computer *ml_eventlog_newest(const struct ml_eventlog *log)
{
    const struct ml_log_computer *newest = NULL;

    for (unsigned i = 0; i < log->ncomputers; i++)
        if (!newest || log->computers[i].last_us > newest->last_us)
            newest = &log->computers[i];
    return newest;
}
