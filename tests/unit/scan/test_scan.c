/* SPDX-License-Identifier: MIT */
/* One bundle from its path to a case: the same however it is cut, packed and shared out. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "catalogue/read.h"
#include "input/charset.h"
#include "scan/scan.h"
#include "support/make_archive.h"
#include "support/make_text.h"
#include "support/make_zip.h"
#include "support/scratch.h"

static struct ml_catalogue *catalogue;
static struct ml_matcher *matcher;
static struct ml_scan_options opts;

static void setup_once(void)
{
    struct ml_err err = { 0 };

    catalogue = ml_catalogue_new();
    ck_assert_msg(ml_catalogue_read_dir(catalogue, source_path("patterns"),
                                        source_path("patterns/catalogue.rng"), &err) == ML_OK,
                  "%s:%u: %s", err.where, err.line, err.text);
    ck_assert_int_eq(ml_matcher_new(&matcher, catalogue, ML_STR_NONE, &err), ML_OK);
}

static void teardown_once(void)
{
    matcher = ml_matcher_free(matcher);
    catalogue = ml_catalogue_free(catalogue);
}

static void setup(void)
{
    scratch_setup();
    opts = (struct ml_scan_options){ .catalogue = catalogue, .matcher = matcher, .jobs = 2,
                                     .digest = true };
    ml_limits_default(&opts.limits);
}

/* --- A case as text ------------------------------------------------------------- */

static void dump_time(struct ml_buf *out, struct ml_time t)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    ml_buf_str(out, ml_time_iso(&arena, t));
    ml_buf_char(out, '|');
    ml_arena_reset(&arena);
}

static void dump_str(struct ml_buf *out, ml_str s)
{
    ck_assert(ml_utf8_valid(s));
    ml_buf_str(out, s);
    ml_buf_char(out, '|');
}

static void dump_occurrence(struct ml_buf *out, const struct ml_occurrence *o)
{
    ml_buf_printf(out, "  %u:%llu+%llu %d ", o->member, (unsigned long long)o->line,
                  (unsigned long long)o->nlines, o->level);
    dump_time(out, o->time);
    dump_str(out, o->job);
    dump_str(out, o->text);
    dump_str(out, o->before);
    dump_str(out, o->after);
    ml_buf_char(out, '\n');
}

static void dump_hits(struct ml_buf *out, const struct ml_hits *h)
{
    dump_str(out, catalogue->signatures[h->signature].id);
    ml_buf_printf(out, "in %u n %llu severities %u\n", h->member,
                  (unsigned long long)h->count, h->severities);
    for (uint32_t i = 0; i < h->nhead; i++)
        dump_occurrence(out, &h->head[i]);
    for (uint32_t i = 0; i < h->ntail; i++)
        dump_occurrence(out, &h->tail[i]);
    for (uint32_t i = 0; i < h->nmoments; i++) {
        const struct ml_moment *m = &h->moments[i];
        ml_buf_printf(out, "  moment %llu %llu-%llu ", (unsigned long long)m->n,
                      (unsigned long long)m->first_line, (unsigned long long)m->last_line);
        dump_time(out, m->first);
        dump_time(out, m->last);
        dump_str(out, m->job);
        ml_buf_char(out, '\n');
    }
}

static void dump_member(struct ml_buf *out, const struct ml_member *m)
{
    dump_str(out, m->address);
    dump_str(out, m->role);
    dump_str(out, m->encoding);
    dump_str(out, m->reason);
    dump_str(out, m->server);
    ml_buf_printf(out, "%d %llu+%llu records %llu same %u assumed %d %llx ", m->state,
                  (unsigned long long)m->bytes_read, (unsigned long long)m->bytes_skipped,
                  (unsigned long long)m->records, m->same_as, m->year_assumed,
                  (unsigned long long)m->digest[0]);
    dump_time(out, m->mtime);
    dump_time(out, m->first);
    dump_time(out, m->last);
    ml_buf_char(out, '\n');
}

