/* SPDX-License-Identifier: MIT */
#include "scan/rules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalogue/pack.h"
#include "catalogue/read.h"
#include "record/errlog.h"
#include "base/ban.h"

/* "MLRULES1", length of the catalogue, length of the database; each part at a multiple
 * of 64 bytes, as vectorscan wants it. */
struct header {
    char magic[8];
    uint64_t catalogue_bytes, database_bytes;
};

static const char magic[8] = { 'M', 'L', 'R', 'U', 'L', 'E', 'S', '1' };

static uint64_t aligned(uint64_t n)
{
    return (n + 63) / 64 * 64;
}

static enum ml_rc load(struct ml_rules *ret, ml_str bytes, struct ml_err *err)
{
    struct header h;

    if (bytes.n < sizeof(h))
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "compiled catalogue is cut short");
    memcpy(&h, bytes.p, sizeof(h));
    uint64_t first = aligned(sizeof(h));
    if (memcmp(h.magic, magic, sizeof(magic)) != 0 ||
        h.catalogue_bytes > bytes.n || h.database_bytes > bytes.n ||
        first + aligned(h.catalogue_bytes) + h.database_bytes > bytes.n)
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                          "no compiled catalogue of this version");
    ml_str image = ml_str_sub(bytes, first, h.catalogue_bytes);
    ml_str database = ml_str_sub(bytes, first + aligned(h.catalogue_bytes),
                                 h.database_bytes);
    enum ml_rc rc = ml_catalogue_unpack(&ret->catalogue, image, err);
    if (rc == ML_OK)
        rc = ml_matcher_new(&ret->matcher, ret->catalogue, database, err);
    return rc;
}

static enum ml_rc map_file(struct ml_rules *ret, const char *file, struct ml_err *err)
{
    struct stat st;
    int fd = open(file, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0) {
        enum ml_rc rc = ml_err_sys(err, ML_FAIL, errno, "cannot read the catalogue");
        if (fd >= 0)
            close(fd);
        return rc;
    }
    ret->map_bytes = (size_t)st.st_size;
    ret->map = mmap(NULL, ret->map_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (ret->map == MAP_FAILED) {
        ret->map = NULL;
        return ml_err_sys(err, ML_FAIL, errno, "cannot map the catalogue");
    }
    return load(ret, (ml_str){ ret->map, ret->map_bytes }, err);
}

void ml_rules_close(struct ml_rules *rules)
{
    ml_matcher_free(rules->matcher);
    ml_catalogue_free(rules->catalogue);
    ml_buf_reset(&rules->image);
    if (rules->map)
        munmap(rules->map, rules->map_bytes);
    memset(rules, 0, sizeof(*rules));
}

static enum ml_rc serialise(const struct ml_rules *rules, struct ml_buf *out,
                            struct ml_err *err)
{
    struct ml_buf image = { 0 }, database = { 0 };
    static const char zeros[64];
    struct header h;

    ml_catalogue_pack(rules->catalogue, &image);
    enum ml_rc rc = ml_matcher_database(rules->matcher, &database, err);
    memcpy(h.magic, magic, sizeof(magic));
    h.catalogue_bytes = image.n;
    h.database_bytes = database.n;
    ml_buf_add(out, &h, sizeof(h));
    ml_buf_add(out, zeros, aligned(out->n) - out->n);
    ml_buf_str(out, ml_buf_view(&image));
    ml_buf_add(out, zeros, aligned(out->n) - out->n);
    ml_buf_str(out, ml_buf_view(&database));
    ml_buf_reset(&image);
    ml_buf_reset(&database);
    return rc;
}

static enum ml_rc write_file(const char *file, ml_str bytes, struct ml_err *err)
{
    char temporary[4096];

    snprintf(temporary, sizeof(temporary), "%s.XXXXXX", file);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return ml_err_sys(err, ML_FAIL, errno, "cannot write %s", file);
    FILE *out = fdopen(fd, "wb");
    bool ok = out && fwrite(bytes.p, 1, bytes.n, out) == bytes.n;
    ok = out && fclose(out) == 0 && ok;
    ok = ok && chmod(temporary, 0644) == 0 && rename(temporary, file) == 0;
    if (ok)
        return ML_OK;
    enum ml_rc rc = ml_err_sys(err, ML_FAIL, errno, "cannot write %s", file);
    unlink(temporary);
    return rc;
}

enum ml_rc ml_rules_store(const struct ml_rules *rules, const char *file,
                          struct ml_err *err)
{
    struct ml_buf out = { 0 };
    enum ml_rc rc = serialise(rules, &out, err);

    if (rc == ML_OK)
        rc = write_file(file, ml_buf_view(&out), err);
    ml_buf_reset(&out);
    return rc;
}

static void hash_file(EVP_MD_CTX *md, int dir, const char *name)
{
    char piece[65536];
    ssize_t n;
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);

    EVP_DigestUpdate(md, name, strlen(name) + 1);
    while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) > 0)
        EVP_DigestUpdate(md, piece, (size_t)n);
    if (fd >= 0)
        close(fd);
}

static int only_xml(const struct dirent *d)
{
    return ml_str_ends_nocase(ml_str_of(d->d_name), ML_STR(".xml"));
}

static void hash_dir(EVP_MD_CTX *md, const char *dir)
{
    struct dirent **list;
    int n = scandir(dir, &list, only_xml, alphasort);
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (int i = 0; i < n; i++) {
        hash_file(md, fd, list[i]->d_name);
        free(list[i]);
    }
    if (n >= 0)
        free(list);
    EVP_DigestUpdate(md, "/", 1);
    if (fd >= 0)
        close(fd);
}

