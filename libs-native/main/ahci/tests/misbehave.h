/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AHCI_TESTS_MISBEHAVE_H
#define AHCI_TESTS_MISBEHAVE_H

/*
 * An HBA and a drive that do whatever the bytes of an input say, while a user
 * of the disk submits requests.
 */
#include <uc/malloc.h>
#include <uc/work.h>

#include "device.h"

/* Registers change by themselves, with or without an interrupt. */
static inline void port_act(struct fake_port *port, uint32_t what,
                            uint32_t more)
{
    static const uint32_t causes[] = {
        CAUSE_TASK_FILE, CAUSE_INTERFACE, CAUSE_BUS,  CAUSE_CONNECT,
        CAUSE_READY,     CAUSE_BITS_FIS,  UINT32_MAX, 0,
    };

    uint32_t queued = port->given & port->active;

    switch (what & 7) {
    case 0: /* done, or not any more, whatever was issued */
        port->issue = more * 0x01010101u;
        break;
    case 1:
        port->active ^= more << (what >> 3 & 24);
        break;
    case 2:
        port->task_file = more << (what & 8);
        break;
    case 3: /* the engine stops, or starts by itself */
        port->command ^= COMMAND_RUNNING;
        break;
    case 4: /* the drive goes, comes, becomes another */
        port->kind = (enum fake_kind)(more & 3);
        break;
    case 5: /* takes only its log any more */
        port->log_wanted = !port->log_wanted;
        break;
    default:
        port->link_errors = more;
        break;
    }
    fake_forget(port, queued);
    fake_cause(port, causes[what >> 3 & 7] & (more << 24 | 0x8400049));
}

static inline void hba_act(struct uc_hosted_input *input)
{
    uint32_t what = uc_hosted_input_byte(input);

    switch (what & 7) {
    case 0:
    case 1: /* as it should */
        fake_serve_all(NULL);
        break;
    case 2:
        port_act(&fake.ports[1], what >> 3 | (what & 0x80),
                 uc_hosted_input_byte(input));
        break;
    case 3: /* the next ones fail, somehow */
        fake.fails = what >> 3 & 3;
        fake.fails_with = (uint8_t)uc_hosted_input_byte(input);
        break;
    case 4: /* is told of ports that nobody has */
        fake.interrupts = UINT32_MAX >> (what >> 3);
        break;
    case 5: /* does no longer what it should, or tells other things */
        fake.no_log = (what & 8) != 0;
        fake.log_lies = (uint8_t)uc_hosted_input_byte(input);
        fake.never_ready = (what & 16) != 0;
        fake.engine_hangs = (what & 32) != 0;
        fake.no_reset = (what & 64) != 0;
        break;
    case 6:
        fake.identity[(what & 8) * 32 + uc_hosted_input_byte(input)] ^= 1;
        break;
    default:
        uc_sleep_until(uc_plat_clock_monotonic() +
                       (what >> 3) * (100 * UC_NSEC_PER_MS));
        break;
    }
    if ((what & 0x80) != 0 && uc_hosted_pci.irq != NULL) {
        uc_hosted_pci.irq(uc_hosted_pci.irq_arg);
    }
}

/* The driver keeps its devices for ever; what is large goes here. */
static inline void free_port(struct uc_blkdev *disk)
{
    struct ahci_port *port = ahci_port_of(disk);

    uc_free(port->page);
    uc_free(port->tables);
    uc_free(port->slots);
    port->page = NULL;
}

/* Runs one input from start to end. */
static inline void misbehave(const uint8_t *bytes, size_t size)
{
    struct uc_hosted_input input = {bytes, size};
    struct uc_hosted_user user;

    fake_prepare(512u << uc_hosted_input_byte(&input) % 4,
                 uc_hosted_input_byte(&input) % 33);
    fake.hostile = true;
    fake.serves = false;
    fake.cap ^= uc_hosted_input_byte(&input) << 8;
    fake.implemented ^= uc_hosted_input_byte(&input) << 3;
    for (unsigned n = uc_hosted_input_byte(&input) % 8; n > 0; n--) {
        uint32_t at = uc_hosted_input_byte(&input) * 2;
        fake.identity[at] = (uint8_t)uc_hosted_input_byte(&input);
    }
    fake.identity[PAGE_BYTES - 2] = 0xa5;
    fake.identity[PAGE_BYTES - 1] = fake_sum(fake.identity);
    if (uc_hosted_pci_offer() < 0) {
        return;
    }
    struct uc_blkdev *disk = uc_hosted_last_disk();
    uc_hosted_user_begin(&user, disk, 11);
    while (input.left > 0) {
        uint32_t what = uc_hosted_input_byte(&input);
        if ((what & 1) == 0) {
            uc_hosted_user_submit(&user, what >> 1, 1 + what % 11);
        }
        hba_act(&input);
        if ((what & 2) != 0) {
            (void)uc_blk_poll(disk);
        }
        if ((what & 4) != 0) { /* long enough for a restart */
            uc_sleep_until(uc_plat_clock_monotonic() + 10 * UC_NSEC_PER_MS);
        }
        uc_work_run_pending();
    }
    /* What is still in flight ends with the device. */
    fake.removed = true;
    uc_hosted_user_submit(&user, 0, 1);
    uc_sleep_until(uc_plat_clock_monotonic() + 3 * UC_NSEC_PER_S);
    uc_hosted_user_end(&user);
    if (disk->gone) {
        free_port(disk);
    }
}

#endif /* AHCI_TESTS_MISBEHAVE_H */
