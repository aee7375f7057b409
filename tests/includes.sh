#!/bin/sh
# SPDX-License-Identifier: MIT
# Holds what src/README.md says of the sources: which folder may include which, which
# third-party header belongs to which folder, and a few rules of every file.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
cd "$srcdir" || exit 99
failed=0
no() {
    echo "FAIL: $*"
    failed=1
}

# Folder, then what it may include: a folder, or one header of a folder.
table='
base      base
input     base input case/case.h
record    base record input/crc32.h input/stream.h input/decode.h input/walk.h catalogue/catalogue.h
catalogue base catalogue
match     base catalogue match
hive      base hive input/charset.h input/name.h
case      base case catalogue/catalogue.h input/charset.h
facts     base case facts hive/hive.h input/charset.h input/decode.h input/walk.h record/errlog.h
diagnose  base case catalogue diagnose facts match input/charset.h
report    base case catalogue report diagnose/result.h record/errlog.h fleet/board.h
scan      base case catalogue diagnose facts hive input match record scan
fleet     base case catalogue diagnose facts hive input match record report scan fleet
cli       base case catalogue diagnose facts hive input match record report scan fleet cli
'
for dir in src/*/; do
    folder=${dir#src/}
    folder=${folder%/}
    allowed=$(printf '%s\n' "$table" | sed -n "s/^$folder  *//p")
    [ -n "$allowed" ] || { no "$dir is not in the table of tests/includes.sh"; continue; }
    for include in $(cat "$dir"*.[ch] | sed -n 's/^#include "\(.*\)"$/\1/p' | sort -u); do
        found=no
        for may in $allowed; do
            case $include in
            "$may" | "$may"/*) found=yes ;;
            config.h) found=yes ;;
            esac
        done
        [ $found = yes ] || no "$folder includes $include:" \
            "$(grep -l "#include \"$include\"" "$dir"*.[ch] | tr '\n' ' ')"
    done
done

# Third-party headers, each in its folders only. main.c names every library's version.
owned() {
    header=$1
    shift
    for file in $(grep -lE "^#include <$header" src/*/*.[ch]); do
        [ "$file" = src/cli/main.c ] && continue
        for folder in "$@"; do
            case $file in src/"$folder"/*) continue 2 ;; esac
        done
        no "$file includes <$header>, which is for: $*"
    done
}
owned 'archive' input
owned 'zlib' input
owned 'iconv' hive input
owned 'hs/' match
owned 'pcre2' match
owned 'libxml/' catalogue report
owned 'libxslt/' report
owned 'libexslt/' report
owned 'openssl/' catalogue facts fleet report scan
owned 'hivex' hive
owned 'jansson' report
owned 'sqlite3' fleet

# Every file of ours says its licence; data that a program reads as it is does not.
sources=$(find src tests patterns report_templates -type f \
    \( -name '*.[ch]' -o -name '*.mk' -o -name '*.sh' -o -name '*.xml' \
       -o -name '*.rng' -o -name '*.xsl' -o -name '*.css' \) ! -path '*/data/*')
for file in $sources configure.ac Makefile.am tests/golden/run; do
    head -5 "$file" | grep -q 'SPDX-License-Identifier: MIT' || no "$file has no SPDX line"
done

# ASCII, but for the Japanese texts of reports.
for file in $(find src tests -name '*.[ch]' ! -path src/report/texts.c \
    ! -path src/report/reasons.c); do
    LC_ALL=C grep -qn '[^ -~	]' "$file" && no "$file is not ASCII: line" \
        "$(LC_ALL=C grep -n '[^ -~	]' "$file" | head -1)"
done

# Nothing of the machine that it was written on.
for file in $sources; do
    case $file in tests/includes.sh) continue ;; esac
    grep -nE '/(home|root|work|Users)/[a-z]' "$file" | grep -v 'C:' >"/dev/null" &&
        no "$file names a path of one machine"
    grep -nE '\b(TODO|FIXME|XXX)\b' "$file" && no "$file holds a note for later"
done
exit $failed
