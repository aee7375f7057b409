#!/bin/sh
# SPDX-License-Identifier: MIT
# The installed program finds its catalogue and templates; uninstall leaves nothing.
. "${srcdir:-.}/tests/cli/lib.sh"
cp "$data/one.errlog" .
${MAKE:-make} -C "$builddir" install DESTDIR="$work/root" MAKEFLAGS= >make.out 2>&1 ||
    no "make install: $(tail -3 make.out)"
installed=$(find root -path '*/bin/marslog' -type f | head -1)
[ -x "$installed" ] || { no "no program installed"; finish; }
expect 1 "the installed program scans" "$installed" scan --xml r.xml --html r.html one.errlog
holds out 'mars-34506'
valid r.xml
holds r.html '<html'
expect 0 "and lists its catalogue" "$installed" patterns list
expect 1 "and takes a user's" "$installed" scan --patterns "$data/patterns-add" one.errlog
for file in catalogue.rules catalogue.rng report.rng report.xsl; do
    checks=$((checks + 1))
    [ -n "$(find root -name $file)" ] || no "$file is not installed"
done
# Not the build folder's files: the same with another current folder and a moved tree.
mv root elsewhere
installed=elsewhere/${installed#root/}
expect 1 "moved as a whole it still runs" "$installed" scan one.errlog
mv elsewhere root
${MAKE:-make} -C "$builddir" uninstall DESTDIR="$work/root" MAKEFLAGS= >make.out 2>&1 ||
    no "make uninstall: $(tail -3 make.out)"
find root -type f >left
[ -s left ] && no "uninstall leaves $(tr '\n' ' ' <left)"
finish
