/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/attr.h"
#include "base/buf.h"
#include "record/evtx.h"
#include "support/evtxmake.h"
#include "support/make_text.h"

static struct ml_evtx_reader *reader;
static struct ml_buf file; /* the log of the test */
static struct ml_buf said; /* what describe() wrote */
static unsigned char *copy;

static void setup(void)
{
    reader = ml_evtx_reader_new();
}

static void teardown(void)
{
    reader = ml_evtx_reader_free(reader);
    ml_buf_reset(&file);
    ml_buf_reset(&said);
    free(copy);
    copy = NULL;
}

/* Open a chunk in memory of its exact size, so that a sanitizer sees a read behind it.
 */
static bool open_bytes(const unsigned char *bytes, size_t n, bool slack)
{
    free(copy);
    copy = malloc(n ? n : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, n);
    return ml_evtx_chunk_open(reader, copy, n, slack);
}

static bool open_chunk(size_t i)
{
    return open_bytes(evtx_chunk(&file, i), ML_EVTX_CHUNK_BYTES, false);
}

/* name=value; ... of an event, in `said`. */
static const char *describe(const struct ml_evtx_event *e)
{
    said.n = 0;
    for (size_t i = 0; i < e->ndata; i++) {
        if (i)
            ml_buf_text(&said, "; ");
        ml_buf_str(&said, e->data[i].name);
        ml_buf_char(&said, '=');
        ml_evtx_value_text(&e->data[i].value, &said);
        if (e->data[i].aside)
            ml_buf_char(&said, '*');
    }
    ml_buf_char(&said, 0);
    return said.p;
}

static unsigned count_records(void)
{
    struct ml_evtx_event e;
    unsigned n = 0;

    while (ml_evtx_next(reader, &e))
        ck_assert_uint_lt(n++, ML_EVTX_CHUNK_BYTES);
    return n;
}

/* The ids of the records, "1 2 3"; damaged ones with a '!'. */
static const char *ids(void)
{
    struct ml_evtx_event e;

    said.n = 0;
    while (ml_evtx_next(reader, &e))
        ml_buf_printf(&said, "%s%llu%s", said.n ? " " : "",
                      (unsigned long long)e.record, e.damaged ? "!" : "");
    ml_buf_char(&said, 0);
    return said.p;
}

static const struct evtx_event service = {
    .record = 1042,
    .time = "2026-11-20T01:02:03.1234560Z",
    .provider = "Service Control Manager",
    .guid = "{555908D1-A6D7-4695-8E1E-26931D2012F4}",
    .source = "Service Control Manager",
    .event = 7036,
    .qualifiers = 16384,
    .version = 1,
    .level = 4,
    .task = 3,
    .opcode = 2,
    .keywords = UINT64_C(0x8080000000000000),
    .activity = "{A68CA8B7-004F-D7B6-A698-07E2DE0F1F5D}",
    .process = 612,
    .thread = 4321,
    .channel = "System",
    .computer = "FS01.contoso.local",
    .user = "S-1-5-18",
    .data = { { "param1", "Volume Shadow Copy" }, { "param2", "stopped" } },
};

/* --- The header of the file
 * ----------------------------------------------------------- */

