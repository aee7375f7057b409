/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "record/evtxfile.h"

/*
 * Logs here are no more than what tells where chunks are: a file header, and chunks
 * with a header whose bytes count on, each with its own letter in it.
 */

static void put(char *p, uint64_t value, int n)
{
    for (int i = 0; i < n; i++)
        p[i] = (char)(value >> (8 * i));
}

static void add_header(struct ml_buf *log, unsigned nchunks, size_t length)
{
    char *p = ml_buf_reserve(log, length);

    memset(p, 0, length);
    memcpy(p, "ElfFile", 8);
    put(p + 32, 128, 4);
    put(p + 36, 1, 2);
    put(p + 38, 3, 2);
    put(p + 40, length, 2);
    put(p + 42, nchunks, 2);
    log->n += length;
}

static void add_chunk(struct ml_buf *log, char letter)
{
    char *p = ml_buf_reserve(log, ML_EVTX_CHUNK_BYTES);

    memset(p, letter, ML_EVTX_CHUNK_BYTES);
    memcpy(p, "ElfChnk", 8);
    put(p + 40, 128, 4);
    put(p + 44, ML_EVTX_RECORDS_AT, 4);
    put(p + 48, ML_EVTX_CHUNK_BYTES, 4);
    memcpy(p + ML_EVTX_RECORDS_AT, "**\0\0", 4);
    log->n += ML_EVTX_CHUNK_BYTES;
}

static void add_zeros(struct ml_buf *log, size_t n)
{
    memset(ml_buf_reserve(log, n), 0, n);
    log->n += n;
}

static void lose(struct ml_buf *log, size_t at, size_t n)
{
    memmove(log->p + at, log->p + at + n, log->n - at - n);
    log->n -= n;
}

/* Gives the bytes in odd pieces; fails at the end where asked to. */
struct source {
    ml_str rest;
    size_t piece;
    bool fails;
};

static ssize_t source_read(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    struct source *s = ctx;
    size_t n = s->piece < cap ? s->piece : cap;

    if (n > s->rest.n)
        n = s->rest.n;
    if (n == 0 && s->fails) {
        ml_err_set(err, ML_FAIL, ML_ERR_IO, "the disk is gone");
        return -1;
    }
    if (n)
        memcpy(buf, s->rest.p, n);
    s->rest = ml_str_from(s->rest, n);
    return (ssize_t)n;
}

/* "a0 b1 c3:100 " for chunks with letters, numbers and lengths if not whole. */
static unsigned read_all(const struct ml_buf *log, size_t piece, bool fails,
                         struct ml_buf *out)
{
    struct source source = { ml_buf_view(log), piece, fails };
    struct ml_stream stream = { .ctx = &source, .read = source_read };
    struct ml_evtx_file *f = ml_evtx_file_open(&stream);
    struct ml_evtx_chunk c;
    struct ml_err err = { 0 };
    enum ml_rc rc;

    while ((rc = ml_evtx_file_next(f, &c, &err)) == ML_OK) {
        ml_buf_printf(out, "%c%llu", c.n > 100 ? c.p[100] : '?',
                      (unsigned long long)c.number);
        if (c.n != ML_EVTX_CHUNK_BYTES)
            ml_buf_printf(out, ":%u", c.n);
        ml_buf_char(out, ' ');
        ck_assert(c.n > 0 && c.n <= ML_EVTX_CHUNK_BYTES);
        ck_assert_uint_le(c.at_bytes + c.n, log->n);
        ck_assert_mem_eq(c.p, log->p + c.at_bytes, c.n);
    }
    ck_assert_int_eq(rc, fails ? ML_FAIL : ML_END);
    ck_assert(!fails || strcmp(err.text, "the disk is gone") == 0);
    ck_assert_uint_eq(ml_evtx_file_bytes(f), log->n);
    unsigned faults = ml_evtx_file_faults(f);
    ck_assert_ptr_null(ml_evtx_file_close(f));
    return faults;
}

static void must_read(const struct ml_buf *log, const char *chunks, unsigned faults)
{
    static const size_t pieces[] = { 1 << 20, 65536, 4096, 777 };

    for (size_t i = 0; i < ML_COUNT(pieces); i++) {
        struct ml_buf out = { 0 };
        ml_buf_text(&out, "");
        unsigned got = read_all(log, pieces[i], false, &out);
        ml_buf_char(&out, 0);
        ck_assert_str_eq(out.p, chunks);
        ck_assert_uint_eq(got & ~(unsigned)ML_EVTX_FILE_BAD_HEADER, faults);
        ml_buf_reset(&out);
    }
}

