/* SPDX-License-Identifier: MIT */
#include "facts/words.h"

#include "base/attr.h"
#include "base/ban.h"

ml_str ml_words_execution_policy(ml_str word)
{
    static const char *const words[] = { "Restricted",   "AllSigned", "RemoteSigned",
                                         "Unrestricted", "Bypass",    "Undefined" };

    word = ml_text_trim(word);
    for (size_t i = 0; i < ML_COUNT(words); i++)
        if (ml_str_eq_nocase(word, ml_str_of(words[i])))
            return ml_str_of(words[i]);
    return ML_STR_NONE;
}

/* The agent's setup adds <install path>\bin\Modules; the install path is free. */
void ml_words_module_path(struct ml_at at, ml_str module_path)
{
    bool has = false;
    ml_str part;

    module_path = ml_text_trim(module_path);
    if (!module_path.n)
        return;
    for (bool more = true; more && !has;) {
        more = ml_str_cut(module_path, ';', &part, &module_path);
        part = ml_text_trim(part);
        while (part.n && part.p[part.n - 1] == '\\')
            part.n--;
        has = ml_str_has_nocase(part, ML_STR("MSOnlineBackup")) ||
              ml_str_ends_nocase(part, ML_STR("\\bin\\Modules"));
    }
    ml_emit_bool(at, "powershell.modulepath-has-msonlinebackup", has);
}

void ml_words_os_name(struct ml_at at, ml_str text)
{
    text = ml_text_trim(text);
    if (ml_str_has(text, ML_STR("Windows")) && text.n <= 120)
        ml_emit(at, "os.name", text);
}

bool ml_words_os_build(struct ml_at at, ml_str text)
{
    ml_str found = ML_STR_NONE;

    for (size_t i = 0; i < text.n && i < 256;) {
        size_t n = 0;
        while (i + n < text.n && ml_is_digit(text.p[i + n]))
            n++;
        ml_str number = ml_str_sub(text, i, n);
        uint64_t build;
        if ((n == 4 || n == 5) && ml_str_to_u64(number, &build) && build >= 3790)
            found = number;
        i += n ? n : 1;
    }
    ml_emit(at, "os.build", found);
    return found.n > 0;
}

/* The offset in a display name is the standard one: not turned into a plain offset,
 * which would be an hour off for half of the year. */
void ml_words_time_zone(struct ml_at at, ml_str text)
{
    text = ml_text_trim(text);
    if (text.n <= 120)
        ml_emit(at, "os.time-zone", text);
}

bool ml_words_bool(ml_str word, bool *ret)
{
    word = ml_text_trim(word);
    bool yes = ml_str_eq_nocase(word, ML_STR("True"));

    if (!yes && !ml_str_eq_nocase(word, ML_STR("False")))
        return false;
    *ret = yes;
    return true;
}
