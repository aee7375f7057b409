/* SPDX-License-Identifier: MIT */
/* The matcher against every regex and code run alone, over the catalogue's own words. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "catalogue/read.h"
#include "match/matcher.h"
#include "support/make_text.h"
#include "support/scratch.h"

static struct ml_catalogue *catalogue;
static struct ml_matcher *matcher;
static struct ml_match_scratch *scratch;

static void setup(void)
{
    struct ml_err err = { 0 };

    catalogue = ml_catalogue_new();
    ck_assert_msg(ml_catalogue_read_dir(catalogue, source_path("patterns"),
                                        source_path("patterns/catalogue.rng"), &err) == ML_OK,
                  "%s:%u: %s", err.where, err.line, err.text);
    ck_assert_int_eq(ml_matcher_new(&matcher, catalogue, ML_STR_NONE, &err), ML_OK);
    scratch = ml_match_scratch_new(matcher);
}

static void teardown(void)
{
    scratch = ml_match_scratch_free(scratch);
    matcher = ml_matcher_free(matcher);
    catalogue = ml_catalogue_free(catalogue);
}

/* Both ways give the same signatures and captures; returns how many. */
static size_t compare(const struct ml_matcher *m, struct ml_match_scratch *s,
                      const struct ml_match_input *in)
{
    const struct ml_candidate *candidates;
    const struct ml_match *found;
    struct ml_match some[256];

    size_t n = ml_match_pass(m, s, in->message.p, in->message.n, &candidates);
    n = ml_match_record(m, s, in, candidates, n, &found);
    ck_assert_uint_le(n, ML_COUNT(some));
    if (n)
        memcpy(some, found, n * sizeof(*some));
    size_t all = ml_match_record_all(m, s, in, &found);
    for (size_t i = 0; i < n || i < all; i++) {
        bool same = i < n && i < all && some[i].signature == found[i].signature;
        uint32_t odd = i < n ? some[i].signature : found[i].signature;
        ck_assert_msg(same, "%s has %.*s in: %.*s", i < n ? "the pass" : "every regex",
                      ML_STR_ARG(catalogue->signatures[odd].id), ML_STR_ARG(in->message));
        ck_assert_msg(ml_str_eq(some[i].captured, found[i].captured),
                      "%.*s yields \"%.*s\" and \"%.*s\" in: %.*s",
                      ML_STR_ARG(catalogue->signatures[odd].id), ML_STR_ARG(some[i].captured),
                      ML_STR_ARG(found[i].captured), ML_STR_ARG(in->message));
        ck_assert(i == 0 || found[i - 1].signature < found[i].signature);
    }
    return n;
}

/* Every word of every example, and what shapes codes are written in. */
struct words {
    ml_str *items;
    size_t n, cap;
};

static void add_words(struct words *w, ml_str text)
{
    size_t start = 0;

    for (size_t i = 0; i <= text.n; i++)
        if (i == text.n || text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\n') {
            if (i > start)
                ML_PUSH(w->items, w->n, w->cap, ml_str_sub(text, start, i - start));
            start = i + 1;
        }
}

static void collect_words(struct words *w)
{
    static const char *const shapes =
        "ID: (ID: error Error ErrorCode code: = [0x 0x80070005 -2147024891 34513 130055) "
        "[0x1FC07]. Hr hr: HRESULT \xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc "
        "\xe3\x82\xb3\xe3\x83\xbc\xe3\x83\x89 \xef\xbc\x88ID\xef\xbc\x9a 34506\xe3\x80\x82 "
        "ID` id\xe3\x80\x80 407 (407) D:\\a\\b.txt file(D:\\x ' \" \xe3\x80\x80 \xef\xbd\x9e";
    for (uint32_t s = 0; s < catalogue->nsignatures; s++)
        for (uint32_t e = 0; e < catalogue->signatures[s].nexamples; e++)
            add_words(w, catalogue->signatures[s].examples[e].text);
    for (int i = 0; i < 20; i++)
        add_words(w, ml_str_of(shapes));
}

static void random_case(struct ml_buf *out, uint64_t *seed, ml_str word)
{
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        ml_buf_char(out, letter && make_number(seed, 8) == 0 ? (char)(c ^ 0x20) : c);
    }
}

