/* SPDX-License-Identifier: MIT */
#include "scan/traces.h"

#include <stdlib.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/ban.h"

/* Parts of names, the more telling ones first. */
static const struct {
    ml_str part;
    const char *id;
} names[] = {
    { ML_STR("evt_CloudBackup"), "event-log-cloudbackup" },
    { ML_STR("CloudBackup.evtx"), "event-log-cloudbackup" },
    { ML_STR("CloudBackup%4Operational"), "event-log-cloudbackup" },
    { ML_STR("evt_System"), "event-log-system" },
    { ML_STR("evt_Application"), "event-log-application" },
    { ML_STR("VHDMP"), "event-log-vhdmp" },
    { ML_STR("CAPI2"), "event-log-capi2" },
    { ML_STR("evt_Backup"), "event-log-windows-backup" },
    { ML_STR("Microsoft-Windows-Backup"), "event-log-windows-backup" },
    { ML_STR("SChannel_reg"), "schannel-registry" },
    { ML_STR("W32TM_Stripchart"), "w32tm-stripchart" },
    { ML_STR("Fltmc"), "filter-drivers" },
    { ML_STR("Filter_Drivers"), "filter-drivers" },
    { ML_STR("ProxyConfiguration"), "proxy-configuration" },
    { ML_STR("WinHTTP_"), "proxy-configuration" },
    { ML_STR("CBENGINE_Scratch_Folder"), "scratch-listing" },
    { ML_STR("CBENGINE_online_job_history"), "job-history" },
    { ML_STR("OnlineJob_History"), "job-history" },
    { ML_STR("CBENGINE_Registry"), "agent-registry" },
    { ML_STR("WABRegistryKey"), "agent-registry" },
    { ML_STR("MARS_Registry"), "agent-registry" },
    { ML_STR("CBENGINE_AgentInfo"), "agent-info" },
    { ML_STR("Installed_Programs"), "installed-programs" },
    { ML_STR("Services_info"), "services" },
    { ML_STR("VSSAdmin"), "vss-writers" },
    { ML_STR("List_Writers"), "vss-writers" },
    { ML_STR("VSS_Info"), "vss-writers" },
    { ML_STR("schtasks"), "scheduled-task" },
    { ML_STR("WABInfo"), "wabinfo" },
    { ML_STR("DiskInfo"), "volume-free-space" },
    { ML_STR("msinfo32"), "msinfo" },
    { ML_STR("Certificates-machinestore"), "certificates-machine-store" },
    { ML_STR("LastBackupFailedFiles"), "failed-files-list" },
    { ML_STR("AzureBackup_Check_NW"), "network-check-log" },
    { ML_STR("CBSettings.xml"), "cbsettings" },
    { ML_STR("cbengine.exe.config"), "cbengine-config" },
    { ML_STR("CBENGINE.zip"), "cbengine-errlog" },
    { ML_STR("CBENGINE_Error_Logs"), "cbengine-errlog" },
    { ML_STR("WAB_Diaglogs"), "cbengine-errlog" },
    { ML_STR("DPM_Error_Logs"), "dpm-errlog" },
};

/* Whole names, as winevt\Logs has them. */
static const struct {
    ml_str name;
    const char *id;
} whole[] = {
    { ML_STR("System.evtx"), "event-log-system" },
    { ML_STR("Application.evtx"), "event-log-application" },
};

const char *ml_trace_artefact(ml_str name)
{
    for (size_t i = 0; i < ML_COUNT(whole); i++)
        if (ml_str_eq_nocase(name, whole[i].name))
            return whole[i].id;
    for (size_t i = 0; i < ML_COUNT(names); i++)
        if (ml_str_has_nocase(name, names[i].part))
            return names[i].id;
    if (ml_str_ends_nocase(name, ML_STR(".HIV")))
        return "registry-hives";
    return NULL;
}

const char *ml_trace_channel(ml_str channel)
{
    static const struct {
        ml_str name;
        const char *id;
    } channels[] = {
        { ML_STR("CloudBackup"), "event-log-cloudbackup" },
        { ML_STR("CloudBackup/Operational"), "event-log-cloudbackup" },
        { ML_STR("System"), "event-log-system" },
        { ML_STR("Application"), "event-log-application" },
        { ML_STR("Microsoft-Windows-CAPI2/Operational"), "event-log-capi2" },
        { ML_STR("Microsoft-Windows-VHDMP-Operational"), "event-log-vhdmp" },
        { ML_STR("Microsoft-Windows-VHDMP/Operational"), "event-log-vhdmp" },
        { ML_STR("Microsoft-Windows-Backup"), "event-log-windows-backup" },
    };

    for (size_t i = 0; i < ML_COUNT(channels); i++)
        if (ml_str_eq_nocase(channel, channels[i].name))
            return channels[i].id;
    return NULL;
}

const char *ml_trace_log(ml_str name)
{
    static const struct {
        ml_str part;
        const char *id;
    } parts[] = {
        { ML_STR("CloudBackup"), "event-log-cloudbackup" },
        { ML_STR("CAPI2"), "event-log-capi2" },
        { ML_STR("VHDMP"), "event-log-vhdmp" },
        { ML_STR("evt_Backup"), "event-log-windows-backup" },
        { ML_STR("Windows-Backup"), "event-log-windows-backup" },
        { ML_STR("System"), "event-log-system" },
        { ML_STR("Application"), "event-log-application" },
    };

    for (size_t i = 0; i < ML_COUNT(parts); i++)
        if (ml_str_has_nocase(name, parts[i].part))
            return parts[i].id;
    return NULL;
}

