/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: ACS, 7.16.7 (IDENTIFY DEVICE data) and A.13 (NCQ error log). */
#include <uc/errors.h>

#include "ahci.h"

enum {
    WORD_GENERAL = 0,
    GENERAL_NOT_ATA = 1 << 15,
    WORD_SERIAL = 10,
    SERIAL_BYTES = 20,
    WORD_ABILITIES = 49,
    ABILITIES = 1 << 9 | 1 << 8, /* LBA and DMA */
    WORD_BLOCKS = 60,
    WORD_DEPTH = 75,
    WORD_SATA = 76,
    SATA_QUEUES = 1 << 8,
    WORD_COMMANDS = 83,
    COMMANDS_VALID = 3 << 14, /* 01 */
    COMMANDS_TOLD = 1 << 14,
    COMMANDS_FLUSH_WIDE = 1 << 13,
    COMMANDS_WIDE = 1 << 10,
    WORD_EXTENSION = 84,
    EXTENSION_FUA = 1 << 6,
    WORD_ENABLED = 85,
    ENABLED_CACHE = 1 << 5,
    WORD_BLOCKS_WIDE = 100,
    WORD_SECTOR = 106,
    SECTOR_LARGE = 1 << 12,
    SECTOR_SEVERAL = 1 << 13, /* logical ones in a physical one */
    WORD_SECTOR_WORDS = 117,
    WORD_SECURITY = 128,
    SECURITY_LOCKED = 1 << 2,
    WORD_TRIM = 169,
    WORD_INTEGRITY = 255,
    INTEGRITY_SIGNATURE = 0xa5,

    BLOCK_BYTES_MAX = 65536,
    BYTES_MAX = 256 * 1024,
    /* Worst case: no two pages are neighbours, no piece begins with one. */
    PIECES_MAX = (REGIONS_MAX - BYTES_MAX / 4096) / 2,
    BLOCKS_NARROW = 256, /* of one command without 48 bits of address */

    LOG_NOT_QUEUED = 1 << 7,
    LOG_TAG = 0x1f,
    LOG_ERROR = 3,
};

_Static_assert(BYTES_MAX <= 4 << 20, "of what one region may hold");
_Static_assert(PAGE_BYTES / 8 * 8 == PAGE_BYTES, "whole ranges");

static uint32_t word(const struct ahci_port *port, unsigned at)
{
    const uint8_t *byte = &port->page->data[2 * at];

    return byte[0] | (uint32_t)byte[1] << 8;
}

static uint32_t two_words(const struct ahci_port *port, unsigned at)
{
    return word(port, at) | word(port, at + 1) << 16;
}

static bool adds_up(const struct ahci_port *port)
{
    uint8_t sum = 0;

    for (unsigned i = 0; i < PAGE_BYTES; i++) {
        sum = (uint8_t)(sum + port->page->data[i]);
    }
    return sum == 0;
}

/* Padded with spaces; the first character of each word is the upper byte. */
static void read_serial(const struct ahci_port *port, char *out)
{
    unsigned first = SERIAL_BYTES;
    unsigned end = 0;

    for (unsigned i = 0; i < SERIAL_BYTES; i++) {
        uint8_t c = port->page->data[2 * WORD_SERIAL + (i ^ 1)];
        bool shown = c > ' ' && c < 0x7f;
        out[i] = (char)(shown ? c : ' ');
        first = shown && first == SERIAL_BYTES ? i : first;
        end = shown ? i + 1 : end;
    }
    for (unsigned i = first; i < end; i++) {
        out[i - first] = out[i];
    }
    out[end > first ? end - first : 0] = '\0';
}

static bool has(const struct ahci_port *port, unsigned at, uint32_t bits)
{
    return (word(port, at) & bits) == bits;
}

static void read_sectors(const struct ahci_port *port,
                         struct ahci_identity *out)
{
    uint32_t sector = word(port, WORD_SECTOR);
    bool told = (sector & COMMANDS_VALID) == COMMANDS_TOLD;
    uint32_t shift = (sector & SECTOR_SEVERAL) != 0 ? sector & 0xf : 0;
    uint32_t words = two_words(port, WORD_SECTOR_WORDS);

    out->block_bytes = 512;
    out->per_physical = told ? UINT32_C(1) << shift : 1;
    if (told && (sector & SECTOR_LARGE) != 0) {
        out->block_bytes = words <= BLOCK_BYTES_MAX / 2 ? 2 * words : 0;
    }
}

