/* SPDX-License-Identifier: MIT */
#include "catalogue/names.h"

#include "base/attr.h"
#include "base/time.h"
#include "base/ban.h"

static const struct ml_op_def ops[] = {
    { "is", ML_OP_IS, ML_OPERAND_TEXT, false },
    { "is-not", ML_OP_IS_NOT, ML_OPERAND_TEXT, false },
    { "matches", ML_OP_MATCHES, ML_OPERAND_REGEX, false },
    { "lt", ML_OP_LT, ML_OPERAND_NUMBER, false },
    { "le", ML_OP_LE, ML_OPERAND_NUMBER, false },
    { "gt", ML_OP_GT, ML_OPERAND_NUMBER, false },
    { "ge", ML_OP_GE, ML_OPERAND_NUMBER, false },
    { "abs-gt", ML_OP_ABS_GT, ML_OPERAND_NUMBER, false },
    { "abs-le", ML_OP_ABS_LE, ML_OPERAND_NUMBER, false },
    { "version-lt", ML_OP_VERSION_LT, ML_OPERAND_VERSION, false },
    { "version-ge", ML_OP_VERSION_GE, ML_OPERAND_VERSION, false },
    { "same-path", ML_OP_SAME_PATH, ML_OPERAND_TAIL, true },
    { "other-path", ML_OP_OTHER_PATH, ML_OPERAND_TAIL, true },
    { "has-path", ML_OP_HAS_PATH, ML_OPERAND_NONE, true },
    { "lacks-path", ML_OP_LACKS_PATH, ML_OPERAND_NONE, true },
    { "has-word", ML_OP_HAS_WORD, ML_OPERAND_TEXT, false },
    { "endpoint", ML_OP_ENDPOINT, ML_OPERAND_NONE, false },
    { "no-endpoint", ML_OP_NO_ENDPOINT, ML_OPERAND_NONE, false },
    { "ratio-lt", ML_OP_RATIO_LT, ML_OPERAND_NUMBER, true },
    { "ratio-ge", ML_OP_RATIO_GE, ML_OPERAND_NUMBER, true },
    { "older", ML_OP_OLDER, ML_OPERAND_SPAN, false },
    { "newer", ML_OP_NEWER, ML_OPERAND_SPAN, false },
    { "known", ML_OP_KNOWN, ML_OPERAND_NONE, false },
    { "unknown", ML_OP_UNKNOWN, ML_OPERAND_NONE, false },
    { "differs", ML_OP_DIFFERS, ML_OPERAND_DAY, false },
    { "before", ML_OP_BEFORE, ML_OPERAND_DATE, false },
    { "from", ML_OP_FROM, ML_OPERAND_DATE, false },
    { "volume-known", ML_OP_VOLUME_KNOWN, ML_OPERAND_NONE, false },
    { "volume-missing", ML_OP_VOLUME_MISSING, ML_OPERAND_NONE, false },
    { "past", ML_OP_PAST, ML_OPERAND_NONE, false },
    { "future", ML_OP_FUTURE, ML_OPERAND_NONE, false },
    { "same-name", ML_OP_SAME_NAME, ML_OPERAND_NONE, true },
    { "other-name", ML_OP_OTHER_NAME, ML_OPERAND_NONE, true },
};

static const char *const steps[] = {
    [ML_STEP_NONE] = "",
    [ML_STEP_STARTED] = "started",
    [ML_STEP_FINISHED] = "finished",
    [ML_STEP_SUCCEEDED] = "succeeded",
    [ML_STEP_FAILED] = "failed",
};

static const char *const whens[] = {
    [ML_WHEN_ANY] = "any",   [ML_WHEN_AFTER] = "after",     [ML_WHEN_BEFORE] = "before",
    [ML_WHEN_SAME] = "same", [ML_WHEN_OVERLAP] = "overlap",
};

static const char *const severities[] = {
    [ML_INFO] = "info",
    [ML_WARNING] = "warning",
    [ML_ERROR] = "error",
    [ML_BY_LEVEL] = "by-level",
};

