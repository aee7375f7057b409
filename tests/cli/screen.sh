#!/bin/sh
# SPDX-License-Identifier: MIT
# The summary on the terminal: colour only when wanted, no line wider than the screen.
. "${srcdir:-.}/tests/cli/lib.sh"
cd "$bundles" || exit 99
cp -r HV08 "$work"/
cd "$work" || exit 99
esc=$(printf '\033')

expect 1 "no colour into a file" "$marslog" scan HV08 && lacks out "$esc"
expect 1 "--color always" "$marslog" scan --color always HV08 && holds out "$esc\["
expect 1 "--color never" "$marslog" scan --color never HV08 && lacks out "$esc"
expect 1 "NO_COLOR" env NO_COLOR=1 "$marslog" scan HV08 && lacks out "$esc"
expect 1 "colour changes no text" "$marslog" scan --color always HV08
sed "s/$esc\[[0-9;]*m//g" out >stripped
expect 1 "no colour" "$marslog" scan --color never HV08
same "text differs with colour" stripped out

# On a terminal (script(1), where there is one) colour is on, and off by NO_COLOR.
if script -qec true /dev/null >/dev/null 2>&1; then
    script -qec "'$marslog' scan HV08" /dev/null >terminal </dev/null
    what="terminal" holds terminal "$esc\["
    NO_COLOR=1 script -qec "'$marslog' scan HV08" /dev/null >terminal </dev/null
    what="terminal, NO_COLOR" lacks terminal "$esc\[[0-9;]*m"
fi

# Addresses are never broken, so that they can be copied; all else fits.
width() { LC_ALL=C.UTF-8 grep -v '^    [^ ]*![^ ]*$' "$1" | LC_ALL=C.UTF-8 wc -L; }
for lang in en ja; do
    for columns in 80 60; do
        COLUMNS=$columns "$marslog" scan --lang $lang "$bundles"/TSS_SQL03.zip >out
        checks=$((checks + 1))
        [ "$(width out)" -le $columns ] ||
            no "--lang $lang, $columns columns: a line of $(width out)"
    done
    "$marslog" scan --lang $lang "$bundles"/TSS_SQL03.zip >out
    COLUMNS=80 "$marslog" scan --lang $lang "$bundles"/TSS_SQL03.zip >out80
    same "80 columns are the default" out out80
done
for columns in 1 10 20 40 200; do
    expect 1 "$columns columns" env COLUMNS=$columns "$marslog" scan "$bundles"/TSS_SQL03.zip
done
"$marslog" scan "$bundles"/TSS_SQL03.zip >out
checks=$((checks + 1))
[ "$(wc -l <out)" -le 60 ] || no "the summary has $(wc -l <out) lines"
finish
