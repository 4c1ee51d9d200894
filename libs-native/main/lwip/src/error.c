/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int lwip_error(err_t err)
{
    switch (err) {
    case ERR_OK:
        return 0;
    case ERR_MEM:
    case ERR_BUF:
        return -UC_ENOMEM;
    case ERR_TIMEOUT:
        return -UC_ETIMEDOUT;
    case ERR_RTE:
        return -UC_ENETUNREACH;
    case ERR_INPROGRESS:
        return -UC_EINPROGRESS;
    case ERR_WOULDBLOCK:
        return -UC_EAGAIN;
    case ERR_USE:
        return -UC_EADDRINUSE;
    case ERR_ALREADY:
        return -UC_EALREADY;
    case ERR_ISCONN:
        return -UC_EISCONN;
    case ERR_CONN:
    case ERR_CLSD:
        return -UC_ENOTCONN;
    case ERR_IF:
        return -UC_ENETDOWN;
    case ERR_RST:
        return -UC_ECONNRESET;
    case ERR_ABRT:
        return -UC_ECONNABORTED;
    default:
        return -UC_EINVAL;
    }
}
