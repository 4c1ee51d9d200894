/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MUSL_EXIT_H
#define MUSL_EXIT_H

#include <stdbool.h>

/* exit() has run what is to run, or _exit() says that nothing shall. */
extern bool musl_exits;

#endif /* MUSL_EXIT_H */
