/* SPDX-License-Identifier: MIT */
#ifndef ML_TESTS_MAKE_CASE_H
#define ML_TESTS_MAKE_CASE_H

#include "case/case.h"
#include "catalogue/catalogue.h"

/*
 * Cases by code, for tests of what comes behind the scan. One file per case holds
 * everything unless a member is added. Times are ISO 8601; NULL means none.
 */

/** The catalogue of the source folder; aborts the test program when it is broken. */
struct ml_catalogue *make_catalogue(void);

struct ml_case *make_case(const char *path, const char *server);

/** A further member; facts and hits added later belong to it. */
void make_member(struct ml_case *c, const char *name, const char *server);

void make_fact(struct ml_case *c, const char *name, const char *value, const char *time);
void make_seen(struct ml_case *c, const char *artefact, enum ml_artefact_state state);

/** One occurrence of a signature. */
void make_hit(struct ml_case *c, const struct ml_catalogue *catalogue, const char *id,
              const char *time, const char *job);

/** A case with something in every kind of field. */
struct ml_case *make_full_case(const struct ml_catalogue *catalogue);

#endif
