#!/bin/sh
# SPDX-License-Identifier: MIT
# Holds the documents against the program.
#
#   tests/docs.sh            run by make check
#   tests/docs.sh --approve  writes what README.md shows of the program's output anew
#
# README.md: each ```sh block is run in a folder that looks like the source folder after
# ./bootstrap.sh demo; where a ```text block follows, it is what the block prints.
# marslog.1: exactly the options of `marslog help COMMAND --names`, and the defaults of
# the limits. Links between the documents lead to files.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(pwd)
marslog=$builddir/marslog
man=$srcdir/src/cli/marslog.1
readme=$srcdir/README.md
out=$builddir/docs.out
approve=${1:-}
checks=0
failed=0
rm -rf "$out"
mkdir -p "$out/top"
unset LANG LANGUAGE LC_MESSAGES NO_COLOR
COLUMNS=80 LC_ALL=C.UTF-8 XDG_CACHE_HOME=$out/cache
export COLUMNS LC_ALL XDG_CACHE_HOME

no() {
    failed=$((failed + 1))
    echo "FAIL: $*"
}

# same WHAT A B
same() {
    checks=$((checks + 1))
    diff -u "$2" "$3" || no "$1"
}

# The source folder as README.md sees it. Links, so that the paths printed are the same.
for entry in "$srcdir"/* ; do
    case ${entry##*/} in
    build*) ;;
    *) ln -s "$entry" "$out/top/${entry##*/}" ;;
    esac
done
mkdir "$out/top/build"
for entry in marslog data; do
    ln -s "$builddir/$entry" "$out/top/build/$entry"
done
cp -R "$builddir/bundles" "$out/top/build/bundles"

# Blocks of README.md: N.sh, and N.text when the next block is its output.
awk -v out="$out" '
/^```/ && !on { on = 1; kind = substr($0, 4)
    if (kind == "sh") { n++; file = sprintf("%s/%02d.sh", out, n); last = "sh" }
    else if (kind == "text" && last == "sh") { file = sprintf("%s/%02d.text", out, n); last = "" }
    else { file = ""; last = "" }
    next }
/^```/ { on = 0; next }
on && file { print > file }
' "$readme"
for block in "$out"/*.sh; do
    name=${block##*/}
    got=$out/${name%.sh}.got
    checks=$((checks + 1))
    (cd "$out/top" && sh "$block") >"$got" 2>"$out/err" </dev/null
    status=$?
    # 1: a scan that found something.
    if [ $status -gt 1 ] || [ -s "$out/err" ]; then
        no "README.md, block ${name%.sh}: status $status"
        cat "$block" "$out/err"
    fi
    [ -f "$out/${name%.sh}.text" ] || continue
    [ "$approve" = --approve ] ||
        same "README.md shows other output (tests/docs.sh --approve)" \
            "$out/${name%.sh}.text" "$got"
done
if [ "$approve" = --approve ]; then
    awk -v out="$out" '
    /^```/ && !on { on = 1; kind = substr($0, 4); print
        replaced = 0
        if (kind == "sh") { n++; last = "sh" }
        else {
            if (kind == "text" && last == "sh") {
                file = sprintf("%s/%02d.got", out, n)
                while ((getline line < file) > 0) print line
                replaced = 1
            }
            last = "" }
        next }
    /^```/ { on = 0; replaced = 0 }
    !replaced
    ' "$readme" >"$out/README.md"
    diff -u "$readme" "$out/README.md" || cp "$out/README.md" "$readme"
fi

# Options, in the page and in the program.
commands=$("$marslog" help |
    awk '/^Commands:/ { on = 1; next } on && !NF { exit } on { print $1 }')
for command in $commands; do
    checks=$((checks + 1))
    grep -q "^\.It Cm $command\( \|$\)" "$man" || no "marslog.1 has no command $command"
    [ "$command" = help ] && continue
    "$marslog" help "$command" --names >>"$out/options"
    "$marslog" help "$command" >>"$out/help"
done
LC_ALL=C sort -u "$out/options" >"$out/options.program"
sed -n 's/^\.It .*Fl -\([a-z-]*\).*$/--\1/p' "$man" | LC_ALL=C sort -u >"$out/options.man"
same "options of marslog.1 (+) and of the program (-) differ" "$out/options.program" \
    "$out/options.man"

# Letters: -x of --xml.
sed -n 's/^  -\([A-Za-z]\), --\([a-z-]*\).*$/\1 \2/p' "$out/help" |
    LC_ALL=C sort -u >"$out/letters.program"
sed -n 's/^\.It Fl \([A-Za-z]\) , Fl -\([a-z-]*\).*$/\1 \2/p' "$man" |
    LC_ALL=C sort -u >"$out/letters.man"
same "letters of options differ" "$out/letters.program" "$out/letters.man"

# Limits and their defaults.
awk '/^Limits/ { on = 1 } /^Usage/ { on = 0 }
     on && $1 ~ /^--/ { option = $1 }
     on && match($0, /\[[0-9]+\]$/) { print option, substr($0, RSTART + 1, RLENGTH - 2) }' \
    "$out/help" | LC_ALL=C sort -u >"$out/limits.program"
sed -n 's/^\.It Fl -\([a-z-]*\) Ta \([0-9]*\) Ta.*$/--\1 \2/p' "$man" |
    LC_ALL=C sort -u >"$out/limits.man"
same "limits of marslog.1 (+) and of the program (-) differ" "$out/limits.program" \
    "$out/limits.man"

# Where there is mandoc, the page is clean, too.
if command -v mandoc >/dev/null 2>&1; then
    checks=$((checks + 1))
    mandoc -Tlint -W warning "$man" || no "mandoc -Tlint marslog.1"
fi

# The history that the README's nights left: each column is described in HISTORY.md, and
# the queries there run.
history_doc=$srcdir/src/fleet/HISTORY.md
if command -v python3 >/dev/null 2>&1; then
    checks=$((checks + 1))
    python3 - "$out/top/build/nightly/history.db" "$history_doc" >"$out/history" 2>&1 <<'END' ||
import re, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
text = open(sys.argv[2], encoding="utf-8").read()
wrong = 0
for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
    for column in [table] + [row[1] for row in db.execute(f"PRAGMA table_info({table})")]:
        if not re.search(rf"\b{column}\b", text):
            print(f"{table}: nothing of {column}")
            wrong = 1
queries = re.findall(r"```sql\n(.*?)```", text, re.S)
for query in queries:
    db.execute(query).fetchall()
sys.exit(wrong or not queries)
END
        no "HISTORY.md and the history differ: $(cat "$out/history")"
fi

# Links and their files.
for doc in README.md contrib/README.md src/README.md src/fleet/HISTORY.md src/record/FORMATS.md \
    tests/README.md samples/README.md patterns/README.md report_templates/README.md; do
    checks=$((checks + 1))
    [ -f "$srcdir/$doc" ] || {
        no "no $doc"
        continue
    }
    grep -oE '\]\([A-Za-z0-9_./-]+\)' "$srcdir/$doc" | tr -d '])(' >"$out/links"
    while IFS= read -r link; do
        checks=$((checks + 1))
        [ -e "$srcdir/$(dirname "$doc")/$link" ] || no "$doc links to $link"
    done <"$out/links"
done

echo "docs.sh: $checks checks, $failed failed"
[ $failed -eq 0 ]
