/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* What the agent leaves and sets: configuration, failed files, policy, its task. */

#define STARS "********************************************************************\n"
#define PLAIN_RULE                                                                     \
    "========================= ======== ================ =========== ============\n"
#define SVC_RULE                                                                       \
    "========================= ======== ============================================\n"

/* A whole list of scheduled tasks, without the agent's. */
#define TASKS                                                                          \
      "\"FS01\",\"\\Microsoft\\Windows\\T0\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T1\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T2\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T3\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T4\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T5\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T6\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T7\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T8\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T9\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T10\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T11\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T12\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T13\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T14\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T15\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T16\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T17\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T18\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"\
      "\"FS01\",\"\\Microsoft\\Windows\\T19\",\"N/A\",\"Ready\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"Enabled\",\"Disabled\",\"\",\"SYSTEM\"\n"
/* A whole list of processes, without the engine. */
#define PROCESSES                                                                      \
      "p0.exe                        100 Services                   0      1,000 K\n" \
      "p1.exe                        101 Services                   0      1,000 K\n" \
      "p2.exe                        102 Services                   0      1,000 K\n" \
      "p3.exe                        103 Services                   0      1,000 K\n" \
      "p4.exe                        104 Services                   0      1,000 K\n" \
      "p5.exe                        105 Services                   0      1,000 K\n" \
      "p6.exe                        106 Services                   0      1,000 K\n" \
      "p7.exe                        107 Services                   0      1,000 K\n" \
      "p8.exe                        108 Services                   0      1,000 K\n" \
      "p9.exe                        109 Services                   0      1,000 K\n" \
      "p10.exe                        110 Services                   0      1,000 K\n"\
      "p11.exe                        111 Services                   0      1,000 K\n"
#define SERVICES                                                                       \
      "p0.exe                        100 N/A\n"                                       \
      "p1.exe                        101 N/A\n"                                       \
      "p2.exe                        102 N/A\n"                                       \
      "p3.exe                        103 N/A\n"                                       \
      "p4.exe                        104 N/A\n"                                       \
      "p5.exe                        105 N/A\n"                                       \
      "p6.exe                        106 N/A\n"                                       \
      "p7.exe                        107 N/A\n"                                       \
      "p8.exe                        108 N/A\n"                                       \
      "p9.exe                        109 N/A\n"                                       \
      "p10.exe                        110 N/A\n"                                      \
      "p11.exe                        111 N/A\n"                                      

