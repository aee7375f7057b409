/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/attr.h"
#include "base/buf.h"
#include "record/eventtext.h"
#include "record/evtx.h"
#include "record/evtxfile.h"
#include "support/make_text.h"

/*
 * Reads damaged copies of event logs: cut at many places, and with bytes flipped.
 *
 *     damage [-c CUTS] [-f FLIPPED] [-r ROUNDS] [-t SECONDS] FILE...
 *     damage -w OUT [-s SEED] [-c 1 | -f FLIPPED] FILE      write one such copy
 *
 * CUTS copies end at as many places spread over the file, ROUNDS have FLIPPED of their
 * bytes changed at random, repeatably. Everything is asked for: fields, text, XML, the
 * slack too. No copy may take longer than SECONDS; a crash or a read outside is what a
 * sanitizer tells. Memory is that of the file and its copy.
 */

static unsigned long cuts = 100, flipped = 1000, rounds = 10;
static double most_seconds = 1;
static double longest;

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static ssize_t read_str(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    ml_str *left = ctx;
    size_t n = left->n < cap ? left->n : cap;

    (void)err;
    if (n)
        memcpy(buf, left->p, n);
    *left = ml_str_from(*left, n);
    return (ssize_t)n;
}

static void read_chunk(struct ml_evtx_reader *reader, const struct ml_evtx_chunk *chunk,
                       struct ml_buf *out)
{
    /* Of its exact size: a sanitizer sees a read behind it. */
    unsigned char *copy = malloc(chunk->n ? chunk->n : 1);
    struct ml_evtx_event e;

    if (!copy)
        abort();
    memcpy(copy, chunk->p, chunk->n);
    if (ml_evtx_chunk_open(reader, copy, chunk->n, true))
        while (ml_evtx_next(reader, &e)) {
            out->n = 0;
            ml_event_text(&e, ML_STR("%1 %2"), out);
            ml_evtx_xml(reader, &e, out);
        }
    free(copy);
}

static void read_log(ml_str bytes)
{
    struct ml_evtx_reader *reader = ml_evtx_reader_new();
    struct ml_stream stream = { .ctx = &bytes, .read = read_str };
    struct ml_evtx_file *file = ml_evtx_file_open(&stream);
    struct ml_evtx_chunk chunk;
    struct ml_buf out = { 0 };
    struct ml_err err;

    while (ml_evtx_file_next(file, &chunk, &err) == ML_OK)
        read_chunk(reader, &chunk, &out);
    ml_evtx_file_close(file);
    ml_evtx_reader_free(reader);
    ml_buf_reset(&out);
}

static bool try(const char *path, const char *how, unsigned long which, ml_str bytes)
{
    double before = seconds();

    read_log(bytes);
    double took = seconds() - before;
    if (took > longest)
        longest = took;
    if (took <= most_seconds)
        return true;
    printf("FAIL %s: %s %lu took %.2f s\n", path, how, which, took);
    return false;
}

static void flip(struct ml_buf *bytes, uint64_t seed, unsigned long n)
{
    if (!bytes->n)
        return;
    for (; n; n--) {
        size_t at = ((size_t)make_number(&seed, 1u << 30) << 20 ^
                     make_number(&seed, 1u << 30)) %
                    bytes->n;
        bytes->p[at] = (char)(bytes->p[at] ^ (1 + make_number(&seed, 255)));
    }
}

/* Spread over the file, each a little aside. */
static size_t cut_at(size_t n, unsigned long i, unsigned long of, uint64_t *seed)
{
    size_t step = n / of;

    return step * i +
           (step ? make_number(seed, (unsigned)(step > 1 << 30 ? 1 << 30 : step)) : 0);
}

static bool damage(const char *path, ml_str whole)
{
    uint64_t seed = 1;
    struct ml_buf copy = { 0 };
    bool ok = true;

    for (unsigned long i = 0; i < cuts; i++)
        ok &=
            try(path, "cut", i, ml_str_sub(whole, 0, cut_at(whole.n, i, cuts, &seed)));
    for (unsigned long i = 0; i < rounds; i++) {
        copy.n = 0;
        ml_buf_str(&copy, whole);
        flip(&copy, i + 1, flipped);
        ok &= try(path, "flip", i, ml_buf_view(&copy));
    }
    ml_buf_reset(&copy);
    return ok;
}

static void read_file(const char *path, struct ml_buf *bytes)
{
    FILE *in = fopen(path, "rb");
    size_t n;

    if (!in) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(2);
    }
    while ((n = fread(ml_buf_reserve(bytes, 1 << 20), 1, 1 << 20, in)) > 0)
        bytes->n += n;
    fclose(in);
}

static int write_copy(const char *out, struct ml_buf *bytes, uint64_t seed, bool cut)
{
    FILE *f = fopen(out, "wb");

    if (cut)
        bytes->n = make_number(&seed, (unsigned)bytes->n);
    else
        flip(bytes, seed, flipped);
    if (!f || (bytes->n && fwrite(bytes->p, bytes->n, 1, f) != 1) || fclose(f) != 0) {
        perror(out);
        return 2;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct ml_buf bytes = { 0 };
    const char *out = NULL;
    uint64_t seed = 1;
    bool ok = true, cut = false;
    int i;

    for (i = 1; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        const char *value = argv[i + 1];
        switch (argv[i][1]) {
        case 'c':
            cuts = strtoul(value, NULL, 10);
            cut = true;
            break;
        case 'f':
            flipped = strtoul(value, NULL, 10);
            break;
        case 'r':
            rounds = strtoul(value, NULL, 10);
            break;
        case 't':
            most_seconds = strtod(value, NULL);
            break;
        case 's':
            seed = strtoul(value, NULL, 10);
            break;
        case 'w':
            out = value;
            break;
        default:
            argc = 0;
        }
    }
    if (i >= argc) {
        fprintf(stderr, "usage: damage [-c CUTS] [-f FLIPPED] [-r ROUNDS] [-t SECONDS] "
                        "FILE...\n"
                        "       damage -w OUT [-s SEED] [-c 1 | -f FLIPPED] FILE\n");
        return 2;
    }
    for (; i < argc && !out; i++) {
        bytes.n = 0;
        read_file(argv[i], &bytes);
        longest = 0;
        bool good = damage(argv[i], ml_buf_view(&bytes));
        ok &= good;
        printf("%s %s: %lu cuts, %lu times %lu bytes flipped, longest %.3f s\n",
               good ? "ok" : "FAIL", argv[i], cuts, rounds, flipped, longest);
        fflush(stdout);
    }
    if (out) {
        read_file(argv[i], &bytes);
        ok = write_copy(out, &bytes, seed, cut) == 0;
    }
    ml_buf_reset(&bytes);
    return ok ? 0 : 1;
}
