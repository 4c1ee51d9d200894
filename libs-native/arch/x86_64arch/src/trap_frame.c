/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/arch/x86_64/trap.h>

uintptr_t uc_trap_pc(const struct uc_trap_frame *frame)
{
    return frame->rip;
}

uintptr_t uc_trap_sp(const struct uc_trap_frame *frame)
{
    return frame->rsp;
}

uintptr_t uc_trap_fp(const struct uc_trap_frame *frame)
{
    return frame->rbp;
}

/* Appends "name" and 16 hexadecimal digits at (at). */
static char *put_register(char *at, const char *name, uint64_t value)
{
    for (int i = 0; i < 4; i++) {
        *at++ = name[i];
    }
    for (int shift = 60; shift >= 0; shift -= 4) {
        *at++ = "0123456789abcdef"[(value >> shift) & 0xf];
    }
    return at;
}

void uc_trap_print(const struct uc_trap_frame *frame,
                   void (*print)(const char *line))
{
    /* Four characters each, three on a line, in the order that gdb shows. */
    static const char names[] = "rip rsp rbp rax rbx rcx rdx rsi rdi r8  r9  "
                                "r10 r11 r12 r13 r14 r15 efl cs  ss  err ";
    const uint64_t values[] = {
        frame->rip,  frame->rsp, frame->rbp,    frame->rax, frame->rbx,
        frame->rcx,  frame->rdx, frame->rsi,    frame->rdi, frame->r8,
        frame->r9,   frame->r10, frame->r11,    frame->r12, frame->r13,
        frame->r14,  frame->r15, frame->rflags, frame->cs,  frame->ss,
        frame->error};
    char line[3 * 22 + 1];
    char *at = line;

    for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        *at++ = ' ';
        at = put_register(at, &names[(size_t)i * 4], values[i]);
        if (i % 3 == 2) {
            *at = '\0';
            print(line);
            at = line;
        } else {
            *at++ = ' ';
        }
    }
}