static const char *const levels[] = {
    [ML_LEVEL_NONE] = "",           [ML_LEVEL_NORMAL] = "NORMAL",
    [ML_LEVEL_VERBOSE] = "VERBOSE", [ML_LEVEL_WARNING] = "WARNING",
    [ML_LEVEL_FATAL] = "FATAL",     [ML_LEVEL_CRITICAL] = "Critical",
    [ML_LEVEL_ERROR] = "Error",     [ML_LEVEL_EVENT_WARNING] = "Warning",
    [ML_LEVEL_INFORMATION] = "Information",
    [ML_LEVEL_EVENT_VERBOSE] = "Verbose",
};

/* Every fact that readers, the records themselves or deduction give. A `*` stands
 * for the name of a service or the letter of a volume. */
static const char *const facts[] = {
    "agent.install-path",
    "agent.machine-id",
    "agent.products",
    "agent.registered",
    "agent.resource-id",
    "agent.version",
    "antivirus.filter-drivers",
    "antivirus.products",
    "antivirus.programs",
    "antivirus.services",
    "bundle.collected-at",
    "bundle.flavour",
    "certificate.server.name",
    "certificate.server.not-after",
    "certificate.vault.not-after",
    "certificate.vaults",
    "clock.jump-seconds",
    "clock.last-sync",
    "clock.last-sync-age-days",
    "clock.leap",
    "clock.log-utc-offset",
    "clock.offset-seconds",
    "clock.reference",
    "clock.reference-outside",
    "clock.source",
    "config.max-received-message-bytes",
    "config.proxy",
    "credential.file-date",
    "credential.file-name",
    "credential.file-time",
    "credential.path",
    "defender.exclusion-paths",
    "defender.exclusion-processes",
    "defender.realtime",
    "dotnet.release",
    "dotnet.strong-crypto",
    "dotnet.system-default-tls",
    "dpm.version",
    "engine.dump",
    "failed-files.rows",
    "failed-files.top-code",
    "failed-files.top-code-rows",
    "failed-files.top-folder",
    "failed-files.top-folder-rows",
    "feature.windows-server-backup",
    "ie.file-download",
    "network.backup-hosts-reached",
    "network.backup-hosts-unreached",
    "network.other-hosts-reached",
    "network.reachable",
    "network.unreachable",
    "os.build",
    "os.last-boot",
    "os.name",
    "os.pending-reboot",
    "os.role",
    "os.time-zone",
    "os.ui-language",
    "pending-reboot.none-in-software",
    "pending-reboot.none-in-system",
    "pending-reboot.sources",
    "policy.paths",
    "policy.run-days",
    "policy.schedule",
    "policy.schedule-known",
    "powershell.execution-policy",
    "powershell.modulepath-has-msonlinebackup",
    "powershell.policy-not-set",
    "powershell.version",
    "protected.data-bytes",
    "proxy.agent",
    "proxy.pac",
    "proxy.system",
    "proxy.user",
    "proxy.user-pac",
    "proxy.winhttp",
    "registry.root-auto-update",
    "schedule.last-result",
    "schedule.missed-day",
    "schedule.run-as",
    "schedule.task-enabled",
    "schedule.task-state",
    "scratch.attributes",
    "scratch.kek-present",
    "scratch.listing-entries",
    "scratch.listing-path",
    "scratch.location",
    "scratch.provider-location",
    "scratch.vhds-present",
    "scratch.volume-free-bytes",
    "scratch.volume-size-bytes",
    "server.earlier-names",
    "server.name",
    "service.*.start-mode",
    "service.*.state",
    "service.image-paths-systemroot",
    "storage.san-policy",
    "task.engine-listed",
    "temp.files",
    "temp.rule-ran",
    "temp.tmp-files",
    "throttle.other-hour-bandwidth",
    "throttle.set",
    "throttle.work-hour-bandwidth",
    "tls.schannel-complete",
    "tls10.client.disabled-by-default",
    "tls10.client.enabled",
    "tls10.client.explicit",
    "tls12.client.disabled-by-default",
    "tls12.client.enabled",
    "tls12.client.explicit",
    "volume.*.bitlocker",
    "volume.*.file-system",
    "volume.*.free-bytes",
    "volume.*.size-bytes",
    "vss.providers",
    "vss.shadowstorage.*.max-bytes",
    "vss.shadowstorage.*.used-bytes",
    "vss.snapshot-test",
    "vss.writers.failed",
    "vss.writers.total",
    "vss.writers.waiting",
};

