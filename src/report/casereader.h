/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_CASEREADER_H
#define ML_REPORT_CASEREADER_H

#include "base/arena.h"
#include "case/case.h"
#include "report/xmlinput.h"

/*
 * The cases that XML reports were made of, for judging them again.
 *
 *     report.xml -> xmlinput -> casereader -> struct ml_case, one after the other
 *                                  \-> making: bundles that are not whole yet
 *
 * What ml_casexml_case() and its neighbours write comes back as it was. A report may
 * come from elsewhere: places, numbers, times and addresses are checked. Memory is that
 * of the bundles that are not whole yet: one of several servers is spread over a
 * report, or over the reports of each.
 */

/** Takes a case, which is its own from then on. */
typedef void ml_case_taker(void *ctx, struct ml_case *c);

/** What a report says of all its cases. Zero-initialise; release with
 * ml_saved_reset(). */
struct ml_saved {
    struct ml_arena arena;
    ml_str version, digest;      /* of the program and of its catalogue */
    struct ml_time since, until; /* records that count */
    bool has_servers;            /* else these are not known */
    ml_str *foreign;             /* signatures that the catalogue has not: left out */
    size_t nforeign, cap_foreign;
};

void ml_saved_reset(struct ml_saved *saved);

struct ml_cases_reader;

/** The catalogue, the schema and `ctx` have to outlive it. */
struct ml_cases_reader *ml_cases_open(const struct ml_schema *schema,
                                      const struct ml_catalogue *catalogue,
                                      ml_case_taker *take, void *ctx);

/**
 * Read a report and hand out its cases; "-" is standard input. Of a bundle whose files
 * are not all in it nothing is handed out until they were met in others. When reading
 * fails, cases that it handed out are to be dropped.
 *
 * Errors: ML_FAIL - as ml_xmlin_read() has them; ML_ERR_FORMAT also for a report
 * without what a merge needs: of an interrupted run, of an older version, made for
 * reading.
 */
enum ml_rc ml_cases_read(struct ml_cases_reader *reader, const char *path,
                         struct ml_saved *ret, struct ml_err *err) ML_MUST_USE;

/** The path of the i-th bundle of which files are in none of the reports; empty behind
 * the last. */
ml_str ml_cases_lacking(const struct ml_cases_reader *reader, size_t i);

/** NULL is allowed. Returns NULL. */
struct ml_cases_reader *ml_cases_close(struct ml_cases_reader *reader);

#endif
