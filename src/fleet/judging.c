/* SPDX-License-Identifier: MIT */
#include "fleet/judging.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "diagnose/diagnose.h"
#include "fleet/crew.h"
#include "fleet/stop.h"
#include "report/html.h"
#include "report/xml.h"
#include "base/ban.h"

enum {
    SHARE_SERVERS = 16,
    SHARE_BYTES = 4 * 1024 * 1024, /* of cases; the one that reaches it is the last */
    SAID_BYTES = 16 * 1024 * 1024,
    SHARE_SECONDS = 3600,
    KEPT_BYTES = 32 * 1024 * 1024,
    GROWN_BYTES = 1024 * 1024,
};

/* One server of a share. */
struct part {
    struct ml_judged *server;
    ml_str key;
    ml_str *cases; /* by bundle of the server */
    int fds[ML_JUDGED_PAGES];
};

/* What one worker is given. */
struct ml_share {
    struct ml_judging *j;
    struct ml_arena arena; /* of the cases' bytes, until it is given */
    struct part parts[SHARE_SERVERS];
    uint32_t n;
    uint64_t bytes;
    int fds[SHARE_SERVERS * ML_JUDGED_PAGES]; /* all of them */
    const char *reads[2];
    struct ml_share *next;
};

/* ---- in the worker ---- */

static int write_all(int fd, ml_str bytes)
{
    while (bytes.n) {
        ssize_t done = write(fd, bytes.p, bytes.n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        bytes = ml_str_from(bytes, (size_t)done);
    }
    return 0;
}

/* The cases of a server, and who of them is its own. */
struct cases {
    struct ml_arena arena;
    struct ml_case **cases;
    struct ml_claims *claims;
    struct ml_owner owner; /* of the bundles that count alone */
    struct ml_group group;
};

static void load(struct cases *ret, const struct ml_judging *j, const struct part *part)
{
    const struct ml_judged *s = part->server;
    struct ml_arena *arena = &ret->arena;

    ml_arena_init(arena);
    ret->cases = ml_arena_array(arena, s->nbundles, sizeof(*ret->cases));
    ret->claims = ml_arena_array(arena, s->nbundles, sizeof(*ret->claims));
    ret->owner = *s->owner;
    ret->owner.name = s->name;
    ret->owner.nparts = s->nbundles;
    ret->owner.parts = ml_arena_array(arena, s->nbundles, sizeof(*ret->owner.parts));
    for (uint32_t i = 0; i < s->nbundles; i++) {
        struct ml_owner_part of = s->owner->parts[s->bundles[i]];
        const struct ml_analysed *b = &j->analysis->bundles[of.bundle];
        ret->cases[i] = ml_analysed_case(b, j->options, part->cases[i]);
        if (!ret->cases[i])
            _exit(3); /* the store was changed behind our back */
        ml_claims_of(&ret->claims[i], ret->cases[i], arena);
        for (uint32_t c = 0; c < of.nclaims; c++)
            if (of.claims[c] >= ret->claims[i].n)
                _exit(3);
        of.bundle = i;
        ret->owner.parts[i] = of;
    }
    ml_group_fill(&ret->group, arena, &ret->owner, ret->cases, ret->claims);
}

static void unload(struct cases *cases)
{
    for (uint32_t i = 0; i < cases->owner.nparts; i++)
        ml_case_free(cases->cases[i]);
    ml_arena_reset(&cases->arena);
}

static enum ml_rc write_page(const struct ml_judging *j, int which, int fd,
                             const struct ml_result *result, struct ml_err *err)
{
    struct ml_buf page = { 0 };
    enum ml_rc rc =
        which == 0 ? ml_report_xml(result, ML_XML_FOR_TOOLS, ml_write_buf, &page, err)
                   : ml_report_html(j->templates, result, ml_write_buf, &page, err);
    int failed = rc == ML_OK ? write_all(fd, ml_buf_view(&page)) : 0;

    ml_buf_reset(&page);
    return failed ? ml_err_sys(err, ML_FAIL, failed, "cannot write the report") : rc;
}

static enum ml_rc write_pages(const struct ml_judging *j, const struct part *part,
                              const struct ml_result *result, struct ml_err *err)
{
    enum ml_rc rc = ML_OK;

    for (int i = 0; i < j->npages && rc == ML_OK; i++)
        rc = write_page(j, i, part->fds[i], result, err);
    return rc;
}

/* Its pages, and to `out` 0 and its summary; or what writing them met, and a text. */
static bool judge(const struct ml_judging *j, const struct part *part,
                  struct ml_wire *out)
{
    const struct ml_scan_options *scan = &j->options->scan;
    struct cases cases;
    struct ml_summary summary;
    struct ml_err err = { 0 };
    int64_t failed = 0;

    load(&cases, j, part);
    struct ml_result *result =
        ml_diagnose_group(&cases.group, scan->catalogue, j->options->lang);
    result->since = scan->since;
    result->until = scan->until;
    if (write_pages(j, part, result, &err) != ML_OK)
        failed = err.sys_errno ? err.sys_errno : EINVAL;
    ml_wire_i64(out, &failed);
    if (failed) {
        ml_str text = ml_str_of(err.text);
        ml_wire_text(out, &text);
    } else {
        ml_summary_of(&summary, result, &cases.arena);
        ml_summary_code(out, &summary);
    }
    ml_result_free(result);
    unload(&cases);
    return !failed;
}

/* A page is a tree of many small pieces, and the next one needs as many: memory that
 * goes back to the system in between is faulted in anew each time. */
static void keep_freed_memory(void)
{
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_TOP_PAD, GROWN_BYTES);
}

