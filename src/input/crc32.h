/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_CRC32_H
#define ML_INPUT_CRC32_H

#include <stddef.h>
#include <stdint.h>

/** CRC-32 of RFC 1952 over `bytes`, going on from `crc`; begin with 0. */
uint32_t ml_crc32(uint32_t crc, const void *bytes, size_t n);

#endif
