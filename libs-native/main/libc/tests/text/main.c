/* SPDX-License-Identifier: BSD-3-Clause */
/* Strings at every alignment, against the plainest code for each. */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/test.h>

enum {
    ROOM = 64,
};

static uint32_t random_state = 3;

static uint32_t random32(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

/* A string of few different bytes, some above 127, at a random alignment. */
static char *random_string(char *room, size_t max)
{
    char *s = room + random32() % 16;
    size_t len = random32() % max;

    for (size_t i = 0; i < len; i++) {
        s[i] = "ab\x80\xff"[random32() % 4];
    }
    s[len] = '\0';
    return s;
}

static size_t plain_length(const char *s)
{
    size_t n = 0;

    while (s[n] != '\0') {
        n++;
    }
    return n;
}

static const char *plain_find(const char *h, const char *n)
{
    for (;; h++) {
        size_t i = 0;

        while (n[i] != '\0' && h[i] == n[i]) {
            i++;
        }
        if (n[i] == '\0') {
            return h;
        }
        if (*h == '\0') {
            return NULL;
        }
    }
}

static const char *plain_chr(const char *s, char c, bool last)
{
    const char *found = NULL;

    for (;; s++) {
        if (*s == c && (last || found == NULL)) {
            found = s;
        }
        if (*s == '\0') {
            return found;
        }
    }
}

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static int plain_compare(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i]) {
            return ((unsigned char)a[i] > (unsigned char)b[i]) ? 1 : -1;
        }
        if (a[i] == '\0') {
            return 0;
        }
    }
    return 0;
}

UC_TEST(lengths_and_bytes_are_found_at_every_alignment)
{
    char room[ROOM + 16];

    for (int i = 0; i < 20000; i++) {
        char *s = random_string(room, ROOM - 1);
        size_t len = plain_length(s);
        char c = "ab\x80\xffz"[random32() % 5];
        size_t max = random32() % ROOM;

        UC_REQUIRE(strlen(s) == len);
        UC_REQUIRE(strnlen(s, max) == ((len < max) ? len : max));
        UC_REQUIRE(strchr(s, c) == plain_chr(s, c, false));
        UC_REQUIRE(strrchr(s, c) == plain_chr(s, c, true));
        UC_REQUIRE(strchr(s, 0) == s + len);
        UC_REQUIRE(memchr(s, c, len) == plain_chr(s, c, false));
        const char *end = plain_chr(s, c, false);
        UC_REQUIRE(strchrnul(s, c) == ((end == NULL) ? s + len : end));
    }
}

UC_TEST(needles_are_found_where_they_are_first)
{
    char room[1000], needle_room[64];

    for (int i = 0; i < 30000; i++) {
        char *s = random_string(room, (i % 10 == 0) ? 900 : 30);
        /* Two letters only: periods, and many near misses. */
        for (char *p = s; *p != '\0'; p++) {
            *p = (random32() % 8 == 0) ? 'b' : 'a';
        }
        char *needle = random_string(needle_room, 12);
        for (char *p = needle; *p != '\0'; p++) {
            *p = (random32() % 4 == 0) ? 'b' : 'a';
        }
        UC_REQUIRE(strstr(s, needle) == plain_find(s, needle));
    }
    UC_EXPECT_STR(strcasestr("Hello World", "WORLD"), "World");
    UC_EXPECT(strcasestr("abc", "abcd") == NULL);
    UC_EXPECT(memmem("abc", 3, "", 0) != NULL);
}

UC_TEST(comparisons_are_by_unsigned_bytes)
{
    char a_room[ROOM + 16], b_room[ROOM + 16];

    for (int i = 0; i < 20000; i++) {
        char *a = random_string(a_room, 6);
        char *b = random_string(b_room, 6);
        size_t n = random32() % 7;

        UC_REQUIRE(sign(strcmp(a, b)) == plain_compare(a, b, SIZE_MAX));
        UC_REQUIRE(sign(strncmp(a, b, n)) == plain_compare(a, b, n));
    }
    UC_EXPECT_EQ(strcasecmp("HeLLo", "hEllO"), 0);
    UC_EXPECT_LT(strcasecmp("abc", "ABD"), 0);
    UC_EXPECT_EQ(strncasecmp("abX", "ABy", 2), 0);
}

