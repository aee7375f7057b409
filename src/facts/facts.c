/* SPDX-License-Identifier: MIT */
#include "facts/facts.h"

#include "base/attr.h"
#include "facts/reader.h"
#include "facts/reghive.h"
#include "input/charset.h"
#include "base/ban.h"

/* The order decides only which role a file gets that several readers take: first the
 * texts that hold parts of other kinds. */
static const struct ml_fact_reader *const readers[] = {
    &ml_reader_eventcsv,    &ml_reader_diagreport,  &ml_reader_rootcause,
    &ml_reader_msinfo,      &ml_reader_wabinfo,     &ml_reader_dpminfo,
    &ml_reader_netcheck,    &ml_reader_proxyconfig, &ml_reader_agentinfo,
    &ml_reader_stripchart,  &ml_reader_w32status,   &ml_reader_w32zone,
    &ml_reader_winhttp,     &ml_reader_jobhistory,  &ml_reader_vsspss,
    &ml_reader_vssadmin,    &ml_reader_filters,     &ml_reader_certutil,
    &ml_reader_schtasks,    &ml_reader_dotnet,      &ml_reader_execpolicy,
    &ml_reader_defender,    &ml_reader_features,    &ml_reader_sanpolicy,
    &ml_reader_environment, &ml_reader_tempcount,   &ml_reader_listing,
    &ml_reader_diskinfo,    &ml_reader_registry,    &ml_reader_services,
    &ml_reader_systeminfo,  &ml_reader_programs,    &ml_reader_collected,
    &ml_reader_failedfiles, &ml_reader_agentconfig, &ml_reader_attributes,
    &ml_reader_transcript,
};

bool ml_facts_wanted(const struct ml_fact_text *head)
{
    for (size_t i = 0; i < ML_COUNT(readers); i++)
        if (readers[i]->wants(head))
            return true;
    return false;
}

/* A hostile file may repeat a value without end; no real one comes near this. */
enum { FACTS_MAX = 4096, ARTEFACTS_MAX = 256 };

struct bounded {
    const struct ml_fact_sink *sink;
    unsigned nfacts, nartefacts;
};

static void bounded_fact(void *ctx, const char *name, ml_str value, struct ml_time time,
                         uint64_t line)
{
    struct bounded *b = ctx;

    /* The bytes of a registry value need not be text. */
    if (ml_utf8_valid(value) && b->nfacts++ < FACTS_MAX)
        b->sink->fact(b->sink->ctx, name, value, time, line);
}

static void bounded_artefact(void *ctx, const char *id, enum ml_artefact_state state,
                             struct ml_time time, uint64_t line)
{
    struct bounded *b = ctx;

    if (b->nartefacts++ < ARTEFACTS_MAX)
        b->sink->artefact(b->sink->ctx, id, state, time, line);
}

ml_str ml_facts_read(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct bounded bounded = { .sink = sink };
    struct ml_fact_sink through = { &bounded, bounded_fact, bounded_artefact };
    ml_str role = ML_STR_NONE;

    for (size_t i = 0; i < ML_COUNT(readers); i++) {
        if (!readers[i]->wants(text) || !readers[i]->read(text, &through))
            continue;
        if (!role.n)
            role = ml_str_of(readers[i]->role);
    }
    return role;
}

enum ml_rc ml_facts_read_hive(int fd, const char *program, ml_str name,
                              const struct ml_fact_sink *sink,
                              struct ml_hive_places *places, struct ml_err *err)
{
    struct bounded bounded = { .sink = sink };
    struct ml_fact_sink through = { &bounded, bounded_fact, bounded_artefact };

    return ml_reghive_read(fd, program, name, &through, places, err);
}