START_TEST(random_texts_of_the_catalogues_words)
{
    static const char *const gaps[] = { " ", " ", " ", " ", "  ", "\t", "", "\n", "\r\n",
                                        "\xe3\x80\x80", ". ", ": ", " = " };
    uint64_t seed = (uint64_t)_i + 1;
    struct words words = { 0 };
    struct ml_buf text = { 0 };
    size_t found = 0;

    collect_words(&words);
    for (int round = 0; round < 4000; round++) {
        unsigned n = 1 + make_number(&seed, 30), at = make_number(&seed, (unsigned)words.n);
        text.n = 0;
        for (unsigned i = 0; i < n; i++) {
            /* Mostly words that stand together, so that whole phrases come about. */
            at = make_number(&seed, 6) ? at + 1 : make_number(&seed, (unsigned)words.n);
            random_case(&text, &seed, words.items[at % words.n]);
            ml_buf_text(&text, gaps[make_number(&seed, ML_COUNT(gaps))]);
        }
        struct ml_match_input in = { .message = ml_buf_view(&text),
                                     .level = (enum ml_level)make_number(&seed, ML_LEVEL_LAST + 1) };
        if (make_number(&seed, 4) == 0) {
            in.is_event = true;
            in.event = 1 + make_number(&seed, 600);
            in.provider = ML_STR("CloudBackup");
        }
        if (make_number(&seed, 8) == 0)
            in.role = ML_STR("failed-files-list");
        found += compare(matcher, scratch, &in);
    }
    ck_assert_uint_gt(found, 100); /* or the texts would show nothing */
    ml_buf_reset(&text);
    free(words.items);
}
END_TEST

START_TEST(every_example_is_found_both_ways_wherever_it_stands)
{
    struct ml_buf text = { 0 };

    for (uint32_t s = 0; s < catalogue->nsignatures; s++) {
        const struct ml_signature *sig = &catalogue->signatures[s];
        for (uint32_t e = 0; e < sig->nexamples; e++) {
            struct ml_match_input in = { .message = sig->examples[e].text,
                                         .role = sig->examples[e].role,
                                         .is_event = sig->examples[e].provider.n > 0,
                                         .event = sig->examples[e].event,
                                         .provider = sig->examples[e].provider,
                                         .source_file = sig->source_file };
            for (int level = 0; level <= ML_LEVEL_LAST; level++) {
                in.level = (enum ml_level)level;
                compare(matcher, scratch, &in);
            }
            text.n = 0;
            ml_buf_text(&text, "before\n");
            ml_buf_str(&text, sig->examples[e].text);
            ml_buf_text(&text, "\nafter");
            in.message = ml_buf_view(&text);
            compare(matcher, scratch, &in);
        }
    }
    ml_buf_reset(&text);
}
END_TEST

START_TEST(a_stored_database_finds_the_same)
{
    struct ml_buf image = { 0 };
    struct ml_matcher *stored;
    ml_str text = ML_STR("Invalid vault credentials provided. (ID: 34513)");
    struct ml_match_input in = { .message = text, .level = ML_LEVEL_FATAL };

    ck_assert_int_eq(ml_matcher_database(matcher, &image, NULL), ML_OK);
    size_t n = compare(matcher, scratch, &in);
    ck_assert_uint_gt(n, 0);
    for (int damage = 0; damage < 4; damage++) {
        ml_str bytes = ml_buf_view(&image);
        if (damage == 1)
            bytes.n = 3;
        if (damage == 2)
            image.p[0] ^= 1; /* made for other fragments */
        if (damage == 3)
            bytes.n = bytes.n / 2;
        ck_assert_int_eq(ml_matcher_new(&stored, catalogue, bytes, NULL), ML_OK);
        struct ml_match_scratch *s = ml_match_scratch_new(stored);
        ck_assert_uint_eq(compare(stored, s, &in), n);
        ml_match_scratch_free(s);
        ml_matcher_free(stored);
    }
    ml_buf_reset(&image);
}
END_TEST

