/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE /* memfd_create */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

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
    int fd;     /* that is reserved */
    char *base; /* all of it */
    char *next; /* in it */
    char *end;
    bool asked;
} state;

/* A file: so that a page can have a second place. */
static void reserve(void)
{
    size_t bytes = (size_t)RESERVED_MIB << 20;
    int fd = memfd_create("hosted", MFD_CLOEXEC);
    void *mem = MAP_FAILED;

    if (fd >= 0 && ftruncate(fd, (off_t)bytes) == 0) {
        mem = mmap(NULL, bytes, PROT_NONE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    }
    if (mem == MAP_FAILED) {
        hosted_misuse("cannot reserve %d MiB: errno %d", RESERVED_MIB, errno);
    }
    state.fd = fd;
    state.base = mem;
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

bool hosted_memory_view(void *at, const void *page, bool writable)
{
    return mmap(at, UC_PAGE_SIZE, PROT_READ | (writable ? PROT_WRITE : 0),
                MAP_SHARED | MAP_FIXED, state.fd,
                (const char *)page - state.base) != MAP_FAILED;
}
