/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_TESTS_DEVICE_H
#define AHCI_TESTS_DEVICE_H

/*
 * An HBA that a test plays, with a drive at each port: registers, command
 * lists and regions as the specification has them, memory reached by device
 * addresses alone.
 */
#include <stdlib.h>
#include <string.h>

#include <uc/hosted_disk.h>
#include <uc/hosted_pci.h>
#include <uc/sched.h>
#include <uc/work.h>

#include "ahci.h"

enum {
    FAKE_BYTES = 2 << 20,
    FAKE_PORTS = 3,
    FAKE_REGS = REGS_PORTS + PORTS_MAX * REGS_PORT_BYTES,
    FAKE_SPIN_UP_MS = 3,
};

enum fake_kind {
    FAKE_NOBODY,
    FAKE_DISK,
    FAKE_PACKET,
    FAKE_MULTIPLIER,
};

struct fake_port {
    enum fake_kind kind;
    uc_paddr_t list;
    uc_paddr_t fises;
    uint32_t causes;
    uint32_t interrupts_on;
    uint32_t command;
    uint32_t task_file;
    uint32_t link_control;
    uint32_t link_errors;
    uint32_t active;
    uint32_t issue;
    uint32_t given; /* of these, what the driver issued and did not take back */
    uc_nsec_t ready_at; /* after a reset */
    bool failed;        /* until its engine is started again */
    bool log_wanted;    /* takes nothing else until its log was read */
    uint8_t failed_tag;
    uint8_t failed_error;
};

static struct {
    uint8_t memory[FAKE_REGS];
    uint32_t cap;
    uint32_t cap2;
    uint32_t implemented;
    uint32_t control;
    uint32_t interrupts;
    uint32_t handoff;
    struct fake_port ports[FAKE_PORTS];
    bool removed;
    bool reset_hangs;
    bool firmware_keeps; /* does not hand over */
    bool never_ready;
    bool serves;       /* commands by itself */
    bool engine_hangs; /* until the link is reset */
    bool no_reset;     /* not even then */
    bool no_log;       /* has no error log */
    uint8_t log_lies;  /* these bits of the tag are wrong */
    bool no_identify;
    bool clears_failed; /* as QEMU before 8.1 */
    bool hostile; /* what the driver does wrong then is the device's fault */
    bool planned;
    unsigned deaf;      /* that many transfers and flushes are never done */
    unsigned fails;     /* that many fail */
    uint8_t fails_with; /* the error field; 0: the link fails */
    uint64_t bad_block; /* reads of it fail; 0: none */
    unsigned resets;    /* of the link */
    unsigned starts;    /* of the engine */
    unsigned flushes;
    unsigned fuas;
    unsigned trims;
    unsigned logs;
    unsigned most; /* at once */
    uint8_t last_code;
    uint8_t identity[PAGE_BYTES];
    uint32_t block_bytes;
    uint8_t disk[FAKE_BYTES]; /* of the first port */
} fake;

static inline void fake_check(bool ok)
{
    if (!ok && !fake.hostile) {
        abort();
    }
}

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

static inline void fake_interrupt(void)
{
    uint32_t before = fake.interrupts;

    for (unsigned i = 0; i < FAKE_PORTS; i++) {
        if ((fake.ports[i].causes & fake.ports[i].interrupts_on) != 0) {
            fake.interrupts |= UINT32_C(1) << i;
        }
    }
    bool on = (fake.control & CONTROL_INTERRUPTS) != 0 &&
              uc_hosted_pci.irq != NULL && !uc_hosted_pci.quiet;
    /* A message goes out when a bit is set; a line stays while any is. */
    if (on && uc_hosted_pci.kind == UC_PCI_IRQ_LINE) {
        for (unsigned i = 0; fake.interrupts != 0; i++) {
            fake_check(i < 10);
            if (i >= 10) {
                return;
            }
            uc_hosted_pci.irq(uc_hosted_pci.irq_arg);
        }
    } else if (on && (fake.interrupts & ~before) != 0) {
        uc_hosted_pci.irq(uc_hosted_pci.irq_arg);
    }
}

