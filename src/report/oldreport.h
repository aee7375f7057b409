/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_OLDREPORT_H
#define ML_REPORT_OLDREPORT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"
#include "diagnose/result.h"

/*
 * What a written XML report tells, as far as two of them are compared.
 *
 *     report.xml -> libxml2 reader, validated on the way -> struct ml_old_report
 *
 * A report may come from elsewhere: no DOCTYPE, no network, bounded size.
 */

/** A file that was read, or should have been. */
struct ml_old_file {
    ml_str address;
    ml_str kind; /* its role; where that says little, with the pattern of its name */
    bool is_partial;
    uint64_t records;
    struct ml_time last;
};

struct ml_old_finding {
    ml_str signature, title, address, survived_by;
    enum ml_severity severity;
    uint64_t count;
    struct ml_time first, last;
    ml_str *kinds; /* of the files that held it */
    size_t nkinds, cap_kinds;
};

struct ml_old_cause {
    ml_str id, title, explains;
    enum ml_verdict verdict;
};

struct ml_old_server {
    ml_str name, group, agent_version;
    enum ml_server_state state;
    ml_str inputs;   /* digests of its bundles, sorted; empty when one has none */
    bool is_partial; /* a bundle was not read in full */
    struct ml_time since, until;
    struct ml_old_finding *findings;
    size_t nfindings, cap_findings;
    struct ml_old_cause *causes;
    size_t ncauses, cap_causes;
    struct ml_old_file *files; /* without those skipped; by kind */
    size_t nfiles, cap_files;
};

/** Zero-initialise; release with ml_old_report_reset(). */
struct ml_old_report {
    struct ml_arena arena;
    ml_str path, version, digest; /* of the program and of its catalogue */
    bool is_interrupted;
    struct ml_old_server *servers;
    size_t nservers, cap_servers;
};

/**
 * Read a report; "-" is standard input. `schema` is the path of report.rng.
 *
 * Errors: ML_FAIL - as ml_xmlin_read() has them.
 */
enum ml_rc ml_old_report_read(struct ml_old_report *ret, const char *path,
                              const char *schema, struct ml_err *err) ML_MUST_USE;

void ml_old_report_reset(struct ml_old_report *report);

#endif
