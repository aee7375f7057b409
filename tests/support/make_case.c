/* SPDX-License-Identifier: MIT */
#include "make_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "catalogue/read.h"
#include "scratch.h"

enum { MAX_ITEMS = 64 };

struct ml_catalogue *make_catalogue(void)
{
    struct ml_err err = { 0 };
    struct ml_catalogue *c = ml_catalogue_new();

    if (ml_catalogue_read_dir(c, source_path("patterns"),
                              source_path("patterns/catalogue.rng"), &err) != ML_OK) {
        fprintf(stderr, "%s:%u: %s\n", err.where, err.line, err.text);
        abort();
    }
    return c;
}

static struct ml_time time_of(const char *iso)
{
    struct ml_time t = ML_NO_TIME;
    if (iso && !ml_time_parse_iso(ml_str_of(iso), &t))
        abort();
    return t;
}

struct ml_case *make_case(const char *path, const char *server)
{
    struct ml_case *c = calloc(1, sizeof(*c));

    if (!c)
        abort();
    ml_arena_init(&c->arena);
    c->path = ml_str_of(path);
    c->stem = ml_str_of(path);
    c->server = ml_str_of(server);
    c->members = ml_arena_array(&c->arena, MAX_ITEMS, sizeof(*c->members));
    c->facts = ml_arena_array(&c->arena, MAX_ITEMS, sizeof(*c->facts));
    c->hits = ml_arena_array(&c->arena, MAX_ITEMS, sizeof(*c->hits));
    c->artefacts = ml_arena_array(&c->arena, MAX_ITEMS, sizeof(*c->artefacts));
    make_member(c, "CBEngineCurr.errlog", NULL);
    return c;
}

void make_member(struct ml_case *c, const char *name, const char *server)
{
    struct ml_member *m = &c->members[c->nmembers++];

    m->name = ml_str_of(name);
    m->address = ml_arena_printf(&c->arena, "%.*s!%s", ML_STR_ARG(c->path), name);
    m->server = ml_str_of(server);
    m->role = ML_STR("text");
    m->bytes_read = 1;
}

void make_fact(struct ml_case *c, const char *name, const char *value, const char *time)
{
    c->facts[c->nfacts++] = (struct ml_fact){
        ml_str_of(name), ml_str_of(value), time_of(time),
        c->members[c->nmembers - 1].address, c->nmembers - 1
    };
}

void make_seen(struct ml_case *c, const char *artefact, enum ml_artefact_state state)
{
    c->artefacts[c->nartefacts++] = (struct ml_artefact_seen){
        ml_str_of(artefact), state, c->members[c->nmembers - 1].address, ML_NO_TIME,
        c->nmembers - 1
    };
}

void make_hit(struct ml_case *c, const struct ml_catalogue *catalogue, const char *id,
              const char *time, const char *job)
{
    const struct ml_signature *sig = ml_catalogue_signature(catalogue, ml_str_of(id));
    struct ml_hits *h = &c->hits[c->nhits++];

    if (!sig)
        abort();
    h->signature = (uint32_t)(sig - catalogue->signatures);
    h->member = c->nmembers - 1;
    h->count = 1;
    h->severities = 1u << ML_ERROR;
    h->nhead = 1;
    h->head[0] = (struct ml_occurrence){ .member = h->member,
                                         .line = c->nhits,
                                         .time = time_of(time),
                                         .job = ml_str_of(job),
                                         .text = ML_STR("text of the record") };
    h->moments = ml_arena_alloc(&c->arena, sizeof(*h->moments));
    h->nmoments = 1;
    h->moments[0] = (struct ml_moment){ .first = h->head[0].time,
                                        .last = h->head[0].time,
                                        .first_line = c->nhits,
                                        .last_line = c->nhits,
                                        .job = h->head[0].job,
                                        .n = 1 };
}

struct ml_case *make_full_case(const struct ml_catalogue *catalogue)
{
    static struct ml_id_run runs[] = { { 1, 4, 1000, 1 }, { 5, 2, 7, 2 } };
    static struct ml_unknown unknown = { .template_text = { "Failed <n>", 10 },
                                         .example = { "Failed 3", 8 },
                                         .level = ML_LEVEL_WARNING,
                                         .count = 3,
                                         .line = 9,
                                         .member = 1 };
    static struct ml_job_entry job = { .kind = { "Backup", 6 },
                                       .state = { "Failed", 6 },
                                       .outcome = ML_JOB_FAILED,
                                       .code = 34513,
                                       .member = 1,
                                       .line = 2 };
    static ml_str limited = { "mars-34513", 10 };
    struct ml_case *c = make_case("b.zip", "FS01");

    make_hit(c, catalogue, "mars-34513", "2026-11-20T01:02:03.456",
             "F3E32129-DC79-4A28-9ACC-3F30CB5810B6");
    make_member(c, "CloudBackup.evtx", "FS01");
    make_fact(c, "os.build", "14393", "2026-11-20T01:02:03Z");
    make_fact(c, "temp.tmp-files", "", NULL);
    make_seen(c, "services", ML_ARTEFACT_EMPTY);
    c->members[1].runs = runs;
    c->members[1].nruns = ML_COUNT(runs);
    c->members[1].is_event_log = true;
    c->members[1].same_as = 1;
    c->members[1].digest[1] = UINT64_MAX;
    c->members[1].mtime = (struct ml_time){ -1, ML_CLOCK_UTC };
    c->unknown = &unknown;
    c->nunknown = 1;
    c->jobs = &job;
    c->njobs = 1;
    c->limited = &limited;
    c->nlimited = 1;
    c->state = ML_PARTIAL;
    c->bytes = UINT64_MAX;
    return c;
}
