/* SPDX-License-Identifier: MIT */
#include "hive/child.h"

#include <errno.h>
#include <hivex.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "hive/confine.h"
#include "hive/hive.h"
#include "hive/message.h"
#include "input/name.h"
#include "base/ban.h"

/*
 * Looks up the keys that facts are drawn from, never the whole hive: below Classes
 * alone lie hundreds of megabytes. Everything is bounded by number and size, since a
 * damaged hive may point back into itself.
 */

enum {
    DEPTH_MAX = 6,
    CHILDREN_MAX = 20000, /* of one key */
    VALUES_MAX = 4096,
    FLUSH_BYTES = 1024 * 1024,
};

enum reach {
    SELF,     /* the key's own values */
    CHILDREN, /* those of its subkeys */
    TREE,     /* its own, and all below */
};

#define V "Microsoft\\Windows\\CurrentVersion"
#define INET V "\\Internet Settings"

static const char *const service_values[] = { "Start", "ImagePath", "Group", NULL };
static const char *const program_values[] = { "DisplayName", "DisplayVersion",
                                              "Publisher", NULL };
static const char *const blob[] = { "Blob", NULL };

/* Paths of SYSTEM lie below the control set, of a user below Software. */
static const struct wanted {
    enum ml_hive_kind kind;
    enum reach reach;
    const char *path;
    const char *const *values; /* NULL: all */
} wanted[] = {
    { ML_HIVE_IS_SYSTEM, TREE, "Control\\SecurityProviders\\SCHANNEL", NULL },
    { ML_HIVE_IS_SYSTEM, SELF, "Control\\TimeZoneInformation", NULL },
    { ML_HIVE_IS_SYSTEM, SELF, "Control\\ComputerName\\ComputerName", NULL },
    { ML_HIVE_IS_SYSTEM, SELF, "Control\\Session Manager", NULL },
    { ML_HIVE_IS_SYSTEM, SELF, "Control\\Session Manager\\Environment", NULL },
    { ML_HIVE_IS_SYSTEM, SELF, "Services\\Tcpip\\Parameters", NULL },
    { ML_HIVE_IS_SYSTEM, SELF, "Services\\partmgr\\Parameters", NULL },
    { ML_HIVE_IS_SYSTEM, SELF, "Services\\W32Time\\Parameters", NULL },
    { ML_HIVE_IS_SYSTEM, CHILDREN, "Services", service_values },
    { ML_HIVE_IS_SOFTWARE, TREE, "Microsoft\\Windows Azure Backup", NULL },
    { ML_HIVE_IS_SOFTWARE, TREE, "Microsoft\\NET Framework Setup\\NDP\\v4", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, "Microsoft\\.NETFramework\\v4.0.30319", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, "Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319",
      NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, "Microsoft\\Windows NT\\CurrentVersion", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, V "\\Component Based Servicing\\RebootPending", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, V "\\WindowsUpdate\\Auto Update\\RebootRequired", NULL },
    { ML_HIVE_IS_SOFTWARE, CHILDREN, V "\\WindowsUpdate\\Services\\Pending", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, "Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell",
      NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, "Microsoft\\PowerShell\\3\\PowerShellEngine", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, "Policies\\Microsoft\\Windows\\PowerShell", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, INET, NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, INET "\\Connections", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, INET "\\Zones\\3", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, "Policies\\" INET "\\Zones\\3", NULL },
    { ML_HIVE_IS_SOFTWARE, TREE, "Microsoft\\Windows Defender\\Exclusions", NULL },
    { ML_HIVE_IS_SOFTWARE, TREE, "Policies\\Microsoft\\Windows Defender\\Exclusions", NULL },
    { ML_HIVE_IS_SOFTWARE, SELF,
      "Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Microsoft\\"
      "OnlineBackup\\Microsoft-OnlineBackup",
      NULL },
    { ML_HIVE_IS_SOFTWARE, SELF, "Policies\\Microsoft\\SystemCertificates\\AuthRoot", NULL },
    { ML_HIVE_IS_SOFTWARE, CHILDREN, "Microsoft\\SystemCertificates\\MY\\Certificates",
      blob },
    { ML_HIVE_IS_SOFTWARE, CHILDREN, V "\\Uninstall", program_values },
    { ML_HIVE_IS_SOFTWARE, CHILDREN, "Wow6432Node\\" V "\\Uninstall", program_values },
    { ML_HIVE_IS_USER, SELF, INET, NULL },
    { ML_HIVE_IS_USER, SELF, INET "\\Zones\\3", NULL },
    { ML_HIVE_IS_USER, SELF, "Policies\\" INET "\\Zones\\3", NULL },
};

