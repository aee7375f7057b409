/* SPDX-License-Identifier: MIT */
#include "facts/products.h"

#include "base/attr.h"
#include "base/ban.h"

struct known {
    const char *mark, *product;
};

/* Driver names as fltmc prints them. */
static const struct known drivers[] = {
    { "WdFilter", "Microsoft Defender" },
    { "MpFilter", "Microsoft Defender" },
    { "SRTSP", "Symantec" },
    { "SRTSPX", "Symantec" },
    { "eeCtrl", "Symantec" },
    { "BHDrvx64", "Symantec" },
    { "SymEFASI", "Symantec" },
    { "SymEFA", "Symantec" },
    { "SysPlant", "Symantec" },
    { "mfehidk", "McAfee" },
    { "mfeavfk", "McAfee" },
    { "mfencbdc", "McAfee" },
    { "mfefirek", "McAfee" },
    { "TmPreFilter", "Trend Micro" },
    { "TmXPFlt", "Trend Micro" },
    { "tmevtmgr", "Trend Micro" },
    { "TMUMH", "Trend Micro" },
    { "tmactmon", "Trend Micro" },
    { "TmFileEncDmk", "Trend Micro" },
    { "SAVOnAccess", "Sophos" },
    { "SophosED", "Sophos" },
    { "hmpalert", "Sophos" },
    { "klif", "Kaspersky" },
    { "klboot", "Kaspersky" },
    { "klfle", "Kaspersky" },
    { "eamonm", "ESET" },
    { "ehdrv", "ESET" },
    { "edevmon", "ESET" },
    { "trufos", "Bitdefender" },
    { "atc", "Bitdefender" },
    { "gzflt", "Bitdefender" },
    { "csagent", "CrowdStrike" },
    { "SentinelMonitor", "SentinelOne" },
    { "CyProtectDrv", "Cylance" },
    { "CbFilter", "Carbon Black" },
    { "carbonblackk", "Carbon Black" },
    { "ctifile", "Carbon Black" },
    { "cyvrfsfd", "Palo Alto Cortex XDR" },
    { "tedrdrv", "Palo Alto Cortex XDR" },
    { "fsatp", "F-Secure" },
    { "fshs", "F-Secure" },
    { "F-Secure Gatekeeper", "F-Secure" },
    { "aswMonFlt", "Avast" },
    { "aswSP", "Avast" },
    { "avgMonFlt", "AVG" },
    { "avgntflt", "Avira" },
    { "PSINFile", "Panda" },
    { "PSINProc", "Panda" },
    { "mbam", "Malwarebytes" },
    { "mbamchameleon", "Malwarebytes" },
    { "FeKern", "FireEye" },
    { "WRkrn", "Webroot" },
    { "cmdguard", "Comodo" },
};

/* Of Windows itself; listed because their altitude or name could mislead. */
static const char *const harmless[] = {
    "storqosflt", "wcifs",    "CldFlt",    "FileCrypt", "luafv",  "npsvctrig",
    "Wof",        "FileInfo", "bindflt",   "UnionFS",   "Dedup",  "bfs",
    "wcnfs",      "DfsrRo",   "DfsDriver", "Datascrn",  "Quota",  "ResumeKeyFilter",
    "CsvNSFlt",   "CsvFlt",   "svhdxflt",  "PrjFlt",    "iorate", "applockerfltr",
};

