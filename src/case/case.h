/* SPDX-License-Identifier: MIT */
#ifndef ML_CASE_CASE_H
#define ML_CASE_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"
#include "catalogue/catalogue.h"

/*
 * What one bundle holds, without any verdict: occurrences, facts with their times,
 * coverage. The case is what crosses every border (thread, worker, shard, merge);
 * cases of one server are put together before anything is judged.
 *
 *     scan -> case \
 *     scan -> case --> diagnose -> result -> report
 *
 * All text is valid UTF-8 and lives in the case's arena.
 */

enum ml_read_state { ML_READ = 0, ML_PARTIAL, ML_SKIPPED, ML_UNREADABLE };

/** Records of an event log that follow each other with their ids: record `line` has
 * `id`, the next one id + 1, and so on. */
struct ml_id_run {
    uint64_t line, n, id;
    uint32_t again; /* these ids were met in the file for the so-manieth time: 1, 2 ... */
};

/** One file of the bundle, in walk order. */
struct ml_member {
    ml_str address;  /* evidence address without line */
    ml_str name;     /* last part of the member's own path, not encoded */
    ml_str role;     /* "cbengine-errlog", "registry", ... "text" */
    ml_str encoding; /* "utf-8", "utf-16le+cp932"; empty when not text */
    uint64_t bytes_read, bytes_skipped; /* decompressed; their sum is present */
    uint64_t records;
    uint64_t records_outside; /* of these: not within --since and --until */
    struct ml_time mtime; /* as the container says; bare when it has no zone */
    struct ml_time first, last; /* of its records */
    bool year_assumed;
    enum ml_read_state state;
    ml_str reason;  /* why not ML_READ */
    ml_str server;  /* computer that this member itself names; else empty */
    ml_str folder;  /* --group-by: what keeps servers apart; mostly empty */
    uint64_t digest[2]; /* of its bytes; both 0 when none was taken */
    uint32_t same_as;   /* 1 + index of an earlier member with the same bytes; 0 */
    bool is_event_log;  /* lines are numbers of records, told by their ids: */
    const struct ml_id_run *runs; /* of the lines that anything refers to; by line */
    uint32_t nruns;
};

/** One record that matched, as evidence. */
struct ml_occurrence {
    uint32_t member;
    uint64_t line, nlines; /* a record may go on for several */
    struct ml_time time;
    enum ml_level level;
    ml_str job;    /* upper case GUID, or empty */
    ml_str address; /* where it is no line of the member; else empty */
    ml_str text;   /* message, shortened */
    ml_str before; /* the line before and after, or empty */
    ml_str after;
};

/**
 * All occurrences within one minute and one job: what conditions weigh.
 *
 * The nearest two of different minutes are always a last and a first, so nothing
 * is lost by keeping the ends only.
 */
struct ml_moment {
    struct ml_time first, last;
    uint64_t first_line, last_line; /* of these two */
    ml_str job;
    uint64_t n;
};

enum { ML_SHOWN = 5 }; /* evidence kept from each end */

/** One signature in one member. */
struct ml_hits {
    uint32_t signature; /* index in the catalogue */
    uint32_t member;
    uint64_t count;
    uint32_t severities; /* bit set of 1 << ml_severity met (ML_BY_LEVEL resolved) */
    struct ml_occurrence head[ML_SHOWN], tail[ML_SHOWN]; /* tail: after head only */
    uint32_t nhead, ntail;
    struct ml_moment *moments; /* sorted by time; untimed ones first */
    uint32_t nmoments;
};

/** One value of a fact. */
struct ml_fact {
    ml_str name, value;
    struct ml_time time; /* when it was true: collection, or the record that said it */
    ml_str address;
    uint32_t member;
};

/** An artefact that was met, and whether it held anything. */
enum ml_artefact_state { ML_ARTEFACT_READ = 0, ML_ARTEFACT_EMPTY, ML_ARTEFACT_DAMAGED };

struct ml_artefact_seen {
    ml_str id;
    enum ml_artefact_state state;
    ml_str address;
    struct ml_time time;
    uint32_t member;
};

enum ml_job_outcome {
    ML_JOB_UNKNOWN = 0, /* a state whose word is not known */
    ML_JOB_UNFINISHED,  /* no record of its end */
    ML_JOB_SUCCEEDED,
    ML_JOB_FAILED,
};

extern const char *const ml_job_outcome_names[];

/** One row of a job history. */
struct ml_job_entry {
    ml_str job;    /* upper case GUID */
    ml_str kind;   /* "Backup", "CloudBackup" */
    ml_str state;  /* as it stands there */
    ml_str source; /* name of the data source; or empty */
    struct ml_time start, end;
    enum ml_job_outcome outcome;
    uint32_t code; /* 0: none */
    uint32_t member;
    uint64_t line;
};

/** Records of one member that no signature names, alike but for what was masked. */
struct ml_unknown {
    ml_str template_text; /* "Failed to open <path>: 0x80070005" */
    ml_str example;       /* message of the first */
    enum ml_level level;
    uint64_t count, line; /* of the first */
    struct ml_time first, last;
    uint32_t member;
};

struct ml_case {
    struct ml_arena arena;
    ml_str path;   /* as given; encoded as in addresses */
    ml_str sha256; /* hex, or empty when it could not be read */
    uint64_t bytes;
    uint32_t again; /* the same bundle was given so often before */
    enum ml_read_state state; /* never ML_SKIPPED */
    ml_str reason;
    ml_str server;     /* computer that the bundle names; else empty */
    ml_str stem;       /* what the server is called when nothing names one */
    ml_str flavour;    /* "psSDP DPM", "loose files" */
    struct ml_time collected; /* when the bundle was made, if known */
    struct ml_time modified;  /* its file, where nothing else dates it among others, or
                                 that is yet to come; a fleet's bundles only */
    bool on_disk; /* a member is a file on disk: its time is the file system's */
    bool bounded; /* records behind some time do not count: what has no end may have one */
    struct ml_member *members;
    uint32_t nmembers;
    struct ml_hits *hits; /* sorted by (signature, member) */
    uint32_t nhits;
    struct ml_fact *facts; /* in walk order */
    uint32_t nfacts;
    struct ml_artefact_seen *artefacts;
    uint32_t nartefacts;
    struct ml_unknown *unknown; /* in walk order */
    uint32_t nunknown;
    uint64_t unknown_beyond;   /* records whose kind found no room among them */
    struct ml_job_entry *jobs; /* rows of job histories, in walk order */
    uint32_t njobs;
    ml_str *limited; /* ids of signatures whose pattern hit the backtracking limit */
    uint32_t nlimited;
};

/**
 * Whether `shorter` may be a cut form of the computer name `longer`: the 15 characters
 * that NetBIOS keeps, or the name without its domain.
 */
bool ml_computer_is_cut(ml_str shorter, ml_str longer);

/** Whether two names may be of one computer: the same, or one a cut form of the other. */
bool ml_computer_is_same(ml_str a, ml_str b);

/** Evidence address of a line in a file: "b.zip!a.errlog:482". */
ml_str ml_line_address(struct ml_arena *arena, ml_str file, uint64_t line);

/** Evidence address of a record: of its line, or in an event log of its id:
 * "b.zip!a.evtx#1042", "b.zip!a.evtx#1042~2" when the id was met before. */
ml_str ml_record_address(struct ml_arena *arena, const struct ml_member *member,
                         uint64_t line);

/** Release; NULL is allowed. Returns NULL. */
struct ml_case *ml_case_free(struct ml_case *c);

#endif
