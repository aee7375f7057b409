/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_INTERRUPT_H
#define ML_CLI_INTERRUPT_H

#include <stdbool.h>

/* SIGINT and SIGTERM: the first asks a run to end (fleet/stop.h), the second ends it.
 */

/** From now on; who reads our output may go away, too. */
void ml_interrupt_catch(void);

/** As they are by default. */
void ml_interrupt_release(void);

/** Whether one came. */
bool ml_interrupted(void);

#endif
