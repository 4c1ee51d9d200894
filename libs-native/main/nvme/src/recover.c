/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Commands that take too long are aborted; where that does not help, the
 * controller is reset, they end with -UC_ETIMEDOUT and all others start again.
 */
#include <uc/barrier.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/plat.h>

#include "nvme.h"

#define STEP_TIME UC_NSEC_PER_MS
/* Often enough to notice soon that a device was pulled. */
#define TICK_MS                                                                \
    (UC_CONFIG_NVME_TIMEOUT_MS < 2000 ? UC_CONFIG_NVME_TIMEOUT_MS / 2 : 1000)

void nvme_report(const char *what)
{
    uc_console_print("nvme: the controller ");
    uc_console_print(what);
    uc_console_print("\n");
}

void nvme_watch(struct nvme *nvme)
{
    if (!nvme->timer.armed) {
        uc_timer_arm(&nvme->timer,
                     uc_plat_clock_monotonic() + TICK_MS * UC_NSEC_PER_MS);
    }
}

static void end_all(struct nvme *nvme, bool only_expired, int result)
{
    for (unsigned i = 0; i < nvme->slots_n; i++) {
        struct nvme_slot *slot = &nvme->slots[i];
        if (slot->request != NULL && (slot->expired || !only_expired)) {
            nvme_end(nvme, slot, slot->expired ? -UC_ETIMEDOUT : result);
        }
    }
}

static void give_up(struct nvme *nvme, int err)
{
    nvme_report(err == -UC_ENODEV ? "is gone" : "does not come back");
    nvme->state = STATE_DEAD;
    uc_pci_quiet(nvme->pci); /* it touches no memory from here on */
    end_all(nvme, false, err);
    uc_work_raise(&nvme->late);
}

void nvme_restart(struct nvme *nvme, const char *why)
{
    if (nvme_removed(nvme)) {
        give_up(nvme, -UC_ENODEV);
        return;
    }
    nvme->resets++;
    if (nvme->resets > RESETS_MAX) {
        give_up(nvme, -UC_ETIMEDOUT);
        return;
    }
    nvme_report(why);
    nvme_disable(nvme);
    uc_timer_arm(&nvme->timer, uc_plat_clock_monotonic() + STEP_TIME);
}

void nvme_late(struct uc_work *work)
{
    struct nvme *nvme = UC_CONTAINER_OF(work, struct nvme, late);

    if (nvme->state == STATE_DEAD) {
        uc_blkdev_gone(&nvme->disk);
    } else {
        uc_blkdev_resize(&nvme->disk, nvme->blocks_told);
    }
}

/* Steps until the controller runs again, or is given up. */
static void go_on(struct nvme *nvme)
{
    bool disabling = nvme->state == STATE_DISABLING;
    int err = nvme_step(nvme);

    if (disabling && err == -UC_EAGAIN && nvme->state != STATE_DISABLING) {
        end_all(nvme, true, 0);
    }
    if (err == -UC_EAGAIN) {
        uc_timer_arm(&nvme->timer, uc_plat_clock_monotonic() + STEP_TIME);
        return;
    }
    if (err < 0) {
        give_up(nvme, err);
        return;
    }
    for (unsigned i = 0; i < nvme->slots_n; i++) {
        if (nvme->slots[i].request != NULL) {
            nvme_send(nvme, &nvme->slots[i]);
        }
    }
    nvme->masked = true; /* the mask is as it was before the reset */
    nvme->disk.ops->kick(&nvme->disk);
    uc_blk_interrupt(&nvme->disk);
    uc_work_raise(&nvme->late);
}

static void abort_command(struct nvme *nvme, struct nvme_slot *slot)
{
    struct nvme_command command = {.opcode = ADMIN_ABORT};
    uint32_t id = (uint32_t)(slot - nvme->slots);

    command.words[0] = uc_le32_of(id << 16 | IO);
    slot->aborting = true;
    slot->age = 0;
    nvme_admin_send(nvme, &command);
}

/* Whether a command has taken too long, or its abortion as well. */
static bool is_late(const struct nvme *nvme, const struct nvme_slot *slot)
{
    return slot->request != NULL && slot->age > nvme->age_max;
}

/* Returns whether one has outlived even its abortion. */
static bool age_slots(struct nvme *nvme)
{
    bool lost = false;

    for (unsigned i = 0; i < nvme->slots_n; i++) {
        struct nvme_slot *slot = &nvme->slots[i];
        slot->age++;
        if (is_late(nvme, slot) && slot->aborting) {
            lost = true;
        } else if (is_late(nvme, slot) && !nvme->admin_busy) {
            abort_command(nvme, slot); /* one at a time */
        }
    }
    for (unsigned i = 0; lost && i < nvme->slots_n; i++) {
        struct nvme_slot *slot = &nvme->slots[i];
        slot->expired = slot->aborting || is_late(nvme, slot);
    }
    return lost;
}

static void watch(struct nvme *nvme)
{
    uint32_t status = uc_mmio_read32(nvme->regs + REG_STATUS);

    if (status == UINT32_MAX) {
        give_up(nvme, -UC_ENODEV);
        return;
    }
    /* Where an interrupt was lost. */
    nvme->disk.ops->poll(&nvme->disk);
    if (nvme->state != STATE_RUNNING) {
        return;
    }
    if ((status & STATUS_FATAL) != 0) {
        nvme_restart(nvme, "tells a fatal error and is reset");
    } else if (age_slots(nvme)) {
        nvme_restart(nvme, "lost a command and is reset");
    } else if (nvme->disk.in_flight > 0) {
        nvme_watch(nvme);
    }
}

void nvme_timer(struct uc_timer *timer)
{
    struct nvme *nvme = UC_CONTAINER_OF(timer, struct nvme, timer);

    uc_blk_lock(&nvme->disk);
    if (nvme->state == STATE_RUNNING) {
        watch(nvme);
    } else if (nvme->state != STATE_DEAD) {
        go_on(nvme);
    }
    uc_blk_unlock(&nvme->disk);
}
