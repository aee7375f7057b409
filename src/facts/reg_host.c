/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "base/attr.h"
#include "base/ban.h"

/* The computer: name, Windows version, time zone, disks' SAN policy. */

#define VERSION "Microsoft\\Windows NT\\CurrentVersion"
#define ZONE "Control\\TimeZoneInformation"
#define COMPUTER "Control\\ComputerName\\ComputerName"
#define TCPIP "Services\\Tcpip\\Parameters"
#define PARTITIONS "Services\\partmgr\\Parameters"

static const struct {
    enum ml_reg_top top;
    const char *key;
} keys[] = {
    { ML_TOP_SOFTWARE, VERSION },  { ML_TOP_SYSTEM, ZONE },
    { ML_TOP_SYSTEM, COMPUTER },   { ML_TOP_SYSTEM, TCPIP },
    { ML_TOP_SYSTEM, PARTITIONS },
};

static const struct {
    const char *key, *value;
} names[] = {
    { TCPIP, "Hostname" },
    { TCPIP, "NV Hostname" },
    { COMPUTER, "ComputerName" },
};

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    reg->host.here = false;
    for (size_t i = 0; i < ML_COUNT(keys); i++)
        if (key->hive == ML_HIVE_MACHINE && !key->wow &&
            ml_reg_is(key, keys[i].top, keys[i].key))
            reg->host.here = true;
    if (reg->host.here && ml_reg_is(key, ML_TOP_SYSTEM, ZONE) && !key->asked) {
        reg->host.zone_met = true;
        reg->host.line = key->line;
    }
    return reg->host.here;
}

static void version(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_at at = ml_at(reg->sink, value->line);
    uint64_t build;

    if (value->type != ML_REG_TEXT)
        return;
    if (ml_reg_named(value, "ProductName"))
        ml_emit(at, "os.name", ml_text_trim(value->text));
    if (ml_reg_named(value, "CurrentBuildNumber") &&
        ml_str_to_u64(value->text, &build) && build >= 3790 && build < 100000)
        ml_emit(at, "os.build", value->text);
}

static void zone(struct ml_reg *reg, const struct ml_reg_value *value)
{
    if (ml_reg_named(value, "ActiveTimeBias"))
        ml_reg_take_number(&reg->host.bias, value);
    if (ml_reg_named(value, "TimeZoneKeyName"))
        ml_reg_take_text(&reg->host.zone, value);
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_at at = ml_at(reg->sink, value->line);

    if (!reg->host.here)
        return;
    if (reg->key.top == ML_TOP_SOFTWARE) {
        version(reg, value);
        return;
    }
    if (ml_reg_is(&reg->key, ML_TOP_SYSTEM, ZONE))
        zone(reg, value);
    if (ml_reg_is(&reg->key, ML_TOP_SYSTEM, PARTITIONS) &&
        ml_reg_named(value, "SanPolicy") && value->type == ML_REG_NUMBER &&
        value->number >= 1 && value->number <= 4) {
        ml_emit_u64(at, "storage.san-policy", value->number);
        ml_emit_artefact(at, "storage-info", ML_ARTEFACT_READ);
    }
    for (size_t i = 0; i < ML_COUNT(names); i++)
        if (value->type == ML_REG_TEXT && ml_form_host(value->text) &&
            ml_reg_is(&reg->key, ML_TOP_SYSTEM, names[i].key) &&
            ml_reg_named(value, names[i].value))
            ml_emit(at, "server.name", value->text);
}

/* UTC = local + bias, as a DWORD: 0xfffffde4 is -540, so +09:00. The offset tells
 * more than the name, which is given only where there is none. */
static void on_end(struct ml_reg *reg)
{
    const struct ml_reg_host *h = &reg->host;
    char offset[7];

    if (!h->zone_met)
        return;
    ml_emit_artefact(ml_at(reg->sink, h->line), "os-time-zone",
                     h->bias.known || h->zone.line ? ML_ARTEFACT_READ
                                                   : ML_ARTEFACT_EMPTY);
    if (h->bias.known && h->bias.value <= UINT32_MAX &&
        ml_form_offset(-(int64_t)(int32_t)(uint32_t)h->bias.value, offset))
        ml_emit(ml_at(reg->sink, h->bias.line), "os.time-zone", ml_str_of(offset));
    else if (h->zone.line)
        ml_emit(ml_at(reg->sink, h->zone.line), "os.time-zone",
                ml_text_trim(h->zone.text));
}

const struct ml_reg_group ml_reg_group_host = { on_key, on_value, on_end };
