/* SPDX-License-Identifier: MIT */
#include "cli/optiontable.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "base/ban.h"

/* ---- readers that the type of a field asks for ---- */

static bool read_switch(void *to, const char *v)
{
    (void)v;
    return *(bool *)to = true;
}

static bool read_text(void *to, const char *v)
{
    *(const char **)to = v;
    return *v != 0;
}

static bool read_count(const char *v, uint64_t max, uint64_t *ret)
{
    return ml_str_to_u64(ml_str_of(v), ret) && *ret <= max;
}

static bool read_number(void *to, const char *v)
{
    uint64_t n;
    bool ok = read_count(v, 1000000, &n);
    *(unsigned *)to = ok ? (unsigned)n : 0;
    return ok;
}

/* In milliseconds, as reports write them: a merge has them from there. */
static bool read_time(void *to, const char *v)
{
    struct ml_time *time = to;
    bool ok = ml_time_parse_iso(ml_str_of(v), time);

    time->us = ml_time_whole_ms(time->us);
    return ok;
}

/* ---- readers of one field ---- */

static bool read_lang(void *to, const char *v)
{
    *(enum ml_lang *)to = strcmp(v, "ja") == 0 ? ML_JA : ML_EN;
    return strcmp(v, "ja") == 0 || strcmp(v, "en") == 0;
}

static bool read_jobs(void *to, const char *v)
{
    uint64_t n;
    bool ok = read_count(v, 256, &n) && n > 0;
    *(unsigned *)to = ok ? (unsigned)n : 1;
    return ok;
}

static bool read_memory(void *to, const char *v)
{
    return read_count(v, UINT64_C(1) << 24, to);
}

static bool read_context(void *to, const char *v)
{
    return read_number(to, v) && *(unsigned *)to <= 10000;
}

/* A day alone is meant whole. */
static bool read_until(void *to, const char *v)
{
    struct ml_time *until = to;
    bool ok = read_time(until, v);

    if (ok && strlen(v) == strlen("2026-11-22"))
        until->us += ML_DAY_US - ML_MS_US;
    return ok;
}

/* Kept as it was written. */
static bool read_date(void *to, const char *v)
{
    struct ml_time t;
    *(const char **)to = v;
    return ml_time_parse_iso(ml_str_of(v), &t);
}

/* Which of the words it is; -1 none. */
static int word_of(const char *v, const char *const *words, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(v, words[i]) == 0)
            return i;
    return -1;
}

static bool read_when(void *to, const char *v)
{
    static const char *const words[] = { "auto", "always", "never" };
    int i = word_of(v, words, ML_COUNT(words));
    *(enum ml_when *)to = i < 0 ? ML_AUTO : (enum ml_when)i;
    return i >= 0;
}

static bool read_fail_on(void *to, const char *v)
{
    static const char *const words[] = { "new", "any", "unread" };
    int i = word_of(v, words, ML_COUNT(words));
    *(enum ml_fail_on *)to = (enum ml_fail_on)(ML_FAIL_ON_NEW + (i < 0 ? 0 : i));
    return i >= 0;
}

static bool read_log_form(void *to, const char *v)
{
    *(bool *)to = strcmp(v, "json") == 0;
    return strcmp(v, "json") == 0 || strcmp(v, "text") == 0;
}

static bool read_folder(void *to, const char *v)
{
    *(bool *)to = true;
    return strcmp(v, "folder") == 0;
}

static bool read_providers(void *to, const char *v)
{
    return ml_event_filter_provider(to, v);
}

static bool read_channels(void *to, const char *v)
{
    return ml_event_filter_channel(to, v);
}

static bool read_ids(void *to, const char *v)
{
    return ml_event_filter_ids(to, v);
}

static bool read_levels(void *to, const char *v)
{
    return ml_event_filter_levels(to, v);
}

/* ---- readers of several fields ---- */

static bool read_patterns(void *to, const char *v)
{
    struct ml_cli *c = to;
    c->patterns[c->npatterns++] = v; /* room for one per argument */
    return *v != 0;
}

static bool read_offset(void *to, const char *v)
{
    struct ml_cli *c = to;
    c->has_utc_offset = true;
    return ml_time_parse_offset(ml_str_of(v), &c->utc_offset_minutes);
}

/* I/N */
static bool read_shard(void *to, const char *v)
{
    struct ml_cli *c = to;
    ml_str i, n;
    uint64_t shard, shards;

    if (!ml_str_cut(ml_str_of(v), '/', &i, &n) || !ml_str_to_u64(i, &shard) ||
        !ml_str_to_u64(n, &shards) || !shard || shard > shards || shards > 100000)
        return false;
    c->shard = (unsigned)shard;
    c->shards = (unsigned)shards;
    return true;
}

