/* SPDX-License-Identifier: MIT */
#include "cli/metrics.h"

#include <errno.h>

#include "base/attr.h"
#include "fleet/batch.h"
#include "base/ban.h"

struct metric {
    const char *name, *labels, *help; /* no help: another label of the one before */
    double value;
};

enum ml_rc ml_metrics_write(const void *what, FILE *out, struct ml_err *err)
{
    const struct ml_batch_result *result = what;
    const struct ml_board *b = result->board;
    const struct ml_board_night *n = &b->nights[b->nnights - 1];
    const struct metric metrics[] = {
        { "marslog_run_as_of_seconds", "", "Time that the run speaks of.",
          (double)(b->as_of.us / ML_SECOND_US) },
        { "marslog_bundles", "{state=\"read\"}", "Bundles of the run.", b->nread },
        { "marslog_bundles", "{state=\"partial\"}", NULL, b->npartial },
        { "marslog_bundles", "{state=\"unreadable\"}", NULL, b->nunreadable },
        { "marslog_bundles", "{state=\"arriving\"}", NULL, b->narriving },
        { "marslog_bundles_unchanged", "", "Bundles that were not analysed again.",
          result->nunchanged },
        { "marslog_servers", "{state=\"problems\"}", "Servers that are known.",
          n->problems },
        { "marslog_servers", "{state=\"clean\"}", NULL, n->clean },
        { "marslog_servers", "{state=\"incomplete\"}", NULL, n->incomplete },
        { "marslog_servers_stale", "", "Servers whose data are too old.", n->stale },
        { "marslog_findings", "{state=\"new\"}",
          "Findings and causes by how they stand; muted ones apart.", n->new_ },
        { "marslog_findings", "{state=\"ongoing\"}", NULL, n->ongoing },
        { "marslog_findings", "{state=\"changed\"}", NULL, n->changed },
        { "marslog_findings", "{state=\"resolved\"}", NULL, n->resolved },
        { "marslog_findings", "{state=\"not-seen\"}", NULL, n->not_seen },
        { "marslog_findings_muted", "", "Findings and causes that are muted.",
          n->muted },
    };

    for (size_t i = 0; i < ML_COUNT(metrics); i++) {
        if (metrics[i].help)
            fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", metrics[i].name,
                    metrics[i].help, metrics[i].name);
        fprintf(out, "%s%s %.0f\n", metrics[i].name, metrics[i].labels,
                metrics[i].value);
    }
    return ferror(out) ? ml_err_sys(err, ML_FAIL, errno, "cannot write the metrics")
                       : ML_OK;
}
