/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_MESSAGE_H
#define PC_MESSAGE_H

/* Runs what was claimed for (vector). Context: interrupt handler. */
void pc_message(unsigned vector);

#endif /* PC_MESSAGE_H */
