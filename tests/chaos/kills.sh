#!/bin/sh
# SPDX-License-Identifier: MIT
# A nightly job that is killed again and again, over a fleet with uploads that are made to
# break it: nothing is lost, and the reports are those of a run that nobody disturbed.
#
#   CHAOS_KILLS=20  kills of each kind    CHAOS_SEED=1  of their moments
. "${srcdir:-.}/tests/cli/lib.sh"
chaos=$builddir/marslog-chaos
makefleet=$builddir/tests/chaos/makefleet
dump=$builddir/tests/chaos/dumphistory
kills=${CHAOS_KILLS:-20}
seed=${CHAOS_SEED:-1}
echo "CHAOS_SEED=$seed CHAOS_KILLS=$kills"
first=2026-11-21T03:00
second=2026-11-22T03:00
memory=100
grep -q 'define ML_SANITIZED 1' "$builddir/config.h" && memory=0
"$makefleet" uploads 64 1 || no "cannot make the fleet"
"$makefleet" uploads2 64 1 1 || no "cannot make the second night"
cp -p uploads/locked.zip uploads2 # encrypted anew, its bytes would be others
[ $memory -gt 0 ] || rm uploads/chaos-memory.errlog
rm uploads2/chaos-memory.errlog uploads2/chaos-flood.errlog # they take their time
# Where workers are confined, what they try does no harm to their bundles.
denied="exec fork remove socket write"
case $("$marslog" --version | sed -n 's/^isolation: //p') in
*no\ seccomp* | neither*)
    for way in $denied; do rm uploads*/chaos-$way.errlog; done
    denied=
    ;;
esac
: >removable

# batch OUT AS-OF: the job, over what lies in ./now, a link
options="--jobs 2 --timeout 30 --memory $memory --max-total-bytes 30000000"
batch() {
    "$chaos" batch -q $options --out "$1" --as-of "$2" now >out 2>err
}
night() { ln -sfn "$1" now; }

# Of a seed, N numbers from 0 to below 1.
random() { awk -v seed="$1" -v n="$2" 'BEGIN { srand(seed); while (n--) printf "%.6f\n", rand() }'; }
scaled() { awk "BEGIN { printf \"$1\", $2 }"; }

# What must be there at the end, of a run and of its history.
files_of() {
    (cd "$1" 2>/dev/null && find . -type f ! -name 'history.db*' -exec cksum {} +) | LC_ALL=C sort
}
history_of() { # of a copy: opening one that was cut off mends it
    rm -rf copy.db*
    [ ! -e "$1/history.db" ] || cp "$1/history.db" copy.db
    [ ! -e "$1/history.db-wal" ] || cp "$1/history.db-wal" copy.db-wal
    if [ -s copy.db ] || [ -s copy.db-wal ]; then "$dump" copy.db; fi
}
remember() { # remember FLEET: as what others are held to
    files_of "$1" >"$1.files"
    history_of "$1" >"$1.history"
}
alike() { # alike WHAT FLEET REFERENCE
    checks=$((checks + 2))
    files_of "$2" | diff "$3.files" - >differ || no "$1: $(head -5 differ)"
    history_of "$2" | diff "$3.history" - >differ || no "$1: the history: $(head -5 differ)"
}
# Whatever happened, each report is whole, and of one night or the other; the history
# tells of whole runs only.
whole() { # whole WHAT FLEET REFERENCE...
    about=$1
    checks=$((checks + 1))
    files_of "$2" | grep -v -e '\.part$' -e '\.new$' >list
    history_of "$2" | grep -v '^pending' >history
    shift 2
    for reference in "$@"; do
        grep -vxF -f "$reference.files" list >rest
        mv rest list
    done
    [ ! -s list ] || no "$about: of no night: $(head -3 list)"
    grep -q '^run ' history || return
    for reference in "$@"; do
        cmp -s history "$reference.history" && return
    done
    no "$about: the history is of no night"
}
nobody_left() { # nobody_left SESSION
    for try in 1 2 3 4 5 6 7 8 9 10; do
        left=$(cat /proc/[0-9]*/stat 2>/dev/null |
            awk -v s="$1" '{ sub(/.*\) /, "") } $4 == s && $1 != "Z" && $1 != "X"')
        [ -z "$left" ] && return
        sleep 0.1
    done
    no "${about:-}: processes are left: $left"
}

# ---- one that hangs, and is killed meanwhile: all that takes longer than the rest ----

mkdir slow
cp -p uploads/SRV00* uploads/cut.zip slow
cp -p uploads/chaos-crash.errlog slow/chaos-hang.errlog
slowly() { # slowly OUT
    "$chaos" batch -q --jobs 2 --timeout 1 --as-of $first --out "$1" slow >"$1.out" 2>"$1.err"
}
slowly hung &
hanging=$!
(
    for after in 0.3 1 2; do
        "$chaos" batch -q --jobs 2 --timeout 1 --as-of $first --out hung-killed slow >/dev/null 2>&1 &
        pid=$!
        sleep $after
        kill -KILL $pid
        wait $pid
    done 2>/dev/null
    slowly hung-killed
) &
hanging="$hanging $!"

