#!/bin/sh
# SPDX-License-Identifier: MIT
# What contrib/ ships: the unit, the line for cron, the scripts, as far as each can be
# tried without the system around it. contrib/slurm has a test of its own.
. "${srcdir:-.}/tests/cli/lib.sh"
contrib=$srcdir/contrib
unit=$builddir/contrib/systemd/marslog-batch.service
bindir=$(sed -n 's,^ExecStart=\(.*\)/marslog batch .*,\1,p' "$unit")
[ -n "$bindir" ] || no "the unit has no ExecStart"
has() { command -v "$1" >/dev/null 2>&1; }

mkdir uploads
cp "$bundles"/tss_261120-010500_FS01_psSDP_DPM.zip "$bundles"/*.7z "$bundles"/*.cab \
    "$bundles"/case4711.zip uploads/
touch -d '1 hour ago' uploads/*

# The unit as systemd reads it, with a program that is there.
mkdir systemd
sed "s,^ExecStart=$bindir/,ExecStart=$builddir/," "$unit" >systemd/marslog-batch.service
cp "$contrib/systemd/marslog-batch.timer" systemd/
if has systemd-analyze; then
    expect 0 "the unit" systemd-analyze verify --man=no "$work/systemd/marslog-batch.timer" \
        "$work/systemd/marslog-batch.service"
    [ ! -s err ] || no "the unit: $(cat err)"
    if systemd-analyze --help | grep -q -e --offline; then
        expect 0 "how much the unit may do" systemd-analyze security --offline=yes --threshold=15 \
            "$work/systemd/marslog-batch.service"
    fi
fi

# Options that the files name, in comments and commands, are options of the program.
theirs='array|cpus-per-task|dependency|job-name|nodelist|ntasks|open-mode|output|parsable|requeue'
"$marslog" help batch >options
"$marslog" help merge >>options
"$marslog" --help >>options
find "$contrib/systemd" "$contrib/cron" "$contrib/kubernetes" "$contrib/slurm" -type f -exec \
    grep -ohE -e '--[a-z][a-z-]+' {} + | grep -vxE -e "--($theirs|version)" | sort -u >named
checks=$((checks + 1))
[ "$(wc -l <named)" -gt 8 ] || no "no options in contrib/"
while IFS= read -r option; do
    what="contrib/" holds options "(^|[ ,])$option([ =,]|$)"
done <named
# Statuses that the unit takes for done are those of which the program says so.
for status in $(sed -n 's/^SuccessExitStatus=//p' "$unit"); do
    what="SuccessExitStatus=$status" holds options "[^0-9]$status [a-z]"
done
# What systemd makes beforehand is where the unit writes.
state=/var/lib/$(sed -n 's/^StateDirectory=//p' "$unit")
for variable in MARSLOG_OUT MARSLOG_METRICS; do
    what="the unit's $variable" holds "$unit" "^Environment=$variable=$state(/|$)"
done
what="the user's home" holds "$contrib/systemd/marslog.sysusers" "^u $(sed -n 's/^User=//p' "$unit") .* $state$"

# What the unit runs: its options, with its variables set to folders here.
command=$(sed -n '/^ExecStart=/,/[^\\]$/{s/^ExecStart=//;s/\\$//;p;}' "$unit" |
    tr -d '\n' | sed "s,^$bindir/,$builddir/,")
MARSLOG_UPLOADS=$work/uploads MARSLOG_OUT=$work/nightly MARSLOG_METRICS=$work/marslog.prom
MARSLOG_OPTIONS='--lang en' TMPDIR=$work/spool
export MARSLOG_UPLOADS MARSLOG_OUT MARSLOG_METRICS MARSLOG_OPTIONS TMPDIR
mkdir spool
run="sh -c"
# A sanitizer cannot look for leaks under a tracer.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
has strace && run="strace -f -qq -o $work/trace sh -c"
$run "exec $command" >out 2>err </dev/null
got=$?
checks=$((checks + 1))
case " $(sed -n 's/^SuccessExitStatus=//p' "$unit") 0 " in
*" $got "*) ;;
*) no "the unit's command ends with $got: $(tail -n 2 err)" ;;
esac
holds marslog.prom '^marslog_bundles\{state="read"\} [1-9]'
[ -s nightly/fleet.html ] || no "the unit's command leaves no page"

# Whether the unit allows all that was called, by the workers too.
allowed() { # allowed SET...: names, sets resolved
    for set in "$@"; do
        case $set in
        @*)
            # shellcheck disable=SC2046
            allowed $(systemd-analyze syscall-filter "$set" 2>/dev/null |
                sed -n 's/^    \([@a-z]\)/\1/p' | grep -v '^#')
            ;;
        *) echo "$set" ;;
        esac
    done
}
if has strace && has systemd-analyze && [ -s trace ]; then
    # shellcheck disable=SC2046
    allowed $(sed -n 's/^SystemCallFilter=//p' "$unit") | sort -u >granted
    sed -n 's/^[0-9]* *\([a-z_0-9]*\)(.*/\1/p' trace | sort -u >called
    checks=$((checks + 1))
    [ "$(wc -l <granted)" -gt 200 ] && [ "$(wc -l <called)" -gt 20 ] ||
        no "no system calls to compare"
    comm -13 granted called >refused
    checks=$((checks + 1))
    [ ! -s refused ] || no "the unit's filter refuses $(tr '\n' ' ' <refused)"
    if grep -q 'confined by.* and Landlock' err; then
        checks=$((checks + 1))
        grep -qx landlock_restrict_self called || no "the trace does not see workers"
    fi
    # ProtectSystem=strict: nothing is written but where the unit has room for it.
    sed -n 's/^[0-9]* *open[a-z0-9]*([^"]*"\(\/[^"]*\)", [A-Z_|]*O_\(WRONLY\|RDWR\|CREAT\).*/\1/p' trace |
        sort -u >written
    checks=$((checks + 2))
    grep -q "^$MARSLOG_OUT/history.db" written || no "no files written to compare"
    grep -vE "^($MARSLOG_OUT|$TMPDIR)(/|$)|^$MARSLOG_METRICS\.part$|^/dev/null$|\.gcda$" written >elsewhere &&
        no "written elsewhere: $(tr '\n' ' ' <elsewhere)"
    sed -n 's/^[0-9]* *socket\(pair\)\{0,1\}(\([A-Z_0-9]*\),.*/\2/p' trace | sort -u >families
    families=$(sed -n 's/^RestrictAddressFamilies=//p' "$unit")
    checks=$((checks + 1))
    grep -vqx "$families" families && no "sockets of $(tr '\n' ' ' <families)"
