/* SPDX-License-Identifier: MIT */
#include "cli/batchlog.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/command.h"
#include "report/utf8.h"
#include "base/ban.h"

struct ml_batch_log {
    bool is_json, has_progress, is_shown;
    int64_t began_us;
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * ML_SECOND_US + t.tv_nsec / 1000;
}

struct ml_batch_log *ml_batch_log_new(const struct ml_cli *cli)
{
    struct ml_batch_log *log = calloc(1, sizeof(*log));

    if (!log)
        ml_oom();
    log->is_json = cli->log_json;
    log->has_progress =
        cli->progress == ML_ALWAYS ||
        (cli->progress == ML_AUTO && !log->is_json && isatty(STDERR_FILENO));
    log->began_us = now_us();
    return log;
}

struct ml_batch_log *ml_batch_log_free(struct ml_batch_log *log)
{
    free(log);
    return NULL;
}

/* ---- a line of names and values ---- */

struct line {
    struct ml_buf text;
    bool is_json;
};

static void add_escape(struct ml_buf *out, uint32_t c)
{
    if (c > 0xffff) /* as JSON has it: two halves */
        ml_buf_printf(out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                      0xdc00 + ((c - 0x10000) & 0x3ff));
    else
        ml_buf_printf(out, "\\u%04x", c);
}

/* In quotes; what is no UTF-8, or would deceive a terminal, escaped. */
static void add_quoted(struct ml_buf *out, ml_str s)
{
    ml_buf_char(out, '"');
    while (s.n) {
        uint32_t c = ml_utf8_take(&s);
        if (c == '"' || c == '\\')
            ml_buf_printf(out, "\\%c", (char)c);
        else if (ml_utf8_is_control(c) || ml_utf8_is_deceptive(c))
            add_escape(out, c);
        else
            ml_utf8_put(out, c);
    }
    ml_buf_char(out, '"');
}

static bool is_bare(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] == '\\' || s.p[i] == '=' ||
            (unsigned char)s.p[i] >= 0x7f)
            return false;
    return s.n > 0;
}

static void begin(struct line *line, bool is_json, const char *event)
{
    *line = (struct line){ .is_json = is_json };
    if (line->is_json)
        ml_buf_printf(&line->text, "{\"event\":\"%s\"", event);
    else
        ml_buf_text(&line->text, event);
}

static void put_text(struct line *line, const char *name, ml_str value)
{
    ml_buf_printf(&line->text, line->is_json ? ",\"%s\":" : " %s=", name);
    if (!line->is_json && is_bare(value))
        ml_buf_str(&line->text, value);
    else
        add_quoted(&line->text, value);
}

static void put_number(struct line *line, const char *name, uint64_t value)
{
    ml_buf_printf(&line->text, line->is_json ? ",\"%s\":%llu" : " %s=%llu", name,
                  (unsigned long long)value);
}

static void end(struct line *line, struct ml_batch_log *log)
{
    ml_buf_text(&line->text, line->is_json ? "}\n" : "\n");
    if (log->is_shown)
        fputs("\r\033[K", stderr);
    log->is_shown = false;
    fwrite(line->text.p, 1, line->text.n, stderr);
    ml_buf_reset(&line->text);
}

/* ---- what is told ---- */

static void on_line(void *ctx, const struct ml_batch_line *bundle)
{
    struct ml_batch_log *log = ctx;
    struct line line;

    begin(&line, log->is_json, "bundle");
    put_text(&line, "state", ml_str_of(bundle->state));
    put_number(&line, "bytes", bundle->bytes);
    put_number(&line, "ms", (uint64_t)bundle->took_us / 1000);
    put_text(&line, "path", bundle->path);
    if (bundle->reason.n || log->is_json) /* there each line of a kind has each name */
        put_text(&line, "reason", bundle->reason);
    end(&line, log);
}

static void on_note(void *ctx, const char *text)
{
    ml_batch_log_note(ctx, text);
}

static void complain_in_json(const struct ml_err *err)
{
    struct ml_batch_log log = { .is_json = true };
    struct line line;

    begin(&line, true, "error");
    put_text(&line, "where", ml_str_of(err->where));
    put_number(&line, "line", err->line);
    put_text(&line, "text", ml_str_of(err->text));
    end(&line, &log);
}

