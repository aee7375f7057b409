#!/bin/sh
# SPDX-License-Identifier: MIT
# Jobs over rotated files and a job history; the clock that the two settle; --since and
# --until; errors that no signature names.
. "${srcdir:-.}/tests/cli/lib.sh"

# is WHAT GOT WANTED
is() {
    checks=$((checks + 1))
    [ "$2" = "$3" ] || no "$1: \"$2\", not \"$3\""
}

A=F3E32129-DC79-4A28-9ACC-3F30CB5810B6
B=0B5810B6-DC79-4A28-9ACC-3F30CB581000
C=1C5810B6-DC79-4A28-9ACC-3F30CB581111

# record DATE TIME LEVEL JOB MESSAGE
record() {
    printf '0AB0\t0F10\t%s\t%s\t71\tbackupasync.cpp(1279)\t[000000001A12E3F0]\t%s\t\t%s\t%s\r\n' \
        "$1" "$2" "$4" "$3" "$5"
}

rm -rf jobs
mkdir -p jobs/fs01
{
    record 11/19 22:00:05.000 NORMAL $A 'Backup Progress: Prebackup started.'
    record 11/19 22:01:05.000 NORMAL $A 'Backup Progress: Prebackup finished.'
    record 11/19 22:01:06.000 NORMAL $A 'Backup Progress: Data transfer started.'
} > jobs/fs01/CBEngine0.errlog
{
    record 11/20 02:00:00.000 NORMAL $A 'Backup Progress: Data transfer finished'
    record 11/20 02:01:00.000 NORMAL $A 'Backup Progress: Succeeded'
    record 11/20 22:00:05.000 NORMAL $B 'Backup Progress: Prebackup started.'
    record 11/20 22:00:20.000 FATAL $B 'There is insufficient disk space in the cache volume.'
    record 11/20 22:00:21.000 WARNING $B 'Failed: Hr: = [0x80070070] Backup Progress: Failed'
    record 11/20 22:00:22.000 WARNING $B 'Worker 17 gave up on D:\Scratch\a 1.vhd'
    record 11/20 22:00:23.000 WARNING $B 'Worker 18 gave up on E:\Scratch\b.vhd'
    record 11/21 22:00:05.000 NORMAL $C 'Backup Progress: Prebackup started.'
    record 11/21 22:05:00.000 NORMAL $C 'Backup Progress: Succeeded'
} > jobs/fs01/CBEngineCurr.errlog

expect 1 "a folder of logs" "$marslog" scan --xml jobs/plain.xml --quiet jobs/fs01
valid jobs/plain.xml
xml() { xmllint --xpath "string($1)" "$2"; }
R='//*[local-name()="job"]'
is 'three jobs' "$(xml "count($R)" jobs/plain.xml)" 3
is 'over two files one job' "$(xml "$R[@id=\"$A\"]/@outcome" jobs/plain.xml)" succeeded
is 'its phase goes on in the next file' \
    "$(xml "$R[@id=\"$A\"]/*[@name=\"data-transfer\"]/@seconds" jobs/plain.xml)" 14334
is 'the other failed' "$(xml "$R[@id=\"$B\"]/@outcome" jobs/plain.xml)" failed
is 'at its first error' \
    "$(xml "$R[@id=\"$B\"]/*[local-name()=\"failing\"]/@address" jobs/plain.xml)" jobs/fs01/CBEngineCurr.errlog:4
is 'with what was found' \
    "$(xml "$R[@id=\"$B\"]/*[local-name()=\"found\"]/@signature" jobs/plain.xml)" mars-32500
is 'a later job survived it' \
    "$(xml '//*[local-name()="finding"][@signature="mars-32500"]/@survived-by' jobs/plain.xml)" $C
