/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_TESTS_DEVICE_H
#define AHCI_TESTS_DEVICE_H

/*
 * An HBA that a test plays, with a drive at each port: registers, command
 * lists and regions as the specification has them, memory reached by device
 * addresses alone.
 */
#include <uc/hosted_disk.h>
#include <uc/sched.h>

#include "port.h"

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