START_TEST(the_file_header_is_read)
{
    struct evtx_log *log = evtx_new();
    struct ml_evtx_header h;

    evtx_add(log, &service);
    evtx_next_chunk(log);
    evtx_add(log, &service);
    evtx_finish(log, &file);
    ck_assert(ml_evtx_header_parse(ml_buf_view(&file), &h));
    ck_assert_uint_eq(h.first_chunk, 0);
    ck_assert_uint_eq(h.last_chunk, 1);
    ck_assert_uint_eq(h.next_record, 1043);
    ck_assert_uint_eq(h.major, 3);
    ck_assert_uint_eq(h.minor, 1);
    ck_assert_uint_eq(h.nchunks, 2);
    ck_assert_uint_eq(h.header_bytes, 4096);
    ck_assert(h.checksum_ok && !h.dirty && !h.full);
    evtx_put32(file.p + EVTX_AT_FLAGS, EVTX_DIRTY | EVTX_FULL);
    ck_assert(ml_evtx_header_parse(ml_buf_view(&file), &h));
    ck_assert(h.dirty && h.full && h.checksum_ok); /* flags are not in the checksum */
    file.p[20] ^= 1;
    ck_assert(ml_evtx_header_parse(ml_buf_view(&file), &h));
    ck_assert(!h.checksum_ok);
    evtx_seal_header(&file);
    ck_assert(ml_evtx_header_parse(ml_buf_view(&file), &h) && h.checksum_ok);
}
END_TEST

START_TEST(a_header_that_is_none_is_told)
{
    struct evtx_log *log = evtx_new();
    struct ml_evtx_header h;

    evtx_finish(log, &file);
    for (size_t n = 0; n < 128; n++) {
        char *cut = malloc(n ? n : 1);
        memcpy(cut, file.p, n);
        ck_assert(!ml_evtx_header_parse((ml_str){ cut, n }, &h));
        free(cut);
    }
    ck_assert(ml_evtx_header_parse(ml_str_sub(ml_buf_view(&file), 0, 128), &h));
    file.p[7] = 'x';
    ck_assert(!ml_evtx_header_parse(ml_buf_view(&file), &h));
}
END_TEST

/* --- Fields
 * ------------------------------------------------------------------------------ */

static void read_one(const struct evtx_event *given, struct ml_evtx_event *ret)
{
    struct evtx_log *log = evtx_new();

    file.n = 0;
    evtx_add(log, given);
    evtx_finish(log, &file);
    ck_assert(open_chunk(0));
    ck_assert(ml_evtx_next(reader, ret));
    ck_assert(!ret->damaged);
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), 0);
}

static void check_text(ml_str is, const char *should_be)
{
    ck_assert_msg(ml_str_eq(is, ml_str_of(should_be)), "\"%.*s\", not \"%s\"",
                  ML_STR_ARG(is), should_be);
}

static void check_value(const struct ml_evtx_value *is, const char *should_be)
{
    struct ml_buf text = { 0 };

    ml_evtx_value_text(is, &text);
    check_text(ml_buf_view(&text), should_be);
    ml_buf_reset(&text);
}

START_TEST(every_field_of_system_is_read)
{
    static const enum evtx_style styles[] = { EVTX_MANIFEST, EVTX_CLASSIC,
                                              EVTX_ELEMENTS };
    struct evtx_event given = service;
    struct ml_evtx_event e;

    given.style = styles[_i];
    given.written = evtx_filetime("2026-11-20T01:02:04Z");
    read_one(&given, &e);
    ck_assert_uint_eq(e.record, 1042);
    ck_assert_uint_eq(e.created, evtx_filetime(service.time));
    ck_assert_uint_eq(e.written, given.written);
    check_text(e.provider, service.provider);
    check_value(&e.provider_guid, service.guid);
    check_text(e.source, service.source);
    check_text(e.channel, "System");
    check_text(e.computer, "FS01.contoso.local");
    ck_assert_uint_eq(e.message.n, 0);
    ck_assert_uint_eq(e.event, 7036);
    ck_assert_uint_eq(e.qualifiers, 16384);
    ck_assert_uint_eq(e.level, 4);
    ck_assert_uint_eq(e.version, 1);
    ck_assert_uint_eq(e.opcode, 2);
    ck_assert_uint_eq(e.task, 3);
    ck_assert_uint_eq(e.keywords, service.keywords);
    ck_assert_uint_eq(e.process, 612);
    ck_assert_uint_eq(e.thread, 4321);
    check_value(&e.activity, service.activity);
    check_value(&e.user, "S-1-5-18");
}
END_TEST

