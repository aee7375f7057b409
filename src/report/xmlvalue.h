/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_XMLVALUE_H
#define ML_REPORT_XMLVALUE_H

#include "base/arena.h"
#include "base/time.h"
#include "report/xmlinput.h"

/*
 * Attributes of the element just started as values. The schema has seen their form;
 * what it cannot tell, ranges and dates that there are not, is refused here.
 */

/** Empty where there is none. */
ml_str ml_xmlval_text(struct ml_xmlin *in, struct ml_arena *arena, const char *name);

/** Undoes ml_xml_attr_exact(). */
ml_str ml_xmlval_exact(struct ml_xmlin *in, struct ml_arena *arena, const char *name);

/** As text; addresses are shown as they are, so one with a control is refused. */
ml_str ml_xmlval_address(struct ml_xmlin *in, struct ml_arena *arena, const char *name);

/** `otherwise` where there is none. */
uint64_t ml_xmlval_u64(struct ml_xmlin *in, const char *name, uint64_t otherwise);

/** The same, up to UINT32_MAX - 1: counts and numbers that begin with 1. */
uint32_t ml_xmlval_u32(struct ml_xmlin *in, const char *name, uint32_t otherwise);

struct ml_time ml_xmlval_time(struct ml_xmlin *in, const char *name);

/** Whether it has this value. */
bool ml_xmlval_is(struct ml_xmlin *in, const char *name, const char *value);

/** 32 hexadecimal digits; where there is none *ret stays as it is. */
void ml_xmlval_digest(struct ml_xmlin *in, const char *name, uint64_t ret[2]);

#endif
