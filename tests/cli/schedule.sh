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
            clock=${day#*T} day=${day%T*}
            [ "$clock" != "$day" ] || clock=2:00:00
            printf "Backup       2026/11/$day $clock       2026/11/$day $clock       Completed                           12.00   D:\\\\data                                0b5810b6-dc79-4a28-9acc-3f30cb5810$day                   0            0     \\r\\n"
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

bundle late "$every" 10T23:59:50 12T0:00:10
expect 0 "a start that slipped past midnight" "$marslog" scan --xml late.xml late
lacks late.xml 'signature="schedule-did-not-run"'

# In UTC+09:00 the last job was at 08:00 on the 14th, a day before the newest record.
bundle zone "$every" 11T23:00:00 12T23:00:00 13T23:00:00
printf '0AB0\t0974\t11/15\t07:50:00.000\t71\tagent.cpp(16)\t\t\t\tNORMAL\tready\r\n' > zone/CBEngineCurr.errlog
expect 0 "a log in another zone than the history" "$marslog" scan --xml zone.xml zone
lacks zone.xml 'signature="schedule-did-not-run"'

finish
