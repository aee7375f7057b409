#!/bin/sh
# SPDX-License-Identifier: MIT
# A user's catalogue adds and overrides; what is wrong in one is told with file and line.
. "${srcdir:-.}/tests/cli/lib.sh"
cp "$data/one.errlog" .
clean=$bundles/OK10.tar.gz

expect 0 "without it" "$marslog" scan "$clean"
expect 1 "a folder adds" "$marslog" scan --patterns "$data/patterns-add" "$clean"
holds out 'site-token-expired'
expect 1 "compiled once, then from the cache" \
    "$marslog" scan --patterns "$data/patterns-add" "$clean"
lacks err compiled
expect 0 "a folder overrides" \
    "$marslog" scan --xml - --patterns "$data/patterns-override" one.errlog
holds out 'signature="mars-34506"[^>]*severity="info"'
holds out 'Passphrase, known to this site'
valid out
expect 1 "two folders" "$marslog" scan --patterns "$data/patterns-override" \
    --patterns "$data/patterns-add" one.errlog "$clean"
holds out 'site-token-expired'

expect 2 "a broken file" "$marslog" scan --patterns "$data/patterns-broken" one.errlog
holds err 'patterns-broken/site.xml:[4-8]: '
[ -s out ] && no "a broken catalogue: something was analysed"
expect 2 "a folder that is not there" "$marslog" scan --patterns absent one.errlog
mkdir cut
head -c 400 "$data/patterns-add/site.xml" >cut/site.xml
expect 2 "a file that is cut" "$marslog" scan --patterns cut one.errlog
holds err 'cut/site.xml:[0-9]+: '

expect 0 "check the built-in ones" "$marslog" patterns check
holds out 'in order'
expect 0 "check a folder" "$marslog" patterns check "$data/patterns-add"
expect 0 "check the source folder" "$marslog" patterns check "$srcdir/patterns"
expect 2 "check a broken one" "$marslog" patterns check "$data/patterns-broken"
holds err 'patterns-broken/site.xml:[4-8]: '
expect 2 "check runs the examples" "$marslog" patterns check "$data/patterns-no-example"
holds err 'patterns-no-example/site.xml:[0-9]+: .*site-x'

expect 0 "list" "$marslog" patterns list
for id in mars-34513 mars-100050 http-407 mars-130002 mars-130055 mars-34506; do
    holds out "^signature	$id	error	"
done
for id in credentials-expired credentials-on-network-path temp-download-blocked \
    temp-folder-full tls-disabled proxy-blocks clock-skew dotnet-too-old \
    antivirus-interference registered-to-another-vault scratch-low-space scratch-moved \
    kek-missing; do
    holds out "^cause	$id	"
done
expect 0 "list with a folder" "$marslog" patterns list --patterns "$data/patterns-add"
holds out '^signature	site-token-expired	warning	'
expect 0 "list in Japanese" "$marslog" patterns list --lang ja
holds out '無効なコンテナーの資格情報'
finish
