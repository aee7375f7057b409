/* SPDX-License-Identifier: MIT */
#include "scan/casebuild.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/canonical.h"
#include "scan/computers.h"
#include "scan/flavour.h"
#include "scan/naming.h"
#include "scan/owner.h"
#include "scan/traces.h"
#include "base/ban.h"

struct builder {
    struct ml_case *c;
    const struct ml_catalogue *catalogue;
    const struct ml_dating *dating;
    bool collected; /* when the bundle was made is known */
    struct ml_member_scan **scans;
    struct ml_hits *hits;
    size_t nhits, cap_hits;
    struct ml_fact *facts;
    size_t nfacts, cap_facts;
    struct ml_artefact_seen *artefacts;
    size_t nartefacts, cap_artefacts;
    struct ml_job_entry *jobs;
    size_t njobs, cap_jobs;
    struct ml_unknown *unknown;
    size_t nunknown, cap_unknown;
    const struct ml_clocks *clocks;
};

/* The zone that a member's stamps are in. */
static struct ml_dating dating_of(const struct builder *b, uint32_t member)
{
    const struct ml_member_clock *clock = &b->clocks->members[member];
    struct ml_dating d = *b->dating;

    d.has_offset = clock->has_offset;
    d.offset_minutes = clock->offset_minutes;
    return d;
}

static bool later(struct ml_time a, struct ml_time b)
{
    return ml_time_known(a) && (!ml_time_known(b) || a.us > b.us);
}

/* The newest date that anything but a bare errlog states. */
static struct ml_time newest_stated(struct ml_member_scan **scans, size_t n)
{
    struct ml_time newest = ML_NO_TIME;

    for (size_t i = 0; i < n; i++) {
        const struct ml_member_scan *s = scans[i];
        struct ml_time t = { 0, ML_CLOCK_BARE };
        for (size_t k = 0; k < s->nfacts; k++)
            if (later(s->facts[k].time, newest))
                newest = s->facts[k].time;
        if ((s->events || s->jobs || s->evtx) && s->dated &&
            ml_yearless_to_us(s->newest, ML_EVENT_BASE_YEAR, &t.us) && later(t, newest))
            newest = t;
        if (ml_naming_record_date(s->m.name, &t) && later(t, newest))
            newest = t;
    }
    return newest;
}

/* Members with the same bytes are analysed once: the first stands for all. */
struct digest_entry {
    uint64_t digest[2], bytes;
    uint32_t member;
};

static int by_digest(const void *a, const void *b)
{
    const struct digest_entry *x = a, *y = b;
    int c = memcmp(x->digest, y->digest, sizeof(x->digest));

    if (c == 0 && x->bytes != y->bytes)
        c = x->bytes < y->bytes ? -1 : 1;
    return c ? c : (x->member > y->member) - (x->member < y->member);
}

static void mark_same(struct ml_case *c)
{
    struct digest_entry *all = calloc(c->nmembers + 1, sizeof(*all));
    size_t n = 0;

    if (!all)
        ml_oom();
    for (uint32_t i = 0; i < c->nmembers; i++) {
        const struct ml_member *m = &c->members[i];
        if (m->state == ML_READ && m->bytes_read)
            all[n++] = (struct digest_entry){ { m->digest[0], m->digest[1] },
                                              m->bytes_read, i };
    }
    qsort(all, n, sizeof(*all), by_digest);
    for (size_t i = 1, first = 0; i < n; i++) {
        if (memcmp(all[i].digest, all[first].digest, sizeof(all[i].digest)) == 0 &&
            all[i].bytes == all[first].bytes)
            c->members[all[i].member].same_as = 1 + all[first].member;
        else
            first = i;
    }
    free(all);
}

static void add_member(struct builder *b, uint32_t i, const struct ml_member_scan *scan)
{
    const struct ml_member_clock *clock = &b->clocks->members[i];
    int year = clock->year;
    bool assumed = clock->year_assumed;
    struct ml_case *c = b->c;
    struct ml_member *m = &c->members[i];

    *m = scan->m;
    m->address = ml_arena_dup(&c->arena, m->address);
    m->name = ml_arena_dup(&c->arena, m->name);
    m->role = ml_arena_dup(&c->arena, m->role);
    m->encoding = ml_arena_dup(&c->arena, m->encoding);
    m->reason = ml_arena_dup(&c->arena, m->reason);
    m->server = ml_naming_upper(&c->arena, ml_naming_computer(scan->path));
    m->mtime = ml_dating_zone(b->dating, m->mtime);
    if (scan->dated) {
        struct ml_dating dating = dating_of(b, i);
        m->first = ml_dating_time(&dating, scan->first, year);
        m->last = ml_dating_time(&dating, scan->newest, year);
        m->year_assumed = assumed;
    }
    if (!b->collected && !assumed && later(m->last, c->collected))
        c->collected = m->last; /* the newest record, for want of anything better */
}

