/* SPDX-License-Identifier: MIT */
#include "report/fleetlink.h"

#include "base/ban.h"

static bool is_path_char(char c)
{
    char l = ml_lower(c);
    return ml_is_digit(c) || (l >= 'a' && l <= 'z') || c == '-' || c == '.' ||
           c == '_' || c == '~' || c == '/';
}

static bool is_escape(ml_str s)
{
    return s.n >= 3 && s.p[0] == '%' && ml_is_hex(s.p[1]) && ml_is_hex(s.p[2]);
}

void ml_fleet_href(struct ml_buf *out, ml_str page)
{
    while (page.n && page.p[0] == '/') /* of this folder, never of a host */
        page = ml_str_from(page, 1);
    for (; page.n; page = ml_str_from(page, 1)) {
        if (is_path_char(page.p[0]) || is_escape(page))
            ml_buf_char(out, page.p[0]);
        else
            ml_buf_printf(out, "%%%02X", (unsigned)(unsigned char)page.p[0]);
    }
}

void ml_fleetlink_server(struct ml_xml *xml, const struct ml_board_server *server)
{
    struct ml_buf href = { 0 };

    ml_xml_attr(xml, "name", server->name);
    ml_xml_attr_known(xml, "group", server->folder);
    ml_fleet_href(&href, server->page);
    ml_xml_attr_known(xml, "href", ml_buf_view(&href));
    ml_buf_reset(&href);
}

void ml_fleetlink_age(struct ml_xml *xml, int64_t seconds)
{
    enum { HOUR = 3600, DAY = 24 * HOUR };

    if (seconds < 0)
        return;
    ml_xml_attr_u64(xml, "age", (uint64_t)seconds);
    ml_xml_attr_u64(xml, seconds < 2 * DAY ? "hours" : "days",
                    (uint64_t)(seconds / (seconds < 2 * DAY ? HOUR : DAY)));
}
