/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_READER_H
#define ML_FACTS_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "facts/facts.h"

/*
 * The table of readers, one for each kind of text.
 *
 *     text -> wants() -> read() -> sink
 *
 * wants() is cheap and may be wrong on the side of yes: it looks for a mark in the
 * text and at the name. read() decides for good; it yields nothing for a text that
 * only looks like its own.
 */

struct ml_fact_reader {
    const char *role; /* for the coverage table */
    bool (*wants)(const struct ml_fact_text *text);
    /** True when the text really is of this kind, also when it yields no fact. */
    bool (*read)(const struct ml_fact_text *text, const struct ml_fact_sink *sink);
};

/* One per file of this folder, in the order of the table in facts.c. */
extern const struct ml_fact_reader ml_reader_agentconfig;
extern const struct ml_fact_reader ml_reader_agentinfo;
extern const struct ml_fact_reader ml_reader_attributes;
extern const struct ml_fact_reader ml_reader_certutil;
extern const struct ml_fact_reader ml_reader_collected;
extern const struct ml_fact_reader ml_reader_diagreport;
extern const struct ml_fact_reader ml_reader_defender;
extern const struct ml_fact_reader ml_reader_diskinfo;
extern const struct ml_fact_reader ml_reader_dotnet;
extern const struct ml_fact_reader ml_reader_dpminfo;
extern const struct ml_fact_reader ml_reader_environment;
extern const struct ml_fact_reader ml_reader_eventcsv;
extern const struct ml_fact_reader ml_reader_execpolicy;
extern const struct ml_fact_reader ml_reader_failedfiles;
extern const struct ml_fact_reader ml_reader_features;
extern const struct ml_fact_reader ml_reader_filters;
extern const struct ml_fact_reader ml_reader_jobhistory;
extern const struct ml_fact_reader ml_reader_listing;
extern const struct ml_fact_reader ml_reader_msinfo;
extern const struct ml_fact_reader ml_reader_netcheck;
extern const struct ml_fact_reader ml_reader_programs;
extern const struct ml_fact_reader ml_reader_proxyconfig;
extern const struct ml_fact_reader ml_reader_registry;
extern const struct ml_fact_reader ml_reader_rootcause;
extern const struct ml_fact_reader ml_reader_sanpolicy;
extern const struct ml_fact_reader ml_reader_schtasks;
extern const struct ml_fact_reader ml_reader_services;
extern const struct ml_fact_reader ml_reader_stripchart;
extern const struct ml_fact_reader ml_reader_systeminfo;
extern const struct ml_fact_reader ml_reader_tempcount;
extern const struct ml_fact_reader ml_reader_transcript;
extern const struct ml_fact_reader ml_reader_vssadmin;
extern const struct ml_fact_reader ml_reader_vsspss;
extern const struct ml_fact_reader ml_reader_w32status;
extern const struct ml_fact_reader ml_reader_w32zone;
extern const struct ml_fact_reader ml_reader_wabinfo;
extern const struct ml_fact_reader ml_reader_winhttp;

#endif