START_TEST(what_is_not_there_is_empty)
{
    struct ml_evtx_event e;

    read_one(
        &(struct evtx_event){ .style = EVTX_MANIFEST, .provider = "P", .event = 1 },
        &e);
    ck_assert_uint_eq(e.source.n + e.channel.n + e.computer.n + e.message.n, 0);
    ck_assert_int_eq(e.activity.type, ML_EVTX_NULL);
    ck_assert_int_eq(e.user.type, ML_EVTX_NULL);
    ck_assert_int_eq(e.provider_guid.type, ML_EVTX_NULL);
    ck_assert_uint_eq(e.ndata, 0);
}
END_TEST

static const struct {
    const char *shows;
    struct evtx_event event;
    const char *data;
} datas[] = {
    { "named data", { .data = { { "a", "1" }, { "b", "2" } } }, "a=1; b=2" },
    { "data without names are an array",
      { .data = { { .text = "1" }, { .text = "2" }, { .text = "" }, { .text = "4" } } },
      "=1; =2; =; =4; Binary=*" },
    { "with bytes behind them",
      { .data = { { .text = "1" } }, .binary = { "\1\2", 2 } },
      "=1; Binary=0102*" },
    { "elements in the value",
      { .style = EVTX_ELEMENTS, .data = { { "a", "1" }, { .text = "2" } } },
      "a=1; =2" },
    { "no template at all",
      { .style = EVTX_PLAIN, .data = { { "a", "1" }, { .text = "2" } } },
      "a=1; =2" },
    { "user data by their elements",
      { .user_data = "U", .data = { { "a", "1" }, { "l/b", "2" }, { "l/c", "3" } } },
      "a=1; b=2; c=3" },
    { "an empty text", { .data = { { "a", "" }, { "b", "2" } } }, "a=; b=2" },
    { "a value that is none keeps its place",
      { .data = { { "a", .null = true }, { "b", "2" } } },
      "a=; b=2" },
    { "numbers and the like",
      { .data = { { "n", .type = ML_EVTX_UINT32, .number = 7 },
                  { "h", .type = ML_EVTX_HEX32, .number = 0x80070005 },
                  { "g", "{A68CA8B7-004F-D7B6-A698-07E2DE0F1F5D}", ML_EVTX_GUID },
                  { "s", "S-1-5-18", ML_EVTX_SID },
                  { "t", .type = ML_EVTX_BOOL, .number = 1 } } },
      "n=7; h=0x80070005; g={A68CA8B7-004F-D7B6-A698-07E2DE0F1F5D}; s=S-1-5-18; "
      "t=true" },
    { "an array repeats its name",
      { .data = { { "n", .type = ML_EVTX_UINT16 | ML_EVTX_ARRAY,
                    .bytes = { "\1\0\2\0", 4 } },
                  { "x", "y" } } },
      "n=1; n=2; x=y" },
    { "an array of nothing is one empty",
      { .data = { { "n", .type = ML_EVTX_UINT16 | ML_EVTX_ARRAY, .bytes = { "", 0 } },
                  { "x", "y" } } },
      "n=; x=y" },
};

START_TEST(what_an_event_says_is_read)
{
    struct evtx_event given = datas[_i].event;
    struct ml_evtx_event e;

    given.provider = "P";
    given.event = 1;
    read_one(&given, &e);
    ck_assert_str_eq(describe(&e), datas[_i].data);
}
END_TEST

START_TEST(a_time_that_is_text_is_read)
{
    struct ml_evtx_event e;

    read_one(
        &(struct evtx_event){ .style = EVTX_PLAIN, .time = "2026-11-20T01:02:03.5Z" },
        &e);
    ck_assert_uint_eq(e.created, evtx_filetime("2026-11-20T01:02:03.5Z"));
}
END_TEST

