/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "fleet/standing.h"
#include "base/ban.h"

/*
 * Stories: what one server sends night after night, with one finding "f" and the cause
 * "c" of it, and how these stand each morning.
 */

enum { NIGHTS = 6 };

/* One night. Days of one month; 0: none. */
struct night {
    int log_first, log_last; /* of the errlog in the collection; 0: none is in it */
    int first, last;         /* occurrences of f in it; 0: f is not found */
    int cause;               /* verdict of c and 1; 0: as confirmed */
    const char *expected;    /* "new", ..., "-": not on the board */
    const char *why, *by, *cause_expected; /* where they matter */
    bool same;                             /* the collection of the night before */
    bool absent;                           /* nothing of the server is in the run */
    bool unreadable;                       /* its newest bundle could not be read */
    bool cut;                              /* the log was read in part */
    bool utc;     /* stamps of this night are UTC; else of an unknown zone */
    bool entry;   /* the catalogue has another f */
    bool program; /* another version */
};

struct story {
    const char *about;
    struct night nights[NIGHTS];
};

static const struct story stories[] = {
    { "it comes and stays and goes",
      { { 1, 10, 9, 10, .expected = "new" },
        { 5, 11, 9, 11, .expected = "ongoing" },
        { 6, 12, 9, 11, .expected = "resolved", .cause_expected = "resolved" },
        { 7, 13, 9, 11, .expected = "-", .cause_expected = "-" } } },
    { "it is resolved when it is not there any more at all",
      { { 1, 10, 9, 10, .expected = "new" },
        { 5, 11, .expected = "resolved" },
        { 6, 12, .expected = "-" } } },
    { "it comes back",
      { { 1, 10, 9, 10, .expected = "new" },
        { 5, 11, 9, 10, .expected = "resolved" },
        { 6, 12, 9, 12, .expected = "new", .cause_expected = "new" } } },
    { "nothing new was sent: it stands as it did",
      { { 1, 10, 9, 10, .expected = "new" },
        { 1, 10, 9, 10, .expected = "ongoing", .same = true },
        { 1, 10, 9, 10, .expected = "ongoing", .same = true } } },
    { "the server is not there, and comes back with it",
      { { 1, 10, 9, 10, .expected = "new" },
        { .absent = true,
          .expected = "not-seen",
          .why = "nothing-sent",
          .cause_expected = "not-seen" },
        { .absent = true, .expected = "not-seen", .why = "nothing-sent" },
        { 8, 13, 9, 13, .expected = "ongoing" } } },
    { "the server is not there, and comes back without it",
      { { 1, 10, 9, 10, .expected = "new" },
        { .absent = true, .expected = "not-seen" },
        { 8, 13, .expected = "resolved" } } },
    { "a bundle that cannot be read resolves nothing",
      { { 1, 10, 9, 10, .expected = "new" },
        { .unreadable = true,
          .expected = "not-seen",
          .why = "unreadable",
          .cause_expected = "not-seen" },
        { 5, 12, .expected = "resolved" } } },
    { "nor does a log that is cut",
      { { 1, 10, 9, 10, .expected = "new" },
        { 5, 11, .cut = true, .expected = "not-seen", .why = "partly-read" } } },
    { "nor a collection without such a log",
      { { 1, 10, 9, 10, .expected = "new" },
        { .expected = "not-seen", .why = "not-in-bundle" } } },
    { "nor one that begins behind the end of the last",
      { { 1, 10, 9, 10, .expected = "new" },
        { 12, 20, .expected = "not-seen", .why = "gap" },
        { 15, 21, .expected = "resolved" } } },
    { "nor a log that ends before the last one did",
      { { 1, 10, 9, 10, .expected = "new" },
        { 1, 8, .expected = "not-seen", .why = "gap" } } },
    { "a quiet log that ends where it ended covers the time since",
      { { 1, 10, 9, 9, .expected = "new" }, { 1, 10, 9, 9, .expected = "resolved" } } },
    { "old records that only now are found are a matter of the catalogue",
      { { 1, 10, .expected = "-" },
        { 5, 11, 9, 9, .entry = true, .expected = "ongoing", .by = "catalogue",
          .cause_expected = "ongoing" },
        { 6, 12, 9, 9, .expected = "resolved" } } },
    { "in the same data, too",
      { { 1, 10, .expected = "-" },
        { 1, 10, 9, 10, .same = true, .entry = true, .expected = "ongoing",
          .by = "catalogue" },
        { 1, 10, 9, 10, .same = true, .expected = "ongoing", .by = "" } } },
    { "or of the program",
      { { 1, 10, .expected = "-" },
        { 1, 10, 9, 10, .same = true, .program = true, .expected = "ongoing",
          .by = "program" } } },
    { "what only new records show is new, whatever the catalogue",
      { { 1, 10, .expected = "-" },
        { 5, 12, 11, 12, .entry = true, .program = true, .expected = "new" } } },
    { "what the catalogue takes away is its doing",
      { { 1, 10, 9, 10, .expected = "new" },
        { 1, 10, .same = true, .entry = true, .expected = "resolved",
          .by = "catalogue" } } },
    { "in a newer collection, too, and what it brings back",
      { { 1, 10, 9, 10, .expected = "new" },
        { 5, 11, .entry = true, .expected = "resolved", .by = "catalogue" },
        { 6, 12, 9, 11, .entry = true, .expected = "ongoing", .by = "catalogue",
          .cause_expected = "ongoing" },
        { 7, 13, 9, 13, .expected = "ongoing", .by = "" } } },
    { "in the same data",
      { { 1, 10, 9, 9, .expected = "new" },
        { 5, 11, .entry = true, .expected = "resolved", .by = "catalogue" },
        { 5, 11, 9, 11, .same = true, .entry = true, .expected = "ongoing",
          .by = "catalogue" },
        { 5, 11, 9, 11, .same = true, .expected = "ongoing", .by = "" } } },
    { "but not what was gone before",
      { { 1, 10, 9, 10, .expected = "new" },
        { 5, 11, 9, 10, .expected = "resolved", .by = "" },
        { 5, 11, 9, 10, .same = true, .entry = true, .expected = "-" },
        { 6, 12, .expected = "-" },
        { 7, 13, 9, 10, .entry = true, .expected = "-" } } },
    { "where zones differ, an occurrence within 14 hours may be new",
      { { 1, 10, 10, 10, .expected = "new" },
        { 5, 12, 10, 10, .utc = true, .expected = "ongoing" } } },
    { "a change of the catalogue in a night without the server",
      { { 1, 10, .expected = "-" },
        { .absent = true, .entry = true, .expected = "-" },
        { 5, 12, 9, 9, .expected = "ongoing", .by = "catalogue" },
        { 6, 13, 9, 9, .expected = "resolved" } } },
    { "or of the program",
      { { 1, 10, .expected = "-" },
        { .absent = true, .program = true, .expected = "-" },
        { 5, 12, 9, 9, .expected = "ongoing", .by = "program" } } },
    { "a kind of file that stays away for a night",
      { { 1, 10, 9, 10, .expected = "new" },
        { .expected = "not-seen", .why = "not-in-bundle" },
        { 12, 20, .expected = "not-seen", .why = "gap" },
        { 12, 21, .expected = "resolved" } } },
    { "and is back with old records only",
      { { 1, 10, 9, 10, .expected = "new" },
        { .expected = "not-seen", .why = "not-in-bundle" },
        { 5, 12, 9, 10, .expected = "resolved" },
        { .expected = "-" },
        { 6, 13, 9, 10, .expected = "-" },
        { 7, 14, 9, 14, .expected = "new" } } },
    { "what the cut log did not show",
      { { 1, 10, 9, 10, .expected = "new" },
        { 5, 14, .cut = true, .expected = "not-seen", .why = "partly-read" },
        { 5, 15, 9, 12, .expected = "ongoing" } } },
    { "another clock brings nothing back",
      { { 1, 10, 9, 9, .expected = "new" },
        { 5, 11, 9, 9, .expected = "resolved" },
        { 6, 12, 9, 9, .utc = true, .expected = "-" },
        { 6, 13, 9, 13, .utc = true, .expected = "new" } } },
    { "a verdict that changes",
      { { 1, 10, 9, 10, .cause = 1 + ML_UNDETERMINED, .expected = "new",
          .cause_expected = "new" },
        { 5, 11, 9, 11, .cause = 1 + ML_CONFIRMED, .expected = "ongoing",
          .cause_expected = "changed" },
        { 5, 12, 9, 12, .cause = 1 + ML_CONFIRMED, .expected = "ongoing",
          .cause_expected = "ongoing" } } },
};

