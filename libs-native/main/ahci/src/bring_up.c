/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A port from any state to one that carries commands out, step by step.
 * Spec: AHCI, 10.1.2 (initialization), 10.4.2 (port reset), 6.2.2 (recovery).
 */
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/plat.h>

#include "ahci.h"

enum {
    STOP_MS = 500,
    RESET_MS = 1,    /* Spec: AHCI, 10.4.2 */
    NOBODY_MS = 100, /* a drive tells that it is there within 10 */
    LINK_MS = 1000,
};

#define COMMAND_TIME (UC_CONFIG_AHCI_TIMEOUT_MS * UC_NSEC_PER_MS)

/* Registers of an HBA that is not there read as ones. */
bool ahci_removed(const struct ahci *hba)
{
    return uc_mmio_read32(hba->regs + REG_CONTROL) == UINT32_MAX;
}

/* Context: any, including interrupt handlers. */
uint32_t ahci_take_causes(struct ahci_port *port)
{
    uint32_t causes = uc_mmio_read32(port->regs + PORT_INTERRUPTS);

    if ((causes & CAUSES_LINK) != 0) {
        volatile uint8_t *errors = port->regs + PORT_LINK_ERRORS;
        uc_mmio_write32(errors, uc_mmio_read32(errors)); /* else they stay */
    }
    uc_mmio_write32(port->regs + PORT_INTERRUPTS, causes);
    (void)__atomic_fetch_or(&port->causes, causes, __ATOMIC_RELEASE);
    return causes;
}

static void forget_causes(struct ahci_port *port)
{
    uc_mmio_write32(port->regs + PORT_LINK_ERRORS, UINT32_MAX);
    uc_mmio_write32(port->regs + PORT_INTERRUPTS, UINT32_MAX);
    (void)__atomic_exchange_n(&port->causes, 0, __ATOMIC_ACQUIRE);
}

static void enter(struct ahci_port *port, enum ahci_state state, uc_nsec_t time)
{
    port->state = state;
    port->deadline = uc_plat_clock_monotonic() + time;
}

static int late(const struct ahci_port *port)
{
    return uc_plat_clock_monotonic() > port->deadline ? -UC_ETIMEDOUT
                                                      : -UC_EAGAIN;
}

static bool engine_runs(const struct ahci_port *port)
{
    return (uc_mmio_read32(port->regs + PORT_COMMAND) & COMMAND_RUNNING) != 0;
}

/* Sets and clears bits of the port's command register. */
static void command(struct ahci_port *port, uint32_t set, uint32_t clear)
{
    volatile uint8_t *reg = port->regs + PORT_COMMAND;

    uc_mmio_write32(reg, (uc_mmio_read32(reg) | set) & ~clear);
}

void ahci_begin(struct ahci_port *port)
{
    if (port->read_log) { /* lost with the reset */
        port->read_log = false;
        ahci_blame(port, port->issued != 0 ? port->issued : port->lost,
                   port->error);
        ahci_end_judged(port);
    }
    port->reset_link = false;
    command(port, COMMAND_SPIN_UP | COMMAND_POWER | COMMAND_ACTIVE,
            COMMAND_START);
    uc_mmio_write32(port->regs + PORT_LINK_CONTROL, LINK_NO_SLEEP | LINK_RESET);
    enter(port, STATE_RESET, RESET_MS * UC_NSEC_PER_MS);
}

void ahci_stop(struct ahci_port *port)
{
    uc_mmio_write32(port->regs + PORT_INTERRUPTS_ON, 0);
    command(port, 0, COMMAND_START);
    enter(port, STATE_STOPPING, STOP_MS * UC_NSEC_PER_MS);
}

static int run(struct ahci_port *port)
{
    forget_causes(port);
    port->state = STATE_RUNNING;
    if (!port->hba->polled) {
        uc_mmio_write32(port->regs + PORT_INTERRUPTS_ON, CAUSES);
    }
    return 0;
}

static int ask(struct ahci_port *port, enum ahci_state state, uint8_t code,
               uint8_t log)
{
    const struct ahci_command ask = {
        .code = code,
        .device = DEVICE_LBA,
        .count = 1,
        .block = log,
    };

    ahci_ask(port, &ask);
    enter(port, state, COMMAND_TIME);
    return -UC_EAGAIN;
}

static int stopping(struct ahci_port *port)
{
    const uint32_t busy = STATUS_BUSY | STATUS_WANTS_DATA;

    if (engine_runs(port)) {
        if (late(port) != -UC_EAGAIN) {
            ahci_begin(port); /* Spec: AHCI, 10.4.2: where it hangs */
        }
        return -UC_EAGAIN;
    }
    ahci_stopped(port);
    if (port->doom != 0) {
        return port->doom;
    }
    if (port->reset_link ||
        (uc_mmio_read32(port->regs + PORT_TASK_FILE) & busy) != 0) {
        ahci_begin(port);
        return -UC_EAGAIN;
    }
    forget_causes(port);
    command(port, COMMAND_START, 0);
    return port->read_log ? ask(port, STATE_LOG, ATA_READ_LOG, LOG_QUEUED_ERROR)
                          : run(port);
}

