/* SPDX-License-Identifier: MIT */
#include "scan/jobrow.h"

#include "base/attr.h"
#include "facts/stamp.h"
#include "record/errlog.h"
#include "base/ban.h"

enum { GUID_BYTES = 36, MARS_CODE_MAX = 0x7ffff };

enum ml_job_table ml_jobrow_heading(ml_str line)
{
    line = ml_str_trim(line);
    if (ml_str_starts(line, ML_STR("StartTime ")) &&
        ml_str_has(line, ML_STR(" JobState ")))
        return ML_JOBS_PLAIN;
    if (!ml_str_starts(line, ML_STR("JobType ")) ||
        !ml_str_has(line, ML_STR(" DetailedErrorCode ")) ||
        !ml_str_has(line, ML_STR(" ErrorCode")))
        return ML_JOBS_NONE;
    return ml_str_has(line, ML_STR("TaskID")) ? ML_JOBS_DPM : ML_JOBS_MARS;
}

/* A collector of 2022 lost the heading of this one. */
enum ml_job_table ml_jobrow_headless(ml_str file_name)
{
    return ml_str_eq_nocase(file_name, ML_STR("DPM_OnlineJob_History.txt"))
               ? ML_JOBS_DPM
               : ML_JOBS_NONE;
}

enum ml_job_outcome ml_jobrow_outcome(ml_str state)
{
    static const struct {
        ml_str head;
        enum ml_job_outcome outcome;
    } words[] = {
        { ML_STR("Failed"), ML_JOB_FAILED },
        { ML_STR("Abort"), ML_JOB_FAILED },
        { ML_STR("Complete"), ML_JOB_SUCCEEDED },
        { ML_STR("Succe"), ML_JOB_SUCCEEDED },
        { ML_STR("InProgress"), ML_JOB_UNFINISHED },
        { ML_STR("In progress"), ML_JOB_UNFINISHED },
    };

    for (size_t i = 0; i < ML_COUNT(words); i++)
        if (ml_str_starts_nocase(state, words[i].head))
            return words[i].outcome;
    return ML_JOB_UNKNOWN;
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

/* Up to the next two blanks. */
static ml_str next_cell(ml_str *rest)
{
    *rest = ml_str_trim(*rest);
    size_t end = ml_str_find(*rest, ML_STR("  "));
    ml_str cell = ml_str_sub(*rest, 0, end == ML_NPOS ? rest->n : end);

    *rest = ml_str_trim(ml_str_from(*rest, cell.n));
    return cell;
}

static struct ml_time bare_stamp(ml_str cell)
{
    struct ml_time t = ML_NO_TIME;

    return ml_stamp_find(cell, &t) && t.clock != ML_CLOCK_UTC ? t : ML_NO_TIME;
}

/* The amount of data, "1,234.50"; "---" where there is none. */
static bool is_amount(ml_str cell)
{
    bool some = false;

    for (size_t i = 0; i < cell.n; i++) {
        if (!ml_is_digit(cell.p[i]) && cell.p[i] != '.' && cell.p[i] != ',')
            return false;
        some |= ml_is_digit(cell.p[i]);
    }
    return some;
}

static void read_left(enum ml_job_table table, ml_str left, struct ml_job_row *r)
{
    r->kind = next_cell(&left);
    r->start = bare_stamp(next_cell(&left));
    r->end = bare_stamp(next_cell(&left));
    ml_str cell = next_cell(&left);
    if (!is_amount(cell)) {
        r->state = cell;
        next_cell(&left); /* the amount */
    }
    if (table == ML_JOBS_DPM)
        next_cell(&left); /* the server that is protected */
    r->source = ml_str_eq(left, ML_STR("---")) ? ML_STR_NONE : left;
}

/* A table whose columns may be one blank apart: the stamps lead. */
static void read_plain(ml_str left, struct ml_job_row *r)
{
    struct ml_time *const stamps[] = { &r->start, &r->end };
    size_t n = 0;

    for (size_t i = 0; i < ML_COUNT(stamps); i++) {
        left = ml_str_trim(left);
        if (!ml_stamp_take(left, stamps[i], &n))
            return;
        left = ml_str_from(left, n);
    }
    r->kind = next_word(&left);
    r->state = next_word(&left);
    r->source = next_cell(&left);
}

bool ml_jobrow_parse(enum ml_job_table table, ml_str row, struct ml_job_row *ret)
{
    struct ml_job_row r = { 0 };
    uint64_t code = 0;
    size_t at;

    if (!find_guid(row, &at))
        return false;
    r.job = ml_str_sub(row, at, GUID_BYTES);
    if (table == ML_JOBS_PLAIN)
        read_plain(ml_str_sub(row, 0, at), &r);
    else
        read_left(table, ml_str_sub(row, 0, at), &r);
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
