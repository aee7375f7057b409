/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "catalogue/read.h"
#include "diagnose/diagnose.h"
#include "report/xml.h"
#include "scan/scan.h"
#include "support/evtxlines.h"
#include "support/make_text.h"
#include "support/make_zip.h"
#include "support/scratch.h"

/*
 * Small bundles written as text, and the verdict that each must give of one cause.
 *
 *     tests/causes/run [CAUSE...]     with a name: that cause alone, and its report
 *
 *     CAUSE.case -> zip -> scan -> diagnose -> XML report -> verdict, missing
 *
 * README.md of tests/ tells how a .case is written.
 */

enum { FILES_MAX = 24, RULES_MAX = 64, LINE_MAX_BYTES = 16384 };

struct file {
    char name[256], charset[32];
    struct ml_buf text;
};

struct bundle {
    unsigned line;                   /* of its "==" */
    char verdict[32], missing[1024]; /* expected */
    unsigned year, month, day, hour, minute;
    struct file files[FILES_MAX];
    unsigned nfiles;
};

static struct ml_catalogue *catalogue;
static struct ml_matcher *matcher;
static unsigned ntests, nfailed;
static bool verbose;

static _Noreturn void die(const char *where, unsigned line, const char *what)
{
    fprintf(stderr, "%s:%u: %s\n", where, line, what);
    exit(1);
}

static void tell(bool ok, const char *cause, unsigned line, const char *what)
{
    ntests++;
    nfailed += !ok;
    printf("%sok %u - %s.case:%u %s\n", ok ? "" : "not ", ntests, cause, line, what);
}

/* --- A .case as bundles --------------------------------------------------------- */

static struct file *file_named(struct bundle *b, const char *name, bool *ret_is_new)
{
    for (unsigned i = 0; i < b->nfiles; i++)
        if (strcmp(b->files[i].name, name) == 0) {
            *ret_is_new = false;
            return &b->files[i];
        }
    *ret_is_new = true;
    return b->nfiles < FILES_MAX ? &b->files[b->nfiles++] : NULL;
}

/* `-- path/in/bundle [charset]`: the lines that follow are its text. */
static struct file *begin_file(struct bundle *b, const char *args)
{
    char name[256], charset[32] = "";
    bool is_new;

    if (sscanf(args, "%255s %31s", name, charset) < 1)
        return NULL;
    struct file *f = file_named(b, name, &is_new);
    if (!f)
        return NULL;
    snprintf(f->name, sizeof(f->name), "%s", name);
    snprintf(f->charset, sizeof(f->charset), "%s", charset);
    f->text.n = 0; /* what stands in all bundles gives way to what stands in this one */
    return f;
}

static void add_line(struct ml_buf *out, const char *line)
{
    ml_buf_str(out, ml_str_of(line));
    ml_buf_str(out, ML_STR("\r\n"));
}

/* `@ 11/20 10:00[:00.000] LEVEL [<job>] message` as a record of eleven columns. */
static bool add_record(struct ml_buf *out, const char *args)
{
    char date[16], clock[24], level[16], job[40] = "";
    int n = 0, at = 0;
    unsigned number;

    if (sscanf(args, "%15s %23s %15s %n", date, clock, level, &n) < 3)
        return false;
    const char *message = args + n;
    if (sscanf(message, "<%u> %n", &number, &at) == 1 && at > 0) {
        snprintf(job, sizeof(job), "1FCFF8B4-CCE2-42E6-8883-7AEB9A1C%04X",
                 number & 0xffffu);
        message += at;
    }
    const char *rest = strlen(clock) == 5   ? ":00.000"
                       : strlen(clock) == 8 ? ".000"
                                            : "";
    ml_buf_printf(
        out,
        "0AB0\t0974\t%s\t%s%s\t71\tbackupasync.cpp(1279)\t[000000001B73B830]\t%s"
        "\t\t%s\t%s\r\n",
        date, clock, rest, job, level, message);
    return true;
}

struct event_line {
    unsigned month, day, hour, minute, second, id;
    char level[16], provider[128];
    const char *text;
};

