/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <uc/arch.h>
#include <uc/assert.h>
#include <uc/barrier.h>
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/init.h>
#include <uc/param.h>
#include <uc/test.h>

UC_HOSTED_BOOT("hosted_test.word=seen other.word=1 -- hosted_test.word=args");

static char steps[8];
static char word[16];

static int set_word(const char *value)
{
    (void)strncpy(word, value, sizeof word - 1);
    return 0;
}

UC_PARAM(hosted_test_word, "hosted_test.word", set_word);

static int second(void)
{
    (void)strcat(steps, "2");
    return 0;
}

static int first(void)
{
    (void)strcat(steps, "1");
    return 0;
}

UC_INIT(4, second);
UC_INIT(3, first);

UC_TEST(boot_runs_init_steps_by_level)
{
    UC_EXPECT_STR(steps, "12");
}

UC_TEST(boot_applies_parameters_up_to_the_dashes)
{
    UC_EXPECT_STR(word, "seen");
}

static void panics(void *arg)
{
    uc_panic("no %s at %u", (const char *)arg, 7u);
}

static void asserts(void *arg)
{
    UC_ASSERT(arg != NULL);
}

UC_TEST(a_panic_is_caught_with_its_text)
{
    char text[64] = "";

    UC_EXPECT(
        uc_hosted_panics(panics, (void *)(uintptr_t)"milk", text, sizeof text));
    UC_EXPECT_STR(text, "no milk at 7");
    UC_EXPECT(uc_hosted_panics(asserts, NULL, NULL, 0));
    UC_EXPECT(!uc_hosted_panics(asserts, text, NULL, 0));
}

static unsigned fired;

static void count_fire(void *arg)
{
    *(unsigned *)arg += 1;
}

UC_TEST(a_masked_interrupt_waits_for_the_restore)
{
    fired = 0;
    UC_EXPECT(!uc_hosted_irq_fire(5));
    UC_EXPECT_EQ(uc_plat_irq_claim(5, count_fire, &fired), 0);
    UC_EXPECT_EQ(uc_plat_irq_claim(5, count_fire, &fired), -UC_EBUSY);
    UC_EXPECT_EQ(uc_plat_irq_claim(64, count_fire, &fired), -UC_ENOENT);
    UC_EXPECT(uc_hosted_irq_fire(5));
    UC_EXPECT_EQ(fired, 1);
    unsigned long outer = uc_plat_irq_save();
    unsigned long inner = uc_plat_irq_save();
    UC_EXPECT(uc_hosted_irq_fire(5));
    uc_plat_irq_restore(inner);
    UC_EXPECT_EQ(fired, 1);
    uc_plat_irq_restore(outer);
    UC_EXPECT_EQ(fired, 2);
    uc_plat_irq_release(5);
    UC_EXPECT(!uc_hosted_irq_fire(5));
}

static void fire_line_6(void *arg)
{
    (void)arg;
    (void)uc_hosted_irq_fire(6);
}

UC_TEST(idle_ends_at_an_interrupt_or_at_the_deadline)
{
    uc_hosted_clock_simulate();
    fired = 0;
    UC_REQUIRE(uc_plat_irq_claim(6, count_fire, &fired) == 0);
    unsigned long state = uc_plat_irq_save();
    uc_nsec_t start = uc_plat_clock_monotonic();
    uc_hosted_at(start + UC_NSEC_PER_S, fire_line_6, NULL);
    uc_plat_idle(start + 3600 * UC_NSEC_PER_S);
    UC_EXPECT_EQ(fired, 1);
    UC_EXPECT_LT(uc_plat_clock_monotonic(), start + 2 * UC_NSEC_PER_S);
    uc_plat_idle(start + 3600 * UC_NSEC_PER_S);
    UC_EXPECT_EQ(fired, 1);
    UC_EXPECT_GE(uc_plat_clock_monotonic(), start + 3600 * UC_NSEC_PER_S);
    uc_plat_irq_restore(state);
    uc_plat_irq_release(6);
}

