/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages of programs: second views of what the regions hold. */
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>

#include <uc/arch.h>
#include <uc/aspace.h>
#include <uc/errors.h>
#include <uc/plat/paging.h>

#include "internal.h"

enum {
    RANGE_MIB = sizeof(void *) == 8 ? 65536 : 256,
};

static bool eager;
static void (*called)(void);

/* Absent in a program without a provider of contract "aspace". */
const char *uc_aspace_fault(uintptr_t address, bool write,
                            struct uc_trap_frame *frame) UC_WEAK;

void uc_hosted_paging_eager(bool enabled)
{
    eager = enabled;
}

bool uc_plat_paging_on_demand(void)
{
    return !eager;
}

bool uc_trap_call(struct uc_trap_frame *frame, uintptr_t stack_top,
                  void (*fn)(void))
{
    (void)frame;
    (void)stack_top;
    if (called != NULL) {
        return false;
    }
    called = fn;
    return true;
}

/*
 * No host tells portably whether it was a write: what faults again where a read
 * was allowed must have been one.
 */
static void on_fault(int signal, siginfo_t *info, void *context)
{
    static uintptr_t last;
    struct uc_trap_frame frame = {0};
    const uintptr_t address = (uintptr_t)info->si_addr;
    const char *text = "fault";

    (void)context;
    if (uc_aspace_fault != NULL) {
        text = uc_aspace_fault(address, address == last, &frame);
    }
    last = address == last ? 0 : address;
    if (text == NULL && called != NULL) {
        void (*fn)(void) = called;
        called = NULL;
        fn();
    }
    if (text != NULL) {
        (void)fprintf(stderr, "# hosted: %s, address %p\n", text,
                      (void *)address);
        (void)sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL},
                        NULL);
    }
}

int uc_plat_paging_range(uintptr_t *start, uintptr_t *end)
{
    static char *range;
    const size_t bytes = (size_t)RANGE_MIB << 20;
    const struct sigaction action = {.sa_sigaction = on_fault,
                                     .sa_flags = SA_SIGINFO | SA_NODEFER};

    if (range == NULL) {
        void *mem = mmap(NULL, bytes, PROT_NONE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (mem == MAP_FAILED || sigaction(SIGSEGV, &action, NULL) != 0) {
            return -UC_ENOSYS;
        }
        range = mem;
    }
    *start = (uintptr_t)range;
    *end = *start + bytes;
    return 0;
}

int uc_plat_paging_map(uintptr_t at, void *page, bool writable)
{
    return hosted_memory_view((void *)at, page, writable) ? 0 : -UC_ENOMEM;
}

void uc_plat_paging_unmap(uintptr_t at)
{
    void *mem =
        mmap((void *)at, UC_PAGE_SIZE, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);

    if (mem == MAP_FAILED) {
        hosted_misuse("cannot unmap a page");
    }
}
