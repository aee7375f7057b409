/* SPDX-License-Identifier: MIT */
#include "scan/hivemember.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "facts/reghive.h"
#include "input/spool.h"
#include "scan/tapped.h"
#include "base/ban.h"

/* What facts are put into: their lines are numbers of places. */
struct sink {
    struct ml_member_scan *scan;
    struct ml_hive_places places;
};

static ml_str record_of(const struct sink *s, uint64_t line)
{
    return line && line <= s->places.nrecord ? s->places.record[line - 1] : ML_STR_NONE;
}

static void sink_fact(void *ctx, const char *name, ml_str value, struct ml_time time,
                      uint64_t line)
{
    struct sink *s = ctx;
    ml_member_add_fact(s->scan, name, value, time, 0, record_of(s, line));
}

static void sink_artefact(void *ctx, const char *id, enum ml_artefact_state state,
                          struct ml_time time, uint64_t line)
{
    struct sink *s = ctx;
    ml_member_add_artefact(s->scan, id, state, time, 0, record_of(s, line));
}

static void set_partial(struct ml_member_scan *scan, const char *reason)
{
    scan->m.state = ML_PARTIAL;
    scan->m.reason = ml_arena_dup(&scan->arena, ml_str_of(reason));
}

static void read_file(const struct ml_scan_context *c, struct ml_member_scan *scan, int fd)
{
    struct ml_arena arena;
    struct sink s = { scan, { .arena = &arena } };
    struct ml_fact_sink sink = { &s, sink_fact, sink_artefact };
    struct ml_err err = { 0 };

    ml_arena_init(&arena);
    if (ml_facts_read_hive(fd, c->program, scan->m.name, &sink, &s.places, &err) != ML_OK)
        set_partial(scan, err.text);
    scan->m.records = s.places.nrecord;
    free(s.places.record);
    ml_arena_reset(&arena);
}

void ml_hive_member_read(const struct ml_scan_context *c, struct ml_member_scan *scan,
                         struct ml_stream *stream)
{
    struct ml_tapped tapped;
    uint64_t max = c->limits->max[ML_LIMIT_HIVE_BYTES];
    struct ml_err err = { 0 };
    int fd = -1;

    ml_tapped_start(&tapped, stream);
    scan->m.role = ML_STR("registry-hive");
    enum ml_rc rc = ml_spool(&tapped.stream, max, &fd, &err);
    if (rc != ML_OK) {
        scan->m.state = ML_PARTIAL;
        scan->m.reason =
            err.kind == ML_ERR_LIMIT
                ? ml_arena_printf(&scan->arena, "limit: %s",
                                  ml_limit_defs[ML_LIMIT_HIVE_BYTES].said)
                : ml_arena_dup(&scan->arena, ml_str_of(err.text));
        ml_member_add_artefact(scan, "registry-hives", ML_ARTEFACT_DAMAGED, ML_NO_TIME,
                               0, ML_STR_NONE);
    } else {
        read_file(c, scan, fd);
        ml_spool_close(fd);
        if (err.kind) /* it ended early: why says more than what that did to it */
            set_partial(scan, err.text);
    }
    ml_tapped_finish(&tapped, &scan->m);
}
