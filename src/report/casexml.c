/* SPDX-License-Identifier: MIT */
#include "report/casexml.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "report/words.h"
#include "base/ban.h"

void ml_casexml_level(struct ml_xml *xml, enum ml_level level)
{
    const char *word = ml_word_level(level);
    if (word)
        ml_xml_attr_word(xml, "level", word);
}

void ml_casexml_bundle(struct ml_xml *xml, const struct ml_case *bundle, bool is_whole)
{
    ml_xml_start(xml, "bundle");
    ml_xml_attr(xml, "path", bundle->path);
    ml_xml_attr_known(xml, "sha256", bundle->sha256);
    ml_xml_attr_u64(xml, "bytes", bundle->bytes);
    ml_xml_attr_word(xml, "state", ml_word_bundle(bundle->state));
    ml_xml_attr_reason(xml, bundle->reason);
    ml_xml_attr_known(xml, "flavour", bundle->flavour);
    ml_xml_attr_time(xml, "collected", bundle->collected);
    ml_xml_attr_time(xml, "modified", bundle->modified);
    ml_xml_attr_known(xml, "computer", bundle->server);
    ml_xml_attr_known(xml, "stem", bundle->stem);
    if (is_whole) {
        ml_xml_attr_u64(xml, "files", bundle->nmembers);
        ml_xml_attr_more(xml, "again", bundle->again);
        ml_xml_attr_more(xml, "unknown-beyond", bundle->unknown_beyond);
        if (bundle->bounded)
            ml_xml_attr_word(xml, "bounded", "yes");
        if (bundle->on_disk)
            ml_xml_attr_word(xml, "on-disk", "yes");
    }
    for (uint32_t i = 0; i < bundle->nlimited; i++) {
        ml_xml_start(xml, "limited");
        ml_xml_attr(xml, "signature", bundle->limited[i]);
        ml_xml_end(xml);
    }
    ml_xml_end(xml);
}

void ml_casexml_fact(struct ml_xml *xml, const struct ml_fact *fact)
{
    ml_xml_start(xml, "fact");
    ml_xml_attr(xml, "name", fact->name);
    ml_xml_attr(xml, "value", fact->value);
    ml_xml_attr_known(xml, "address", fact->address);
    ml_xml_attr_time(xml, "time", fact->time);
    ml_xml_end(xml);
}

/* Which bundle a file lies in; its index, or nbundles. Compared as numbers, as
 * pointers into different arrays must not be. */
static uint32_t bundle_of(const struct ml_server *server, const struct ml_member *file)
{
    uint32_t b = 0;
    for (; b < server->nbundles; b++) {
        uintptr_t first = (uintptr_t)server->bundles[b]->members;
        uintptr_t end = first + server->bundles[b]->nmembers * sizeof(*file);
        if ((uintptr_t)file >= first && (uintptr_t)file < end)
            break;
    }
    return b;
}

struct place {
    uint32_t bundle; /* of the server */
    uint32_t index;  /* of the file in it */
};

static void attr_digest(struct ml_xml *xml, const struct ml_member *file)
{
    char hex[40];

    if (!file->digest[0] && !file->digest[1])
        return;
    snprintf(hex, sizeof(hex), "%016" PRIx64 "%016" PRIx64, file->digest[0],
             file->digest[1]);
    ml_xml_attr_word(xml, "digest", hex);
}

/*
 * Which of the server's bundles a file lies in, and the how-manieth it is there in walk
 * order: left out for the first file of the first bundle, and for the next of the same.
 */
static void attr_place(struct ml_xml *xml, const struct place *at,
                       const struct place *before)
{
    if (at->bundle != before->bundle)
        ml_xml_attr_u64(xml, "bundle", at->bundle + 1);
    if (at->index != (at->bundle == before->bundle ? before->index + 1 : 0))
        ml_xml_attr_u64(xml, "place", at->index + 1);
}

