/* SPDX-License-Identifier: MIT */
#include "report/labels.h"

#include "diagnose/result.h"
#include "base/ban.h"

const struct ml_label ml_verdict_labels[] = {
    [ML_CONFIRMED] = { ML_T_CONFIRMED, ML_RED },
    [ML_LIKELY] = { ML_T_LIKELY, ML_YELLOW },
    [ML_UNDETERMINED] = { ML_T_UNDETERMINED, ML_BLUE },
    [ML_UNLIKELY] = { ML_T_UNLIKELY, ML_DIM },
    [ML_RULED_OUT] = { ML_T_RULED_OUT, ML_DIM },
};

const struct ml_label ml_severity_labels[] = {
    [ML_INFO] = { ML_T_SEVERITY_INFO, ML_BLUE },
    [ML_WARNING] = { ML_T_SEVERITY_WARNING, ML_YELLOW },
    [ML_ERROR] = { ML_T_SEVERITY_ERROR, ML_RED },
    [ML_BY_LEVEL] = { ML_T_P_BY_LEVEL, ML_PLAIN },
};

const struct ml_label ml_state_labels[] = {
    [ML_CLEAN] = { ML_T_STATE_CLEAN, ML_GREEN },
    [ML_PROBLEMS] = { ML_T_STATE_PROBLEMS, ML_RED },
    [ML_INCOMPLETE] = { ML_T_STATE_INCOMPLETE, ML_YELLOW },
};
