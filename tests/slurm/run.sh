#!/bin/sh
# SPDX-License-Identifier: MIT
# contrib/slurm on a Slurm of its own: munged, slurmctld and slurmd, one node, all their
# files below the build folder. As root, with Debian's slurm-wlm and munge installed;
# skipped elsewhere. What a night on the cluster leaves must be, byte for byte, what one
# run over everything leaves; also where a task was lost.
PATH=$PATH:/usr/sbin:/sbin
for program in munged slurmctld slurmd sbatch scontrol scancel; do
    command -v $program >/dev/null 2>&1 || {
        echo "skipped: no $program; as root: apt-get install slurm-wlm munge"
        exit 77
    }
done
[ "$(id -u)" = 0 ] || {
    echo "skipped: a Slurm of its own needs root"
    exit 77
}
# What a Slurm around this one, if any, left in the environment.
for name in $(env | sed -n 's/^\(SLURM_[A-Z_]*\|SBATCH_[A-Z_]*\)=.*/\1/p'); do
    unset "$name"
done
. "${srcdir:-.}/tests/cli/lib.sh"
submit=$srcdir/contrib/slurm/submit.sh
pids=

stop() {
    # slurmd leaves a slurmstepd for each running job; each is ours by its folder.
    [ -f "$work/slurm.conf" ] && timeout 20 scancel --user=root --signal=KILL 2>/dev/null
    for pid in $pids; do
        kill "$pid" 2>/dev/null
    done
    sleep 1
    for pid in $pids; do
        kill -9 "$pid" 2>/dev/null
    done
}
trap stop EXIT
trap 'exit 99' INT TERM
skip() {
    echo "skipped: $*"
    tail -n 5 munged.out slurmctld.out slurmd.out 2>/dev/null
    exit 77
}
# until_true SECONDS COMMAND...
until_true() {
    tries=$(($1 * 5))
    shift
    while [ $tries -gt 0 ]; do
        "$@" >/dev/null 2>&1 && return 0
        tries=$((tries - 1))
        sleep 0.2
    done
    return 1
}

# ---- a cluster of one node ----