/* ---- the table ---- */

/* How a row reads its value, and where to: by the type of the field, by a reader of its
 * own, or by one that needs all fields. */
#define FIELD(field)                                                                   \
    _Generic(((struct ml_cli *)0)->field, bool : read_switch, const char * : read_text, \
             unsigned : read_number, struct ml_time : read_time),                      \
        offsetof(struct ml_cli, field)
#define READ(reader, field) reader, offsetof(struct ml_cli, field)
#define WHOLE(reader) reader, 0

const struct ml_option ml_options[] = {
    { "xml", 'x', "FILE", ML_FOR_SCAN | ML_FOR_DIFF | ML_FOR_MERGE, FIELD(xml),
      "write it as XML; - is standard output", "a file name" },
    { "xml", 'x', NULL, ML_FOR_EXPLAIN | ML_FOR_EVENTS, FIELD(xml_output),
      "as XML instead of text", NULL },
    { "html", 'H', "FILE", ML_FOR_SCAN | ML_FOR_MERGE, FIELD(html),
      "write the HTML report; - is standard output", "a file name" },
    { "request", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE, FIELD(request),
      "write a mail that asks for what is missing; - likewise", "a file name" },
    { "note", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE, FIELD(note),
      "write a case note in Markdown; - likewise", "a file name" },
    { "csv", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE | ML_FOR_BATCH, FIELD(csv),
      "write the findings as CSV, safe for spreadsheets; - likewise", "a file name" },
    { "junit", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE | ML_FOR_BATCH, FIELD(junit),
      "write a JUnit report: a suite for each server; - likewise", "a file name" },
    { "json", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE | ML_FOR_BATCH, FIELD(json),
      "write it as JSON; - likewise", "a file name" },
    { "lang", 'l', "en|ja", ML_FOR_ALL, READ(read_lang, lang),
      "language of reports and messages; default: the locale", "en or ja" },
    { "patterns", 'p', "DIR", ML_FOR_ALL & ~ML_FOR_DIFF, WHOLE(read_patterns),
      "lay a folder of catalogue files over the built-in ones; repeatable",
      "a folder" },
    { "jobs", 'j', "N", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_MERGE,
      READ(read_jobs, jobs), "threads; default: the number of processors",
      "a number from 1 to 256" },
    { "memory", 0, "MB", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_MERGE,
      READ(read_memory, memory_mb),
      "of the process that reads a bundle; 0: no limit; default 4096",
      "a number of megabytes" },
    { "utc-offset", 'z', "+HH:MM", ML_FOR_SCAN | ML_FOR_SHOW | ML_FOR_BATCH,
      WHOLE(read_offset), "zone of stamps that carry none; they are shown in UTC",
      "an offset such as +09:00" },
    { "as-of", 0, "TIME", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_HISTORY | ML_FOR_MERGE,
      FIELD(as_of), "the only source of \"now\", for ages and expiries",
      "an ISO 8601 date or time" },
    { "provider", 0, "NAME", ML_FOR_EVENTS, READ(read_providers, events),
      "events of this provider; Microsoft-Windows- may be left out; repeatable",
      "the name of a provider" },
    { "id", 0, "IDS", ML_FOR_EVENTS, READ(read_ids, events),
      "events with one of these ids, as in 7,11,51-55; repeatable",
      "event ids such as 7,11,51-55" },
    { "level", 0, "LEVELS", ML_FOR_EVENTS, READ(read_levels, events),
      "critical, error, warning, information, verbose, or numbers; repeatable",
      "levels such as error,warning" },
    { "channel", 0, "NAME", ML_FOR_EVENTS, READ(read_channels, events),
      "events of this log, as its name stands in them; repeatable",
      "the name of a log" },
    { "since", 0, "TIME", ML_FOR_EVENTS, FIELD(since), "events from then on",
      "an ISO 8601 date or time" },
    { "until", 0, "TIME", ML_FOR_EVENTS, READ(read_until, until), "events up to then",
      "an ISO 8601 date or time" },
    { "with-address", 0, NULL, ML_FOR_EVENTS, FIELD(with_address),
      "the evidence address of each event in front of its line", NULL },
    { "carve", 0, NULL, ML_FOR_EVENTS, FIELD(carve),
      "also what older events left in unused space", NULL },
    { "since", 0, "TIME", ML_FOR_SCAN | ML_FOR_BATCH, FIELD(since),
      "records before it do not count; facts do", "an ISO 8601 date or time" },
    { "until", 0, "TIME", ML_FOR_SCAN | ML_FOR_BATCH, READ(read_until, until),
      "records after it do not count; facts do", "an ISO 8601 date or time" },
    { "group-by", 0, "folder", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_MERGE,
      READ(read_folder, group_by_folder),
      "keep the servers of each first-level folder apart", "folder" },
    { "passphrase-file", 0, "FILE",
      ML_FOR_SCAN | ML_FOR_SHOW | ML_FOR_EVENTS | ML_FOR_BATCH, FIELD(passphrase_file),
      "passphrases for encrypted archives, one a line", "a file name" },
    { "no-digest", 0, NULL, ML_FOR_SCAN, FIELD(no_digest),
      "leave out the SHA-256 of each bundle", NULL },
    { "context", 'C', "N", ML_FOR_SHOW, READ(read_context, context),
      "lines before and after the record; default 3", "a number up to 10000" },
    { "from", 0, "LINE", ML_FOR_PATTERNS, FIELD(from),
      "new: the record to make it from; - is a line on standard input", "a line" },
    { "out", 'o', "DIR", ML_FOR_BATCH | ML_FOR_HISTORY | ML_FOR_MUTE | ML_FOR_MERGE,
      FIELD(out), "folder of the reports; made where it is not there", "a folder" },
    { "history", 0, "FILE", ML_FOR_BATCH | ML_FOR_HISTORY | ML_FOR_MERGE,
      FIELD(history), "what the runs of before knew; default DIR/history.db",
      "a file name" },
    { "mutes", 0, "FILE", ML_FOR_BATCH | ML_FOR_MUTE | ML_FOR_MERGE, FIELD(mutes),
      "who does not want to be told of what; default DIR/mutes", "a file name" },
    { "server", 0, "GLOB", ML_FOR_MUTE, FIELD(server),
      "for servers of this name, with * and ?; default: all", "a name or glob" },
    { "owner", 0, "NAME", ML_FOR_MUTE, FIELD(owner), "who wants it", "a name" },
    { "reason", 0, "TEXT", ML_FOR_MUTE, FIELD(reason), "why", "a text" },
    { "until", 0, "DATE", ML_FOR_MUTE, READ(read_date, mute_until),
      "last day, or moment in UTC, on which it holds", "a date such as 2026-12-31" },
    { "list", 0, "FILE", ML_FOR_BATCH, FIELD(list),
      "a PATH on each line, or before each NUL; - is standard input", "a file name" },
    { "settle", 0, "SECONDS", ML_FOR_BATCH, FIELD(settle_seconds),
      "a bundle modified less than this ago is still arriving [0]",
      "a number of seconds" },
    { "shard", 0, "I/N", ML_FOR_BATCH, WHOLE(read_shard),
      "only the I-th of N parts of the bundles, for merge", "a part such as 2/8" },
    { "fresh", 0, NULL, ML_FOR_BATCH, FIELD(fresh),
      "analyse every bundle, whatever earlier runs kept", NULL },
    { "verify", 0, NULL, ML_FOR_BATCH, FIELD(verify),
      "read every bundle to see whether it is unchanged", NULL },
    { "fail-fast", 0, NULL, ML_FOR_BATCH, FIELD(fail_fast),
      "end at the first bundle that cannot be read", NULL },
    { "fail-on", 0, "new|any|unread", ML_FOR_BATCH | ML_FOR_MERGE,
      READ(read_fail_on, fail_on), "what alone the exit status tells of",
      "new, any or unread" },
    { "stale-days", 0, "N", ML_FOR_BATCH | ML_FOR_MERGE, FIELD(stale_days),
      "a server whose data are older is stale [7]", "a number of days" },
    { "keep-days", 0, "N", ML_FOR_BATCH | ML_FOR_HISTORY | ML_FOR_MERGE,
      FIELD(keep_days), "forget what is older; 0 keeps all [0]", "a number of days" },
    { "metrics", 0, "FILE", ML_FOR_BATCH | ML_FOR_MERGE, FIELD(metrics),
      "write the counts of the run for Prometheus", "a file name" },
    { "log-format", 0, "text|json", ML_FOR_BATCH | ML_FOR_MERGE,
      READ(read_log_form, log_json), "form of the lines on standard error",
      "text or json" },
    { "quiet", 'q', NULL,
      ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_PATTERNS | ML_FOR_DIFF | ML_FOR_MERGE,
      FIELD(quiet), "no summary on standard output", NULL },
    { "color", 0, "auto|always|never", ML_FOR_ALL, READ(read_when, color),
      "colours in the summary; auto: on a terminal", "auto, always or never" },
    { "progress", 0, "auto|always|never", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_MERGE,
      READ(read_when, progress), "progress on standard error; auto: on a terminal",
      "auto, always or never" },
    { "help", 'h', NULL, ML_FOR_ALL, FIELD(help), "this text", NULL },
    { "version", 'V', NULL, ML_FOR_ALL, FIELD(version), "version and libraries", NULL },
};

const size_t ml_noptions = ML_COUNT(ml_options);
