/* SPDX-License-Identifier: MIT */
#include "support/make_hive.h"

#include <hivex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "support/make_text.h"

/* An empty hive, byte by byte; libhivex adds the keys. */

enum { PAGE = 4096, ROOT = 0x20, SECURITY = 0x80, FREE = 0xc0 };

static void put(char *at, uint64_t value, int n)
{
    for (int i = 0; i < n; i++)
        at[i] = (char)(value >> 8 * i & 0xff);
}

static void empty_hive(char *b)
{
    char *h = b + PAGE, *nk = h + ROOT, *sk = h + SECURITY;
    uint32_t sum = 0, word;

    memset(b, 0, 2 * PAGE);
    memcpy(b, "regf", 4);
    put(b + 4, 1, 4); /* both sequence numbers: nothing is pending */
    put(b + 8, 1, 4);
    put(b + 20, 1, 4); /* version 1.3 */
    put(b + 24, 3, 4);
    put(b + 32, 1, 4);
    put(b + 36, ROOT, 4);
    put(b + 40, PAGE, 4);
    put(b + 44, 1, 4);
    for (int i = 0; i < 127; i++) {
        memcpy(&word, b + 4 * i, 4);
        sum ^= word;
    }
    put(b + 508, sum, 4);
    memcpy(h, "hbin", 4);
    put(h + 8, PAGE, 4);
    put(nk, (uint32_t)-(SECURITY - ROOT), 4); /* in use: negative */
    memcpy(nk + 4, "nk", 2);
    put(nk + 6, 0x2c, 2); /* root, name in one byte a character */
    put(nk + 20, ROOT, 4);
    put(nk + 32, UINT32_MAX, 4);
    put(nk + 36, UINT32_MAX, 4);
    put(nk + 44, UINT32_MAX, 4);
    put(nk + 48, SECURITY, 4);
    put(nk + 52, UINT32_MAX, 4);
    put(nk + 76, 4, 2);
    memcpy(nk + 80, "ROOT", 4);
    put(sk, (uint32_t)-(FREE - SECURITY), 4);
    memcpy(sk + 4, "sk", 2);
    put(sk + 8, SECURITY, 4);
    put(sk + 12, SECURITY, 4);
    put(sk + 16, 1, 4);
    put(sk + 20, 8, 4);
    put(h + FREE, PAGE - FREE, 4);
}

static void must(int ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    exit(1);
}

static hive_node_h node_of(hive_h *h, const char *key)
{
    hive_node_h node = hivex_root(h);
    ml_str rest = ml_str_of(key), name;

    for (int more = 1; more && rest.n;) {
        char text[512];
        more = ml_str_cut(rest, '\\', &name, &rest);
        snprintf(text, sizeof(text), "%.*s", ML_STR_ARG(name));
        hive_node_h child = hivex_node_get_child(h, node, text);
        node = child ? child : hivex_node_add_child(h, node, text);
        must(node != 0, text);
    }
    return node;
}

static void add_row(hive_h *h, const struct hive_row *row)
{
    hive_node_h node = node_of(h, row->key);
    struct ml_buf data = { 0 };
    hive_set_value v = { .key = (char *)(uintptr_t)row->name };

    if (!row->name)
        return;
    if (row->text) {
        make_utf16(&data, false, ml_str_of(row->text));
        ml_buf_add(&data, "\0", 2);
        v.t = hive_t_string;
    } else if (row->bytes.p) {
        ml_buf_str(&data, row->bytes);
        v.t = hive_t_binary;
    } else {
        char number[4];
        put(number, row->number, 4);
        ml_buf_add(&data, number, 4);
        v.t = hive_t_dword;
    }
    if (row->type)
        v.t = (hive_type)row->type;
    v.len = data.n;
    v.value = data.p;
    must(hivex_node_set_value(h, node, &v, 0) == 0, row->name);
    ml_buf_reset(&data);
}

static hive_h *open_empty(char *path)
{
    char bytes[2 * PAGE];
    int fd = mkstemp(path);

    must(fd >= 0, path);
    empty_hive(bytes);
    must(write(fd, bytes, sizeof(bytes)) == sizeof(bytes), path);
    close(fd);
    hive_h *h = hivex_open(path, HIVEX_OPEN_WRITE);
    must(h != NULL, "hivex_open");
    return h;
}

static void take_away(struct ml_buf *out, hive_h *h, const char *path)
{
    size_t n;

    must(hivex_commit(h, NULL, 0) == 0, "hivex_commit");
    hivex_close(h);
    FILE *f = fopen(path, "rb");
    must(f != NULL, path);
    while ((n = fread(ml_buf_reserve(out, 65536), 1, 65536, f)) > 0)
        out->n += n;
    fclose(f);
    unlink(path);
}

void make_hive(struct ml_buf *out, const struct hive_row *rows, size_t n)
{
    char path[] = "make-hive-XXXXXX";
    hive_h *h = open_empty(path);

    for (size_t i = 0; i < n; i++)
        add_row(h, &rows[i]);
    take_away(out, h, path);
}

/* "text", dword:1 or hex:00,ff */
static void text_row(hive_h *h, const char *key, ml_str line)
{
    struct ml_buf text = { 0 }, bytes = { 0 }, name = { 0 };
    struct hive_row row = { .key = key };
    ml_str n, value;
    uint64_t number;

    ml_str_cut(line, '=', &n, &value);
    ml_buf_str(&name, n);
    ml_buf_char(&name, 0);
    row.name = name.p;
    if (ml_str_starts(value, ML_STR("\""))) {
        ml_buf_str(&text, ml_str_sub(value, 1, value.n - 2));
        ml_buf_char(&text, 0);
        row.text = text.p;
    } else if (ml_str_starts(value, ML_STR("dword:"))) {
        must(ml_str_hex_to_u64(ml_str_from(value, 6), &number), "dword");
        row.number = (uint32_t)number;
    } else {
        must(ml_str_starts(value, ML_STR("hex:")), "a value is a text, dword or hex");
        ml_buf_reserve(&bytes, 1);
        for (ml_str rest = ml_str_from(value, 4), pair; rest.n;) {
            ml_str_cut(rest, ',', &pair, &rest);
            must(ml_str_hex_to_u64(pair, &number), "hex");
            ml_buf_char(&bytes, (char)number);
            if (!rest.n)
                break;
        }
        row.bytes = (ml_str){ bytes.p, bytes.n };
    }
    add_row(h, &row);
    ml_buf_reset(&text);
    ml_buf_reset(&bytes);
    ml_buf_reset(&name);
}

void make_hive_text(struct ml_buf *out, ml_str text)
{
    char path[] = "make-hive-XXXXXX", key[1024] = "";
    hive_h *h = open_empty(path);
    ml_str line;

    while (ml_str_line(&text, &line)) {
        line = ml_str_trim(line);
        if (!line.n || line.p[0] == '#')
            continue;
        if (line.p[0] == '[') {
            snprintf(key, sizeof(key), "%.*s", ML_STR_ARG(ml_str_sub(line, 1, line.n - 2)));
            node_of(h, key);
        } else {
            text_row(h, key, line);
        }
    }
    take_away(out, h, path);
}