/* Of each server, as soon as it is known: what was found, its length in front. */
static void judge_share(void *ctx, struct ml_worker *self)
{
    struct ml_share *share = ctx;
    struct ml_buf found = { 0 }, bytes = { 0 };
    bool go_on = true;

    keep_freed_memory();
    for (uint32_t i = 0; i < share->n && go_on; i++) {
        struct part *part = &share->parts[i];
        struct ml_wire out = { .out = &found }, head = { .out = &bytes };
        found.n = bytes.n = 0;
        if (ml_worker_hook)
            ml_worker_hook(part->server->page.p);
        go_on = judge(share->j, part, &out);
        ml_str said = ml_buf_view(&found);
        ml_wire_bytes(&head, &said);
        ml_worker_say(self, ml_buf_view(&bytes));
    }
    ml_buf_reset(&found);
    ml_buf_reset(&bytes);
}

/* ---- in the parent ---- */

static void drop_pages(const struct ml_judging *j, const struct part *part)
{
    char name[ML_JUDGED_PAGE_BYTES];

    for (int i = 0; i < j->npages; i++) {
        ml_judged_page(name, part->server, i);
        ml_shelf_drop(j->shelf, name);
    }
}

static void close_pages(const struct ml_judging *j, struct part *part, int n)
{
    for (int i = 0; i < n && i < j->npages; i++)
        close(part->fds[i]);
}

static bool open_pages(struct ml_judging *j, struct part *part)
{
    char name[ML_JUDGED_PAGE_BYTES];

    for (int i = 0; i < j->npages; i++) {
        ml_judged_page(name, part->server, i);
        part->fds[i] = ml_shelf_begin(j->shelf, name, j->err);
        if (part->fds[i] < 0) {
            close_pages(j, part, i);
            drop_pages(j, part);
            j->rc = ML_FAIL;
            return false;
        }
    }
    return true;
}

static void keep(struct ml_judging *j, struct part *part, struct ml_summary *summary,
                 ml_str bytes)
{
    char name[ML_JUDGED_PAGE_BYTES];

    for (int i = 0; i < j->npages && j->rc == ML_OK; i++) {
        ml_judged_page(name, part->server, i);
        j->rc = ml_shelf_finish(j->shelf, name, j->err);
    }
    if (j->rc == ML_OK)
        j->rc =
            ml_store_put_server(j->store, part->server->page, part->key, bytes, j->err);
    part->server->summary = summary;
    part->server->is_fresh = true;
    j->done++;
}

/* What the worker's own write met is the run's fault, not the server's. */
static void fail_write(struct ml_judging *j, int64_t number, struct ml_wire *wire)
{
    ml_str text;

    ml_wire_text(wire, &text);
    if (j->rc != ML_OK)
        return;
    if (wire->is_bad || number == EINVAL)
        j->rc = ml_err_set(j->err, ML_FAIL, ML_ERR_FORMAT, "cannot make a page: %.*s",
                           ML_STR_ARG(text));
    else
        j->rc = ml_err_sys(j->err, ML_FAIL, (int)number, "cannot write the report");
    ml_err_at(j->err, j->options->out, 0);
}

/* False: what was said is of no use. */
static bool take(struct ml_judging *j, struct part *part, ml_str said)
{
    struct ml_arena *arena = &j->judgement->arena;
    struct ml_wire wire = { .in = said, .arena = arena };
    int64_t failed = 0;

    ml_wire_i64(&wire, &failed);
    if (wire.is_bad)
        return false;
    if (failed) {
        fail_write(j, failed, &wire);
        drop_pages(j, part);
        return true;
    }
    struct ml_summary *summary = ml_summary_take(wire.in, arena);
    if (summary)
        keep(j, part, summary, wire.in);
    return summary != NULL;
}

static void lose(struct ml_judging *j, struct part *part, const char *reason)
{
    part->server->reason = ml_arena_dup(
        &j->judgement->arena,
        ml_str_of(*reason ? reason : "the worker said what is no summary"));
    part->server->is_unreadable = true;
    j->done++;
}

static struct ml_share *new_share(struct ml_judging *j)
{
    struct ml_share *share = calloc(1, sizeof(*share));

    if (!share)
        ml_oom();
    share->j = j;
    share->reads[0] = j->options->templates;
    ml_arena_init(&share->arena);
    return share;
}