node=$(hostname -s)
[ ${#work} -lt 80 ] || skip "the name of the build folder is too long for a socket"
mkdir state spool
head -c 1024 /dev/urandom >munge.key
chmod 400 munge.key
munged --foreground --force --num-threads=2 --key-file="$work/munge.key" \
    --socket="$work/munge.sock" --pid-file="$work/munge.pid" \
    --log-file="$work/munge.log" --seed-file="$work/munge.seed" >munged.out 2>&1 &
pids="$pids $!"
until_true 10 test -S munge.sock || skip "munged does not start"

# cred_expire: how long a task that is queued again has to wait; else two minutes.
port=$((20000 + $$ % 20000))
cat >slurm.conf <<END
ClusterName=test
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MailProg=/bin/true
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
SchedulerType=sched/builtin
KillWait=2
MinJobAge=3600
JobRequeue=1
NodeName=$node NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
END
echo 'CgroupAutomount=no' >cgroup.conf
export SLURM_CONF="$work/slurm.conf"
slurmctld -D -c -i >slurmctld.out 2>&1 &
pids="$pids $!"
until_true 20 scontrol ping || skip "slurmctld does not start"
slurmd -D -c >slurmd.out 2>&1 &
pids="$pids $!"
is_up() { timeout 5 sinfo --noheader -o %t | grep -qx idle; }
until_true 20 is_up || skip "slurmd does not start"

# ---- a fleet ----

mkdir uploads
for bundle in "$bundles"/*.zip "$bundles"/*.7z "$bundles"/*.tar.gz; do
    cp -R "$bundle" uploads/
done
head -c 900 "$bundles"/tss_261120-010500_FS01_psSDP_DPM.zip >uploads/cut.zip
for i in 1 2 3 4 5 6 7 8 9; do
    mkdir -p make/Temp
    printf '0AB0\t0974\t11/20\t01:0%s:00.000\t71\tbackupasync.cpp(1279)\t\t\tWARNING\tInvalid vault credentials. (ID: 34513)\r\n' \
        $i >make/Temp/CBEngineCurr.errlog
    printf 'Host Name:                 N0%s\r\n' $i >make/systeminfo.txt
    touch -d 2026-11-20T23:00:00Z make/Temp/CBEngineCurr.errlog make/systeminfo.txt
    (cd make && tar czf "../uploads/N0$i.tar.gz" Temp systeminfo.txt)
done
# The program, which a task of shard 2 cannot finish as long as there is a file `hold`.
cat >program <<END
#!/bin/sh
case " \$* " in *" --shard 2/"*) ;; *) exec "$marslog" "\$@" ;; esac
[ -e "$work/hold" ] || exec "$marslog" "\$@"
"$marslog" "\$@" &
kill -STOP \$!
echo \$! >"$work/held"
wait \$!
END
chmod 755 program
MARSLOG=$work/program
MARSLOG_OPTIONS=--lang=ja MARSLOG_MERGE_OPTIONS=--lang=ja
export MARSLOG MARSLOG_OPTIONS MARSLOG_MERGE_OPTIONS

reports() { (cd "$1" && find . -name '*.xml' -o -name '*.html' | LC_ALL=C sort); }
alike() { # alike WHAT A B
    checks=$((checks + 1))
    reports "$2" >list.a
    reports "$3" >list.b
    [ -s list.a ] && cmp -s list.a list.b || {
        no "$1: other files: $(diff list.a list.b | head -3)"
        return
    }
    while IFS= read -r file; do
        same "$1: $file" "$2/$file" "$3/$file"
    done <list.a
}
state() { scontrol --oneliner show job "$1" | sed -n '1s/.* JobState=\([A-Z_]*\) .*/\1/p'; }
is_in() { [ "$(state "$1")" = "$2" ]; } # is_in JOB STATE
comes_to() { # comes_to WHAT JOB STATE
    checks=$((checks + 1))
    until_true 60 is_in "$2" "$3" ||
        no "$1: job $2 is $(state "$2"), not $3: $(tail -n 3 "$night"/*.log)"
}
# night NAME AS-OF: submit one; sets night, array, merge
night() {
    MARSLOG_OUT=$work/many-$1
    export MARSLOG_OUT
    "$marslog" batch -q --lang ja --out "one-$1" --as-of "$2" "$work/uploads" 2>err
    night=$("$submit" -n 4 -t "$2" "$work/parts" "$work/uploads" 2>err) ||
        no "submit.sh: $(cat err)"
    array=$(cat "$night/array")
    merge=$(cat "$night/merge")
}
again() {
    checks=$((checks + 1))
    MARSLOG_OPTIONS=--no-such "$submit" -a "$night" >out 2>err || no "submit.sh -a: $(cat err)"
    merge=$(cat "$night/merge")
}

night quiet 2026-11-21T02:30:00Z
comes_to "an undisturbed night" "$merge" COMPLETED
alike "an undisturbed night" one-quiet many-quiet
checks=$((checks + 1))
"$submit" -n 4 -t 2026-11-21T02:30:00Z "$work/parts" "$work/uploads" >out 2>err &&
    no "a night is submitted twice"

# A task that is cancelled: the merge says which shard is missing, and that is made again.
touch hold
rm -f held
night cancelled 2026-11-21T02:31:00Z
until_true 60 test -s held || no "shard 2 does not start"
scancel "${array}_2"
comes_to "a cancelled task" "$merge" FAILED
holds "$night/merge.log" 'no report of shard 2;'
checks=$((checks + 1))
[ ! -e many-cancelled ] || no "a merge without all shards leaves reports"
kill -9 "$(cat held)" 2>/dev/null
rm -f hold
again
comes_to "a lost shard made again" "$merge" COMPLETED
alike "a lost shard made again" one-cancelled many-cancelled
checks=$((checks + 1))
[ "$(grep -c '^complete' "$night/shard-1.log")" = 1 ] || no "shard 1 was made again, too"

# The program of a task is killed: the same.
touch hold
rm -f held
night killed 2026-11-21T02:32:00Z
until_true 60 test -s held || no "shard 2 does not start"
kill -9 "$(cat held)"
comes_to "a killed program" "$merge" FAILED
rm -f hold
again
comes_to "a killed shard made again" "$merge" COMPLETED
alike "a killed shard made again" one-killed many-killed

# A task that Slurm queues again, as it does when a node is lost: the merge waits for it.
touch hold
rm -f held
night requeued 2026-11-21T02:33:00Z
until_true 60 test -s held || no "shard 2 does not start"
rm -f hold
scontrol requeue "${array}_2" || no "cannot requeue"
kill -9 "$(cat held)" 2>/dev/null
checks=$((checks + 1))
is_in "$merge" PENDING || no "the merge does not wait: it is $(state "$merge")"
comes_to "a task queued again" "$merge" COMPLETED
alike "a task queued again" one-requeued many-requeued

finish
