/* SPDX-License-Identifier: MIT */
#ifndef ML_CATALOGUE_CATALOGUE_H
#define ML_CATALOGUE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The knowledge of marslog as immutable data: which texts and codes are known
 * problems, what causes them, what proves or disproves each cause, what to do.
 *
 *     patterns/?.xml -> read (validated) -> struct ml_catalogue -> pack -> file
 *                                                             file -> unpack ->
 *
 * The built-in catalogue is packed when the program is built and mapped at start.
 * A user's folder is read as XML and laid over it, by id.
 */

enum ml_lang { ML_EN = 0, ML_JA = 1, ML_NLANG = 2 };

/** One text in every language; .in[ML_JA] falls back to English when empty. */
struct ml_text {
    ml_str in[ML_NLANG];
};

ml_str ml_text_in(const struct ml_text *text, enum ml_lang lang);

enum ml_severity {
    ML_INFO = 0,
    ML_WARNING,
    ML_ERROR,
    ML_BY_LEVEL, /* the record's level says: FATAL, Error and Critical are errors */
};

/** First the words of errlog records, then those of events. */
enum ml_level {
    ML_LEVEL_NONE = 0,
    ML_LEVEL_NORMAL,
    ML_LEVEL_VERBOSE,
    ML_LEVEL_WARNING,
    ML_LEVEL_FATAL,
    ML_LEVEL_CRITICAL,
    ML_LEVEL_ERROR,
    ML_LEVEL_EVENT_WARNING,
    ML_LEVEL_INFORMATION,
    ML_LEVEL_EVENT_VERBOSE,
    ML_LEVEL_LAST = ML_LEVEL_EVENT_VERBOSE,
};

/**
 * What one record has to hold: a code written as a code, a text, or to be an event.
 * Exactly one of code, regex, and event or provider is set.
 */
struct ml_term {
    uint32_t code; /* 0: the term is no code. MARS codes are below 0x80000,
                      HRESULTs have their top bit set */
    uint32_t event;  /* the record is an event with this id; 0: any id */
    ml_str provider; /* ... of this provider: without case, a leading
                        "Microsoft-Windows-" on either side left out */
    ml_str channel;  /* ... in this log, without case; empty: in any. Where the log of a
                        record is not known it may be any */
    ml_str regex;  /* PCRE2; caseless, UTF-8; ^ and $ are those of the message */
    ml_str literal; /* lower case (ASCII) fragment that every match holds; empty
                       when there is none, or when a code beside it in the same
                       alternative brings the record up */
    ml_str before; /* what every match has directly before and behind the literal, */
    ml_str after;  /* lower case, ' ' for any number of blanks; empty: not known */
    bool in_paths; /* also matched inside path and file names, which are otherwise
                      hidden: a file may be called like an error */
};

/** Terms that must all be in one record. */
struct ml_alternative {
    struct ml_term *terms;
    uint32_t nterms;
    ml_str role; /* only in members of this role ("failed-files-list"); empty: any */
};

/** An example record; `xml:space` kept, TABs as TABs. */
struct ml_example {
    ml_str text;
    bool must_match;
    ml_str role;     /* of the member it is taken to stand in; or empty */
    ml_str provider; /* the example is an event of this provider and id; else empty */
    uint32_t event;
    ml_str channel;       /* of the event; empty: not known */
    enum ml_level level;  /* of the event; ML_LEVEL_NONE: not known */
};

/** What a record tells about the job it belongs to. */
enum ml_step {
    ML_STEP_NONE = 0,
    ML_STEP_STARTED, /* a phase began */
    ML_STEP_FINISHED,
    ML_STEP_SUCCEEDED, /* the job */
    ML_STEP_FAILED,
};

struct ml_condition;

struct ml_signature {
    ml_str id;        /* "mars-34513", "http-407" */
    bool observation; /* used in conditions only, never a finding */
    enum ml_step step;
    ml_str phase;     /* of a job: "data-transfer"; empty when the step is the job's */
    ml_str job_kind;  /* "Backup", as job histories call it; or empty */
    struct ml_condition *derived; /* not from a record: each fact value or job for which
                                     it holds is an occurrence. Or NULL */
    bool wrapper;     /* says only that another code is the cause: dropped when the
                         record holds any other signature that is no observation */
    enum ml_severity severity;
    uint32_t code;           /* its own number for display; 0 when it has none */
    uint32_t levels;         /* bit set of 1 << ml_level; 0: any */
    ml_str source_file;      /* "backupasync.cpp" without line; empty: any */
    struct ml_alternative *alternatives; /* any one of them makes the signature */
    uint32_t nalternatives;
    ml_str yields;           /* fact name set from capture group 1; or empty */
    ml_str symbol;           /* "CloudInvalidInputError", or empty; an alternative
                                looks for it as a word */
    bool symbol_inferred;    /* no document states it with the number */
    struct ml_text title;    /* one line */
    struct ml_text meaning;  /* a sentence or two; may be empty */
    ml_str source;           /* document */
    ml_str date;             /* ISO date of the document, or empty */
    bool inferred;           /* our inference, not from a document */
    struct ml_example *examples;
    uint32_t nexamples;
    ml_str file;             /* where it was defined, for messages */
    uint32_t line;
};

