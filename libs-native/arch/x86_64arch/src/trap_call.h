/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef X86_64ARCH_TRAP_CALL_H
#define X86_64ARCH_TRAP_CALL_H

/* Of struct uc_trap_frame. */
#define X86_64ARCH_FRAME_BYTES 176
#define X86_64ARCH_FRAME_FLAGS 152

#endif /* X86_64ARCH_TRAP_CALL_H */
