/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_RESULT_H
#define ML_DIAGNOSE_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"
#include "case/case.h"
#include "catalogue/catalogue.h"

/*
 * What is known about each server once its cases are put together: the only thing
 * that reports see. Points into the cases and the catalogue, which outlive it.
 */

enum ml_verdict {
    ML_CONFIRMED = 0, /* best first */
    ML_LIKELY,
    ML_UNDETERMINED,
    ML_UNLIKELY,
    ML_RULED_OUT,
};

/** A code of Windows, HTTP or the sign-in service in a record. */
struct ml_decoded {
    ml_str value; /* "0x80070005"; the number where the record gives that: "407" */
    const struct ml_oscode *oscode;
};

struct ml_evidence {
    ml_str address; /* with line */
    struct ml_time time;
    enum ml_level level;
    ml_str job, text;
    ml_str before, before_address, after, after_address;
    struct ml_decoded *decoded;
    uint32_t ndecoded;
};

struct ml_bucket {
    struct ml_time from;
    uint64_t n;
};

struct ml_finding {
    const struct ml_signature *signature;
    enum ml_severity severity; /* resolved; never ML_BY_LEVEL */
    uint64_t count;
    struct ml_time first, last;
    struct ml_evidence *evidence; /* first and last ML_SHOWN in walk order */
    uint32_t nevidence;
    struct ml_bucket *buckets; /* at most 60, in time order; empty ones left out */
    uint32_t nbuckets;
    int64_t bucket_us; /* width of a bucket: a minute, an hour, a day, ... */
    ml_str survived_by; /* id of the first job of the same kind that succeeded after the
                           last occurrence: the finding is past; else empty */
};

/** A stretch of a job: "data-transfer". */
struct ml_phase {
    ml_str name;
    struct ml_time start, end; /* unknown where no record says so */
    ml_str address;            /* of the record that began it, else ended it */
};

/** All that is known under one task GUID, over all files of the server. */
struct ml_job {
    ml_str id;   /* upper case GUID */
    ml_str kind; /* "Backup", as the histories say; empty when nothing tells */
    struct ml_time start, end; /* of what was met of it */
    enum ml_job_outcome outcome;
    ml_str state;    /* the history's own word; or empty */
    ml_str address;  /* its first record, else its row in a history */
    ml_str last_address;
    uint32_t c, member; /* part of the server and file that the last record lies in */
    ml_str row;      /* address of that row; or empty */
    ml_str *sources; /* data sources, as the history names them */
    uint32_t nsources;
    struct ml_phase *phases; /* in time order */
    uint32_t nphases;
    const struct ml_signature **findings; /* in its records, in the order met */
    uint32_t nfindings;
    struct ml_evidence failing; /* its first record with an error; no address: none */
    uint32_t code;              /* that the history gives; 0: none */
    bool in_log;                /* the errlogs have records of it */
};

/** Records that no signature names, alike but for what was masked (match/mask.h). */
struct ml_unknown_kind {
    ml_str template_text, example;
    ml_str address; /* of the example: the first in walk order */
    enum ml_level level;
    uint64_t count;
    struct ml_time first, last;
    uint32_t order; /* in which they were met */
};

/** One piece of evidence for or against a cause. */
struct ml_weighed {
    bool conclusive;
    ml_str text;      /* in the language of the result, with the value or record */
    ml_str address;   /* where it stands; never empty */
    ml_str signature; /* finding it was weighed at; may be empty */
    struct ml_time at;
};

struct ml_missing {
    const struct ml_artefact *artefact;
    ml_str note; /* "present, but unreadable: ..."; mostly empty */
};

struct ml_cause_result {
    const struct ml_cause *cause;
    enum ml_verdict verdict;
    const struct ml_signature **explains; /* findings of this server */
    uint32_t nexplains;
    struct ml_weighed *for_, *against;
    uint32_t nfor, nagainst;
    struct ml_missing *missing;
    uint32_t nmissing;
};

enum ml_server_state { ML_CLEAN = 0, ML_PROBLEMS, ML_INCOMPLETE };

struct ml_server {
    ml_str name, os_build, agent_version, time_zone; /* "unknown" when so */
    enum ml_server_state state;
    ml_str folder; /* --group-by; mostly empty */
    ml_str reason; /* "no-logs" with ML_INCOMPLETE, else empty */
    const struct ml_case **bundles;
    uint32_t nbundles;
    struct ml_finding *findings; /* worst first, then most recent */
    uint32_t nfindings;
    struct ml_cause_result *causes; /* best verdict first */
    uint32_t ncauses;
    struct ml_unknown_kind *unknown; /* gravest first, then rarest */
    uint32_t nunknown;
    uint64_t unknown_beyond; /* further records, whose kinds were too many to keep */
    struct ml_job *jobs; /* newest first */
    uint32_t njobs;
    struct ml_fact *facts; /* newest value of each, derived ones too, by name */
    uint32_t nfacts;
    struct ml_member **files; /* coverage, in bundle and walk order */
    uint32_t nfiles;
};

struct ml_result {
    struct ml_arena arena;
    const struct ml_catalogue *catalogue;
    enum ml_lang lang;
    bool interrupted;
    struct ml_time as_of; /* unknown when not used */
    struct ml_time since, until; /* which records count; unknown: no bound */
    struct ml_server *servers; /* by name */
    uint32_t nservers;
};

#endif
