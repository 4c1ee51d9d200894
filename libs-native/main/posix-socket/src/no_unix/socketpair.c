/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

long uc_sys_socketpair(int family, unsigned type, int protocol, int *out);

long uc_sys_socketpair(int family, unsigned type, int protocol, int *out)
{
    (void)family;
    (void)type;
    (void)protocol;
    (void)out;
    return -UC_EAFNOSUPPORT;
}
