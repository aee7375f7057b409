/* SPDX-License-Identifier: MIT */
/*
 * evtxread FILE [TIMES]: reads an event log to the fields of each event and the text that
 * signatures are matched against, on one core, and prints how many events, bytes of text
 * and faulty chunks there were.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "record/eventtext.h"
#include "record/evtx.h"
#include "record/evtxfile.h"

static unsigned long nevents, ntext, nfaults;

static ssize_t read_fd(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    (void)err;
    return read(*(int *)ctx, buf, cap);
}

static void read_log(const char *path, struct ml_evtx_reader *reader)
{
    int fd = open(path, O_RDONLY);
    struct ml_stream stream = { .ctx = &fd, .read = read_fd };
    struct ml_evtx_file *file = ml_evtx_file_open(&stream);
    struct ml_buf text = { 0 };
    struct ml_evtx_chunk chunk;
    struct ml_evtx_event e;
    struct ml_err err;

    if (fd < 0) {
        perror(path);
        exit(2);
    }
    while (ml_evtx_file_next(file, &chunk, &err) == ML_OK) {
        if (!ml_evtx_chunk_open(reader, chunk.p, chunk.n, false))
            continue;
        text.n = 0;
        for (; ml_evtx_next(reader, &e); nevents++)
            ml_event_text(&e, ML_STR_NONE, &text);
        ntext += text.n;
        nfaults += ml_evtx_chunk_faults(reader) != 0;
    }
    ml_buf_reset(&text);
    ml_evtx_file_close(file);
    close(fd);
}

int main(int argc, char **argv)
{
    int times = argc > 2 ? atoi(argv[2]) : 1;

    if (argc < 2) {
        fprintf(stderr, "usage: evtxread FILE [TIMES]\n");
        return 2;
    }
    struct ml_evtx_reader *reader = ml_evtx_reader_new();
    for (int i = 0; i < times; i++)
        read_log(argv[1], reader);
    ml_evtx_reader_free(reader);
    printf("%lu events, %lu bytes of text, %lu faulty chunks\n", nevents, ntext, nfaults);
    return 0;
}
