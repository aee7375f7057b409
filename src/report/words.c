/* SPDX-License-Identifier: MIT */
#include "report/words.h"

#include <stddef.h>

#include "base/attr.h"
#include "base/ban.h"

static const char *const severities[] = {
    [ML_INFO] = "info", [ML_WARNING] = "warning", [ML_ERROR] = "error"
};

static const char *const verdicts[] = {
    [ML_CONFIRMED] = "confirmed",       [ML_LIKELY] = "likely",
    [ML_UNDETERMINED] = "undetermined", [ML_UNLIKELY] = "unlikely",
    [ML_RULED_OUT] = "ruled-out",
};

static const char *const states[] = {
    [ML_CLEAN] = "clean", [ML_PROBLEMS] = "problems", [ML_INCOMPLETE] = "incomplete"
};

static const char *const levels[] = {
    [ML_LEVEL_NORMAL] = "NORMAL",
    [ML_LEVEL_VERBOSE] = "VERBOSE",
    [ML_LEVEL_WARNING] = "WARNING",
    [ML_LEVEL_FATAL] = "FATAL",
    [ML_LEVEL_CRITICAL] = "Critical",
    [ML_LEVEL_ERROR] = "Error",
    [ML_LEVEL_EVENT_WARNING] = "Warning",
    [ML_LEVEL_INFORMATION] = "Information",
    [ML_LEVEL_EVENT_VERBOSE] = "Verbose",
};

static const char *const bundles[] = {
    [ML_READ] = "read",
    [ML_PARTIAL] = "partial",
    [ML_SKIPPED] = "partial",
    [ML_UNREADABLE] = "unreadable",
};

static const char *const files[] = {
    [ML_READ] = "read",
    [ML_PARTIAL] = "partial",
    [ML_SKIPPED] = "skipped",
    [ML_UNREADABLE] = "partial",
};

static const char *const artefacts[] = {
    [ML_ARTEFACT_READ] = "read",
    [ML_ARTEFACT_EMPTY] = "empty",
    [ML_ARTEFACT_DAMAGED] = "damaged",
};

const char *ml_word_severity(enum ml_severity severity)
{
    return severities[severity < ML_BY_LEVEL ? severity : ML_WARNING];
}

const char *ml_word_verdict(enum ml_verdict verdict)
{
    return verdicts[verdict];
}

const char *ml_word_state(enum ml_server_state state)
{
    return states[state];
}

const char *ml_word_level(enum ml_level level)
{
    return (size_t)level < ML_COUNT(levels) ? levels[level] : NULL;
}

const char *ml_word_outcome(enum ml_job_outcome outcome)
{
    return ml_job_outcome_names[outcome];
}

const char *ml_word_artefact(enum ml_artefact_state state)
{
    return artefacts[state];
}

const char *ml_word_bundle(enum ml_read_state state)
{
    return bundles[state];
}

const char *ml_word_file(enum ml_read_state state)
{
    return files[state];
}

static int find(const char *const *words, size_t n, ml_str word, int otherwise)
{
    for (size_t i = 0; i < n; i++)
        if (words[i] && ml_str_eq(word, ml_str_of(words[i])))
            return (int)i;
    return otherwise;
}

enum ml_severity ml_severity_of_word(ml_str word, enum ml_severity otherwise)
{
    return (enum ml_severity)find(severities, ML_COUNT(severities), word,
                                  (int)otherwise);
}

enum ml_verdict ml_verdict_of_word(ml_str word, enum ml_verdict otherwise)
{
    return (enum ml_verdict)find(verdicts, ML_COUNT(verdicts), word, (int)otherwise);
}

enum ml_server_state ml_state_of_word(ml_str word, enum ml_server_state otherwise)
{
    return (enum ml_server_state)find(states, ML_COUNT(states), word, (int)otherwise);
}

enum ml_level ml_level_of_word(ml_str word)
{
    return (enum ml_level)find(levels, ML_COUNT(levels), word, ML_LEVEL_NONE);
}

enum ml_job_outcome ml_outcome_of_word(ml_str word)
{
    return (enum ml_job_outcome)find(ml_job_outcome_names, ML_JOB_FAILED + 1, word,
                                     ML_JOB_UNKNOWN);
}
