/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_BYTEORDER_H
#define UC_BYTEORDER_H

#include <stdint.h>

#include <uc/compiler.h>

/*
 * Integers of a fixed byte order, as devices and wires hold them. Structs keep
 * the compiler from mixing them with plain integers; no alignment above the
 * integer's own.
 */
typedef struct {
    uint16_t raw;
} uc_le16;
typedef struct {
    uint32_t raw;
} uc_le32;
typedef struct {
    uint64_t raw;
} uc_le64;
typedef struct {
    uint16_t raw;
} uc_be16;
typedef struct {
    uint32_t raw;
} uc_be32;
typedef struct {
    uint64_t raw;
} uc_be64;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define UC_LE_(bits, x) (x)
#define UC_BE_(bits, x) __builtin_bswap##bits(x)
#else
#define UC_LE_(bits, x) __builtin_bswap##bits(x)
#define UC_BE_(bits, x) (x)
#endif

#define UC_BYTEORDER_FUNCTIONS_(order, ORDER, bits)                            \
    static UC_ALWAYS_INLINE uint##bits##_t uc_##order##bits##_get(             \
        uc_##order##bits x)                                                    \
    {                                                                          \
        return UC_##ORDER##_(bits, x.raw);                                     \
    }                                                                          \
    static UC_ALWAYS_INLINE uc_##order##bits uc_##order##bits##_of(            \
        uint##bits##_t x)                                                      \
    {                                                                          \
        return (uc_##order##bits){UC_##ORDER##_(bits, x)};                     \
    }

UC_BYTEORDER_FUNCTIONS_(le, LE, 16)
UC_BYTEORDER_FUNCTIONS_(le, LE, 32)
UC_BYTEORDER_FUNCTIONS_(le, LE, 64)
UC_BYTEORDER_FUNCTIONS_(be, BE, 16)
UC_BYTEORDER_FUNCTIONS_(be, BE, 32)
UC_BYTEORDER_FUNCTIONS_(be, BE, 64)

#endif /* UC_BYTEORDER_H */
