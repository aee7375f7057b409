/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "cli/apart.h"
#include "cli/command.h"
#include "cli/eventmessages.h"
#include "cli/eventshow.h"
#include "cli/screen.h"
#include "facts/regdata.h"
#include "hive/hive.h"
#include "input/decode.h"
#include "input/name.h"
#include "input/spool.h"
#include "input/walk.h"
#include "record/errlog.h"
#include "base/ban.h"

enum { PIECE_BYTES = 256 * 1024 };

/* The lines around the one asked for, kept while the member streams by. */
struct shower {
    struct ml_address address;
    const struct ml_cli *cli;
    const char *const *passphrases;
    const char *path; /* of the bundle */
    /* For event logs only. */
    const struct ml_catalogue *catalogue;
    struct ml_mta_store *messages;
    unsigned context;
    uint64_t hive_max_bytes;
    bool found, past_end, past_record, past_event;
    bool unread; /* what was printed is not all: said already */
    bool colour;
    uint64_t last_line; /* of the member */
    struct ml_err err;
};

/* Whether `address` lies in the archive or folder `holder`. */
static bool is_inside(ml_str address, ml_str holder)
{
    return ml_str_starts(address, holder) && address.n > holder.n &&
           (address.p[holder.n] == '!' || address.p[holder.n] == '/');
}

/* The member itself, an archive on the way to it, or what is inside it. */
static bool wants(void *ctx, ml_str address)
{
    const struct shower *s = ctx;
    ml_str file = s->address.file;

    return ml_str_eq(address, file) || is_inside(file, address) ||
           is_inside(address, file);
}

/* A log line on the terminal: nothing in it may move the cursor. */
static void print_safe(ml_str line)
{
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        unsigned char d = i + 1 < line.n ? (unsigned char)line.p[i + 1] : 0;
        if (c == '\t')
            putchar('\t');
        else if (c < 0x20 || c == 0x7f)
            printf("\\x%02x", c);
        else if (c == 0xc2 && d >= 0x80 && d < 0xa0) {
            printf("\\x%02x", d); /* C1 control */
            i++;
        } else
            putchar(c);
    }
}

static void print_line(const struct shower *s, uint64_t number, ml_str line,
                       bool target)
{
    if (target && s->colour)
        fputs("\033[1m", stdout);
    printf("%c%7llu  ", target ? '>' : ' ', (unsigned long long)number);
    print_safe(line);
    if (target && s->colour)
        fputs("\033[0m", stdout);
    putchar('\n');
}

/* What is printed: the record (with its continuation lines) and context around it. */
struct window {
    uint64_t first, last; /* of the record; last grows with continuation lines */
    bool closed;          /* the record's end was seen */
};

static void take_line(struct shower *s, struct window *w, uint64_t number, ml_str line)
{
    ml_yearless stamp;

    if (number < w->first) {
        if (w->first - number <= s->context)
            print_line(s, number, line, false);
        return;
    }
    if (number == w->first) {
        s->found = true;
        w->closed = !ml_errlog_starts(line, &stamp);
    } else if (!w->closed) {
        w->closed = ml_errlog_starts(line, &stamp);
        if (!w->closed)
            w->last = number;
    }
    bool inside = number <= w->last;
    if (inside || number - w->last <= s->context)
        print_line(s, number, line, inside);
}

/* The address of an archive or folder shows what is in it. */
static void list_member(struct shower *s, const struct ml_walk_member *member)
{
    print_safe(member->address);
    putchar('\n');
    s->found = true;
}

/* Data of a value: text as text, numbers as numbers, the rest as bytes. */
static void print_data(uint32_t type, ml_str data)
{
    enum { SHOWN_BYTES = 4096 };
    uint64_t number = 0;

    if (type == ML_HIVE_SZ || type == ML_HIVE_EXPAND_SZ || type == ML_HIVE_MULTI_SZ) {
        struct ml_arena arena;
        ml_arena_init(&arena);
        print_safe(ml_regdata_utf16(&arena, data));
        ml_arena_reset(&arena);
    } else if ((type == ML_HIVE_DWORD && data.n == 4) ||
               (type == ML_HIVE_QWORD && data.n == 8)) {
        for (size_t i = data.n; i > 0; i--)
            number = number << 8 | (unsigned char)data.p[i - 1];
        printf("0x%llx", (unsigned long long)number);
    } else {
        for (size_t i = 0; i < data.n && i < SHOWN_BYTES; i++)
            printf("%s%02x", i ? " " : "", (unsigned char)data.p[i]);
    }
}

static void hive_is(void *ctx, enum ml_hive_kind kind, ml_str control_set)
{
    (void)ctx;
    (void)kind;
    (void)control_set;
}

static void hive_key(void *ctx, ml_str path, bool absent)
{
    struct shower *s = ctx;

    s->found = true;
    print_safe(path);
    puts(absent ? ": there is no such key" : "");
}

