/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_MUTE_H
#define ML_FLEET_MUTE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

/*
 * A file of mutes: who does not want to be told of what, on which servers, why, and
 * until when. Lines of fields apart by TABs, to be edited by hand or by `marslog mute`:
 *
 *     ID  SERVERS  UNTIL  OWNER  REASON
 *
 * Lines that begin with # and empty ones are notes. SERVERS is a name or a glob (*, ?,
 * without case). UNTIL is a date, its day included, or a time.
 */

struct ml_mute {
    ml_str id, servers;
    struct ml_time until; /* UTC; last moment at which it holds */
    ml_str until_text, owner, reason;
    uint32_t line;
};

struct ml_mutes {
    struct ml_mute *list; /* as in the file */
    uint32_t n;
};

/**
 * Read; a file that is not there has none.
 * Errors: ML_FAIL, ML_ERR_IO; ML_ERR_FORMAT with the line, which says what is missing.
 */
enum ml_rc ml_mutes_read(struct ml_mutes *ret, const char *path, struct ml_arena *arena,
                         struct ml_err *err) ML_MUST_USE;

/** Whether it is for this server. */
bool ml_mute_is_for(const struct ml_mute *mute, ml_str server);

/** Append its line. Fields must hold no TAB or line end. */
void ml_mute_write(struct ml_buf *out, const struct ml_mute *mute);

/** Check and fill in one whose texts are set: every field is there, the time is one.
 * Errors: ML_FAIL, ML_ERR_FORMAT. */
enum ml_rc ml_mute_check(struct ml_mute *mute, struct ml_err *err) ML_MUST_USE;

#endif
