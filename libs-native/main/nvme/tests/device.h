/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NVME_TESTS_DEVICE_H
#define NVME_TESTS_DEVICE_H

/*
 * A controller that a test plays: registers, queues and PRP lists as the
 * specification has them, memory reached by device addresses alone.
 */
#include <stdlib.h>
#include <string.h>

#include <uc/hosted_disk.h>
#include <uc/hosted_pci.h>
#include <uc/sched.h>
#include <uc/work.h>

#include "nvme.h"

enum {
    FAKE_BYTES = 2 << 20,
    FAKE_REGS = 0x2000,
    FAKE_STATUS_NONE = 0xffff,
};

struct fake_queue {
    uc_paddr_t commands;
    uc_paddr_t completions;
    uint32_t entries; /* 0: there is none */
    uint32_t head;
    uint32_t tail;
    uint32_t done; /* next completion */
    uint32_t phase;
};

static struct {
    uint8_t memory[FAKE_REGS];
    uint32_t cap;
    uint32_t cap_high;
    uint32_t version;
    uint32_t config;
    uint32_t status;
    uint32_t admin_sizes;
    uint32_t admin_addresses[4];
    struct fake_queue queues[2];
    bool masked;
    bool quiet; /* no bus master */
    bool removed;
    bool never_ready;
    bool never_stops;
    bool serves;     /* I/O commands by itself */
    bool admin_dead; /* carries out no admin commands */
    bool no_abort;
    bool hostile; /* what the driver does wrong then is the device's fault */
    bool planned;
    unsigned deaf;      /* that many I/O commands are never completed */
    uint16_t io_status; /* what it answers */
    unsigned resets;
    unsigned aborts;
    unsigned flushes;
    unsigned fuas;
    unsigned bells;
    uint8_t controller[4096];
    uint8_t list[4096];
    uint8_t namespaces[3][4096]; /* 1 to 3 */
    unsigned shift;              /* of the blocks that it serves */
    uint8_t disk[FAKE_BYTES];
} fake;

static inline void fake_check(bool ok)
{
    if (!ok && !fake.hostile) {
        abort();
    }
}

static inline void fake_put(uint8_t *page, unsigned at, unsigned bytes,
                            uint64_t value)
{
    for (unsigned i = 0; i < bytes; i++) {
        page[at + i] = (uint8_t)(value >> (8 * i));
    }
}

static inline void fake_interrupt(void)
{
    if (!fake.masked) {
        uc_hosted_pci_interrupt();
    }
}

static inline void fake_complete(unsigned q, uint16_t id, unsigned status)
{
    struct fake_queue *queue = &fake.queues[q];

    if (queue->entries == 0 || uc_hosted_pci.quiet) {
        return;
    }
    struct nvme_completion *out =
        (struct nvme_completion *)uc_hosted_dma_to_cpu(queue->completions) +
        queue->done;
    *out = (struct nvme_completion){
        .head = uc_le16_of((uint16_t)queue->head),
        .queue = uc_le16_of((uint16_t)q),
        .id = uc_le16_of(id),
        .status = uc_le16_of((uint16_t)(status << 1 | queue->phase)),
    };
    queue->done++;
    if (queue->done == queue->entries) {
        queue->done = 0;
        queue->phase ^= 1;
    }
}

/* Moves (bytes) between (at) and what the PRPs say. */
static inline void fake_move(const struct nvme_command *command, uint8_t *at,
                             size_t bytes, bool to_host)
{
    uc_paddr_t prp = uc_le64_get(command->prp[0]);
    uc_paddr_t second = uc_le64_get(command->prp[1]);
    size_t first = UC_PAGE_SIZE - prp % UC_PAGE_SIZE;
    bool list = bytes > first && bytes - first > UC_PAGE_SIZE;

    fake_check(prp % 4 == 0);
    while (true) {
        size_t part = first < bytes ? first : bytes;
        uint8_t *host = uc_hosted_dma_to_cpu(prp);
        memcpy(to_host ? host : at, to_host ? at : host, part);
        at += part;
        bytes -= part;
        if (bytes == 0) {
            return;
        }
        first = UC_PAGE_SIZE;
        prp = second;
        if (list) {
            prp = uc_le64_get(*(uc_le64 *)uc_hosted_dma_to_cpu(second));
            second += 8;
            fake_check(second % UC_PAGE_SIZE != 0 || bytes <= UC_PAGE_SIZE);
        }
        fake_check(prp % UC_PAGE_SIZE == 0);
    }
}

static inline uint32_t fake_word(const struct nvme_command *command,
                                 unsigned word)
{
    return uc_le32_get(command->words[word - 10]);
}

