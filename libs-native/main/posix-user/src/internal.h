/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_USER_INTERNAL_H
#define POSIX_USER_INTERNAL_H

#include <uc/types.h>

enum {
    POSIX_USER_GROUPS_MAX = 32, /* NGROUPS_MAX of musl */
};

/* Spec: POSIX.1-2017, XBD 3.306 and those beside it. */
struct posix_user_ids {
    uint32_t real;
    uint32_t effective;
    uint32_t saved;
};

/* Root, until the program says otherwise. */
extern struct posix_user_ids posix_user_uid;
extern struct posix_user_ids posix_user_gid;
extern uint32_t posix_user_groups[POSIX_USER_GROUPS_MAX];
extern unsigned posix_user_groups_n;

/* Tells those who ask for permissions that the above has changed. */
void posix_user_changed(void);

#endif /* POSIX_USER_INTERNAL_H */
