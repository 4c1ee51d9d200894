/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TAP_NET_TESTS_PLAYED_LINUX_H
#define TAP_NET_TESTS_PLAYED_LINUX_H

/* System calls of contract "linux", by the C library of the host. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/linux/syscall.h>
#include <uc/test.h>

/* The library brings its own. */
#undef SIOCGIFHWADDR
#include "internal.h"

/* Numbers of errors differ between architectures. */
static long played_result(long result)
{
    static const struct {
        int host;
        int uc;
    } errors[] = {
        {EPERM, UC_EPERM},   {ENOENT, UC_ENOENT}, {EINTR, UC_EINTR},
        {EIO, UC_EIO},       {ENXIO, UC_ENXIO},   {EBADF, UC_EBADF},
        {EAGAIN, UC_EAGAIN}, {ENOMEM, UC_ENOMEM}, {EACCES, UC_EACCES},
        {EBUSY, UC_EBUSY},   {ENODEV, UC_ENODEV}, {EINVAL, UC_EINVAL},
        {ENOTTY, UC_ENOTTY},
    };

    if (result >= 0) {
        return result;
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(errors); i++) {
        if (errors[i].host == errno) {
            return -errors[i].uc;
        }
    }
    return -UC_EPROTO;
}

int uc_linux_open(const char *path, int flags)
{
    bool write = (flags & UC_LINUX_O_RDWR) != 0;

    return (int)played_result(
        open(path, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC));
}

void uc_linux_close(int fd)
{
    (void)close(fd);
}

int uc_linux_ioctl(int fd, unsigned long request, void *arg)
{
    return (int)played_result(ioctl(fd, request, arg));
}

unsigned long uc_linux_request(enum uc_linux_direction direction,
                               unsigned char type, unsigned char number,
                               unsigned bytes)
{
    static const unsigned directions[] = {
        [UC_LINUX_NO_DATA] = _IOC_NONE,
        [UC_LINUX_TO_KERNEL] = _IOC_WRITE,
        [UC_LINUX_FROM_KERNEL] = _IOC_READ,
        [UC_LINUX_BOTH_WAYS] = _IOC_READ | _IOC_WRITE,
    };

    return _IOC(directions[direction], type, number, bytes);
}

int uc_linux_getsockname(int fd, void *address, uint32_t *bytes)
{
    return (int)played_result(getsockname(fd, address, bytes));
}

int uc_linux_getsockopt(int fd, int level, int option, void *value,
                        uint32_t *bytes)
{
    return (int)played_result(getsockopt(fd, level, option, value, bytes));
}

int uc_linux_set_nonblocking(int fd)
{
    return (int)played_result(
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK));
}

uc_ssize_t uc_linux_readv(int fd, const struct uc_linux_piece *pieces,
                          unsigned count)
{
    return played_result(readv(fd, (const struct iovec *)pieces, (int)count));
}

uc_ssize_t uc_linux_writev(int fd, const struct uc_linux_piece *pieces,
                           unsigned count)
{
    return played_result(writev(fd, (const struct iovec *)pieces, (int)count));
}

static bool played_armed[64];

void uc_linux_irq_arm(int fd, bool armed)
{
    played_armed[fd] = armed;
}

/* What idling does for one descriptor: waits until it can be read. */
static inline void played_idle(int fd)
{
    struct pollfd entry = {.fd = fd, .events = POLLIN};

    if (played_armed[fd] && poll(&entry, 1, -1) > 0) {
        (void)uc_hosted_irq_fire((uc_irq_t)fd);
    }
}

#endif /* TAP_NET_TESTS_PLAYED_LINUX_H */
