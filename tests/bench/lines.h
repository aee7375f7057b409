/* SPDX-License-Identifier: MIT */
#ifndef ML_BENCH_LINES_H
#define ML_BENCH_LINES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Realistic records of an errlog, made up from a seed: the same seed, the same bytes.
 * One log at a time.
 */
struct lines {
    uint64_t ms;       /* since the first day began */
    uint32_t pause_ms; /* longest between two records; 0: 40 */
    unsigned first_day;
    char job[40];
};

void lines_seed(struct lines *lines, uint64_t seed); /* not 0 */

/** The next record with its line end; its length. `dense`: every fourth speaks the
 * catalogue's vocabulary. */
size_t lines_next(struct lines *lines, char *line, size_t cap, int dense);

/** 0 to below - 1, from the same seed. */
uint32_t lines_random(uint32_t below);

#endif
