/* SPDX-License-Identifier: MIT */
/* What a report holds of its cases: all of it, and nothing else is believed. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/canonical.h"
#include "case/codec.h"
#include "diagnose/diagnose.h"
#include "report/casereader.h"
#include "report/xml.h"
#include "support/make_case.h"
#include "support/make_reader.h"
#include "support/memfile.h"

static struct ml_catalogue *catalogue;
static struct ml_schema *schema;

static void setup_once(void)
{
    make_reader(&catalogue, &schema);
}

static void teardown_once(void)
{
    catalogue = ml_catalogue_free(catalogue);
    schema = ml_schema_close(schema);
}

/* ---- reading ---- */

struct taken {
    struct ml_case *cases[8];
    size_t n;
};

static void take(void *ctx, struct ml_case *c)
{
    struct taken *t = ctx;

    ck_assert_uint_lt(t->n, ML_COUNT(t->cases));
    t->cases[t->n++] = c;
}

/* Into a reader of its own, or that of `reader`. */
static enum ml_rc read_more(struct ml_cases_reader *reader, ml_str xml,
                            struct ml_saved *saved, struct ml_err *err)
{
    struct memfile file;

    memfile_open(&file, xml);
    enum ml_rc rc = ml_cases_read(reader, file.path, saved, err);
    memfile_close(&file);
    return rc;
}

static enum ml_rc read_xml(ml_str xml, struct ml_saved *saved, struct taken *taken,
                           struct ml_err *err)
{
    struct ml_cases_reader *reader = ml_cases_open(schema, catalogue, take, taken);
    enum ml_rc rc = read_more(reader, xml, saved, err);

    if (rc == ML_OK && ml_cases_lacking(reader, 0).n)
        rc = ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "lacks files");
    ml_cases_close(reader);
    return rc;
}

static void drop(struct taken *taken)
{
    while (taken->n)
        ml_case_free(taken->cases[--taken->n]);
}

static struct ml_buf report_of(struct ml_case *const *cases, uint32_t n)
{
    struct ml_result *result = ml_diagnose(cases, n, catalogue, ML_EN);
    struct ml_buf xml = { 0 };

    ck_assert_int_eq(ml_report_xml(result, ML_XML_FOR_TOOLS, ml_write_buf, &xml, NULL),
                     ML_OK);
    ml_result_free(result);
    return xml;
}

/* ---- any case comes back as it was ---- */

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(state >> 33) % n;
}

static const ml_str texts[] = {
    { "", 0 },
    { "plain", 5 },
    { " blanks  around ", 16 },
    { "a\tb\nc\r\nd", 8 },
    { "\0\x01\x1b[31m\x1f", 8 },
    { "<a b='\"'>&amp;]]>", 17 },
    { "\xef\xbf\xbd\xef\xbf\xbd@\xef\xbf\xbd", 10 },
    { "\xef\xbf\xbe\xef\xbf\xbf+-", 8 },
    { "\xe3\x82\xb5\xf0\x9f\x92\xbe\xc2\x85\x7f", 10 },
    { "\n", 1 },
};

static ml_str any_text(void)
{
    return texts[below(ML_COUNT(texts))];
}

static struct ml_time any_time(void)
{
    struct ml_time t = { (int64_t)below(UINT32_MAX) * 1000003 - ML_DAY_US * 1000,
                         (enum ml_clock)below(ML_CLOCK_UTC + 1) };

    return ml_time_known(t) ? t : ML_NO_TIME;
}

static ml_str any_job(void)
{
    static const char *const jobs[] = { "", "F3E32129-DC79-4A28-9ACC-3F30CB5810B6",
                                        "00000000-0000-0000-0000-000000000001" };
    return ml_str_of(jobs[below(ML_COUNT(jobs))]);
}

