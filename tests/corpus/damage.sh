#!/bin/sh
# SPDX-License-Identifier: MIT
# Damaged event logs: each cut at many places and with bytes flipped. No crash, nothing
# longer than a second, and the program ends with a status that the manual names.
#
#     make check-damage CORPUS=DIR     every .evtx below DIR: 100 cuts, 100 times 1,000 bytes
#     make check                       logs built by code, a few of each
set -u
out=damage.out
seconds=${SECONDS_MAX:-1}
export LC_ALL=C.UTF-8
rm -rf $out
mkdir $out || exit 99
cuts=100 rounds=100 runs=3
if [ -z "${CORPUS:-}" ]; then
    CORPUS=$out/built
    tests/corpus/makelogs $CORPUS || exit 1
    cuts=10 rounds=2 runs=1
    # A machine that runs other tests beside this one.
    seconds=${SECONDS_MAX:-20}
fi
[ -d "$CORPUS" ] || { echo "CORPUS: no folder $CORPUS"; exit 2; }
find "$CORPUS" -name '*.evtx' -type f | LC_ALL=C sort >$out/files
[ -s $out/files ] || { echo "no .evtx below $CORPUS"; exit 2; }
./marslog help events >/dev/null 2>&1 && events=yes || events=no
XDG_CACHE_HOME=$PWD/$out/cache
export XDG_CACHE_HOME

failed=0
# ends WHAT COMMAND...: with a status that says what happened, not by a signal.
ends() {
    what=$1
    shift
    timeout 60 "$@" >/dev/null 2>$out/err
    status=$?
    case $status in
    0 | 1 | 3) return 0 ;;
    esac
    echo "FAIL $what: status $status: $*"
    head -5 $out/err
    failed=1
}

while IFS= read -r file; do
    tests/corpus/damage -c $cuts -r $rounds -f 1000 -t "$seconds" "$file" || failed=1
    run=0
    while [ $run -lt $runs ]; do
        run=$((run + 1))
        for how in "-c 1" "-f 1000"; do
            # shellcheck disable=SC2086 # an option and its value
            tests/corpus/damage -w $out/copy.evtx -s $run $how "$file" || failed=1
            ends "scan of $file $how, $run" ./marslog scan --quiet $out/copy.evtx
            [ $events = no ] ||
                ends "events of $file $how, $run" ./marslog events --xml $out/copy.evtx
        done
    done
done <$out/files
exit $failed
