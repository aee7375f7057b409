#!/bin/sh
# SPDX-License-Identifier: MIT
# A nightly job that meets a full disk, an interrupt, a worker that hangs.
if [ -z "${CHAOS_MOUNTS:-}" ] && unshare -m true 2>/dev/null; then
    CHAOS_MOUNTS=own exec unshare -m "$0" # its mounts end with it
fi
. "${srcdir:-.}/tests/cli/lib.sh"
chaos=$builddir/marslog-chaos
makefleet=$builddir/tests/chaos/makefleet
dump=$builddir/tests/chaos/dumphistory
night=2026-11-21T03:00
"$makefleet" uploads 20 3 || no "cannot make the fleet"
rm uploads/chaos-* uploads/bomb*

batch() { "$chaos" batch --jobs 2 --as-of $night "$@"; }
files_of() {
    (cd "$1" && find . -type f ! -name 'history.db*' -exec cksum {} +) | LC_ALL=C sort
}
# alike WHAT FLEET: as the one that nothing disturbed
alike() {
    checks=$((checks + 2))
    files_of "$2" | diff one.files - >differ || no "$1: $(head -5 differ)"
    "$dump" "$2/history.db" | diff one.history - >differ || no "$1: the history: $(head -5 differ)"
}

# ---- one hangs; the others do not wait for it ----

mkdir slow
cp -p uploads/SRV00* slow
cp "$data/one.errlog" slow/chaos-hang.errlog
"$chaos" batch -q --jobs 2 --as-of $night --timeout 1 --out hung slow >/dev/null 2>hung.err &
hanging=$!

# ---- undisturbed ----

expect 3 "the undisturbed run" batch -q --out one uploads
files_of one >one.files
"$dump" one/history.db >one.history

# ---- a full disk ----

full() { # full SIZE
    mkdir -p disk
    mount -t tmpfs -o "size=$1" marslog disk 2>mount.err || return
    what="a disk of $1"
    expect 5 "$what" batch -q --out disk/fleet uploads || head -3 err
    holds err 'No space left on device'
    holds err 'make room and run again'
    checks=$((checks + 1))
    find disk -name '*.html' | grep -q . && no "$what: reports of a run that is not through"
    mount -o remount,size=100m disk
    expect 3 "$what, then room" batch -q --out disk/fleet uploads
    alike "$what, then room" disk/fleet
    # The night after, on a disk that fills up: the reports of the first stay.
    mount -o "remount,size=$(($(du -sk disk | cut -f1) + 100))k" disk
    expect 5 "$what, full the night after" "$chaos" batch -q --jobs 2 --as-of 2026-11-22T03:00 \
        --fresh --out disk/fleet uploads
    alike "$what, full the night after" disk/fleet
    umount disk
}
if [ -n "${CHAOS_MOUNTS:-}" ] && mkdir -p disk && mount -t tmpfs marslog disk 2>/dev/null; then
    umount disk
    for size in 60k 300k 500k 900k; do full $size; done
else
    echo "a full disk: not tried, no file system can be mounted here"
fi

# ---- interrupted ----

mkdir held
cp -p uploads/* held
cp "$data/one.errlog" held/chaos-hang.errlog
ln -sfn held now
"$chaos" batch --jobs 2 --as-of $night --out cut now >out 2>err &
pid=$!
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
    sleep 0.2
    [ "$(grep -c '^bundle state=read' err)" -lt 15 ] || break
done
kill -INT $pid
wait $pid
got=$?
what="interrupted"
checks=$((checks + 2))
[ $got = 130 ] || no "$what: exit status $got, not 130"
lacks err '^complete '
[ -e cut/fleet.html ] && no "$what: there are reports"
rm held/chaos-hang.errlog
expect 3 "after an interrupt" batch -q --out cut now
holds err '^complete .* unchanged=[1-9][0-9] '
expect 3 "the same undisturbed" batch -q --out one-now now
files_of one-now >one.files
"$dump" one-now/history.db >one.history
alike "after an interrupt" cut

# ---- the one that hangs ----

wait $hanging
got=$?
what="a worker that hangs"
checks=$((checks + 1))
[ $got = 3 ] || no "$what: exit status $got, not 3"
holds hung.err '^bundle state=unreadable .*path=slow/chaos-hang.errlog reason="out of time'
holds hung.err '^complete bundles=10 read=9 .* unreadable=1 '
finish