static void any_member(struct ml_case *c, uint32_t i)
{
    static const char *const servers[] = { "", "FS01", "FS02", "SQL-\xe6\x9d\xb1" };
    struct ml_member *m = &c->members[i];

    m->name = ml_arena_printf(&c->arena, "file %u", i);
    m->address = ml_arena_printf(&c->arena, "%.*s!in/file %u", ML_STR_ARG(c->path), i);
    m->role = below(3) ? ML_STR("cbengine-errlog") : ML_STR("text");
    m->encoding = ML_STR("utf-8");
    m->bytes_read = below(1000);
    m->bytes_skipped = below(2);
    m->records = below(100);
    m->records_outside = below(2);
    m->mtime = any_time();
    m->first = any_time();
    m->last = any_time();
    m->year_assumed = below(2);
    m->state = (enum ml_read_state)below(ML_UNREADABLE + 1);
    m->reason = any_text();
    m->server = ml_str_of(servers[below(ML_COUNT(servers))]);
    m->folder = below(4) ? ML_STR_NONE : ML_STR("customer");
    m->digest[0] = below(3);
    m->digest[1] = m->digest[0] ? UINT64_MAX - i : 0;
    m->same_as = i ? below(i + 1) : 0;
    m->is_event_log = below(2);
    if (m->is_event_log) {
        struct ml_id_run *runs = ml_arena_array(&c->arena, 2, sizeof(*runs));
        runs[0] = (struct ml_id_run){ 1, 2, below(1000), 1 };
        runs[1] = (struct ml_id_run){ 3 + below(9), UINT32_MAX, UINT64_MAX - 9, 2 };
        m->runs = runs;
        m->nruns = 1 + below(2);
    }
}

static struct ml_occurrence any_occurrence(uint32_t member)
{
    return (struct ml_occurrence){ .member = member,
                                   .line = below(1000),
                                   .nlines = below(3),
                                   .time = any_time(),
                                   .level = (enum ml_level)below(ML_LEVEL_LAST + 1),
                                   .job = any_job(),
                                   .text = any_text(),
                                   .before = any_text(),
                                   .after = any_text() };
}

static int by_time(const void *a, const void *b)
{
    const struct ml_moment *x = a, *y = b;

    if (x->first.clock != y->first.clock)
        return x->first.clock < y->first.clock ? -1 : 1;
    return (x->first.us > y->first.us) - (x->first.us < y->first.us);
}

static void any_hits(struct ml_case *c, struct ml_hits *h, uint32_t signature,
                     uint32_t member)
{
    const struct ml_signature *known = &catalogue->signatures[signature];
    uint32_t kept = 1 + below(2 * ML_SHOWN);

    *h = (struct ml_hits){ .signature = signature,
                           .member = member,
                           .count = kept + below(9),
                           .severities = known->severity == ML_BY_LEVEL
                                             ? 1 + below(7)
                                             : 1u << known->severity };
    for (uint32_t i = 0; i < kept; i++)
        if (i < ML_SHOWN)
            h->head[h->nhead++] = any_occurrence(member);
        else
            h->tail[h->ntail++] = any_occurrence(member);
    h->nmoments = 1 + below(4);
    h->moments = ml_arena_array(&c->arena, h->nmoments, sizeof(*h->moments));
    for (uint32_t i = 0; i < h->nmoments; i++)
        h->moments[i] = (struct ml_moment){ .first = any_time(),
                                            .last = any_time(),
                                            .first_line = 1 + below(9),
                                            .last_line = 1 + below(9),
                                            .job = any_job(),
                                            .n = 1 + below(9) };
    qsort(h->moments, h->nmoments, sizeof(*h->moments), by_time);
}

