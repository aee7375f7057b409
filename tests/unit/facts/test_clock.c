/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* w32tm: how far the clock is off, what sets it, its zone. */

static const struct collect_case cases[] = {
    { "the first of two blocks, median of its good rows", "FS01_W32TM_Stripchart.txt",
      NULL,
      "stripchart.txt",
      "artefact w32tm-stripchart read @5 2026-11-20T10:00:00.000\n"
      "fact clock.offset-seconds=0.0312345 @5 2026-11-20T10:00:00.000\n"
      "fact clock.reference=dc1.contoso.local @5 2026-11-20T10:00:00.000\n"
      "fact clock.reference-outside=false @5 2026-11-20T10:00:00.000\n" },
    { "the form without /dataonly, an even number of rows", "s.txt",
      "Tracking time.windows.com [20.101.57.9:123].\n"
      "Collecting 2 samples.\n"
      "The current time is 4/22/2026 2:19:05 PM.\n"
      "14:19:05 d:+00.0001000s o:-00.0312345s  [                  *                  ]\n"
      "14:19:07 d:+00.0001000s o:-00.0312347s  [                  *                  ]\n",
      NULL,
      "artefact w32tm-stripchart read @1 2026-04-22T14:19:05.000\n"
      "fact clock.offset-seconds=-0.0312346 @1 2026-04-22T14:19:05.000\n"
      "fact clock.reference=time.windows.com @1 2026-04-22T14:19:05.000\n"
      "fact clock.reference-outside=true @1 2026-04-22T14:19:05.000\n" },
    { "Japanese headings, read by shape", "s.txt",
      "time2.google.com [216.239.35.4:123] \xe3\x82\x92\xe8\xbf\xbd\xe8\xb7\xa1\xe3\x81\x97\xe3\x81\xa6\xe3\x81\x84\xe3\x81\xbe\xe3\x81\x99\xe3\x80\x82\n"
      "5 \xe5\x80\x8b\xe3\x81\xae\xe3\x82\xb5\xe3\x83\xb3\xe3\x83\x97\xe3\x83\xab\xe3\x82\x92\xe5\x8f\x8e\xe9\x9b\x86\xe3\x81\x97\xe3\x81\xa6\xe3\x81\x84\xe3\x81\xbe\xe3\x81\x99\xe3\x80\x82\n"
      "\xe7\x8f\xbe\xe5\x9c\xa8\xe3\x81\xae\xe6\x99\x82\xe5\x88\xbb\xe3\x81\xaf 2026/11/20 10:00:00 \xe3\x81\xa7\xe3\x81\x99\xe3\x80\x82\n"
      "10:00:00, +301.5000000s\n",
      NULL,
      "artefact w32tm-stripchart read @1 2026-11-20T10:00:00.000\n"
      "fact clock.offset-seconds=301.5000000 @1 2026-11-20T10:00:00.000\n"
      "fact clock.reference=time2.google.com @1 2026-11-20T10:00:00.000\n"
      "fact clock.reference-outside=true @1 2026-11-20T10:00:00.000\n" },
    { "a public name that leads inside is not outside", "s.txt",
      "Tracking time.windows.com [10.1.2.3:123].\n"
      "10:00:00, +00.5000000s\n",
      NULL,
      "artefact w32tm-stripchart read @1\n"
      "fact clock.offset-seconds=0.5000000 @1\n"
      "fact clock.reference=time.windows.com @1\n"
      "fact clock.reference-outside=false @1\n" },
    { "a public address", "s.txt",
      "Tracking 133.243.238.243 [133.243.238.243:123].\n"
      "10:00:00, +00.5000000s\n",
      NULL,
      "artefact w32tm-stripchart read @1\n"
      "fact clock.offset-seconds=0.5000000 @1\n"
      "fact clock.reference=133.243.238.243 @1\n"
      "fact clock.reference-outside=true @1\n" },
    { "a private address", "s.txt",
      "Tracking 172.31.0.1 [172.31.0.1:123].\n"
      "10:00:00, +00.5000000s\n",
      NULL,
      "artefact w32tm-stripchart read @1\n"
      "fact clock.offset-seconds=0.5000000 @1\n"
      "fact clock.reference=172.31.0.1 @1\n"
      "fact clock.reference-outside=false @1\n" },
    { "a name that only ends like a public one", "s.txt",
      "Tracking evilntp.org [8.8.8.8:123].\n"
      "10:00:00, +00.5000000s\n",
      NULL,
      "artefact w32tm-stripchart read @1\n"
      "fact clock.offset-seconds=0.5000000 @1\n"
      "fact clock.reference=evilntp.org @1\n"
      "fact clock.reference-outside=false @1\n" },
    { "errors only: asked and without result", "s.txt",
      "Tracking dc1 [10.0.0.4:123].\n"
      "10:00:00, error: 0x800705B4\n"
      "10:00:02, error: 0x800705B4\n",
      NULL,
      "artefact w32tm-stripchart empty @1\n" },
    { "a workgroup has no PDC", "s.txt",
      "[Error] Unable to determine the PDC Emulator for the domain.\n",
      NULL,
      "artefact w32tm-stripchart empty @1\n" },
    { "rows without a heading are not read", "s.txt",
      "10:00:00, +00.0312345s\n",
      NULL,
      "" },
    { "a bracket like a server, without rows", "s.txt",
      "connected to host [10.0.0.4:123] at 10:00\n",
      NULL,
      "" },
    { "a row cut in the middle", "s.txt",
      "Tracking dc1 [10.0.0.4:123].\n"
      "10:00:00, +00.5000000s\n"
      "10:00:02, +99.",
      NULL,
      "artefact w32tm-stripchart read @1\n"
      "fact clock.offset-seconds=0.5000000 @1\n"
      "fact clock.reference=dc1 @1\n"
      "fact clock.reference-outside=false @1\n" },
    { "status in English; the note at the top is no finding", "FS01_W32TM_Query_Status.TXT",
      NULL,
      "w32tm-status.txt",
      "fact clock.leap=0 @5\n"
      "fact clock.last-sync=2026-11-20T09:45:54.000 @11\n"
      "fact clock.source=time.windows.com @12\n"
      "artefact w32tm-status read @5\n" },
    { "status in Japanese, not synchronised", "x.txt",
      NULL,
      "w32tm-status-ja.txt",
      "fact clock.leap=3 @1\n"
      "fact clock.last-sync=never @7\n"
      "fact clock.source=Local CMOS Clock @8\n"
      "artefact w32tm-status read @1\n" },
    { "a date that can be read both ways is none", "x.txt",
      "Leap Indicator: 0(no warning)\n"
      "Last Successful Sync Time: 1/2/2026 10:00:00\n"
      "Source: dc1.contoso.local\n",
      NULL,
      "fact clock.leap=0 @1\n"
      "fact clock.source=dc1.contoso.local @3\n"
      "artefact w32tm-status read @1\n" },
    { "a source elsewhere is not the clocks", "x.txt",
      "Source: https://example.com\n"
      "Leap: 0\n",
      NULL,
      "" },
    { "the zone without daylight time", "FS01_W32TM_TZ.txt",
      NULL,
      "w32tm-tz.txt",
      "artefact os-time-zone read @1\n"
      "fact os.time-zone=+09:00 @1\n" },
    { "the zone in daylight time", "x.txt",
      "Time zone: Current:TIME_ZONE_ID_DAYLIGHT Bias: 300min (UTC=LocalTime+Bias)\n"
      "  [Standard Name:\"Eastern Standard Time\" Bias:0min Date:(M:11 D:1 DoW:0)]\n"
      "  [Daylight Name:\"Eastern Daylight Time\" Bias:-60min Date:(M:3 D:2 DoW:0)]\n",
      NULL,
      "artefact os-time-zone read @1\n"
      "fact os.time-zone=-04:00 @1\n" },
    { "a bias that is no zone", "x.txt",
      "Time zone: Bias: 999min (UTC=LocalTime+Bias)\n",
      NULL,
      "artefact os-time-zone read @1\n" },
};

COLLECT_MAIN("clock", w32tm_output_yields, cases)
