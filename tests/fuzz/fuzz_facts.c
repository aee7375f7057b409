/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <string.h>

#include "facts/facts.h"
#include "input/charset.h"
#include "input/decode.h"

/* Names that readers go by. */
static const char *const names[] = {
    "FS01_reg_System.TXT", "FS01_W32TM_Stripchart.txt", "FS01_WinHTTP_netsh_proxy-settings.txt",
    "FS01_ProxyConfiguration.TXT", "FS01_CBENGINE_Scratch_Folder.txt", "FS01_Fltmc.TXT",
    "FS01_schtasks.csv", "msinfo32.nfo", "DPM_Info.txt", "WABInfo.txt", "FS01_VSS_Info.txt",
    "UpdateDiagReport.xml", "AzureBackup_Check_NW_20261120_010203.log", "notes.txt",
    "FS01_evt_System.csv", "ResultReport.xml",
};

static void fact(void *ctx, const char *name, ml_str value, struct ml_time time,
                 uint64_t line)
{
    (void)ctx;
    (void)time;
    (void)line;
    FUZZ_HOLDS(name && *name && ml_utf8_valid(value));
}

static void artefact(void *ctx, const char *id, enum ml_artefact_state state,
                     struct ml_time time, uint64_t line)
{
    (void)ctx;
    (void)state;
    (void)time;
    (void)line;
    FUZZ_HOLDS(id && *id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ml_fact_sink sink = { NULL, fact, artefact };
    struct ml_decoder d = { 0 };
    struct ml_buf text = { 0 };

    if (size < 1)
        return 0;
    ml_str name = ml_str_of(names[data[0] % (sizeof(names) / sizeof(names[0]))]);
    ml_decode_add(&d, (const char *)data + 1, size - 1, true, &text);
    char *copy = malloc(text.n ? text.n : 1); /* of its exact size */
    FUZZ_HOLDS(copy);
    if (text.n)
        memcpy(copy, text.p, text.n);
    struct ml_fact_text file = { name, name, { copy, text.n } };
    ml_facts_wanted(&file);
    ml_facts_read(&file, &sink);
    free(copy);
    ml_buf_reset(&text);
    ml_decode_reset(&d);
    return 0;
}
