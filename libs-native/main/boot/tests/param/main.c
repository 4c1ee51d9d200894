/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/test.h>

/* Keeps what the library says. */
#define uc_console_print test_print
static void test_print(const char *text);

#include "param.c"

static char printed[128];
static char values[128];
static int answer;

static void test_print(const char *text)
{
    strcat(printed, text);
}

static int note(const char *value)
{
    strcat(values, value);
    strcat(values, ";");
    return answer;
}

UC_PARAM(test_addr, "test.addr", note);
UC_PARAM(test_addr6, "test.addr6", note);

static void apply(const char *text)
{
    static char word[64];

    strcpy(word, text);
    printed[0] = '\0';
    values[0] = '\0';
    boot_apply_param(word);
}

UC_TEST(a_value_goes_to_the_parameter_of_the_whole_name)
{
    apply("test.addr=10.0.0.2/24");
    UC_EXPECT_STR(values, "10.0.0.2/24;");
    apply("test.addr6=fe80::1");
    UC_EXPECT_STR(values, "fe80::1;");
    apply("test.add=1");
    UC_EXPECT_STR(values, "");
}

UC_TEST(a_name_without_a_value_is_set_to_nothing)
{
    apply("test.addr");
    UC_EXPECT_STR(values, ";");
    apply("test.addr=");
    UC_EXPECT_STR(values, ";");
    apply("test.addr=a=b");
    UC_EXPECT_STR(values, "a=b;");
}

UC_TEST(an_unknown_parameter_is_said_if_it_has_a_dot)
{
    apply("tets.addr=1");
    UC_EXPECT_STR(printed, "unknown parameter: tets.addr\n");
    apply("quiet");
    UC_EXPECT_STR(printed, "");
    /* A dot in the value makes it no library's. */
    apply("root=/dev/vda.1");
    UC_EXPECT_STR(printed, "");
}

static void apply_refused(void *arg)
{
    (void)arg;
    apply("test.addr=nonsense");
}

UC_TEST(a_value_that_its_library_refuses_ends_the_image_by_name)
{
    char text[128] = "";

    answer = -UC_EINVAL;
    UC_EXPECT(uc_hosted_panics(apply_refused, NULL, text, sizeof text));
    answer = 0;
    UC_EXPECT(strstr(text, "parameter test.addr") != NULL);
    UC_EXPECT(strstr(text, "\"nonsense\"") != NULL);
}