/* Texts in pieces, references to characters, and what nobody asks for. */
static void write_pieces(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_fragment(log);
    if (evtx_template(log, "pieces")) {
        evtx_fragment(log);
        evtx_pi(log, "target", "nothing");
        evtx_open(log, "Event", -1, 0);
        evtx_close_start(log);
        evtx_open(log, "System", -1, 0);
        evtx_close_start(log);
        evtx_open(log, "Computer", -1, 0);
        evtx_close_start(log);
        evtx_text(log, "FS");
        evtx_value(log, 0, ML_EVTX_STRING);
        evtx_close(log);
        evtx_close(log);
        evtx_open(log, "EventData", -1, 0);
        evtx_close_start(log);
        evtx_open(log, "Data", -1, EVTX_ATTRIBUTES);
        evtx_attribute(log, "Name", true);
        evtx_text(log, "na");
        evtx_value(log, 1, ML_EVTX_STRING);
        evtx_attribute(log, "Other", false);
        evtx_text(log, "o");
        evtx_close_start(log);
        evtx_text(log, "1 ");
        evtx_char(log, '<');
        evtx_entity(log, "amp");
        evtx_entity(log, "gt");
        evtx_cdata(log, " 2 ");
        evtx_value(log, 2, ML_EVTX_UINT8);
        evtx_close(log);
        evtx_open(log, "Data", -1, 0);
        evtx_close_empty(log);
        evtx_close(log);
        evtx_open(log, "RenderingInfo", -1, EVTX_ATTRIBUTES);
        evtx_attribute(log, "Culture", false);
        evtx_text(log, "en-US");
        evtx_close_start(log);
        evtx_open(log, "Message", -1, 0);
        evtx_close_start(log);
        evtx_text(log, "As it was shown.");
        evtx_close(log);
        evtx_open(log, "Level", -1, 0);
        evtx_close_start(log);
        evtx_text(log, "Error");
        evtx_close(log);
        evtx_close(log);
        evtx_close(log);
        evtx_end(log);
        evtx_template_end(log);
    }
    evtx_args(log,
              (struct evtx_arg[]){ { ML_EVTX_STRING, .bytes = ML_STR("0\0001\0") },
                                   { ML_EVTX_STRING, .bytes = ML_STR("m\0e\0\0\0") },
                                   { ML_EVTX_UINT8, .bytes = ML_STR("\7") } },
              3);
    evtx_end(log);
}

START_TEST(a_text_in_pieces_is_put_together)
{
    struct evtx_log *log = evtx_new();
    struct ml_evtx_event e;

    evtx_record(log, 1, 1, write_pieces, NULL);
    evtx_finish(log, &file);
    ck_assert(open_chunk(0));
    ck_assert(ml_evtx_next(reader, &e));
    ck_assert_str_eq(describe(&e), "Data@Other=o*; name=1 <&> 2 7; =");
    check_text(e.computer, "FS01");
    check_text(e.message, "As it was shown.");
    ck_assert_uint_eq(e.level, 0);
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), 0);
}
END_TEST

START_TEST(events_of_one_shape_do_not_mix)
{
    struct evtx_log *log = evtx_new();
    struct ml_evtx_event e;
    char text[32];

    for (unsigned i = 0; i < 100; i++) {
        struct evtx_event given = service;
        snprintf(text, sizeof(text), "service %u", i);
        given.record = i + 1;
        given.event = 7000 + i;
        given.computer = i % 3 ? "FS01" : "FS02";
        given.data[0].text = text;
        given.style = i % 2 ? EVTX_MANIFEST : EVTX_CLASSIC;
        evtx_add(log, &given);
    }
    evtx_finish(log, &file);
    ck_assert(open_chunk(0));
    for (unsigned i = 0; i < 100; i++) {
        ck_assert(ml_evtx_next(reader, &e));
        snprintf(text, sizeof(text), "service %u", i);
        ck_assert_uint_eq(e.record, i + 1);
        ck_assert_uint_eq(e.event, 7000 + i);
        check_text(e.computer, i % 3 ? "FS01" : "FS02");
        ck_assert_uint_eq(e.ndata, 2 + (i % 2 == 0));
        check_value(&e.data[0].value, text);
        check_value(&e.data[1].value, "stopped");
    }
    ck_assert(!ml_evtx_next(reader, &e));
}
END_TEST

