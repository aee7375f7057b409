/* SPDX-License-Identifier: MIT */
/* marslog-pack SCHEMA DIR FILE: makes the built-in catalogue when the program is built. */
#include <stdio.h>

#include "scan/rules.h"
#include "base/ban.h"

int main(int argc, char **argv)
{
    struct ml_rules rules = { 0 };
    struct ml_err err = { 0 };

    if (argc != 4) {
        fprintf(stderr, "usage: marslog-pack SCHEMA DIR FILE\n");
        return 2;
    }
    const char *dirs[] = { argv[2], NULL };
    enum ml_rc rc = ml_rules_from_dirs(&rules, argv[1], dirs, &err);
    if (rc == ML_OK)
        rc = ml_rules_store(&rules, argv[3], &err);
    if (rc != ML_OK)
        fprintf(stderr, "marslog-pack: %s:%u: %s\n", err.where, err.line, err.text);
    ml_rules_close(&rules);
    return rc == ML_OK ? 0 : 1;
}
