/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/make_mta.h"

/*
 * Makes the messages beside an event log from lines of text, RECORD <TAB> MESSAGE.
 *
 *     mtatext LocaleMetaData/System_1033.MTA < TEXT
 */

static struct mta_row *rows; /* until the program ends */

int main(int argc, char **argv)
{
    size_t n = 0, cap = 0;
    struct ml_buf file = { 0 };
    char line[4096];

    if (argc != 2) {
        fprintf(stderr, "usage: mtatext OUT.MTA <TEXT\n");
        return 2;
    }
    while (fgets(line, sizeof(line), stdin)) {
        char *message = strchr(line, '\t');
        if (!message)
            continue;
        *message++ = 0;
        message[strcspn(message, "\n")] = 0;
        struct mta_row row = { strtoull(line, NULL, 10), strdup(message) };
        ML_PUSH(rows, n, cap, row);
    }
    mta_make(&file, rows, n, 100);
    FILE *out = fopen(argv[1], "wb");
    if (!out || fwrite(file.p, file.n, 1, out) != 1 || fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    ml_buf_reset(&file);
    return 0;
}