/* `! 11/20 10:05[:30] [Warning] Provider name 7001: text` */
static bool read_event(const char *args, struct event_line *ret)
{
    struct event_line e = { .level = "Error" };
    int n = 0, at = 0;

    if (sscanf(args, "%u/%u %u:%u%n", &e.month, &e.day, &e.hour, &e.minute, &n) < 4)
        return false;
    args += n;
    if (sscanf(args, ":%u%n", &e.second, &at) == 1)
        args += at;
    args += strspn(args, " ");
    at = 0;
    if (sscanf(args, "[%15[A-Za-z]] %n", e.level, &at) == 1 && at)
        args += at;
    const char *colon = strstr(args, ": "), *blank = colon;
    if (!colon)
        return false;
    while (blank > args && *blank != ' ')
        blank--;
    if (sscanf(blank, "%u", &e.id) != 1)
        return false;
    snprintf(e.provider, sizeof(e.provider), "%.*s", (int)(blank - args), args);
    e.text = colon + 2;
    *ret = e;
    return true;
}

/* As a row of an event export. */
static void add_event_row(struct ml_buf *out, const struct bundle *b,
                          const struct event_line *e)
{
    static const char heading[] =
        "Date,Time,Type/Level,Computer Name,Event Code,Source,"
        "Task Category,Username,Description\r\n";

    if (out->n == 0)
        ml_buf_str(out, ML_STR(heading));
    ml_buf_printf(
        out, "%02u/%02u/%u,%02u:%02u:%02u %s,%s,FS01,%u,%s,None,N/A,\"%s \"\r\n",
        e->month, e->day, b->year, e->hour % 12 ? e->hour % 12 : 12, e->minute,
        e->second, e->hour < 12 ? "AM" : "PM", e->level, e->id, e->provider, e->text);
}

/* FS01_evt_Microsoft-Windows-CAPI2-Operational.evtx holds the channel of that name; '-'
 * before its last part is the '/' that a name of a file cannot hold. */
static void channel_of(const char *file, char *ret, size_t room)
{
    const char *from = strstr(file, "_evt_");
    from = from ? from + 5 : strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    const char *dot = strrchr(from, '.');

    snprintf(ret, room, "%.*s", (int)(dot ? dot - from : (long)strlen(from)), from);
    char *dash = strrchr(ret, '-');
    char *four = strstr(ret, "%4"); /* as Windows names its own files */
    if (four) {
        *four = '/';
        memmove(four + 1, four + 2, strlen(four + 2) + 1);
    } else if (dash &&
               (strcmp(dash, "-Operational") == 0 || strcmp(dash, "-Admin") == 0)) {
        *dash = '/';
    }
}

/* As a line of evtxlines.h: data stand apart by ` | `. */
static void add_event_line(const struct file *f, struct ml_buf *out,
                           const struct bundle *b, const struct event_line *e)
{
    char channel[128];

    channel_of(f->name, channel, sizeof(channel));
    ml_buf_printf(out, "\t%u-%02u-%02uT%02u:%02u:%02uZ\t%s\t%s\t%u\t%s\tFS01", b->year,
                  e->month, e->day, e->hour, e->minute, e->second, e->level,
                  e->provider, e->id, channel);
    for (const char *p = e->text, *end; p; p = end ? end + 3 : NULL) {
        end = strstr(p, " | ");
        ml_buf_char(out, '\t');
        ml_buf_add(out, p, end ? (size_t)(end - p) : strlen(p));
    }
    ml_buf_char(out, '\n');
}

static bool is_log(const struct file *f)
{
    return ml_str_ends_nocase(ml_str_of(f->name), ML_STR(".evtx"));
}

static bool add_event(struct file *f, const struct bundle *b, const char *args)
{
    struct event_line e;

    if (!read_event(args, &e))
        return false;
    if (is_log(f))
        add_event_line(f, &f->text, b, &e);
    else
        add_event_row(&f->text, b, &e);
    return true;
}

/* `* 1001 text`: the line so often, each `%` in it a number of its own. */
static bool add_repeated(struct ml_buf *out, const char *args)
{
    unsigned times;
    int n = 0;

    if (sscanf(args, "%u %n", &times, &n) != 1 || n == 0)
        return false;
    for (unsigned i = 1; i <= times; i++) {
        for (const char *p = args + n; *p; p++) {
            if (*p == '%')
                ml_buf_printf(out, "%u", i);
            else
                ml_buf_char(out, *p);
        }
        ml_buf_str(out, ML_STR("\r\n"));
    }
    return true;
}

