/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_CASEREADER_H
#define ML_REPORT_CASEREADER_H

#include "base/arena.h"
#include "case/case.h"
#include "report/xmlinput.h"

/*
 * The cases that an XML report was made of, for judging them again.
 *
 *     report.xml -> xmlinput -> casereader -> struct ml_case, one after the other
 *
 * What ml_casexml_case() and its neighbours write comes back as it was. A report may
 * come from elsewhere: places, numbers, times and addresses are checked. Memory is that
 * of the cases that are not complete yet: a bundle of several servers is spread over
 * the report.
 */

/** Takes a complete case, which is its own from then on. */
typedef void ml_case_taker(void *ctx, struct ml_case *c);

/** What a report says of all its cases. Zero-initialise; release with
 * ml_saved_reset(). */
struct ml_saved {
    struct ml_arena arena;
    ml_str version, digest;      /* of the program and of its catalogue */
    struct ml_time since, until; /* records that count */
    bool has_servers;            /* else these are not known */
    ml_str *foreign;             /* signatures that `catalogue` has not: left out */
    size_t nforeign, cap_foreign;
};

/**
 * Read a report and hand out its cases; "-" is standard input. When it fails, cases
 * that were handed out already are to be dropped.
 *
 * Errors: ML_FAIL - as ml_xmlin_read() has them; ML_ERR_FORMAT also for a report
 * without what a merge needs: of an interrupted run, of an older version, made for
 * reading.
 */
enum ml_rc ml_cases_read(struct ml_saved *ret, const char *path,
                         const struct ml_schema *schema,
                         const struct ml_catalogue *catalogue, ml_case_taker *take,
                         void *ctx, struct ml_err *err) ML_MUST_USE;

void ml_saved_reset(struct ml_saved *saved);

#endif
