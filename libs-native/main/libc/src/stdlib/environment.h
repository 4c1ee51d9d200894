/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_ENVIRONMENT_H
#define LIBC_ENVIRONMENT_H

/* What environ points to, the platform's before anything else. */
char **environment_strings(void);

/* The entry of (name), up to its '=' or end; the NULL behind the last else. */
char **environment_find(const char *name);

#endif /* LIBC_ENVIRONMENT_H */