/* `== verdict[: missing ...] [at 2018-03-05 12:00]` */
static bool begin_bundle(struct bundle *b, char *args, unsigned line)
{
    char *at = strstr(args, " at "), *colon;

    b->line = line;
    if (at) {
        if (sscanf(at, " at %u-%u-%u %u:%u", &b->year, &b->month, &b->day, &b->hour,
                   &b->minute) != 5)
            return false;
        *at = 0;
    }
    colon = strchr(args, ':');
    snprintf(b->missing, sizeof(b->missing), "%s",
             colon ? colon + 1 + (colon[1] == ' ') : "");
    snprintf(b->verdict, sizeof(b->verdict), "%.*s",
             (int)(colon ? (size_t)(colon - args) : strlen(args)), args);
    for (int v = ML_CONFIRMED; v <= ML_RULED_OUT; v++)
        if (strcmp(b->verdict, ml_verdict_names[v]) == 0)
            return true;
    return false;
}

static void copy_files(struct bundle *to, const struct bundle *from)
{
    for (unsigned i = 0; i < from->nfiles; i++) {
        to->files[i] = from->files[i];
        to->files[i].text = (struct ml_buf){ 0 };
        ml_buf_add(&to->files[i].text, from->files[i].text.p, from->files[i].text.n);
    }
    to->nfiles = from->nfiles;
}

static void forget_files(struct bundle *b)
{
    for (unsigned i = 0; i < b->nfiles; i++)
        ml_buf_reset(&b->files[i].text);
    b->nfiles = 0;
}

/* --- A bundle as a report ------------------------------------------------------- */

static void encode(const struct file *f, struct ml_buf *out)
{
    ml_str text = ml_buf_view(&f->text);
    unsigned line;

    if (is_log(f)) {
        if (!evtx_from_lines(out, text, &line))
            die(f->name, line, "not understood");
    } else if (strcmp(f->charset, "utf-16le") == 0) {
        make_utf16(out, true, text);
    } else if (*f->charset) {
        make_text(out, f->charset, text);
    } else {
        ml_buf_str(out, text);
    }
}

static ml_str pack(const struct bundle *b, struct ml_buf *zip)
{
    struct zip_entry entries[FILES_MAX] = { { .flags = 0 } };
    struct ml_buf bytes[FILES_MAX] = { { 0 } };

    for (unsigned i = 0; i < b->nfiles; i++) {
        const struct file *f = &b->files[i];
        encode(f, &bytes[i]);
        entries[i] = (struct zip_entry){ .name = ml_str_of(f->name),
                                         .bytes = ml_buf_view(&bytes[i]),
                                         .dos_date = (b->year - 1980) << 9 |
                                                     b->month << 5 | b->day,
                                         .dos_time = b->hour << 11 | b->minute << 5 };
    }
    make_zip(zip, entries, b->nfiles);
    for (unsigned i = 0; i < b->nfiles; i++)
        ml_buf_reset(&bytes[i]);
    return ml_buf_view(zip);
}

/* The report of one bundle; also that it holds one server, since the order of servers
 * would decide otherwise. */
static xmlDoc *report_of(const struct bundle *b)
{
    struct ml_buf zip = { 0 }, xml = { 0 };
    struct ml_walk_usage usage = { 0 };
    struct ml_err err = { 0 };
    struct ml_scan_options opts = { .catalogue = catalogue,
                                    .matcher = matcher,
                                    .jobs = 1 };

    ml_limits_default(&opts.limits);
    struct ml_case *c =
        ml_scan_bundle(scratch_write("bundle.zip", pack(b, &zip)), &opts, &usage);
    struct ml_result *result = ml_diagnose(&c, 1, catalogue, ML_EN);
    if (ml_report_xml(result, ML_XML_FOR_TOOLS, ml_write_buf, &xml, &err) != ML_OK)
        abort();
    xmlDoc *doc = xmlReadMemory(xml.p, (int)xml.n, "report.xml", NULL, 0);
    ml_result_free(result);
    ml_case_free(c);
    ml_buf_reset(&zip);
    ml_buf_reset(&xml);
    return doc;
}

