/* SPDX-License-Identifier: MIT */
#include "report/jobxml.h"

#include <inttypes.h>

#include "base/attr.h"
#include "report/texts.h"
#include "report/words.h"
#include "base/ban.h"

ml_str ml_job_phase_title(ml_str phase, enum ml_lang lang)
{
    static const struct {
        ml_str phase;
        enum ml_text_id text;
    } titles[] = {
        { ML_STR("prebackup"), ML_T_PHASE_PREBACKUP },
        { ML_STR("adjust-start-time"), ML_T_PHASE_ADJUST },
        { ML_STR("initialize-storage"), ML_T_PHASE_INITIALIZE },
        { ML_STR("data-transfer"), ML_T_PHASE_TRANSFER },
        { ML_STR("integrity-check-initialize"), ML_T_PHASE_CHECK_INITIALIZE },
        { ML_STR("integrity-check"), ML_T_PHASE_CHECK },
        { ML_STR("uninitialize-storage"), ML_T_PHASE_UNINITIALIZE },
    };

    for (size_t i = 0; i < ML_COUNT(titles); i++)
        if (ml_str_eq(phase, titles[i].phase))
            return ml_text_get(titles[i].text, lang);
    return phase;
}

/* How long it took, in whole seconds. */
static void attr_seconds(struct ml_xml *xml, struct ml_time from, struct ml_time to)
{
    if (ml_time_known(from) && ml_time_known(to) && to.us >= from.us &&
        to.clock == from.clock)
        ml_xml_attr_u64(xml, "seconds", (uint64_t)((to.us - from.us) / ML_SECOND_US));
}

static void attr_place(struct ml_xml *xml, const struct ml_axis *axis,
                       const struct ml_job *job)
{
    unsigned x, width;

    if (!axis || !ml_time_known(job->start) || !ml_time_known(job->end))
        return;
    ml_axis_stretch(axis, job->start.us, job->end.us, &x, &width);
    ml_xml_attr_u64(xml, "x", x);
    ml_xml_attr_u64(xml, "width", width);
}

static void write_phase(struct ml_xml *xml, const struct ml_phase *phase,
                        enum ml_lang lang)
{
    ml_xml_start(xml, "phase");
    ml_xml_attr(xml, "name", phase->name);
    ml_xml_attr(xml, "title", ml_job_phase_title(phase->name, lang));
    ml_xml_attr_time(xml, "start", phase->start);
    ml_xml_attr_time(xml, "end", phase->end);
    attr_seconds(xml, phase->start, phase->end);
    ml_xml_attr_known(xml, "address", phase->address);
    ml_xml_end(xml);
}

static void write_job(struct ml_xml *xml, const struct ml_job *job,
                      const struct ml_axis *axis, enum ml_lang lang)
{
    ml_xml_start(xml, "job");
    ml_xml_attr(xml, "id", job->id);
    ml_xml_attr_known(xml, "kind", job->kind);
    ml_xml_attr_word(xml, "outcome", ml_word_outcome(job->outcome));
    ml_xml_attr_known(xml, "state", job->state);
    ml_xml_attr_time(xml, "start", job->start);
    ml_xml_attr_time(xml, "end", job->end);
    attr_seconds(xml, job->start, job->end);
    ml_xml_attr_code(xml, job->code);
    ml_xml_attr(xml, "address", job->address);
    ml_xml_attr_known(xml, "history", job->row);
    attr_place(xml, axis, job);
    for (uint32_t i = 0; i < job->nsources; i++)
        ml_xml_leaf(xml, "data-source", job->sources[i]);
    for (uint32_t i = 0; i < job->nphases; i++)
        write_phase(xml, &job->phases[i], lang);
    if (job->failing.address.n) {
        ml_xml_start(xml, "failing");
        ml_xml_attr(xml, "address", job->failing.address);
        ml_xml_attr_time(xml, "time", job->failing.time);
        ml_xml_text(xml, job->failing.text);
        ml_xml_end(xml);
    }
    for (uint32_t i = 0; i < job->nfindings; i++) {
        ml_xml_start(xml, "found");
        ml_xml_attr(xml, "signature", job->findings[i]->id);
        ml_xml_end(xml);
    }
    ml_xml_end(xml);
}

void ml_jobxml_write(struct ml_xml *xml, const struct ml_server *server,
                     const struct ml_axis *axis, enum ml_lang lang)
{
    for (uint32_t i = 0; i < server->njobs; i++)
        write_job(xml, &server->jobs[i], axis, lang);
}

ml_str ml_job_counts(struct ml_arena *arena, const struct ml_server *server,
                     enum ml_lang lang)
{
    uint32_t n[ML_JOB_FAILED + 1] = { 0 };

    for (uint32_t i = 0; i < server->njobs; i++)
        n[server->jobs[i].outcome]++;
    if (n[ML_JOB_UNKNOWN] == server->njobs)
        return ML_STR_NONE;
    const uint32_t counts[] = { server->njobs - n[ML_JOB_UNKNOWN], n[ML_JOB_SUCCEEDED],
                                n[ML_JOB_FAILED], n[ML_JOB_UNFINISHED] };
    ml_str words[ML_COUNT(counts)];
    for (size_t i = 0; i < ML_COUNT(counts); i++)
        words[i] = ml_arena_printf(arena, "%" PRIu32, counts[i]);
    return ml_text_fill(arena, ML_T_JOBS_COUNT, lang, words, ML_COUNT(words));
}
