/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_BYTES_H
#define ML_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

/* Little-endian numbers at any address. The caller has checked that they are there. */

static inline uint16_t ml_u16(const unsigned char *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t ml_u32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static inline uint64_t ml_u64(const unsigned char *p)
{
    return ml_u32(p) | (uint64_t)ml_u32(p + 4) << 32;
}

#endif
