#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares what is read of event logs with what libevtx's evtxexport reads of them, record
# by record; README.md of this folder tells of the differences that have a name.
#
#     make check-corpus CORPUS=DIR     every .evtx below DIR
#     make check                       logs built by code, where evtxexport is installed
set -u
out=corpus.out
export ASAN_OPTIONS="${ASAN_OPTIONS:-}" LC_ALL=C.UTF-8

if ! command -v evtxexport >/dev/null 2>&1; then
    echo "evtxexport is not installed (Debian: libevtx-utils): nothing was compared"
    [ -n "${CORPUS:-}" ] && exit 2
    exit 77
fi
rm -rf $out
mkdir $out || exit 99
if [ -z "${CORPUS:-}" ]; then
    CORPUS=$out/built
    tests/corpus/makelogs $CORPUS || exit 1
fi
[ -d "$CORPUS" ] || { echo "CORPUS: no folder $CORPUS"; exit 2; }
find "$CORPUS" -name '*.evtx' -type f | LC_ALL=C sort >$out/files
[ -s $out/files ] || { echo "no .evtx below $CORPUS"; exit 2; }
./marslog help events >/dev/null 2>&1 && events=yes || events=no

failed=0
while IFS= read -r file; do
    stopped=
    timeout 600 evtxexport -f xml "$file" >$out/export.xml 2>$out/export.log || stopped=-s
    timeout 600 evtxexport -f xml -m recovered "$file" >$out/recovered.xml 2>/dev/null
    set -- $stopped "$file" $out/export.xml $out/recovered.xml
    if [ $events = yes ]; then
        ./marslog events --xml "$file" >$out/events.xml 2>$out/events.log
        status=$?
        case $status in
        0 | 3) set -- "$@" $out/events.xml ;;
        *) echo "FAIL $file: marslog events ended with status $status"; failed=1 ;;
        esac
    fi
    tests/corpus/compare "$@" >$out/result || failed=1
    cat $out/result
    cat $out/result >>$out/results
done <$out/files
grep -h '^[oF]' $out/results | sed 's/.*: \(fields\|xml\|events\): //; s/ records//' |
    awk '{ n = split($0, part, ", "); total += part[1]
           for (i = 2; i <= n; i++) { split(part[i], word, " "); known[word[1]] += word[2] } }
         END { printf "%d records compared", total
               for (name in known) printf "; %s %d", name, known[name]
               printf "\n" }'
exit $failed
