/* SPDX-License-Identifier: MIT */
#include "scan/mtamember.h"

#include "base/err.h"
#include "record/mtastore.h"
#include "scan/tapped.h"
#include "base/ban.h"

struct ml_mta *ml_mta_member_read(const struct ml_scan_context *c,
                                  struct ml_member_scan *scan, struct ml_stream *stream)
{
    struct ml_tapped tapped;
    struct ml_mta *mta;
    struct ml_err err = { 0 };

    scan->m.role = ML_STR("event-messages");
    ml_tapped_start(&tapped, stream);
    enum ml_rc rc =
        ml_mta_read(&tapped.stream, c->limits->max[ML_LIMIT_TEXT_BYTES], &mta, &err);
    ml_tapped_finish(&tapped, &scan->m);
    if (mta)
        scan->m.records = ml_mta_count(mta);
    if (rc == ML_OK)
        return mta;
    scan->m.state = rc == ML_SKIP ? ML_SKIPPED : mta ? ML_PARTIAL : ML_UNREADABLE;
    scan->m.reason = ml_arena_dup(&scan->arena, ml_str_of(err.text));
    if (!mta) {
        scan->m.bytes_skipped = scan->m.bytes_read;
        scan->m.bytes_read = 0;
    }
    return mta;
}
