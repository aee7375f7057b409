/* SPDX-License-Identifier: MIT */
/*
 * Makes the history of a fleet: genhistory FILE SERVERS NIGHTS, in the build folder
 *
 * As so many nights of `marslog batch` would have left it, the last one on 2026-11-19:
 * every server (SRV00001 ..., as genfleet names them) sends a bundle every night, three
 * jobs have run since, findings of the catalogue come up, go on and go, causes change
 * their verdicts. Same arguments, same rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "fleet/entries.h"
#include "fleet/past.h"
#include "lines.h"
#include "scan/rules.h"

enum { FINDINGS = 6, CAUSES = 3, JOBS = 9, JOBS_A_NIGHT = 3 };

struct server {
    char name[16];
    unsigned place[FINDINGS]; /* in the catalogue, of what it may have */
    bool has[FINDINGS];
    unsigned cause[CAUSES];
    enum ml_verdict verdict[CAUSES];
    struct ml_item *items; /* as the last night left them */
    uint32_t nitems;
    struct ml_summary *summary;
    struct ml_past past;
    char jobs[JOBS][40]; /* newest first */
};

struct maker {
    struct ml_history *history;
    const struct ml_catalogue *catalogue;
    struct ml_arena arenas[2]; /* of this night and of the one before */
    struct ml_arena *arena;
    struct ml_time night, before;
    unsigned number;
    struct ml_err err;
};

static void must(struct maker *m, enum ml_rc rc)
{
    if (rc == ML_OK)
        return;
    fprintf(stderr, "genhistory: %s: %s\n", m->err.where, m->err.text);
    exit(1);
}

/* What a server is prone to. */
static void begin_server(struct server *s, const struct maker *m, unsigned number)
{
    snprintf(s->name, sizeof(s->name), "SRV%05u", number);
    s->past = (struct ml_past){ .name = ml_str_of(s->name) };
    for (unsigned i = 0; i < FINDINGS; i++)
        s->place[i] = lines_random(m->catalogue->nsignatures);
    for (unsigned i = 0; i < CAUSES; i++)
        s->cause[i] = lines_random(m->catalogue->ncauses);
}

static void add_findings(struct ml_summary *sum, struct server *s, const struct maker *m)
{
    sum->findings = ml_arena_array(m->arena, FINDINGS, sizeof(*sum->findings));
    for (unsigned i = 0; i < FINDINGS; i++) {
        const struct ml_signature *signature = &m->catalogue->signatures[s->place[i]];
        /* Up for a month, away for three. */
        s->has[i] = lines_random(s->has[i] ? 30 : 90) ? s->has[i] : !s->has[i];
        bool again = false;
        for (unsigned k = 0; k < i; k++)
            again |= s->place[k] == s->place[i];
        if (!s->has[i] || again)
            continue;
        struct ml_summary_finding *f = &sum->findings[sum->nfindings++];
        *f = (struct ml_summary_finding){ .id = signature->id,
                                          .severity = signature->severity,
                                          .count = 1 + lines_random(500),
                                          .first = sum->kinds[0].first,
                                          .last = m->night,
                                          .kinds = ml_arena_alloc(m->arena, sizeof(uint32_t)),
                                          .nkinds = 1 };
        *f->kinds = 0;
    }
}

static void add_causes(struct ml_summary *sum, struct server *s, const struct maker *m)
{
    sum->causes = ml_arena_array(m->arena, CAUSES, sizeof(*sum->causes));
    for (unsigned i = 0; i < CAUSES && sum->nfindings; i++) {
        if (lines_random(40) == 0)
            s->verdict[i] = (enum ml_verdict)lines_random(ML_RULED_OUT + 1);
        bool again = false;
        for (unsigned k = 0; k < i; k++)
            again |= s->cause[k] == s->cause[i];
        if (!again)
            sum->causes[sum->ncauses++] = (struct ml_summary_cause){
                .id = m->catalogue->causes[s->cause[i]].id, .verdict = s->verdict[i]
            };
    }
}

static void add_jobs(struct ml_summary *sum, struct server *s, const struct maker *m)
{
    memmove(s->jobs[JOBS_A_NIGHT], s->jobs[0], sizeof(s->jobs[0]) * (JOBS - JOBS_A_NIGHT));
    for (unsigned i = 0; i < JOBS_A_NIGHT; i++)
        snprintf(s->jobs[i], sizeof(s->jobs[i]), "%08x-%04x-%04x-%04x-%08x%04x",
                 lines_random(UINT32_MAX), lines_random(65536), lines_random(65536),
                 lines_random(65536), lines_random(UINT32_MAX), lines_random(65536));
    sum->jobs = ml_arena_array(m->arena, JOBS, sizeof(*sum->jobs));
    for (unsigned i = 0; i < JOBS && s->jobs[i][0]; i++) {
        int64_t start = m->night.us - (int64_t)(i + 1) * (ML_DAY_US / JOBS_A_NIGHT);
        sum->jobs[sum->njobs++] = (struct ml_summary_job){
            .id = ml_arena_dup(m->arena, ml_str_of(s->jobs[i])),
            .kind = ML_STR("backup"),
            .start = { start, ML_CLOCK_UTC },
            .end = { start + 20 * 60 * ML_SECOND_US, ML_CLOCK_UTC },
            .outcome = (enum ml_job_outcome)(i % 5 == 0),
            .code = i % 5 == 0 ? 100050 : 0,
        };
    }
}

static struct ml_summary *summary_of(struct server *s, const struct maker *m)
{
    struct ml_summary *sum = ml_arena_alloc(m->arena, sizeof(*sum));

