/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_TESTS_DRIVE_H
#define AHCI_TESTS_DRIVE_H

/* The drive that a test plays: what ATA commands do. */
#include <string.h>

#include "state.h"

static inline void fake_word(unsigned word, uint32_t value)
{
    fake.identity[2 * word] = (uint8_t)value;
    fake.identity[2 * word + 1] = (uint8_t)(value >> 8);
}

static inline uint8_t fake_sum(const uint8_t *page)
{
    uint8_t sum = 0;

    for (unsigned i = 0; i < PAGE_BYTES - 1; i++) {
        sum = (uint8_t)(sum + page[i]);
    }
    return (uint8_t)-sum;
}

/* Moves (bytes) between (at) and the regions of (header). */
static inline void fake_move(const struct ahci_header *header, uint8_t *at,
                             size_t bytes, bool to_host)
{
    const struct ahci_table *table =
        uc_hosted_dma_to_cpu(uc_le64_get(header->table));
    unsigned n = uc_le16_get(header->regions_n);
    bool writes = (uc_le16_get(header->flags) & HEADER_WRITE) != 0;

    fake_check(n <= REGIONS_MAX && writes == !to_host);
    for (unsigned i = 0; i < n && i < REGIONS_MAX && bytes > 0; i++) {
        size_t region = (size_t)uc_le32_get(table->regions[i].bytes) + 1;
        uc_paddr_t address = uc_le64_get(table->regions[i].address);

        fake_check(region % 2 == 0 && address % 2 == 0 && region <= 4 << 20);
        region = region < bytes ? region : bytes;
        uint8_t *host = uc_hosted_dma_to_cpu(address);
        memcpy(to_host ? host : at, to_host ? at : host, region);
        at += region;
        bytes -= region;
    }
    fake_check(bytes == 0);
}

static inline void fake_log(struct fake_port *port,
                            const struct ahci_header *header)
{
    uint8_t page[PAGE_BYTES] = {port->failed_tag ^ fake.log_lies, 0,
                                STATUS_ERROR | 0x40, port->failed_error};

    page[PAGE_BYTES - 1] = fake_sum(page);
    fake_move(header, page, sizeof page, true);
    fake.logs++;
    port->log_wanted = false;
}

static inline uint64_t fake_block(const struct ahci_fis *fis)
{
    uint64_t block = 0;

    for (unsigned i = 0; i < 3; i++) {
        block |= (uint64_t)fis->block[i] << (8 * i);
        block |= (uint64_t)fis->block_high[i] << (24 + 8 * i);
    }
    return block;
}

static inline uint8_t fake_transfer(const struct ahci_header *header,
                                    const struct ahci_fis *fis, bool queued)
{
    uint64_t block = fake_block(fis);
    bool narrow = fis->command == ATA_READ || fis->command == ATA_WRITE;
    bool reads = fis->command == ATA_READ || fis->command == ATA_READ_WIDE ||
                 fis->command == ATA_READ_QUEUED;
    size_t blocks = queued ? fis->feature | (size_t)fis->feature_high << 8
                           : fis->count | (size_t)fis->count_high << 8;

    if (narrow) {
        block |= (uint64_t)(fis->device & 0xf) << 24;
        fake_check(fis->count_high == 0 && fis->block_high[0] == 0);
        blocks = blocks == 0 ? 256 : blocks;
    }
    fake_check((fis->device & DEVICE_LBA) != 0 && blocks > 0);
    if (block > FAKE_BYTES / fake.block_bytes ||
        blocks > FAKE_BYTES / fake.block_bytes - block) {
        fake_check(false);
        return ERROR_ADDRESS;
    }
    if (fake.bad_block != 0 && block <= fake.bad_block &&
        fake.bad_block < block + blocks && reads) {
        return 1 << 6; /* uncorrectable */
    }
    fake.fuas += fis->command == ATA_WRITE_FUA ||
                 (queued && !reads && (fis->device & DEVICE_FUA) != 0);
    fake_move(header, fake.disk + block * fake.block_bytes,
              blocks * fake.block_bytes, reads);
    return 0;
}