fi

# The line for cron: silent where there is a page, else the end of the log.
line=$(grep -v '^#' "$builddir/contrib/cron/marslog")
checks=$((checks + 1))
[ "$(printf '%s\n' "$line" | wc -l)" = 1 ] || no "cron/marslog has more than one line"
here() {
    printf '%s\n' "$line" | sed "s/^\([^ ]* \)\{5\} *marslog *//
        s,$bindir/marslog,$marslog,; s,/var/lib/marslog,$work/cron,g; s,/srv/uploads,$1,"
}
mkdir cron
expect 0 "the line for cron" sh -c "$(here "$work/uploads")"
[ ! -s out ] || no "cron would mail $(cat out)"
[ -s cron/fleet.html ] || no "the line for cron leaves no page: $(tail -n 2 cron/batch.log)"
head -c 300 uploads/case4711.zip >uploads/cut.zip
touch -d '1 hour ago' uploads/cut.zip
expect 0 "with a bundle that is cut" sh -c "$(here "$work/uploads")"
[ ! -s out ] || no "cron would mail $(cat out)"
echo nonsense >cron/history.db
rm -f cron/history.db-wal cron/history.db-shm
expect 0 "with a history that is none" sh -c "$(here "$work/uploads")"
holds out 'history'

# The rest, as text.
for file in "$contrib"/slurm/*.sh "$contrib"/slurm/*.sbatch; do
    expect 0 "${file##*/}" sh -n "$file"
done
if has python3 && python3 -c 'import yaml' 2>/dev/null; then
    checks=$((checks + 1))
    python3 -c '
import sys, yaml
jobs = list(yaml.safe_load_all(open(sys.argv[1])))
shards, merge = (job["spec"]["template"]["spec"] for job in jobs)
assert all(job["apiVersion"] == "batch/v1" and job["kind"] == "Job" for job in jobs)
assert jobs[0]["spec"]["completionMode"] == "Indexed"
numbers = {str(jobs[0]["spec"]["completions"])}
for pod in shards, merge:
    volumes = {volume["name"] for volume in pod["volumes"]}
    for container in pod["containers"] + pod.get("initContainers", []):
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
        numbers |= {e["value"] for e in container["env"] if e["name"] == "SHARDS"}
        print(container["command"][2])
assert len(numbers) == 1, numbers
' "$contrib/kubernetes/marslog.yaml" >scripts 2>err || no "marslog.yaml: $(tail -n 1 err)"
    expect 0 "the commands in it" sh -n scripts
fi

finish
