/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: RFC 3720, appendix B.4 (CRC32C): polynomial 1edc6f41, reflected. */
#include "blockcheck.h"

static uint32_t table[8][256];

static void fill_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
        }
        table[0][i] = crc;
    }
    for (unsigned k = 1; k < 8; k++) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t crc = table[k - 1][i];
            table[k][i] = crc >> 8 ^ table[0][crc & 0xff];
        }
    }
}

/* Eight bytes a turn, in any byte order. */
uint32_t crc32c(uint32_t crc, const void *data, size_t bytes)
{
    const uint8_t *p = data;

    if (table[0][1] == 0) {
        fill_table();
    }
    crc = ~crc;
    for (; bytes >= 8; bytes -= 8, p += 8) {
        uint32_t low = crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 |
                              (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
        crc = table[7][low & 0xff] ^ table[6][low >> 8 & 0xff] ^
              table[5][low >> 16 & 0xff] ^ table[4][low >> 24] ^
              table[3][p[4]] ^ table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
    }
    for (; bytes > 0; bytes--) {
        crc = crc >> 8 ^ table[0][(crc ^ *p++) & 0xff];
    }
    return ~crc;
}
