/* SPDX-License-Identifier: MIT */
#include "cli/eventfilter.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/ban.h"

enum { LEVELS_MAX = 31 }; /* larger numbers are not met */

void ml_event_filter_reset(struct ml_event_filter *filter)
{
    free(filter->providers);
    free(filter->channels);
    free(filter->ids);
    *filter = (struct ml_event_filter){ 0 };
}

static ml_str without_prefix(ml_str provider)
{
    ml_str prefix = ML_STR("Microsoft-Windows-");

    return ml_str_starts_nocase(provider, prefix) ? ml_str_from(provider, prefix.n)
                                                  : provider;
}

bool ml_event_filter_provider(struct ml_event_filter *f, const char *text)
{
    ml_str provider = without_prefix(ml_str_trim(ml_str_of(text)));

    ML_PUSH(f->providers, f->nproviders, f->cap_providers, provider);
    return provider.n > 0;
}

bool ml_event_filter_channel(struct ml_event_filter *f, const char *text)
{
    ml_str channel = ml_str_trim(ml_str_of(text));

    ML_PUSH(f->channels, f->nchannels, f->cap_channels, channel);
    return channel.n > 0;
}

bool ml_event_filter_ids(struct ml_event_filter *f, const char *text)
{
    ml_str rest = ml_str_of(text), item, first, last;
    uint64_t from, to;
    bool more;

    do {
        more = ml_str_cut(rest, ',', &item, &rest);
        bool is_range = ml_str_cut(ml_str_trim(item), '-', &first, &last);
        if (!ml_str_to_u64(ml_str_trim(first), &from))
            return false;
        to = from;
        if (is_range && !ml_str_to_u64(ml_str_trim(last), &to))
            return false;
        if (from > to || to > UINT32_MAX)
            return false;
        struct ml_event_range range = { (uint32_t)from, (uint32_t)to };
        ML_PUSH(f->ids, f->nids, f->cap_ids, range);
    } while (more);
    return true;
}

static bool level_of(ml_str word, uint32_t *ret)
{
    uint64_t number;

    if (ml_str_to_u64(word, &number)) {
        *ret = number <= LEVELS_MAX ? UINT32_C(1) << number : 0;
        return *ret != 0;
    }
    for (uint8_t level = 1; level <= 5; level++)
        if (ml_str_eq_nocase(word, ml_evtx_level(level))) {
            *ret = UINT32_C(1) << level;
            /* What is logged always is shown as information. */
            if (ml_str_eq(ml_evtx_level(0), ml_evtx_level(level)))
                *ret |= 1;
            return true;
        }
    return false;
}

bool ml_event_filter_levels(struct ml_event_filter *f, const char *text)
{
    ml_str rest = ml_str_of(text), item;
    uint32_t bits;
    bool more;

    do {
        more = ml_str_cut(rest, ',', &item, &rest);
        if (!level_of(ml_str_trim(item), &bits))
            return false;
        f->levels |= bits;
    } while (more);
    return true;
}

bool ml_event_us(const struct ml_evtx_event *e, int64_t *ret_us)
{
    uint64_t filetime = e->created ? e->created : e->written;

    if (filetime == 0)
        return false;
    *ret_us = ml_evtx_us(filetime);
    return true;
}

static bool in_time(struct ml_time since, struct ml_time until,
                    const struct ml_evtx_event *e)
{
    int64_t us;

    if (!ml_time_known(since) && !ml_time_known(until))
        return true;
    return ml_event_us(e, &us) && (!ml_time_known(since) || us >= since.us) &&
           (!ml_time_known(until) || ml_time_whole_ms(us) <= until.us);
}

static bool in_ids(const struct ml_event_filter *f, uint32_t event)
{
    for (size_t i = 0; i < f->nids; i++)
        if (event >= f->ids[i].first && event <= f->ids[i].last)
            return true;
    return f->nids == 0;
}

static bool is_one_of(const ml_str *names, size_t n, ml_str name)
{
    for (size_t i = 0; i < n; i++)
        if (ml_str_eq_nocase(names[i], name))
            return true;
    return n == 0;
}

bool ml_event_filter_takes(const struct ml_event_filter *f, struct ml_time since,
                           struct ml_time until, const struct ml_evtx_event *e)
{
    return in_ids(f, e->event) &&
           (f->levels == 0 || (e->level <= LEVELS_MAX && f->levels >> e->level & 1)) &&
           (is_one_of(f->providers, f->nproviders, without_prefix(e->provider)) ||
            (e->source.n &&
             is_one_of(f->providers, f->nproviders, without_prefix(e->source)))) &&
           is_one_of(f->channels, f->nchannels, e->channel) && in_time(since, until, e);
}
