/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: NVM Express 1.4, 5.15.2 (identify). */
#include <uc/errors.h>

#include "nvme.h"

enum {
    CONTROLLER_SERIAL = 4,
    SERIAL_BYTES = 20,
    CONTROLLER_TRANSFER_MAX = 77,
    CONTROLLER_NAMESPACES = 516,
    CONTROLLER_ABILITIES = 520,
    ABILITY_DATASET = 1 << 2,
    ABILITY_ZERO = 1 << 3,
    CONTROLLER_CACHE = 525,

    NAMESPACE_BLOCKS = 0,
    NAMESPACE_FEATURES = 24,
    FEATURE_OPTIMAL = 1 << 4, /* the fields below are told */
    NAMESPACE_FORMATS_N = 25,
    NAMESPACE_FORMAT = 26,
    NAMESPACE_PROTECTION = 29,
    NAMESPACE_WRITE_UNIT = 64,
    NAMESPACE_DISCARD_UNIT = 68,
    NAMESPACE_ATTRIBUTES = 99,
    ATTRIBUTE_READ_ONLY = 1 << 0,
    NAMESPACE_FORMATS = 128,

    BLOCK_SHIFT_MIN = 9,
    BLOCK_SHIFT_MAX = 16,
    ZERO_BLOCKS_MAX = 65536,
    DISCARD_BLOCKS_MAX = 1 << 22,
};

static uint32_t field(const struct nvme *nvme, unsigned at, unsigned bytes)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < bytes; i++) {
        value |= (uint32_t)nvme->data[at + i] << (8 * i);
    }
    return value;
}

/* Padded with spaces at its end. */
static void read_serial(struct nvme *nvme)
{
    unsigned length = 0;

    for (unsigned i = 0; i < SERIAL_BYTES; i++) {
        uint8_t c = nvme->data[CONTROLLER_SERIAL + i];
        bool shown = c > ' ' && c < 0x7f;
        nvme->serial[i] = (char)(shown ? c : ' ');
        length = shown ? i + 1 : length;
    }
    nvme->serial[length] = '\0';
}

int nvme_read_controller(struct nvme *nvme)
{
    uint32_t shift = nvme->data[CONTROLLER_TRANSFER_MAX]; /* 0: any */
    uint32_t most = LIST_ENTRIES * (uint32_t)UC_PAGE_SIZE;
    uint32_t told =
        shift > 0 && shift < 16 ? (uint32_t)UC_PAGE_SIZE << shift : UINT32_MAX;

    nvme->bytes_max = told < most ? told : most;
    nvme->abilities = (uint16_t)field(nvme, CONTROLLER_ABILITIES, 2);
    nvme->cache = (nvme->data[CONTROLLER_CACHE] & 1) != 0;
    if (!nvme->added) {
        read_serial(nvme);
        uint32_t n = field(nvme, CONTROLLER_NAMESPACES, 4);
        /* Where it tells no list of those that are there: all may be. */
        nvme->candidates_n = n < CANDIDATES_MAX ? n : CANDIDATES_MAX;
        for (uint32_t i = 0; i < nvme->candidates_n; i++) {
            nvme->candidates[i] = i + 1;
        }
    }
    return 0;
}

void nvme_read_list(struct nvme *nvme)
{
    unsigned n = 0;

    while (n < CANDIDATES_MAX && field(nvme, 4 * n, 4) != 0) {
        nvme->candidates[n] = field(nvme, 4 * n, 4);
        n++;
    }
    nvme->candidates_n = n;
}

static uint32_t unit(const struct nvme *nvme, unsigned at)
{
    bool told = (nvme->data[NAMESPACE_FEATURES] & FEATURE_OPTIMAL) != 0;

    return told ? field(nvme, at, 2) + 1 : 1;
}

static void describe(struct nvme *nvme, uint32_t shift)
{
    struct uc_blkdev *disk = &nvme->disk;
    uint32_t writes = unit(nvme, NAMESPACE_WRITE_UNIT);
    bool dataset = (nvme->abilities & ABILITY_DATASET) != 0;
    bool zero = (nvme->abilities & ABILITY_ZERO) != 0;

    disk->block_bytes = UINT32_C(1) << shift;
    disk->physical_bytes = disk->block_bytes * (writes <= 1024 ? writes : 1);
    disk->blocks = nvme->blocks_told;
    disk->bytes_max = UC_ALIGN_DOWN(nvme->bytes_max, disk->block_bytes);
    disk->pieces_max = disk->bytes_max / (uint32_t)UC_PAGE_SIZE + 1;
    /* Spec: 4.3 (PRP entries): all but the first begin with their page. */
    disk->align = 4;
    disk->boundary = (uint32_t)UC_PAGE_SIZE;
    disk->discard_blocks_max = dataset ? (uint32_t)DISCARD_BLOCKS_MAX : 0;
    disk->discard_blocks_unit = unit(nvme, NAMESPACE_DISCARD_UNIT);
    disk->zero_blocks_max = zero ? (uint32_t)ZERO_BLOCKS_MAX : 0;
    disk->features =
        UC_BLK_HAS_FUA | (nvme->cache ? UC_BLK_CACHE : 0u) |
        (dataset ? UC_BLK_HAS_DISCARD : 0u) | (zero ? UC_BLK_HAS_ZERO : 0u) |
        ((nvme->data[NAMESPACE_ATTRIBUTES] & ATTRIBUTE_READ_ONLY) != 0
             ? UC_BLK_READ_ONLY
             : 0u);
}

int nvme_read_namespace(struct nvme *nvme)
{
    uint32_t index = nvme->data[NAMESPACE_FORMAT] & 15;
    uint32_t format = field(nvme, NAMESPACE_FORMATS + 4 * index, 4);
    uint32_t shift = format >> 16 & 0xff;
    uint64_t blocks = field(nvme, NAMESPACE_BLOCKS, 4) |
                      (uint64_t)field(nvme, NAMESPACE_BLOCKS + 4, 4) << 32;

    /* Metadata and protection would want buffers of their own. */
    if (index > nvme->data[NAMESPACE_FORMATS_N] || blocks == 0 ||
        (format & 0xffff) != 0 || (nvme->data[NAMESPACE_PROTECTION] & 7) != 0 ||
        shift < BLOCK_SHIFT_MIN || shift > BLOCK_SHIFT_MAX ||
        blocks > UINT64_MAX >> shift || nvme->bytes_max >> shift == 0) {
        return -UC_EPROTO;
    }
    if (nvme->added && (UINT32_C(1) << shift != nvme->disk.block_bytes ||
                        nvme->bytes_max < nvme->disk.bytes_max)) {
        return -UC_EPROTO; /* another disk than users know */
    }
    nvme->blocks_told = blocks;
    if (!nvme->added) {
        describe(nvme, shift);
    }
    return 0;
}
