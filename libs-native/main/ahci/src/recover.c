/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A port stops at each error and is started again: the command that failed
 * ends, all others are sent once more. Spec: AHCI, 6.2.2 (software error
 * recovery).
 */
#include <uc/barrier.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/plat.h>

#include "ahci.h"

#define STEP_TIME UC_NSEC_PER_MS
/* Often enough to notice soon that an HBA was pulled. */
#define TICK_MS                                                                \
    (UC_CONFIG_AHCI_TIMEOUT_MS < 2000 ? UC_CONFIG_AHCI_TIMEOUT_MS / 2 : 1000)
#define AGE_MAX                                                                \
    (UC_CONFIG_AHCI_TIMEOUT_MS > 2000 ? UC_CONFIG_AHCI_TIMEOUT_MS / 1000 : 2)

void ahci_report(const struct ahci_port *port, const char *what)
{
    char number[] = {(char)('0' + port->number / 10),
                     (char)('0' + port->number % 10), '\0'};

    uc_console_print("ahci: port ");
    uc_console_print(port->number < 10 ? &number[1] : number);
    uc_console_print(" ");
    uc_console_print(what);
    uc_console_print("\n");
}

void ahci_watch(struct ahci_port *port)
{
    if (!port->timer.armed) {
        uc_timer_arm(&port->timer,
                     uc_plat_clock_monotonic() + TICK_MS * UC_NSEC_PER_MS);
    }
}

/* An engine that nothing stops is kept from memory, with all of its HBA. */
static void quiet(struct ahci *hba)
{
    hba->quiet = true;
    uc_pci_quiet(hba->pci);
    for (unsigned i = 0; i < PORTS_MAX; i++) {
        if (hba->ports[i] != NULL) {
            uc_timer_arm(&hba->ports[i]->timer, uc_plat_clock_monotonic());
        }
    }
}

static void give_up(struct ahci_port *port, int err)
{
    bool removed = ahci_removed(port->hba);

    ahci_report(port,
                err == -UC_ENODEV ? "has lost its disk" : "does not come back");
    port->state = STATE_DEAD;
    if (!removed && port->issued != 0 && !port->hba->quiet) {
        quiet(port->hba);
    } else if (!removed) {
        uc_mmio_write32(port->regs + PORT_INTERRUPTS_ON, 0);
        uc_mmio_write32(port->regs + PORT_COMMAND, 0);
    }
    port->waiting = NULL;
    for (unsigned i = 0; i < port->slots_n; i++) {
        struct ahci_slot *slot = &port->slots[i];
        if (slot->request != NULL) {
            ahci_end(port, slot, slot->verdict != 0 ? slot->verdict : err);
        }
    }
    uc_work_raise(&port->late);
}

void ahci_restart(struct ahci_port *port, const char *why)
{
    if (ahci_removed(port->hba)) {
        give_up(port, -UC_ENODEV);
        return;
    }
    port->restarts++;
    if (port->restarts > RESTARTS_MAX) {
        port->doom = -UC_EIO;
    }
    if (why != NULL) {
        ahci_report(port, why);
    }
    ahci_stop(port);
    uc_timer_arm(&port->timer, uc_plat_clock_monotonic() + STEP_TIME);
}

void ahci_end_judged(struct ahci_port *port)
{
    struct ahci_slot *waiting = port->waiting;

    port->waiting = NULL;
    while (waiting != NULL) {
        struct ahci_slot *slot = waiting;

        waiting = slot->next;
        if (slot->verdict != 0) {
            ahci_end(port, slot, slot->verdict);
        } else {
            ahci_wait_last(port, slot);
        }
    }
}

void ahci_stopped(struct ahci_port *port)
{
    port->lost = port->issued;
    port->issued = 0;
    for (unsigned i = port->slots_n; i > 0; i--) {
        if ((port->lost >> (i - 1) & 1) != 0) {
            ahci_wait_first(port, &port->slots[i - 1]);
        }
    }
    ahci_end_judged(port);
}