bool ml_trace_is_engine_dump(ml_str path)
{
    static const ml_str endings[] = { ML_STR(".dmp"), ML_STR(".mdmp"),
                                      ML_STR(".hdmp") };
    ml_str name = ml_str_basename(path);
    size_t archive = name.n;

    while (archive > 0 && name.p[archive - 1] != '!')
        archive--;
    name = ml_str_from(name, archive);
    for (size_t i = 0; i < ML_COUNT(endings); i++)
        if (ml_str_starts_nocase(name, ML_STR("cbengine")) &&
            ml_str_ends_nocase(name, endings[i]))
            return true;
    /* WER's own folder: AppCrash_cbengine.exe_<hash>\Report.wer */
    return ml_str_eq_nocase(name, ML_STR("Report.wer")) &&
           ml_str_has_nocase(path, ML_STR("_cbengine.exe_"));
}

static ml_str without_ending(ml_str path)
{
    size_t dot = path.n;

    while (dot > 0 && path.p[dot - 1] != '.')
        dot--;
    return ml_str_sub(path, 0, dot ? dot - 1 : path.n);
}

static bool same_stem(const struct ml_member_scan *a, const struct ml_member_scan *b)
{
    return ml_str_eq_nocase(without_ending(a->path), without_ending(b->path));
}

/* Whether a log was read whole, or at least holds no fewer records than its export. */
static bool stands_for(const struct ml_member_scan *log,
                       const struct ml_member_scan *export)
{
    return log->evtx && log->log.nrecords &&
           (log->m.state == ML_READ || log->log.nrecords >= export->m.records);
}

/* Whether it may be an export of some log: rows of events, or a table that a script
 * made of the log beside it. */
static bool may_be_export(const struct ml_member_scan *scan)
{
    return !scan->evtx && !scan->errlog && !scan->jobs &&
           (scan->events || (ml_str_has_nocase(scan->m.name, ML_STR("_evt_")) &&
                             ml_str_ends_nocase(scan->m.name, ML_STR(".txt"))));
}

/* Whether it is what is left of a log whose export is whole, and reaches as far back. */
static bool is_remains(const struct ml_member_scan *log,
                       const struct ml_member_scan *export)
{
    return log->evtx && log->m.state == ML_PARTIAL && export->events &&
           export->m.state == ML_READ && export->m.records > log->log.nrecords &&
           (!log->dated ||
            (export->dated && log->first >= export->first - ML_DAY_US)) &&
           same_stem(log, export);
}

static int by_id(const void *a, const void *b)
{
    const struct ml_id_run *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

/* The ids of a log, ascending, however it went round; NULL when one was met twice. */
static struct ml_id_run *ids_of(const struct ml_record_ids *ids)
{
    struct ml_id_run *runs = calloc(ids->nruns + 1, sizeof(*runs));

    if (!runs)
        ml_oom();
    for (size_t i = 0; i < ids->nruns; i++) {
        runs[i] = ids->runs[i];
        if (runs[i].again > 1) {
            free(runs);
            return NULL;
        }
    }
    qsort(runs, ids->nruns, sizeof(*runs), by_id);
    return runs;
}

/* Whether each run of the one lies in runs of the other, which may meet. */
static bool runs_inside(const struct ml_id_run *a, size_t na, const struct ml_id_run *b,
                        size_t nb)
{
    size_t k = 0;

    for (size_t i = 0; i < na; i++) {
        uint64_t id = a[i].id, end = a[i].id + a[i].n;
        while (id < end) {
            while (k < nb && b[k].id + b[k].n <= id)
                k++;
            if (k == nb || b[k].id > id)
                return false;
            id = b[k].id + b[k].n;
        }
    }
    return true;
}

static bool ids_inside(const struct ml_record_ids *a, const struct ml_record_ids *b)
{
    struct ml_id_run *x = ids_of(a), *y = ids_of(b);
    bool inside = x && y && runs_inside(x, a->nruns, y, b->nruns);

    free(x);
    free(y);
    return inside;
}

/* Whether all records of a log are in another one too, of the same channel of the same
 * computer. Of two that hold the same the first counts. */
static bool is_inside(const struct ml_member_scan *a, const struct ml_member_scan *b)
{
    const struct ml_log_computer *x = ml_eventlog_newest(&a->log);
    const struct ml_log_computer *y = ml_eventlog_newest(&b->log);

    if (!a->evtx || !b->evtx || a->log.nchannels != 1 || b->log.nchannels != 1 || !x ||
        !y)
        return false;
    return ml_str_eq(a->log.channels[0], b->log.channels[0]) &&
           ml_str_eq_nocase(x->name, y->name) && a->log.first_us >= b->log.first_us &&
           a->log.last_us <= b->log.last_us && ids_inside(&a->ids, &b->ids);
}

const char *ml_trace_is_copy(const struct ml_member_scan *scan,
                             struct ml_member_scan *const *all, size_t n)
{
    bool parsed = ml_str_ends_nocase(scan->m.name, ML_STR("_parsed.log"));
    bool before = true;

    for (size_t i = 0; i < n; i++) {
        const struct ml_member_scan *other = all[i];
        if (other == scan) {
            before = false;
            continue;
        }
        if (parsed && other->errlog)
            return "the log itself is there";
        if (may_be_export(scan) && same_stem(scan, other) && stands_for(other, scan))
            return "the event log itself is there";
        if (is_remains(scan, other))
            return "the export of the log is whole";
        if (scan->event_text && other->events && !other->event_text &&
            same_stem(scan, other))
            return "the same events are there as CSV";
        if (is_inside(scan, other) && (before || !is_inside(other, scan)))
            return "its records are in another copy of the log";
    }
    return NULL;
}
