/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_SINK_H
#define ML_REPORT_SINK_H

#include <stddef.h>

/* Where the bytes of a report go, one piece after the other. */

/** Take n bytes; returns 0, or the errno of a write that failed. */
typedef int (*ml_write_fn)(void *to, const char *bytes, size_t n);

/** An ml_write_fn whose `to` is a struct ml_buf; never fails. */
int ml_write_buf(void *to, const char *bytes, size_t n);

/** An ml_write_fn whose `to` is a FILE. */
int ml_write_file(void *to, const char *bytes, size_t n);

#endif
