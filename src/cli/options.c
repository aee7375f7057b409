/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/ban.h"

/* Each reads its value; false when it is not of its form. */
typedef bool reader(struct ml_cli *cli, const char *value);

static bool read_xml(struct ml_cli *c, const char *v)
{
    c->xml = v;
    return *v != 0;
}

static bool read_html(struct ml_cli *c, const char *v)
{
    c->html = v;
    return *v != 0;
}

static bool read_request(struct ml_cli *c, const char *v)
{
    c->request = v;
    return *v != 0;
}

static bool read_note(struct ml_cli *c, const char *v)
{
    c->note = v;
    return *v != 0;
}

static bool read_csv(struct ml_cli *c, const char *v)
{
    c->csv = v;
    return *v != 0;
}

static bool read_junit(struct ml_cli *c, const char *v)
{
    c->junit = v;
    return *v != 0;
}

static bool read_json(struct ml_cli *c, const char *v)
{
    c->json = v;
    return *v != 0;
}

static bool read_from(struct ml_cli *c, const char *v)
{
    c->from = v;
    return *v != 0;
}

static bool read_patterns(struct ml_cli *c, const char *v)
{
    c->patterns[c->npatterns++] = v; /* room for one per argument */
    return *v != 0;
}

static bool read_lang(struct ml_cli *c, const char *v)
{
    c->lang = strcmp(v, "ja") == 0 ? ML_JA : ML_EN;
    return strcmp(v, "ja") == 0 || strcmp(v, "en") == 0;
}

static bool read_count(const char *v, uint64_t max, uint64_t *ret)
{
    return ml_str_to_u64(ml_str_of(v), ret) && *ret <= max;
}

static bool read_jobs(struct ml_cli *c, const char *v)
{
    uint64_t n;
    bool ok = read_count(v, 256, &n) && n > 0;
    c->jobs = ok ? (unsigned)n : 1;
    return ok;
}

static bool read_memory(struct ml_cli *c, const char *v)
{
    return read_count(v, UINT64_C(1) << 24, &c->memory_mb);
}

static bool read_context(struct ml_cli *c, const char *v)
{
    uint64_t n;
    bool ok = read_count(v, 10000, &n);
    c->context = ok ? (unsigned)n : 0;
    return ok;
}

static bool read_offset(struct ml_cli *c, const char *v)
{
    c->has_utc_offset = true;
    return ml_time_parse_offset(ml_str_of(v), &c->utc_offset_minutes);
}

static bool read_as_of(struct ml_cli *c, const char *v)
{
    return ml_time_parse_iso(ml_str_of(v), &c->as_of);
}

static bool read_since(struct ml_cli *c, const char *v)
{
    return ml_time_parse_iso(ml_str_of(v), &c->since);
}

/* A day alone is meant whole. */
static bool read_until(struct ml_cli *c, const char *v)
{
    bool ok = ml_time_parse_iso(ml_str_of(v), &c->until);

    if (ok && strlen(v) == strlen("2026-11-22"))
        c->until.us += ML_DAY_US - 1;
    return ok;
}

static bool read_when(const char *v, enum ml_when *ret)
{
    static const char *const words[] = { "auto", "always", "never" };
    for (int i = 0; i < 3; i++)
        if (strcmp(v, words[i]) == 0) {
            *ret = (enum ml_when)i;
            return true;
        }
    return false;
}

static bool read_color(struct ml_cli *c, const char *v)
{
    return read_when(v, &c->color);
}

static bool read_progress(struct ml_cli *c, const char *v)
{
    return read_when(v, &c->progress);
}

static bool read_passphrase(struct ml_cli *c, const char *v)
{
    c->passphrase_file = v;
    return *v != 0;
}

static bool read_group(struct ml_cli *c, const char *v)
{
    c->group_by_folder = true;
    return strcmp(v, "folder") == 0;
}

static bool set_quiet(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->quiet = true;
}

