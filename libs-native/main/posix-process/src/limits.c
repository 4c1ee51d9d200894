/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/types.h>

/* struct rlimit64. */
struct limit {
    uint64_t soft;
    uint64_t hard;
};

/* Spec: Linux, include/uapi/asm-generic/resource.h. */
enum {
    RLIMIT_CORE = 4,
    RLIMIT_NOFILE = 7,
    RLIMITS = 16,
};

/* Weak hook: an image may have no descriptors. */
extern unsigned uc_fd_max(void) UC_WEAK;

static struct limit limits[RLIMITS] = {
    [RLIMIT_CORE] = {1, 1}, /* 0, see below */
};

long uc_sys_prlimit64(int pid, unsigned resource, const struct limit *set,
                      struct limit *old);
long uc_sys_getrlimit(unsigned resource, struct limit *out);
long uc_sys_setrlimit(unsigned resource, const struct limit *set);

/* Kept with 1 added, so that a table of zeros says "unlimited". */
static struct limit shown(unsigned resource)
{
    const struct limit *kept = &limits[resource];

    if (resource == RLIMIT_NOFILE && kept->hard == 0 && uc_fd_max != NULL) {
        return (struct limit){uc_fd_max(), uc_fd_max()};
    }
    return (struct limit){kept->soft - 1, kept->hard - 1};
}

/* Notes what a program sets, within the bounds that it has; enforces nothing.
 */
long uc_sys_prlimit64(int pid, unsigned resource, const struct limit *set,
                      struct limit *old)
{
    if (resource >= RLIMITS) {
        return -UC_EINVAL;
    }
    if (pid != 0 && pid != 1) {
        return -UC_ESRCH;
    }
    struct limit now = shown(resource);
    if (set != NULL) {
        if (set->soft > set->hard) {
            return -UC_EINVAL;
        }
        if (set->hard > now.hard) {
            return -UC_EPERM;
        }
        limits[resource] = (struct limit){set->soft + 1, set->hard + 1};
    }
    if (old != NULL) {
        *old = now;
    }
    return 0;
}

long uc_sys_getrlimit(unsigned resource, struct limit *out)
{
    return uc_sys_prlimit64(0, resource, NULL, out);
}

long uc_sys_setrlimit(unsigned resource, const struct limit *set)
{
    return uc_sys_prlimit64(0, resource, set, NULL);
}
