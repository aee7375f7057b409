/* SPDX-License-Identifier: MIT */
#include "cli/screen.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/str.h"
#include "base/ban.h"

unsigned ml_screen_columns(void)
{
    struct winsize size;
    const char *said = getenv("COLUMNS");
    uint64_t n;

    if (said && ml_str_to_u64(ml_str_of(said), &n) && n > 0 && n < 10000)
        return (unsigned)n;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    return 80;
}

bool ml_screen_colour(enum ml_when when)
{
    const char *no_color = getenv("NO_COLOR");

    if (when != ML_AUTO)
        return when == ML_ALWAYS;
    return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}
