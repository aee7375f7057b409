/* SPDX-License-Identifier: MIT */
#ifndef ML_HIVE_CONFINE_H
#define ML_HIVE_CONFINE_H

#include <stdint.h>

/*
 * Takes the rights of the reading process away before it looks at hostile bytes.
 * Where the kernel or the architecture does not offer a filter of system calls, the
 * limits on memory and time stand alone.
 */

/** No files but fds 0 to 3, bounded memory (beside `file_bytes`) and time; afterwards
 * only reading files, memory and leaving are possible. */
void ml_confine(uint64_t file_bytes);

/** From now on no file can be opened either. */
void ml_confine_files(void);

#endif
