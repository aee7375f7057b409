/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_REG_H
#define ML_FACTS_REG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "facts/facts.h"
#include "facts/certificate.h"
#include "facts/products.h"
#include "facts/software.h"
#include "facts/text.h"

/*
 * What registry keys and values mean, whatever form they came in.
 *
 *     reg query, .reg text -> regtext.c --+-- key, value -> groups -> sink
 *     hive                 -> reghive.c --+
 *
 * A group knows the keys of one subject. It is told of every key, notes whether the
 * key is one of its own, gets the values below it, and draws its conclusions at the
 * end: much of what counts is that a value is not there.
 */

enum ml_reg_hive {
    ML_HIVE_OTHER = 0,
    ML_HIVE_MACHINE,
    ML_HIVE_USER,    /* HKCU: of the one who collected */
    ML_HIVE_SYSTEM,  /* HKU\S-1-5-18 */
    ML_HIVE_DEFAULT, /* HKU\.DEFAULT: in truth the same as S-1-5-18 */
    ML_NHIVE,
};

enum ml_reg_top { ML_TOP_OTHER = 0, ML_TOP_SOFTWARE, ML_TOP_SYSTEM };

struct ml_reg_key {
    enum ml_reg_hive hive;
    enum ml_reg_top top;
    ml_str path; /* below SOFTWARE[\Wow6432Node] or SYSTEM\CurrentControlSet */
    bool wow;    /* the 32-bit view */
    bool asked;  /* a heading of the collector: asked for, perhaps not there */
    uint64_t line;
};

enum ml_reg_type { ML_REG_TEXT, ML_REG_NUMBER, ML_REG_BYTES };

struct ml_reg_value {
    ml_str name; /* empty: the default value */
    enum ml_reg_type type;
    ml_str text;     /* ML_REG_TEXT; several strings are joined with ';' */
    uint64_t number; /* ML_REG_NUMBER: DWORD or QWORD */
    ml_str bytes;    /* ML_REG_BYTES */
    uint64_t line;
};

/* A number that may not have been there. */
struct ml_reg_number {
    bool known;
    bool odd; /* it was there, but is no number: neither known nor absent */
    uint64_t value, line;
};

struct ml_reg_string {
    ml_str text;
    uint64_t line; /* 0: not there */
};

/* The state of the groups; each touches only its own. */

struct ml_reg_agent {
    bool met, config, has_id;
    uint32_t nvalues, nconfig;
    uint64_t line, config_line;
};

struct ml_reg_host {
    bool here, zone_met;
    struct ml_reg_number bias;
    struct ml_reg_string zone;
    uint64_t line;
};

struct ml_reg_crypto_view {
    bool exists, asked;
    uint32_t nvalues, nours;
    struct ml_reg_number strong, system_tls;
};

struct ml_reg_dotnet {
    struct ml_reg_crypto_view view[2]; /* 64-bit, 32-bit */
    struct ml_reg_crypto_view *here;
    bool asked, exists;
    uint64_t line;
};

struct ml_reg_schannel_client {
    struct ml_reg_number enabled, disabled_by_default;
};

struct ml_reg_schannel {
    bool root_asked, root, exists, deep;
    uint32_t nvalues;
    ml_str protocol;                         /* the first seen */
    bool protocols;                          /* another one was seen */
    struct ml_reg_schannel_client client[2]; /* TLS 1.0, TLS 1.2 */
    struct ml_reg_schannel_client *here;
    uint64_t line;
};

struct ml_reg_inet {
    bool met;
    struct ml_reg_number enable;
    struct ml_reg_string server, pac;
    uint64_t line;
};

struct ml_reg_proxy {
    struct ml_reg_inet inet[ML_NHIVE];
    struct ml_reg_inet *here;
    bool in_zone, in_winhttp;
    bool zone_known;
    uint64_t zone_value, zone_line; /* the strictest met */
    bool winhttp_done;
};

enum { ML_REG_CBS = 0, ML_REG_UPDATE, ML_REG_RENAME, ML_REG_SERVICING, ML_REG_NREBOOT };

struct ml_reg_reboot {
    bool covered[ML_REG_NREBOOT], pending[ML_REG_NREBOOT];
    bool in_manager, any_pending;
    uint32_t nmanager;
    uint64_t line;
};

