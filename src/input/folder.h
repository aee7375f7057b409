/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_FOLDER_H
#define ML_INPUT_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/** One entry of a folder tree that is not a folder itself. */
struct ml_folder_entry {
    ml_str path; /* below the folder, '/' between; NUL-terminated */
    bool regular;
    int sys_errno; /* why a folder could not be listed; 0 */
};

struct ml_folder {
    struct ml_folder_entry *entries; /* by path, bytewise */
    size_t n;
};

/**
 * List the tree below the open folder `fd` without following links, at most
 * `max_entries`; *ret_cut tells that there were more.
 */
void ml_folder_list(struct ml_arena *arena, int fd, uint64_t max_entries,
                    struct ml_folder *ret, bool *ret_cut);

#endif
