/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "cli/apart.h"
#include "cli/command.h"
#include "cli/eventlog.h"
#include "cli/eventmessages.h"
#include "input/name.h"
#include "input/walk.h"
#include "report/sink.h"
#include "base/ban.h"

enum { FLUSH_BYTES = 64 * 1024 };

struct printer {
    const struct ml_cli *cli;
    struct ml_event_speech speech;
    struct ml_mta_store *messages; /* that stand beside the logs */
    struct ml_buf out;
    struct ml_walk_usage *usage;
    uint64_t nlogs;
    bool unread;    /* something could not be read, or in part */
    bool no_reader; /* nobody reads what is printed: not our business */
    bool failed;    /* standard output cannot be written */
};

static void flush_out(struct printer *p)
{
    if (p->out.n && !p->failed && !p->no_reader) {
        int failed = ml_write_file(stdout, p->out.p, p->out.n);
        if (!failed && fflush(stdout) != 0)
            failed = errno;
        p->no_reader = failed == EPIPE;
        p->failed = failed && failed != EPIPE;
        if (p->failed)
            fprintf(stderr, "marslog: cannot write to standard output: %s\n",
                    strerror(failed));
    }
    p->out.n = 0;
}

static void complain(struct printer *p, ml_str address, ml_str what)
{
    struct ml_buf line = { 0 };

    flush_out(p); /* what was read before comes first */
    ml_event_add_safe(&line, address);
    fprintf(stderr, "marslog: %.*s: %.*s\n", ML_STR_ARG(ml_buf_view(&line)),
            ML_STR_ARG(what));
    ml_buf_reset(&line);
    p->unread = true;
}

static void print_event(struct printer *p, ml_str address, struct ml_event_log *log,
                        const struct ml_evtx_event *event, struct ml_event_place place)
{
    if (p->cli->with_address) {
        ml_buf_str(&p->out, address);
        ml_buf_char(&p->out, '#');
        ml_event_add_record(&p->out, event->record, place);
        ml_buf_char(&p->out, '\t');
    }
    if (p->cli->xml_output)
        ml_event_log_xml(log, event, &p->out);
    else
        ml_event_add_line(&p->out, &p->speech, event);
    ml_buf_char(&p->out, '\n');
    if (p->out.n >= FLUSH_BYTES)
        flush_out(p);
}

/* Each line of it is about `address`; when that is empty it names its own. */
static void complain_lines(struct printer *p, ml_str address, struct ml_buf *troubles)
{
    ml_str line, rest = ml_buf_view(troubles);

    while (ml_str_line(&rest, &line)) {
        if (address.n) {
            complain(p, address, line);
        } else {
            fprintf(stderr, "marslog: %.*s\n", ML_STR_ARG(line));
            p->unread = true;
        }
    }
    ml_buf_reset(troubles);
}

static void print_log(struct printer *p, const struct ml_walk_member *member,
                      struct ml_stream *stream)
{
    struct ml_event_log *log = ml_event_log_open(stream, p->cli->carve);
    struct ml_evtx_event event;
    struct ml_event_place place;
    struct ml_buf troubles = { 0 };

    p->nlogs++;
    ml_event_messages_use(p->messages, member->path, &p->speech);
    while (!p->no_reader && !p->failed && ml_event_log_next(log, &event, &place))
        if (ml_event_filter_takes(&p->cli->events, p->cli->since, p->cli->until,
                                  &event))
            print_event(p, member->address, log, &event, place);
    if (!p->no_reader && ml_event_log_troubles(log, &troubles))
        complain_lines(p, member->address, &troubles);
    ml_event_log_close(log);
}

static void leaf(void *ctx, unsigned worker, const struct ml_walk_member *member,
                 struct ml_stream *stream)
{
    struct printer *p = ctx;
    (void)worker;

    if (member->kind == ML_FILE_EVTX)
        print_log(p, member, stream);
    if (p->no_reader || p->failed)
        atomic_store(&p->usage->stopping, true);
}

static void refused(void *ctx, unsigned worker, const struct ml_walk_member *member,
                    enum ml_read_state state, const char *reason, uint64_t bytes)
{
    struct printer *p = ctx;
    (void)worker;
    (void)bytes;

    if (state != ML_SKIPPED)
        complain(p, member->address, ml_str_of(reason));
}

