/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_SCHEMA_H
#define ML_FLEET_SCHEMA_H

#include "fleet/db.h"

/** Of the history: each step brings it from one version to the next. */
extern const struct ml_db_schema ml_history_schema;

#endif
