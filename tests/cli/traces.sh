#!/bin/sh
# SPDX-License-Identifier: MIT
# What the mere presence of a file says: an event log that is not read, a worse copy of
# a log that is there, a dump of the engine.
. "${srcdir:-.}/tests/cli/lib.sh"

row() { printf '11/20/2026%s01:02:03 AM%s' "$1" "$2"; }
heading='Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,Description'
mkdir -p a b
printf 'ElfFile\000binary' >a/FS01_evt_CloudBackup.evtx
expect 3 "an event log in binary form, and no log" "$marslog" scan --xml - a
holds out 'artefact id="event-log-cloudbackup" state="damaged"'
rm a/FS01_evt_CloudBackup.evtx

{ row ' ' '   '; printf 'Error         FS01             8193   VSS     x hr = 0x80042306\r\n'; } \
    >a/FS01_evt_System.txt
expect 1 "events as text" "$marslog" scan --xml - a
holds out 'role="event-text".*first="2026-11-20T01:02:03.000"'
holds out 'signature="os-80042306".*count="1"'
{ printf '%s\r\n' "$heading"; row , ,; printf 'Error,FS01,8193,VSS,None,N/A,"x hr = 0x80042306"\r\n'; } \
    >a/FS01_evt_System.csv
expect 1 "the same events as CSV and as text" "$marslog" scan --xml - a
holds out 'signature="os-80042306".*count="1"'
holds out 'FS01_evt_System.txt".*state="skipped" reason="the same events are there as CSV"'
valid out

cp "$data/one.errlog" b/CBEngine3.errlog
printf '2026-11-20 01:02:03,FATAL,a.cs,"Error 34506."\n' >b/CBEngine3_1763600523000_parsed.log
expect 1 "a parsed copy of a log" "$marslog" scan --xml - b
holds out 'signature="mars-34506".*count="1"'
holds out '_parsed.log".*state="skipped" reason="the log itself is there"'
rm b/CBEngine3.errlog
expect 1 "a parsed copy alone" "$marslog" scan --xml - b
holds out 'signature="mars-34506".*count="1"'

printf 'MDMP' >b/cbengine.exe.4711.dmp
touch -d 2026-11-20T01:02:03Z b/cbengine.exe.4711.dmp
expect 1 "a dump of the engine" "$marslog" scan --xml - b
holds out 'fact name="engine.dump" value="2026-11-20T01:02:03.000Z" address="b/cbengine.exe.4711.dmp"'
valid out
finish
