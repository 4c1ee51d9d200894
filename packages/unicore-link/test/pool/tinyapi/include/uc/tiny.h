/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_TINY_H
#define UC_TINY_H

/* Prints (text) and a newline. */
void uc_tiny_print(const char *text);

#endif /* UC_TINY_H */