static xmlNode *cause_in(xmlDoc *doc, const char *cause, unsigned *ret_servers)
{
    xmlNode *found = NULL;

    *ret_servers = 0;
    for (xmlNode *s = xmlDocGetRootElement(doc)->children; s; s = s->next) {
        if (strcmp((const char *)s->name, "server") != 0)
            continue;
        ++*ret_servers;
        for (xmlNode *n = s->children; n; n = n->next) {
            xmlChar *id = xmlGetProp(n, (const xmlChar *)"id");
            if (strcmp((const char *)n->name, "cause") == 0 && id &&
                strcmp((const char *)id, cause) == 0)
                found = n;
            xmlFree(id);
        }
    }
    return found;
}

static void missing_of(const xmlNode *cause, struct ml_buf *out)
{
    for (xmlNode *n = cause->children; n; n = n->next) {
        if (strcmp((const char *)n->name, "missing") != 0)
            continue;
        xmlChar *artefact = xmlGetProp(n, (const xmlChar *)"artefact");
        ml_buf_printf(out, "%s%s", out->n ? " " : "",
                      artefact ? (char *)artefact : "?");
        xmlFree(artefact);
    }
}

/* Notes which rules were met: what the report says of one begins with its text. */
static void note_rules(const xmlNode *n, const struct ml_cause *cause, bool *met)
{
    for (xmlNode *e = n->children; e; e = e->next) {
        bool against = strcmp((const char *)e->name, "against") == 0;
        if (!against && strcmp((const char *)e->name, "for") != 0)
            continue;
        xmlChar *text = xmlNodeGetContent(e);
        for (uint32_t i = 0; i < cause->nrules && i < RULES_MAX; i++)
            met[i] |= cause->rules[i].against == against &&
                      ml_str_starts(ml_str_trim(ml_str_of((char *)text)),
                                    ml_text_in(&cause->rules[i].text, ML_EN));
        xmlFree(text);
    }
}

/* The part of the report that a person needs to see why; as comments of the test's log.
 */
static void show(xmlDoc *doc, xmlNode *cause)
{
    xmlBuffer *buffer = xmlBufferCreate();

    xmlNodeDump(buffer, doc, cause ? cause : xmlDocGetRootElement(doc), 0, 1);
    const char *p = (const char *)xmlBufferContent(buffer);
    for (const char *end; *p; p = *end ? end + 1 : end) {
        end = strchr(p, '\n');
        end = end ? end : p + strlen(p);
        printf("#   %.*s\n", (int)(end - p), p);
    }
    xmlBufferFree(buffer);
}

static void check(const char *cause, const struct bundle *b, bool *met)
{
    struct ml_buf missing = { 0 };
    unsigned nservers;
    xmlDoc *doc = report_of(b);
    xmlNode *n = cause_in(doc, cause, &nservers);
    xmlChar *verdict = n ? xmlGetProp(n, (const xmlChar *)"verdict") : NULL;
    bool undetermined = strcmp(b->verdict, "undetermined") == 0;

    if (n) {
        missing_of(n, &missing);
        note_rules(n, ml_catalogue_cause(catalogue, ml_str_of(cause)), met);
    }
    ml_buf_char(&missing, 0);
    bool ok = nservers == 1 && verdict &&
              strcmp((const char *)verdict, b->verdict) == 0 &&
              (!undetermined || strcmp(missing.p, b->missing) == 0);
    tell(ok, cause, b->line, b->verdict);
    if (!ok)
        printf("#   %s instead, missing \"%s\"; %u servers\n",
               verdict ? (char *)verdict : "no verdict", missing.p, nservers);
    if (!ok || verbose)
        show(doc, verbose ? NULL : n);
    xmlFree(verdict);
    xmlFreeDoc(doc);
    ml_buf_reset(&missing);
}

/* --- All of a cause -------------------------------------------------------------- */

struct kinds {
    bool for_, against, open; /* bundles of each kind that the case has */
};

static void note_kind(struct kinds *k, const char *verdict)
{
    bool open = strcmp(verdict, "undetermined") == 0;
    bool against =
        strcmp(verdict, "unlikely") == 0 || strcmp(verdict, "ruled-out") == 0;

    k->open |= open;
    k->against |= against;
    k->for_ |= !open && !against;
}