START_TEST(a_chunk_stands_alone)
{
    struct evtx_log *log = evtx_new();
    unsigned n = 0;

    while (evtx_size(log) <= 4096 + 3 * (uint64_t)ML_EVTX_CHUNK_BYTES) {
        struct evtx_event given = service;
        given.record = 0;
        evtx_add(log, &given);
        n++;
    }
    evtx_finish(log, &file);
    ck_assert_uint_eq(evtx_nchunks(&file), 4);
    for (size_t i = evtx_nchunks(&file); i > 0; i--) { /* in any order */
        struct ml_evtx_event e;
        ck_assert(open_chunk(i - 1));
        for (; ml_evtx_next(reader, &e); n--) {
            check_text(e.provider, service.provider);
            check_value(&e.data[1].value, "stopped");
        }
        ck_assert_uint_eq(ml_evtx_chunk_faults(reader), 0);
    }
    ck_assert_uint_eq(n, 0);
}
END_TEST

/* --- Damage
 * -------------------------------------------------------------------------------- */

static void make_five(void)
{
    struct evtx_log *log = evtx_new();

    file.n = 0;
    for (unsigned i = 1; i <= 5; i++) {
        struct evtx_event given = service;
        given.record = i;
        evtx_add(log, &given);
    }
    evtx_finish(log, &file);
}

START_TEST(a_wrong_checksum_is_stated_and_everything_is_read)
{
    make_five();
    evtx_chunk(&file, 0)[16] ^= 1;
    ck_assert(open_chunk(0));
    ck_assert_str_eq(ids(), "1 2 3 4 5");
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), ML_EVTX_BAD_HEADER);
    make_five();
    evtx_chunk(&file, 0)[evtx_record_at(&file, 0, 2) + 17] ^= 1; /* its time */
    ck_assert(open_chunk(0));
    ck_assert_str_eq(ids(), "1 2 3 4 5");
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), ML_EVTX_BAD_RECORDS);
}
END_TEST

START_TEST(a_chunk_without_checksums_is_no_bad_one)
{
    make_five();
    unsigned char *c = evtx_chunk(&file, 0);
    evtx_put32(c + 120, 4); /* flag: none were made */
    evtx_put32(c + 52, 0);
    evtx_put32(c + 124, 0);
    ck_assert(open_chunk(0));
    ck_assert_str_eq(ids(), "1 2 3 4 5");
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), 0);
}
END_TEST

START_TEST(records_of_a_chunk_without_its_mark_are_found)
{
    make_five();
    memset(evtx_chunk(&file, 0), 0, 8);
    ck_assert(open_chunk(0));
    ck_assert_str_eq(ids(), "1 2 3 4 5");
    ck_assert(ml_evtx_chunk_faults(reader) & ML_EVTX_BAD_MAGIC);
}
END_TEST

START_TEST(a_chunk_of_zeros_has_nothing)
{
    static const unsigned char zeros[ML_EVTX_CHUNK_BYTES];

    ck_assert(!open_bytes(zeros, sizeof(zeros), false));
    ck_assert_uint_eq(count_records(), 0);
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), 0);
    ck_assert(!open_bytes(zeros, 0, true));
    ck_assert_uint_eq(count_records(), 0);
}
END_TEST

