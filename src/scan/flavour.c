/* SPDX-License-Identifier: MIT */
#include "scan/flavour.h"

#include "base/attr.h"
#include "base/buf.h"
#include "scan/naming.h"
#include "base/ban.h"

/* `Results_DPM_261120-010203`: the folder that psSDP makes. The word behind the mark is
 * the collection; empty when no such part is there. */
static ml_str word_behind(ml_str path, ml_str mark, bool stamped)
{
    struct ml_time time;

    for (ml_str rest = path;;) {
        size_t at = ml_str_find_nocase(rest, mark), n = 0;
        if (at == ML_NPOS)
            return ML_STR_NONE;
        rest = ml_str_from(rest, at + mark.n);
        while (n < rest.n && ml_is_word(rest.p[n]) && rest.p[n] != '_')
            n++;
        if (n && (!stamped || (n < rest.n && rest.p[n] == '_' &&
                               ml_naming_stamp(ml_str_sub(rest, n + 1, 13), &time))))
            return ml_str_sub(rest, 0, n);
    }
}

static ml_str sdp(struct ml_arena *arena, ml_str path)
{
    ml_str tech = word_behind(path, ML_STR("Results_"), false);

    if (!tech.n)
        tech = word_behind(path, ML_STR("psSDP_"), false);
    return tech.n ? ml_arena_printf(arena, "psSDP %.*s", ML_STR_ARG(tech))
                  : ML_STR("psSDP");
}

static ml_str last_name(ml_str path)
{
    size_t i = path.n;

    while (i > 0 && path.p[i - 1] != '/' && path.p[i - 1] != '!')
        i--;
    return ml_str_from(path, i);
}

static bool is_sdp(ml_str path, ml_str name)
{
    return ml_str_eq_nocase(name, ML_STR("UpdateDiagReport.xml")) ||
           ml_str_has_nocase(name, ML_STR("_psSDP-DiagLog_")) ||
           ml_str_ends_nocase(name, ML_STR("_BasicSystemInfo.TXT")) ||
           word_behind(path, ML_STR("Results_"), true).n;
}

/* V17 writes DPM_Info.txt as ASCII, V11 as UTF-16. */
static ml_str css_script(const struct ml_flavour_mark *mark, ml_str name)
{
    if (ml_str_has_nocase(name, ML_STR("DPM_MABS_Analysis_V17")))
        return ML_STR("DPM_MABS_Analysis V17");
    if (ml_str_has_nocase(name, ML_STR("DPM_MABS_Analysis_V11")))
        return ML_STR("DPM_MABS_Analysis V11");
    if (!ml_str_eq_nocase(name, ML_STR("DPM_Info.txt")))
        return ML_STR_NONE;
    if (!ml_str_eq(mark->role, ML_STR("dpm-info")))
        return ML_STR("DPM_MABS_Analysis");
    return ml_str_starts(mark->encoding, ML_STR("utf-16"))
               ? ML_STR("DPM_MABS_Analysis V11")
               : ML_STR("DPM_MABS_Analysis V17");
}

ml_str ml_flavour_of(struct ml_arena *arena, const struct ml_flavour_mark *mark)
{
    ml_str name = last_name(mark->path), script = css_script(mark, name);

    if (script.n)
        return script;
    if (ml_str_eq_nocase(name, ML_STR("ResultReport.xml")) ||
        ml_str_eq_nocase(name, ML_STR("results.xsl")))
        return ML_STR("MSDT SDP");
    if (ml_str_eq_nocase(name, ML_STR("OS_info.txt")) ||
        ml_str_eq_nocase(name, ML_STR("DotNet-Version.txt")) ||
        ml_str_ends_nocase(name, ML_STR("_DotNet-Version.txt")))
        return ML_STR("TSS basic log");
    if (ml_str_eq_nocase(name, ML_STR("Trace.txt")) &&
        ml_str_eq(mark->role, ML_STR("transcript")))
        return ML_STR("WABDiag");
    return is_sdp(mark->path, name) ? sdp(arena, mark->path) : ML_STR_NONE;
}

void ml_flavours_add(struct ml_flavours *all, ml_str flavour)
{
    if (!flavour.n)
        return;
    for (size_t i = 0; i < all->n; i++) {
        if (ml_str_starts(all->kind[i], flavour))
            return;
        if (ml_str_starts(flavour, all->kind[i])) {
            all->kind[i] = flavour;
            return;
        }
    }
    if (all->n < ML_COUNT(all->kind))
        all->kind[all->n++] = flavour;
}

ml_str ml_flavours_text(struct ml_arena *arena, const struct ml_flavours *all)
{
    struct ml_buf text = { 0 };

    if (!all->n)
        return ML_STR("loose files");
    for (size_t i = 0; i < all->n; i++) {
        if (i)
            ml_buf_text(&text, ", ");
        ml_buf_str(&text, all->kind[i]);
    }
    ml_str copy = ml_arena_dup(arena, ml_buf_view(&text));
    ml_buf_reset(&text);
    return copy;
}
