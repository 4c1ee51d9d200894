/* SPDX-License-Identifier: BSD-3-Clause */
/* `hosted` has a command line of its own, so this one goes by another name. */
#define uc_plat_command_line linuxuplat_tested_line
char *linuxuplat_tested_line(void);
#include "../../src/command_line.c"

#include <stdlib.h>

#include <uc/test.h>

struct linuxuplat_start_info linuxuplat_start_info;

void *linuxuplat_map(size_t bytes)
{
    static void *kept;

    free(kept);
    kept = malloc(bytes); /* exactly, so that ASan sees one byte too many */
    return kept;
}

static int ignore(const char *value)
{
    (void)value;
    return 0;
}

UC_PARAM(initrd, "initrd", ignore);

static const char *line_of(char **argv)
{
    int argc = 0;

    while (argv[argc] != NULL) {
        argc++;
    }
    linuxuplat_start_info.argc = argc;
    linuxuplat_start_info.argv = argv;
    linuxuplat_command_line_init();
    return linuxuplat_tested_line();
}

#define LINE(...) line_of((char *[]){(char[]){"image"}, __VA_ARGS__, NULL})
#define WORD(text)                                                             \
    (char[])                                                                   \
    {                                                                          \
        text                                                                   \
    }

UC_TEST(words_of_a_program_go_to_main)
{
    UC_EXPECT_STR(LINE(NULL), "-- ");
    UC_EXPECT_STR(LINE(WORD("a"), WORD("b c"), WORD("")),
                  "-- \"a\" \"b c\" \"\" ");
    UC_EXPECT_STR(LINE(WORD("-v"), WORD("a=b")), "-- \"-v\" \"a=b\" ");
}

UC_TEST(leading_parameters_go_to_libraries)
{
    UC_EXPECT_STR(LINE(WORD("net.addr=1"), WORD("a")),
                  "\"net.addr=1\" -- \"a\" ");
    UC_EXPECT_STR(LINE(WORD("initrd=x y"), WORD("other=1")),
                  "\"initrd=x y\" -- \"other=1\" ");
    UC_EXPECT_STR(LINE(WORD("a"), WORD("net.addr=1")),
                  "-- \"a\" \"net.addr=1\" ");
    UC_EXPECT_STR(LINE(WORD("--x.y=1")), "-- \"--x.y=1\" ");
    UC_EXPECT_STR(LINE(WORD(".x=1")), "-- \".x=1\" ");
    UC_EXPECT_STR(LINE(WORD("./x.y=1")), "-- \"./x.y=1\" ");
}

UC_TEST(dashes_end_the_parameters_once)
{
    UC_EXPECT_STR(LINE(WORD("a.b=1"), WORD("--"), WORD("c.d=2")),
                  "\"a.b=1\" -- \"c.d=2\" ");
    UC_EXPECT_STR(LINE(WORD("--"), WORD("--")), "-- \"--\" ");
    UC_EXPECT_STR(LINE(WORD("x"), WORD("--"), WORD("y")),
                  "-- \"x\" \"--\" \"y\" ");
}

UC_TEST(quotes_and_backslashes_are_escaped)
{
    UC_EXPECT_STR(LINE(WORD("a\"b"), WORD("c\\")), "-- \"a\\\"b\" \"c\\\\\" ");
}

UC_TEST(a_long_line_has_room)
{
    static char word[20000];

    for (size_t i = 0; i + 1 < sizeof word; i++) {
        word[i] = '"';
    }
    const char *made = LINE(word, word);
    UC_EXPECT_EQ(linuxuplat_text_length(made),
                 3 + 2 * (3 + 2 * (sizeof word - 1)));
}