UC_TEST(copies_end_where_they_should)
{
    char buf[8];

    memset(buf, '#', sizeof(buf));
    UC_EXPECT(stpcpy(buf, "abc") == buf + 3);
    UC_EXPECT_MEM(buf, "abc\0####", 8);
    memset(buf, '#', sizeof(buf));
    UC_EXPECT(stpncpy(buf, "ab", 5) == buf + 2);
    UC_EXPECT_MEM(buf, "ab\0\0\0###", 8);
    memset(buf, '#', sizeof(buf));
    strncpy(buf, "abcdef", 3);
    UC_EXPECT_MEM(buf, "abc#####", 8);
    UC_EXPECT_EQ(strlcpy(buf, "abcdefghij", 4), 10);
    UC_EXPECT_STR(buf, "abc");
    UC_EXPECT_EQ(strlcat(buf, "xyzuvw", 6), 9);
    UC_EXPECT_STR(buf, "abcxy");
    buf[1] = '\0';
    UC_EXPECT_STR(strncat(buf, "123456", 3), "a123");
    UC_EXPECT(memccpy(buf, "ab,cd", ',', 5) == buf + 3);
    UC_EXPECT(memccpy(buf, "ab,cd", ';', 5) == NULL);
    char *copy = strndup("abcdef", 4);
    UC_EXPECT_STR(copy, "abcd");
    free(copy);
}

UC_TEST(spans_and_tokens)
{
    char text[] = "::a:b::c";
    char fields[] = "x,,y";
    char *rest = fields;
    char *save;

    UC_EXPECT_EQ(strspn("aabbc", "ab"), 4);
    UC_EXPECT_EQ(strcspn("aabbc", "cb"), 2);
    UC_EXPECT_EQ(strcspn("abc", ""), 3);
    UC_EXPECT_STR(strpbrk("hello", "xol"), "llo");
    UC_EXPECT(strpbrk("hello", "xyz") == NULL);
    UC_EXPECT_STR(strtok_r(text, ":", &save), "a");
    UC_EXPECT_STR(strtok_r(NULL, ":", &save), "b");
    UC_EXPECT_STR(strtok_r(NULL, ":", &save), "c");
    UC_EXPECT(strtok_r(NULL, ":", &save) == NULL);
    UC_EXPECT_STR(strsep(&rest, ","), "x");
    UC_EXPECT_STR(strsep(&rest, ","), "");
    UC_EXPECT_STR(strsep(&rest, ","), "y");
    UC_EXPECT(strsep(&rest, ",") == NULL);
}

UC_TEST(character_classes_are_those_of_ascii)
{
    for (int c = -1; c < 256; c++) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool lower = c >= 'a' && c <= 'z';
        const bool digit = c >= '0' && c <= '9';

        UC_EXPECT_EQ(!!isalpha(c), upper || lower);
        UC_EXPECT_EQ(!!isupper(c), upper);
        UC_EXPECT_EQ(!!islower(c), lower);
        UC_EXPECT_EQ(!!isdigit(c), digit);
        UC_EXPECT_EQ(!!isalnum(c), upper || lower || digit);
        UC_EXPECT_EQ(!!isxdigit(c),
                     digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
        UC_EXPECT_EQ(!!isspace(c), c == ' ' || (c >= 9 && c <= 13));
        UC_EXPECT_EQ(!!isprint(c), c >= 32 && c < 127);
        UC_EXPECT_EQ(!!ispunct(c),
                     c > 32 && c < 127 && !upper && !lower && !digit);
        UC_EXPECT_EQ(!!iscntrl(c), (c >= 0 && c < 32) || c == 127);
        UC_EXPECT_EQ(toupper(c), lower ? c - 32 : c);
        UC_EXPECT_EQ(tolower(c), upper ? c + 32 : c);
    }
}

UC_TEST(errors_have_the_texts_that_people_know)
{
    char buf[64];

    UC_EXPECT_STR(strerror(0), "Success");
    UC_EXPECT_STR(strerror(ENOENT), "No such file or directory");
    UC_EXPECT_STR(strerror(EPERM), "Operation not permitted");
    UC_EXPECT_STR(strerror(ENOTRECOVERABLE), "State not recoverable");
    UC_EXPECT_STR(strerror(9999), "Unknown error 9999");
    UC_EXPECT_EQ(strerror_r(EAGAIN, buf, sizeof(buf)), 0);
    UC_EXPECT_STR(buf, "Resource temporarily unavailable");
    UC_EXPECT_EQ(strerror_r(EAGAIN, buf, 5), ERANGE);
}