UC_TEST(dma_splits_at_pages_above_four_gibibytes)
{
    static char buffer[3 * 4096] UC_ALIGNED(4096);
    struct uc_dma_seg segs[3];

    UC_EXPECT_EQ(uc_dma_map(buffer + 100, 8192, segs, 1), 1);
    UC_EXPECT_EQ(segs[0].addr, (uintptr_t)buffer + 100);
    uc_hosted_dma(true, UINT64_C(1) << 33);
    UC_EXPECT_EQ(uc_dma_map(buffer + 100, 8192, segs, 2), -UC_E2BIG);
    UC_EXPECT_EQ(uc_dma_map(buffer + 100, 8192, segs, 3), 3);
    UC_EXPECT_EQ(segs[0].bytes, 4096 - 100);
    UC_EXPECT_EQ(segs[2].bytes, 100);
    UC_EXPECT_GT(segs[0].addr, UINT32_MAX);
    UC_EXPECT(uc_hosted_dma_to_cpu(segs[0].addr) == buffer + 100);
    UC_EXPECT(uc_hosted_dma_to_cpu(segs[2].addr) == buffer + 8192);
    UC_EXPECT_NE(segs[0].addr + segs[0].bytes, segs[1].addr);
    uc_hosted_dma(false, 0);
    UC_EXPECT_EQ(uc_dma_map(NULL, 1, segs, 3), -UC_EFAULT);
}

UC_TEST(memory_regions_are_what_the_test_asked_for)
{
    struct uc_plat_memory a;
    struct uc_plat_memory b;

    uc_hosted_memory_add(1);
    uc_hosted_memory_add(8192);
    UC_REQUIRE(uc_plat_memory_region(0, &a) == 0);
    UC_REQUIRE(uc_plat_memory_region(1, &b) == 0);
    UC_EXPECT_EQ(uc_plat_memory_region(2, &b), -UC_ENOENT);
    UC_EXPECT_EQ(a.bytes, 4096);
    UC_EXPECT_EQ(b.bytes, 8192);
    UC_EXPECT((char *)a.base + a.bytes < (char *)b.base);
    memset(b.base, 1, b.bytes);
    UC_EXPECT_EQ(uc_plat_memory_guard(b.base, true), 0);
    UC_EXPECT_EQ(uc_plat_memory_guard(b.base, false), 0);
    UC_EXPECT_EQ(((char *)b.base)[0], 1);
}

static struct uc_arch_context test_context;
static struct uc_arch_context other_context;
static int turns;

/* Leaves frames with red zones behind that never return. */
static UC_NOINLINE void turn(int depth)
{
    char local[64];

    memset(local, depth, sizeof local);
    turns += local[3];
    if (depth > 1) {
        turn(depth - 1);
    }
    uc_arch_context_switch(&other_context, &test_context);
}

static void other(void *arg)
{
    turns = *(int *)arg;
    for (;;) {
        turn(3);
    }
}

UC_TEST(contexts_switch_and_their_stacks_can_be_reused)
{
    static char stack[65536] UC_ALIGNED(4096);
    int start = 100;

    for (int round = 0; round < 2; round++) {
        uc_arch_context_init(&other_context, stack + sizeof stack - 3, other,
                             &start);
        uc_arch_context_switch(&test_context, &other_context);
        UC_EXPECT_EQ(turns, 106);
        uc_arch_context_switch(&test_context, &other_context);
        UC_EXPECT_EQ(turns, 106);
        /* Abandoned in the middle; under ASan this write must be allowed. */
        memset(stack, 0x55, sizeof stack);
    }
}

UC_TEST(device_registers_are_little_endian)
{
    unsigned char reg[8] = {1, 2, 3, 4, 5, 6, 7, 8};

    UC_EXPECT_EQ(uc_mmio_read32(reg), 0x04030201);
    uc_mmio_write16(reg, 0x0a0b);
    UC_EXPECT_EQ(reg[0], 0x0b);
}