static bool set_xml_output(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->xml_output = true;
}

static bool read_provider(struct ml_cli *c, const char *v)
{
    return ml_event_filter_provider(&c->events, v);
}

static bool read_channel(struct ml_cli *c, const char *v)
{
    return ml_event_filter_channel(&c->events, v);
}

static bool read_ids(struct ml_cli *c, const char *v)
{
    return ml_event_filter_ids(&c->events, v);
}

static bool read_levels(struct ml_cli *c, const char *v)
{
    return ml_event_filter_levels(&c->events, v);
}

static bool set_carve(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->carve = true;
}

static bool set_with_address(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->with_address = true;
}

static bool set_help(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->help = true;
}

static bool set_version(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->version = true;
}

static bool set_no_digest(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->no_digest = true;
}

static bool read_out(struct ml_cli *c, const char *v)
{
    c->out = v;
    return *v != 0;
}

static bool read_history(struct ml_cli *c, const char *v)
{
    c->history = v;
    return *v != 0;
}

static bool read_list(struct ml_cli *c, const char *v)
{
    c->list = v;
    return *v != 0;
}

static bool read_mutes(struct ml_cli *c, const char *v)
{
    c->mutes = v;
    return *v != 0;
}

static bool read_metrics(struct ml_cli *c, const char *v)
{
    c->metrics = v;
    return *v != 0;
}

static bool read_log_format(struct ml_cli *c, const char *v)
{
    c->log_json = strcmp(v, "json") == 0;
    return c->log_json || strcmp(v, "text") == 0;
}

static bool read_fail_on(struct ml_cli *c, const char *v)
{
    static const char *const words[] = { "", "new", "any", "unread" };

    for (int i = ML_FAIL_ON_NEW; i <= ML_FAIL_ON_UNREAD; i++)
        if (strcmp(v, words[i]) == 0) {
            c->fail_on = (enum ml_fail_on)i;
            return true;
        }
    return false;
}

static bool read_server(struct ml_cli *c, const char *v)
{
    c->server = v;
    return *v != 0;
}

static bool read_owner(struct ml_cli *c, const char *v)
{
    c->owner = v;
    return *v != 0;
}

static bool read_reason(struct ml_cli *c, const char *v)
{
    c->reason = v;
    return *v != 0;
}

static bool read_mute_until(struct ml_cli *c, const char *v)
{
    struct ml_time t;
    c->mute_until = v;
    return ml_time_parse_iso(ml_str_of(v), &t);
}

static bool read_small(const char *v, unsigned *ret)
{
    uint64_t n;
    bool ok = read_count(v, 1000000, &n);
    *ret = ok ? (unsigned)n : 0;
    return ok;
}

/* I/N */
static bool read_shard(struct ml_cli *c, const char *v)
{
    ml_str i, n;
    uint64_t shard, shards;

    if (!ml_str_cut(ml_str_of(v), '/', &i, &n) || !ml_str_to_u64(i, &shard) ||
        !ml_str_to_u64(n, &shards) || !shard || shard > shards || shards > 100000)
        return false;
    c->shard = (unsigned)shard;
    c->shards = (unsigned)shards;
    return true;
}

static bool read_settle(struct ml_cli *c, const char *v)
{
    return read_small(v, &c->settle_seconds);
}

static bool read_stale(struct ml_cli *c, const char *v)
{
    return read_small(v, &c->stale_days);
}

static bool read_keep(struct ml_cli *c, const char *v)
{
    return read_small(v, &c->keep_days);
}

static bool set_fail_fast(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->fail_fast = true;
}

static bool set_fresh(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->fresh = true;
}

static bool set_verify(struct ml_cli *c, const char *v)
{
    (void)v;
    return c->verify = true;
}

