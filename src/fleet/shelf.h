/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_SHELF_H
#define ML_FLEET_SHELF_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The folder of reports, in which all files of a run appear at its end or none.
 *
 *     NAME.part while it is written -> NAME.new when it is whole -> NAME
 *
 * Between the last two the history is committed, with the names of the files that wait:
 * a run that is cut off there is finished by the next one.
 */

struct ml_shelf {
    int dir; /* descriptor; -1: not open */
    const char *path;
};

/** Make the folder where it is not there, and open it; with room for pages of servers,
 * or for files alone. */
enum ml_rc ml_shelf_open(struct ml_shelf *ret, const char *path, bool with_servers,
                         struct ml_err *err) ML_MUST_USE;
void ml_shelf_close(struct ml_shelf *shelf);

/** Begin a file: its descriptor, the caller's; -1 on failure. */
int ml_shelf_begin(const struct ml_shelf *shelf, const char *name, struct ml_err *err);

/** It is whole. */
enum ml_rc ml_shelf_finish(const struct ml_shelf *shelf, const char *name,
                           struct ml_err *err) ML_MUST_USE;
void ml_shelf_drop(const struct ml_shelf *shelf, const char *name);

/** Whether a whole file waits. */
bool ml_shelf_waits(const struct ml_shelf *shelf, const char *name);
bool ml_shelf_has(const struct ml_shelf *shelf, const char *name);

/** Put a waiting file in its place; nothing happens where none waits. */
enum ml_rc ml_shelf_place(const struct ml_shelf *shelf, const char *name,
                          struct ml_err *err) ML_MUST_USE;

/** Remove what earlier runs left half done, in the folder and in `servers`, and pages
 * of the fleet behind the last one. */
void ml_shelf_sweep(const struct ml_shelf *shelf, unsigned pages);

/** What was written is on the disk. */
void ml_shelf_sync(const struct ml_shelf *shelf);

/** File name of a server's pages, without end: "servers/FS01", every byte that is not
 * plain as "=XX". `again`: the how-manieth of this name. */
ml_str ml_shelf_page(struct ml_arena *arena, ml_str folder, ml_str name);

#endif
