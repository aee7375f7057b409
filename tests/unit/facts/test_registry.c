/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* Registry text: what keys say, and what their absence says. */

static const struct collect_case cases[] = {
    { "reg query of SCHANNEL: TLS 1.0 switched off", "FS01_SChannel_reg_.TXT",
      NULL,
      "schannel.txt",
      "artefact schannel-registry read @2\n"
      "fact tls10.client.enabled=false @6\n"
      "fact tls10.client.explicit=true @6\n"
      "fact tls10.client.disabled-by-default=true @7\n"
      "fact tls.schannel-complete=true @2\n" },
    { "SCHANNEL read and nothing set, Japanese default values", "x.txt",
      NULL,
      "schannel-default-ja.txt",
      "artefact schannel-registry read @2\n"
      "fact tls.schannel-complete=true @2\n" },
    { "SCHANNEL asked for and absent", "x.txt",
      "--------------------\n"
      "[HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL]\n"
      "--------------------\n"
      "\n",
      NULL,
      "artefact schannel-registry empty @2\n"
      "fact tls.schannel-complete=true @2\n" },
    { "any number but 0 is on", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client\n"
      "    Enabled    REG_DWORD    0xffffffff\n"
      "\n",
      NULL,
      "artefact schannel-registry read @1\n"
      "fact tls12.client.enabled=true @2\n"
      "fact tls12.client.explicit=true @2\n" },
    { "a value of another type is no fact", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client\n"
      "    Enabled    REG_SZ    yes\n"
      "\n",
      NULL,
      "artefact schannel-registry read @1\n" },
    { "one key sent alone does not show that others are absent", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client\n"
      "    Enabled    REG_DWORD    0x0\n"
      "\n",
      NULL,
      "artefact schannel-registry read @1\n"
      "fact tls12.client.enabled=false @2\n"
      "fact tls12.client.explicit=true @2\n" },
    { "a listing of subkeys shows no values", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\n"
      "    EventLogging    REG_DWORD    0x1\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Ciphers\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\n",
      NULL,
      "artefact schannel-registry read @1\n" },
    { "keys of another form than reg query, without values", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\n"
      "\tEnabled 0\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\n",
      NULL,
      "artefact schannel-registry read @1\n" },
    { "another control set is not the current one", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client\n"
      "    Enabled    REG_DWORD    0x0\n"
      "\n",
      NULL,
      "" },
    { "an export of SCHANNEL is complete", "s.reg",
      "Windows Registry Editor Version 5.00\r\n"
      "\r\n"
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL]\r\n"
      "\"EventLogging\"=dword:00000001\r\n"
      "\r\n",
      NULL,
      "artefact schannel-registry read @3\n"
      "fact tls.schannel-complete=true @3\n" },
    { "the agent, exported, with hex and continuation lines", "WABRegistryKey.txt",
      NULL,
      "wab-registry.txt",
      "fact agent.install-path=C:\\Program Files\\Microsoft Azure Recovery Services Agent\\ @6\n"
      "fact agent.machine-id=0a1b2c3d-1234-4321-abcd-0123456789ab @9\n"
      "fact agent.resource-id=1234567890123456789 @10\n"
      "fact scratch.location=D:\\Scratch @11\n"
      "fact scratch.provider-location=D:\\Scratch @16\n"
      "artefact agent-registry read @3\n"
      "fact agent.registered=true @8\n"
      "artefact os-time-zone read @17\n"
      "fact os.time-zone=+09:00 @18\n" },
    { "the agent asked for and absent", "x.txt",
      "--------------------\n"
      "[HKLM\\SOFTWARE\\Microsoft\\Windows Azure Backup]\n"
      "--------------------\n"
      "\n",
      NULL,
      "artefact agent-registry empty @2\n" },
    { "the agent registered nowhere", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure Backup\\Config\n"
      "    ScratchLocation    REG_SZ    C:\\Scratch\n"
      "    MaxRetry    REG_DWORD    0x3\n"
      "\n",
      NULL,
      "fact scratch.location=C:\\Scratch @2\n"
      "artefact agent-registry read @1\n"
      "fact agent.registered=false @1\n" },
    { "one value of Config says nothing of the ids", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure Backup\\Config\n"
      "    ScratchLocation    REG_SZ    C:\\Scratch\n"
      "\n",
      NULL,
      "fact scratch.location=C:\\Scratch @2\n"
      "artefact agent-registry read @1\n" },
    { "an empty machine id is none", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure Backup\\Config\n"
      "    MachineId    REG_SZ    \n"
      "    ScratchLocation    REG_SZ    not a path\n"
      "\n",
      NULL,
      "artefact agent-registry read @1\n"
      "fact agent.registered=false @1\n" },
    { "a machine id in braces", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure Backup\\Config\n"
      "    MachineId    REG_SZ    {0A1B2C3D-1234-4321-ABCD-0123456789AB}\n"
      "\n",
      NULL,
      "fact agent.machine-id=0A1B2C3D-1234-4321-ABCD-0123456789AB @2\n"
      "artefact agent-registry read @1\n"
      "fact agent.registered=true @1\n" },
    { "a string without its end is no value", "x.reg",
      "Windows Registry Editor Version 5.00\r\n"
      "\r\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure Backup\\Config]\r\n"
      "\"ScratchLocation\"=\"C:\\\\Scr",
      NULL,
      "artefact agent-registry read @3\n" },
    { "a dword that is none", "x.reg",
      "Windows Registry Editor Version 5.00\r\n"
      "\r\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319]\r\n"
      "\"SchUseStrongCrypto\"=dword:xyz\r\n"
      "\"A\"=dword:1\r\n",
      NULL,
      "artefact dotnet-registry read @3\n"
      "fact dotnet.system-default-tls=false @3\n" },
    { "a continuation cut at the end of the file", "x.reg",
      "Windows Registry Editor Version 5.00\r\n"
      "\r\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure Backup\\Config]\r\n"
      "\"ScratchLocation\"=hex(2):44,00,3a,00,5c,00,53,00,\\",
      NULL,
      "artefact agent-registry read @3\n" },
    { "a deleted key and value", "x.reg",
      "Windows Registry Editor Version 5.00\r\n"
      "\r\n"
      "[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure Backup]\r\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319]\r\n"
      "\"SchUseStrongCrypto\"=-\r\n",
      NULL,
      "artefact dotnet-registry read @4\n"
      "fact dotnet.strong-crypto=false @4\n"
      "fact dotnet.system-default-tls=false @4\n" },
    { "the release of .NET beside its version", "DotNet-Version.txt",
      NULL,
      "dotnet.txt",
      "fact dotnet.release=528372 @5\n"
      "artefact dotnet-registry read @3\n"
      "fact dotnet.strong-crypto=true @14\n"
      "fact dotnet.system-default-tls=false @3\n" },
    { "strong crypto by reg query /v in both views", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319\n"
      "    SchUseStrongCrypto    REG_DWORD    0x1\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319\n"
      "    SchUseStrongCrypto    REG_DWORD    0x1\n"
      "\n",
      NULL,
      "artefact dotnet-registry read @1\n"
      "fact dotnet.strong-crypto=true @5\n" },
    { "strong crypto in one view only is not known", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319\n"
      "    SchUseStrongCrypto    REG_DWORD    0x1\n"
      "    A    REG_SZ    b\n"
      "\n",
      NULL,
      "artefact dotnet-registry read @1\n"
      "fact dotnet.system-default-tls=false @1\n" },
    { "strong crypto 0 in one view", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319\n"
      "    SchUseStrongCrypto    REG_DWORD    0x0\n"
      "\n",
      NULL,
      "artefact dotnet-registry read @1\n"
      "fact dotnet.strong-crypto=false @2\n" },
    { "strong crypto asked for and absent", "x.txt",
      "--------------------\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319]\n"
      "--------------------\n"
      "\n",
      NULL,
      "artefact dotnet-registry empty @2\n"
      "fact dotnet.strong-crypto=false @2\n"
      "fact dotnet.system-default-tls=false @2\n" },
    { "Internet Settings of SYSTEM and user, zones, WinHTTP", "x.txt",
      NULL,
      "internet-settings.txt",
      "fact proxy.winhttp=proxy:8080 @21\n"
      "artefact proxy-configuration read @21\n"
      "artefact proxy-configuration read @5\n"
      "fact proxy.system=proxy.contoso.local:8080 @7\n"
      "fact proxy.user-pac=http://wpad.contoso.local/wpad.dat @12\n"
      "fact ie.file-download=3 @18\n" },
    { "no proxy for SYSTEM", "x.txt",
      "HKEY_USERS\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\n"
      "    ProxyEnable    REG_DWORD    0x0\n"
      "    ProxyServer    REG_SZ    old:8080\n"
      "\n",
      NULL,
      "artefact proxy-configuration read @1\n"
      "fact proxy.system=direct @2\n" },
    { ".DEFAULT stands for SYSTEM", "x.txt",
      "HKEY_USERS\\.DEFAULT\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\n"
      "    ProxyEnable    REG_DWORD    0x1\n"
      "    ProxyServer    REG_SZ    http://proxy.contoso.local:3128/\n"
      "\n",
      NULL,
      "artefact proxy-configuration read @1\n"
      "fact proxy.system=proxy.contoso.local:3128 @3\n" },
    { "with a script nothing is direct", "x.txt",
      "HKEY_USERS\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\n"
      "    ProxyEnable    REG_DWORD    0x0\n"
      "    AutoConfigURL    REG_SZ    http://wpad/wpad.dat\n"
      "\n",
      NULL,
      "artefact proxy-configuration read @1\n"
      "fact proxy.pac=http://wpad/wpad.dat @3\n" },
    { "a proxy without port is no fact", "x.txt",
      "HKEY_USERS\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\n"
      "    ProxyEnable    REG_DWORD    0x1\n"
      "    ProxyServer    REG_SZ    proxy\n"
      "\n",
      NULL,
      "artefact proxy-configuration read @1\n" },
    { "WinHTTP without proxy, exported", "x.reg",
      "Windows Registry Editor Version 5.00\r\n"
      "\r\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections]\r\n"
      "\"WinHttpSettings\"=hex:18,00,00,00,00,00,00,00,01,00,00,00,\\\r\n"
      "  00,00,00,00,00,00,00,00\r\n",
      NULL,
      "fact proxy.winhttp=direct @4\n"
      "artefact proxy-configuration read @4\n" },
    { "WinHTTP with a length beyond its end", "x.reg",
      "Windows Registry Editor Version 5.00\r\n"
      "\r\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections]\r\n"
      "\"WinHttpSettings\"=hex:18,00,00,00,00,00,00,00,03,00,00,00,ff,ff,ff,ff,61\r\n",
      NULL,
      "" },
    { "file download allowed and nowhere forbidden", "x.txt",
      "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Zones\\3\n"
      "    1803    REG_DWORD    0x0\n"
      "\n",
      NULL,
      "fact ie.file-download=0 @2\n" },
    { "the computer, its services, restart, policies", "host.reg",
      NULL,
      "host-registry.txt",
      "fact os.name=Windows Server 2016 Standard @4\n"
      "fact os.build=14393 @5\n"
      "fact server.name=FS01 @14\n"
      "fact server.name=fs01 @17\n"
      "fact server.name=fs01 @18\n"
      "fact storage.san-policy=2 @21\n"
      "artefact storage-info read @21\n"
      "fact service.obengine.start-mode=auto @24\n"
      "fact service.vds.start-mode=disabled @27\n"
      "fact powershell.modulepath-has-msonlinebackup=false @39\n"
      "artefact environment-variables read @39\n"
      "artefact os-time-zone read @8\n"
      "fact os.time-zone=+09:00 @9\n"
      "artefact pending-reboot-registry read @35\n"
      "fact os.pending-reboot=true @35\n"
      "fact pending-reboot.sources=PendingFileRenameOperations @35\n"
      "fact antivirus.services=Symantec @30\n"
      "fact powershell.execution-policy=AllSigned @47\n"
      "fact defender.exclusion-paths=D:\\Scratch;E:\\Data @49\n"
      "artefact defender-preferences read @49\n"
      "fact defender.exclusion-processes= @53\n"
      "artefact defender-preferences read @53\n" },
    { "all signs of a restart looked for, none there", "x.txt",
      "--------------------\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending]\n"
      "--------------------\n"
      "\n"
      "--------------------\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired]\n"
      "--------------------\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\n"
      "    BootExecute    REG_MULTI_SZ    autocheck\n"
      "    A    REG_DWORD    0x1\n"
      "\n",
      NULL,
      "artefact pending-reboot-registry read @2\n"
      "fact os.pending-reboot=false @2\n" },
    { "a restart for component servicing", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending\n",
      NULL,
      "artefact pending-reboot-registry read @1\n"
      "fact os.pending-reboot=true @1\n"
      "fact pending-reboot.sources=CBS RebootPending @1\n" },
    { "the session manager alone does not deny a restart", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\n"
      "    BootExecute    REG_MULTI_SZ    autocheck\n"
      "    A    REG_DWORD    0x1\n"
      "\n",
      NULL,
      "artefact pending-reboot-registry read @1\n" },
    { "time zone west of UTC", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation\n"
      "    ActiveTimeBias    REG_DWORD    0x12c\n"
      "\n",
      NULL,
      "artefact os-time-zone read @1\n"
      "fact os.time-zone=-05:00 @2\n" },
    { "a bias that is none leaves the name", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation\n"
      "    ActiveTimeBias    REG_DWORD    0x7fffffff\n"
      "    TimeZoneKeyName    REG_SZ    Tokyo Standard Time\n"
      "\n",
      NULL,
      "artefact os-time-zone read @1\n"
      "fact os.time-zone=Tokyo Standard Time @3\n" },
    { "no execution policy set", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell\n"
      "    Path    REG_SZ    C:\\x\n"
      "\n"
      "--------------------\n"
      "[HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell]\n"
      "--------------------\n"
      "\n",
      NULL,
      "fact powershell.policy-not-set=true @5\n" },
    { "scripts switched off by policy", "x.txt",
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\n"
      "    EnableScripts    REG_DWORD    0x0\n"
      "\n",
      NULL,
      "fact powershell.execution-policy=Restricted @2\n" },
    { "programs by their Uninstall keys", "x.txt",
      NULL,
      "uninstall.txt",
      "fact agent.version=2.0.9249.0 @3\n"
      "fact dpm.version=13.0.415.0 @18\n"
      "artefact installed-programs read @1\n"
      "fact antivirus.programs=Symantec,Trend Micro @1\n"
      "fact agent.products=1 @3\n" },
    { "the agent by its Uninstall key alone", "x.reg",
      "Windows Registry Editor Version 5.00\r\n"
      "\r\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{8AB21D86-21F0-430A-9AD1-2D90077104C3}]\r\n"
      "\"DisplayVersion\"=\"2.0.9249.0\"\r\n",
      NULL,
      "fact agent.version=2.0.9249.0 @4\n" },
    { "image paths of services", "x.txt",
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s0\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s1\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s2\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s3\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s4\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s5\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s6\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s7\n"
      "    ImagePath    REG_EXPAND_SZ    \\SystemRoot\\system32\\vsock.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s8\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s9\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s10\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s11\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s12\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s13\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s14\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s15\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s16\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s17\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s18\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n"
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\s19\n"
      "    ImagePath    REG_EXPAND_SZ    system32\\a.sys\n"
      "\n",
      NULL,
      "artefact service-image-paths read @1\n"
      "fact service.image-paths-systemroot=s7 @23\n" },
    { "the error of a missing key", "x.txt",
      "ERROR: The system was unable to find the specified registry key or value.\n",
      NULL,
      "" },
    { "a lone bracket and a lone hive", "x.txt",
      "[\n"
      "[]\n"
      "HKEY_\n"
      "HKEY_LOCAL_MACHINE\n"
      "    a    REG_DWORD    0x1\n",
      NULL,
      "" },
};

COLLECT_MAIN("registry", registry_text_yields, cases)