static void hive_value(void *ctx, ml_str name, uint32_t type, ml_str data)
{
    static const char *const types[] = {
        "REG_NONE",
        "REG_SZ",
        "REG_EXPAND_SZ",
        "REG_BINARY",
        "REG_DWORD",
        "REG_DWORD_BIG_ENDIAN",
        "REG_LINK",
        "REG_MULTI_SZ",
        "REG_RESOURCE_LIST",
        "REG_FULL_RESOURCE_DESCRIPTOR",
        "REG_RESOURCE_REQUIREMENTS_LIST",
        "REG_QWORD",
    };
    (void)ctx;

    fputs("    ", stdout);
    print_safe(name.n ? name : ML_STR("(Default)"));
    printf("    %s    ", type < ML_COUNT(types) ? types[type] : "?");
    print_data(type, data);
    putchar('\n');
}

/* The key, and the value or all of its values, as reg query prints them. */
static void show_hive(struct shower *s, struct ml_stream *stream)
{
    struct ml_hive_sink sink = { s, hive_is, hive_key, hive_value };
    int fd;

    s->past_record = true;
    if (ml_spool(stream, s->hive_max_bytes, &fd, &s->err) != ML_OK)
        return;
    enum ml_rc rc = ml_hive_read(fd, NULL, s->address.record, &sink, &s->err);
    if (rc == ML_OK)
        s->err.kind = ML_ERR_NONE;
    close(fd);
}

/* The record with those around it, or all of them. */
static void show_events(struct shower *s, const struct ml_walk_member *member,
                        struct ml_stream *stream)
{
    struct ml_event_show show = { .speech = { .catalogue = s->catalogue,
                                              .lang = s->cli->lang },
                                  .record = s->address.record,
                                  .context = s->context,
                                  .colour = s->colour };
    struct ml_buf troubles = { 0 };
    ml_str line;

    if (!s->messages) {
        s->messages = ml_event_messages_new(s->cli->lang, &s->cli->limits);
        ml_event_messages_find(s->messages, s->path, &s->cli->limits, s->passphrases,
                               &troubles);
        troubles.n = 0; /* the record is what was asked for */
    }
    ml_event_messages_use(s->messages, member->path, &show.speech);
    s->found = ml_event_show(&show, stream, &troubles);
    s->past_event = !s->found;
    fflush(stdout);
    for (ml_str rest = ml_buf_view(&troubles); ml_str_line(&rest, &line);) {
        fprintf(stderr, "marslog: %.*s: %.*s\n", ML_STR_ARG(s->address.file),
                ML_STR_ARG(line));
        s->unread = true;
    }
    ml_buf_reset(&troubles);
}

static void leaf(void *ctx, unsigned worker, const struct ml_walk_member *member,
                 struct ml_stream *stream)
{
    struct shower *s = ctx;
    struct ml_decoder decoder = { 0 };
    struct ml_buf text = { 0 };
    char *piece = malloc(PIECE_BYTES);
    struct window w = { .first = s->address.line ? s->address.line : 1 };
    uint64_t number = 0;
    ssize_t n;
    (void)worker;

    if (!piece)
        ml_oom();
    if (!ml_str_eq(member->address, s->address.file)) {
        if (!s->address.line && is_inside(member->address, s->address.file))
            list_member(s, member);
        free(piece);
        return;
    }
    if (member->kind == ML_FILE_HIVE) {
        if (s->address.record.n)
            show_hive(s, stream);
        else
            list_member(s, member);
        free(piece);
        return;
    }
    if (member->kind == ML_FILE_EVTX) {
        show_events(s, member, stream);
        free(piece);
        return;
    }
    s->found = !s->address.line; /* also of an empty file */
    w.last = s->address.line ? w.first : UINT64_MAX;
    do {
        n = ml_stream_read(stream, piece, PIECE_BYTES, &s->err);
        ml_decode_add(&decoder, piece, n > 0 ? (size_t)n : 0, n <= 0, &text);
        ml_str rest = ml_buf_view(&text), line;
        while (rest.n && (n <= 0 || ml_str_find_char(rest, '\n') != ML_NPOS) &&
               ml_str_line(&rest, &line))
            take_line(s, &w, ++number, line);
        memmove(text.p ? text.p : piece, rest.p ? rest.p : piece, rest.n);
        text.n = rest.n;
    } while (n > 0 && !(w.closed && number > w.last && number - w.last > s->context));
    s->past_end = !s->found;
    s->last_line = number;
    ml_decode_reset(&decoder);
    ml_buf_reset(&text);
    free(piece);
}

static void refused(void *ctx, unsigned worker, const struct ml_walk_member *member,
                    enum ml_read_state state, const char *reason, uint64_t bytes)
{
    struct shower *s = ctx;
    (void)worker;
    (void)state;
    (void)bytes;

    if (is_inside(member->address, s->address.file) && !s->address.line)
        list_member(s, member);
    ml_err_set(&s->err, ML_FAIL, ML_ERR_UNSUPPORTED, "%s", reason);
    snprintf(s->err.where, sizeof(s->err.where), "%.*s", ML_STR_ARG(member->address));
}