static void any_found(struct ml_case *c)
{
    uint32_t n = c->nmembers;

    c->facts = ml_arena_array(&c->arena, 2 * n, sizeof(*c->facts));
    c->artefacts = ml_arena_array(&c->arena, n, sizeof(*c->artefacts));
    c->jobs = ml_arena_array(&c->arena, n, sizeof(*c->jobs));
    c->unknown = ml_arena_array(&c->arena, n, sizeof(*c->unknown));
    c->hits = ml_arena_array(&c->arena, 2 * n, sizeof(*c->hits));
    for (uint32_t i = 0; i < n; i++) {
        ml_str address = c->members[i].address;
        for (int k = 0; k < 2; k++)
            c->facts[c->nfacts++] =
                (struct ml_fact){ ML_STR("dotnet.release"), any_text(), any_time(),
                                  address, i };
        c->artefacts[c->nartefacts++] =
            (struct ml_artefact_seen){ ML_STR("services"), ML_ARTEFACT_EMPTY, address,
                                       any_time(), i };
        c->jobs[c->njobs++] = (struct ml_job_entry){
            .job = any_job(),
            .kind = any_text(),
            .state = any_text(),
            .source = any_text(),
            .start = any_time(),
            .end = any_time(),
            .outcome = (enum ml_job_outcome)below(ML_JOB_FAILED + 1),
            .code = below(200000),
            .member = i,
            .line = below(9),
        };
        c->unknown[c->nunknown++] = (struct ml_unknown){
            .template_text = any_text(),
            .example = any_text(),
            .level = (enum ml_level)below(ML_LEVEL_LAST + 1),
            .count = 1 + below(9),
            .line = 1 + below(9),
            .first = any_time(),
            .last = any_time(),
            .member = i,
        };
    }
    for (uint32_t s = 0; s < 2; s++) {
        uint32_t signature =
            below(catalogue->nsignatures / 2) + s * catalogue->nsignatures / 2;
        for (uint32_t i = 0; i < n; i++)
            any_hits(c, &c->hits[c->nhits++], signature, i);
    }
}

static struct ml_case *any_case(const char *path)
{
    struct ml_case *c = calloc(1, sizeof(*c));

    ml_arena_init(&c->arena);
    c->path = ml_str_of(path);
    c->stem = ml_str_of(path);
    c->sha256 = below(2) ? ML_STR("9f86d081884c7d659a2feaa0c55ad015"
                                  "a3bf4f1b2b0b822cd15d6c15b0f00a08")
                         : ML_STR_NONE;
    c->bytes = UINT64_MAX - below(9);
    c->state = below(2) ? ML_READ : ML_PARTIAL;
    c->reason = any_text();
    c->server = below(2) ? ML_STR("FS01") : ML_STR_NONE;
    c->flavour = any_text();
    c->collected = any_time();
    c->bounded = below(2);
    c->on_disk = below(2);
    c->nmembers = below(6);
    c->members = ml_arena_array(&c->arena, c->nmembers, sizeof(*c->members));
    for (uint32_t i = 0; i < c->nmembers; i++)
        any_member(c, i);
    any_found(c);
    c->unknown_beyond = below(2);
    c->nlimited = below(2);
    c->limited = ml_arena_array(&c->arena, 1, sizeof(*c->limited));
    c->limited[0] = catalogue->signatures[below(9)].id;
    ml_case_canonical(c);
    return c;
}

static void same_case(const struct ml_case *c, const struct ml_case *other)
{
    struct ml_buf a = { 0 }, b = { 0 };

    ck_assert_uint_eq(c->again, other->again);
    ml_case_encode(c, catalogue, &a);
    ml_case_encode(other, catalogue, &b);
    ck_assert_uint_eq(a.n, b.n);
    ck_assert_int_eq(memcmp(a.p, b.p, a.n), 0);
    ml_buf_reset(&a);
    ml_buf_reset(&b);
}

START_TEST(any_case_comes_back_as_it_was)
{
    state = (uint64_t)_i + 1;
    struct ml_case *cases[3] = { any_case("a.zip"), any_case("b.zip"),
                                 any_case("c.zip") };
    uint32_t n = ML_COUNT(cases);
    struct ml_saved saved = { .nforeign = 0 };
    struct taken taken = { .n = 0 };
    struct ml_err err = { 0 };

    ml_cases_sort(cases, n);
    struct ml_buf xml = report_of(cases, n);
    if (read_xml(ml_buf_view(&xml), &saved, &taken, &err) != ML_OK)
        ck_abort_msg("%u: %s", err.line, err.text);
    ck_assert_uint_eq(taken.n, n);
    ml_cases_order(taken.cases, taken.n);
    for (uint32_t i = 0; i < n; i++)
        same_case(cases[i], taken.cases[i]);
    struct ml_buf again = report_of(taken.cases, n);
    ck_assert_uint_eq(xml.n, again.n);
    ck_assert_int_eq(memcmp(xml.p, again.p, xml.n), 0);
    ml_buf_reset(&again);
    ml_buf_reset(&xml);
    drop(&taken);
    ml_saved_reset(&saved);
    for (uint32_t i = 0; i < n; i++)
        ml_case_free(cases[i]);
}
END_TEST

