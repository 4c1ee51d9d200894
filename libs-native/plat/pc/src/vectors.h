/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_VECTORS_H
#define PC_VECTORS_H

/*
 * Interrupt vectors: 32 exceptions, the lines of the first I/O APIC, two of our
 * own, and those that PCI devices write by message or whose line is beyond.
 */
#define PC_VECTOR_IRQ      32
#define PC_VECTOR_TIMER    56
#define PC_VECTOR_SPURIOUS 63 /* low four bits set, as old LAPICs need */
#define PC_VECTOR_MESSAGE  64
#if UC_CONFIG_PC_PCI
#define PC_IDT_GATES 128
#else
#define PC_IDT_GATES 64
#endif

#endif /* PC_VECTORS_H */
