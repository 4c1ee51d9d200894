/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's memory is a file without a name, so that a page of it can be
 * mapped a second time, at an address of programs.
 */
#include <uc/errors.h>
#include <uc/plat/memory.h>
#include <uc/plat/paging.h>

#include "internal.h"
#include "paging.h"

enum {
    MFD_CLOEXEC = 1,
    MAP_SHARED = 0x1,
    MAP_PRIVATE = 0x2,
    MAP_FIXED = 0x10,
    MAP_ANONYMOUS = 0x20,
    MAP_NORESERVE = 0x4000,
    ERRORS_MAX = 4095,
    SEEK_SET = 0,
};

/* Halved where the host limits a process' addresses (RLIMIT_AS). */
#define RANGE_BYTES ((size_t)1 << (sizeof(void *) == 8 ? 40 : 28))
#define RANGE_LEAST ((size_t)1 << 24)

static int memory_fd = -1;
static char *memory;

static void *map(uintptr_t at, size_t bytes, int prot, int flags, size_t offset)
{
    const bool anonymous = (flags & MAP_ANONYMOUS) != 0;
    const long args[6] = {(long)at,
                          (long)bytes,
                          prot,
                          flags,
                          anonymous ? -1 : memory_fd,
                          (long)(offset >> linuxuplat_mmap_shift)};
    long result = uc_linux_call(UC_LINUX_MMAP, args);

    return result < 0 && result >= -ERRORS_MAX ? NULL : (void *)result;
}

/* A byte behind the end makes the file as long as it is to be. */
static bool set_length(int fd, size_t bytes)
{
    const long seek[6] = {fd, (long)bytes, SEEK_SET};

    return uc_linux_call(UC_LINUX_LSEEK, seek) >= 0 &&
           uc_linux_write(fd, "", 1) == 1;
}

/* A new file, unless the command line names one. */
static int memory_file(size_t bytes)
{
    static const char name[] = "unicore";
    const long args[6] = {(long)name, MFD_CLOEXEC};
    int fd =
        UC_CONFIG_API_HOST_READS ? linuxuplat_memory_file(bytes) : -UC_ENOENT;

    if (fd == -UC_ENOENT) {
        fd = (int)linuxuplat_raw_call(linuxuplat_memfd_call, args);
        fd = fd >= 0 && !set_length(fd, bytes) ? -UC_ENOSPC : fd;
    }
    return fd;
}

void *linuxuplat_map_paged(size_t bytes)
{
    memory_fd = memory_file(bytes);
    if (memory_fd < 0) {
        return NULL;
    }
    memory = map(0, bytes, LINUXUPLAT_PROT_READ | LINUXUPLAT_PROT_WRITE,
                 MAP_SHARED | MAP_NORESERVE, 0);
    return memory;
}

int uc_plat_paging_range(uintptr_t *start, uintptr_t *end)
{
    static char *range;
    static size_t bytes;

    if (range == NULL) {
        struct uc_plat_memory region;
        (void)uc_plat_memory_region(0, &region);
        bytes = memory == NULL ? 0 : RANGE_BYTES;
        while (range == NULL && bytes >= RANGE_LEAST) {
            range = map(0, bytes, LINUXUPLAT_PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, 0);
            bytes = range == NULL ? bytes / 2 : bytes;
        }
        if (range == NULL) {
            return -UC_ENOSYS;
        }
    }
    *start = (uintptr_t)range;
    *end = *start + bytes;
    return 0;
}

bool uc_plat_paging_on_demand(void)
{
    return true;
}

int uc_plat_paging_map(uintptr_t at, void *page, bool writable)
{
    const int prot =
        LINUXUPLAT_PROT_READ | (writable ? LINUXUPLAT_PROT_WRITE : 0);

    return map(at, UC_PAGE_SIZE, prot, MAP_SHARED | MAP_NORESERVE | MAP_FIXED,
               (size_t)((char *)page - memory)) == NULL
               ? -UC_ENOMEM
               : 0;
}

/* Where Linux cannot part its own description of it, the page stays mapped but
 * may not be touched. */
void uc_plat_paging_unmap(uintptr_t at)
{
    if (map(at, UC_PAGE_SIZE, LINUXUPLAT_PROT_NONE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
            0) == NULL) {
        (void)linuxuplat_protect((void *)at, UC_PAGE_SIZE,
                                 LINUXUPLAT_PROT_NONE);
    }
}
