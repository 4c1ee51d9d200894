/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef X86_64ARCH_INTERNAL_H
#define X86_64ARCH_INTERNAL_H

void x86_64arch_context_start(void) __attribute__((visibility("hidden")));

#endif /* X86_64ARCH_INTERNAL_H */
