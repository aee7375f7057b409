/* SPDX-License-Identifier: MIT */
#include "report/xmlvalue.h"

#include "base/buf.h"
#include "report/utf8.h"
#include "base/ban.h"

ml_str ml_xmlval_text(struct ml_xmlin *in, struct ml_arena *arena, const char *name)
{
    ml_str value = ml_xmlin_attr(in, name);
    return value.n ? ml_arena_dup(arena, value) : ML_STR_NONE;
}

/* U+FFFD and a letter for what XML cannot hold; see report/element.h. */
static void add_exact(struct ml_buf *out, ml_str value)
{
    while (value.n) {
        uint32_t cp = ml_utf8_take(&value);
        ml_str rest = value;
        uint32_t mark = cp == ML_UTF8_BAD && rest.n ? ml_utf8_take(&rest) : 0;
        if (mark >= '@' && mark <= '_')
            cp = mark - '@';
        else if (mark == '+' || mark == '-')
            cp = mark == '+' ? 0xfffe : 0xffff;
        else if (mark != ML_UTF8_BAD)
            rest = value;
        value = rest;
        ml_utf8_put(out, cp);
    }
}

ml_str ml_xmlval_exact(struct ml_xmlin *in, struct ml_arena *arena, const char *name)
{
    ml_str value = ml_xmlin_attr(in, name);
    struct ml_buf out = { 0 };

    if (!ml_str_has(value, ML_STR("\xef\xbf\xbd")))
        return value.n ? ml_arena_dup(arena, value) : ML_STR_NONE;
    add_exact(&out, value);
    value = ml_arena_dup(arena, ml_buf_view(&out));
    ml_buf_reset(&out);
    return value;
}

ml_str ml_xmlval_address(struct ml_xmlin *in, struct ml_arena *arena, const char *name)
{
    ml_str value = ml_xmlin_attr(in, name), rest = value;

    while (rest.n)
        if (ml_utf8_is_control(ml_utf8_take(&rest))) {
            ml_xmlin_refuse(in, "an address with a control character");
            return ML_STR_NONE;
        }
    return value.n ? ml_arena_dup(arena, value) : ML_STR_NONE;
}

uint64_t ml_xmlval_u64(struct ml_xmlin *in, const char *name, uint64_t otherwise)
{
    ml_str value = ml_xmlin_attr(in, name);
    uint64_t n = otherwise;

    if (value.n && !ml_str_to_u64(value, &n))
        ml_xmlin_refuse(in, "a number that is too large");
    return n;
}

uint32_t ml_xmlval_u32(struct ml_xmlin *in, const char *name, uint32_t otherwise)
{
    uint64_t n = ml_xmlval_u64(in, name, otherwise);

    if (n > UINT32_MAX - 1)
        ml_xmlin_refuse(in, "a number that is too large");
    return n > UINT32_MAX - 1 ? 0 : (uint32_t)n;
}

struct ml_time ml_xmlval_time(struct ml_xmlin *in, const char *name)
{
    ml_str value = ml_xmlin_attr(in, name);
    struct ml_time t = ML_NO_TIME;

    if (value.n &&
        (!ml_time_parse_iso(value, &t) || ml_str_cmp(value, ML_STR("16")) < 0))
        ml_xmlin_refuse(in, "a time that there is not");
    return t;
}

bool ml_xmlval_is(struct ml_xmlin *in, const char *name, const char *value)
{
    return ml_str_eq(ml_xmlin_attr(in, name), ml_str_of(value));
}

void ml_xmlval_digest(struct ml_xmlin *in, const char *name, uint64_t ret[2])
{
    ml_str hex = ml_xmlin_attr(in, name);

    if (!hex.n)
        return;
    if (hex.n != 32 || !ml_str_hex_to_u64(ml_str_sub(hex, 0, 16), &ret[0]) ||
        !ml_str_hex_to_u64(ml_str_from(hex, 16), &ret[1]))
        ml_xmlin_refuse(in, "a digest that is none");
}