void ml_batch_log_form(const struct ml_cli *cli)
{
    if (cli->log_json)
        ml_cli_complain_by(complain_in_json);
}

void ml_batch_log_note(struct ml_batch_log *log, const char *text)
{
    struct line line;

    begin(&line, log->is_json, "note");
    put_text(&line, "text", ml_str_of(text));
    end(&line, log);
}

/* Rate and what is left, by the bytes of the bundles as they lie there. */
static void on_progress(void *ctx, const struct ml_batch_progress *p)
{
    struct ml_batch_log *log = ctx;
    double s = (double)(now_us() - log->began_us) / 1e6;
    double rate = s > 0 ? (double)p->done_bytes / s : 0;

    if (!log->has_progress)
        return;
    if (p->is_judging) {
        fprintf(stderr, "\r\033[K%u/%u servers", p->done, p->n);
    } else {
        fprintf(stderr,
                "\r\033[K%u/%u bundles, %.0f/%.0f MB, %.0f MB unpacked, %.1f MB/s",
                p->done, p->n, (double)p->done_bytes / 1e6, (double)p->bytes / 1e6,
                (double)p->produced_bytes / 1e6, rate / 1e6);
        if (rate > 0 && p->bytes > p->done_bytes) {
            unsigned left = (unsigned)((double)(p->bytes - p->done_bytes) / rate);
            fprintf(stderr, ", %u:%02u:%02u left", left / 3600, left / 60 % 60,
                    left % 60);
        }
    }
    fflush(stderr);
    log->is_shown = true;
}

struct ml_batch_watch ml_batch_log_watch(struct ml_batch_log *log)
{
    return (struct ml_batch_watch){ log, on_line, on_progress, on_note };
}

static void put_bundles(struct line *line, const struct ml_bundle_counts *n)
{
    put_number(line, "bundles", n->bundles);
    put_number(line, "read", n->read);
    put_number(line, "partial", n->partial);
    put_number(line, "unreadable", n->unreadable);
    put_number(line, "arriving", n->arriving);
}

void ml_batch_log_end(struct ml_batch_log *log, const struct ml_batch_result *result)
{
    const struct ml_board *b = result->board;
    const struct ml_board_night *n = &b->nights[b->nnights - 1];
    const struct ml_bundle_counts bundles = { b->nbundles, b->nread, b->npartial,
                                              b->nunreadable, b->narriving };
    struct ml_arena arena;
    struct line line;

    ml_arena_init(&arena);
    begin(&line, log->is_json, "complete");
    put_bundles(&line, &bundles);
    put_number(&line, "unchanged", result->nunchanged);
    put_number(&line, "servers", n->servers);
    put_number(&line, "problems", n->problems);
    put_number(&line, "clean", n->clean);
    put_number(&line, "incomplete", n->incomplete);
    put_number(&line, "stale", n->stale);
    put_number(&line, "new", n->new_);
    put_number(&line, "ongoing", n->ongoing);
    put_number(&line, "changed", n->changed);
    put_number(&line, "resolved", n->resolved);
    put_number(&line, "not-seen", n->not_seen);
    put_number(&line, "muted", n->muted);
    put_text(&line, "as-of", ml_time_iso(&arena, b->as_of));
    end(&line, log);
    ml_arena_reset(&arena);
}

void ml_batch_log_shard(struct ml_batch_log *log, const struct ml_shard_counts *counts,
                        const struct ml_batch_options *options)
{
    struct line line;

    begin(&line, log->is_json, "complete");
    put_number(&line, "shard", options->shard);
    put_number(&line, "shards", options->shards);
    put_bundles(&line, &counts->bundles);
    put_number(&line, "servers", counts->servers);
    put_number(&line, "problems", counts->problems);
    put_number(&line, "incomplete", counts->incomplete);
    end(&line, log);
}

void ml_batch_log_cut(struct ml_batch_log *log)
{
    struct line line;

    begin(&line, log->is_json, "cut-off");
    put_text(
        &line, "text",
        ML_STR("the run was ended before it was complete; reports and history are as "
               "they were, and the next run goes on from here"));
    end(&line, log);
}
