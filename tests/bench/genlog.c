/* SPDX-License-Identifier: MIT */
/*
 * Makes an errlog for the bench from a seed: genlog plain|dense BYTES [SEED]
 *
 * plain: realistic records in words outside the catalogue, so that what is measured
 *        is the pass over the text;
 * dense: every fourth record speaks the catalogue's vocabulary.
 * Deflates about 5:1, as real errlogs do. Same arguments, same bytes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: genlog plain|dense BYTES [SEED]\n");
        return 2;
    }
    int dense = strcmp(argv[1], "dense") == 0;
    uint64_t want = strtoull(argv[2], NULL, 10), made = 0;
    struct lines lines;
    char line[1024];

    lines_seed(&lines, argc > 3 ? strtoull(argv[3], NULL, 10) * 2654435769u + 1
                                : 88172645463325252u);
    while (made < want) {
        size_t n = lines_next(&lines, line, sizeof(line), dense);
        fwrite(line, 1, n, stdout);
        made += n;
    }
    return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
