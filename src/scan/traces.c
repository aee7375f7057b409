/* SPDX-License-Identifier: MIT */
#include "scan/traces.h"

#include "base/attr.h"
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

const char *ml_trace_is_copy(const struct ml_member_scan *scan,
                             struct ml_member_scan *const *all, size_t n)
{
    bool parsed = ml_str_ends_nocase(scan->m.name, ML_STR("_parsed.log"));

    if (!scan->event_text && !parsed)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const struct ml_member_scan *other = all[i];
        if (parsed && other->errlog)
            return "the log itself is there";
        if (scan->event_text && other->events && !other->event_text &&
            ml_str_eq_nocase(without_ending(scan->path), without_ending(other->path)))
            return "the same events are there as CSV";
    }
    return NULL;
}
