/* SPDX-License-Identifier: MIT */
#include "fleet/shard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "diagnose/diagnose.h"
#include "fleet/analyse.h"
#include "fleet/judge.h"
#include "fleet/shelf.h"
#include "fleet/stop.h"
#include "report/xml.h"
#include "base/ban.h"

/*
 * Cases and the reports of single servers lie in a folder of their own until the
 * shard's report is put together: the folder of reports may be on a network, where
 * SQLite cannot work.
 */
struct shard {
    struct ml_batch_options options; /* with that folder for reports */
    const char *out;
    char scratch[4096], store_path[4200];
    struct ml_shelf shelf, target;
    struct ml_store *store;
    struct ml_plan plan;
    struct ml_analysis analysis;
    struct ml_judgement judgement;
    struct ml_err *err;
};

/* ---- the folder for the meantime ---- */

static enum ml_rc make_scratch(struct shard *s)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(s->scratch, sizeof(s->scratch), "%s/marslog-XXXXXX",
             tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(s->scratch)) {
        ml_err_sys(s->err, ML_FAIL, errno, "cannot make a temporary folder");
        ml_err_at(s->err, s->scratch, 0);
        s->scratch[0] = 0;
        return ML_FAIL;
    }
    snprintf(s->store_path, sizeof(s->store_path), "%s/cases", s->scratch);
    return ML_OK;
}

static void remove_files(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
    rmdir(folder);
}

static void remove_scratch(const struct shard *s)
{
    char servers[4200];

    if (!s->scratch[0])
        return;
    snprintf(servers, sizeof(servers), "%s/servers", s->scratch);
    remove_files(servers);
    remove_files(s->scratch);
}

/* ---- the report ---- */

static enum ml_rc fail_write(struct shard *s, const char *what)
{
    ml_err_sys(s->err, ML_FAIL, errno, "%s", what);
    ml_err_at(s->err, s->out, 0);
    return ML_FAIL;
}

static enum ml_rc read_whole(struct shard *s, const char *name, struct ml_buf *ret)
{
    int fd = openat(s->shelf.dir, name, O_RDONLY | O_CLOEXEC);
    int failed = fd < 0 ? errno : 0;

    ret->n = 0;
    if (fd >= 0) {
        failed = ml_buf_read(ret, fd, SIZE_MAX);
        close(fd);
    }
    errno = failed;
    return failed ? fail_write(s, "cannot read what was written") : ML_OK;
}

/* A report of one server is a head that all of them have, its servers, and an end. */
static bool take_apart(ml_str report, ml_str *head, ml_str *servers)
{
    static const char end[] = "</report>";
    size_t first = ml_str_find(report, ML_STR("<server "));
    size_t last = report.n;

    while (last > 0 && !ml_str_starts(ml_str_from(report, last), ml_str_of(end)))
        last--;
    if (first == ML_NPOS || last <= first)
        return false;
    *head = ml_str_sub(report, 0, first);
    *servers = ml_str_sub(report, first, last - first);
    return true;
}

/* A shard may have no bundle. */
static enum ml_rc write_empty(struct shard *s, FILE *out)
{
    struct ml_result none = { .catalogue = s->options.scan.catalogue,
                              .lang = s->options.lang };
    return ml_report_xml(&none, ML_XML_FOR_TOOLS, ml_write_file, out, s->err);
}

/* Whose worker died: its bundles are in the report all the same, as not readable. */
static enum ml_rc report_unjudged(struct shard *s, const struct ml_judged *server,
                                  struct ml_buf *ret)
{
    const struct ml_owner *owner = server->owner;
    struct ml_case **cases = calloc(owner->nparts + (size_t)1, sizeof(*cases));

    if (!cases)
        ml_oom();
    for (uint32_t i = 0; i < owner->nparts; i++) {
        struct ml_analysed bundle = s->analysis.bundles[owner->parts[i].bundle];
        bundle.found = ML_FOUND_FAILED;
        bundle.brief.reason = server->reason;
        cases[i] = ml_analysed_case(&bundle, &s->options, ML_STR_NONE);
    }
    struct ml_result *result =
        ml_diagnose(cases, owner->nparts, s->options.scan.catalogue, s->options.lang);
    result->since = s->options.scan.since;
    result->until = s->options.scan.until;
    ret->n = 0;
    enum ml_rc rc = ml_report_xml(result, ML_XML_FOR_TOOLS, ml_write_buf, ret, s->err);
    ml_result_free(result);
    for (uint32_t i = 0; i < owner->nparts; i++)
        ml_case_free(cases[i]);
    free(cases);
    return rc;
}

static enum ml_rc read_report(struct shard *s, const struct ml_judged *server,
                              struct ml_buf *ret)
{
    char name[1024];

    if (!server->summary)
        return report_unjudged(s, server, ret);
    snprintf(name, sizeof(name), "%.*s.xml.new", ML_STR_ARG(server->page));
    return read_whole(s, name, ret);
}

static enum ml_rc write_all(struct shard *s, FILE *out)
{
    struct ml_buf report = { 0 };
    enum ml_rc rc = ML_OK;
    bool has_head = false;
    ml_str head, servers;

    for (uint32_t i = 0; i < s->judgement.n && rc == ML_OK; i++) {
        rc = read_report(s, &s->judgement.servers[i], &report);
        if (rc == ML_OK && !take_apart(ml_buf_view(&report), &head, &servers))
            rc =
                ml_err_set(s->err, ML_FAIL, ML_ERR_FORMAT, "a server's report is none");
        if (rc == ML_OK && !has_head)
            fwrite(head.p, 1, head.n, out);
        if (rc == ML_OK)
            fwrite(servers.p, 1, servers.n, out);
        has_head = true;
    }
    if (rc == ML_OK && !has_head)
        rc = write_empty(s, out);
    else if (rc == ML_OK)
        fputs("</report>\n", out);
    ml_buf_reset(&report);
    return rc;
}