/* Rules that no bundle meets, for whoever writes another one. */
static void tell_unmet(const char *name, const bool *met)
{
    const struct ml_cause *cause = ml_catalogue_cause(catalogue, ml_str_of(name));

    for (uint32_t i = 0; i < cause->nrules && i < RULES_MAX; i++)
        if (!met[i])
            printf("#   no bundle of %s meets: %s: %.*s\n", name,
                   cause->rules[i].against ? "against" : "for",
                   ML_STR_ARG(cause->rules[i].text.in[ML_EN]));
}

static void run_case(const char *cause, const char *path)
{
    static struct bundle all, b;
    struct bundle *to = &all;
    struct file *f = NULL;
    struct kinds kinds = { 0 };
    char line[LINE_MAX_BYTES];
    bool met[RULES_MAX] = { false };
    unsigned n = 0;
    FILE *in = fopen(path, "r");

    if (!in)
        die(path, 0, strerror(errno));
    all = (struct bundle){ .year = 2026, .month = 11, .day = 20, .hour = 12 };
    b = (struct bundle){ 0 };
    while (fgets(line, sizeof(line), in)) {
        n++;
        line[strcspn(line, "\r\n")] = 0;
        bool ok = true;
        if (strncmp(line, "# ", 2) == 0 || strcmp(line, "#") == 0) {
            continue;
        } else if (strncmp(line, "no-against: ", 12) == 0) {
            kinds.against = true;
        } else if (strncmp(line, "no-open: ", 9) == 0) {
            kinds.open = true;
        } else if (strncmp(line, "== ", 3) == 0) {
            if (to == &b)
                check(cause, &b, met);
            forget_files(&b);
            b = all;
            copy_files(&b, &all);
            ok = begin_bundle(&b, line + 3, n);
            note_kind(&kinds, b.verdict);
            to = &b;
            f = NULL;
        } else if (strncmp(line, "-- ", 3) == 0) {
            f = begin_file(to, line + 3);
            ok = f != NULL;
        } else if (!f) {
            ok = line[0] == 0;
        } else if (strncmp(line, "@ ", 2) == 0) {
            ok = add_record(&f->text, line + 2);
        } else if (strncmp(line, "* ", 2) == 0) {
            ok = add_repeated(&f->text, line + 2);
        } else if (strncmp(line, "! ", 2) == 0) {
            ok = add_event(f, to, line + 2);
        } else {
            add_line(&f->text, line);
        }
        if (!ok)
            die(path, n, "not understood");
    }
    if (to == &b)
        check(cause, &b, met);
    forget_files(&b);
    forget_files(&all);
    tell(kinds.for_ && kinds.against && kinds.open, cause, n,
         "has a bundle for, one against, one that leaves it open");
    fclose(in);
    tell_unmet(cause, met);
}

static bool is_wanted(const char *cause, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], cause) == 0)
            return true;
    return argc < 2;
}

static void read_catalogue(void)
{
    struct ml_err err = { 0 };

    catalogue = ml_catalogue_new();
    if (ml_catalogue_read_dir(catalogue, source_path("patterns"),
                              source_path("patterns/catalogue.rng"), &err) != ML_OK ||
        ml_matcher_new(&matcher, catalogue, ML_STR_NONE, &err) != ML_OK)
        die(err.where, err.line, err.text);
}

int main(int argc, char **argv)
{
    char path[4096];

    setvbuf(stdout, NULL, _IOLBF, 0);
    verbose = argc > 1;
    scratch_setup();
    read_catalogue();
    for (uint32_t i = 0; i < catalogue->ncauses; i++) {
        char cause[128];
        snprintf(cause, sizeof(cause), "%.*s", ML_STR_ARG(catalogue->causes[i].id));
        if (!is_wanted(cause, argc, argv))
            continue;
        snprintf(path, sizeof(path), "%s/%s.case", source_path("tests/causes"), cause);
        FILE *in = fopen(path, "r");
        if (in) {
            fclose(in);
            run_case(cause, path);
        } else {
            printf("ok %u - %s # SKIP no case is written of it\n", ++ntests, cause);
        }
    }
    printf("1..%u\n", ntests);
    ml_matcher_free(matcher);
    ml_catalogue_free(catalogue);
    scratch_teardown();
    return nfailed ? 1 : 0;
}
