#!/bin/sh
# SPDX-License-Identifier: MIT
# Do the examples of the catalogue see a mistake? Each code, text, symbol, path, event
# and regex of each signature is changed, one thing at a time (tests/support/mutate.c says
# how), in a copy of patterns/, and `marslog patterns check` has to complain about that
# signature. What it passes is printed: such an entry needs another example.
#
#     srcdir=.. ../tests/mutate.sh             in the build folder; some minutes
#     srcdir=.. ../tests/mutate.sh mars-34513  one signature
#
# Signatures far apart are changed in one go, as each answers for its own examples; what
# seems to live is tried again alone. Status 1 when something lives.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(pwd)
marslog=$builddir/marslog
mutate=$builddir/tests/support/mutate
work=$builddir/mutate.out
stride=6
jobs=$(nproc 2>/dev/null || echo 1)
rm -rf "$work"
mkdir -p "$work" || exit 99
[ -x "$mutate" ] || { echo "build it first: make tests/support/mutate"; exit 99; }

# Ids that the check complains about, one a line.
blamed() {
    "$marslog" patterns check "$1" 2>&1 >/dev/null |
        sed -n 's/^[^ ]*\.xml:[0-9]*: \(signature \|observation \|\)\([a-z0-9.-]*\):\{0,1\} .*/\2/p' |
        sort -u
}

# alone ID ROUND: whether the mutant lives when nothing else is changed
alone() {
    mkdir -p "$work/$1"
    "$mutate" "$srcdir/patterns" "$work/$1" "$2" "$1" >"$work/$1.told"
    if "$marslog" patterns check --quiet "$work/$1" >/dev/null 2>&1; then
        cat "$work/$1.told"
    fi
    rm -rf "${work:?}/$1" "$work/$1.told"
}

# One phase: round after round until its signatures have nothing left to change.
phase() {
    dir=$work/phase$1
    round=0
    mkdir -p "$dir"
    while "$mutate" "$srcdir/patterns" "$dir" $round $stride "$1" >"$dir.told" &&
        [ -s "$dir.told" ]; do
        wc -l <"$dir.told" >>"$dir.count"
        blamed "$dir" >"$dir.blamed"
        cut -f1 "$dir.told" | sort | comm -23 - "$dir.blamed" |
            while read -r id; do alone "$id" $round; done >>"$dir.living"
        round=$((round + 1))
    done
}

if [ $# -gt 0 ]; then
    for id in "$@"; do
        round=0
        mkdir -p "$work/one"
        while "$mutate" "$srcdir/patterns" "$work/one" $round "$id" >"$work/one.told" &&
            [ -s "$work/one.told" ]; do
            echo 1 >>"$work/one.count"
            alone "$id" $round >>"$work/one.living"
            round=$((round + 1))
        done
    done
else
    "$marslog" patterns check "$srcdir/patterns" || exit 99
    i=0
    while [ $i -lt $stride ]; do
        phase $i &
        i=$((i + 1))
        [ $((i % jobs)) -eq 0 ] && wait
    done
    wait
fi
changes=$(cat "$work"/*.count 2>/dev/null | awk '{ n += $1 } END { print n + 0 }')
cat "$work"/*.living 2>/dev/null | sort >"$work/survivors"
living=$(wc -l <"$work/survivors")
cat "$work/survivors"
echo "mutate.sh: $changes changes, $living not seen"
[ "$changes" -gt 0 ] && [ "$living" -eq 0 ]
