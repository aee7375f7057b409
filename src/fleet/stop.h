/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_STOP_H
#define ML_FLEET_STOP_H

#include <stdbool.h>

#include "fleet/crew.h"

/* The wish that a run ends soon, from a signal or from the run itself. */

/** May be called by a signal handler. */
void ml_stop_ask(void);
bool ml_stop_asked(void);

/** Who is to be told of it at once; NULL: nobody. */
void ml_stop_watch(struct ml_crew *crew);

#endif
