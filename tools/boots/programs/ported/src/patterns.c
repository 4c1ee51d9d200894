/* SPDX-License-Identifier: BSD-3-Clause */
/* Patterns as pcre2pattern(3) tells of them. */
#include <pcre2.h>
#include <string.h>
#include <uc/test.h>

enum {
    GROUPS = 8
};

/* Matches once, and leaves where groups begin and end in (ends). */
static int match(const char *pattern, uint32_t options, const char *subject,
                 size_t *ends)
{
    int error;
    PCRE2_SIZE at;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                     options, &error, &at, NULL);
    if (code == NULL) {
        return error;
    }
    pcre2_match_data *data = pcre2_match_data_create(GROUPS, NULL);
    const int result = pcre2_match(code, (PCRE2_SPTR)subject, strlen(subject),
                                   0, 0, data, NULL);
    if (result > 0 && ends != NULL) {
        memcpy(ends, pcre2_get_ovector_pointer(data),
               (size_t)result * 2 * sizeof *ends);
    }
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return result;
}

UC_TEST(pcre2_groups_tell_where_they_matched)
{
    size_t ends[2 * GROUPS];
    UC_EXPECT_EQ(match("^/img/(\\w+)\\.(png|jpe?g)$", 0, "/img/cat.jpeg", ends),
                 3);
    UC_EXPECT_EQ(ends[2], 5);
    UC_EXPECT_EQ(ends[3], 8);
    UC_EXPECT_EQ(ends[4], 9);
    UC_EXPECT_EQ(ends[5], 13);
}

UC_TEST(pcre2_case_counts_unless_it_is_said_not_to)
{
    UC_EXPECT_EQ(match("\\.php$", 0, "/A.PHP", NULL), PCRE2_ERROR_NOMATCH);
    UC_EXPECT_EQ(match("\\.php$", PCRE2_CASELESS, "/A.PHP", NULL), 1);
}

UC_TEST(pcre2_looks_around_and_refers_back)
{
    UC_EXPECT_EQ(match("(?<=a)b(?!c)", 0, "abc ab", NULL), 1);
    UC_EXPECT_EQ(match("(?<=a)b(?!c)", 0, "abc bb", NULL), PCRE2_ERROR_NOMATCH);
    UC_EXPECT_EQ(match("(.)\\1", 0, "abba", NULL), 2);
}

UC_TEST(pcre2_characters_of_utf_8_count_as_one)
{
    UC_EXPECT_EQ(match("^.\\p{Lu}$", PCRE2_UTF, "\xc3\xa4\xc3\x84", NULL), 1);
    UC_EXPECT_EQ(match("^.$", PCRE2_UTF, "\xc3", NULL), PCRE2_ERROR_UTF8_ERR1);
}

UC_TEST(pcre2_a_pattern_that_would_take_for_ever_ends_at_the_limit)
{
    UC_EXPECT_EQ(match("(*LIMIT_MATCH=10000)(a+)+$", 0,
                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", NULL),
                 PCRE2_ERROR_MATCHLIMIT);
}

UC_TEST(pcre2_wrong_patterns_tell_what_is_wrong)
{
    UC_EXPECT_EQ(match("(", 0, "", NULL),
                 PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS);
    UC_EXPECT_EQ(match("[z-a]", 0, "", NULL), PCRE2_ERROR_CLASS_RANGE_ORDER);
}
