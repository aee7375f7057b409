/* SPDX-License-Identifier: MIT */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "support/evtxlines.h"
#include "support/make_cab.h"
#include "support/make_hive.h"
#include "base/ban.h"

/*
 * Builds sample bundles from a recipe: text files in, archives and encodings out.
 *
 *     mkbundle RECIPE OUTDIR
 *
 * A recipe (samples/<name>/bundle.txt) has one item a line; blanks at its beginning are
 * for the eye, names with blanks stand in "quotes", # begins a comment:
 *
 *     zip NAME [at TIME] [names ENCODING] [passphrase WORD]
 *                                             begins a container: zip, cab, tar,
 *                                             tar.gz, 7z or folder
 *       file MEMBER from FILE [as ENCODING] [at TIME] [lf] [nul N] [cut N]
 *       zip ...                               containers nest
 *     end
 *
 * ENCODING is utf-8 (the default), utf-8+bom, utf-16le, utf-16le+bom, utf-16be+bom,
 * cp932, cp1252, ascii (all else becomes '?', as Out-File writes it) or mixed: then
 * lines `%% ENCODING` in the file switch; hive turns keys and values into a registry
 * hive (make_hive.h), evtx lines into an event log (evtxlines.h). Lines end in CRLF, but with `lf`. `nul N`
 * appends N zero bytes (a log allocated ahead), `cut N` drops the last N bytes (a log
 * that was open). A member's time is that of its container when it names none. The
 * same recipe gives the same bytes on every machine and day, unless it encrypts.
 */

enum { DEPTH_MAX = 16, WORDS_MAX = 16 };

struct member {
    char *name;
    struct ml_buf bytes;
    int64_t mtime_s;
};

struct container {
    char *kind, *name;
    char *names;      /* encoding of the members' names, or NULL */
    char *passphrase; /* of a zip, or NULL */
    struct member *members;
    size_t nmembers, cap_members;
    int64_t mtime_s;
};

struct maker {
    const char *recipe, *out;
    char *folder; /* of the recipe */
    unsigned line;
    struct container stack[DEPTH_MAX];
    int depth;
};

static _Noreturn void die(const struct maker *m, const char *what, const char *which)
{
    fprintf(stderr, "%s:%u: %s: %s\n", m->recipe, m->line, what, which);
    exit(1);
}

static char *dup_text(const char *text)
{
    char *copy = strdup(text);

    if (!copy)
        ml_oom();
    return copy;
}

static void read_file(const struct maker *m, const char *path, struct ml_buf *to)
{
    FILE *in = fopen(path, "rb");
    size_t n;

    if (!in)
        die(m, path, strerror(errno));
    while ((n = fread(ml_buf_reserve(to, 65536), 1, 65536, in)) > 0)
        to->n += n;
    fclose(in);
}

/* Encodings. */

static void convert(const struct maker *m, ml_str text, const char *to,
                    struct ml_buf *out)
{
    iconv_t cd = iconv_open(to, "UTF-8");
    char *in = (char *)(uintptr_t)text.p;
    size_t in_left = text.n;

    if (cd == (iconv_t)-1)
        die(m, "unknown encoding", to);
    while (in_left) {
        size_t room = in_left * 4 + 16;
        char *at = ml_buf_reserve(out, room);
        size_t left = room;
        size_t rc = iconv(cd, &in, &in_left, &at, &left);
        out->n += room - left;
        if (rc == (size_t)-1 && errno != E2BIG)
            die(m, "text does not fit the encoding", to);
    }
    iconv_close(cd);
}

static void put_ascii(ml_str text, struct ml_buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < 0x80)
            ml_buf_char(out, (char)c);
        else if ((c & 0xc0) != 0x80) /* one '?' a character */
            ml_buf_char(out, '?');
    }
}

static void encode(const struct maker *m, ml_str text, const char *encoding,
                   struct ml_buf *out)
{
    static const struct {
        const char *name, *iconv, *bom;
        size_t nbom;
    } known[] = {
        { "utf-8", "UTF-8", "", 0 },
        { "utf-8+bom", "UTF-8", "\xef\xbb\xbf", 3 },
        { "utf-16le", "UTF-16LE", "", 0 },
        { "utf-16le+bom", "UTF-16LE", "\xff\xfe", 2 },
        { "utf-16be+bom", "UTF-16BE", "\xfe\xff", 2 },
        { "cp932", "CP932", "", 0 },
        { "cp1252", "CP1252", "", 0 },
    };