/* The file on disk that an address begins with: everything up to the first '!' is
 * one name. */
static char *path_of(ml_str encoded)
{
    struct ml_buf path = { 0 };

    ml_name_unencode(&path, encoded);
    ml_buf_char(&path, 0);
    return path.p;
}

/* In a worker. */
static int show(void *ctx)
{
    struct shower *s = ctx;
    const struct ml_cli *cli = s->cli;
    struct ml_pool *pool = ml_pool_new(1);
    static struct ml_walk_usage usage;
    struct ml_walk_options options = { .limits = &cli->limits,
                                       .passphrases = s->passphrases,
                                       .pool = pool,
                                       .usage = &usage };
    struct ml_visitor visitor = { s, leaf, refused, wants };
    struct ml_err err = { 0 };

    enum ml_rc rc = ml_walk(s->path, s->address.path, &options, &visitor, &err);
    ml_pool_free(pool);
    if (rc != ML_OK) {
        ml_cli_complain(&err);
    } else if (!s->found) {
        if (s->err.kind)
            ml_cli_complain(&s->err);
        else if (s->past_record)
            fprintf(stderr, "marslog: %.*s has no such key or value\n",
                    ML_STR_ARG(s->address.file));
        else if (s->past_event)
            fprintf(stderr, "marslog: %.*s has no record %.*s\n",
                    ML_STR_ARG(s->address.file), ML_STR_ARG(s->address.record));
        else if (s->past_end)
            fprintf(stderr, "marslog: %.*s has only %llu lines\n",
                    ML_STR_ARG(s->address.file), (unsigned long long)s->last_line);
        else
            fprintf(stderr, "marslog: %s holds no %.*s\n", s->path,
                    ML_STR_ARG(s->address.file));
    }
    ml_mta_store_free(s->messages);
    return rc == ML_OK && s->found && !s->unread ? ML_EXIT_CLEAN : ML_EXIT_UNREAD;
}

/* The words for events have to be there before a worker who may open nothing. */
static bool may_be_events(const struct ml_address *address)
{
    return !address->line || ml_str_ends_nocase(address->file, ML_STR(".evtx"));
}

static int show_apart(const struct ml_cli *cli, struct shower *s)
{
    char *path = path_of(s->address.path), *beside = ml_event_messages_beside(path);
    const char *paths[] = { path, beside }, *why;
    struct ml_apart what = { .work = show,
                             .ctx = s,
                             .paths = paths,
                             .npaths = beside ? 2 : 1,
                             .dies_of_sigpipe = true };
    struct ml_rules rules = { 0 };

    s->path = path;
    if (may_be_events(&s->address) && ml_cli_rules(cli, &rules) == ML_OK)
        s->catalogue = rules.catalogue;
    int status = ml_apart(cli, &what, &why);
    if (status < 0) {
        fprintf(stderr, "marslog: %.*s: %s\n", ML_STR_ARG(s->address.file), why);
        status = ML_EXIT_UNREAD;
    }
    ml_rules_close(&rules);
    free(beside);
    free(path);
    return status;
}

static int run(struct ml_cli *cli)
{
    struct shower s = { .cli = cli,
                        .context = cli->context,
                        .hive_max_bytes = cli->limits.max[ML_LIMIT_HIVE_BYTES] };
    char **passphrases = NULL;
    struct ml_err err = { 0 };

    s.colour = ml_screen_colour(cli->color);
    if (cli->nargs != 1 || !ml_address_parse(ml_str_of(cli->args[0]), &s.address)) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                   "show needs one evidence address, such as b.zip!a.errlog:482");
        return ml_cli_usage("show", &err);
    }
    if (ml_str_eq(s.address.path, ML_STR("-"))) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                   "standard input cannot be read again; save the bundle as a file");
        return ml_cli_usage("show", &err);
    }
    if (ml_cli_passphrases(cli, &passphrases) != ML_OK)
        return ML_EXIT_USAGE;
    s.passphrases = (const char *const *)passphrases;
    int status = show_apart(cli, &s);
    ml_cli_passphrases_free(passphrases);
    return status;
}

const struct ml_command ml_command_show = {
    "show",
    ML_FOR_SHOW,
    "marslog show [options] ADDRESS",
    "print the record at an evidence address, with context lines",
    "ADDRESS is what a report prints: bundle.zip!folder/file.errlog:482, a record of "
    "an\n"
    "event log: bundle.zip!System.evtx#1042, or a value of a registry hive:\n"
    "bundle.zip!FS01_reg_System.HIV#ControlSet001\\...\\Value. Without a line or a "
    "record\n"
    "the whole file is printed, and of an archive or folder the addresses of what it\n"
    "holds.\n"
    "\n"
    "Exit status: 0 printed, 2 usage error, 3 nothing is there or it cannot be read.\n",
    run,
};
