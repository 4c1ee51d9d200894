/* SPDX-License-Identifier: BSD-3-Clause */
/* What an interrupted thread finds again: registers, flags, the red zone. */
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <uc/sched.h>
#include <uc/test.h>

enum {
    THREADS = 3,
    SWITCHES = 200,
    LOOPS = 50000, /* between two looks at the registers */
};

struct registers {
    uint64_t general[12];
    uint64_t vectors[16][2];
    uint64_t red_zone[16];
    uint64_t flags;
    uint64_t stack;
    uint16_t x87_control;
    uint32_t mxcsr;
};

/*
 * Loads registers from (in), counts (loops) down, stores them at (out). The
 * zero and parity flags, and those of additions, change with the count; carry
 * and direction stay.
 */
__attribute__((naked)) static void spin(const struct registers *in,
                                        struct registers *out, uint64_t loops)
{
    __asm__("push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
            /* Of the red zone: 16 words below the stack pointer. */
            ".set i, 0\n"
            ".rept 16\n"
            "mov 352+i*8(%rdi), %rax; mov %rax, -128+i*8(%rsp)\n"
            ".set i, i+1\n"
            ".endr\n"
            "movdqu 96(%rdi), %xmm0; movdqu 112(%rdi), %xmm1\n"
            "movdqu 128(%rdi), %xmm2; movdqu 144(%rdi), %xmm3\n"
            "movdqu 160(%rdi), %xmm4; movdqu 176(%rdi), %xmm5\n"
            "movdqu 192(%rdi), %xmm6; movdqu 208(%rdi), %xmm7\n"
            "movdqu 224(%rdi), %xmm8; movdqu 240(%rdi), %xmm9\n"
            "movdqu 256(%rdi), %xmm10; movdqu 272(%rdi), %xmm11\n"
            "movdqu 288(%rdi), %xmm12; movdqu 304(%rdi), %xmm13\n"
            "movdqu 320(%rdi), %xmm14; movdqu 336(%rdi), %xmm15\n"
            "fldcw 496(%rdi); ldmxcsr 500(%rdi)\n"
            "mov 0(%rdi), %rax; mov 8(%rdi), %rbx; mov 16(%rdi), %rcx\n"
            "mov 24(%rdi), %rbp; mov 32(%rdi), %r8; mov 40(%rdi), %r9\n"
            "mov 48(%rdi), %r10; mov 56(%rdi), %r11; mov 64(%rdi), %r12\n"
            "mov 72(%rdi), %r13; mov 80(%rdi), %r14; mov 88(%rdi), %r15\n"
            "stc; std\n"
            "1: dec %rdx; jnz 1b\n" /* leaves carry as it is */
            "mov %rax, 0(%rsi); mov %rbx, 8(%rsi); mov %rcx, 16(%rsi)\n"
            "mov %rbp, 24(%rsi); mov %r8, 32(%rsi); mov %r9, 40(%rsi)\n"
            "mov %r10, 48(%rsi); mov %r11, 56(%rsi); mov %r12, 64(%rsi)\n"
            "mov %r13, 72(%rsi); mov %r14, 80(%rsi); mov %r15, 88(%rsi)\n"
            "mov %rsp, 488(%rsi)\n"
            "movdqu %xmm0, 96(%rsi); movdqu %xmm1, 112(%rsi)\n"
            "movdqu %xmm2, 128(%rsi); movdqu %xmm3, 144(%rsi)\n"
            "movdqu %xmm4, 160(%rsi); movdqu %xmm5, 176(%rsi)\n"
            "movdqu %xmm6, 192(%rsi); movdqu %xmm7, 208(%rsi)\n"
            "movdqu %xmm8, 224(%rsi); movdqu %xmm9, 240(%rsi)\n"
            "movdqu %xmm10, 256(%rsi); movdqu %xmm11, 272(%rsi)\n"
            "movdqu %xmm12, 288(%rsi); movdqu %xmm13, 304(%rsi)\n"
            "movdqu %xmm14, 320(%rsi); movdqu %xmm15, 336(%rsi)\n"
            "fnstcw 496(%rsi); stmxcsr 500(%rsi)\n"
            ".set i, 0\n"
            ".rept 16\n"
            "mov -128+i*8(%rsp), %rax; mov %rax, 352+i*8(%rsi)\n"
            ".set i, i+1\n"
            ".endr\n"
            "pushfq; pop %rax; and $0x401, %eax; mov %rax, 480(%rsi)\n"
            "cld\n"
            "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
            "ret\n");
}

_Static_assert(offsetof(struct registers, vectors) == 96, "spin");
_Static_assert(offsetof(struct registers, red_zone) == 352, "spin");
_Static_assert(offsetof(struct registers, flags) == 480, "spin");
_Static_assert(offsetof(struct registers, x87_control) == 496, "spin");
_Static_assert(offsetof(struct registers, mxcsr) == 500, "spin");

static uint64_t start;
static volatile int failures;

static void *check(void *arg)
{
    uint64_t seed = (uint64_t)(uintptr_t)arg + 1;
    static const uint16_t rounding[] = {0x037f, 0x077f, 0x0b7f};
    static const uint32_t mxcsr[] = {0x1f80, 0x3f80, 0x5f80};
    struct registers in, out;
    uint64_t *words = (uint64_t *)(void *)&in;

    memset(&in, 0, sizeof in);
    for (unsigned i = 0; i < offsetof(struct registers, flags) / 8; i++) {
        words[i] = seed * 0x0101010101010101 * (i + 1);
    }
    in.flags = 0x401; /* carry, direction */
    in.x87_control = rounding[(uintptr_t)arg];
    in.mxcsr = mxcsr[(uintptr_t)arg];
    while (uc_sched_switches() - start < SWITCHES) {
        out = in;
        spin(&in, &out, LOOPS);
        in.stack = in.stack == 0 ? out.stack : in.stack;
        failures += memcmp(&in, &out, sizeof in) != 0;
    }
    /* As the ABI wants it. */
    __asm__ volatile("fldcw %0; ldmxcsr %1" ::"m"(rounding[0]), "m"(mxcsr[0]));
    return NULL;
}

UC_TEST(registers_are_kept_while_others_run)
{
    pthread_t threads[THREADS];

    start = uc_sched_switches();
    for (uintptr_t i = 0; i < THREADS; i++) {
        UC_REQUIRE(pthread_create(&threads[i], NULL, check, (void *)i) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        UC_EXPECT_EQ(pthread_join(threads[i], NULL), 0);
    }
    UC_EXPECT_EQ(failures, 0);
}
