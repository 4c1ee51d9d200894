/* SPDX-License-Identifier: BSD-3-Clause */
/* Advisory locks of open files. Spec: Linux, flock(2). */
#include <uc/wait.h>

#include "internal.h"

/* Of all that wait for any file: locks that many wait for are rare. */
static struct uc_waitq waiting = UC_WAITQ_INIT;

/* Context of both: vfs_lock. */
static void drop(struct uc_file *file)
{
    struct uc_file **link = &file->node->locked;

    while (*link != file) {
        link = &(*link)->next;
    }
    *link = file->next;
    file->locked = 0;
    if (UC_CONFIG_VFS_THREADS) {
        uc_waitq_wake_all(&waiting);
    }
}

static bool conflicts(const struct uc_file *file, unsigned kind)
{
    const struct uc_file *other = file->node->locked;

    while (other != NULL &&
           (kind == UC_LOCK_SH && other->locked == UC_LOCK_SH)) {
        other = other->next;
    }
    return other != NULL;
}

void vfs_flock_drop(struct uc_file *file)
{
    uc_spin_lock(&vfs_lock);
    drop(file);
    uc_spin_unlock(&vfs_lock);
}

int uc_file_flock(struct uc_file *file, unsigned operation)
{
    const unsigned kind = operation & ~(unsigned)UC_LOCK_NB;
    int err = 0;

    if ((file->flags & UC_O_PATH) != 0) {
        return -UC_EBADF;
    }
    if (kind != UC_LOCK_SH && kind != UC_LOCK_EX && kind != UC_LOCK_UN) {
        return -UC_EINVAL;
    }
    uc_spin_lock(&vfs_lock);
    if (file->locked == kind) {
        uc_spin_unlock(&vfs_lock);
        return 0;
    }
    if (file->locked != 0) { /* also where it then waits for another kind */
        drop(file);
    }
    if (kind != UC_LOCK_UN) {
        while (err == 0 && conflicts(file, kind)) {
            if ((operation & UC_LOCK_NB) != 0) {
                err = -UC_EAGAIN;
            } else if (UC_CONFIG_VFS_THREADS) {
                err = uc_waitq_wait(&waiting, &vfs_lock, UC_NEVER);
            } else {
                err = -UC_EDEADLK;
            }
        }
        if (err == 0) {
            file->locked = kind;
            file->next = file->node->locked;
            file->node->locked = file;
        }
    }
    uc_spin_unlock(&vfs_lock);
    return err;
}