static void write_file(struct ml_xml *xml, const struct ml_member *file,
                       const struct ml_case *bundle, const struct place *at,
                       const struct place *before)
{
    ml_xml_start(xml, "file");
    ml_xml_attr(xml, "address", file->address);
    ml_xml_attr_known(xml, "role", file->role);
    ml_xml_attr_known(xml, "encoding", file->encoding);
    ml_xml_attr_u64(xml, "bytes", file->bytes_read + file->bytes_skipped);
    if (file->bytes_skipped)
        ml_xml_attr_u64(xml, "bytes-skipped", file->bytes_skipped);
    ml_xml_attr_u64(xml, "records", file->records);
    if (file->records_outside)
        ml_xml_attr_u64(xml, "records-outside", file->records_outside);
    ml_xml_attr_time(xml, "first", file->first);
    ml_xml_attr_time(xml, "last", file->last);
    ml_xml_attr_word(xml, "state", ml_word_file(file->state));
    ml_xml_attr_reason(xml, file->reason);
    if (file->year_assumed)
        ml_xml_attr_word(xml, "year", "assumed");
    if (bundle && file->same_as && file->same_as <= bundle->nmembers)
        ml_xml_attr(xml, "same-as", bundle->members[file->same_as - 1].address);
    ml_xml_attr_time(xml, "mtime", file->mtime);
    ml_xml_attr_known(xml, "computer", file->server);
    attr_digest(xml, file);
    if (at) {
        attr_place(xml, at, before);
        ml_xml_attr_known(xml, "folder", file->folder);
        if (file->state == ML_UNREADABLE)
            ml_xml_attr_word(xml, "unreadable", "yes");
        if (file->is_event_log)
            ml_xml_attr_word(xml, "event-log", "yes");
    }
    ml_xml_end(xml);
}

void ml_casexml_coverage(struct ml_xml *xml, const struct ml_result *result,
                         const struct ml_server *server, bool is_whole)
{
    struct place before = { 0, UINT32_MAX };
    uint64_t bytes_read = 0, bytes_skipped = 0, records_outside = 0;

    for (uint32_t i = 0; i < server->nfiles; i++) {
        bytes_read += server->files[i]->bytes_read;
        bytes_skipped += server->files[i]->bytes_skipped;
        records_outside += server->files[i]->records_outside;
    }
    ml_xml_start(xml, "coverage");
    ml_xml_attr_u64(xml, "files", server->nfiles);
    ml_xml_attr_u64(xml, "bytes-present", bytes_read + bytes_skipped);
    ml_xml_attr_u64(xml, "bytes-read", bytes_read);
    ml_xml_attr_u64(xml, "bytes-skipped", bytes_skipped);
    ml_xml_attr_time(xml, "since", result->since);
    ml_xml_attr_time(xml, "until", result->until);
    if (ml_time_known(result->since) || ml_time_known(result->until))
        ml_xml_attr_u64(xml, "records-outside", records_outside);
    for (uint32_t i = 0; i < server->nfiles; i++) {
        struct place at = { bundle_of(server, server->files[i]), 0 };
        const struct ml_case *bundle =
            at.bundle < server->nbundles ? server->bundles[at.bundle] : NULL;
        if (bundle)
            at.index = (uint32_t)(server->files[i] - bundle->members);
        write_file(xml, server->files[i], bundle, bundle && is_whole ? &at : NULL,
                   &before);
        before = at;
    }
    ml_xml_end(xml);
}

static void write_moment(struct ml_xml *xml, const struct ml_moment *moment)
{
    ml_xml_start(xml, "m");
    ml_xml_attr_time(xml, "first", moment->first);
    ml_xml_attr_time(xml, "last", moment->last);
    if (moment->first_line)
        ml_xml_attr_u64(xml, "first-line", moment->first_line);
    if (moment->last_line && moment->last_line != moment->first_line)
        ml_xml_attr_u64(xml, "last-line", moment->last_line);
    ml_xml_attr_known(xml, "job", moment->job);
    ml_xml_attr_u64(xml, "n", moment->n);
    ml_xml_end(xml);
}

static void attr_severities(struct ml_xml *xml, uint32_t set)
{
    struct ml_buf words = { 0 };

    for (int s = ML_INFO; s < ML_BY_LEVEL; s++) {
        if (!(set & 1u << s))
            continue;
        if (words.n)
            ml_buf_char(&words, ' ');
        ml_buf_text(&words, ml_word_severity((enum ml_severity)s));
    }
    ml_xml_attr_known(xml, "severities", ml_buf_view(&words));
    ml_buf_reset(&words);
}