/* ---- building ---- */

static struct ml_time day(const struct night *n, int d)
{
    if (!d)
        return ML_NO_TIME;
    return (struct ml_time){ d * ML_DAY_US, n->utc ? ML_CLOCK_UTC : ML_CLOCK_BARE };
}

/* Each collection is a bundle of its own, by its number. */
static struct ml_summary *summary_of(const struct night *n, uint32_t number,
                                     struct ml_arena *arena)
{
    struct ml_summary *s = ml_arena_alloc(arena, sizeof(*s));
    static ml_str explains[1];

    s->kinds = ml_arena_array(arena, 1, sizeof(*s->kinds));
    if (n->log_last) {
        s->nkinds = 1;
        s->kinds[0] = (struct ml_summary_kind){ ML_STR("cbengine-errlog"),
                                                n->cut,
                                                day(n, n->log_first),
                                                day(n, n->log_last),
                                                { number * ML_DAY_US, ML_CLOCK_UTC },
                                                number };
    }
    if (!n->last)
        return s;
    s->findings = ml_arena_array(arena, 1, sizeof(*s->findings));
    s->nfindings = 1;
    s->findings[0] = (struct ml_summary_finding){ .id = ML_STR("f"),
                                                  .severity = ML_ERROR,
                                                  .count = 2,
                                                  .first = day(n, n->first),
                                                  .last = day(n, n->last),
                                                  .nkinds = s->nkinds };
    s->findings[0].kinds = ml_arena_array(arena, 1, sizeof(uint32_t));
    explains[0] = ML_STR("f");
    s->causes = ml_arena_array(arena, 1, sizeof(*s->causes));
    s->ncauses = 1;
    s->causes[0] = (struct ml_summary_cause){ ML_STR("c"),
                                              n->cause ? (enum ml_verdict)(n->cause - 1)
                                                       : ML_CONFIRMED,
                                              explains, 1 };
    return s;
}

