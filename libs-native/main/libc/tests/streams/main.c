/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uc/test.h>

UC_TEST(a_memory_stream_grows_and_tells_its_size)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    UC_REQUIRE(f != NULL);
    for (int i = 0; i < 1000; i++) {
        UC_EXPECT_EQ(fprintf(f, "%04d\n", i), 5);
    }
    UC_EXPECT_EQ(fflush(f), 0);
    UC_EXPECT_EQ(size, 5000);
    UC_EXPECT_MEM(text + 4995, "0999\n", 6);
    UC_EXPECT_EQ(fseek(f, 10, SEEK_SET), 0);
    UC_EXPECT_EQ(fputs("abcd", f), 0);
    UC_EXPECT_EQ(ftell(f), 14);
    UC_EXPECT_EQ(fclose(f), 0);
    UC_EXPECT_MEM(text + 5, "0001\nabcd\n0003", 14);
    free(text);
}

UC_TEST(lines_are_read_whole_whatever_their_length)
{
    char text[3000];
    char *line = NULL;
    size_t room = 0;

    memset(text, 'x', sizeof(text));
    memcpy(text, "short\n\n", 7);
    text[2998] = '\n';
    text[2999] = 'e';
    FILE *f = fmemopen(text, sizeof(text), "r");
    UC_REQUIRE(f != NULL);
    UC_EXPECT_EQ(getline(&line, &room, f), 6);
    UC_EXPECT_STR(line, "short\n");
    UC_EXPECT_EQ(getline(&line, &room, f), 1);
    UC_EXPECT_EQ(getline(&line, &room, f), 2992);
    UC_EXPECT_EQ(getline(&line, &room, f), 1);
    UC_EXPECT_STR(line, "e");
    UC_EXPECT_EQ(getline(&line, &room, f), -1);
    UC_EXPECT(feof(f));
    free(line);
    fclose(f);
}

UC_TEST(fgets_stops_at_newlines_and_at_the_buffers_end)
{
    char text[] = "one\ntwo three\nend";
    char buf[8];
    FILE *f = fmemopen(text, strlen(text), "r");

    UC_REQUIRE(f != NULL);
    UC_EXPECT_STR(fgets(buf, sizeof(buf), f), "one\n");
    UC_EXPECT_STR(fgets(buf, sizeof(buf), f), "two thr");
    UC_EXPECT_STR(fgets(buf, sizeof(buf), f), "ee\n");
    UC_EXPECT_STR(fgets(buf, sizeof(buf), f), "end");
    UC_EXPECT(fgets(buf, sizeof(buf), f) == NULL);
    fclose(f);
}

UC_TEST(what_is_pushed_back_is_read_next_also_at_the_end)
{
    char text[] = "ab";
    FILE *f = fmemopen(text, 2, "r");

    UC_REQUIRE(f != NULL);
    UC_EXPECT_EQ(ungetc('z', f), 'z');
    UC_EXPECT_EQ(fgetc(f), 'z');
    UC_EXPECT_EQ(fgetc(f), 'a');
    UC_EXPECT_EQ(fgetc(f), 'b');
    UC_EXPECT_EQ(fgetc(f), EOF);
    UC_EXPECT(feof(f));
    UC_EXPECT_EQ(ungetc('b', f), 'b');
    UC_EXPECT(!feof(f));
    UC_EXPECT_EQ(fgetc(f), 'b');
    UC_EXPECT_EQ(fgetc(f), EOF);
    UC_EXPECT_EQ(ungetc(EOF, f), EOF);
    fclose(f);
}

UC_TEST(reading_and_writing_change_places_through_a_seek)
{
    char room[16] = "0123456789";
    FILE *f = fmemopen(room, sizeof(room), "r+");
    char buf[4] = "";

    UC_REQUIRE(f != NULL);
    UC_EXPECT_EQ(fread(buf, 1, 3, f), 3);
    UC_EXPECT_MEM(buf, "012", 3);
    UC_EXPECT_EQ(fseek(f, 0, SEEK_CUR), 0);
    UC_EXPECT_EQ(fwrite("XY", 1, 2, f), 2);
    UC_EXPECT_EQ(fseek(f, 1, SEEK_SET), 0);
    UC_EXPECT_EQ(fread(buf, 2, 2, f), 2);
    UC_EXPECT_MEM(buf, "12XY", 4);
    UC_EXPECT_EQ(fclose(f), 0);
    UC_EXPECT_MEM(room, "012XY56789", 10);
}

UC_TEST(a_full_stream_is_an_error_and_a_read_only_one_takes_nothing)
{
    char room[4];
    FILE *f = fmemopen(room, sizeof(room), "w");

    UC_REQUIRE(f != NULL);
    fputs("too long", f);
    UC_EXPECT_EQ(fflush(f), EOF);
    UC_EXPECT(ferror(f));
    clearerr(f);
    UC_EXPECT(!ferror(f));
    fclose(f);
    f = fmemopen(room, sizeof(room), "r");
    UC_REQUIRE(f != NULL);
    fputs("x", f);
    errno = 0;
    UC_EXPECT_EQ(fflush(f), EOF);
    UC_EXPECT_EQ(errno, EBADF);
    fclose(f);
}

UC_TEST(overflowing_counts_are_refused)
{
    char c = 'x';
    FILE *f = fmemopen(&c, 1, "r");

    UC_REQUIRE(f != NULL);
    UC_EXPECT_EQ(fread(&c, (size_t)-1, 2, f), 0);
    UC_EXPECT(ferror(f));
    fclose(f);
}

UC_TEST(descriptors_are_the_lowest_free_ones)
{
    UC_EXPECT_EQ(isatty(1), 1);
    int a = dup(1);
    int b = dup(1);
    UC_EXPECT_EQ(a, 3);
    UC_EXPECT_EQ(b, 4);
    UC_EXPECT_EQ(close(a), 0);
    UC_EXPECT_EQ(dup(2), 3);
    UC_EXPECT_EQ(dup2(1, 40), 40);
    UC_EXPECT_EQ(isatty(40), 1);
    UC_EXPECT_EQ(close(40), 0);
    UC_EXPECT_EQ(close(3), 0);
    UC_EXPECT_EQ(close(4), 0);
    errno = 0;
    UC_EXPECT_EQ(close(4), -1);
    UC_EXPECT_EQ(errno, EBADF);
    UC_EXPECT_EQ(write(99, "x", 1), -1);
    UC_EXPECT_EQ(close(-1), -1);
    UC_EXPECT_EQ(lseek(1, 0, SEEK_SET), -1);
    UC_EXPECT_EQ(errno, ESPIPE);
}

UC_TEST(asprintf_makes_room_for_all)
{
    char *text = NULL;

    UC_EXPECT_EQ(asprintf(&text, "%0300d", 7), 300);
    UC_EXPECT_EQ(strlen(text), 300);
    free(text);
}
