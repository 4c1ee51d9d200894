/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <uc/tiny.h>

void tinyplat_start(long *stack);
void __stack_chk_fail(void);
int main(int argc, char **argv);
uintptr_t __stack_chk_guard = 0x00a5a5a5;

static long call(long number, long a, long b, long c)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return result;
}

void uc_tiny_print(const char *text)
{
    long bytes = 0;
    while (text[bytes] != '\0') {
        bytes++;
    }
    call(1, 1, (long)text, bytes);
    call(1, 1, (long)"\n", 1);
}

void __stack_chk_fail(void)
{
    call(231, 134, 0, 0);
}

__attribute__((used, optimize("no-stack-protector"))) void
tinyplat_start(long *stack)
{
    call(231, main((int)stack[0], (char **)(stack + 1)), 0, 0);
}

__asm__(".globl _start\n"
        "_start: mov %rsp, %rdi\n"
        "and $-16, %rsp\n"
        "call tinyplat_start\n");