static const struct ml_catalogue *catalogue_of(struct ml_arena *arena)
{
    struct ml_catalogue *c = ml_arena_alloc(arena, sizeof(*c));

    c->signatures = ml_arena_array(arena, 1, sizeof(*c->signatures));
    c->nsignatures = 1;
    c->signatures[0].id = ML_STR("f");
    c->causes = ml_arena_array(arena, 1, sizeof(*c->causes));
    c->ncauses = 1;
    c->causes[0].id = ML_STR("c");
    c->causes[0].explains = &c->signatures[0].id;
    c->causes[0].nexplains = 1;
    return c;
}

/* What the history would have kept. */
static void remember(struct ml_item *past, uint32_t *npast, const struct ml_item *items,
                     uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = 0;
        if (!items[i].is_event)
            continue;
        while (at < *npast && (past[at].is_cause != items[i].is_cause ||
                               !ml_str_eq(past[at].id, items[i].id)))
            at++;
        past[at] = items[i];
        past[at].is_told = past[at].is_event = past[at].has_before = false;
        past[at].by = ML_BY_RECORDS;
        *npast += at == *npast;
    }
}

static const struct ml_item *item_of(const struct ml_item *items, uint32_t n,
                                     bool is_cause)
{
    for (uint32_t i = 0; i < n; i++)
        if (items[i].is_cause == is_cause && items[i].is_told)
            return &items[i];
    return NULL;
}

static const char *standing_word(const struct ml_item *item)
{
    return item ? ml_standing_names[item->standing] : "-";
}

static void tell(const struct story *story)
{
    static const char *const bys[] = { "", "catalogue", "program" };
    struct ml_arena arena;
    struct ml_item past[4];
    uint32_t npast = 0, n, number = 0;
    const struct ml_summary *before = NULL;
    int64_t before_run = 0, entry_run = 1, program_run = 0;
    static const ml_str f = ML_STR("f");

    ml_arena_init(&arena);
    for (int i = 0; i < NIGHTS && story->nights[i].expected; i++) {
        const struct night *night = &story->nights[i];
        number += !night->same;
        struct ml_summary *tonight =
            night->absent ? NULL : summary_of(night, number, &arena);
        if (night->entry)
            entry_run = i + 1;
        if (night->program)
            program_run = i;
        struct ml_changes changes = { .ids = { &f, NULL },
                                      .runs = { &entry_run, NULL },
                                      .n = { 1, 0 },
                                      .newest = entry_run,
                                      .program = program_run };
        struct ml_standing_input in = { .past = past,
                                        .npast = npast,
                                        .before = before,
                                        .before_run = before_run,
                                        .tonight = tonight,
                                        .is_unreadable = night->unreadable,
                                        .is_partly = night->cut,
                                        .has_sent = !night->same && !night->absent,
                                        .changes = &changes,
                                        .catalogue = catalogue_of(&arena) };
        struct ml_item *items = ml_standing_of(&in, &arena, &n);
        const struct ml_item *finding = item_of(items, n, false);
        const struct ml_item *cause = item_of(items, n, true);
        ck_assert_msg(strcmp(standing_word(finding), night->expected) == 0,
                      "%s: night %d: %s, expected %s", story->about, i + 1,
                      standing_word(finding), night->expected);
        if (night->why)
            ck_assert_msg(finding && strcmp(ml_unseen_why_names[finding->unseen],
                                            night->why) == 0,
                          "%s: night %d: why %s", story->about, i + 1,
                          finding ? ml_unseen_why_names[finding->unseen] : "-");
        if (night->by)
            ck_assert_msg(finding && strcmp(bys[finding->by], night->by) == 0,
                          "%s: night %d: by %s", story->about, i + 1,
                          finding ? bys[finding->by] : "-");
        if (night->cause_expected)
            ck_assert_msg(strcmp(standing_word(cause), night->cause_expected) == 0,
                          "%s: night %d: cause %s, expected %s", story->about, i + 1,
                          standing_word(cause), night->cause_expected);
        remember(past, &npast, items, n);
        if (tonight && !night->unreadable) {
            before = ml_standing_remember(&in, items, n, &arena);
            before_run = i + 1;
        }
    }
    ml_arena_reset(&arena);
}

START_TEST(stories_are_told)
{
    tell(&stories[_i]);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("standing");
    TCase *c = tcase_create("stories");
    SRunner *r;

    tcase_add_loop_test(c, stories_are_told, 0, (int)ML_COUNT(stories));
    suite_add_tcase(s, c);
    r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
