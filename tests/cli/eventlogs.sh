#!/bin/sh
# SPDX-License-Identifier: MIT
# Event logs in a scan: what they give, and what they give together with other logs.
. "${srcdir:-.}/tests/cli/lib.sh"

log() { # log FILE: lines of TAB-separated fields on standard input
    "$builddir/tests/support/evtxtext" "$1" || exit 99
}
event() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@"; }
record() { # record MM/dd time level message [guid]
    printf '0AB0\t0974\t%s\t%s\t71\tbackupasync.cpp(1279)\t\t%s\t%s\t%s\r\n' \
        "$1" "$2" "${5:-}" "$3" "$4"
}

# One log: its computer names the server, a record its address.
mkdir -p one
{
    event 7 2026-11-20T01:02:03.456Z Error VSS 8193 Application FS01.contoso.local \
        'CoCreateInstance	0x80042306, not there'
    event 8 2026-11-20T01:02:04.000Z Information VSS 8224 Application FS01.contoso.local idle
    event 7 2026-11-20T01:05:00.000Z Error VSS 8193 Application FS01.contoso.local \
        'CoCreateInstance	0x80042306, again'
} | log one/a.evtx
expect 1 "an event log" "$marslog" scan --xml - one
valid out
holds out '<server name="FS01.CONTOSO.LOCAL"'
holds out 'role="event-log".*records="3" first="2026-11-20T01:02:03.456Z" last="2026-11-20T01:05:00.000Z" state="read"'
holds out 'signature="os-80042306".*count="2"'
holds out '<evidence address="one/a.evtx#7" time="2026-11-20T01:02:03.456Z" level="Error">VSS 8193: '
holds out '<evidence address="one/a.evtx#7~2" '
holds out '<context address="one/a.evtx#8"[^>]*>VSS 8224: '
holds out '<artefact id="event-log-application" state="read"'

# Any number of threads, the same bytes; a pipe too.
"$marslog" scan --jobs 1 --xml one.xml -q one
"$marslog" scan --jobs 4 --xml four.xml -q one
same "threads change nothing" one.xml four.xml

# The export of a log that is there counts for nothing, one of another log does.
mkdir -p both
cp one/a.evtx both/FS01_evt_Application.evtx
heading='Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,Description'
row='11/20/2026,01:02:03 AM,Error,FS01,8193,VSS,None,N/A,"x hr = 0x80042306"'
printf '%s\r\n%s\r\n' "$heading" "$row" >both/FS01_evt_Application.csv
expect 1 "a log and its export" "$marslog" scan --xml - both
valid out
holds out 'signature="os-80042306".*count="2"'
holds out 'FS01_evt_Application.csv" role="event-csv".*state="skipped" reason="the event log itself is there"'
mv both/FS01_evt_Application.csv both/FS01_evt_Other.csv
expect 1 "a log and the export of another" "$marslog" scan --xml - both
holds out 'signature="os-80042306".*count="3"'

# Of a log of which a piece is left the whole export counts, and of a piece of an export
# the whole log; what is wrong with the other is said.
mkdir -p remains
i=0
while [ $i -lt 20 ]; do
    i=$((i + 1))
    [ $i -ne 10 ] || echo %chunk
    event $i 2026-11-20T01:$((i + 9)):03.000Z Error VSS 8193 Application FS01 'x	0x80042306'
done | log whole.evtx
head -c 70000 whole.evtx >remains/FS01_evt_Application.evtx
{
    printf '%s\r\n' "$heading"
    for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29; do
        printf '11/20/2026,01:%s:03 AM,Error,FS01,8193,VSS,None,N/A,"x hr = 0x80042306"\r\n' $i
    done
} >remains/FS01_evt_Application.csv
expect 3 "a piece of a log and its whole export" "$marslog" scan --xml - remains
valid out
holds out 'signature="os-80042306".*count="20"'
holds out 'FS01_evt_Application.evtx".*state="partial" reason="[^"]*; the export of the log is whole"'
mkdir -p pieces/a pieces/b
cp whole.evtx pieces/a/Application.evtx
cp remains/FS01_evt_Application.evtx pieces/b/Application.evtx
expect 3 "a log and a piece of it" "$marslog" scan --xml - pieces
holds out 'signature="os-80042306".*count="20"'