static inline unsigned fake_identify(const struct nvme_command *command)
{
    uint32_t namespace = uc_le32_get(command->namespace);
    uint8_t *page = fake.list;

    if (fake_word(command, 10) == IDENTIFY_CONTROLLER) {
        page = fake.controller;
    } else if (fake_word(command, 10) == IDENTIFY_NAMESPACE) {
        if (namespace == 0 || namespace > UC_ARRAY_SIZE(fake.namespaces)) {
            return 0x00b;
        }
        page = fake.namespaces[namespace - 1];
    }
    fake_move(command, page, 4096, true);
    return 0;
}

static inline unsigned fake_admin(const struct nvme_command *command)
{
    struct fake_queue *io = &fake.queues[IO];
    uint32_t size = (fake_word(command, 10) >> 16) + 1;

    switch (command->opcode) {
    case ADMIN_IDENTIFY:
        return fake_identify(command);
    case ADMIN_CREATE_COMPLETION:
        fake_check(fake_word(command, 10) % 65536 == IO);
        io->completions = uc_le64_get(command->prp[0]);
        io->done = 0;
        io->phase = 1;
        return 0;
    case ADMIN_CREATE_SUBMISSION:
        fake_check(io->completions != 0 && size <= (fake.cap & 0xffff) + 1);
        io->commands = uc_le64_get(command->prp[0]);
        io->entries = size;
        io->head = io->tail = 0;
        return 0;
    case ADMIN_ABORT:
        fake.aborts++;
        if (!fake.no_abort) {
            fake_complete(IO, (uint16_t)(fake_word(command, 10) >> 16), 0x007);
        }
        return 0;
    case ADMIN_SET_FEATURES:
        return 0;
    default:
        return 0x001;
    }
}

static inline unsigned fake_io(const struct nvme_command *command)
{
    uint64_t block = fake_word(command, 10) | (uint64_t)fake_word(command, 11)
                                                  << 32;
    uint64_t blocks = (fake_word(command, 12) & 0xffff) + UINT64_C(1);
    struct nvme_range range;

    if (fake.io_status != 0) {
        return fake.io_status;
    }
    fake_check(uc_le32_get(command->namespace) > 0);
    if (command->opcode == NVM_FLUSH) {
        fake.flushes++;
        return 0;
    }
    if (command->opcode == NVM_DATASET) {
        fake_check(fake_word(command, 11) == DATASET_DEALLOCATE);
        fake_move(command, (uint8_t *)&range, sizeof range, false);
        block = uc_le64_get(range.block);
        blocks = uc_le32_get(range.blocks);
    }
    if (block > FAKE_BYTES >> fake.shift ||
        blocks > (FAKE_BYTES >> fake.shift) - block) {
        fake_check(false);
        return 0x080;
    }
    uint8_t *at = fake.disk + (block << fake.shift);
    size_t bytes = (size_t)blocks << fake.shift;
    switch (command->opcode) {
    case NVM_DATASET:
        memset(at, 0xdd, bytes);
        return 0;
    case NVM_ZERO:
        memset(at, 0, bytes);
        return 0;
    case NVM_READ:
    case NVM_WRITE:
        fake.fuas += (fake_word(command, 12) & NVM_FUA) != 0;
        fake_move(command, at, bytes, command->opcode == NVM_READ);
        return 0;
    default:
        return 0x001;
    }
}

static inline void fake_serve(unsigned q)
{
    struct fake_queue *queue = &fake.queues[q];
    bool any = false;

    while (queue->entries > 0 && queue->head != queue->tail &&
           !uc_hosted_pci.quiet) {
        struct nvme_command command =
            ((struct nvme_command *)uc_hosted_dma_to_cpu(
                queue->commands))[queue->head];
        queue->head = (queue->head + 1) % queue->entries;
        if (q == IO && fake.deaf > 0) {
            fake.deaf--;
            continue;
        }
        unsigned status = q == ADMIN ? fake_admin(&command) : fake_io(&command);
        fake_complete(q, uc_le16_get(command.id), status);
        any = true;
    }
    if (any) {
        fake_interrupt();
    }
}

static inline void fake_serve_io(void *arg)
{
    (void)arg;
    fake.planned = false;
    fake_serve(IO);
}

