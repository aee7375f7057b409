/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* Proxies, in the texts of netsh, psSDP, the network check and the agent. */

static const struct collect_case cases[] = {
    { "netsh in Japanese, several protocols", "FS01_WinHTTP_netsh_proxy-settings.txt",
      NULL,
      "winhttp-ja.txt",
      "fact proxy.winhttp=proxy.contoso.local:8080 @4\n"
      "artefact proxy-configuration read @2\n" },
    { "netsh in Japanese, direct", "x.txt",
      NULL,
      "winhttp-direct-ja.txt",
      "fact proxy.winhttp=direct @4\n"
      "artefact proxy-configuration read @2\n" },
    { "netsh in English, direct", "x.txt",
      "\n"
      "Current WinHTTP proxy settings:\n"
      "\n"
      "    Direct access (no proxy server).\n"
      "\n",
      NULL,
      "fact proxy.winhttp=direct @4\n"
      "artefact proxy-configuration read @2\n" },
    { "netsh in English, a proxy", "x.txt",
      "\r\n"
      "Current WinHTTP proxy settings:\r\n"
      "\r\n"
      "    Proxy Server(s) :  proxy.contoso.local:8080\r\n"
      "    Bypass List     :  (none)\r\n",
      NULL,
      "fact proxy.winhttp=proxy.contoso.local:8080 @4\n"
      "artefact proxy-configuration read @2\n" },
    { "a heading without an answer", "x.txt",
      "\n"
      "Current WinHTTP proxy settings:\n"
      "\n"
      "The following command was not found\n",
      NULL,
      "artefact proxy-configuration empty @2\n" },
    { "an answer that is no proxy", "x.txt",
      "Current WinHTTP proxy settings:\n"
      "\n"
      "    Proxy Server(s) :  (none)\n",
      NULL,
      "artefact proxy-configuration empty @1\n" },
    { "psSDP: check boxes, question marks, bitsadmin", "FS01_ProxyConfiguration.TXT",
      NULL,
      "proxy-configuration.txt",
      "fact proxy.winhttp=proxy.contoso.local:8080 @55\n"
      "fact proxy.user-pac=http://wpad.contoso.local/wpad.dat @18\n"
      "fact proxy.system=proxy.contoso.local:8080 @41\n"
      "artefact proxy-configuration read @1\n" },
    { "question marks without host:port are direct", "x.txt",
      " Proxy Configuration: WinHTTP\n"
      "====\n"
      "    ?\?\?\?\?\? (?\?\?\? ?\?\?\?)?\n"
      "====\n"
      " Proxy Configuration: BITS\n",
      NULL,
      "fact proxy.winhttp=direct @3\n"
      "artefact proxy-configuration read @1\n" },
    { "unless the text may be cut", "x.txt",
      " Proxy Configuration: WinHTTP\n"
      "====\n"
      "    ?\?\?\?\?\? (?\?\?\? ?\?\?\?)?\n",
      NULL,
      "artefact proxy-configuration read @1\n" },
    { "no proxy for SYSTEM, none for BITS needed", "x.txt",
      " Proxy Configuration: IE System Settings (x)\n"
      "  [ ] Use automatic configuration script:\n"
      "  [ ] Use a proxy server for your LAN\n"
      " Proxy Configuration: BITS\n"
      "bitsadmin /util /getieproxy localsystem\n"
      "Proxy list: b:80\n",
      NULL,
      "fact proxy.system=direct @3\n"
      "artefact proxy-configuration read @1\n" },
    { "the proxy of SYSTEM as bitsadmin has it", "x.txt",
      " Proxy Configuration: BITS\n"
      "bitsadmin  /util /getieproxy localsystem\n"
      "Proxy list: b:80\n"
      "bitsadmin  /util /getieproxy networkservice\n"
      "Proxy list: c:80\n",
      NULL,
      "fact proxy.system=b:80 @3\n"
      "artefact proxy-configuration read @1\n" },
    { "the network check with a proxy, Japanese", "AzureBackup_Check_NW_20261120_100000.log",
      NULL,
      "netcheck-ja.txt",
      "artefact network-check-log read @24 2026-11-20T10:00:00.000\n"
      "artefact proxy-configuration read @24 2026-11-20T10:00:00.000\n"
      "fact proxy.system=proxy.contoso.local:8080 @10 2026-11-20T10:00:00.000\n"
      "fact proxy.user=direct @5 2026-11-20T10:00:00.000\n"
      "fact network.reachable=pod01-prot1.jpe.backup.windowsazure.com,login.microsoft.com @24 2026-11-20T10:00:00.000\n"
      "fact network.unreachable=pod01-manag1.jpe.backup.windowsazure.com @24 2026-11-20T10:00:00.000\n"
      "fact network.backup-hosts-reached=1 @24 2026-11-20T10:00:00.000\n"
      "fact network.backup-hosts-unreached=1 @24 2026-11-20T10:00:00.000\n"
      "fact network.other-hosts-reached=1 @24 2026-11-20T10:00:00.000\n"
      "fact proxy.winhttp=direct @21\n"
      "artefact proxy-configuration read @19\n" },
    { "bare connections count without a proxy", "AzureBackup_Check_NW_20261399_100000.log",
      "WinInet settings for NT Authority\\System (x)\n"
      "ProxyEnable: 0\n"
      "#TRY!! Test-NetConnection a.backup.windowsazure.com  port 443 \n"
      "Result of tnc - 443 / from 10.8.0.6 /To URL  a.backup.windowsazure.com IPaddress 20.1.1.1 / TcpTestSucceeded: True \n",
      NULL,
      "artefact network-check-log read @3\n"
      "artefact proxy-configuration read @3\n"
      "fact proxy.system=direct @2\n"
      "fact network.reachable=a.backup.windowsazure.com @3\n"
      "fact network.backup-hosts-reached=1 @3\n"
      "fact network.backup-hosts-unreached=0 @3\n"
      "fact network.other-hosts-reached=0 @3\n" },
    { "and say nothing with one", "n.log",
      "WinInet settings for NT Authority\\System (x)\n"
      "ProxyEnable: 1\n"
      "ProxyServer: p:80\n"
      "Result of tnc - 443 / from 10.8.0.6 /To URL  a.backup.windowsazure.com IPaddress  / TcpTestSucceeded: False \n",
      NULL,
      "artefact network-check-log read @1\n"
      "artefact proxy-configuration read @1\n"
      "fact proxy.system=p:80 @2\n" },
    { "an answer that is not known", "n.log",
      "#TRY!! Invoke-webRequest https://a.backup.windowsazure.com\n"
      "PS>TerminatingError(Invoke-WebRequest): \"?\"\n",
      NULL,
      "artefact network-check-log read @1\n" },
    { "the agent of WABInfo, policy, task", "WABInfo.txt",
      NULL,
      "wabinfo.txt",
      "fact powershell.execution-policy=Restricted @4\n"
      "fact policy.paths=D:\\data;-D:\\data\\tmp @16\n"
      "fact proxy.agent=proxy.contoso.local:8080 @27\n"
      "artefact scheduled-task read @40\n"
      "fact schedule.task-state=Ready @40\n"
      "fact schedule.task-enabled=true @40\n"
      "artefact wabinfo read @1\n" },
    { "Bypass proves nothing; no proxy is none", "WABInfo.txt",
      NULL,
      "wabinfo-bypass.txt",
      "fact proxy.agent=none @22\n"
      "artefact wabinfo read @1\n" },
    { "DPM_Info: the line from the registry counts", "DPM_Info.txt",
      NULL,
      "dpm-info.txt",
      "fact server.name=FS01 @2\n"
      "fact dpm.version=10.22.123.0 @4\n"
      "fact agent.version=2.0.9249.0 @5\n"
      "fact proxy.user=proxy.contoso.local:8080 @15\n"
      "fact proxy.system=direct @19\n"
      "fact defender.realtime=true @25\n"
      "fact defender.exclusion-paths=C:\\a;D:\\Scratch @27\n"
      "artefact defender-preferences read @27\n"
      "fact defender.exclusion-processes= @31\n"
      "artefact dpm-info read @1\n" },
    { "DPM_Info: the untrustworthy line yields nothing", "DPM_Info.txt",
      NULL,
      "dpm-info-untrusted.txt",
      "fact agent.version=2.0.9249.0 @1\n"
      "fact proxy.user=proxy.contoso.local:8080 @3\n"
      "artefact dpm-info read @1\n" },
    { "the plain form of the setup data", "DPM_Registry_Info.txt",
      NULL,
      "dpm-registry-v11.txt",
      "fact agent.install-path=C:\\Program Files\\Microsoft Azure Recovery Services Agent\\ @3\n"
      "fact agent.machine-id=0a1b2c3d-1234-4321-abcd-0123456789ab @7\n"
      "fact agent.resource-id=1234567890123456789 @8\n"
      "fact scratch.location=D:\\Scratch @9\n"
      "artefact agent-registry read @1\n" },
};

COLLECT_MAIN("proxy", proxy_texts_yield, cases)