static void read_commands(const struct ahci_port *port,
                          struct ahci_identity *out)
{
    bool told = (word(port, WORD_COMMANDS) & COMMANDS_VALID) == COMMANDS_TOLD;
    uint32_t sata = word(port, WORD_SATA);

    out->wide = told && has(port, WORD_COMMANDS, COMMANDS_WIDE);
    out->flushes_wide =
        out->wide && has(port, WORD_COMMANDS, COMMANDS_FLUSH_WIDE);
    out->fua = out->wide && has(port, WORD_EXTENSION, EXTENSION_FUA) &&
               (word(port, WORD_EXTENSION) & COMMANDS_VALID) == COMMANDS_TOLD;
    out->trims = out->wide && has(port, WORD_TRIM, 1);
    out->cache = has(port, WORD_ENABLED, ENABLED_CACHE);
    if (out->wide && sata != 0xffff && (sata & SATA_QUEUES) != 0) {
        out->depth = (uint8_t)((word(port, WORD_DEPTH) & (SLOTS_MAX - 1)) + 1);
    }
    out->blocks =
        out->wide ? two_words(port, WORD_BLOCKS_WIDE) |
                        (uint64_t)two_words(port, WORD_BLOCKS_WIDE + 2) << 32
                  : two_words(port, WORD_BLOCKS) & 0xfffffff;
}

static bool usable(const struct ahci_port *port,
                   const struct ahci_identity *identity)
{
    uint32_t block = identity->block_bytes;

    if (has(port, WORD_GENERAL, GENERAL_NOT_ATA) ||
        !has(port, WORD_ABILITIES, ABILITIES) ||
        ((word(port, WORD_INTEGRITY) & 0xff) == INTEGRITY_SIGNATURE &&
         !adds_up(port))) {
        return false;
    }
    return block >= 512 && (block & (block - 1)) == 0 &&
           identity->blocks != 0 && identity->blocks >> 48 == 0;
}

static bool same(const struct ahci_identity *a, const struct ahci_identity *b)
{
    return __builtin_memcmp(a->serial, b->serial, sizeof a->serial) == 0 &&
           a->block_bytes == b->block_bytes && a->wide == b->wide &&
           a->depth == b->depth;
}

static void describe(struct ahci_port *port)
{
    struct uc_blkdev *disk = &port->disk;
    const struct ahci_identity *drive = &port->identity;
    uint32_t narrow = BLOCKS_NARROW * drive->block_bytes;
    uint32_t physical = drive->block_bytes * drive->per_physical;

    disk->block_bytes = drive->block_bytes;
    disk->physical_bytes = physical <= 1 << 20 ? physical : drive->block_bytes;
    disk->blocks = drive->blocks;
    disk->bytes_max = drive->wide || narrow > BYTES_MAX ? BYTES_MAX : narrow;
    disk->pieces_max = PIECES_MAX;
    disk->align = 2; /* Spec: AHCI, 4.2.3.3 */
    disk->discard_blocks_max =
        drive->trims ? (uint32_t)(PAGE_BYTES / 8 * TRIM_RANGE_BLOCKS) : 0;
    disk->discard_blocks_unit = disk->physical_bytes / disk->block_bytes;
    disk->features = (drive->cache ? UC_BLK_CACHE : 0u) |
                     (drive->fua ? UC_BLK_HAS_FUA : 0u) |
                     (drive->trims ? UC_BLK_HAS_DISCARD : 0u);
}

int ahci_read_identity(struct ahci_port *port)
{
    struct ahci_identity identity = {.depth = 0};

    read_serial(port, identity.serial);
    read_sectors(port, &identity);
    read_commands(port, &identity);
    if (!usable(port, &identity)) {
        return -UC_EPROTO;
    }
    if (!port->added && has(port, WORD_SECURITY, SECURITY_LOCKED)) {
        ahci_report(port, "is locked by a password");
        return -UC_ENODEV;
    }
    if (port->added && !same(&identity, &port->identity)) {
        return -UC_EPROTO; /* another disk than users know */
    }
    port->identity = identity;
    if (!port->added) {
        describe(port);
    } else if (identity.cache) {
        port->disk.features |= UC_BLK_CACHE; /* a reset may switch it on */
    }
    return 0;
}

int ahci_read_log(const struct ahci_port *port, uint8_t *error)
{
    const uint8_t *log = port->page->data;

    if ((log[0] & LOG_NOT_QUEUED) != 0 || !adds_up(port)) {
        return -UC_EPROTO;
    }
    *error = log[LOG_ERROR];
    return log[0] & LOG_TAG;
}
