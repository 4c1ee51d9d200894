/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>

long uc_sys_socket(int family, int type, int protocol);

long uc_sys_socket(int family, int type, int protocol)
{
    (void)family;
    (void)type;
    (void)protocol;
    return -UC_EAFNOSUPPORT;
}