const struct ml_op_def *ml_op_named(ml_str name)
{
    for (size_t i = 0; i < ML_COUNT(ops); i++)
        if (ml_str_eq(name, ml_str_of(ops[i].name)))
            return &ops[i];
    return NULL;
}

const char *ml_op_name(enum ml_op op)
{
    for (size_t i = 0; i < ML_COUNT(ops); i++)
        if (ops[i].op == op)
            return ops[i].name;
    return "";
}

const char *ml_severity_name(enum ml_severity severity)
{
    return severities[severity];
}

bool ml_severity_named(ml_str name, enum ml_severity *ret)
{
    for (size_t i = 0; i < ML_COUNT(severities); i++) {
        if (ml_str_eq(name, ml_str_of(severities[i]))) {
            *ret = (enum ml_severity)i;
            return true;
        }
    }
    return false;
}

/* Index of the name; 0 when it is none of them. */
static unsigned index_of(const char *const *names, size_t n, ml_str name)
{
    for (size_t i = 0; i < n; i++)
        if (ml_str_eq(name, ml_str_of(names[i])))
            return (unsigned)i;
    return 0;
}

enum ml_step ml_step_named(ml_str name)
{
    return (enum ml_step)index_of(steps, ML_COUNT(steps), name);
}

enum ml_job_when ml_when_named(ml_str name)
{
    return (enum ml_job_when)index_of(whens, ML_COUNT(whens), name);
}

const char *ml_when_name(enum ml_job_when when)
{
    return whens[when];
}

const char *ml_level_name(enum ml_level level)
{
    return levels[level];
}

bool ml_level_named(ml_str name, enum ml_level *ret)
{
    for (size_t i = ML_LEVEL_NORMAL; i < ML_COUNT(levels); i++) {
        if (ml_str_eq(name, ml_str_of(levels[i]))) {
            *ret = (enum ml_level)i;
            return true;
        }
    }
    return false;
}

bool ml_span_parse(ml_str s, int64_t *ret_us)
{
    enum { SPAN_MAX_DAYS = 10000 };
    int64_t unit_us = 0;
    uint64_t n = 0;

    if (s.n < 2)
        return false;
    switch (s.p[s.n - 1]) {
    case 'm':
        unit_us = ML_MINUTE_US;
        break;
    case 'h':
        unit_us = ML_HOUR_US;
        break;
    case 'd':
        unit_us = ML_DAY_US;
        break;
    default:
        return false;
    }
    if (!ml_str_to_u64(ml_str_sub(s, 0, s.n - 1), &n) || n == 0 ||
        n > (uint64_t)SPAN_MAX_DAYS * (uint64_t)(ML_DAY_US / unit_us))
        return false;
    *ret_us = (int64_t)n * unit_us;
    return true;
}

/* `*` in the pattern stands for one or more characters without a dot. */
static bool fits(ml_str pattern, ml_str name)
{
    size_t star = ml_str_find_char(pattern, '*');
    if (star == ML_NPOS)
        return ml_str_eq(pattern, name);
    ml_str head = ml_str_sub(pattern, 0, star), tail = ml_str_from(pattern, star + 1);
    if (name.n <= head.n + tail.n || !ml_str_starts(name, head) ||
        !ml_str_eq(ml_str_from(name, name.n - tail.n), tail))
        return false;
    ml_str middle = ml_str_sub(name, head.n, name.n - head.n - tail.n);
    return ml_str_find_char(middle, '.') == ML_NPOS;
}

bool ml_fact_known(ml_str name)
{
    for (size_t i = 0; i < ML_COUNT(facts); i++)
        if (fits(ml_str_of(facts[i]), name))
            return true;
    return false;
}