static inline void fake_cause(struct fake_port *port, uint32_t causes)
{
    port->causes |= causes;
    fake_interrupt();
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

static inline void fake_fail(struct fake_port *port, unsigned number,
                             bool queued, uint8_t error)
{
    port->failed = true;
    port->given &= ~(UINT32_C(1) << number);
    if (error == 0) { /* of the link */
        fake_cause(port, CAUSE_INTERFACE);
        return;
    }
    if (queued) {
        port->log_wanted = true;
        port->failed_tag = (uint8_t)number;
        port->failed_error = error;
        port->issue &= ~(UINT32_C(1) << number);
    } else if (fake.clears_failed) {
        port->issue &= ~(UINT32_C(1) << number);
    }
    port->task_file = 0x40 | STATUS_ERROR | (uint32_t)error << 8;
    fake_cause(port, CAUSE_TASK_FILE);
}

/* Forgets what the driver must take for done: only a device that reaches memory
 * as it likes would carry that out. */
static inline void fake_forget(struct fake_port *port, uint32_t queued)
{
    bool runs = (port->command & COMMAND_RUNNING) != 0;

    port->given &= runs ? port->issue & (port->active | ~queued) : 0;
}

/* Carries out what was issued, and what is so meanwhile. */
static inline void fake_serve(struct fake_port *port)
{
    uint32_t fis_kind = 0;

    while (!port->failed && (port->command & COMMAND_RUNNING) != 0 &&
           !uc_hosted_pci.quiet && port->given != 0) {
        unsigned number = (unsigned)__builtin_ctz(port->given);
        uint32_t bit = UINT32_C(1) << number;
        const struct ahci_header header =
            ((struct ahci_header *)uc_hosted_dma_to_cpu(port->list))[number];
        const struct ahci_table *table =
            uc_hosted_dma_to_cpu(uc_le64_get(header.table));
        const struct ahci_fis *fis = &table->fis;
        bool queued = (port->active & bit) != 0;
        bool own = fis->command == ATA_IDENTIFY || fis->command == ATA_READ_LOG;

        fake_check((uc_le16_get(header.flags) & 0x1f) == FIS_WORDS &&
                   fis->type == FIS_TO_DEVICE && fis->flags == FIS_COMMAND);
        fake_check(!queued || fis->count == number << 3);
        fake_check(queued == (fis->command == ATA_READ_QUEUED ||
                              fis->command == ATA_WRITE_QUEUED));
        if (!own && fake.deaf > 0) {
            fake.deaf--;
            port->issue &= queued ? ~bit : UINT32_MAX;
            port->given &= ~bit;
            port->failed = !queued; /* nothing comes behind it */
            continue;
        }
        if (!own && fake.fails > 0) {
            fake.fails--;
            fake_fail(port, number, queued, fake.fails_with);
            return;
        }
        uint8_t error = fake_carry_out(port, &header, fis);
        if (error != 0) {
            fake_fail(port, number, queued, error);
            return;
        }
        port->task_file = 0x50;
        port->issue &= ~bit;
        port->active &= ~bit;
        port->given &= ~bit;
        fis_kind |= queued ? CAUSE_BITS_FIS
                    : own  ? CAUSE_PIO_FIS
                           : CAUSE_REGISTER_FIS;
    }
    if (fis_kind != 0) {
        fake_cause(port, fis_kind);
    }
}

static inline void fake_serve_all(void *arg)
{
    (void)arg;
    fake.planned = false;
    for (unsigned i = 0; i < FAKE_PORTS; i++) {
        fake_serve(&fake.ports[i]);
    }
}

static inline void fake_plan(void)
{
    if (!fake.planned) {
        fake.planned = true;
        uc_hosted_at(uc_plat_clock_monotonic() + UC_NSEC_PER_US, fake_serve_all,
                     NULL);
    }
}

static inline void fake_reset_link(struct fake_port *port)
{
    uc_nsec_t time = FAKE_SPIN_UP_MS * UC_NSEC_PER_MS;

    fake_check((port->command & COMMAND_START) == 0);
    fake.resets++;
    port->active = port->issue = port->given = 0;
    port->log_wanted = port->failed = false;
    if (!fake.no_reset) {
        port->command &= ~(uint32_t)COMMAND_RUNNING;
    }
    port->task_file = 0x7f | STATUS_BUSY;
    port->ready_at = uc_plat_clock_monotonic() + time;
    if (port->kind != FAKE_NOBODY) {
        port->link_errors |= 1 << 26;
        port->causes |= CAUSES_LINK;
    }
}

static inline uint32_t fake_task_file(struct fake_port *port)
{
    if (port->ready_at != 0 && !fake.never_ready && port->kind > FAKE_NOBODY &&
        uc_plat_clock_monotonic() >= port->ready_at) {
        port->ready_at = 0;
        port->task_file = 0x50;
    }
    return port->task_file;
}

static inline void fake_port_command(struct fake_port *port, uint32_t value)
{
    uint32_t runs = port->command & COMMAND_RUNNING;

    if ((value & COMMAND_START) != 0 && (port->command & COMMAND_START) == 0) {
        fake_check((value & COMMAND_RECEIVE) != 0 && runs == 0 &&
                   (fake_task_file(port) & 0x88) == 0);
        port->failed = false;
        fake.starts++;
        runs = COMMAND_RUNNING;
    } else if ((value & COMMAND_START) == 0 && !fake.engine_hangs) {
        runs = 0;
        port->issue = port->active = port->given = 0;
    }
    port->command =
        (value & ~(uint32_t)(COMMAND_RUNNING | COMMAND_RECEIVING)) | runs |
        ((value & COMMAND_RECEIVE) != 0 ? (uint32_t)COMMAND_RECEIVING : 0);
}

static inline void fake_port_issue(struct fake_port *port, uint32_t value)
{
    fake_check((port->command & COMMAND_RUNNING) != 0);
    fake_check((port->issue & value) == 0);
    port->issue |= value;
    port->given |= value;
    unsigned n = (unsigned)__builtin_popcount(port->issue | port->active);
    fake.most = n > fake.most ? n : fake.most;
    if (fake.serves || (port->active | port->interrupts_on) == 0) {
        fake_plan();
    }
}

static inline uint64_t fake_port_read(struct fake_port *port, size_t offset)
{
    static const uint32_t signatures[] = {
        UINT32_MAX, SIGNATURE_DISK, SIGNATURE_PACKET, SIGNATURE_MULTIPLIER};

    switch (offset) {
    case PORT_INTERRUPTS:
        return port->causes;
    case PORT_COMMAND:
        return port->command;
    case PORT_TASK_FILE:
        return fake_task_file(port);
    case PORT_SIGNATURE:
        return signatures[port->kind & 3];
    case PORT_LINK:
        return port->kind == FAKE_NOBODY || (port->link_control & 0xf) != 0
                   ? 0
                   : 0x133;
    case PORT_LINK_ERRORS:
        return port->link_errors;
    case PORT_ACTIVE:
        return port->active;
    case PORT_ISSUE:
        return port->issue;
    default:
        return 0;
    }
}

static inline void fake_port_write(struct fake_port *port, size_t offset,
                                   uint32_t value)
{
    switch (offset) {
    case PORT_LIST:
        fake_check(value % 1024 == 0);
        port->list = (port->list >> 32 << 32) | value;
        break;
    case PORT_LIST + 4:
        port->list = (uint32_t)port->list | (uc_paddr_t)value << 32;
        break;
    case PORT_FIS:
        fake_check(value % 256 == 0);
        break;
    case PORT_INTERRUPTS:
        port->causes &= ~value;
        if (port->link_errors != 0) {
            port->causes |= CAUSES_LINK;
        }
        break;
    case PORT_INTERRUPTS_ON:
        port->interrupts_on = value;
        fake_interrupt();
        break;
    case PORT_COMMAND:
        fake_port_command(port, value);
        break;
    case PORT_LINK_CONTROL:
        if ((port->link_control & 0xf) == 1 && (value & 0xf) == 0) {
            fake_reset_link(port);
        }
        port->link_control = value;
        break;
    case PORT_LINK_ERRORS:
        port->link_errors &= ~value;
        break;
    case PORT_ACTIVE:
        port->active |= value;
        break;
    case PORT_ISSUE:
        fake_port_issue(port, value);
        break;
    default:
        break;
    }
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
    case REG_CONTROL:
        return fake.control;
    case REG_INTERRUPTS:
        return fake.interrupts;
    case REG_PORTS:
        return fake.implemented;
    case REG_CAP2:
        return fake.cap2;
    case REG_HANDOFF:
        return fake.handoff;
    default:
        break;
    }
    size_t port = (offset - REGS_PORTS) / REGS_PORT_BYTES;
    return offset >= REGS_PORTS && port < FAKE_PORTS
               ? fake_port_read(&fake.ports[port], offset % REGS_PORT_BYTES)
               : 0;
}

