/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef DATE_H
#define DATE_H

#include <stddef.h>

/*
 * The line "Date: ...\r\n" of this second, or an empty text where the platform
 * does not know the time. Spec: RFC 9110, section 6.6.1.
 */
const char *date_field(size_t *len);

#endif /* DATE_H */
