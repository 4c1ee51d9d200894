/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef STATUS_H
#define STATUS_H

#include <stddef.h>

void status_count_request(void);
void status_count_connection(int change);

/* The state as JSON, (*len) bytes for free(); NULL where memory is short. */
char *status_json(size_t *len);

#endif /* STATUS_H */