static ml_str job_text(struct ml_arena *arena, bool has_job, const uint8_t job[16])
{
    char text[36];

    if (!has_job)
        return ML_STR_NONE;
    ml_guid_write(job, text);
    return ml_arena_dup(arena, (ml_str){ text, sizeof(text) });
}

static void fill_occurrence(struct builder *b, struct ml_occurrence *o,
                            const struct ml_kept *k, uint32_t member, int year)
{
    struct ml_arena *arena = &b->c->arena;
    struct ml_dating dating = dating_of(b, member);

    *o = (struct ml_occurrence){ .member = member,
                                 .line = k->line,
                                 .nlines = k->nlines,
                                 .level = k->level,
                                 .job = job_text(arena, k->has_job, k->job),
                                 .text = ml_arena_dup(arena, ml_buf_view(&k->text)),
                                 .before = ml_arena_dup(arena, ml_buf_view(&k->before)),
                                 .after = ml_arena_dup(arena, ml_buf_view(&k->after)) };
    if (k->dated)
        o->time = ml_dating_time(&dating, k->stamp, year);
}

static int by_moment(const void *a, const void *b)
{
    const struct ml_moment *x = a, *y = b;

    if (x->first.clock != y->first.clock)
        return x->first.clock < y->first.clock ? -1 : 1;
    if (x->first.us != y->first.us)
        return x->first.us < y->first.us ? -1 : 1;
    int c = ml_str_cmp(x->job, y->job);
    return c ? c : (x->last.us > y->last.us) - (x->last.us < y->last.us);
}

static void fill_moments(struct builder *b, struct ml_hits *h,
                         const struct ml_minutes *minutes, int year)
{
    struct ml_arena *arena = &b->c->arena;
    struct ml_dating dating = dating_of(b, h->member);

    h->moments = ml_arena_array(arena, minutes->n, sizeof(*h->moments));
    for (size_t i = 0; i < minutes->cap; i++) {
        const struct ml_minute *m = &minutes->slots[i];
        if (!m->n)
            continue;
        struct ml_moment *to = &h->moments[h->nmoments++];
        to->n = m->n;
        to->first_line = m->first_line;
        to->last_line = m->last_line;
        to->job = job_text(arena, m->has_job, m->job);
        if (m->minute != INT64_MIN) {
            to->first = ml_dating_time(&dating, m->first, year);
            to->last = ml_dating_time(&dating, m->last, year);
        }
    }
    if (h->nmoments)
        qsort(h->moments, h->nmoments, sizeof(*h->moments), by_moment);
}

static uint32_t severities_of(const struct ml_signature *sig, uint32_t levels)
{
    uint32_t set = 0;

    if (sig->severity != ML_BY_LEVEL)
        return 1u << sig->severity;
    if (levels &
        (1u << ML_LEVEL_FATAL | 1u << ML_LEVEL_CRITICAL | 1u << ML_LEVEL_ERROR))
        set |= 1u << ML_ERROR;
    if (levels &
        (1u << ML_LEVEL_WARNING | 1u << ML_LEVEL_EVENT_WARNING | 1u << ML_LEVEL_NONE))
        set |= 1u << ML_WARNING;
    return set ? set : 1u << ML_INFO;
}

static void add_hits(struct builder *b, uint32_t member, const struct ml_acc *acc,
                     int year)
{
    struct ml_hits h = { .signature = acc->signature,
                         .member = member,
                         .count = acc->count };
    const struct ml_kept *k;

    h.severities = severities_of(&b->catalogue->signatures[acc->signature], acc->levels);
    for (; h.nhead < ML_SHOWN && h.nhead < acc->count; h.nhead++)
        fill_occurrence(b, &h.head[h.nhead], &acc->kept[h.nhead], member, year);
    for (; (k = ml_acc_tail(acc, h.ntail)) != NULL; h.ntail++)
        fill_occurrence(b, &h.tail[h.ntail], k, member, year);
    fill_moments(b, &h, &acc->minutes, year);
    ML_PUSH(b->hits, b->nhits, b->cap_hits, h);
}

