/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sys/mman.h>

#include <uc/errors.h>

#include "internal.h"

enum {
    REGIONS_MAX = 16,
    DEFAULT_MIB = 64,
    RESERVED_MIB = 512,
};

static struct {
    struct uc_plat_memory regions[REGIONS_MAX];
    unsigned count;
    char *next; /* in the reservation */
    char *end;
    bool asked;
} state;

static void reserve(void)
{
    size_t bytes = (size_t)RESERVED_MIB << 20;
    void *mem = mmap(NULL, bytes, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (mem == MAP_FAILED) {
        hosted_misuse("cannot reserve %d MiB: errno %d", RESERVED_MIB, errno);
    }
    state.next = mem;
    state.end = state.next + bytes;
}

void uc_hosted_memory_add(size_t bytes)
{
    if (state.asked) {
        hosted_misuse("uc_hosted_memory_add comes before the first query");
    }
    if (state.count == 0) {
        reserve();
    }
    bytes = UC_ALIGN_UP(bytes, UC_PAGE_SIZE);
    if (state.count == REGIONS_MAX ||
        bytes > (size_t)(state.end - state.next) - UC_PAGE_SIZE) {
        hosted_misuse("no room for %zu more bytes of %d MiB in %d regions",
                      bytes, RESERVED_MIB, REGIONS_MAX);
    }
    if (mprotect(state.next, bytes, PROT_READ | PROT_WRITE) != 0) {
        hosted_misuse("cannot map %zu bytes: errno %d", bytes, errno);
    }
    state.regions[state.count++] = (struct uc_plat_memory){state.next, bytes};
    state.next += bytes + UC_PAGE_SIZE; /* a hole that faults */
}

int uc_plat_memory_region(unsigned index, struct uc_plat_memory *out)
{
    if (state.count == 0) {
        uc_hosted_memory_add((size_t)DEFAULT_MIB << 20);
    }
    state.asked = true;
    if (index >= state.count) {
        return -UC_ENOENT;
    }
    *out = state.regions[index];
    return 0;
}

int uc_plat_memory_guard(void *page, bool guarded)
{
    int prot = guarded ? PROT_NONE : PROT_READ | PROT_WRITE;

    return mprotect(page, UC_PAGE_SIZE, prot) == 0 ? 0 : -UC_ENOMEM;
}
