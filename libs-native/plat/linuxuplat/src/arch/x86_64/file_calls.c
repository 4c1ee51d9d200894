/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../files.h"

/* Spec: Linux, arch/x86/entry/syscalls/syscall_64.tbl. */
const uint16_t linuxuplat_file_call_numbers[LINUXUPLAT_FILE_CALLS] = {
    [LINUXUPLAT_PREADV] = 295,
    [LINUXUPLAT_PWRITEV] = 296,
    [LINUXUPLAT_FDATASYNC] = 75,
    [LINUXUPLAT_FALLOCATE] = 285,
};
