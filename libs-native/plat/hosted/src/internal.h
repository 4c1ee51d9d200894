/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HOSTED_INTERNAL_H
#define HOSTED_INTERNAL_H

#include <uc/hosted.h>

/* Prints "# hosted: " and the text on stderr, then aborts: the test is wrong.
 */
UC_NORETURN void hosted_misuse(const char *fmt, ...) UC_PRINTF(1, 2);

void hosted_command_line_set(const char *line);
void hosted_fail_if_idle_for_ever(uc_nsec_t deadline);
/* Lets time pass to (when): simulated or by sleeping. */
void hosted_clock_wait(uc_nsec_t when);

/* Shows a page of a region at (at) as well, mapped already. False: errno. */
bool hosted_memory_view(void *at, const void *page, bool writable);

/* Where uc_hosted_panics waits for the end, if it does. */
bool hosted_panic_caught(const char *text);

#endif /* HOSTED_INTERNAL_H */
