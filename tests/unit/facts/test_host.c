/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* The server: summaries, volumes, tasks, certificates, the agent. */

static const struct collect_case cases[] = {
    { "msinfo as XML", "FS01_MSINFO32.nfo",
      NULL,
      "msinfo.nfo",
      "fact os.name=Microsoft Windows Server 2019 Standard @4 2026-11-20T01:02:03.000Z\n"
      "fact os.build=17763 @5 2026-11-20T01:02:03.000Z\n"
      "fact server.name=FS01 @6 2026-11-20T01:02:03.000Z\n"
      "fact os.time-zone=Tokyo Standard Time @7 2026-11-20T01:02:03.000Z\n"
      "fact volume.c.size-bytes=135771344896 @9 2026-11-20T01:02:03.000Z\n"
      "fact volume.c.free-bytes=43081234432 @9 2026-11-20T01:02:03.000Z\n"
      "fact volume.c.file-system=NTFS @9 2026-11-20T01:02:03.000Z\n"
      "fact service.obengine.state=running @20 2026-11-20T01:02:03.000Z\n"
      "fact service.obengine.start-mode=auto @20 2026-11-20T01:02:03.000Z\n"
      "artefact volume-free-space read @9 2026-11-20T01:02:03.000Z\n"
      "artefact msinfo read @1 2026-11-20T01:02:03.000Z\n" },
    { "msinfo in Japanese, cut", "x.nfo",
      NULL,
      "msinfo-ja.nfo",
      "fact os.name=Microsoft Windows Server 2016 Standard @4\n"
      "fact os.build=14393 @5\n"
      "fact server.name=FS01 @6\n"
      "fact os.time-zone=\xe6\x9d\xb1\xe4\xba\xac (\xe6\xa8\x99\xe6\xba\x96\xe6\x99\x82) @7\n"
      "fact service.obengine.state=stopped @15\n"
      "fact service.obengine.start-mode=disabled @15\n"
      "fact volume.d.size-bytes=107374182400 @9\n"
      "fact volume.d.free-bytes=1073741824 @9\n"
      "fact volume.d.file-system=NTFS @9\n"
      "artefact volume-free-space read @9\n"
      "artefact msinfo damaged @1\n" },
    { "msinfo as text", "FS01_msinfo32.txt",
      NULL,
      "msinfo32.txt",
      "fact os.name=Microsoft Windows Server 2019 Standard @6\n"
      "fact os.build=17763 @7\n"
      "fact server.name=FS01 @8\n"
      "fact os.time-zone=Tokyo Standard Time @9\n"
      "fact service.vds.state=stopped @22\n"
      "fact service.vds.start-mode=manual @22\n"
      "fact volume.c.size-bytes=135771344896 @14\n"
      "fact volume.c.free-bytes=43081234432 @14\n"
      "fact volume.c.file-system=NTFS @14\n"
      "artefact volume-free-space read @14\n"
      "artefact msinfo read @1\n" },
    { "msinfo without anything", "x.nfo",
      "<?xml version=\"1.0\"?>\n"
      "<MsInfo>\n"
      "</MsInfo>\n",
      NULL,
      "artefact msinfo read @1\n" },
    { "the SDP report, values not escaped", "UpdateDiagReport.xml",
      NULL,
      "update-diag-report.xml",
      "fact server.name=FS01 @2\n"
      "fact os.name=Microsoft Windows Server 2016 Standard Service Pack 0 64-bit @2\n"
      "fact os.build=14393 @2\n"
      "fact os.time-zone=+09:00 @2\n"
      "fact os.last-boot=2026-11-01T09:00:00.000 @3\n"
      "fact os.role=Member Server @3\n" },
    { "the basic system information", "FS01_BasicSystemInfo.TXT",
      NULL,
      "basic-system-info.txt",
      "fact server.name=FS01 @3\n"
      "fact os.name=Microsoft Windows Server 2016 Standard Service Pack 0 64-bit @4\n"
      "fact os.build=14393 @5\n"
      "fact os.time-zone=+09:00 @6\n"
      "fact os.last-boot=2026-11-01T09:00:00.000 @7\n"
      "fact os.role=Member Server @11\n" },
    { "placeholders in the report", "x.xml",
      "<Property Name=\"Machine Name\"></Property><Property Name=\"OS Name\">Error: access denied</Property><Property Name=\"Build\">unknown</Property>",
      NULL,
      "" },
    { "the rule about the files in Temp, detected", "UpdateDiagRootCause.xml",
      NULL,
      "root-cause.xml",
      "fact temp.rule-ran=detected @2\n"
      "fact temp.files=65123 @2\n" },
    { "the rule ran and found nothing", "x.xml",
      "<Root><Item Name=\"b\"><ID>RC_HIGHTEMPFILECOUNT</ID><Detected>False</Detected></Item></Root>",
      NULL,
      "fact temp.rule-ran=not-detected @1\n" },
    { "the rule did not run", "x.xml",
      "<Root><Item Name=\"b\"><ID>RC_Other</ID><Detected>False</Detected></Item></Root>",
      NULL,
      "" },
    { "volumes as lists; network drives are none", "FS01_DiskInfo.txt",
      NULL,
      "disk-info.txt",
      "fact volume.c.size-bytes=135771344896 @3\n"
      "fact volume.c.free-bytes=43081234432 @3\n"
      "fact volume.c.file-system=NTFS @3\n"
      "artefact volume-free-space read @3\n"
      "fact volume.d.size-bytes=107374182400 @9\n"
      "fact volume.d.free-bytes=1073741824 @9\n"
      "fact volume.d.file-system=ReFS @9\n" },
    { "volumes as a table", "x.txt",
      NULL,
      "get-volume.txt",
      "fact volume.c.size-bytes=135291469824 @4\n"
      "fact volume.c.free-bytes=42949672960 @4\n"
      "fact volume.c.file-system=NTFS @4\n"
      "artefact volume-free-space read @4\n"
      "fact volume.d.size-bytes=2199023255552 @5\n"
      "fact volume.d.free-bytes=314572800 @5\n"
      "fact volume.d.file-system=ReFS @5\n" },
    { "BitLocker", "x.txt",
      "MountPoint : D:\n"
      "LockStatus : Locked\n"
      "ProtectionStatus : Unknown\n"
      "\n"
      "MountPoint : E:\n"
      "LockStatus : Unlocked\n"
      "ProtectionStatus : Off\n",
      NULL,
      "fact volume.d.bitlocker=locked @1\n"
      "fact volume.e.bitlocker=off @5\n" },
    { "the task as CSV in Japanese", "FS01_schtasks.csv",
      NULL,
      "schtasks-ja.csv",
      "artefact scheduled-task read @2\n"
      "fact schedule.task-state=Ready @2\n"
      "fact schedule.task-enabled=true @2\n"
      "fact schedule.last-result=267009 @2\n"
      "fact schedule.run-as=SYSTEM @2\n" },
    { "the task as a list", "x.txt",
      NULL,
      "schtasks-list.txt",
      "artefact scheduled-task read @3\n"
      "fact schedule.task-state=Disabled @3\n"
      "fact schedule.task-enabled=false @3\n"
      "fact schedule.last-result=1 @3\n"
      "fact schedule.run-as=SYSTEM @3\n" },
    { "the task as XML", "x.xml",
      NULL,
      "task.xml",
      "artefact scheduled-task read @6\n"
      "fact schedule.task-enabled=false @6\n"
      "fact schedule.run-as=S-1-5-18 @6\n" },
    { "certificates in Japanese", "FS01_Certificates-machinestore.TXT",
      NULL,
      "certutil-ja.txt",
      "artefact certificates-machine-store read @2\n"
      "fact certificate.server.name=FS01.contoso.local @5\n"
      "fact certificate.server.not-after=2028-11-01T09:00:00.000 @7\n"
      "fact certificate.vault.not-after=2026-07-06T09:00:00.000 @18\n"
      "fact certificate.vaults=2 @16\n" },
    { "the agent", "FS01_CBENGINE_AgentInfo.txt",
      NULL,
      "agent-info.txt",
      "fact agent.version=2.0.9249.0 @1\n"
      "fact agent.machine-id=0a1b2c3d-1234-4321-abcd-0123456789ab @2\n"
      "fact agent.resource-id=1234567890123456789 @3\n"
      "artefact agent-info read @1\n" },
    { "the agent without ids", "x.txt",
      NULL,
      "agent-info-unregistered.txt",
      "fact agent.version=2.0.9249.0 @1\n"
      "artefact agent-info read @1\n"
      "fact agent.registered=false @2\n" },
    { "the agent with error texts for values", "x.txt",
      "Microsoft Azure Recovery Services Agent Version.: Get-ChildItem : not found\n"
      "Microsoft Azure MachineID.......................: ?\n"
      "Microsoft Azure ResourceID......................: no such key\n",
      NULL,
      "artefact agent-info empty @1\n" },
    { "the trailer of an event CSV", "FS01_evt_Application.csv",
      NULL,
      "events.csv",
      "fact server.name=FS01 @3\n"
      "fact os.time-zone=(UTC+09:00) \xe5\xa4\xa7\xe9\x98\xaa\xe3\x80\x81\xe6\x9c\xad\xe5\xb9\x8c\xe3\x80\x81\xe6\x9d\xb1\xe4\xba\xac @3\n" },
    { "a job history", "FS01_CBENGINE_online_job_history_.txt",
      NULL,
      "job-history.txt",
      "artefact job-history read @2\n" },
    { "a job history without jobs", "x.txt",
      "\n"
      "JobType      Start (UTC Time)         End (UTC Time)\n"
      "----------   ----------------------   --------------\n",
      NULL,
      "artefact job-history empty @2\n" },
    { "systeminfo", "x.txt",
      "\n"
      "Host Name:                 FS01\n"
      "OS Name:                   Microsoft Windows Server 2019 Standard\n"
      "OS Version:                10.0.17763 N/A Build 17763\n"
      "System Boot Time:          11/1/2026, 9:00:00 AM\n"
      "Time Zone:                 (UTC+09:00) Osaka, Sapporo, Tokyo\n",
      NULL,
      "fact server.name=FS01 @2\n"
      "fact os.name=Microsoft Windows Server 2019 Standard @3\n"
      "fact os.build=17763 @4\n"
      "fact os.last-boot=2026-11-01T09:00:00.000 @5\n"
      "fact os.time-zone=(UTC+09:00) Osaka, Sapporo, Tokyo @6\n" },
    { "systeminfo in Japanese", "x.txt",
      "\xe3\x83\x9b\xe3\x82\xb9\xe3\x83\x88\xe5\x90\x8d:                 FS01\n"
      "OS \xe5\x90\x8d:                    Microsoft Windows Server 2016 Standard\n"
      "OS \xe3\x83\x90\xe3\x83\xbc\xe3\x82\xb8\xe3\x83\xa7\xe3\x83\xb3:            10.0.14393 N/A \xe3\x83\x93\xe3\x83\xab\xe3\x83\x89 14393\n"
      "\xe3\x82\xb7\xe3\x82\xb9\xe3\x83\x86\xe3\x83\xa0\xe8\xb5\xb7\xe5\x8b\x95\xe6\x99\x82\xe9\x96\x93:         2026/11/01\xe3\x80\x81""9:00:00\n"
      "\xe3\x82\xbf\xe3\x82\xa4\xe3\x83\xa0 \xe3\x82\xbe\xe3\x83\xbc\xe3\x83\xb3:            (UTC+09:00) \xe5\xa4\xa7\xe9\x98\xaa\xe3\x80\x81\xe6\x9c\xad\xe5\xb9\x8c\xe3\x80\x81\xe6\x9d\xb1\xe4\xba\xac\n",
      NULL,
      "fact server.name=FS01 @1\n"
      "fact os.name=Microsoft Windows Server 2016 Standard @2\n"
      "fact os.build=14393 @3\n"
      "fact os.last-boot=2026-11-01T09:00:00.000 @4\n"
      "fact os.time-zone=(UTC+09:00) \xe5\xa4\xa7\xe9\x98\xaa\xe3\x80\x81\xe6\x9c\xad\xe5\xb9\x8c\xe3\x80\x81\xe6\x9d\xb1\xe4\xba\xac @5\n" },
    { "a log of TSS", "x.txt",
      "====== \n"
      "20261120 10:00:00.123 : ipconfig\n"
      "======\n"
      "20261120 10:00:01.123 : next\n",
      NULL,
      "fact bundle.collected-at=2026-11-20T10:00:00.000 @2\n" },
    { "an errlog is none of these", "CBEngineCurr.errlog",
      "0AB0\t11D4\t11/20\t01:02:03.456\t71\tbackupasync.cpp(1)\t[0000]\t\tNORMAL\tBackup Progress: Succeeded\n",
      NULL,
      "" },
};

COLLECT_MAIN("host", host_texts_yield, cases)