/* Parts of program names; the publisher alone would also name unrelated software. */
static const struct known programs[] = {
    { "Symantec Endpoint Protection", "Symantec" },
    { "Norton AntiVirus", "Symantec" },
    { "Norton Security", "Symantec" },
    { "Norton 360", "Symantec" },
    { "McAfee VirusScan", "McAfee" },
    { "McAfee Endpoint Security", "McAfee" },
    { "Trellix Endpoint Security", "Trellix" },
    { "Trend Micro OfficeScan", "Trend Micro" },
    { "Trend Micro Apex One", "Trend Micro" },
    { "Trend Micro Deep Security Agent", "Trend Micro" },
    { "Trend Micro Security Agent", "Trend Micro" },
    /* Uirusu basuta, the name of Trend Micro's products in Japan */
    { "\xe3\x82\xa6\xe3\x82\xa4\xe3\x83\xab\xe3\x82\xb9\xe3\x83\x90\xe3\x82\xb9\xe3\x82"
      "\xbf"
      "\xe3\x83\xbc",
      "Trend Micro" },
    { "ServerProtect", "Trend Micro" },
    { "Worry-Free Business Security", "Trend Micro" },
    { "Sophos Anti-Virus", "Sophos" },
    { "Sophos Endpoint", "Sophos" },
    { "Sophos Server Protection", "Sophos" },
    { "Kaspersky", "Kaspersky" },
    { "ESET File Security", "ESET" },
    { "ESET Server Security", "ESET" },
    { "ESET Endpoint", "ESET" },
    { "ESET NOD32", "ESET" },
    { "Bitdefender", "Bitdefender" },
    { "CrowdStrike", "CrowdStrike" },
    { "Sentinel Agent", "SentinelOne" },
    { "SentinelOne", "SentinelOne" },
    { "Cylance", "Cylance" },
    { "Carbon Black", "Carbon Black" },
    { "Cortex XDR", "Palo Alto Cortex XDR" },
    { "F-Secure", "F-Secure" },
    { "WithSecure", "F-Secure" },
    { "Avast", "Avast" },
    { "AVG ", "AVG" },
    { "Avira", "Avira" },
    { "Panda Endpoint", "Panda" },
    { "Malwarebytes", "Malwarebytes" },
    { "FireEye Endpoint", "FireEye" },
    { "Webroot", "Webroot" },
    { "COMODO Antivirus", "Comodo" },
    { "System Center Endpoint Protection", "Microsoft Defender" },
    { "Microsoft Forefront Endpoint Protection", "Microsoft Defender" },
    { "Microsoft Security Client", "Microsoft Defender" },
    { "Windows Defender", "Microsoft Defender" },
};

/* These publishers make nothing else that is installed on a server. */
static const struct known publishers[] = {
    { "Kaspersky", "Kaspersky" },
    { "CrowdStrike", "CrowdStrike" },
    { "SentinelOne", "SentinelOne" },
    { "Sentinel Labs", "SentinelOne" },
    { "Sophos", "Sophos" },
    { "ESET", "ESET" },
    { "Bitdefender", "Bitdefender" },
    { "Cylance", "Cylance" },
    { "Malwarebytes", "Malwarebytes" },
};

void ml_products_add(struct ml_products *set, ml_str name)
{
    if (!name.n || name.n > 80 || set->n == ML_PRODUCTS_MAX)
        return;
    for (size_t i = 0; i < set->n; i++)
        if (ml_str_eq_nocase(set->name[i], name))
            return;
    set->name[set->n++] = name;
}

ml_str ml_product_of_driver(ml_str driver)
{
    for (size_t i = 0; i < ML_COUNT(drivers); i++)
        if (ml_str_eq_nocase(driver, ml_str_of(drivers[i].mark)))
            return ml_str_of(drivers[i].product);
    return ML_STR_NONE;
}

bool ml_driver_is_harmless(ml_str driver)
{
    for (size_t i = 0; i < ML_COUNT(harmless); i++)
        if (ml_str_eq_nocase(driver, ml_str_of(harmless[i])))
            return true;
    return false;
}

ml_str ml_product_of_program(ml_str name, ml_str publisher)
{
    name = ml_str_sub(name, 0, 256);
    for (size_t i = 0; i < ML_COUNT(programs); i++)
        if (ml_str_has_nocase(name, ml_str_of(programs[i].mark)))
            return ml_str_of(programs[i].product);
    for (size_t i = 0; i < ML_COUNT(publishers); i++)
        if (ml_str_starts_nocase(publisher, ml_str_of(publishers[i].mark)))
            return ml_str_of(publishers[i].product);
    return ML_STR_NONE;
}

void ml_products_emit(const struct ml_products *set, struct ml_at at, const char *name)
{
    struct ml_buf list = { 0 };

    for (size_t i = 0; i < set->n; i++) {
        if (i)
            ml_buf_char(&list, ',');
        ml_buf_str(&list, set->name[i]);
    }
    if (list.n)
        ml_emit(at, name, ml_buf_view(&list));
    else
        ml_emit_empty(at, name);
    ml_buf_reset(&list);
}
