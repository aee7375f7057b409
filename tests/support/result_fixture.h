/* SPDX-License-Identifier: MIT */
#ifndef ML_TESTS_RESULT_FIXTURE_H
#define ML_TESTS_RESULT_FIXTURE_H

#include "diagnose/result.h"

/* Results made by code, as the diagnosis would hand them to the reports. */

enum fixture {
    FIXTURE_PROBLEMS = 0, /* one server, findings of each severity, every verdict */
    FIXTURE_SIMPLE,       /* one finding, one confirmed cause */
    FIXTURE_FLEET,        /* a server of each state */
    FIXTURE_HOSTILE,      /* markup, escapes and bidi wherever text can stand */
    FIXTURE_EMPTY,        /* no server at all */
    FIXTURE_CLEAN,
    FIXTURE_NO_LOGS,
    FIXTURE_INCOMPLETE,
    FIXTURE_INTERRUPTED,
    FIXTURE_MANY,    /* 1,000 findings on one server */
    FIXTURE_SERVERS, /* 20 servers */
    FIXTURE_N
};

const char *fixture_name(enum fixture which);

/** In one language; release with fixture_free(). */
struct ml_result *fixture_new(enum fixture which, enum ml_lang lang);

struct ml_result *fixture_free(struct ml_result *result);

/** What no report may pass on as it is: stands in every text of FIXTURE_HOSTILE. */
extern const ml_str fixture_hostile;

#endif
