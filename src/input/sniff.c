/* SPDX-License-Identifier: MIT */
#include "input/sniff.h"

#include <string.h>

#include "base/attr.h"
#include "base/ban.h"

static const struct {
    ml_str magic;
    size_t at;
    enum ml_file_kind kind;
    const char *reason;
} magics[] = {
    { ML_STR("PK\x03\x04"), 0, ML_FILE_ZIP, NULL },
    { ML_STR("PK\x05\x06"), 0, ML_FILE_ZIP, NULL },
    { ML_STR("PK\x07\x08PK\x03\x04"), 0, ML_FILE_ZIP, NULL },
    { ML_STR("PK00PK\x03\x04"), 0, ML_FILE_ZIP, NULL },
    { ML_STR("7z\xbc\xaf\x27\x1c"), 0, ML_FILE_7Z, NULL },
    { ML_STR("MSCF\0\0\0\0"), 0, ML_FILE_CAB, NULL },
    { ML_STR("ustar"), 257, ML_FILE_TAR, NULL },
    { ML_STR("\x1f\x8b\x08"), 0, ML_FILE_GZIP, NULL },
    { ML_STR("\xfd" "7zXZ\0"), 0, ML_FILE_XZ, NULL },
    { ML_STR("\x28\xb5\x2f\xfd"), 0, ML_FILE_ZSTD, NULL },
    { ML_STR("Rar!\x1a\x07"), 0, ML_FILE_REFUSE,
      "rar archives are not read; ask for a zip" },
    { ML_STR("ElfFile\0"), 0, ML_FILE_EVTX, NULL },
    { ML_STR("ElfChnk\0"), 0, ML_FILE_EVTX, NULL }, /* its header is lost */
    { ML_STR("regf"), 0, ML_FILE_HIVE, NULL },
    { ML_STR("MDMP"), 0, ML_FILE_SKIP, "not an analysed type" },
    { ML_STR("PAGEDU"), 0, ML_FILE_SKIP, "not an analysed type" },
    { ML_STR("MZ\x90\0"), 0, ML_FILE_SKIP, "not an analysed type" },
    { ML_STR("\x89PNG\r\n"), 0, ML_FILE_SKIP, "not an analysed type" },
    { ML_STR("\xff\xd8\xff"), 0, ML_FILE_SKIP, "not an analysed type" },
    { ML_STR("GIF8"), 0, ML_FILE_SKIP, "not an analysed type" },
    { ML_STR("%PDF-"), 0, ML_FILE_SKIP, "not an analysed type" },
    { ML_STR("vhdxfile"), 0, ML_FILE_SKIP, "not an analysed type" },
    { ML_STR("conectix"), 0, ML_FILE_SKIP, "not an analysed type" },
};

/* Large binaries whose first bytes say little. */
static const ml_str useless_endings[] = {
    ML_STR(".dmp"), ML_STR(".hdmp"), ML_STR(".mdmp"), ML_STR(".etl"), ML_STR(".mdf"),
    ML_STR(".ldf"), ML_STR(".vhd"),  ML_STR(".vhdx"), ML_STR(".exe"), ML_STR(".dll"),
    ML_STR(".sys"), ML_STR(".pdb"),  ML_STR(".bmp"),  ML_STR(".ico"), ML_STR(".msi"),
};

static bool is_bzip2(ml_str head)
{
    return ml_str_starts(head, ML_STR("BZh")) && head.n >= 10 && head.p[3] >= '1' &&
           head.p[3] <= '9' &&
           (memcmp(head.p + 4, "1AY&SY", 6) == 0 || /* a block, or the end */
            memcmp(head.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

/* A tar older than "ustar" has nothing but its checksum. */
static bool is_old_tar(ml_str head)
{
    unsigned sum = 0, said = 0;
    size_t i = 148;

    if (head.n < 512 || head.p[0] == 0)
        return false;
    for (size_t k = 0; k < 512; k++)
        sum += k >= 148 && k < 156 ? ' ' : (unsigned char)head.p[k];
    while (i < 156 && head.p[i] == ' ')
        i++;
    size_t first = i;
    for (; i < 156 && head.p[i] >= '0' && head.p[i] <= '7'; i++)
        said = said * 8 + (unsigned)(head.p[i] - '0');
    return i > first + 3 && said == sum;
}

/* An event log by its name whose first bytes are not text: what is behind a damaged header
 * can be read all the same. */
static bool is_damaged_evtx(ml_str head, ml_str name)
{
    return ml_str_ends_nocase(name, ML_STR(".evtx")) && head.n &&
           memchr(head.p, 0, head.n) != NULL;
}

enum ml_file_kind ml_sniff(ml_str head, ml_str name, const char **ret_reason)
{
    for (size_t i = 0; i < ML_COUNT(magics); i++)
        if (ml_str_eq(ml_str_sub(head, magics[i].at, magics[i].magic.n),
                      magics[i].magic)) {
            *ret_reason = magics[i].reason;
            return magics[i].kind;
        }
    if (is_bzip2(head))
        return ML_FILE_BZIP2;
    if (is_old_tar(head))
        return ML_FILE_TAR;
    if (is_damaged_evtx(head, name))
        return ML_FILE_EVTX;
    for (size_t i = 0; i < ML_COUNT(useless_endings); i++)
        if (ml_str_ends_nocase(name, useless_endings[i])) {
            *ret_reason = "not an analysed type";
            return ML_FILE_SKIP;
        }
    return ML_FILE_TEXT;
}

bool ml_sniff_binary(ml_str head)
{
    size_t odd = 0, chars = 0;

    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        chars += (c & 0xc0) != 0x80;
        odd += (c < 0x20 && c != '\t' && c != '\r' && c != '\n' && c != '\f' &&
                c != 0x1b && c != 0x1a) ||
               c == 0x7f;
        odd += c == 0xef && i + 2 < head.n && head.p[i + 1] == '\xbf' &&
               head.p[i + 2] == '\xbd'; /* U+FFFD */
    }
    return odd * 10 > chars;
}