static void dump_case(struct ml_buf *out, const struct ml_case *c)
{
    dump_str(out, c->sha256);
    dump_str(out, c->server);
    dump_str(out, c->flavour);
    dump_str(out, c->reason);
    dump_time(out, c->collected);
    ml_buf_printf(out, "state %d bytes %llu limited %u\n", c->state,
                  (unsigned long long)c->bytes, c->nlimited);
    for (uint32_t i = 0; i < c->nmembers; i++)
        dump_member(out, &c->members[i]);
    for (uint32_t i = 0; i < c->nhits; i++)
        dump_hits(out, &c->hits[i]);
    for (uint32_t i = 0; i < c->nfacts; i++) {
        dump_str(out, c->facts[i].name);
        dump_str(out, c->facts[i].value);
        dump_str(out, c->facts[i].address);
        dump_time(out, c->facts[i].time);
        ml_buf_char(out, '\n');
    }
    for (uint32_t i = 0; i < c->nartefacts; i++) {
        dump_str(out, c->artefacts[i].id);
        dump_str(out, c->artefacts[i].address);
        ml_buf_printf(out, "%d\n", c->artefacts[i].state);
    }
}

static struct ml_case *scan(const char *path)
{
    struct ml_walk_usage usage = { 0 };
    struct ml_case *c = ml_scan_bundle(path, &opts, &usage);

    ck_assert_ptr_nonnull(c);
    return c;
}

/* The same case for 1, 2 and 4 threads; twice each, since threads race. */
static struct ml_case *scan_all_ways(const char *path)
{
    struct ml_buf first = { 0 }, again = { 0 };
    static const unsigned jobs[] = { 1, 2, 4, 4, 2 };

    for (size_t i = 0; i < ML_COUNT(jobs); i++) {
        opts.jobs = jobs[i];
        struct ml_case *c = scan(path);
        again.n = 0;
        dump_case(i ? &again : &first, c);
        if (i)
            ck_assert_msg(ml_str_eq(ml_buf_view(&first), ml_buf_view(&again)),
                          "%u threads:\n%.*s\nfor\n%.*s", jobs[i], (int)again.n, again.p,
                          (int)first.n, first.p);
        ml_case_free(c);
    }
    ml_buf_reset(&first);
    ml_buf_reset(&again);
    opts.jobs = 2;
    return scan(path);
}

/* How many records hold each signature, in the whole case. */
static void counts(const struct ml_case *c, struct ml_buf *out)
{
    uint64_t *n = calloc(catalogue->nsignatures, sizeof(*n));

    ck_assert_ptr_nonnull(n);
    for (uint32_t i = 0; i < c->nhits; i++)
        n[c->hits[i].signature] += c->hits[i].count;
    for (uint32_t s = 0; s < catalogue->nsignatures; s++)
        if (n[s])
            ml_buf_printf(out, "%.*s=%llu ", ML_STR_ARG(catalogue->signatures[s].id),
                          (unsigned long long)n[s]);
    ml_buf_char(out, 0);
    free(n);
}

static void same_counts(const char *what, const struct ml_case *a, const struct ml_case *b)
{
    struct ml_buf x = { 0 }, y = { 0 };

    counts(a, &x);
    counts(b, &y);
    ck_assert_msg(strcmp(x.p, y.p) == 0, "%s:\n%s\n%s", what, x.p, y.p);
    ck_assert_msg(strlen(x.p) > 10, "%s: nothing was found", what);
    ml_buf_reset(&x);
    ml_buf_reset(&y);
}

static const struct ml_hits *hits_of(const struct ml_case *c, const char *id)
{
    for (uint32_t i = 0; i < c->nhits; i++)
        if (ml_str_eq(catalogue->signatures[c->hits[i].signature].id, ml_str_of(id)))
            return &c->hits[i];
    return NULL;
}

/* --- Logs ------------------------------------------------------------------------ */

