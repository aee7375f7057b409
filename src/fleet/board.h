/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_BOARD_H
#define ML_FLEET_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "diagnose/result.h"

/*
 * What the morning page shows: the fleet of one night beside the nights before. The
 * only thing that the fleet's reports see.
 *
 *     summaries of servers + history + mutes -> ml_board -> fleet.xml, fleet.html
 *
 * It points into the catalogue and into arenas that outlive it.
 */

/** Of a finding or cause tonight, beside the night before. */
enum ml_standing {
    ML_NEW = 0,
    ML_ONGOING,
    ML_CHANGED,  /* a cause whose verdict is another one */
    ML_RESOLVED, /* the newest collection covers the time since, and has it no more */
    ML_NOT_SEEN, /* nothing could show it: see `unseen` */
};

/** Contract words: "new", "ongoing", "changed", "resolved", "not-seen". */
extern const char *const ml_standing_names[];

/** Why something is neither there nor known to be gone. */
enum ml_unseen_why {
    ML_UNSEEN_KNOWN = 0,  /* it was seen, or is resolved */
    ML_UNSEEN_SENT_NONE,  /* "nothing-sent": no bundle of the server is in the run */
    ML_UNSEEN_UNREADABLE, /* "unreadable": its newest bundle could not be read */
    ML_UNSEEN_PARTLY,     /* "partly-read": ... or only in part */
    ML_UNSEEN_GAP, /* "gap": the newest collection begins after the last one's end */
    ML_UNSEEN_NO_SOURCE, /* "not-in-bundle": no file of the kind that held it */
};

extern const char *const ml_unseen_why_names[];

/** What alone brought something up that is new in the data of before. */
enum ml_brought_by {
    ML_BY_RECORDS = 0,
    ML_BY_CATALOGUE, /* "catalogue": its entry is new or another one */
    ML_BY_PROGRAM,   /* "program": another version of marslog */
};

/** Someone's wish not to be told. */
struct ml_board_mute {
    ml_str what;    /* id of a signature or cause */
    ml_str servers; /* name or glob; "*" is all */
    ml_str owner, reason;
    struct ml_time until; /* silent up to and including this time */
    uint32_t count;       /* findings and causes that it silences tonight */
    bool is_expired;
};

struct ml_board_finding {
    ml_str id;
    const struct ml_signature *signature; /* NULL: not in the catalogue any more */
    enum ml_severity severity;
    uint64_t count; /* in the newest collection; last known when not there */
    struct ml_time first, last; /* of these */
    enum ml_standing standing;
    enum ml_unseen_why unseen;
    enum ml_brought_by by;
    struct ml_time since;             /* as-of of the run in which it was new */
    uint32_t nights;                  /* runs since then, this one too */
    const struct ml_board_mute *mute; /* NULL: not muted */
};

struct ml_board_cause {
    ml_str id;
    const struct ml_cause *cause; /* NULL: not in the catalogue any more */
    enum ml_verdict verdict;      /* last known when not there */
    bool has_before;
    enum ml_verdict before; /* the night before, where that was another one */
    enum ml_standing standing;
    enum ml_unseen_why unseen;
    enum ml_brought_by by;
    const ml_str *explains; /* ids of findings of the server */
    uint32_t nexplains;
    struct ml_time since;
    uint32_t nights;
    const struct ml_board_mute *mute;
};

struct ml_board_bundle {
    ml_str path, sha256;
    uint64_t bytes;
    enum ml_read_state state;
    ml_str reason;
    struct ml_time collected;
    bool is_newest; /* part of the newest collection, which is what counts */
};

