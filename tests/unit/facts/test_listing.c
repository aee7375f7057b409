/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* Folder listings: Windows Temp, the scratch folder, credential files. */

static const struct collect_case cases[] = {
    { "dir in Japanese of Temp, dir in English of credentials", "x.txt",
      NULL,
      "dir-ja.txt",
      "artefact temp-folder-listing read @4\n"
      "fact temp.tmp-files=2 @4\n"
      "artefact credential-file-details read @16\n"
      "fact credential.file-time=2026-04-22T14:19:00.000 @16\n"
      "fact credential.path=C:\\Users\\admin\\Downloads\\vault1_Wed Apr 22 2026.VaultCredentials @16\n" },
    { "Get-ChildItem in Japanese with a wrapped heading", "FS01_CBENGINE_Scratch_Folder.txt",
      NULL,
      "scratch-ja.txt",
      "artefact scratch-listing read @3\n"
      "fact scratch.listing-path=C:\\Program Files\\Microsoft Azure Recovery Services Agent\\Scratch @3\n"
      "fact scratch.listing-entries=3 @3\n"
      "fact scratch.vhds-present=true @3\n"
      "fact scratch.kek-present=true @9\n" },
    { "dir /s of a scratch folder without key and disks", "x.txt",
      NULL,
      "dir-scratch.txt",
      "artefact scratch-listing read @4\n"
      "fact scratch.listing-path=D:\\Scratch @4\n"
      "fact scratch.listing-entries=2 @4\n"
      "fact scratch.vhds-present=false @4\n"
      "fact scratch.kek-present=false @4\n" },
    { "an empty listing: the folder does not exist", "FS01_CBENGINE_Scratch_Folder.txt",
      "",
      NULL,
      "artefact scratch-listing empty @1\n" },
    { "a listing of line ends only", "FS01_CBENGINE_Scratch_Folder.txt",
      "\r\n"
      "\r\n",
      NULL,
      "artefact scratch-listing empty @1\n" },
    { "an error in place of the listing", "FS01_CBENGINE_Scratch_Folder.txt",
      "Access is denied.\n",
      NULL,
      "" },
    { "a scratch folder of any name, told by its key file", "x.txt",
      " Volume in drive C has no label.\n"
      " Volume Serial Number is 1234-ABCD\n"
      "\n"
      " Directory of E:\\MARSCache\n"
      "\n"
      "2026/11/20  10:00             1,234 ONLINEBACKUP.KEK\n",
      NULL,
      "artefact scratch-listing read @4\n"
      "fact scratch.listing-path=E:\\MARSCache @4\n"
      "fact scratch.listing-entries=1 @4\n"
      "fact scratch.vhds-present=false @4\n"
      "fact scratch.kek-present=true @6\n" },
    { "a folder that is none of these", "x.txt",
      " Volume in drive C has no label.\n"
      " Volume Serial Number is 1234-ABCD\n"
      "\n"
      " Directory of E:\\Other\n"
      "\n"
      "2026/11/20  10:00             1,234 a.tmp\n",
      NULL,
      "" },
    { "no .tmp file found in Temp", "x.txt",
      " Volume in drive C has no label.\n"
      " Volume Serial Number is 1234-ABCD\n"
      "\n"
      " Directory of C:\\Windows\\Temp\n"
      "\n"
      "File Not Found\n",
      NULL,
      "artefact temp-folder-listing read @4\n"
      "fact temp.tmp-files=0 @4\n" },
    { "a heading without anything below", "x.txt",
      " Volume in drive C has no label.\n"
      " Volume Serial Number is 1234-ABCD\n"
      "\n"
      " Directory of C:\\Windows\\Temp\n"
      "\n",
      NULL,
      "artefact temp-folder-listing empty @4\n" },
    { "Temp cut in the middle of a row", "x.txt",
      " Volume in drive C has no label.\n"
      " Volume Serial Number is 1234-ABCD\n"
      "\n"
      " Directory of C:\\Windows\\Temp\n"
      "\n"
      "04/22/2026  02:19 PM             1,234 a.tmp\n"
      "04/22/2026  02:19 PM             1,234 b.t",
      NULL,
      "artefact temp-folder-listing damaged @4\n" },
    { "only rows directly in Temp count", "x.txt",
      " Volume in drive C has no label.\n"
      " Volume Serial Number is 1234-ABCD\n"
      "\n"
      " Directory of C:\\WINDOWS\\TEMP\n"
      "\n"
      "04/22/2026  02:19 PM    <DIR>          sub\n"
      "04/22/2026  02:19 PM             1,234 a.tmp\n"
      "\n"
      " Directory of C:\\WINDOWS\\TEMP\\sub\n"
      "\n"
      "04/22/2026  02:19 PM             1,234 c.tmp\n"
      "\n"
      "     Total Files Listed:\n",
      NULL,
      "artefact temp-folder-listing read @4\n"
      "fact temp.tmp-files=1 @4\n" },
    { "Get-ChildItem of Temp", "x.txt",
      "\n"
      "\n"
      "    Directory: C:\\Windows\\Temp\n"
      "\n"
      "\n"
      "Mode                LastWriteTime         Length Name\n"
      "----                -------------         ------ ----\n"
      "d-----        4/22/2026   2:19 PM                x.tmp\n"
      "-a----        4/22/2026   2:19 PM           1234 a.tmp\n"
      "-a----        4/22/2026   2:19 PM           1234 a.log\n",
      NULL,
      "artefact temp-folder-listing read @3\n"
      "fact temp.tmp-files=2 @3\n" },
    { "a credential file on the network", "x.txt",
      " Volume in drive C has no label.\n"
      " Volume Serial Number is 1234-ABCD\n"
      "\n"
      " Directory of \\\\srv\\share\n"
      "\n"
      "20.11.2026  10:00             1.234 my vault.VaultCredentials\n",
      NULL,
      "artefact credential-file-details read @6\n"
      "fact credential.file-time=2026-11-20T10:00:00.000 @6\n"
      "fact credential.path=\\\\srv\\share\\my vault.VaultCredentials @6\n" },
    { "a German heading", "x.txt",
      " Verzeichnis von C:\\Windows\\Temp\n"
      "\n"
      "20.11.2026  10:00    <DIR>          .\n"
      "20.11.2026  10:00             1.234 a.tmp\n"
      "               1 Datei(en),          1.234 Bytes\n",
      NULL,
      "artefact temp-folder-listing read @1\n"
      "fact temp.tmp-files=1 @1\n" },
    { "the command and its count", "x.txt",
      NULL,
      "temp-count.txt",
      "artefact temp-folder-listing read @3\n"
      "fact temp.tmp-files=65001 @3\n" },
    { "a bare count in a file that says what it is", "temp_tmp_count.txt",
      "65001\r\n",
      NULL,
      "artefact temp-folder-listing read @1\n"
      "fact temp.tmp-files=65001 @1\n" },
    { "a bare number in any other file", "notes.txt",
      "65001\r\n",
      NULL,
      "" },
    { "the command of another folder", "x.txt",
      "(Get-ChildItem C:\\Temp -Filter *.tmp).Count\n"
      "12\n",
      NULL,
      "" },
};

COLLECT_MAIN("listing", folder_listings_yield, cases)