    *sum = (struct ml_summary){ .name = ml_str_of(s->name),
                                .os_build = ML_STR("14393"),
                                .agent_version = ML_STR("2.0.9262.0"),
                                .time_zone = ML_STR("unknown"),
                                .newest = m->night,
                                .kinds = ml_arena_array(m->arena, 1, sizeof(*sum->kinds)),
                                .nkinds = 1 };
    sum->kinds[0] = (struct ml_summary_kind){
        .name = ML_STR("errlog"),
        .first = { m->night.us - 14 * ML_DAY_US, ML_CLOCK_UTC },
        .last = m->night,
    };
    add_findings(sum, s, m);
    add_causes(sum, s, m);
    add_jobs(sum, s, m);
    sum->state = sum->nfindings ? ML_PROBLEMS : ML_CLEAN;
    return sum;
}

static void put_items(struct maker *m, struct server *s, const struct ml_summary *tonight,
                      const struct ml_changes *changes)
{
    struct ml_standing_input in = { .past = s->items,
                                    .npast = s->nitems,
                                    .before = s->summary,
                                    .tonight = tonight,
                                    .has_sent = true,
                                    .changes = changes,
                                    .catalogue = m->catalogue };

    s->items = ml_standing_of(&in, m->arena, &s->nitems);
    for (uint32_t i = 0; i < s->nitems; i++) {
        struct ml_item *item = &s->items[i];
        if (item->kinds.n) /* it was made in an arena that will end */
            item->kinds = ML_STR("errlog");
        if (item->is_event)
            must(m, ml_history_put_item(m->history, s->past.id, item, &m->err));
        if (!item->since_run)
            item->since_run = m->number;
    }
}

static void send(struct maker *m, struct server *s, const struct ml_changes *changes)
{
    struct ml_summary *tonight = summary_of(s, m);
    char sha[80], path[80];

    snprintf(path, sizeof(path), "uploads/%s.zip", s->name);
    for (int i = 0; i < 64; i++)
        sha[i] = "0123456789abcdef"[lines_random(16)];
    struct ml_history_bundle bundle = { ml_str_of(path), { sha, 64 }, 1000000 + lines_random(1000000),
                                        ML_READ, m->night };
    must(m, ml_history_put_server(m->history, &s->past, &m->err));
    put_items(m, s, tonight, changes);
    must(m, ml_history_put_bundle(m->history, s->past.id, &bundle, &m->err));
    must(m, ml_history_put_sent(m->history, s->past.id, (ml_str){ sha, 64 }, m->night, tonight,
                                &m->err));
    s->summary = tonight;
}

static void make_night(struct maker *m, struct server *servers, unsigned nservers)
{
    struct ml_board_night counts = { .as_of = m->night, .servers = nservers };
    struct ml_board board = { .catalogue = m->catalogue,
                              .as_of = m->night,
                              .nbundles = nservers,
                              .nread = nservers,
                              .nights = &counts,
                              .nnights = 1 };
    struct ml_changes changes;
    struct ml_run last;

    must(m, ml_history_begin(m->history, m->night, &last, m->arena, &m->err));
    must(m, ml_history_entries(m->history, m->catalogue, &changes, m->arena, &m->err));
    for (unsigned i = 0; i < nservers; i++) {
        struct server *s = &servers[i];
        send(m, s, &changes);
        counts.problems += s->summary->state == ML_PROBLEMS;
        for (uint32_t k = 0; k < s->nitems; k++) {
            counts.new_ += s->items[k].standing == ML_NEW;
            counts.ongoing += s->items[k].standing == ML_ONGOING;
            counts.resolved += s->items[k].standing == ML_RESOLVED;
        }
    }
    counts.clean = nservers - counts.problems;
    must(m, ml_history_commit(m->history, &board, &m->err));
}

int main(int argc, char **argv)
{
    struct maker m = { .number = 0 };
    struct lines dice;
    struct ml_rules rules;
    bool is_compiled;

    if (argc != 4) {
        fprintf(stderr, "usage: genhistory FILE SERVERS NIGHTS\n");
        return 2;
    }
    unsigned nservers = (unsigned)strtoul(argv[2], NULL, 10);
    unsigned nights = (unsigned)strtoul(argv[3], NULL, 10);
    must(&m, ml_rules_open(&rules, "data/catalogue.rules", "data/catalogue.rng", NULL, &is_compiled,
                           &m.err));
    m.catalogue = rules.catalogue;
    must(&m, ml_history_open(&m.history, argv[1], &m.err));
    lines_seed(&dice, 1);
    struct server *servers = calloc(nservers, sizeof(*servers));
    if (!servers)
        ml_oom();
    for (unsigned i = 0; i < nservers; i++)
        begin_server(&servers[i], &m, i + 1);
    ml_arena_init(&m.arenas[0]);
    ml_arena_init(&m.arenas[1]);
    for (m.number = 1; m.number <= nights; m.number++) {
        m.arena = &m.arenas[m.number % 2];
        ml_arena_reset(m.arena);
        ml_arena_init(m.arena);
        /* 2026-11-19T03:00:00Z is 1795057200. */
        m.night = (struct ml_time){ (1795057200 - (int64_t)(nights - m.number) * 86400) * ML_SECOND_US,
                                    ML_CLOCK_UTC };
        make_night(&m, servers, nservers);
    }
    ml_history_close(m.history);
    ml_arena_reset(&m.arenas[0]);
    ml_arena_reset(&m.arenas[1]);
    ml_rules_close(&rules);
    free(servers);
    return 0;
}
