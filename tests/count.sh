#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What `make check` did, in single checks, as one line:
#
#     tests/count.sh STATUS BUILDFOLDER...      STATUS: what make returned
#     1234 passed, 0 failed, 1 skipped
#
# Automake keeps a .trs (the verdict) and a .log (the output) of each test program.
# Counted from a log: what libcheck says ("Checks: 12, Failures: 0, Errors: 0"), what
# our scripts say ("scan.sh: 12 checks, 0 failed"), TAP lines. A program whose log
# says none of these counts as one, and one that failed counts as one failure at least.
# Exit status 0 only when nothing failed.
set -u
status=$1
shift
mapfile -t results < <(find "$@" -name '*.trs' ! -name test-suite.trs | LC_ALL=C sort)
# The file last: without any result its END still runs.
awk -v status="$status" '
function close_log(   bad) {
    bad = verdict == "FAIL" || verdict == "ERROR" || verdict == "XPASS"
    if (verdict == "SKIP" && !ok && !no && !skip)
        skip = 1
    if (bad && !no)
        no = 1
    if (!bad && verdict != "SKIP" && !ok && !no && !skip)
        ok = 1
    passed += ok; failed += no; skipped += skip
}
BEGIN {
    for (i = 1; i < ARGC; i++) {
        trs = ARGV[i]
        verdict = "ERROR"
        ok = no = skip = 0
        while ((getline line < trs) > 0)
            if (split(line, word, " ") == 2 && word[1] == ":global-test-result:")
                verdict = word[2]
        close(trs)
        log_name = trs
        sub(/trs$/, "log", log_name)
        while ((getline line < log_name) > 0) {
            if (match(line, /Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+/)) {
                split(substr(line, RSTART, RLENGTH), word, /[^0-9]+/)
                no += word[3] + word[4]
                ok += word[2] - word[3] - word[4]
            } else if (line ~ /^[^ ]+: [0-9]+ checks, [0-9]+ failed$/) {
                split(line, word, " ")
                no += word[4]
                ok += word[2] - word[4]
            } else if (line ~ /^(not )?ok( |$).*# *[Ss][Kk][Ii][Pp]/)
                skip++
            else if (line ~ /^ok( |$)/)
                ok++
            else if (line ~ /^not ok( |$)/)
                no++
        }
        close(log_name)
        close_log()
    }
    # The build itself failed, or a rule beside the tests.
    if (status != 0 && !failed)
        failed = 1
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit failed != 0
}' "${results[@]}"
