/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_CONSOLE_H
#define UC_SUITES_CONSOLE_H

/*
 * Conformance suite of contract "console": included by one file of a test
 * program. What a console loses, only its other end sees: the suite writes the
 * lines "# console N: " and N letters, "abc...zabc...", for several N; whoever
 * runs it looks that all UC_SUITE_CONSOLE_LINES are there, whole.
 */
#include <uc/console.h>
#include <uc/plat/irq.h>
#include <uc/test.h>

/* Around the depths of FIFOs and the sizes of pages and rings. */
#define UC_SUITE_CONSOLE_LINES {1, 15, 16, 17, 255, 1024, 4096, 5000}

UC_SET_DECLARE(console, struct uc_console);

static char console_suite_text[5032];

/* "# console (n): " and the letters; returns its length. */
static size_t console_suite_line(unsigned n)
{
    static const char head[] = "# console ";
    size_t len = sizeof head - 1;
    char *text = console_suite_text;

    for (size_t i = 0; i < len; i++) {
        text[i] = head[i];
    }
    for (unsigned unit = 1000; unit > 0; unit /= 10) {
        if (n >= unit) {
            text[len++] = (char)('0' + n / unit % 10);
        }
    }
    text[len++] = ':';
    text[len++] = ' ';
    for (unsigned i = 0; i < n; i++) {
        text[len++] = (char)('a' + i % 26);
    }
    text[len++] = '\n';
    text[len] = '\0';
    return len;
}

UC_TEST(console_is_there_and_can_write)
{
    unsigned count = 0;

    UC_SET_FOREACH(console, struct uc_console, console)
    {
        UC_REQUIRE(console->write != NULL);
        count++;
    }
    UC_EXPECT_GT(count, 0);
}

UC_TEST(console_writes_all_of_a_text_however_long)
{
    static const unsigned lines[] = UC_SUITE_CONSOLE_LINES;

    for (unsigned i = 0; i < UC_ARRAY_SIZE(lines); i++) {
        uc_console_write(console_suite_text, console_suite_line(lines[i]));
    }
    uc_console_write(console_suite_text, 0);
    uc_console_print("");
}

/* A panic does so. */
UC_TEST(console_writes_with_interrupts_off)
{
    unsigned long state = uc_plat_irq_save();

    (void)console_suite_line(26);
    uc_console_print(console_suite_text);
    uc_plat_irq_restore(state);
}

/* One that waits hangs here, where nobody types. */
UC_TEST(console_reads_without_waiting_and_within_its_bounds)
{
    char buf[16];

    UC_SET_FOREACH(console, struct uc_console, console)
    {
        if (console->read == NULL) {
            continue;
        }
        for (size_t len = 1; len <= 8; len++) {
            for (size_t i = 0; i < sizeof buf; i++) {
                buf[i] = '\x7e';
            }
            size_t n = console->read(buf + 4, len);
            UC_EXPECT(n <= len || n == UC_CONSOLE_END);
            size_t end = n <= len ? n : 0;
            for (size_t i = 0; i < sizeof buf; i++) {
                UC_EXPECT((i >= 4 && i < 4 + end) || buf[i] == '\x7e');
            }
        }
    }
}

UC_TEST(console_read_of_nothing_is_nothing)
{
    char buf[1];
    size_t n = uc_console_read(buf, sizeof buf);

    UC_EXPECT_EQ(uc_console_read(buf, 0), 0);
    UC_EXPECT(n <= sizeof buf || n == UC_CONSOLE_END);
}

#endif /* UC_SUITES_CONSOLE_H */
