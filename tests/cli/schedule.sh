#!/bin/sh
# SPDX-License-Identifier: MIT
# A day of the policy's schedule without a job is told; what cannot be known is not.
. "${srcdir:-.}/tests/cli/lib.sh"

bundle() { # NAME RUN-DAYS DAY...
    mkdir "$1"
    {
        stars=********************************************************************
        printf '%s\r\nGet-OBPolicy and Get-OBSchedule Output\r\n%s\r\nPolicy:\r\n\r\nPolicyName : p\r\nState : Existing\r\n\r\n' "$stars" "$stars"
        printf 'Policy schedule: 02:00:00\r\nPolicy run days: %s\r\n===\r\n' "$2"
    } > "$1/WABInfo.txt"
    name=$1
    {
        printf 'JobType      Start (UTC Time)         End (UTC Time)           State                  Data Transfer (MB)   Name                                   JobId                                  DetailedErrorCode   ErrorCode    ErrorParameterInfo\r\n'
        shift 2
        for day; do
            printf 'Backup       2026/11/%s 2:00:00       2026/11/%s 2:10:00       Completed                           12.00   D:\\data                                0b5810b6-dc79-4a28-9acc-3f30cb5810%s                   0            0     \r\n' "$day" "$day" "$day"
        done
    } > "$name/FS01_CBENGINE_online_job_history_.txt"
}
every='Monday Tuesday Wednesday Thursday Friday Saturday Sunday'

bundle all "$every" 10 11 12 13
expect 0 "a job every day" "$marslog" scan --xml all.xml all
lacks all.xml 'schedule-did-not-run'

bundle gap "$every" 10 11 14 15
expect 1 "two days without" "$marslog" scan --xml gap.xml gap
valid gap.xml
holds gap.xml 'signature="schedule-did-not-run" severity="warning" count="2"'
holds gap.xml 'fact-value|schedule.missed-day = 2026-11-12'
holds gap.xml 'schedule.missed-day = 2026-11-13'

bundle some 'Monday Friday' 9 13 20
expect 0 "some days, on a clock that nothing relates" "$marslog" scan --xml some.xml some
lacks some.xml 'signature="schedule-did-not-run"'

finish
