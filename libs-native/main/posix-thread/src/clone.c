/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/posix_thread.h>

#include "internal.h"

/* Spec: Linux, include/uapi/linux/sched.h. */
enum {
    CLONE_VM = 0x100,
    CLONE_FS = 0x200,
    CLONE_FILES = 0x400,
    CLONE_SIGHAND = 0x800,
    CLONE_THREAD = 0x10000,
    CLONE_SETTLS = 0x80000,
    CLONE_PARENT_SETTID = 0x100000,
    CLONE_CHILD_CLEARTID = 0x200000,
    CLONE_CHILD_SETTID = 0x1000000,
    THREAD = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD,
    NUMBER_MAX = 0x3fffffff, /* as Linux: futexes of musl have two bits more */
};

UC_NORETURN long uc_sys_exit(int status);

/* Ended; it stood on what is to be unmapped when it was last seen. */
static struct posix_thread *dead;

static unsigned serial; /* of the last one */

static void bury(void)
{
    if (dead != NULL) {
        if (dead->unmap != NULL) {
            (void)uc_sys_munmap(dead->unmap, dead->unmap_bytes);
        }
        uc_free(dead);
        dead = NULL;
    }
}

/* Puts (new) where its number follows on: after threads without a gap. */
static int insert(struct posix_thread *new)
{
    struct posix_thread *at = &posix_thread_first;

    while (at->next != NULL && at->next->number == at->number + 1) {
        at = at->next;
    }
    if (at->number == NUMBER_MAX) {
        return -UC_EAGAIN;
    }
    new->number = at->number + 1;
    new->next = at->next;
    at->next = new;
    return new->number;
}

static void remove(struct posix_thread *thread)
{
    struct posix_thread *at = &posix_thread_first;

    while (at->next != thread) {
        at = at->next;
    }
    at->next = thread->next;
}

static void run(void *arg)
{
    struct posix_thread *self = arg;

    if (self->pointer != NULL) {
        uc_thread_pointer_set(self->pointer);
    }
    uc_sys_exit(self->function(self->arg));
}

/* The scheduler's last word of it: nobody looks at its stack any more. */
static void ended(void *arg)
{
    struct posix_thread *self = arg;

    if (self->clear != NULL) {
        *self->clear = 0;
        posix_thread_wake((unsigned *)self->clear, 1, UINT32_MAX);
    }
}

int uc_clone(const struct uc_clone *clone)
{
    if ((clone->flags & THREAD) != THREAD || clone->stack_top == NULL) {
        return -UC_EINVAL;
    }
    bury();
    struct posix_thread *new = uc_calloc(1, sizeof *new);
    if (new == NULL) {
        return -UC_ENOMEM;
    }
    *new = (struct posix_thread){
        .function = clone->function,
        .arg = clone->arg,
        .clear = clone->flags & CLONE_CHILD_CLEARTID ? clone->child_tid : NULL,
        .pointer = clone->flags & CLONE_SETTLS ? clone->pointer : NULL,
        .signals = {.blocked = posix_thread_self()->signals.blocked,
                    .serial = ++serial},
    };
    __builtin_memcpy(new->name, posix_thread_self()->name, sizeof new->name);
    int number = insert(new);
    if (number < 0) {
        goto free_new;
    }
    /* Before it runs, as it may look. */
    if (clone->flags & CLONE_PARENT_SETTID) {
        *clone->parent_tid = number;
    }
    if (clone->flags & CLONE_CHILD_SETTID) {
        *clone->child_tid = number;
    }
    const struct uc_thread_attr attr = {
        .name = new->name,
        .stack_top = clone->stack_top,
        .ended = ended,
    };
    int err = uc_thread_create(&new->thread, &attr, run, new);
    if (err == 0) {
        return number;
    }
    remove(new);
    number = err;
free_new:
    uc_free(new);
    return number;
}

/* The first thread has no stack of its own to give back: it just stays away. */
long uc_sys_exit(int status)
{
    struct posix_thread *self = posix_thread_self();

    (void)status;
    bury();
    if (self == &posix_thread_first) {
        ended(self);
        for (;;) {
            uc_sleep_until(UC_NEVER);
        }
    }
    remove(self);
    dead = self;
    uc_thread_exit();
}

void uc_clone_exit(void *base, size_t bytes)
{
    struct posix_thread *self = posix_thread_self();

    self->unmap = base;
    self->unmap_bytes = bytes;
    uc_sys_exit(0);
}
