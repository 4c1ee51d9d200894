/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PROCFS_TEXT_H
#define PROCFS_TEXT_H

#include "internal.h"

/* Begins a text, which the caller frees. */
void procfs_begin(struct procfs_text *text);

#endif /* PROCFS_TEXT_H */