struct ml_reg_uninstall {
    bool here;
    struct ml_reg_string name, version, publisher;
    uint32_t nprograms;
    struct ml_software software;
    uint64_t line;
};

struct ml_reg_services {
    ml_str here; /* name of the service whose key this is; empty: none */
    uint32_t nstarts, npaths;
    struct ml_products products;
    struct ml_products odd_paths; /* services whose path begins \\SystemRoot\\ */
    uint64_t line, product_line, path_line;
};

struct ml_reg_list {
    bool met;
    struct ml_buf text;
    uint64_t line;
};

struct ml_reg_policy {
    int here; /* 1 machine, 2 group policy */
    bool met[3];
    uint32_t nvalues[3];
    struct ml_reg_string value[3];
    struct ml_reg_number scripts;
    struct ml_reg_list excluded[2]; /* paths, processes */
    struct ml_reg_list *list;
    bool in_environment;
    uint64_t line;
};

struct ml_reg_certificate {
    bool here, exists;
    struct ml_certificates all;
    uint64_t line;
};

enum ml_reg_setting {
    ML_REG_NO_SETTING = 0,
    ML_REG_ROOTS,
    ML_REG_POWERSHELL,
    ML_REG_CLOCK,
};

struct ml_reg_settings {
    enum ml_reg_setting here;
    struct ml_reg_number roots_disabled;
    struct ml_reg_string clock_type, clock_server;
    bool task_absent;
    uint64_t roots_line, task_line;
};

struct ml_reg {
    const struct ml_fact_sink *sink;
    bool whole; /* a .reg file or a hive: keys come with all that is below them */
    bool cut;   /* the text ends in the middle of a value: nothing is known absent */
    struct ml_reg_key key;
    bool wanted; /* some group wants the values of this key */
    struct ml_arena arena;
    struct ml_reg_agent agent;
    struct ml_reg_host host;
    struct ml_reg_dotnet dotnet;
    struct ml_reg_schannel schannel;
    struct ml_reg_proxy proxy;
    struct ml_reg_reboot reboot;
    struct ml_reg_uninstall uninstall;
    struct ml_reg_services services;
    struct ml_reg_policy policy;
    struct ml_reg_certificate certificate;
    struct ml_reg_settings settings;
};

/** One subject. Each function may be NULL. */
struct ml_reg_group {
    /** A key begins; true when its values are wanted. */
    bool (*key)(struct ml_reg *reg, const struct ml_reg_key *key);
    void (*value)(struct ml_reg *reg, const struct ml_reg_value *value);
    void (*end)(struct ml_reg *reg);
};

extern const struct ml_reg_group ml_reg_group_agent;
extern const struct ml_reg_group ml_reg_group_host;
extern const struct ml_reg_group ml_reg_group_dotnet;
extern const struct ml_reg_group ml_reg_group_schannel;
extern const struct ml_reg_group ml_reg_group_proxy;
extern const struct ml_reg_group ml_reg_group_reboot;
extern const struct ml_reg_group ml_reg_group_uninstall;
extern const struct ml_reg_group ml_reg_group_services;
extern const struct ml_reg_group ml_reg_group_policy;
extern const struct ml_reg_group ml_reg_group_certificate;
extern const struct ml_reg_group ml_reg_group_settings;

void ml_reg_begin(struct ml_reg *reg, const struct ml_fact_sink *sink);

/**
 * A key begins, given as `HKLM\...`, `HKEY_LOCAL_MACHINE\...` or `HKLM:\...`.
 * False when the text names no hive.
 */
bool ml_reg_key(struct ml_reg *reg, ml_str name, bool asked, uint64_t line);

/** A value of the current key. Its text must stay until ml_reg_end(). */
void ml_reg_value(struct ml_reg *reg, const struct ml_reg_value *value);

/** All keys were seen: facts that need the whole, and the artefacts. */
void ml_reg_end(struct ml_reg *reg);

/* For the groups. */
bool ml_reg_is(const struct ml_reg_key *key, enum ml_reg_top top, const char *path);
/** The path below `parent`, or empty. */
ml_str ml_reg_below(const struct ml_reg_key *key, enum ml_reg_top top,
                    const char *parent);
bool ml_reg_named(const struct ml_reg_value *value, const char *name);
void ml_reg_take_number(struct ml_reg_number *into, const struct ml_reg_value *value);
void ml_reg_take_text(struct ml_reg_string *into, const struct ml_reg_value *value);

#endif