static ml_str with_place(struct ml_arena *arena, const struct ml_member *m, uint64_t line,
                         ml_str record)
{
    if (record.n)
        return ml_arena_printf(arena, "%.*s#%.*s", ML_STR_ARG(m->address),
                               ML_STR_ARG(record));
    if (!line)
        return m->address;
    return ml_record_address(arena, m, line);
}

/* A fact without a time of its own was true when its file was collected. */
static struct ml_time collected_at(const struct builder *b, uint32_t member)
{
    const struct ml_member *m = &b->c->members[member];

    /* On disk a file may have been copied since; the bundle's name has not changed. */
    if (ml_time_known(m->mtime) && !b->scans[member]->on_disk)
        return m->mtime;
    return ml_time_known(b->dating->bundle_name) ? b->dating->bundle_name : m->mtime;
}

static void add_fact(struct builder *b, uint32_t member, ml_str name, ml_str value,
                     struct ml_time time, uint64_t line, ml_str record)
{
    struct ml_case *c = b->c;
    const struct ml_member *m = &c->members[member];
    struct ml_fact fact = {
        .name = ml_arena_dup(&c->arena, name),
        .value = ml_arena_dup(&c->arena, value),
        .time = ml_time_known(time) ? ml_dating_zone(b->dating, time)
                                    : collected_at(b, member),
        .address = with_place(&c->arena, m, line, record),
        .member = member,
    };
    ML_PUSH(b->facts, b->nfacts, b->cap_facts, fact);
}

static void add_seen(struct builder *b, uint32_t member, ml_str id,
                     enum ml_artefact_state state, struct ml_time time, uint64_t line,
                     ml_str record)
{
    struct ml_case *c = b->c;
    struct ml_artefact_seen seen = {
        .id = ml_arena_dup(&c->arena, id),
        .state = state,
        .address = with_place(&c->arena, &c->members[member], line, record),
        .time = ml_time_known(time) ? ml_dating_zone(b->dating, time)
                                    : collected_at(b, member),
        .member = member,
    };
    ML_PUSH(b->artefacts, b->nartefacts, b->cap_artefacts, seen);
}

static void add_channels(struct builder *b, uint32_t i, const struct ml_eventlog *log,
                         enum ml_artefact_state state)
{
    for (unsigned k = 0; k < log->nchannels; k++) {
        const char *id = ml_trace_channel(log->channels[k]);
        if (id)
            add_seen(b, i, ml_str_of(id), state, ML_NO_TIME, 0, ML_STR_NONE);
    }
}

/* Logs are artefacts too: what their records, or their name, say they hold. */
static void add_log_artefact(struct builder *b, uint32_t i,
                             const struct ml_member_scan *scan)
{
    const struct ml_member *m = &b->c->members[i];
    enum ml_artefact_state state = m->records ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY;
    const char *id = ml_trace_log(m->name);

    if (scan->errlog)
        add_seen(b, i, m->role, state, ML_NO_TIME, 0, ML_STR_NONE);
    if (scan->evtx && scan->log.nchannels)
        add_channels(b, i, &scan->log, state);
    else if ((scan->events || scan->evtx) && id && m->state != ML_UNREADABLE &&
             (m->records || m->state == ML_READ))
        add_seen(b, i, ml_str_of(id), state, ML_NO_TIME, 0, ML_STR_NONE);
}

static struct ml_time dated(const struct ml_dating *d, struct ml_time t)
{
    return ml_time_known(t) ? ml_dating_zone(d, t) : t;
}

static void add_job(struct builder *b, uint32_t member, const struct ml_raw_job *raw)
{
    struct ml_arena *arena = &b->c->arena;
    struct ml_dating dating = dating_of(b, member);
    const struct ml_job_row *row = &raw->row;
    uint8_t guid[16];
    struct ml_job_entry job = { .kind = ml_arena_dup(arena, row->kind),
                                .state = ml_arena_dup(arena, row->state),
                                .source = ml_arena_dup(arena, row->source),
                                .start = dated(&dating, row->start),
                                .end = dated(&dating, row->end),
                                .outcome = ml_jobrow_outcome(row->state),
                                .code = row->code,
                                .member = member,
                                .line = raw->line };

    if (ml_window_lacks_job(b->scans[member], row))
        return;
    job.job = job_text(arena, ml_guid_parse(row->job, guid), guid);
    ML_PUSH(b->jobs, b->njobs, b->cap_jobs, job);
}

