#!/bin/sh
# SPDX-License-Identifier: MIT
# Forms for other systems: CSV, JUnit and JSON, of a scan and of a fleet.
. "${srcdir:-.}/tests/cli/lib.sh"

fleet() { # DIR KIND SERVERS LANG
    (cd "$builddir" && tests/support/fleetpage "$work/$1" "$2" "$3" 1 "$4") ||
        no "no fleet"
}

sql=$bundles/TSS_SQL03.zip
expect 1 "all three at once" "$marslog" scan --lang en --csv a.csv --junit a.xml \
    --json a.json --xml a.report.xml "$sql"
holds out '^SQL03'
holds a.csv '^server,group,server_state,.*address.$'
holds a.csv '"SQL03".*"mars-34513","34513","0x086D1","error","2".*"dotnet-too-old","confirmed"'
holds a.xml '<testsuite name="SQL03" tests="2" failures="2" errors="0" skipped="0"'
holds a.json '"schema_version":1'
xmllint --noout a.xml || no "JUnit is no XML"
expect 1 "CSV on standard output" "$marslog" scan --lang en --csv - "$sql"
same "CSV on standard output" out a.csv
expect 2 "two on standard output" "$marslog" scan --csv - --json - "$sql"
holds err 'only one of'
expect 2 "no file" "$marslog" scan --json= "$sql"

# The stylesheets work on the XML report alone too.
xsltproc --nonet "$srcdir/report_templates/findings.csv.xsl" a.report.xml >b.csv
same "CSV by xsltproc" a.csv b.csv

# What could not be read is an error of its own.
printf 'PK\003\004 this is no archive' >broken.zip
expect 3 "a broken bundle" "$marslog" scan -q --junit c.xml --json c.json broken.zip
holds c.xml '<error type="(unreadable|partial)" message=".'

fleet f fleet 400 en
fleet j fleet 40 ja
fleet h hostile 60 en
fleet big fleet 2100 en
for dir in f j h big; do
    xmllint --noout --huge $dir/junit.xml || no "$dir: JUnit is no XML"
    checks=$((checks + 1))
    [ "$(grep -c '<testsuite ' $dir/junit.xml)" = "$(grep -c '<server ' $dir/fleet.xml)" ] ||
        no "$dir: not a suite for each server"
    checks=$((checks + 1))
    [ "$(grep -c '^server,group' $dir/fleet.csv)" = 1 ] || [ $dir = j ] ||
        no "$dir: not one heading"
done
holds f/junit.xml '<skipped message="not seen: nothing-sent"/>'
holds f/junit.xml '<skipped message="muted by h.sato"/>'
holds h/fleet.csv "\"'=cmd"
lacks h/fleet.csv '(^|,)"[=+@-]'

# As others read them.
if command -v python3 >/dev/null; then
    checks=$((checks + 1))
    python3 - <<'END' || no "read by others"
import csv, json
for name in ["a.csv", "f/fleet.csv", "h/fleet.csv", "big/fleet.csv"]:
    rows = list(csv.reader(open(name, newline="", encoding="utf-8")))
    assert {len(row) for row in rows} == {23}, name
    assert not any(cell[:1] in tuple("=+-@\t\r") for row in rows for cell in row if cell), name
assert open("j/fleet.csv", encoding="utf-8").read().startswith("\ufeffserver,")
scan = json.load(open("a.json", encoding="utf-8"))
assert scan["kind"] == "scan" and scan["schema_version"] == 1
server = scan["servers"][0]
assert server["name"] == "SQL03" and server["findings"][0]["signature"] == "mars-34513"
assert server["causes"][0]["for"][0]["address"] and server["coverage"]["bytes_read"] > 0
for name, n in ("f/fleet.json", 400), ("h/fleet.json", 60), ("big/fleet.json", 2100):
    fleet = json.load(open(name, encoding="utf-8"))
    assert fleet["kind"] == "fleet" and len(fleet["servers"]) == n, name
    told = [f for s in fleet["servers"] for f in s["findings"] + s["causes"]
            if f["state"] == "new" and not f["by"] and not f["muted_by"] and
            (f.get("severity", "info") != "info" or f.get("verdict") in ("confirmed", "likely"))]
    assert fleet["counts"]["new"] == len(told) == fleet["nights"][-1]["new"], name
assert json.load(open("j/fleet.json", encoding="utf-8"))["lang"] == "ja"
END
fi
finish
