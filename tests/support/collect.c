/* SPDX-License-Identifier: MIT */
#include "support/collect.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 40 };

struct line {
    uint32_t order[ML_ORDER_MAX];
    unsigned norder;
    struct ml_buf text;
};

struct collected {
    pthread_mutex_t lock;
    struct line *lines;
    size_t n, cap;
};

static void add(struct collected *c, const struct ml_walk_member *m, struct line *line)
{
    memcpy(line->order, m->order, m->norder * sizeof(*m->order));
    line->norder = m->norder;
    ml_buf_char(&line->text, '\n');
    pthread_mutex_lock(&c->lock);
    ML_PUSH(c->lines, c->n, c->cap, *line);
    pthread_mutex_unlock(&c->lock);
}

static void add_shown(struct ml_buf *out, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] < 0x20 || p[i] > 0x7e || p[i] == '"')
            ml_buf_char(out, '?');
        else
            ml_buf_char(out, p[i]);
    }
}

static void leaf(void *ctx, unsigned worker, const struct ml_walk_member *m,
                 struct ml_stream *stream)
{
    struct line line = { 0 };
    struct ml_err err = { 0 };
    char shown[SHOWN_BYTES], *piece = malloc(65536);
    size_t nshown = 0;
    uint64_t total = 0;
    ssize_t n;
    (void)worker;

    if (!piece)
        abort();
    while ((n = ml_stream_read(stream, piece, 65536, &err)) > 0) {
        size_t more = SHOWN_BYTES - nshown < (size_t)n ? SHOWN_BYTES - nshown : (size_t)n;
        memcpy(shown + nshown, piece, more);
        nshown += more;
        total += (uint64_t)n;
    }
    free(piece);
    ml_buf_str(&line.text, m->address);
    ml_buf_text(&line.text, " = \"");
    add_shown(&line.text, shown, nshown);
    ml_buf_printf(&line.text, "\" %llu", (unsigned long long)total);
    if (n < 0)
        ml_buf_printf(&line.text, " (%s)", err.text);
    add(ctx, m, &line);
}

static void refused(void *ctx, unsigned worker, const struct ml_walk_member *m,
                    enum ml_read_state state, const char *reason, uint64_t bytes)
{
    static const char *const states[] = { "read", "partial", "skipped", "unreadable" };
    struct line line = { 0 };
    (void)worker;

    ml_buf_str(&line.text, m->address);
    ml_buf_printf(&line.text, " %s (%s) %llu", states[state], reason,
                  (unsigned long long)bytes);
    add(ctx, m, &line);
}

static int by_order(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    unsigned n = x->norder < y->norder ? x->norder : y->norder;

    for (unsigned i = 0; i < n; i++)
        if (x->order[i] != y->order[i])
            return x->order[i] < y->order[i] ? -1 : 1;
    return (x->norder > y->norder) - (x->norder < y->norder);
}

void collect_init(struct collect *c)
{
    memset(c, 0, sizeof(*c));
    ml_limits_default(&c->limits);
    c->jobs = 2;
}

bool collect_walk(struct collect *c, const char *path, struct ml_buf *out)
{
    struct collected all = { 0 };
    struct ml_pool *pool = ml_pool_new(c->jobs);
    struct ml_visitor visitor = { .ctx = &all, .leaf = leaf, .refused = refused };
    struct ml_walk_options opts = { .limits = &c->limits,
                                    .passphrases = c->passphrases,
                                    .pool = pool,
                                    .usage = &c->usage };
    ml_str address = ml_str_basename(ml_str_of(path));

    memset(&c->usage, 0, sizeof(c->usage));
    pthread_mutex_init(&all.lock, NULL);
    bool ok = ml_walk(path, c->address ? ml_str_of(c->address) : address, &opts, &visitor,
                      NULL) == ML_OK;
    ml_pool_free(pool);
    if (all.n)
        qsort(all.lines, all.n, sizeof(*all.lines), by_order);
    for (size_t i = 0; i < all.n; i++) {
        ml_buf_str(out, ml_buf_view(&all.lines[i].text));
        ml_buf_reset(&all.lines[i].text);
    }
    free(all.lines);
    pthread_mutex_destroy(&all.lock);
    return ok;
}
