/* SPDX-License-Identifier: MIT */
#include "hive/message.h"

#include <string.h>

#include "base/ban.h"

enum { HEAD_BYTES = 13 };

static void put_number(char *to, size_t n)
{
    for (int i = 0; i < 4; i++)
        to[i] = (char)(n >> 8 * i & 0xff);
}

static uint32_t take_number(const char *from)
{
    uint32_t n = 0;

    for (int i = 0; i < 4; i++)
        n |= (uint32_t)(unsigned char)from[i] << 8 * i;
    return n;
}

void ml_hive_message_put(struct ml_buf *out, const struct ml_hive_message *m)
{
    char head[HEAD_BYTES];

    head[0] = m->kind;
    put_number(head + 1, m->type);
    put_number(head + 5, m->name.n);
    put_number(head + 9, m->data.n);
    ml_buf_add(out, head, sizeof(head));
    ml_buf_str(out, m->name);
    ml_buf_str(out, m->data);
}

bool ml_hive_message_take(ml_str *rest, struct ml_hive_message *ret)
{
    static const char kinds[] = { ML_HIVE_SAY_HIVE,   ML_HIVE_SAY_KEY,
                                  ML_HIVE_SAY_ABSENT, ML_HIVE_SAY_VALUE,
                                  ML_HIVE_SAY_DAMAGE, ML_HIVE_SAY_FAIL,
                                  ML_HIVE_SAY_END };

    if (rest->n < HEAD_BYTES || !memchr(kinds, rest->p[0], sizeof(kinds)))
        return false;
    uint32_t nname = take_number(rest->p + 5), ndata = take_number(rest->p + 9);
    if (nname > ML_HIVE_NAME_BYTES || ndata > ML_HIVE_DATA_BYTES ||
        rest->n - HEAD_BYTES < (size_t)nname + ndata)
        return false;
    *ret = (struct ml_hive_message){ .kind = rest->p[0],
                                     .type = take_number(rest->p + 1),
                                     .name = ml_str_sub(*rest, HEAD_BYTES, nname),
                                     .data = ml_str_sub(*rest, HEAD_BYTES + nname,
                                                        ndata) };
    *rest = ml_str_from(*rest, HEAD_BYTES + (size_t)nname + ndata);
    return true;
}