is 'stamps have no zone' "$(xml "$R[@id=\"$A\"]/@start" jobs/plain.xml | grep -c Z)" 0
U='//*[local-name()="unknown"]'
is 'unknown errors of one kind are one' \
    "$(xml "$U[*[.=\"Worker <n> gave up on <path>\"]]/@count" jobs/plain.xml)" 2
is 'known ones are not among them' \
    "$(xml "count($U[contains(., \"insufficient\")])" jobs/plain.xml)" 0

# Every claim can be shown.
for address in $(xmllint --xpath "$R//@address" jobs/plain.xml | sed 's/.*="\(.*\)"/\1/'); do
    "$marslog" show "$address" > shown.out 2>&1
    is "show $address" $? 0
done

# However the log is cut into files, and whatever they are called, the jobs are the same.
jobs_of() {
    xmllint --xpath "$R/@*[name()!='address'] | $R/*/@*[name()!='address'] | $R/*/text()" "$1" |
        tr ' ' '\n' | sed '/^$/d' | sort
}
cat jobs/fs01/CBEngine0.errlog jobs/fs01/CBEngineCurr.errlog > jobs/whole.errlog
jobs_of jobs/plain.xml > jobs/plain.list
records=$(wc -l < jobs/whole.errlog)
cut=1
while [ "$cut" -lt "$records" ]; do
    rm -rf jobs/cut && mkdir jobs/cut
    head -n "$cut" jobs/whole.errlog > jobs/cut/CBEngineCurr.errlog
    tail -n +$((cut + 1)) jobs/whole.errlog > jobs/cut/CBEngine7.errlog
    "$marslog" scan --xml jobs/cut.xml --quiet jobs/cut
    jobs_of jobs/cut.xml > jobs/cut.list
    checks=$((checks + 1))
    cmp -s jobs/plain.list jobs/cut.list || {
        no "cut behind record $cut: other jobs"
        diff jobs/plain.list jobs/cut.list | head -5
    }
    cut=$((cut + 1))
done

# A history in UTC says that the log is nine hours ahead.
mkdir -p jobs/both
cp jobs/fs01/*.errlog jobs/both
{
    printf '\r\n'
    printf 'JobType      Start (UTC Time)         End (UTC Time)           State                  Data Transfer (MB)   Name                                   JobId                                  DetailedErrorCode   ErrorCode    ErrorParameterInfo\r\n'
    printf 'Backup       2026/11/20 13:00:00      2026/11/20 13:00:30      Failed                               0.00   D:\\data                                0b5810b6-dc79-4a28-9acc-3f30cb581000                7EF4        32500     \r\n'
    printf 'Backup       2026/11/21 13:00:00      2026/11/21 13:05:02      Completed                           12.00   D:\\data                                1c5810b6-dc79-4a28-9acc-3f30cb581111                   0            0     \r\n'
} > jobs/both/FS01_CBENGINE_online_job_history_.txt
expect 1 "with a history" "$marslog" scan --xml jobs/both.xml jobs/both
valid jobs/both.xml
is 'the report says so' "$(grep -c 'UTC+09:00' out)" 1
is 'and stamps are UTC' "$(xml "$R[@id=\"$B\"]/@start" jobs/both.xml)" 2026-11-20T13:00:00.000Z
is 'the data source is known' \
    "$(xml "$R[@id=\"$B\"]/*[local-name()=\"data-source\"]" jobs/both.xml)" 'D:\data'
is 'the code too' "$(xml "$R[@id=\"$B\"]/@code" jobs/both.xml)" 32500

# Only what lies within the time counts; facts and coverage stay.
expect 0 "since" "$marslog" scan --since 2026-11-21 --xml jobs/since.xml jobs/both
valid jobs/since.xml
is 'what is before does not count' \
    "$(xml 'count(//*[local-name()="finding"][@severity!="info"])' jobs/since.xml)" 0
is 'the coverage says so' \
    "$(xml '//*[local-name()="coverage"]/@records-outside' jobs/since.xml)" 11
is 'the zone is still known' "$(grep -c 'UTC+09:00' out)" 1
expect 1 "until" "$marslog" scan --until 2026-11-20T13:00:20Z --xml jobs/until.xml --quiet jobs/both
is 'the moment itself counts' \
    "$(xml '//*[local-name()="finding"][@signature="mars-32500"]/@count' jobs/until.xml)" 2
"$marslog" scan --until 2026-11-20T01:00:00 --xml jobs/open.xml --quiet jobs/fs01
is 'a job whose end lies outside is not called unfinished' \
    "$(xml "$R[@id=\"$A\"]/@outcome" jobs/open.xml)" unknown
tar -cf - -C jobs both | "$marslog" scan --since 2026-11-21 --xml jobs/pipe.xml --quiet -
is 'from a pipe the same' $? 0
expect 2 "no time" "$marslog" scan --since yesterday jobs/both

finish
