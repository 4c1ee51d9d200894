/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_STORE_H
#define LIBC_STORE_H

#include <stdint.h>

/*
 * Stores (value) for printf's %n and for scanf: (length) says what (where)
 * points to, as in struct libc_spec.
 */
void libc_store(char length, void *where, uintmax_t value);

#endif /* LIBC_STORE_H */
