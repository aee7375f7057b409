/* SPDX-License-Identifier: MIT */
#include "facts/service.h"

#include "base/attr.h"
#include "base/ban.h"

static const char *const asked_about[] = {
    "obengine",    "obrecoveryservicesmanagementagent",
    "vss",         "swprv",
    "vds",         "msiscsi",
    "wbengine",    "cryptsvc",
    "eventsystem", "w32time",
    "winmgmt",
};

void ml_service_emit(struct ml_at at, ml_str name, const char *what, ml_str value)
{
    for (size_t i = 0; i < ML_COUNT(asked_about); i++) {
        if (ml_str_eq_nocase(name, ml_str_of(asked_about[i])))
            ml_emit_part(at, "service", asked_about[i], what, value);
    }
}