static struct part *add_part(struct ml_share *share, struct ml_judged *server,
                             ml_str key)
{
    struct part *part = &share->parts[share->n++];

    *part = (struct part){ .server = server, .key = key };
    return part;
}

/* Its worker died before it said anything of it, perhaps over another server. */
static void again(struct ml_judging *j, const struct part *part)
{
    struct ml_share *alone = new_share(j);

    add_part(alone, part->server, part->key);
    alone->next = j->again;
    j->again = alone;
}

static void free_share(struct ml_share *share)
{
    ml_arena_reset(&share->arena);
    free(share);
}

static void done_share(void *ctx, enum ml_worker_end how, ml_str said,
                       const char *reason)
{
    struct ml_share *share = ctx;
    struct ml_judging *j = share->j;
    struct ml_wire wire = { .in = said };
    (void)how;

    for (uint32_t i = 0; i < share->n; i++) {
        struct part *part = &share->parts[i];
        ml_str found = ML_STR_NONE;
        close_pages(j, part, j->npages);
        ml_wire_bytes(&wire, &found);
        if (!ml_stop_asked() && j->rc == ML_OK && found.n && take(j, part, found))
            continue;
        drop_pages(j, part);
        if (ml_stop_asked() || j->rc != ML_OK)
            continue;
        if (share->n > 1)
            again(j, part);
        else
            lose(j, part, reason);
    }
    free_share(share);
}

/* The cases as the store has them. */
static void fetch(struct ml_share *share, struct part *part)
{
    struct ml_judging *j = share->j;
    const struct ml_judged *s = part->server;

    part->cases = ml_arena_array(&share->arena, s->nbundles, sizeof(*part->cases));
    for (uint32_t i = 0; i < s->nbundles; i++) {
        uint32_t bundle = s->owner->parts[s->bundles[i]].bundle;
        part->cases[i] =
            ml_store_case(j->store, j->analysis->bundles[bundle].key, &share->arena);
        share->bytes += part->cases[i].n;
    }
}

static bool open_all(struct ml_judging *j, struct ml_share *share)
{
    for (uint32_t i = 0; i < share->n; i++) {
        if (open_pages(j, &share->parts[i]))
            continue;
        for (; i > 0; i--) {
            close_pages(j, &share->parts[i - 1], j->npages);
            drop_pages(j, &share->parts[i - 1]);
        }
        return false;
    }
    return true;
}

static void give(struct ml_judging *j, struct ml_share *share)
{
    struct ml_errand errand = { .ctx = share,
                                .work = judge_share,
                                .done = done_share,
                                .reads = share->reads,
                                .keeps = share->fds,
                                .max_said = SAID_BYTES };

    if (j->rc == ML_OK && j->npages > 1 && !j->templates)
        j->rc = ml_report_open_templates(&j->templates, j->options->templates, j->err);
    if (j->rc != ML_OK || !open_all(j, share)) {
        free_share(share);
        return;
    }
    for (uint32_t i = 0; i < share->n; i++)
        for (int k = 0; k < j->npages; k++)
            share->fds[errand.nkeeps++] = share->parts[i].fds[k];
    struct ml_arena cases = share->arena; /* the worker's alone, once it is forked */
    ml_arena_init(&share->arena);
    ml_crew_give(j->crew, &errand);
    ml_arena_reset(&cases);
}

static void give_open(struct ml_judging *j)
{
    struct ml_share *share = j->open;

    j->open = NULL;
    if (share)
        give(j, share);
}

/* ---- all ---- */

static void on_tick(void *ctx, struct ml_crew *crew)
{
    struct ml_judging *j = ctx;
    struct ml_batch_progress progress = { .done = j->done,
                                          .n = j->judgement->n,
                                          .is_judging = true };
    (void)crew;

    if (j->options->watch.progress)
        j->options->watch.progress(j->options->watch.ctx, &progress);
}

void ml_judging_begin(struct ml_judging *j)
{
    struct ml_crew_options crew = { .places = j->options->scan.jobs,
                                    .threads = 1,
                                    .wall_seconds = SHARE_SECONDS,
                                    .memory_bytes = j->options->memory_bytes,
                                    .tick_ctx = j,
                                    .tick = on_tick };

    j->crew = ml_crew_new(&crew);
    ml_stop_watch(j->crew);
}

void ml_judging_add(struct ml_judging *j, struct ml_judged *server, ml_str key)
{
    if (!j->open)
        j->open = new_share(j);
    struct ml_share *share = j->open;
    fetch(share, add_part(share, server, key));
    if (share->n == SHARE_SERVERS || share->bytes >= SHARE_BYTES)
        give_open(j);
}

enum ml_rc ml_judging_end(struct ml_judging *j)
{
    give_open(j);
    ml_crew_finish(j->crew);
    while (j->again) {
        struct ml_share *share = j->again;
        j->again = share->next;
        fetch(share, &share->parts[0]);
        give(j, share);
    }
    ml_crew_finish(j->crew);
    ml_stop_watch(NULL);
    ml_crew_free(j->crew);
    ml_report_close_templates(j->templates);
    return j->rc;
}
