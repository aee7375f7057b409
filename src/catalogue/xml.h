/* SPDX-License-Identifier: MIT */
#ifndef ML_CATALOGUE_XML_H
#define ML_CATALOGUE_XML_H

#include <stdbool.h>

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "catalogue/catalogue.h"

/*
 * From validated XML elements to catalogue structures; private to src/catalogue.
 *
 *     read (files) -> entry (signature, cause, artefact, oscode, message) -> condition
 */

/** What an entry refers to; looked up when all files have been read. */
enum ml_ref_kind {
    ML_REF_SIGNATURE,
    ML_REF_EXPLAINED,
    ML_REF_ARTEFACT,
    ML_REF_FACT,
    ML_REF_CAUSE,
};

struct ml_ref {
    enum ml_ref_kind kind;
    ml_str id;
    ml_str file;
    uint32_t line;
};

/** Where the walk over one file stands; the strings it makes go to the arena. */
struct ml_xml {
    struct ml_arena *arena;
    ml_str file;
    struct ml_err *err;
    struct ml_ref *refs; /* grown with ml_grow(); read.c frees it */
    size_t nrefs, cap_refs;
    int newest_year; /* of the dates of sources met */
};

bool ml_node_is(const xmlNode *node, const char *name); /* element of our namespace */
uint32_t ml_node_line(const xmlNode *node);

/** Trimmed value of an attribute; empty when it is not there. */
ml_str ml_node_attr(struct ml_xml *x, const xmlNode *node, const char *name);
bool ml_node_yes(struct ml_xml *x, const xmlNode *node, const char *name);

/** Text of an element, runs of blanks as one. */
ml_str ml_node_text(struct ml_xml *x, const xmlNode *node);
/** ... as it stands in the file. */
ml_str ml_node_raw(struct ml_xml *x, const xmlNode *node);

/** The next child element of that name behind `after` (NULL: the first). */
xmlNode *ml_node_child(const xmlNode *parent, const xmlNode *after, const char *name);
uint32_t ml_node_count(const xmlNode *parent, const char *name);

/** The children `name` with lang="en" and "ja" as one text. */
struct ml_text ml_node_bilingual(struct ml_xml *x, const xmlNode *parent,
                                const char *name);

/** Returns ML_FAIL with file, line and the sentence given. */
enum ml_rc ml_node_bad(struct ml_xml *x, const xmlNode *node, const char *fmt, ...)
    ML_PRINTF(3, 4);

void ml_node_refer(struct ml_xml *x, const xmlNode *node, enum ml_ref_kind kind,
                  ml_str id);

/* One element each; ML_FAIL for what the schema cannot see. */
enum ml_rc ml_entry_signature(struct ml_xml *x, const xmlNode *node,
                              struct ml_signature *ret) ML_MUST_USE;
enum ml_rc ml_entry_cause(struct ml_xml *x, const xmlNode *node,
                          struct ml_cause *ret) ML_MUST_USE;
enum ml_rc ml_entry_artefact(struct ml_xml *x, const xmlNode *node,
                             struct ml_artefact *ret) ML_MUST_USE;
enum ml_rc ml_entry_oscode(struct ml_xml *x, const xmlNode *node,
                           struct ml_oscode *ret) ML_MUST_USE;
enum ml_rc ml_entry_message(struct ml_xml *x, const xmlNode *node,
                            struct ml_event_message *ret) ML_MUST_USE;
enum ml_rc ml_entry_bystander(struct ml_xml *x, const xmlNode *node,
                              struct ml_bystander *ret) ML_MUST_USE;
/** Whether the element is a condition. */
bool ml_entry_is_condition(const xmlNode *node);
enum ml_rc ml_entry_condition(struct ml_xml *x, const xmlNode *node,
                              struct ml_condition *ret) ML_MUST_USE;
/** All `source` children as one text; the date of the first. */
ml_str ml_entry_source(struct ml_xml *x, const xmlNode *parent, ml_str *ret_date);

#endif