START_TEST(chunks_come_in_order)
{
    struct ml_buf log = { 0 };

    add_header(&log, 3, ML_EVTX_HEADER_BYTES);
    for (char c = 'a'; c <= 'c'; c++)
        add_chunk(&log, c);
    must_read(&log, "a0 b1 c2 ", 0);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(unused_chunks_are_counted_and_not_given)
{
    struct ml_buf log = { 0 };

    add_header(&log, 1, ML_EVTX_HEADER_BYTES);
    add_chunk(&log, 'a');
    add_zeros(&log, 2 * (size_t)ML_EVTX_CHUNK_BYTES);
    add_chunk(&log, 'b');
    add_zeros(&log, 1000); /* a rest without anything in it is no damage */
    must_read(&log, "a0 b3 ", 0);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(header_of_another_length_is_believed_where_a_chunk_follows)
{
    struct ml_buf log = { 0 };

    add_header(&log, 1, 8192);
    add_chunk(&log, 'a');
    must_read(&log, "a0 ", 0);
    log.n = 0;
    add_header(&log, 1, ML_EVTX_HEADER_BYTES);
    put(log.p + 40, 8000, 2);
    add_chunk(&log, 'a');
    must_read(&log, "a0 ", 0);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(piece_without_a_header_begins_at_a_chunk)
{
    struct ml_buf log = { 0 };

    add_chunk(&log, 'a');
    add_chunk(&log, 'b');
    must_read(&log, "a0 b1 ", ML_EVTX_FILE_NO_HEADER);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(damaged_header_is_stepped_over)
{
    struct ml_buf log = { 0 };

    add_header(&log, 2, ML_EVTX_HEADER_BYTES);
    log.p[3] = 'x';
    add_chunk(&log, 'a');
    add_chunk(&log, 'b');
    must_read(&log, "a0 b1 ", ML_EVTX_FILE_NO_HEADER);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(chunk_without_its_mark_is_given_whole)
{
    struct ml_buf log = { 0 };

    add_header(&log, 3, ML_EVTX_HEADER_BYTES);
    for (char c = 'a'; c <= 'c'; c++)
        add_chunk(&log, c);
    log.p[ML_EVTX_HEADER_BYTES + ML_EVTX_CHUNK_BYTES] = 'x';
    must_read(&log, "a0 b1 c2 ", 0);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(reserved_space_may_hold_anything)
{
    struct ml_buf log = { 0 };

    add_header(&log, 1, ML_EVTX_HEADER_BYTES);
    add_chunk(&log, 'a');
    add_chunk(&log, 'x');
    memset(log.p + log.n - ML_EVTX_CHUNK_BYTES, 'x', ML_EVTX_CHUNK_BYTES);
    must_read(&log, "a0 ", 0);
    put(log.p + 42, 2, 2); /* a chunk by the header's count */
    must_read(&log, "a0 ", ML_EVTX_FILE_LOST);
    put(log.p + 42, 1, 2);
    add_chunk(&log, 'c'); /* or because another follows */
    must_read(&log, "a0 c2 ", ML_EVTX_FILE_LOST);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(lost_bytes_cost_the_chunk_that_they_were_in)
{
    struct ml_buf log = { 0 };

    add_header(&log, 4, ML_EVTX_HEADER_BYTES);
    for (char c = 'a'; c <= 'd'; c++)
        add_chunk(&log, c);
    lose(&log, ML_EVTX_HEADER_BYTES + ML_EVTX_CHUNK_BYTES + 5000, 700);
    must_read(&log, "a0 b1:64836 c2 d3 ", ML_EVTX_FILE_SHIFTED);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(cut_log_gives_what_is_left)
{
    struct ml_buf log = { 0 };

    add_header(&log, 2, ML_EVTX_HEADER_BYTES);
    add_chunk(&log, 'a');
    add_chunk(&log, 'b');
    for (size_t cut = 1; cut < log.n; cut += 1 + cut / 7) {
        struct ml_buf out = { 0 }, piece = { .p = log.p, .n = log.n - cut };
        unsigned faults = read_all(&piece, 5000, cut % 2 == 0, &out);
        ck_assert_msg(faults & ML_EVTX_FILE_CUT, "cut by %zu", cut);
        ml_buf_reset(&out);
    }
    ml_buf_reset(&log);
}
END_TEST

START_TEST(missing_chunks_are_seen_by_their_number)
{
    struct ml_buf log = { 0 };

    add_header(&log, 3, ML_EVTX_HEADER_BYTES);
    add_chunk(&log, 'a');
    must_read(&log, "a0 ", ML_EVTX_FILE_CUT);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(anything_else_is_no_log)
{
    struct ml_buf log = { 0 };

    ml_buf_text(&log, "no log at all");
    must_read(&log, "",
              ML_EVTX_FILE_NO_HEADER | ML_EVTX_FILE_CUT | ML_EVTX_FILE_NO_CHUNK);
    ml_buf_reset(&log);
    must_read(&log, "", ML_EVTX_FILE_NO_HEADER | ML_EVTX_FILE_NO_CHUNK);
}
END_TEST

START_TEST(faults_are_told)
{
    struct ml_buf out = { 0 };

    ml_evtx_file_say(ML_EVTX_FILE_BAD_HEADER | ML_EVTX_FILE_CUT, &out);
    ml_buf_char(&out, '\n');
    ml_evtx_chunk_say(ML_EVTX_BAD_RECORDS, &out);
    ml_buf_char(&out, 0);
    ck_assert_str_eq(out.p, "the checksum of the log's header is wrong, "
                            "the log ends before its end\n"
                            "the checksum of its records is wrong");
    ml_buf_reset(&out);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("evtxfile");
    TCase *t = tcase_create("evtxfile");

    tcase_add_test(t, chunks_come_in_order);
    tcase_add_test(t, unused_chunks_are_counted_and_not_given);
    tcase_add_test(t, header_of_another_length_is_believed_where_a_chunk_follows);
    tcase_add_test(t, piece_without_a_header_begins_at_a_chunk);
    tcase_add_test(t, damaged_header_is_stepped_over);
    tcase_add_test(t, chunk_without_its_mark_is_given_whole);
    tcase_add_test(t, reserved_space_may_hold_anything);
    tcase_add_test(t, lost_bytes_cost_the_chunk_that_they_were_in);
    tcase_add_test(t, cut_log_gives_what_is_left);
    tcase_add_test(t, missing_chunks_are_seen_by_their_number);
    tcase_add_test(t, anything_else_is_no_log);
    tcase_add_test(t, faults_are_told);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
