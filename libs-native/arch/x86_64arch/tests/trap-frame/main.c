/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <uc/test.h>

#define uc_trap_pc    tested_pc
#define uc_trap_sp    tested_sp
#define uc_trap_fp    tested_fp
#define uc_trap_print tested_print
#include "trap_frame.c"
#include "trap_name.c"

static char printed[1024];

static void collect(const char *line)
{
    strcat(printed, line);
    strcat(printed, "\n");
}

UC_TEST(prints_every_register_once_with_its_value)
{
    struct uc_trap_frame frame;
    uint64_t *words = (uint64_t *)&frame;
    for (size_t i = 0; i < sizeof frame / 8; i++) {
        words[i] = 0xabcd000000000000 + i;
    }
    printed[0] = '\0';
    tested_print(&frame, collect);
    UC_EXPECT(strncmp(printed,
                      " rip abcd000000000011  rsp abcd000000000014  "
                      "rbp abcd000000000008\n",
                      66) == 0);
    /* All but the vector, which the name of the trap tells. */
    for (size_t i = 0; i < sizeof frame / 8; i++) {
        char want[] = "abcd000000000000";
        want[14] = (char)('0' + i / 16);
        want[15] = "0123456789abcdef"[i % 16];
        UC_EXPECT_EQ(strstr(printed, want) != NULL, &words[i] != &frame.vector);
    }
}

UC_TEST(names_each_trap)
{
    UC_EXPECT_STR(uc_x86_trap_name(0), "division by zero");
    UC_EXPECT_STR(uc_x86_trap_name(UC_X86_TRAP_DOUBLE_FAULT), "double fault");
    UC_EXPECT_STR(uc_x86_trap_name(13), "general protection fault");
    UC_EXPECT_STR(uc_x86_trap_name(UC_X86_TRAP_PAGE_FAULT), "page fault");
    UC_EXPECT_STR(uc_x86_trap_name(19), "SIMD error");
    UC_EXPECT_STR(uc_x86_trap_name(15), "exception");
    UC_EXPECT_STR(uc_x86_trap_name(31), "exception");
}
