/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "base/buf.h"
#include "support/evtxlines.h"

/*
 * Makes an event log from lines of text; evtxlines.h tells how they are written.
 *
 *     evtxtext OUT.evtx < TEXT
 */

int main(int argc, char **argv)
{
    struct ml_buf text = { 0 }, log = { 0 };
    unsigned line;
    size_t n;

    if (argc != 2) {
        fprintf(stderr, "usage: evtxtext OUT.evtx <TEXT\n");
        return 2;
    }
    while ((n = fread(ml_buf_reserve(&text, 65536), 1, 65536, stdin)) > 0)
        text.n += n;
    if (!evtx_from_lines(&log, ml_buf_view(&text), &line)) {
        fprintf(stderr, "evtxtext: line %u is not understood\n", line);
        return 1;
    }
    FILE *out = fopen(argv[1], "wb");
    if (!out || fwrite(log.p, log.n, 1, out) != 1 || fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    ml_buf_reset(&text);
    ml_buf_reset(&log);
    return 0;
}
