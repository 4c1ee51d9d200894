/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/aspace.h>
#include <uc/errors.h>

#include "internal.h"

enum {
    AT_FDCWD = -100,
    F_GETFL = 3,
    F_SETFL = 4,
    MAP_SHARED = 0x1,
    MAP_PRIVATE = 0x2,
    MAP_ANONYMOUS = 0x20,
    MAP_NORESERVE = 0x4000,
    ERRORS_MAX = 4095,
    BRING_BYTES = 65536,
};

long uc_linux_call(enum uc_linux_call call, const long args[6])
{
    long result = linuxuplat_raw_call(linuxuplat_call_numbers[call], args);

    if (result < 0 && result >= -ERRORS_MAX) {
        return -linuxuplat_error(-result);
    }
    return result;
}

int uc_linux_open(const char *path, int flags)
{
    const long args[6] = {AT_FDCWD, (long)path, flags};

    return (int)uc_linux_call(UC_LINUX_OPENAT, args);
}

void uc_linux_close(int fd)
{
    const long args[6] = {fd};

    (void)uc_linux_call(UC_LINUX_CLOSE, args);
}

int uc_linux_ioctl(int fd, unsigned long request, void *arg)
{
    const long args[6] = {fd, (long)request, (long)arg};

    return (int)uc_linux_call(UC_LINUX_IOCTL, args);
}

int uc_linux_set_nonblocking(int fd)
{
    const long get[6] = {fd, F_GETFL};
    long flags = uc_linux_call(UC_LINUX_FCNTL, get);

    if (flags < 0) {
        return (int)flags;
    }
    const long set[6] = {fd, F_SETFL, flags | UC_LINUX_O_NONBLOCK};
    return (int)uc_linux_call(UC_LINUX_FCNTL, set);
}

int uc_linux_getsockname(int fd, void *address, uint32_t *bytes)
{
    const long args[6] = {fd, (long)address, (long)bytes};

    return (int)uc_linux_call(UC_LINUX_GETSOCKNAME, args);
}

int uc_linux_getsockopt(int fd, int level, int option, void *value,
                        uint32_t *bytes)
{
    const long args[6] = {fd, level, option, (long)value, (long)bytes};

    return (int)uc_linux_call(UC_LINUX_GETSOCKOPT, args);
}

/* Linux brings no page of programs: where it missed one, some are brought. */
static uc_ssize_t transfer_again(enum uc_linux_call call, int fd,
                                 const void *buf, size_t len)
{
    const size_t part = len < BRING_BYTES ? len : BRING_BYTES;
    const long args[6] = {fd, (long)buf, (long)part};
    int err = uc_aspace_populate(buf, part, call == UC_LINUX_READ);

    return err < 0 ? err : uc_linux_call(call, args);
}

uc_ssize_t uc_linux_read(int fd, void *buf, size_t len)
{
    const long args[6] = {fd, (long)buf, (long)len};
    long result = uc_linux_call(UC_LINUX_READ, args);

    return UC_CONFIG_LINUXUPLAT_ASPACE && result == -UC_EFAULT
               ? transfer_again(UC_LINUX_READ, fd, buf, len)
               : result;
}

uc_ssize_t uc_linux_write(int fd, const void *buf, size_t len)
{
    const long args[6] = {fd, (long)buf, (long)len};
    long result = uc_linux_call(UC_LINUX_WRITE, args);

    return UC_CONFIG_LINUXUPLAT_ASPACE && result == -UC_EFAULT
               ? transfer_again(UC_LINUX_WRITE, fd, buf, len)
               : result;
}

uc_ssize_t uc_linux_readv(int fd, const struct uc_linux_piece *pieces,
                          unsigned count)
{
    const long args[6] = {fd, (long)pieces, (long)count};

    return uc_linux_call(UC_LINUX_READV, args);
}

uc_ssize_t uc_linux_writev(int fd, const struct uc_linux_piece *pieces,
                           unsigned count)
{
    const long args[6] = {fd, (long)pieces, (long)count};

    return uc_linux_call(UC_LINUX_WRITEV, args);
}

static void *map(size_t bytes, int prot, int flags, int fd)
{
    const long args[6] = {0, (long)bytes, prot, flags, fd, 0};
    long result = uc_linux_call(UC_LINUX_MMAP, args);

    return result < 0 && result >= -ERRORS_MAX ? NULL : (void *)result;
}

void *linuxuplat_map(size_t bytes)
{
    return map(bytes, LINUXUPLAT_PROT_READ | LINUXUPLAT_PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
}

void *linuxuplat_map_file(int fd, size_t bytes)
{
    return map(bytes, LINUXUPLAT_PROT_READ, MAP_PRIVATE, fd);
}

void *linuxuplat_map_shared(int fd, size_t bytes)
{
    return map(bytes, LINUXUPLAT_PROT_READ | LINUXUPLAT_PROT_WRITE, MAP_SHARED,
               fd);
}

int linuxuplat_protect(void *mem, size_t bytes, int prot)
{
    const long args[6] = {(long)mem, (long)bytes, prot};

    return (int)uc_linux_call(UC_LINUX_MPROTECT, args);
}
