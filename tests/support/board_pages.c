/* SPDX-License-Identifier: MIT */
#include "board_pages.h"

#include <check.h>
#include <string.h>

#include "base/attr.h"
#include "scan/rules.h"
#include "scratch.h"

static struct ml_rules rules;
static struct ml_templates *templates;

void board_pages_setup(void)
{
    struct ml_err err = { 0 };
    bool is_compiled;

    ck_assert_msg(ml_rules_open(&rules, "data/catalogue.rules", "data/catalogue.rng",
                                NULL, &is_compiled, &err) == ML_OK,
                  "%s: %s", err.where, err.text);
    ck_assert_msg(ml_fleet_open_templates(&templates, source_path("report_templates"),
                                          &err) == ML_OK,
                  "%s: %s", err.where, err.text);
}

void board_pages_teardown(void)
{
    templates = ml_report_close_templates(templates);
    ml_rules_close(&rules);
}

struct ml_templates *board_pages_templates(void)
{
    return templates;
}

struct ml_board *board_of(enum board_fixture which, uint32_t nservers,
                          enum ml_lang lang)
{
    struct board_options options = { which, nservers, 1, lang };
    return board_fixture_new(rules.catalogue, &options);
}

struct ml_buf board_page(const struct ml_board *board, uint32_t page)
{
    struct ml_buf out = { 0 };
    struct ml_err err = { 0 };

    ck_assert_msg(ml_fleet_html(templates, board, page, ml_write_buf, &out, &err) ==
                      ML_OK,
                  "%s: %s", err.where, err.text);
    ml_buf_char(&out, '\0');
    return out;
}

static const struct {
    enum board_fixture which;
    uint32_t nservers;
} boards[BOARDS] = {
    { BOARD_FLEET, 0 },    { BOARD_FLEET, 1 },  { BOARD_FLEET, 60 },
    { BOARD_HOSTILE, 60 }, { BOARD_FIRST, 20 }, { BOARD_CALM, 20 },
};

struct ml_board *board_at(int i)
{
    size_t n = ML_COUNT(boards);
    return board_of(boards[i % n].which, boards[i % n].nservers,
                    (size_t)i < n ? ML_EN : ML_JA);
}

unsigned occurrences(const char *hay, const char *needle)
{
    unsigned n = 0;
    for (; (hay = strstr(hay, needle)); hay++)
        n++;
    return n;
}
