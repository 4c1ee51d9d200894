/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PLAT_BOOT_INFO_H
#define UC_PLAT_BOOT_INFO_H

/* Part of contract "plat": what whoever started the image passed to it. */
#include <uc/types.h>

/*
 * Returns the command line, "lib.param=value ... -- args", one string of
 * writable memory that stays valid; "" where there is none. Words in it are
 * parted by blanks; double quotes keep blanks together, and between them a
 * backslash takes the next character as it is. Context: any.
 */
char *uc_plat_command_line(void);

/* The environment of main(), ended by NULL; never NULL itself. Context: any. */
char **uc_plat_environment(void);

/*
 * Fills (base) and (bytes) with the initial ramdisk, readable for the life of
 * the image. Returns 0, or -UC_ENOENT. Context: any.
 */
int uc_plat_initrd(const void **base, size_t *bytes);

/* Where the image lies in memory, for backtraces. Context: any. */
void uc_plat_image(uintptr_t *start, uintptr_t *text_end, uintptr_t *end);

#endif /* UC_PLAT_BOOT_INFO_H */
