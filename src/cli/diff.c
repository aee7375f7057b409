/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli/command.h"
#include "cli/places.h"
#include "cli/screen.h"
#include "report/diff.h"
#include "base/ban.h"

/* As diff(1) has them. */
enum { SAME = 0, DIFFERENT = 1, TROUBLE = 2 };

static enum ml_rc write_xml(const void *diff, FILE *out, struct ml_err *err)
{
    return ml_diff_xml(diff, ml_write_file, out, err);
}

static bool put_text(const struct ml_diff *diff, const struct ml_cli *cli)
{
    struct ml_text_options options = { ml_screen_columns(),
                                       ml_screen_colour(cli->color) };
    struct ml_buf text = { 0 };

    ml_diff_text(diff, cli->lang, &options, &text);
    bool ok = ml_cli_print(ml_buf_view(&text));
    ml_buf_reset(&text);
    return ok;
}

static int compare(const struct ml_cli *cli, const struct ml_old_report *before,
                   const struct ml_old_report *after)
{
    struct ml_diff diff;
    bool ok = true;

    ml_diff_make(&diff, before, after);
    if (cli->xml)
        ok = ml_cli_put(cli->xml, write_xml, &diff);
    if (!cli->quiet && !(cli->xml && strcmp(cli->xml, "-") == 0))
        ok = put_text(&diff, cli) && ok;
    int status = !ok ? TROUBLE : ml_diff_differs(&diff) ? DIFFERENT : SAME;
    ml_diff_reset(&diff);
    return status;
}

static int run(struct ml_cli *cli)
{
    struct ml_old_report before = { 0 }, after = { 0 };
    struct ml_err err = { 0 };
    char schema[4200];
    int status = TROUBLE;

    if (cli->nargs != 2 ||
        (strcmp(cli->args[0], "-") == 0 && strcmp(cli->args[1], "-") == 0)) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                   "diff needs two reports, of which one may be -");
        return ml_cli_usage("diff", &err);
    }
    ml_place(schema, sizeof(schema), "report.rng");
    if (ml_old_report_read(&before, cli->args[0], schema, &err) == ML_OK &&
        ml_old_report_read(&after, cli->args[1], schema, &err) == ML_OK)
        status = compare(cli, &before, &after);
    else
        ml_cli_complain(&err);
    ml_old_report_reset(&before);
    ml_old_report_reset(&after);
    return status;
}

const struct ml_command ml_command_diff = {
    "diff",
    ML_FOR_DIFF,
    "marslog diff [options] OLD.xml NEW.xml",
    "what is new, changed, gone or no longer seen between two XML reports",
    "Servers are matched by name. What the new report does not hold any more is gone\n"
    "only where it read what would have shown it; else it is no longer seen, with the\n"
    "reason. Where the catalogue changed, what may come from that is marked *.\n"
    "\n"
    "Exit status: 0 no difference, 1 differences, 2 usage, or no valid report.\n",
    run,
};
