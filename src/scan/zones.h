/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_ZONES_H
#define ML_SCAN_ZONES_H

/** Minutes ahead of UTC of the zones that there are, summer time included, but for UTC
 * itself. */
static const short ml_zones[] = {
    -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -150, -120,
    -60,  60,   120,  180,  210,  240,  270,  300,  330,  345,  360,  390,  420,  480,
    525,  540,  570,  600,  630,  660,  720,  765,  780,  825,  840,
};

#endif
