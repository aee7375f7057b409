/* SPDX-License-Identifier: MIT */
#include "report/casexml.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "report/jobxml.h"
#include "report/words.h"
#include "base/ban.h"

void ml_casexml_fact(struct ml_xml *xml, const char *element,
                     const struct ml_fact *fact)
{
    ml_xml_start(xml, element);
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

static void attr_digest(struct ml_xml *xml, const struct ml_member *file)
{
    char hex[40];

    if (!file->digest[0] && !file->digest[1])
        return;
    snprintf(hex, sizeof(hex), "%016" PRIx64 "%016" PRIx64, file->digest[0],
             file->digest[1]);
    ml_xml_attr_word(xml, "digest", hex);
}

static void write_file(struct ml_xml *xml, const struct ml_member *file,
                       const struct ml_case *bundle)
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
    ml_xml_end(xml);
}

void ml_casexml_coverage(struct ml_xml *xml, const struct ml_result *result,
                         const struct ml_server *server)
{
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
        uint32_t b = bundle_of(server, server->files[i]);
        write_file(xml, server->files[i],
                   b < server->nbundles ? server->bundles[b] : NULL);
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

static void write_hits(struct ml_xml *xml, const struct ml_hits *hits,
                       const struct ml_case *bundle,
                       const struct ml_catalogue *catalogue)
{
    ml_xml_start(xml, "occurrences");
    ml_xml_attr(xml, "signature", catalogue->signatures[hits->signature].id);
    ml_xml_attr(xml, "file", bundle->members[hits->member].address);
    ml_xml_attr_u64(xml, "count", hits->count);
    attr_severities(xml, hits->severities);
    for (uint32_t i = 0; i < hits->nmoments; i++)
        write_moment(xml, &hits->moments[i]);
    ml_xml_end(xml);
}

static void write_artefact(struct ml_xml *xml, const struct ml_artefact_seen *seen)
{
    ml_xml_start(xml, "artefact");
    ml_xml_attr(xml, "id", seen->id);
    ml_xml_attr_word(xml, "state", ml_word_artefact(seen->state));
    ml_xml_attr(xml, "address", seen->address);
    ml_xml_attr_time(xml, "time", seen->time);
    ml_xml_end(xml);
}

static void write_ids(struct ml_xml *xml, const struct ml_member *file)
{
    for (uint32_t i = 0; i < file->nruns; i++) {
        const struct ml_id_run *run = &file->runs[i];
        ml_xml_start(xml, "ids");
        ml_xml_attr(xml, "file", file->address);
        ml_xml_attr_u64(xml, "line", run->line);
        ml_xml_attr_u64(xml, "n", run->n);
        ml_xml_attr_u64(xml, "id", run->id);
        if (run->again > 1)
            ml_xml_attr_u64(xml, "again", run->again);
        ml_xml_end(xml);
    }
}

/* One byte a member: whether it belongs to the server. */
static unsigned char *members_of(const struct ml_server *server, uint32_t b)
{
    const struct ml_case *bundle = server->bundles[b];
    unsigned char *is_ours = calloc(bundle->nmembers + (size_t)1, 1);

    if (!is_ours)
        ml_oom();
    for (uint32_t i = 0; i < server->nfiles; i++)
        if (bundle_of(server, server->files[i]) == b)
            is_ours[server->files[i] - bundle->members] = 1;
    return is_ours;
}

void ml_casexml_case(struct ml_xml *xml, const struct ml_server *server,
                     const struct ml_catalogue *catalogue)
{
    ml_xml_start(xml, "case");
    for (uint32_t i = 0; i < server->nall_facts; i++)
        ml_casexml_fact(xml, "fact-value", &server->all_facts[i]);
    for (uint32_t b = 0; b < server->nbundles; b++) {
        const struct ml_case *bundle = server->bundles[b];
        unsigned char *is_ours = members_of(server, b);
        for (uint32_t i = 0; i < bundle->nartefacts; i++)
            if (is_ours[bundle->artefacts[i].member])
                write_artefact(xml, &bundle->artefacts[i]);
        for (uint32_t i = 0; i < bundle->nmembers; i++)
            if (is_ours[i])
                write_ids(xml, &bundle->members[i]);
        for (uint32_t i = 0; i < bundle->nhits; i++)
            if (is_ours[bundle->hits[i].member])
                write_hits(xml, &bundle->hits[i], bundle, catalogue);
        for (uint32_t i = 0; i < bundle->njobs; i++)
            if (is_ours[bundle->jobs[i].member])
                ml_jobxml_entry(xml, &bundle->jobs[i], bundle);
        free(is_ours);
    }
    ml_xml_end(xml);
}