/* Kept evidence; `file` is that of the element around it. */
static void write_occurrence(struct ml_xml *xml, const struct ml_occurrence *o)
{
    ml_xml_start(xml, "o");
    ml_xml_attr_more(xml, "line", o->line);
    if (o->nlines != 1)
        ml_xml_attr_u64(xml, "lines", o->nlines);
    ml_xml_attr_time(xml, "time", o->time);
    ml_casexml_level(xml, o->level);
    ml_xml_attr_known(xml, "job", o->job);
    ml_xml_attr_known(xml, "address", o->address);
    ml_xml_attr_exact(xml, "text", o->text);
    if (o->before.n)
        ml_xml_attr_exact(xml, "before", o->before);
    if (o->after.n)
        ml_xml_attr_exact(xml, "after", o->after);
    ml_xml_end(xml);
}

/* A bundle of the server, and what its files are called in the report. */
struct piece {
    const struct ml_case *bundle;
    uint32_t *numbers; /* of each file in the coverage, from 1; 0: another server's */
};

/* In which file of the coverage it was found. */
static void attr_in(struct ml_xml *xml, const struct piece *piece, uint32_t member)
{
    ml_xml_attr_u64(xml, "in", piece->numbers[member]);
}

static void write_hits(struct ml_xml *xml, const struct piece *piece,
                       const struct ml_hits *hits, const struct ml_catalogue *catalogue)
{
    if (!piece->numbers[hits->member])
        return;
    ml_xml_start(xml, "occurrences");
    ml_xml_attr(xml, "signature", catalogue->signatures[hits->signature].id);
    ml_xml_attr(xml, "file", piece->bundle->members[hits->member].address);
    ml_xml_attr_u64(xml, "count", hits->count);
    attr_severities(xml, hits->severities);
    attr_in(xml, piece, hits->member);
    for (uint32_t i = 0; i < hits->nmoments; i++)
        write_moment(xml, &hits->moments[i]);
    for (uint32_t i = 0; i < hits->nhead; i++)
        write_occurrence(xml, &hits->head[i]);
    for (uint32_t i = 0; i < hits->ntail; i++)
        write_occurrence(xml, &hits->tail[i]);
    ml_xml_end(xml);
}

static void write_fact(struct ml_xml *xml, const struct piece *piece,
                       const struct ml_fact *fact)
{
    if (!piece->numbers[fact->member])
        return;
    ml_xml_start(xml, "fact-value");
    ml_xml_attr_exact(xml, "name", fact->name);
    ml_xml_attr_exact(xml, "value", fact->value);
    ml_xml_attr_known(xml, "address", fact->address);
    ml_xml_attr_time(xml, "time", fact->time);
    attr_in(xml, piece, fact->member);
    ml_xml_end(xml);
}

static void write_artefact(struct ml_xml *xml, const struct piece *piece,
                           const struct ml_artefact_seen *seen)
{
    if (!piece->numbers[seen->member])
        return;
    ml_xml_start(xml, "artefact");
    ml_xml_attr(xml, "id", seen->id);
    ml_xml_attr_word(xml, "state", ml_word_artefact(seen->state));
    ml_xml_attr(xml, "address", seen->address);
    ml_xml_attr_time(xml, "time", seen->time);
    attr_in(xml, piece, seen->member);
    ml_xml_end(xml);
}

static void write_ids(struct ml_xml *xml, const struct piece *piece, uint32_t member)
{
    const struct ml_member *file = &piece->bundle->members[member];

    for (uint32_t i = 0; i < file->nruns; i++) {
        const struct ml_id_run *run = &file->runs[i];
        if (!piece->numbers[member])
            return;
        ml_xml_start(xml, "ids");
        ml_xml_attr(xml, "file", file->address);
        ml_xml_attr_u64(xml, "line", run->line);
        ml_xml_attr_u64(xml, "n", run->n);
        ml_xml_attr_u64(xml, "id", run->id);
        if (run->again > 1)
            ml_xml_attr_u64(xml, "again", run->again);
        attr_in(xml, piece, member);
        ml_xml_end(xml);
    }
}

