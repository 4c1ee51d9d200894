/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef STATUS_H
#define STATUS_H

#include <stddef.h>

/* Writes the status page, JSON, to (text). Returns its length. */
size_t status_page(char *text, size_t size);

#endif /* STATUS_H */
