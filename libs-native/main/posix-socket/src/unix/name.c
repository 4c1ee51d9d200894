/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of AF_UNIX: of files, and Linux' abstract ones. Spec: unix(7). */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "unix.h"

enum {
    FAMILY_BYTES = sizeof(uint16_t),
    AUTO_BYTES = FAMILY_BYTES + 6, /* a zero and five digits */
    AUTO_NAMES = 1 << 20,
};

static struct posix_unix *abstract; /* those that have such a name */

struct posix_unix_name *posix_unix_name_hold(struct posix_unix_name *name)
{
    if (name != NULL) {
        name->holders++;
    }
    return name;
}

void posix_unix_name_put(struct posix_unix_name *name)
{
    if (name != NULL && --name->holders == 0) {
        uc_free(name);
    }
}

int posix_unix_addr_read(const void *from, uint32_t bytes,
                         struct posix_unix_name *out)
{
    if (from == NULL || bytes < FAMILY_BYTES ||
        bytes > FAMILY_BYTES + POSIX_UNIX_PATH_BYTES) {
        return -UC_EINVAL;
    }
    *out = (struct posix_unix_name){.holders = 1, .bytes = bytes};
    __builtin_memcpy(&out->addr, from, bytes);
    if (out->addr.family != POSIX_SOCKET_AF_UNIX) {
        return -UC_EINVAL;
    }
    if (bytes > FAMILY_BYTES && out->addr.path[0] != '\0') {
        uint32_t length = 0;
        while (out->addr.path[length] != '\0') {
            length++;
        }
        /* With the zero, be it behind what fits. */
        out->bytes = FAMILY_BYTES + length + 1;
    }
    return 0;
}

void posix_unix_name_write(const struct posix_unix_name *name, void *to,
                           uint32_t *bytes)
{
    const uint16_t family = POSIX_SOCKET_AF_UNIX;

    if (name == NULL) {
        posix_socket_copy_out(&family, sizeof family, to, bytes);
    } else {
        posix_socket_copy_out(&name->addr, name->bytes, to, bytes);
    }
}

static struct posix_unix *find_abstract(const struct posix_unix_name *name)
{
    struct posix_unix *end = abstract;

    while (end != NULL && (end->name->bytes != name->bytes ||
                           __builtin_memcmp(&end->name->addr, &name->addr,
                                            name->bytes) != 0)) {
        end = end->next_named;
    }
    return end;
}

int posix_unix_find(const void *addr, uint32_t bytes, struct posix_unix **out,
                    struct uc_file **place)
{
    struct posix_unix_name name;
    int err = posix_unix_addr_read(addr, bytes, &name);

    *place = NULL;
    if (err < 0) {
        return err;
    }
    if (name.bytes == FAMILY_BYTES) {
        return -UC_EINVAL;
    }
    if (name.addr.path[0] != '\0') {
        return posix_unix_place_find(name.addr.path, out, place);
    }
    *out = find_abstract(&name);
    return *out == NULL ? -UC_ECONNREFUSED : 0;
}

/* The first name of five digits that nobody has. */
static int choose(struct posix_unix_name *name)
{
    static uint32_t next;

    name->bytes = AUTO_BYTES;
    for (unsigned tries = 0; tries < AUTO_NAMES; tries++) {
        uint32_t number = next++;

        for (unsigned i = 5; i > 0; i--, number >>= 4) {
            name->addr.path[i] = "0123456789abcdef"[number & 0xf];
        }
        if (find_abstract(name) == NULL) {
            return 0;
        }
    }
    return -UC_ENOSPC;
}

int posix_unix_bind(struct posix_socket *so, const void *addr, uint32_t bytes)
{
    struct posix_unix *end = posix_unix(so);
    struct posix_unix_name *name = uc_calloc(1, sizeof *name);

    if (name == NULL) {
        return -UC_ENOMEM;
    }
    int err = posix_unix_addr_read(addr, bytes, name);
    if (err == 0 && end->name != NULL) {
        err = -UC_EINVAL;
    }
    if (err == 0 && name->bytes == FAMILY_BYTES) {
        err = choose(name);
    }
    if (err < 0) {
        goto free_name;
    }
    end->name = name;
    if (name->addr.path[0] != '\0') {
        err = posix_unix_place_make(end, name->addr.path);
        if (err == 0) {
            return 0;
        }
        end->name = NULL;
        goto free_name;
    }
    if (find_abstract(name) != NULL) {
        end->name = NULL;
        err = -UC_EADDRINUSE;
        goto free_name;
    }
    end->next_named = abstract;
    abstract = end;
    return 0;
free_name:
    uc_free(name);
    return err;
}

void posix_unix_unbind(struct posix_unix *end)
{
    struct posix_unix **at = &abstract;

    posix_unix_place_leave(end);
    while (*at != NULL && *at != end) {
        at = &(*at)->next_named;
    }
    if (*at != NULL) {
        *at = end->next_named;
    }
}
