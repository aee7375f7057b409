#!/bin/sh
# SPDX-License-Identifier: MIT
# Nights as customers make them: what comes late, twice, elsewhere, older, cut or behind
# a bound must not look as if an error had gone, or had come.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$srcdir/tests/cli/fleet-lib.sh"

story "the other half of a night's upload comes a day late"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack dpm.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
stands FS01 mars-34513 new
nolog
is FS01
pack net.tgz 2026-11-20T23:05:00Z
night 2026-11-22T03:00
stands FS01 mars-34513 ongoing
stands FS01 credentials-expired ongoing

story "a bundle is moved"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack a.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
mkdir uploads/old
mv uploads/a.tgz uploads/old/fs01.tgz
night 2026-11-22T03:00
stands FS01 mars-34513 ongoing
echo "$work/uploads/" >options
night 2026-11-23T03:00
stands FS01 mars-34513 ongoing
echo "uploads ./uploads uploads/ $work/uploads/old" >options
night 2026-11-24T03:00
stands FS01 mars-34513 ongoing
touch -d 2026-11-24T01:00:00Z uploads/old/fs01.tgz
rm options
night 2026-11-25T03:00
stands FS01 mars-34513 ongoing

story "new names each night, old ones stay"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack fs01-1120.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
stands FS01 mars-34513 new
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/21 01:00:00.000 $vault"
is FS01
pack fs01-1121.tgz 2026-11-21T23:00:00Z
night 2026-11-22T03:00
stands FS01 mars-34513 ongoing
temp "11/20 01:00:00.000 $vault" "11/21 01:00:00.000 $vault" "11/22 01:00:00.000 $quiet"
is FS01
pack fs01-1122.tgz 2026-11-22T23:00:00Z
night 2026-11-23T03:00
stands FS01 mars-34513 resolved
# The newest goes: what an older one says is no news.
rm uploads/fs01-1122.tgz
night 2026-11-24T03:00
stands FS01 mars-34513 ""
temp "11/20 01:00:00.000 $vault" "11/23 01:00:00.000 $vault"
is FS01
pack fs01-1123.tgz 2026-11-23T23:00:00Z
night 2026-11-24T04:00
stands FS01 mars-34513 new
# The newest is cut.
head -c 60 uploads/fs01-1123.tgz >cut
cp cut uploads/fs01-1123.tgz
touch -d 2026-11-24T23:00:00Z uploads/fs01-1123.tgz
night 2026-11-25T03:00
stands FS01 mars-34513 not-seen

story "an older upload than the last has what is not known"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $quiet"
is FS01
pack b.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
rm uploads/b.tgz
temp "11/08 08:00:00.000 $vault" "11/09 01:00:00.000 $quiet"
is FS01
pack a.tgz 2026-11-09T23:00:00Z
night 2026-11-22T03:00
none new

story "the newest is cut, hours after one that is whole"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack a.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
temp "11/20 01:00:00.000 $vault" "11/21 07:00:00.000 $vault"
is FS01
pack a2.tgz 2026-11-21T08:00:00Z
night 2026-11-21T09:00
stands FS01 mars-34513 ongoing
head -c 60 uploads/a2.tgz >cut
cp cut uploads/a2.tgz
night 2026-11-21T10:00
none resolved

story "one kind of bundle stays away for a night"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack dpm.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
rm uploads/dpm.tgz
nolog
is FS01
pack net.tgz 2026-11-21T23:00:00Z
night 2026-11-22T03:00
stands FS01 mars-34513 not-seen
rm uploads/net.tgz
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/22 01:00:00.000 $quiet"
is FS01
pack dpm.tgz 2026-11-22T23:00:00Z
night 2026-11-23T03:00
stands FS01 mars-34513 resolved
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/23 01:00:00.000 $vault"
is FS01
pack dpm.tgz 2026-11-23T23:00:00Z
night 2026-11-24T03:00
stands FS01 mars-34513 new

