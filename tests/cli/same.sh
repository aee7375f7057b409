#!/bin/sh
# SPDX-License-Identifier: MIT
# The same input gives the same bytes: for any number of threads, in any run, under any
# locale and zone, in whatever order the paths are given.
. "${srcdir:-.}/tests/cli/lib.sh"
cd "$bundles" || exit 99
out=$work
all="tss_261120-010500_FS01_psSDP_DPM.zip tss_261120-011500_FS01_psSDP_NET.zip \
DPM_DATA.zip mabs05.tar HV08 RDS09.7z APP07.cab OK10.tar.gz"
back="OK10.tar.gz APP07.cab RDS09.7z HV08 mabs05.tar DPM_DATA.zip \
tss_261120-011500_FS01_psSDP_NET.zip tss_261120-010500_FS01_psSDP_DPM.zip"

# shellcheck disable=SC2086
"$marslog" scan -j 1 -q --xml "$out/a.xml" --html "$out/a.html" $all
for jobs in 1 2 4; do
    # shellcheck disable=SC2086
    "$marslog" scan -j $jobs -q --xml "$out/b.xml" --html "$out/b.html" $all
    same "--jobs $jobs: other XML" "$out/a.xml" "$out/b.xml"
    same "--jobs $jobs: other HTML" "$out/a.html" "$out/b.html"
done
# shellcheck disable=SC2086
TZ=Asia/Tokyo LANG=de_DE.UTF-8 LC_ALL=C LC_TIME=de_DE.UTF-8 LC_NUMERIC=de_DE.UTF-8 \
    "$marslog" scan -q --xml "$out/b.xml" $all
same "another zone and locale: other XML" "$out/a.xml" "$out/b.xml"
# shellcheck disable=SC2086
TZ=America/New_York LC_ALL=C.UTF-8 "$marslog" scan -q --lang en --xml "$out/b.xml" $all
same "yet another zone: other XML" "$out/a.xml" "$out/b.xml"

# shellcheck disable=SC2086
"$marslog" scan -q --xml "$out/b.xml" --html "$out/b.html" $back
same "paths in another order: other XML" "$out/a.xml" "$out/b.xml"
same "paths in another order: other HTML" "$out/a.html" "$out/b.html"
# A bundle given twice is there twice, wherever.
"$marslog" scan -q --xml "$out/c.xml" OK10.tar.gz DPM_DATA.zip OK10.tar.gz
"$marslog" scan -q --xml "$out/d.xml" OK10.tar.gz OK10.tar.gz DPM_DATA.zip
same "a bundle given twice" "$out/c.xml" "$out/d.xml"
[ "$(grep -c '<bundle path="OK10' "$out/c.xml")" = 2 ] || no "a bundle given twice"

# A zone given by the user: stamps without one end in Z.
"$marslog" scan -q --utc-offset +09:00 --xml "$out/z.xml" DPM_DATA.zip
what="--utc-offset" holds "$out/z.xml" 'last="2026-01-01T01:11:12.131Z"'
holds "$out/z.xml" 'first="2025-12-31T14:58:01.447Z"'
"$marslog" scan -q --xml "$out/y.xml" DPM_DATA.zip
what="no offset" holds "$out/y.xml" 'last="2026-01-01T10:11:12.131"'
valid "$out/z.xml"

# The locale chooses the language, an option overrides it.
if locale -a 2>/dev/null | grep -qiE '^ja_JP\.utf-?8$'; then
    LC_ALL=ja_JP.UTF-8 "$marslog" scan RDS09.7z >"$out/ja"
    what="Japanese locale" holds "$out/ja" '問題が見つかりました'
    LC_ALL=ja_JP.UTF-8 "$marslog" scan --lang en RDS09.7z >"$out/en"
    what="--lang en" holds "$out/en" 'problems found'
fi
finish