/* What is done to the third record of five. */
static const struct {
    const char *shows;
    uint32_t at; /* in the record */
    uint32_t value;
    const char *ids;
} wrongs[] = {
    { "its size is 0", 4, 0, "1 2 4 5" },
    { "its size is less than its head", 4, 27, "1 2 4 5" },
    { "its size goes out of the chunk", 4, UINT32_MAX, "1 2 4 5" },
    { "its size goes over the next", 4, 4096, "1 2 3! 4 5" },
    { "its mark is gone", 0, 0, "1 2 4 5" },
    { "it begins with no fragment", 24, 0xffffffff, "1 2 3! 4 5" },
};

START_TEST(records_behind_a_damaged_one_are_read)
{
    make_five();
    unsigned char *c = evtx_chunk(&file, 0);
    evtx_put32(c + evtx_record_at(&file, 0, 2) + wrongs[_i].at, wrongs[_i].value);
    evtx_seal_chunk(c);
    ck_assert(open_chunk(0));
    ck_assert_str_eq(ids(), wrongs[_i].ids);
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), ML_EVTX_BAD_RECORD);
}
END_TEST

START_TEST(an_id_that_occurs_again_is_read_again)
{
    struct evtx_log *log = evtx_new();

    for (int i = 0; i < 3; i++)
        evtx_add(log, &service);
    evtx_finish(log, &file);
    ck_assert(open_chunk(0));
    ck_assert_str_eq(ids(), "1042 1042 1042");
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), 0);
}
END_TEST

/* The header of the chunk knows of two records alone. */
static void forget_after_two(void)
{
    make_five();
    unsigned char *c = evtx_chunk(&file, 0);
    evtx_put32(c + 48, evtx_record_at(&file, 0, 2));
    evtx_seal_chunk(c);
}

START_TEST(records_that_go_on_behind_an_old_header_are_read)
{
    forget_after_two();
    ck_assert(open_chunk(0));
    ck_assert_str_eq(ids(), "1 2 3 4 5");
}
END_TEST

/* As in a log that was saved by Event Viewer or wevtutil: heads count from 1. */
START_TEST(id_is_that_of_the_event_not_of_the_head)
{
    struct ml_evtx_event e;

    make_five();
    for (unsigned i = 0; i < 5; i++)
        evtx_put64(evtx_chunk(&file, 0) + evtx_record_at(&file, 0, i) + 8, 100 + i);
    evtx_seal_chunk(evtx_chunk(&file, 0));
    ck_assert(open_chunk(0));
    for (unsigned i = 0; i < 5; i++) {
        ck_assert(ml_evtx_next(reader, &e));
        ck_assert_uint_eq(e.record, i + 1);
    }
    ck_assert_uint_eq(ml_evtx_chunk_faults(reader), 0);
}
END_TEST

START_TEST(what_an_older_use_left_is_slack)
{
    struct ml_evtx_event e;

    forget_after_two();
    unsigned char *c = evtx_chunk(&file, 0);
    uint32_t at = evtx_get32(c + 48);
    for (unsigned i = 0; i < 3; i++) {
        evtx_put64(c + at + 8, 900 + i);
        at += evtx_get32(c + at + 4);
    }
    ck_assert(open_chunk(0));
    ck_assert_str_eq(ids(), "1 2");
    ck_assert(open_bytes(c, ML_EVTX_CHUNK_BYTES, true));
    for (unsigned i = 0; ml_evtx_next(reader, &e); i++) {
        ck_assert_uint_eq(e.record, i + 1); /* what the event itself says */
        ck_assert_int_eq(ml_evtx_in_slack(reader), i >= 2);
    }
}
END_TEST

START_TEST(a_chunk_cut_anywhere_gives_what_is_whole)
{
    make_five();
    const unsigned char *c = evtx_chunk(&file, 0);
    uint32_t end = evtx_get32(c + 48);
    unsigned before = 0;

    for (uint32_t n = 0; n <= end + 8; n++) {
        if (!open_bytes(c, n, _i)) {
            ck_assert_uint_eq(n, 0);
            continue;
        }
        unsigned records = count_records();
        ck_assert_uint_ge(records, before);
        before = records;
        ck_assert(ml_evtx_chunk_faults(reader) & ML_EVTX_CUT);
    }
    ck_assert_uint_eq(before, 5);
}
END_TEST