static void write_job(struct ml_xml *xml, const struct piece *piece,
                      const struct ml_job_entry *job)
{
    if (!piece->numbers[job->member])
        return;
    ml_xml_start(xml, "job-row");
    ml_xml_attr(xml, "id", job->job);
    ml_xml_attr(xml, "file", piece->bundle->members[job->member].address);
    ml_xml_attr_u64(xml, "line", job->line);
    if (job->kind.n)
        ml_xml_attr_exact(xml, "kind", job->kind);
    if (job->state.n)
        ml_xml_attr_exact(xml, "state", job->state);
    if (job->source.n)
        ml_xml_attr_exact(xml, "data-source", job->source);
    if (job->outcome != ML_JOB_UNKNOWN)
        ml_xml_attr_word(xml, "outcome", ml_word_outcome(job->outcome));
    ml_xml_attr_time(xml, "start", job->start);
    ml_xml_attr_time(xml, "end", job->end);
    ml_xml_attr_more(xml, "code", job->code);
    attr_in(xml, piece, job->member);
    ml_xml_end(xml);
}

static void write_unknown(struct ml_xml *xml, const struct piece *piece,
                          const struct ml_unknown *kind)
{
    if (!piece->numbers[kind->member])
        return;
    ml_xml_start(xml, "unknown-kind");
    ml_xml_attr_u64(xml, "line", kind->line);
    ml_xml_attr_u64(xml, "count", kind->count);
    ml_casexml_level(xml, kind->level);
    ml_xml_attr_time(xml, "first", kind->first);
    ml_xml_attr_time(xml, "last", kind->last);
    ml_xml_attr_exact(xml, "template", kind->template_text);
    if (!ml_str_eq(kind->example, kind->template_text))
        ml_xml_attr_exact(xml, "example", kind->example);
    attr_in(xml, piece, kind->member);
    ml_xml_end(xml);
}

static struct piece *pieces_of(const struct ml_server *server)
{
    struct piece *pieces = calloc(server->nbundles + (size_t)1, sizeof(*pieces));

    if (!pieces)
        ml_oom();
    for (uint32_t b = 0; b < server->nbundles; b++) {
        pieces[b].bundle = server->bundles[b];
        pieces[b].numbers = calloc(server->bundles[b]->nmembers + (size_t)1,
                                   sizeof(*pieces[b].numbers));
        if (!pieces[b].numbers)
            ml_oom();
    }
    for (uint32_t i = 0; i < server->nfiles; i++) {
        uint32_t b = bundle_of(server, server->files[i]);
        if (b < server->nbundles)
            pieces[b].numbers[server->files[i] - pieces[b].bundle->members] = i + 1;
    }
    return pieces;
}

static void write_piece(struct ml_xml *xml, const struct piece *piece,
                        const struct ml_catalogue *catalogue)
{
    const struct ml_case *bundle = piece->bundle;

    for (uint32_t i = 0; i < bundle->nartefacts; i++)
        write_artefact(xml, piece, &bundle->artefacts[i]);
    for (uint32_t i = 0; i < bundle->nmembers; i++)
        write_ids(xml, piece, i);
    for (uint32_t i = 0; i < bundle->nhits; i++)
        write_hits(xml, piece, &bundle->hits[i], catalogue);
    for (uint32_t i = 0; i < bundle->njobs; i++)
        write_job(xml, piece, &bundle->jobs[i]);
    for (uint32_t i = 0; i < bundle->nunknown; i++)
        write_unknown(xml, piece, &bundle->unknown[i]);
}

void ml_casexml_case(struct ml_xml *xml, const struct ml_server *server,
                     const struct ml_catalogue *catalogue)
{
    struct piece *pieces = pieces_of(server);

    ml_xml_start(xml, "case");
    ml_xml_attr_word(xml, "format", "1");
    for (uint32_t b = 0; b < server->nbundles; b++)
        for (uint32_t i = 0; i < pieces[b].bundle->nfacts; i++)
            write_fact(xml, &pieces[b], &pieces[b].bundle->facts[i]);
    for (uint32_t b = 0; b < server->nbundles; b++) {
        write_piece(xml, &pieces[b], catalogue);
        free(pieces[b].numbers);
    }
    free(pieces);
    ml_xml_end(xml);
}