static void add_record(struct ml_buf *out, unsigned minute, const char *level,
                       const char *message)
{
    ml_buf_printf(out,
                  "0AB0\t0974\t%02u/%02u\t%02u:%02u:03.456\t71\tbackupasync.cpp(1279)\t"
                  "[000000001A12E3F0]\tF3E32129-DC79-4A28-9ACC-3F30CB5810B%X\t\t%s\t%s\r\n",
                  11 + minute / (60 * 24 * 28) % 2, minute / (60 * 24) % 28 + 1,
                  minute / 60 % 24, minute % 60, minute / 7 % 16, level, message);
}

#define CREDENTIALS "Invalid vault credentials provided. (ID: 34513)"

/* A log of the catalogue's examples between ordinary records. */
static void add_log(struct ml_buf *out, uint64_t *seed, unsigned nrecords, unsigned minute)
{
    static const char *const plain[] = {
        "Backup Progress: Data transfer started.", "Read 34513 bytes at offset [0x186D2]",
        "Enumerated D:\\mail\\Ticket (ID: 34513).msg", "DsId [130055] state 5",
        "==>MountStorage(", "a rather longer message that says nothing at all, over and over",
    };
    for (unsigned i = 0; i < nrecords; i++) {
        minute += make_number(seed, 3);
        if (make_number(seed, 4)) {
            add_record(out, minute, "NORMAL", plain[make_number(seed, ML_COUNT(plain))]);
            continue;
        }
        const struct ml_signature *sig;
        do
            sig = &catalogue->signatures[make_number(seed, catalogue->nsignatures)];
        while (!sig->nexamples); /* that no record shows */
        const struct ml_example *e = &sig->examples[make_number(seed, sig->nexamples)];
        char message[600];
        snprintf(message, sizeof(message), "%.*s",
                 (int)(e->text.n < 500 ? ml_utf8_cut(e->text, 500) : 0), e->text.p);
        for (char *p = message; *p; p++)
            if (*p == '\n' || *p == '\t')
                *p = ' ';
        add_record(out, minute, make_number(seed, 2) ? "FATAL" : "WARNING", message);
        if (make_number(seed, 5) == 0)
            ml_buf_text(out, "   at System.Net.Sockets.Connect()\r\n---> inner (ID: 34513)\r\n");
    }
}

START_TEST(any_number_of_threads_gives_the_same_case)
{
    struct ml_buf big = { 0 }, small = { 0 }, zip = { 0 }, outer = { 0 }, utf16 = { 0 };
    uint64_t seed = (uint64_t)_i + 1;

    add_log(&big, &seed, 20000, 0);
    add_log(&small, &seed, 50, 100);
    make_utf16(&utf16, true, ml_buf_view(&small));
    make_zip(&zip, (struct zip_entry[]){
                       { .name = ML_STR("CBEngine1.errlog"), .bytes = ml_buf_view(&big),
                         .flags = ZIP_DEFLATE },
                       { .name = ML_STR("CBEngine2.errlog"), .bytes = ml_buf_view(&small),
                         .flags = ZIP_DEFLATE },
                       { .name = ML_STR("CBEngine2.errlog"), .bytes = ml_buf_view(&utf16) },
                       { .name = ML_STR("bad.errlog"), .bytes = ml_buf_view(&small),
                         .flags = ZIP_DEFLATE | ZIP_BAD_CRC },
                       { .name = ML_STR("copy.errlog"), .bytes = ml_buf_view(&small) } }, 5);
    make_zip(&outer, (struct zip_entry[]){
                         { .name = ML_STR("in.zip"), .bytes = ml_buf_view(&zip) },
                         { .name = ML_STR("FS01_CBENGINE.zip"), .bytes = ml_buf_view(&zip) },
                         { .name = ML_STR("notes.txt"), .bytes = ML_STR("proxy 407\r\n") } }, 3);
    struct ml_case *c = scan_all_ways(scratch_write("b.zip", ml_buf_view(&outer)));
    ck_assert_int_eq(c->state, ML_PARTIAL);
    ck_assert_uint_eq(c->nmembers, 11);
    ml_case_free(c);
    ml_case_free(scan_all_ways(scratch_write("plain.errlog", ml_buf_view(&big))));
    ml_case_free(scan_all_ways(scratch_path(".")));
    ml_buf_reset(&big);
    ml_buf_reset(&small);
    ml_buf_reset(&utf16);
    ml_buf_reset(&zip);
    ml_buf_reset(&outer);
}
END_TEST

