/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_EXPLAIN_H
#define ML_REPORT_EXPLAIN_H

#include "base/buf.h"
#include "catalogue/catalogue.h"
#include "report/sink.h"
#include "report/pen.h"

/*
 * What the catalogue says of a code, a signature, a cause or an artefact, for
 * `marslog explain`: what it is, its causes, how to check each by hand, what to do.
 */

/** One thing to explain; exactly one of the pointers or `provider` is set, or `code`
 * alone. */
struct ml_explained {
    const struct ml_signature *signature;
    const struct ml_cause *cause;
    const struct ml_artefact *artefact;
    const struct ml_oscode *oscode;
    ml_str provider; /* an event: with the id in `code`, and its sentence if there is one */
    const struct ml_event_message *message;
    uint32_t code; /* a number that no entry has */
};

/** Append the explanation as text; n 0 says that nothing was found. */
void ml_explain_text(const struct ml_catalogue *catalogue,
                     const struct ml_explained *items, size_t n, enum ml_lang lang,
                     const struct ml_text_options *options, struct ml_buf *out);

/** The same as XML, namespace urn:marslog:explain:1. Errors: as ml_report_xml(). */
enum ml_rc ml_explain_xml(const struct ml_catalogue *catalogue,
                          const struct ml_explained *items, size_t n, enum ml_lang lang,
                          ml_write_fn write, void *to, struct ml_err *err) ML_MUST_USE;

#endif
