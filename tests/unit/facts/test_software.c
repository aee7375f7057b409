/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* Programs, drivers, services, snapshots and what protects them. */

static const struct collect_case cases[] = {
    { "filter drivers; an unknown one in the antivirus range", "FS01_Filter_Drivers.txt",
      NULL,
      "fltmc.txt",
      "artefact filter-drivers read @2\n"
      "fact antivirus.filter-drivers=Microsoft Defender,acmeav @2\n" },
    { "no antivirus among them, Japanese heading", "x.txt",
      NULL,
      "fltmc-clean-ja.txt",
      "artefact filter-drivers read @3\n"
      "fact antivirus.filter-drivers= @3\n" },
    { "a table without rows", "x.txt",
      "Filter Name                     Num Instances    Altitude    Frame\n"
      "------------------------------  -------------  ------------  -----\n",
      NULL,
      "artefact filter-drivers empty @1\n" },
    { "access denied in place of the table", "x.txt",
      "Access is denied.\n",
      NULL,
      "" },
    { "programs as a table", "Installed_Programs.txt",
      NULL,
      "programs-table.txt",
      "fact agent.version=2.0.9249.0 @7\n"
      "artefact installed-programs read @5\n"
      "fact antivirus.programs=McAfee @5\n"
      "fact agent.products=1 @7\n" },
    { "programs as a list, the publisher counts", "x.txt",
      NULL,
      "programs-list.txt",
      "fact agent.version=2.0.9083.0 @2\n"
      "artefact installed-programs read @2\n"
      "fact antivirus.programs=CrowdStrike @2\n"
      "fact agent.products=1 @2\n" },
    { "a list that is too short to be one", "x.txt",
      "Name : a\n"
      "Vendor : b\n"
      "Version : 1.0\n",
      NULL,
      "" },
    { "Defender: a wrapped list", "WindowsDefender.txt",
      NULL,
      "defender.txt",
      "fact defender.realtime=true @2\n"
      "fact defender.exclusion-paths=C:\\Program Files\\Microsoft Azure Recovery Services Agent\\Scratch;D:\\Scratch @4\n"
      "fact defender.exclusion-processes=cbengine.exe @6\n"
      "artefact defender-preferences read @2\n" },
    { "Defender: rights missing, lists cut by PowerShell", "x.txt",
      NULL,
      "defender-denied.txt",
      "fact defender.realtime=false @1\n"
      "artefact defender-preferences read @1\n" },
    { "Defender: empty lists are known to be empty", "x.txt",
      "DisableRealtimeMonitoring : True\n"
      "ExclusionPath :\n"
      "ExclusionProcess :\n",
      NULL,
      "fact defender.realtime=false @1\n"
      "fact defender.exclusion-paths= @2\n"
      "fact defender.exclusion-processes= @3\n"
      "artefact defender-preferences read @1\n" },
    { "sc query in Japanese", "x.txt",
      NULL,
      "sc-query-ja.txt",
      "fact service.obengine.state=stopped @4\n"
      "fact service.vss.state=running @10\n" },
    { "tasklist with wrapped names", "x.txt",
      NULL,
      "tasklist.txt",
      "fact service.cryptsvc.state=running @5\n"
      "fact service.eventsystem.state=running @6\n"
      "fact service.obengine.state=running @7\n"
      "fact task.engine-listed=true @7\n"
      "artefact services read @5\n" },
    { "Get-Service as a table", "x.txt",
      NULL,
      "get-service.txt",
      "fact service.obengine.start-mode=auto @4\n"
      "fact service.obengine.state=running @4\n"
      "fact service.swprv.start-mode=manual @5\n"
      "fact service.swprv.state=stopped @5\n"
      "fact service.vss.start-mode=disabled @6\n"
      "fact service.vss.state=stopped @6\n"
      "artefact services read @4\n" },
    { "Get-Service by itself", "x.txt",
      "\n"
      "Status   Name               DisplayName                           \n"
      "------   ----               -----------                           \n"
      "Running  obengine           Microsoft Azure Recovery Services Agent\n",
      NULL,
      "fact service.obengine.state=running @4\n" },
    { "Get-Service as a list", "x.txt",
      "Name      : obengine\n"
      "StartType : Disabled\n"
      "Status    : Stopped\n",
      NULL,
      "fact service.obengine.start-mode=disabled @2\n"
      "fact service.obengine.state=stopped @3\n" },
    { "writers and storage in Japanese", "FS01_VSSAdmin.TXT",
      NULL,
      "vssadmin-ja.txt",
      "fact vss.shadowstorage.c.used-bytes=1073741824 @27\n"
      "fact vss.shadowstorage.c.max-bytes=unbounded @29\n"
      "artefact vss-writers read @7\n"
      "fact vss.writers.total=2 @7\n"
      "fact vss.writers.waiting=0 @7\n"
      "fact vss.writers.failed=Registry Writer[9] @7\n"
      "artefact shadow-storage read @7\n" },
    { "storage in which nothing is used, and one of another language", "x.txt",
      "   For volume: (C:)\\\\?\\Volume{1}\\\n"
      "   Shadow Copy Storage volume: (C:)\\\\?\\Volume{1}\\\n"
      "   Used Shadow Copy Storage space: 0 bytes (0%)\n"
      "   Allocated Shadow Copy Storage space: 0 bytes (0%)\n"
      "   Maximum Shadow Copy Storage space: 10 GB (9%)\n"
      "   For volume: (D:)\\\\?\\Volume{2}\\\n"
      "   Shadow Copy Storage volume: (D:)\\\\?\\Volume{2}\\\n"
      "   Utilise: 0 octets (0%)\n"
      "   Alloue: 0 octets (0%)\n"
      "   Maximum: 10 GB (9%)\n",
      NULL,
      "fact vss.shadowstorage.c.used-bytes=0 @3\n"
      "fact vss.shadowstorage.c.max-bytes=10737418240 @5\n"
      "fact vss.shadowstorage.d.max-bytes=10737418240 @10\n"
      "artefact shadow-storage read @0\n" },
    { "writers, providers, storage", "x.txt",
      NULL,
      "vss-all.txt",
      "fact vss.shadowstorage.c.used-bytes=1073741824 @19\n"
      "fact vss.shadowstorage.c.max-bytes=10737418240 @21\n"
      "artefact vss-writers read @5\n"
      "fact vss.writers.total=1 @5\n"
      "fact vss.writers.waiting=0 @5\n"
      "fact vss.writers.failed= @5\n"
      "fact vss.providers=Microsoft Software Shadow Copy provider 1.0,Acme Hardware Provider @11\n"
      "artefact shadow-storage read @5\n" },
    { "no writers at all, then filter drivers", "VSS_Info.txt",
      NULL,
      "vss-none.txt",
      "artefact vss-writers empty @1\n"
      "fact vss.writers.total=0 @1\n"
      "artefact filter-drivers read @10\n"
      "fact antivirus.filter-drivers=Microsoft Defender @10\n" },
    { "a banner alone in a file of that name", "FS01_List_Writers.txt",
      "vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\n"
      "(C) Copyright 2001-2013 Microsoft Corp.\n"
      "\n",
      NULL,
      "artefact vss-writers empty @1\n"
      "fact vss.writers.total=0 @1\n" },
    { "an error is not the absence of writers", "FS01_List_Writers.txt",
      "vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\n"
      "(C) Copyright 2001-2013 Microsoft Corp.\n"
      "\n"
      "Error: You do not have the correct permissions\n",
      NULL,
      "" },
    { "the report of VSSPSS", "FS01_VSSPSS.txt",
      NULL,
      "vsspss.txt",
      "fact volume.c.size-bytes=107374182400 @1\n"
      "fact volume.c.free-bytes=42949672960 @1\n"
      "fact volume.c.file-system=NTFS @1\n"
      "fact service.vss.state=running @23\n"
      "fact service.swprv.state=stopped @24\n"
      "fact volume.d.size-bytes=1073741824000 @9\n"
      "fact volume.d.file-system=ReFS @9\n"
      "fact vss.snapshot-test=failed @22\n"
      "artefact volume-free-space read @1\n" },
    { "execution policies of all scopes", "FS01_psSDP_DiagnosticVersion.TXT",
      NULL,
      "diagnostic-version.txt",
      "fact os.build=14393 @1\n"
      "fact powershell.execution-policy=RemoteSigned @9\n" },
    { "no execution policy set in a scope that counts", "x.txt",
      "        Scope ExecutionPolicy\n"
      "MachinePolicy       Undefined\n"
      "      Process          Bypass\n"
      " LocalMachine       Undefined\n",
      NULL,
      "fact powershell.policy-not-set=true @4\n" },
    { ".NET by its version, without the registry", "DotNet-Version.txt",
      ".NET version: 4.6.01590\n",
      NULL,
      "fact dotnet.release=394802 @1\n"
      "artefact dotnet-registry read @1\n" },
    { ".NET of a version that is not listed", "DotNet-Version.txt",
      ".NET version: 4.6.99999\n",
      NULL,
      "" },
    { "Windows Server Backup", "FS01_Roles_Features.txt",
      NULL,
      "roles-features.txt",
      "fact feature.windows-server-backup=Available @3\n"
      "artefact roles-features read @3\n" },
    { "SAN policy of the collector", "FS01_StorageInfo.LOG",
      NULL,
      "storage-info.txt",
      "fact storage.san-policy=2 @2\n"
      "artefact storage-info read @2\n" },
    { "SAN policy of diskpart", "x.txt",
      "DISKPART> SAN\n"
      "\n"
      "SAN Policy  : Online All\n",
      NULL,
      "fact storage.san-policy=1 @3\n"
      "artefact storage-info read @3\n" },
    { "PSModulePath with the agent", "Environment_SYSTEM.txt",
      NULL,
      "environment.txt",
      "fact powershell.modulepath-has-msonlinebackup=true @2\n"
      "artefact environment-variables read @2\n" },
    { "PSModulePath without it", "x.txt",
      "PSModulePath=C:\\a;C:\\b\n",
      NULL,
      "fact powershell.modulepath-has-msonlinebackup=false @1\n"
      "artefact environment-variables read @1\n" },
};

COLLECT_MAIN("software", software_texts_yield, cases)