/* As a fleet's folder has them: a report for each server. */
static size_t reports_of(struct ml_case *const *cases, uint32_t n,
                         struct ml_buf *reports)
{
    struct ml_result *result = ml_diagnose(cases, n, catalogue, ML_JA), one = *result;

    for (uint32_t i = 0; i < result->nservers; i++) {
        ck_assert_uint_lt(i, 64);
        one.servers = &result->servers[i];
        one.nservers = 1;
        ck_assert_int_eq(
            ml_report_xml(&one, ML_XML_FOR_TOOLS, ml_write_buf, &reports[i], NULL),
            ML_OK);
    }
    size_t nreports = result->nservers;
    ml_result_free(result);
    return nreports;
}

/* In whatever order, one of them twice, one of them first with its end cut off. */
START_TEST(pieces_of_several_reports_are_joined)
{
    state = (uint64_t)_i + 1000;
    struct ml_case *cases[3] = { any_case("a.zip"), any_case("b.zip"),
                                 any_case("c.zip") };
    uint32_t n = ML_COUNT(cases);
    struct ml_buf reports[64] = { 0 };
    struct ml_saved saved = { .nforeign = 0 };
    struct taken taken = { .n = 0 };
    struct ml_err err = { 0 };

    ml_cases_sort(cases, n);
    size_t nreports = reports_of(cases, n, reports), first = below((uint32_t)nreports);
    struct ml_cases_reader *reader = ml_cases_open(schema, catalogue, take, &taken);
    ml_str cut = ml_buf_view(&reports[first]);
    cut.n -= 5;
    ck_assert_int_eq(read_more(reader, cut, &saved, &err), ML_FAIL);
    drop(&taken);
    for (size_t i = 0; i < nreports + 1; i++) {
        struct ml_buf *xml = &reports[(first + i) % nreports];
        ml_saved_reset(&saved);
        if (read_more(reader, ml_buf_view(xml), &saved, &err) != ML_OK)
            ck_abort_msg("%u: %s", err.line, err.text);
    }
    while (taken.n > n) /* that which came twice was whole in its report */
        ml_case_free(taken.cases[--taken.n]);
    ck_assert_uint_eq(taken.n, n);
    ck_assert_uint_eq(ml_cases_lacking(reader, 0).n, 0);
    ml_cases_order(taken.cases, taken.n);
    for (uint32_t i = 0; i < n; i++)
        same_case(cases[i], taken.cases[i]);
    ml_cases_close(reader);
    drop(&taken);
    ml_saved_reset(&saved);
    for (size_t i = 0; i < nreports; i++)
        ml_buf_reset(&reports[i]);
    for (uint32_t i = 0; i < n; i++)
        ml_case_free(cases[i]);
}
END_TEST

/* ---- what is damaged or hostile ---- */

