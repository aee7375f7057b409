#!/bin/sh
# SPDX-License-Identifier: MIT
# Workers that say as much as they can, or all that they may: the parent's memory stays
# bounded, and the bundles beside them are read.
. "${srcdir:-.}/tests/cli/lib.sh"
chaos=$builddir/marslog-chaos
makefleet=$builddir/tests/chaos/makefleet
bound=150000 # kB
if grep -q 'define ML_SANITIZED 1' "$builddir/config.h"; then bound=100000000; fi
"$makefleet" pool 4 1 || no "cannot make the fleet"
mkdir uploads
cp -p pool/SRV* uploads
for way in flood large; do
    for i in 1 2 3 4; do cp pool/chaos-crash.errlog "uploads/chaos-$way-$i.errlog"; done
done

# night OPTION...: a run over them; its peak is below the bound
night() {
    what="batch $*"
    MARSLOG_CHAOS_PEAK=peak expect 3 "$what" "$chaos" batch -q --jobs 2 --as-of 2026-11-21T03:00 --out fleet "$@" uploads
    echo "$what: $(cat peak) kB"
    checks=$((checks + 1))
    [ "$(cat peak)" -lt $bound ] || no "$what: the parent took $(cat peak) kB"
    [ "$(grep -cE '^bundle state=(read|unchanged) .*path=uploads/SRV' err)" = 4 ] || no "$what: not all is read"
}
night
for i in 1 2 3 4; do
    holds err "^bundle state=unreadable .*path=uploads/chaos-flood-$i.errlog reason=\"the worker said too much\""
done
night
touch uploads/*
night --verify
finish
