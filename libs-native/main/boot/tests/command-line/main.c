/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <uc/errors.h>
#include <uc/test.h>

#include "command_line.c"

static char line[128];
static char name[] = "hello";
static char *argv[8];
static char seen[128];

static void note(char *word)
{
    strcat(seen, word);
    strcat(seen, ";");
}

static int split(const char *text, unsigned max)
{
    strcpy(line, text);
    seen[0] = '\0';
    return boot_split_command_line(line, name, argv, max, note);
}

UC_TEST(an_empty_line_leaves_the_name_alone)
{
    UC_EXPECT_EQ(split("", 8), 1);
    UC_EXPECT_STR(argv[0], "hello");
    UC_EXPECT(argv[1] == NULL);
    UC_EXPECT_STR(seen, "");
}

UC_TEST(words_before_the_dashes_are_parameters)
{
    UC_EXPECT_EQ(split("net.addr=10.0.0.2/24 quiet -- -v  file\t\"a b\"", 8),
                 4);
    UC_EXPECT_STR(seen, "net.addr=10.0.0.2/24;quiet;");
    UC_EXPECT_STR(argv[1], "-v");
    UC_EXPECT_STR(argv[2], "file");
    UC_EXPECT_STR(argv[3], "a b");
    UC_EXPECT(argv[4] == NULL);
}

UC_TEST(quotes_may_stand_inside_a_word)
{
    UC_EXPECT_EQ(split("net.name=\"my host\"x -- a\"\"b \"\" c", 8), 4);
    UC_EXPECT_STR(seen, "net.name=my hostx;");
    UC_EXPECT_STR(argv[1], "ab");
    UC_EXPECT_STR(argv[2], "");
    UC_EXPECT_STR(argv[3], "c");
}

UC_TEST(a_quote_without_its_pair_reaches_to_the_end)
{
    UC_EXPECT_EQ(split("-- \"a b  c", 8), 2);
    UC_EXPECT_STR(argv[1], "a b  c");
}

UC_TEST(later_dashes_are_arguments)
{
    UC_EXPECT_EQ(split("-- a -- b=c", 8), 4);
    UC_EXPECT_STR(argv[2], "--");
    UC_EXPECT_STR(argv[3], "b=c");
    UC_EXPECT_STR(seen, "");
}

UC_TEST(what_only_begins_with_dashes_is_a_parameter)
{
    UC_EXPECT_EQ(split("--x - -", 8), 1);
    UC_EXPECT_STR(seen, "--x;-;-;");
}

UC_TEST(refuses_more_arguments_than_fit_with_the_final_null)
{
    UC_EXPECT_EQ(split("-- 1 2", 4), 3);
    UC_EXPECT(argv[3] == NULL);
    UC_EXPECT_EQ(split("-- 1 2 3", 4), -UC_E2BIG);
}