START_TEST(a_chunk_larger_than_one_is_not_read_on)
{
    make_five();
    make_run(&file, '*', 4096);
    ck_assert(open_bytes(evtx_chunk(&file, 0), ML_EVTX_CHUNK_BYTES + 4096, true));
    ck_assert_str_eq(ids(), "1 2 3 4 5");
}
END_TEST

/* --- Hostile chunks
 * ---------------------------------------------------------------------- */

/* A template that stands in itself. */
static void write_loop(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_fragment(log);
    if (evtx_template(log, "loop")) {
        evtx_fragment(log);
        evtx_open(log, "Event", -1, 0);
        evtx_close_start(log);
        for (int i = 0; i < 8; i++) {
            (void)evtx_template(log, "loop");
            evtx_args(log, NULL, 0);
        }
        evtx_close(log);
        evtx_end(log);
        evtx_template_end(log);
    }
    evtx_args(log, NULL, 0);
    evtx_end(log);
}

/* A value that is the record itself: its descriptor says so. */
static void write_nested(struct evtx_log *log, const void *ctx)
{
    unsigned depth = *(const unsigned *)ctx;

    evtx_fragment(log);
    if (evtx_template(log, "nested")) {
        evtx_fragment(log);
        evtx_open(log, "Data", 0, 0);
        evtx_close_start(log);
        evtx_optional(log, 0, ML_EVTX_BINXML);
        evtx_optional(log, 0, ML_EVTX_BINXML);
        evtx_close(log);
        evtx_end(log);
        evtx_template_end(log);
    }
    unsigned less = depth - 1;
    evtx_args(log,
              &(struct evtx_arg){ ML_EVTX_BINXML, .body = depth ? write_nested : NULL,
                                  .ctx = &less },
              1);
    evtx_end(log);
}

static void write_deep(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_fragment(log);
    for (int i = 0; i < 200; i++) {
        evtx_open(log, "E", -1, 0);
        evtx_close_start(log);
    }
    for (int i = 0; i < 200; i++)
        evtx_close(log);
    evtx_end(log);
}

