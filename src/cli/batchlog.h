/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_BATCHLOG_H
#define ML_CLI_BATCHLOG_H

#include "cli/options.h"
#include "fleet/batch.h"
#include "fleet/shard.h"

/*
 * What a run says on standard error: a line for each bundle, in a form that scripts may
 * hold on to, and progress on a terminal.
 *
 *     bundle state=read bytes=123456 ms=41 path=uploads/fs01.zip
 *     bundle state=unreadable bytes=99 ms=3 path=uploads/x.zip reason="..."
 *     complete bundles=2 read=1 ... as-of=2026-11-21T03:00:00Z
 *
 * With --log-format json each line is an object of the same names, also what else there
 * is to complain of: {"event":"error","where":"...","line":0,"text":"..."}.
 */
struct ml_batch_log;

struct ml_batch_log *ml_batch_log_new(const struct ml_cli *cli);
struct ml_batch_watch ml_batch_log_watch(struct ml_batch_log *log);

/** A sentence about the run. */
void ml_batch_log_note(struct ml_batch_log *log, const char *text);

/** Have complaints in the form of the log from now on. */
void ml_batch_log_form(const struct ml_cli *cli);

/** The last line: complete, or cut off. */
void ml_batch_log_end(struct ml_batch_log *log, const struct ml_batch_result *result);
void ml_batch_log_shard(struct ml_batch_log *log, const struct ml_shard_counts *counts,
                        const struct ml_batch_options *options);
void ml_batch_log_cut(struct ml_batch_log *log);
struct ml_batch_log *ml_batch_log_free(struct ml_batch_log *log);

#endif
