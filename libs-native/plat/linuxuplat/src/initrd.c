/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The initial ramdisk: the file that parameter `initrd=PATH` names, else the
 * one beside the image that is called like it, with ".cpio" appended.
 */
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/param.h>
#include <uc/plat/boot_info.h>

#include "internal.h"

enum {
    SEEK_END = 2,
    PATH_BYTES = 4096,
};

static struct {
    const void *base;
    size_t bytes;
} state;

static int map_path(const char *path)
{
    int fd = uc_linux_open(path, UC_LINUX_O_RDONLY | UC_LINUX_O_CLOEXEC);
    if (fd < 0) {
        return fd;
    }
    const long args[6] = {fd, 0, SEEK_END};
    long bytes = uc_linux_call(UC_LINUX_LSEEK, args);
    void *base = NULL;
    if (bytes > 0) {
        base = linuxuplat_map_file(fd, (size_t)bytes);
    }
    uc_linux_close(fd);
    if (base == NULL) {
        return bytes < 0 ? (int)bytes : -UC_EINVAL;
    }
    state.base = base;
    state.bytes = (size_t)bytes;
    return 0;
}

static int set_initrd(const char *value)
{
    return map_path(value);
}

UC_PARAM(initrd, "initrd", set_initrd);

/* Early: later the seccomp filter opens nothing any more. */
static int linuxu_initrd(void)
{
    static const char suffix[] = ".cpio";
    static char path[PATH_BYTES];
    const char *image = linuxuplat_start_info.exec_path;
    size_t bytes = linuxuplat_text_length(image);

    if (state.base != NULL || bytes == 0 ||
        bytes + sizeof suffix > sizeof path) {
        return 0;
    }
    for (size_t i = 0; i < bytes; i++) {
        path[i] = image[i];
    }
    for (size_t i = 0; i < sizeof suffix; i++) {
        path[bytes + i] = suffix[i];
    }
    (void)map_path(path); /* most images have none */
    return 0;
}

UC_INIT(0, linuxu_initrd);

int uc_plat_initrd(const void **base, size_t *bytes)
{
    if (state.base == NULL) {
        return -UC_ENOENT;
    }
    *base = state.base;
    *bytes = state.bytes;
    return 0;
}