static const struct {
    const char *shows;
    ml_str message;
    const char *ids; /* of signatures that are no observations */
} cases[] = {
    { "text and number", ML_STR("Invalid vault credentials provided. (ID: 34513)"),
      "mars-34513" },
    { "the number alone", ML_STR("failed (ID: 34513)"), "mars-34513" },
    { "hexadecimal", ML_STR("failed, error code 0x086D1"), "mars-34513" },
    { "a wrapper gives way to what it carries",
      ML_STR("failed due to an internal service error [0x186D2]. Retry. (ID: 100066)"),
      "mars-100050" },
    { "inside a file name it is none",
      ML_STR("BackupRead failed on file(D:\\mail\\Ticket (ID: 34513).msg)"),
      "backupread-failed" },
    { "a size is none", ML_STR("wrote 34513 bytes"), "" },
    { "nothing", ML_STR(""), "" },
};

START_TEST(a_record_holds_what_its_message_says)
{
    struct ml_match_input in = { .message = cases[_i].message, .level = ML_LEVEL_FATAL };
    const struct ml_candidate *candidates;
    const struct ml_match *found;
    struct ml_buf ids = { 0 };

    compare(matcher, scratch, &in);
    size_t n = ml_match_pass(matcher, scratch, in.message.p, in.message.n, &candidates);
    n = ml_match_record(matcher, scratch, &in, candidates, n, &found);
    for (size_t i = 0; i < n; i++)
        if (!catalogue->signatures[found[i].signature].observation) {
            if (ids.n)
                ml_buf_char(&ids, ' ');
            ml_buf_str(&ids, catalogue->signatures[found[i].signature].id);
        }
    ml_buf_char(&ids, 0);
    ck_assert_msg(strcmp(ids.p, cases[_i].ids) == 0, "%s: %s", cases[_i].shows, ids.p);
    ml_buf_reset(&ids);
}
END_TEST

/* What an event says is filled in by the reader of logs: were its words those of a
 * problem, every such event would be one. */
START_TEST(the_words_of_no_event_are_a_problem)
{
    struct ml_buf text = { 0 };

    ck_assert_uint_gt(catalogue->nmessages, 0);
    for (uint32_t i = 0; i < catalogue->nmessages; i++)
        for (int lang = 0; lang < ML_NLANG; lang++) {
            const struct ml_event_message *m = &catalogue->messages[i];
            const struct ml_match *found;
            text.n = 0;
            ml_buf_str(&text, m->text.in[lang]);
            struct ml_match_input in = { .message = ml_buf_view(&text) };
            size_t n = ml_match_record_all(matcher, scratch, &in, &found);
            for (size_t k = 0; k < n; k++)
                ck_assert_msg(ml_matcher_is_observation(matcher, found[k].signature),
                              "%.*s is %.*s", ML_STR_ARG(m->id),
                              ML_STR_ARG(catalogue->signatures[found[k].signature].id));
        }
    ml_buf_reset(&text);
}
END_TEST

/* A catalogue of three rules over events, made by hand. */
static const struct {
    const char *shows;
    const char *provider, *channel, *message;
    uint32_t event;
    bool is_event, wanted;
    unsigned holds; /* bits: 1 the id, 2 one log only, 4 any id, 8 id and text */
} events[] = {
    { "by id", "VSS", "", "", 13, true, true, 1 },
    { "vendor and case do not count", "microsoft-windows-vss", "", "", 13, true, true, 1 },
    { "another id", "VSS", "", "some words", 14, true, false, 0 },
    { "another provider", "VSX", "", "", 13, true, false, 0 },
    { "no event", "VSS", "", "", 13, false, true, 0 },
    { "in its log", "Backup", "APPLICATION", "", 5, true, true, 2 },
    { "in another log", "Backup", "System", "", 5, true, true, 0 },
    { "not the beginning of a name", "Backup", "Application/Operational", "", 5, true, true,
      0 },
    { "a log that is not known contradicts nothing", "Backup", "", "", 5, true, true, 2 },
    { "any id", "VDS", "System", "", 1, true, true, 4 },
    { "id 0 is one too", "VDS", "System", "", 0, true, true, 4 },
    { "id 0 is not any", "VSS", "", "", 0, true, false, 0 },
    { "an id with its text", "disk", "", "here are some words", 7, true, true, 8 },
    { "... without it", "disk", "", "other words", 7, true, true, 0 },
    { "the text in another event", "disk", "", "some words", 11, true, false, 0 },
};

