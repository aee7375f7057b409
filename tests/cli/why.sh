#!/bin/sh
# SPDX-License-Identifier: MIT
# `patterns why`: what was met of a rule, and what came nearest.
. "${srcdir:-.}/tests/cli/lib.sh"

mkdir bundle
record() {
    printf '0AB0\t0F10\t11/20\t%s\t71\tbackupasync.cpp(12)\t[000000001A12E3F0]\t\t\t%s\t%s\r\n' "$1" "$2" "$3"
}
{
    record 01:00:00.000 WARNING 'Reading the vault credentials failed for a while'
    record 01:00:01.000 FATAL 'Agent is unable to connect to OB Service. (ID: 100050)'
} > bundle/CBEngineCurr.errlog

what=fired
expect 1 "a signature that fired" "$marslog" patterns why mars-100050 bundle
holds out '^mars-100050: found in 1 record, first bundle/CBEngineCurr.errlog:2$'
holds out 'code 100050 \(0x186D2\): 1 record'

what=near
expect 0 "a signature that did not" "$marslog" patterns why mars-34513 bundle
holds out '^mars-34513: not found'
holds out 'code 34513 .*: no record'
holds out 'its fragment ".*credentials": 1 record, first bundle/CBEngineCurr.errlog:1$'
holds out '^ *Reading the vault credentials failed'

what=cause
expect 0 "a cause that nothing settles" "$marslog" patterns why tls-disabled bundle
holds out '^tls-disabled on .*: undetermined$'
holds out 'weighed at mars-100050'
holds out 'fact tls12.client.enabled is false: cannot be told - nothing gave tls12.client.enabled'
holds out 'artefact schannel-registry: absent'

what='not considered'
expect 0 "a cause of nothing that is there" "$marslog" patterns why kek-missing bundle
holds out 'not considered: nothing that it explains was found'
holds out 'explains: mars-130055'

what=unknown
expect 2 "an unknown id" "$marslog" patterns why no-such-thing bundle
holds err 'no signature or cause'
expect 2 "no path" "$marslog" patterns why mars-34513

finish
