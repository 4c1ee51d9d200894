/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/errors.h>

#include "internal.h"

bool uc_hook_aspace_fault(const struct uc_aspace_fault *fault,
                          struct uc_trap_frame *frame) UC_WEAK;

static const char *const texts[] = {
    [UC_ASPACE_UNMAPPED] = "page fault, nothing is mapped there",
    [UC_ASPACE_DENIED] = "page fault, what is mapped there may not be used so",
    [UC_ASPACE_NO_MEMORY] = "page fault, out of memory",
    [UC_ASPACE_NO_DATA] = "page fault, no data behind what is mapped there",
};

/* What a thread is to be brought, from the trap until it looks. */
static struct uc_aspace_fault wanted;

/* What the last attempt to bring a page came to: told when it faults again. */
static struct {
    uintptr_t address;
    int err;
} failed;

static void bring(void)
{
    const struct uc_aspace_fault fault = wanted;
    const size_t page = fault.address >> UC_PAGE_SHIFT;
    const struct aspace_area *area = aspace_find(page);
    int err = area == NULL ? 0 : aspace_bring(area, page, fault.write);

    if (err < 0) {
        failed.address = fault.address;
        failed.err = err;
    }
}

static const char *give_up(const struct uc_aspace_fault *fault,
                           struct uc_trap_frame *frame)
{
    if (uc_hook_aspace_fault != NULL && uc_hook_aspace_fault(fault, frame)) {
        return NULL;
    }
    const uintptr_t near = fault->address - (uc_trap_sp(frame) - UC_PAGE_SIZE);
    const bool is_end = fault->reason == UC_ASPACE_DENIED ||
                        fault->reason == UC_ASPACE_UNMAPPED;
    /* What may not be used is not near a stack, but for its guard; below the
     * one that a host's process starts with there is nothing. */
    return is_end && near < 2 * UC_PAGE_SIZE ? "stack overflow"
                                             : texts[fault->reason];
}

static bool is_allowed(const struct aspace_area *area, bool write)
{
    return (area->map.prot &
            (write ? UC_ASPACE_WRITE : UC_ASPACE_READ | UC_ASPACE_WRITE)) != 0;
}

const char *uc_aspace_fault(uintptr_t address, bool write,
                            struct uc_trap_frame *frame)
{
    const size_t page = address >> UC_PAGE_SHIFT;
    const struct aspace_area *area = aspace_find(page);
    struct uc_aspace_fault fault = {address, UC_ASPACE_UNMAPPED, write};

    if (area == NULL) {
        return give_up(&fault, frame);
    }
    if (!is_allowed(area, write)) {
        fault.reason = UC_ASPACE_DENIED;
        return give_up(&fault, frame);
    }
    if (area->map.object == NULL) {
        fault.reason = UC_ASPACE_NO_MEMORY;
        return aspace_bring_zeros(area, page) == 0 ? NULL
                                                   : give_up(&fault, frame);
    }
    if (failed.err != 0 && failed.address == address) {
        fault.reason =
            failed.err == -UC_ENOMEM ? UC_ASPACE_NO_MEMORY : UC_ASPACE_NO_DATA;
        failed.err = 0;
        return give_up(&fault, frame);
    }
    wanted = fault;
    return uc_trap_call(frame, 0, bring) ? NULL : texts[UC_ASPACE_DENIED];
}