/* Spec: ACS, 6.2 (error field). */
static int result_of(const struct ahci_slot *slot, uint8_t error)
{
    if ((error & ERROR_ADDRESS) != 0) {
        return -UC_ERANGE;
    }
    if ((error & ERROR_ABORT) != 0 && slot->request->op == UC_BLK_DISCARD) {
        return -UC_EOPNOTSUPP;
    }
    return -UC_EIO;
}

static void judge(struct ahci_port *port, struct ahci_slot *slot, uint8_t error)
{
    if ((error & ERROR_CRC) != 0 && slot->tries < TRIES_MAX) {
        slot->tries++; /* the transfer failed, not the drive */
        return;
    }
    slot->verdict = result_of(slot, error);
    port->restarts = 0; /* it is answered */
}

void ahci_blame(struct ahci_port *port, uint32_t slots, uint8_t error)
{
    if (slots != 0 && (slots & (slots - 1)) == 0) {
        judge(port, &port->slots[__builtin_ctz(slots)], error);
    } else {
        port->suspects |= slots;
    }
}

void ahci_failed(struct ahci_port *port, uint32_t causes)
{
    bool told = (causes & CAUSE_TASK_FILE) != 0;
    uint32_t file = uc_mmio_read32(port->regs + PORT_TASK_FILE);

    port->error =
        told ? (uint8_t)(file >> TASK_FILE_ERROR_SHIFT) : (uint8_t)ERROR_CRC;
    port->read_log = told && port->queued && port->issued != 0;
    if (!port->read_log) {
        ahci_blame(port, port->issued, port->error);
    }
    ahci_restart(port, told ? NULL : "had an error of its link and restarts");
}

void ahci_late(struct uc_work *work)
{
    struct ahci_port *port = UC_CONTAINER_OF(work, struct ahci_port, late);

    uc_blk_lock(&port->disk);
    port->disk.ops->poll(&port->disk); /* else only while one is in flight */
    bool dead = port->state == STATE_DEAD;
    uint64_t blocks = port->identity.blocks;
    uc_blk_unlock(&port->disk);
    if (dead) {
        uc_blkdev_gone(&port->disk);
    } else {
        uc_blkdev_resize(&port->disk, blocks);
    }
}

/* Steps until the port runs again, or is given up. */
static void go_on(struct ahci_port *port)
{
    int err = ahci_step(port);

    if (err == -UC_EAGAIN) {
        uc_timer_arm(&port->timer, uc_plat_clock_monotonic() + STEP_TIME);
        return;
    }
    if (err < 0) {
        give_up(port, err);
        return;
    }
    port->disk.ops->kick(&port->disk);
    uc_work_raise(&port->late);
}

/* Whether a command has taken too long. */
static bool age_slots(struct ahci_port *port)
{
    bool expired = false;

    for (unsigned i = 0; i < port->slots_n; i++) {
        struct ahci_slot *slot = &port->slots[i];
        slot->age++;
        if ((port->issued >> i & 1) != 0 && slot->age > AGE_MAX) {
            slot->verdict = -UC_ETIMEDOUT;
            expired = true;
        }
    }
    return expired;
}

static void watch(struct ahci_port *port)
{
    if (ahci_removed(port->hba)) {
        give_up(port, -UC_ENODEV);
        return;
    }
    /* Where an interrupt was lost. */
    (void)ahci_take_causes(port);
    port->disk.ops->poll(&port->disk);
    if (port->state != STATE_RUNNING) {
        return;
    }
    if (age_slots(port)) {
        port->reset_link = true;
        ahci_restart(port, "lost a command and is reset");
    } else if (port->disk.in_flight > 0) {
        ahci_watch(port);
    }
}

void ahci_timer(struct uc_timer *timer)
{
    struct ahci_port *port = UC_CONTAINER_OF(timer, struct ahci_port, timer);

    uc_blk_lock(&port->disk);
    if (port->state == STATE_DEAD) {
        /* nothing left to do */
    } else if (port->hba->quiet) {
        give_up(port, -UC_EIO);
    } else if (port->state == STATE_RUNNING) {
        watch(port);
    } else {
        go_on(port);
    }
    uc_blk_unlock(&port->disk);
}
