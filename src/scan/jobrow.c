/* SPDX-License-Identifier: MIT */
#include "scan/jobrow.h"

#include "facts/stamp.h"
#include "record/errlog.h"
#include "base/ban.h"

enum { GUID_BYTES = 36, MARS_CODE_MAX = 0x7ffff };

enum ml_job_table ml_jobrow_heading(ml_str line)
{
    if (!ml_str_starts(ml_str_trim(line), ML_STR("JobType ")) ||
        !ml_str_has(line, ML_STR(" DetailedErrorCode ")) ||
        !ml_str_has(line, ML_STR(" ErrorCode")))
        return ML_JOBS_NONE;
    return ml_str_has(line, ML_STR("TaskID")) ? ML_JOBS_DPM : ML_JOBS_MARS;
}

/* The last GUID of the row: the columns before it may hold one in a name. */
static bool find_guid(ml_str row, size_t *ret_at)
{
    uint8_t guid[16];

    for (size_t i = row.n < GUID_BYTES ? 0 : row.n - GUID_BYTES + 1; i > 0; i--)
        if (ml_guid_parse(ml_str_sub(row, i - 1, GUID_BYTES), guid)) {
            *ret_at = i - 1;
            return true;
        }
    return false;
}

static ml_str next_word(ml_str *rest)
{
    ml_str word;

    *rest = ml_str_trim(*rest);
    ml_str_cut(*rest, ' ', &word, rest);
    return word;
}

bool ml_jobrow_parse(enum ml_job_table table, ml_str row, struct ml_job_row *ret)
{
    struct ml_job_row r = { 0 };
    uint64_t code = 0;
    size_t at;

    if (!find_guid(row, &at))
        return false;
    r.job = ml_str_sub(row, at, GUID_BYTES);
    ml_stamp_find(ml_str_sub(row, 0, at), &r.start);
    if (r.start.clock == ML_CLOCK_UTC)
        r.start = ML_NO_TIME;
    ml_str rest = ml_str_from(row, at + GUID_BYTES);
    next_word(&rest); /* the detailed code */
    ml_str word = next_word(&rest);
    bool ok = table == ML_JOBS_DPM ? ml_str_hex_to_u64(word, &code)
                                   : ml_str_to_u64(word, &code);
    if (ok && code <= MARS_CODE_MAX)
        r.code = (uint32_t)code;
    *ret = r;
    return true;
}