struct ml_board_server {
    ml_str name, folder, os_build, agent_version, time_zone; /* "unknown" when so */
    enum ml_server_state state;
    ml_str reason; /* of ML_INCOMPLETE */
    ml_str page;   /* URL of its own page, relative to the fleet's; may be empty */
    struct ml_time data; /* newest collection */
    int64_t age_seconds; /* of that at as-of; -1 unknown */
    bool has_sent;       /* a collection that the run before did not have */
    bool is_here;        /* a bundle of it is in this run */
    bool is_stale;       /* age above the board's stale_days, or not here */
    struct ml_board_bundle *bundles;
    uint32_t nbundles;
    struct ml_board_finding *findings; /* gravest first; resolved and unseen ones too */
    uint32_t nfindings;
    struct ml_board_cause *causes; /* best verdict first; the same */
    uint32_t ncauses;
    uint32_t rank; /* order of action: 0 first */
};

/** A finding or cause over the whole fleet. */
struct ml_board_spread {
    ml_str id;
    const struct ml_signature *signature; /* one of the two, or none */
    const struct ml_cause *cause;
    bool is_cause;    /* confirmed or likely on the servers that count */
    uint32_t servers; /* that have it tonight, muted ones too */
    uint32_t new_tonight;
    uint32_t *where; /* indices of servers, at most 5, the first by rank */
    uint32_t nwhere;
    bool is_epidemic; /* on most servers */
    bool is_outlier;  /* on one server of many */
};

/** Records that no signature names, of a kind that no night before had. */
struct ml_board_unknown {
    ml_str template_text, example, address, server;
    enum ml_level level;
    uint64_t count;
    uint32_t servers;
};

/** One night of the trend, oldest first; the last is tonight. */
struct ml_board_night {
    struct ml_time as_of;
    uint32_t servers, problems, clean, incomplete, stale;
    uint32_t new_, ongoing, changed, resolved, not_seen,
        muted; /* findings and causes */
    bool catalogue_changed;
};

/** A bundle that was still growing: no fault, and not looked at. */
struct ml_board_arriving {
    ml_str path;
    uint64_t bytes;
};

struct ml_board {
    struct ml_arena arena;
    const struct ml_catalogue *catalogue;
    enum ml_lang lang;
    struct ml_time as_of;    /* the only now */
    struct ml_time previous; /* as-of of the run before; unknown: the first run */
    bool catalogue_changed, program_changed; /* since then */
    bool is_interrupted;
    uint32_t stale_days;
    uint32_t nbundles, nread, npartial, nunreadable; /* bundles of this run */
    struct ml_board_server *servers;                 /* by rank */
    uint32_t nservers;
    struct ml_board_spread *spread; /* most servers first */
    uint32_t nspread;
    struct ml_board_unknown *unknown; /* gravest first; at most 50 */
    uint32_t nunknown, unknown_beyond;
    struct ml_board_night *nights; /* at most 60 */
    uint32_t nnights;
    struct ml_board_mute *mutes; /* all, expired ones too */
    uint32_t nmutes;
    struct ml_board_arriving *arriving; /* by path */
    uint32_t narriving;
};

/**
 * Whether it is something to tell of: a finding that is an error or a warning, a cause
 * that is or was confirmed or likely. The rest stands in the report and is not counted.
 */
bool ml_board_finding_tells(const struct ml_board_finding *finding);
bool ml_board_cause_tells(const struct ml_board_cause *cause);

/** New by its records, and not muted: what the morning begins with. */
bool ml_board_is_news(enum ml_standing standing, enum ml_brought_by by,
                      const struct ml_board_mute *mute);

/** How the servers stand. */
struct ml_board_states {
    uint32_t problems, clean, incomplete;
    uint32_t stale; /* of any of these */
};

struct ml_board_states ml_board_states_of(const struct ml_board *board);

/** What tells something, counted by its standing; each once. */
struct ml_board_tally {
    uint32_t new_, ongoing, changed, resolved, not_seen; /* none of them muted */
    uint32_t by_catalogue, by_program; /* came or went by these; in no other count */
    uint32_t muted;                    /* of all standings */
};

/** Add those of one server. */
void ml_board_tally_add(struct ml_board_tally *tally,
                        const struct ml_board_server *server);

/** Of the whole fleet: what its night (struct ml_board_night) says. */
struct ml_board_tally ml_board_tally_of(const struct ml_board *board);

#endif