/* The cache folder: ours alone, or none. */
static bool cache_dir(char *ret, size_t cap)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    struct stat st;

    if (base && *base)
        snprintf(ret, cap, "%s", base);
    else if (home && *home)
        snprintf(ret, cap, "%s/.cache", home);
    else
        return false;
    mkdir(ret, 0700);
    size_t n = strlen(ret);
    snprintf(ret + n, cap - n, "/marslog");
    mkdir(ret, 0700);
    return lstat(ret, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
           (st.st_mode & 022) == 0;
}

static bool cache_file(const struct ml_rules *built_in, const char *const *dirs,
                       char *ret, size_t cap)
{
    unsigned char digest[32];

    if (!cache_dir(ret, cap))
        return false;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    if (!md)
        return false;
    EVP_DigestInit_ex(md, EVP_sha256(), NULL);
    EVP_DigestUpdate(md, magic, sizeof(magic));
    EVP_DigestUpdate(md, built_in->catalogue->digest.p, built_in->catalogue->digest.n);
    for (size_t i = 0; dirs[i]; i++)
        hash_dir(md, dirs[i]);
    EVP_DigestFinal_ex(md, digest, NULL);
    EVP_MD_CTX_free(md);
    size_t n = strlen(ret);
    n += (size_t)snprintf(ret + n, cap - n, "/");
    for (size_t i = 0; i < sizeof(digest); i++)
        n += (size_t)snprintf(ret + n, cap - n, "%02x", digest[i]);
    snprintf(ret + n, cap - n, ".rules");
    return true;
}

static enum ml_rc lay_over(struct ml_rules *rules, const char *schema,
                           const char *const *dirs, struct ml_err *err)
{
    for (size_t i = 0; dirs[i]; i++) {
        enum ml_rc rc = ml_catalogue_read_dir(rules->catalogue, dirs[i], schema, err);
        if (rc != ML_OK)
            return rc;
    }
    rules->matcher = ml_matcher_free(rules->matcher);
    return ml_matcher_new(&rules->matcher, rules->catalogue, ML_STR_NONE, err);
}

enum ml_rc ml_rules_from_dirs(struct ml_rules *ret, const char *schema,
                              const char *const *dirs, struct ml_err *err)
{
    struct ml_rules rules = { .catalogue = ml_catalogue_new() };
    enum ml_rc rc = lay_over(&rules, schema, dirs, err);

    if (rc == ML_OK)
        *ret = rules;
    else
        ml_rules_close(&rules);
    return rc;
}

enum ml_rc ml_rules_open(struct ml_rules *ret, const char *file, const char *schema,
                         const char *const *dirs, bool *ret_compiled, struct ml_err *err)
{
    struct ml_rules rules = { 0 }, cached = { 0 };
    char path[4096];

    *ret_compiled = false;
    enum ml_rc rc = map_file(&rules, file, err);
    if (rc != ML_OK) {
        ml_err_at(err, file, 0);
        ml_rules_close(&rules);
        return rc;
    }
    if (dirs && dirs[0]) {
        bool may_cache = cache_file(&rules, dirs, path, sizeof(path));
        if (may_cache && map_file(&cached, path, NULL) == ML_OK) {
            ml_rules_close(&rules);
            *ret = cached;
            return ML_OK;
        }
        ml_rules_close(&cached);
        rc = lay_over(&rules, schema, dirs, err);
        if (rc != ML_OK) {
            ml_rules_close(&rules);
            return rc;
        }
        *ret_compiled = true;
        if (may_cache && ml_rules_store(&rules, path, NULL) != ML_OK)
            unlink(path); /* a cache is not needed */
    }
    *ret = rules;
    return ML_OK;
}

/* Match one record that stands alone. */
static size_t match_alone(const struct ml_rules *rules, struct ml_match_scratch *scratch,
                          struct ml_match_input *in, const struct ml_match **ret)
{
    const struct ml_candidate *candidates;
    struct ml_record r;

    if (!in->is_event && ml_errlog_parse(in->message, &r)) {
        in->message = r.message;
        in->level = r.level;
        in->source_file = r.source_file;
    }
    size_t n = ml_match_pass(rules->matcher, scratch, in->message.p, in->message.n,
                             &candidates);
    return ml_match_record(rules->matcher, scratch, in, candidates, n, ret);
}

size_t ml_rules_line(const struct ml_rules *rules, struct ml_match_scratch *scratch,
                     ml_str line, uint32_t *ret, size_t cap)
{
    struct ml_match_input in = { .message = line };
    const struct ml_match *matches;
    size_t n = match_alone(rules, scratch, &in, &matches);

    for (size_t i = 0; i < n && i < cap; i++)
        ret[i] = matches[i].signature;
    return n < cap ? n : cap;
}

bool ml_rules_example(const struct ml_rules *rules, struct ml_match_scratch *scratch,
                      uint32_t signature, const struct ml_example *example)
{
    struct ml_match_input in = { .message = example->text,
                                 .role = example->role,
                                 .level = example->level,
                                 .is_event = example->provider.n > 0,
                                 .event = example->event,
                                 .provider = example->provider,
                                 .channel = example->channel };
    const struct ml_match *matches;
    size_t n = match_alone(rules, scratch, &in, &matches);

    for (size_t i = 0; i < n; i++)
        if (matches[i].signature == signature)
            return true;
    return false;
}
