/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_XMLINPUT_H
#define ML_REPORT_XMLINPUT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Reading a written XML report, which may come from elsewhere: no DOCTYPE, no network,
 * bounded size, validated on the way, and nothing of it kept.
 *
 *     file or standard input -> libxml2 reader, report.rng -> start and end of elements
 *
 * What a visitor was told before a fault is not known to be of a report: it has to be
 * dropped when reading fails.
 */

enum { ML_REPORT_MAX_MIB = 1024 };

struct ml_schema;
struct ml_xmlin;

struct ml_xmlin_visitor {
    void *ctx;
    /** Elements by their depth, the root's being 0. */
    void (*start)(void *ctx, struct ml_xmlin *in, int depth, ml_str element);
    void (*end)(void *ctx, struct ml_xmlin *in, int depth, ml_str element);
};

/** Errors: ML_FAIL when it cannot be read; err says the path. */
enum ml_rc ml_schema_open(struct ml_schema **ret, const char *path,
                          struct ml_err *err) ML_MUST_USE;
/** NULL is allowed. Returns NULL. */
struct ml_schema *ml_schema_close(struct ml_schema *schema);

/**
 * Read a report; "-" is standard input.
 *
 * Errors: ML_FAIL - ML_ERR_IO; ML_ERR_FORMAT when it is no valid report, has a DOCTYPE,
 * or the visitor refused it; ML_ERR_LIMIT above ML_REPORT_MAX_MIB.
 */
enum ml_rc ml_xmlin_read(const char *path, const struct ml_schema *schema,
                         const struct ml_xmlin_visitor *visitor,
                         struct ml_err *err) ML_MUST_USE;

/* For visitors. */

/** An attribute of the element just started, valid until the next call; `p` is NULL
 * where there is none. */
ml_str ml_xmlin_attr(struct ml_xmlin *in, const char *name);
/** The text of the element just started, without its children; valid likewise. */
ml_str ml_xmlin_text(struct ml_xmlin *in);
/** End the reading: "is no valid report: ...". The first reason counts. */
void ml_xmlin_refuse(struct ml_xmlin *in, const char *why);

#endif
