/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_DIFF_H
#define ML_REPORT_DIFF_H

#include "base/buf.h"
#include "report/sink.h"
#include "report/oldreport.h"
#include "report/pen.h"

/*
 * What differs between two reports of the same servers.
 *
 *     old report, new report -> ml_diff_make() -> struct ml_diff -> text, XML
 *
 * That a finding is not in the new report says that it is gone only where the new run
 * read what would have shown it. "Checked and fine" is not "could not check".
 */

enum ml_change {
    ML_CHANGE_NEW = 0,
    ML_CHANGE_CHANGED,
    ML_CHANGE_GONE,     /* looked for, and not there */
    ML_CHANGE_NOT_SEEN, /* not there, but the new run could not have shown it */
    ML_CHANGE_BETTER,   /* a verdict that went to unlikely or ruled out */
    ML_CHANGE_WORSE,    /* ... nearer to confirmed */
    ML_CHANGE_OPEN,     /* ... less is known than before */
};

/** Why something that is not there any more was perhaps not looked for. */
enum ml_unseen {
    ML_UNSEEN_NONE = 0,
    ML_UNSEEN_NO_FILE,     /* nothing of that kind was read */
    ML_UNSEEN_PARTIAL,     /* ... or not in full */
    ML_UNSEEN_EARLIER,     /* what was read ends before it was last seen */
    ML_UNSEEN_WINDOW,      /* records of different times count */
    ML_UNSEEN_INTERRUPTED, /* the new run was */
    ML_UNSEEN_NO_SERVER,   /* the server is not in the new report */
};

struct ml_diff_finding {
    enum ml_change change;
    enum ml_unseen unseen;
    ml_str kind; /* of the input that would have shown it; or empty */
    const struct ml_old_finding *before, *after; /* one of them may be NULL */
    bool may_be_catalogue; /* no new record is needed to explain it */
};

struct ml_diff_cause {
    enum ml_change change;
    const struct ml_old_cause *before, *after;
    bool may_be_catalogue;
};

struct ml_diff_server {
    enum ml_change change; /* new, changed, not seen */
    const struct ml_old_server *before, *after;
    bool is_same_input;               /* the bundles of both have the same digests */
    struct ml_diff_finding *findings; /* new, changed, not there any more */
    size_t nfindings, cap_findings;
    struct ml_diff_cause *causes;
    size_t ncauses, cap_causes;
};

struct ml_diff {
    const struct ml_old_report *before, *after;
    bool catalogue_changed;
    struct ml_diff_server *servers; /* those that differ, by name */
    size_t nservers, cap_servers;
    size_t nsame;
};

/** Compare; points into the reports, which outlive it. */
void ml_diff_make(struct ml_diff *ret, const struct ml_old_report *before,
                  const struct ml_old_report *after);
void ml_diff_reset(struct ml_diff *diff);

/** Whether anything that counts differs: status 1. The catalogue alone does not. */
bool ml_diff_differs(const struct ml_diff *diff);

/** Whether both reports know the agent's version, and it differs. */
bool ml_diff_agent_changed(const struct ml_diff_server *server);

const char *ml_change_name(enum ml_change change); /* "not-seen" */
const char *ml_unseen_name(enum ml_unseen unseen);

void ml_diff_text(const struct ml_diff *diff, enum ml_lang lang,
                  const struct ml_text_options *options, struct ml_buf *out);

/** Namespace urn:marslog:diff:1, diff.rng. Errors: as ml_report_xml(). */
enum ml_rc ml_diff_xml(const struct ml_diff *diff, ml_write_fn write, void *to,
                       struct ml_err *err) ML_MUST_USE;

#endif
