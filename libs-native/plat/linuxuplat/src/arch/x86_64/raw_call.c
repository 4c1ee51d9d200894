/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../internal.h"
#include "../../tick.h"

/* Spec: Linux, arch/x86/entry/syscalls/syscall_64.tbl. */
const uint16_t linuxuplat_call_numbers[UC_LINUX_CALLS] = {
    [UC_LINUX_READ] = 0,          [UC_LINUX_WRITE] = 1,
    [UC_LINUX_READV] = 19,        [UC_LINUX_WRITEV] = 20,
    [UC_LINUX_PPOLL] = 271,       [UC_LINUX_CLOCK_GETTIME] = 228,
    [UC_LINUX_GETRANDOM] = 318,   [UC_LINUX_MPROTECT] = 10,
    [UC_LINUX_SIGRETURN] = 15,    [UC_LINUX_RESTART] = 219,
    [UC_LINUX_EXIT_GROUP] = 231,  [UC_LINUX_OPENAT] = 257,
    [UC_LINUX_CLOSE] = 3,         [UC_LINUX_LSEEK] = 8,
    [UC_LINUX_IOCTL] = 16,        [UC_LINUX_FCNTL] = 72,
    [UC_LINUX_MMAP] = 9,          [UC_LINUX_SIGACTION] = 13,
    [UC_LINUX_SIGALTSTACK] = 131, [UC_LINUX_PRCTL] = 157,
    [UC_LINUX_GETSOCKNAME] = 51,  [UC_LINUX_GETSOCKOPT] = 55,
};

const uint32_t linuxuplat_setitimer_call = 38;

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
