/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_EVENTFILTER_H
#define ML_CLI_EVENTFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/time.h"
#include "record/evtx.h"

/*
 * Which events `events` prints: --provider, --id, --level, --channel, --since, --until.
 * Zero-initialise: lets everything pass.
 */

struct ml_event_range {
    uint32_t first, last;
};

struct ml_event_filter {
    ml_str *providers, *channels;
    size_t nproviders, cap_providers, nchannels, cap_channels;
    struct ml_event_range *ids;
    size_t nids, cap_ids;
    uint32_t levels; /* bits by number; 0: any */
};

void ml_event_filter_reset(struct ml_event_filter *filter);

/* Each adds to what was asked for before; false when it is not of its form. The text
 * must stay. */

/** A provider, with or without "Microsoft-Windows-". */
bool ml_event_filter_provider(struct ml_event_filter *filter, const char *text);
bool ml_event_filter_channel(struct ml_event_filter *filter, const char *text);

/** "8193", "7000-7043", "11,30,70". */
bool ml_event_filter_ids(struct ml_event_filter *filter, const char *text);

/** "error", "1,2,warning". Information includes 0, as Windows shows it. */
bool ml_event_filter_levels(struct ml_event_filter *filter, const char *text);

/** Whether an event passes. A time without a zone is UTC here, as those of events. */
bool ml_event_filter_takes(const struct ml_event_filter *filter, struct ml_time since,
                           struct ml_time until, const struct ml_evtx_event *event);

/** When an event happened, microseconds since 1970; when it was written, where it does
 * not say; false when neither is known. */
bool ml_event_us(const struct ml_evtx_event *event, int64_t *ret_us);

#endif
