/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_WORDS_H
#define ML_REPORT_WORDS_H

#include "base/str.h"
#include "case/case.h"
#include "catalogue/catalogue.h"
#include "diagnose/result.h"

/* The words of the report's vocabulary: the same in every language. */

const char *ml_word_severity(enum ml_severity severity);
const char *ml_word_verdict(enum ml_verdict verdict);
const char *ml_word_state(enum ml_server_state state);
const char *ml_word_level(enum ml_level level); /* NULL when there is none */
const char *ml_word_outcome(enum ml_job_outcome outcome);
const char *ml_word_artefact(enum ml_artefact_state state);

/** Of a bundle: read, partial, unreadable. */
const char *ml_word_bundle(enum ml_read_state state);

/** Of a file: read, partial, skipped; one that could not be read is partial. */
const char *ml_word_file(enum ml_read_state state);

/* And back; `otherwise` where it is none of them. */
enum ml_severity ml_severity_of_word(ml_str word, enum ml_severity otherwise);
enum ml_verdict ml_verdict_of_word(ml_str word, enum ml_verdict otherwise);
enum ml_server_state ml_state_of_word(ml_str word, enum ml_server_state otherwise);
enum ml_level ml_level_of_word(ml_str word);         /* else ML_LEVEL_NONE */
enum ml_job_outcome ml_outcome_of_word(ml_str word); /* else ML_JOB_UNKNOWN */

#endif
