/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Of musl's own header only how 64-bit arguments are split counts; there is no
 * vDSO: time comes through system calls. Its functions that trap into a kernel
 * get names that nobody calls, so that a source which misses our syscall.h does
 * not link.
 */
#define __syscall0 musl_trap0
#define __syscall1 musl_trap1
#define __syscall2 musl_trap2
#define __syscall3 musl_trap3
#define __syscall4 musl_trap4
#define __syscall5 musl_trap5
#define __syscall6 musl_trap6

#include_next "syscall_arch.h"

#undef __syscall0
#undef __syscall1
#undef __syscall2
#undef __syscall3
#undef __syscall4
#undef __syscall5
#undef __syscall6
#undef VDSO_USEFUL
#undef VDSO_CGT_SYM
#undef VDSO_GETCPU_SYM
