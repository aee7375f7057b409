#!/bin/sh
# SPDX-License-Identifier: MIT
# A night on a Slurm cluster: an array of jobs that analyse, and one behind it that
# merges. ../README.md tells of it.
#
#     submit.sh [-n SHARDS] [-t AS-OF] PARTS PATH...    a new night
#     submit.sh -a NIGHT                                what is missing of one, again
#
# PARTS is a folder that all nodes see; in it the night gets a folder of its own, NIGHT,
# which holds all that its jobs are to know: as-of, shards, paths, options. Its name is
# printed. Of the environment:
#
#     MARSLOG          the program; default: marslog
#     MARSLOG_OUT      folder of the reports; needed
#     MARSLOG_HISTORY  the history, on a local disk of the node that merges; default:
#                      history.db in MARSLOG_OUT
#     MARSLOG_SBATCH, MARSLOG_SBATCH_MERGE  options of sbatch for the array and for the
#                      merge, such as "--nodelist=node1"
# and of a new night, whose folder keeps them:
#     MARSLOG_OPTIONS  of each shard, such as "--lang ja --timeout 1800 --settle 60"
#     MARSLOG_MERGE_OPTIONS  of the merge, such as "--lang ja --keep-days 400"
set -eu
here=$(cd "$(dirname "$0")" && pwd)
shards=8
as_of=$(date -u +%Y-%m-%dT%H:%M:%SZ)
night=

die() {
    echo "submit.sh: $*" >&2
    exit 2
}
whole() { tail -c 200 "$1" 2>/dev/null | grep -q '</report>'; }

while getopts n:t:a: option; do
    case $option in
    n) shards=$OPTARG ;;
    t) as_of=$OPTARG ;;
    a) night=$(cd "$OPTARG" && pwd) ;;
    *) die "submit.sh [-n SHARDS] [-t AS-OF] PARTS PATH... | submit.sh -a NIGHT" ;;
    esac
done
shift $((OPTIND - 1))
[ -n "${MARSLOG_OUT:-}" ] || die "MARSLOG_OUT is not set"

if [ -n "$night" ]; then
    shards=$(cat "$night/shards")
else
    [ $# -ge 2 ] || die "needs PARTS and at least one PATH"
    [ "$shards" -ge 1 ] || die "-n: a number from 1"
    parts=$1
    shift
    night=$parts/$(echo "$as_of" | tr -d :)
    mkdir -p "$parts"
    mkdir "$night" || die "$night: this night was submitted; submit.sh -a goes on with it"
    night=$(cd "$night" && pwd)
    echo "$as_of" >"$night/as-of"
    echo "$shards" >"$night/shards"
    printf '%s\n' "$@" >"$night/paths"
    echo "${MARSLOG_OPTIONS:-}" >"$night/options"
    echo "${MARSLOG_MERGE_OPTIONS:-}" >"$night/merge-options"
fi

missing=
i=0
while [ $i -lt "$shards" ]; do
    i=$((i + 1))
    whole "$night/shard-$i-of-$shards.xml" || missing=$missing,$i
done
missing=${missing#,}

# The merge comes behind the array whatever became of it, and looks itself whether all
# parts are there: behind "afterok" it would wait for ever for a task that failed.
behind=
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086
    array=$(sbatch --parsable --array="$missing" --output="$night/shard-%a.log" \
        --open-mode=append ${MARSLOG_SBATCH:-} "$here/shard.sbatch" "$night")
    behind=--dependency=afterany:${array%%;*}
    echo "$array" >"$night/array"
fi
# shellcheck disable=SC2086
merge=$(sbatch --parsable $behind --output="$night/merge.log" --open-mode=append \
    ${MARSLOG_SBATCH_MERGE:-} "$here/merge.sbatch" "$night")
echo "$merge" >"$night/merge"
echo "$night"