static int resetting(struct ahci_port *port)
{
    if (late(port) != -UC_EAGAIN) {
        uc_mmio_write32(port->regs + PORT_LINK_CONTROL, LINK_NO_SLEEP);
        enter(port, STATE_LINK, LINK_MS * UC_NSEC_PER_MS);
    }
    return -UC_EAGAIN;
}

static int link_up(struct ahci_port *port)
{
    uint32_t link = uc_mmio_read32(port->regs + PORT_LINK) & LINK_STATE;
    uc_nsec_t nobody = port->deadline - (LINK_MS - NOBODY_MS) * UC_NSEC_PER_MS;

    if (engine_runs(port)) {
        return late(port);
    }
    ahci_stopped(port);
    if (link != LINK_UP) {
        return (link == LINK_NOBODY && uc_plat_clock_monotonic() > nobody)
                   ? -UC_ENODEV
                   : late(port);
    }
    if (port->doom != 0) {
        return port->doom;
    }
    forget_causes(port);
    enter(port, STATE_READY, COMMAND_TIME);
    int err = ahci_attach(port);
    return err < 0 ? err : -UC_EAGAIN;
}

static int check_signature(const struct ahci_port *port)
{
    switch (uc_mmio_read32(port->regs + PORT_SIGNATURE)) {
    case SIGNATURE_DISK:
        return 0;
    case SIGNATURE_PACKET:
        ahci_report(port, "has an ATAPI device, which this driver leaves");
        return -UC_ENODEV;
    case SIGNATURE_MULTIPLIER:
        ahci_report(port, "has a port multiplier, which this driver leaves");
        return -UC_ENODEV;
    default:
        return -UC_EPROTO;
    }
}

static int ready(struct ahci_port *port)
{
    uint32_t busy = STATUS_BUSY | STATUS_WANTS_DATA;

    if ((uc_mmio_read32(port->regs + PORT_TASK_FILE) & busy) != 0) {
        return late(port);
    }
    int err = check_signature(port);
    if (err < 0) {
        return err;
    }
    forget_causes(port);
    command(port, COMMAND_START, 0);
    return ask(port, STATE_IDENTIFY, ATA_IDENTIFY, 0);
}

/* Of a command of our own: -UC_EAGAIN, 0, or what became of it. */
static int answered(struct ahci_port *port)
{
    const uint32_t failed = STATUS_ERROR | STATUS_FAULT;

    (void)ahci_take_causes(port);
    if ((port->causes & CAUSES_FATAL) != 0) {
        return -UC_EIO;
    }
    if ((uc_mmio_read32(port->regs + PORT_ISSUE) & 1) != 0) {
        return late(port);
    }
    if ((uc_mmio_read32(port->regs + PORT_TASK_FILE) & failed) != 0) {
        return -UC_EIO;
    }
    uc_dma_rmb();
    uc_dma_sync_for_cpu(port->page->data, sizeof port->page->data,
                        UC_DMA_FROM_DEVICE);
    return 0;
}

static int identified(struct ahci_port *port)
{
    int err = answered(port);

    if (err == 0) {
        err = ahci_read_identity(port);
    }
    if (err == 0 && port->slots == NULL) {
        err = ahci_make_slots(port);
    }
    return err < 0 ? err : run(port);
}

/* Which of the lost ones failed: the rest is sent again. */
static int logged(struct ahci_port *port)
{
    uint8_t error = 0;
    int err = answered(port);

    if (err == -UC_EAGAIN) {
        return err;
    }
    int tag = err < 0 ? err : ahci_read_log(port, &error);
    port->read_log = false;
    if (tag >= 0 && (port->lost >> tag & 1) != 0) {
        ahci_blame(port, UINT32_C(1) << tag, error);
    } else {
        ahci_blame(port, port->lost, port->error);
    }
    ahci_end_judged(port);
    if (err == 0) {
        return run(port);
    }
    /* A reset as well makes a drive take queued commands again. */
    port->reset_link = true;
    ahci_restart(port, NULL);
    return -UC_EAGAIN;
}

int ahci_step(struct ahci_port *port)
{
    if (ahci_removed(port->hba)) {
        return -UC_ENODEV;
    }
    switch (port->state) {
    case STATE_STOPPING:
        return stopping(port);
    case STATE_RESET:
        return resetting(port);
    case STATE_LINK:
        return link_up(port);
    case STATE_READY:
        return ready(port);
    case STATE_IDENTIFY:
        return identified(port);
    default:
        return logged(port);
    }
}