static const struct option_def {
    const char *name;
    char letter;
    const char *metavar; /* NULL: a switch */
    unsigned commands;
    reader *read;
    const char *help;
    const char *form; /* what a value must look like */
} options[] = {
    { "xml", 'x', "FILE", ML_FOR_SCAN | ML_FOR_DIFF | ML_FOR_MERGE, read_xml,
      "write it as XML; - is standard output", "a file name" },
    { "xml", 'x', NULL, ML_FOR_EXPLAIN | ML_FOR_EVENTS, set_xml_output,
      "as XML instead of text", NULL },
    { "html", 'H', "FILE", ML_FOR_SCAN | ML_FOR_MERGE, read_html,
      "write the HTML report; - is standard output", "a file name" },
    { "request", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE, read_request,
      "write a mail that asks for what is missing; - likewise", "a file name" },
    { "note", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE, read_note,
      "write a case note in Markdown; - likewise", "a file name" },
    { "csv", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE | ML_FOR_BATCH, read_csv,
      "write the findings as CSV, safe for spreadsheets; - likewise", "a file name" },
    { "junit", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE | ML_FOR_BATCH, read_junit,
      "write a JUnit report: a suite for each server; - likewise", "a file name" },
    { "json", 0, "FILE", ML_FOR_SCAN | ML_FOR_MERGE | ML_FOR_BATCH, read_json,
      "write it as JSON; - likewise", "a file name" },
    { "lang", 'l', "en|ja", ML_FOR_ALL, read_lang,
      "language of reports and messages; default: the locale", "en or ja" },
    { "patterns", 'p', "DIR", ML_FOR_ALL & ~ML_FOR_DIFF, read_patterns,
      "lay a folder of catalogue files over the built-in ones; repeatable",
      "a folder" },
    { "jobs", 'j', "N", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_MERGE, read_jobs,
      "threads; default: the number of processors", "a number from 1 to 256" },
    { "memory", 0, "MB", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_MERGE, read_memory,
      "of the process that reads a bundle; 0: no limit; default 4096",
      "a number of megabytes" },
    { "utc-offset", 'z', "+HH:MM", ML_FOR_SCAN | ML_FOR_SHOW | ML_FOR_BATCH,
      read_offset, "zone of stamps that carry none; they are shown in UTC",
      "an offset such as +09:00" },
    { "as-of", 0, "TIME", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_HISTORY | ML_FOR_MERGE,
      read_as_of, "the only source of \"now\", for ages and expiries",
      "an ISO 8601 date or time" },
    { "provider", 0, "NAME", ML_FOR_EVENTS, read_provider,
      "events of this provider; Microsoft-Windows- may be left out; repeatable",
      "the name of a provider" },
    { "id", 0, "IDS", ML_FOR_EVENTS, read_ids,
      "events with one of these ids, as in 7,11,51-55; repeatable",
      "event ids such as 7,11,51-55" },
    { "level", 0, "LEVELS", ML_FOR_EVENTS, read_levels,
      "critical, error, warning, information, verbose, or numbers; repeatable",
      "levels such as error,warning" },
    { "channel", 0, "NAME", ML_FOR_EVENTS, read_channel,
      "events of this log, as its name stands in them; repeatable",
      "the name of a log" },
    { "since", 0, "TIME", ML_FOR_EVENTS, read_since, "events from then on",
      "an ISO 8601 date or time" },
    { "until", 0, "TIME", ML_FOR_EVENTS, read_until, "events up to then",
      "an ISO 8601 date or time" },
    { "with-address", 0, NULL, ML_FOR_EVENTS, set_with_address,
      "the evidence address of each event in front of its line", NULL },
    { "carve", 0, NULL, ML_FOR_EVENTS, set_carve,
      "also what older events left in unused space", NULL },
    { "since", 0, "TIME", ML_FOR_SCAN | ML_FOR_BATCH, read_since,
      "records before it do not count; facts do", "an ISO 8601 date or time" },
    { "until", 0, "TIME", ML_FOR_SCAN | ML_FOR_BATCH, read_until,
      "records after it do not count; facts do", "an ISO 8601 date or time" },
    { "group-by", 0, "folder", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_MERGE, read_group,
      "keep the servers of each first-level folder apart", "folder" },
    { "passphrase-file", 0, "FILE",
      ML_FOR_SCAN | ML_FOR_SHOW | ML_FOR_EVENTS | ML_FOR_BATCH, read_passphrase,
      "passphrases for encrypted archives, one a line", "a file name" },
    { "no-digest", 0, NULL, ML_FOR_SCAN, set_no_digest,
      "leave out the SHA-256 of each bundle", NULL },
    { "context", 'C', "N", ML_FOR_SHOW, read_context,
      "lines before and after the record; default 3", "a number up to 10000" },
    { "from", 0, "LINE", ML_FOR_PATTERNS, read_from,
      "new: the record to make it from; - is a line on standard input", "a line" },
    { "out", 'o', "DIR", ML_FOR_BATCH | ML_FOR_HISTORY | ML_FOR_MUTE | ML_FOR_MERGE,
      read_out, "folder of the reports; made where it is not there", "a folder" },
    { "history", 0, "FILE", ML_FOR_BATCH | ML_FOR_HISTORY | ML_FOR_MERGE, read_history,
      "what the runs of before knew; default DIR/history.db", "a file name" },
    { "mutes", 0, "FILE", ML_FOR_BATCH | ML_FOR_MUTE | ML_FOR_MERGE, read_mutes,
      "who does not want to be told of what; default DIR/mutes", "a file name" },
    { "server", 0, "GLOB", ML_FOR_MUTE, read_server,
      "for servers of this name, with * and ?; default: all", "a name or glob" },
    { "owner", 0, "NAME", ML_FOR_MUTE, read_owner, "who wants it", "a name" },
    { "reason", 0, "TEXT", ML_FOR_MUTE, read_reason, "why", "a text" },
    { "until", 0, "DATE", ML_FOR_MUTE, read_mute_until,
      "last day, or moment in UTC, on which it holds", "a date such as 2026-12-31" },
    { "list", 0, "FILE", ML_FOR_BATCH, read_list,
      "a PATH on each line, or before each NUL; - is standard input", "a file name" },
    { "settle", 0, "SECONDS", ML_FOR_BATCH, read_settle,
      "a bundle modified less than this ago is still arriving [0]",
      "a number of seconds" },
    { "shard", 0, "I/N", ML_FOR_BATCH, read_shard,
      "only the I-th of N parts of the bundles, for merge", "a part such as 2/8" },
    { "fresh", 0, NULL, ML_FOR_BATCH, set_fresh,
      "analyse every bundle, whatever earlier runs kept", NULL },
    { "verify", 0, NULL, ML_FOR_BATCH, set_verify,
      "read every bundle to see whether it is unchanged", NULL },
    { "fail-fast", 0, NULL, ML_FOR_BATCH, set_fail_fast,
      "end at the first bundle that cannot be read", NULL },
    { "fail-on", 0, "new|any|unread", ML_FOR_BATCH | ML_FOR_MERGE, read_fail_on,
      "what alone the exit status tells of", "new, any or unread" },
    { "stale-days", 0, "N", ML_FOR_BATCH | ML_FOR_MERGE, read_stale,
      "a server whose data are older is stale [7]", "a number of days" },
    { "keep-days", 0, "N", ML_FOR_BATCH | ML_FOR_HISTORY | ML_FOR_MERGE, read_keep,
      "forget what is older; 0 keeps all [0]", "a number of days" },
    { "metrics", 0, "FILE", ML_FOR_BATCH | ML_FOR_MERGE, read_metrics,
      "write the counts of the run for Prometheus", "a file name" },
    { "log-format", 0, "text|json", ML_FOR_BATCH | ML_FOR_MERGE, read_log_format,
      "form of the lines on standard error", "text or json" },
    { "quiet", 'q', NULL,
      ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_PATTERNS | ML_FOR_DIFF | ML_FOR_MERGE,
      set_quiet, "no summary on standard output", NULL },
    { "color", 0, "auto|always|never", ML_FOR_ALL, read_color,
      "colours in the summary; auto: on a terminal", "auto, always or never" },
    { "progress", 0, "auto|always|never", ML_FOR_SCAN | ML_FOR_BATCH | ML_FOR_MERGE,
      read_progress, "progress on standard error; auto: on a terminal",
      "auto, always or never" },
    { "help", 'h', NULL, ML_FOR_ALL, set_help, "this text", NULL },
    { "version", 'V', NULL, ML_FOR_ALL, set_version, "version and libraries", NULL },
};