START_TEST(an_event_is_told_by_provider_id_and_log)
{
    struct ml_term terms[] = {
        { .provider = ML_STR("VSS"), .event = 13 },
        { .provider = ML_STR("Backup"), .event = 5, .channel = ML_STR("Application") },
        { .provider = ML_STR("VDS") },
        { .provider = ML_STR("Disk"), .event = 7 },
        { .regex = ML_STR("some words"), .literal = ML_STR("words") },
    };
    struct ml_alternative ways[] = {
        { terms, 1, ML_STR_NONE },
        { terms + 1, 1, ML_STR_NONE },
        { terms + 2, 1, ML_STR_NONE },
        { terms + 3, 2, ML_STR_NONE },
    };
    struct ml_signature signatures[4] = { { .id = ML_STR("a") } };
    for (size_t i = 0; i < ML_COUNT(signatures); i++) {
        signatures[i].alternatives = &ways[i];
        signatures[i].nalternatives = 1;
    }
    struct ml_catalogue c = { .signatures = signatures, .nsignatures = 4 };
    struct ml_match_input in = { .message = ml_str_of(events[_i].message),
                                 .provider = ml_str_of(events[_i].provider),
                                 .channel = ml_str_of(events[_i].channel),
                                 .event = events[_i].event,
                                 .is_event = events[_i].is_event };
    const struct ml_candidate *candidates;
    const struct ml_match *found;
    struct ml_matcher *m;
    unsigned holds = 0, all = 0;

    ck_assert_int_eq(ml_matcher_new(&m, &c, ML_STR_NONE, NULL), ML_OK);
    struct ml_match_scratch *s = ml_match_scratch_new(m);
    ck_assert(ml_matcher_wants_event(m, in.event, in.provider) == events[_i].wanted);
    size_t n = ml_match_pass(m, s, in.message.p, in.message.n, &candidates);
    n = ml_match_record(m, s, &in, candidates, n, &found);
    for (size_t i = 0; i < n; i++)
        holds |= 1u << found[i].signature;
    n = ml_match_record_all(m, s, &in, &found);
    for (size_t i = 0; i < n; i++)
        all |= 1u << found[i].signature;
    ck_assert_msg(holds == events[_i].holds, "%s: %u", events[_i].shows, holds);
    ck_assert_uint_eq(all, holds);
    ml_match_scratch_free(s);
    ml_matcher_free(m);
}
END_TEST

/* A code of Windows says nothing in events of a provider that is a bystander, and no
 * code at all in those of one that nothing is known of. */
START_TEST(a_code_of_windows_is_none_of_a_bystander)
{
    struct ml_bystander bystander = { .id = ML_STR("windowsupdateclient") };
    struct ml_term terms[] = { { .code = 0x80070005u }, { .code = 34513 } };
    struct ml_alternative ways[] = { { terms, 1, ML_STR_NONE }, { terms + 1, 1, ML_STR_NONE } };
    struct ml_signature signatures[] = {
        { .id = ML_STR("a"), .code = 0x80070005u, .alternatives = ways, .nalternatives = 1 },
        { .id = ML_STR("b"), .code = 34513, .alternatives = ways + 1, .nalternatives = 1 },
    };
    struct ml_catalogue c = { .signatures = signatures, .nsignatures = 2,
                              .bystanders = &bystander, .nbystanders = 1 };
    static const struct {
        const char *shows, *provider, *more;
        bool is_event;
        unsigned holds;
    } them[] = {
        { "the bystander", "Microsoft-Windows-WindowsUpdateClient", "", true, 2 },
        { "the agent", "CloudBackup", "", true, 3 },
        { "a stranger", "Some Service", "", true, 0 },
        { "a stranger that names the agent", "Some Service", " CBEngine.exe", true, 3 },
        { "a program that is called like the agent", "Microsoft Online Backup Agent", "", true,
          3 },
        { "a program that ended", ".NET Runtime", " MyApp.exe", true, 0 },
        { "the agent's", ".NET Runtime", " cbengine.exe", true, 3 },
        { "nobody's event", "", "", true, 3 },
        { "no event", "", "", false, 3 },
    };
    struct ml_buf message = { 0 };
    struct ml_match_input in = { .event = 1 };
    const struct ml_candidate *candidates;
    const struct ml_match *found;
    struct ml_matcher *m;

    ck_assert_int_eq(ml_matcher_new(&m, &c, ML_STR_NONE, NULL), ML_OK);
    struct ml_match_scratch *s = ml_match_scratch_new(m);
    for (size_t i = 0; i < ML_COUNT(them); i++) {
        unsigned holds = 0, all = 0;
        message.n = 0;
        ml_buf_printf(&message, "hr = 0x80070005 (ID: 34513)%s", them[i].more);
        in.message = ml_buf_view(&message);
        in.provider = ml_str_of(them[i].provider);
        in.is_event = them[i].is_event;
        size_t n = ml_match_pass(m, s, in.message.p, in.message.n, &candidates);
        n = ml_match_record(m, s, &in, candidates, n, &found);
        for (size_t k = 0; k < n; k++)
            holds |= 1u << found[k].signature;
        n = ml_match_record_all(m, s, &in, &found);
        for (size_t k = 0; k < n; k++)
            all |= 1u << found[k].signature;
        ck_assert_msg(holds == them[i].holds, "%s: %u", them[i].shows, holds);
        ck_assert_uint_eq(all, holds);
    }
    ml_buf_reset(&message);
    ml_match_scratch_free(s);
    ml_matcher_free(m);
}
END_TEST

