/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>

#include <uc/test.h>

#define uc_arch_context_init tested_init
#include "context_init.c"

/* Frames of ASan must not lie on stacks that it has not been told of. */
#define ON_OWN_STACK __attribute__((no_sanitize("address", "undefined")))

void tested_switch(struct uc_arch_context *from, struct uc_arch_context *to);
bool switch_keeps_registers(struct uc_arch_context *from,
                            struct uc_arch_context *to);

static struct uc_arch_context home, away;
static char stack[16384];
static void *got;
static uintptr_t sp_at_entry;
static uint32_t mxcsr_at_entry;
static uint16_t x87_at_entry;
static int turns;

ON_OWN_STACK static void entry(void *arg)
{
    got = arg;
    sp_at_entry = (uintptr_t)__builtin_frame_address(0);
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr_at_entry));
    __asm__ volatile("fnstcw %0" : "=m"(x87_at_entry));
    for (;;) {
        uint32_t mxcsr = 0x1f80 | 0x6000; /* rounds towards zero */
        uint16_t x87 = 0x0f7f;
        __asm__ volatile("ldmxcsr %0" ::"m"(mxcsr));
        __asm__ volatile("fldcw %0" ::"m"(x87));
        /* Everything that a call preserves is overwritten meanwhile. */
        __asm__ volatile("" ::: "rbx", "r12", "r13", "r14", "r15");
        turns++;
        tested_switch(&away, &home);
    }
}

UC_TEST(a_new_context_starts_at_its_entry_with_its_argument)
{
    for (size_t cut = 0; cut < 16; cut++) {
        tested_init(&away, stack + sizeof stack - cut, entry, &turns);
        tested_switch(&home, &away);
        UC_EXPECT(got == &turns);
        UC_EXPECT(sp_at_entry > (uintptr_t)stack &&
                  sp_at_entry < (uintptr_t)stack + sizeof stack);
        /* Spec: System V ABI, 3.4.1: what a process starts with. */
        UC_EXPECT_EQ(mxcsr_at_entry, 0x1f80u);
        UC_EXPECT_EQ(x87_at_entry, 0x037fu);
        /* rbp was pushed by the entry: the ABI's 16 bytes, exactly. */
        UC_EXPECT_EQ(sp_at_entry % 16, 0u);
    }
}

UC_TEST(each_side_keeps_its_registers_and_control_words)
{
    uint32_t mxcsr;
    uint16_t x87;

    turns = 0;
    tested_init(&away, stack + sizeof stack, entry, NULL);
    for (int i = 1; i <= 3; i++) {
        UC_EXPECT(switch_keeps_registers(&home, &away));
        UC_EXPECT_EQ(turns, i);
        __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
        __asm__ volatile("fnstcw %0" : "=m"(x87));
        UC_EXPECT_EQ(mxcsr & 0xffc0u, 0x1f80u);
        UC_EXPECT_EQ(x87, 0x037fu);
    }
}
