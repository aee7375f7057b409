/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_JUDGE_H
#define ML_DIAGNOSE_JUDGE_H

#include "diagnose/result.h"
#include "diagnose/weigh.h"

/**
 * Judge every cause that explains a finding of the server: verdict, evidence for and
 * against, what is missing. Best verdict first.
 *
 * A cause is weighed at the newest occurrence of what it explains: where verdicts over
 * time differ, that one decides.
 */
void ml_causes_judge(const struct ml_knowledge *k, struct ml_arena *arena,
                     enum ml_lang lang, struct ml_server *server);

/**
 * The occurrence that a cause is weighed at: the newest with a time, else one without.
 * False when the server has none of what it explains.
 */
bool ml_cause_anchor(const struct ml_knowledge *k, const struct ml_cause *cause,
                     struct ml_anchor_point *ret);

/** The five words from evidence on both sides. */
enum ml_verdict ml_verdict_of(bool conclusive_for, bool supporting_for,
                              bool conclusive_against, bool supporting_against);

#endif
