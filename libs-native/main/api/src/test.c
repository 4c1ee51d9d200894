/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>
#include <uc/test.h>

UC_SET_DECLARE(test, struct uc_test);

static struct {
    const char *filter;
    const char *skipped; /* reason, NULL while the running test is not */
    bool failed;
} state;

static size_t length(const char *text)
{
    size_t n = 0;

    while (text[n] != '\0') {
        n++;
    }
    return n;
}

static void put_number(long long number)
{
    char digits[24];
    size_t at = sizeof digits - 1;
    /* Negated as unsigned, so that the smallest number works as well. */
    unsigned long long rest = (unsigned long long)number;

    if (number < 0) {
        rest = 0 - rest;
    }
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + (char)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        digits[--at] = '-';
    }
    uc_console_print(&digits[at]);
}

static bool contains(const char *text, const char *part)
{
    size_t n = length(part);

    for (; length(text) >= n; text++) {
        if (uc_test_same_memory(text, part, n)) {
            return true;
        }
    }
    return false;
}

static bool selected(const struct uc_test *test)
{
    return state.filter == NULL || contains(test->name, state.filter);
}

static void put_place(const char *file, int line)
{
    state.failed = true;
    uc_console_print("# ");
    uc_console_print(file);
    uc_console_print(":");
    put_number(line);
    uc_console_print(": ");
}

void uc_test_fail(const char *file, int line, const char *text)
{
    put_place(file, line);
    uc_console_print(text);
    uc_console_print("\n");
}

void uc_test_fail_values(const char *file, int line, const char *text,
                         long long got, long long want)
{
    put_place(file, line);
    uc_console_print(text);
    uc_console_print(": got ");
    put_number(got);
    uc_console_print(", compared with ");
    put_number(want);
    uc_console_print("\n");
}

void uc_test_fail_strings(const char *file, int line, const char *text,
                          const char *got, const char *want)
{
    put_place(file, line);
    uc_console_print(text);
    uc_console_print(": got \"");
    uc_console_print(got == NULL ? "(null)" : got);
    uc_console_print("\", expected \"");
    uc_console_print(want == NULL ? "(null)" : want);
    uc_console_print("\"\n");
}

bool uc_test_same_string(const char *a, const char *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    size_t n = length(a);
    return n == length(b) && uc_test_same_memory(a, b, n);
}

bool uc_test_same_memory(const void *a, const void *b, size_t len)
{
    const unsigned char *left = a;
    const unsigned char *right = b;

    for (size_t i = 0; i < len; i++) {
        if (left[i] != right[i]) {
            return false;
        }
    }
    return true;
}

void uc_test_skip(const char *reason)
{
    state.skipped = reason;
}

void uc_test_filter(const char *part)
{
    state.filter = part;
}

static void report(int number, const struct uc_test *test)
{
    uc_console_print(state.failed ? "not ok " : "ok ");
    put_number(number);
    uc_console_print(" - ");
    uc_console_print(test->name);
    if (state.skipped != NULL && !state.failed) {
        uc_console_print(" # SKIP ");
        uc_console_print(state.skipped);
    }
    uc_console_print("\n");
}

int uc_test_main(void)
{
    int number = 0;
    int failures = 0;

    UC_SET_FOREACH(test, struct uc_test, test)
    {
        number += selected(test) ? 1 : 0;
    }
    uc_console_print("1..");
    put_number(number);
    uc_console_print(number == 0 ? " # no test has such a name\n" : "\n");
    number = 0;
    UC_SET_FOREACH(test, struct uc_test, test)
    {
        if (!selected(test)) {
            continue;
        }
        state.failed = false;
        state.skipped = NULL;
        test->run();
        report(++number, test);
        failures += state.failed ? 1 : 0;
    }
    /* A run of nothing proves nothing. */
    return number == 0 ? 1 : failures;
}