static const unsigned takes_limits =
    ML_FOR_SCAN | ML_FOR_SHOW | ML_FOR_EVENTS | ML_FOR_BATCH;

static bool has_terminal_language(const char *code)
{
    const char *locale = setlocale(LC_MESSAGES, NULL);
    return locale && strncmp(locale, code, strlen(code)) == 0;
}

static void set_defaults(struct ml_cli *cli, int argc)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);

    *cli = (struct ml_cli){ .jobs = cpus > 0 && cpus < 256 ? (unsigned)cpus : 1,
                            .memory_mb = 4096,
                            .context = 3,
                            .stale_days = 7 };
    cli->args = calloc((size_t)argc + 1, sizeof(*cli->args));
    cli->patterns = calloc((size_t)argc + 1, sizeof(*cli->patterns));
    if (!cli->args || !cli->patterns)
        ml_oom();
    cli->lang = has_terminal_language("ja") ? ML_JA : ML_EN;
    ml_limits_default(&cli->limits);
}

void ml_cli_reset(struct ml_cli *cli)
{
    free(cli->args);
    free(cli->patterns);
    ml_event_filter_reset(&cli->events);
    *cli = (struct ml_cli){ 0 };
}

/* A long name, in full or its unique beginning: index, -1 unknown, -2 ambiguous.
 * Limits come behind the options. */