/* In a worker. */
static void print_path(struct printer *p, const char *path,
                       const char *const *passphrases)
{
    struct ml_pool *pool = ml_pool_new(1); /* in the order of the bundle */
    struct ml_walk_usage usage = { 0 };
    struct ml_walk_options options = { .limits = &p->cli->limits,
                                       .passphrases = passphrases,
                                       .pool = pool,
                                       .usage = &usage };
    struct ml_visitor visitor = { p, leaf, refused, NULL };
    struct ml_buf address = { 0 }, troubles = { 0 };
    struct ml_err err = { 0 };

    p->messages = ml_event_messages_new(p->cli->lang, &p->cli->limits);
    uint64_t seconds = p->cli->limits.max[ML_LIMIT_SECONDS];
    if (seconds)
        options.deadline_us = ml_walk_now_us() + (int64_t)seconds * ML_SECOND_US;
    ml_name_encode(&address, ml_str_of(path), true);
    p->usage = &usage;
    if (!p->cli->xml_output) { /* XML has no messages */
        ml_event_messages_find(p->messages, path, &p->cli->limits, passphrases,
                               &troubles);
        complain_lines(p, ML_STR_NONE, &troubles);
    }
    enum ml_rc rc = ml_walk(path, ml_buf_view(&address), &options, &visitor, &err);
    int limit = atomic_load(&usage.limit);
    flush_out(p);
    if (rc != ML_OK) {
        ml_cli_complain(&err);
        p->unread = true;
    } else if (limit) {
        complain(p, ml_buf_view(&address), ml_str_of(ml_limit_defs[limit - 1].said));
    } else if (!p->nlogs && !p->unread) {
        complain(p, ml_buf_view(&address), ML_STR("holds no event log"));
    }
    ml_buf_reset(&address);
    ml_pool_free(pool);
    ml_mta_store_free(p->messages);
}

/* A path on its way through a worker. */
struct errand {
    struct printer *p;
    const char *path;
    const char *const *passphrases;
};

enum { UNREAD = 1, NO_READER = 2, FAILED = 4 }; /* bits of what it says */

static int work(void *ctx)
{
    struct errand *e = ctx;
    struct printer *p = e->p;

    print_path(p, e->path, e->passphrases);
    return (p->unread ? UNREAD : 0) | (p->no_reader ? NO_READER : 0) |
           (p->failed ? FAILED : 0);
}

static void print_apart(struct printer *p, const char *path,
                        const char *const *passphrases)
{
    char *beside = ml_event_messages_beside(path);
    const char *paths[] = { path, beside };
    struct errand errand = { p, path, passphrases };
    struct ml_apart what = {
        .work = work, .ctx = &errand, .paths = paths, .npaths = beside ? 2 : 1
    };
    struct ml_buf address = { 0 };
    const char *why;
    bool unread = p->unread;

    p->unread = false; /* the worker looks at it for its path */
    int said = ml_apart(p->cli, &what, &why);
    if (said < 0) {
        ml_name_encode(&address, ml_str_of(path), true);
        complain(p, ml_buf_view(&address), ml_str_of(why));
        ml_buf_reset(&address);
    } else {
        p->unread = unread || (said & UNREAD);
        p->no_reader = said & NO_READER;
        p->failed = said & FAILED;
    }
    free(beside);
}

static int print_all(const struct ml_cli *cli, const struct ml_rules *rules,
                     const char *const *passphrases)
{
    struct printer p = {
        .cli = cli, .speech = { .catalogue = rules->catalogue, .lang = cli->lang }
    };

    signal(SIGPIPE, SIG_IGN);
    if (cli->xml_output)
        ml_buf_text(&p.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Events>\n");
    flush_out(&p);
    for (size_t i = 0; i < cli->nargs && !p.no_reader && !p.failed; i++)
        print_apart(&p, cli->args[i], passphrases);
    if (cli->xml_output)
        ml_buf_text(&p.out, "</Events>\n");
    flush_out(&p);
    ml_buf_reset(&p.out);
    return p.unread || p.failed ? ML_EXIT_UNREAD : ML_EXIT_CLEAN;
}

static int run(struct ml_cli *cli)
{
    struct ml_err err = { 0 };

    if (cli->nargs == 0) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "events needs at least one PATH");
        return ml_cli_usage("events", &err);
    }
    if (cli->xml_output && cli->with_address) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                   "--with-address is for lines: XML has no place for it");
        return ml_cli_usage("events", &err);
    }
    return ml_cli_with_rules(cli, print_all);
}

const struct ml_command ml_command_events = {
    "events",
    ML_FOR_EVENTS,
    "marslog events [options] PATH...",
    "print the events of Windows event logs, also inside bundles",
    "PATH is an .evtx file, a folder, an archive at any depth of nesting, or - for\n"
    "standard input. Each event is a line: record id, time (UTC), level, provider, "
    "event\n"
    "id, channel, computer and message, separated by TABs; with --xml it is an <Event> "
    "as\n"
    "Windows prints it. Events come in the order of the file, which is not that of "
    "their\n"
    "times where a log has gone round. Times given to --since and --until are UTC "
    "unless\n"
    "they carry another zone. Options of one kind widen what passes, those of several\n"
    "kinds narrow it.\n"
    "\n"
    "Exit status: 0 read, whether any event passed or not, 2 usage error, 3 something\n"
    "could not be read, or only in part: standard error says which log and chunk.\n",
    run,
};
