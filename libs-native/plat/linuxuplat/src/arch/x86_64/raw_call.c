/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../internal.h"

/* Spec: Linux, arch/x86/entry/syscalls/syscall_64.tbl. */
const uint16_t linuxuplat_call_numbers[UC_LINUXU_CALLS] = {
    [UC_LINUXU_READ] = 0,          [UC_LINUXU_WRITE] = 1,
    [UC_LINUXU_READV] = 19,        [UC_LINUXU_WRITEV] = 20,
    [UC_LINUXU_PPOLL] = 271,       [UC_LINUXU_CLOCK_GETTIME] = 228,
    [UC_LINUXU_GETRANDOM] = 318,   [UC_LINUXU_MPROTECT] = 10,
    [UC_LINUXU_SIGRETURN] = 15,    [UC_LINUXU_RESTART] = 219,
    [UC_LINUXU_EXIT_GROUP] = 231,  [UC_LINUXU_OPENAT] = 257,
    [UC_LINUXU_CLOSE] = 3,         [UC_LINUXU_LSEEK] = 8,
    [UC_LINUXU_IOCTL] = 16,        [UC_LINUXU_FCNTL] = 72,
    [UC_LINUXU_MMAP] = 9,          [UC_LINUXU_SIGACTION] = 13,
    [UC_LINUXU_SIGALTSTACK] = 131, [UC_LINUXU_PRCTL] = 157,
    [UC_LINUXU_GETSOCKNAME] = 51,  [UC_LINUXU_GETSOCKOPT] = 55,
};

/* Spec: Linux, include/uapi/linux/audit.h: AUDIT_ARCH_X86_64. */
const uint32_t linuxuplat_audit_arch = 0xc000003e;

long linuxuplat_raw_call(long number, const long args[6])
{
    register long r10 __asm__("r10") = args[3];
    register long r8 __asm__("r8") = args[4];
    register long r9 __asm__("r9") = args[5];
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(args[0]), "S"(args[1]), "d"(args[2]),
                       "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