static inline uint8_t fake_trim(const struct ahci_header *header,
                                const struct ahci_fis *fis)
{
    uc_le64 ranges[PAGE_BYTES / 8];

    fake_check(fis->feature == 1 && fis->count == 1);
    fake_move(header, (uint8_t *)ranges, sizeof ranges, false);
    fake.trims++;
    for (unsigned i = 0; i < UC_ARRAY_SIZE(ranges); i++) {
        uint64_t range = uc_le64_get(ranges[i]);
        uint64_t block = range & ((UINT64_C(1) << 48) - 1);
        size_t blocks = (size_t)(range >> 48);

        if (block > FAKE_BYTES / fake.block_bytes ||
            blocks > FAKE_BYTES / fake.block_bytes - block) {
            fake_check(false);
            return ERROR_ABORT;
        }
        memset(fake.disk + block * fake.block_bytes, 0xdd,
               blocks * fake.block_bytes);
    }
    return 0;
}

/* Returns the error field. */
static inline uint8_t fake_carry_out(struct fake_port *port,
                                     const struct ahci_header *header,
                                     const struct ahci_fis *fis)
{
    bool queued =
        fis->command == ATA_READ_QUEUED || fis->command == ATA_WRITE_QUEUED;

    if (port->log_wanted && fis->command != ATA_READ_LOG) {
        return ERROR_ABORT;
    }
    fake.last_code = fis->command;
    switch (fis->command) {
    case ATA_IDENTIFY:
        if (fake.no_identify) {
            return ERROR_ABORT;
        }
        fake.identity[PAGE_BYTES - 2] = 0xa5;
        if (!fake.hostile) {
            fake.identity[PAGE_BYTES - 1] = fake_sum(fake.identity);
        }
        fake_move(header, fake.identity, PAGE_BYTES, true);
        return 0;
    case ATA_READ_LOG:
        fake_check(fis->block[0] == LOG_QUEUED_ERROR && fis->count == 1);
        if (fake.no_log) {
            return ERROR_ABORT;
        }
        fake_log(port, header);
        return 0;
    case ATA_FLUSH:
    case ATA_FLUSH_WIDE:
        fake.flushes++;
        return 0;
    case ATA_TRIM:
        return fake_trim(header, fis);
    case ATA_READ:
    case ATA_WRITE:
    case ATA_READ_WIDE:
    case ATA_WRITE_WIDE:
    case ATA_WRITE_FUA:
    case ATA_READ_QUEUED:
    case ATA_WRITE_QUEUED:
        return fake_transfer(header, fis, queued);
    default:
        return ERROR_ABORT;
    }
}

/* A drive with all that the driver uses. */
static inline void fake_identify(uint32_t block_bytes, unsigned depth)
{
    uint64_t blocks = FAKE_BYTES / block_bytes;

    memset(fake.identity, 0, sizeof fake.identity);
    fake.block_bytes = block_bytes;
    memcpy(fake.identity + 20, "    esirla1  7      ", 20);
    fake_word(49, 3 << 8);
    fake_word(60, (uint32_t)blocks);
    if (depth > 0) {
        fake_word(75, depth - 1);
        fake_word(76, 1 << 8);
    }
    fake_word(83, 1 << 14 | 1 << 13 | 1 << 12 | 1 << 10);
    fake_word(84, 1 << 14 | 1 << 6);
    fake_word(85, 1 << 5);
    fake_word(100, (uint32_t)blocks);
    if (block_bytes > 512) {
        fake_word(106, 1 << 14 | 1 << 12);
        fake_word(117, block_bytes / 2);
    }
    fake_word(169, 1);
}

#endif /* AHCI_TESTS_DRIVE_H */
