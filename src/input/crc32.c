/* SPDX-License-Identifier: MIT */
#include "input/crc32.h"

#include "config.h"

#ifdef HAVE_ISAL
#include <isa-l/crc.h>
#else
#include <zlib.h>
#endif

#include "base/ban.h"

uint32_t ml_crc32(uint32_t crc, const void *bytes, size_t n)
{
#ifdef HAVE_ISAL
    return crc32_gzip_refl(crc, bytes, n);
#else
    return (uint32_t)crc32_z(crc, bytes, n);
#endif
}
