/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_TESTS_PORT_H
#define AHCI_TESTS_PORT_H

/*
 * A port of the played HBA: the engine that takes commands from the list, and
 * the registers.
 */
#include "drive.h"

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

#endif /* AHCI_TESTS_PORT_H */
