/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef GREETING_LOUD_H
#define GREETING_LOUD_H

void greeting_loud(void);

#endif /* GREETING_LOUD_H */