/** What to ask the customer for. */
struct ml_artefact {
    ml_str id;
    struct ml_text title;
    struct ml_text ask; /* what to send and the command that collects it */
    ml_str file;
    uint32_t line;
};

/**
 * What a number of Windows, of HTTP or of the sign-in service means. No problem by
 * itself: it is told beside the record that holds it. Two families may use one number.
 */
struct ml_oscode {
    ml_str id;      /* "win32-80070005", "aadsts-50013": of family and number */
    ml_str family;  /* "win32", "winsock", "vss", "http" */
    uint32_t value; /* HRESULT; 0: it has none */
    uint32_t number; /* within its family: 5 of win32, 407 of http; 0: it has none */
    ml_str symbol;  /* "ERROR_ACCESS_DENIED", or empty */
    struct ml_text meaning;
    ml_str file;
    uint32_t line;
};

/**
 * What an event says: a log holds the values, this the sentence around them. No problem
 * by itself.
 */
struct ml_event_message {
    ml_str id;       /* "08193 vss": of both below, so that they lie in the order in
                        which they are looked for */
    ml_str provider; /* as it is written, without "Microsoft-Windows-" */
    uint32_t event;
    ml_str channel;      /* the log that it is met in; for readers; or empty */
    struct ml_text text; /* %1, %2 ... stand for the event's data in their order, %% for
                            a percent sign */
    ml_str source;
    bool inferred;
    ml_str file;
    uint32_t line;
};

/** A provider of events that have nothing to do with backups: a code of Windows in them
 * is no problem of ours. */
struct ml_bystander {
    ml_str id; /* the provider, lower case, without "microsoft-windows-" */
    ml_str source;
    ml_str file;
    uint32_t line;
};

enum ml_condition_kind {
    ML_COND_ALL,       /* every child */
    ML_COND_ANY,       /* at least one child */
    ML_COND_NOT,       /* the one child is known to be false */
    ML_COND_FACT,      /* `name` compared by `op` with `value` or fact `other` */
    ML_COND_SIGNATURE, /* `name` occurred, within_us of the occurrence */
    ML_COND_ARTEFACT,  /* artefact `name` is in the state `value`: read | empty */
    ML_COND_FINDING,   /* the occurrence weighed is before/after date `value` (op) */
    ML_COND_JOB,       /* a job of the server ended as `value` says, `when` */
    ML_COND_CAUSE,     /* the server's cause `name` has one of the verdicts in `value` */
};

/** When a job was, as seen from the occurrence weighed. */
enum ml_job_when {
    ML_WHEN_ANY = 0,
    ML_WHEN_AFTER,   /* it ended later, and is another job */
    ML_WHEN_BEFORE,  /* it ended earlier, and is another job */
    ML_WHEN_SAME,    /* the occurrence lies in it */
    ML_WHEN_OVERLAP, /* another job that ran at that moment */
};

enum ml_op {
    ML_OP_NONE = 0,
    ML_OP_IS,       /* text, without case; true/false; "" equals no text */
    ML_OP_IS_NOT,
    ML_OP_MATCHES,  /* PCRE2 in `value` finds something; caseless */
    ML_OP_LT,       /* numbers */
    ML_OP_LE,
    ML_OP_GT,
    ML_OP_GE,
    ML_OP_ABS_GT,   /* absolute value of the fact */
    ML_OP_ABS_LE,
    ML_OP_VERSION_LT, /* dotted numbers, part by part */
    ML_OP_VERSION_GE,
    ML_OP_SAME_PATH,  /* with fact `other`, to which `value` ("\Scratch") is
                         appended: without case and trailing backslash */
    ML_OP_OTHER_PATH,
    ML_OP_HAS_PATH,   /* `;`-separated list holds the path in fact `other`, or a folder
                         above it */
    ML_OP_LACKS_PATH,
    ML_OP_HAS_WORD,   /* comma- or `;`-separated list holds `value`, without case and
                         folder */
    ML_OP_ENDPOINT,   /* is `host:port` (not direct, none or empty) */
    ML_OP_NO_ENDPOINT,
    ML_OP_RATIO_LT, /* fact / fact `other` against `value` */
    ML_OP_RATIO_GE,
    ML_OP_OLDER,     /* the time in the fact is more than `value` (48h, 10d) before the
                        occurrence weighed. A day without time ("Thu Jun 04 2026") may
                        be any moment of it: older when all of it is */
    ML_OP_NEWER,     /* ... not more than that before it, and not after it */
    ML_OP_KNOWN,     /* has any value */
    ML_OP_UNKNOWN,   /* has none: true only where nothing gave the fact.
                        ML_COND_FINDING: the occurrence weighed carries no time */
    ML_OP_DIFFERS,   /* has two different values within the server's collections; with
                        `value` "day" on two different days */
    ML_OP_BEFORE,    /* ML_COND_FINDING: earlier than the date in `value` */
    ML_OP_FROM,      /* ML_COND_FINDING: on the date in `value` or later */
    ML_OP_VOLUME_KNOWN,   /* the letter of the path in the fact has a
                             volume.<letter>.size-bytes fact */
    ML_OP_VOLUME_MISSING, /* volumes are known, and that letter is not among them. Of a
                             `;`-separated list any one missing is enough */
    ML_OP_PAST,       /* the time in the fact is earlier than the occurrence weighed */
    ML_OP_FUTURE,     /* ... is later */
    ML_OP_SAME_NAME,  /* the computer name in fact `other`: without case and domain, cut
                         at 15 characters */
    ML_OP_OTHER_NAME,
};

