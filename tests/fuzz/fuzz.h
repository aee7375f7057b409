/* SPDX-License-Identifier: MIT */
#ifndef ML_FUZZ_FUZZ_H
#define ML_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * One target per boundary where bytes from outside come in:
 *
 *     fuzz_walk      a bundle: archives in archives, names, limits
 *     fuzz_decode    a member's bytes into text
 *     fuzz_errlog    records of errlogs and event exports, dates, a whole scan's block
 *     fuzz_codes     codes and paths in a message, the matcher
 *     fuzz_facts     every fact reader
 *     fuzz_hive      a registry hive; what the process that reads one says
 *     fuzz_evtx      an event log: a chunk, or a file from a stream
 *     fuzz_binxml    tokens of binary XML
 *     fuzz_mta       messages that stand beside an event log
 *     fuzz_report    an XML report, as diff reads it
 *     fuzz_case      a case, as a worker says it, up to the summary
 *     fuzz_merge     an XML report, as merge reads it
 *     fuzz_catalogue images of catalogues, catalogue files as XML
 *
 * Linked with libFuzzer they search; linked with onefile.c they replay files.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** What must hold for any input. */
#define FUZZ_HOLDS(condition)                                                          \
    do {                                                                               \
        if (!(condition))                                                              \
            abort();                                                                   \
    } while (0)

#endif
