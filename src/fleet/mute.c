/* SPDX-License-Identifier: MIT */
#include "fleet/mute.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "input/charset.h"
#include "base/ban.h"

enum { FIELDS = 5 };

static bool is_day(ml_str text)
{
    return text.n == 10; /* 2026-12-31 */
}

static bool has_control(ml_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
            return true;
    return false;
}

enum ml_rc ml_mute_check(struct ml_mute *mute, struct ml_err *err)
{
    static const char *const names[FIELDS] = { "what is muted (an id)", "the servers",
                                               "until when", "an owner", "a reason" };
    ml_str fields[FIELDS] = { mute->id, mute->servers, mute->until_text, mute->owner,
                              mute->reason };

    for (int i = 0; i < FIELDS; i++) {
        if (!ml_str_trim(fields[i]).n)
            return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "a mute needs %s", names[i]);
        if (has_control(fields[i]) || !ml_utf8_valid(fields[i]))
            return ml_err_set(
                err, ML_FAIL, ML_ERR_FORMAT,
                "%s holds a TAB, a line end, another control character or "
                "no UTF-8",
                names[i]);
    }
    if (!ml_time_parse_iso(mute->until_text, &mute->until))
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                          "'%.*s' is no date such as 2026-12-31",
                          ML_STR_ARG(mute->until_text));
    mute->until.clock = ML_CLOCK_UTC;
    if (is_day(mute->until_text))
        mute->until.us += ML_DAY_US - 1;
    return ML_OK;
}

static enum ml_rc read_line(struct ml_mute *ret, ml_str line, struct ml_err *err)
{
    ml_str fields[FIELDS] = { { 0, 0 } }, rest = line;
    int n = 0;

    while (n < FIELDS - 1 && ml_str_cut(rest, '\t', &fields[n], &rest))
        n++;
    fields[n++] = rest;
    if (n != FIELDS)
        return ml_err_set(
            err, ML_FAIL, ML_ERR_FORMAT,
            "a mute is ID, SERVERS, UNTIL, OWNER and REASON, apart by TABs");
    *ret = (struct ml_mute){ .id = ml_str_trim(fields[0]),
                             .servers = ml_str_trim(fields[1]),
                             .until_text = ml_str_trim(fields[2]),
                             .owner = ml_str_trim(fields[3]),
                             .reason = ml_str_trim(fields[4]) };
    return ml_mute_check(ret, err);
}

static enum ml_rc read_text(struct ml_mutes *ret, ml_str text, struct ml_arena *arena,
                            struct ml_err *err)
{
    struct ml_mute *list = NULL;
    size_t n = 0, cap = 0;
    uint32_t number = 0;
    enum ml_rc rc = ML_OK;
    ml_str line, mark = ML_STR("\xef\xbb\xbf"); /* of editors on Windows */

    if (ml_str_starts(text, mark))
        text = ml_str_from(text, mark.n);
    while (rc == ML_OK && ml_str_line(&text, &line)) {
        struct ml_mute mute;
        number++;
        if (!ml_str_trim(line).n || line.p[0] == '#')
            continue;
        rc = read_line(&mute, line, err);
        mute.line = number;
        if (rc == ML_OK)
            ML_PUSH(list, n, cap, mute);
    }
    err->line = rc == ML_OK ? 0 : number;
    ret->list = ml_arena_move(arena, list, n, sizeof(*list));
    ret->n = (uint32_t)n;
    return rc;
}

enum ml_rc ml_mutes_read(struct ml_mutes *ret, const char *path, struct ml_arena *arena,
                         struct ml_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct ml_buf text = { 0 };

    *ret = (struct ml_mutes){ .n = 0 };
    if (fd < 0 && errno == ENOENT)
        return ML_OK;
    int failed = fd < 0 ? errno : ml_buf_read(&text, fd, SIZE_MAX);
    if (fd >= 0)
        close(fd);
    enum ml_rc rc =
        failed ? ml_err_sys(err, ML_FAIL, failed, "cannot read the mutes")
               : read_text(ret, ml_arena_dup(arena, ml_buf_view(&text)), arena, err);
    ml_buf_reset(&text);
    if (rc != ML_OK)
        ml_err_at(err, path, err->line);
    return rc;
}

bool ml_mute_is_for(const struct ml_mute *mute, ml_str server)
{
    char glob[1024], name[1024];

    snprintf(glob, sizeof(glob), "%.*s", ML_STR_ARG(mute->servers));
    snprintf(name, sizeof(name), "%.*s", ML_STR_ARG(server));
    return fnmatch(glob, name, FNM_CASEFOLD) == 0;
}

void ml_mute_write(struct ml_buf *out, const struct ml_mute *mute)
{
    ml_buf_printf(out, "%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", ML_STR_ARG(mute->id),
                  ML_STR_ARG(mute->servers), ML_STR_ARG(mute->until_text),
                  ML_STR_ARG(mute->owner), ML_STR_ARG(mute->reason));
}