static const struct collect_case cases[] = {
    { "failed files: rows, and what most of them have", "LastBackupFailedFiles20.txt",
      "Files that failed\n"
      "D:\\data\\a b.txt 0x80070005\n"
      "0x80070020 D:\\data\\c.pst\n"
      "\\\\?\\D:\\data\\sub\\d.txt, Hr: = [0x80070005]\n",
      NULL,
      "artefact failed-files-list read @2\n"
      "fact failed-files.rows=3 @2\n"
      "fact failed-files.top-code=0x80070005 @2\n"
      "fact failed-files.top-code-rows=2 @2\n"
      "fact failed-files.top-folder=D:\\data @2\n"
      "fact failed-files.top-folder-rows=2 @2\n" },
    { "failed files with Japanese names, without codes", "LastBackupFailedFiles.txt",
      "D:\\\xe8\xb3\x87""\xe6\x96\x99""\\\xe8\xa1\xa8"".xlsx\n",
      NULL,
      "artefact failed-files-list read @1\n"
      "fact failed-files.rows=1 @1\n"
      "fact failed-files.top-folder=D:\\\xe8\xb3\x87""\xe6\x96\x99"" @1\n"
      "fact failed-files.top-folder-rows=1 @1\n" },
    { "no file failed", "LastBackupFailedFiles.txt", "\n", NULL,
      "artefact failed-files-list empty @1\n"
      "fact failed-files.rows=0 @1\n" },
    { "the smallest quota of all bindings, and a proxy", "FS01_cbengine.exe.config",
      "<configuration>\n"
      "<binding name=\"a\" maxReceivedMessageSize=\"2147483647\"/>\n"
      "<binding name=\"b\" maxReceivedMessageSize=\"65536\">\n"
      "<defaultProxy><proxy proxyaddress=\"http://proxy.contoso.local:8080\"/>\n"
      "</configuration>\n",
      NULL,
      "fact config.proxy=proxy.contoso.local:8080 @4\n"
      "artefact cbengine-config read @1\n"
      "fact config.max-received-message-bytes=65536 @3\n" },
    { "no configuration", "WAB_cbengine.exe.config", "", NULL,
      "artefact cbengine-config empty @1\n" },
    { "settings of the scratch folder, of unknown layout", "FS01_CBSettings.xml",
      "<a><b>1</b></a>\n", NULL, "artefact cbsettings read @1\n" },
    { "settings that could not be read", "FS01_CBSettings.xml", "\r\n", NULL,
      "artefact cbsettings empty @1\n" },
    { "attributes of the scratch folder", "x.txt",
      "FullName   : C:\\Program Files\\Microsoft Azure Recovery Services Agent\\Scratch\n"
      "Attributes : Directory, Compressed, ReparsePoint\n"
      "\n"
      "FullName   : C:\\Other\n"
      "Attributes : Directory, Encrypted\n",
      NULL, "fact scratch.attributes=COMPRESSED REPARSE_POINT @2\n" },
    { "a plain scratch folder, attributes first", "x.txt",
      "Attributes : Directory\nFullName : D:\\Scratch\\\n", NULL,
      "fact scratch.attributes= @1\n" },
    { "no task of the agent in a whole list", "FS01_schtasks.csv", TASKS, NULL,
      "fact schedule.task-state=missing @1\n"
      "artefact scheduled-task read @1\n" },
    { "no task of the agent in a few rows", "FS01_schtasks.csv",
      "\"FS01\",\"\\Microsoft\\Windows\\T\",\"N/A\",\"Ready\"\n", NULL, "" },
    { "a list that was cut", "FS01_schtasks.csv", TASKS "\"FS01\",\"\\Micro", NULL, "" },
    { "a whole list with the task, in Japanese", "FS01_schtasks.csv",
      TASKS "\"FS01\",\"\\Microsoft\\OnlineBackup\\Microsoft-OnlineBackup\",\"N/A\",\"\xe6\xba\x96""\xe5\x82\x99""\xe5\xae\x8c""\xe4\xba\x86""\",\"x\",\"N/A\",\"0\",\"N/A\",\"c\",\"N/A\",\"N/A\",\"\xe6\x9c\x89""\xe5\x8a\xb9""\",\"x\","
            "\"\",\"SYSTEM\"\n",
      NULL,
      "artefact scheduled-task read @21\n"
      "fact schedule.task-state=Ready @21\n"
      "fact schedule.task-enabled=true @21\n"
      "fact schedule.last-result=0 @21\n"
      "fact schedule.run-as=SYSTEM @21\n" },
    { "processes without the engine", "tasklist.txt",
      "Image Name                     PID Session Name        Session#    Mem Usage\n"
      PLAIN_RULE PROCESSES,
      NULL, "fact task.engine-listed=false @3\n" },
    { "processes with the engine, in Japanese", "tasklist.txt",
      "\xe3\x82\xa4""\xe3\x83\xa1""\xe3\x83\xbc""\xe3\x82\xb8""\xe5\x90\x8d""                     PID\n"
      PLAIN_RULE
      "cbengine.exe                  1234 Services                   0     80,000 K\n",
      NULL, "fact task.engine-listed=true @3\n" },
    { "a list of processes that was cut", "tasklist.txt",
      PLAIN_RULE PROCESSES "p.exe", NULL, "" },
    { "processes and their services without the engine", "FS01_TaskListSvc_info.TXT",
      SVC_RULE SERVICES, NULL, "fact task.engine-listed=false @2\n" },
    { "the schedule and the throttling of WABInfo", "WABInfo.txt",
      STARS "Get-OBPolicy and Get-OBSchedule Output\n" STARS
      "Policy:\n"
      "PolicyName : p\n"
      "Policy schedule:\n"
      "21:00:00\n"
      "Policy run days:\n"
      "Monday\n"
      "Friday\n"
      "===\n"
      "other\n"
      STARS "Get-OBMachineSetting Output\n" STARS
      "NonWorkHourBandwidth : 0\n"
      "WorkHourBandwidth    : 524288\n",
      NULL,
      "fact throttle.other-hour-bandwidth=0 @16\n"
      "fact throttle.work-hour-bandwidth=524288 @17\n"
      "fact policy.schedule=21:00:00 @7\n"
      "fact policy.run-days=Monday; Friday @9\n"
      "fact policy.schedule-known=true @7\n"
      "fact throttle.set=true @17\n"
      "artefact wabinfo read @1\n" },
};

COLLECT_MAIN("agent", agent_texts_yield, cases)