struct ml_condition {
    enum ml_condition_kind kind;
    ml_str name; /* signature: one or more ids, apart by blanks; any will do */
    enum ml_op op;
    ml_str value;
    double number;     /* of `value`, where op compares numbers; ML_OP_OLDER and
                          ML_OP_NEWER: microseconds */
    bool any_value;    /* fact: one of its values is enough; else the one nearest in
                          time to the occurrence counts */
    ml_str other;      /* second fact name */
    int64_t within_us; /* 0: anywhere in the collections of the server. For facts: how
                          near to the occurrence the value was collected */
    bool same_job;     /* signature: in the same job as the occurrence */
    uint32_t at_least; /* signature: records, job: jobs that must be; 0: one */
    int64_t apart_us;  /* signature: first and last at least that far apart */
    ml_str of;         /* fact with `*` in its name: only letters that this fact's paths
                          begin with */
    bool every;        /* fact with `*`: for all of them, not for one */
    enum ml_job_when when; /* job */
    bool same_kind;    /* job: of the kind of the job that the occurrence lies in */
    struct ml_condition *children;
    uint32_t nchildren;
};

struct ml_rule {
    bool against;    /* else for */
    bool conclusive; /* else supporting */
    bool inferred;
    struct ml_text text;
    struct ml_condition condition;
};

struct ml_cause {
    ml_str id;
    struct ml_text title;
    struct ml_text detail; /* what happens; may be empty */
    ml_str *explains;      /* signature ids */
    uint32_t nexplains;
    struct ml_rule *rules;
    uint32_t nrules;
    ml_str *artefacts; /* ids: what to ask for, most useful first */
    uint32_t nartefacts;
    struct ml_text *actions;
    uint32_t nactions;
    ml_str source;
    struct ml_text validity;
    ml_str file;
    uint32_t line;
};

struct ml_catalogue {
    struct ml_arena arena;
    ml_str digest; /* "sha256:..." of its content */
    int newest_year; /* of the dates of its sources: stands in for a log's year where
                        nothing else gives one */
    struct ml_signature *signatures; /* sorted by id */
    uint32_t nsignatures;
    struct ml_cause *causes; /* sorted by id */
    uint32_t ncauses;
    struct ml_artefact *artefacts; /* sorted by id */
    uint32_t nartefacts;
    struct ml_oscode *oscodes; /* sorted by id */
    uint32_t noscodes;
    struct ml_event_message *messages; /* sorted by id */
    uint32_t nmessages;
    struct ml_bystander *bystanders; /* sorted by id */
    uint32_t nbystanders;
};

/* Look up by id; NULL when there is none. */
const struct ml_signature *ml_catalogue_signature(const struct ml_catalogue *c,
                                                  ml_str id);
const struct ml_cause *ml_catalogue_cause(const struct ml_catalogue *c, ml_str id);
const struct ml_artefact *ml_catalogue_artefact(const struct ml_catalogue *c, ml_str id);

/** Whether a signature gives this fact. */
bool ml_catalogue_yields(const struct ml_catalogue *c, ml_str fact);

/**
 * The codes with this HRESULT: up to `cap` of them go to ret; returns how many there
 * are. A Win32 error is found as 0x8007 and its number.
 */
uint32_t ml_catalogue_oscodes(const struct ml_catalogue *c, uint32_t hresult,
                              const struct ml_oscode **ret, uint32_t cap);

/** The code with that number in its family; NULL when there is none. */
const struct ml_oscode *ml_catalogue_oscode_number(const struct ml_catalogue *c,
                                                   ml_str family, uint32_t number);

/** The code with that symbol, without case; NULL when there is none. */
const struct ml_oscode *ml_catalogue_oscode_symbol(const struct ml_catalogue *c,
                                                   ml_str symbol);

/** The provider as it is compared: without a leading "Microsoft-Windows-". */
ml_str ml_event_provider(ml_str provider);

/** Whether the two name the same provider. */
bool ml_event_provider_eq(ml_str a, ml_str b);

/** What that event says; NULL when the catalogue has no sentence for it. */
const struct ml_event_message *ml_catalogue_message(const struct ml_catalogue *c,
                                                    ml_str provider, uint32_t event);

/** Whether the cause lists the signature with this id. */
bool ml_cause_explains(const struct ml_cause *cause, ml_str id);

/** Release; NULL is allowed. Returns NULL. */
struct ml_catalogue *ml_catalogue_free(struct ml_catalogue *c);

#endif