static enum ml_rc put_report(struct shard *s)
{
    char name[64];

    snprintf(name, sizeof(name), "shard-%u-of-%u.xml", s->options.shard,
             s->options.shards);
    int fd = ml_shelf_begin(&s->target, name, s->err);
    FILE *out = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (!out)
        return ML_FAIL;
    enum ml_rc rc = write_all(s, out);
    bool failed = ferror(out) != 0;
    if (rc == ML_OK && !failed && fflush(out) == 0)
        failed = fsync(fd) != 0 && errno != EINVAL;
    if ((fclose(out) != 0 || failed) && rc == ML_OK)
        rc = fail_write(s, "cannot write the report");
    if (rc == ML_OK)
        rc = ml_shelf_finish(&s->target, name, s->err);
    else
        ml_shelf_drop(&s->target, name);
    return rc == ML_OK ? ml_shelf_place(&s->target, name, s->err) : rc;
}

/* ---- which is missing ---- */

static bool take_number(ml_str *s, ml_str before, unsigned *ret)
{
    uint64_t number = 0;
    size_t n = before.n;

    if (!ml_str_starts(*s, before))
        return false;
    while (n < s->n && ml_is_digit(s->p[n]))
        n++;
    if (!ml_str_to_u64(ml_str_sub(*s, before.n, n - before.n), &number) ||
        number > UINT32_MAX)
        return false;
    *ret = (unsigned)number;
    *s = ml_str_from(*s, n);
    return true;
}

/* "parts/shard-2-of-4.xml" */
static bool take_name(const char *path, unsigned *ret_shard, unsigned *ret_shards)
{
    const char *slash = strrchr(path, '/');
    ml_str name = ml_str_of(slash ? slash + 1 : path);

    return take_number(&name, ML_STR("shard-"), ret_shard) &&
           take_number(&name, ML_STR("-of-"), ret_shards) &&
           ml_str_eq(name, ML_STR(".xml"));
}

static bool is_among(const char *const *paths, size_t n, unsigned shard,
                     unsigned shards)
{
    unsigned i, of;

    for (size_t k = 0; k < n; k++)
        if (take_name(paths[k], &i, &of) && i == shard && of == shards)
            return true;
    return false;
}

unsigned ml_shard_missing(const char *const *paths, size_t n, unsigned *ret_shards)
{
    unsigned first;
    size_t k = 0;

    while (k < n && !take_name(paths[k], &first, ret_shards))
        k++;
    if (k < n) /* no more than n + 1 are looked for */
        for (unsigned i = 1; i <= *ret_shards; i++)
            if (!is_among(paths, n, i, *ret_shards))
                return i;
    return 0;
}

/* ---- all ---- */

static void count(const struct shard *s, struct ml_shard_counts *ret)
{
    ret->bundles = ml_analysis_count(&s->analysis);
    for (uint32_t i = 0; i < s->judgement.n; i++) {
        const struct ml_summary *summary = s->judgement.servers[i].summary;
        ret->servers++;
        ret->problems += summary && summary->state == ML_PROBLEMS;
        ret->incomplete += !summary || summary->state == ML_INCOMPLETE;
    }
}

static enum ml_rc work(struct shard *s, struct ml_shard_counts *ret)
{
    enum ml_rc rc = ml_store_open(&s->store, s->store_path, s->err);

    if (rc == ML_OK)
        rc = ml_analyse(&s->analysis, &s->options, &s->plan, s->store, s->err);
    if (rc == ML_OK && !ml_stop_asked())
        rc = ml_judge_all(&s->judgement, &s->options, &s->analysis, s->store, &s->shelf,
                          NULL, 0, s->err);
    ret->is_interrupted = ml_stop_asked();
    if (rc == ML_OK && !ret->is_interrupted)
        rc = put_report(s);
    if (rc == ML_OK && !ret->is_interrupted)
        count(s, ret);
    return rc;
}

static enum ml_rc make_plan(struct shard *s)
{
    const char *const except[] = { s->out, NULL };
    return ml_batch_plan(&s->plan, &s->options, except, s->err);
}

static void close_all(struct shard *s)
{
    ml_judgement_reset(&s->judgement);
    ml_analysis_reset(&s->analysis);
    ml_store_close(s->store);
    ml_plan_reset(&s->plan);
    ml_shelf_close(&s->shelf);
    ml_shelf_close(&s->target);
    remove_scratch(s);
}

enum ml_batch_end ml_shard_run(struct ml_shard_counts *ret,
                               const struct ml_batch_options *options,
                               struct ml_err *err)
{
    struct shard *s = calloc(1, sizeof(*s));
    enum ml_batch_end end = ML_BATCH_FAILED;

    if (!s)
        ml_oom();
    *ret = (struct ml_shard_counts){ .servers = 0 };
    s->options = *options;
    s->out = options->out;
    s->options.out = s->scratch;
    s->shelf.dir = s->target.dir = -1;
    s->err = err;
    if (ml_shelf_open(&s->target, s->out, false, err) == ML_OK &&
        make_scratch(s) == ML_OK &&
        ml_shelf_open(&s->shelf, s->scratch, true, err) == ML_OK) {
        if (make_plan(s) != ML_OK)
            end = ML_BATCH_WRONG;
        else if (work(s, ret) == ML_OK)
            end = ML_BATCH_DONE;
    }
    close_all(s);
    free(s);
    return end;
}
