/* SPDX-License-Identifier: MIT */
#ifndef ML_HIVE_MESSAGE_H
#define ML_HIVE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * What the reading process tells the one that asked, one after the other on a pipe:
 *
 *     kind  1 byte
 *     type  4 bytes, little endian
 *     name  4 bytes length
 *     data  4 bytes length
 *     the bytes of name and data
 *
 * The reading process has handled hostile bytes, so whatever it sends is hostile too.
 */

enum ml_hive_say {
    ML_HIVE_SAY_HIVE = 'H',   /* type: enum ml_hive_kind; name: the control set */
    ML_HIVE_SAY_KEY = 'K',    /* name: path in the hive */
    ML_HIVE_SAY_ABSENT = 'A', /* name: path of a key that is not there */
    ML_HIVE_SAY_VALUE = 'V',  /* of the key before; type: REG_ number */
    ML_HIVE_SAY_DAMAGE = 'D', /* something was passed over */
    ML_HIVE_SAY_FAIL = 'F',   /* nothing can be read */
    ML_HIVE_SAY_END = 'E',    /* all was told */
};

struct ml_hive_message {
    char kind;
    uint32_t type;
    ml_str name, data;
};

/* What one message, and all of them together, may hold. */
enum {
    ML_HIVE_NAME_BYTES = 2 * 1024,
    ML_HIVE_DATA_BYTES = 64 * 1024,
    ML_HIVE_MESSAGES = 200 * 1000,
    ML_HIVE_ALL_BYTES = 48 * 1024 * 1024,
};

void ml_hive_message_put(struct ml_buf *out, const struct ml_hive_message *m);

/** Take the next message off *rest; false at the end, or when it is not whole or of
 * no known form (then *rest is left as it is). */
bool ml_hive_message_take(ml_str *rest, struct ml_hive_message *ret);

#endif
