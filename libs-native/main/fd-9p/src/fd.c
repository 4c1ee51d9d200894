/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport: two descriptors, of a stream each way, that this process was
 * started with. As a message says its own length first, they go one behind the
 * other.
 *
 * Spec: intro(5) of Plan 9; Linux, Documentation/filesystems/9p.rst,
 * "trans=fd".
 */
#include <uc/byteorder.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/linux/syscall.h>
#include <uc/p9.h>
#include <uc/param.h>
#include <uc/plat/irq.h>
#include <uc/wait.h>
#include <uc/work.h>

enum {
    SHARES_MAX = 8,
    SIZE_BYTES = 4, /* at the head of each message */
    HEADER_BYTES = 7,
};

struct fd_9p {
    struct uc_p9_transport transport;
    int in;
    int out;
    bool broken;
    bool readable;
    struct uc_spinlock lock;
    struct uc_waitq wq;
    struct uc_work work;
};

static struct fd_9p shares[SHARES_MAX];
static unsigned shares_n;

/* Context: interrupt handler. */
static void interrupt(void *arg)
{
    struct fd_9p *p9 = arg;

    uc_linux_irq_arm(p9->in, false);
    uc_work_raise(&p9->work);
}

static void wake(struct uc_work *work)
{
    struct fd_9p *p9 = UC_CONTAINER_OF(work, struct fd_9p, work);

    uc_spin_lock(&p9->lock);
    p9->readable = true;
    uc_waitq_wake_all(&p9->wq);
    uc_spin_unlock(&p9->lock);
}

static void wait_readable(struct fd_9p *p9)
{
    uc_spin_lock(&p9->lock);
    p9->readable = false;
    uc_linux_irq_arm(p9->in, true);
    while (!p9->readable) {
        (void)uc_waitq_wait(&p9->wq, &p9->lock, UC_NEVER);
    }
    uc_spin_unlock(&p9->lock);
}

static int send(struct fd_9p *p9, const char *out, uint32_t bytes)
{
    while (bytes > 0) {
        const uc_ssize_t n = uc_linux_write(p9->out, out, bytes);

        if (n <= 0 && n != -UC_EINTR) {
            return -UC_EIO;
        }
        out += n > 0 ? n : 0;
        bytes -= n > 0 ? (uint32_t)n : 0;
    }
    return 0;
}

/* Nothing comes but the one answer: what is there is read, up to its end. */
static uc_ssize_t receive(struct fd_9p *p9, char *in, uint32_t room)
{
    uint32_t got = 0;

    for (;;) {
        const uc_ssize_t n = uc_linux_read(p9->in, in + got, room - got);

        if (n > 0) {
            got += (uint32_t)n;
        } else if (n == -UC_EAGAIN) {
            wait_readable(p9);
        } else if (n != -UC_EINTR) {
            return -UC_EIO; /* the server is gone */
        }
        if (got >= SIZE_BYTES) {
            uc_le32 told;

            __builtin_memcpy(&told, in, sizeof told);
            const uint32_t bytes = uc_le32_get(told);
            if (bytes < HEADER_BYTES || bytes > room || got > bytes) {
                return -UC_EIO;
            }
            if (got == bytes) {
                return (uc_ssize_t)got;
            }
        }
    }
}

static uc_ssize_t call(struct uc_p9_transport *transport, const void *out,
                       uint32_t out_bytes, void *in, uint32_t room)
{
    struct fd_9p *p9 = UC_CONTAINER_OF(transport, struct fd_9p, transport);
    uc_ssize_t bytes = p9->broken ? -UC_EIO : send(p9, out, out_bytes);

    if (bytes == 0) {
        bytes = receive(p9, in, room);
    }
    p9->broken = bytes < 0;
    return bytes;
}

/* Reads a number and the colon behind it. */
static const char *descriptor(const char *text, int *out)
{
    int fd = 0;

    if (*text == ':') {
        return NULL;
    }
    for (; *text != ':'; text++) { /* the zero at the end is no digit */
        if (*text < '0' || *text > '9' || fd > 99999) {
            return NULL;
        }
        fd = 10 * fd + (*text - '0');
    }
    *out = fd;
    return text + 1;
}

/* fd-9p.share=TAG:IN:OUT:TREE, where TREE is what the server calls it. */
static int set_share(const char *value)
{
    struct fd_9p *p9 = &shares[shares_n];
    unsigned n = 0;

    if (shares_n == SHARES_MAX) {
        return -UC_ENOMEM;
    }
    while (value[n] != '\0' && value[n] != ':' && n < UC_P9_TAG_MAX - 1) {
        p9->transport.tag[n] = value[n];
        n++;
    }
    p9->transport.tag[n] = '\0';
    if (n == 0 || value[n] != ':') {
        return -UC_EINVAL;
    }
    const char *rest = descriptor(value + n + 1, &p9->in);
    rest = rest == NULL ? NULL : descriptor(rest, &p9->out);
    if (rest == NULL) {
        return -UC_EINVAL;
    }
    p9->transport.tree = rest;
    shares_n++;
    return 0;
}

UC_PARAM(fd_9p_share, "fd-9p.share", set_share);

static int fd_9p_probe(void)
{
    for (unsigned i = 0; i < shares_n; i++) {
        struct fd_9p *p9 = &shares[i];
        int err = uc_linux_set_nonblocking(p9->in);

        if (err == 0 && p9->out == p9->in) {
            err = -UC_EINVAL; /* what is sent must not come back with EAGAIN */
        }
        if (err == 0) {
            err = uc_plat_irq_claim((uc_irq_t)p9->in, interrupt, p9);
        }
        if (err < 0) {
            uc_console_print("fd-9p: no server on the descriptors of ");
            uc_console_print(p9->transport.tag);
            uc_console_print("\n");
            return err;
        }
        uc_linux_irq_arm(p9->in, false);
        p9->transport.call = call;
        p9->work.run = wake;
        uc_p9_transport_add(&p9->transport);
    }
    return 0;
}

UC_INIT(3, fd_9p_probe);
