/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <string.h>

#include "input/decode.h"
#include "match/mask.h"
#include "record/errlog.h"
#include "record/eventcsv.h"
#include "scan/jobrow.h"

static void inside(ml_str part, ml_str whole)
{
    FUZZ_HOLDS(part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void check_record(ml_str text)
{
    struct ml_record r;
    ml_yearless stamp = 0;
    int64_t us;
    int turn;
    bool starts = ml_errlog_starts(text, &stamp);

    FUZZ_HOLDS(ml_errlog_parse(text, &r) == starts);
    if (!starts)
        return;
    FUZZ_HOLDS(r.stamp == stamp && stamp >= 0 && stamp < ML_YEARLESS_YEAR_US);
    inside(r.process, text);
    inside(r.thread, text);
    inside(r.source_file, text);
    inside(r.source_line, text);
    inside(r.job, text);
    inside(r.message, text);
    ml_yearless_leap_day(stamp, &turn);
    FUZZ_HOLDS(turn == 0);
    if (ml_yearless_to_us(stamp, 2024, &us)) {
        struct ml_civil c = ml_civil_of(us);
        FUZZ_HOLDS(c.year == 2024);
        FUZZ_HOLDS(ml_yearless_of(c.month, c.day,
                                  us - us / ML_DAY_US * ML_DAY_US) == stamp);
    }
}

static void check_row(ml_str line)
{
    struct ml_event_row row;

    ml_eventcsv_heading(line);
    if (!ml_eventcsv_parse(line, &row))
        return;
    inside(row.computer, line);
    inside(row.provider, line);
    inside(row.message, line);
    FUZZ_HOLDS(row.time.clock == ML_CLOCK_BARE);
}

static void check_job_row(ml_str line)
{
    struct ml_job_row row;

    ml_jobrow_heading(line);
    for (int table = ML_JOBS_MARS; table <= ML_JOBS_PLAIN; table++) {
        if (!ml_jobrow_parse((enum ml_job_table)table, line, &row))
            continue;
        inside(row.kind, line);
        inside(row.state, line);
        inside(row.source, line);
        inside(row.job, line);
        FUZZ_HOLDS(row.job.n == 36);
        ml_jobrow_outcome(row.state);
    }
}

/* A template has no more to it than its bound. */
static void check_mask(ml_str line)
{
    struct ml_buf scratch = { 0 }, once = { 0 };

    ml_mask(line, &scratch, &once);
    FUZZ_HOLDS(once.n < ML_MASK_MAX_BYTES + 64);
    ml_buf_reset(&scratch);
    ml_buf_reset(&once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ml_decoder d = { 0 };
    struct ml_buf text = { 0 };
    ml_yearless last = 0, stamp;
    ml_str line;

    ml_decode_add(&d, (const char *)data, size, true, &text);
    ml_str rest = ml_buf_view(&text);
    check_record(rest);
    while (ml_str_line(&rest, &line)) {
        check_record(line);
        check_row(line);
        check_job_row(line);
        check_mask(line);
        if (ml_errlog_starts(line, &stamp)) {
            ml_yearless now = ml_yearless_after(last, stamp);
            FUZZ_HOLDS((now - stamp) % ML_YEARLESS_YEAR_US == 0);
            last = now;
        }
    }
    ml_buf_reset(&text);
    ml_decode_reset(&d);
    return 0;
}
