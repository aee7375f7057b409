/* SPDX-License-Identifier: MIT */
#include "scan/evtxmember.h"

#include "base/err.h"
#include "record/evtxfile.h"
#include "scan/tapped.h"
#include "base/ban.h"

static void add_faults(struct ml_member_scan *scan, const struct ml_block_chunk *chunk)
{
    if (!chunk->faults)
        return;
    if (!scan->ndamaged)
        scan->first_damaged = chunk->number;
    scan->ndamaged++;
    scan->log_faults |= chunk->faults;
}

void ml_evtx_add_up(struct ml_member_scan *scan, struct ml_block *b)
{
    uint64_t before = scan->log.nrecords;

    for (size_t i = 0; i < b->nhits; i++)
        b->hits[i].line += before;
    for (size_t i = 0; i < b->nunknown; i++)
        b->unknown[i].line += before;
    for (size_t i = 0; i < b->nids; i++)
        ml_record_ids_add(&scan->ids, b->ids[i]);
    ml_eventlog_join(&scan->log, &b->log);
    ml_eventlog_reset(&b->log);
    scan->m.records += b->nids;
    scan->m.records_outside += b->noutside;
    for (unsigned i = 0; i < b->nchunks; i++)
        add_faults(scan, &b->chunks[i]);
}

static struct ml_block *new_block(struct ml_scan_context *c, unsigned worker,
                                  struct ml_member_scan *scan, uint64_t sequence)
{
    struct ml_block *b = ml_block_take(c, worker);

    b->evtx = true;
    b->errlog = b->events = false;
    b->jobs = ML_JOBS_NONE;
    b->role = scan->m.role;
    b->member = scan;
    b->sequence = sequence;
    b->nchunks = 0;
    b->nunknown = 0;
    return b;
}

static void read_chunks(struct ml_scan_context *c, unsigned worker,
                        struct ml_member_scan *scan, struct ml_evtx_file *file,
                        struct ml_err *err)
{
    uint64_t sequence = 0;
    struct ml_block *b = new_block(c, worker, scan, sequence++);
    struct ml_evtx_chunk chunk;

    while (ml_evtx_file_next(file, &chunk, err) == ML_OK) {
        if (b->nchunks == ML_BLOCK_CHUNKS) {
            ml_block_submit(c, b, worker);
            b = new_block(c, worker, scan, sequence++);
        }
        b->chunks[b->nchunks++] =
            (struct ml_block_chunk){ b->text.n, chunk.n, chunk.number, 0 };
        ml_buf_add(&b->text, chunk.p, chunk.n);
    }
    ml_block_submit(c, b, worker);
}

static void say(struct ml_buf *why, const char *text)
{
    if (why->n)
        ml_buf_text(why, "; ");
    ml_buf_text(why, text);
}

/* What is wrong with the log, as its coverage says it; empty when nothing is. */
static void say_faults(const struct ml_member_scan *scan, unsigned file_faults,
                       const struct ml_err *err, struct ml_buf *why)
{
    if (err->kind)
        say(why, err->text);
    if (file_faults) {
        say(why, "");
        ml_evtx_file_say(file_faults, why);
    }
    if (scan->ndamaged) {
        say(why, "");
        ml_buf_printf(why, "chunk %llu", (unsigned long long)scan->first_damaged);
        if (scan->ndamaged > 1)
            ml_buf_printf(why, " and %llu more",
                          (unsigned long long)scan->ndamaged - 1);
        ml_buf_text(why, ": ");
        ml_evtx_chunk_say(scan->log_faults, why);
    }
}

static void settle(struct ml_member_scan *scan, const struct ml_evtx_file *file,
                   const struct ml_err *err)
{
    const struct ml_evtx_header *header = ml_evtx_file_header(file);
    unsigned faults = ml_evtx_file_faults(file);
    struct ml_buf why = { 0 };

    /* Checksums that were not written again yet are no damage. */
    if (ml_evtx_file_was_open(file, scan->ndamaged, scan->log_faults))
        scan->ndamaged = 0;
    say_faults(scan, faults, err, &why);
    if (faults & ML_EVTX_FILE_NO_CHUNK && !header) {
        scan->m.state = ML_UNREADABLE;
        scan->m.bytes_skipped = scan->m.bytes_read;
        scan->m.bytes_read = 0;
    } else if (why.n) {
        scan->m.state = ML_PARTIAL;
    }
    scan->m.reason = ml_arena_dup(&scan->arena, ml_buf_view(&why));
    ml_buf_reset(&why);
}

static void add_facts(struct ml_member_scan *scan)
{
    for (size_t i = 0; i < scan->log.nfacts; i++) {
        const struct ml_log_fact *f = &scan->log.facts[i];
        struct ml_time t = { f->us, ML_CLOCK_UTC };
        ml_member_add_fact(scan, f->name, f->value, t, f->line, ML_STR_NONE);
    }
}

/* The span of its records, as stamps of any other file. */
static void set_span(struct ml_member_scan *scan)
{
    const struct ml_eventlog *log = &scan->log;

    if (log->nrecords == log->nundated)
        return;
    scan->dated = true;
    scan->first = ml_event_stamp((struct ml_time){ log->first_us, ML_CLOCK_UTC });
    scan->newest = scan->last =
        ml_event_stamp((struct ml_time){ log->last_us, ML_CLOCK_UTC });
}

void ml_evtx_member_read(struct ml_scan_context *c, unsigned worker,
                         struct ml_member_scan *scan, struct ml_stream *stream)
{
    struct ml_tapped tapped;
    struct ml_err err = { 0 };

    scan->evtx = true;
    scan->m.is_event_log = true;
    scan->m.role = ML_STR("event-log");
    if (c->messages)
        scan->mta = ml_mta_store_find(c->messages, scan->path, &scan->mta_first);
    ml_tapped_start(&tapped, stream);
    struct ml_evtx_file *file = ml_evtx_file_open(&tapped.stream);
    read_chunks(c, worker, scan, file, &err);
    ml_member_finish(c, worker, scan);
    ml_tapped_finish(&tapped, &scan->m);
    set_span(scan);
    add_facts(scan);
    settle(scan, file, &err);
    ml_evtx_file_close(file);
}
