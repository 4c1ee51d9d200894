/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LINUXUPLAT_FILES_H
#define LINUXUPLAT_FILES_H

#include <stdint.h>

/*
 * Beside enum uc_linux_call, and in images with option `files` only; the
 * seccomp filter lets all of them through.
 */
enum linuxuplat_file_call {
    LINUXUPLAT_PREADV,
    LINUXUPLAT_PWRITEV,
    LINUXUPLAT_FDATASYNC,
    LINUXUPLAT_FALLOCATE,
    LINUXUPLAT_FILE_CALLS,
};

/* The architecture's part (src/arch/<arch>/). */
extern const uint16_t linuxuplat_file_call_numbers[LINUXUPLAT_FILE_CALLS];

#endif /* LINUXUPLAT_FILES_H */
