/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "catalogue/pack.h"
#include "catalogue/read.h"
#include "match/matcher.h"
#include "support/scratch.h"

/* The first byte says which: an image of a packed catalogue, or a catalogue file. */

static void use(const struct ml_catalogue *c)
{
    struct ml_matcher *matcher;
    struct ml_buf image = { 0 };

    ml_catalogue_pack(c, &image);
    ml_buf_reset(&image);
    if (c->nsignatures < 50 && ml_matcher_new(&matcher, c, ML_STR_NONE, NULL) == ML_OK)
        ml_matcher_free(matcher);
}

static void unpack(const uint8_t *data, size_t size)
{
    struct ml_catalogue *c;

    if (ml_catalogue_unpack(&c, (ml_str){ (const char *)data, size }, NULL) != ML_OK)
        return;
    use(c);
    ml_catalogue_free(c);
}

/* A header that unpacking asks for in front, so that more than it is reached. */
static void unpack_behind_header(const uint8_t *data, size_t size)
{
    struct ml_catalogue *empty = ml_catalogue_new();
    struct ml_buf image = { 0 };

    ml_catalogue_pack(empty, &image);
    size_t keep = image.n < 16 ? image.n : 16;
    image.n = keep;
    ml_buf_add(&image, data, size);
    uint8_t *copy = malloc(image.n);
    FUZZ_HOLDS(copy);
    memcpy(copy, image.p, image.n);
    unpack(copy, image.n);
    free(copy);
    ml_buf_reset(&image);
    ml_catalogue_free(empty);
}

static void read_xml(const uint8_t *data, size_t size)
{
    char dir[] = "fuzz-catalogue-XXXXXX", file[64];
    struct ml_err err = { 0 };

    FUZZ_HOLDS(mkdtemp(dir));
    snprintf(file, sizeof(file), "%s/a.xml", dir);
    FILE *f = fopen(file, "wb");
    FUZZ_HOLDS(f && fwrite(data, 1, size, f) == size && fclose(f) == 0);
    struct ml_catalogue *c = ml_catalogue_new();
    if (ml_catalogue_read_dir(c, dir, source_path("patterns/catalogue.rng"), &err) ==
        ML_OK)
        use(c);
    else
        FUZZ_HOLDS(err.text[0]);
    ml_catalogue_free(c);
    unlink(file);
    rmdir(dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    if (data[0] == '<')
        read_xml(data, size);
    else if (data[0] % 2)
        unpack(data + 1, size - 1);
    else
        unpack_behind_header(data + 1, size - 1);
    return 0;
}