/* One report with something put in the place of something else. */
static const struct {
    const char *from, *to; /* the first place */
    const char *says;      /* NULL: it is read */
    const char *shows;
} faults[] = {
    { "<server", "<server", NULL, "the report as it is" },
    { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "", NULL,
      "without its first line" },
    { "<report ", "<!DOCTYPE report [<!ENTITY a 'b'>]><report ", "DOCTYPE",
      "entities" },
    { "<report ", "<html ", "its root is <html>", "a page" },
    { "lang=\"en\"", "lang=\"en\" interrupted=\"yes\"", "interrupted",
      "a run that was" },
    { "urn:marslog:report:1", "urn:other", "no valid report", "another namespace" },
    { " files=\"2\"", "", "older version", "no number of files" },
    { " files=\"2\"", " files=\"3\"", "lacks files", "a file is missing" },
    { " files=\"2\"", " files=\"1\"", "more files than it has", "a file too many" },
    { " files=\"2\"", " files=\"4294967295\"", "too large", "as many as there can be" },
    { " files=\"2\"", " files=\"99999999999999999999\"", "too large", "no 64 bits" },
    { " place=\"2\"", " place=\"1\"", "two files in one place", "twice the first" },
    { " place=\"2\"", " place=\"0\"", "no bundle", "no place" },
    { " place=\"2\"", " place=\"3\"", "more files than it has", "behind the end" },
    { "<file ", "<file bundle=\"2\" ", "no bundle", "a bundle that is none" },
    { "<file ", "<file bundle=\"0\" ", "no bundle", "bundle nought" },
    { " format=\"1\"", "", "another version", "an older case" },
    { " format=\"1\"", " format=\"2\"", "another version", "a newer case" },
    { " in=\"1\"", " in=\"3\"", "in no file", "a file that is none" },
    { " in=\"1\"", " in=\"0\"", "in no file", "file nought" },
    { " in=\"1\"", "", "in no file", "no file" },
    { "<occurrences signature=\"mars-34513\"", "<occurrences signature=\"other\"", NULL,
      "a signature that the catalogue has not" },
    { "<o line", "<m n=\"1\"/><o line", "order of time", "a moment before others" },
    { " count=\"1\" severities", " count=\"0\" severities", "without their records",
      "fewer records than are kept" },
    { "<artefact id", "<artefact-id", "no valid report", "an element that is none" },
    { "address=\"a.zip!CBEngineCurr.errlog\" role", "address=\"a&#10;b\" role",
      "control character", "a line end in an address" },
    { "address=\"a.zip!CBEngineCurr.errlog\" role", "address=\"a&#x9b;b\" role",
      "control character", "an escape in an address" },
    { "digest=\"0000", "digest=\"g000", "no valid report", "a digest that is none" },
    { "first=\"2026-11-20", "first=\"2026-13-20", "no valid report", "month 13" },
    { "<m first=\"2026-11-20", "<m first=\"0026-11-20", "a time that there is not",
      "year 26" },
    { "<ids file",
      "<ids file=\"x\" line=\"18446744073709551615\" n=\"2\" id=\"1\" in=\"1\"/><ids "
      "file",
      "no records", "a line that there cannot be" },
    { "<ids file", "<ids file=\"x\" line=\"1\" n=\"9\" id=\"1\" in=\"2\"/><ids file",
      "not in order", "ids of a record twice" },
    { "</report>", "", "no valid report", "an end that is missing" },
    { "</report>", "</report><report/>", "no valid report", "two roots" },
    { "<case ", "<case/><case ", "no valid report", "two cases" },
    { "</coverage>",
      "<file address=\"a\" bytes=\"1\" bytes-skipped=\"2\" records=\"0\" "
      "state=\"read\"/></coverage>",
      "more files than it has", "a third file" },
    { " bytes=\"1\" records", " bytes=\"1\" bytes-skipped=\"2\" records",
      "more was skipped", "more skipped than there is" },
};

static struct ml_case *plain_case(void)
{
    static const struct ml_id_run run = { 1, 4, 1000, 1 };
    struct ml_case *c = make_case("a.zip", "FS01");

    make_hit(c, catalogue, "mars-34513", "2026-11-20T01:02:03.456", NULL);
    make_seen(c, "services", ML_ARTEFACT_READ);
    c->members[0].digest[1] = 1;
    make_member(c, "b.evtx", "FS02");
    make_member(c, "c.evtx", "FS01");
    c->members[1] = c->members[2];
    c->nmembers = 2;
    c->members[1].is_event_log = true;
    c->members[1].runs = &run;
    c->members[1].nruns = 1;
    return c;
}