# A copy that holds nothing more counts once.
mkdir -p twice/a twice/b
cp one/a.evtx twice/a/Application.evtx
event 8 2026-11-20T01:02:04.000Z Information VSS 8224 Application FS01.contoso.local idle |
    log twice/b/Application.evtx
expect 1 "the same log twice, and a piece of it" "$marslog" scan --xml - twice
holds out 'signature="os-80042306".*count="2"'

# ... also when it was exported with a filter, from a log that went round.
mkdir -p filtered/a filtered/b
{
    for i in 30 31 32 33 10 11 12 13; do
        event $i 2026-11-20T01:02:$i.000Z Error VSS 8193 Application FS01 "x	0x80042306"
        [ $i = 33 ] && echo %chunk
    done
} | log filtered/a/Application.evtx
for i in 11 13 31; do
    event $i 2026-11-20T01:02:$i.000Z Error VSS 8193 Application FS01 "x	0x80042306"
done | log filtered/b/Some.evtx
expect 1 "a log and some of its records" "$marslog" scan --xml - filtered
holds out 'signature="os-80042306".*count="8"'
holds out 'b/Some.evtx".*state="skipped" reason="its records are in another copy of the log"'

# Facts: the start of the system, its build, what the clock did.
mkdir -p facts
{
    event 1 2026-11-20T01:00:00.000Z Information EventLog 6009 System FS01 '10.00.	17763	x	y	0'
    event 2 2026-11-20T01:00:01.000Z Information EventLog 6005 System FS01 ''
} | log facts/System.evtx
expect 0 "facts of an event log" "$marslog" scan --xml - facts
holds out 'fact name="os.build" value="17763" address="facts/System.evtx#1"'
holds out 'fact name="os.last-boot" value="2026-11-20T01:00:01.000Z" address="facts/System.evtx#2"'

# The server was renamed: a log holds both names, one after the other, and logs of the old
# name are its own. What no log holds together are two computers.
mkdir -p named
{
    event 1 2026-11-01T01:00:00.000Z Information EventLog 6005 System WIN-ABC ''
    event 2 2026-11-20T01:00:00.000Z Information EventLog 6005 System FS01 ''
} | log named/System.evtx
event 1 2026-11-01T02:00:00.000Z Information X 1 Setup WIN-ABC '' | log named/Setup.evtx
expect 0 "a renamed server" "$marslog" scan --xml - named
holds out '<server name="FS01"'
lacks out '<server name="WIN-ABC"'
holds out 'name="server.earlier-names" value="WIN-ABC"'
event 9 2026-10-21T02:00:00.000Z Information X 1 Setup OLD-2 '' | log named/Other.evtx
expect 0 "two computers" "$marslog" scan --xml - named
holds out '<server name="OLD-2"'
holds out '<server name="FS01"'
lacks out '<server name="WIN-ABC"'

# What was forwarded is no problem of the computer that collects it.
mkdir -p forwarded
event 1 2026-11-20T01:00:00.000Z Error VSS 8193 ForwardedEvents OTHER 'x	0x80042306' |
    log forwarded/ForwardedEvents.evtx
event 1 2026-11-19T01:00:00.000Z Information EventLog 6005 System FS01 '' |
    log forwarded/System.evtx
expect 0 "forwarded events" "$marslog" scan --xml - forwarded
holds out '<server name="FS01".*state="clean"'
lacks out '<finding '

# One clock: what both logs tell of puts the errlog's stamps into UTC.
mkdir -p clock
problem='Failed: Hr: = [0x80042306] Backup Progress: Failed'
{
    record 11/20 10:02:02.000 FATAL "$problem"
    record 11/20 12:31:17.000 FATAL "$problem"
    record 11/20 13:00:00.000 NORMAL end
} >clock/CBEngineCurr.errlog
{
    event 1 2026-11-20T01:02:03.000Z Error VSS 8193 Application FS01 'x	0x80042306'
    event 2 2026-11-20T03:31:18.000Z Error VSS 8193 Application FS01 'x	0x80042306'
} | log clock/Application.evtx
expect 1 "a zone by what both logs tell of" "$marslog" scan --xml - clock
valid out
holds out 'name="clock.log-utc-offset" value=".09:00" address="clock/Application.evtx#1"'
holds out 'CBEngineCurr.errlog:1" line="1" time="2026-11-20T01:02:02.000Z"'
expect 1 "--utc-offset wins" "$marslog" scan --utc-offset +08:00 --xml - clock
holds out 'CBEngineCurr.errlog:1" line="1" time="2026-11-20T02:02:02.000Z"'
lacks out 'clock.log-utc-offset'

