/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_TESTS_STATE_H
#define AHCI_TESTS_STATE_H

/* What the played HBA and its drives are at the moment. */
#include <stdlib.h>

#include <uc/hosted_pci.h>

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

#endif /* AHCI_TESTS_STATE_H */