START_TEST(a_limit_on_the_bundle_gives_the_same_for_any_number_of_threads)
{
    struct ml_buf log = { 0 }, zip = { 0 };
    struct zip_entry entries[12];
    char names[12][32];
    uint64_t seed = 5;

    add_log(&log, &seed, 500, 0);
    for (int i = 0; i < 12; i++) {
        snprintf(names[i], sizeof(names[i]), "CBEngine%d.errlog", i);
        entries[i] = (struct zip_entry){ .name = ml_str_of(names[i]), .flags = ZIP_DEFLATE,
                                         .bytes = ml_str_from(ml_buf_view(&log), (size_t)i) };
    }
    make_zip(&zip, entries, 12);
    const char *path = scratch_write("b.zip", ml_buf_view(&zip));
    opts.limits.max[ML_LIMIT_TOTAL_BYTES] = log.n * 5;
    struct ml_case *c = scan_all_ways(path);
    ck_assert_int_eq(c->state, ML_PARTIAL);
    ml_case_free(c);
    opts.limits.max[ML_LIMIT_ENTRIES] = 3;
    c = scan_all_ways(path);
    ck_assert_int_eq(c->state, ML_PARTIAL);
    ml_case_free(c);
    ml_buf_reset(&log);
    ml_buf_reset(&zip);
}
END_TEST

/* Where records begin. */
static size_t record_at(ml_str log, size_t from)
{
    size_t at = ml_str_find(ml_str_from(log, from), ML_STR("\n0AB0\t"));
    return at == ML_NPOS ? log.n : from + at + 1;
}