    if (strcmp(encoding, "ascii") == 0) {
        put_ascii(text, out);
        return;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(encoding, known[i].name) == 0) {
            ml_buf_add(out, known[i].bom, known[i].nbom);
            convert(m, text, known[i].iconv, out);
            return;
        }
    die(m, "unknown encoding", encoding);
}

static void with_crlf(ml_str text, struct ml_buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            ml_buf_char(out, '\r');
        ml_buf_char(out, text.p[i]);
    }
}

/* A file whose lines `%% ENCODING` switch. */
static void encode_mixed(const struct maker *m, ml_str text, struct ml_buf *out)
{
    char encoding[32] = "utf-8";

    while (text.n) {
        size_t next =
            ml_str_starts(text, ML_STR("%% ")) ? 0 : ml_str_find(text, ML_STR("\n%% "));
        if (next != 0) {
            size_t n = next == ML_NPOS ? text.n : next + 1;
            encode(m, ml_str_sub(text, 0, n), encoding, out);
            text = ml_str_from(text, n);
            continue;
        }
        ml_str line;
        ml_str_line(&text, &line);
        snprintf(encoding, sizeof(encoding), "%.*s",
                 ML_STR_ARG(ml_str_trim(ml_str_from(line, 3))));
    }
}

/* Containers. */

static ssize_t to_buf(struct archive *a, void *ctx, const void *bytes, size_t n)
{
    (void)a;
    ml_buf_add(ctx, bytes, n);
    return (ssize_t)n;
}

static int64_t s_of_time(const struct maker *m, const char *text)
{
    struct ml_time t;

    if (!ml_time_parse_iso(ml_str_of(text), &t))
        die(m, "not a time", text);
    return t.us / 1000000;
}

static void check(const struct maker *m, struct archive *a, int rc)
{
    if (rc < ARCHIVE_WARN)
        die(m, "archive", archive_error_string(a));
}

static void set_format(const struct maker *m, struct archive *a,
                       const struct container *c)
{
    char options[64];

    if (strcmp(c->kind, "zip") == 0)
        archive_write_set_format_zip(a);
    else if (strcmp(c->kind, "7z") == 0)
        archive_write_set_format_7zip(a);
    else if (strncmp(c->kind, "tar", 3) == 0)
        archive_write_set_format_pax_restricted(a);
    else
        die(m, "unknown container", c->kind);
    if (strcmp(c->kind, "tar.gz") == 0) {
        archive_write_add_filter_gzip(a);
        check(m, a, archive_write_set_options(a, "gzip:!timestamp"));
    }
    if (c->passphrase) {
        check(m, a, archive_write_set_options(a, "zip:encryption=aes256"));
        check(m, a, archive_write_set_passphrase(a, c->passphrase));
    }
    if (c->names) {
        snprintf(options, sizeof(options), "hdrcharset=%s", c->names);
        check(m, a, archive_write_set_options(a, options));
    }
}

static void write_archive(const struct maker *m, const struct container *c,
                          struct ml_buf *out)
{
    struct archive *a = archive_write_new();

    set_format(m, a, c);
    archive_write_set_bytes_per_block(a, 0);
    check(m, a, archive_write_open(a, out, NULL, to_buf, NULL));
    for (size_t i = 0; i < c->nmembers; i++) {
        const struct member *e = &c->members[i];
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname_utf8(entry, e->name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (int64_t)e->bytes.n);
        archive_entry_set_mtime(entry, e->mtime_s, 0);
        check(m, a, archive_write_header(a, entry));
        if (e->bytes.n && archive_write_data(a, e->bytes.p, e->bytes.n) < 0)
            die(m, "archive", archive_error_string(a));
        archive_entry_free(entry);
    }
    check(m, a, archive_write_close(a));
    archive_write_free(a);
}

/* `/` in a name is `\` in a cabinet. */
static ml_str cab_name(char *name)
{
    for (char *p = name; *p; p++)
        if (*p == '/')
            *p = '\\';
    return ml_str_of(name);
}

static bool is_ascii(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] & 0x80)
            return false;
    return true;
}

static void write_cab(const struct container *c, struct ml_buf *out)
{
    struct cab_file *files = calloc(c->nmembers + 1, sizeof(*files));

    if (!files)
        ml_oom();
    for (size_t i = 0; i < c->nmembers; i++) {
        const struct member *e = &c->members[i];
        struct ml_civil at = ml_civil_of(e->mtime_s * ML_SECOND_US);
        files[i].name = cab_name(e->name);
        files[i].bytes = ml_buf_view(&e->bytes);
        files[i].utf8 = !is_ascii(files[i].name);
        files[i].dos_date = (unsigned)((at.year - 1980) << 9 | at.month << 5 | at.day);
        files[i].dos_time = (unsigned)(at.hour << 11 | at.minute << 5 | at.second / 2);
    }
    make_cab(out, files, c->nmembers);
    free(files);
}

