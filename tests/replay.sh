#!/bin/sh
# SPDX-License-Identifier: MIT
# Each fuzz target over its corpus: what `tests/fuzz/seeds` makes. Linked with libFuzzer
# the targets replay it all the same.
set -u
srcdir=${srcdir:-.}
corpus=fuzz.out
failed=0
export srcdir
rm -rf $corpus
tests/fuzz/seeds $corpus || exit 1
for dir in "$corpus"/*/; do
    target=$(basename "$dir")
    tests/fuzz/fuzz_"$target" -runs=0 "$dir" >$corpus/"$target".log 2>&1
    status=$?
    echo "fuzz_$target: $(tail -1 $corpus/"$target".log)"
    [ $status = 0 ] || { cat $corpus/"$target".log; failed=1; }
done
exit $failed
