/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/canonical.h"
#include "cli/places.h"
#include "cli/screen.h"
#include "diagnose/diagnose.h"
#include "report/html.h"
#include "report/json.h"
#include "report/note.h"
#include "report/request.h"
#include "report/text.h"
#include "report/xml.h"
#include "base/ban.h"

/* --group-by folder: the first folder below PATH, for each file. */
static void group_by_folder(struct ml_case *c)
{
    for (uint32_t i = 0; i < c->nmembers; i++) {
        ml_str below = ml_str_from(c->members[i].address, c->path.n), folder, rest;
        if (ml_str_starts(below, ML_STR("/")))
            below = ml_str_from(below, 1);
        else if (!c->path.n || c->path.p[c->path.n - 1] != '/')
            continue; /* PATH is no folder */
        if (ml_str_cut(below, '/', &folder, &rest) &&
            ml_str_find_char(folder, '!') == ML_NPOS)
            c->members[i].folder = folder;
    }
}

static enum ml_rc write_xml(const void *result, FILE *out, struct ml_err *err)
{
    return ml_report_xml(result, ML_XML_FOR_TOOLS, ml_write_file, out, err);
}

static enum ml_rc write_html(const void *result, FILE *out, struct ml_err *err)
{
    struct ml_templates *templates;
    char dir[4200];

    ml_place_templates(dir, sizeof(dir));
    enum ml_rc rc = ml_report_open_templates(&templates, dir, err);
    if (rc != ML_OK)
        return rc;
    rc = ml_report_html(templates, result, ml_write_file, out, err);
    ml_report_close_templates(templates);
    return rc;
}

static enum ml_rc write_sheet(enum ml_sheet sheet, const void *result, FILE *out,
                              struct ml_err *err)
{
    struct ml_templates *templates;
    char dir[4200];

    ml_place_templates(dir, sizeof(dir));
    enum ml_rc rc = ml_sheet_open(&templates, sheet, dir, err);
    if (rc != ML_OK)
        return rc;
    rc = ml_sheet_of_result(templates, result, ml_write_file, out, err);
    ml_report_close_templates(templates);
    return rc;
}

static enum ml_rc write_csv(const void *result, FILE *out, struct ml_err *err)
{
    return write_sheet(ML_SHEET_CSV, result, out, err);
}

static enum ml_rc write_junit(const void *result, FILE *out, struct ml_err *err)
{
    return write_sheet(ML_SHEET_JUNIT, result, out, err);
}

static enum ml_rc write_json(const void *result, FILE *out, struct ml_err *err)
{
    return ml_json_of_result(result, ml_write_file, out, err);
}

static enum ml_rc write_text(struct ml_buf *text, FILE *out, struct ml_err *err)
{
    int failed = ml_write_file(out, text->p, text->n);

    ml_buf_reset(text);
    return failed ? ml_err_sys(err, ML_FAIL, failed, "cannot write the report") : ML_OK;
}

static enum ml_rc write_request(const void *result, FILE *out, struct ml_err *err)
{
    struct ml_buf text = { 0 };

    ml_report_request(result, &text);
    return write_text(&text, out, err);
}

static enum ml_rc write_note(const void *result, FILE *out, struct ml_err *err)
{
    struct ml_buf text = { 0 };

    ml_report_note(result, &text);
    return write_text(&text, out, err);
}

static bool put_summary(const struct ml_result *result, const struct ml_cli *cli)
{
    struct ml_buf text = { 0 };
    struct ml_text_options options = { ml_screen_columns(),
                                       ml_screen_colour(cli->color) };

    ml_report_text(result, &options, &text);
    bool ok = ml_cli_print(ml_buf_view(&text));
    ml_buf_reset(&text);
    return ok;
}

static bool wrote_all(const struct ml_result *result, const struct ml_cli *cli)
{
    const struct {
        ml_cli_writer *write;
        const char *path; /* NULL: not asked for */
    } wanted[] = {
        { write_xml, cli->xml },         { write_html, cli->html },
        { write_request, cli->request }, { write_note, cli->note },
        { write_csv, cli->csv },         { write_junit, cli->junit },
        { write_json, cli->json },
    };
    bool ok = true;

    for (size_t i = 0; i < ML_COUNT(wanted); i++)
        if (wanted[i].path)
            ok = ml_cli_put(wanted[i].path, wanted[i].write, result) && ok;
    if (ml_output_has_summary(cli))
        ok = put_summary(result, cli) && ok;
    return ok;
}

static int exit_status(const struct ml_result *result)
{
    bool problems = false, unread = false;

    for (uint32_t i = 0; i < result->nservers; i++) {
        const struct ml_server *s = &result->servers[i];
        problems |= s->state == ML_PROBLEMS;
        unread |= s->state == ML_INCOMPLETE;
        for (uint32_t b = 0; b < s->nbundles; b++)
            unread |= s->bundles[b]->state != ML_READ;
        for (uint32_t f = 0; f < s->nfiles; f++)
            unread |=
                s->files[f]->state == ML_PARTIAL || s->files[f]->state == ML_UNREADABLE;
    }
    return unread ? ML_EXIT_UNREAD : problems ? ML_EXIT_PROBLEMS : ML_EXIT_CLEAN;
}

/* How many of the files that a run writes go to standard output, and their options. */
static unsigned on_stdout(const struct ml_cli *cli, struct ml_buf *names)
{
    const struct {
        const char *option, *path;
    } files[] = {
        { "--xml", cli->xml },         { "--html", cli->html },
        { "--request", cli->request }, { "--note", cli->note },
        { "--csv", cli->csv },         { "--junit", cli->junit },
        { "--json", cli->json },       { "--metrics", cli->metrics },
    };
    unsigned n = 0;

    for (size_t i = 0; i < ML_COUNT(files); i++)
        if (files[i].path && strcmp(files[i].path, "-") == 0)
            ml_buf_printf(names, "%s%s", n++ ? " and " : "", files[i].option);
    return n;
}

bool ml_output_check(const struct ml_cli *cli, const char *command)
{
    struct ml_buf names = { 0 };
    struct ml_err err = { 0 };
    bool ok = on_stdout(cli, &names) <= 1;

    if (!ok) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                   "only one of %.*s can go to standard output",
                   ML_STR_ARG(ml_buf_view(&names)));
        ml_cli_usage(command, &err);
    }
    ml_buf_reset(&names);
    return ok;
}

bool ml_output_has_summary(const struct ml_cli *cli)
{
    struct ml_buf names = { 0 };
    unsigned n = on_stdout(cli, &names);

    ml_buf_reset(&names);
    return !cli->quiet && !n;
}

int ml_output_cases(const struct ml_cli *cli, const struct ml_catalogue *catalogue,
                    struct ml_case **cases, uint32_t ncases,
                    const struct ml_output *how)
{
    for (uint32_t i = 0; i < ncases && cli->group_by_folder; i++)
        group_by_folder(cases[i]);
    ml_cases_sort(cases, ncases);
    struct ml_result *result = ml_diagnose(cases, ncases, catalogue, cli->lang);
    result->interrupted = how->interrupted;
    result->since = how->since;
    result->until = how->until;
    int status = exit_status(result);
    if (!wrote_all(result, cli))
        status = ML_EXIT_UNREAD;
    ml_result_free(result);
    return status;
}