static int find_long(unsigned command, ml_str name)
{
    int found = -1;

    for (size_t i = 0; i < ML_COUNT(options) + ML_NLIMITS; i++) {
        bool is_limit = i >= ML_COUNT(options);
        const char *have =
            is_limit ? ml_limit_defs[i - ML_COUNT(options)].option : options[i].name;
        unsigned takes = is_limit ? takes_limits : options[i].commands;
        if (!(takes & command) || !ml_str_starts(ml_str_of(have), name))
            continue;
        if (ml_str_eq(ml_str_of(have), name))
            return (int)i;
        found = found == -1 ? (int)i : -2;
    }
    return found;
}

static enum ml_rc apply(struct ml_cli *cli, int index, const char *value,
                        struct ml_err *err)
{
    if (index >= (int)ML_COUNT(options)) {
        int limit = index - (int)ML_COUNT(options);
        if (!ml_str_to_u64(ml_str_of(value), &cli->limits.max[limit]))
            return ml_err_set(err, ML_FAIL, ML_ERR_USAGE,
                              "--%s needs a number, not '%s'",
                              ml_limit_defs[limit].option, value);
        return ML_OK;
    }
    const struct option_def *o = &options[index];
    if (!o->read(cli, value))
        return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "--%s needs %s, not '%s'",
                          o->name, o->form, value);
    return ML_OK;
}

static bool takes_value(int index)
{
    return index >= (int)ML_COUNT(options) || options[index].metavar;
}