story "the log behind a bound of time is not looked at"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack a.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/22 01:00:00.000 $vault"
is FS01
pack a.tgz 2026-11-22T23:00:00Z
night 2026-11-23T03:00 --since 2026-11-22T12:00:00Z
stands FS01 mars-34513 not-seen
night 2026-11-23T04:00 --until 2026-11-21T12:00:00Z
stands FS01 mars-34513 not-seen
night 2026-11-23T05:00
stands FS01 mars-34513 ongoing
night 2026-11-23T06:00 --since 2026-11-20T12:00:00Z
stands FS01 mars-34513 ongoing

story "a bundle that lies there longer than the history goes back"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack a.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
temp "11/10 08:00:00.000 $connect" "11/20 01:00:00.000 $vault" "11/22 01:00:00.000 $vault"
is FS01
pack a.tgz 2026-11-22T23:00:00Z
night 2026-11-23T03:00
temp "11/10 08:00:00.000 $connect" "11/20 01:00:00.000 $vault" "11/23 01:00:00.000 $quiet"
is FS01
pack a.tgz 2026-11-23T23:00:00Z
night 2026-11-24T03:00
stands FS01 mars-34513 resolved
for day in 25 26 27 28 29; do
    night 2026-11-${day}T03:00 --keep-days 2
    none new
done
holds fleet/history.db mars-34513
expect 0 "$story: its server is known" "$marslog" history servers --out fleet
holds out FS01

story "the clock of a server was a year ahead"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack fs01.tgz 2027-11-20T23:00:00Z
night 2026-11-21T03:00
stands FS01 mars-34513 new
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/21 01:00:00.000 $connect"
is FS01
pack fs01.tgz 2026-11-21T23:00:00Z
night 2026-11-22T03:00
stands FS01 mars-100050 new
# ... and is again; its file came when it came.
temp "11/10 08:00:00.000 $quiet" "11/22 01:00:00.000 $connect"
is FS01
pack fs01-late.tgz 2027-11-22T23:00:00Z
touch -d 2026-11-22T23:00:00Z uploads/fs01-late.tgz
night 2026-11-23T03:00
temp "11/10 08:00:00.000 $quiet" "11/22 01:00:00.000 $connect" "11/23 01:00:00.000 $vault"
is FS01
pack fs01.tgz 2026-11-23T23:00:00Z
night 2026-11-24T03:00
holds fleet/fleet.xml 'data="2026-11-23T23:00:00.000Z"'

story "new year without years"
temp "12/20 08:00:00.000 $quiet" "12/31 23:00:00.000 $vault"
is FS01
pack fs01.tgz 2026-12-31T23:30:00Z
night 2027-01-01T03:00
stands FS01 mars-34513 new
temp "12/25 08:00:00.000 $quiet" "12/31 23:00:00.000 $vault" "01/01 05:00:00.000 $quiet"
is FS01
pack fs01.tgz 2027-01-01T23:30:00Z
night 2027-01-02T03:00
stands FS01 mars-34513 resolved
temp "12/25 08:00:00.000 $quiet" "12/31 23:00:00.000 $vault" "01/02 05:00:00.000 $vault"
is FS01
pack fs01.tgz 2027-01-02T23:30:00Z
night 2027-01-03T03:00
stands FS01 mars-34513 new

story "stamps without a zone one night, in UTC the next"
utc=
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/20 20:00:00.000 $quiet"
is FS01
pack fs01.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
unset utc
night 2026-11-21T04:00
stands FS01 mars-34513 ongoing
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/21 20:00:00.000 $quiet"
is FS01
pack fs01.tgz 2026-11-21T23:00:00Z
night 2026-11-22T03:00
stands FS01 mars-34513 resolved
utc=
night 2026-11-22T04:00
none new
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/22 20:00:00.000 $quiet"
is FS01
pack fs01.tgz 2026-11-22T23:00:00Z
night 2026-11-23T03:00
none new
unset utc

story "nothing was uploaded"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack fs01.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
rm uploads/fs01.tgz
night 2026-11-22T03:00
stands FS01 mars-34513 not-seen
stands FS01 credentials-expired not-seen

finish