static void write_counts(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_fragment(log);
    if (evtx_template(log, "counts")) {
        evtx_fragment(log);
        evtx_open(log, "Event", -1, 0);
        evtx_close_start(log);
        evtx_value(log, 65535, ML_EVTX_STRING);
        evtx_close(log);
        evtx_end(log);
        evtx_template_end(log);
    }
    evtx_u32(log, UINT32_MAX);
    for (int i = 0; i < 1000; i++)
        evtx_u32(log, 0x0021ffff);
    evtx_end(log);
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const unsigned depth = 30;

static const struct {
    const char *shows;
    evtx_body *body;
    const void *ctx;
} hostiles[] = {
    { "a template that holds itself, eight times", write_loop, NULL },
    { "a value in a value, each twice", write_nested, &depth },
    { "elements in elements", write_deep, NULL },
    { "numbers of values beyond the chunk", write_counts, NULL },
};

START_TEST(work_is_bounded)
{
    struct evtx_log *log = evtx_new();
    double before = seconds();
    struct ml_buf xml = { 0 };
    struct ml_evtx_event e;
    unsigned n = 0;

    for (unsigned i = 1; i <= 10; i++)
        evtx_record(log, i, 1, hostiles[_i].body, hostiles[_i].ctx);
    evtx_add(log, &service);
    evtx_finish(log, &file);
    for (size_t i = 0; i < evtx_nchunks(&file); i++) {
        ck_assert(open_chunk(i));
        for (; ml_evtx_next(reader, &e); n++) {
            xml.n = 0;
            ml_evtx_xml(reader, &e, &xml);
        }
    }
    ml_buf_reset(&xml);
    ck_assert_uint_eq(n, 11);
    ck_assert_msg(seconds() - before < 5, "%s: %f s", hostiles[_i].shows,
                  seconds() - before);
}
END_TEST

/* Read everything that there is of a chunk, every way. */
static void read_all(const unsigned char *bytes, size_t n)
{
    static struct ml_buf out;
    struct ml_evtx_event e;

    for (int slack = 0; slack < 2; slack++) {
        if (!open_bytes(bytes, n, slack))
            continue;
        while (ml_evtx_next(reader, &e)) {
            out.n = 0;
            for (size_t i = 0; i < e.ndata; i++)
                ml_evtx_value_text(&e.data[i].value, &out);
            ml_evtx_xml(reader, &e, &out);
        }
    }
    ml_buf_reset(&out);
}

/* Each number of a small log, of 2 and 4 bytes wherever it stands, made small and
 * large. */
START_TEST(any_number_may_be_any_other)
{
    static const uint32_t numbers[] = { 0,      1,       0x1b,       0x200,     0x7fff,
                                        0xffff, 0x10000, 0x7fffffff, 0xffffffff };
    struct evtx_log *log = evtx_new();

    evtx_add(log, &service);
    evtx_add(log,
             &(struct evtx_event){ .provider = "VSS", .data = { { .text = "a" } } });
    evtx_add(log, &service);
    evtx_finish(log, &file);
    unsigned char *c = evtx_chunk(&file, 0);
    uint32_t end = evtx_get32(c + 48);

    for (uint32_t at = _i ? ML_EVTX_RECORDS_AT : 0; at + 4 <= end;
         at += at < ML_EVTX_RECORDS_AT ? 4 : 1) {
        if (at == ML_EVTX_RECORDS_AT && !_i)
            break;
        unsigned char was[4];
        memcpy(was, c + at, 4);
        for (size_t i = at % 3; i < ML_COUNT(numbers); i += 3) {
            evtx_put32(c + at, numbers[i]);
            read_all(c, end + 64);
            memcpy(c + at, was, 4);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evtx");
    TCase *tc = tcase_create("evtx");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_file_header_is_read);
    tcase_add_test(tc, a_header_that_is_none_is_told);
    tcase_add_loop_test(tc, every_field_of_system_is_read, 0, 3);
    tcase_add_test(tc, what_is_not_there_is_empty);
    tcase_add_loop_test(tc, what_an_event_says_is_read, 0, (int)ML_COUNT(datas));
    tcase_add_test(tc, a_time_that_is_text_is_read);
    tcase_add_test(tc, a_text_in_pieces_is_put_together);
    tcase_add_test(tc, events_of_one_shape_do_not_mix);
    tcase_add_test(tc, a_chunk_stands_alone);
    tcase_add_test(tc, a_wrong_checksum_is_stated_and_everything_is_read);
    tcase_add_test(tc, a_chunk_without_checksums_is_no_bad_one);
    tcase_add_test(tc, records_of_a_chunk_without_its_mark_are_found);
    tcase_add_test(tc, a_chunk_of_zeros_has_nothing);
    tcase_add_loop_test(tc, records_behind_a_damaged_one_are_read, 0,
                        (int)ML_COUNT(wrongs));
    tcase_add_test(tc, an_id_that_occurs_again_is_read_again);
    tcase_add_test(tc, records_that_go_on_behind_an_old_header_are_read);
    tcase_add_test(tc, id_is_that_of_the_event_not_of_the_head);
    tcase_add_test(tc, what_an_older_use_left_is_slack);
    tcase_add_loop_test(tc, a_chunk_cut_anywhere_gives_what_is_whole, 0, 2);
    tcase_add_test(tc, a_chunk_larger_than_one_is_not_read_on);
    tcase_add_loop_test(tc, work_is_bounded, 0, (int)ML_COUNT(hostiles));
    tcase_add_loop_test(tc, any_number_may_be_any_other, 0, 2);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
