/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_COMMAND_H
#define ML_CLI_COMMAND_H

#include <stdio.h>

#include "base/err.h"
#include "cli/options.h"
#include "scan/rules.h"
#include "scan/scan.h"

/*
 * The subcommands, each in a file of its own, and what they share. Only this folder
 * prints.
 */

/** Exit statuses, as documented. */
enum ml_exit {
    ML_EXIT_CLEAN = 0,
    ML_EXIT_PROBLEMS = 1,
    ML_EXIT_USAGE = 2,
    ML_EXIT_UNREAD = 3,
    ML_EXIT_BUSY = 4,  /* batch: another run is at work on the history */
    ML_EXIT_WRITE = 5, /* batch: the reports or the history cannot be written */
    ML_EXIT_INTERRUPTED = 130,
};

struct ml_command {
    const char *name;
    unsigned bit; /* ML_FOR_... */
    const char *usage;
    const char *summary; /* one line */
    const char *more;    /* paragraphs of --help; ends with a line end */
    int (*run)(struct ml_cli *cli);
};

extern const struct ml_command ml_command_scan, ml_command_show, ml_command_events,
    ml_command_explain, ml_command_patterns, ml_command_diff, ml_command_merge,
    ml_command_batch, ml_command_history, ml_command_mute;

/** "marslog: place: text" on standard error. */
void ml_cli_complain(const struct ml_err *err);

/** Have complaints written otherwise from now on, for a log in another form. */
void ml_cli_complain_by(void (*tell)(const struct ml_err *err));

/** The same for a usage error, with where to find help; returns ML_EXIT_USAGE. */
int ml_cli_usage(const char *command, const struct ml_err *err);

/** Writes a report, `what`, to an open file; returns ML_FAIL with the errno. */
typedef enum ml_rc ml_cli_writer(const void *what, FILE *out, struct ml_err *err);

/**
 * Write a report to `path`, "-" for standard output. A file appears whole or not at all;
 * a device, a pipe and a link are written to. Complains; false when it failed.
 */
bool ml_cli_put(const char *path, ml_cli_writer *write, const void *what);

/** Print on standard output; complains unless whoever reads has had enough. */
bool ml_cli_print(ml_str text);

/** Open built-in and --patterns rules; complains, with a notice when it compiled. */
enum ml_rc ml_cli_rules(const struct ml_cli *cli, struct ml_rules *ret);

/**
 * Read --passphrase-file: a list that ends with NULL, to be released with
 * ml_cli_passphrases_free(). *ret stays NULL without the option. Complains.
 */
enum ml_rc ml_cli_passphrases(const struct ml_cli *cli, char ***ret) ML_MUST_USE;
void ml_cli_passphrases_free(char **list);

/** What works with the rules and the passphrases that were given; an exit status. */
typedef int ml_cli_work(const struct ml_cli *cli, const struct ml_rules *rules,
                        const char *const *passphrases);

/** Open both, work, and close them. */
int ml_cli_with_rules(const struct ml_cli *cli, ml_cli_work *work);

/** What the options say of how a bundle is read. */
struct ml_scan_options ml_cli_scan_options(const struct ml_cli *cli,
                                           const struct ml_rules *rules,
                                           const char *const *passphrases);

/** --as-of, else the time of day. */
struct ml_time ml_cli_as_of(const struct ml_cli *cli);

#endif
