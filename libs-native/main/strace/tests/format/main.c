/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines, against what strace 6.1 prints of the same calls on Linux. */
#include <limits.h>
#include <string.h>

#include <uc/test.h>

#include "../../src/strace.h"

static bool prints(struct strace_call call, long result, const char *expected)
{
    struct strace_line line = {.bytes = 0};

    uc_strace_format(&line, &call, result);
    return line.bytes == strlen(expected) &&
           memcmp(line.text, expected, line.bytes) == 0;
}

UC_TEST(names_flags_and_errors)
{
    const char path[] = "/etc/passwd";

    UC_EXPECT(
        prints((struct strace_call){.name = "openat",
                                    .args = {-100, (long)path, 02000000}},
               3,
               "openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC, 00) "
               "= 3"));
    UC_EXPECT(prints((struct strace_call){.name = "close", .args = {-1}}, -9,
                     "close(-1) = -1 EBADF"));
    UC_EXPECT(prints((struct strace_call){.name = "mprotect", .args = {0, 1}},
                     0, "mprotect(NULL, 1, PROT_NONE) = 0"));
    UC_EXPECT(prints(
        (struct strace_call){.name = "lseek", .args = {3, LONG_MIN, 9}}, -4096,
        sizeof(long) == 8 ? "lseek(3, -9223372036854775808, 0x9) = -4096"
                          : "lseek(3, -2147483648, 0x9) = -4096"));
}

UC_TEST(quotes_and_cuts_buffers)
{
    const char odd[] = "a\"\\\n\0\177";
    const char text[] = "0123456789012345678901234567890123";

    UC_EXPECT(
        prints((struct strace_call){.name = "write", .args = {1, (long)odd, 6}},
               6, "write(1, \"a\\\"\\\\\\n\\000\\177\", 6) = 6"));
    UC_EXPECT(prints(
        (struct strace_call){.name = "read", .args = {0, (long)text, 34}}, 33,
        "read(0, \"01234567890123456789012345678901\"..., 34) = "
        "33"));
    UC_EXPECT(
        prints((struct strace_call){.name = "unlink", .args = {(long)text}}, 0,
               "unlink(\"01234567890123456789012345678901\"...) = 0"));
    UC_EXPECT(prints((struct strace_call){.name = "unlink"}, -14,
                     "unlink(NULL) = -1 EFAULT"));
}

UC_TEST(does_not_read_what_the_call_could_not)
{
    UC_EXPECT(prints((struct strace_call){.name = "write", .args = {1, 1, 6}},
                     -14, "write(1, 0x1, 6) = -1 EFAULT"));
    UC_EXPECT(prints((struct strace_call){.name = "read", .args = {1, 1, 6}},
                     -9, "read(1, 0x1, 6) = -1 EBADF"));
}

UC_TEST(reads_a_timeout_where_the_futex_waits)
{
    const int64_t second[] = {1, 0};

    UC_EXPECT(prints((struct strace_call){.name = "futex",
                                          .args = {0, 128, 7, (long)second}},
                     -110,
                     "futex(NULL, FUTEX_WAIT_PRIVATE, 7, {tv_sec=1, "
                     "tv_nsec=0}) = -1 ETIMEDOUT"));
    UC_EXPECT(
        prints((struct strace_call){.name = "futex", .args = {0, 131, 1, 5}}, 2,
               "futex(NULL, FUTEX_REQUEUE_PRIVATE, 1, 5) = 2"));
}

UC_TEST(prints_the_result_of_a_call_with_arguments_that_do_not_fit)
{
    char control[33];
    struct strace_line line = {.bytes = 0};

    memset(control, 1, 32);
    control[32] = '\0';
    uc_strace_format(&line,
                     &(struct strace_call){
                         .name = "renameat2",
                         .args = {-1, (long)control, -1, (long)control, 0}},
                     -2);
    UC_EXPECT(line.bytes < sizeof line.text);
    UC_EXPECT_EQ(memcmp(line.text + line.bytes - 11, "= -1 ENOENT", 11), 0);
}

UC_TEST(of_an_unknown_call_prints_name_and_result)
{
    UC_EXPECT(prints((struct strace_call){.name = "unheard_of"}, 5,
                     "unheard_of(...) = 5"));
}