struct teller {
    hive_h *h;
    struct ml_buf *out;
    int fd; /* where `out` goes now and then; -1: it stays */
    bool damage;
    uint64_t nmessages, nbytes;
};

/* Whoever asked has gone, or has had enough. */
static void flush(struct teller *t)
{
    size_t at = 0;

    while (t->fd >= 0 && at < t->out->n) {
        ssize_t n = write(t->fd, t->out->p + at, t->out->n - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(1);
        at += (size_t)n;
    }
    if (t->fd >= 0)
        t->out->n = 0;
}

static bool say(struct teller *t, enum ml_hive_say kind, uint32_t type, ml_str name,
                ml_str data)
{
    struct ml_hive_message m = { (char)kind, type, name, data };

    if (name.n > ML_HIVE_NAME_BYTES ||
        t->nmessages + 2 > ML_HIVE_MESSAGES ||
        t->nbytes + name.n + data.n + 64 > ML_HIVE_ALL_BYTES) {
        t->damage = true;
        return false;
    }
    t->nmessages++;
    t->nbytes += name.n + data.n + 13;
    ml_hive_message_put(t->out, &m);
    if (t->out->n >= FLUSH_BYTES)
        flush(t);
    return true;
}

/* A subkey by name; 0 when it is not there, or cannot be read: then that is noted. */
static hive_node_h child_of(struct teller *t, hive_node_h node, ml_str name)
{
    hive_node_h *all = hivex_node_children(t->h, node), found = 0;

    if (!all) {
        t->damage = true;
        return 0;
    }
    for (size_t i = 0; all[i] && !found; i++) {
        char *text = hivex_node_name(t->h, all[i]);
        if (!text)
            t->damage = true;
        else if (ml_str_eq_nocase(ml_str_of(text), name))
            found = all[i];
        free(text);
    }
    free(all);
    return found;
}

static hive_node_h node_at(struct teller *t, ml_str path)
{
    hive_node_h node = hivex_root(t->h);
    ml_str name;

    if (!node)
        t->damage = true;
    for (bool more = path.n > 0; node && more;) {
        more = ml_str_cut(path, '\\', &name, &path);
        node = child_of(t, node, name);
    }
    return node;
}

static bool is_listed(const char *const *values, const char *name)
{
    if (!values)
        return true;
    for (; *values; values++)
        if (ml_str_eq_nocase(ml_str_of(*values), ml_str_of(name)))
            return true;
    return false;
}

static void tell_value(struct teller *t, hive_value_h value, const char *name)
{
    hive_type type;
    size_t n;
    char *data = hivex_value_value(t->h, value, &type, &n);

    if (!data)
        t->damage = true;
    else
        say(t, ML_HIVE_SAY_VALUE, (uint32_t)type, ml_str_of(name),
            ml_str_sub((ml_str){ data, n }, 0, ML_HIVE_DATA_BYTES));
    free(data);
}

static void tell_values(struct teller *t, hive_node_h node, const char *const *values)
{
    hive_value_h *all = hivex_node_values(t->h, node);

    if (!all) {
        t->damage = true;
        return;
    }
    for (size_t i = 0; all[i] && i < VALUES_MAX; i++) {
        char *name = hivex_value_key(t->h, all[i]);
        if (!name)
            t->damage = true;
        else if (is_listed(values, name))
            tell_value(t, all[i], name);
        free(name);
    }
    free(all);
}

static void tell_key(struct teller *t, hive_node_h node, struct ml_buf *path,
                     const struct wanted *w, enum reach reach, int depth);

static void tell_children(struct teller *t, hive_node_h node, struct ml_buf *path,
                          const struct wanted *w, enum reach reach, int depth)
{
    hive_node_h *all = hivex_node_children(t->h, node);
    size_t length = path->n;

    if (!all || depth >= DEPTH_MAX) {
        t->damage = true;
        free(all);
        return;
    }
    for (size_t i = 0; all[i] && i < CHILDREN_MAX; i++) {
        char *name = hivex_node_name(t->h, all[i]);
        if (!name) {
            t->damage = true;
            continue;
        }
        ml_buf_char(path, '\\');
        ml_buf_text(path, name);
        free(name);
        if (path->n <= ML_HIVE_NAME_BYTES)
            tell_key(t, all[i], path, w, reach, depth + 1);
        path->n = length;
    }
    free(all);
}

static void tell_key(struct teller *t, hive_node_h node, struct ml_buf *path,
                     const struct wanted *w, enum reach reach, int depth)
{
    if (!say(t, ML_HIVE_SAY_KEY, 0, ml_buf_view(path), ML_STR_NONE))
        return;
    tell_values(t, node, w->values);
    if (reach == TREE)
        tell_children(t, node, path, w, TREE, depth);
}

static void tell_wanted(struct teller *t, const struct wanted *w, ml_str base)
{
    struct ml_buf path = { 0 };
    bool before = t->damage;

    ml_buf_str(&path, base);
    ml_buf_text(&path, w->path);
    t->damage = false;
    hive_node_h node = node_at(t, ml_buf_view(&path));
    if (!node && !t->damage)
        say(t, ML_HIVE_SAY_ABSENT, 0, ml_buf_view(&path), ML_STR_NONE);
    else if (node && w->reach == CHILDREN)
        tell_children(t, node, &path, w, SELF, 0);
    else if (node)
        tell_key(t, node, &path, w, w->reach, 0);
    t->damage |= before;
    ml_buf_reset(&path);
}

static bool has_value(struct teller *t, const char *path, const char *name)
{
    hive_node_h node = node_at(t, ml_str_of(path));
    return node && hivex_node_get_value(t->h, node, name);
}

/* Select\Current names the control set in use; without it this is no SYSTEM hive. */
static bool control_set(struct teller *t, char *ret, size_t size)
{
    hive_node_h node = node_at(t, ML_STR("Select"));
    hive_value_h value = node ? hivex_node_get_value(t->h, node, "Current") : 0;
    hive_type type;
    size_t n;

    if (!value || hivex_value_type(t->h, value, &type, &n) != 0 ||
        type != hive_t_dword || n != 4)
        return false;
    int32_t number = hivex_value_dword(t->h, value);
    if (number < 1 || number > 999)
        return false;
    snprintf(ret, size, "ControlSet%03d", number);
    return true;
}

/* Told by content: a user's Software has the same keys, but no Windows in them. */
static enum ml_hive_kind kind_of(struct teller *t, char *set, size_t size)
{
    static const char *const machine[] = { "Microsoft\\Windows Azure Backup\\Setup",
                                           "Microsoft\\NET Framework Setup" };

    *set = 0;
    if (control_set(t, set, size))
        return ML_HIVE_IS_SYSTEM;
    if (has_value(t, "Microsoft\\Windows NT\\CurrentVersion", "ProductName") ||
        has_value(t, "Microsoft\\Windows NT\\CurrentVersion", "CurrentBuildNumber"))
        return ML_HIVE_IS_SOFTWARE;
    for (size_t i = 0; i < ML_COUNT(machine); i++)
        if (node_at(t, ml_str_of(machine[i])))
            return ML_HIVE_IS_SOFTWARE;
    if (node_at(t, ML_STR(V)))
        return ML_HIVE_IS_USER;
    if (node_at(t, ML_STR("Software\\" V)))
        return ML_HIVE_IS_PROFILE;
    return ML_HIVE_UNKNOWN;
}

static void tell_all(struct teller *t)
{
    char set[32], base[40] = "";
    enum ml_hive_kind kind = kind_of(t, set, sizeof(set));
    enum ml_hive_kind rows = kind == ML_HIVE_IS_PROFILE ? ML_HIVE_IS_USER : kind;

    say(t, ML_HIVE_SAY_HIVE, kind, ml_str_of(set), ML_STR_NONE);
    if (kind == ML_HIVE_IS_SYSTEM)
        snprintf(base, sizeof(base), "%s\\", set);
    else if (kind == ML_HIVE_IS_PROFILE)
        snprintf(base, sizeof(base), "Software\\");
    for (size_t i = 0; i < ML_COUNT(wanted); i++)
        if (wanted[i].kind == rows)
            tell_wanted(t, &wanted[i], ml_str_of(base));
}

/* A fact may rest on a key that is not there: its address is shown too. */
static bool is_looked_for(ml_str path)
{
    for (size_t i = 0; i < ML_COUNT(wanted); i++)
        if (ml_str_ends_nocase(path, ml_str_of(wanted[i].path)))
            return true;
    return false;
}

/* One record: a value when the key before the last '\' has it, else a key. */
static void tell_record(struct teller *t, ml_str record)
{
    struct ml_buf path = { 0 }, name = { 0 };
    size_t cut = record.n;

    while (cut > 0 && record.p[cut - 1] != '\\')
        cut--;
    ml_name_unencode(&path, ml_str_sub(record, 0, cut ? cut - 1 : 0));
    ml_name_unencode(&name, ml_str_from(record, cut));
    ml_buf_char(&name, 0);
    hive_node_h node = cut ? node_at(t, ml_buf_view(&path)) : 0;
    hive_value_h value = node ? hivex_node_get_value(t->h, node, name.p) : 0;
    if (value) {
        say(t, ML_HIVE_SAY_KEY, 0, ml_buf_view(&path), ML_STR_NONE);
        tell_value(t, value, name.p);
    } else {
        path.n = 0;
        ml_name_unencode(&path, record);
        node = node_at(t, ml_buf_view(&path));
        if (node || is_looked_for(ml_buf_view(&path)))
            say(t, node ? ML_HIVE_SAY_KEY : ML_HIVE_SAY_ABSENT, 0, ml_buf_view(&path),
                ML_STR_NONE);
        if (node)
            tell_values(t, node, NULL);
    }
    ml_buf_reset(&path);
    ml_buf_reset(&name);
}

static void tell(struct teller *t, const char *path, ml_str record)
{
    t->h = hivex_open(path, 0);
    /* Bad pages are passed over then, and the rest is read. */
    if (!t->h) {
        t->damage = true;
        t->h = hivex_open(path, HIVEX_OPEN_UNSAFE);
    }
    if (t->fd >= 0)
        ml_confine_files();
    if (!t->h) {
        say(t, ML_HIVE_SAY_FAIL, 0, ML_STR_NONE, ML_STR_NONE);
        return;
    }
    if (record.n)
        tell_record(t, record);
    else
        tell_all(t);
    if (t->damage)
        say(t, ML_HIVE_SAY_DAMAGE, 0, ML_STR_NONE, ML_STR_NONE);
    say(t, ML_HIVE_SAY_END, 0, ML_STR_NONE, ML_STR_NONE);
    hivex_close(t->h);
}

int ml_hive_child(int argc, char **argv)
{
    struct ml_buf out = { 0 };
    struct teller t = { .out = &out, .fd = STDOUT_FILENO };
    struct stat st;
    char path[32];

    if (fstat(ML_HIVE_FD, &st) != 0 || st.st_size < 0)
        return 2;
    /* Their tables are files: loaded while files can still be opened. */
    iconv_t latin = iconv_open("UTF-8", "LATIN1"), wide = iconv_open("UTF-8", "UTF-16LE");
    ml_confine((uint64_t)st.st_size);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", ML_HIVE_FD);
    tell(&t, path, ml_str_of(argc > 0 ? argv[0] : NULL));
    flush(&t);
    iconv_close(latin);
    iconv_close(wide);
    ml_buf_reset(&out);
    return 0;
}

void ml_hive_tell(const char *path, ml_str record, struct ml_buf *out)
{
    struct teller t = { .out = out, .fd = -1 };
    tell(&t, path, record);
}
