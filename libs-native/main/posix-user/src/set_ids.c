/* SPDX-License-Identifier: BSD-3-Clause */
/* Becoming another user. Spec: POSIX.1-2017, setuid(); Linux, setresuid(2). */
#include <uc/errors.h>

#include "internal.h"

#define KEEP UINT32_MAX /* leaves an ID as it is */

long uc_sys_setuid(uint32_t uid);
long uc_sys_setgid(uint32_t gid);
long uc_sys_setreuid(uint32_t real, uint32_t effective);
long uc_sys_setregid(uint32_t real, uint32_t effective);
long uc_sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved);
long uc_sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved);

static bool is_root(void)
{
    return posix_user_uid.effective == 0;
}

static bool has(const struct posix_user_ids *ids, uint32_t id)
{
    return id == ids->real || id == ids->effective || id == ids->saved;
}

static long become(struct posix_user_ids *ids, struct posix_user_ids next)
{
    *ids = next;
    posix_user_changed();
    return 0;
}

/* All three for root, otherwise the effective one alone. */
static long set_one(struct posix_user_ids *ids, uint32_t id)
{
    if (id == KEEP) {
        return -UC_EINVAL;
    }
    if (is_root()) {
        return become(ids, (struct posix_user_ids){id, id, id});
    }
    if (id != ids->real && id != ids->saved) {
        return -UC_EPERM;
    }
    return become(ids, (struct posix_user_ids){ids->real, id, ids->saved});
}

static long set_two(struct posix_user_ids *ids, uint32_t real,
                    uint32_t effective)
{
    struct posix_user_ids next = *ids;

    if (!is_root() &&
        ((real != KEEP && real != ids->real && real != ids->effective) ||
         (effective != KEEP && !has(ids, effective)))) {
        return -UC_EPERM;
    }
    next.real = real == KEEP ? next.real : real;
    next.effective = effective == KEEP ? next.effective : effective;
    if (real != KEEP || (effective != KEEP && effective != ids->real)) {
        next.saved = next.effective;
    }
    return become(ids, next);
}

static long set_three(struct posix_user_ids *ids, struct posix_user_ids next)
{
    if (!is_root() && ((next.real != KEEP && !has(ids, next.real)) ||
                       (next.effective != KEEP && !has(ids, next.effective)) ||
                       (next.saved != KEEP && !has(ids, next.saved)))) {
        return -UC_EPERM;
    }
    next.real = next.real == KEEP ? ids->real : next.real;
    next.effective = next.effective == KEEP ? ids->effective : next.effective;
    next.saved = next.saved == KEEP ? ids->saved : next.saved;
    return become(ids, next);
}

long uc_sys_setuid(uint32_t uid)
{
    return set_one(&posix_user_uid, uid);
}

long uc_sys_setgid(uint32_t gid)
{
    return set_one(&posix_user_gid, gid);
}

long uc_sys_setreuid(uint32_t real, uint32_t effective)
{
    return set_two(&posix_user_uid, real, effective);
}

long uc_sys_setregid(uint32_t real, uint32_t effective)
{
    return set_two(&posix_user_gid, real, effective);
}

long uc_sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved)
{
    return set_three(&posix_user_uid,
                     (struct posix_user_ids){real, effective, saved});
}

long uc_sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved)
{
    return set_three(&posix_user_gid,
                     (struct posix_user_ids){real, effective, saved});
}