# What happens every hour fits every zone.
mkdir -p hourly
for h in 05 06 07 08 09 10 11 12 13 14; do
    record 11/20 $h:30:00.000 FATAL "$problem"
done >hourly/CBEngineCurr.errlog
i=0
for h in 00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18; do
    i=$((i + 1))
    event $i 2026-11-20T$h:30:01.000Z Error VSS 8193 Application FS01 'x	0x80042306'
done | log hourly/Application.evtx
expect 1 "every hour" "$marslog" scan --xml - hourly
lacks out 'clock.log-utc-offset'
holds out 'CBEngineCurr.errlog:6" line="6" time="2026-11-20T10:30:00.000"'

# A job by its task, in the agent's own log.
mkdir -p task
guid=F3E32129-DC79-4A28-9ACC-3F30CB5810B6
{
    record 11/20 10:00:00.000 NORMAL 'Backup Progress: Prebackup started.' $guid
    record 11/20 10:05:00.000 NORMAL 'Backup Progress: Succeeded' $guid
} >task/CBEngineCurr.errlog
event 1 2026-11-20T01:02:03.000Z Information CloudBackup 3 CloudBackup FS01 "$guid" |
    log task/CloudBackup.evtx
expect 0 "a zone by a task" "$marslog" scan --xml - task
holds out 'name="clock.log-utc-offset" value=".09:00" address="task/CloudBackup.evtx#1"'

# A task whose end no record tells: the event of its end lies an hour behind what is known.
mkdir -p endless
{
    record 11/20 10:00:00.000 FATAL 'failed (ID: 34513)' $guid
    record 11/20 11:00:00.000 NORMAL end $guid
} >endless/CBEngineCurr.errlog
event 1 2026-11-20T02:00:01.000Z Error CloudBackup 11 CloudBackup FS01 "{$guid}" |
    log endless/CloudBackup.evtx
expect 1 "a task without an end" "$marslog" scan --xml - endless
lacks out 'clock.log-utc-offset'

# Two schedules, each at its own time of the day, fit some zone.
mkdir -p nightly
for d in 14 15 16 17 18 19 20; do
    record 11/$d 22:00:05.000 FATAL "$problem"
done >nightly/CBEngineCurr.errlog
for d in 14 15 16 17 18 19 20; do
    event '' 2026-11-${d}T01:00:03.000Z Error VSS 8193 Application FS01 'x	0x80042306'
done | log nightly/Application.evtx
expect 1 "every night" "$marslog" scan --xml - nightly
lacks out 'clock.log-utc-offset'

# Among many records a few events lie beside one by chance.
mkdir -p chance
awk 'BEGIN { for (i = 0; i < 2000; i++) {
    t = (i * 7919 * 43) % 86400
    printf "%02d:%02d:%02d\n", t / 3600, t / 60 % 60, t % 60 } }' | sort -u |
    while read -r t; do record 11/20 $t.000 FATAL "$problem"; done >chance/CBEngineCurr.errlog
{
    event 1 2026-11-20T08:11:03.000Z Error VSS 8193 Application FS01 'x	0x80042306'
    event 2 2026-11-20T11:47:31.000Z Error VSS 8193 Application FS01 'x	0x80042306'
    event 3 2026-11-20T13:59:10.000Z Error VSS 8193 Application FS01 'x	0x80042306'
} | log chance/Application.evtx
expect 1 "chance" "$marslog" scan --xml - chance
lacks out 'clock.log-utc-offset'

# Damage is told, and what can be read is.
mkdir -p cut
head -c 70000 one/a.evtx | head -c 60000 >cut/a.evtx
expect 3 "a log that was cut" "$marslog" scan --xml - cut
valid out
holds out 'signature="os-80042306".*count="2"'
holds out 'state="partial" reason="'

# --since and --until
expect 1 "only what lies in the window" "$marslog" scan --since 2026-11-20T01:03:00Z --xml - one
holds out 'signature="os-80042306".*count="1"'
holds out 'records-outside="2"'

finish
