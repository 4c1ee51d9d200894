/* SPDX-License-Identifier: BSD-3-Clause */

/*
 * long xenplat_hypercall(uint64_t a, uint64_t b, uint64_t c, uint64_t d,
 *                        unsigned number)
 *
 * The instruction itself, not a call into the page of stubs that Xen would
 * fill: that costs a page, and what Xen writes there is not protected against
 * speculation. Spec: Xen, xen/include/public/arch-x86/xen-x86_64.h (registers),
 * security advisory 466 (which instruction).
 */
#include "hypercall.h"

    .section .text.xenplat_hypercall, "ax", @progbits
    .globl xenplat_hypercall
    .hidden xenplat_hypercall
    .type xenplat_hypercall, @function
xenplat_hypercall:
    movl %r8d, %eax
    movq %rcx, %r10
    cmpb $XENPLAT_PVH_AMD, xenplat_mode(%rip)
    ja 2f
    je 1f
    syscall
    ret
1:  vmmcall
    ret
2:  vmcall
    ret
    .size xenplat_hypercall, . - xenplat_hypercall

    .section .note.GNU-stack, "", @progbits