static inline void fake_enable(uint32_t config)
{
    struct fake_queue *admin = &fake.queues[ADMIN];

    if ((config & CONFIG_ENABLE) == 0) {
        memset(fake.queues, 0, sizeof fake.queues);
        fake.resets++;
        fake.status = fake.never_stops ? STATUS_READY : 0;
    } else if ((fake.config & CONFIG_ENABLE) == 0) {
        fake_check((config & 0xfffff0) == CONFIG_SIZES);
        *admin = (struct fake_queue){
            .commands = fake.admin_addresses[0] |
                        (uc_paddr_t)fake.admin_addresses[1] << 32,
            .completions = fake.admin_addresses[2] |
                           (uc_paddr_t)fake.admin_addresses[3] << 32,
            .entries = (fake.admin_sizes & 0xfff) + 1,
            .phase = 1,
        };
        fake.status = fake.never_ready ? 0 : STATUS_READY;
    }
    fake.config = config;
}

static inline uint64_t fake_read(void *arg, size_t offset, unsigned bytes)
{
    (void)arg;
    fake_check(bytes == 4);
    if (fake.removed) {
        return UINT32_MAX;
    }
    switch (offset) {
    case REG_CAP:
        return fake.cap;
    case REG_CAP_HIGH:
        return fake.cap_high;
    case REG_VERSION:
        return fake.version;
    case REG_CONFIG:
        return fake.config;
    case REG_STATUS:
        return fake.status;
    default:
        return 0;
    }
}

static inline void fake_bell(size_t offset, uint32_t value)
{
    size_t stride = (size_t)4 << (fake.cap_high & 0xf);
    size_t bell = (offset - REG_DOORBELLS) / stride;

    fake_check(offset % stride == 0 && bell < 4);
    if (bell >= 4 || bell % 2 == 1) {
        return;
    }
    struct fake_queue *queue = &fake.queues[bell / 2];
    fake_check(value < queue->entries);
    if (value >= queue->entries) {
        return;
    }
    queue->tail = value;
    fake.bells++;
    if (bell == 0 && !fake.admin_dead) {
        fake_serve(ADMIN);
    } else if (bell == 2 && fake.serves && !fake.planned) {
        fake.planned = true;
        uc_hosted_at(uc_plat_clock_monotonic() + UC_NSEC_PER_US, fake_serve_io,
                     NULL);
    }
}

static inline void fake_write(void *arg, size_t offset, unsigned bytes,
                              uint64_t value)
{
    uint32_t word = (uint32_t)value;

    (void)arg;
    fake_check(bytes == 4);
    if (fake.removed) {
        return;
    }
    switch (offset) {
    case REG_MASK_SET:
        fake_check(uc_hosted_pci.kind == UC_PCI_IRQ_LINE);
        fake.masked = true;
        return;
    case REG_MASK_CLEAR:
        fake.masked = false;
        return;
    case REG_CONFIG:
        fake_enable(word);
        return;
    case REG_ADMIN_SIZES:
        fake.admin_sizes = word;
        return;
    default:
        break;
    }
    if (offset >= REG_ADMIN_SUBMISSION && offset < REG_ADMIN_SUBMISSION + 16) {
        fake.admin_addresses[(offset - REG_ADMIN_SUBMISSION) / 4] = word;
    } else if (offset >= REG_DOORBELLS) {
        fake_bell(offset, word);
    }
}

static inline void fake_namespace(unsigned id, unsigned shift, uint64_t bytes)
{
    uint8_t *page = fake.namespaces[id - 1];

    memset(page, 0, 4096);
    fake_put(page, 0, 8, bytes >> shift);
    page[25] = 2;
    page[26] = 1;
    fake_put(page, 128 + 4, 4, shift << 16);
}

/* The drivers of controllers before it see that theirs are gone. */
static inline void fake_pull(void)
{
    if (uc_hosted_pci.window.bytes > 0) {
        fake.removed = true;
        uc_sleep_until(uc_plat_clock_monotonic() + 3 * UC_NSEC_PER_S);
    }
}

/* A controller as QEMU makes them, with namespace 1. */
static inline void fake_prepare(unsigned shift)
{
    fake_pull();
    memset(&fake, 0, sizeof fake);
    uc_hosted_pci_prepare(0,
                          &(struct uc_hosted_mmio){.base = fake.memory,
                                                   .bytes = sizeof fake.memory,
                                                   .read = fake_read,
                                                   .write = fake_write});
    fake.cap = 2047 | 1u << 24;
    fake.cap_high = CONFIG_ENABLE << 5;
    fake.version = 0x10400;
    fake.serves = true;
    fake.shift = shift;
    memcpy(fake.controller + 4, "serial 17           ", 20);
    fake.controller[77] = 5;
    fake_put(fake.controller, 516, 4, 3);
    fake_put(fake.controller, 520, 2, 0xc);
    fake.controller[525] = 7;
    fake_put(fake.list, 0, 4, 1);
    fake_namespace(1, shift, FAKE_BYTES);
}

#endif /* NVME_TESTS_DEVICE_H */
