/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_OPTIONS_H
#define ML_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "cli/eventfilter.h"

/*
 * The command line, from one table (optiontable.c): parsing, --help and shell
 * completion follow it. GNU conventions: options anywhere, --name=value or --name
 * value, `--` ends them, a unique beginning of a long name is enough.
 */

enum ml_when { ML_AUTO = 0, ML_ALWAYS, ML_NEVER };

/** Commands that take an option; bits. */
enum {
    ML_FOR_SCAN = 1,
    ML_FOR_SHOW = 2,
    ML_FOR_PATTERNS = 4,
    ML_FOR_EXPLAIN = 8,
    ML_FOR_DIFF = 256,
    ML_FOR_EVENTS = 512,
    ML_FOR_BATCH = 1024,
    ML_FOR_HISTORY = 2048,
    ML_FOR_MUTE = 4096,
    ML_FOR_MERGE = 8192,
    ML_FOR_ALL = 0x7fff,
};

/** What a run's exit status tells of. */
enum ml_fail_on {
    ML_FAIL_ON_LADDER = 0, /* unread before problems */
    ML_FAIL_ON_NEW,
    ML_FAIL_ON_ANY,
    ML_FAIL_ON_UNREAD,
};

struct ml_cli {
    const char *command;
    const char **args; /* what is no option; ends with NULL */
    size_t nargs;
    const char **patterns; /* --patterns, in order; ends with NULL */
    size_t npatterns;
    const char *from; /* patterns new: the line, or - */
    const char *xml, *html, *request, *note, *passphrase_file;
    const char *csv, *junit, *json;
    enum ml_lang lang;
    unsigned jobs;
    uint64_t memory_mb; /* of a worker; 0: no limit */
    bool has_utc_offset;
    int utc_offset_minutes;
    struct ml_time as_of, since, until;
    bool quiet, help, version, no_digest, group_by_folder;
    bool xml_output;               /* explain, events: as XML instead of text */
    struct ml_event_filter events; /* what events prints */
    bool carve, with_address;      /* events */
    enum ml_when color, progress;
    unsigned context; /* lines around a record: show */
    struct ml_limits limits;
    const char *out, *history, *list, *mutes, *metrics; /* batch */
    const char *server, *owner, *reason, *mute_until;   /* mute */
    bool log_json, fail_fast, fresh, verify;
    enum ml_fail_on fail_on;
    unsigned settle_seconds, stale_days, keep_days, shard, shards;
};

/**
 * Read the arguments behind the command's name. Errors: ML_FAIL, ML_ERR_USAGE with a
 * sentence that names the option.
 */
enum ml_rc ml_cli_parse(struct ml_cli *ret, unsigned command, int argc, char **argv,
                        struct ml_err *err) ML_MUST_USE;
void ml_cli_reset(struct ml_cli *cli);

/** Print the options that a command takes, as --help shows them. */
void ml_cli_print_options(unsigned command);

/** Print every option of a command alone on a line, for shell completion. */
void ml_cli_print_names(unsigned command);

#endif
