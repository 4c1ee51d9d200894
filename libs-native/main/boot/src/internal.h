/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef BOOT_INTERNAL_H
#define BOOT_INTERNAL_H

#include <stdarg.h>

#include <uc/types.h>

/*
 * Cuts the next word out of (*rest), which moves on behind it; NULL at the end.
 * Blanks part words; what stands between double quotes keeps its blanks and
 * loses the quotes, as in net.name="my host". Works in place.
 */
char *boot_next_word(char **rest);

/*
 * Gives (word), "name=value", to the handlers of parameter name. Ends the image
 * where one refuses the value.
 */
void boot_apply_param(char *word);

/*
 * Fills (argv), of (max) entries, the last of which is NULL, with (name) and
 * what follows the word `--`; words before it are parameters and go to
 * (param). Returns argc, or -UC_E2BIG.
 */
int boot_split_command_line(char *line, char *name, char **argv, unsigned max,
                            void (*param)(char *word));

/*
 * Writes text into (buf), cut off where (bytes) end and closed by NUL. Knows
 * what uc_panic promises. Returns the length of what stands in (buf).
 */
size_t boot_format(char *buf, size_t bytes, const char *fmt, va_list args);

void boot_run_init_steps(void);

/* A new value for the stack protector; whoever stores it never returns. */
extern uintptr_t __stack_chk_guard;
uintptr_t boot_random_guard(void);

/* Where the stack of the first thread begins, for backtraces. */
extern uintptr_t boot_stack_top;

#endif /* BOOT_INTERNAL_H */
