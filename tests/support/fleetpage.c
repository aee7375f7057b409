/* SPDX-License-Identifier: MIT */
/*
 * Writes the report of a fleet that was made up from a seed, for tests in a browser and
 * for looking at:
 *
 *     fleetpage DIR fleet|hostile|first|calm SERVERS SEED en|ja
 *
 * DIR gets fleet.html (fleet-2.html, ...), fleet.xml, .txt, .csv, .json, junit.xml, and
 * a page for each server where its name allows. Needs data/ of the build folder.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "board_fixture.h"
#include "base/buf.h"
#include "report/fleetpage.h"
#include "report/fleettext.h"
#include "report/fleetxml.h"
#include "report/html.h"
#include "report/json.h"
#include "scan/rules.h"

static int fail(const char *what, const struct ml_err *err)
{
    fprintf(stderr, "fleetpage: %s: %s: %s\n", what, err->where, err->text);
    return 1;
}

static FILE *create(const char *dir, ml_str name)
{
    struct ml_buf path = { 0 };

    ml_buf_printf(&path, "%s/%.*s", dir, ML_STR_ARG(name));
    ml_buf_char(&path, '\0');
    FILE *file = fopen(path.p, "w");
    if (!file)
        fprintf(stderr, "fleetpage: %s: %s\n", path.p, strerror(errno));
    ml_buf_reset(&path);
    return file;
}

static void write_servers(const char *dir, const struct ml_board *board)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/servers", dir);
    mkdir(path, 0777);
    for (uint32_t i = 0; i < board->nservers; i++) {
        FILE *file = create(dir, board->servers[i].page);
        if (file)
            fprintf(file, "<!doctype html><meta charset=utf-8><title>%u</title>%u\n", i,
                    i);
        if (file)
            fclose(file);
    }
}

static int write_pages(const char *dir, const struct ml_board *board)
{
    struct ml_templates *templates = NULL;
    struct ml_err err = { 0 };
    enum ml_rc rc = ml_fleet_open_templates(&templates, "data", &err);

    for (uint32_t i = 0; rc == ML_OK && i < ml_fleet_pages(board); i++) {
        char name[32];
        ml_fleet_page_name(name, i);
        FILE *file = create(dir, ml_str_of(name));
        rc = file ? ml_fleet_html(templates, board, i, ml_write_file, file, &err)
                  : ML_FAIL;
        if (file)
            fclose(file);
    }
    ml_report_close_templates(templates);
    return rc == ML_OK ? 0 : fail("page", &err);
}

static int write_sheet(const char *dir, const struct ml_board *board,
                       enum ml_sheet sheet, ml_str name)
{
    struct ml_templates *templates = NULL;
    struct ml_err err = { 0 };
    enum ml_rc rc = ml_sheet_open(&templates, sheet, "data", &err);
    FILE *file = rc == ML_OK ? create(dir, name) : NULL;

    if (file)
        rc = ml_sheet_of_board(templates, board, ml_write_file, file, &err);
    if (file)
        fclose(file);
    ml_report_close_templates(templates);
    return file && rc == ML_OK ? 0 : fail("sheet", &err);
}

static int write_others(const char *dir, const struct ml_board *board)
{
    struct ml_err err = { 0 };
    FILE *file = create(dir, ML_STR("fleet.json"));

    if (!file || ml_json_of_board(board, ml_write_file, file, &err) != ML_OK)
        return fail("fleet.json", &err);
    fclose(file);
    return write_sheet(dir, board, ML_SHEET_CSV, ML_STR("fleet.csv")) |
           write_sheet(dir, board, ML_SHEET_JUNIT, ML_STR("junit.xml"));
}

static int write_all(const char *dir, const struct ml_board *board)
{
    struct ml_text_options options = { .columns = 80 };
    struct ml_buf text = { 0 };
    struct ml_err err = { 0 };

    FILE *file = create(dir, ML_STR("fleet.xml"));
    if (!file || ml_fleet_xml(board, ml_write_file, file, &err) != ML_OK)
        return fail("fleet.xml", &err);
    fclose(file);
    ml_fleet_text(board, &options, &text);
    file = create(dir, ML_STR("fleet.txt"));
    if (!file)
        return 1;
    fwrite(text.p, 1, text.n, file);
    fclose(file);
    ml_buf_reset(&text);
    return write_pages(dir, board) | write_others(dir, board);
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = { "fleet", "hostile", "first", "calm" };
    struct ml_rules rules;
    struct ml_err err = { 0 };
    struct board_options options = { 0 };
    bool is_compiled;

    if (argc != 6) {
        fprintf(stderr, "usage: fleetpage DIR KIND SERVERS SEED en|ja\n");
        return 2;
    }
    for (size_t i = 0; i < ML_COUNT(kinds); i++)
        if (strcmp(argv[2], kinds[i]) == 0)
            options.which = (enum board_fixture)i;
    options.nservers = (uint32_t)strtoul(argv[3], NULL, 10);
    options.seed = (uint32_t)strtoul(argv[4], NULL, 10);
    options.lang = strcmp(argv[5], "ja") == 0 ? ML_JA : ML_EN;
    if (ml_rules_open(&rules, "data/catalogue.rules", "data/catalogue.rng", NULL,
                      &is_compiled, &err) != ML_OK)
        return fail("catalogue", &err);
    mkdir(argv[1], 0777);
    struct ml_board *board = board_fixture_new(rules.catalogue, &options);
    if (options.which != BOARD_HOSTILE)
        write_servers(argv[1], board);
    int status = write_all(argv[1], board);
    board_fixture_free(board);
    ml_rules_close(&rules);
    return status;
}