static inline void fake_write(void *arg, size_t offset, unsigned bytes,
                              uint64_t value)
{
    uint32_t word = (uint32_t)value;
    size_t port = (offset - REGS_PORTS) / REGS_PORT_BYTES;

    (void)arg;
    fake_check(bytes == 4);
    if (fake.removed) {
        return;
    }
    if (offset == REG_CONTROL) {
        fake_check((word & CONTROL_AHCI) != 0);
        fake.control = fake.reset_hangs ? word : word & ~1u;
    } else if (offset == REG_INTERRUPTS) {
        fake.interrupts &= ~word;
    } else if (offset == REG_HANDOFF) {
        fake.handoff =
            fake.firmware_keeps ? word : word & ~(uint32_t)HANDOFF_BIOS;
    } else if (offset >= REGS_PORTS && port < FAKE_PORTS) {
        fake_port_write(&fake.ports[port], offset % REGS_PORT_BYTES, word);
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

/* The drivers of HBAs before it see that theirs are gone. */
static inline void fake_pull(void)
{
    if (uc_hosted_pci.window.bytes > 0) {
        fake.removed = true;
        uc_sleep_until(uc_plat_clock_monotonic() + 3 * UC_NSEC_PER_S);
    }
}

/* An HBA as of a PC: a drive at its second port, nobody at the others. */
static inline void fake_prepare(uint32_t block_bytes, unsigned depth)
{
    fake_pull();
    memset(&fake, 0, sizeof fake);
    uc_hosted_pci_prepare(5,
                          &(struct uc_hosted_mmio){.base = fake.memory,
                                                   .bytes = sizeof fake.memory,
                                                   .read = fake_read,
                                                   .write = fake_write});
    fake.cap = CAP_WIDE | CAP_NCQ | 31u << 8 | (FAKE_PORTS - 1);
    fake.implemented = (1u << FAKE_PORTS) - 1;
    fake.serves = true;
    fake.ports[1].kind = FAKE_DISK;
    for (unsigned i = 0; i < FAKE_PORTS; i++) {
        fake.ports[i].task_file = 0x7f;
    }
    fake_identify(block_bytes, depth);
}

#endif /* AHCI_TESTS_DEVICE_H */