START_TEST(faults_are_told)
{
    struct ml_case *c = plain_case();
    struct ml_buf xml = report_of(&c, 1), made = { 0 };
    struct ml_saved saved = { .nforeign = 0 };
    struct taken taken = { .n = 0 };
    struct ml_err err = { 0 };
    /* Places are left out where files follow each other. */
    ml_str second = ML_STR("<file address=\"a.zip!c.evtx\"");
    size_t at = ml_str_find(ml_buf_view(&xml), second);
    struct ml_buf whole = { 0 };

    ck_assert(at != ML_NPOS);
    ml_buf_str(&whole, ml_str_sub(ml_buf_view(&xml), 0, at + second.n));
    ml_buf_text(&whole, " place=\"2\"");
    ml_buf_str(&whole, ml_str_from(ml_buf_view(&xml), at + second.n));
    at = ml_str_find(ml_buf_view(&whole), ml_str_of(faults[_i].from));
    if (at == ML_NPOS)
        ck_abort_msg("nothing to change: %s in %.*s", faults[_i].from,
                     ML_STR_ARG(ml_buf_view(&whole)));
    ml_buf_str(&made, ml_str_sub(ml_buf_view(&whole), 0, at));
    ml_buf_text(&made, faults[_i].to);
    ml_buf_str(&made, ml_str_from(ml_buf_view(&whole), at + strlen(faults[_i].from)));
    enum ml_rc rc = read_xml(ml_buf_view(&made), &saved, &taken, &err);
    if ((rc == ML_OK) != !faults[_i].says)
        ck_abort_msg("%s: %s", faults[_i].shows, rc == ML_OK ? "was read" : err.text);
    if (rc != ML_OK && !ml_str_has(ml_str_of(err.text), ml_str_of(faults[_i].says)))
        ck_abort_msg("%s: says '%s'", faults[_i].shows, err.text);
    ml_saved_reset(&saved);
    drop(&taken);
    ml_buf_reset(&xml);
    ml_buf_reset(&whole);
    ml_buf_reset(&made);
    ml_case_free(c);
}
END_TEST

START_TEST(what_the_catalogue_has_not_is_told)
{
    struct ml_case *c = plain_case();
    struct ml_saved saved = { .nforeign = 0 };
    struct taken taken = { .n = 0 };
    struct ml_buf xml = report_of(&c, 1), made = { 0 };
    ml_str known = ML_STR("<occurrences signature=\"mars-34513\"");
    size_t at = ml_str_find(ml_buf_view(&xml), known);

    ml_buf_str(&made, ml_str_sub(ml_buf_view(&xml), 0, at));
    ml_buf_text(&made, "<occurrences signature=\"unheard-of\"");
    ml_buf_str(&made, ml_str_from(ml_buf_view(&xml), at + known.n));
    ck_assert_int_eq(read_xml(ml_buf_view(&made), &saved, &taken, NULL), ML_OK);
    ck_assert_uint_eq(saved.nforeign, 1);
    ck_assert(ml_str_eq(saved.foreign[0], ML_STR("unheard-of")));
    ck_assert_uint_eq(taken.n, 1);
    ck_assert_uint_eq(taken.cases[0]->nhits, 0);
    ck_assert(ml_str_eq(saved.digest, catalogue->digest));
    ml_saved_reset(&saved);
    drop(&taken);
    ml_buf_reset(&xml);
    ml_buf_reset(&made);
    ml_case_free(c);
}
END_TEST

/* A report that lost its end, or a byte of which is another, gives an error or a case.
 */
START_TEST(damage_is_survived)
{
    state = (uint64_t)_i + 1;
    struct ml_case *c = any_case("a.zip");
    struct ml_saved saved = { .nforeign = 0 };
    struct taken taken = { .n = 0 };
    struct ml_buf xml = report_of(&c, 1);
    struct ml_err err = { 0 };

    for (int k = 0; k < 3; k++)
        xml.p[below((uint32_t)xml.n)] = (char)("0<>\"'&9 a\x01\xff"[below(11)]);
    if (below(2))
        xml.n = below((uint32_t)xml.n);
    if (read_xml(ml_buf_view(&xml), &saved, &taken, &err) == ML_OK && taken.n) {
        struct ml_buf again = report_of(taken.cases, (uint32_t)taken.n);
        ml_buf_reset(&again);
    }
    ml_saved_reset(&saved);
    drop(&taken);
    ml_buf_reset(&xml);
    ml_case_free(c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/casereader");
    TCase *t = tcase_create("reading");

    tcase_add_unchecked_fixture(t, setup_once, teardown_once);
    tcase_add_loop_test(t, any_case_comes_back_as_it_was, 0, 60);
    tcase_add_loop_test(t, pieces_of_several_reports_are_joined, 0, 60);
    tcase_add_loop_test(t, faults_are_told, 0, ML_COUNT(faults));
    tcase_add_test(t, what_the_catalogue_has_not_is_told);
    tcase_add_loop_test(t, damage_is_survived, 0, 100);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
