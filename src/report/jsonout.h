/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_JSONOUT_H
#define ML_REPORT_JSONOUT_H

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "report/sink.h"

/*
 * A JSON report: one object, whose members are written as they come, a server a line.
 *
 *     values of libjansson -> bytes -> write
 *
 * Only what is at hand is in memory, so a report of any size takes that of one server.
 * Values are taken over; a want of memory ends the program.
 */

struct ml_json {
    ml_write_fn write;
    void *to;
    int failed;        /* errno of the first failed write; the rest is dropped */
    bool has_any;      /* a member stands in the object */
    bool has_any_item; /* ... an item in the list that is open */
};

/** Begin with what every report has: schema_version, kind, lang, generator, catalogue.
 */
struct ml_json_head {
    const char *kind; /* "scan", "fleet" */
    const struct ml_catalogue *catalogue;
    enum ml_lang lang;
    bool is_interrupted;
    struct ml_time as_of;
};
void ml_json_begin(struct ml_json *json, const struct ml_json_head *head);

/** A member of the report. */
void ml_json_member(struct ml_json *json, const char *name, json_t *value);

/** A member that is a list, item by item. */
void ml_json_list(struct ml_json *json, const char *name);
void ml_json_item(struct ml_json *json, json_t *value);
void ml_json_list_end(struct ml_json *json);

/** Errors: ML_FAIL with ML_ERR_IO and the errno of the write that failed. */
enum ml_rc ml_json_end(struct ml_json *json, struct ml_err *err) ML_MUST_USE;

/* ---- values ---- */

json_t *ml_json_object(void);
json_t *ml_json_array(void);

/** Null when it is empty; what is no UTF-8 becomes U+FFFD. */
json_t *ml_json_str(ml_str s);
json_t *ml_json_text(ml_str s); /* never null */
json_t *ml_json_word(const char *word);
json_t *ml_json_u64(uint64_t n);
json_t *ml_json_bool(bool is_true);
json_t *ml_json_time(struct ml_time t); /* ISO 8601; null when it is not known */

void ml_json_set(json_t *object, const char *name, json_t *value);
void ml_json_add(json_t *array, json_t *value);

/** `code` and `hex`, null without. */
void ml_json_set_code(json_t *object, uint32_t code);

#endif
