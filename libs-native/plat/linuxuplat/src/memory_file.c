/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's memory as a file of the host, so that what the image leaves in
 * it can be read when it has ended.
 */
#include <uc/errors.h>
#include <uc/param.h>

#include "internal.h"

enum {
    SEEK_END = 2,
    NONE = -1,
};

static int file = NONE;

/* `linuxu.memory-file=PATH`: as large as the memory, and empty. */
static int set_file(const char *value)
{
    file = uc_linux_open(value, UC_LINUX_O_RDWR | UC_LINUX_O_CLOEXEC);
    return file < 0 ? file : 0;
}

UC_PARAM(linuxu_memory_file, "linuxu.memory-file", set_file);

int linuxuplat_memory_file(size_t bytes)
{
    const long args[6] = {file, 0, SEEK_END};

    if (file == NONE) {
        return -UC_ENOENT;
    }
    long room = uc_linux_call(UC_LINUX_LSEEK, args);
    /* Memory beyond the end of its file would be SIGBUS at first touch. */
    return room < 0 || (size_t)room < bytes ? -UC_ENOSPC : file;
}

void *linuxuplat_map_memory(size_t bytes)
{
    int fd = linuxuplat_memory_file(bytes);

    return fd == -UC_ENOENT ? linuxuplat_map(bytes)
           : fd < 0         ? NULL
                            : linuxuplat_map_shared(fd, bytes);
}