/* On disk. */

static void make_folders(const struct maker *m, char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            die(m, path, strerror(errno));
        *slash = '/';
    }
}

static void write_disk(const struct maker *m, const char *name,
                       const struct ml_buf *bytes, int64_t mtime_s)
{
    struct timespec times[2] = { { .tv_sec = mtime_s }, { .tv_sec = mtime_s } };
    struct ml_buf path = { 0 };

    ml_buf_printf(&path, "%s/%s", m->out, name);
    ml_buf_char(&path, 0);
    make_folders(m, path.p);
    unlink(path.p);
    FILE *out = fopen(path.p, "wb");
    if (!out)
        die(m, path.p, strerror(errno));
    if (bytes->n && fwrite(bytes->p, 1, bytes->n, out) != bytes->n)
        die(m, path.p, strerror(errno));
    if (fclose(out) != 0 || utimensat(AT_FDCWD, path.p, times, 0) != 0)
        die(m, path.p, strerror(errno));
    ml_buf_reset(&path);
}

/* The recipe. */

static struct container *top(struct maker *m)
{
    return m->depth ? &m->stack[m->depth - 1] : NULL;
}

static void add_member(struct maker *m, char *name, struct ml_buf bytes,
                       int64_t mtime_s)
{
    struct container *c = top(m);
    struct member e = { name, bytes, mtime_s };

    if (c) {
        ML_PUSH(c->members, c->nmembers, c->cap_members, e);
        return;
    }
    write_disk(m, name, &bytes, mtime_s);
    ml_buf_reset(&bytes);
    free(name);
}

static int64_t time_of_top(struct maker *m)
{
    return top(m) ? top(m)->mtime_s : 0;
}

static void begin_container(struct maker *m, char **words, int n)
{
    if (m->depth == DEPTH_MAX || n < 2)
        die(m, "container", n < 2 ? "needs a name" : "nested too deep");
    struct container c = { .kind = dup_text(words[0]),
                           .name = dup_text(words[1]),
                           .mtime_s = time_of_top(m) };
    for (int i = 2; i + 1 < n; i += 2) {
        if (strcmp(words[i], "at") == 0)
            c.mtime_s = s_of_time(m, words[i + 1]);
        else if (strcmp(words[i], "names") == 0)
            c.names = dup_text(words[i + 1]);
        else if (strcmp(words[i], "passphrase") == 0)
            c.passphrase = dup_text(words[i + 1]);
        else
            die(m, "unknown word", words[i]);
    }
    m->stack[m->depth++] = c;
}

static void end_container(struct maker *m)
{
    struct ml_buf bytes = { 0 };

    if (!m->depth)
        die(m, "end", "nothing was begun");
    struct container c = m->stack[--m->depth];
    if (strcmp(c.kind, "folder") == 0) {
        for (size_t i = 0; i < c.nmembers; i++) {
            struct ml_buf name = { 0 };
            ml_buf_printf(&name, "%s/%s", c.name, c.members[i].name);
            ml_buf_char(&name, 0);
            write_disk(m, name.p, &c.members[i].bytes, c.members[i].mtime_s);
            ml_buf_reset(&name);
        }
    } else {
        if (strcmp(c.kind, "cab") == 0)
            write_cab(&c, &bytes);
        else
            write_archive(m, &c, &bytes);
        add_member(m, dup_text(c.name), bytes, c.mtime_s);
    }
    for (size_t i = 0; i < c.nmembers; i++) {
        free(c.members[i].name);
        ml_buf_reset(&c.members[i].bytes);
    }
    free(c.members);
    free(c.kind);
    free(c.name);
    free(c.names);
    free(c.passphrase);
}

static size_t number(const struct maker *m, const char *text)
{
    uint64_t n;

    if (!ml_str_to_u64(ml_str_of(text), &n) || n > (64u << 20))
        die(m, "not a number", text);
    return (size_t)n;
}

static void make_log(const struct maker *m, const char *from, ml_str text,
                     struct ml_buf *out)
{
    unsigned line;
    char where[32];

