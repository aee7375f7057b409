#!/bin/sh
# SPDX-License-Identifier: MIT
# Who is who, night after night: servers of one name, of names that are written in
# several ways, installed anew, and with names that nobody should have.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$srcdir/tests/cli/fleet-lib.sh"

old=0a1b2c3d-1234-4321-abcd-0123456789ab
new=00000000-1234-4321-abcd-0123456789ab

story "a server is installed anew, its old bundle stays"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
machine $old
pack a.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
stands FS01 mars-34513 new
temp "11/21 08:00:00.000 $quiet" "11/21 09:00:00.000 $quiet"
is FS01
machine $new
pack b.tgz 2026-11-21T23:00:00Z
night 2026-11-22T03:00
stands FS01 mars-34513 ongoing
stands FS01~2 mars-34513 ""
temp "11/21 08:00:00.000 $quiet" "11/22 09:00:00.000 $vault"
is FS01
machine $new
pack b.tgz 2026-11-22T23:00:00Z
night 2026-11-23T03:00
stands FS01 mars-34513 ongoing
stands FS01~2 mars-34513 new
# Its newest is cut, beside the other of its name.
head -c 60 uploads/b.tgz >cut
cp cut uploads/b.tgz
night 2026-11-23T04:00
stands FS01 mars-34513 ongoing
stands FS01~2 mars-34513 not-seen
rm uploads/a.tgz
temp "11/21 08:00:00.000 $quiet" "11/22 09:00:00.000 $vault" "11/23 09:00:00.000 $vault"
is FS01
machine $new
pack b.tgz 2026-11-23T23:00:00Z
night 2026-11-24T03:00
stands FS01 mars-34513 not-seen
stands FS01~2 mars-34513 ongoing
[ -e "fleet/$(xmllint --xpath "string(//*[local-name()='server'][@name='FS01~2']/@page)" fleet/fleet.xml)" ] ||
    no "$story: no page"

story "a server is installed anew in the place of its old bundle"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
machine $old
pack a.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
temp "11/21 08:00:00.000 $quiet" "11/21 09:00:00.000 $quiet"
is FS01
machine $new
pack a.tgz 2026-11-21T23:00:00Z
night 2026-11-22T03:00
stands FS01 mars-34513 not-seen

story "names in small letters, and with a domain"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
is FS01
pack a.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
made=20
for name in fs01 fs01.contoso.com FS01; do
    made=$((made + 1))
    temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/$made 01:00:00.000 $vault"
    is $name
    pack a.tgz 2026-11-${made}T23:00:00Z
    night 2026-11-${made}T23:30
    stands FS01 mars-34513 ongoing
    none new
    none not-seen
done
# ... until two servers may be meant.
temp "11/10 08:00:00.000 $quiet"
is fs01.fabrikam.com
pack b.tgz 2026-11-24T23:00:00Z
temp "11/10 08:00:00.000 $quiet"
is fs01.contoso.com
pack c.tgz 2026-11-24T23:00:00Z
night 2026-11-25T03:00
stands FS01 mars-34513 ongoing
[ "$(xmllint --xpath "count(//*[local-name()='server'])" fleet/fleet.xml)" = 3 ] ||
    no "$story: $(grep -o '<server name="[^"]*"' fleet/fleet.xml)"

story "folders of customers hold servers of one name"
for customer in one two; do
    temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
    is FS01
    pack $customer/fs01.tgz 2026-11-20T23:00:00Z
done
night 2026-11-21T03:00 --group-by folder
[ "$(xmllint --xpath "count(//*[@signature='mars-34513'][@state='new'])" fleet/fleet.xml)" = 2 ] ||
    no "$story: they are not two"
temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" "11/21 01:00:00.000 $quiet"
is FS01
pack one/fs01.tgz 2026-11-21T23:00:00Z
rm -r uploads/two
night 2026-11-22T03:00 --group-by folder
for pair in one:resolved two:not-seen; do
    got=$(xmllint --xpath "string(//*[local-name()='server'][@group='${pair%:*}']/*[@signature='mars-34513']/@state)" fleet/fleet.xml)
    [ "$got" = "${pair#*:}" ] || no "$story: $pair is '$got'"
done

story "names that are hostile to a shell, HTML and files"
long=$(printf 'x%.0s' $(seq 1 200))
for name in '-rf' '$(touch pwned)' '<script>alert(1)</script>' 'a b"c' "d'e" '..' \
    "$long" 'サーバー' 'FS%0A' 'a\b'; do
    temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
    pack "x${name%%/*}x.tgz" 2026-11-20T23:00:00Z
done
night 2026-11-21T03:00
[ "$(xmllint --xpath "count(//*[@signature='mars-34513'][@state='new'])" fleet/fleet.xml)" = 10 ] ||
    no "$story: $(grep -c 'state="new"' fleet/fleet.xml) are there"
lacks fleet/fleet.html '<script>alert'
cp -R fleet cold
night 2026-11-21T03:00
same "$story: a warm run" fleet/fleet.xml cold/fleet.xml
rm -rf cold
night 2026-11-22T03:00
none new

story "a catalogue that others bring, in a night without the server"
token='Cached Token Expired | Params: {ErrorCode = IdTokenExpiredError}'
temp "11/10 08:00:00.000 $token" "11/20 01:00:00.000 $quiet"
is FS01
pack a.tgz 2026-11-20T23:00:00Z
night 2026-11-21T03:00
rm uploads/a.tgz
night 2026-11-22T03:00 --patterns "$data/patterns-add"
temp "11/10 08:00:00.000 $token" "11/21 01:00:00.000 $quiet"
is FS01
pack a.tgz 2026-11-21T23:00:00Z
night 2026-11-23T03:00 --patterns "$data/patterns-add"
stands FS01 site-token-expired ongoing
temp "11/10 08:00:00.000 $token" "11/23 01:00:00.000 $token"
is FS01
pack a.tgz 2026-11-23T23:00:00Z
night 2026-11-24T03:00 --patterns "$data/patterns-add"
stands FS01 site-token-expired ongoing
night 2026-11-25T03:00
holds fleet/fleet.xml 'signature="site-token-expired".*state="resolved".*by="catalogue"'
holds fleet/fleet.html 'id="catalogue"'
lacks fleet/fleet.html 'id="resolved"'

finish