# ---- undisturbed ----

night uploads
begun=$(date +%s%N)
batch one $first
[ $? = 3 ] || no "the undisturbed run: $(head -3 err)"
first_ms=$((($(date +%s%N) - begun) / 1000000))
checks=$((checks + 1))
for file in bomb.errlog.gz bomb-overlapping.zip noise.7z cut.zip deep.zip quine.zip names.zip locked.zip \
    chaos-crash.errlog chaos-exit.errlog chaos-flood.errlog chaos-say.errlog; do
    holds err "^bundle state=(unreadable|partial) .*path=now/$file reason="
done
for way in $denied; do
    holds err "^bundle state=read .*path=now/chaos-$way.errlog"
done
holds err '^complete bundles=[0-9]+ '
remember one
cp -R one two
night uploads2
begun=$(date +%s%N)
batch two $second
second_ms=$((($(date +%s%N) - begun) / 1000000))
holds err '^complete bundles=[0-9]+ '
remember two

# ---- killed at random moments ----

# killed_in OUT AS-OF SECONDS [group]: true when the run was still going on.
killed_in() {
    setsid "$chaos" batch -q $options --out "$1" --as-of "$2" now >out 2>err &
    pid=$!
    sleep "$3"
    if [ "${4:-}" = group ]; then target=-$pid; else target=$pid; fi
    kill -s KILL -- "$target" 2>/dev/null
    wait $pid 2>/dev/null
    ended=$?
    nobody_left $pid
    [ $ended = 137 ]
}
# kill_often OUT AS-OF MILLISECONDS KILLS REFERENCE...
kill_often() {
    dir=$1
    as_of=$2
    ms=$3
    want_kills=$4
    shift 4
    done_kills=0
    tries=0
    for r in $(random $seed $((4 * want_kills))); do
        [ $done_kills -lt $want_kills ] || break
        tries=$((tries + 1))
        # What is done is not done again: most runs are shorter than the first.
        short=$((tries % 3 ? ms / 4 : ms))
        about="killed, try $tries of seed $seed"
        who=$([ $((tries % 2)) = 0 ] && echo group)
        killed_in "$dir" "$as_of" "$(scaled %.3f "$r * $short / 1000")" $who &&
            done_kills=$((done_kills + 1))
        whole "$about" "$dir" "$@"
    done
    echo "$done_kills kills in $tries runs"
    checks=$((checks + 1))
    [ $done_kills -ge $((want_kills / 2)) ] || no "only $done_kills kills hit a run"
}

night uploads
kill_often fleet $first $first_ms $kills one
batch fleet $first
holds err '^complete '
alike "after kills" fleet one
night uploads2
kill_often fleet $second $second_ms $((kills / 4)) one two
batch fleet $second
holds err '^complete '
alike "after kills of the second night" fleet two

# ---- killed between two changes of a file ----

# steps_of OUT AS-OF: how many there are
steps_of() {
    MARSLOG_CHAOS_COUNT=count "$chaos" batch -q $options --out "$1" --as-of "$2" now >out 2>err
    cat count
}
night uploads2
cp -R one count.out
steps=$(steps_of count.out $second)
echo "$steps changes of files in the second night"
rm -rf count.out
tries=0
for r in $(random $((seed + 1)) $((kills / 2))); do
    tries=$((tries + 1))
    step=$(scaled %d "1 + $r * $steps")
    # Half of them behind the analysis, where the reports and the history are written.
    [ $((tries % 2)) = 0 ] && step=$((steps - step / 4))
    about="killed before change $step of $steps"
    rm -rf fleet
    cp -R one fleet
    MARSLOG_CHAOS_DIE=$step setsid "$chaos" batch -q $options --out fleet --as-of $second now \
        >out 2>err &
    pid=$!
    wait $pid 2>/dev/null
    nobody_left $pid
    whole "$about" fleet one two
    batch fleet $second
    holds err '^complete '
    alike "$about" fleet two
done

# ---- the one that hangs ----

for pid in $hanging; do
    wait $pid
    got=$?
    checks=$((checks + 1))
    [ $got = 3 ] || no "a worker that hangs: exit status $got, not 3"
done
holds hung.err '^bundle state=unreadable .*path=slow/chaos-hang.errlog reason="out of time'
holds hung-killed.err '^complete bundles=11 .* unreadable=[12] '
remember hung
alike "one that hangs, after kills" hung-killed hung
checks=$((checks + 1))
[ -e removable ] || no "a worker removes files"
finish
