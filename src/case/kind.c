/* SPDX-License-Identifier: MIT */
#include "case/kind.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/ban.h"

ml_str ml_file_kind(struct ml_arena *arena, ml_str role, ml_str address)
{
    static const char *const wide[] = { "text",     "event-csv",     "event-text",
                                        "registry", "registry-hive", "other" };
    bool is_wide = role.n == 0;
    ml_str name = ml_str_basename(address);
    struct ml_buf out = { 0 };

    for (size_t i = 0; i < ML_COUNT(wide); i++)
        is_wide |= ml_str_eq(role, ml_str_of(wide[i]));
    if (!is_wide)
        return role;
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '!') {
            name = ml_str_from(name, i);
            break;
        }
    ml_buf_printf(&out, "%.*s ", ML_STR_ARG(role));
    for (size_t i = 0; i < name.n; i++)
        if (!ml_is_digit(name.p[i]))
            ml_buf_char(&out, ml_lower(name.p[i]));
        else if (i == 0 || !ml_is_digit(name.p[i - 1]))
            ml_buf_char(&out, '#');
    ml_str kind = ml_arena_dup(arena, ml_buf_view(&out));
    ml_buf_reset(&out);
    return kind;
}