START_TEST(splitting_a_log_changes_no_count)
{
    struct ml_buf log = { 0 };
    uint64_t seed = (uint64_t)_i + 11;

    add_log(&log, &seed, 6000, 0);
    ml_str text = ml_buf_view(&log);
    struct ml_case *whole = scan(scratch_write("w/CBEngine1.errlog", text));
    size_t cut = record_at(text, make_number(&seed, (unsigned)text.n / 2) + text.n / 4);
    scratch_write("s/CBEngine1.errlog", ml_str_sub(text, 0, cut));
    scratch_write("s/CBEngine2.errlog", ml_str_from(text, cut));
    struct ml_case *split = scan(scratch_path("s"));
    same_counts("split", whole, split);
    scratch_write("p/CBEngine2.errlog", ml_str_sub(text, 0, cut));
    scratch_write("p/CBEngine1.errlog", ml_str_from(text, cut));
    struct ml_case *permuted = scan(scratch_path("p"));
    same_counts("permuted", whole, permuted);
    ml_case_free(whole);
    ml_case_free(split);
    ml_case_free(permuted);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(encodings_and_containers_change_no_count)
{
    struct ml_buf log = { 0 }, utf16 = { 0 }, zip = { 0 }, tgz = { 0 };
    uint64_t seed = 21;

    add_log(&log, &seed, 3000, 0);
    make_utf16(&utf16, true, ml_buf_view(&log));
    make_zip(&zip, &(struct zip_entry){ .name = ML_STR("CBEngine1.errlog"),
                                        .bytes = ml_buf_view(&log), .flags = ZIP_DEFLATE }, 1);
    make_archive(&tgz, MAKE_TAR, MAKE_GZIP, NULL,
                 &(struct make_entry){ .name = ML_STR("in.zip"), .bytes = ml_buf_view(&zip) },
                 1);
    struct ml_case *plain = scan(scratch_write("a/CBEngine1.errlog", ml_buf_view(&log)));
    struct ml_case *wide = scan(scratch_write("b/CBEngine1.errlog", ml_buf_view(&utf16)));
    struct ml_case *zipped = scan(scratch_write("c.zip", ml_buf_view(&zip)));
    struct ml_case *tarred = scan(scratch_write("d.tgz", ml_buf_view(&tgz)));
    same_counts("UTF-16", plain, wide);
    same_counts("zip", plain, zipped);
    same_counts("zip in tar.gz", plain, tarred);
    ck_assert_uint_eq(plain->members[0].records, 3000);
    ck_assert_uint_eq(wide->members[0].records, 3000);
    ml_case_free(plain);
    ml_case_free(wide);
    ml_case_free(zipped);
    ml_case_free(tarred);
    ml_buf_reset(&log);
    ml_buf_reset(&utf16);
    ml_buf_reset(&zip);
    ml_buf_reset(&tgz);
}
END_TEST

START_TEST(standard_input_gives_what_the_file_gives)
{
    struct ml_buf log = { 0 }, zip = { 0 };
    uint64_t seed = 3;

    add_log(&log, &seed, 2000, 0);
    make_zip(&zip, &(struct zip_entry){ .name = ML_STR("CBEngine1.errlog"),
                                        .bytes = ml_buf_view(&log), .flags = ZIP_DEFLATE }, 1);
    const char *path = scratch_write("b.zip", ml_buf_view(&zip));
    struct ml_case *file = scan(path);
    ck_assert_ptr_nonnull(freopen(path, "rb", stdin));
    struct ml_case *input = scan("-");
    same_counts("standard input", file, input);
    ck_assert(ml_str_eq(file->sha256, input->sha256));
    ck_assert_uint_eq(file->bytes, input->bytes);
    ml_case_free(file);
    ml_case_free(input);
    ml_buf_reset(&log);
    ml_buf_reset(&zip);
}
END_TEST

/* Matches at known lines, over many blocks, with continuation lines in between. */
START_TEST(lines_are_those_of_an_editor)
{
    struct ml_buf log = { 0 };
    uint64_t line = 1, found[10], n = 0;
    static char filler[400];

    memset(filler, 'x', sizeof(filler) - 1);
    ml_buf_text(&log, "a header\r\n");
    line++;
    for (unsigned i = 0; i < 9000; i++) {
        if (i % 1000 == 999) {
            found[n++] = line;
            add_record(&log, i, "FATAL", CREDENTIALS);
        } else {
            add_record(&log, i, "NORMAL", filler);
        }
        line++;
        for (unsigned k = 0; k < i % 4; k++, line++)
            ml_buf_text(&log, i % 2 ? "   at System.A()\r\n" : "\xe2\x80\xa8 \xc2\x85 \r x\n");
    }
    struct ml_case *c = scan(scratch_write("CBEngine1.errlog", ml_buf_view(&log)));
    const struct ml_hits *h = hits_of(c, "mars-34513");
    ck_assert_ptr_nonnull(h);
    ck_assert_uint_eq(h->count, n);
    for (uint32_t i = 0; i < h->nhead; i++)
        ck_assert_uint_eq(h->head[i].line, found[i]);
    for (uint32_t i = 0; i < h->ntail; i++)
        ck_assert_uint_eq(h->tail[i].line, found[n - h->ntail + i]);
    ck_assert(ml_str_eq(h->head[0].job, ML_STR("F3E32129-DC79-4A28-9ACC-3F30CB5810BE")));
    ck_assert_uint_eq(h->head[0].level, ML_LEVEL_FATAL);
    ck_assert_uint_eq(c->members[0].records, 9000);
    ml_case_free(c);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(a_match_on_a_continuation_line_is_its_records)
{
    struct ml_buf log = { 0 };

    /* Records of all lengths, so that block ends fall everywhere in them. */
    for (unsigned i = 0; i < 3000; i++) {
        add_record(&log, i, "WARNING", "remote call failed");
        for (unsigned k = 0; k < i % 13; k++)
            ml_buf_text(&log, "   at System.ServiceModel.Channels.SocketConnection.Read()\r\n");
        if (i % 10 == 0)
            ml_buf_text(&log, "---> " CREDENTIALS "\r\n---> again (ID: 34513)\r\n");
    }
    struct ml_case *c = scan(scratch_write("CBEngine1.errlog", ml_buf_view(&log)));
    const struct ml_hits *h = hits_of(c, "mars-34513");
    ck_assert_ptr_nonnull(h);
    ck_assert_uint_eq(h->count, 300);
    ck_assert(ml_str_starts(h->head[0].text, ML_STR("remote call failed")));
    ck_assert_uint_eq(h->head[0].line, 1);
    ck_assert_uint_eq(h->head[0].level, ML_LEVEL_WARNING);
    ml_case_free(c);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(a_line_of_many_megabytes_keeps_the_numbers_behind_it)
{
    struct ml_buf log = { 0 };

    add_record(&log, 1, "FATAL", CREDENTIALS);
    if (_i) /* an errlog, or any text */
        ml_buf_reset(&log);
    ml_buf_text(&log, "text ");
    make_run(&log, 'x', 5 * 1024 * 1024);
    ml_buf_text(&log, "\r\n");
    add_record(&log, 2, "FATAL", "failed (ID: 100050)");
    struct ml_case *c = scan(scratch_write(_i ? "a.txt" : "CBEngine1.errlog",
                                           ml_buf_view(&log)));
    const struct ml_hits *h = hits_of(c, "mars-100050");
    ck_assert_ptr_nonnull(h);
    ck_assert_uint_eq(h->count, 1);
    ck_assert_uint_eq(h->head[0].line, _i ? 2 : 3);
    ck_assert_int_eq(c->members[0].state, ML_PARTIAL);
    ck_assert(ml_str_eq(c->members[0].reason, ML_STR("limit: line too long")));
    ck_assert_uint_eq(c->members[0].bytes_read, log.n);
    ml_case_free(c);
    ml_buf_reset(&log);
}
END_TEST

/* Megabytes that continue one record, each line of them a match. */
START_TEST(an_endless_record_takes_no_time)
{
    struct ml_buf log = { 0 };

    add_record(&log, 1, "FATAL", "begin");
    while (log.n < 8 * 1024 * 1024)
        ml_buf_text(&log, "error 5 (ID: 34513)\r\n");
    struct ml_case *c = scan(scratch_write("CBEngine1.errlog", ml_buf_view(&log)));
    ck_assert_ptr_nonnull(hits_of(c, "mars-34513"));
    ck_assert_uint_eq(c->members[0].records, 1);
    ml_case_free(c);
    ml_buf_reset(&log);
}
END_TEST

START_TEST(the_same_bytes_count_once)
{
    struct ml_buf log = { 0 };

    add_record(&log, 1, "FATAL", CREDENTIALS);
    scratch_write("f/a/CBEngine1.errlog", ml_buf_view(&log));
    scratch_write("f/b/CBEngine1.errlog", ml_buf_view(&log));
    add_record(&log, 2, "FATAL", CREDENTIALS);
    scratch_write("f/c/CBEngine1.errlog", ml_buf_view(&log));
    struct ml_case *c = scan(scratch_path("f"));
    uint64_t n = 0;
    for (uint32_t i = 0; i < c->nhits; i++)
        if (ml_str_eq(catalogue->signatures[c->hits[i].signature].id, ML_STR("mars-34513")))
            n += c->hits[i].count;
    ck_assert_uint_eq(n, 3);
    ck_assert_uint_eq(c->members[0].same_as, 0);
    ck_assert_uint_eq(c->members[1].same_as, 1);
    ck_assert_uint_eq(c->members[2].same_as, 0);
    ml_case_free(c);
    ml_buf_reset(&log);
}
END_TEST

static void expect_iso(struct ml_time t, const char *iso)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    ml_str got = ml_time_iso(&arena, t);
    ck_assert_msg(ml_str_eq(got, ml_str_of(iso)), "%.*s, not %s", ML_STR_ARG(got), iso);
    ml_arena_reset(&arena);
}

START_TEST(a_log_over_new_year_is_dated_on_both_sides)
{
    struct ml_buf log = { 0 }, zip = { 0 };
    static const char *const stamps[] = { "12/31\t23:59:58.000", "12/31\t23:59:59.999",
                                          "01/01\t00:00:00.000", "12/31\t23:59:59.990",
                                          "01/01\t00:00:01.000" };
    for (size_t i = 0; i < ML_COUNT(stamps); i++)
        ml_buf_printf(&log, "0AB0\t0974\t%s\t71\ta.cpp(1)\t\t\t\tFATAL\t" CREDENTIALS "\r\n",
                      stamps[i]);
    make_zip(&zip, &(struct zip_entry){ .name = ML_STR("CBEngine1.errlog"),
                                        .bytes = ml_buf_view(&log),
                                        .dos_date = (2026 - 1980) << 9 | 1 << 5 | 2 }, 1);
    struct ml_case *c = scan(scratch_write("b.zip", ml_buf_view(&zip)));
    const struct ml_hits *h = hits_of(c, "mars-34513");
    ck_assert_ptr_nonnull(h);
    ck_assert_uint_eq(h->nhead, 5);
    expect_iso(h->head[0].time, "2025-12-31T23:59:58.000");
    expect_iso(h->head[2].time, "2026-01-01T00:00:00.000");
    expect_iso(h->head[3].time, "2025-12-31T23:59:59.990");
    expect_iso(h->head[4].time, "2026-01-01T00:00:01.000");
    expect_iso(c->members[0].first, "2025-12-31T23:59:58.000");
    expect_iso(c->members[0].last, "2026-01-01T00:00:01.000");
    ck_assert(!c->members[0].year_assumed);
    ml_case_free(c);
    opts.has_utc_offset = true;
    opts.utc_offset_minutes = 540;
    c = scan(scratch_path("b.zip"));
    expect_iso(hits_of(c, "mars-34513")->head[2].time, "2025-12-31T15:00:00.000Z");
    ml_case_free(c);
    ml_buf_reset(&log);
    ml_buf_reset(&zip);
}
END_TEST

START_TEST(event_rows_are_events_of_their_day)
{
    ml_str csv = ML_STR(
        "Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,"
        "Description\r\n"
        "11/20/2026,01:02:03 AM,Error,FS01,11,CloudBackup,None,N/A,\"" CREDENTIALS " \"\r\n"
        ",,,,,,[Info],,[Export operation ended]\r\n");
    struct ml_case *c = scan(scratch_write("FS01_evt_CloudBackup.csv", csv));
    const struct ml_hits *h = hits_of(c, "mars-34513");

    ck_assert_ptr_nonnull(h);
    ck_assert_uint_eq(h->count, 1);
    ck_assert_uint_eq(h->head[0].line, 2);
    expect_iso(h->head[0].time, "2026-11-20T01:02:03.000");
    ck_assert(ml_str_eq(c->members[0].role, ML_STR("event-csv")));
    ck_assert_uint_eq(c->members[0].records, 1);
    ck_assert(ml_str_eq(c->server, ML_STR("FS01")));
    ml_case_free(c);
}
END_TEST

START_TEST(what_cannot_be_read_is_said)
{
    struct ml_buf zip = { 0 };

    struct ml_case *c = scan(scratch_path("missing.zip"));
    ck_assert_int_eq(c->state, ML_UNREADABLE);
    ck_assert(ml_str_has(c->reason, ML_STR("No such file")));
    ml_case_free(c);
    make_archive(&zip, MAKE_ZIP_AES, MAKE_PLAIN, "secret",
                 &(struct make_entry){ .name = ML_STR("a.log"), .bytes = ML_STR("a\n") }, 1);
    c = scan(scratch_write("e.zip", ml_buf_view(&zip)));
    ck_assert_int_eq(c->state, ML_UNREADABLE);
    ck_assert(ml_str_eq(c->reason, ML_STR("encrypted")));
    ml_case_free(c);
    c = scan(scratch_write("empty.log", ML_STR("")));
    ck_assert_int_eq(c->state, ML_READ);
    ck_assert_uint_eq(c->members[0].records, 0);
    ml_case_free(c);
    c = scan(scratch_write("mark.log", ML_STR("\xff\xfe")));
    ck_assert_int_eq(c->state, ML_READ);
    ck_assert_uint_eq(c->members[0].records, 0);
    ck_assert(ml_str_eq(c->members[0].encoding, ML_STR("utf-16le")));
    ml_case_free(c);
    ml_buf_reset(&zip);
}
END_TEST

/* Read and skipped bytes are those that are there, whatever happens to a member. */
START_TEST(every_byte_is_read_or_skipped)
{
    struct ml_buf log = { 0 }, binary = { 0 }, zip = { 0 };
    uint64_t seed = 9;

    add_log(&log, &seed, 200, 0);
    for (int i = 0; i < 5000; i++)
        ml_buf_char(&binary, (char)make_number(&seed, 256));
    make_zip(&zip, (struct zip_entry[]){
                       { .name = ML_STR("a.errlog"), .bytes = ml_buf_view(&log) },
                       { .name = ML_STR("b.bin"), .bytes = ml_buf_view(&binary) },
                       { .name = ML_STR("c.dmp"), .bytes = ml_buf_view(&binary) } }, 3);
    struct ml_case *c = scan(scratch_write("b.zip", ml_buf_view(&zip)));
    ck_assert_uint_eq(c->nmembers, 3);
    ck_assert_uint_eq(c->members[0].bytes_read, log.n);
    for (uint32_t i = 1; i < 3; i++) {
        ck_assert_int_eq(c->members[i].state, ML_SKIPPED);
        ck_assert_uint_eq(c->members[i].bytes_read + c->members[i].bytes_skipped, binary.n);
    }
    ck_assert_int_eq(c->state, ML_READ);
    ml_case_free(c);
    ml_buf_reset(&log);
    ml_buf_reset(&binary);
    ml_buf_reset(&zip);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scan");
    TCase *tc = tcase_create("scan");

    tcase_set_timeout(tc, 240);
    tcase_add_unchecked_fixture(tc, setup_once, teardown_once);
    tcase_add_checked_fixture(tc, setup, scratch_teardown);
    tcase_add_loop_test(tc, any_number_of_threads_gives_the_same_case, 0, 2);
    tcase_add_test(tc, a_limit_on_the_bundle_gives_the_same_for_any_number_of_threads);
    tcase_add_loop_test(tc, splitting_a_log_changes_no_count, 0, 4);
    tcase_add_test(tc, encodings_and_containers_change_no_count);
    tcase_add_test(tc, standard_input_gives_what_the_file_gives);
    tcase_add_test(tc, lines_are_those_of_an_editor);
    tcase_add_test(tc, a_match_on_a_continuation_line_is_its_records);
    tcase_add_loop_test(tc, a_line_of_many_megabytes_keeps_the_numbers_behind_it, 0, 2);
    tcase_add_test(tc, an_endless_record_takes_no_time);
    tcase_add_test(tc, the_same_bytes_count_once);
    tcase_add_test(tc, a_log_over_new_year_is_dated_on_both_sides);
    tcase_add_test(tc, event_rows_are_events_of_their_day);
    tcase_add_test(tc, what_cannot_be_read_is_said);
    tcase_add_test(tc, every_byte_is_read_or_skipped);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