static enum ml_rc parse_long(struct ml_cli *cli, unsigned command, int argc,
                             char **argv, int *i, struct ml_err *err)
{
    ml_str name, value;
    bool glued = ml_str_cut(ml_str_of(argv[*i] + 2), '=', &name, &value);
    int index = find_long(command, name);

    if (index < 0)
        return ml_err_set(err, ML_FAIL, ML_ERR_USAGE,
                          index == -1 ? "unknown option --%.*s"
                                      : "--%.*s could be several options",
                          ML_STR_ARG(name));
    if (!takes_value(index)) {
        if (glued)
            return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "--%.*s takes no value",
                              ML_STR_ARG(name));
        return apply(cli, index, "", err);
    }
    if (glued)
        return apply(cli, index, value.p, err);
    if (*i + 1 >= argc)
        return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "--%.*s needs a value",
                          ML_STR_ARG(name));
    return apply(cli, index, argv[++*i], err);
}

static enum ml_rc parse_letters(struct ml_cli *cli, unsigned command, int argc,
                                char **argv, int *i, struct ml_err *err)
{
    for (const char *p = argv[*i] + 1; *p; p++) {
        int index = -1;
        for (size_t k = 0; k < ML_COUNT(options); k++)
            if (options[k].letter == *p && (options[k].commands & command))
                index = (int)k;
        if (index < 0)
            return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "unknown option -%c", *p);
        if (!takes_value(index)) {
            enum ml_rc rc = apply(cli, index, "", err);
            if (rc != ML_OK)
                return rc;
            continue;
        }
        if (p[1])
            return apply(cli, index, p + 1, err);
        if (*i + 1 >= argc)
            return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "-%c needs a value", *p);
        return apply(cli, index, argv[++*i], err);
    }
    return ML_OK;
}

enum ml_rc ml_cli_parse(struct ml_cli *ret, unsigned command, int argc, char **argv,
                        struct ml_err *err)
{
    bool only_args = false;

    set_defaults(ret, argc);
    for (int i = 0; i < argc; i++) {
        enum ml_rc rc = ML_OK;
        if (only_args || argv[i][0] != '-' || argv[i][1] == 0)
            ret->args[ret->nargs++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            only_args = true;
        else if (argv[i][1] == '-')
            rc = parse_long(ret, command, argc, argv, &i, err);
        else
            rc = parse_letters(ret, command, argc, argv, &i, err);
        if (rc != ML_OK)
            return rc;
    }
    return ML_OK;
}

static void print_option(char letter, const char *name, const char *metavar,
                         const char *help)
{
    enum { HELP_COLUMN = 34 };
    char left[80];

    snprintf(left, sizeof(left), "%c%c%c --%s%s%s", letter ? '-' : ' ',
             letter ? letter : ' ', letter ? ',' : ' ', name, metavar ? " " : "",
             metavar ? metavar : "");
    if (strlen(left) > HELP_COLUMN - 4)
        printf("  %s\n%*s%s\n", left, HELP_COLUMN, "", help);
    else
        printf("  %-*s%s\n", HELP_COLUMN - 2, left, help);
}

void ml_cli_print_options(unsigned command)
{
    printf("Options:\n");
    for (size_t i = 0; i < ML_COUNT(options); i++)
        if (options[i].commands & command)
            print_option(options[i].letter, options[i].name, options[i].metavar,
                         options[i].help);
    if (!(command & takes_limits))
        return;
    printf("\nLimits (reaching one is told in the report and gives exit status 3):\n");
    for (int i = 0; i < ML_NLIMITS; i++) {
        char help[160];
        snprintf(help, sizeof(help), "%s [%llu]", ml_limit_defs[i].help,
                 (unsigned long long)ml_limit_defs[i].normal);
        print_option(0, ml_limit_defs[i].option, ml_limit_defs[i].unit, help);
    }
}

void ml_cli_print_names(unsigned command)
{
    for (size_t i = 0; i < ML_COUNT(options); i++)
        if (options[i].commands & command)
            printf("--%s\n", options[i].name);
    for (int i = 0; i < ML_NLIMITS && (command & takes_limits); i++)
        printf("--%s\n", ml_limit_defs[i].option);
}