static void add_unknown(struct builder *b, uint32_t member,
                        const struct ml_unknown_template *kind, int year)
{
    struct ml_arena *arena = &b->c->arena;
    struct ml_dating dating = dating_of(b, member);
    struct ml_unknown u = { .template_text = ml_arena_dup(arena, kind->template_text),
                            .example = ml_arena_dup(arena, kind->example),
                            .level = kind->level,
                            .count = kind->count,
                            .line = kind->line,
                            .member = member };

    if (kind->dated) {
        u.first = ml_dating_time(&dating, kind->first, year);
        u.last = ml_dating_time(&dating, kind->last, year);
    }
    ML_PUSH(b->unknown, b->nunknown, b->cap_unknown, u);
}

static void add_findings(struct builder *b, uint32_t i, const struct ml_member_scan *scan,
                         int year)
{
    struct ml_dating dating = dating_of(b, i);

    for (size_t k = 0; k < scan->accum.naccs; k++)
        add_hits(b, i, &scan->accum.accs[k], year);
    for (size_t k = 0; k < scan->accum.nyields; k++) {
        const struct ml_yield *y = &scan->accum.yields[k];
        struct ml_time t = y->dated ? ml_dating_time(&dating, y->stamp, year)
                                    : ML_NO_TIME;
        add_fact(b, i, b->catalogue->signatures[y->signature].yields, y->value, t,
                 y->line, ML_STR_NONE);
    }
    for (size_t k = 0; k < scan->nfacts; k++)
        add_fact(b, i, scan->facts[k].name, scan->facts[k].value, scan->facts[k].time,
                 scan->facts[k].line, scan->facts[k].record);
    for (size_t k = 0; k < scan->nartefacts; k++)
        add_seen(b, i, scan->artefacts[k].id, scan->artefacts[k].state,
                 scan->artefacts[k].time, scan->artefacts[k].line,
                 scan->artefacts[k].record);
    for (size_t k = 0; k < scan->nrows; k++)
        add_job(b, i, &scan->rows[k]);
    for (size_t k = 0; k < scan->unknowns.nkinds; k++)
        add_unknown(b, i, &scan->unknowns.kinds[k], year);
    b->c->unknown_beyond += scan->unknowns.beyond;
    add_log_artefact(b, i, scan);
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Lines of an event log that something refers to. */
struct lines {
    uint64_t *line;
    size_t n, cap;
};

static void add_line(struct lines *l, uint64_t line)
{
    ML_PUSH(l->line, l->n, l->cap, line);
}

static void lines_of(const struct ml_acc *acc, struct lines *l)
{
    const struct ml_kept *k;

    for (unsigned i = 0; i < ML_SHOWN && i < acc->count; i++)
        add_line(l, acc->kept[i].line);
    for (unsigned i = 0; (k = ml_acc_tail(acc, i)) != NULL; i++)
        add_line(l, k->line);
    for (size_t i = 0; i < acc->minutes.cap; i++)
        if (acc->minutes.slots[i].n) {
            add_line(l, acc->minutes.slots[i].first_line);
            add_line(l, acc->minutes.slots[i].last_line);
        }
}

/* Keep the ids of those records, and of their neighbours, which are shown beside them. */
static void keep_ids(struct builder *b, uint32_t i, const struct ml_member_scan *scan)
{
    struct ml_member *m = &b->c->members[i];
    struct lines l = { 0 };

    for (size_t k = 0; k < scan->accum.naccs; k++)
        lines_of(&scan->accum.accs[k], &l);
    for (size_t k = 0; k < scan->accum.nyields; k++)
        add_line(&l, scan->accum.yields[k].line);
    for (size_t k = 0; k < scan->nfacts; k++)
        add_line(&l, scan->facts[k].line);
    for (size_t k = 0; k < scan->unknowns.nkinds; k++)
        add_line(&l, scan->unknowns.kinds[k].line);
    if (b->clocks->calibrated && b->clocks->shown == i)
        add_line(&l, b->clocks->line);
    for (size_t k = 0, n = l.n; k < n; k++) {
        add_line(&l, l.line[k] - (l.line[k] > 0));
        add_line(&l, l.line[k] + 1);
    }
    if (l.n)
        qsort(l.line, l.n, sizeof(*l.line), by_number);
    m->runs = ml_record_ids_pick(&scan->ids, &b->c->arena, l.line, l.n, &m->nruns);
    free(l.line);
}

/* What is there but was not read, and what its presence alone says. */
static void add_traces(struct builder *b, uint32_t i, const struct ml_member_scan *scan)
{
    const struct ml_member *m = &b->c->members[i];
    const char *id = ml_trace_artefact(m->name);

    if (id && (m->state == ML_UNREADABLE ||
               (m->state == ML_PARTIAL && !scan->nartefacts && !m->records)))
        add_seen(b, i, ml_str_of(id), ML_ARTEFACT_DAMAGED, ML_NO_TIME, 0, ML_STR_NONE);
    if (ml_time_known(m->mtime) && ml_trace_is_engine_dump(scan->path))
        add_fact(b, i, ML_STR("engine.dump"), ml_time_iso(&b->c->arena, m->mtime),
                 m->mtime, 0, ML_STR_NONE);
}

/* What a copy says beside its records: whose it is, and in which zone. */
static void add_copy_facts(struct builder *b, uint32_t i)
{
    const struct ml_member_scan *scan = b->scans[i];

    bool says = scan->events || b->c->members[i].state == ML_PARTIAL;

    for (size_t k = 0; says && k < scan->nfacts; k++)
        add_fact(b, i, scan->facts[k].name, scan->facts[k].value, scan->facts[k].time,
                 scan->facts[k].line, scan->facts[k].record);
}

/* A worse copy of what is there is left aside, and the coverage says so. */
static bool set_aside(struct builder *b, uint32_t i, size_t nscans)
{
    struct ml_member *m = &b->c->members[i];
    const char *why = ml_trace_is_copy(b->scans[i], b->scans, nscans);

    if (!why || (m->state != ML_READ && m->state != ML_PARTIAL))
        return false;
    add_copy_facts(b, i);
    if (m->state == ML_PARTIAL) { /* what is wrong with it is to be said all the same */
        m->reason = ml_arena_printf(&b->c->arena, "%.*s; %s", ML_STR_ARG(m->reason), why);
        return true;
    }
    m->state = ML_SKIPPED;
    m->reason = ml_arena_dup(&b->c->arena, ml_str_of(why));
    m->bytes_skipped = m->bytes_read;
    m->bytes_read = 0;
    return true;
}

/* What the report says about the zone that the logs were found to be in. */
static void add_calibration(struct builder *b)
{
    int m = b->clocks->offset_minutes < 0 ? -b->clocks->offset_minutes : b->clocks->offset_minutes;

    if (!b->clocks->calibrated)
        return;
    ml_str value = ml_arena_printf(&b->c->arena, "%c%02d:%02d",
                                   b->clocks->offset_minutes < 0 ? '-' : '+', m / 60, m % 60);
    add_fact(b, (uint32_t)b->clocks->shown, ML_STR("clock.log-utc-offset"), value, ML_NO_TIME,
             b->clocks->line, ML_STR_NONE);
}

static void name_flavour(struct ml_case *c, struct ml_member_scan **scans, size_t n)
{
    struct ml_flavours all = { 0 };

    for (size_t i = 0; i < n; i++) {
        const struct ml_member_scan *s = scans[i];
        struct ml_flavour_mark mark = { s->path, s->m.role, s->m.encoding };
        ml_flavours_add(&all, ml_flavour_of(&c->arena, &mark));
    }
    c->flavour = ml_flavours_text(&c->arena, &all);
}

static void set_state(struct ml_case *c)
{
    uint32_t broken = 0, fine = 0;

    for (uint32_t i = 0; i < c->nmembers; i++) {
        const struct ml_member *m = &c->members[i];
        if (m->state == ML_PARTIAL || m->state == ML_UNREADABLE) {
            broken++;
            if (!c->reason.n)
                c->reason = m->reason;
        }
        fine += m->state == ML_READ || m->state == ML_SKIPPED || m->bytes_read;
    }
    if (!broken)
        return;
    c->state = fine ? ML_PARTIAL : ML_UNREADABLE;
}

static int by_signature(const void *a, const void *b)
{
    const struct ml_hits *x = a, *y = b;

    if (x->signature != y->signature)
        return x->signature < y->signature ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

static void collect_dates(struct ml_case *c, struct ml_dating *d,
                          struct ml_member_scan **scans, size_t n)
{
    if (!ml_naming_stamp(c->path, &d->bundle_name))
        for (size_t i = 0; i < n; i++)
            if (ml_naming_stamp(scans[i]->path, &d->bundle_name))
                break;
    d->newest = newest_stated(scans, n);
    c->collected = d->bundle_name;
    for (size_t i = 0; i < n && !ml_time_known(d->bundle_name); i++)
        if (!scans[i]->on_disk && later(scans[i]->m.mtime, c->collected))
            c->collected = scans[i]->m.mtime;
}

static void add_limited(struct ml_case *c, const struct ml_catalogue *catalogue,
                        const struct ml_matcher *matcher)
{
    c->limited = ml_arena_array(&c->arena, catalogue->nsignatures, sizeof(ml_str));
    for (uint32_t i = 0; i < catalogue->nsignatures; i++)
        if (ml_matcher_was_limited(matcher, i))
            c->limited[c->nlimited++] = catalogue->signatures[i].id;
}

void ml_case_clocks(struct ml_case *c, const struct ml_catalogue *catalogue,
                    struct ml_member_scan **scans, size_t nscans,
                    struct ml_dating *dating, struct ml_clocks *ret)
{
    ml_scans_sort(scans, nscans);
    collect_dates(c, dating, scans, nscans);
    ml_clocks_settle(ret, catalogue, scans, nscans, dating);
}

void ml_case_build(struct ml_case *c, const struct ml_catalogue *catalogue,
                   const struct ml_matcher *matcher, struct ml_member_scan **scans,
                   size_t nscans, struct ml_dating *dating,
                   const struct ml_clocks *clocks)
{
    struct builder b = { .c = c,
                         .catalogue = catalogue,
                         .dating = dating,
                         .clocks = clocks,
                         .scans = scans };

    c->members = ml_arena_array(&c->arena, nscans, sizeof(*c->members));
    c->nmembers = (uint32_t)nscans;
    b.collected = ml_time_known(c->collected);
    ml_computers_settle(scans, nscans);
    name_flavour(c, scans, nscans);
    for (uint32_t i = 0; i < nscans; i++) {
        add_member(&b, i, scans[i]);
        c->on_disk |= scans[i]->on_disk;
        if (scans[i]->evtx)
            keep_ids(&b, i, scans[i]);
    }
    mark_same(c);
    for (uint32_t i = 0; i < nscans; i++)
        if (!c->members[i].same_as && !set_aside(&b, i, nscans)) {
            add_findings(&b, i, scans[i], clocks->members[i].year);
            add_traces(&b, i, scans[i]);
        }
    add_calibration(&b);
    c->nunknown = (uint32_t)b.nunknown;
    c->unknown = ml_arena_move(&c->arena, b.unknown, b.nunknown, sizeof(*b.unknown));
    c->njobs = (uint32_t)b.njobs;
    c->jobs = ml_arena_move(&c->arena, b.jobs, b.njobs, sizeof(*b.jobs));
    c->nhits = (uint32_t)b.nhits;
    c->hits = ml_arena_move(&c->arena, b.hits, b.nhits, sizeof(*b.hits));
    if (c->nhits)
        qsort(c->hits, c->nhits, sizeof(*c->hits), by_signature);
    c->nfacts = (uint32_t)b.nfacts;
    c->facts = ml_arena_move(&c->arena, b.facts, b.nfacts, sizeof(*b.facts));
    c->nartefacts = (uint32_t)b.nartefacts;
    c->artefacts =
        ml_arena_move(&c->arena, b.artefacts, b.nartefacts, sizeof(*b.artefacts));
    c->stem = ml_naming_stem(c->path);
    ml_str *paths = ml_arena_array(&c->arena, nscans, sizeof(*paths));
    for (size_t i = 0; i < nscans; i++)
        paths[i] = scans[i]->path;
    ml_owner_settle(c, paths, ml_str_basename(c->path));
    add_limited(c, catalogue, matcher);
    set_state(c);
    ml_case_canonical(c);
}