START_TEST(candidates_come_in_the_order_of_their_offsets)
{
    const struct ml_candidate *c;
    struct ml_buf text = { 0 };

    for (int i = 0; i < 1000; i++)
        ml_buf_text(&text, "error code: 34513 Invalid vault credentials provided (ID: 1)\n");
    size_t n = ml_match_pass(matcher, scratch, text.p, text.n, &c);
    ck_assert_uint_ge(n, 2000);
    for (size_t i = 1; i < n; i++)
        ck_assert_uint_le(c[i - 1].offset, c[i].offset);
    ck_assert_uint_lt(c[n - 1].offset, text.n);
    ck_assert_uint_eq(ml_match_pass(matcher, scratch, NULL, 0, &c), 0);
    ml_buf_reset(&text);
}
END_TEST

START_TEST(a_pattern_for_conditions_is_searched)
{
    struct ml_err err;

    ck_assert(ml_match_regex_finds(ML_STR("^a+b$"), ML_STR("AAB")));
    ck_assert(!ml_match_regex_finds(ML_STR("^a+b$"), ML_STR("c")));
    ck_assert(!ml_match_regex_finds(ML_STR("("), ML_STR("(")));
    ck_assert(!ml_match_regex_finds(ML_STR("a"), ML_STR_NONE));
    ck_assert(ml_match_regex_ok(ML_STR("a|b"), &err));
    ck_assert(!ml_match_regex_ok(ML_STR("a("), &err));
    ck_assert_int_eq(err.kind, ML_ERR_RULE);
    ck_assert(!ml_match_regex_ok(ML_STR("\\C"), &err));
    /* It ends, whatever it says. */
    struct ml_buf text = { 0 };
    make_run(&text, 'a', 5000);
    ml_match_regex_finds(ML_STR("(a+)+$b"), ml_buf_view(&text));
    ml_buf_reset(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("matcher");
    TCase *tc = tcase_create("matcher");

    tcase_set_timeout(tc, 240);
    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, random_texts_of_the_catalogues_words, 0, 4);
    tcase_add_test(tc, every_example_is_found_both_ways_wherever_it_stands);
    tcase_add_test(tc, a_stored_database_finds_the_same);
    tcase_add_loop_test(tc, a_record_holds_what_its_message_says, 0, (int)ML_COUNT(cases));
    tcase_add_test(tc, the_words_of_no_event_are_a_problem);
    tcase_add_loop_test(tc, an_event_is_told_by_provider_id_and_log, 0,
                        (int)ML_COUNT(events));
    tcase_add_test(tc, a_code_of_windows_is_none_of_a_bystander);
    tcase_add_test(tc, candidates_come_in_the_order_of_their_offsets);
    tcase_add_test(tc, a_pattern_for_conditions_is_searched);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
