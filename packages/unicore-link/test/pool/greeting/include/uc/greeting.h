/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_GREETING_H
#define UC_GREETING_H

/* Says the greeting. */
void uc_greet(void);

/* How many greetings one call is. */
int uc_greeting_times(void);

#endif /* UC_GREETING_H */
