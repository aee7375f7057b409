/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_SUMMARY_H
#define ML_FLEET_SUMMARY_H

#include "case/case.h"
#include "case/wire.h"
#include "diagnose/result.h"

/*
 * What the fleet keeps of a server once it is judged: enough to tell tomorrow what is
 * new, ongoing, resolved, or could not have been seen. Made in a worker; the server's
 * own pages are written there too.
 */

/** All files of one kind (case/kind.h) together. */
struct ml_summary_kind {
    ml_str name;
    bool is_partial;
    struct ml_time first, last; /* of their records, as far as these count */
    struct ml_time collected;   /* when the newest bundle that holds one was made */
    uint64_t source;            /* which bundles hold them: a digest of theirs */
};

struct ml_summary_finding {
    ml_str id;
    enum ml_severity severity;
    uint64_t count;
    struct ml_time first, last;
    uint32_t *kinds; /* that held it: indices */
    uint32_t nkinds;
};

struct ml_summary_cause {
    ml_str id;
    enum ml_verdict verdict;
    ml_str *explains; /* ids of findings */
    uint32_t nexplains;
};

struct ml_summary_unknown {
    ml_str template_text, example, address;
    enum ml_level level;
    uint64_t count;
};

struct ml_summary_job {
    ml_str id, kind;
    struct ml_time start, end;
    enum ml_job_outcome outcome;
    uint32_t code;
};

enum { ML_SUMMARY_UNKNOWN = 50, ML_SUMMARY_JOBS = 100 };

struct ml_summary {
    ml_str name, folder, os_build, agent_version, time_zone;
    enum ml_server_state state;
    ml_str reason;
    uint64_t *bundles; /* that could be read: of the digest of each; sorted */
    uint32_t nbundles;
    struct ml_time newest; /* record, or time of collection where that is later */
    struct ml_summary_kind *kinds; /* by name */
    uint32_t nkinds;
    struct ml_summary_finding *findings; /* as in the report */
    uint32_t nfindings;
    struct ml_summary_cause *causes; /* as in the report */
    uint32_t ncauses;
    struct ml_summary_unknown *unknown; /* gravest first, at most ML_SUMMARY_UNKNOWN */
    uint32_t nunknown;
    struct ml_summary_job *jobs; /* newest first, at most ML_SUMMARY_JOBS */
    uint32_t njobs;
};

/** Of the first server of a result. Points into it and the arena. */
void ml_summary_of(struct ml_summary *ret, const struct ml_result *result,
                   struct ml_arena *arena);

/** Put or take. */
void ml_summary_code(struct ml_wire *wire, struct ml_summary *summary);

/** Take; NULL where the bytes are not one summary. In the arena. */
struct ml_summary *ml_summary_take(ml_str bytes, struct ml_arena *arena);

#endif
