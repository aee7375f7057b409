/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_WORDS_H
#define ML_FACTS_WORDS_H

#include <stdbool.h>

#include "base/str.h"
#include "facts/text.h"

/* Values that several kinds of text carry, told by their words. */

/** The policy as PowerShell spells it; empty when the word is none. */
ml_str ml_words_execution_policy(ml_str word);

/** `powershell.modulepath-has-msonlinebackup` from a PSModulePath. */
void ml_words_module_path(struct ml_at at, ml_str module_path);

/** os.name, when the text is a name of Windows. */
void ml_words_os_name(struct ml_at at, ml_str text);

/**
 * os.build from `10.0.17763 Build 17763`, `10.0.17763`, `17763`: the last number of
 * the form of a build. False when there is none.
 */
bool ml_words_os_build(struct ml_at at, ml_str text);

/** os.time-zone: a name, or a display name with offset, as it stands. */
void ml_words_time_zone(struct ml_at at, ml_str text);

/** True and false in the words of PowerShell; false result: neither. */
bool ml_words_bool(ml_str word, bool *ret);

#endif
