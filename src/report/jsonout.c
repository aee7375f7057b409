/* SPDX-License-Identifier: MIT */
#include "config.h"
#include "report/jsonout.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/json.h"
#include "report/utf8.h"
#include "base/ban.h"

static json_t *must(json_t *value)
{
    if (!value)
        ml_oom();
    return value;
}

/* ---- values ---- */

json_t *ml_json_object(void)
{
    return must(json_object());
}

json_t *ml_json_array(void)
{
    return must(json_array());
}

json_t *ml_json_text(ml_str s)
{
    struct ml_buf clean = { 0 };

    while (s.n)
        ml_utf8_put(&clean, ml_utf8_take(&s));
    json_t *value = must(json_stringn(clean.n ? clean.p : "", clean.n));
    ml_buf_reset(&clean);
    return value;
}

json_t *ml_json_str(ml_str s)
{
    return s.n ? ml_json_text(s) : must(json_null());
}

json_t *ml_json_word(const char *word)
{
    return ml_json_str(ml_str_of(word));
}

json_t *ml_json_u64(uint64_t n)
{
    return must(json_integer(n <= INT64_MAX ? (json_int_t)n : INT64_MAX));
}

json_t *ml_json_bool(bool is_true)
{
    return must(json_boolean(is_true));
}

json_t *ml_json_time(struct ml_time t)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    json_t *value = ml_json_str(ml_time_iso(&arena, t));
    ml_arena_reset(&arena);
    return value;
}

void ml_json_set(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new_nocheck(object, name, value) != 0)
        ml_oom();
}

void ml_json_add(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        ml_oom();
}

void ml_json_set_code(json_t *object, uint32_t code)
{
    char hex[16];

    snprintf(hex, sizeof(hex), "0x%05" PRIX32, code);
    ml_json_set(object, "code", code ? ml_json_u64(code) : must(json_null()));
    ml_json_set(object, "hex", ml_json_word(code ? hex : ""));
}

/* ---- the report ---- */

static void put(struct ml_json *json, const char *bytes, size_t n)
{
    if (!json->failed && n)
        json->failed = json->write(json->to, bytes, n);
}

static void put_text(struct ml_json *json, const char *text)
{
    put(json, text, strlen(text));
}

static int on_dump(const char *bytes, size_t n, void *context)
{
    put(context, bytes, n);
    return 0;
}

static void put_value(struct ml_json *json, json_t *value)
{
    if (json_dump_callback(value, on_dump, json, JSON_COMPACT | JSON_ENCODE_ANY) != 0)
        ml_oom();
    json_decref(value);
}

static void put_name(struct ml_json *json, const char *name)
{
    put_text(json, json->has_any ? ",\n\"" : "\"");
    json->has_any = true;
    put_text(json, name);
    put_text(json, "\":");
}

static json_t *generator(void)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "name", ml_json_word("marslog"));
    ml_json_set(value, "version", ml_json_word(PACKAGE_VERSION));
    return value;
}

static json_t *catalogue_of(const struct ml_catalogue *catalogue)
{
    json_t *value = ml_json_object();
    uint32_t observations = 0;

    for (uint32_t i = 0; i < catalogue->nsignatures; i++)
        observations += catalogue->signatures[i].observation;
    ml_json_set(value, "digest", ml_json_str(catalogue->digest));
    ml_json_set(value, "signatures",
                ml_json_u64(catalogue->nsignatures - observations));
    ml_json_set(value, "causes", ml_json_u64(catalogue->ncauses));
    return value;
}

void ml_json_begin(struct ml_json *json, const struct ml_json_head *head)
{
    put_text(json, "{\n");
    ml_json_member(json, "schema_version", ml_json_u64(ML_JSON_SCHEMA_VERSION));
    ml_json_member(json, "kind", ml_json_word(head->kind));
    ml_json_member(json, "lang", ml_json_word(head->lang == ML_JA ? "ja" : "en"));
    ml_json_member(json, "generator", generator());
    ml_json_member(json, "catalogue", catalogue_of(head->catalogue));
    ml_json_member(json, "as_of", ml_json_time(head->as_of));
    ml_json_member(json, "interrupted", ml_json_bool(head->is_interrupted));
}

void ml_json_member(struct ml_json *json, const char *name, json_t *value)
{
    put_name(json, name);
    put_value(json, value);
}

void ml_json_list(struct ml_json *json, const char *name)
{
    put_name(json, name);
    put_text(json, "[");
    json->has_any_item = false;
}

void ml_json_item(struct ml_json *json, json_t *value)
{
    put_text(json, json->has_any_item ? ",\n" : "\n");
    json->has_any_item = true;
    put_value(json, value);
}

void ml_json_list_end(struct ml_json *json)
{
    put_text(json, json->has_any_item ? "\n]" : "]");
}

enum ml_rc ml_json_end(struct ml_json *json, struct ml_err *err)
{
    put_text(json, "\n}\n");
    if (json->failed)
        return ml_err_sys(err, ML_FAIL, json->failed, "cannot write the report");
    return ML_OK;
}