    if (evtx_from_lines(out, text, &line))
        return;
    snprintf(where, sizeof(where), "line %u is not understood", line);
    die(m, from ? from : "evtx", where);
}

static void add_file(struct maker *m, char **words, int n)
{
    const char *from = NULL, *as = "utf-8";
    struct ml_buf raw = { 0 }, text = { 0 }, bytes = { 0 }, path = { 0 };
    int64_t mtime_s = time_of_top(m);
    size_t nul = 0, cut = 0;
    bool crlf = true;

    if (n < 2)
        die(m, "file", "needs a name");
    for (int i = 2; i < n; i++) {
        bool last = i + 1 == n;
        if (strcmp(words[i], "lf") == 0)
            crlf = false;
        else if (last)
            die(m, "needs a value", words[i]);
        else if (strcmp(words[i], "from") == 0)
            from = words[++i];
        else if (strcmp(words[i], "as") == 0)
            as = words[++i];
        else if (strcmp(words[i], "at") == 0)
            mtime_s = s_of_time(m, words[++i]);
        else if (strcmp(words[i], "nul") == 0)
            nul = number(m, words[++i]);
        else if (strcmp(words[i], "cut") == 0)
            cut = number(m, words[++i]);
        else
            die(m, "unknown word", words[i]);
    }
    if (from) { /* else an empty member */
        ml_buf_printf(&path, "%s/%s", m->folder, from);
        ml_buf_char(&path, 0);
        read_file(m, path.p, &raw);
    }
    if (crlf)
        with_crlf(ml_buf_view(&raw), &text);
    else
        ml_buf_str(&text, ml_buf_view(&raw));
    if (strcmp(as, "hive") == 0)
        make_hive_text(&bytes, ml_buf_view(&raw));
    else if (strcmp(as, "evtx") == 0)
        make_log(m, from, ml_buf_view(&raw), &bytes);
    else if (strcmp(as, "mixed") == 0)
        encode_mixed(m, ml_buf_view(&text), &bytes);
    else
        encode(m, ml_buf_view(&text), as, &bytes);
    bytes.n -= cut < bytes.n ? cut : bytes.n;
    for (; nul; nul--)
        ml_buf_char(&bytes, 0);
    add_member(m, dup_text(words[1]), bytes, mtime_s);
    ml_buf_reset(&raw);
    ml_buf_reset(&text);
    ml_buf_reset(&path);
}

/* Cut a line into words, in place. */
static int split(const struct maker *m, char *line, char **words)
{
    int n = 0;

    for (char *p = line; *p;) {
        if (*p == ' ' || *p == '\t') {
            p++;
            continue;
        }
        if (*p == '#')
            break;
        if (n == WORDS_MAX)
            die(m, "too many words", p);
        bool quoted = *p == '"';
        words[n++] = p += quoted;
        while (*p && (quoted ? *p != '"' : *p != ' ' && *p != '\t'))
            p++;
        if (*p)
            *p++ = 0;
    }
    return n;
}

static void run_line(struct maker *m, char *line)
{
    char *words[WORDS_MAX];
    int n = split(m, line, words);

    if (n == 0)
        return;
    if (strcmp(words[0], "file") == 0)
        add_file(m, words, n);
    else if (strcmp(words[0], "end") == 0)
        end_container(m);
    else
        begin_container(m, words, n);
}

int main(int argc, char **argv)
{
    struct ml_buf recipe = { 0 };
    struct maker m = { 0 };
    ml_str rest, line;

    if (argc != 3) {
        fprintf(stderr, "usage: mkbundle RECIPE OUTDIR\n");
        return 1;
    }
    setlocale(LC_CTYPE, "C.UTF-8"); /* for the names of members */
    setenv("TZ", "UTC0", 1);
    tzset();
    m.recipe = argv[1];
    m.out = argv[2];
    m.folder = dup_text(argv[1]);
    char *slash = strrchr(m.folder, '/');
    snprintf(slash ? slash : m.folder, 2, "%s", slash ? "" : ".");
    read_file(&m, m.recipe, &recipe);
    rest = ml_buf_view(&recipe);
    while (ml_str_line(&rest, &line)) {
        struct ml_buf copy = { 0 };
        m.line++;
        ml_buf_str(&copy, line);
        ml_buf_char(&copy, 0);
        run_line(&m, copy.p);
        ml_buf_reset(&copy);
    }
    if (m.depth)
        die(&m, "end is missing for", m.stack[m.depth - 1].name);
    ml_buf_reset(&recipe);
    free(m.folder);
    return 0;
}
